"""Reads one YAML file into plain data that remembers where everything stands.

YAML is a large language; an FAQ needs lists, mappings and texts. Whatever could surprise an author
(a number where text was meant) or harm the program (aliases that multiply, nesting that overflows
the parser's stack) is refused with its position, before any object is built from it.
"""

from __future__ import annotations

import dataclasses
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import yaml

from faq.content import syntax
from faq.content.syntax import Keys, Mark, mark_of
from faq.errors import FaqError, Place, Problem

MAX_BYTES = 1 << 20
"""An FAQ that is larger belongs into several files: 1 MiB is about 25,000 phrasings."""

MAX_DEPTH = 20
"""The format needs 5 levels; PyYAML's own construction of nested data crashes the process at about
20,000, and libyaml from 0.2.6 on (PyYAML 6.0.4) stops at 1,000."""

MAX_NODES = 30_000
"""Keeps the worst file of MAX_BYTES under 100 ms (2.5 µs a node; 1 MiB can hold 500,000)."""

MAX_PROBLEMS = 50
"""Of one kind in one file; whoever has more has one cause to mend, not a million places."""

RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
"""What PyYAML takes a plain text for that is none, by the text's first character."""

_KINDS = {
    "bool": "a boolean",
    "float": "a number",
    "int": "a number",
    "null": "nothing",
    "timestamp": "a date",
    "merge": "a merge key",
    "value": "a default value",
}
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?= |$)", re.MULTILINE)
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"  # control characters, which YAML refuses
    "\u2028\u2029"  # line breaks to YAML and to no editor
    "\u200b\u2060\ufeff"  # zero-width: makes two texts differ that look the same
    "\u202a-\u202e]"  # embeddings and overrides: make a text read other than it is
    "|^[ ]*\u00a0",  # a non-breaking space looks like indentation and is not
    re.MULTILINE,
)
"""What no file may hold as it is; in double quotation marks it can be written as an escape."""

_TAG = re.compile(r"![^\s,\[\]{}]*")
_BULLET = re.compile(r"(\s*)((?:[-*•]|\d+[.)])[ \t]+\S.*)")
"""A line of a list, as it goes on with a text that has no quotation marks."""

_COMMENT_TAIL = re.compile(r"[^\S\n]#(?=\S)")


class Mapping(dict[str, Any]):
    """A YAML mapping; `keys_at` and `values_at` tell where each key and its value begin.

    `opening` is the bracket or hyphen that it begins with, empty for keys on lines of their own.
    """

    def __init__(self, mark: Mark, opening: str) -> None:
        super().__init__()
        self.mark = mark
        self.opening = opening
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}


class Sequence(list[Any]):
    """A YAML list; `items_at` tells where each item begins.

    `opening` is the bracket or hyphen that it begins with, as it is in the text.
    """

    def __init__(self, mark: Mark, opening: str) -> None:
        super().__init__()
        self.mark = mark
        self.opening = opening
        self.items_at: list[Mark] = []


