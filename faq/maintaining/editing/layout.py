"""Where everything in a YAML text stands: values with their ends and styles, and comments.

The reader says what an FAQ holds; this says how it is written, so that a change can leave the rest
as it is. It takes texts that the reader has accepted: mappings, lists and texts, without aliases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import yaml

from faq.content import reader
from faq.content.syntax import Mark, mark_of

WIDTH = 99
"""Columns up to which a list in brackets, or an answer beside its key, stays on one line: what
diffs and reviews show without folding."""

INDENT = 2
"""Columns of one level, and of a list under its key, unless a file has its own way: what YAML's
own examples use."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADER = re.compile(r"[|>][0-9+-]*")


class Lines:
    """A text's lines, and offsets into it, whatever its lines end with.

    Args:
        raw: the text as it is in the file, with its byte order mark if it has one.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        ends = list(_LINE_END.finditer(raw))
        mark = int(raw.startswith("\ufeff"))
        starts = [mark, *(end.end() for end in ends)]
        stops = [*(end.start() for end in ends), len(raw)]
        self.starts = starts
        self.texts = [raw[start:stop] for start, stop in zip(starts, stops, strict=True)]
        self.end = ends[0][0] if ends else "\n"

    def offset(self, mark: Mark) -> int:
        """Where in `raw` a line and column are."""
        return self.starts[mark[0]] + mark[1]

    def is_blank(self, line: int) -> bool:
        """Whether there is such a line and nothing is on it."""
        return 0 <= line < len(self.texts) and not self.texts[line].strip()

    def is_comment(self, line: int) -> bool:
        """Whether there is such a line and a comment is all that is on it."""
        return 0 <= line < len(self.texts) and self.texts[line].lstrip().startswith("#")

    def between(self, start: Mark, end: Mark) -> Iterator[tuple[int, int, str]]:
        """Line, column and text of each line's part between two positions."""
        for line in range(start[0], min(end[0] + 1, len(self.texts))):
            first = start[1] if line == start[0] else 0
            last = end[1] if line == end[0] else len(self.texts[line])
            yield line, first, self.texts[line][first:last]


@dataclass(eq=False, slots=True)
class Leaf:
    """A text; `style` is its quotation mark, `|` or `>`, or empty when it is plain.

    A block text ends behind its last line that is not blank.
    """

    start: Mark
    end: Mark
    style: str
    value: str


@dataclass(eq=False, slots=True)
class Slot:
    """One item of a list, or one key with its value. `start` is its hyphen or its key."""

    start: Mark
    value: Leaf | Group
    key: Leaf | None = None


@dataclass(eq=False, slots=True)
class Group:
    """A list or a mapping. In block style it ends where its last value does."""

    start: Mark
    end: Mark
    is_list: bool
    in_flow: bool
    slots: list[Slot] = field(default_factory=list)

    @property
    def column(self) -> int:
        """Where its hyphens or keys begin."""
        return self.slots[0].start[1] if self.slots else self.start[1]

    def get(self, key: str) -> Slot | None:
        """The slot with a key."""
        return next((s for s in self.slots if s.key is not None and s.key.value == key), None)

    def group(self, key: str) -> Group | None:
        """The list or mapping under a key."""
        slot = self.get(key)
        return slot.value if slot and isinstance(slot.value, Group) else None


