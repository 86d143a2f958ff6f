"""One version of an FAQ, ready to answer: a question in, a reply out.

Three bands on one calibrated confidence decide the kind of reply: sure enough to answer, likely
enough to offer a choice, or an honest "the source does not say". Their edges follow from what a
mistake costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from platformdirs import user_cache_path

from faq.content import Entry, Faq, NotCovered, load
from faq.encoder import Encoder, Mode, VectorCache, open_encoder
from faq.matching import Matcher, Ranking
from faq.text import normalise, words

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

CHOICES = 3
"""Offered at once: the right entry is among the best three for 87 to 97 % of the questions of the
six public sets that `tests/benchmarks/fit.py` names."""

RELATED = 3
"""Related questions under an answer: more would hide it on a phone."""

SHOWN_AT = 0.01
"""Confidence from which an entry is shown to somebody who searches: they see it before it is
sent, so a miss costs a glance."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry that answers, and related entries that may be asked next."""

    outcome: ClassVar[str] = "answer"

    entry: Entry
    related: tuple[Entry, ...] = ()
    ranking: Ranking | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Too close to call: the entries that the question may mean, likeliest first."""

    outcome: ClassVar[str] = "choices"

    entries: tuple[Entry, ...]
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class NotCoveredReply:
    """The question is about a subject that the source is known not to cover."""

    outcome: ClassVar[str] = "not_covered"

    subject: NotCovered
    nearest: tuple[Entry, ...]
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing in the FAQ answers; `ranking` is None when nothing was asked."""

    outcome: ClassVar[str] = "no_answer"

    nearest: tuple[Entry, ...] = ()
    ranking: Ranking | None = None


Found = Answer | Choices | NotCoveredReply | NoAnswer
"""What a question by itself comes to."""


class Edition:
    """One version of an FAQ, ready to answer. Keeps nothing of what is asked.

    Args:
        faq: what it answers from.
        matcher: ranks the FAQ's entries.
    """

    def __init__(self, faq: Faq, matcher: Matcher) -> None:
        self.faq = faq
        self.matcher = matcher
        self._words: dict[str, set[str]] = {}

    def reply(self, question: str, *, literal: bool = True) -> Found:
        """The reply to a question on its own; `literal` as in `Matcher.rank`."""
        return self.decide(self.matcher.rank(question, literal=literal))

    def answer(self, entry_id: str) -> Answer | NoAnswer:
        """The answer of an entry; `NoAnswer` when this edition has none of that name."""
        entry = self.faq.by_id.get(entry_id)
        return Answer(entry, self._related(entry)) if entry else NoAnswer()

    def follow_up(self, question: str, answered: str) -> Found:
        """The reply to a question asked after an entry was answered, on which it may lean."""
        alone, before = self.reply(question), self.faq.by_id.get(answered)
        if before is None:
            return alone
        meant = self.matcher.follow_up(question, before.question)
        if meant is None:
            return alone
        reply = self.reply(meant)
        if isinstance(alone, Answer) and not (
            isinstance(reply, Answer) and reply.entry is not before and _surer(reply, alone)
        ):
            return alone
        if isinstance(reply, Answer) and reply.entry is before:
            # The answer is read already; what it leads on to may hold the rest.
            return NoAnswer(self._related(before), reply.ranking)
        return alone if isinstance(reply, NoAnswer) else reply

    def decide(self, ranking: Ranking) -> Found:
        """Answer, offer a choice, or decline, as at least three ranked entries suggest."""
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

    def search(self, typed: str, limit: int) -> list[Entry]:
        """Entries for what somebody is still typing, ranked as a question is; at most `limit`.

        Besides what may be meant, these are all whose question or answer has words that begin
        like each of the typed ones.
        """
        ranking = self.matcher.rank(typed, max(limit, len(self.faq.entries)))
        beginnings = words(normalise(typed))
        found = isinstance(self.decide(ranking), Answer | Choices)
        return [
            self.faq.by_id[candidate.id]
            for n, candidate in enumerate(ranking.entries)
            if (found and (n < CHOICES or candidate.confidence >= SHOWN_AT))
            or (beginnings and self._has_words(candidate.id, beginnings))
        ][:limit]

    def _has_words(self, entry_id: str, beginnings: Sequence[str]) -> bool:
        """Whether an entry has, for each of these, a word that begins with it."""
        if entry_id not in self._words:
            entry = self.faq.by_id[entry_id]
            self._words[entry_id] = set(words(normalise(f"{entry.question} {entry.answer}")))
        return all(
            any(word.startswith(part) for word in self._words[entry_id]) for part in beginnings
        )

    def _related(self, entry: Entry) -> tuple[Entry, ...]:
        return tuple(self.faq.by_id[name] for name in entry.related[:RELATED])


def _surer(one: Answer, other: Answer) -> bool:
    """Whether one answer is more probably right than another: "what about BPO?" has two."""
    if one.ranking is None or other.ranking is None:
        return False
    return one.ranking.entries[0].confidence > other.ranking.entries[0].confidence


def open_edition(path: Path, encoder: Encoder | None) -> Edition:
    """The FAQ at a file or folder, ready to answer.

    Raises:
        FaqError: the FAQ has problems.
    """
    faq = load(path)
    return Edition(faq, Matcher(faq, encoder))


def open_editions(faqs: Iterable[Faq], mode: Mode = "auto") -> list[Edition]:
    """Several FAQs ready to answer, in their order, which share one encoder.

    A question that all of them are asked, one after the other, is encoded once. FAQs in which
    nothing differs that an answer depends on share a matcher as well.
    """
    encoder = open_encoder(mode, VectorCache(CACHE), remember=1)
    matchers: dict[str, Matcher] = {}
    editions = []
    for faq in faqs:
        if faq.revision not in matchers:
            matchers[faq.revision] = Matcher(faq, encoder)
        editions.append(Edition(faq, matchers[faq.revision]))
    return editions


def cached_encoder(mode: Mode = "auto") -> Encoder | None:
    """The encoder, with the vectors that earlier starts have kept; None to go by spelling."""
    return open_encoder(mode, VectorCache(CACHE))
