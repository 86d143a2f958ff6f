"""Finds quotes in the sources that they are taken from.

In an FAQ's file, a quote may differ from its source in white space only. When somebody adds an
entry, a quote is found if its letters and digits are right, and the source's wording is written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

MIN_QUOTE = 12
"""Characters of a quote. Shorter runs of text occur by chance and prove nothing, unless they are a
whole number, date or identifier."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a source's text, verbatim but for its white space, which is folded.

    Attributes:
        text: the wording.
        paragraph: the number of the paragraph in which it begins, from 1.
        is_exact: whether the quote has just these letters and marks.
    """

    text: str
    paragraph: int
    is_exact: bool = False


@dataclass(frozen=True)
class SourceText:
    """A source's wording, ready for searching."""

    text: str

    @cached_property
    def folded(self) -> str:
        """The text with every run of white space made one space."""
        return fold(self.text)

    @cached_property
    def paragraph_starts(self) -> tuple[int, ...]:
        """Where each paragraph begins in the folded text."""
        starts, at = [], 0
        for block in re.split(r"\n\s*\n", self.text):
            if words := fold(block):
                starts.append(at)
                at += len(words) + 1
        return tuple(starts)

    def paragraph(self, quote: str) -> int | None:
        """The number of the paragraph in which the quote begins, from 1; None if it is absent."""
        at = self.folded.find(fold(quote))
        return None if at < 0 else self._number(at)

    def locate(self, quote: str) -> Passage | None:
        """The passage with the letters and digits of a copied quote; None if there is none.

        Marks, case and spaces may differ, and words may be hyphenated at line ends. If the quote
        leaves something out with an ellipsis, the passage has it.
        """
        wanted = fold(quote)
        if wanted and (at := self.folded.find(wanted)) >= 0:
            return Passage(wanted, self._number(at), is_exact=True)
        letters, places = self._letters
        start = end = -1
        for part in _ELLIPSIS.split(wanted):
            sought = _letters(part)[0]
            if not sought:
                continue
            at = letters.find(sought, end + 1)
            if at < 0:
                return None
            start = at if start < 0 else start
            end = at + len(sought) - 1
        if start < 0:
            return None
        first, behind = self._with_marks(places[start], places[end] + 1, wanted)
        return Passage(self.folded[first:behind], self._number(first))

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        """The folded text's letters and digits alone, in lower case, and where each stands."""
        return _letters(self.folded)

    def _number(self, offset: int) -> int:
        """The number of the paragraph at an offset of the folded text, from 1."""
        return sum(start <= offset for start in self.paragraph_starts)

    def _with_marks(self, start: int, end: int, wanted: str) -> tuple[int, int]:
        """The start and end of a passage, extended by those marks that the quote has as well."""
        marks = [bool(_letters(character)[0]) for character in wanted]
        head = wanted[: marks.index(True)].translate(_MARKS)
        tail = wanted[len(wanted) - marks[::-1].index(True) :].translate(_MARKS)
        plain = self.folded.translate(_MARKS)
        while head and start and plain[start - 1] == head[-1] != " ":
            start, head = start - 1, head[:-1]
        while tail and plain[end : end + 1] == tail[0] != " ":
            end, tail = end + 1, tail[1:]
        return start, end

    def flaw(self, quote: str) -> str | None:
        """Why the quote proves nothing, and what to do about it; None if it is sound."""
        wanted = fold(quote)
        at = self.folded.find(wanted)
        if at >= 0:
            if len(wanted) >= MIN_QUOTE or self._is_datum(wanted):
                return None
            return f"the quote is shorter than {MIN_QUOTE} characters: quote more of the sentence"
        if wording := self._alike(wanted):
            return f'the quote differs from the source in letters or marks: write "{wording}"'
        start = self._longest_start(wanted)
        if len(start) < MIN_QUOTE:
            return "the quote is not in the source: copy it letter by letter"
        at = self.folded.find(start) + len(start)
        then = self.folded[at : at + 30].strip() or "the end"
        last = start[-30:].strip()
        return f'the quote leaves the source after "…{last}": there it goes on "{then}"'

    def _is_datum(self, wanted: str) -> bool:
        """Whether a short quote is a whole number, date or identifier of the source."""
        whole = re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", self.folded)
        return bool(whole) and any(c.isdigit() for c in wanted)

    def _alike(self, wanted: str) -> str | None:
        """The source's own wording where it differs only in case and typographic marks."""
        plain = self.folded.translate(_MARKS).lower()
        if len(plain) != len(self.folded):
            return None  # lower() changed the length: offsets would not fit
        at = plain.find(wanted.translate(_MARKS).lower())
        return self.folded[at : at + len(wanted)] if at >= 0 else None

    def _longest_start(self, wanted: str) -> str:
        """The longest beginning of the quote that the source has."""
        low, high = 0, len(wanted)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if wanted[:middle] in self.folded else (low, middle - 1)
        return wanted[:low]


_MARKS = str.maketrans("“”„«»‘’‚–—−", '"""""\'\'\'---')


def fold(text: str) -> str:
    """The text without white space at its ends, every other run of it made one space."""
    return " ".join(text.split())


_ELLIPSIS = re.compile(r"\[?(?:…|\.{3,}|\. \. \.)\]?")


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, in lower case, and where in it each stands."""
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if part.isalnum():
                letters.append(part)
                places.append(at)
    return "".join(letters), places
