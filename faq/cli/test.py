"""`faqbot test`: the results of the FAQ's own questions, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from xml.etree import ElementTree as ET

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from faq.answering.edition import cached_encoder, open_edition
from faq.answering.replies import describe
from faq.cli import markdown, output
from faq.cli.files import write_named
from faq.cli.options import FORMAT_OPTION, EncoderOption, ExitCode, FaqOption, tracked
from faq.content import BUNDLED, Faq
from faq.maintaining import evaluation
from faq.maintaining.evaluation import Outcome, Verdict
from faq.text import counted

MOST_CONFUSIONS = 10
"""Confusions that are shown: whoever corrects the first ones runs the tests again."""

ENOUGH = 50
"""Questions from which calibration is shown: with fewer, each of its ten bins holds less than five
on average, whose share says little."""

BAR = 20
"""Characters of a bar in the table of confidences: one for every five percent."""

OUTSIDE_XML = "".join(map(chr, {*range(32)} - {9, 10, 13})) + "\x7f\ufffe\uffff"
"""Characters that XML 1.0 has no place for (https://www.w3.org/TR/xml/#charsets), and DEL."""

NO_QUESTIONS = "The FAQ has no questions to test; add some under `questions:`."


def test(
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    at_least: Annotated[
        float,
        typer.Option(
            min=0, max=100, help="Percent of the questions that must go right or be offered."
        ),
    ] = 100.0,
    output_format: Annotated[Literal["text", "markdown", "json", "junit"], FORMAT_OPTION] = "text",
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.svg",
            help="Also draw how sure the bot was against how often it was right.",
        ),
    ] = None,
) -> None:
    """Ask the FAQ's own `questions` and show what goes wrong, and where."""
    edition = open_edition(faq, cached_encoder(encoder))
    total = len(edition.faq.questions)
    tested = _Tested(edition.faq, tuple(tracked(evaluation.run(edition), total, "Testing")))
    if output_format == "text":
        _print_text(tested)
    else:
        write = {"markdown": _as_markdown, "json": _as_json, "junit": _as_junit}[output_format]
        output.put_file(write(tested))
    if plot is not None:
        # Jinja2 and SQLAlchemy, which this room needs, take a quarter of a second to import.
        from faq.report.reliability import reliability_diagram  # noqa: PLC0415

        asked = counted(total, "question", "questions")
        summary = f"{asked}. {tested.calibration}"
        write_named(plot, reliability_diagram(tested.bins, edition.faq.title, summary))
    if (total - len(tested.failed)) * 100 < at_least * total:
        raise typer.Exit(ExitCode.FINDINGS)


@dataclass(frozen=True)
class _Tested:
    """An FAQ, and the outcome of each of its questions."""

    faq: Faq
    outcomes: Sequence[Outcome]

    @property
    def failed(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if not outcome.verdict.passes]

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(outcome.verdict for outcome in self.outcomes)

    @property
    def bins(self) -> tuple[evaluation.Bin, ...]:
        return evaluation.calibration(self.outcomes)

    @property
    def calibration(self) -> str:
        """How far the confidence can be trusted, in one sentence."""
        error = evaluation.calibration_error(self.bins)
        return f"Confidence in the likeliest entry is off by {error:.2f} on average."

    @property
    def by_topic(self) -> dict[str, list[int]]:
        """Figures by topic: how many questions, then how many of each verdict."""
        return {
            topic: [counts.total(), *(counts[verdict] for verdict in Verdict)]
            for topic, counts in evaluation.by_topic(self.faq, self.outcomes).items()
        }

    @property
    def summary(self) -> str:
        total = len(self.outcomes)
        counts = ", ".join(f"{self.counts[verdict]} {verdict}" for verdict in Verdict)
        share = (total - len(self.failed)) / max(total, 1)
        return f"{counted(total, 'question', 'questions')}: {counts} ({share:.1%} pass)."


