"""Explains YAML syntax errors in an author's words.

Libyaml says what it expected, at the place where it noticed the error; an author needs to know
which characters to change, and how. That is found out from what had been read before.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

Mark = tuple[int, int]
"""Line and column of a node, counted from 0 as libyaml counts them."""

Finding = tuple[Mark, str]
"""Where the mistake is, and what to say."""

SHOWN = 40
"""Characters of an author's text that a message repeats."""

_FIRST = re.compile(r"\s*(?:- +)*")
_KEY = re.compile(r"(?P<key>[^\W\d][\w-]*) *(?P<colon>[:：])(?!//)")
_WORD = re.compile(r"[\w-]+")
_SIGN = re.compile(r"-(?=\w)|(?:--+|[–—•·]|\d+[.)]) *")
_STRAY = re.compile(r"([&!%@`>|,\]}]|\*(?! )) *")
_VALUE = re.compile(r"\s*(?:- +)*(?:[\w-]+ *: +)?")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_TOKENS = ("an alias", "an anchor", "a tag", "a directive", "a block scalar")
"""What libyaml takes a text for, by its first character."""

_NEVER_FIRST = "*&!"
"""They make aliases, anchors and tags, which an FAQ cannot have; so a text was meant."""

_MESSAGES = (
    # in libyaml's context, in its problem, whether to point at the opening, what to say
    ("quoted scalar", "end of stream", True, "the quotation mark that opens here is never closed"),
    ("flow mapping", "", True, 'the "{{" that opens here is not closed'),
    (
        "",
        "mapping values are not allowed",
        False,
        'unquoted ": " inside a text, or wrong indentation: put the text in quotes or use |',
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
        (
            'a list item ("- ") cannot begin here: put it on a line of its own, '
            "or in quotes if it is a text"
        ),
    ),
    (
        "",
        "could not find expected ':'",
        True,
        'this line has no ":" after its key; a text on several lines goes under |, indented',
    ),
    ("", "incompatible YAML", False, "not YAML: {problem}"),
)
"""What to say of the other errors, in the order in which they are told apart.

What remains is wrong indentation.
"""


@dataclass(frozen=True, slots=True)
class Keys:
    """The format's keys.

    Attributes:
        known: all of them.
        flags: those at the top level that may be true or false without quotation marks.
        texts: those that have a text as their value.
        lists: those that have a list of texts.
    """

    known: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()

    def near(self, word: str) -> bool:
        """Whether a word is a key, or a misspelt one."""
        return bool(difflib.get_close_matches(word.lower(), self.known, n=1, cutoff=0.75))


