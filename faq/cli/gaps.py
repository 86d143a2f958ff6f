"""`faqbot gaps`: what was asked in vain."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from faq.answering.edition import cached_encoder, open_edition
from faq.cli import markdown, output
from faq.cli.options import DatabaseOption, EncoderOption, FaqOption
from faq.content import BUNDLED
from faq.errors import StoreError
from faq.maintaining.unanswered import Declined, Evidence, GapGroup, GroupedGaps, group, undecided
from faq.text import counted
from faq.usage.records import DAY_S, GAPS_KEPT_S, Gap

Format = Literal["text", "json", "markdown"]

KEPT_DAYS = GAPS_KEPT_S // DAY_S
"""Days for which gaps are kept."""

LONGEST_QUESTION = 60
"""Columns of a text in a table; the rest is cut."""

Since = Annotated[int, typer.Option(min=1, metavar="DAYS", help="Look back this many days.")]


def gaps(  # noqa: PLR0913, PLR0917 -- a command's options
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    database: DatabaseOption = None,
    since: Since = KEPT_DAYS,
    examples: Annotated[int, typer.Option(min=1, help="Wordings to show of each question.")] = 1,
    limit: Annotated[int, typer.Option(min=0, help="Questions to show; 0 shows all.")] = 20,
    shape: Annotated[
        Format, typer.Option("--format", help="For reading, for programs, or for a web page.")
    ] = "text",
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Group what is declined by a subject's name as well.")
    ] = False,
) -> None:
    """Show what people asked and the FAQ does not answer, most asked first.

    Questions that mean the same are one line. What people did afterwards shows where the answer
    may be: they picked an entry, or came to it in other words.
    """
    asked = kept(database, since)
    edition = open_edition(faq, cached_encoder(encoder))
    open_ones = undecided(asked)
    found = group(open_ones, edition, with_declined=everything)
    shown = found.groups[: limit or None]
    if shape == "json":
        output.put_file(output.as_json(_as_json(found, shown, since)))
    elif shape == "markdown":
        output.put_file("\n".join([*_as_markdown(found, shown, since, examples), ""]))
    else:
        _print_gaps(found, shown, since, examples)
        if decided := len(asked) - len(open_ones):
            output.put(output.console(), f"Decided in the chat: {decided}; see faqbot suggest.")


def kept(url: str | None, days: int) -> list[Gap]:
    """The gaps of some days.

    Raises:
        StoreError: there is no database, or it cannot be used.
    """
    # SQLAlchemy takes a fifth of a second to import, and no other command of this file's needs it.
    from faq.usage.store import find_store  # noqa: PLC0415

    store = find_store(url or None)
    if store is None:
        raise StoreError(
            f"There is no database {f'at {url}' if url else 'in your data folder'} yet: the bot "
            "makes one when it runs and somebody asks. If it keeps one elsewhere, name that with "
            "--database or FAQBOT_DATABASE_URL."
        )
    with store:
        return store.gaps(int(time.time()) - days * DAY_S)


def _print_gaps(found: GroupedGaps, shown: Sequence[GapGroup], days: int, examples: int) -> None:
    console = output.console()
    if shown:
        table = Table(box=None, padding=(0, 2, 0, 0))
        _add_columns(table, "question", "nearest entry", "learned")
        for some in shown:
            table.add_row(
                f"{some.count}×",
                str(some.people),
                day(some.last_asked),
                "\n".join(cut(each.text) for each in some.examples[:examples]),
                f"{some.nearest} ({some.confidence:.2f})",
                "\n".join(_learned(some)),
            )
        output.put(output.console(wide=True), table)
        more = len(found.groups) - len(shown)
        if more:
            output.put(console, f"… and {more:,} more; --limit 0 shows all.")
        output.put(console, "")
    if found.declined:
        table = Table(box=None, padding=(0, 2, 0, 0))
        _add_columns(table, "declined by name", "example")
        for each in found.declined:
            example = cut(each.examples[0].text)
            table.add_row(
                f"{each.count}×", str(each.people), day(each.last_asked), each.subject, example
            )
        output.put(output.console(wide=True), table)
        output.put(console, "")
    output.put(console, _summary(found, days))


def _add_columns(table: Table, *texts: str) -> None:
    """Columns for figures, which are shown whole, and for texts, which may be cut."""
    for title, width in (("asked", 5), ("people", 6), ("last", 10)):
        table.add_column(title, justify="right", no_wrap=True, min_width=width)
    for title in texts:
        table.add_column(title, no_wrap=True, max_width=LONGEST_QUESTION)


def _summary(found: GroupedGaps, days: int) -> str:
    """All gaps in a sentence."""
    ago = f"in the last {counted(days, 'day', 'days')}"
    if not found.gaps:
        return f"Nothing was asked in vain {ago}."
    parts = [
        f"{number:,} {what}"
        for number, what in (
            (sum(g.count for g in found.groups), _in_groups(len(found.groups))),
            (sum(d.count for d in found.declined), "declined by name"),
            (found.answered, "answered by now"),
            (found.empty, "without a word"),
        )
        if number
    ]
    return f"Asked in vain {ago}: {found.gaps:,} ({', '.join(parts)})."


def _in_groups(number: int) -> str:
    return f"open, in {counted(number, 'group', 'groups')}"


def _learned(some: GapGroup) -> Iterator[str]:
    """What people did after they had asked."""
    for each in some.evidence:
        yield f"{_ways(each)} → {each.entry}"
    if some.rejected:
        yield f"{some.rejected}× none fits"
    if some.declined:
        yield f"{some.declined}× declined as {some.subject}"


def _ways(each: Evidence) -> str:
    ways = ((each.picked, "picked"), (each.reworded, "reworded"))
    return ", ".join(f"{number}× {how}" for number, how in ways if number)


def _as_json(found: GroupedGaps, shown: Iterable[GapGroup], days: int) -> dict[str, Any]:
    """What `gaps --format json` prints; times are seconds since the epoch."""
    return {
        "days": days,
        "gaps": found.gaps,
        "answered": found.answered,
        "groups": [asdict(some) for some in shown],
        "declined": [asdict(each) for each in found.declined],
    }


def _as_markdown(
    found: GroupedGaps, shown: Sequence[GapGroup], days: int, examples: int
) -> Iterator[str]:
    titles = ("question", "nearest entry", "learned", "last", "asked", "people")
    rows = [
        (
            "<br>".join(markdown.code(each.text) for each in some.examples[:examples]),
            f"{markdown.code(some.nearest)} {some.confidence:.2f}",
            "<br>".join(map(markdown.code, _learned(some))),
            day(some.last_asked),
            str(some.count),
            str(some.people),
        )
        for some in shown
    ]
    yield "### Asked in vain"
    yield ""
    if rows:
        yield from markdown.table(titles, rows, numbers=2)
    if len(found.groups) > len(shown):
        yield f"… and {len(found.groups) - len(shown):,} more."
        yield ""
    if found.declined:
        yield from markdown.table(
            ("declined by name", "example", "last", "asked", "people"),
            [_declined_row(each) for each in found.declined],
            numbers=2,
        )
    yield _summary(found, days)


def _declined_row(each: Declined) -> tuple[str, ...]:
    example = markdown.code(each.examples[0].text)
    last = day(each.last_asked)
    return markdown.code(each.subject), example, last, str(each.count), str(each.people)


def day(at: int) -> str:
    """The day of a time, in UTC."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def cut(text: str) -> str:
    """A text that is not too long for a line."""
    return text if len(text) <= LONGEST_QUESTION else f"{text[: LONGEST_QUESTION - 1]}…"
