"""Reliability diagrams: how sure the bot was, against how often it was right.

They read without colour: in the terminal by characters, in the picture by shape and figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rich.table import Table

from faq.cli.output import counted
from faq.maintaining.evaluation import Bin, calibration_error

BAR = 20
"""Characters of a bar: one for every five percent."""

SIDE = 400
"""Of the square that the picture draws in, in its own units; it scales to any size."""

MARGIN = 70
"""Around the square, for titles and the axes' labels."""


def in_words(bins: Sequence[Bin]) -> str:
    """What the diagram says, in one sentence."""
    return f"Confidence in the likeliest entry is off by {calibration_error(bins):.2f} on average."


def as_table(bins: Sequence[Bin]) -> Table:
    """A row for each bin that has questions.

    Its bar of `#` is the share that was right, and should end at the `|`: the mean confidence.
    """
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("confidence")
    table.add_column("questions", justify="right")
    table.add_column("right", justify="right")
    table.add_column("# is right, and should end at the |", no_wrap=True)
    for each in bins:
        if each.number:
            table.add_row(
                f"{each.low:.1f} to {each.high:.1f}",
                f"{each.number:,}",
                f"{each.right:.0%}",
                _bar(each),
            )
    return table


def as_svg(bins: Sequence[Bin], title: str) -> str:
    """A picture that needs no other file; its description says what it shows."""
    whole = SIDE + 2 * MARGIN
    total = sum(each.number for each in bins)
    shapes = [shape for each in bins if each.number for shape in _column(each)]
    ticks = [tick for step in range(0, 11, 2) for tick in _ticks(step / 10)]
    summary = f"{counted(total, 'question', 'questions')}. {in_words(bins)}"
    x0, y0, x1, y1 = _x(0), _y(0), _x(1), _y(1)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" role="img"'
                ' aria-labelledby="title description" font-family="sans-serif" font-size="12">'
            ),
            f'<title id="title">Reliability of {_text(title)}</title>',
            f'<desc id="description">{_text(summary)} {_text(_described(bins))}</desc>',
            f'<rect width="{whole}" height="{whole}" fill="#fff"/>',
            (
                f'<text x="{x0}" y="24" font-size="15" font-weight="bold">'
                f"How often the likeliest entry is right: {_text(title)}</text>"
            ),
            f'<text x="{x0}" y="42" font-size="11">{_text(summary)}</text>',
            f'<path d="M{x0} {y1}H{x1}V{y0}H{x0}Z" fill="none" stroke="#000"/>',
            *ticks,
            *shapes,
            f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#000" stroke-dasharray="6 4"/>',
            (
                f'<text x="{_x(0.5)}" y="{whole - 14}" text-anchor="middle">'
                "mean confidence (dashed: as sure as it is right)</text>"
            ),
            (
                f'<text transform="translate(18 {_y(0.5)}) rotate(-90)" text-anchor="middle">'
                "share that is right (number: questions)</text>"
            ),
            "</svg>",
            "",
        ]
    )


def _bar(each: Bin) -> str:
    """The share that is right as a bar, and the mean confidence as a mark in it."""
    cells = list(("#" * round(each.right * BAR)).ljust(BAR + 1))
    cells[round(each.confidence * BAR)] = "|"
    return "".join(cells).rstrip()


def _column(each: Bin) -> list[str]:
    """A bin's bar, its point, and how many questions are behind it."""
    left, top, width = _x(each.low), _y(each.right), _x(each.high) - _x(each.low)
    x = _x(each.confidence)
    return [
        (
            f'<rect x="{left}" y="{top}" width="{width:g}" height="{_y(0) - top:g}"'
            ' fill="#d8d8d8" stroke="#555"/>'
        ),
        f'<circle cx="{x}" cy="{top}" r="4" fill="#000"/>',
        f'<text x="{x}" y="{top - 8:g}" text-anchor="middle">{each.number:,}</text>',
    ]


def _ticks(value: float) -> list[str]:
    x, y = _x(value), _y(value)
    return [
        f'<path d="M{x} {_y(0)}v5M{_x(0)} {y}h-5" stroke="#000"/>',
        f'<text x="{x}" y="{_y(0) + 18:g}" text-anchor="middle">{value:.1f}</text>',
        f'<text x="{_x(0) - 8:g}" y="{y + 4:g}" text-anchor="end">{value:.0%}</text>',
    ]


def _described(bins: Sequence[Bin]) -> str:
    return " ".join(
        f"{each.low:.1f} to {each.high:.1f}: {each.right:.0%} of {each.number:,} right."
        for each in bins
        if each.number
    )


def _x(value: float) -> float:
    return round(MARGIN + value * SIDE, 1)


def _y(value: float) -> float:
    return round(MARGIN + (1 - value) * SIDE, 1)


def _text(text: str) -> str:
    """A text as XML can hold it."""
    return escape("".join(c if c.isprintable() else " " for c in text))
