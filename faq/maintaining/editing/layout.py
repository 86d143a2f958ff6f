"""The layout of one YAML text, and where and how new items are inserted in that same layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from faq.content import scalars, schema, tree
from faq.content.document import Mark
from faq.content.tree import Collection, Item, Scalar

WIDTH = 99
"""Columns up to which an answer stays beside its key: what diffs and reviews show unfolded."""

INDENT = 2
"""Columns of one level, and of a list under its key, unless a file has its own way: what YAML's
own examples use."""

Data = dict[str, Any]

_LINE_END = re.compile(r"\r\n|\r|\n")
_ORDER = list(schema.FaqFile.model_fields)
_ITEM_ORDER = list(schema.EntryItem.model_fields)
_ITEM_NAMES = {"entries": "the entry", "not_covered": "the subject"}


@dataclass(frozen=True, slots=True)
class Addition:
    """Items to add to one list.

    Attributes:
        steps: the keys and indexes that lead to the list, which may be missing.
        index: how many of the list's items come before.
        items: texts, or mappings of keys to texts and lists.
    """

    steps: tuple[str | int, ...]
    index: int
    items: Sequence[str | Data]


class FlowStyleError(Exception):
    """The place to be changed is in brackets or braces; `mark` is where they open."""

    def __init__(self, what: str, collection: Collection) -> None:
        self.mark: Mark = collection.start
        shape, remedy = (
            ("brackets", 'one item a line, each behind "- "')
            if collection.is_list
            else ("braces", "one key a line, without braces")
        )
        super().__init__(
            f"{what} is written in {shape}, which faqbot cannot add to: write it with {remedy}"
        )


@dataclass(frozen=True, slots=True)
class _Insertion:
    """Lines to insert behind a line; `instead` is a new text for that line itself."""

    line: int
    lines: Sequence[str]
    instead: str | None = None


class Layout:
    """How a text is written.

    Args:
        raw: a text that the reader has accepted as a document, with its byte order mark and line
            endings.
    """

    def __init__(self, raw: str) -> None:
        ends = list(_LINE_END.finditer(raw))
        self._raw = raw
        self._starts = [int(raw.startswith("\ufeff")), *(end.end() for end in ends)]
        stops = [*(end.start() for end in ends), len(raw)]
        self._lines = [raw[a:b] for a, b in zip(self._starts, stops, strict=True)]
        self._line_end = ends[0][0] if ends else "\n"
        self._root = tree.parse(raw)

    def with_added(self, addition: Addition) -> str:
        """The text with the items added.

        Raises:
            FlowStyleError: the place to be changed is written in flow style.
        """
        owner = self._owner(addition.steps)
        key = str(addition.steps[-1])
        item = owner.get(key)
        if item is None:
            insertion = self._new_list(owner, key, addition.items)
        elif isinstance(item.value, Scalar):
            raise TypeError("an addition leads to a list")
        elif not item.value.in_flow:
            insertion = self._behind_item(owner, item.value, addition)
        elif not item.value.items and item.start[0] == item.value.start[0] == item.value.end[0]:
            insertion = self._instead_of_empty(item, item.value, addition.items)
        else:
            raise FlowStyleError(f'"{key}"', item.value)
        return self._with(insertion)

    def _owner(self, steps: Sequence[str | int]) -> Collection:
        """The mapping that holds the list to be changed; it and all around it are in block."""
        owner, what = self._root, "the file"
        if owner.in_flow:
            raise FlowStyleError(what, owner)
        for step in steps[:-1]:
            item = owner.items[step] if isinstance(step, int) else owner.get(step)
            if item is None or isinstance(item.value, Scalar):
                raise TypeError("an addition leads through lists and mappings")
            owner = item.value
            what = f'"{step}"' if isinstance(step, str) else _ITEM_NAMES[str(steps[0])]
            if owner.in_flow:
                raise FlowStyleError(what, owner)
        return owner

    def _with(self, insertion: _Insertion) -> str:
        start = self._starts[insertion.line]
        old = self._lines[insertion.line]
        new = [old if insertion.instead is None else insertion.instead, *insertion.lines]
        return self._raw[:start] + self._line_end.join(new) + self._raw[start + len(old) :]

    def _behind_item(
        self, owner: Collection, present: Collection, addition: Addition
    ) -> _Insertion:
        """Behind an item of a list."""
        before = present.items[addition.index - 1]
        is_last = addition.index == len(present.items)
        column = present.start[1]
        own = is_last and column > owner.start[1]  # else a comment may belong to the next key
        line = self._skip_comments(before.value.end[0], column - own)
        gap = before.value.start[1] - column if before.value.start[0] == before.start[0] else 0
        has_gaps = self._has_gaps(present)
        new: list[str] = []
        for item in addition.items:
            if isinstance(item, Mapping) and has_gaps:
                new.append("")
            new += self._item(item, column, gap or self._gap)
        return _Insertion(line, new)

    def _new_list(self, owner: Collection, key: str, items: Sequence[str | Data]) -> _Insertion:
        """Under a key that is not there yet, behind the one that the format puts before it."""
        order = _ORDER if owner is self._root else _ITEM_ORDER
        before = owner.items[-1]
        for name in reversed(order[: order.index(key)]):
            if item := owner.get(name):
                before = item
                break
        column = owner.start[1]
        new = [f"{' ' * column}{key}:", *self._list(items, column)]
        line = before.value.end[0]
        if owner is self._root:
            line = self._skip_comments(line, column)
            if self._has_gaps(owner):
                new.insert(0, "")
        return _Insertion(line, new)

    def _instead_of_empty(
        self, item: Item, empty: Collection, items: Sequence[str | Data]
    ) -> _Insertion:
        """Under a key that has `[]` beside it; a comment behind that stays on the key's line."""
        line = self._lines[empty.start[0]]
        instead = line[: empty.start[1]].rstrip() + line[empty.end[1] :]
        return _Insertion(empty.start[0], self._list(items, item.start[1]), instead)

    def _skip_comments(self, line: int, column: int) -> int:
        """The last of the comment lines behind a line that are indented further than `column`."""
        while line + 1 < len(self._lines):
            text = self._lines[line + 1]
            if not text.lstrip().startswith("#") or len(text) - len(text.lstrip()) <= column:
                break
            line += 1
        return line

    def _has_gaps(self, collection: Collection) -> bool:
        """Whether blank lines stand between most items or keys."""
        blanks = []
        for item in collection.items[1:]:
            line = item.start[0] - 1
            while line and self._lines[line].lstrip().startswith("#"):
                line -= 1
            blanks.append(not self._lines[line].strip())
        return bool(_usual(blanks, default=False))

    def _list(self, items: Sequence[str | Data], column: int) -> list[str]:
        """The lines of a list under a key at `column`."""
        return [x for item in items for x in self._item(item, column + self._dash, self._gap)]

    def _item(self, item: str | Data, column: int, gap: int) -> list[str]:
        """The lines of an item; its hyphen stands at `column`."""
        hyphen = " " * column + "-".ljust(gap)
        if isinstance(item, str):
            return [hyphen + scalars.line(item)]
        inner = column + gap
        lines: list[str] = []
        for key, value in item.items():
            if isinstance(value, str):
                lines += self._pair(key, value, inner)
            else:
                lines += [f"{' ' * inner}{key}:", *self._list(value, inner)]
        return [hyphen + lines[0][inner:], *lines[1:]]

    def _pair(self, key: str, value: str, column: int) -> list[str]:
        """The lines of a key with a text."""
        head = f"{' ' * column}{key}:"
        one = f"{head} {scalars.line(value)}"
        is_block = key == "answer" and (self._block_answers or len(one) > WIDTH)
        if ("\n" in value or is_block) and (lines := scalars.block(value)) is not None:
            return [f"{head} |", *(" " * (column + INDENT) + x if x else "" for x in lines)]
        return [one]

    @cached_property
    def _blocks(self) -> list[tuple[Item, Collection]]:
        """The lists in block style under keys in block style, each with its key."""
        return [
            (item, item.value)
            for mapping in _collections(self._root)
            if not mapping.is_list
            for item in mapping.items
            if isinstance(item.value, Collection) and item.value.is_list and not item.value.in_flow
        ]

    @cached_property
    def _dash(self) -> int:
        """Columns from a key to the hyphens of the list under it."""
        return int(_usual((present.start[1] - i.start[1] for i, present in self._blocks), INDENT))

    @cached_property
    def _gap(self) -> int:
        """Columns from a hyphen to its item."""
        gaps = (
            item.value.start[1] - item.start[1]
            for _, present in self._blocks
            for item in present.items
            if item.value.start[0] == item.start[0]
        )
        return int(_usual(gaps, INDENT))

    @cached_property
    def _block_answers(self) -> bool:
        """Whether answers stand under `|` or `>`, however short they are."""
        styles = (
            item.value.style in ("|", ">")
            for collection in _collections(self._root)
            for item in collection.items
            if item.key == "answer" and isinstance(item.value, Scalar)
        )
        return bool(_usual(styles, default=False))


def _collections(node: Scalar | Collection) -> Iterator[Collection]:
    if isinstance(node, Collection):
        yield node
        for item in node.items:
            yield from _collections(item.value)


def _usual(seen: Iterable[int], default: int) -> int:
    """What is seen most often; of equals, what is seen first."""
    return max(Counter(seen).items(), key=lambda pair: pair[1], default=(default, 0))[0]
