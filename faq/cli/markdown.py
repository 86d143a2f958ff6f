"""Pieces of GitHub's Markdown in which no text can be taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from faq.cli import output

LONGEST = 200
"""Characters of a question in a table; the rest is cut, and the file has all of it."""

_MARKUP = re.compile(r"[!-/:-@\[-`{-~]")
_HARMLESS = frozenset(" ,.?!'-()")


def code(text: str, longest: int = LONGEST) -> str:
    """A text as inline code, safe in a table: nobody is mentioned, nothing linked or formatted.

    Of a text with more than `longest` characters the rest is cut. Character references keep the
    table's bars, backticks and tags from being seen as such, and inside <code> GitHub looks for
    neither @names nor #numbers.
    """
    folded = " ".join(output.visible(text).split()) or " "
    if len(folded) > longest:
        folded = f"{folded[: longest - 1]}…"
    return f"<code>{_MARKUP.sub(_reference, folded)}</code>"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> list[str]:
    """The lines of a table whose cells are Markdown; its last `numbers` columns are figures."""
    words = len(titles) - numbers
    rule = ["---"] * words + ["---:"] * numbers
    return [_row(titles), _row(rule), *map(_row, rows), ""]


def details(summary: str, lines: Iterable[str]) -> list[str]:
    """Lines that a click unfolds."""
    return [f"<details><summary>{summary}</summary>", "", *lines, "</details>", ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _reference(mark: re.Match[str]) -> str:
    return mark[0] if mark[0] in _HARMLESS else f"&#{ord(mark[0])};"
