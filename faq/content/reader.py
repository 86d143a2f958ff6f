"""Reads one YAML file into plain data that remembers where everything stands.

YAML is a large language; an FAQ needs lists, mappings and texts. Whatever could surprise an author
(a number where text was meant) or harm the program (aliases that multiply, nesting that overflows
the parser's stack) is refused with its position, before any object is built from it.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import yaml

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

Mark = tuple[int, int]
"""Line and column of a node, counted from 0 as libyaml counts them."""

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

_COMMENT_TAIL = re.compile(r"[^\S\n]#(?=\S)")


_STUMBLES = (
    # in libyaml's context, in its problem, whether to point at the opening, what to say
    ("quoted scalar", "end of stream", True, "the quotation mark that opens here is never closed"),
    ("flow sequence", "", True, 'the list opened with "[" is not closed'),
    ("flow mapping", "", True, 'the "{{" that opens here is not closed'),
    (
        "",
        "mapping values are not allowed",
        False,
        'unquoted ": " inside a text, or wrong indentation: put the text in quotes or use |',
    ),
    (
        "",
        "cannot start any token",
        False,
        'a text cannot begin with "{character}": put it in quotes',
    ),
    ("", "invalid Unicode", True, "half of a surrogate pair: write the character itself"),
    (
        "",
        "escape",
        False,
        'impossible escape after "\\": write "\\\\" for a backslash ({problem})',
    ),
    (
        "",
        "block sequence entries",
        False,
        'a list item ("- ") cannot begin here: put it on a line of its own',
    ),
    ("", "could not find expected ':'", True, 'this line has no ":" after its key'),
    ("block scalar", "", False, "nothing may stand behind | or > on its line"),
    ("", "incompatible YAML", False, "not YAML: {problem}"),
)
"""How authors stumble, in the order in which they are told apart; the rest is indentation."""


class Mapping(dict[str, Any]):
    """A YAML mapping; `keys_at` and `values_at` tell where each key and its value begin."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}


