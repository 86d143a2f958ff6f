"""Lays an FAQ's file out evenly: every text, comment and blank line between things is kept.

A file is taken apart into its lists, mappings and texts, each with the comments that belong to it,
and written anew. What comes out is read again: unless it says exactly what it said before, with
all comments, the file is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from faq.content import loader, reader, scalars, schema
from faq.content.layout import INDENT, WIDTH, Comment, Group, Layout, Leaf, Node, Slot
from faq.errors import EditError, FaqError, Problem

_KEYS = {
    "entries": list(schema.EntryItem.model_fields),
    "not_covered": list(schema.NotCoveredItem.model_fields),
    "questions": list(schema.QuestionItem.model_fields),
    "terms": list(schema.TermItem.model_fields),
    "sources": list(schema.CitationItem.model_fields),
}
"""The order of the keys in the items of a list, by the list's name."""

_PUZZLING = re.compile("[:#]")

_LISTS_OF_IDS = ("expect", "related")
"""Names, not sentences: they stay on one line however many they are."""


def tidied(path: Path) -> tuple[dict[Path, str], list[str]]:
    """The new texts of the files whose layout is uneven, and why others were left alone.

    Raises:
        FaqError: a file cannot be read or breaks the format.
    """
    changed: dict[Path, str] = {}
    left: list[str] = []
    problems: list[Problem] = []
    for file in loader.files(path):
        try:
            raw = reader.read_exactly(file, str(file), reader.MAX_BYTES)
            made = formatted(raw, str(file))
        except FaqError as error:
            problems += error.problems
        except EditError as error:
            left.append(str(error))
        else:
            if made != raw:
                changed[file] = made
    if problems:
        raise FaqError(problems)
    return changed, left


def formatted(raw: str, shown: str) -> str:
    """A file's text in the even layout.

    Args:
        raw: the text with its byte order mark and line endings, which stay; mixed ones become the
            first one.
        shown: the file's name in messages.

    Raises:
        FaqError: the text cannot be read or breaks the format.
        EditError: the text is written in a way that cannot be laid out safely.
    """
    before = _content(raw, shown)
    layout = Layout(raw)
    if layout.has_directives:
        raise EditError(f"{shown}: left alone: it begins with a YAML directive (%)")
    text = "\n".join(_Writer(layout).document()) + "\n"
    text = ("\ufeff" if raw.startswith("\ufeff") else "") + text.replace("\n", layout.lines.end)
    try:
        is_same = _content(text, shown) == before and _comments(Layout(text)) == _comments(layout)
    except FaqError:
        is_same = False
    if not is_same:
        raise EditError(f"{shown}: left alone: it cannot be laid out anew without changing it")
    return text


def _content(raw: str, shown: str) -> schema.FaqFile:
    document = reader.parse(raw, shown, schema.KEYS)
    read, problems = schema.validate(document)
    errors = [problem for problem in document.problems if problem.severity == "error"]
    if read is None or errors:
        raise FaqError([*errors, *problems])
    return read


def _comments(layout: Layout) -> Counter[str]:
    return Counter(comment.text for comment in layout.comments)


@dataclass(slots=True)
class _Notes:
    """The comments of one item or key, or those at the end of a list or mapping.

    Attributes:
        above: on lines of their own before it.
        beside: behind a key whose value begins on a later line, or behind a `|`.
        behind: on the line on which the value ends.
        below: at the end of the list or mapping that is the value.
    """

    above: list[Comment] = field(default_factory=list)
    beside: list[Comment] = field(default_factory=list)
    behind: list[Comment] = field(default_factory=list)
    below: list[Comment] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.above or self.beside or self.behind or self.below)


