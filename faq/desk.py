"""The information desk: a question in, a reply out. All policy is here.

Three bands on one calibrated confidence decide the kind of reply: sure enough to answer, likely
enough to offer a choice, or an honest "the source does not say". The desk also remembers, for each
conversation, the questions that were listed last, so that a typed number can pick from it.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from faq.content import Entry, Faq, NotCovered, load
from faq.encoder import Mode, VectorCache, open_encoder
from faq.matching import Matcher, Ranking

CACHE = user_cache_path("faqbot") / "vectors"
"""May be deleted at any time: the next start is slower, that is all."""

ANSWER_AT = 0.7
"""Confidence from which one answer is given."""

OFFER_AT = 0.3
"""Confidence from which the nearest entries are offered."""

CHOICES = 3
"""Offered at once: the right entry is among the best three for 98 % of questions (matching.md)."""

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


@dataclass
class Desk:
    """Answers from one FAQ. Not for several threads at once, except `reply`, which keeps no state.

    Args:
        faq: what it answers from.
        matcher: ranks the FAQ's entries.
    """

    faq: Faq
    matcher: Matcher
    _offered: OrderedDict[str, tuple[str, ...]] = field(default_factory=OrderedDict)

    def ask(self, question: str, conversation: str) -> Reply:
        """The reply to what somebody typed; a number picks from the questions listed last."""
        picked = _number(question)
        known = self._offered.get(conversation, ())
        reply: Reply
        if picked is not None and 1 <= picked <= len(known):
            reply = self.choose(known[picked - 1])
        else:
            reply = self.reply(question)
        self.remember(conversation, reply)
        return reply

    def reply(self, question: str) -> Reply:
        """The reply to a question on its own."""
        ranking = self.matcher.rank(question)
        entries = tuple(self.faq.by_id[c.id] for c in ranking.entries)
        best = ranking.entries[0]
        subject = ranking.not_covered[0] if ranking.not_covered else None
        if subject and subject.confidence > max(best.confidence, OFFER_AT):
            covered = next(n for n in self.faq.not_covered if n.id == subject.id)
            return NotCoveredReply(covered, entries[:CHOICES], ranking)
        if best.confidence >= ANSWER_AT:
            return Answer(entries[0], self._related(entries[0]), ranking)
        if best.confidence >= OFFER_AT:
            return Choices(entries[:CHOICES], ranking)
        return NoAnswer(entries[:CHOICES], ranking)

    def choose(self, entry_id: str) -> Answer | NoAnswer:
        """The answer of an entry that was picked; `NoAnswer` when the FAQ no longer has it."""
        entry = self.faq.by_id.get(entry_id)
        return Answer(entry, self._related(entry)) if entry else NoAnswer()

    def remember(self, conversation: str, reply: Reply) -> None:
        """Keeps what a typed number would pick from in this conversation."""
        self._offered.pop(conversation, None)
        if entries := offered(reply):
            self._offered[conversation] = tuple(entry.id for entry in entries)
            while len(self._offered) > REMEMBERED:
                self._offered.popitem(last=False)

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
