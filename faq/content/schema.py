"""The FAQ format as pydantic models: what a file may contain, and the JSON Schema for editors.

The descriptions are written for authors: editors show them while they type.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator
from typing import Annotated, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from faq.content.reader import MAX_PROBLEMS, Document, Mapping, Sequence
from faq.content.syntax import SHOWN, Keys, missing_space
from faq.errors import Problem

MAX_ANSWER = 3_000
"""Leaves a quarter of Telegram's 4,096 characters a message for the source and its quote."""

MAX_CITATIONS = 10
"""Each takes up to two of the 100 entities that Telegram keeps in a message."""

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
Answer = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_ANSWER)
]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


OneOrMore = Annotated[
    list[Id],
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
    Field(min_length=1),
]


class _Model(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceItem(_Model):
    """A text that answers are proved with."""

    title: Label = Field(description="What the source is called under an answer.")
    published: Label | None = Field(None, description='A date, in quotes: "2011-07-12".')
    author: Label | None = None
    publisher: Label | None = None
    isbn: Label | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = Field(
        None, description="Where readers find the source, with http:// or https://."
    )
    file: Label | None = Field(
        None,
        description="The verbatim text, a file in this folder; quotes are checked against it.",
    )


class TermItem(_Model):
    """A name that must never be answered as if it were another, and its synonyms."""

    term: Label = Field(description="The short name, such as KPO.")
    means: list[Label] = Field(default=[], description="Other spellings of the same thing.")


class CitationItem(_Model):
    """A verbatim quote that proves the answer."""

    source: Label = Field(description="A key under `sources`.")
    quote: Text = Field(
        description="Copied from the source letter by letter; line breaks do not matter."
    )


class EntryItem(_Model):
    """A question that the FAQ answers."""

    id: Id = Field(description="A stable name: a-z, 0-9 and -, at most 40 characters.")
    topic: Label | None = Field(None, description="Groups entries when people browse.")
    question: Line = Field(description="The question as it is shown.")
    phrasings: list[Line] = Field(
        default=[], description="Other ways of asking it, as people type."
    )
    answer: Answer = Field(
        description=f"Plain text, at most {MAX_ANSWER:,} characters, shown as written."
    )
    sources: list[CitationItem] = Field(
        default=[], max_length=MAX_CITATIONS, description="The quotes that prove the answer."
    )
    related: list[Id] = Field(default=[], description="Ids of entries offered under the answer.")


class NotCoveredItem(_Model):
    """What people ask and the source does not say."""

    id: Id = Field(description="A stable name: a-z, 0-9 and -, at most 40 characters.")
    topic: Label = Field(description='Completes "The source says nothing about …".')
    phrasings: list[Line] = Field(min_length=1, description="How people ask about it.")


class QuestionItem(_Model):
    """A behaviour test; never used for matching."""

    q: Line = Field(description="What a user might type.")
    expect: OneOrMore = Field(
        description="The id that should answer or decline it, a list of accepted ids, or none."
    )


class FaqFile(_Model):
    """An FAQ for faqbot, or a part of one: the files of a folder are taken together."""

    title: Label | None = Field(None, description="What the FAQ is called; needed in one file.")
    about: Label | None = Field(None, description="One line, shown when people start the bot.")
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] | None = (
        Field(None, description="The answers' language, such as en.")
    )
    require_sources: bool = Field(False, description="Every entry must cite a quote.")  # noqa: FBT003 -- pydantic's default
    sources: dict[Id, SourceItem] = Field(
        default={}, description="The texts quoted, by a short name."
    )
    terms: list[TermItem] = Field(default=[], description="Names that must not be confused.")
    entries: list[EntryItem] = Field(default=[], description="What the FAQ answers.")
    not_covered: list[NotCoveredItem] = Field(
        default=[], description="What people ask and the source does not say."
    )
    questions: list[QuestionItem] = Field(
        default=[], description="Behaviour tests for `faqbot test`; never used for matching."
    )


TRUE = frozenset({"true", "yes", "on", "t", "y", "1"})
"""What pydantic takes for true, in lower case."""


def _nested(annotation: object) -> type[BaseModel] | None:
    """The model of the keys that a field holds; None if it holds texts."""
    kinds = (kind for kind in get_args(annotation) if isinstance(kind, type))
    return next((kind for kind in kinds if issubclass(kind, BaseModel)), None)


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, object]]:
    """The names and annotations of a model's fields, and of those inside them."""
    for name, field in model.model_fields.items():
        yield name, field.annotation
        if inner := _nested(field.annotation):
            yield from _fields(inner)


_FIELDS = list(_fields(FaqFile))

KEYS = Keys(
    known=frozenset(name for name, _ in _FIELDS),
    flags=frozenset(name for name, kind in _FIELDS if kind is bool),
    lists=frozenset(n for n, kind in _FIELDS if get_origin(kind) is list and not _nested(kind)),
    nested=frozenset(name for name, kind in _FIELDS if _nested(kind)),
)
"""The format's keys. Those of one name hold the same kind of value everywhere."""


