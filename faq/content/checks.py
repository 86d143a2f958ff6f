"""Checks what concerns all files of an FAQ: ids, references, quotes, names of terms.

They work on the data that was read, not on validated models, so that a mistake of form in one
place does not hide a false quote in another: authors see everything that is wrong in one run.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from faq.content import reader, schema
from faq.content.document import MAX_PROBLEMS, Document, Steps
from faq.content.quotes import SourceText
from faq.content.reader import refusal
from faq.errors import FaqError, Place, Problem

MAX_SOURCE_BYTES = 16 << 20
"""A source is read whole; the longest novels in English have about 4 MiB."""

Match = tuple[Document, Steps, str]
"""A text in one of the files, and where it stands."""

Texts = dict[str, SourceText]
"""The wordings of the sources that have a file, by the sources' ids."""


class Checks:
    """All checks over one FAQ's documents.

    Args:
        root: the folder that source files must lie in.
        documents: the files that could be read.
        complete: whether these are all files; if not, a reference may lead into a missing one.
    """

    def __init__(self, root: Path, documents: Sequence[Document], *, complete: bool) -> None:
        self.root = root.resolve()
        self.documents = documents
        self.complete = complete
        self.problems: list[Problem] = []
        self.texts: Texts = {}

    def run(self) -> list[Problem]:
        """All problems; afterwards `texts` holds the wordings of the sources."""
        entries = self._unique("id", self._find("entries", "*", "id"), {})
        ids = self._unique("id", self._find("not_covered", "*", "id"), entries)
        terms = self._unique("name", self._find("terms", "*", "term"), {})
        self._unique("name", self._find("terms", "*", "means", "*"), terms)
        for key in ("title", "about", "language"):
            self._once(key)
        sources = self._sources()
        self._quotes()
        if self.complete:
            self._references(entries, ids, sources)
            self._essentials()
        return self.problems

    def _problem(
        self, document: Document, steps: Steps, message: str, *, key: bool = False
    ) -> None:
        self.problems.append(Problem(document.place(*steps, key=key), message))

    def _find(self, *pattern: str) -> Iterator[Match]:
        for document in self.documents:
            for steps, text in document.find(*pattern):
                yield document, steps, text

    def _unique(
        self, kind: str, matches: Iterator[Match], others: dict[str, Place]
    ) -> dict[str, Place]:
        """The first place of each name, also of those in `others`; repetitions are reported."""
        places = dict(others)
        for document, steps, name in matches:
            if kind == "id" and name.casefold() == "none":
                message = 'the id "none" is taken: in questions it means no answer'
                self._problem(document, steps, message)
            first = places.get(name.casefold())
            if first and len(self.problems) < MAX_PROBLEMS:
                self._problem(document, steps, f'{kind} "{name}" already used at {first}')
            places.setdefault(name.casefold(), document.place(*steps))
        return places

    def _once(self, key: str) -> None:
        given = list(self._find(key))
        for document, steps, _ in given[1:]:
            first = given[0][0].place(key, key=True)
            self._problem(document, steps, f'"{key}" is already given at {first}', key=True)

    def _sources(self) -> set[str]:
        """The ids of the sources; their files are read into `texts`."""
        names: dict[str, Place] = {}
        for document in self.documents:
            described = document.root.get("sources")
            for name in described if isinstance(described, dict) else ():
                place = document.place("sources", name, key=True)
                if name in names:
                    message = f'source "{name}" already described at {names[name]}'
                    self.problems.append(Problem(place, message))
                names.setdefault(name, place)
        for document, steps, file in self._find("sources", "*", "file"):
            try:
                self.texts[str(steps[1])] = SourceText(self._wording(file))
            except FaqError as error:
                (flaw,) = error.problems
                at = flaw.place if flaw.place.line > 1 else file
                self._problem(document, steps, f'"{at}" {flaw.message}')
        return set(names)

    def _wording(self, file: str) -> str:
        """The text of a source's file, which must lie inside the FAQ's folder."""
        if "\\" in file:
            raise refusal(Place(file), "is no file name: write / between folders")
        try:
            path = (self.root / file).resolve()
        except (OSError, ValueError) as error:
            raise refusal(Place(file), f"cannot be read: {reader.reason(error)}") from error
        except RuntimeError as error:  # how pathlib reports a loop before Python 3.13
            raise refusal(
                Place(file), "cannot be read: Too many levels of symbolic links"
            ) from error
        if not path.is_relative_to(self.root):
            raise refusal(Place(file), "leads out of the FAQ's folder: put the file inside it")
        return reader.read_text(path, file, MAX_SOURCE_BYTES)

    def _quotes(self) -> None:
        for document, steps, quote in self._find("entries", "*", "sources", "*", "quote"):
            cited = document.root["entries"][steps[1]]["sources"][steps[3]].get("source")
            text = self.texts.get(cited) if isinstance(cited, str) else None
            if text and quote.strip() and (flaw := text.flaw(quote)):
                self._problem(document, steps, flaw)

    def _references(
        self, entries: Collection[str], ids: Collection[str], sources: Collection[str]
    ) -> None:
        """Reports references to an entry, a subject or a source that does not exist."""
        for document, steps, name in self._find("entries", "*", "related", "*"):
            self._known(document, steps, name, "entry", entries)
            if name == document.root["entries"][steps[1]].get("id"):
                self._problem(document, steps, "an entry is not related to itself")
        for document, steps, name in self._find("entries", "*", "sources", "*", "source"):
            self._known(document, steps, name, "source", sources)
        for pattern in (("questions", "*", "expect"), ("questions", "*", "expect", "*")):
            for document, steps, name in self._find(*pattern):
                self._known(document, steps, name, "entry or subject", {"none", *ids})
        if any(text.casefold() in schema.TRUE for _, _, text in self._find("require_sources")):
            for document, steps, name in self._find("entries", "*", "id"):
                if not document.root["entries"][steps[1]].get("sources"):
                    message = f'entry "{name}" cites no source, and require_sources is true'
                    self._problem(document, steps[:2], message)

    def _known(
        self, document: Document, steps: Steps, name: str, kind: str, known: Collection[str]
    ) -> None:
        if name and name not in known and len(self.problems) < MAX_PROBLEMS:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            self._problem(document, steps, f'there is no {kind} "{name}"{hint}')

    def _essentials(self) -> None:
        """Reports a title or entries that no file has."""
        first = self.documents[0]
        given = {schema.meant(key) for document in self.documents for key in document.root}
        holders = [document for document in self.documents if "entries" in document.root]
        if "title" not in given:
            self._problem(first, (), '"title" is missing: one file must give the FAQ a title')
        if "entries" not in given:
            self._problem(first, (), '"entries" is missing: there is nothing to answer with')
        elif holders and all(holder.root["entries"] in ("", []) for holder in holders):
            message = '"entries" is empty: there is nothing to answer with'
            self._problem(holders[0], ("entries",), message)
