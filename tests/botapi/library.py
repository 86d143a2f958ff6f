"""The schema as python-telegram-bot declares it, for runs without the specification file.

Methods and their parameters are those of `telegram.Bot`, types and their fields those of the
constructors of telegram's classes; limits come from the table in `limits`.
"""

import typing
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from inspect import Parameter, isclass, isfunction, signature
from pathlib import Path
from types import UnionType
from typing import get_args, get_origin

import telegram
from telegram import Bot, InputFile, TelegramObject
from telegram._utils import types as aliases  # annotations name them as strings: "ReplyMarkup"
from telegram._utils.defaultvalue import DefaultValue

from botapi.limits import limit_of
from botapi.schema import Field, Schema

SCALARS: dict[object, str] = {
    bool: "Boolean",
    bytes: "InputFile",
    datetime: "Integer",
    float: "Float",
    int: "Integer",
    InputFile: "InputFile",
    Path: "InputFile",
    str: "String",
    timedelta: "Integer",
}
RENAMED = {"from_user": "from"}  # "from" is a keyword of Python
NAMES = {**vars(telegram), **vars(aliases)}


@cache
def library_schema() -> Schema:
    """The schema of the installed python-telegram-bot."""
    classes = {
        name: value
        for name, value in vars(telegram).items()
        if isclass(value) and issubclass(value, TelegramObject) and value is not TelegramObject
    }
    del classes["Bot"]
    unions = {name: _members(value, classes) for name, value in classes.items()}
    # A method stands in Bot twice, as send_message and as the documented sendMessage.
    bot = {n: f for n, f in vars(Bot).items() if isfunction(f) and n[0] != "_" and not n.islower()}
    return Schema(
        source=f"python-telegram-bot {telegram.__version__}",
        methods={name: _fields(name, function) for name, function in bot.items()},
        returns={name: _kinds(_hints(function)["return"]) for name, function in bot.items()},
        types={name: _type(classes[name]) for name in classes if not unions[name]},
        unions={name: members for name, members in unions.items() if members},
    )


def _members(parent: type, classes: dict[str, type]) -> tuple[str, ...]:
    return tuple(n for n, c in classes.items() if issubclass(c, parent) and c is not parent)


def _type(kind: type[TelegramObject]) -> dict[str, Field]:
    """The fields of a type; those which a subclass sets itself are constants."""
    fields = _fields(kind.__name__, kind.__init__)
    required = [name for name, parameter in _parameters(kind.__init__) if _is_required(parameter)]
    values: dict[str, object] = {}
    for dummy in (None, 0):  # most constructors take any value; some call int()
        with suppress(TypeError, ValueError, AttributeError):
            values = kind(**dict.fromkeys(required, dummy)).to_dict()
            break
    for name, value in values.items():
        if name in fields or name in required:
            continue
        if isinstance(value, bool):
            fields[name] = Field(name, ("True",), required=True)
        elif isinstance(value, str):  # a member of one of telegram's enumerations
            fields[name] = Field(name, ("String",), required=True, constant=str(value))
        else:
            fields[name] = Field(name, ("Integer",), required=True, constant=value)
    return fields


def _fields(owner: str, function: typing.Callable[..., object]) -> dict[str, Field]:
    hints = _hints(function)
    fields = {}
    for name, parameter in _parameters(function):
        documented = RENAMED.get(name, name)
        kinds = _kinds(hints[name])
        if "String" in kinds:  # telegram's objects stand for their identifiers: Document, Sticker
            kinds = tuple(
                kind for kind in kinds if not hasattr(telegram, kind) or kind == "InputFile"
            )
        limit = limit_of(owner, documented)
        fields[documented] = Field(documented, kinds, _is_required(parameter), limit)
    return fields


def _is_required(parameter: Parameter) -> bool:
    return parameter.default is Parameter.empty


def _parameters(function: typing.Callable[..., object]) -> list[tuple[str, Parameter]]:
    """The Bot API's parameters; the keyword-only ones are the library's own conveniences."""
    return [
        (name, parameter)
        for name, parameter in signature(function).parameters.items()
        if parameter.kind is Parameter.POSITIONAL_OR_KEYWORD and name != "self"
    ]


def _hints(function: typing.Callable[..., object]) -> dict[str, object]:
    names = {**NAMES, **getattr(function, "__globals__", {})}
    return typing.get_type_hints(function, globalns=names)


def _kinds(annotation: object) -> tuple[str, ...]:
    """The documented types that an annotation stands for; none where it has no counterpart."""
    if annotation in SCALARS:
        return (SCALARS[annotation],)
    if isclass(annotation) and issubclass(annotation, TelegramObject):
        return (annotation.__name__,)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (typing.Union, UnionType, DefaultValue):
        return tuple(dict.fromkeys(kind for part in arguments for kind in _kinds(part)))
    if origin in (Sequence, list) or (origin is tuple and arguments[-1] is Ellipsis):
        return tuple(f"Array of {kind}" for kind in _kinds(arguments[0]))
    return ()
