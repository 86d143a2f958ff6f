"""Whether running bots answer from the FAQ that is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from faq.content import load
from faq.errors import FaqError, Problem
from faq.usage.records import RunningBot

SILENT_S = 180
"""Seconds without a heartbeat after which a bot is called silent: a running bot sends one every
minute, so three are missing."""


class Standing(StrEnum):
    """How the FAQ that a bot answers from compares with the one on disk."""

    CURRENT = "up to date"
    OLDER = "older"
    """The bot answers from another revision."""
    REFUSING = "refusing"
    """The FAQ on disk has problems, so it goes on with the one before."""
    SILENT = "silent"
    """The bot has sent no heartbeat for three minutes."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """An FAQ's files.

    Attributes:
        revision: eight hexadecimal digits; None if the files have problems.
        problems: every problem, in the order of their places.
    """

    path: Path
    title: str
    revision: str | None
    entries: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot, and how its FAQ compares with the one on disk."""

    serving: RunningBot
    standing: Standing


def on_disk(path: Path) -> OnDisk:
    """The FAQ's files at a path as they are now, with their problems if they have any."""
    try:
        faq = load(path)
    except FaqError as error:
        return OnDisk(path, "", None, 0, error.problems)
    return OnDisk(path, faq.title, faq.revision, len(faq.entries), ())


def standings(disk: OnDisk, serving: Sequence[RunningBot], now: int) -> list[Bot]:
    """The bots, each with how its FAQ compares with the one on disk, in the order given."""
    return [Bot(bot, _standing(disk, bot, now)) for bot in serving]


def is_well(disk: OnDisk, bots: Sequence[Bot]) -> bool:
    """Whether the files have no problems and every bot that is not silent answers from them."""
    good = (Standing.CURRENT, Standing.SILENT)
    return disk.revision is not None and all(bot.standing in good for bot in bots)


def _standing(disk: OnDisk, bot: RunningBot, now: int) -> Standing:
    if now - bot.seen > SILENT_S:
        return Standing.SILENT
    if bot.problems:
        return Standing.REFUSING
    return Standing.CURRENT if bot.revision == disk.revision else Standing.OLDER
