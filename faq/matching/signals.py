"""Measures how well each entry fits a question: by meaning, by a trained head, by spelling.

An index is built from plain lists of texts, so that it can be measured on any question set. What
each signal is worth was measured before it was built in (docs/how-matching-works.md). None of them
is best for every FAQ, which is why `faq.matching.confidence` mixes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.encoder import WIDTH, Booleans, Encoder, Floats
from faq.matching import softmax
from faq.matching.lexical import LexicalIndex

SIGNALS = ("near", "head", "spelling", "spelling_all")
"""Columns of `Signals.entries`:

near          cosine with the entry's nearest phrasing, by meaning
head          log-probability of the entry by the trained head
spelling      cosine with the entry's nearest phrasing, by spelling
spelling_all  cosine with the sum of the entry's phrasings, by spelling
"""

HEAD_C = 10.0
"""Best mean of 1, 3, 10, 30, 100 and 1,000 on the dev splits of six public sets."""

MIDDLE_WEIGHT = 0.5
"""Weight of the middle layer beside the embedding, for the head; 0.4 to 0.6 are equally good."""

HEAD_WORK = 1_000_000
"""Phrasings times classes up to which a head is trained: about two seconds' work on one core."""

PRIOR_PHRASINGS = 20.0
"""The background's mean counts as much as this many phrasings when the FAQ's mean is computed,
because a mean of only a few phrasings says little about the FAQ."""

BACKGROUND_NEAR = 0.5
"""Cosine with a phrasing from which a background sentence is about the FAQ's own subject. It is
then no example of what the FAQ does not answer, and is left out."""

BACKGROUND_WEIGHT = 0.1
"""Weight of a background sentence when the head is trained; a phrasing has 1."""

SELF_TEST = 1_000
"""Phrasings that are compared with all others at most; more change the mean by less than 0.01."""

CONFLICT_FACTOR = 0.5
"""A likeness is multiplied by this when the two texts are about different names (BPO, KPO)."""

CONFLICT_PENALTY = 4.0
"""Taken off the head's score of an entry all of whose phrasings conflict with the question; in
proportion if some of them do."""

STEEPNESS = 12.0
"""Turns a lead in likeness into odds that a question is about a subject: a lead of
0.1 is as sure as three to one."""

BATCH = 500
"""Questions that are encoded at once: with 100,000 phrasings their cosines take 200 MB."""


