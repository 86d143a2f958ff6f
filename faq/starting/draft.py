"""Makes the draft of an FAQ from a text, and tries it out before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import TypeVar

from faq.answering.edition import Edition
from faq.content import Citation, Entry, Expectation, Faq, Phrasing, Source, Term
from faq.content.ids import id_from
from faq.content.quotes import SourceText
from faq.encoder import Encoder
from faq.errors import FaqbotError, Place
from faq.maintaining import evaluation
from faq.maintaining.lint import lint
from faq.matching import Matcher
from faq.starting.abbreviations import abbreviations
from faq.starting.english import Capitals
from faq.starting.entries import DraftEntry, EntryWriter, clipped
from faq.starting.outline import outline
from faq.starting.templates import OTHER, TEMPLATES, language_of
from faq.text import normalise

MOST_ENTRIES = 20
"""Nobody reads through more drafts in one go; a text of ten pages gives as many."""

FEW_ENTRIES = 5
"""With fewer, paragraphs called by their first words are added."""

ROUNDS = 30
"""Times that a draft is tried out; each round takes away what the linter warns of."""

LONGEST_LABEL = 128
"""Characters of a title or topic, as the FAQ format has it."""

Thing = TypeVar("Thing")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class DraftError(FaqbotError):
    """No FAQ can be made from the text; `str()` says why and what to do."""


def make_draft(
    text: str, name: str, encoder: Encoder | None, *, title: str = "", language: str = ""
) -> Faq:
    """The draft of an FAQ in the text's own words; the same text always gives the same one.

    Args:
        text: what it is to answer from.
        name: the text's file name, without folders.
        encoder: with which the draft is tried out; None to go by spelling.
        title: what to call it; else the text's first heading or line.
        language: its code; else it is told from the text.

    Returns:
        An FAQ with one source, the text; its `language` is empty if it is not known.

    Raises:
        DraftError: nothing in the text can be quoted.
    """
    sections = outline(text)
    language = language or language_of(re.findall(r"\w+", text.lower()))
    code = language.partition("-")[0]
    stem = name.rpartition(".")[0] or name
    title = clipped(" ".join(title.split()) or sections.title or _spoken(stem), LONGEST_LABEL)
    terms = abbreviations(text)
    writer = EntryWriter(
        title=title,
        source=SourceText(text),
        outline=sections,
        templates=TEMPLATES.get(code, OTHER),
        capitals=Capitals(text) if code == "en" else None,
        abbreviations=terms,
    )
    entries = sorted(_chosen(writer), key=lambda entry: entry.position)
    if not entries:
        raise DraftError(
            f"{name} has no sentence that could be quoted: give a text of a few sentences"
        )
    about = clipped(writer.templates.about.replace("{x}", clipped(title, 60)), LONGEST_LABEL)
    source = Source(id_from(_WORD.findall(stem), (), otherwise="source"), title)
    draft = Faq(
        title=title,
        about=about,
        language=language,
        entries=(),
        sources=(source,),
        terms=tuple(Term(short, (long,)) for short, long in terms),
    )
    return _tried(draft, entries, encoder)


def _chosen(writer: EntryWriter) -> list[DraftEntry]:
    """At most `MOST_ENTRIES` entries: each section's best one, then its second best, and so on."""
    sections = writer.outline.sections
    if len(sections) > MOST_ENTRIES:  # What recurs under one heading would be asked alike.
        sections = tuple({s.heading: s for s in reversed(sections)}.values())[::-1]
    sections = tuple(_evenly(sections, MOST_ENTRIES))
    entries = [entry for entry in [writer.introduction()] if entry]
    entries += writer.spelled_out()
    questions = {normalise(entry.question.question) for entry in entries}
    rows = [_evenly(list(writer.of_section(section)), MOST_ENTRIES) for section in sections]
    for entry in filter(None, chain.from_iterable(zip_longest(*rows))):
        normal = normalise(entry.question.question)
        if len(entries) < MOST_ENTRIES and normal not in questions:
            questions.add(normal)
            entries.append(entry)
    if len(entries) < FEW_ENTRIES:
        quotes = {quote for entry in entries for quote in entry.quotes}
        more = [entry for entry in writer.openings() if quotes.isdisjoint(entry.quotes)]
        entries += _evenly(more, FEW_ENTRIES - len(entries))
    return entries


def _evenly(things: Sequence[Thing], most: int) -> list[Thing]:
    """The first thing, and others from all over the rest."""
    step = max(1, len(things) / most)
    return [things[int(n * step)] for n in range(min(most, len(things)))]


def _tried(draft: Faq, entries: Sequence[DraftEntry], encoder: Encoder | None) -> Faq:
    """The draft with the entries, without what the linter warns of and what cannot be found.

    The test questions follow the same templates as the phrasings: that a draft passes them shows
    that it is sound, not how well it will answer what people type.
    """
    for _ in range(ROUNDS):
        draft = _with_entries(draft, entries)
        faq = replace(draft, language=draft.language or "en")
        edition = Edition(faq, Matcher(faq, encoder))
        if flagged := {problem.place for problem in lint(edition) if problem is not None}:
            entries = _without(entries, flagged)
            continue
        wrong = [
            outcome.expectation.place.line
            for outcome in evaluation.run(edition)
            if outcome.verdict is evaluation.Verdict.WRONG
        ]
        if not wrong or len(entries) == 1:
            break
        # Another entry answers the test question: the two are drafts of one thing.
        entries = [entry for line, entry in enumerate(entries, 1) if line != wrong[-1]]
    return draft


def _without(entries: Sequence[DraftEntry], flagged: Collection[Place]) -> list[DraftEntry]:
    """The entries without flagged phrasings, and without the last entry that is flagged itself."""
    kept = [
        entry.with_phrasings(
            phrasing
            for column, phrasing in enumerate(entry.question.phrasings, 3)
            if Place("", line, column) not in flagged
        )
        for line, entry in enumerate(entries, 1)
    ]
    lines = [place.line for place in flagged if place.column <= 2]  # noqa: PLR2004 -- the entry or its question
    if lines and len(kept) > 1:
        del kept[max(lines) - 1]
    return kept


def _with_entries(draft: Faq, entries: Iterable[DraftEntry]) -> Faq:
    """The FAQ with the entries and their test questions.

    Places tell what a problem is about: lines count the entries; column 1 is the entry, 2 its
    question, and from 3 on its phrasings.
    """
    made: dict[str, Entry] = {}
    questions: list[Expectation] = []
    for line, entry in enumerate(entries, 1):
        question = entry.question
        name = id_from(_WORD.findall(question.key), made)
        made[name] = Entry(
            id=name,
            question=question.question,
            answer=entry.answer,
            place=Place("", line),
            phrasings=tuple(
                Phrasing(text, Place("", line, column))
                for column, text in enumerate((question.question, *question.phrasings), 2)
            ),
            topic=entry.topic or None,
            citations=tuple(Citation(draft.sources[0], quote, None) for quote in entry.quotes),
        )
        questions.append(Expectation(question.test, frozenset({name}), Place("", line)))
    return replace(draft, entries=tuple(made.values()), questions=tuple(questions))


def _spoken(stem: str) -> str:
    """A file's name as a title."""
    words = " ".join(re.sub(r"[-_.]+", " ", stem).split()) or "FAQ"
    return words[0].upper() + words[1:]
