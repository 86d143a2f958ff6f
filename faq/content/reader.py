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
from itertools import islice
from pathlib import Path
from typing import NoReturn

import yaml

from faq.content.document import MAX_PROBLEMS, SHOWN, Document, Mapping, Mark, Sequence
from faq.content.schema import FLAGS, missing_space
from faq.content.syntax import Open, SyntaxProblem, Value, begins_with, mark_of
from faq.errors import FaqError, Place, Problem

MAX_BYTES = 1 << 20
"""A larger FAQ belongs in several files: 1 MiB is about 25,000 phrasings."""

MAX_DEPTH = 20
"""Levels of lists and mappings: the format needs 5. PyYAML's construction of nested data crashes
the process at about 20,000, and libyaml from 0.2.6 on (PyYAML 6.0.4) stops at 1,000."""

MAX_NODES = 30_000
"""Keeps the worst file of MAX_BYTES under 100 ms (2.5 µs a node; 1 MiB can hold 500,000)."""

_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
"""By first character, the patterns of texts that PyYAML reads as another type than text."""

_KINDS = {
    "bool": "a boolean",
    "float": "a number",
    "int": "a number",
    "null": "nothing",
    "timestamp": "a date",
    "merge": "a merge key",
    "value": "a default value",
}
"""Names for authors of the types that YAML has besides text."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"  # control characters, which YAML refuses
    "\u2028\u2029"  # line breaks to YAML and to no editor
    "\u200b\u2060\ufeff"  # zero-width: makes two texts differ that look the same
    "\u202a-\u202e]"  # embeddings and overrides: a text looks different from what it says
    "|^[ ]*\u00a0",  # a non-breaking space looks like indentation and is not
    re.MULTILINE,
)
"""Characters that a file may not hold; in double quotation marks an escape can stand for them."""

_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?= |$)", re.MULTILINE)
_BULLET = re.compile(r"(\s*)((?:[-*•]|\d+[.)])[ \t]+\S.*)")
_COMMENT_TAIL = re.compile(r"[^\S\n]#(?=\S)")


def refusal(place: Place, message: str) -> FaqError:
    """An error with one problem, ready to be raised."""
    return FaqError([Problem(place, message)])


def read(path: Path, shown: str) -> Document:
    """The data of a file.

    Args:
        path: the file to read.
        shown: its name in messages.

    Returns:
        the document; `problems` holds what is wrong with single values.

    Raises:
        FaqError: it is not a file, too large, not UTF-8 or not YAML.
    """
    return parse(read_text(path, shown, MAX_BYTES), shown)


def parse(text: str, shown: str) -> Document:
    """The data of a file's text; arguments, result and errors are those of `read`."""
    text = unified(text)
    if conflict := _CONFLICT.search(text):
        raise refusal(
            _at(shown, text, conflict.start()),
            "merge conflict marker: resolve the conflict in git first",
        )
    matches = islice(INVISIBLE.finditer(text), MAX_PROBLEMS)
    if problems := [_invisible(shown, text, match.end() - 1) for match in matches]:
        raise FaqError(problems)
    return _Builder(shown, text).build()


def read_text(path: Path, shown: str, max_bytes: int) -> str:
    """The text of a regular file, which must be UTF-8 and at most `max_bytes` long."""
    return unified(read_exactly(path, shown, max_bytes))


def unified(text: str) -> str:
    """The text without a byte order mark, its lines ended by line feeds."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_exactly(path: Path, shown: str, max_bytes: int) -> str:
    """The text as `read_text` gives it, but with its byte order mark and line endings."""
    start = Place(shown)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refusal(start, "is a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            raise refusal(start, "is not a regular file")
        if status.st_size > max_bytes:
            size = f"{max_bytes >> 20} MiB"
            raise refusal(start, f"is larger than {size}: split it into several files")
        raw = path.read_bytes()
    except OSError as error:
        raise refusal(start, f"cannot be read: {reason(error)}") from error
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = unified(raw[: error.start].decode("utf-8", "replace"))
        raise refusal(
            _at(shown, before, len(before)),
            f"not UTF-8 (byte 0x{raw[error.start]:02X}): save the file as UTF-8",
        ) from error


def reason(error: OSError | ValueError) -> str:
    """The system's words for why a path cannot be used."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _at(shown: str, text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(shown, text.count("\n", 0, offset) + 1, offset - line_start + 1)


def _invisible(shown: str, text: str, offset: int) -> Problem:
    code = f"U+{ord(text[offset]):04X}"
    message = f"invisible character {code}: delete it"
    if text[offset] == "\u00a0":
        message = f"non-breaking space ({code}) used for indentation: use spaces"
    elif text[offset] < "\u00a0":
        message = f"control character {code}: delete it"
    return Problem(_at(shown, text, offset), message)


