"""`faqbot diff`: the questions that are answered differently after an edit of the FAQ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.text import Text

from faq.answering.edition import open_editions
from faq.answering.replies import Reply, describe
from faq.cli import markdown, output
from faq.cli.options import (
    FORMAT_OPTION,
    DatabaseOption,
    EncoderOption,
    ExitCode,
    FaqOption,
    existing_store,
    tracked,
)
from faq.content import BUNDLED, load
from faq.errors import StoreError
from faq.maintaining.diff import Change, Edits, Harm, compare, edits, questions_to_ask
from faq.maintaining.evaluation import Verdict
from faq.maintaining.history import NothingThereError, Past, faq_at
from faq.text import counted

Format = Literal["text", "markdown", "json"]

MOST_NAMES = 8
"""Ids that a summary names; it says how many more there are."""

MOST_UNFOLDED = 10
"""Changes of a kind that breaks nothing and is not folded in a comment: about a screen."""

MOST_CHARACTERS = 60_000
"""Characters of a comment: GitHub takes 65,536, and a workflow may add to it."""

MARK = "<!-- faqbot diff -->"
"""The first line of a comment, by which a workflow finds the one to replace."""

HEADINGS: Mapping[Harm, str] = {
    Harm.NOW_WRONG: "Passed before, wrong now",
    Harm.NOW_DECLINED: "Passed before, declined now",
    Harm.NOW_OFFERED: "Right before, only offered now",
    Harm.OTHER_ANSWER: "Another answer than before",
    Harm.ANSWER_LOST: "Answered before, no longer",
    Harm.OTHER_OFFER: "Offered or declined otherwise",
    Harm.BETTER: "Better than before",
}


def diff(  # noqa: PLR0913, PLR0917 -- a command's options
    revision: Annotated[
        str, typer.Argument(metavar="REV", help="What to compare with: a commit, branch or tag.")
    ] = "HEAD",
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    database: DatabaseOption = None,
    output_format: Annotated[Format, FORMAT_OPTION] = "text",
    limit: Annotated[
        int, typer.Option(min=0, help="Changes that are shown, the most harmful first; 0: all.")
    ] = 50,
    *,
    gaps: Annotated[
        bool | None,
        typer.Option(
            "--gaps/--no-gaps",
            help="Also ask the unanswered questions in the database.",
            show_default="--gaps, but for comments on GitHub",
        ),
    ] = None,
    allow_missing: Annotated[
        bool,
        typer.Option(
            "--allow-missing", help="Without a sound FAQ in that revision, succeed all the same."
        ),
    ] = False,
) -> None:
    """Show which questions are answered differently since a revision of git.

    It asks the FAQ's `questions`, its phrasings and unanswered questions, and fails if a
    question passed before and fails now.
    """
    now = load(faq)
    try:
        past = faq_at(faq, revision)
    except NothingThereError as error:
        if not allow_missing:
            raise
        _say_nothing_there(str(error), output_format)
        return
    with_gaps = output_format != "markdown" if gaps is None else gaps
    before, after = open_editions((past.faq, now), encoder)
    questions = questions_to_ask(before, after, _gaps(database) if with_gaps else ())
    changes = compare(before, after, tracked(questions, len(questions), "Asking"))
    report = _Report(past, edits(past.faq, now), len(questions), changes, limit or len(changes))
    if output_format == "text":
        _print_text(report)
    else:
        written = _as_markdown(report) if output_format == "markdown" else _as_json(report)
        output.put_file(written)
    if report.broken:
        raise typer.Exit(ExitCode.FINDINGS)


@dataclass(frozen=True)
class _Report:
    """The differences, of which at most `limit` changes are shown."""

    past: Past
    edits: Edits
    asked: int
    changes: Sequence[Change]
    limit: int

    @property
    def broken(self) -> int:
        """How many behaviour tests passed and now fail."""
        return sum(change.breaks for change in self.changes)

    @property
    def more(self) -> int:
        """How many changes are not shown."""
        return max(len(self.changes) - self.limit, 0)

    @property
    def groups(self) -> Iterator[tuple[Harm, int, list[Change]]]:
        """Each kind of change with how many there are, and those to show."""
        numbers = Counter(change.harm for change in self.changes)
        for harm, changes in groupby(self.changes[: self.limit], lambda change: change.harm):
            yield harm, numbers[harm], list(changes)

    @property
    def summary(self) -> str:
        """How many questions were asked and how many are answered differently."""
        number = counted(len(self.changes), "is", "are") if self.changes else "none is"
        asked = f"Of {counted(self.asked, 'question', 'questions')} asked, {number}"
        return f"{asked} answered differently since {self.past}."

    @property
    def verdict(self) -> str:
        """How many behaviour tests are broken, to go on with "now" or "since"."""
        return counted(self.broken, "question that passed fails", "questions that passed fail")


def _print_text(report: _Report) -> None:
    console = output.console()
    for line in _edit_lines(report.edits):
        output.put_line(console, line)
    for harm, number, changes in report.groups:
        console.print()
        console.print(Text(f"{HEADINGS[harm]} ({number})", style="bold"))
        for change in changes:
            output.put_line(console, f"  {_where(change)}{' '.join(change.question.text.split())}")
            output.put_line(
                console,
                f"      {describe(change.before)} → {describe(change.after)}{_expected(change)}",
            )
    if report.more:
        console.print(f"\n… and {report.more} more; --limit 0 shows all.")
    if report.edits or report.changes:
        console.print()
    output.put_line(console, report.summary)
    if report.broken:
        output.put_line(console, f"{report.verdict} now.")


def _as_markdown(report: _Report) -> str:
    since = f"since {markdown.code(str(report.past))}"
    if report.broken:
        title = f"{report.verdict} {since}"
    else:
        number = len(report.changes)
        title = (
            counted(number, "answer differs", "answers differ") if number else "No answer differs"
        )
        title = f"{title} {since}"
    lines = [MARK, f"### {title}", ""]
    lines += [f"- {line}" for line in _edit_lines(report.edits, markdown.code)]
    lines.append("")
    room = MOST_CHARACTERS - sum(len(line) + 1 for line in lines)
    left_out = report.more
    for harm, number, changes in report.groups:
        rows = []
        for change in changes:
            row = (
                markdown.code(change.question.text),
                describe(change.before, markdown.code),
                describe(change.after, markdown.code),
                _right(change, markdown.code),
            )
            room -= sum(map(len, row)) + len(" | ") * (len(row) + 1)
            if room >= 0:
                rows.append(row)
        left_out += len(changes) - len(rows)
        if not rows:
            continue
        table = markdown.table(("question", "before", "now", "expected"), rows)
        heading = f"{HEADINGS[harm]} ({number})"
        if harm <= Harm.NOW_DECLINED or number <= MOST_UNFOLDED:
            lines += [f"**{heading}**", "", *table]
        else:
            lines += markdown.details(heading, table)
    if left_out:
        lines += [f"… and {left_out} more.", ""]
    lines.append(f"Asked {counted(report.asked, 'question', 'questions')} of both versions.\n")
    return "\n".join(lines)


def _as_json(report: _Report) -> str:
    listed: dict[str, Any] = {
        "revision": report.past.revision,
        "commit": report.past.commit,
        "edits": asdict(report.edits),
        "asked": report.asked,
        "broken": report.broken,
        "changes": [
            {
                "question": change.question.text,
                "kind": change.question.kind,
                "harm": change.harm.name.lower(),
                "breaks": change.breaks,
                "place": str(change.question.place) if change.question.place else None,
                "expected": _sorted(change.question.right_after),
                "before": _reply(change.before, change.verdict_before),
                "after": _reply(change.after, change.verdict_after),
            }
            for change in report.changes
        ],
    }
    return output.as_json(listed, indent=2)


def _say_nothing_there(why: str, output_format: Format) -> None:
    sentence = f"Nothing to compare: {why}."
    if output_format == "json":
        output.put_file(output.as_json({"note": sentence, "broken": 0, "changes": []}))
    elif output_format == "markdown":
        first, _, rest = why.partition("\n")
        lines = [MARK, f"Nothing to compare: {markdown.code(first)}", ""]
        lines += [f"- {markdown.code(line)}" for line in rest.splitlines()]
        output.put_file("\n".join(lines).rstrip() + "\n")
    else:
        output.put_line(output.console(), sentence)


def _gaps(database: str | None) -> list[str]:
    """The unanswered questions, newest first; without a database none, and a note says why."""
    try:
        with existing_store(database) as store:
            return [gap.question for gap in store.gaps()]
    except StoreError as error:
        note = f"Unanswered questions are left out, as with --no-gaps. {error}"
        Console(stderr=True).print(Text(note, style="dim"), soft_wrap=True)
        return []


def _edit_lines(made: Edits, quoted: Callable[[str], str] = str) -> list[str]:
    """A line for each kind of edit, with the ids that it concerns."""
    listed = [
        (len(names), *words, [quoted(name) for name in names])
        for words, names in (
            (("entry added", "entries added"), made.added),
            (("entry removed", "entries removed"), made.removed),
            (("entry changed", "entries changed"), made.changed),
        )
    ]
    listed.append(
        (
            len(made.renamed),
            "entry renamed (old links to it are dead)",
            "entries renamed (old links to them are dead)",
            [f"{quoted(old)} → {quoted(new)}" for old, new in made.renamed],
        )
    )
    for pairs, done in ((made.phrasings_added, "added"), (made.phrasings_removed, "removed")):
        owners = Counter(owner for owner, _ in pairs)
        names = [quoted(owner) + (f" {n}" if n > 1 else "") for owner, n in owners.items()]
        listed.append((len(pairs), f"phrasing {done}", f"phrasings {done}", names))
    subjects = [quoted(name) for name in made.not_covered]
    listed.append(
        (len(subjects), "not_covered subject edited", "not_covered subjects edited", subjects)
    )
    lines = [
        f"{counted(number, one, many)}: {_named(names)}"
        for number, one, many, names in listed
        if number
    ]
    return [*lines, f"also edited: {', '.join(made.other)}"] if made.other else lines


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def _where(change: Change) -> str:
    place = change.question.place
    if place is None:
        return "unanswered: "
    return f"{place}: {'' if change.question.right_after is not None else 'removed: '}"


def _right(change: Change, quoted: Callable[[str], str] = str) -> str:
    right = _sorted(change.question.right_after)
    return "" if right is None else ", ".join(map(quoted, right)) or "none"


def _expected(change: Change) -> str:
    if change.question.kind != "question" or change.harm is Harm.BETTER:
        return ""
    right = _right(change)
    return f", expected {right}" if right else ""


def _reply(reply: Reply, verdict: Verdict | None) -> dict[str, Any]:
    entries = reply.ranking.entries if reply.ranking else ()
    return {
        "outcome": reply.outcome,
        "got": list(reply.ids),
        "confidence": round(entries[0].confidence, 4) if entries else 0.0,
        "verdict": verdict,
    }


def _sorted(ids: frozenset[str] | None) -> list[str] | None:
    return None if ids is None else sorted(ids)