@dataclass(frozen=True, slots=True)
class Signals:
    """One question compared with the whole index.

    Attributes:
        entries: float32 [entries, signals], columns as in `SIGNALS`.
        likeness: float32 [phrasings], the mean of meaning and spelling, for showing and naming;
            the entries' phrasings in their order, then the subjects'.
        subjects: float32 [subjects], the chance that the question is about each of them if no
            entry answers it; what is missing to 1 is the chance that it is about none of them.
        question: figures of the question as a whole.
    """

    entries: Floats
    likeness: Floats
    subjects: Floats
    question: dict[str, float]


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question's vector, its cosine with every phrasing, and the head's score of every class."""

    vector: Floats
    cosines: Floats
    scores: Floats


@cache
def background() -> tuple[str, ...]:
    """Sentences about everyday things, as examples of what an FAQ does not answer."""
    path = Path(__file__).with_name("background.txt")
    return tuple(path.read_text("utf-8").splitlines())


class SignalIndex:
    """An FAQ's phrasings, ready to be compared with questions.

    Args:
        entries: each entry's phrasings, at least one, as the spelling index reads them.
        not_covered: the phrasings, at least one, of each subject that the FAQ does not cover.
        encoder: None to compare by spelling alone.
        expanded: the same phrasings as the encoder reads them, entries' first; None if the same.
        with_head: whether a head is trained, if the FAQ is not too large for one.
    """

    def __init__(
        self,
        entries: Sequence[Sequence[str]],
        not_covered: Sequence[Sequence[str]] = (),
        encoder: Encoder | None = None,
        expanded: Sequence[str] | None = None,
        *,
        with_head: bool = True,
    ) -> None:
        groups = [*entries, *not_covered]
        texts = [text for phrasings in groups for text in phrasings]
        sizes = np.array([len(phrasings) for phrasings in groups])
        self.count = len(entries)
        self.phrasings = int(sizes[: self.count].sum())
        self.has_subjects = bool(not_covered)
        self.encoder = encoder
        self._sizes = sizes
        self._all_starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        self.starts = self._all_starts[: self.count]
        self._owner = np.repeat(np.arange(self.count), sizes[: self.count])
        self._lexical = LexicalIndex(texts)
        self._lexical_sums = self._lexical.lengths_of_sums(self._owner, self.count)
        self.traits = {
            "log_entries": float(np.log(self.count)),
            "log_phrasings": float(np.log(sizes[: self.count]).mean()),
        }
        self._head: softmax.Softmax | None = None
        if encoder is not None:
            read = expanded or texts
            recipe = repr((_method(), self.count, sizes.tolist(), with_head, read))
            learned = encoder.once(recipe, lambda: self._learn(encoder, read, with_head=with_head))
            self._take(learned)

    @property
    def has_head(self) -> bool:
        """Whether a head was trained: not without an encoder, nor for a very large FAQ."""
        return self._head is not None

    def signals(
        self,
        folded: str,
        expanded: str,
        conflicting: Booleans | None = None,
        encoded: EncodedQuestion | None = None,
    ) -> Signals:
        """Every signal of a question.

        Args:
            folded: the question as the spelling index reads it.
            expanded: the question as the encoder reads it.
            conflicting: the phrasings that are about another name than the question.
            encoded: what `encode` gives for `expanded`; None to encode it now.
        """
        entries = np.zeros((self.count, len(SIGNALS)), np.float32)
        likeness, known = self._lexical.likeness(folded)
        likeness = _lowered(likeness, conflicting)
        own = likeness[: self.phrasings]
        entries[:, SIGNALS.index("spelling")] = np.maximum.reduceat(own, self.starts)
        sums = np.add.reduceat(own, self.starts) / self._lexical_sums
        entries[:, SIGNALS.index("spelling_all")] = sums
        question = {
            "known": known,
            "spelling_none": float(likeness[self.phrasings :].max(initial=0.0)),
        }
        if self.encoder is None:
            return Signals(entries, likeness, self._subjects_by_lead(likeness), question)
        encoded = encoded or self._encoded(self.encoder.vector(expanded))
        near = _lowered(self._centred_cosines(encoded), conflicting)[: self.phrasings]
        entries[:, SIGNALS.index("near")] = np.maximum.reduceat(near, self.starts)
        likeness = (_lowered(encoded.cosines, conflicting) + likeness) / np.float32(2)
        subjects = self._subjects_by_lead(likeness)
        question |= {
            "spread": float(self._middle @ _centred(encoded.vector, self._mean)[:WIDTH]),
            "head_none": 0.0,
            "head_top": 0.0,
        }
        if self._head is None:
            return Signals(entries, likeness, subjects, question)
        scores = self._penalised(encoded.scores, conflicting)
        own, others = scores[: self.count], scores[self.count :]
        entries[:, SIGNALS.index("head")] = softmax.log_softmax(own)
        question["head_top"] = float(own.max())
        question["head_none"] = float(others.max(initial=-8.0) - own.max())
        if len(subjects):
            by_head = np.exp(softmax.log_softmax(others))[: len(subjects)]
            subjects = (subjects + by_head) / np.float32(2)
        return Signals(entries, likeness, subjects, question)

    def encode(self, expanded: Sequence[str]) -> Iterator[EncodedQuestion]:
        """Many questions as `signals` takes them, `BATCH` at once; nothing without an encoder.

        One product of two matrices takes a fraction of the time of as many products of a matrix
        and a vector, at each of which numpy's threads have to wait for each other.
        """
        if self.encoder is None:
            return
        for start in range(0, len(expanded), BATCH):
            vectors = np.array([*self.encoder.each(expanded[start : start + BATCH])])
            cosines = vectors[:, :WIDTH] @ self._vectors.T
            scores = np.zeros((len(vectors), 0), np.float32)
            if self._head is not None:
                scores = self._head_input(vectors) @ self._head.weights.T + self._head.biases
            yield from map(EncodedQuestion, vectors, cosines, scores)

    def directions(self, vectors: Floats) -> Floats:
        """The encoder's vectors [texts, 2 · 384] as unit vectors [texts, 384] around their mean.

        What all texts have in common is taken away, so that products tell apart texts about one
        subject, whether it is the FAQ's or another. The mean of a few is drawn to the FAQ's.
        """
        own = vectors[:, :WIDTH]
        total = self._mean[:WIDTH] * PRIOR_PHRASINGS + own.sum(0)
        unit: Floats = own - (total / (PRIOR_PHRASINGS + len(own))).astype(np.float32)
        unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), np.float32(1e-6))
        return unit

    def spelling(self, folded: str) -> Floats:
        """How alike a text is to each phrasing by spelling alone, 0 to 1."""
        return self._lexical.likeness(folded)[0]

    def _encoded(self, vector: Floats) -> EncodedQuestion:
        """One question as `encode` gives it."""
        scores = np.zeros(0, np.float32)
        if self._head is not None:
            scores = self._head.logits(self._head_input(vector))
        return EncodedQuestion(vector, self._vectors @ vector[:WIDTH], scores)

    def _head_input(self, vectors: Floats) -> Floats:
        """The encoder's vectors [..., 2 · 384] as the head was trained on them."""
        centred = _centred(vectors, self._mean)
        centred[..., WIDTH:] *= MIDDLE_WEIGHT
        return centred

    def _centred_cosines(self, encoded: EncodedQuestion) -> Floats:
        """The question's cosine with each phrasing around the FAQ's mean.

        It follows from the plain cosine, so that one matrix product does instead of two.
        """
        centre, vector = self._mean[:WIDTH], encoded.vector[:WIDTH]
        length = max(float(np.linalg.norm(vector - centre)), 1e-6)
        centred: Floats = encoded.cosines - self._towards_mean - vector @ centre + centre @ centre
        centred /= self._from_mean * np.float32(length)
        return centred

    def _penalised(self, scores: Floats, conflicting: Booleans | None) -> Floats:
        """The head's scores, lower for entries and subjects whose phrasings conflict."""
        if conflicting is None:
            return scores
        share = np.add.reduceat(conflicting, self._all_starts, dtype=float) / self._sizes
        scores = scores.copy()
        scores[: len(share)] -= CONFLICT_PENALTY * share
        return scores

    def _subjects_by_lead(self, likeness: Floats) -> Floats:
        """`Signals.subjects` by how much more alike each subject is than the best entry.

        Where there is a head, this counts half: the head knows a kind of question, this a
        phrasing.
        """
        best = np.maximum.reduceat(likeness, self._all_starts)
        odds = np.exp(STEEPNESS * (best[self.count :] - best[: self.count].max()))
        chances: Floats = odds / (1 + odds.sum())
        return chances

    def _take(self, learned: Mapping[str, NDArray[Any]]) -> None:
        """Starts using what `_learn` has returned, now or at an earlier start."""
        self._mean, self._middle = learned["mean"], learned["middle"]
        self._vectors = learned["vectors"]
        centre = self._mean[:WIDTH]
        self._towards_mean = self._vectors @ centre
        self._from_mean = np.maximum(np.linalg.norm(self._vectors - centre, axis=1), 1e-6)
        self.traits["self_other"] = float(learned["self_other"])
        if "weights" in learned:
            self._head = softmax.Softmax(learned["weights"], learned["biases"])

    def _learn(
        self, encoder: Encoder, expanded: Sequence[str], *, with_head: bool
    ) -> dict[str, NDArray[Any]]:
        """The arrays by which questions are compared; computing them is most of the start.

        Returns:
            mean float32 [768] and middle [384], to centre by; vectors [phrasings, 384], the
            embeddings; self_other, as `_likeness_of_others` gives it; and if a head is trained,
            its weights and biases.
        """
        vectors = encoder.vectors([*expanded, *background()])
        own, far = vectors[: self.phrasings], vectors[len(expanded) :]
        mean = _mean(own, far)
        learned = {"mean": mean, "vectors": vectors[: len(expanded), :WIDTH].copy()}
        unrelated = (far[:, :WIDTH] @ own[:, :WIDTH].T).max(1) < BACKGROUND_NEAR
        samples = _centred(
            vectors[np.concatenate([np.ones(len(expanded), bool), unrelated])], mean
        )
        del vectors, own, far  # half of the memory that learning takes
        entries = samples[: self.phrasings, :WIDTH]
        learned["middle"] = entries.mean(0)
        learned["self_other"] = np.array(self._likeness_of_others(entries))
        head = self._train_head(samples) if with_head else None
        if head is not None:
            learned |= {"weights": head.weights, "biases": head.biases}
        return learned

    def _train_head(self, samples: Floats) -> softmax.Softmax | None:
        """A head with a class for each entry and subject, and one for the background.

        None if that makes a single class, or more work than `HEAD_WORK`.

        Args:
            samples: centred vectors [samples, 2 · 384] of all phrasings, then of the background;
                changed in place.
        """
        phrasings = int(self._sizes.sum())
        rest = len(samples) - phrasings
        sizes = [*self._sizes.tolist(), *([rest] if rest else [])]
        classes = len(sizes)
        if classes == 1 or phrasings * classes > HEAD_WORK:
            return None
        importance = np.ones(len(samples), np.float32)
        importance[phrasings:] = BACKGROUND_WEIGHT
        samples[:, WIDTH:] *= MIDDLE_WEIGHT
        owners = np.repeat(np.arange(classes), sizes)
        return softmax.fit(samples, owners, classes, importance, HEAD_C)

    def _likeness_of_others(self, entries: Floats) -> float:
        """The mean cosine of a phrasing with the nearest one of another entry; 0 for one entry.

        `entries` is the entries' phrasings, centred: float32 [phrasings, 384].
        """
        if self.count == 1:
            return 0.0
        last = self.phrasings - 1
        tried = np.unique(np.linspace(0, last, min(self.phrasings, SELF_TEST)).astype(int))
        best = np.maximum.reduceat(entries[tried] @ entries.T, self.starts, axis=1)
        best[np.arange(len(tried)), self._owner[tried]] = -1
        return float(best.max(1).mean())


