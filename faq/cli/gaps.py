"""`faqbot gaps`: the unanswered questions, in groups."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from faq.answering.edition import cached_encoder, open_edition
from faq.cli import markdown, output
from faq.cli.options import (
    FORMAT_OPTION,
    DatabaseOption,
    EncoderOption,
    FaqOption,
    existing_store,
)
from faq.content import BUNDLED
from faq.maintaining.unanswered import (
    LONGEST_PASSAGE,
    GapGroup,
    GroupedGaps,
    Passage,
    group_gaps,
    likely_passages,
    undecided,
)
from faq.text import counted
from faq.usage.records import DAY_S, GAPS_KEPT_DAYS, Gap

LONGEST_QUESTION = 60
"""Columns of a text in a table; the rest is cut."""

Since = Annotated[int, typer.Option(min=1, metavar="DAYS", help="Look back this many days.")]


def gaps(  # noqa: PLR0913, PLR0917 -- a command's options
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    database: DatabaseOption = None,
    since: Since = GAPS_KEPT_DAYS,
    examples: Annotated[int, typer.Option(min=1, help="Wordings to show of each question.")] = 1,
    limit: Annotated[int, typer.Option(min=0, help="Questions to show; 0 shows all.")] = 20,
    output_format: Annotated[Literal["text", "markdown", "json"], FORMAT_OPTION] = "text",
    *,
    passages: Annotated[
        bool,
        typer.Option(
            "--passages",
            help="Also show the passages of the sources that are most likely to answer.",
        ),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Group what is declined by a subject's name as well.")
    ] = False,
) -> None:
    """Show what people asked and the FAQ does not answer, most asked first.

    Questions that mean the same are one line. What people did afterwards shows where the answer
    may be: they picked an entry, or came to it in other words.
    """
    stored = stored_gaps(database, since)
    edition = open_edition(faq, cached_encoder(encoder))
    open_gaps = undecided(stored)
    grouped = group_gaps(open_gaps, edition, with_declined=everything)
    shown = grouped.groups[: limit or None]
    report = _Report(
        grouped, shown, since, examples, likely_passages(shown, edition) if passages else []
    )
    if output_format == "json":
        output.put_file(output.as_json(_as_json(report)))
    elif output_format == "markdown":
        output.put_file("\n".join([*_as_markdown(report), ""]))
    else:
        _print_text(report)
        if decided := len(stored) - len(open_gaps):
            output.put(output.console(), f"Decided in the chat: {decided}; see faqbot suggest.")


def stored_gaps(database: str | None, days: int) -> list[Gap]:
    """The gaps of the last days, newest first.

    Raises:
        StoreError: there is no database, or it cannot be used.
    """
    with existing_store(database) as store:
        return store.gaps(int(time.time()) - days * DAY_S)


@dataclass(frozen=True, slots=True)
class _Report:
    """The groups to show, and how.

    Attributes:
        grouped: all groups.
        shown: those to show.
        days: how far back the gaps go.
        examples: how many wordings of a group are shown.
        passages: those of each group to show; empty if nobody wants any.
    """

    grouped: GroupedGaps
    shown: Sequence[GapGroup]
    days: int
    examples: int
    passages: Sequence[Sequence[Passage]]

    @property
    def more(self) -> int:
        """How many groups are not shown."""
        return len(self.grouped.groups) - len(self.shown)

    @property
    def summary(self) -> str:
        """All gaps in a sentence."""
        ago = f"in the last {counted(self.days, 'day', 'days')}"
        grouped = self.grouped
        if not grouped.gaps:
            return f"No question was left unanswered {ago}."
        groups = counted(len(grouped.groups), "group", "groups")
        parts = [
            f"{number:,} {what}"
            for number, what in (
                (sum(g.count for g in grouped.groups), f"open, in {groups}"),
                (sum(d.count for d in grouped.declined), "declined by name"),
                (grouped.answered, "answered by now"),
                (grouped.empty, "without a word"),
            )
            if number
        ]
        return f"Unanswered {ago}: {grouped.gaps:,} ({', '.join(parts)})."

    def wordings(self, group: GapGroup) -> list[str]:
        """The wordings of a group to show."""
        return [example.text for example in group.examples[: self.examples]]


def _print_text(report: _Report) -> None:
    console, wide = output.console(), output.console(wide=True)
    if report.shown:
        output.put(wide, _groups_table(report))
        if report.more:
            output.put(console, f"… and {report.more:,} more; --limit 0 shows all.")
        output.put(console, "")
    for group, passages in zip(report.shown, report.passages, strict=False):
        output.put_line(console, group.examples[0].text)
        for passage in passages:
            output.put_line(console, f"  {passage.likeness:.2f} {passage.source}: {passage.text}")
        if not passages:
            output.put_line(console, "  The sources have no text.")
        output.put(console, "")
    if report.grouped.declined:
        table = _table("declined by name", "example")
        for each in report.grouped.declined:
            example = cut(each.examples[0].text)
            table.add_row(
                f"{each.count}×", str(each.people), day(each.last_asked), each.subject, example
            )
        output.put(wide, table)
        output.put(console, "")
    output.put(console, report.summary)


def _groups_table(report: _Report) -> Table:
    table = _table("question", "nearest entry", "learned")
    for group in report.shown:
        table.add_row(
            f"{group.count}×",
            str(group.people),
            day(group.last_asked),
            "\n".join(map(cut, report.wordings(group))),
            f"{group.nearest} ({group.confidence:.2f})",
            "\n".join(_learned(group)),
        )
    return table


def _table(*texts: str) -> Table:
    """A table whose figures are shown whole, and whose texts may be cut."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title, width in (("asked", 5), ("people", 6), ("last", 10)):
        table.add_column(title, justify="right", no_wrap=True, min_width=width)
    for title in texts:
        table.add_column(title, no_wrap=True, max_width=LONGEST_QUESTION)
    return table


