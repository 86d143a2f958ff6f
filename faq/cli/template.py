"""The template of an entry, for the user's editor."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from faq.content import Faq, reader, schema
from faq.content.document import Mapping, Sequence
from faq.errors import EditError, FaqbotError, FaqError, Problem
from faq.maintaining.editing import AddEntry
from faq.maintaining.editing.layout import Addition, Data, Layout

NAME = "template"
"""What the places of problems call the template."""

PROBLEM = "#! "
"""How the lines begin that say at the top of the template what is wrong with it."""

COLUMNS = 88
"""Of a comment: a width that editors show without folding."""

EDITOR = "notepad" if sys.platform == "win32" else "vi"
"""The editor if neither VISUAL nor EDITOR names one: POSIX has vi on every system."""

HEAD = """\
# A new entry. Save it and close the editor; close it without saving to give up.
# What stays empty is left out. Lines that begin with # are not read.
"""


class GivenUpError(Exception):
    """The user does not want the entry any more."""


class Template:
    """A file with one entry that is still to be written; nothing that is typed gets lost.

    Args:
        entry: what is known of the entry.
        faq: the FAQ that it is for.
    """

    def __init__(self, entry: AddEntry, faq: Faq) -> None:
        self._target = entry.file
        self._begun = HEAD + _commented(entry, faq)
        handle, name = tempfile.mkstemp(prefix="faqbot-new-", suffix=".yaml")
        os.close(handle)
        self._file = Path(name)
        self._write(self._begun)

    def edit(self, problems: FaqbotError | None) -> None:
        """Let the user edit the text, with what is wrong with it at its top.

        Raises:
            EditError: there is no such editor.
            GivenUpError: nothing was saved, or an empty text, or the editor failed.
        """
        self._write(_shown(problems) + self._text())
        # Some file systems count time in steps of two seconds: a save must show.
        status = self._file.stat()
        os.utime(self._file, (status.st_atime, status.st_mtime - 2))
        unsaved = self._file.stat().st_mtime_ns
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or EDITOR
        try:
            done = subprocess.run([*shlex.split(editor), self._file], check=False)  # noqa: S603 -- the user's own command
        except (OSError, ValueError) as error:
            raise EditError(
                f'the editor "{editor}" cannot be opened ({reader.reason(error)}): name another '
                "one in the variable EDITOR, or give --question and --answer"
            ) from error
        is_saved = self._file.stat().st_mtime_ns != unsaved
        if done.returncode or not is_saved or not self._is_written():
            raise GivenUpError

    def entry(self) -> AddEntry:
        """The entry in the text; its id is empty if the user has given none.

        Raises:
            FaqError: with every problem of its form.
        """
        document = reader.parse(self._text(), NAME)
        entries = document.root.get("entries")
        if not (len(document.root) == 1 and isinstance(entries, list) and len(entries) == 1):
            place = document.place("entries", 1)
            raise FaqError([Problem(place, "write one entry, and nothing else")])
        has_id = True
        if isinstance(entries[0], Mapping):
            _drop_empty(entries[0])
            has_id = "id" in entries[0]
            entries[0].setdefault("id", NAME)
        content, flaws = schema.validate(document)
        errors = [problem for problem in document.problems if problem.severity == "error"]
        if content is None or errors:
            raise FaqError([*errors, *flaws])
        item = content.entries[0]
        return AddEntry(
            item.id if has_id else "",
            item.question,
            item.answer,
            item.topic,
            item.phrasings,
            [(cited.source, cited.quote) for cited in item.sources],
            item.related,
            self._target,
        )

    def discard(self) -> None:
        """Delete the file: its entry is in the FAQ."""
        self._file.unlink()

    def left(self) -> Path | None:
        """The file, if the user has written something in it that is nowhere else."""
        if self._file.exists() and not self._is_written():
            self._file.unlink()
        return self._file if self._file.exists() else None

    def _write(self, text: str) -> None:
        self._file.write_text(text, encoding="utf-8")

    def _text(self) -> str:
        """The text without the problems at its top."""
        text = reader.unified(self._file.read_bytes().decode("utf-8", "replace"))
        return re.sub(f"^{PROBLEM}.*\n", "", text, flags=re.MULTILINE)

    def _is_written(self) -> bool:
        return self._text().strip() not in ("", self._begun.strip())


def _shown(problems: FaqbotError | None) -> str:
    """The problems as lines for the top of the template."""
    if problems is None:
        return ""
    sentences = [str(problems)]
    if isinstance(problems, FaqError):
        count = len(problems.problems)
        # A place in the FAQ's file would not help: the entry is not there yet.
        sentences = [
            f"line {problem.place.line + count}: {problem.message}"
            if problem.place.path == NAME
            else problem.message
            for problem in problems.problems
        ]
    return "".join(f"{PROBLEM}{' '.join(sentence.split())}\n" for sentence in sentences)


def _commented(entry: AddEntry, faq: Faq) -> str:
    """The text of an FAQ with this entry alone; comments explain the keys, also the empty ones."""
    only = faq.sources[0].id if len(faq.sources) == 1 else ""
    data: Data = {
        "id": entry.id,
        "topic": entry.topic or "",
        "question": entry.question,
        "phrasings": entry.phrasings or [""],
        "answer": entry.answer,
        "sources": [
            {"source": source or only, "quote": quote}
            for source, quote in entry.citations or [("", "")]
        ],
        "related": entry.related or [""],
    }
    text = Layout("entries: []\n").with_added(Addition(("entries",), 0, [data]))
    text = text.replace('\n    answer: ""\n', "\n    answer: |\n      \n")
    text = re.sub(r'^([ -]*(?:\w+:)?) ""$', r"\1 ", text, flags=re.MULTILINE)
    topics = ", ".join(dict.fromkeys(other.topic for other in faq.entries if other.topic))
    sources = ", ".join(f"{source.id} ({source.title})" for source in faq.sources)
    hints = {
        "id": "If it is empty, it is made of the question.",
        "topic": f"So far: {topics or 'none'}.",
        "sources": f"The FAQ has: {sources or 'none'}.",
    }
    for key, field in schema.EntryItem.model_fields.items():
        comment = textwrap.fill(
            f"{field.description} {hints.get(key, '')}",
            COLUMNS,
            initial_indent="    # ",
            subsequent_indent="    # ",
        )
        head, line, tail = text.partition("\n  - id:" if key == "id" else f"\n    {key}:")
        text = f"{head}\n{comment}{line}{tail}"
    return text


def _drop_empty(entry: Mapping) -> None:
    """Take out of an entry what is empty and need not be there."""
    for key, field in schema.EntryItem.model_fields.items():
        value = entry.get(key)
        if isinstance(value, Sequence):
            filled = [n for n, item in enumerate(value) if not _is_empty(item)]
            value.items_at[:] = [value.items_at[n] for n in filled]
            value[:] = [value[n] for n in filled]
        if not value and (key == "id" or not field.is_required()):
            entry.pop(key, None)


def _is_empty(item: object) -> bool:
    """Whether a list's item is as the template has it: nothing, or a source without a quote."""
    return item == "" or (isinstance(item, Mapping) and item.get("quote") == "")