def json_schema() -> str:
    """The format's JSON Schema, as text with a final line break."""
    schema = {"$schema": SCHEMA_DIALECT, **FaqFile.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def validate(document: Document) -> tuple[FaqFile | None, list[Problem]]:
    """The file's content, and everything in it that breaks the format, each with its place."""
    try:
        return FaqFile.model_validate(document.root), []
    except ValidationError as error:
        return None, list(_problems(document, error))


def meant(name: str, known: Collection[str] = FaqFile.model_fields) -> str | None:
    """The key that a name is or probably stands for, of those at the top level or others."""
    word = name.partition(":")[0].lower()
    if word in known:
        return word
    if near := difflib.get_close_matches(word, known, n=1):
        return near[0]
    begun = [key for key in known if word and key.startswith(word)]
    return begun[0] if len(begun) == 1 else None


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    misspelt = {
        (*loc[:-1], meant(str(loc[-1]), _known_keys(loc)))
        for loc in (d["loc"] for d in details if d["type"] == "extra_forbidden")
    }
    # A key that is there, if misspelt, is not missing.
    told = [d for d in details if d["type"] != "missing" or d["loc"] not in misspelt]
    for detail in told[:MAX_PROBLEMS]:
        loc = detail["loc"]
        if loc[-1] == "[key]":  # a dict's key: pydantic appends a marker
            loc = loc[:-1]
            yield Problem(document.place(*loc, key=True), f'"{loc[-1]}" is no id: {_ID_RULE}')
            continue
        place = document.place(*loc, key=detail["type"] == "extra_forbidden")
        is_item = isinstance(loc[-1], int) and place != document.place(*loc[:-1])
        yield Problem(place, _message(detail, is_item=is_item))


_ID_RULE = "use a-z, 0-9 and -, at most 40 characters"


def _message(detail: ErrorDetails, *, is_item: bool) -> str:
    """A pydantic error in an author's words."""
    loc, got = detail["loc"], detail["input"]
    name = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
    if detail["type"] == "extra_forbidden":
        return _unknown_key(name, _known_keys(loc))
    what = f'an item of "{name}"' if is_item else f'"{name}"'
    if detail["type"] != "missing" and isinstance(got, str) and not got.strip():
        return f"{what} is empty"
    shown = f'the text "{" ".join(got.split())[:SHOWN]}"' if isinstance(got, str) else _kind(got)
    template = _MESSAGES.get(detail["type"], f"{{what}}: {detail['msg']}")
    hint = ""
    if detail["type"] == "string_type":
        hint = _why_no_text(got)
    elif detail["type"] in ("model_type", "dict_type") and isinstance(got, str):
        hint = missing_space(got)
    rule = _RULES.get(name, _ID_RULE)
    size = len(got.strip()) if isinstance(got, str) else 0
    most = detail.get("ctx", {}).get("max_length", 0)
    message = template.format(name=name, what=what, shown=shown, rule=rule, size=size, most=most)
    return message + hint


_MESSAGES = {
    "missing": '"{name}" is missing',
    "model_type": "expected keys with values, got {shown}",
    "dict_type": "{what} must be keys with values, got {shown}",
    "list_type": '{what} must be a list (lines that begin with "- "), got {shown}',
    "string_type": "{what} must be a text, got {shown}",
    "string_too_long": "{what} is too long: {size:,} characters, at most {most:,}",
    "too_long": "{what} has too many items: at most {most:,}",
    "too_short": "{what} is empty",
    "bool_parsing": "{what} must be true or false, got {shown}",
    "string_pattern_mismatch": "{what} cannot be {shown}: {rule}",
}
"""What to say, by pydantic's error types."""


def _why_no_text(got: object) -> str:
    """How a text may have become a list or keys with values."""
    if not isinstance(got, Mapping | Sequence):
        return ""
    if got.opening == "-":
        return '; a text that begins with "- " needs quotes or |'
    if got.opening:
        return f'; a text that begins with "{got.opening}" needs quotes'
    if isinstance(got, Mapping) and list(got.values()) == [""]:
        return '; a text that ends with ":" needs quotes'
    return '; a text with ": " in it needs quotes'


_RULES = {"url": "write http:// or https:// and no spaces", "language": "use a code such as en"}


def _unknown_key(name: str, known: list[str]) -> str:
    key, colon, _ = name.partition(":")
    if colon and meant(key, known):
        return f'a space is missing after "{key}:"'
    near = meant(name, known)
    hint = f'did you mean "{near}"?' if near else f"known here: {', '.join(known)}"
    return f'unknown key "{name}"; {hint}'


def _kind(value: object) -> str:
    return "a list" if isinstance(value, list) else "keys with values"


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the format has where an unknown one stands."""
    model: type[BaseModel] = FaqFile
    for step in loc[:-1]:
        field = model.model_fields.get(str(step))
        model = (field and _nested(field.annotation)) or model
    return list(model.model_fields)
