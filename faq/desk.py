"""The information desk: a question in, a reply out. All policy is here.

Three bands on one calibrated confidence decide the kind of reply: sure enough to answer, likely
enough to offer a choice, or an honest "the source does not say". Their edges follow from what a
mistake costs. For each conversation the desk remembers the questions that were listed last, so
that a typed number can pick from them, and the question answered last, so that "why?" has a
subject.
"""

from __future__ import annotations

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from faq.content import Entry, Faq, NotCovered, load
from faq.encoder import Mode, VectorCache, open_encoder
from faq.matching import Matcher, Ranking

CACHE = user_cache_path("faqbot") / "vectors"
"""May be deleted at any time: the next start is slower, that is all."""

WRONG = 4.0
"""What a wrong answer costs; a declined question costs 1."""

ANSWER_AT = 1 - 1 / WRONG
"""Confidence from which an answer costs less than declining: WRONG · (1 - p) < 1."""

OFFER_AT = 0.5
"""Chance that a choice holds the answer from which it is offered: likelier than not. A list
without the answer costs more than declining, and a list with it about as much less."""

NAMED_AT = 0.3
"""Chance of a subject from which it is declined by its name."""

FOLLOW_UP_S = 300.0
"""Seconds in which a question may lean on the one before: five minutes, a pause in a chat."""

CHOICES = 3
"""Offered at once: the right entry is among the best three for 88 to 97 % of the questions of the
six public sets that `tests/benchmarks/fit.py` names."""

RELATED = 3
"""Related questions under an answer: more would hide it on a phone."""

REMEMBERED = 10_000
"""Conversations whose last list is kept; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry that answers, and related entries that may be asked next."""

    entry: Entry
    related: tuple[Entry, ...] = ()
    ranking: Ranking | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Too close to call: the entries that the question may mean, likeliest first."""

    entries: tuple[Entry, ...]
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class NotCoveredReply:
    """The question is about a subject that the source is known not to cover."""

    subject: NotCovered
    nearest: tuple[Entry, ...]
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing in the FAQ answers; `ranking` is None when nothing was asked."""

    nearest: tuple[Entry, ...] = ()
    ranking: Ranking | None = None


Reply = Answer | Choices | NotCoveredReply | NoAnswer


@dataclass(frozen=True, slots=True)
class _Memory:
    """What a conversation has come to: the entries listed last, and the entry answered last."""

    listed: tuple[str, ...]
    answered: str | None
    at: float


class Desk:
    """Answers from one FAQ.

    `ask` keeps what conversations have come to and is for one thread; `reply` keeps nothing.

    Args:
        faq: what it answers from.
        matcher: ranks the FAQ's entries.
        clock: tells the time in seconds.
    """

    def __init__(
        self, faq: Faq, matcher: Matcher, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.faq = faq
        self.matcher = matcher
        self._clock = clock
        self._memories: OrderedDict[str, _Memory] = OrderedDict()

    def ask(self, question: str, conversation: str) -> Reply:
        """The reply to what somebody typed.

        A number picks from the questions listed last. A question that leans on the one before
        ("and who wrote that?") is taken together with it for a few minutes, unless it is sure of
        an answer by itself.
        """
        memory = self._memories.get(conversation)
        picked = _number(question)
        reply: Reply
        if memory and picked is not None and 1 <= picked <= len(memory.listed):
            reply = self.choose(memory.listed[picked - 1])
        else:
            reply = self.reply(question)
            if memory and memory.answered and self._clock() - memory.at <= FOLLOW_UP_S:
                reply = self._with_context(question, self.faq.by_id[memory.answered], reply)
        self._remember(conversation, reply)
        return reply

    def reply(self, question: str, *, literal: bool = True) -> Reply:
        """The reply to a question on its own; `literal` as in `Matcher.rank`."""
        ranking = self.matcher.rank(question, literal=literal)
        entries = tuple(self.faq.by_id[c.id] for c in ranking.entries)
        best = ranking.entries[0]
        subject = ranking.not_covered[0] if ranking.not_covered else None
        if best.confidence >= ANSWER_AT:
            return Answer(entries[0], self._related(entries[0]), ranking)
        chance = sum(candidate.confidence for candidate in ranking.entries[:CHOICES])
        if subject and subject.confidence > max(chance, NAMED_AT):
            covered = next(n for n in self.faq.not_covered if n.id == subject.id)
            return NotCoveredReply(covered, entries[:CHOICES], ranking)
        if chance >= OFFER_AT:
            return Choices(entries[:CHOICES], ranking)
        return NoAnswer(entries[:CHOICES], ranking)

    def choose(self, entry_id: str, conversation: str | None = None) -> Answer | NoAnswer:
        """The answer of an entry that was picked; `NoAnswer` when the FAQ no longer has it.

        In a conversation, the next question may lean on it.
        """
        entry = self.faq.by_id.get(entry_id)
        reply = Answer(entry, self._related(entry)) if entry else NoAnswer()
        if conversation is not None:
            self._remember(conversation, reply)
        return reply

    def _with_context(self, question: str, before: Entry, alone: Reply) -> Reply:
        """The reply to a question that leans on the entry answered before, if it does."""
        if isinstance(alone, Answer):
            return alone
        meant = self.matcher.follow_up(question, before.question)
        if meant is None:
            return alone
        reply = self.reply(meant)
        if isinstance(reply, Answer) and reply.entry is before:
            # The answer is read already; what it leads on to may hold the rest.
            return NoAnswer(self._related(before), reply.ranking)
        return alone if isinstance(reply, NoAnswer) else reply

    def _remember(self, conversation: str, reply: Reply) -> None:
        answered = reply.entry.id if isinstance(reply, Answer) else None
        self._memories.pop(conversation, None)
        self._memories[conversation] = _Memory(
            tuple(entry.id for entry in offered(reply)), answered, self._clock()
        )
        while len(self._memories) > REMEMBERED:
            self._memories.popitem(last=False)

    def _related(self, entry: Entry) -> tuple[Entry, ...]:
        return tuple(self.faq.by_id[name] for name in entry.related[:RELATED])


def open_desk(path: Path, mode: Mode = "auto") -> Desk:
    """A desk over the FAQ at a file or folder, with the vectors that earlier starts have kept.

    Raises:
        FaqError: the FAQ has problems.
    """
    faq = load(path)
    return Desk(faq, Matcher(faq, open_encoder(mode, VectorCache(CACHE))))


def offered(reply: Reply) -> tuple[Entry, ...]:
    """The entries that a reply lists, in the order of their numbers."""
    match reply:
        case Answer(related=entries) | Choices(entries=entries):
            return entries
        case NotCoveredReply(nearest=entries) | NoAnswer(nearest=entries):
            return entries


def _number(text: str) -> int | None:
    """The number that a message consists of, such as "2", "2." or "２"; None for anything else."""
    digits = text.strip().rstrip(".)").removeprefix("#")
    return unicodedata.digit(digits, None) if len(digits) == 1 else None