def _lowered(likeness: Floats, conflicting: Booleans | None) -> Floats:
    """A likeness with each phrasing; lower for phrasings about another name."""
    if conflicting is None:
        return likeness
    lower = conflicting & (likeness > 0)
    lowered: Floats = np.where(lower, likeness * np.float32(CONFLICT_FACTOR), likeness)
    return lowered


def _mean(own: Floats, far: Floats) -> Floats:
    """The mean of an FAQ's vectors, to which those of the background are added as a prior."""
    weight = PRIOR_PHRASINGS + len(own)
    mean: Floats = ((far.mean(0) * PRIOR_PHRASINGS + own.sum(0)) / weight).astype(np.float32)
    return mean


def _centred(vectors: Floats, mean: Floats) -> Floats:
    """Pairs of unit vectors around the FAQ's mean, which all its questions have in common.

    `vectors` is float32 [..., 2 · 384], as the encoder gives it.
    """
    halves = (vectors - mean).reshape(*vectors.shape[:-1], 2, WIDTH)
    halves /= np.maximum(np.linalg.norm(halves, axis=-1, keepdims=True), 1e-6)
    centred: Floats = halves.reshape(vectors.shape).astype(np.float32, copy=False)
    return centred


@cache
def _method() -> str:
    """The code and data that learning depends on: when they change, it is done again."""
    here = Path(__file__)
    ways = (here, here.with_name("softmax.py"), here.with_name("background.txt"))
    return "\0".join(way.read_text("utf-8") for way in ways)
