"""A first FAQ's folder: read the text it is made from, and write all of it or nothing."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from faq.content import is_yaml, json_schema
from faq.content.checks import MAX_SOURCE_BYTES
from faq.content.reader import read_text, reason
from faq.errors import FaqError
from faq.starting.draft import Draft, DraftError, Item
from faq.text import from_system
from faq.text import words as words_of

SCHEMA = "faq.schema.json"
FAQ = "faq.yaml"

WIDTH = 99
"""Columns up to which a text stays beside its key."""

LONGEST_NAME = 100
"""Characters of a file's name; the format takes 128 for a path."""

_KINDS = (
    (b"%PDF", "is a PDF"),
    (b"PK\x03\x04", "is a zipped document (such as .docx, .odt or .epub)"),
    (b"\xd0\xcf\x11\xe0", "is an old Word document"),
    (b"{\\rtf", "is a rich text document (.rtf)"),
    (b"\xff\xfe", "is UTF-16, which Windows calls Unicode"),
    (b"\xfe\xff", "is UTF-16"),
)
"""How files begin that people have instead of plain text."""

_PAGE = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PLAIN = re.compile(r"[^\W\d_][^\n\t]*")
_NOT_PLAIN = re.compile(
    r": |:$| #|[\x00-\x1f\x7f-\x9f\u00a0\u200b\u2028\u2029\u2060\ufeff]|[\u202a-\u202e]"
)
_WORDS_OF_YAML = frozenset(words_of("y n yes no on off true false null none"))
_ESCAPED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00a0\u200b\u2028\u2029\u2060\ufeff\ufffe\uffff\u202a-\u202e]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """The text that an FAQ is made from, and its file's own bytes."""

    name: str
    text: str
    raw: bytes


def read_source(path: Path) -> Source:
    """The text in a file.

    Raises:
        DraftError: it is not there, no plain text, not UTF-8, too large or empty.
    """
    _check_kind(path)
    try:
        text = read_text(path, str(path), MAX_SOURCE_BYTES)
        raw = path.read_bytes()
    except FaqError as error:
        raise DraftError(str(error)) from None
    except OSError as error:
        raise DraftError(f"{path} cannot be read: {reason(error)}") from None
    if not text.strip():
        raise DraftError(f"{path} is empty: an FAQ is made from a text of a few sentences")
    if _CONTROL.search(text):
        raise DraftError(f"{path} is no text file: give a plain text or Markdown file in UTF-8")
    return Source(_name(path), text, raw)


def _check_kind(path: Path) -> None:
    """Whether a file begins as a plain text does."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except IsADirectoryError:
        raise DraftError(
            f"{path} is a folder: name the file whose text the FAQ is about"
        ) from None
    except FileNotFoundError:
        raise DraftError(f"There is no file {path}: name the text that the FAQ is about") from None
    except (OSError, ValueError) as error:
        raise DraftError(f"{path} cannot be read: {reason(error)}") from None
    for mark, what in _KINDS:
        if start.startswith(mark):
            raise DraftError(f"{path} {what}: save its text as plain text in UTF-8 (.txt) first")
    if _PAGE.match(start):
        raise DraftError(
            f"{path} is a web page: save its text as plain text in UTF-8 (.txt) first"
        )
    if b"\0" in start:
        raise DraftError(f"{path} is no text file: give a plain text or Markdown file in UTF-8")


def check_place(folder: Path) -> None:
    """Whether an FAQ may be made here; what begins with a dot (.git) is no hindrance.

    Raises:
        DraftError: something is there already.
    """
    try:
        found = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        if folder.is_file():
            raise DraftError(f"{folder} is a file: name a folder that is not there yet") from None
        raise DraftError(f"{folder} cannot be used: {reason(error)}") from None
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        advice = (
            f"there is an FAQ already; look at it with: faqbot check --faq {folder}"
            if any(map(is_yaml, found))
            else "name a folder that is not there yet"
        )
        raise DraftError(f"{folder} is not empty ({found[0]}{more}): {advice}")


def write(draft: Draft, source: Source, folder: Path) -> dict[str, str]:
    """Make the folder; nothing is left of it if that fails.

    Returns:
        The names of the files made and what each is for, the FAQ first.

    Raises:
        DraftError: something is in the folder, or it cannot be written.
    """
    check_place(folder)
    manual = "README.md" if source.name.lower() != "readme.md" else "MAINTAINING.md"
    files = {
        FAQ: _faq(draft, source).encode(),
        source.name: source.raw,
        SCHEMA: json_schema().encode(),
        manual: _manual(draft, source, folder).encode(),
    }
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        _place(files, folder)
    except OSError as error:
        raise DraftError(f"{folder} cannot be made: {reason(error)}") from None
    return {
        FAQ: "the entries; open it in an editor",
        source.name: "the text, as it was: every quote is looked up in it",
        SCHEMA: "completion and hints while you type, in editors that know YAML",
        manual: "for whoever maintains this FAQ",
    }


def _place(files: dict[str, bytes], folder: Path) -> None:
    """Write files beside a folder and then move them into it in one go."""
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.absolute().parent))
    try:
        for name, content in files.items():
            (made / name).write_bytes(content)
        if not folder.exists():
            mask = os.umask(0)
            os.umask(mask)
            made.chmod(0o777 & ~mask)
            made.rename(folder)
            return
        moved: list[Path] = []
        try:
            for name in reversed(files):  # the FAQ last: a folder with one is complete
                moved.append(folder / name)
                (made / name).replace(folder / name)
        except OSError:
            for path in moved:
                path.unlink(missing_ok=True)
            raise
    finally:
        with suppress(OSError):
            shutil.rmtree(made)


def _name(path: Path) -> str:
    """The file's name, such that an FAQ may have a source of that name."""
    name = re.sub(r"[\\\x00-\x1f\x7f\ud800-\udfff]", "_", path.name)
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]
    is_taken = name.lower() == SCHEMA or is_yaml(name)
    return f"{name}.txt" if is_taken else name


