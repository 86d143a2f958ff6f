"""Finds quotes in the texts they are taken from: white space may differ, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

MIN_QUOTE = 12
"""Characters. Shorter runs occur by chance and prove nothing, unless they are a whole datum."""


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
