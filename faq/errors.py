"""The errors that users can cause.

    FaqbotError            a user's mistake: explained in plain sentences, exit code 2
    ├── FaqError           the FAQ's files have problems; it carries all of them
    ├── EditError          an FAQ's file cannot be changed as asked, and was left alone
    ├── DraftError         no FAQ can be made from a text (`faq.starting`)
    ├── HistoryError       git cannot tell what the FAQ was (`faq.maintaining.history`)
    │   └── NothingThereError  there was no usable FAQ then
    ├── StoreError         the database cannot be used
    └── SettingsError      the environment does not say what is needed (`bot.settings`)

They are caught in the composition roots only. "No answer" is a reply, not an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


class FaqbotError(Exception):
    """A mistake that the user can correct; `str()` of it says how."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; `line` and `column` count from 1, columns in characters."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something to correct in the FAQ's files; with warnings only, the FAQ still loads."""

    place: Place
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.severity == 'warning' else ''}{self.message}"


class FaqError(FaqbotError):
    """The FAQ cannot be loaded.

    Attributes:
        problems: every problem of every file, in the order of their places.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class EditError(FaqbotError):
    """An FAQ's file cannot be changed as asked; nothing was written."""


class StoreError(FaqbotError):
    """The database cannot be used; `str()` says what to do and holds neither secrets nor rows."""