class Sequence(list[Any]):
    """A YAML list; `items_at` tells where each item begins."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
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


def read(path: Path, shown: str, *, flags: frozenset[str]) -> Document:
    """The file's data.

    Args:
        path: the file to read.
        shown: its name in messages.
        flags: top-level keys that may be true or false without quotation marks.

    Returns:
        the document; `problems` holds what is wrong with single values.

    Raises:
        FaqError: no data can be had: not a file, too large, not UTF-8, not YAML.
    """
    return parse(read_text(path, shown, MAX_BYTES), shown, flags=flags)


def parse(text: str, shown: str, *, flags: frozenset[str]) -> Document:
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
    return _Builder(shown, text, flags).build()


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


def mark_of(mark: Any) -> Mark:  # noqa: ANN401 -- libyaml's and PyYAML's marks share no type
    """Line and column of what the parser calls a mark."""
    return (mark.line, mark.column) if mark else (0, 0)


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

    def __init__(self, shown: str, text: str, flags: frozenset[str]) -> None:
        self.shown = shown
        self.lines = text.split("\n")
        self.text = text
        self.flags = flags
        self.problems: list[Problem] = []
        self.open: list[Mapping | Sequence] = []
        self.pending: list[
            tuple[str, Mark] | None
        ] = []  # the key that each open mapping waits with
        self.closed: Mapping | Sequence | None = None
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
                    self.closed = self.open.pop()
                    self.pending.pop()
                elif isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._refuse(
                            mark, "a second document begins: remove the ---, one file holds one"
                        )
        except yaml.MarkedYAMLError as error:
            raise FaqError([*self.problems, self._syntax(error)]) from error
        if self.root is None:
            self._refuse((0, 0), "is empty: an FAQ needs at least `title` and `entries`")
        if not isinstance(self.root, Mapping):
            got = (
                "a list"
                if isinstance(self.root, Sequence)
                else f'the text "{str(self.root)[:40]}"'
            )
            self._refuse(
                self.root_mark, f"expected keys such as `title:` and `entries:`, got {got}"
            )
        return Document(self.shown, self.root, self.problems)

    def _refuse(self, mark: Mark, message: str) -> NoReturn:
        """Gives up on the file, with what was found so far."""
        raise FaqError([*self.problems, self._problem(mark, message)])

    def _problem(self, mark: Mark, message: str) -> Problem:
        return Problem(Place(self.shown, mark[0] + 1, mark[1] + 1), message)

    def _note(self, mark: Mark, message: str) -> None:
        self.problems.append(self._problem(mark, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise FaqError(self.problems)

    def _node(self, event: yaml.NodeEvent, mark: Mark) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._note(mark, f"aliases (*{event.anchor}) are not allowed: write the text out")
            self._attach("", mark)
            return
        if event.anchor is not None:
            self._note(mark, f"anchors (&{event.anchor}) are not allowed: remove it")
        if (
            isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
            and event.tag is not None
        ):
            self._note(mark, f"tags ({event.tag}) are not allowed: remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, mark)
            return
        if len(self.open) > MAX_DEPTH:  # the top level is none
            self._refuse(mark, f"nested deeper than {MAX_DEPTH} levels")
        node = Mapping(mark) if isinstance(event, yaml.MappingStartEvent) else Sequence(mark)
        self._attach(node, mark)
        self.open.append(node)
        self.pending.append(None)

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        value: str = event.value
        parent = self.open[-1] if self.open else None
        if isinstance(parent, Mapping) and self.pending[-1] is None:
            if value in parent.keys_at:
                line, column = parent.keys_at[value]
                self._note(mark, f'key "{value}" given twice (first at {line + 1}:{column + 1})')
            if value == "<<" and not event.style:
                self._note(mark, "merge keys (<<) are not allowed: write the keys out")
            self.pending[-1] = (value, mark)
            return
        if not event.style and event.tag is None:  # plain: YAML guesses a type
            self._plain(value, mark, event)
        self._attach(value, mark)

    def _plain(self, value: str, mark: Mark, event: yaml.ScalarEvent) -> None:
        waiting = self.pending[-1] if self.pending else None
        for tag, pattern in RESOLVERS.get(value[:1], ()):
            if not pattern.match(value):
                continue
            kind = tag.rpartition(":")[2]
            is_flag = (
                kind == "bool" and len(self.open) == 1 and waiting and waiting[0] in self.flags
            )
            if is_flag or (kind == "null" and not value):
                break  # an empty value is the schema's business: it knows whether one is needed
            self._note(
                mark, f'{value} is read as {_KINDS.get(kind, kind)}: put it in quotes, "{value}"'
            )
            break
        end, column = mark_of(event.end_mark)
        # libyaml ends an empty value behind the last line
        line = self.lines[end] if end < len(self.lines) else ""
        if column < len(line) and (tail := _COMMENT_TAIL.match(line, column)):
            rest = line[tail.end() - 1 :]
            place = Place(self.shown, end + 1, tail.end())
            message = f'"{rest[:40]}" is a comment here: if it is text, put the whole in quotes'
            if len(self.problems) < MAX_PROBLEMS:
                self.problems.append(Problem(place, message, "warning"))

    def _attach(self, node: Mapping | Sequence | str, mark: Mark) -> None:
        parent = self.open[-1] if self.open else None
        if isinstance(parent, Sequence):
            parent.append(node)
            parent.items_at.append(mark)
        elif isinstance(parent, Mapping):
            waiting = self.pending[-1]
            if waiting is None:
                self._refuse(mark, "a key must be a text")
            key, key_mark = waiting
            if key not in parent:  # of a key given twice the first one counts
                parent[key] = node
                parent.keys_at[key] = key_mark
                parent.values_at[key] = mark
            self.pending[-1] = None
        else:
            self.root, self.root_mark = node, mark

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        """What libyaml stumbled over, in an author's words."""
        problem, context = error.problem or "", error.context or ""
        mark = mark_of(error.problem_mark or error.context_mark)
        opened = mark_of(error.context_mark) if error.context_mark else mark
        line = self.lines[mark[0]] if mark[0] < len(self.lines) else ""
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and mark[1] <= len(indent):
            return self._problem(
                (mark[0], indent.index("\t")), "tab used for indentation: use spaces"
            )
        if line[: mark[1]].rstrip().endswith(("'", '"')) and "block mapping" in context:
            message = "text after a closing quotation mark: put the whole text in quotes"
            return self._problem(mark, message)
        for in_context, in_problem, at_opening, message in _STUMBLES:
            if in_context in context and in_problem in problem:
                where = opened if at_opening else mark
                shown = message.format(character=line[mark[1] : mark[1] + 1], problem=problem)
                return self._problem(where, shown)
        return self._problem(mark, f"wrong indentation{self._expected(mark)}")

    def _expected(self, mark: Mark) -> str:
        """The column that was probably meant: the nearest one in use around the position."""
        columns = {node.mark[1] for node in (*self.open, self.closed) if node is not None} - {
            mark[1]
        }
        nearest = min(columns, key=lambda c: (abs(c - mark[1]), -c), default=None)
        return "" if nearest is None else f": expected column {nearest + 1}"
