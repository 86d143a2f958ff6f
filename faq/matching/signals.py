"""What speaks for each entry: likeness of meaning, a trained head, likeness of spelling.

An index is built from plain lists of texts, so that it can be measured on any question set. What
each signal is worth was measured before it was built in (README, "How it works"); none of them is
best for every FAQ, which is why `faq.matching.confidence` mixes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.encoder import WIDTH, Encoder
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
"""Of the middle layer beside the embedding, for the head; 0.4 to 0.6 are equal."""

HEAD_WORK = 1_000_000
"""Phrasings times classes up to which a head is trained: some two seconds' work on one core."""

PRIOR_PHRASINGS = 20.0
"""The background's mean counts as this many phrasings: the mean of two phrasings is none."""

BACKGROUND_NEAR = 0.5
"""Cosine from which a background sentence is about the FAQ's subject, and so no evidence."""

BACKGROUND_WEIGHT = 0.1
"""Of a background sentence when the head is trained; a phrasing is 1."""

SELF_TEST = 1_000
"""Phrasings tried against the others at most; more change the mean by less than a hundredth."""

CONTRADICTED = 0.5
"""What is left of a likeness when the two texts are about different names (BPO, KPO)."""

CONTRADICTED_HEAD = 4.0
"""Taken off the head's score, in proportion to how many of the entry's phrasings contradict."""

STEEPNESS = 12.0
"""Turns a lead in likeness into odds that a question is about a subject: a lead of
0.1 is as sure as three to one."""

