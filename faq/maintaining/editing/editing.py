"""Changes FAQ files without disturbing them: what is added is all that differs.

A change is made in the text, at the place that the layout gives; comments, order, quotation marks
and line endings stay. Nothing is returned before it has been read again and found to be the old
content with exactly the change.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import stat
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faq.content import loader, reader, scalars, schema
from faq.content.syntax import Mark
from faq.errors import EditError, FaqError
from faq.maintaining.editing.layout import INDENT, WIDTH, Group, Layout, Lines, Node, Slot


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
class AddNotCovered:
    """A new subject that is not covered."""

    id: str
    topic: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new entry; `citations` are pairs of a source's id and a quote."""

    id: str
    question: str
    answer: str
    topic: str | None = None
    phrasings: Sequence[str] = ()
    citations: Sequence[tuple[str, str]] = ()
    related: Sequence[str] = ()


Edit = AddPhrasings | AddNotCoveredPhrasings | AddNotCovered | AddEntry
"""One change."""

Data = dict[str, Any]


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
        EditError: there is no such entry or subject, or a file is written in a way that cannot be
            added to.
    """
    files = [_File.read(file) for file in loader.files(path)]
    if problems := [problem for file in files for problem in file.problems]:
        raise FaqError(problems)
    changed: dict[Path, str] = {}
    for edit in edits:
        at, change = _planned(files, edit)
        if not change.items:
            continue
        files[at] = files[at].after(change)
        changed[files[at].path] = files[at].raw
    return changed


def patch(path: Path, changed: Mapping[Path, str]) -> str:
    """The changes as a unified diff for `git apply`.

    Its paths are relative to the root of the git repository that the FAQ is in, or without one to
    the FAQ's folder.
    """
    folder = (path if path.is_dir() else path.parent).resolve()
    root = next((p for p in (folder, *folder.parents) if (p / ".git").exists()), folder)
    return "".join(
        _file_patch(Path(os.path.relpath(file.resolve(), root)).as_posix(), old, new)
        for file, new in changed.items()
        if (old := file.read_bytes().decode("utf-8")) != new
    )


def write(changed: Mapping[Path, str]) -> None:
    """Write the files, each at once or not at all, with the modes they have.

    Raises:
        EditError: one cannot be written; none is changed if its folder or disk is the reason.
    """
    waiting: list[tuple[str, Path]] = []
    target = Path()
    try:
        for file, text in changed.items():
            target = file.resolve()  # a link stays a link
            # Not *.yaml: a bot that watches the folder must not read it.
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
            waiting.append((name, target))
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                Path(name).chmod(stat.S_IMODE(target.stat().st_mode))
        while waiting:
            name, target = waiting[0]
            Path(name).replace(target)
            waiting.pop(0)
    except OSError as error:
        raise EditError(f"{target}: cannot be written: {reader.reason(error)}") from error
    finally:
        for name, _ in waiting:
            Path(name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Change:
    """A planned change: into which list, behind which item, and what.

    Attributes:
        steps: the keys and indexes that lead to the list, which may be missing.
        index: how many of the list's items come before.
        items: texts, or mappings of keys to texts and lists.
    """

    steps: tuple[str | int, ...]
    index: int
    items: Sequence[str | Data]


@dataclass(frozen=True, slots=True)
class _Splice:
    """A text to put in the place of what is between two positions."""

    start: Mark
    end: Mark
    text: str


@dataclass(frozen=True, slots=True)
class _File:
    """One file: its text, what it holds, and how it is written."""

    path: Path
    raw: str
    document: reader.Document
    layout: Layout

    @classmethod
    def read(cls, path: Path) -> _File:
        return cls.of(path, reader.read_exactly(path, str(path), reader.MAX_BYTES))

    @classmethod
    def of(cls, path: Path, raw: str) -> _File:
        document = reader.parse(raw, str(path), schema.KEYS)
        return cls(path, raw, document, Layout(raw))

    @property
    def problems(self) -> list[Any]:
        errors = [p for p in self.document.problems if p.severity == "error"]
        return errors or schema.validate(self.document)[1]

    def items(self, key: str) -> list[Data]:
        """The entries, or the subjects that are not covered."""
        return self.document.root.get(key) or []

    def after(self, change: _Change) -> _File:
        """The file with the change.

        Raises:
            EditError: the change cannot be made without changing anything else.
        """
        expected = content(self.document.root)
        target: Any = expected
        for step in change.steps[:-1]:
            target = target[step]
        last = change.steps[-1]
        if isinstance(target, dict):
            target = target.setdefault(str(last), [])
        target[change.index : change.index] = content(change.items)
        try:
            made = _File.of(self.path, self._spliced(_Additions(self.layout).splices(change)))
        except FaqError as error:
            raise self._refusal() from error
        if content(made.document.root) != expected:
            raise self._refusal()
        if _comments(made.layout) != _comments(self.layout):
            raise self._refusal()
        if made.problems:
            raise FaqError(made.problems)
        return made

    def _spliced(self, splices: Iterable[_Splice]) -> str:
        raw, lines = self.raw, self.layout.lines
        for splice in sorted(splices, key=lambda s: (s.start, s.end), reverse=True):
            text = splice.text.replace("\n", lines.end)
            raw = raw[: lines.offset(splice.start)] + text + raw[lines.offset(splice.end) :]
        return raw

    def _refusal(self) -> EditError:
        return EditError(
            f"{self.path}: written in a way that faqbot cannot add to safely, so it was left "
            "alone: add it by hand"
        )


def content(node: Any) -> Any:  # noqa: ANN401 -- nested data
    """What a document's data says, as plain dicts, lists and trimmed texts."""
    if isinstance(node, Mapping):
        return {key: content(value) for key, value in node.items()}
    if isinstance(node, str):
        return node.strip()
    return [content(item) for item in node]


