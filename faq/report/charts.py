"""Charts as inline SVG, for a page without scripts.

Widths are percents and heights pixels: a chart is as wide as its page, and its text stays as
large as the page's. Colours, patterns and fonts are those of the page's style sheet, by class.
Each chart has a title and a description for who does not see it; every mark has its own, which
browsers show when it is pointed at.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from faq.report.markup import element

HEIGHT = 190
"""Pixels of a plot with columns: a third of the width of a printed page."""

HEADROOM = 22
"""Pixels above the highest column, for its number."""

FOOT = 22
"""Pixels below the columns, for their labels."""

ROW = 38
"""Pixels of a row of bars: a line of text, the bar, and a gap."""

BAR = 12
"""Pixels of a bar."""

REACH = 84
"""Percent of the width that the longest bar takes; its number needs the rest on a phone."""

HALF_REACH = 38
"""The same for bars to both sides of a middle."""

NARROW_LABEL = 46
"""Columns of text that a label has on a phone: 328 pixels at about 7 each."""

WIDE_LABEL = 96
"""Columns of text that a label has on a printed page or a screen: 680 pixels."""

SLIM = 40
"""Columns from which on each gets a smaller gap."""

FEW = 6
"""Classes of a histogram from which on they share its width: a single one is no wall."""

EDGE = 12
"""Percent of the width from which a text on a mark can be centred without leaving the chart."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands under it, its parts from the bottom up, and what it says."""

    label: str
    values: tuple[int, ...]
    tip: str

    @property
    def total(self) -> int:
        """How high it is."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is about, how long it is, what it was before, and its class."""

    label: str
    value: int
    before: int | None = None
    style: str = "answered"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars back to back."""

    label: str
    left: int
    right: int


def stacked(
    name: str, title: str, description: str, columns: Sequence[Column], styles: Sequence[str]
) -> Element:
    """Stacked columns, the highest with its number; the class of each part is in `styles`.

    Labels stand below as many columns as have room for them on a phone.
    """
    top = ceiling(max(column.total for column in columns))
    slot = 100 / len(columns)
    width = slot * (0.82 if len(columns) > SLIM else 0.74)
    marks = [*_grid(top)]
    for n, column in enumerate(columns):
        bottom, x = 0, n * slot + (slot - width) / 2
        group = element("g", element("title", column.tip))
        # The whole slot can be pointed at, even where nothing is.
        group.append(_rect(f"{n * slot:.3f}%", 0, f"{slot:.3f}%", HEADROOM + HEIGHT, "slot"))
        for style, value in zip(styles, column.values, strict=True):
            if value:
                y, height = _level(bottom + value, top), value / top * HEIGHT
                group.append(_rect(f"{x:.3f}%", y, f"{width:.3f}%", height, f"mark {style}"))
            bottom += value
        marks.append(group)
    peak = max(range(len(columns)), key=lambda n: columns[n].total)
    y = _level(columns[peak].total, top) - 6
    marks.append(_text(f"{columns[peak].total:,}", (peak + 0.5) * slot, y, "value"))
    below = HEADROOM + HEIGHT + 16
    ticks = _spread(len(columns))
    marks += [_text(columns[n].label, (n + 0.5) * slot, below, "label") for n in ticks]
    return _chart(name, title, description, HEADROOM + HEIGHT + FOOT, marks, "axis")


def classes(
    name: str, title: str, description: str, columns: Sequence[Column], styles: Sequence[str]
) -> Element:
    """A histogram: each column with its label and its share of all in percent."""
    whole = sum(column.total for column in columns)
    top = max(column.total for column in columns)
    slot = 100 / max(len(columns), FEW)
    marks = [_line(HEADROOM + HEIGHT)]
    for n, (column, style) in enumerate(zip(columns, styles, strict=True)):
        middle, height = (n + 0.5) * slot, column.total / top * HEIGHT
        group = element("g", element("title", column.tip))
        if column.total:
            x, y = f"{n * slot + 1:.3f}%", _level(column.total, top)
            group.append(_rect(x, y, f"{slot - 2:.3f}%", max(height, 1), f"mark {style}"))
            percents = 100 * column.total / whole
            number = _text(
                f"{percents:.0f}" if percents >= 1 else "<1", middle, y - 6, "value", centred=True
            )
            # A phone has room for the digits only: the caption says that they are percents.
            number.append(element("tspan", "%", class_="wide"))
            group.append(number)
        group.append(
            _text(column.label, middle, HEADROOM + HEIGHT + 16, "label tight", centred=True)
        )
        marks.append(group)
    return _chart(name, title, description, HEADROOM + HEIGHT + FOOT, marks)


def bars(name: str, title: str, description: str, rows: Sequence[Bar]) -> Element:
    """Horizontal bars under their labels, with their numbers, and a stroke for what was before."""
    longest = max(max(row.value, row.before or 0) for row in rows) or 1
    marks = []
    for n, row in enumerate(rows):
        y, length = n * ROW, row.value / longest * REACH
        group = element("g", *_label(row.label, y))
        group.append(_rect("0%", y + 20, f"{length:.3f}%", BAR, f"mark {row.style}"))
        # The number keeps clear of the stroke as well.
        reach = length
        if row.before is not None:
            past = row.before / longest * REACH
            group.append(
                element(
                    "line",
                    x1=f"{past:.3f}%",
                    x2=f"{past:.3f}%",
                    y1=y + 17,
                    y2=y + 35,
                    class_="past",
                )
            )
            if length <= past < length + 10:
                reach = past
        group.append(
            element("text", f"{row.value:,}", x=f"{reach:.3f}%", dx=6, y=y + 31, class_="value")
        )
        marks.append(group)
    return _chart(name, title, description, len(rows) * ROW, marks)


def diverging(
    name: str, title: str, description: str, rows: Sequence[Pair], styles: tuple[str, str]
) -> Element:
    """Bars to both sides of a middle, with their numbers at the ends."""
    longest = max(max(row.left, row.right) for row in rows) or 1
    marks = []
    for n, row in enumerate(rows):
        y = n * ROW
        left, right = (value / longest * HALF_REACH for value in (row.left, row.right))
        group = element("g", *_label(row.label, y, centred=True))
        group.append(_rect(f"{50 - left:.3f}%", y + 20, f"{left:.3f}%", BAR, f"mark {styles[0]}"))
        group.append(_rect("50%", y + 20, f"{right:.3f}%", BAR, f"mark {styles[1]}"))
        ends = ((row.left, 50 - left, -6, "end"), (row.right, 50 + right, 6, "start"))
        for value, x, dx, anchor in ends:
            group.append(
                element(
                    "text",
                    f"{value:,}",
                    x=f"{x:.3f}%",
                    dx=dx,
                    y=y + 31,
                    text_anchor=anchor,
                    class_="value",
                )
            )
        group.append(element("line", x1="50%", x2="50%", y1=y + 17, y2=y + 35, class_="past"))
        marks.append(group)
    return _chart(name, title, description, len(rows) * ROW, marks)


def patterns() -> Element:
    """The patterns that the style sheet's classes are filled with; once on every page."""
    stripes = element(
        "pattern",
        element("rect", width=6, height=6, class_="offered-ground"),
        element("rect", width=3, height=6, class_="offered-ink"),
        id="offered",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    dots = element(
        "pattern",
        element("rect", width=5, height=5, class_="named-ground"),
        element("circle", cx=1.5, cy=1.5, r=1.1, class_="named-ink"),
        element("circle", cx=4, cy=4, r=1.1, class_="named-ink"),
        id="named",
        width=5,
        height=5,
        patternUnits="userSpaceOnUse",
    )
    lines = element(
        "pattern",
        element("rect", width=4, height=4, class_="none-ink"),
        element("rect", width=4, height=1, class_="none-ground"),
        id="none",
        width=4,
        height=4,
        patternUnits="userSpaceOnUse",
    )
    return element(
        "svg",
        element("defs", stripes, dots, lines),
        width=0,
        height=0,
        aria_hidden="true",
        class_="defs",
    )


def swatch(style: str) -> Element:
    """A sample of a class, for a key."""
    return element(
        "svg",
        element("rect", width=14, height=14, class_=f"mark {style}"),
        width=14,
        height=14,
        aria_hidden="true",
        class_="swatch",
    )


def ceiling(highest: int) -> int:
    """The least number from 4 up that is no lower, is even, and is easy to read: 1, 2, 4, 6 or 8
    times a power of ten."""  # noqa: D205, D209
    if highest <= 4:  # noqa: PLR2004 -- an axis needs a middle
        return 4
    power: int = 10 ** int(math.log10(highest))
    steps = (1, 2, 4, 6, 8, 10) if power > 1 else (4, 6, 8, 10)
    return next(step * power for step in steps if step * power >= highest)


def shortened(text: str, columns: int) -> str:
    """The text, cut to so many columns at most; wide characters take two."""
    used = 0
    for n, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > columns:
            return text[: n - 1].rstrip() + "…"
    return text


def _chart(  # noqa: PLR0913, PLR0917 -- private, and one call a chart
    name: str,
    title: str,
    description: str,
    height: float,
    marks: Sequence[Element],
    style: str = "",
) -> Element:
    names = f"{name}-title", f"{name}-desc"
    return element(
        "svg",
        element("title", title, id=names[0]),
        element("desc", description, id=names[1]),
        *marks,
        role="img",
        aria_labelledby=" ".join(names),
        height=height,
        class_=f"chart {style}".strip(),
    )


def _grid(top: int) -> list[Element]:
    """The lines at nothing, half and all, with their numbers to the left of the plot."""
    lines = []
    for value in (0, top // 2, top):
        y = _level(value, top)
        number = element("text", f"{value:,}", x=-6, y=y + 4, text_anchor="end", class_="label")
        lines += [_line(y), number]
    return lines


def _line(y: float) -> Element:
    return element("line", x1="0%", x2="100%", y1=y, y2=y, class_="grid")


def _level(value: float, top: int) -> float:
    return HEADROOM + HEIGHT - value / top * HEIGHT


def _rect(x: str, y: float, width: str, height: float, style: str) -> Element:
    return element("rect", x=x, y=y, width=width, height=height, class_=style)


def _text(text: str, x: float, y: float, style: str, *, centred: bool = False) -> Element:
    """A text over or under a mark; near an edge it goes away from it."""
    anchor = "middle" if centred or EDGE <= x <= 100 - EDGE else "start" if x < EDGE else "end"
    return element("text", text, x=f"{x:.3f}%", y=y, text_anchor=anchor, class_=style)


def _label(text: str, y: float, *, centred: bool = False) -> list[Element]:
    """A bar's label above it, once for each width that a page may have."""
    x, anchor = ("50%", "middle") if centred else ("0%", "start")
    return [
        element("title", text),
        *(
            element("text", shortened(text, room), x=x, y=y + 14, text_anchor=anchor, class_=style)
            for style, room in (("wide", WIDE_LABEL), ("narrow", NARROW_LABEL))
        ),
    ]


def _spread(number: int) -> list[int]:
    """Which of so many columns have a label: at most four, evenly spread."""
    if number <= 4:  # noqa: PLR2004 -- as many as a phone has room for
        return list(range(number))
    return [round(n * (number - 1) / 3) for n in range(4)]
