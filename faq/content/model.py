"""The FAQ that answers are taken from: frozen data, made of files without mistakes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from faq.errors import Place, Problem


@dataclass(frozen=True, slots=True)
class Source:
    """A text that answers are proved with; `text` is its wording, None if it has no file."""

    id: str
    title: str
    text: str | None = None
    published: str | None = None
    author: str | None = None
    publisher: str | None = None
    isbn: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote.

    `paragraph` is the number of the source's paragraph in which it begins, from 1; paragraphs
    have blank lines between them. It is None if the source has no file.
    """

    source: Source
    quote: str
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way of asking a question, and its place in the files."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A question that the FAQ answers; the first of its `phrasings` is the question itself."""

    id: str
    question: str
    answer: str
    place: Place
    phrasings: tuple[Phrasing, ...]
    topic: str | None = None
    citations: tuple[Citation, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCovered:
    """A subject that people ask about and the sources do not cover: it is declined by name."""

    id: str
    topic: str
    place: Place
    phrasings: tuple[Phrasing, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A name that must not be confused with another one, and its synonyms."""

    term: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """A behaviour test: each id in `accepted` is right; with none, the bot should decline."""

    question: str
    accepted: frozenset[str]
    place: Place


@dataclass(frozen=True)
class Faq:
    """A whole FAQ; its entries are in the order of the files, which are in order of names."""

    title: str
    about: str
    language: str
    entries: tuple[Entry, ...]
    not_covered: tuple[NotCovered, ...] = ()
    sources: tuple[Source, ...] = ()
    terms: tuple[Term, ...] = ()
    questions: tuple[Expectation, ...] = ()
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by their ids."""
        return {entry.id: entry for entry in self.entries}

    @property
    def owners(self) -> tuple[Entry | NotCovered, ...]:
        """Everything that has phrasings: the entries, then the subjects that are not covered."""
        return (*self.entries, *self.not_covered)

    @cached_property
    def revision(self) -> str:
        """Eight hexadecimal digits that change with anything an answer depends on."""
        parts: list[object] = [self.title, self.about, self.language, self.terms, self.sources]
        for entry in self.entries:
            quotes = [(cited.source.id, cited.quote) for cited in entry.citations]
            phrasings = [phrasing.text for phrasing in entry.phrasings]
            parts += [entry.id, entry.answer, entry.topic, entry.related, quotes, phrasings]
        for subject in self.not_covered:
            parts += [subject.id, subject.topic, [p.text for p in subject.phrasings]]
        return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:8]

    @cached_property
    def topics(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by their topics, in the order of the files; entries without one are last."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(entry.topic or "", []).append(entry)
        if ungrouped := groups.pop("", []):
            name = "Other questions" if groups else "Questions"
            groups.setdefault(name, []).extend(ungrouped)
        return {topic: tuple(entries) for topic, entries in groups.items()}
