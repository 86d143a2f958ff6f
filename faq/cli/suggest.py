"""`faqbot suggest`: a patch that adds unanswered questions to where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from faq.answering.edition import cached_encoder, open_edition
from faq.cli import output
from faq.cli.gaps import Since, cut, day, stored_gaps
from faq.cli.options import DatabaseOption, EncoderOption, FaqOption
from faq.content import BUNDLED
from faq.maintaining.editing import patch, write
from faq.maintaining.suggestions import (
    MIN_COUNT,
    Dropped,
    Proposal,
    Suggestions,
    decisions_about,
)
from faq.maintaining.suggestions import suggest as suggestions_for
from faq.maintaining.unanswered import GapGroup
from faq.text import counted
from faq.usage.records import GAPS_KEPT_DAYS


def suggest(  # noqa: PLR0913, PLR0917 -- a command's options
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    database: DatabaseOption = None,
    since: Since = GAPS_KEPT_DAYS,
    min_count: Annotated[
        int, typer.Option(min=1, help="Times that a question was asked at least.")
    ] = MIN_COUNT,
    limit: Annotated[int, typer.Option(min=0, help="Questions to look at; 0 for all.")] = 20,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Change the files instead of printing a patch.")
    ] = False,
) -> None:
    """Print a patch for `git apply` that adds unanswered questions to where they belong.

    Each change was tried: the FAQ loads with it, and what passes under `questions` still does.
    The reasons are on standard error. Nothing changes unless you apply it. For questions that
    need an answer of their own, `faqbot gaps --passages` shows where the sources may have it.
    """
    gaps = stored_gaps(database, since)
    edition = open_edition(faq, cached_encoder(encoder))
    with Console(stderr=True).status("Trying the changes …"):
        suggestions = suggestions_for(
            faq, edition, gaps, decisions_about(gaps), min_count=min_count, limit=limit or None
        )
    console = (
        output.console()
        if apply
        else Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    )
    for line in _report_lines(suggestions):
        console.print(Text(line), soft_wrap=True)
    if apply:
        write(suggestions.changed)
        for file in suggestions.changed:
            console.print(Text(f"Changed {file}"), soft_wrap=True)
    else:
        output.put_file(patch(faq, suggestions.changed))


def _report_lines(suggestions: Suggestions) -> Iterator[str]:
    """Every change with its reason, and what is left to people."""
    for number, proposal in enumerate(suggestions.proposals, 1):
        yield from _proposal_lines(number, proposal)
    for dropped in suggestions.dropped:
        yield from _dropped_lines(dropped)
    if suggestions.unplaced:
        number = len(suggestions.unplaced)
        yield (
            f"{counted(number, 'question needs', 'questions need')} an answer of its own, "
            "or a subject that is not covered (faqbot gaps --passages shows where the sources may "
            "have the answer):"
        )
        for group in suggestions.unplaced:
            yield f"  {_frequency(group)}: {cut(group.examples[0].text)}"
        yield ""
    if not suggestions.proposals and not suggestions.dropped:
        yield "There is nothing to add to the FAQ as it is."


def _proposal_lines(number: int, proposal: Proposal) -> Iterator[str]:
    kind = "" if proposal.is_entry else "the subject "
    effect = "answered" if proposal.is_entry else "declined by name"
    what = counted(len(proposal.phrasings), "phrasing", "phrasings")
    yield f"{number}. Add {what} to {kind}{proposal.target}: {proposal.reason}."
    yield f"   {_frequency(proposal.group)}; with this {proposal.helped} of them are {effect}."
    yield from (f"   + {text}" for text in proposal.phrasings)
    yield from (f"   left out: {cut(text)} ({why})" for text, why in proposal.left_out)
    yield ""


def _dropped_lines(dropped: Dropped) -> Iterator[str]:
    proposal = dropped.proposal
    texts = proposal.phrasings or tuple(text for text, _ in proposal.left_out)
    yield f"Not added to {proposal.target}: {'; '.join(map(cut, texts))}"
    if dropped.breaks:
        yield "   because these questions pass now and would fail:"
        yield from (f"   - {question}" for question in dropped.breaks)
    else:
        yield from (f"   because {why}" for why in dict.fromkeys(w for _, w in proposal.left_out))
    yield ""


def _frequency(group: GapGroup) -> str:
    times = counted(group.count, "time", "times")
    people = counted(group.people, "person", "people")
    return f"asked {times} by {people}, last on {day(group.last_asked)}"
