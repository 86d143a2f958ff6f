"""Adds to an FAQ's files without disturbing them: what is added is all that differs.

Lines are inserted into the text as it is; comments, order, quotation marks and line endings stay.
No text is returned before it has been read again and found to hold the old content with exactly
the addition.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faq.content import loader, reader, scalars, schema
from faq.content.document import Document
from faq.errors import EditError, FaqError, Problem
from faq.files import write_whole
from faq.maintaining.editing.layout import Addition, Data, FlowStyleError, Layout


@dataclass(frozen=True, slots=True)
class AddPhrasings:
    """More ways of asking for an entry. White space in them is folded."""

    entry: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class AddNotCoveredPhrasings:
    """More ways of asking about a subject that is not covered. White space in them is folded."""

    subject: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new entry.

    Attributes:
        citations: pairs of a source's id and a quote.
        file: the file of the FAQ to put it in; None for the one that has most of its topic.
    """

    id: str
    question: str
    answer: str
    topic: str | None = None
    phrasings: Sequence[str] = ()
    citations: Sequence[tuple[str, str]] = ()
    related: Sequence[str] = ()
    file: Path | None = None


Edit = AddPhrasings | AddNotCoveredPhrasings | AddEntry
"""One addition."""


def apply(path: Path, edits: Iterable[Edit]) -> dict[Path, str]:
    """The new texts of the files that change; nothing is written.

    An addition goes where its entry, subject or list is. A new entry follows the last one of its
    topic in the file that has most of them, else it ends the longest list of entries. Whether the
    FAQ as a whole is sound then, `load(path, changed)` tells.

    Args:
        path: the FAQ, a file or a folder.
        edits: what to add, in this order; one may add to what another one has made.

    Returns:
        by file, the whole text with the file's own byte order mark and line endings.

    Raises:
        FaqError: a file cannot be read or breaks the format.
        EditError: there is no such entry, subject or file, or the place to be changed is written
            in flow style (in brackets or braces).
    """
    files = _read(path)
    changed: dict[Path, str] = {}
    for edit in edits:
        at, addition = _planned(files, edit)
        if not addition.items:
            continue
        files[at] = files[at].after(addition)
        changed[files[at].path] = files[at].raw
    return changed


def refusals(path: Path, edits: Iterable[Edit]) -> list[str | None]:
    """For each edit, why `apply` would refuse it, by itself; None where it would not.

    Raises:
        FaqError: a file cannot be read or breaks the format.
    """
    files = _read(path)
    reasons: list[str | None] = []
    for edit in edits:
        try:
            at, addition = _planned(files, edit)
            files[at].after(addition)
        except EditError as error:
            reasons.append(str(error))
        else:
            reasons.append(None)
    return reasons


