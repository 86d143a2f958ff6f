"""What is kept, as callers see it, and for how long.

People and chats are keyed hashes that the caller makes: 32 hexadecimal digits. Times are seconds
since the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DAY_S = 24 * 60 * 60

GAPS_KEPT_S = 30 * DAY_S
"""A month: maintainers who look once a week or two see every question."""

ANSWERS_KEPT_S = 2 * DAY_S
"""Later on a bot can no longer delete a message, nor people edit theirs:
https://core.telegram.org/bots/api#deletemessage."""

VOTES_KEPT_S = 365 * DAY_S
"""A year: what recurs with the seasons shows, but nobody's opinion is kept for longer, and the
answers that it was about have changed since."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often on a day something was the outcome.

    Attributes:
        outcome: a reply's kind, such as `answer`, or what was done with it, such as `picked`.
        target: the id of the entry or subject; empty if there is none.
        place: where it was, such as `private` or `group`.
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
        at: when.
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
        question: what they asked, in their words.
        outcome: the reply's kind.
        nearest: the entry that came nearest; None if none came near.
        at: when.
        settled: the entry that turned out to be the answer; None if none has.
        settled_by: how that turned out, such as `picked`; None until it has. Never a person.
        decision: what a maintainer has decided about it; None until they have.
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
        entries: how many it has.
        problems: how many keep what is on disk from being served.
        since: when it began to answer from this revision.
        seen: when it was last heard of.
    """

    instance: str
    revision: str
    entries: int
    problems: int
    since: int
    seen: int