def _learned(group: GapGroup) -> Iterator[str]:
    """What people did after they had asked."""
    for each in group.evidence:
        ways = ((each.picked, "picked"), (each.reworded, "reworded"))
        done = ", ".join(f"{number}× {way}" for number, way in ways if number)
        yield f"{done} → {each.entry}"
    if group.rejected:
        yield f"{group.rejected}× none fits"
    if group.declined:
        yield f"{group.declined}× declined as {group.subject}"


def _as_json(report: _Report) -> dict[str, Any]:
    """The object that `gaps --format json` prints; times are seconds since the epoch."""
    groups = [asdict(group) for group in report.shown]
    for group, passages in zip(groups, report.passages, strict=False):
        group["passages"] = [asdict(passage) for passage in passages]
    return {
        "days": report.days,
        "gaps": report.grouped.gaps,
        "answered": report.grouped.answered,
        "groups": groups,
        "declined": [asdict(each) for each in report.grouped.declined],
    }


def _as_markdown(report: _Report) -> Iterator[str]:
    yield "### Unanswered questions"
    yield ""
    if report.shown:
        titles = ("question", "nearest entry", "learned", "last", "asked", "people")
        rows = [
            (
                "<br>".join(map(markdown.code, report.wordings(group))),
                f"{markdown.code(group.nearest)} {group.confidence:.2f}",
                "<br>".join(map(markdown.code, _learned(group))),
                day(group.last_asked),
                str(group.count),
                str(group.people),
            )
            for group in report.shown
        ]
        yield from markdown.table(titles, rows, numbers=2)
    if report.more:
        yield f"… and {report.more:,} more."
        yield ""
    for group, passages in zip(report.shown, report.passages, strict=False):
        yield f"{markdown.code(group.examples[0].text)}"
        yield ""
        for passage in passages:
            text = markdown.code(passage.text, LONGEST_PASSAGE)
            yield f"- {passage.likeness:.2f} {markdown.code(passage.source)} {text}"
        yield "" if passages else "- The sources have no text.\n"
    if report.grouped.declined:
        declined = [
            (
                markdown.code(each.subject),
                markdown.code(each.examples[0].text),
                day(each.last_asked),
                str(each.count),
                str(each.people),
            )
            for each in report.grouped.declined
        ]
        columns = ("declined by name", "example", "last", "asked", "people")
        yield from markdown.table(columns, declined, numbers=2)
    yield report.summary


def day(at: int) -> str:
    """The day of a time, in UTC."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def cut(text: str) -> str:
    """A text that is not too long for a line."""
    return text if len(text) <= LONGEST_QUESTION else f"{text[: LONGEST_QUESTION - 1]}…"
