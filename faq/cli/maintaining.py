"""`faqbot check`, `test` and `schema`: what a maintainer runs after an edit."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from faq import behaviour, lint
from faq.cli import show
from faq.cli.options import EncoderMode, FaqPath, tracked
from faq.content import BUNDLED, json_schema
from faq.desk import cached_encoder, open_edition

FOUND = 1
"""Exit code: a check or a test found something."""


def check(faq: FaqPath = BUNDLED, encoder: EncoderMode = "auto") -> None:
    """Validate the FAQ and look for overlap, doubles and entries that nobody can reach."""
    edition = open_edition(faq, cached_encoder(encoder))
    loaded, console = edition.faq, show.console()
    looked = tracked(lint.lint(edition), lint.size(loaded), "Checking")
    findings = [problem for problem in looked if problem is not None]
    for finding in sorted(findings):
        console.print(Text(str(finding)), soft_wrap=True)
    quotes = sum(len(entry.citations) for entry in loaded.entries)
    console.print(
        f"{_count(len(loaded.entries), 'entry', 'entries')}, "
        f"{_count(lint.size(loaded), 'phrasing', 'phrasings')}, "
        f"{_count(quotes, 'quote', 'quotes')} found in the sources, "
        f"{_count(len(findings), 'warning', 'warnings') if findings else 'nothing to mend'}."
    )
    if findings:
        raise typer.Exit(FOUND)


def test(
    faq: FaqPath = BUNDLED,
    encoder: EncoderMode = "auto",
    at_least: Annotated[
        float,
        typer.Option(
            min=0, max=100, help="Percent of the questions that must go right or be offered."
        ),
    ] = 100.0,
) -> None:
    """Ask the FAQ's own `questions` and show what goes wrong."""
    edition = open_edition(faq, cached_encoder(encoder))
    console = show.console()
    total = len(edition.faq.questions)
    if not total:
        console.print("The FAQ has no questions to test; add some under `questions:`.")
        return
    outcomes = list(tracked(behaviour.run(edition), total, "Testing"))
    failed = [outcome for outcome in outcomes if not outcome.verdict.passes]
    if failed:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for title in ("", "question", "expected", "got"):
            table.add_column(title, overflow="fold")
        for outcome in failed:
            wanted = ", ".join(sorted(outcome.expectation.accepted)) or "none"
            got = f"{outcome.got or 'none'} ({outcome.confidence:.2f})"
            table.add_row(outcome.verdict, outcome.expectation.question, wanted, got)
        show.put(show.console(wide=True), table)
    counts = Counter(outcome.verdict for outcome in outcomes)
    console.print(
        f"{_count(total, 'question', 'questions')}: "
        + ", ".join(f"{counts[verdict]} {verdict}" for verdict in behaviour.Verdict)
        + f" ({(total - len(failed)) / total:.1%} pass)."
    )
    if (total - len(failed)) * 100 < at_least * total:
        raise typer.Exit(FOUND)


def schema() -> None:
    """Print the JSON Schema of the FAQ format, for editors."""
    print(json_schema(), end="")  # noqa: T201 -- a file's content, unwrapped


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"
