"""FAQ files as people may write them: the same content in every layout that YAML allows."""

import json
import re
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

from faq.content import reader, scalars
from unit.samples import VISIBLE

ODD = st.sampled_from(
    [
        "no",
        "3.10",
        "2011-07-12",
        "~",
        "null",
        "y",
        "1e3",
        "# hash",
        "a # b",
        "a: b",
        "key:",
        "- item",
        "-",
        "? q",
        "[x]",
        "{x}",
        "a, b",
        "x]",
        "*a",
        "&a",
        "!t",
        "|",
        ">",
        "%x",
        "@x",
        "`x`",
        '"quoted"',
        "'quoted'",
        "it's",
        'say "x"',
        "back\\slash",
        "---",
        "...",
        "=",
        "<<",
        "tab\there",
        "\u200bhidden",
        "nbsp\u00a0here",
        "line\u2028end",
        "\x07bell",
        "emoji 👩\u200d👧",
        "שלום",
        "ends with:",
        "a  b",
        "<<<<<<< x",
    ]
)
PLAIN = st.sampled_from(["how much", "when do you open", "What is it?", "where to park", "x y z"])
NAME = re.compile("id-[0-9]|s")
LINE = (PLAIN | ODD | VISIBLE).map(lambda text: " ".join(text.split())[:100].strip()).filter(bool)
TEXTS = st.lists(LINE, min_size=1, max_size=3)
ANSWER = st.lists(LINE | st.just(""), min_size=1, max_size=4).map("\n".join).map(str.strip)
COMMENT = st.sampled_from(
    ["# note ", "#tight", "# - id: ", "# key: ", "## 'quote ", "#", "# [x], "]
)


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """What an FAQ file may say."""
    names = [f"id-{n}" for n in range(draw(st.integers(2, 5)))]
    split = draw(st.integers(1, len(names)))
    entries = []
    for name in names[:split]:
        entry: dict[str, Any] = {"id": name, "question": draw(LINE)}
        entry["answer"] = draw(ANSWER.filter(bool))
        if draw(st.booleans()):
            entry["topic"] = draw(PLAIN)
        if draw(st.booleans()):
            entry["phrasings"] = draw(st.lists(LINE, max_size=4))
        if draw(st.booleans()):
            quotes = draw(st.lists(LINE, max_size=2))
            entry["sources"] = [{"source": "s", "quote": quote} for quote in quotes]
        if draw(st.booleans()):
            entry["related"] = draw(st.lists(st.sampled_from(names[:split]), max_size=3))
        entries.append({key: entry[key] for key in draw(st.permutations(list(entry)))})
    whole: dict[str, Any] = {"title": "T", "entries": entries}
    topics: list[dict[str, Any]] = [
        {"id": name, "topic": draw(LINE), "phrasings": draw(TEXTS)} for name in names[split:]
    ]
    if bool(topics) or draw(st.booleans()):
        whole["not_covered"] = topics
    if draw(st.booleans()):
        whole["sources"] = {"s": {"title": draw(LINE), "published": "2011-07-12"}}
    if draw(st.booleans()):
        expected = draw(st.just("id-0") | st.just(["id-0"]))
        whole["questions"] = [{"q": draw(LINE), "expect": expected}]
    return {key: whole[key] for key in draw(st.permutations(list(whole)))}


