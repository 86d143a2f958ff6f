"""The Bot API's methods and types as data, and strict checks of values against them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from botapi.limits import SHOWN, Limit, reply_for
from botapi.records import Json, Upload

ARRAY = "Array of "
SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Float": (float, int),
    "Boolean": (bool,),
}
DISCRIMINATORS = ("type", "status", "source")  # the fields that tell a union's members apart

# The official server's words for a parameter that is missing; others get a generic text.
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


class Problem(NamedTuple):
    """One breach: the kind and text of the violation, and what the server replies."""

    kind: str
    text: str
    reply: str


@dataclass(frozen=True)
class Field:
    """A method's parameter or a type's field; no kinds at all means anything goes."""

    name: str
    kinds: tuple[str, ...]
    required: bool
    limit: Limit | None = None
    constant: object = None  # the only value a discriminator may have


Fields = Mapping[str, Field]


@dataclass(frozen=True)
class Schema:
    """Everything the Bot API can be called with and can return, by its documented names."""

    source: str
    methods: Mapping[str, Fields]
    returns: Mapping[str, tuple[str, ...]]
    types: Mapping[str, Fields]
    unions: Mapping[str, tuple[str, ...]]

    def method(self, name: str) -> str | None:
        """The documented spelling of a method's name, whose case is free."""
        return next((known for known in self.methods if known.lower() == name.lower()), None)

    @property
    def update_types(self) -> frozenset[str]:
        """The names that allowed_updates may have."""
        return frozenset(self.types["Update"]) - {"update_id"}

    def fill(self, kind: str, given: Json) -> Json:
        """An object of a type whose required Boolean fields are False unless given."""
        flags = [f for f in self.types[kind].values() if f.required and f.kinds == ("Boolean",)]
        return {flag.name: False for flag in flags} | given

    def decode(self, method: str, raw: Json) -> tuple[Json, list[Problem]]:
        """The typed parameters of a call, and everything that is wrong with them.

        Args:
            method: The method's documented name.
            raw: Strings of a form or of a query, values of a JSON body, uploads.
        """
        params: Json = {}
        problems: list[Problem] = []
        fields = self.methods[method]
        for name, given in raw.items():
            field = fields.get(name)
            if field is None:
                reply = f'unknown parameter "{name}" (strict)'
                problems.append(Problem("unknown-param", f"no parameter {name!r}", reply))
                continue
            value, error = _from_string(given, field) if isinstance(given, str) else (given, "")
            if error:
                reply = f"can't parse {name}: {error}"
                problems.append(Problem("type", f"{name}: {error}", reply))
                continue
            params[name] = value
            problems += self._check_field(method, field, value, name)
        for name, field in fields.items():
            if field.required and name not in raw:
                reply = MISSING.get(name, f'parameter "{name}" is required')
                problems.append(Problem("missing", f"{name} is required", reply))
        return params, problems

    def check(self, kinds: tuple[str, ...], value: object, path: str) -> list[Problem]:
        """All breaches of a value that may be of one of several kinds; the best fit counts."""
        if not kinds:
            return []
        candidates = [kind for kind in kinds if self._fits(kind, value)] or kinds
        return min((self._check_kind(kind, value, path) for kind in candidates), key=len)

    def _fits(self, kind: str, value: object) -> bool:
        if not isinstance(value, dict):
            return kind not in self.types and kind not in self.unions
        for name in DISCRIMINATORS:
            field = self.types.get(kind, {}).get(name)
            if field and field.constant is not None:
                return bool(value.get(name) == field.constant)
        return kind in self.types or kind in self.unions

    def _check_kind(self, kind: str, value: object, path: str) -> list[Problem]:
        if kind in self.unions:
            return self.check(self.unions[kind], value, path)
        if kind in self.types and isinstance(value, dict):
            return self._check_object(kind, value, path)
        if kind.startswith(ARRAY) and isinstance(value, list):
            inner = (kind.removeprefix(ARRAY),)
            return [
                problem
                for index, item in enumerate(value)
                for problem in self.check(inner, item, f"{path}[{index}]")
            ]
        if _is_scalar(kind, value):
            return []
        text = f"{path}: {kind} expected, got {str(value)[:SHOWN]!r}"
        return [Problem("type", text, f"field {path}: {kind} expected")]

    def _check_object(self, kind: str, value: Json, path: str) -> list[Problem]:
        fields = self.types[kind]
        problems: list[Problem] = []
        for name, inner in value.items():
            if name in fields:
                problems += self._check_field(kind, fields[name], inner, f"{path}.{name}")
            else:
                text = f"{path}: {kind} has no field {name!r}"
                reply = f'unknown field "{name}" in {kind} (strict)'
                problems.append(Problem("unknown-param", text, reply))
        for name, field in fields.items():
            if field.required and name not in value:
                reply = f'can\'t parse {kind}: field "{name}" is missing'
                problems.append(Problem("missing", f"{path}: {kind} needs {name!r}", reply))
        return problems

    def _check_field(self, owner: str, field: Field, value: object, path: str) -> list[Problem]:
        problems = self.check(field.kinds, value, path)
        breach = field.limit.breach(value) if field.limit and not problems else None
        if breach:
            reply = reply_for(owner, field.name) or f"{path}: {breach}"
            problems.append(Problem("limit", f"{owner} {path}: {breach}", reply))
        return problems


def _is_scalar(kind: str, value: object) -> bool:
    if kind == "True":
        return value is True
    if kind == "InputFile":
        return isinstance(value, Upload | str)
    if isinstance(value, bool):
        return kind == "Boolean"
    return isinstance(value, SCALARS.get(kind, ()))


def _from_string(value: str, field: Field) -> tuple[Any, str]:
    """The value a form's string stands for, and what is wrong with it, if anything."""
    kinds = field.kinds
    if "Integer" in kinds and re.fullmatch(r"-?\d{1,19}", value):
        return int(value), ""
    if "Float" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value), ""
    if "Boolean" in kinds and re.fullmatch("[Tt]rue|[Ff]alse|[01]", value):
        return value in ("true", "True", "1"), ""
    if not kinds or "String" in kinds or "InputFile" in kinds:
        return value, ""
    if kinds[0] not in SCALARS:
        try:
            return json.loads(value), ""
        except ValueError:
            pass
    return None, f"{kinds[0]} expected, got {value[:SHOWN]!r}"