Node = Leaf | Group


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its `#`; `alone` when nothing else is on its line."""

    at: Mark
    text: str
    alone: bool


class Layout:
    """How a text is written.

    Args:
        raw: a text that the reader has accepted as a document.
    """

    def __init__(self, raw: str) -> None:
        self.lines = Lines(raw)
        self.opening: Mark | None = None
        """Where a `---` stands before the content."""
        self.has_directives = False
        self.leaves: list[Leaf] = []
        """All texts, keys too, in their order."""
        self.root = self._read(reader.unified(raw))

    def _read(self, text: str) -> Group:
        open_groups: list[Group] = []
        keys: list[Leaf | None] = []
        root: Group | None = None
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            start, end = mark_of(event.start_mark), mark_of(event.end_mark)
            if isinstance(event, yaml.DocumentStartEvent):
                self.opening = start if event.explicit else None
                self.has_directives = bool(event.version or event.tags)
            elif isinstance(event, yaml.CollectionEndEvent):
                done = open_groups.pop()
                keys.pop()
                done.end = end if done.in_flow else done.slots[-1].value.end
            elif isinstance(event, yaml.ScalarEvent):
                leaf = self._leaf(event, start, end)
                if open_groups and not open_groups[-1].is_list and keys[-1] is None:
                    keys[-1] = leaf
                else:
                    self._put(leaf, open_groups, keys)
            elif isinstance(event, yaml.CollectionStartEvent):
                is_list = isinstance(event, yaml.SequenceStartEvent)
                group = Group(start, end, is_list, bool(event.flow_style))
                self._put(group, open_groups, keys)
                open_groups.append(group)
                keys.append(None)
                root = root or group
        if root is None:
            raise ValueError("the reader has accepted a text without a mapping")
        return root

    def _put(self, node: Node, open_groups: list[Group], keys: list[Leaf | None]) -> None:
        if not open_groups:
            return
        parent, key = open_groups[-1], keys[-1]
        if key is not None:
            start = key.start
        elif parent.in_flow:
            start = node.start
        else:
            start = self._hyphen(node.start, parent.start[1])
        parent.slots.append(Slot(start, node, key))
        keys[-1] = None

    def _hyphen(self, mark: Mark, column: int) -> Mark:
        """The hyphen of the item that begins at `mark`: on its line, or alone on one above."""
        line = mark[0]
        while self.lines.texts[line][column : column + 1] != "-" and line:
            line -= 1
        return line, column

    def _leaf(self, event: yaml.ScalarEvent, start: Mark, end: Mark) -> Leaf:
        style = event.style or ""
        if style in ("|", ">"):
            line = min(end[0] - (not end[1]), len(self.lines.texts) - 1)
            while line > start[0] and self.lines.is_blank(line):
                line -= 1
            end = (line, len(self.lines.texts[line]))
        leaf = Leaf(start, end, style, event.value)
        self.leaves.append(leaf)
        return leaf

    @cached_property
    def comments(self) -> list[Comment]:
        """All comments: whatever follows a `#` outside of texts."""
        found: list[Comment] = []
        at: Mark = (0, 0)
        for leaf in self.leaves:
            self._comments_between(at, leaf.start, found)
            at = leaf.end
            if leaf.style in ("|", ">"):
                line = leaf.start[0]
                header = self.header(leaf)
                behind = (line, leaf.start[1] + len(header))
                self._comments_between(behind, (line, len(self.lines.texts[line])), found)
        self._comments_between(at, (len(self.lines.texts), 0), found)
        return found

    def header(self, leaf: Leaf) -> str:
        """The `|` or `>` of a block text with its indicators."""
        header = _HEADER.match(self.lines.texts[leaf.start[0]], leaf.start[1])
        return header[0] if header else leaf.style

    def _comments_between(self, start: Mark, end: Mark, found: list[Comment]) -> None:
        for line, column, part in self.lines.between(start, end):
            if (at := part.find("#")) >= 0:
                alone = not self.lines.texts[line][: column + at].strip()
                found.append(Comment((line, column + at), part[at:].rstrip(), alone))

    def last_line(self, node: Node) -> int:
        """The last line of a value, with the blank lines that a block text keeps (`|+`)."""
        line = node.end[0]
        leaf: Node = node
        while isinstance(leaf, Group) and not leaf.in_flow:
            leaf = leaf.slots[-1].value
        if isinstance(leaf, Leaf) and leaf.style in ("|", ">") and "+" in self.header(leaf):
            while self.lines.is_blank(line + 1) and line + 2 < len(self.lines.texts):
                line += 1
        return line