@dataclass
class Printer:
    """Prints a content in a layout that it draws as it goes along."""

    draw: st.DrawFn
    dash: int
    gap: int
    indent: int
    written: int = 0
    """Comments: each has its number in it, so that none can be taken for another."""

    def comment(self) -> str:
        """The next comment."""
        self.written += 1
        return f"{self.draw(COMMENT)}§{self.written}"

    def file(self, content: dict[str, Any]) -> str:
        """The text of a whole file."""
        draw = self.draw
        head = draw(st.sampled_from(["", "\ufeff"]))
        as_json = json.dumps(content, ensure_ascii=False, indent=draw(st.none() | st.just(2)))
        if draw(st.integers(0, 9)) == 0 and not reader.INVISIBLE.search(as_json):
            return head + as_json
        lines = self._noise(0)
        if draw(st.integers(0, 5)) == 0:
            lines += ["---" + draw(st.booleans()) * f" {self.comment()}"]
        lines += self._mapping(content, 0)
        lines += self._noise(0)
        if draw(st.integers(0, 5)) == 0:
            lines.append("...")
        end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
        return head + end.join(lines) + draw(st.sampled_from(["", end, end * 3]))

    def _noise(self, column: int) -> list[str]:
        """Comments and blank lines, about where they belong."""
        made = []
        for _ in range(self.draw(st.sampled_from([0, 0, 0, 0, 1, 2]))):
            left = max(0, column + self.draw(st.sampled_from([0, 0, 0, -2, 2, 5])))
            made.append(self.draw(st.sampled_from(["", " " * left + self.comment(), "  "])))
        return made

    def _tail(self) -> str:
        return self.draw(
            st.sampled_from(["", "", "", "", f" {self.comment()}", f"    {self.comment()}", "  "])
        )

    def _mapping(self, content: dict[str, Any], column: int) -> list[str]:
        lines: list[str] = []
        for n, (key, value) in enumerate(content.items()):
            name = self.draw(st.sampled_from([key, key, key, f'"{key}"', f"'{key}'"]))
            space = self.draw(st.sampled_from(["", "", "", " "]))
            lines += self._noise(column) if n else []
            lines += self._valued(f"{' ' * column}{name}{space}:", value, column)
        return lines

    def _valued(self, head: str, value: Any, column: int) -> list[str]:  # noqa: ANN401
        if isinstance(value, str):
            return self._text(head, value, column)
        if not value or self.draw(st.integers(0, 3)) == 0:
            return self._flow(head, value, column)
        lines = [head + self._tail(), *self._noise(column + self.indent)]
        if isinstance(value, dict):
            return lines + self._mapping(value, column + self.indent)
        return lines + self._items(value, column + self.dash)

    def _items(self, items: list[Any], column: int) -> list[str]:
        lines: list[str] = []
        inner = column + 1 + self.gap
        for n, item in enumerate(items):
            lines += self._noise(column) if n else []
            hyphen = " " * column + "-" + " " * self.gap
            if isinstance(item, str):
                lines += self._text(hyphen.rstrip(), item, column)
            elif self.draw(st.integers(0, 4)) == 0:
                lines += self._flow(hyphen.rstrip(), item, column)
            elif self.draw(st.integers(0, 6)) == 0:
                lines += [hyphen.rstrip() + self._tail(), *self._mapping(item, inner)]
            else:
                first, *rest = self._mapping(item, inner)
                lines += [hyphen + first[inner:], *rest]
        return lines

    def _text(self, head: str, text: str, column: int) -> list[str]:
        ways = ["line", "line", "line", "quoted", "below", "double"]
        block = scalars.block(text)
        if block is not None and not NAME.fullmatch(text):
            ways += ["block", "block", "indicated"]
        if " " in text and "\n" not in text and scalars.is_plain(text):
            words = text.split(" ")
            if all(word and scalars.is_plain(word) for word in words):
                ways += ["folded", "wrapped"]
        way = self.draw(st.sampled_from(ways))
        pad = " " * (column + self.draw(st.integers(1, 4)))
        if way == "below":
            line = scalars.line(text)
            return [head + self._tail(), *self._noise(column + 2), pad + line + self._tail()]
        if way in ("block", "indicated"):
            assert block is not None
            mark = self.draw(st.sampled_from(["|", "|-", "|+"]))
            if way == "indicated":
                mark = f"{mark[0]}{len(pad) - column}{mark[1:]}"
            noise = self.draw(st.booleans()) * f" {self.comment()}"
            return [f"{head} {mark}{noise}", *(pad + x if x else "" for x in block)]
        if way == "folded":
            return [f"{head} >-", *(pad + word for word in text.split(" "))]
        if way == "wrapped":
            first, *rest = text.split(" ")
            return [f"{head} {first}", *(pad + word for word in rest[:-1]), *self._last(pad, rest)]
        return [f"{head} {self._written(text, way)}{self._tail()}"]

    def _last(self, pad: str, words: list[str]) -> list[str]:
        return [pad + word + self._tail() for word in words[-1:]]

    def _written(self, text: str, way: str) -> str:
        if way == "double" and not reader.INVISIBLE.search(text):
            return json.dumps(text, ensure_ascii=False)
        return scalars.quoted(text) if way == "quoted" else scalars.line(text)

    def _flow(self, head: str, value: Any, column: int) -> list[str]:  # noqa: ANN401
        if not value or self.draw(st.booleans()):
            return [f"{head} {self._inline(value)}{self._tail()}"]
        pad = " " * (column + 3)
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        parts = (
            [f"{key}: {self._inline(v)}" for key, v in value.items()]
            if isinstance(value, dict)
            else [self._inline(item) for item in value]
        )
        lines = [f"{head} {opening}{self._tail()}"]
        for n, part in enumerate(parts):
            comma = "," if n + 1 < len(parts) or self.draw(st.booleans()) else ""
            lines += [*self._noise(column + 3), pad + part + comma + self._tail()]
        return [*lines, *self._noise(column + 3), " " * (column + 1) + closing + self._tail()]

    def _inline(self, value: Any) -> str:  # noqa: ANN401
        if isinstance(value, str):
            is_bare = value.isalpha() and scalars.is_plain(value) and self.draw(st.booleans())
            return value if is_bare else scalars.quoted(value)
        comma = self.draw(st.sampled_from([", ", ",  ", " , "]))
        if isinstance(value, dict):
            return "{" + comma.join(f"{k}: {self._inline(v)}" for k, v in value.items()) + "}"
        return "[" + comma.join(map(self._inline, value)) + "]"


@st.composite
def layouts(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """A content, and a file that says it."""
    content = draw(contents())
    printer = Printer(
        draw,
        dash=draw(st.integers(0, 4)),
        gap=draw(st.integers(1, 3)),
        indent=draw(st.integers(1, 4)),
    )
    return content, printer.file(content)


def said(text: str) -> Any:  # noqa: ANN401
    """What a file says, as PyYAML reads it, with texts trimmed."""
    return _trimmed(yaml.load(text.removeprefix("\ufeff"), Loader=yaml.CBaseLoader))  # noqa: S506


def comments(text: str) -> list[str]:
    """The comments in a file that `layouts` has made."""
    return sorted(re.findall(r"#[^§#\n\r]*§[0-9]+(?=[ \r\n]|$)", text))


def _trimmed(node: Any) -> Any:  # noqa: ANN401
    if isinstance(node, dict):
        return {key: _trimmed(value) for key, value in node.items()}
    return node.strip() if isinstance(node, str) else [_trimmed(item) for item in node]