def _comments(layout: Layout) -> Counter[str]:
    return Counter(comment.text for comment in layout.comments)


def _planned(files: Sequence[_File], edit: Edit) -> tuple[int, _Change]:
    """Which file changes, and how."""
    match edit:
        case AddPhrasings(name, texts):
            return _to_phrasings(files, "entries", "entry", name, texts)
        case AddNotCoveredPhrasings(name, texts):
            return _to_phrasings(files, "not_covered", "subject", name, texts)
        case AddNotCovered():
            given: Data = {
                "id": edit.id,
                "topic": _line(edit.topic),
                "phrasings": _lines(edit.texts),
            }
            return _to_list(files, "not_covered", given)
        case AddEntry():
            given = {
                "id": edit.id,
                "topic": _line(edit.topic or ""),
                "question": _line(edit.question),
                "phrasings": _lines(edit.phrasings),
                "answer": _text(edit.answer),
                "sources": [{"source": s, "quote": _line(q)} for s, q in edit.citations],
                "related": list(edit.related),
            }
            return _to_list(files, "entries", {k: v for k, v in given.items() if v})


def _to_phrasings(
    files: Sequence[_File], key: str, kind: str, name: str, texts: Sequence[str]
) -> tuple[int, _Change]:
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
    there = files[at].items(key)[i].get("phrasings", [])
    return at, _Change((key, i, "phrasings"), len(there), _lines(texts))


def _to_list(files: Sequence[_File], key: str, given: Data) -> tuple[int, _Change]:
    """A new item: behind the last one of its topic, or where most items are."""
    topic = given.get("topic") if key == "entries" else None

    def alike(at: int) -> list[int]:
        topics = [item.get("topic", "").strip() for item in files[at].items(key)]
        return [i for i, there in enumerate(topics) if topic and there == topic]

    def fit(at: int) -> tuple[int, ...]:
        root = files[at].document.root
        listed = len(files[at].items(key))
        entries = len(files[at].items("entries"))
        return len(alike(at)), listed, key in root, entries, "title" in root, -at

    at = max(range(len(files)), key=fit)
    same = alike(at)
    return at, _Change((key,), same[-1] + 1 if same else len(files[at].items(key)), [given])


def _line(text: str) -> str:
    return _text(" ".join(text.split()))


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in texts if (line := _line(text))]


def _text(text: str) -> str:
    if not scalars.writable(text):
        raise EditError(f'half of a surrogate pair cannot be written: "{text[:40]!a}"')
    lines = reader.unified(text).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


