import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from faq.content import json_schema, schema
from unit.samples import SMALL

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads(json_schema())
FILES = sorted((ROOT / "faq" / "bpo-kpo").glob("*.yaml"))


def resolved(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The alternatives of a schema, with references followed."""
    if "$ref" in schema:
        return resolved(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "anyOf" in schema:
        return [part for option in schema["anyOf"] for part in resolved(option)]
    return [schema]


def unknown_in(value: object, schema: dict[str, Any], path: str) -> list[str]:
    """Where a value has a shape or key that the schema does not have."""
    kind = {dict: "object", list: "array", str: "string", bool: "boolean"}[type(value)]
    fitting = [option for option in resolved(schema) if option.get("type") == kind]
    if not fitting:
        return [f"{path}: {kind}"]
    option = fitting[0]
    flaws: list[str] = []
    if isinstance(value, dict):
        flaws += [
            f"{path}: {key} is missing" for key in option.get("required", ()) if key not in value
        ]
        for key, inner in value.items():
            described = option.get("properties", {}).get(key) or next(
                iter(option.get("patternProperties", {}).values()),
                option.get("additionalProperties"),
            )
            step = f"{path}/{key}"
            flaws += unknown_in(inner, described, step) if described else [f"{step}: unknown"]
    if isinstance(value, list):
        for i, item in enumerate(value):
            flaws += unknown_in(item, option["items"], f"{path}/{i}")
    return flaws


def test_the_schema_in_the_repository_is_that_of_the_code() -> None:
    assert (ROOT / "faq" / "faq.schema.json").read_text("utf-8") == json_schema()


def test_the_schema_says_which_dialect_it_is_in() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_knows_the_keys_of_the_format() -> None:
    assert list(SCHEMA["properties"]) == [
        "title",
        "about",
        "language",
        "require_sources",
        "sources",
        "terms",
        "entries",
        "not_covered",
        "questions",
    ]


def test_no_part_of_the_schema_allows_unknown_keys() -> None:
    open_parts = [
        name
        for name, part in {"": SCHEMA, **SCHEMA["$defs"]}.items()
        if part.get("additionalProperties") is not False
    ]
    assert open_parts == []


@pytest.mark.parametrize("name", ["", *SCHEMA["$defs"]])
def test_editors_can_say_what_each_part_is(name: str) -> None:
    part = SCHEMA["$defs"][name] if name else SCHEMA
    assert part["description"].endswith(".")
    plain = {"author", "publisher", "isbn"}  # their names say all
    wordless = [key for key, value in part["properties"].items() if "description" not in value]
    assert set(wordless) - plain == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_schema_allows_what_the_bundled_files_hold(path: Path) -> None:
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    assert unknown_in(data, SCHEMA, "") == []


def test_the_schema_does_not_allow_what_the_format_refuses() -> None:
    data = yaml.safe_load(SMALL)
    assert unknown_in(data, SCHEMA, "") == []
    data["entries"][0]["anwser"] = "x"
    data["entries"][1]["answer"] = True
    del data["entries"][2]["question"]
    assert unknown_in(data, SCHEMA, "") == [
        "/entries/0/anwser: unknown",
        "/entries/1/answer: boolean",
        "/entries/2: question is missing",
    ]


def test_keys_are_told_apart_by_what_they_hold() -> None:
    assert {"require_sources"} == schema.FLAGS
    assert {"phrasings", "means", "related", "expect"} == schema.LISTS
    assert {"entries", "not_covered", "questions", "sources", "terms"} == schema.NESTED
    assert schema.FLAGS | schema.LISTS | schema.NESTED | {"id", "quote", "isbn"} < schema.KNOWN
