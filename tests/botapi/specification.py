"""The schema from a file in the format of github.com/PaulSonOfLars/telegram-bot-api-spec.

That file holds every method, type and description of https://core.telegram.org/bots/api.
The project does not ship it; the environment's BOTAPI_SPEC names it where it is at hand.
"""

import json
import re
from functools import cache
from pathlib import Path

from botapi.limits import COMMAND, WORD, Limit, Unit
from botapi.records import Json
from botapi.schema import Field, Schema

SIZE = re.compile(r"(?:(\d+)[-\u2013]|up to )(\d+) (bytes|characters)", re.IGNORECASE)
VALUES = re.compile(r"values between (\d+)[-\u2013](\d+)", re.IGNORECASE)
ITEMS = re.compile(r"At most (\d+) ")
RESULTS = re.compile(r"No more than (\d+) results")  # answerInlineQuery says it of the method
CONSTANT = re.compile(r'(?:must be|always) "?(\w+)"?$')
PARSED = re.compile(r"after entit(?:y|ies) parsing")  # counted by the text parser instead
CHARSETS = {
    re.compile(r"only (?:characters )?A-Z, a-z, 0-9, _ and - are allowed", re.IGNORECASE): WORD,
    re.compile("lowercase English letters, digits and underscores"): COMMAND,
}


@cache
def read_schema(path: Path) -> Schema:
    """The schema of a specification file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    methods = {name: _fields(entry) for name, entry in raw["methods"].items()}
    _limit_results(methods, raw["methods"]["answerInlineQuery"])
    types = {name: entry for name, entry in raw["types"].items() if name != "InputFile"}
    return Schema(
        source=raw["version"],
        methods=methods,
        returns={name: tuple(entry["returns"]) for name, entry in raw["methods"].items()},
        types={name: _fields(entry) for name, entry in types.items() if "subtypes" not in entry},
        unions={n: tuple(entry["subtypes"]) for n, entry in types.items() if "subtypes" in entry},
    )


def _fields(entry: Json) -> dict[str, Field]:
    return {raw["name"]: _field(raw) for raw in entry.get("fields", [])}


def _field(raw: Json) -> Field:
    constant = CONSTANT.search(raw["description"])
    return Field(
        name=raw["name"],
        kinds=tuple(raw["types"]),
        required=raw["required"],
        limit=_limit(raw["types"], raw["description"]),
        constant=constant[1] if constant and "String" in raw["types"] else None,
    )


def _limit(kinds: list[str], text: str) -> Limit | None:
    if PARSED.search(text):
        return None
    if "String" in kinds and (found := SIZE.search(text)):
        charset = next((chars for pattern, chars in CHARSETS.items() if pattern.search(text)), "")
        unit: Unit = "bytes" if found[3].lower() == "bytes" else "characters"
        return Limit(int(found[1] or 0), int(found[2]), unit, charset)
    if "Integer" in kinds and (found := VALUES.search(text)):
        return Limit(int(found[1]), int(found[2]), "value")
    if kinds[0].startswith("Array of ") and (found := ITEMS.search(text)):
        return Limit(0, int(found[1]), "items")
    return None


def _limit_results(methods: dict[str, dict[str, Field]], entry: Json) -> None:
    found = RESULTS.search(" ".join(entry["description"]))
    if not found:
        raise ValueError("the specification gives no number of inline results")
    old = methods["answerInlineQuery"]["results"]
    limit = Limit(0, int(found[1]), "items")
    methods["answerInlineQuery"]["results"] = Field(old.name, old.kinds, old.required, limit)