def _faq(draft: Draft, source: Source) -> str:
    return "\n".join(_lines(draft, source)) + "\n"


def _lines(draft: Draft, source: Source) -> Iterator[str]:
    """The FAQ's file, laid out as people write it."""
    yield f"# yaml-language-server: $schema={SCHEMA}"
    yield f"title: {_scalar(draft.title)}"
    yield f"about: {_scalar(draft.about)}"
    if draft.language:
        yield f"language: {_scalar(draft.language)}"
    else:
        yield "# language: en   # of the text: write its two-letter code and remove the first #"
    yield "require_sources: true"
    yield ""
    yield "sources:"
    yield f"  {_scalar(draft.source)}:"
    yield f"    title: {_scalar(draft.title)}"
    yield '    # published: "2026-01-31"   # also: author, publisher, isbn, url'
    yield f"    file: {_scalar(source.name)}"
    yield ""
    if draft.terms:
        yield "# Names that must never answer for each other, with their other spellings."
        yield "terms:"
        for short, long in draft.terms:
            yield f"  - term: {_scalar(short)}"
            yield "    means:"
            yield f"      - {_scalar(long)}"
        yield ""
    yield "entries:"
    for item in draft.items:
        yield from _entry(item, draft.source)
    yield "# What people ask and the text does not say, to be declined by its name:"
    yield "# not_covered:"
    yield "#   - id: contact"
    yield "#     topic: whom to call"
    yield "#     phrasings:"
    yield "#       - what is your telephone number"
    yield "#       - whom can i talk to"
    yield ""
    yield "# Asked by `faqbot test`, and never used for answering. These follow a pattern, so that"
    yield "# passing them says little: replace them by what people really type."
    yield "questions:"
    for item in draft.items:
        yield f"  - q: {_scalar(item.test)}"
        yield f"    expect: {_scalar(item.id)}"


def _entry(item: Item, source: str) -> Iterator[str]:
    yield "  # draft: reword, add phrasings"
    yield f"  - id: {_scalar(item.id)}"
    if item.topic:
        yield f"    topic: {_scalar(item.topic)}"
    yield f"    question: {_scalar(item.question)}"
    if item.phrasings:
        yield "    phrasings:"
        for phrasing in item.phrasings:
            yield f"      - {_scalar(phrasing)}"
    if "\n" in item.answer or len(item.answer) + len("    answer: ") > WIDTH:
        lines = item.answer.split("\n")
        if _ESCAPED.search("".join(lines)):
            yield f"    answer: {_quoted(item.answer)}"
        else:
            yield "    answer: |"
            yield from (f"      {line}" for line in lines)
    else:
        yield f"    answer: {_scalar(item.answer)}"
    yield "    sources:"
    for quote in item.quotes:
        yield f"      - source: {_scalar(source)}"
        yield f"        quote: {_scalar(quote)}"
    yield ""


def _scalar(text: str) -> str:
    """A text on one line, in quotation marks where YAML would take it for something else."""
    is_plain = (
        _PLAIN.fullmatch(text)
        and text == text.strip()
        and not _NOT_PLAIN.search(text)
        and text.lower() not in _WORDS_OF_YAML
    )
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    """A text in double quotation marks, or in single ones if that needs fewer backslashes."""
    if text.count('"') + text.count("\\") > text.count("'") and not _ESCAPED.search(text):
        return "'" + text.replace("'", "''") + "'"
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"


def _manual(draft: Draft, source: Source, folder: Path) -> str:
    where = from_system(folder.name) or "."
    return f"""\
# {draft.title}

Answers in `{FAQ}`, quoted from `{source.name}`.

- Every entry is a draft until somebody has reworded it: make the answer shorter than the text,
  add phrasings (how people really ask; ten or more make a difference), then delete its comment.
- A quote is copied from `{source.name}` letter by letter; a quote that is not in it is an error.
- What people ask and the text does not say goes under `not_covered`.
- After each edit: `faqbot check --faq {where}` and `faqbot test --faq {where}`.
- To try it: `faqbot chat --faq {where}`; on Telegram: `faqbot run --faq {where}`.
"""