class _Additions:
    """Turns a planned change into splices of one file's text, in that file's own style."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines = layout.lines
        groups = list(_groups(layout.root))
        lists = [
            (slot, slot.value)
            for group in groups
            if not group.in_flow and not group.is_list
            for slot in group.slots
            if isinstance(slot.value, Group) and slot.value.is_list
        ]
        blocks = [(slot, value) for slot, value in lists if not value.in_flow]
        self.dash = _usual((v.column - s.start[1] for s, v in blocks), INDENT)
        """Columns from a key to the hyphens of the list under it."""
        self.gap = _usual(
            (
                item.value.start[1] - item.start[1]
                for _, value in blocks
                for item in value.slots
                if item.value.start[0] == item.start[0]
            ),
            2,
        )
        """Columns from a hyphen to its item."""
        phrasings = [
            v.in_flow for s, v in lists if s.key and s.key.value == "phrasings" and v.slots
        ]
        self.flow_phrasings = _usual(phrasings, default=False)
        answers = [
            slot.value.style in ("|", ">")
            for group in groups
            for slot in group.slots
            if slot.key and slot.key.value == "answer" and not isinstance(slot.value, Group)
        ]
        self.block_answers = _usual(answers, default=False)
        keys = [slot.key for group in groups if group.in_flow for slot in group.slots if slot.key]
        self.is_json = bool(layout.root.in_flow and keys) and all(k.style == '"' for k in keys)

    def splices(self, change: _Change) -> list[_Splice]:
        """The splices that make the change."""
        owner: Any = self.layout.root
        for step in change.steps[:-1]:
            owner = owner.slots[step].value if isinstance(step, int) else owner.get(step).value
        if not isinstance(owner, Group):
            raise TypeError("a planned change leads through lists and mappings")
        key = str(change.steps[-1])
        slot = owner.get(key)
        if slot is None:
            return self._new_key(owner, key, change.items)
        if not isinstance(slot.value, Group):
            raise TypeError("a planned change leads to a list")
        return self._into(owner, slot, slot.value, change)

    def _into(self, owner: Group, slot: Slot, there: Group, change: _Change) -> list[_Splice]:
        """Into a list that is there."""
        if there.slots and not there.in_flow:
            return [self._behind_item(owner, there, change)]
        if there.slots:
            flows = [self._flow(item) for item in change.items]
            before = there.slots[change.index - 1]
            return self._behind_in_flow(before.start, before.value.end, there.end, flows)
        beside = slot.key is not None and slot.key.start[0] == there.start[0] == there.end[0]
        if owner.in_flow or not beside or slot.key is None:
            at = (there.end[0], there.end[1] - 1)
            return [_Splice(at, at, ", ".join(map(self._flow, change.items)))]
        # `phrasings: []` becomes what a list of that name is elsewhere in the file.
        line = self.lines.texts[there.start[0]]
        colon = len(line[: there.start[1]].rstrip())
        new = self._under_key(slot.start[1], change.items, key=slot.key.value)
        if len(new) == 1 and new[0].startswith("["):
            return [_Splice(there.start, there.end, new[0])]
        end = (there.end[0], len(line))
        return [
            _Splice((there.start[0], colon), there.end, ""),
            _Splice(end, end, "".join(f"\n{text}" for text in new)),
        ]

    def _behind_item(self, owner: Group, there: Group, change: _Change) -> _Splice:
        """Lines behind an item of a list in block style."""
        before = there.slots[change.index - 1]
        is_last = change.index == len(there.slots)
        column = there.column
        own = is_last and column > owner.column  # else it may belong to the next key
        line = self.layout.last_line(before.value)
        while self.lines.is_comment(line + 1) and _indent(self.lines, line + 1) > column - own:
            line += 1
        gap = before.value.start[1] - column if before.value.start[0] == before.start[0] else 0
        new: list[str] = []
        for item in change.items:
            if isinstance(item, Mapping) and self._has_gaps(there):
                new.append("")
            new += self._item(item, column, gap or self.gap)
        end = (line, len(self.lines.texts[line]))
        return _Splice(end, end, "".join(f"\n{text}" for text in new))

    def _has_gaps(self, group: Group) -> bool:
        """Whether blank lines stand between most items or keys."""
        blanks = []
        for slot in group.slots[1:]:
            line = slot.start[0] - 1
            while self.lines.is_comment(line):
                line -= 1
            blanks.append(self.lines.is_blank(line))
        return bool(_usual(blanks, default=False))

    def _new_key(self, owner: Group, key: str, items: Sequence[str | Data]) -> list[_Splice]:
        """A list that is not there yet, behind the key that the format puts before it."""
        order = _ORDER if owner is self.layout.root else _ITEM_ORDER
        before = owner.slots[-1]
        for name in reversed(order[: order.index(key)]):
            if found := owner.get(name):
                before = found
                break
        if owner.in_flow:
            pair = f"{self._scalar(key)}: {self._flow(list(items))}"
            return self._behind_in_flow(before.start, before.value.end, owner.end, [pair])
        column = owner.column
        under = self._under_key(column, items, key=key)
        head = f"{' ' * column}{key}:"
        new = [f"{head} {under[0]}"] if under[0].startswith("[") else [head, *under]
        line = self.layout.last_line(before.value)
        if owner is self.layout.root:
            while self.lines.is_comment(line + 1) and _indent(self.lines, line + 1) > column:
                line += 1
            if self._has_gaps(owner):
                new.insert(0, "")
        end = (line, len(self.lines.texts[line]))
        return [_Splice(end, end, "".join(f"\n{text}" for text in new))]

    def _behind_in_flow(
        self, start: Mark, end: Mark, closing: Mark, new: Sequence[str]
    ) -> list[_Splice]:
        """Behind an item between brackets: on lines of its own if that is how they stand."""
        indent = self.lines.texts[start[0]][: start[1]]
        comma, rest = self._comma(end, closing)
        if indent.strip() or rest is None:
            return [_Splice(end, end, "".join(f", {text}" for text in new))]
        line_end = (rest, len(self.lines.texts[rest]))
        text = "".join(f"\n{indent}{item}," for item in new)
        if comma:
            return [_Splice(line_end, line_end, text)]
        if line_end == end:
            return [_Splice(end, end, "," + text[:-1])]
        return [_Splice(end, end, ","), _Splice(line_end, line_end, text[:-1])]

    def _comma(self, end: Mark, closing: Mark) -> tuple[bool, int | None]:
        """Whether a comma follows, and the line that ends behind it, if nothing else is on it."""
        for line, _, part in self.lines.between(end, (closing[0], closing[1] - 1)):
            code = part.partition("#")[0].strip()
            if code.startswith(","):
                return True, line if code == "," and line != closing[0] else None
        return False, end[0] if end[0] != closing[0] else None

    def _item(self, item: str | Data, column: int, gap: int) -> list[str]:
        """An item of a list in block style; its hyphen stands at `column`."""
        hyphen = " " * column + "-".ljust(gap)
        if isinstance(item, str):
            return [hyphen + scalars.line(item, in_flow=False)]
        inner = column + gap
        lines: list[str] = []
        for key, value in item.items():
            head = f"{' ' * inner}{key}:"
            if isinstance(value, str):
                lines += self._pair(head, value, inner, is_answer=key == "answer")
                continue
            under = self._under_key(inner, value, key=key)
            lines += [f"{head} {under[0]}"] if under[0].startswith("[") else [head, *under]
        return [hyphen + lines[0][inner:], *lines[1:]]

    def _pair(self, head: str, value: str, column: int, *, is_answer: bool) -> list[str]:
        one = f"{head} {scalars.line(value, in_flow=False)}"
        wanted = is_answer and (self.block_answers or len(one) > WIDTH)
        if ("\n" in value or wanted) and (lines := scalars.block(value)) is not None:
            return [f"{head} |", *(" " * (column + INDENT) + x if x else "" for x in lines)]
        return [one]

    def _under_key(self, column: int, items: Sequence[str | Data], *, key: str) -> list[str]:
        """The lines under a key at `column`; or one that begins with `[`, to stand beside it."""
        if key == "related" or (key == "phrasings" and self.flow_phrasings):
            flow = self._flow(list(items))
            if column + len(f"{key}: {flow}") <= WIDTH:
                return [flow]
        return [line for item in items for line in self._item(item, column + self.dash, self.gap)]

    def _flow(self, value: str | Data | list[Any]) -> str:
        if isinstance(value, str):
            return self._scalar(value)
        if isinstance(value, Mapping):
            pairs = (f"{self._scalar(k)}: {self._flow(v)}" for k, v in value.items())
            return "{" + ", ".join(pairs) + "}"
        return "[" + ", ".join(map(self._flow, value)) + "]"

    def _scalar(self, text: str) -> str:
        if self.is_json:
            shown = json.dumps(text, ensure_ascii=False)
            return reader.INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", shown)
        return scalars.line(text, in_flow=True)


_ORDER = list(schema.FaqFile.model_fields)
_ITEM_ORDER = list(schema.EntryItem.model_fields)


def _groups(node: Node) -> Iterator[Group]:
    if isinstance(node, Group):
        yield node
        for slot in node.slots:
            yield from _groups(slot.value)


def _usual(seen: Iterable[Any], default: Any) -> Any:  # noqa: ANN401 -- as what is seen
    """What is seen most often, of equals what is seen first."""
    return max(Counter(seen).items(), key=lambda pair: pair[1], default=(default, 0))[0]


def _indent(lines: Lines, line: int) -> int:
    return len(lines.texts[line]) - len(lines.texts[line].lstrip())


def _file_patch(name: str, old: str, new: str) -> str:
    before, after = (_git_path(f"{side}/{name}") for side in "ab")
    tab = "\t" if " " in name else ""  # as git does, so that other tools find the name's end
    diff = difflib.unified_diff(_split(old), _split(new), before + tab, after + tab, lineterm="")
    made = [f"diff --git {before} {after}\n"]
    for n, line in enumerate(diff):
        made.append(line if line.endswith("\n") else f"{line}\n")
        is_header = n < 2 or line.startswith("@@")  # noqa: PLR2004 -- the two file names
        if not is_header and not line.endswith("\n"):
            made.append("\\ No newline at end of file\n")
    return "".join(made)


def _split(text: str) -> list[str]:
    """The lines as git sees them: a carriage return does not end one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _git_path(path: str) -> str:
    """The path as git writes it: in quotation marks, with octal escapes, where it is unusual."""
    if re.fullmatch(r"[ !#-\[\]-~]+", path):
        return path
    escaped = re.sub(
        r"[^ !#-\[\]-~]", lambda m: f"\\{ord(m[0]):03o}", os.fsencode(path).decode("latin-1")
    )
    return f'"{escaped}"'
