"""Loads an FAQ from one YAML file, or from all YAML files of a folder together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from faq.content import reader, schema
from faq.content.checks import Checks, Texts
from faq.content.document import Document
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
        instead: texts to read in place of some of its `files`.
        shown: the path that messages and places name, if the one that is read is a copy.

    Raises:
        FaqError: with every problem of every file, each at its place.
    """
    parts, problems = _read(path, instead or {}, shown or path)
    if parts:
        folder = path if path.is_dir() else path.parent
        documents = [part.document for part in parts]
        checks = Checks(folder, documents, complete=len(parts) == len(files(path)))
        problems += _elsewhere(checks.run(), problems)
    if problems:
        raise FaqError(problems)
    return _build(parts, checks.texts)


def quoted_files(path: Path) -> list[str]:
    """The names of the source files that an FAQ quotes, as it gives them: relative to its folder.

    Files that cannot be read are passed over: `load` reports them.
    """
    names: dict[str, None] = {}
    for file in files(path):
        with suppress(FaqError):
            document = reader.read(file, str(file))
            names |= dict.fromkeys(name for _, name in document.find("sources", "*", "file"))
    return list(names)


def files(path: Path) -> list[Path]:
    """The YAML files that make up the FAQ at a file or folder.

    They are in the order of their names, on every system without regard to capitals.
    """
    if not path.is_dir():
        return [path]
    yaml_files = [file for file in path.iterdir() if is_yaml(file.name)]
    return sorted(yaml_files, key=lambda file: (file.name.casefold(), file.name))


def is_yaml(name: str) -> bool:
    """Whether a file of that name, in the FAQ's folder, is part of the FAQ."""
    return name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of the FAQ; `content` is None when it breaks the format."""

    document: Document
    content: schema.FaqFile | None

    def phrasings(self, key: str, i: int, texts: Sequence[str]) -> tuple[Phrasing, ...]:
        """The phrasings of an entry or a subject, each with its place."""
        return tuple(
            Phrasing(text, self.document.place(key, i, "phrasings", k))
            for k, text in enumerate(texts)
        )


def _read(
    path: Path, instead: Mapping[Path, str], shown: Path
) -> tuple[list[_Part], list[Problem]]:
    """The files that could be read, and the problems within single files."""
    try:
        path.stat()
        yaml_files = files(path)
    except FileNotFoundError:
        return [], [Problem(Place(str(shown)), "there is no such file or folder")]
    except (OSError, ValueError) as error:
        return [], [Problem(Place(str(shown)), f"cannot be read: {reader.reason(error)}")]
    if not yaml_files:
        return [], [Problem(Place(str(shown)), "the folder holds no .yaml file")]
    parts: list[_Part] = []
    problems: list[Problem] = []
    names: dict[str, str] = {}
    for file in yaml_files:
        name = str(shown / file.name if path.is_dir() else shown)
        try:
            document = (
                reader.parse(instead[file], name) if file in instead else reader.read(file, name)
            )
        except FaqError as error:
            problems += error.problems
            continue
        twin = names.setdefault(file.name.casefold(), file.name)
        if twin != file.name:
            message = (
                f'only capitals tell the name from "{twin}", and on Windows and macOS only one of '
                "the two files can exist: rename one"
            )
            document.problems.append(Problem(Place(name), message, "warning"))
        content, flaws = schema.validate(document)
        errors = [p for p in document.problems if p.severity == "error"]
        problems += errors + _elsewhere(flaws, errors)
        parts.append(_Part(document, content))
    return parts, problems


def _elsewhere(problems: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """The problems at other places than the known ones: one message at a place is enough."""
    places = {problem.place for problem in known}
    return [problem for problem in problems if problem.place not in places]


def _build(parts: Sequence[_Part], texts: Texts) -> Faq:
    """The FAQ, from files in which nothing is wrong."""
    contents = [part.content for part in parts if part.content is not None]
    sources = {
        name: Source(
            id=name,
            text=texts[name].text if name in texts else None,
            **item.model_dump(exclude={"file"}),
        )
        for content in contents
        for name, item in content.sources.items()
    }
    return Faq(
        title=next(content.title for content in contents if content.title),
        about=next((content.about for content in contents if content.about), ""),
        language=next((content.language for content in contents if content.language), "en"),
        entries=tuple(entry for part in parts for entry in _entries(part, sources, texts)),
        not_covered=tuple(subject for part in parts for subject in _not_covered(part)),
        sources=tuple(sources.values()),
        terms=tuple(Term(item.term, tuple(item.means)) for c in contents for item in c.terms),
        questions=tuple(question for part in parts for question in _questions(part)),
        warnings=tuple(problem for part in parts for problem in part.document.problems),
    )


def _entries(part: _Part, sources: Mapping[str, Source], texts: Texts) -> Iterator[Entry]:
    for i, item in enumerate(part.content.entries if part.content else ()):
        question = Phrasing(item.question, part.document.place("entries", i, "question"))
        yield Entry(
            id=item.id,
            question=item.question,
            answer=item.answer,
            place=part.document.place("entries", i, "id"),
            phrasings=(question, *part.phrasings("entries", i, item.phrasings)),
            topic=item.topic,
            citations=tuple(
                Citation(
                    sources[cited.source],
                    cited.quote,
                    texts[cited.source].paragraph(cited.quote) if cited.source in texts else None,
                )
                for cited in item.sources
            ),
            related=tuple(item.related),
        )


def _not_covered(part: _Part) -> Iterator[NotCovered]:
    for i, item in enumerate(part.content.not_covered if part.content else ()):
        yield NotCovered(
            id=item.id,
            topic=item.topic,
            place=part.document.place("not_covered", i, "id"),
            phrasings=part.phrasings("not_covered", i, item.phrasings),
        )


def _questions(part: _Part) -> Iterator[Expectation]:
    for i, item in enumerate(part.content.questions if part.content else ()):
        accepted = frozenset(item.expect) - {"none"}
        yield Expectation(item.q, accepted, part.document.place("questions", i, "q"))
