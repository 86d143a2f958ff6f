"""Likeness of spelling: TF-IDF over the letter groups of words, as an inverted index in numpy.

Letter groups are mostly the same after a typo or an inflection, whole words are not. Everything is
arithmetic over one long array of characters, so that 100,000 phrasings are indexed in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faq.encoder import Floats, Integers
from faq.text import words

GROUP_SIZES = (2, 3, 4, 5)
"""Letters in a group: of those tried, 2 to 5 ranked best (72 %; whole words: 70 %)."""

MAX_POSTINGS = 60_000
"""Postings that are read for one question, rarest groups first, in about half a millisecond; FAQs
of 5,000 phrasings or more reach this limit. With 400,000 all but two of the bundled FAQ's 285
`questions` have the same result."""

SKETCH_WIDTH = 384
"""Numbers in a sketch: as many as in an embedding; twice as many group questions no better
(B-cubed F0.5 of 0.57 for both; for the sets see `AT_LEAST` in `faq.maintaining.unanswered`)."""

_BASE = np.uint64(1_099_511_628_211)
"""The 64-bit FNV prime: group hashes are polynomials in it, modulo 2 to the 64th."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
"""Spreads a hash over its upper bits: 2 to the 64th by the golden ratio (Knuth, section 6.4)."""


class LexicalIndex:
    """Compares a question's spelling with every text's.

    Args:
        texts: normalised texts; a likeness's position is its text's.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        hashes, owners = _groups(texts)
        self._vocabulary, group = np.unique(hashes, return_inverse=True)
        # Sorting the pairs (group, text) lays the postings out group by group.
        pairs, counts = np.unique(group * max(1, self.size) + owners, return_counts=True)
        self._group, owners = np.divmod(pairs, max(1, self.size))
        self._documents = np.bincount(self._group, minlength=len(self._vocabulary))
        self._rarity = np.log((1 + self.size) / (1 + self._documents)) + 1
        self._unknown_rarity = float(np.log(1 + self.size) + 1)
        weights = (1 + np.log(counts)) * self._rarity[self._group]
        lengths = np.sqrt(np.bincount(owners, weights**2, minlength=self.size))
        self._ends = np.cumsum(self._documents)
        self._owners = owners.astype(np.int32)
        self._shares = (weights / lengths[owners]).astype(np.float32)

    def likeness(self, text: str) -> tuple[Floats, float]:
        """How alike a normalised text is to each text of the index, and how much of it is known.

        Returns:
            the cosine with each text, 0 to 1, over the letter groups that the index knows; and the
            share of the text, 0 to 1 by weight, that these groups make up.
        """
        hashes, _ = _groups([text])
        unique, counts = np.unique(hashes, return_counts=True)
        at = np.searchsorted(self._vocabulary, unique)
        inside = at < len(self._vocabulary)
        known = inside.copy()
        known[inside] = self._vocabulary[at[inside]] == unique[inside]
        if not known.any():
            return np.zeros(self.size, np.float32), 0.0
        groups = at[known]
        weights = (1 + np.log(counts[known])) * self._rarity[groups]
        mass = float(np.sum(weights**2))
        unknown = float(np.sum((1 + np.log(counts[~known])) ** 2)) * self._unknown_rarity**2
        rarest = np.argsort(self._documents[groups], kind="stable")
        sizes = self._documents[groups[rarest]]
        # The rarest group is read whatever it costs.
        read = max(1, int(np.searchsorted(np.cumsum(sizes), MAX_POSTINGS, side="right")))
        rarest, sizes = rarest[:read], sizes[:read]
        ends = self._ends[groups[rarest]]
        lists = [slice(*ends) for ends in zip((ends - sizes).tolist(), ends.tolist(), strict=True)]
        owners = np.concatenate([self._owners[at] for at in lists])
        shares = np.concatenate([self._shares[at] for at in lists])
        shares *= np.repeat(weights[rarest].astype(np.float32), sizes)
        sums = np.bincount(owners, shares, self.size)
        cosines: Floats = (sums / np.sqrt(mass)).astype(np.float32)
        return cosines, mass / (mass + unknown)

    def lengths_of_sums(self, owner: Integers, count: int) -> Floats:
        """For each of `count` owners the length of the sum of its texts' unit vectors.

        `owner` gives the owner of each of the first texts; later texts have none.
        """
        owned = self._owners < len(owner)
        cells = owner[self._owners[owned]] * len(self._vocabulary) + self._group[owned]
        unique, place = np.unique(cells, return_inverse=True)
        sums = np.bincount(place, self._shares[owned])
        squares = np.bincount(unique // max(1, len(self._vocabulary)), sums**2, count)
        return np.maximum(np.sqrt(squares), 1e-6).astype(np.float32)


def sketches(texts: Sequence[str]) -> Floats:
    """Normalised texts as unit vectors [texts, 384], whose products approximate their likeness.

    Each letter group adds its weight to one number with a sign of its own, so that groups that
    share a number by chance cancel each other out (feature hashing, Weinberger et al. 2009).
    """
    hashes, owners = _groups(texts)
    vocabulary, group = np.unique(hashes, return_inverse=True)
    pairs, counts = np.unique(group * max(1, len(texts)) + owners, return_counts=True)
    group, owners = np.divmod(pairs, max(1, len(texts)))
    rarity = np.log((1 + len(texts)) / (1 + np.bincount(group, minlength=len(vocabulary)))) + 1
    mixed = vocabulary * _MIX
    column = (mixed >> np.uint64(40)).astype(np.int64) % SKETCH_WIDTH
    sign = np.where(mixed >> np.uint64(39) & np.uint64(1), 1.0, -1.0)
    weights = (1 + np.log(counts)) * (rarity * sign)[group]
    cells = owners * SKETCH_WIDTH + column[group]
    sums = np.bincount(cells, weights, len(texts) * SKETCH_WIDTH)
    sums = sums.reshape(len(texts), SKETCH_WIDTH).astype(np.float32)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: Floats = sums / np.maximum(lengths, np.float32(1e-6))
    return unit


def _groups(texts: Sequence[str]) -> tuple[NDArray[np.uint64], Integers]:
    """The hash of every letter group of every text, and the index of the text that it is in.

    A word is framed by spaces, so that its beginning and end count; groups do not span words.
    """
    framed = ["".join(f" {word} \0" for word in words(text)) for text in texts]
    letters = np.frombuffer("".join(framed).encode("utf-32-le", "surrogatepass"), np.uint32)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in framed])
    breaks = np.cumsum(letters == 0)  # a group lies within a word if no break lies within it
    hashes, owners = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    rolling = np.zeros(len(letters), np.uint64)
    for size in range(1, max(GROUP_SIZES) + 1):
        count = len(letters) - size + 1
        if count <= 0:
            break
        rolling = rolling[:count] * _BASE + letters[size - 1 :]
        if size in GROUP_SIZES:
            whole = (letters[:count] != 0) & (breaks[size - 1 :] == breaks[:count])
            hashes.append(rolling[:count][whole])
            owners.append(owner[:count][whole])
    return np.concatenate(hashes), np.concatenate(owners)
