"""The kinds of reply: an answer, a choice, a decline. "No answer" is a value, not an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from faq.content import Entry, NotCovered
from faq.matching import Ranking


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry that answers, and related entries that may be asked next."""

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
    """Too close to call: the entries that the question may mean, likeliest first."""

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
    """Nothing in the FAQ answers; `ranking` is None when nothing was asked."""

    outcome: ClassVar[str] = "no_answer"

    nearest: tuple[Entry, ...] = ()
    ranking: Ranking | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """No id: nothing is answered, offered or named."""
        return ()


Reply = Answer | Choices | NotCoveredReply | NoAnswer
"""What a question by itself comes to."""


@dataclass(frozen=True, slots=True)
class NoneFits:
    """Somebody said that none of the entries that were offered is meant."""

    outcome: ClassVar[str] = "none_fits"


ConversationReply = Reply | NoneFits
"""What a conversation comes to."""
