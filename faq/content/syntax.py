"""Explains YAML syntax errors in an author's words.

Libyaml says what it expected, at the place where it noticed the error. An author needs to know
which characters to change, so the place is compared with what was read before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from faq.content import schema
from faq.content.document import SHOWN, Mapping, Mark, Sequence

Finding = tuple[Mark, str]
"""Where a mistake is, and what to say about it."""

_FIRST = re.compile(r"\s*(?:- +)*")
_WORD = re.compile(r"[\w-]+")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_CURLY_QUOTE = re.compile(r"\s*(?:- +)*(?:[\w-]+ *: +)?(?P<at>[“”„‘’‚«»])")
_TOKENS = ("an alias", "an anchor", "a tag", "a directive", "a block scalar")
"""Libyaml's names for what it was reading if it took a text's first character for a sign."""

_QUOTES = ('"', "'")

_IN_A_LINE = {
    r"-(?P<at>)KEY *:": 'a space is missing after "-"',
    r"(?P<at>--+|[–—•·]|\d+[.)]) *KEY *:": 'a list item begins with "- ", not with "{at}"',
    r"(?P<at>[&!%@`>|,\]}]) *KEY *:": '"{at}" cannot stand before a key: remove it',
    r"""(?P<at>["'])KEY *: [^"']*\1""": (
        'the quotation mark must stand behind "{key}:", before its value'
    ),
    r"KEY *(?P<at>：)": 'the colon after "{key}" is a full-width one: write ":" and a space',
    r"KEY *:(?P<at>\u00a0)": 'non-breaking space (U+00A0) after "{key}:": use a plain space',
    r"KEY *:(?P<at>)(?!//)\S": 'a space is missing after "{key}:"',
}
"""Mistakes at the beginning of a line, behind the hyphens of lists, and what to say about them.

KEY is a key of the format, or a misspelt one; the group `at` is the place to point at.
"""

_WHERE_IT_BEGAN = {
    "unexpected end of stream": "the quotation mark that opens here is never closed",
    "invalid Unicode": "half of a surrogate pair: write the character itself",
    "could not find expected ':'": (
        'this line has no ":" after its key; a text on several lines goes under |, indented'
    ),
}
"""Messages for libyaml's problems, placed at the start of the text that it was reading."""

_WHERE_IT_STOPPED = {
    "mapping values are not allowed": (
        'unquoted ": " inside a text, or wrong indentation: put the text in quotes or use |'
    ),
    "escape": 'impossible escape after "\\": write "\\\\" for a backslash',
    "block sequence entries": (
        'a list item ("- ") cannot begin here: put it on a line of its own, '
        "or in quotes if it is a text"
    ),
}
"""Messages for libyaml's problems, placed where it noticed them."""


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


@dataclass(slots=True)
class Open:
    """A list or mapping whose end has not been read.

    Attributes:
        node: the data so far.
        owner: the key that it is the value of, if it is one.
        key: in a mapping, the key whose value comes next, and where it stands.
    """

    node: Mapping | Sequence
    owner: str | None
    key: tuple[str, Mark] | None = None

    @property
    def in_flow(self) -> bool:
        """Whether it is in brackets."""
        return self.node.opening in ("[", "{")


def mark_of(mark: Any) -> Mark:  # noqa: ANN401 -- libyaml's and PyYAML's marks share no type
    """The line and column of a mark that the parser made."""
    return (mark.line, mark.column) if mark else (0, 0)


def begins_with(character: str, *, in_flow: bool) -> str:
    """The message for a text that begins with a character of YAML's syntax."""
    way_out = "put it in quotes" if in_flow else "put it in quotes or use |"
    return f'a text cannot begin with "{character}": {way_out}'