@dataclass(frozen=True, slots=True)
class Value:
    """A value that has been read.

    `style` is its quotation mark, `|` or `>`, the bracket that opens it, `*` for an alias, or
    empty for a plain text; `key` is the key that it is the value of, if it is one.
    """

    start: Mark
    end: Mark
    style: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A list or mapping that is not complete.

    `opening` is the bracket or hyphen that it begins with, empty for keys on lines of their own;
    `key` is the key that it is the value of, if it is one.
    """

    start: Mark
    opening: str
    key: str | None


def mark_of(mark: Any) -> Mark:  # noqa: ANN401 -- libyaml's and PyYAML's marks share no type
    """Line and column of what the parser calls a mark."""
    return (mark.line, mark.column) if mark else (0, 0)


def begins_with(character: str, *, in_flow: bool) -> str:
    """What to say of a text that begins with a character which means something else to YAML."""
    way_out = "put it in quotes" if in_flow else "put it in quotes or use |"
    return f'a text cannot begin with "{character}": {way_out}'


def missing_space(text: str) -> str:
    """What to ask about a text in the place of keys with values; empty if it has no such key."""
    found = _KEY.match(text)
    if not found:
        return ""
    if found["colon"] == "：":
        return f'; write ":" and a space after "{found[1]}"'
    return f'; is a space missing after "{found[0]}"?'


class SyntaxProblem:
    """A place at which a text is not YAML, and what was read before it.

    Args:
        error: what libyaml says.
        lines: the text.
        keys: the format's keys.
        around: what was open, from the top level down.
        closed: the list or mapping that ended last.
        last: the text, or what is in brackets, that was read last.
    """

    def __init__(  # noqa: PLR0913 -- all that is known
        self,
        error: yaml.MarkedYAMLError,
        lines: Sequence[str],
        keys: Keys,
        *,
        around: Sequence[Open],
        closed: Mark | None,
        last: Value | None,
    ) -> None:
        self._problem, self._context = error.problem or "", error.context or ""
        self._mark = mark_of(error.problem_mark or error.context_mark)
        self._opened = mark_of(error.context_mark) if error.context_mark else self._mark
        self._lines = lines
        self._keys = keys
        self._around = around
        self._columns = {node.start[1] for node in around} | ({closed[1]} if closed else set())
        self._last = last
        self._line = self._text(self._mark[0])
        self._is_key = "simple key" in self._context

    def explained(self) -> Finding:
        """Where the mistake probably is, and how to mend it."""
        rules: tuple[Callable[[], Finding | None], ...] = (
            self._tab,
            self._stray_sign,
            self._wrong_hyphen,
            self._missing_space,
            self._missing_colon,
            self._key_in_quotes,
            self._inside_a_text,
            self._first_character,
            self._wrong_bracket,
            self._behind_a_value,
            self._comment_in_a_text,
            self._below_a_block,
            self._missing_hyphen,
            self._open_list,
            self._typographic_quotes,
            self._misplaced_key,
            self._other,
        )
        for rule in rules:
            if finding := rule():
                return finding
        if self._in_flow() and self._character(self._mark) == ":":
            return self._mark, 'a text that ends with ":" needs quotes between brackets'
        if self._in_flow():
            return self._mark, "not understood here, between brackets: put texts in quotes"
        return self._mark, f"wrong indentation{self._expected(self._mark[1])}"

    def _text(self, line: int) -> str:
        return self._lines[line] if line < len(self._lines) else ""

    def _character(self, mark: Mark) -> str:
        return self._text(mark[0])[mark[1] : mark[1] + 1]

    def _word(self, mark: Mark) -> str | None:
        """The key that stands at a position, if one does, or a misspelt one."""
        found = _KEY.match(self._text(mark[0]), mark[1])
        return found["key"] if found and self._keys.near(found["key"]) else None

    def _start_of(self, line: int) -> Mark:
        """Where the first word of a line is, behind the hyphens of lists."""
        found = _FIRST.match(self._text(line))
        return line, found.end() if found else 0

    def _indent(self, line: int) -> int:
        text = self._text(line)
        return len(text) - len(text.lstrip())

    def _inner(self) -> Open | None:
        """The innermost list or mapping in block style that is open."""
        return next((node for node in reversed(self._around) if node.opening in ("", "-")), None)

    def _begins_with(self, character: str) -> str:
        return begins_with(character, in_flow=self._in_flow())

    def _in_flow(self) -> bool:
        return bool(self._around) and self._around[-1].opening in ("[", "{")

    def _tab(self) -> Finding | None:
        line, column = self._mark
        indent = self._line[: self._indent(line)]
        if "\t" in indent and column <= len(indent):
            return (line, indent.index("\t")), "tab used for indentation: use spaces"
        if self._character(self._mark) == "\t":
            return self._mark, "a tab cannot stand here: use spaces"
        return None

    def _stray_sign(self) -> Finding | None:
        """A character of YAML before a key."""
        starts = [self._start_of((self._opened if self._is_key else self._mark)[0])]
        starts += [self._last.start] if self._last else []
        for start in starts:
            found = _STRAY.match(self._text(start[0]), start[1])
            if found and self._word((start[0], found.end())):
                return start, f'"{found[1]}" cannot stand before a key: remove it'
        return None

    def _wrong_hyphen(self) -> Finding | None:
        """`-id: one`, or another sign than a hyphen, which becomes part of the key."""
        for node in self._around:
            found = _SIGN.match(self._text(node.start[0]), node.start[1])
            if node.opening or not found or not self._word((node.start[0], found.end())):
                continue
            if found[0] == "-":
                return (node.start[0], found.end()), 'a space is missing after "-"'
            return node.start, f'a list item begins with "- ", not with "{found[0].strip()}"'
        return None

    def _missing_space(self) -> Finding | None:
        """`id:one`, which is a text to YAML and goes on in the next lines."""
        last = self._last
        first = self._mark[0]
        columns = {node.start[1] for node in self._around if node.opening == ""}
        if last:
            first = last.end[0] if last.style else last.start[0]
            columns |= set() if last.style else {last.start[1]}
        for line in range(first, self._mark[0] + 1):
            start = self._start_of(line)
            found = _KEY.match(self._text(line), start[1])
            if not found or start[1] not in columns or not self._word(start):
                continue
            behind = self._character((line, found.end()))
            if found["colon"] == "：":
                message = (
                    f'the colon after "{found[1]}" is a full-width one: write ":" and a space'
                )
                return (line, found.end() - 1), message
            if behind == "\u00a0":
                message = f'non-breaking space (U+00A0) after "{found[0]}": use a plain space'
                return (line, found.end()), message
            if behind.strip():
                return (line, found.end()), f'a space is missing after "{found[1]}:"'
        return None

    def _missing_colon(self) -> Finding | None:
        """`id one`, which is a text to YAML and may go on in the next lines."""
        last, start = self._last, self._opened
        if not self._is_key:
            if not last or last.style or last.start[0] >= self._mark[0]:
                return None
            is_item = not self._around or self._around[-1].opening == "-"
            is_aligned = last.start[1] == self._indent(self._mark[0])
            if not is_item or not is_aligned or not self._word(self._start_of(self._mark[0])):
                return None
            start = last.start
        found = _WORD.match(self._text(start[0]), start[1])
        if found and found[0] in self._keys.known:
            return (start[0], found.end()), f'a ":" is missing after "{found[0]}"'
        return None if self._is_key else (start, 'this line has no ":" after its key')

    def _key_in_quotes(self) -> Finding | None:
        """`"id: one"`, which is a text as a whole."""
        last = self._last
        if not last or last.style not in ('"', "'"):
            return None
        word = self._word((last.start[0], last.start[1] + 1))
        if not word or self._between(last.end, self._mark).strip():
            return None
        return last.start, f'the quotation mark must stand behind "{word}:", before its value'

    def _typographic_quotes(self) -> Finding | None:
        """Quotation marks that are letters to YAML."""
        value = _VALUE.match(self._line)
        start = value.end() if value else 0
        mark = self._line[start : start + 1]
        if not mark or mark not in "“”„‘’‚«»" or "mapping values" not in self._problem:
            return None
        return (self._mark[0], start), f"to YAML {mark} is no quotation mark: use \" or '"

    def _inside_a_text(self) -> Finding | None:
        """A mistake in a list or in keys that began where a text was meant."""
        owner, in_flow = None, False
        for node in self._around:
            is_item = node.key is None and owner in self._keys.lists
            is_text = node.key in self._keys.texts and node.key not in self._keys.lists
            first = node.opening or self._character(node.start)
            if first == "?" or ((is_item or is_text) and first in ("[", "{", "-", ":")):
                character = "- " if first == "-" else first
                return node.start, begins_with(character, in_flow=in_flow)
            is_line = self._word(node.start) and self._start_of(node.start[0]) == node.start
            if (is_item or is_text) and not (in_flow and is_line):
                return node.start, 'unquoted ": " inside a text: put the text in quotes or use |'
            owner, in_flow = node.key, in_flow or node.opening in ("[", "{")
        return None

    def _first_character(self) -> Finding | None:
        """A character that means something else to YAML at the beginning of a text."""
        line, column = self._mark
        if any(token in self._context for token in _TOKENS):
            character = self._character(self._opened)
            if "a block scalar" in self._context:
                message = begins_with(character, in_flow=True)
                return self._opened, f"{message}, or on the lines below"
            return self._opened, self._bullet() or self._begins_with(character)
        value = _VALUE.match(self._line)
        start = value.end() if value else 0
        character = self._line[start : start + 1]
        if character and character in _NEVER_FIRST and start <= column:
            return (line, start), self._begins_with(character)
        character = self._character(self._mark)
        is_first = column == start or self._line[:column].rstrip().endswith(("[", "{", ","))
        wrong = ",?:-" if self._in_flow() else ",?:"
        if character == "," and is_first and self._in_flow():
            return self._mark, "no text stands before this comma: remove it, or use quotes"
        if "cannot start any token" in self._problem or (
            character and character in wrong and is_first
        ):
            return self._mark, self._begins_with(character)
        return None

    def _bullet(self) -> str | None:
        """What to say of a list as Markdown has it."""
        line, column = self._opened
        if self._indent(line) != column or self._text(line)[column : column + 2] != "* ":
            return None
        return 'a list item begins with "- ", and a text that begins with "*" needs quotes'

    def _wrong_bracket(self) -> Finding | None:
        """A closing bracket without its opening one."""
        character = self._character(self._mark)
        opened = self._around[-1].opening if self._around else ""
        if (character, opened) in (("]", "["), ("}", "{")) or character not in ("]", "}"):
            return None
        if self._in_flow():
            return self._mark, f'this "{character}" does not close the "{opened}" before it'
        return self._mark, f'this "{character}" closes nothing: remove it, or use quotes'

    def _behind_a_value(self) -> Finding | None:
        """Something behind a quotation mark or bracket that has ended a value."""
        last, character = self._last, self._character(self._mark)
        if not last or not last.style or last.style in "|>" or not self._is_next_to(last):
            return None
        if character == "," and not self._line[self._mark[1] + 1 :].strip():
            return self._mark, "a comma cannot stand here: remove it"
        if last.style in ('"', "'"):
            return self._behind_a_quotation_mark(last, character)
        if last.key in self._keys.known - self._keys.texts:
            closing = "]" if last.style == "[" else "}"
            return self._mark, f'text after the closing "{closing}": remove it, or put it inside'
        return last.start, self._begins_with(last.style)

    def _behind_a_quotation_mark(self, last: Value, character: str) -> Finding:
        if character == ":":
            return (self._mark[0], self._mark[1] + 1), 'a space is missing after ":"'
        if character == "," and last.key not in self._keys.texts:
            return self._mark, 'several texts need brackets around them: ["one", "two"]'
        if self._in_flow() and character in ('"', "'"):
            return last.end, "a comma is missing here"
        if last.start[0] != last.end[0]:
            return last.start, (
                f"the quotation mark that opens here is closed only in line {last.end[0] + 1}, "
                "where text goes on behind it: close it where the text ends"
            )
        other = '"…"' if last.style == "'" else "'…'"
        return self._mark, (
            f"text after a closing quotation mark: put the whole text in quotes, {other}"
        )

    def _is_next_to(self, last: Value) -> bool:
        """Whether the error is right behind a value, in what goes on with it."""
        if not self._character(self._mark) or self._between(last.end, self._mark).strip():
            return False
        if last.end[0] == self._mark[0]:
            return True
        if self._in_flow() and last.style in ('"', "'"):
            return self._character(self._mark) in ('"', "'")
        inner = self._inner()
        is_deeper = inner is not None and self._mark[1] > inner.start[1]
        goes_on = not self._word(self._mark) and self._character(self._mark) != "-"
        return is_deeper and not self._in_flow() and goes_on

    def _between(self, start: Mark, end: Mark) -> str:
        """The text between two positions."""
        if start[0] == end[0]:
            return self._text(start[0])[start[1] : end[1]]
        inner = self._lines[start[0] + 1 : end[0]]
        head, tail = self._text(start[0])[start[1] :], self._text(end[0])[: end[1]]
        return "\n".join([head, *inner, tail])

    def _comment_in_a_text(self) -> Finding | None:
        """A plain text that goes on behind a comment."""
        last, inner = self._last, self._inner()
        line = self._mark[0]
        if not last or last.style or not inner or last.end[0] >= line:
            return None
        if self._word(self._start_of(line)) or self._indent(line) <= inner.start[1]:
            return None
        for at in range(last.end[0], line):
            text = self._text(at)
            if found := _COMMENT.search(text, last.end[1] if at == last.end[0] else 0):
                return (at, found.start()), (
                    f'"{found[0][:SHOWN]}" is a comment, which ends the text before it: '
                    "put the text in quotes or use |"
                )
        return None

    def _below_a_block(self) -> Finding | None:
        """A line that may belong to the text under a `|`, and is not indented as it is."""
        last, inner = self._last, self._inner()
        if not last or last.style not in ("|", ">") or not inner:
            return None
        start = self._start_of(self._opened[0] if self._is_key else self._mark[0])
        if start[0] <= last.start[0] or self._word(start):
            return None
        first = next(
            (n for n in range(last.start[0] + 1, start[0]) if self._text(n).strip()), None
        )
        if first is None:
            return start, f'the text under "{last.style}" must be indented further than its key'
        column = self._indent(first)
        if self._indent(start[0]) < column and (self._is_key or start[1] > inner.start[1]):
            return start, (
                f'wrong indentation: the text under "{last.style}" begins at column {column + 1}'
            )
        return None

    def _missing_hyphen(self) -> Finding | None:
        """A line between the items of a list that does not begin as they do."""
        inner = self._inner()
        line = (self._opened if self._is_key else self._mark)[0]
        column = self._indent(line)
        if self._in_flow() or not inner or inner.opening != "-" or column != inner.start[1]:
            return None
        rest = self._text(line)[column:]
        if self._keys.near(re.split(r"\W", rest, maxsplit=1)[0]):
            return None
        if rest.startswith("-"):
            return (line, column + 1), 'a space is missing after "-"'
        return (line, column), 'this line must begin with "- ", as the items above do'

    def _open_list(self) -> Finding | None:
        """A `[` without its `]`, and a bracket inside of a text between brackets."""
        opened = self._swallowing()
        if "flow sequence" not in self._context and not opened:
            return None
        character = self._character(self._mark)
        before = self._line[: self._mark[1]].rstrip()
        if character and character in "[{" and before and not before.endswith(("[", "{", ",")):
            return self._mark, f'a text with "{character}" needs quotes between brackets'
        line, column = opened or self._opened
        text = self._text(line)
        message = 'the list opened with "[" is not closed'
        if found := _COMMENT.search(text, column):
            quoted = text[column : found.start()]
            if not any(quoted.count(mark) % 2 for mark in "\"'"):
                message += f': "{found[0][:SHOWN]}" is a comment'
        return (line, column), message

    def _swallowing(self) -> Mark | None:
        """Where a list in brackets begins that has taken lines with keys for its items."""
        flows = [node for node in self._around if node.opening in ("[", "{")]
        if not flows or flows[-1].opening != "[" or "quoted scalar" in self._context:
            return None
        lines = range(flows[-1].start[0] + 1, self._mark[0] + 1)
        return flows[-1].start if any(self._word(self._start_of(n)) for n in lines) else None

    def _misplaced_key(self) -> Finding | None:
        """A key that goes on with the text before it, on its line or on the line above."""
        line, column = self._mark
        start = self._start_of(line)
        before = self._line[:column].split()
        if "mapping values are not allowed" not in self._problem or not before:
            return None
        if self._word(start) == self._line[start[1] : column].strip():
            return start, f"wrong indentation{self._expected(start[1])}"
        if before[-1] in self._keys.known:
            return self._mark, (
                f'unquoted ": " inside a text: put the text in quotes, '
                f'or "{before[-1]}:" on a line of its own'
            )
        return None

    def _other(self) -> Finding | None:
        for in_context, in_problem, at_opening, message in _MESSAGES:
            if in_context in self._context and in_problem in self._problem:
                where = self._opened if at_opening else self._mark
                return where, message.format(problem=self._problem)
        return None

    def _expected(self, column: int) -> str:
        """The column that was probably meant: the nearest one in use around the position."""
        nearest = min(self._columns - {column}, key=lambda c: (abs(c - column), -c), default=None)
        return "" if nearest is None else f": expected column {nearest + 1}"
