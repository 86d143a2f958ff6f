"""Groups vectors by average linkage, merging mutual nearest neighbours.

Clusters are joined for as long as their members are alike on average. Which pairs are joined
first makes no difference as long as each is the other's nearest (Murtagh 1983), so that many are
joined in a round and no matrix of all pairs is kept: 10,000 vectors take a second or two.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from faq.encoder import Floats, Integers

BLOCK = 1_000
"""Rows that are compared at once; with 10,000 columns they take 40 MB."""

APART = -2.0
"""Less than any cosine."""


def clusters(x: Floats, names: Sequence[Hashable | None], at_least: float) -> Integers:
    """The number of each vector's cluster; clusters are numbered by their first vectors.

    Args:
        x: unit vectors [n, width].
        names: what each vector is about. Two that are about different things never come into one
            cluster; a vector that is about nothing in particular (None) may join any.
        at_least: the mean cosine of two clusters' members from which they are joined.
    """
    label = np.arange(len(x))
    kinds = {name: number for number, name in enumerate(dict.fromkeys([None, *names]))}
    kind = np.array([kinds[name] for name in names], np.int64)
    home = np.arange(len(x))  # the label that each remaining row stands for
    sums, sizes = x.astype(np.float32), np.ones(len(x), np.float32)
    near, nearest = np.full(len(x), APART, np.float32), np.full(len(x), -1)
    stale = np.ones(len(x), bool)
    while stale.any():
        _update_nearest(sums / sizes[:, None], kind, np.flatnonzero(stale), near, nearest)
        # Joining brings no cluster nearer to a third: one without a neighbour will never have one.
        kept = near >= at_least
        if not kept.any():
            break
        place = np.cumsum(kept) - 1
        home, kind, sums, sizes = home[kept], kind[kept], sums[kept], sizes[kept]
        near, nearest = near[kept], place[nearest[kept]]
        rows = np.arange(len(home))
        first = rows[(nearest[nearest] == rows) & (rows < nearest)]
        if not len(first):  # rounding: two are not equally near to each other
            best = int(near.argmax())
            first, second = np.array([best]), np.array([nearest[best]])
        else:
            second = nearest[first]
        sums[first] += sums[second]
        sizes[first] += sizes[second]
        kind[first] = np.maximum(kind[first], kind[second])
        moved = np.arange(len(x))
        moved[home[second]] = home[first]
        label = moved[label]
        gone, changed = np.zeros(len(home), bool), np.zeros(len(home), bool)
        gone[second] = True
        changed[first] = changed[second] = True
        stale = (changed | changed[nearest])[~gone]
        place = np.cumsum(~gone) - 1
        home, kind, sums, sizes = home[~gone], kind[~gone], sums[~gone], sizes[~gone]
        near, nearest = near[~gone], place[nearest[~gone]]
    _, begins, number = np.unique(label, return_index=True, return_inverse=True)
    order = np.empty(len(begins), np.int64)
    order[np.argsort(begins)] = np.arange(len(begins))
    numbers: Integers = order[number]
    return numbers


def _update_nearest(
    means: Floats, kind: Integers, rows: Integers, near: Floats, nearest: Integers
) -> None:
    """Finds the nearest other row of some rows again: its index and its cosine."""
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        cosines = means[some] @ means.T
        for this in np.unique(kind[some]):
            if this:
                others = np.flatnonzero((kind > 0) & (kind != this))
                cosines[np.ix_(kind[some] == this, others)] = APART
        cosines[np.arange(len(some)), some] = APART
        nearest[some] = cosines.argmax(1)
        near[some] = cosines[np.arange(len(some)), nearest[some]]