class SyntaxProblem:
    """A place at which a text is not YAML, and what was read before it.

    Args:
        error: what libyaml says.
        lines: the text.
        around: the lists and mappings that are open, from the top level down.
        closed: where the list or mapping that ended last begins.
        last: the value that was read last.
    """

    def __init__(
        self,
        error: yaml.MarkedYAMLError,
        lines: list[str],
        around: list[Open],
        closed: Mark | None,
        last: Value | None,
    ) -> None:
        self._problem, self._context = error.problem or "", error.context or ""
        self._mark = mark_of(error.problem_mark or error.context_mark)
        self._opened = mark_of(error.context_mark) if error.context_mark else self._mark
        self._lines = lines
        self._around = around
        self._last = last
        self._line = self._text(self._mark[0])
        self._character = self._line[self._mark[1] : self._mark[1] + 1]
        self._is_key = "simple key" in self._context
        marks = (closed, *(outer.node.mark for outer in around))
        self._columns = {mark[1] for mark in marks if mark}
        self._brackets = next((outer for outer in reversed(around) if outer.in_flow), None)
        self._in_flow = self._brackets is not None
        self._inner = next((outer for outer in reversed(around) if not outer.in_flow), None)

    def explained(self) -> Finding:
        """Where the mistake probably is, and how to correct it."""
        return (
            self._tab()
            or self._in_a_line()
            or self._missing_colon()
            or self._inside_a_text()
            or self._first_character()
            or self._behind_a_value()
            or self._below_a_block()
            or self._missing_hyphen()
            or self._misplaced_key()
            or self._in_brackets()
            or self._by_libyaml()
            or (self._mark, f"wrong indentation{self._expected(self._mark[1])}")
        )

    def _text(self, line: int) -> str:
        return self._lines[line] if line < len(self._lines) else ""

    def _word(self, line: int) -> str | None:
        """The key that a line begins with, or a misspelt one, behind the hyphens of lists."""
        match = schema.KEY.match(self._text(line), self._start_of(line)[1])
        return match["key"] if match and schema.is_key(match["key"]) else None

    def _start_of(self, line: int) -> Mark:
        """Where the first word of a line is, behind the hyphens of lists."""
        match = _FIRST.match(self._text(line))
        return line, match.end() if match else 0

    def _indent(self, line: int) -> int:
        text = self._text(line)
        return len(text) - len(text.lstrip())

    def _begins_with(self, character: str) -> str:
        return begins_with(character, in_flow=self._in_flow)

    def _tab(self) -> Finding | None:
        line, column = self._mark
        indent = self._line[: self._indent(line)]
        if "\t" in indent and column <= len(indent):
            return (line, indent.index("\t")), "tab used for indentation: use spaces"
        if self._character == "\t":
            return self._mark, "a tab cannot stand here: use spaces"
        return None

    def _in_a_line(self) -> Finding | None:
        """A mistake around a key, in a line since the last value began."""
        if "quoted scalar" in self._context:
            return None
        last, line = self._last, self._mark[0]
        first = (last.end if last.style else last.start)[0] if last else line
        for at in range(first, line + 1):
            for pattern, message in _IN_A_LINE.items():
                expression = re.compile(pattern.replace("KEY", r"(?P<key>[^\W\d][\w-]*)"))
                match = expression.match(self._text(at), self._start_of(at)[1])
                if match and schema.is_key(match["key"]):
                    return (at, match.start("at")), message.format_map(match.groupdict())
        return None

    def _missing_colon(self) -> Finding | None:
        """`id one`, which is a text to YAML and may go on in the next lines."""
        start = self._opened
        if not self._is_key:
            last, line = self._last, self._mark[0]
            is_item = not self._around or self._around[-1].node.opening == "-"
            if not last or last.style or last.start[0] >= line or not is_item:
                return None
            if last.start[1] != self._indent(line) or not self._word(line):
                return None
            start = last.start
        word = _WORD.match(self._text(start[0]), start[1])
        if word and word[0] in schema.KNOWN:
            return (start[0], word.end()), f'a ":" is missing after "{word[0]}"'
        return None if self._is_key else (start, 'this line has no ":" after its key')

    def _inside_a_text(self) -> Finding | None:
        """A mistake in a list or in keys that began where a text was meant."""
        owner, in_flow = None, False
        for outer in self._around:
            line, column = start = outer.node.mark
            is_item = outer.owner is None and owner in schema.LISTS
            is_text = outer.owner in schema.KNOWN - schema.LISTS - schema.NESTED
            first = outer.node.opening or self._text(line)[column : column + 1]
            if first == "?" or ((is_item or is_text) and first in ("[", "{", "-", ":")):
                return start, begins_with("- " if first == "-" else first, in_flow=in_flow)
            is_line = self._start_of(line) == start and self._word(line)
            if (is_item or is_text) and not (in_flow and is_line):
                return start, 'unquoted ": " inside a text: put the text in quotes or use |'
            owner, in_flow = outer.owner, in_flow or outer.in_flow
        return None

    def _first_character(self) -> Finding | None:
        """A text that begins with a character of YAML's syntax."""
        if any(token in self._context for token in _TOKENS):
            line, column = self._opened
            rest = self._text(line)[column:]
            message = self._begins_with(rest[:1])
            if "a block scalar" in self._context:
                message = f"{begins_with(rest[0], in_flow=True)}, or on the lines below"
            elif rest.startswith("* ") and self._indent(line) == column:
                message = 'a list item begins with "- ", and a text that begins with "*" '
                message += "needs quotes"
            return self._opened, message
        before = self._line[: self._mark[1]].rstrip()
        is_first = not before or before.endswith((": ", "[", "{", ",", "-", ":"))
        wrong = ",?:-]}" if self._in_flow and before else ",?:]}"
        if "cannot start any token" in self._problem or (
            is_first and self._character and self._character in wrong
        ):
            return self._mark, self._begins_with(self._character)
        return None

    def _behind_a_value(self) -> Finding | None:
        """Something behind a quotation mark or bracket that has ended a value."""
        last = self._last
        if not last or not last.style or last.style in "|>" or not self._goes_on(last):
            return None
        if last.style in _QUOTES:
            return self._behind_a_quotation_mark(last)
        if last.key not in schema.LISTS | schema.NESTED:
            return last.start, self._begins_with(last.style)
        closing = "]" if last.style == "[" else "}"
        return self._mark, f'text after the closing "{closing}": remove it, or put it inside'

    def _behind_a_quotation_mark(self, last: Value) -> Finding:
        line, column = self._mark
        if self._character == ":":
            return (line, column + 1), 'a space is missing after ":"'
        if re.match(r""",\s*($|["'])""", self._line[column:]):
            way_out = 'remove it, or put several texts in brackets, ["one", "two"]'
            return self._mark, f"a comma cannot stand here: {way_out}"
        if self._in_flow and self._character in _QUOTES:
            return last.end, "a comma is missing here"
        if last.start[0] != last.end[0]:
            return last.start, (
                f"the quotation mark that opens here is closed only in line {last.end[0] + 1}, "
                "where text goes on behind it: close it where the text ends"
            )
        other = '"…"' if last.style == "'" else "'…'"
        message = "text after a closing quotation mark: put the whole text in quotes"
        return self._mark, f"{message}, {other}"

    def _goes_on(self, last: Value) -> bool:
        """Whether the error is right behind a value, on its line or in a line that goes on."""
        line, column = self._mark
        lines = [*self._lines[last.end[0] : line], self._line[:column]]
        lines[0] = lines[0][last.end[1] :]
        if not self._character or "".join(lines).strip():
            return False
        if last.end[0] == line:
            return True
        if self._in_flow:
            return last.style in _QUOTES and self._character in _QUOTES
        is_deeper = self._inner is not None and column > self._inner.node.mark[1]
        return is_deeper and self._character != "-" and not self._word(line)

    def _below_a_block(self) -> Finding | None:
        """A line that may belong to the text under a `|`, and is not indented as it is."""
        last, inner = self._last, self._inner
        if not last or last.style not in ("|", ">") or not inner:
            return None
        line = (self._opened if self._is_key else self._mark)[0]
        if line <= last.start[0] or self._word(line):
            return None
        first = next((n for n in range(last.start[0] + 1, line) if self._text(n).strip()), None)
        start = self._start_of(line)
        text = f'the text under "{last.style}"'
        if first is None:
            return start, f"{text} must be indented further than its key"
        column = self._indent(first)
        if self._indent(line) < column and (self._is_key or start[1] > inner.node.mark[1]):
            return start, f"wrong indentation: {text} begins at column {column + 1}"
        return None

    def _missing_hyphen(self) -> Finding | None:
        """A line between the items of a list that does not begin as they do."""
        line = (self._opened if self._is_key else self._mark)[0]
        column = self._indent(line)
        inner = self._inner
        if self._in_flow or not inner or inner.node.opening != "-" or column != inner.node.mark[1]:
            return None
        rest = self._text(line)[column:]
        if rest.startswith("- ") or schema.is_key(re.split(r"\W", rest, maxsplit=1)[0]):
            return None
        if rest.startswith("-"):
            return (line, column + 1), 'a space is missing after "-"'
        return (line, column), 'this line must begin with "- ", as the items above do'

    def _misplaced_key(self) -> Finding | None:
        """A key in the wrong column or line, or a colon in typographic quotation marks."""
        line, column = self._mark
        if "mapping values are not allowed" not in self._problem:
            return None
        if quote := _CURLY_QUOTE.match(self._line):
            message = f"to YAML {quote['at']} is no quotation mark: use \" or '"
            return (line, quote.start("at")), message
        start = self._start_of(line)
        if self._word(line) == self._line[start[1] : column].strip():
            return start, f"wrong indentation{self._expected(start[1])}"
        word = self._line[:column].rstrip().rpartition(" ")[2]
        if word in schema.KNOWN:
            way_out = f'put the text in quotes, or "{word}:" on a line of its own'
            return self._mark, f'unquoted ": " inside a text: {way_out}'
        return None

    def _in_brackets(self) -> Finding | None:
        """A list or keys in brackets that are not closed, or hold what needs quotes."""
        if not self._brackets or "quoted scalar" in self._context:
            return None
        (line, column), opening = self._brackets.node.mark, self._brackets.node.opening
        if self._character and not any(map(self._word, range(line + 1, self._mark[0] + 1))):
            message = "not understood here: between brackets, put texts with , : [ ] { } in quotes"
            if self._character in "]}":
                message = f'this "{self._character}" does not close the "{opening}" before it'
            return self._mark, message
        if opening == "{":
            return (line, column), 'the "{" that opens here is not closed'
        message = 'the list opened with "[" is not closed'
        comment = _COMMENT.search(self._text(line), column)
        if comment and "]" in comment[0]:
            message += f': "{comment[0][:SHOWN]}" is a comment'
        return (line, column), message

    def _by_libyaml(self) -> Finding | None:
        """A mistake that libyaml's own message names."""
        for mark, table in ((self._opened, _WHERE_IT_BEGAN), (self._mark, _WHERE_IT_STOPPED)):
            for problem, message in table.items():
                if problem in self._problem:
                    return mark, message
        return None

    def _expected(self, column: int) -> str:
        """The column that was probably meant: the nearest one in use around the position."""
        nearest = min(self._columns - {column}, key=lambda c: (abs(c - column), -c), default=None)
        return "" if nearest is None else f": expected column {nearest + 1}"
