"""The FAQ format as pydantic models: what a file may contain, and the JSON Schema for editors.

The descriptions are written for authors: editors show them while they type.
"""

from __future__ import annotations

import difflib
import json
import re
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

from faq.content.document import MAX_PROBLEMS, SHOWN, Document, Mapping, Sequence
from faq.errors import Problem

MAX_ANSWER = 3_000
"""Characters of an answer: of the 4,096 in one of Telegram's messages, a quarter is left for the
source and its quote."""

MAX_CITATIONS = 10
"""Quotes of an entry: each takes up to two of the 100 entities that Telegram allows a message."""

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
    """A part of the format; unknown keys in it are mistakes."""

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
"""The texts that pydantic reads as true, in lower case."""


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

KNOWN = frozenset(name for name, _ in _FIELDS)
"""The format's keys. Those of one name hold the same kind of value everywhere."""

FLAGS = frozenset(name for name, kind in _FIELDS if kind is bool)
"""Keys that may be true or false without quotation marks."""

NESTED = frozenset(name for name, kind in _FIELDS if _nested(kind))
"""Keys that hold other keys."""

LISTS = frozenset(name for name, kind in _FIELDS if get_origin(kind) is list) - NESTED
"""Keys that hold a list of texts."""

KEY = re.compile(r"(?P<key>[^\W\d][\w-]*) *(?P<colon>[:：])(?!//)")
"""A word that may be a key, and its colon."""


def is_key(word: str) -> bool:
    """Whether a word is a key, or a misspelt one."""
    return bool(difflib.get_close_matches(word.lower(), KNOWN, n=1, cutoff=0.75))


def missing_space(text: str) -> str:
    """A hint on a text in the place of keys with values; empty if it holds no key."""
    match = KEY.match(text)
    if not match:
        return ""
    if match["colon"] == "：":
        return f'; write ":" and a space after "{match[1]}"'
    return f'; is a space missing after "{match[0]}"?'


def json_schema() -> str:
    """The format's JSON Schema, as text with a final line break."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    schema = {"$schema": dialect, **FaqFile.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def validate(document: Document) -> tuple[FaqFile | None, list[Problem]]:
    """The file's content, None if it breaks the format; and every problem with its place."""
    try:
        return FaqFile.model_validate(document.root), []
    except ValidationError as error:
        return None, list(_problems(document, error))


def meant(name: str, known: Collection[str] = FaqFile.model_fields) -> str | None:
    """The known key that a name is, or probably stands for; None if there is no such key."""
    word = name.partition(":")[0].lower()
    near = difflib.get_close_matches(word, known, n=1)
    longer = [key for key in known if word and key.startswith(word)]
    if near or len(longer) == 1:
        return (near or longer)[0]
    return None


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    details = error.errors(include_url=False)
    unknown = [d["loc"] for d in details if d["type"] == "extra_forbidden"]
    # A key that is there, if misspelt, is not missing.
    misspelt = {(*loc[:-1], meant(str(loc[-1]), _known_keys(loc))) for loc in unknown}
    details = [d for d in details if d["type"] != "missing" or d["loc"] not in misspelt]
    for detail in details[:MAX_PROBLEMS]:
        loc = detail["loc"]
        if loc[-1] == "[key]":  # a dict's key: pydantic appends a marker
            place = document.place(*loc[:-1], key=True)
            message = f'"{loc[-2]}" is no id: {_ID_RULE}'
        elif detail["type"] == "extra_forbidden":
            place = document.place(*loc, key=True)
            message = _unknown_key(str(loc[-1]), _known_keys(loc))
        else:
            place = document.place(*loc)
            name = next((step for step in reversed(loc) if isinstance(step, str)), "")
            is_item = isinstance(loc[-1], int) and place != document.place(*loc[:-1])
            message = _message(detail, name, f'an item of "{name}"' if is_item else f'"{name}"')
        yield Problem(place, message)


_ID_RULE = "use a-z, 0-9 and -, at most 40 characters"
_RULES = {"url": "write http:// or https:// and no spaces", "language": "use a code such as en"}

_MESSAGES = {
    "missing": "{what} is missing",
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
"""Messages by pydantic's error types."""


def _message(detail: ErrorDetails, name: str, what: str) -> str:
    """The message for an error of pydantic's, in an author's words."""
    kind, value = detail["type"], detail["input"]
    if kind != "missing" and isinstance(value, str) and not value.strip():
        return f"{what} is empty"
    hint, size = "", 0
    if isinstance(value, str):
        shown = f'the text "{" ".join(value.split())[:SHOWN]}"'
        size = len(value.strip())
        hint = missing_space(value) if kind in ("model_type", "dict_type") else ""
    else:
        shown = "a list" if isinstance(value, list) else "keys with values"
        hint = _why_no_text(value) if kind == "string_type" else ""
    rule = _RULES.get(name, _ID_RULE)
    most = detail.get("ctx", {}).get("max_length", 0)
    template = _MESSAGES.get(kind, f"{{what}}: {detail['msg']}")
    return template.format(what=what, shown=shown, rule=rule, size=size, most=most) + hint


def _why_no_text(value: object) -> str:
    """A hint how a text may have become a list or keys with values."""
    if not isinstance(value, Mapping | Sequence):
        return ""
    if value.opening == "-":
        return '; a text that begins with "- " needs quotes or |'
    if value.opening:
        return f'; a text that begins with "{value.opening}" needs quotes'
    if isinstance(value, Mapping) and list(value.values()) == [""]:
        return '; a text that ends with ":" needs quotes'
    return '; a text with ": " in it needs quotes'


def _unknown_key(name: str, known: list[str]) -> str:
    key, colon, _ = name.partition(":")
    near = meant(key, known)
    if colon and near:
        return f'a space is missing after "{key}:"'
    hint = f'did you mean "{near}"?' if near else f"known here: {', '.join(known)}"
    return f'unknown key "{name}"; {hint}'


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the format has where an unknown one stands."""
    model: type[BaseModel] = FaqFile
    for step in loc[:-1]:
        field = model.model_fields.get(str(step))
        model = (field and _nested(field.annotation)) or model
    return list(model.model_fields)
