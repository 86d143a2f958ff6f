"""Reads the text that an FAQ is made from, and writes the FAQ's folder, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from faq.content import Entry, Faq, is_yaml, json_schema
from faq.content.checks import MAX_SOURCE_BYTES
from faq.content.reader import read_exactly, reason, unified
from faq.content.scalars import block, line
from faq.errors import FaqError
from faq.files import write_whole
from faq.starting.draft import DraftError
from faq.text import from_system

SCHEMA = "faq.schema.json"
FAQ = "faq.yaml"

WIDTH = 99
"""Columns up to which a text stays beside its key."""

LONGEST_NAME = 100
"""Characters of a file's name; the format takes 128 for a path."""

_NOT_TEXT = (
    (rb"%PDF", "is a PDF"),
    (rb"PK\x03\x04", "is a zipped document (such as .docx, .odt or .epub)"),
    (rb"\xd0\xcf\x11\xe0", "is an old Word document"),
    (rb"\{\\rtf", "is a rich text document (.rtf)"),
    (rb"\xff\xfe|\xfe\xff", "is UTF-16, which Windows calls Unicode"),
    (rb"(?i:\s*(?:<!doctype html|<html))", "is a web page"),
)
"""How files begin that people have instead of plain text."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

_NOT_COVERED = """\
# What people ask and the text does not say, to be declined by its name:
# not_covered:
#   - id: contact
#     topic: whom to call
#     phrasings:
#       - what is your telephone number
#       - whom can i talk to

# Asked by `faqbot test`, and never used for answering. These follow a pattern, so that
# passing them says little: replace them by what people really type.
"""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The text that an FAQ is made from.

    Attributes:
        name: what its copy is called.
        text: its text.
        content: the file's bytes as they are.
    """

    name: str
    text: str
    content: bytes


def read_source(path: Path) -> SourceFile:
    """The text in a file.

    Raises:
        DraftError: it is not there, no plain text, not UTF-8, too large or empty.
    """
    no_text = DraftError(f"{path} is no text file: give a plain text or Markdown file in UTF-8")
    try:
        with path.open("rb") as file:
            start = file.read(512)
        for beginning, kind in _NOT_TEXT:
            if re.match(beginning, start):
                raise DraftError(
                    f"{path} {kind}: save its text as plain text in UTF-8 (.txt) first"
                )
        if b"\0" in start:
            raise no_text
        text = read_exactly(path, str(path), MAX_SOURCE_BYTES)
    except FileNotFoundError:
        raise DraftError(f"There is no file {path}: name the text that the FAQ is about") from None
    except IsADirectoryError:
        raise DraftError(
            f"{path} is a folder: name the file whose text the FAQ is about"
        ) from None
    except (OSError, ValueError) as error:
        raise DraftError(f"{path} cannot be read: {reason(error)}") from None
    except FaqError as error:
        raise DraftError(str(error)) from None
    if _CONTROL.search(text):
        raise no_text
    if not unified(text).strip():
        raise DraftError(f"{path} is empty: an FAQ is made from a text of a few sentences")
    return SourceFile(_name(path), unified(text), text.encode())


def check_folder(folder: Path) -> None:
    """Whether an FAQ may be made here; what begins with a dot (.git) is no hindrance.

    Raises:
        DraftError: something is there already.
    """
    try:
        names = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        if folder.is_file():
            raise DraftError(f"{folder} is a file: name a folder that is not there yet") from None
        raise DraftError(f"{folder} cannot be used: {reason(error)}") from None
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        advice = (
            f"there is an FAQ already; look at it with: faqbot check --faq {folder}"
            if any(map(is_yaml, names))
            else "name a folder that is not there yet"
        )
        raise DraftError(f"{folder} is not empty ({names[0]}{more}): {advice}")


def write_folder(draft: Faq, source: SourceFile, folder: Path) -> dict[str, str]:
    """Make the folder; nothing is left of it if that fails.

    Returns:
        The names of the files made and what each is for, the FAQ first.

    Raises:
        DraftError: something is in the folder, or it cannot be written.
    """
    check_folder(folder)
    manual = "README.md" if source.name.lower() != "readme.md" else "MAINTAINING.md"
    contents: dict[Path, str | bytes] = {
        folder / source.name: source.content,
        folder / SCHEMA: json_schema(),
        folder / manual: _manual(draft, source, folder),
        folder / FAQ: "\n".join(_faq_lines(draft, source)) + "\n",  # with it the folder is an FAQ
    }
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(contents)
    except OSError as error:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise DraftError(f"{folder} cannot be made: {reason(error)}") from None
    return {
        FAQ: "the entries; open it in an editor",
        source.name: "the text, as it was: every quote is looked up in it",
        SCHEMA: "completion and hints while you type, in editors that know YAML",
        manual: "for whoever maintains this FAQ",
    }


def _name(path: Path) -> str:
    """The file's name, or one like it that a source of an FAQ may have."""
    name = re.sub(r"[\\\x00-\x1f\x7f\ud800-\udfff]", "_", path.name)
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]
    is_taken = name.lower() == SCHEMA or is_yaml(name)
    return f"{name}.txt" if is_taken else name


def _faq_lines(draft: Faq, source: SourceFile) -> Iterator[str]:
    """The FAQ's file, laid out as people write it."""
    yield f"# yaml-language-server: $schema={SCHEMA}"
    yield f"title: {line(draft.title)}"
    yield f"about: {line(draft.about)}"
    if draft.language:
        yield f"language: {line(draft.language)}"
    else:
        yield "# language: en   # of the text: write its two-letter code and remove the first #"
    yield "require_sources: true"
    yield ""
    yield "sources:"
    yield f"  {line(draft.sources[0].id)}:"
    yield f"    title: {line(draft.title)}"
    yield '    # published: "2026-01-31"   # also: author, publisher, isbn, url'
    yield f"    file: {line(source.name)}"
    yield ""
    if draft.terms:
        yield "# Names that must never answer for each other, with their other spellings."
        yield "terms:"
        for term in draft.terms:
            yield f"  - term: {line(term.term)}"
            yield "    means:"
            yield from (f"      - {line(spelling)}" for spelling in term.means)
        yield ""
    yield "entries:"
    for entry in draft.entries:
        yield from _entry_lines(entry)
    yield from _NOT_COVERED.splitlines()
    yield "questions:"
    for test in draft.questions:
        yield f"  - q: {line(test.question)}"
        yield from (f"    expect: {line(name)}" for name in test.accepted)


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield "  # draft: reword, add phrasings"
    yield f"  - id: {line(entry.id)}"
    if entry.topic:
        yield f"    topic: {line(entry.topic)}"
    yield f"    question: {line(entry.question)}"
    if phrasings := entry.phrasings[1:]:
        yield "    phrasings:"
        yield from (f"      - {line(phrasing.text)}" for phrasing in phrasings)
    is_long = "\n" in entry.answer or len(entry.answer) + len("    answer: ") > WIDTH
    if is_long and (lines := block(entry.answer)):
        yield "    answer: |"
        yield from (f"      {part}" for part in lines)
    else:
        yield f"    answer: {line(entry.answer)}"
    yield "    sources:"
    for citation in entry.citations:
        yield f"      - source: {line(citation.source.id)}"
        yield f"        quote: {line(citation.quote)}"
    yield ""


def _manual(draft: Faq, source: SourceFile, folder: Path) -> str:
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
