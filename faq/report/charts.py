"""What charts show; `charts.svg.jinja` draws it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

LABELS = 4
"""Labels under columns at most: a phone has room for so many days."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of stacked parts.

    Attributes:
        label: stands under it.
        tip: is shown when it is pointed at.
        parts: the class and the size of each part, from the bottom up.
    """

    label: str
    tip: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """The sum of its parts."""
        return sum(size for _, size in self.parts)

    @property
    def stack(self) -> Iterator[tuple[str, int, int]]:
        """The class of each part that is not empty, where it begins and where it ends."""
        begin = 0
        for style, size in self.parts:
            if size:
                yield style, begin, begin + size
            begin += size


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar; `before` is the value in the days before, if they are compared."""

    label: str
    value: int
    before: int | None = None
    style: str = "answered"

    @property
    def longest(self) -> int:
        """The greater of the two values."""
        return max(self.value, self.before or 0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two horizontal bars from a middle line to the left and to the right."""

    label: str
    left: int
    right: int

    @property
    def longest(self) -> int:
        """The longer of the two."""
        return max(self.left, self.right)


def axis_top(highest: int) -> int:
    """The least number from 4 up that is no lower, is even, and is easy to read: 1, 2, 4, 6 or 8
    times a power of ten."""  # noqa: D205, D209
    if highest <= 4:  # noqa: PLR2004 -- an axis needs a middle
        return 4
    power: int = 10 ** int(math.log10(highest))
    steps = (1, 2, 4, 6, 8, 10) if power > 1 else (4, 6, 8, 10)
    return next(step * power for step in steps if step * power >= highest)


def label_positions(columns: int) -> list[int]:
    """Which of so many columns have a label: at most `LABELS`, evenly spread."""
    if columns <= LABELS:
        return list(range(columns))
    return [round(n * (columns - 1) / (LABELS - 1)) for n in range(LABELS)]
