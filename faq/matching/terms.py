"""Finds an FAQ's terms in a text however they are written, and says when two texts conflict.

To letter groups and to a sentence encoder "what is LPO" is nearly "what is KPO". A reader knows
that one letter makes it another subject; the FAQ's `terms` say which names must not be confused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from faq.content import Term
from faq.encoder import Booleans
from faq.text import WORD, normalise, words

MAX_ACRONYM = 6
"""Letters. Longer names differ from each other by more than one typo."""

_AND = r"\s*(?:&|\band\b|\bn\b|\bund\b)\s*"
"""How people write the & of a term."""


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """A normalised text and the terms in it.

    Attributes:
        folded: the text with every spelling of a term replaced by the term itself.
        expanded: the text with every term written out, for an encoder that knows no acronyms.
        terms: the terms that it names.
        unknown_names: short words in it that the FAQ does not use and that differ from a term by
            one letter: probably names of something else.
        similar_terms: the terms that the unknown names could be mistaken for.
    """

    folded: str
    expanded: str
    terms: frozenset[str] = frozenset()
    unknown_names: frozenset[str] = frozenset()
    similar_terms: frozenset[str] = frozenset()

    def conflicts_with(self, other: AnalysedText) -> bool:
        """Whether the two texts are about different names, whatever else they share."""
        if self.terms and other.terms:
            return not self.terms & other.terms
        return bool(self.similar_terms & other.terms) or bool(other.similar_terms & self.terms)


class TermConflicts:
    """Tells for a question which of many texts are about another name, in about a millisecond.

    A term that no entry names is outside the FAQ. A question about it conflicts with every text
    that does not name it, also when the question compares it with what the FAQ knows ("ITO or KPO,
    which is more complex?").

    Args:
        texts: the analysed phrasings, entries' first.
        entries: how many of them are entries' phrasings.
    """

    def __init__(self, texts: Sequence[AnalysedText], entries: int) -> None:
        names = sorted({name for text in texts for name in (*text.terms, *text.similar_terms)})
        self._column = {name: i for i, name in enumerate(names)}
        self._terms = np.zeros((len(texts), len(names)), bool)
        self._similar_terms = np.zeros((len(texts), len(names)), bool)
        for row, text in enumerate(texts):
            self._terms[row, [self._column[name] for name in text.terms]] = True
            self._similar_terms[row, [self._column[name] for name in text.similar_terms]] = True
        self._names_any = np.asarray(self._terms.any(1))
        inside = np.asarray(self._terms[:entries].any(0))
        self._outside = {name for name, i in self._column.items() if not inside[i]}

    def of(self, question: AnalysedText) -> Booleans | None:
        """For each text whether the question conflicts with it; None if it names nothing."""
        if not (question.terms or question.similar_terms):
            return None
        named = [self._column[name] for name in question.terms if name in self._column]
        similar = [self._column[name] for name in question.similar_terms if name in self._column]
        shared = self._terms[:, named].any(1)
        mistaken = np.asarray(
            self._terms[:, similar].any(1) | self._similar_terms[:, named].any(1)
        )
        if not question.terms:
            return mistaken
        conflicts: Booleans = np.where(self._names_any, ~shared, mistaken)
        if outside := [self._column[name] for name in question.terms & self._outside]:
            conflicts |= ~np.asarray(self._terms[:, outside].any(1))
        return conflicts


class Terms:
    """Finds an FAQ's terms in texts.

    Args:
        terms: the FAQ's terms.
        known: normalised words that the FAQ uses; they are never taken for unknown names or typos.
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
        self._typos = {typo: name for name in sorted(self._acronyms) for typo in _typos(name)}
        self._pattern = _pattern(spellings)
        self._spellings = {_squeeze(spelling): name for spelling, name in spellings.items()}

    def swap(self, text: str, terms: frozenset[str]) -> str:
        """A folded text about another term: "what is kpo" with BPO becomes "what is bpo"."""
        named = self.analyse(text).terms
        if len(named) != 1 or len(terms) != 1:
            return text
        (old,), (new,) = named, terms
        return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)

    def analyse(self, normal: str) -> AnalysedText:
        """A normalised text with the terms in it found."""
        if not self._meanings:
            return AnalysedText(normal, normal)
        terms: set[str] = set()
        unknown_names: set[str] = set()
        similar_terms: set[str] = set()

        def fold(match: re.Match[str]) -> str:
            squeezed = _squeeze(match[0])
            name = self._spellings.get(squeezed) or self._spellings.get(_singular(squeezed))
            if name is None:
                return match[0]
            terms.add(name)
            return name

        def correct(match: re.Match[str]) -> str:
            word = match[0]
            if word in self._known or len(word) > MAX_ACRONYM + 1 or not word.isalpha():
                return word
            if name := self._typos.get(word):
                terms.add(name)
                return name
            if near := {name for name in self._acronyms if _one_letter_off(word, name)}:
                unknown_names.add(word)
                similar_terms.update(near)
            return word

        folded = WORD.sub(correct, self._pattern.sub(fold, normal))
        expanded = WORD.sub(lambda m: self._meanings[m[0]] if m[0] in terms else m[0], folded)
        return AnalysedText(
            folded,
            expanded,
            frozenset(terms),
            frozenset(unknown_names),
            frozenset(similar_terms),
        )


def _pattern(spellings: dict[str, str]) -> re.Pattern[str]:
    """A pattern for every spelling; it takes acronyms also as "b.p.o.", "b p o" or "bpos"."""
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
    """A spelling without the characters that `_pattern` allows between its letters."""
    return re.sub(r"[.\s-]", "", re.sub(_AND, "&", text))


def _singular(squeezed: str) -> str:
    return re.sub(r"'?s$", "", squeezed)


def _typos(name: str) -> set[str]:
    """The usual typos in an acronym: two letters swapped, or one typed twice."""
    swapped = {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)}
    doubled = {name[: i + 1] + name[i:] for i in range(len(name))}
    return (swapped | doubled) - {name} if len(name) > 2 else set()  # noqa: PLR2004 -- two letters swapped are another name


def _one_letter_off(word: str, name: str) -> bool:
    return len(word) == len(name) and sum(a != b for a, b in zip(word, name, strict=True)) == 1
