"""The kinds of reply: an answer, choices, a decline. "No answer" is a value, not an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from faq.content import Entry, NotCovered
from faq.matching import Ranking


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry that answers, and related entries that may be asked for next.

    `ranking` is None if the entry was picked and not asked for in words.
    """

    outcome: ClassVar[str] = "answer"

    entry: Entry
    related: tuple[Entry, ...] = ()
    ranking: Ranking | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of the entry that answers."""
        return (self.entry.id,)


@dataclass(frozen=True, slots=True)
class Choices:
    """The entries that the question may mean, likeliest first: none is likely enough alone."""

    outcome: ClassVar[str] = "choices"

    entries: tuple[Entry, ...]
    ranking: Ranking

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the entries that are offered, likeliest first."""
        return tuple(entry.id for entry in self.entries)


@dataclass(frozen=True, slots=True)
class NotCoveredReply:
    """The question is about a subject that the source is known not to cover."""

    outcome: ClassVar[str] = "not_covered"

    subject: NotCovered
    nearest: tuple[Entry, ...]
    ranking: Ranking

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of the subject."""
        return (self.subject.id,)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No entry answers the question; `ranking` is None if there was no question."""

    outcome: ClassVar[str] = "no_answer"

    nearest: tuple[Entry, ...] = ()
    ranking: Ranking | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """No id: nothing is answered, offered or named."""
        return ()


Reply = Answer | Choices | NotCoveredReply | NoAnswer
"""The reply to a question on its own."""


@dataclass(frozen=True, slots=True)
class NoneFits:
    """The reply to somebody who rejects a choice: none of its entries is meant."""

    outcome: ClassVar[str] = "none_fits"


ConversationReply = Reply | NoneFits
"""The reply to a message in a conversation."""


def describe(reply: Reply, quoted: Callable[[str], str] = str) -> str:
    """A reply in a few words, by ids: what a maintainer compares."""
    names = ", ".join(map(quoted, reply.ids))
    match reply:
        case NotCoveredReply():
            return f"declined as {names}"
        case NoAnswer():
            return "declined"
        case Choices():
            names = f"offered {names}"
    best = f" ({reply.ranking.entries[0].confidence:.2f})" if reply.ranking else ""
    return names + best
