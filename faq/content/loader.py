"""Loads an FAQ: one YAML file, or all of a folder taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from faq.content import reader, schema
from faq.content.checks import Checks, Texts
from faq.content.model import (
    Citation,
    Entry,
    Expectation,
    Faq,
    NotCovered,
    Phrasing,
    Source,
    Term,
)
from faq.errors import FaqError, Place, Problem

BUNDLED = Path(__file__).parent.parent / "bpo-kpo"
"""The FAQ that ships."""


def load(
    path: Path, instead: Mapping[Path, str] | None = None, *, shown: Path | None = None
) -> Faq:
    """The FAQ at a file or folder.

    Args:
        path: where it is read.
        instead: texts to take for what some of its `files` hold now.
        shown: what messages and places call that file or folder, if it is a copy.

    Raises:
        FaqError: with every problem of every file, each at its place.
    """
    parts, problems = _read(path, instead or {}, shown or path)
    if parts:
        complete = len(parts) == len(files(path))
        checks = Checks(
            path if path.is_dir() else path.parent,
            [part.document for part in parts],
            complete=complete,
        )
        # A value that breaks the format may break a check as well: the first word on it is enough.
        taken = {problem.place for problem in problems}
        problems += [problem for problem in checks.run() if problem.place not in taken]
    if problems:
        raise FaqError(problems)
    return _build(parts, checks.texts)


def quoted_files(path: Path) -> list[str]:
    """The names of the source files that an FAQ quotes, relative to its folder, as they are given.

    Files that cannot be read are passed over: `load` reports them.
    """
    names: dict[str, None] = {}
    for file in files(path):
        with suppress(FaqError):
            document = reader.read(file, str(file), schema.KEYS)
            names |= dict.fromkeys(name for _, name in document.find("sources", "*", "file"))
    return list(names)


def files(path: Path) -> list[Path]:
    """The YAML files that make up the FAQ at a file or folder.

    They are in the order of their names, on every system without regard to capitals.
    """
    if not path.is_dir():
        return [path]
    found = [file for file in path.iterdir() if is_yaml(file.name)]
    return sorted(found, key=lambda file: (file.name.casefold(), file.name))


def is_yaml(name: str) -> bool:
    """Whether a file of that name, in the FAQ's folder, is part of the FAQ."""
    return name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of the FAQ; `content` is None when it breaks the format."""

    document: reader.Document
    content: schema.FaqFile | None


def _read(
    path: Path, instead: Mapping[Path, str], shown: Path
) -> tuple[list[_Part], list[Problem]]:
    """All files that could be read, and all problems within single files."""
    try:
        path.stat()
        found = files(path)
    except FileNotFoundError:
        return [], [Problem(Place(str(shown)), "there is no such file or folder")]
    except (OSError, ValueError) as error:
        return [], [Problem(Place(str(shown)), f"cannot be read: {reader.reason(error)}")]
    if not found:
        return [], [Problem(Place(str(shown)), "the folder holds no .yaml file")]
    parts: list[_Part] = []
    problems: list[Problem] = []
    twins: dict[str, str] = {}
    for file in found:
        try:
            name = str(shown / file.name if path.is_dir() else shown)
            document = (
                reader.parse(instead[file], name, schema.KEYS)
                if file in instead
                else reader.read(file, name, schema.KEYS)
            )
        except FaqError as error:
            problems += error.problems
            continue
        if twin := twins.get(file.name.casefold()):
            message = (
                f'only capitals tell the name from "{twin}", and on Windows and macOS only one of '
                "the two files can exist: rename one"
            )
            document.problems.append(Problem(Place(name), message, "warning"))
        twins.setdefault(file.name.casefold(), file.name)
        content, flaws = schema.validate(document)
        errors = [p for p in document.problems if p.severity == "error"]
        taken = {problem.place for problem in errors}
        problems += errors + [flaw for flaw in flaws if flaw.place not in taken]
        parts.append(_Part(document, content))
    return parts, problems


def _build(parts: Sequence[_Part], texts: Texts) -> Faq:
    """The FAQ, from files in which nothing is wrong."""
    sound = [(part.document, part.content) for part in parts if part.content is not None]
    given = [content for _, content in sound]
    sources = {
        name: Source(
            id=name,
            title=item.title,
            text=texts[name].text if name in texts else None,
            published=item.published,
            author=item.author,
            publisher=item.publisher,
            isbn=item.isbn,
            url=item.url,
        )
        for content in given
        for name, item in content.sources.items()
    }
    return Faq(
        title=next(content.title for content in given if content.title),
        about=next((content.about for content in given if content.about), ""),
        language=next((content.language for content in given if content.language), "en"),
        entries=tuple(
            Entry(
                id=item.id,
                question=item.question,
                answer=item.answer,
                place=document.place("entries", i, "id"),
                phrasings=(
                    Phrasing(item.question, document.place("entries", i, "question")),
                    *_phrasings(document, "entries", i, item.phrasings),
                ),
                topic=item.topic,
                citations=tuple(
                    Citation(
                        sources[cited.source],
                        cited.quote,
                        texts[cited.source].paragraph(cited.quote)
                        if cited.source in texts
                        else None,
                    )
                    for cited in item.sources
                ),
                related=tuple(item.related),
            )
            for document, content in sound
            for i, item in enumerate(content.entries)
        ),
        not_covered=tuple(
            NotCovered(
                id=item.id,
                topic=item.topic,
                place=document.place("not_covered", i, "id"),
                phrasings=tuple(_phrasings(document, "not_covered", i, item.phrasings)),
            )
            for document, content in sound
            for i, item in enumerate(content.not_covered)
        ),
        sources=tuple(sources.values()),
        terms=tuple(Term(item.term, tuple(item.means)) for c in given for item in c.terms),
        questions=tuple(
            Expectation(
                item.q, frozenset(item.expect) - {"none"}, document.place("questions", i, "q")
            )
            for document, content in sound
            for i, item in enumerate(content.questions)
        ),
        warnings=tuple(problem for document, _ in sound for problem in document.problems),
    )


def _phrasings(
    document: reader.Document, key: str, i: int, texts: Sequence[str]
) -> Iterator[Phrasing]:
    for k, text in enumerate(texts):
        yield Phrasing(text, document.place(key, i, "phrasings", k))
