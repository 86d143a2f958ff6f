"""Ranks an FAQ's entries for a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from faq.content import Faq, Phrasing
from faq.encoder import WIDTH, Encoder, Floats
from faq.matching import confidence
from faq.matching.followup import standalone
from faq.matching.lexical import sketches
from faq.matching.signals import SIGNALS, EncodedQuestion, SignalIndex, Signals
from faq.matching.spelling import SpellingCorrector
from faq.matching.terms import AnalysedText, TermConflicts, Terms
from faq.text import normalise, words

CERTAIN = 0.98
"""Confidence in the owner of a phrasing that is asked letter by letter."""

NEAR_DUPLICATE = 0.93
"""Likeness of two phrasings that differ in an ending or a letter ("kpo skill", "kpo skills")."""

NAMEABLE = 0.25
"""Likeness below which a question is not said to be about a subject, however far the entries are.
Between nonsense and its nearest phrasing it is 0.1 to 0.2."""

MOST_PASSAGES = 2_000
"""Passages that are compared by meaning; encoding them takes about two seconds, once, for a
source of a hundred pages."""

_HANDLE = re.compile(r"(?<!\w)@\w+")
"""How people are addressed in groups; it is not part of the question."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry, or a subject that is not covered, as an answer to a question.

    Attributes:
        id: the entry's or the subject's.
        confidence: the probability, 0 to 1, that it is right.
        phrasing: its phrasing that is nearest to the question.
        signals: its signals by name, for `--explain`.
    """

    id: str
    confidence: float
    phrasing: Phrasing
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for a question, best first.

    Attributes:
        entries: candidates to answer with; at least the best three, fewer in a smaller FAQ.
        not_covered: the subjects that the question may be about instead.
    """

    entries: tuple[Candidate, ...]
    not_covered: tuple[Candidate, ...] = ()