def _events(text: str) -> Iterator[yaml.Event]:
    """The parser's events; if it fails, first those of the whole text before the error.

    Libyaml reads up to 1,024 characters ahead to find the ":" of a key, so that it may fail before
    it has reported what stands before the failure. What an author must know first (where nesting
    goes too deep, for one) is often there: so the text before the failure is parsed alone.
    """
    count = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            count += 1
            yield event
    except yaml.MarkedYAMLError as error:
        marks = (error.context_mark, error.problem_mark)
        end = min((mark.index for mark in marks if mark), default=0)
        with suppress(yaml.MarkedYAMLError):
            for event in islice(yaml.parse(text[:end], Loader=yaml.CSafeLoader), count, None):
                start = event.start_mark
                if start and start.index >= end:  # it ends what the cut has left open
                    break
                yield event
        raise


class _Builder:
    """Turns libyaml's events into data, and refuses what the format does not have."""

    def __init__(self, shown: str, text: str) -> None:
        self.shown = shown
        self.lines = text.split("\n")
        self.text = text
        self.problems: list[Problem] = []
        self.open: list[Open] = []
        self.closed: Mark | None = None  # where the list or mapping that ended last begins
        self.last: Value | None = None
        self.anchors: set[str] = set()
        self.root: Mapping | Sequence | str | None = None
        self.root_mark: Mark = (0, 0)

    def build(self) -> Document:
        """The text as a document; raises an `FaqError` if it cannot be read."""
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
                        message = "a second document begins: remove the ---, one file holds one"
                        self._refuse(mark, message)
        except yaml.MarkedYAMLError as error:
            problem = SyntaxProblem(error, self.lines, self.open, self.closed, self.last)
            self._refuse(*problem.explained())
        return Document(self.shown, self._top_level(), self.problems)

    def _top_level(self) -> Mapping:
        """The keys of the document."""
        if self.root is None:
            self._refuse((0, 0), "is empty: an FAQ needs at least `title` and `entries`")
        if not isinstance(self.root, Mapping):
            got = "a list"
            if isinstance(self.root, str):
                got = f'the text "{self.root[:SHOWN]}"{missing_space(self.root)}'
            message = f"expected keys such as `title:` and `entries:`, got {got}"
            self._refuse(self.root_mark, message)
        return self.root

    def _refuse(self, mark: Mark, message: str) -> NoReturn:
        """Gives up on the file, with what was noted so far at other places."""
        place = Place(self.shown, mark[0] + 1, mark[1] + 1)
        noted = (problem for problem in self.problems if problem.place != place)
        raise FaqError([*noted, Problem(place, message)])

    def _note(self, mark: Mark, message: str) -> None:
        self.problems.append(Problem(Place(self.shown, mark[0] + 1, mark[1] + 1), message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise FaqError(self.problems)

    def _warn(self, mark: Mark, message: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            place = Place(self.shown, mark[0] + 1, mark[1] + 1)
            self.problems.append(Problem(place, message, "warning"))

    def _node(self, event: yaml.NodeEvent, mark: Mark) -> None:
        end = mark_of(event.end_mark)
        if isinstance(event, yaml.AliasEvent):
            self.last = Value(mark, end, "*")
            message = begins_with("*", in_flow=self._in_flow())
            if event.anchor in self.anchors:
                message = f"aliases (*{event.anchor}) are not allowed: write the text out"
            self._note(mark, message)
            self._text("", mark)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_properties(event, mark, "remove it, or put the whole text in quotes")
            self.last = Value(mark, end, event.style or "", self._waiting())
            self._scalar(event, mark)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_properties(event, mark, "remove it")
            self._begin(event, mark)

    def _refuse_properties(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, mark: Mark, way_out: str
    ) -> None:
        """Reports anchors and tags, which YAML calls the properties of a node."""
        if event.anchor is not None:
            self.anchors.add(event.anchor)
            self._note(mark, f"anchors (&{event.anchor}) are not allowed: {way_out}")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(mark, f"tags ({tag}) are not allowed: {way_out}")

    def _begin(self, event: yaml.CollectionStartEvent, mark: Mark) -> None:
        """A list or mapping begins."""
        if len(self.open) > MAX_DEPTH:  # the mapping at the top is not counted
            self._refuse(mark, f"nested deeper than {MAX_DEPTH} levels")
        node: Mapping | Sequence
        character = self.lines[mark[0]][mark[1] : mark[1] + 1]
        if isinstance(event, yaml.MappingStartEvent):
            node = Mapping(mark, character if character in ("{", "?") else "")
        else:
            node = Sequence(mark, "[" if character == "[" else "-")
        owner = self._waiting()
        self._attach(node, mark)
        self.open.append(Open(node, owner))

    def _end(self, mark: Mark) -> None:
        """The innermost list or mapping is complete."""
        closed = self.open.pop()
        self.closed = closed.node.mark
        if closed.in_flow:
            self.last = Value(self.closed, mark, closed.node.opening, closed.owner)

    def _waiting(self) -> str | None:
        """The key whose value comes next; None in a list, and where a key comes next."""
        key = self.open[-1].key if self.open else None
        return key[0] if key else None

    def _in_flow(self) -> bool:
        """Whether the next value stands between brackets."""
        return any(outer.in_flow for outer in self.open)

    def _awaits_key(self) -> Mapping | None:
        """The innermost mapping, if the next text is one of its keys."""
        inner = self.open[-1] if self.open else None
        if inner is None or inner.key or not isinstance(inner.node, Mapping):
            return None
        return inner.node

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        value: str = event.value
        is_key = self._awaits_key() is not None
        if is_key and value == "<<" and not event.style:
            self._note(mark, "merge keys (<<) are not allowed: write the keys out")
        if not is_key and not event.style and event.tag is None:
            self._plain(value, mark, mark_of(event.end_mark))
        self._text(value, mark)

    def _text(self, value: str, mark: Mark) -> None:
        """A key, or a text that is a value or an item."""
        parent = self._awaits_key()
        if parent is None:
            self._attach(value, mark)
            return
        if value in parent.keys_at:
            line, column = parent.keys_at[value]
            message = f'key "{value}" given twice (first at {line + 1}:{column + 1})'
            is_item = len(self.open) > 1 and self.open[-2].node.opening == "-"
            if is_item and value == next(iter(parent.keys_at)):
                message += '; if a new item begins here, write "- " before it'
            self._note(mark, message)
        self.open[-1].key = (value, mark)

    def _plain(self, value: str, mark: Mark, end: Mark) -> None:
        """Checks a text without quotation marks, which YAML may read as something else."""
        # libyaml ends an empty value behind the last line
        rest = self.lines[end[0]][end[1] :] if end[0] < len(self.lines) else ""
        if value:
            self._check_type(value, mark)
            self._check_next_lines(mark[0] + 1, end[0])
            if tail := _COMMENT_TAIL.match(rest):
                start = tail.end() - 1
                message = "is a comment here: if it is text, put the whole in quotes"
                self._warn((end[0], end[1] + start), f'"{rest[start:][:SHOWN]}" {message}')
        # Whether an empty value is allowed the schema knows; but here it may be meant as text.
        elif (comment := rest.strip()).startswith("#"):
            message = f'nothing is here but the comment "{comment[:SHOWN]}"'
            self._note(mark, f"{message}: if it is text, put it in quotes")

    def _check_type(self, value: str, mark: Mark) -> None:
        """Reports a text that YAML reads as another type."""
        is_flag = len(self.open) == 1 and self._waiting() in FLAGS
        tags = (tag for tag, pattern in _RESOLVERS.get(value[0], ()) if pattern.match(value))
        kind = next(tags, "").rpartition(":")[2]
        if kind and not (kind == "bool" and is_flag):
            self._note(
                mark, f'{value} is read as {_KINDS.get(kind, kind)}: put it in quotes, "{value}"'
            )

    def _check_next_lines(self, first: int, last: int) -> None:
        """Warns if the lines on which a text goes on look like items of a list."""
        matches = map(_BULLET.match, self.lines[first : last + 1])
        for line, bullet in enumerate(matches, first):
            if bullet:
                message = (
                    "is joined to the line above: for an item of the list, begin it where the "
                    "others begin; for a text on several lines, use |"
                )
                self._warn((line, len(bullet[1])), f'"{bullet[2][:SHOWN]}" {message}')
                break

    def _attach(self, node: Mapping | Sequence | str, mark: Mark) -> None:
        """Puts a value where it belongs: into the innermost list or mapping, or at the top."""
        inner = self.open[-1] if self.open else None
        if inner is None:
            self.root, self.root_mark = node, mark
        elif isinstance(inner.node, Sequence):
            inner.node.append(node)
            inner.node.items_at.append(mark)
        elif inner.key is None:
            self._refuse_key(inner.node, node, mark)
        else:
            key, key_mark = inner.key
            if key not in inner.node:  # of a key given twice the first one counts
                inner.node[key] = node
                inner.node.keys_at[key] = key_mark
                inner.node.values_at[key] = mark
            inner.key = None

    def _refuse_key(self, parent: Mapping, node: Mapping | Sequence | str, mark: Mark) -> NoReturn:
        """Gives up on a list or mapping in a key's place: `{{name}}`, or `[link]: text`."""
        opening = "" if isinstance(node, str) else node.opening
        if parent.opening == "{":
            self.open.pop()
            opening, mark = parent.opening, parent.mark
        if opening in ("[", "{"):
            self._refuse(mark, begins_with(opening, in_flow=self._in_flow()))
        self._refuse(mark, 'a key must be a text: remove the "?" before it')
