"""How a YAML text is written: where each value begins and ends, and in which style.

The reader tells what an FAQ's file holds. How it is written must be known as well where a part of
the text is changed and the rest left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from faq.content import reader
from faq.content.document import Mark
from faq.content.syntax import mark_of

_KEEPS_END = re.compile(r"[|>][0-9]?\+")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `style` is its quotation mark, `|` or `>`, or empty if it is plain.

    A block text ends behind its last line that is not blank, or behind the blank lines that it
    keeps (`|+`).
    """

    start: Mark
    end: Mark
    style: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, or a key with its value; `start` is that of its hyphen or key."""

    start: Mark
    value: Scalar | Collection
    key: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A list or a mapping; in block style it ends where its last value ends."""

    start: Mark
    end: Mark
    is_list: bool
    in_flow: bool
    items: list[Item] = field(default_factory=list)

    def get(self, key: str) -> Item | None:
        """The item with a key."""
        return next((item for item in self.items if item.key == key), None)


def parse(text: str) -> Collection:
    """The mapping at the top of a text, which the reader must have accepted."""
    unified = reader.unified(text)
    root = _value(yaml.compose(unified, Loader=yaml.CSafeLoader), unified.split("\n"))
    if isinstance(root, Scalar):
        raise TypeError("the reader accepts mappings only")
    return root


def _value(node: yaml.Node | None, lines: list[str]) -> Scalar | Collection:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, lines)
    if not isinstance(node, yaml.CollectionNode):
        raise TypeError("the reader accepts texts, lists and mappings only")
    start, end = mark_of(node.start_mark), mark_of(node.end_mark)
    items = []
    if isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            at = mark_of(key.start_mark)
            items.append(Item(at, _value(inner, lines), str(key.value)))
    else:
        for inner in node.value:
            value = _value(inner, lines)
            at = value.start if node.flow_style else _hyphen(value.start, start[1], lines)
            items.append(Item(at, value))
    if not node.flow_style:
        end = items[-1].value.end
    return Collection(
        start, end, isinstance(node, yaml.SequenceNode), bool(node.flow_style), items
    )


def _hyphen(mark: Mark, column: int, lines: list[str]) -> Mark:
    """The hyphen of the item that begins at `mark`: on its line, or alone on one above."""
    line = mark[0]
    while line and lines[line][column : column + 1] != "-":
        line -= 1
    return line, column


def _scalar(node: yaml.ScalarNode, lines: list[str]) -> Scalar:
    start, end = mark_of(node.start_mark), mark_of(node.end_mark)
    style = node.style or ""
    if style in ("|", ">"):
        last = min(end[0] - (not end[1]), len(lines) - 1)
        keeps = _KEEPS_END.match(lines[start[0]], start[1])
        while (
            last > start[0] and not lines[last].strip() and (not keeps or last == len(lines) - 1)
        ):
            last -= 1
        end = (last, len(lines[last]))
    return Scalar(start, end, style, node.value)