LOOKED_AT = 500
"""Questions at once: with 100,000 phrasings 200 MB."""

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Signals:
    """One question against the whole index.

    Attributes:
        entries: float32 [entries, signals], columns as in `SIGNALS`.
        likeness: float32 [phrasings], the mean of meaning and spelling, for showing and naming;
            the entries' phrasings in their order, then those of what is not covered.
        subjects: float32 [subjects that are not covered], the chance that the question is about
            each of them if no entry answers it; what is left of 1 is about nothing known.
        question: figures of the question as a whole.
    """

    entries: Floats
    likeness: Floats
    subjects: Floats
    question: dict[str, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A question's vector, its cosine with every phrasing, and the head's scores for it."""

    vector: Floats
    cosines: Floats
    logits: Floats


@cache
def background() -> tuple[str, ...]:
    """Sentences about anything and everything, as examples of what an FAQ does not answer."""
    path = Path(__file__).with_name("background.txt")
    return tuple(path.read_text("utf-8").splitlines())


class SignalIndex:
    """An FAQ's phrasings, ready for questions.

    Args:
        entries: each entry's phrasings, at least one, as the spelling index reads them.
        not_covered: each subject's phrasings that the FAQ does not answer, at least one.
        encoder: None to go by spelling alone.
        spelled: the same phrasings as the encoder reads them, entries' first; None if the same.
        with_head: whether a head is trained, if the FAQ is not too large for one.
    """

    def __init__(
        self,
        entries: Sequence[Sequence[str]],
        not_covered: Sequence[Sequence[str]] = (),
        encoder: Encoder | None = None,
        spelled: Sequence[str] | None = None,
        *,
        with_head: bool = True,
    ) -> None:
        groups = [*entries, *not_covered]
        texts = [text for phrasings in groups for text in phrasings]
        sizes = np.array([len(phrasings) for phrasings in groups])
        self.count = len(entries)
        self.phrasings = int(sizes[: self.count].sum())
        self.has_none = bool(not_covered)
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
            read = spelled or texts
            recipe = repr((_method(), self.count, sizes.tolist(), with_head, read))
            learned = encoder.once(recipe, lambda: self._learn(encoder, read, with_head=with_head))
            self._take(learned)

    def signals(
        self,
        text: str,
        spelled: str,
        contradicted: Mask | None = None,
        seen: Seen | None = None,
    ) -> Signals:
        """Every signal of a question.

        Args:
            text: the question as the spelling index reads it.
            spelled: the question as the encoder reads it.
            contradicted: the phrasings that are about another name than the question.
            seen: what `look` has found for `spelled`; None to ask the encoder.
        """
        found = np.zeros((self.count, len(SIGNALS)), np.float32)
        spelling, known = self._lexical.likeness(text)
        if contradicted is not None:
            spelling[contradicted] *= CONTRADICTED
        own = spelling[: self.phrasings]
        found[:, 2] = np.maximum.reduceat(own, self.starts)
        found[:, 3] = np.add.reduceat(own, self.starts) / self._lexical_sums
        question = {
            "known": known,
            "spelling_none": float(spelling[self.phrasings :].max(initial=0.0)),
        }
        if self.encoder is None:
            return Signals(found, spelling, self._by_likeness(spelling), question)
        vector = self.encoder.vector(spelled) if seen is None else seen.vector
        wide = _centred(vector, self._mean)
        raw = self._vectors @ vector[:WIDTH] if seen is None else seen.cosines
        # The cosine around the mean follows from the plain one: one matrix product instead of two.
        centre = self._mean[:WIDTH]
        length = max(float(np.linalg.norm(vector[:WIDTH] - centre)), 1e-6)
        centred = raw - self._towards_mean - vector[:WIDTH] @ centre + centre @ centre
        centred /= self._from_mean * np.float32(length)
        if contradicted is not None:
            for cosines in (raw, centred):
                cosines[contradicted & (cosines > 0)] *= CONTRADICTED
        found[:, 0] = np.maximum.reduceat(centred[: self.phrasings], self.starts)
        question |= {
            "spread": float(self._middle @ wide[:WIDTH]),
            "head_none": 0.0,
            "head_top": 0.0,
        }
        likeness: Floats = (raw + spelling) / np.float32(2)
        if self._head is None:
            return Signals(found, likeness, self._by_likeness(likeness), question)
        wide[WIDTH:] *= MIDDLE_WEIGHT
        logits = self._head.logits(wide) if seen is None else seen.logits
        if contradicted is not None:
            share = np.add.reduceat(contradicted, self._all_starts, dtype=float) / self._sizes
            logits[: len(share)] -= CONTRADICTED_HEAD * share
        mine, none = logits[: self.count], logits[self.count :]
        found[:, 1] = softmax.log_softmax(mine)
        question["head_top"] = float(mine.max())
        question["head_none"] = float(none.max(initial=-8.0) - mine.max())
        subjects = self._by_likeness(likeness)
        if len(subjects):
            by_head = np.exp(softmax.log_softmax(none))[: len(subjects)]
            subjects = (subjects + by_head) / np.float32(2)
        return Signals(found, likeness, subjects, question)

    def _by_likeness(self, likeness: Floats) -> Floats:
        """`Signals.subjects` by their lead over the entries: alone where there is no head.

        With one it counts half: the head knows a kind of question, this a phrasing.
        """
        best = np.maximum.reduceat(likeness, self._all_starts)
        odds = np.exp(STEEPNESS * (best[self.count :] - best[: self.count].max()))
        found: Floats = odds / (1 + odds.sum())
        return found

    @property
    def has_head(self) -> bool:
        """Whether a head was trained: not without an encoder, nor for a very large FAQ."""
        return self._head is not None

    def look(self, spelled: Sequence[str]) -> Iterator[Seen]:
        """What costs most about many questions, found for `LOOKED_AT` of them at once.

        One product of matrices takes a fraction of as many products of a matrix and a vector,
        each of which the threads of numpy have to wait for each other.
        """
        if self.encoder is None:
            return
        for start in range(0, len(spelled), LOOKED_AT):
            some = spelled[start : start + LOOKED_AT]
            vectors = np.array([*self.encoder.each(some)])
            cosines = vectors[:, :WIDTH] @ self._vectors.T
            logits = np.zeros((len(some), 0), np.float32)
            if self._head is not None:
                wide = _centred(vectors, self._mean)
                wide[:, WIDTH:] *= MIDDLE_WEIGHT
                logits = wide @ self._head.weights.T + self._head.biases
            yield from map(Seen, vectors, cosines, logits)

    def directions(self, vectors: Floats) -> Floats:
        """Encoder's vectors [texts, 2 · 384] as unit vectors [texts, 384] around their own mean.

        What all of them share is no news: their products tell texts apart that are about one
        subject, whether it is the FAQ's or not. The mean of a few is drawn to the FAQ's.
        """
        own = vectors[:, :WIDTH]
        total = self._mean[:WIDTH] * PRIOR_PHRASINGS + own.sum(0)
        found: Floats = own - (total / (PRIOR_PHRASINGS + len(own))).astype(np.float32)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-6))
        return found

    def spelling(self, text: str) -> Floats:
        """How alike a text is to each phrasing by spelling alone, 0 to 1."""
        return self._lexical.likeness(text)[0]

    def _take(self, learned: Mapping[str, NDArray[Any]]) -> None:
        """Begin to use what was learned."""
        self._mean, self._middle = learned["mean"], learned["middle"]
        self._vectors = learned["vectors"]
        centre = self._mean[:WIDTH]
        self._towards_mean = self._vectors @ centre
        self._from_mean = np.maximum(np.linalg.norm(self._vectors - centre, axis=1), 1e-6)
        self.traits["self_other"] = float(learned["self_other"])
        if "weights" in learned:
            self._head = softmax.Softmax(learned["weights"], learned["biases"])

    def _learn(
        self, encoder: Encoder, spelled: Sequence[str], *, with_head: bool
    ) -> dict[str, NDArray[Any]]:
        """Embeds the phrasings, trains the head, and tries the phrasings against each other.

        Returns:
            mean float32 [768] and middle [384], to centre by; vectors [phrasings, 384], the
            embeddings; self_other, as `_likeness_of_others` gives it; and unless there are too few
            or too many entries for a head, its weights and biases.
        """
        vectors = encoder.vectors([*spelled, *background()])
        own, far = vectors[: self.phrasings], vectors[len(spelled) :]
        weight = PRIOR_PHRASINGS + len(own)
        mean = ((far.mean(0) * PRIOR_PHRASINGS + own.sum(0)) / weight).astype(np.float32)
        likest = (far[:, :WIDTH] @ own[:, :WIDTH].T).max(1)
        found: dict[str, NDArray[Any]] = {
            "mean": mean,
            "vectors": vectors[: len(spelled), :WIDTH].copy(),
        }
        kept = np.concatenate([np.ones(len(spelled), bool), likest < BACKGROUND_NEAR])
        wide = _centred(vectors[kept], mean)
        del vectors, own, far  # half of the memory that learning takes
        found["middle"] = wide[: self.phrasings, :WIDTH].mean(0)
        others = self._likeness_of_others(wide[: self.phrasings, :WIDTH])
        found["self_other"] = np.array(others)
        groups = len(self._sizes)
        classes = groups + (len(wide) > len(spelled))
        if not with_head or classes == 1 or len(spelled) * classes > HEAD_WORK:
            return found
        importance = np.ones(len(wide), np.float32)
        importance[len(spelled) :] = BACKGROUND_WEIGHT
        owners = np.repeat(np.arange(classes), [*self._sizes, len(wide) - len(spelled)][:classes])
        wide[:, WIDTH:] *= MIDDLE_WEIGHT
        head = softmax.fit(wide, owners, classes, importance, HEAD_C)
        return found | {"weights": head.weights, "biases": head.biases}

    def _likeness_of_others(self, own: Floats) -> float:
        """The mean over phrasings of how near each is to another entry's nearest: 0 for one entry.

        `own` is the entries' phrasings, centred: float32 [phrasings, 384].
        """
        if self.count == 1:
            return 0.0
        last = self.phrasings - 1
        tried = np.unique(np.linspace(0, last, min(self.phrasings, SELF_TEST)).astype(int))
        best = np.maximum.reduceat(own[tried] @ own.T, self.starts, axis=1)
        best[np.arange(len(tried)), self._owner[tried]] = -1
        return float(best.max(1).mean())


def _centred(x: Floats, mean: Floats) -> Floats:
    """Pairs of unit vectors around the FAQ's mean: what all its questions share is no news.

    `x` is float32 [..., 2 · 384], as the encoder gives it.
    """
    halves = (x - mean).reshape(*x.shape[:-1], 2, WIDTH)
    halves /= np.maximum(np.linalg.norm(halves, axis=-1, keepdims=True), 1e-6)
    found: Floats = halves.reshape(x.shape).astype(np.float32, copy=False)
    return found


@cache
def _method() -> str:
    """Stands for the way of learning: what another version has learned is of no use to this."""
    here = Path(__file__)
    ways = (here, here.with_name("softmax.py"), here.with_name("background.txt"))
    return "\0".join(way.read_text("utf-8") for way in ways)
