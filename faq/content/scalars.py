"""Writes texts as YAML: plain where that is read as the same text, else in quotation marks."""

from __future__ import annotations

import re

import yaml

from faq.content import reader

_NEWER = re.compile(
    r"[yYnN]|0o[0-7]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
)
"""What PyYAML reads as a text and other parsers, such as those of editors, do not: booleans of
YAML 1.1 and numbers of YAML 1.2."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNWRITABLE = re.compile("[\ud800-\udfff]")


def writable(text: str) -> bool:
    """Whether UTF-8 can encode the text: it holds no half of a surrogate pair."""
    return not _UNWRITABLE.search(text)


def line(text: str) -> str:
    """The text on one line, for block style: plain if it can be, else in quotation marks."""
    return text if is_plain(text) else quoted(text)


def is_plain(text: str) -> bool:
    """Whether the text, without quotation marks, is read as itself in block style."""
    if not text or text != text.strip() or "\n" in text or "\r" in text:
        return False
    if reader.INVISIBLE.search(text) or _NEWER.fullmatch(text):
        return False
    for tag, pattern in reader.RESOLVERS.get(text[0], ()):
        if tag and pattern.match(text):
            return False
    try:
        events = list(yaml.parse(f"- {text}\n- k: {text}\n- {text}", Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return False
    scalars = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    kinds = [yaml.SequenceStartEvent, yaml.ScalarEvent, yaml.MappingStartEvent]
    return (
        [scalar.value for scalar in scalars] == [text, "k", text, text]
        and all(not scalar.style and scalar.anchor is scalar.tag is None for scalar in scalars)
        and [type(event) for event in events[2:5]] == kinds
    )


def quoted(text: str) -> str:
    """The text in single or double quotation marks: whichever needs fewer escapes, else double."""
    if not re.search(r"[\n\r\t]", text) and not reader.INVISIBLE.search(text):
        if text.count('"') + text.count("\\") > text.count("'"):
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if not reader.INVISIBLE.search(character):
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}"  # noqa: PLR2004 -- a byte


def block(text: str) -> list[str] | None:
    """The lines to write under a `|`, not yet indented; None if the text cannot be written so."""
    lines = [part.rstrip() for part in text.split("\n")]
    sample = "- |\n" + "".join(f"  {part}\n" if part else "\n" for part in lines)
    if "\r" in text or reader.INVISIBLE.search(sample) or not lines[0] or lines[0][0].isspace():
        return None
    events = yaml.parse(sample, Loader=yaml.CSafeLoader)
    values = [event.value for event in events if isinstance(event, yaml.ScalarEvent)]
    return lines if values == [text + "\n"] else None