def write(changed: Mapping[Path, str]) -> None:
    """Write the files whole; none of them changes if a folder or the disk prevents one of them.

    Raises:
        EditError: one cannot be written.
    """
    try:
        write_whole(changed)
    except OSError as error:
        raise EditError(f"{error.filename}: cannot be written: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class _File:
    """One file: its text, what it holds, and how it is written."""

    path: Path
    raw: str
    document: Document

    @classmethod
    def of(cls, path: Path, raw: str) -> _File:
        return cls(path, raw, reader.parse(raw, str(path)))

    @property
    def problems(self) -> list[Problem]:
        errors = [p for p in self.document.problems if p.severity == "error"]
        return errors or schema.validate(self.document)[1]

    def items(self, key: str) -> list[Data]:
        """The entries, or the subjects that are not covered."""
        return self.document.root.get(key) or []

    def after(self, addition: Addition) -> _File:
        """The file with the addition.

        Raises:
            EditError: it cannot be made without changing anything else.
        """
        try:
            changed = _File.of(self.path, Layout(self.raw).with_added(addition))
        except FlowStyleError as error:
            line, column = error.mark
            raise EditError(f"{self.path}:{line + 1}:{column + 1}: {error}") from error
        except FaqError as error:
            raise self._refusal() from error
        if _content(changed.document.root) != self._expected(addition):
            raise self._refusal()
        if problems := changed.problems:
            raise FaqError(problems)
        return changed

    def _expected(self, addition: Addition) -> object:
        """The content that the file must have after the addition."""
        expected = _content(self.document.root)
        *steps, key = addition.steps
        owner: Any = expected
        for step in steps:
            owner = owner[step]
        items = owner.setdefault(key, [])
        items[addition.index : addition.index] = _content(addition.items)
        return expected

    def _refusal(self) -> EditError:
        return EditError(
            f"{self.path}: written in a way that faqbot cannot add to safely, so it was left "
            "alone: add it by hand"
        )


def _read(path: Path) -> list[_File]:
    files = [
        _File.of(file, reader.read_exactly(file, str(file), reader.MAX_BYTES))
        for file in loader.files(path)
    ]
    if problems := [problem for file in files for problem in file.problems]:
        raise FaqError(problems)
    return files


def _content(node: Any) -> Any:  # noqa: ANN401 -- nested data
    """A document's data as plain dicts, lists and trimmed texts."""
    if isinstance(node, Mapping):
        return {key: _content(value) for key, value in node.items()}
    if isinstance(node, str):
        return node.strip()
    return [_content(item) for item in node]


def _planned(files: Sequence[_File], edit: Edit) -> tuple[int, Addition]:
    """The number of the file that changes, and the addition to it."""
    match edit:
        case AddPhrasings(name, texts):
            return _to_phrasings(files, "entries", "entry", name, texts)
        case AddNotCoveredPhrasings(name, texts):
            return _to_phrasings(files, "not_covered", "subject", name, texts)
        case AddEntry():
            entry: Data = {
                "id": edit.id,
                "topic": _line(edit.topic or ""),
                "question": _line(edit.question),
                "phrasings": _lines(edit.phrasings),
                "answer": _text(edit.answer),
                "sources": [{"source": s, "quote": _line(q)} for s, q in edit.citations],
                "related": list(edit.related),
            }
            return _to_list(files, "entries", {k: v for k, v in entry.items() if v}, edit.file)


def _to_phrasings(
    files: Sequence[_File], key: str, kind: str, name: str, texts: Sequence[str]
) -> tuple[int, Addition]:
    places = {
        item["id"]: (at, i)
        for at, file in enumerate(files)
        for i, item in enumerate(file.items(key))
    }
    if name not in places:
        near = difflib.get_close_matches(name, places, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise EditError(f'there is no {kind} "{name}"{hint}')
    at, i = places[name]
    present = files[at].items(key)[i].get("phrasings", [])
    return at, Addition((key, i, "phrasings"), len(present), _lines(texts))


def _to_list(
    files: Sequence[_File], key: str, item: Data, wanted: Path | None = None
) -> tuple[int, Addition]:
    """A new item: behind the last one of its topic, or where most items are."""
    topic = item.get("topic") if key == "entries" else None

    def alike(at: int) -> list[int]:
        topics = [other.get("topic", "").strip() for other in files[at].items(key)]
        return [i for i, other in enumerate(topics) if topic and other == topic]

    def fit(at: int) -> tuple[int, ...]:
        root = files[at].document.root
        count = len(files[at].items(key))
        entries = len(files[at].items("entries"))
        return len(alike(at)), count, key in root, entries, "title" in root, -at

    at = max(range(len(files)), key=fit) if wanted is None else _number_of(wanted, files)
    same = alike(at)
    return at, Addition((key,), same[-1] + 1 if same else len(files[at].items(key)), [item])


def _number_of(wanted: Path, files: Sequence[_File]) -> int:
    for at, file in enumerate(files):
        if file.path.resolve() == wanted.resolve():
            return at
    names = ", ".join(str(file.path) for file in files)
    raise EditError(f"{wanted} is no file of this FAQ; its files are: {names}")


def _line(text: str) -> str:
    return _text(" ".join(text.split()))


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in texts if (line := _line(text))]


def _text(text: str) -> str:
    if not scalars.writable(text):
        raise EditError(f'half of a surrogate pair cannot be written: "{text[:40]!a}"')
    lines = reader.unified(text).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
