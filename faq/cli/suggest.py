"""`faqbot suggest`: a patch that adds what was asked in vain to where it belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from faq.answering.edition import cached_encoder, open_edition
from faq.cli import output
from faq.cli.gaps import KEPT_DAYS, Since, cut, day, kept
from faq.cli.options import DatabaseOption, EncoderOption, FaqOption
from faq.content import BUNDLED
from faq.content.scalars import line
from faq.maintaining.editing import patch, write
from faq.maintaining.suggestions import MIN_COUNT, Draft, Dropped, Proposal, Suggestions, decided
from faq.maintaining.suggestions import suggest as suggestions_for
from faq.maintaining.unanswered import GapGroup
from faq.text import counted


def suggest(  # noqa: PLR0913, PLR0917 -- a command's options
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    database: DatabaseOption = None,
    since: Since = KEPT_DAYS,
    min_count: Annotated[
        int, typer.Option(min=1, help="Times that a question was asked at least.")
    ] = MIN_COUNT,
    limit: Annotated[int, typer.Option(min=0, help="Questions to look at; 0 for all.")] = 20,
    *,
    drafts: Annotated[
        bool,
        typer.Option(
            "--drafts", help="Print what you have to write, as YAML, instead of a patch."
        ),
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Change the files instead of printing a patch.")
    ] = False,
) -> None:
    """Print a patch for `git apply` that adds what people asked in vain to where it belongs.

    Each change was tried: the FAQ loads with it, and what passes under `questions` still does.
    The reasons are on standard error. Nothing changes unless you apply it.
    """
    if drafts and apply:
        raise typer.BadParameter(
            "a draft has to be written before it can be applied: give one of the two",
            param_hint="--drafts, --apply",
        )
    asked = kept(database, since)
    edition = open_edition(faq, cached_encoder(encoder))
    with Console(stderr=True).status("Trying the changes …"):
        found = suggestions_for(
            faq, edition, asked, decided(asked), min_count=min_count, limit=limit or None
        )
    console = (
        output.console()
        if apply
        else Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    )
    if drafts:
        if not found.drafts:
            console.print("No question needs an answer of its own.")
        output.put_file(_draft_file(found.drafts))
        return
    for text in _told(found):
        console.print(Text(text), soft_wrap=True)
    if apply:
        write(found.changed)
        for file in found.changed:
            console.print(Text(f"Changed {file}"), soft_wrap=True)
    else:
        output.put_file(patch(faq, found.changed))


def _told(found: Suggestions) -> Iterator[str]:
    """Every change with its reason, and what is left to people."""
    for number, proposal in enumerate(found.proposals, 1):
        yield from _proposal_told(number, proposal)
    for each in found.dropped:
        yield from _dropped_told(each)
    if found.drafts:
        yield (
            f"{counted(len(found.drafts), 'question needs', 'questions need')} an "
            "answer of its own, or a subject that is not covered (faqbot suggest --drafts prints "
            "a start):"
        )
        for draft in found.drafts:
            yield f"  {_asked(draft.group)}: {cut(draft.group.examples[0].text)}"
        yield ""
    if not found.proposals and not found.dropped:
        yield "There is nothing to add to the FAQ as it is."


def _proposal_told(number: int, proposal: Proposal) -> Iterator[str]:
    kind = "" if proposal.is_entry else "the subject "
    effect = "answered" if proposal.is_entry else "declined by name"
    what = counted(len(proposal.phrasings), "phrasing", "phrasings")
    yield f"{number}. Add {what} to {kind}{proposal.target}: {proposal.reason}."
    yield f"   {_asked(proposal.group)}; with this {proposal.helped} of them are {effect}."
    yield from (f"   + {text}" for text in proposal.phrasings)
    yield from (f"   left out: {cut(text)} ({why})" for text, why in proposal.left_out)
    yield ""


def _dropped_told(each: Dropped) -> Iterator[str]:
    proposal = each.proposal
    texts = proposal.phrasings or tuple(text for text, _ in proposal.left_out)
    yield f"Not added to {proposal.target}: {'; '.join(map(cut, texts))}"
    if each.breaks:
        yield "   because these questions pass now and would fail:"
        yield from (f"   - {question}" for question in each.breaks)
    else:
        yield from (f"   because {why}" for why in dict.fromkeys(w for _, w in proposal.left_out))
    yield ""


def _asked(some: GapGroup) -> str:
    times = counted(some.count, "time", "times")
    people = counted(some.people, "person", "people")
    return f"asked {times} by {people}, last on {day(some.last_asked)}"


def _draft_file(drafts: Sequence[Draft]) -> str:
    """The drafts as a YAML file that loads as soon as what is empty in it is written."""
    entries = [draft for draft in drafts if draft.is_said]
    subjects = [draft for draft in drafts if not draft.is_said]
    lines = [
        '# Drafts by faqbot suggest. What is empty ("") has to be written: until then the FAQ',
        "# does not load, and faqbot check says where. Rename the ids while nobody knows them.",
    ]
    if entries:
        lines += [
            "# The source seems to answer these. Keep the quotes that prove your answer; if none",
            "# does, move the draft to not_covered, with a topic.",
            "entries:",
            *chain.from_iterable(map(_entry_lines, entries)),
        ]
    if subjects:
        lines += [
            "# The source seems not to answer these. If it does, move the draft to entries, with",
            '# an answer. A topic completes "The source does not say anything about …".',
            "not_covered:",
            *chain.from_iterable(map(_subject_lines, subjects)),
        ]
    return "\n".join(lines) + "\n" if drafts else ""


def _entry_lines(draft: Draft) -> Iterator[str]:
    first, *others = draft.wordings or [""]
    yield from _comment_lines(draft)
    yield f"  - id: {line(draft.id)}"
    yield f"    question: {line(first)}"
    yield from _phrasing_lines(others)
    yield '    answer: ""'
    yield "    sources:"
    for passage in draft.passages:
        yield f"      - source: {line(passage.source)}"
        yield f"        quote: {line(passage.text)}"


def _subject_lines(draft: Draft) -> Iterator[str]:
    yield from _comment_lines(draft)
    yield f"  - id: {line(draft.id)}"
    yield '    topic: ""'
    yield from _phrasing_lines(draft.wordings or [""])


def _comment_lines(draft: Draft) -> Iterator[str]:
    some = draft.group
    yield f"  # {_asked(some)}; nearest entry: {some.nearest} ({some.confidence:.2f})"


def _phrasing_lines(texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield "    phrasings:"
        yield from (f"      - {line(text)}" for text in texts)
