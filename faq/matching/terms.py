"""Names that must not be confused: finds them however they are written, and tells them apart.

To letter groups and to a sentence encoder "what is LPO" is nearly "what is KPO". A reader knows
that one letter makes it another subject; the FAQ's `terms` say so here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.content import Term
from faq.text import WORD, normalise, words

MAX_ACRONYM = 6
"""Letters. Longer names differ from each other by more than a slip of a finger."""

_AND = r"\s*(?:&|\band\b|\bn\b|\bund\b)\s*"
"""How people write the & of a term."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A normalised text as the terms see it.

    Attributes:
        folded: the text with every spelling of a term replaced by the term itself.
        spelled: the text with every term written out, for an encoder that knows no acronyms.
        terms: the terms that it names.
        strangers: short names in it that differ from a term by one letter and are not known.
        neighbours: the terms that the strangers could be mistaken for.
    """

    folded: str
    spelled: str
    terms: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()
    neighbours: frozenset[str] = frozenset()

    def contradicts(self, other: Reading) -> bool:
        """Whether the two texts are about different names, whatever else they share."""
        if self.terms and other.terms:
            return not self.terms & other.terms
        return bool(self.neighbours & other.terms) or bool(other.neighbours & self.terms)


class Contradictions:
    """Which of many texts are about another name than a question; a thousandth of a second.

    A term that no entry names is outside the FAQ: a question about it is about nothing else, also
    when it compares it with what the FAQ knows ("ITO or KPO, which is more complex?").

    Args:
        readings: the texts, entries' phrasings first.
        entries: how many of them are entries' phrasings.
    """

    def __init__(self, readings: Sequence[Reading], entries: int) -> None:
        names = sorted({n for reading in readings for n in (*reading.terms, *reading.neighbours)})
        self._column = {name: i for i, name in enumerate(names)}
        self._terms = np.zeros((len(readings), len(names)), bool)
        self._neighbours = np.zeros((len(readings), len(names)), bool)
        for row, reading in enumerate(readings):
            self._terms[row, [self._column[name] for name in reading.terms]] = True
            self._neighbours[row, [self._column[name] for name in reading.neighbours]] = True
        self._names_any = np.asarray(self._terms.any(1))
        inside = np.asarray(self._terms[:entries].any(0))
        self._outside = {name for name, i in self._column.items() if not inside[i]}

    def of(self, reading: Reading) -> NDArray[np.bool_] | None:
        """`reading.contradicts` for each text; None when the question names nothing."""
        if not (reading.terms or reading.neighbours):
            return None
        mine = [self._column[name] for name in reading.terms if name in self._column]
        near = [self._column[name] for name in reading.neighbours if name in self._column]
        shared = self._terms[:, mine].any(1)
        mistaken = np.asarray(self._terms[:, near].any(1) | self._neighbours[:, mine].any(1))
        if not reading.terms:
            return mistaken
        found: NDArray[np.bool_] = np.where(self._names_any, ~shared, mistaken)
        if outside := [self._column[name] for name in reading.terms & self._outside]:
            found |= ~np.asarray(self._terms[:, outside].any(1))
        return found


class Terms:
    """Reads texts with an FAQ's terms in mind.

    Args:
        terms: the FAQ's terms.
        known: normalised words of the FAQ, which are never taken for strangers or typos.
    """

    def __init__(self, terms: Sequence[Term], known: frozenset[str] = frozenset()) -> None:
        self._meanings: dict[str, str] = {}
        spellings: dict[str, str] = {}
        for term in terms:
            name = normalise(term.term)
            for spelling in (name, *map(normalise, term.means)):
                spellings[spelling] = name
            longest = max(map(normalise, term.means), key=len, default=name)
            self._meanings[name] = longest
        self._acronyms = frozenset(
            n for n in self._meanings if n.isalpha() and len(n) <= MAX_ACRONYM
        )
        self._known = known | frozenset(w for spelling in spellings for w in words(spelling))
        self._slips = {slip: name for name in sorted(self._acronyms) for slip in _slips(name)}
        self._pattern = _pattern(spellings)
        self._spellings = {_squeeze(spelling): name for spelling, name in spellings.items()}

    def swap(self, text: str, terms: frozenset[str]) -> str:
        """A folded text about another term: "what is kpo" with BPO becomes "what is bpo"."""
        named = self.read(text).terms
        if len(named) != 1 or len(terms) != 1:
            return text
        (old,), (new,) = named, terms
        return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)

    def read(self, normal: str) -> Reading:
        """What a normalised text says about the terms."""
        if not self._meanings:
            return Reading(normal, normal)
        found: set[str] = set()

        def fold(match: re.Match[str]) -> str:
            squeezed = _squeeze(match[0])
            name = self._spellings.get(squeezed) or self._spellings.get(_singular(squeezed))
            if name is None:
                return match[0]
            found.add(name)
            return name

        folded = self._pattern.sub(fold, normal)
        strangers: set[str] = set()
        neighbours: set[str] = set()

        def mend(match: re.Match[str]) -> str:
            word = match[0]
            if word in self._known or len(word) > MAX_ACRONYM + 1 or not word.isalpha():
                return word
            if name := self._slips.get(word):
                found.add(name)
                return name
            if near := {name for name in self._acronyms if _one_letter_off(word, name)}:
                strangers.add(word)
                neighbours.update(near)
            return word

        folded = WORD.sub(mend, folded)
        spelled = WORD.sub(lambda m: self._meanings[m[0]] if m[0] in found else m[0], folded)
        return Reading(
            folded, spelled, frozenset(found), frozenset(strangers), frozenset(neighbours)
        )


def _pattern(spellings: dict[str, str]) -> re.Pattern[str]:
    """Finds every spelling; acronyms also as "b.p.o.", "b p o" or "bpos"."""
    choices = []
    for spelling in sorted(spellings, key=len, reverse=True):
        if spelling.isalpha() and len(spelling) <= MAX_ACRONYM:
            choices.append(r"[.\s-]?".join(spelling) + r"(?:'?s)?")
        elif "&" in spelling and len(spelling) <= MAX_ACRONYM:
            sides = [re.escape(side.strip()) for side in spelling.split("&")]
            choices.append(_AND.join(sides))
        else:
            choices.append(r"[\s-]+".join(map(re.escape, spelling.split())))
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")


def _squeeze(text: str) -> str:
    """A spelling without what `_pattern` allows between its letters."""
    return re.sub(r"[.\s-]", "", re.sub(_AND, "&", text))


def _singular(squeezed: str) -> str:
    return re.sub(r"'?s$", "", squeezed)


def _slips(name: str) -> set[str]:
    """What a hurried finger makes of an acronym: two letters swapped, or one typed twice."""
    swapped = {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)}
    doubled = {name[: i + 1] + name[i:] for i in range(len(name))}
    return (swapped | doubled) - {name} if len(name) > 2 else set()  # noqa: PLR2004 -- two letters swapped are another name


def _one_letter_off(word: str, name: str) -> bool:
    return len(word) == len(name) and sum(a != b for a, b in zip(word, name, strict=True)) == 1