@dataclass(frozen=True, slots=True)
class Document:
    """One file's data: mappings, lists and texts only."""

    path: str
    root: Mapping
    problems: list[Problem] = field(default_factory=list)

    def place(self, *steps: str | int, key: bool = False) -> Place:
        """Where the value at `steps` begins, or its key; as near as can be if it is absent."""
        node: Any = self.root
        mark = self.root.mark
        for depth, step in enumerate(steps, 1):
            if isinstance(node, Mapping) and step in node:
                at_key = key and depth == len(steps)
                mark = (node.keys_at if at_key else node.values_at)[str(step)]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
                mark = node.items_at[step]
            else:
                break
            node = node[step]
        return Place(self.path, mark[0] + 1, mark[1] + 1)

    def at(self, *steps: str | int) -> Any:  # noqa: ANN401 -- nested data
        """The value at `steps`; None if it is absent."""
        node: Any = self.root
        for step in steps:
            if isinstance(node, Mapping) and step in node:
                node = node[str(step)]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        return node

    def find(self, *pattern: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The steps to every text that the pattern leads to; `*` stands for any key or item.

        Values of another shape are passed over: the schema reports them.
        """
        found: list[tuple[tuple[str | int, ...], Any]] = [((), self.root)]
        for step in pattern:
            deeper: list[tuple[tuple[str | int, ...], Any]] = []
            for steps, node in found:
                if step == "*" and isinstance(node, Sequence):
                    deeper += [((*steps, i), item) for i, item in enumerate(node)]
                elif isinstance(node, Mapping):
                    keys = list(node) if step == "*" else [step] if step in node else []
                    deeper += [((*steps, key), node[key]) for key in keys]
            found = deeper
        for steps, node in found:
            if isinstance(node, str):
                yield steps, node


def read(path: Path, shown: str, keys: Keys) -> Document:
    """The file's data.

    Args:
        path: the file to read.
        shown: its name in messages.
        keys: the format's keys.

    Returns:
        the document; `problems` holds what is wrong with single values.

    Raises:
        FaqError: no data can be had: not a file, too large, not UTF-8, not YAML.
    """
    return parse(read_text(path, shown, MAX_BYTES), shown, keys)


def parse(text: str, shown: str, keys: Keys) -> Document:
    """The data of a text that has been read already; the rest is as for `read`."""
    text = unified(text)
    if conflict := _CONFLICT.search(text):
        raise FaqError(
            [
                Problem(
                    _at(shown, text, conflict.start()),
                    "merge conflict marker: resolve the conflict in git first",
                )
            ]
        )
    matches = islice(INVISIBLE.finditer(text), MAX_PROBLEMS)
    if found := [_invisible(shown, text, match) for match in matches]:
        raise FaqError(found)
    return _Builder(shown, text, keys).build()


def read_text(path: Path, shown: str, max_bytes: int) -> str:
    """A regular file's text, which must be UTF-8 and at most `max_bytes` long."""
    return unified(read_exactly(path, shown, max_bytes))


def unified(text: str) -> str:
    """The text without a byte order mark, its lines ended by line feeds."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_exactly(path: Path, shown: str, max_bytes: int) -> str:
    """The same with its byte order mark and its line endings as they are."""
    start = Place(shown)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise FaqError([Problem(start, "is a folder, not a file")])
        if not stat.S_ISREG(status.st_mode):
            raise FaqError([Problem(start, "is not a regular file")])
        if status.st_size > max_bytes:
            raise FaqError(
                [
                    Problem(
                        start, f"is larger than {max_bytes >> 20} MiB: split it into several files"
                    )
                ]
            )
        raw = path.read_bytes()
    except OSError as error:
        raise FaqError([Problem(start, f"cannot be read: {reason(error)}")]) from error
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = unified(raw[: error.start].decode("utf-8", "replace"))
        raise FaqError(
            [
                Problem(
                    _at(shown, before, len(before)),
                    f"not UTF-8 (byte 0x{raw[error.start]:02X}): save the file as UTF-8",
                )
            ]
        ) from error


def reason(error: OSError | ValueError) -> str:
    """The system's words for why a path cannot be used."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _at(shown: str, text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(shown, text.count("\n", 0, offset) + 1, offset - line_start + 1)


def _invisible(shown: str, text: str, match: re.Match[str]) -> Problem:
    offset = match.end() - 1
    code = f"U+{ord(text[offset]):04X}"
    if text[offset] == "\u00a0":
        return Problem(
            _at(shown, text, offset),
            f"non-breaking space ({code}) used for indentation: use spaces",
        )
    kind = "control character" if text[offset] < "\xa0" else "invisible character"
    return Problem(_at(shown, text, offset), f"{kind} {code}: delete it")


def _events(text: str) -> Iterator[yaml.Event]:
    """The parser's events, and before an error those of everything that stands before it.

    Libyaml reads up to 1,024 characters ahead to find the ":" of a key, so that it may fail before
    it has told what stands before the failure. What an author must know first (where nesting goes
    too deep, for one) is often there.
    """
    told = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            told += 1
            yield event
    except yaml.MarkedYAMLError as error:
        marks = (error.context_mark, error.problem_mark)
        end = min((mark.index for mark in marks if mark), default=0)
        with suppress(yaml.MarkedYAMLError):
            for event in islice(yaml.parse(text[:end], Loader=yaml.CSafeLoader), told, None):
                start = event.start_mark
                if start and start.index >= end:  # it ends what the cut has left open
                    break
                yield event
        raise


class _Builder:
    """Turns libyaml's events into data, refusing what the format does not have."""

    def __init__(self, shown: str, text: str, keys: Keys) -> None:
        self.shown = shown
        self.lines = text.split("\n")
        self.text = text
        self.keys = keys
        self.problems: list[Problem] = []
        self.open: list[Mapping | Sequence] = []
        self.pending: list[
            tuple[str, Mark] | None
        ] = []  # the key that each open mapping waits with
        self.owners: list[str | None] = []  # the key that each open one is the value of
        self.closed: Mapping | Sequence | None = None
        self.last: syntax.Value | None = None
        self.anchors: set[str] = set()
        self.root: Mapping | Sequence | str | None = None
        self.root_mark: Mark = (0, 0)

    def build(self) -> Document:
        """All events of the text as one document."""
        documents = nodes = 0
        try:
            for event in _events(self.text):
                mark = mark_of(event.start_mark)
                if isinstance(event, yaml.NodeEvent):
                    nodes += 1
                    if nodes > MAX_NODES:
                        self._refuse(mark, f"more than {MAX_NODES:,} values in one file: split it")
                    self._node(event, mark)
                elif isinstance(event, yaml.CollectionEndEvent):
                    self._end(mark_of(event.end_mark))
                elif isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._refuse(
                            mark, "a second document begins: remove the ---, one file holds one"
                        )
        except yaml.MarkedYAMLError as error:
            place, message = self._syntax_problem(error).explained()
            self._refuse(place, message)
        return Document(self.shown, self._top_level(), self.problems)

    def _top_level(self) -> Mapping:
        """The keys of the document."""
        if self.root is None:
            self._refuse((0, 0), "is empty: an FAQ needs at least `title` and `entries`")
        if not isinstance(self.root, Mapping):
            got = "a list"
            if isinstance(self.root, str):
                got = f'the text "{self.root[: syntax.SHOWN]}"{syntax.missing_space(self.root)}'
            self._refuse(
                self.root_mark, f"expected keys such as `title:` and `entries:`, got {got}"
            )
        return self.root

    def _refuse(self, mark: Mark, message: str) -> NoReturn:
        """Gives up on the file, with what was found so far at other places."""
        last = self._problem(mark, message)
        raise FaqError([*(p for p in self.problems if p.place != last.place), last])

    def _problem(self, mark: Mark, message: str) -> Problem:
        return Problem(Place(self.shown, mark[0] + 1, mark[1] + 1), message)

    def _note(self, mark: Mark, message: str) -> None:
        self.problems.append(self._problem(mark, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise FaqError(self.problems)

    def _warn(self, mark: Mark, message: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            problem = self._problem(mark, message)
            self.problems.append(dataclasses.replace(problem, severity="warning"))

    def _node(self, event: yaml.NodeEvent, mark: Mark) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.last = syntax.Value(mark, mark_of(event.end_mark), "*")
            self._note(
                mark,
                f"aliases (*{event.anchor}) are not allowed: write the text out"
                if event.anchor in self.anchors
                else syntax.begins_with("*", in_flow=self._in_flow()),
            )
            self._text("", mark)
            return
        is_text = isinstance(event, yaml.ScalarEvent)
        way_out = "remove it, or put the whole text in quotes" if is_text else "remove it"
        if event.anchor is not None:
            self.anchors.add(event.anchor)
            self._note(mark, f"anchors (&{event.anchor}) are not allowed: {way_out}")
        if (
            isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
            and event.tag is not None
        ):
            written = _TAG.search(self.lines[mark[0]], mark[1])
            tag = written[0] if written else event.tag
            self._note(mark, f"tags ({tag}) are not allowed: {way_out}")
        if isinstance(event, yaml.ScalarEvent):
            self.last = syntax.Value(
                mark, mark_of(event.end_mark), event.style or "", self._waiting()
            )
            self._scalar(event, mark)
            return
        if len(self.open) > MAX_DEPTH:  # the top level is none
            self._refuse(mark, f"nested deeper than {MAX_DEPTH} levels")
        node: Mapping | Sequence
        character = self.lines[mark[0]][mark[1] : mark[1] + 1]
        if isinstance(event, yaml.MappingStartEvent):
            node = Mapping(mark, character if character in ("{", "?") else "")
        else:
            node = Sequence(mark, "[" if character == "[" else "-")
        self.owners.append(self._waiting())
        self._attach(node, mark)
        self.open.append(node)
        self.pending.append(None)

    def _waiting(self) -> str | None:
        """The key that the next value belongs to; None in a list, and where a key comes next."""
        waiting = self.pending[-1] if self.pending else None
        return waiting[0] if waiting else None

    def _is_item(self) -> bool:
        """Whether the innermost list or mapping is an item of a list in block style."""
        return len(self.open) > 1 and self.open[-2].opening == "-"

    def _in_flow(self) -> bool:
        """Whether the innermost list or mapping is in brackets."""
        return bool(self.open) and self.open[-1].opening in ("[", "{")

    def _end(self, mark: Mark) -> None:
        """The innermost list or mapping is complete."""
        self.closed = self.open.pop()
        self.pending.pop()
        owner = self.owners.pop()
        if self.closed.opening in ("[", "{"):
            self.last = syntax.Value(self.closed.mark, mark, self.closed.opening, owner)

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        value: str = event.value
        is_key = bool(self.open) and isinstance(self.open[-1], Mapping) and not self.pending[-1]
        if is_key and value == "<<" and not event.style:
            self._note(mark, "merge keys (<<) are not allowed: write the keys out")
        if not is_key and not event.style and event.tag is None:  # plain: YAML guesses a type
            self._plain(value, mark, event)
        self._text(value, mark)

    def _text(self, value: str, mark: Mark) -> None:
        """A key, or a text that is a value or an item."""
        parent = self.open[-1] if self.open else None
        if not isinstance(parent, Mapping) or self.pending[-1] is not None:
            self._attach(value, mark)
            return
        if value in parent.keys_at:
            line, column = parent.keys_at[value]
            message = f'key "{value}" given twice (first at {line + 1}:{column + 1})'
            if value == next(iter(parent.keys_at)) and self._is_item():
                message += '; if a new item begins here, write "- " before it'
            self._note(mark, message)
        self.pending[-1] = (value, mark)

    def _plain(self, value: str, mark: Mark, event: yaml.ScalarEvent) -> None:
        end, column = mark_of(event.end_mark)
        # libyaml ends an empty value behind the last line
        behind = self.lines[end][column:] if end < len(self.lines) else ""
        if not value:
            # Whether one is needed the schema knows; but not what an author took for one.
            if (comment := behind.strip()).startswith("#"):
                self._note(
                    mark,
                    f'nothing is here but the comment "{comment[: syntax.SHOWN]}": '
                    "if it is text, put it in quotes",
                )
            return
        for tag, pattern in RESOLVERS.get(value[:1], ()):
            if not pattern.match(value):
                continue
            kind = tag.rpartition(":")[2]
            is_top = len(self.open) == 1
            if kind == "bool" and is_top and self._waiting() in self.keys.flags:
                break
            self._note(
                mark, f'{value} is read as {_KINDS.get(kind, kind)}: put it in quotes, "{value}"'
            )
            break
        if tail := _COMMENT_TAIL.match(behind):
            comment = behind[tail.end() - 1 :]
            self._warn(
                (end, column + tail.end() - 1),
                f'"{comment[: syntax.SHOWN]}" is a comment here: '
                "if it is text, put the whole in quotes",
            )
        for line in range(mark[0] + 1, min(end + 1, len(self.lines))):
            if found := _BULLET.match(self.lines[line]):
                self._warn(
                    (line, len(found[1])),
                    f'"{found[2][: syntax.SHOWN]}" is joined to the line above: for an item of '
                    "the list, begin it where the others begin; for a text on several lines, "
                    "use |",
                )
                break

    def _refuse_key(self, parent: Mapping, node: Mapping | Sequence | str, mark: Mark) -> NoReturn:
        """Gives up on what stands in a key's place: `{{name}}`, or `[link]: text`."""
        opening = "" if isinstance(node, str) else node.opening
        if parent.opening == "{":
            is_inside = any(outer.opening in ("[", "{") for outer in self.open[:-1])
            self._refuse(parent.mark, syntax.begins_with("{", in_flow=is_inside))
        if opening in ("[", "{"):
            self._refuse(mark, syntax.begins_with(opening, in_flow=self._in_flow()))
        self._refuse(mark, 'a key must be a text: remove the "?" before it')

    def _attach(self, node: Mapping | Sequence | str, mark: Mark) -> None:
        parent = self.open[-1] if self.open else None
        if isinstance(parent, Sequence):
            parent.append(node)
            parent.items_at.append(mark)
        elif isinstance(parent, Mapping):
            waiting = self.pending[-1]
            if waiting is None:
                self._refuse_key(parent, node, mark)
            key, key_mark = waiting
            if key not in parent:  # of a key given twice the first one counts
                parent[key] = node
                parent.keys_at[key] = key_mark
                parent.values_at[key] = mark
            self.pending[-1] = None
        else:
            self.root, self.root_mark = node, mark

    def _syntax_problem(self, error: yaml.MarkedYAMLError) -> syntax.SyntaxProblem:
        """What libyaml could not read, with what it had read before."""
        return syntax.SyntaxProblem(
            error,
            self.lines,
            self.keys,
            around=[
                syntax.Open(node.mark, node.opening, owner)
                for node, owner in zip(self.open, self.owners, strict=True)
            ],
            closed=self.closed.mark if self.closed is not None else None,
            last=self.last,
        )
