"""Finds quotes in the texts they are taken from.

In a file, white space may differ and nothing else. While somebody writes an entry, the passage
that they mean is found as long as its letters and digits are right, and is then quoted verbatim.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

MIN_QUOTE = 12
"""Characters. Shorter runs occur by chance and prove nothing, unless they are a whole datum."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a source's text, verbatim but for its white space, which is folded.

    Attributes:
        text: the wording.
        paragraph: the number of the paragraph in which it begins, from 1.
        is_exact: whether it was asked for in just these letters and marks.
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
        return None if at < 0 else sum(start <= at for start in self.paragraph_starts)

    def locate(self, quote: str) -> Passage | None:
        """The passage that a copied quote means, however its marks, case and spaces came out.

        Quotation marks around it, marks at its ends and hyphens at line ends do not count. If the
        quote leaves something out with an ellipsis, the passage has it.
        """
        wanted = fold(quote)
        if wanted and (at := self.folded.find(wanted)) >= 0:
            return self._passage(at, at + len(wanted), is_exact=True)
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
        return self._passage(*self._with_marks(places[start], places[end] + 1, wanted))

    @cached_property
    def _letters(self) -> tuple[str, list[int]]:
        """The folded text's letters and digits alone, in lower case, and where each stands."""
        return _letters(self.folded)

    def _passage(self, start: int, end: int, *, is_exact: bool = False) -> Passage:
        number = sum(at <= start for at in self.paragraph_starts)
        return Passage(self.folded[start:end], number, is_exact)

    def _with_marks(self, start: int, end: int, wanted: str) -> tuple[int, int]:
        """The run with those marks around it that the quote has as well."""
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
        if found := self._alike(wanted):
            return f'the quote differs from the source in letters or marks: write "{found}"'
        kept = self._longest_start(wanted)
        if len(kept) < MIN_QUOTE:
            return "the quote is not in the source: copy it letter by letter"
        at = self.folded.find(kept) + len(kept)
        then = self.folded[at : at + 30].strip() or "the end"
        return (
            f'the quote leaves the source after "…{kept[-30:].strip()}": there it goes on "{then}"'
        )

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
        low, high = 0, len(wanted)
        while low < high:  # the longest prefix that still occurs
            middle = (low + high + 1) // 2
            low, high = (middle, high) if wanted[:middle] in self.folded else (low, middle - 1)
        return wanted[:low]


_MARKS = str.maketrans("“”„«»‘’‚–—−", '"""""\'\'\'---')


def fold(text: str) -> str:
    """The text with every run of white space made one space, and none at its ends."""
    return " ".join(text.split())


_ELLIPSIS = re.compile(r"\[?(?:…|\.{3,}|\. \. \.)\]?")


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, in lower case, and where in it each stands."""
    kept: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if part.isalnum():
                kept.append(part)
                places.append(at)
    return "".join(kept), places