class Matcher:
    """Ranks the entries of one FAQ; built once for a version of it, safe to share by threads.

    Args:
        faq: whose entries to rank.
        encoder: None to compare by spelling alone.
    """

    def __init__(self, faq: Faq, encoder: Encoder | None = None) -> None:
        self._owners = [(e.id, e.phrasings) for e in faq.entries]
        self._subjects = [(n.id, n.phrasings) for n in faq.not_covered]
        of_entries, of_subjects = (
            [[_without_names(p.text) for p in phrasings] for _, phrasings in owners]
            for owners in (self._owners, self._subjects)
        )
        edited = [normalise(text) for e in faq.entries for text in (e.question, e.answer)]
        edited += [normalise(name) for term in faq.terms for name in (term.term, *term.means)]
        self._corrector = SpellingCorrector(edited, chain(*of_entries, *of_subjects), faq.language)
        known = frozenset(word for text in chain(*of_entries) for word in words(text))
        self._terms = Terms(faq.terms, known)
        groups = [[self._analyse(text) for text in g] for g in (*of_entries, *of_subjects)]
        self._starts = np.cumsum([0, *map(len, groups)])[:-1]
        self._phrasings = list(chain(*groups))
        self._conflicts = TermConflicts(self._phrasings, sum(map(len, of_entries)))
        self._literal: dict[str, int] = {}
        for owner, phrasings in enumerate(groups):
            for phrasing in phrasings:
                # If a phrasing has two owners, which the linter reports, it belongs to the first.
                self._literal.setdefault(phrasing.folded, owner)
        folded = [[phrasing.folded for phrasing in phrasings] for phrasings in groups]
        self.index = SignalIndex(
            folded[: len(faq.entries)],
            folded[len(faq.entries) :],
            encoder,
            [phrasing.expanded for phrasing in self._phrasings],
        )
        self._weights = confidence.stored(self.index)
        method, _ = confidence.kind_of(self.index)
        self._shown = confidence.MIXED[method]

    @property
    def by_meaning(self) -> bool:
        """Whether the sentence encoder takes part."""
        return self.index.encoder is not None

    def follow_up(self, typed: str, before: str) -> str | None:
        """A follow-up question completed by the one before it; None if it stands alone."""
        corrected = self._corrector.correct(_without_names(typed))
        return standalone(corrected, normalise(before), self._terms)

    def preload(self) -> None:
        """Loads the cached vectors of all phrasings, for a caller who ranks each of them."""
        if self.index.encoder:
            self.index.encoder.preload([phrasing.expanded for phrasing in self._phrasings])

    def rank(self, question: str, limit: int = 10, *, literal: bool = True) -> Ranking:
        """The candidates for a question, at most `limit` of each kind.

        A question that equals a phrasing, letter by letter, goes to the phrasing's owner: an
        author who has written it down must be able to rely on it. `literal=False` ranks it like
        any other question.
        """
        return self._rank(self.analyse(question), limit, literal=literal)

    def rank_all(
        self, questions: Sequence[AnalysedText], limit: int = 10
    ) -> tuple[list[Ranking], Floats]:
        """The rankings of many questions as by `rank`, and directions to group the questions by.

        Returns:
            the rankings, and unit vectors [questions, 384]: the nearer two questions are in
            meaning (or, without an encoder, in spelling), the nearer is their product to 1.
        """
        if self.index.encoder is None:
            rankings = [self._rank(question, limit) for question in questions]
            return rankings, sketches([question.folded for question in questions])
        vectors, rankings = np.zeros((len(questions), 2 * WIDTH), np.float32), []
        for i, encoded in enumerate(self.index.encode([q.expanded for q in questions])):
            vectors[i] = encoded.vector
            rankings.append(self._rank(questions[i], limit, encoded))
        return rankings, self.index.directions(vectors)

    def likeness(self, questions: Sequence[str], passages: Sequence[str]) -> Floats:
        """How alike questions are to passages of a source, [questions, passages], at most 1.

        The mean of meaning and spelling, or spelling alone. Of very many passages only those that
        are spelled most like a question are compared by meaning; the others' likeness is half.
        """
        count = len(questions)
        texts = [self.analyse(text) for text in (*questions, *passages)]
        spelling = sketches([text.folded for text in texts])
        likeness: Floats = spelling[:count] @ spelling[count:].T
        encoder = self.index.encoder
        if encoder is None or not likeness.size:
            return likeness
        some = np.sort(likeness.max(0).argsort(kind="stable")[::-1][:MOST_PASSAGES])
        of_questions = np.array([*encoder.each([text.expanded for text in texts[:count]])])
        of_passages = encoder.vectors([texts[count + i].expanded for i in some])
        directions = self.index.directions(np.concatenate([of_questions, of_passages]))
        likeness[:, some] += directions[:count] @ directions[count:].T
        likeness /= np.float32(2)
        return likeness

    def _rank(
        self,
        question: AnalysedText,
        limit: int,
        encoded: EncodedQuestion | None = None,
        *,
        literal: bool = True,
    ) -> Ranking:
        if not words(question.folded):
            return self._unsorted(limit)
        signals = self.signals(question, encoded)
        scores, probabilities = confidence.judge(self.index, signals, self._weights)
        owner = self._literal.get(question.folded) if literal else None
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
        literal_subject = None if owner is None else owner - len(self._owners)
        return Ranking(entries, self._not_covered(signals, entries[0], limit, literal_subject))

    def signals(self, question: AnalysedText, encoded: EncodedQuestion | None = None) -> Signals:
        """Every entry's signals for a question; `encoded` as in `SignalIndex.signals`."""
        return self.index.signals(
            question.folded, question.expanded, self._conflicts.of(question), encoded
        )

    def _unsorted(self, limit: int) -> Ranking:
        """The FAQ's first entries with a confidence of 0, for a question without a word."""
        return Ranking(tuple(Candidate(i, 0.0, p[0]) for i, p in self._owners[:limit]))

    def owner(self, text: str) -> str | None:
        """The id of the entry or subject that has a text as a phrasing, letter by letter."""
        owner = self._literal.get(self._analyse(_without_names(text)).folded)
        return None if owner is None else [*self._owners, *self._subjects][owner][0]

    def near_duplicate(self, owner: str, text: str) -> tuple[str, Phrasing] | None:
        """Another owner's phrasing that is nearly the same text, with the owner's id."""
        analysed = self._analyse(normalise(text))
        for i in np.flatnonzero(self.index.spelling(analysed.folded) >= NEAR_DUPLICATE):
            group = int(np.searchsorted(self._starts, i, side="right")) - 1
            name, phrasings = [*self._owners, *self._subjects][group]
            if name != owner and not analysed.conflicts_with(self._phrasings[i]):
                return name, phrasings[i - self._starts[group]]
        return None

    def analyse(self, question: str) -> AnalysedText:
        """A question as it is compared: without @names, spelling corrected, its terms found."""
        return self._analyse(_without_names(question))

    def _analyse(self, normal: str) -> AnalysedText:
        """A normalised text with its spelling corrected and the terms in it found."""
        return self._terms.analyse(self._corrector.correct(normal))

    def _nearest(self, signals: Signals, group: int, phrasings: Sequence[Phrasing]) -> Phrasing:
        start = self._starts[group]
        return phrasings[int(np.argmax(signals.likeness[start : start + len(phrasings)]))]

    def _not_covered(
        self, signals: Signals, best: Candidate, limit: int, literal: int | None
    ) -> tuple[Candidate, ...]:
        """The subjects, likeliest first; they share the probability that the best entry leaves.

        `literal` is the index of the subject that has the question as a phrasing; below 0 if an
        entry has it.
        """
        if not self._subjects:
            return ()
        first = len(self._owners)
        likeness = np.maximum.reduceat(signals.likeness, self._starts)
        chances = (1 - best.confidence) * signals.subjects
        if literal is not None and literal >= 0:
            chances *= (1 - CERTAIN) / max(CERTAIN, float(chances.max()))
            chances[literal] = CERTAIN
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


def _without_names(text: str) -> str:
    """A question's normal form without the people that it addresses by @name."""
    return normalise(_HANDLE.sub(" ", text))
