"""Ranks an FAQ's entries for a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from faq.content import Faq, Phrasing
from faq.encoder import WIDTH, Encoder
from faq.matching import confidence
from faq.matching.followup import standalone
from faq.matching.lexical import sketches
from faq.matching.signals import SIGNALS, Floats, Seen, SignalIndex, Signals
from faq.matching.spelling import Mender
from faq.matching.terms import Contradictions, Reading, Terms
from faq.text import normalise, words

CERTAIN = 0.98
"""Confidence in the owner of a phrasing that is asked letter by letter."""

NEARLY_THE_SAME = 0.93
"""Likeness of two phrasings that differ in an ending or a letter ("kpo skill", "kpo skills")."""

NAMEABLE = 0.25
"""Likeness below which a question is not said to be about a subject, however far the entries are:
of nonsense to its nearest phrasing it is 0.1 to 0.2."""

MOST_PASSAGES = 2_000
"""Compared by meaning: about two seconds' work, once, for a source of a hundred pages."""

_HANDLE = re.compile(r"(?<!\w)@\w+")
"""People are called by @name in groups; a name is no part of a question."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry, or a subject that is not covered, as an answer to a question.

    Attributes:
        id: the entry's or the subject's.
        confidence: the probability, 0 to 1, that it is right.
        phrasing: its phrasing that is nearest to the question.
        signals: what speaks for it, for `--explain`.
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
    """Ranks the entries of one FAQ; built once for a version of it, safe to share by threads.

    Args:
        faq: whose entries to rank.
        encoder: None to go by spelling alone.
    """

    def __init__(self, faq: Faq, encoder: Encoder | None = None) -> None:
        self._owners = [(e.id, e.phrasings) for e in faq.entries]
        self._subjects = [(n.id, n.phrasings) for n in faq.not_covered]
        own, none = (
            [[_asked(p.text) for p in phrasings] for _, phrasings in of_kind]
            for of_kind in (self._owners, self._subjects)
        )
        formal = [normalise(text) for e in faq.entries for text in (e.question, e.answer)]
        formal += [normalise(name) for term in faq.terms for name in (term.term, *term.means)]
        self._mender = Mender(formal, chain(*own, *none), faq.language)
        self._terms = Terms(faq.terms, frozenset(w for text in chain(*own) for w in words(text)))
        groups = [[self._read(text) for text in texts] for texts in (*own, *none)]
        self._starts = np.cumsum([0, *map(len, groups)])[:-1]
        self._readings = list(chain(*groups))
        inside = sum(map(len, own))
        self._contradictions = Contradictions(self._readings, inside)
        self._literal: dict[str, int] = {}
        for owner, readings in enumerate(groups):
            for reading in readings:
                # Of a phrasing with two owners, which the linter reports, the first one has it.
                self._literal.setdefault(reading.folded, owner)
        folded = [[reading.folded for reading in readings] for readings in groups]
        self.index = SignalIndex(
            folded[: len(own)],
            folded[len(own) :],
            encoder,
            [reading.spelled for reading in self._readings],
        )
        self._weights = confidence.stored(self.index)
        mode, _ = confidence.kind_of(self.index)
        self._shown = confidence.MIXED[mode]

    @property
    def by_meaning(self) -> bool:
        """Whether the sentence encoder takes part."""
        return self.index.encoder is not None

    def follow_up(self, typed: str, before: str) -> str | None:
        """What a question means right after another one; None if it stands on its own."""
        mended = self._mender.mend(_asked(typed))
        return standalone(mended, normalise(before), self._terms)

    def recall(self) -> None:
        """Get ready to be asked all phrasings: their vectors are known."""
        if self.index.encoder:
            self.index.encoder.recall([reading.spelled for reading in self._readings])

    def rank(self, question: str, limit: int = 10, *, literal: bool = True) -> Ranking:
        """The candidates for a question, at most `limit` of each kind.

        A question that is a phrasing, letter by letter, is that phrasing's owner's: an author who
        has written it down must be able to rely on it. `literal=False` ranks it like any other.
        """
        return self._rank(self.read(question), limit, literal=literal)

    def rank_all(
        self, readings: Sequence[Reading], limit: int = 10
    ) -> tuple[list[Ranking], Floats]:
        """Many questions at once: their candidates as by `rank`, and directions to group them by.

        Returns:
            the rankings, and unit vectors [questions, 384]: the nearer two questions are in
            meaning (or, without an encoder, in spelling), the nearer is their product to 1.
        """
        if self.index.encoder is None:
            rankings = [self._rank(reading, limit) for reading in readings]
            return rankings, sketches([reading.folded for reading in readings])
        vectors, rankings = np.zeros((len(readings), 2 * WIDTH), np.float32), []
        for i, seen in enumerate(self.index.look([reading.spelled for reading in readings])):
            vectors[i] = seen.vector
            rankings.append(self._rank(readings[i], limit, seen))
        return rankings, self.index.directions(vectors)

    def likeness(self, questions: Sequence[str], passages: Sequence[str]) -> Floats:
        """How alike questions are to passages of a source, [questions, passages], at most 1.

        The mean of meaning and spelling, or spelling alone. Of very many passages only those that
        are spelled most like a question are compared by meaning; the others' likeness is half.
        """
        readings = [self.read(text) for text in (*questions, *passages)]
        spelling = sketches([reading.folded for reading in readings])
        found: Floats = spelling[: len(questions)] @ spelling[len(questions) :].T
        encoder = self.index.encoder
        if encoder is None or not found.size:
            return found
        some = np.sort(found.max(0).argsort(kind="stable")[::-1][:MOST_PASSAGES])
        asked = np.array([*encoder.each([r.spelled for r in readings[: len(questions)]])])
        told = encoder.vectors([readings[len(questions) + i].spelled for i in some])
        ways = self.index.directions(np.concatenate([asked, told]))
        found[:, some] += ways[: len(questions)] @ ways[len(questions) :].T
        found /= np.float32(2)
        return found

    def _rank(
        self, reading: Reading, limit: int, seen: Seen | None = None, *, literal: bool = True
    ) -> Ranking:
        if not words(reading.folded):
            return self._unsorted(limit)
        signals = self.signals(reading, seen)
        scores, probabilities = confidence.judge(self.index, signals, self._weights)
        owner = self._literal.get(reading.folded) if literal else None
        if owner is not None:
            probabilities *= (1 - CERTAIN) / max(CERTAIN, float(probabilities.max()))
            if owner < len(self._owners):
                scores[owner], probabilities[owner] = scores.max() + 1, CERTAIN
        order = np.argsort(-scores, kind="stable")[:limit]
        entries = tuple(
            Candidate(
                self._owners[i][0],
                float(probabilities[i]),
                self._nearest(signals, int(i), self._owners[i][1]),
                {name: float(signals.entries[i, SIGNALS.index(name)]) for name in self._shown},
            )
            for i in order
        )
        asked = None if owner is None else owner - len(self._owners)
        return Ranking(entries, self._not_covered(signals, entries[0], limit, asked))

    def signals(self, reading: Reading, seen: Seen | None = None) -> Signals:
        """What speaks for each entry; `seen` as in `SignalIndex.signals`."""
        return self.index.signals(
            reading.folded, reading.spelled, self._contradictions.of(reading), seen
        )

    def _unsorted(self, limit: int) -> Ranking:
        """The ranking of nothing: the FAQ's first entries, none of them an answer."""
        return Ranking(tuple(Candidate(i, 0.0, p[0]) for i, p in self._owners[:limit]))

    def owner(self, text: str) -> str | None:
        """The id of the entry or subject that has a text as a phrasing, letter by letter."""
        owner = self._literal.get(self._read(_asked(text)).folded)
        return None if owner is None else [*self._owners, *self._subjects][owner][0]

    def double(self, owner: str, text: str) -> tuple[str, Phrasing] | None:
        """Another owner's phrasing that is nearly the same text, with the owner's id."""
        reading = self._read(normalise(text))
        for i in np.flatnonzero(self.index.spelling(reading.folded) >= NEARLY_THE_SAME):
            group = int(np.searchsorted(self._starts, i, side="right")) - 1
            name, phrasings = [*self._owners, *self._subjects][group]
            if name != owner and not reading.contradicts(self._readings[i]):
                return name, phrasings[i - self._starts[group]]
        return None

    def read(self, question: str) -> Reading:
        """A question as it is compared: without names of people, mended, its terms found."""
        return self._read(normalise(_HANDLE.sub(" ", question)))

    def _read(self, normal: str) -> Reading:
        """A normalised text, mended and with the terms in it found."""
        return self._terms.read(self._mender.mend(normal))

    def _nearest(self, signals: Signals, group: int, phrasings: Sequence[Phrasing]) -> Phrasing:
        start = self._starts[group]
        return phrasings[int(np.argmax(signals.likeness[start : start + len(phrasings)]))]

    def _not_covered(
        self, signals: Signals, best: Candidate, limit: int, asked: int | None
    ) -> tuple[Candidate, ...]:
        """The subjects, likeliest first; all of them share what the best entry leaves over.

        `asked` is the place of the one that has the question as a phrasing; below 0, an entry has.
        """
        if not self._subjects:
            return ()
        first = len(self._owners)
        likeness = np.maximum.reduceat(signals.likeness, self._starts)
        chances = (1 - best.confidence) * signals.subjects
        if asked is not None and asked >= 0:
            chances *= (1 - CERTAIN) / max(CERTAIN, float(chances.max()))
            chances[asked] = CERTAIN
        order = np.argsort(-chances, kind="stable")[:limit]
        order = order[likeness[first:][order] >= NAMEABLE]
        return tuple(
            Candidate(
                self._subjects[i][0],
                float(chances[i]),
                self._nearest(signals, first + int(i), self._subjects[i][1]),
                {"likeness": float(likeness[first + i])},
            )
            for i in order
        )


def _asked(text: str) -> str:
    """A question's normal form; whom it calls by @name is no part of it."""
    return normalise(_HANDLE.sub(" ", text))