def _print_text(tested: _Tested) -> None:
    console, wide = output.console(), output.console(wide=True)
    if not tested.outcomes:
        console.print(NO_QUESTIONS)
        return
    for outcome in tested.failed:
        test = outcome.expectation
        question = " ".join(test.question.split())
        output.put_line(console, f"{test.place}: {outcome.verdict}: {question}")
        output.put_line(console, f"    {_compared(outcome)}")
    blocks: list[RenderableType] = []
    if len(tested.by_topic) > 1:
        blocks += [_topic_table(tested)]
    confusions = evaluation.confusions(tested.outcomes)
    if len(confusions) > 1:  # a single one is what was printed above
        blocks += [_confusion_table(confusions)]
    if len(tested.outcomes) >= ENOUGH:
        blocks += [Group(Text(tested.calibration), _reliability_table(tested.bins))]
    for block in blocks:
        if block is not blocks[0] or tested.failed:
            console.print()
        output.put(wide, block)
    if blocks:
        console.print()
    console.print(tested.summary)


def _topic_table(tested: _Tested) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("topic", overflow="fold")
    for title in ("questions", *Verdict):
        table.add_column(title, justify="right")
    for topic, figures in tested.by_topic.items():
        table.add_row(Text(output.visible(topic)), *(f"{n:,}" if n else "·" for n in figures))
    return table


