"""The records of usage, and for how long they are kept.

People and chats are keyed hashes of 32 hexadecimal digits, which the caller makes. Times are
seconds since the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DAY_S = 24 * 60 * 60

GAPS_KEPT_S = 30 * DAY_S
"""A month: maintainers who look every week or two see every question."""

GAPS_KEPT_DAYS = GAPS_KEPT_S // DAY_S

ANSWERS_KEPT_S = 2 * DAY_S
"""After two days a bot can no longer delete a message, and people can no longer edit theirs:
https://core.telegram.org/bots/api#deletemessage."""

VOTES_KEPT_S = 365 * DAY_S
"""A year: long enough to show what recurs every season. Older opinions are about answers that
have changed since."""

BOTS_KEPT_S = DAY_S
"""A bot that was not heard of for a day does not run any more."""

PICKED, REWORDED, NONE_FITS = "picked", "reworded", "none fits"
"""The values of `Gap.settled_by`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was the outcome on a day.

    Attributes:
        outcome: a reply's kind, such as `answer`, or what was done with an entry: `picked` from a
            list, `chosen` in inline mode; or `none_fits` for a rejected choice.
        target: the id of the entry or subject; empty if there is none.
        place: `private`, `group`, `inline` or `button`.
    """

    day: date
    outcome: str
    target: str
    place: str
    number: int


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """A question's message, and the message that replied to it.

    Attributes:
        question: the number of the message that asked.
        message: the number of the bot's message; None if it sent none.
        asker: who asked.
        entry: the entry that was the answer; None if there was none.
        at: when it was sent.
    """

    chat: str
    question: int
    message: int | None
    asker: str
    entry: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was not answered.

    Attributes:
        message: the number of the message that asked.
        person: who asked.
        question: the person's own words.
        outcome: the reply's kind.
        nearest: the entry that was ranked first; None if none was ranked.
        at: when it was asked.
        settled: the entry that turned out to be the answer; None if none has.
        settled_by: how that turned out: `picked` from a list, `reworded` in a question that was
            answered, or `none fits` if all were rejected; None until then.
        decision: what a maintainer decided about it; None until they have.
    """

    chat: str
    message: int
    person: str
    question: str
    outcome: str
    nearest: str | None
    at: int
    settled: str | None = None
    settled_by: str | None = None
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """How many people have found an entry helpful, and how many have not."""

    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted of what was kept of a person."""

    votes: int
    questions: int
    answers: int


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A running bot, and what it answers from.

    Attributes:
        instance: the process, such as `host:pid`.
        revision: of the FAQ.
        entries: how many entries the FAQ has.
        problems: how many problems keep the bot from answering from what is on disk.
        since: when it began to answer from this revision.
        seen: when it was last heard of.
    """

    instance: str
    revision: str
    entries: int
    problems: int
    since: int
    seen: int