class _Ownership:
    """Tells to what each comment belongs, by where it stands and how far it is indented."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.opening: list[Comment] = []
        """Before a `---`."""
        self._root = Slot(layout.root.start, layout.root)
        self._notes: dict[int, _Notes] = {}
        self._holders: dict[int, tuple[Slot, list[Slot]]] = {}
        self._slots: list[Slot] = []
        self._walk(self._root, [])
        for comment in layout.comments:
            self._give(comment)

    def of(self, slot: Slot) -> _Notes:
        return self._notes.setdefault(id(slot), _Notes())

    @property
    def closing(self) -> list[Comment]:
        """At the end of the file."""
        notes = self.of(self._root)
        return notes.below + notes.behind

    def _walk(self, slot: Slot, chain: list[Slot]) -> None:
        """Note, for each text, the slot it is in and the slots around that, outermost first."""
        if chain:
            self._slots.append(slot)
        for leaf in (slot.key, slot.value):
            if isinstance(leaf, Leaf):
                self._holders[id(leaf)] = (slot, chain)
        if isinstance(slot.value, Group):
            for inner in slot.value.slots:
                self._walk(inner, [*chain, slot])

    def _give(self, comment: Comment) -> None:
        at = comment.at
        if self.layout.opening and at < self.layout.opening:
            self.opening.append(comment)
            return
        n = bisect_right(self.layout.leaves, at, key=lambda leaf: leaf.start)
        before = self.layout.leaves[n - 1] if n else None
        if before is None:
            self._above_next(comment)
            return
        slot, chain = self._holders[id(before)]
        if before.end > at:  # behind a | on its line
            self.of(slot).beside.append(comment)
        elif not comment.alone and self._on_line_of(comment, before, slot, chain):
            return
        elif before is slot.key and self._is_leading(slot, comment):
            self.of(slot).above.append(comment)
        else:
            self._alone(comment, [*chain, slot])

    def _is_leading(self, slot: Slot, comment: Comment) -> bool:
        """Whether a comment stands between a key and a value that will be beside the key."""
        value = slot.value
        return value.start > comment.at and (isinstance(value, Leaf) or value.in_flow)

    def _on_line_of(
        self, comment: Comment, before: Leaf, slot: Slot, chain: Sequence[Slot]
    ) -> bool:
        """Give a comment to what ends on its line, if anything does."""
        line = comment.at[0]
        if before is slot.key and slot.value.end > comment.at:
            if before.end[0] != line:
                return False
            self.of(slot).beside.append(comment)
            return True
        for around in reversed(chain):
            group = around.value
            if not (isinstance(group, Group) and group.in_flow and group.end <= comment.at):
                break
            slot = around
        if slot.value.end[0] != line:
            return False
        self.of(slot).behind.append(comment)
        return True

    def _alone(self, comment: Comment, around: Sequence[Slot]) -> None:
        """Give away a comment on its own line: to what follows, or to the end of what it is in."""
        at, column = comment.at, comment.at[1]
        following = self._next(comment)
        groups = [(s, s.value) for s in around if isinstance(s.value, Group)]
        brackets = [s for s, g in groups if g.in_flow and g.start < at < g.end]
        if brackets:
            inner = brackets[-1]
            if following and following.start < inner.value.end:
                self._above_next(comment)
            else:
                self.of(inner).below.append(comment)
            return
        least = following.start[1] if following else -1
        fitting: dict[int, Slot] = {}
        for slot, group in groups:
            if not group.in_flow and least < group.column <= column:
                fitting.setdefault(group.column, slot)
        if fitting:
            self.of(fitting[max(fitting)]).below.append(comment)
        elif following:
            self._above_next(comment)
        else:
            self.of(self._root).below.append(comment)

    def _above_next(self, comment: Comment) -> None:
        self.of(self._next(comment) or self._root).above.append(comment)

    def _next(self, comment: Comment) -> Slot | None:
        n = bisect_right(self._slots, comment.at, key=lambda slot: slot.start)
        return self._slots[n] if n < len(self._slots) else None


_Line = str | None
"""A line to write; None is a blank one between things, of which there is never more than one."""


class _Writer:
    """Writes a layout's content in the even style."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines = layout.lines
        self.notes = _Ownership(layout)

    def document(self) -> list[str]:
        """The lines of the whole file."""
        written: list[_Line] = []
        if self.layout.opening:
            written += [*self._comments(self.notes.opening, 0), "---"]
        above, lines = self._mapping(self.layout.root, 0, "")
        written += [*above, *lines, *self._comments(self.notes.closing, 0)]
        pairs = zip(written, [None, *written], strict=False)
        return [line or "" for line, before in pairs if (line, before) != (None, None)]

    def _comments(self, comments: Sequence[Comment], indent: int) -> list[_Line]:
        lines: list[_Line] = []
        for comment in comments:
            if comment.alone and self.lines.is_blank(comment.at[0] - 1):
                lines.append(None)
            lines.append(" " * indent + comment.text)
        return lines

    def _mapping(self, group: Group, indent: int, name: str) -> tuple[list[_Line], list[_Line]]:
        """What stands above the first key, and the lines from that key on.

        Args:
            group: the mapping.
            indent: where its keys are to begin.
            name: the list that it is an item of, or nothing.
        """
        order = {key: n for n, key in enumerate(_KEYS.get(name, []))}
        slots = [(slot.key.value, slot) for slot in group.slots if slot.key]
        first: list[_Line] = []
        lines: list[_Line] = []
        for n, (key, slot) in enumerate(sorted(slots, key=lambda s: order.get(s[0], len(order)))):
            head = f"{' ' * indent}{scalars.line(key, in_flow=False)}: "
            above, own = self._slot(slot, head, indent, key)
            if n == 0:
                first = above
            else:
                lines += above
            lines += own
        return first, lines

    def _list(self, group: Group, indent: int, name: str) -> list[_Line]:
        lines: list[_Line] = []
        for slot in group.slots:
            above, own = self._slot(slot, " " * indent + "- ", indent, name)
            lines += above + own
        return lines

    def _slot(
        self, slot: Slot, head: str, indent: int, name: str
    ) -> tuple[list[_Line], list[_Line]]:
        """What stands above an item or a key, and its own lines, which begin with `head`."""
        notes, value = self.notes.of(slot), slot.value
        beside = notes.beside + notes.behind
        own: list[_Line]
        lifted: list[_Line] = []
        flow = self._flow_of(slot)
        if isinstance(value, Leaf):
            is_block = value.style in ("|", ">")
            comment = beside.pop() if beside and (is_block or notes.behind) else None
            first, *rest = self._leaf(slot, value, indent + INDENT)
            if is_block or not rest:
                own = [_with(head + first, comment), *rest]
            else:
                own = [head + first, *rest[:-1], _with(rest[-1], comment)]
        elif flow is not None and (len(head + flow) <= WIDTH or name in _LISTS_OF_IDS):
            comment = beside.pop() if notes.behind else None
            own = [_with(head + flow, comment)]
        elif slot.key or value.is_list:
            comment = beside.pop(0) if beside else None
            inner = self._open(value, indent + INDENT, name)
            own = [_with(head.rstrip(), comment), *inner]
            own += self._comments(notes.below, indent + INDENT)
        else:
            above, inner = self._mapping(value, indent + INDENT, name)
            # What stood above a key that is now on the hyphen's line goes above the hyphen.
            lifted = [line and " " * indent + line.lstrip() for line in above]
            own = [head + str(inner[0])[indent + INDENT :], *inner[1:]]
            own += self._comments(notes.below, indent + INDENT)
        gap = [None] if self._has_gap(slot) else []
        lifted = lifted if any(lifted) else []
        return [*self._comments(notes.above + beside, indent), *gap, *lifted], own

    def _open(self, group: Group, indent: int, name: str) -> list[_Line]:
        """The lines of a list or mapping under its key."""
        if group.is_list:
            return self._list(group, indent, name)
        above, lines = self._mapping(group, indent, "")
        return above + lines

    def _has_gap(self, slot: Slot) -> bool:
        """Whether a blank line stands above the line that an item or key begins."""
        line, column = slot.start
        return self.lines.is_blank(line - 1) and not self.lines.texts[line][:column].strip()

    def _flow_of(self, slot: Slot) -> str | None:
        """A list or mapping on one line in brackets, if that is how it is written."""
        group = slot.value
        if not isinstance(group, Group) or not group.in_flow or self.notes.of(slot).below:
            return None
        if any(self.notes.of(inner).any for inner in _within(group)):
            return None
        return self._flow(group, slot.key.value if slot.key else "")

    def _flow(self, node: Node, name: str) -> str:
        if isinstance(node, Leaf):
            parts = [part for _, _, part in self.lines.between(node.start, node.end)]
            is_sure = _needs_no_quotes(node.value, in_flow=True)
            if len(parts) == 1 and not is_sure:
                return parts[0]
            return scalars.line(node.value, in_flow=True)
        if node.is_list:
            return "[" + ", ".join(self._flow(slot.value, name) for slot in node.slots) + "]"
        pairs = [(slot.key.value, slot.value) for slot in node.slots if slot.key]
        shown = (f"{scalars.line(k, in_flow=True)}: {self._flow(v, k)}" for k, v in pairs)
        return "{" + ", ".join(shown) + "}"

    def _leaf(self, slot: Slot, leaf: Leaf, indent: int) -> list[str]:
        """A text's lines, the first without indentation."""
        parts = [part for _, _, part in self.lines.between(leaf.start, leaf.end)]
        if leaf.style in ("|", ">"):
            header, content = self.layout.header(leaf), parts[1:]
            if given := re.search(r"\d", header):
                cut = slot.start[1] + int(given[0])
                header = header.replace(given[0], str(INDENT))
            else:
                filled = next((part for part in content if part.strip()), "")
                cut = len(filled) - len(filled.lstrip(" "))
            return [
                header,
                *((" " * indent + part[cut:]) if part[cut:] else "" for part in content),
            ]
        if len(parts) > 1:
            rest = (" " * indent + part.strip() if part.strip() else "" for part in parts[1:])
            return [parts[0].rstrip(), *rest]
        return [leaf.value if _needs_no_quotes(leaf.value, in_flow=False) else parts[0]]


def _needs_no_quotes(text: str, *, in_flow: bool) -> bool:
    """Whether anybody sees that the text may stand without quotation marks.

    In front of a digit or a mark, or around a colon or hash, they are left where they are: they
    may not be needed, but few know the rules by heart.
    """
    return (
        text[:1].isalpha()
        and not _PUZZLING.search(text)
        and scalars.is_plain(text, in_flow=in_flow)
    )


def _within(group: Group) -> Iterator[Slot]:
    for slot in group.slots:
        yield slot
        if isinstance(slot.value, Group):
            yield from _within(slot.value)


def _with(line: str, comment: Comment | None) -> str:
    """The line with a comment behind it, where possible in the column in which it was."""
    if comment is None:
        return line
    return (line.ljust(comment.at[1]) if len(line) < comment.at[1] else f"{line}  ") + comment.text