def _confusion_table(confusions: Sequence[evaluation.Confusion]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("times", justify="right")
    table.add_column("expected ← got", overflow="fold")
    table.add_column("for example", overflow="fold")
    for each in confusions[:MOST_CONFUSIONS]:
        names = f"{each.wanted or 'none'} ← {each.got}"
        table.add_row(f"{each.number}", Text(names), Text(output.visible(each.example.question)))
    more = len(confusions) - MOST_CONFUSIONS
    return Group(table, Text(f"… and {more} more")) if more > 0 else table


def _reliability_table(bins: Sequence[evaluation.Bin]) -> Table:
    """A row for each bin that has questions.

    Its bar of `#` is the share that was right, and should end at the `|`: the mean confidence.
    """
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("confidence")
    table.add_column("questions", justify="right")
    table.add_column("right", justify="right")
    table.add_column("# is right, and should end at the |", no_wrap=True)
    for each in bins:
        if each.number:
            bar = list(("#" * round(each.right * BAR)).ljust(BAR + 1))
            bar[round(each.confidence * BAR)] = "|"
            table.add_row(
                f"{each.low:.1f} to {each.high:.1f}",
                f"{each.number:,}",
                f"{each.right:.0%}",
                "".join(bar).rstrip(),
            )
    return table


def _as_markdown(tested: _Tested) -> str:
    if not tested.outcomes:
        return f"{NO_QUESTIONS}\n"
    lines = [f"### {tested.summary}", ""]
    lines += markdown.table(
        ("topic", "questions", *Verdict),
        (
            (markdown.code(topic), *(f"{n:,}" for n in figures))
            for topic, figures in tested.by_topic.items()
        ),
        numbers=1 + len(Verdict),
    )
    if tested.failed:
        summary = counted(len(tested.failed), "question fails", "questions fail")
        lines += markdown.details(summary, _failures_in_markdown(tested.failed))
    if confusions := evaluation.confusions(tested.outcomes):
        lines += markdown.details("What is mistaken for what", _confusions_in_markdown(confusions))
    if len(tested.outcomes) >= ENOUGH:
        lines += markdown.details(tested.calibration, _bins_in_markdown(tested.bins))
    return "\n".join(lines)


def _failures_in_markdown(outcomes: Sequence[Outcome]) -> list[str]:
    rows = (
        (
            o.verdict,
            markdown.code(o.expectation.question),
            markdown.code(_wanted(o)),
            describe(o.reply, markdown.code),
        )
        for o in outcomes
    )
    return markdown.table(("", "question", "expected", "got"), rows)


def _confusions_in_markdown(confusions: Sequence[evaluation.Confusion]) -> list[str]:
    rows = (
        (
            markdown.code(c.wanted or "none"),
            markdown.code(c.got),
            markdown.code(c.example.question),
            f"{c.number}",
        )
        for c in confusions
    )
    return markdown.table(("expected", "got", "for example", "times"), rows, numbers=1)


def _bins_in_markdown(bins: Sequence[evaluation.Bin]) -> list[str]:
    rows = (
        (f"{b.low:.1f} to {b.high:.1f}", f"{b.number:,}", f"{b.confidence:.2f}", f"{b.right:.0%}")
        for b in bins
        if b.number
    )
    return markdown.table(("confidence", "questions", "mean", "right"), rows, numbers=3)


def _as_json(tested: _Tested) -> str:
    report = {
        "questions": len(tested.outcomes),
        **{verdict.value: tested.counts[verdict] for verdict in Verdict},
        "topics": {
            topic: dict(zip(("questions", *Verdict), figures, strict=True))
            for topic, figures in tested.by_topic.items()
        },
        "outcomes": [_outcome_as_json(outcome) for outcome in tested.outcomes],
        "confusions": [
            {
                "expected": c.wanted,
                "got": c.got,
                "times": c.number,
                "example": c.example.question,
            }
            for c in evaluation.confusions(tested.outcomes)
        ],
        "calibration": {
            "error": round(evaluation.calibration_error(tested.bins), 4),
            "bins": [
                {
                    "low": b.low,
                    "high": b.high,
                    "questions": b.number,
                    "confidence": round(b.confidence, 4),
                    "right": round(b.right, 4),
                }
                for b in tested.bins
            ],
        },
    }
    return output.as_json(report, indent=2)


def _outcome_as_json(outcome: Outcome) -> dict[str, object]:
    test = outcome.expectation
    return {
        "question": test.question,
        "verdict": outcome.verdict,
        "topic": outcome.topic,
        "expected": list(outcome.wanted),
        "got": ", ".join(outcome.reply.ids) or None,
        "best": outcome.best,
        "confidence": round(outcome.confidence, 4),
        "path": test.place.path,
        "line": test.place.line,
        "column": test.place.column,
    }


def _as_junit(tested: _Tested) -> str:
    """One case a question; its class is its topic, and its place that of the question's text."""
    numbers = {"tests": f"{len(tested.outcomes)}", "failures": f"{len(tested.failed)}"}
    suites = ET.Element("testsuites", numbers | {"errors": "0"})
    title = _xml(tested.faq.title)
    suite = ET.SubElement(
        suites, "testsuite", {"name": title} | numbers | {"errors": "0", "skipped": "0"}
    )
    for outcome in tested.outcomes:
        place = outcome.expectation.place
        case = ET.SubElement(
            suite,
            "testcase",
            {
                "classname": _xml(outcome.topic),
                "name": _xml(outcome.expectation.question),
                "file": _xml(place.path),
                "line": f"{place.line}",
                "time": "0",
            },
        )
        if not outcome.verdict.passes:
            said = _xml(_compared(outcome))
            failure = {"type": outcome.verdict.value, "message": f"{outcome.verdict}: {said}"}
            ET.SubElement(case, "failure", failure).text = _xml(f"{place}: {said}")
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, "unicode")}\n'


def _xml(text: str) -> str:
    """A text as XML can hold it."""
    text = text.translate(dict.fromkeys(map(ord, OUTSIDE_XML), "\N{REPLACEMENT CHARACTER}"))
    return text.encode("utf-8", "replace").decode()


def _wanted(outcome: Outcome) -> str:
    return ", ".join(outcome.wanted) or "none"


def _compared(outcome: Outcome) -> str:
    """What a reply should have been, and what it was."""
    return f"expected {_wanted(outcome)}, got {describe(outcome.reply)}"
