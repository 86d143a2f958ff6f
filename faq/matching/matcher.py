"""Ranks an FAQ's entries for a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from faq.content import Faq, Phrasing
from faq.matching.lexical import Floats, LexicalIndex
from faq.matching.terms import Terms
from faq.text import normalise, words

CONTRADICTED = 0.5
"""What is left of a likeness when the two texts are about different names (BPO, KPO)."""

NEARLY_THE_SAME = 0.93
"""Likeness of two phrasings that differ in an ending or a letter ("kpo skill", "kpo skills")."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry, or a subject that is not covered, as an answer to a question.

    Attributes:
        id: the entry's or the subject's.
        confidence: the probability, 0 to 1, that it is right.
        phrasing: its phrasing that is nearest to the question.
        signals: what speaks for it, each 0 to 1, for `--explain`.
    """

    id: str
    confidence: float
    phrasing: Phrasing
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the FAQ has for a question, best first.

    Attributes:
        entries: candidates to answer with; at least the best three, fewer in a smaller FAQ.
        not_covered: the subjects that it may be about instead.
    """

    entries: tuple[Candidate, ...]
    not_covered: tuple[Candidate, ...] = ()


class Matcher:
    """Ranks the entries of one FAQ; built once for a version of it, safe to share by threads."""

    def __init__(self, faq: Faq) -> None:
        self._groups = [(e.id, e.phrasings) for e in faq.entries]
        self._entries = len(self._groups)
        self._groups += [(n.id, n.phrasings) for n in faq.not_covered]
        normals = [[normalise(p.text) for p in phrasings] for _, phrasings in self._groups]
        known = frozenset(w for texts in normals[: self._entries] for t in texts for w in words(t))
        self._terms = Terms(faq.terms, known)
        self._readings = [self._terms.read(text) for texts in normals for text in texts]
        self._starts = np.cumsum([0, *(len(texts) for texts in normals)])[:-1]
        self._lexical = LexicalIndex([reading.folded for reading in self._readings])

    def rank(self, question: str, limit: int = 10) -> Ranking:
        """The candidates for a question, at most `limit` of each kind."""
        reading = self._terms.read(normalise(question))
        likeness = self._lexical.similarities(reading.folded)
        if reading.terms or reading.neighbours:
            for i, other in enumerate(self._readings):
                if reading.contradicts(other):
                    likeness[i] *= CONTRADICTED
        best = np.maximum.reduceat(likeness, self._starts)
        chosen = range(self._entries), range(self._entries, len(self._groups))
        entries, not_covered = (
            tuple(
                self._candidate(g, likeness, best)
                for g in sorted(of_kind, key=lambda g: -best[g])[:limit]
            )
            for of_kind in chosen
        )
        return Ranking(entries, not_covered)

    def double(self, owner: str, text: str) -> tuple[str, Phrasing] | None:
        """Another owner's phrasing that is nearly the same text, with the owner's id."""
        reading = self._terms.read(normalise(text))
        likeness = self._lexical.similarities(reading.folded)
        for i in np.flatnonzero(likeness >= NEARLY_THE_SAME):
            group = int(np.searchsorted(self._starts, i, side="right")) - 1
            name, phrasings = self._groups[group]
            if name != owner and not reading.contradicts(self._readings[i]):
                return name, phrasings[i - self._starts[group]]
        return None

    def _candidate(self, group: int, likeness: Floats, best: Floats) -> Candidate:
        name, phrasings = self._groups[group]
        start = self._starts[group]
        nearest = int(np.argmax(likeness[start : start + len(phrasings)]))
        rest = np.delete(best, group)
        margin = float(best[group] - rest.max(initial=0))
        confidence = 1 / (1 + np.exp(-(-5.0 + 7.0 * best[group] + 7.0 * margin)))
        return Candidate(
            name, float(confidence), phrasings[nearest], {"spelling": float(best[group])}
        )
