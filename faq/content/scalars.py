"""Writes texts as YAML: plain where that is read as the same text, else in quotation marks."""

from __future__ import annotations

import json
import re
from typing import Any

from faq.content import reader
from faq.errors import FaqError

_NEWER = re.compile(
    r"[yYnN]|0o[0-7]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
)
"""Texts to PyYAML that other parsers, such as those of editors, read as booleans of YAML 1.1 or
numbers of YAML 1.2."""

_UNWRITABLE = re.compile("[\ud800-\udfff]")


def writable(text: str) -> bool:
    """Whether UTF-8 can encode the text: it holds no half of a surrogate pair."""
    return not _UNWRITABLE.search(text)


def line(text: str) -> str:
    """The text on one line, for block style: plain if it can be, else in quotation marks."""
    return text if is_plain(text) else quoted(text)


def is_plain(text: str) -> bool:
    """Whether the text, without quotation marks, is read as itself in block style."""
    if not text or text != text.strip() or _NEWER.fullmatch(text):
        return False
    lines = f"values:\n- {text}\n- key: {text}\n- {text}\n"
    return bool(_values(lines) == [text, {"key": text}, text])


def quoted(text: str) -> str:
    """The text in single or double quotation marks: whichever needs fewer escapes, else double."""
    needs_escapes = re.search(r"[\n\r\t]", text) or reader.INVISIBLE.search(text)
    if not needs_escapes and text.count('"') + text.count("\\") > text.count("'"):
        return "'" + text.replace("'", "''") + "'"
    written = json.dumps(text, ensure_ascii=False)  # JSON's escapes are YAML's, too
    return reader.INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04X}", written)


def block(text: str) -> list[str] | None:
    """The lines to write under a `|`, not yet indented; None if the text cannot be written so."""
    lines = [part.rstrip() for part in text.split("\n")]
    written = "values: |\n" + "".join(f"  {part}\n" if part else "\n" for part in lines)
    if not lines[0] or lines[0][0].isspace() or _values(written) != text + "\n":
        return None
    return lines


def _values(text: str) -> Any:  # noqa: ANN401 -- nested data
    """The data under the key `values`; None if the reader reports a problem."""
    try:
        document = reader.parse(text, "")
    except FaqError:
        return None
    return None if document.problems else document.root["values"]
