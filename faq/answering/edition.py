"""One version of an FAQ, ready to answer: a question in, a reply out.

Three bands on one calibrated confidence decide the kind of reply: sure enough to answer, likely
enough to offer a choice, or an honest "the source does not say". Their edges follow from what a
mistake costs.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from platformdirs import user_cache_path

from faq.answering.policy import ANSWER_AT, CHOICES, NAMED_AT, OFFER_AT, RELATED, SHOWN_AT
from faq.answering.replies import Answer, Choices, NoAnswer, NotCoveredReply, Reply
from faq.content import Entry, Faq, load
from faq.encoder import Encoder, EncoderMode, VectorCache, open_encoder
from faq.matching import Matcher, Ranking
from faq.text import normalise, words

CACHE = user_cache_path("faqbot") / "vectors"
"""May be deleted at any time: the next start is slower, that is all."""


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

    def reply(self, question: str, *, literal: bool = True) -> Reply:
        """The reply to a question on its own; `literal` as in `Matcher.rank`."""
        return self.decide(self.matcher.rank(question, literal=literal))

    def answer(self, entry_id: str) -> Answer | NoAnswer:
        """The answer of an entry; `NoAnswer` when this edition has none of that name."""
        entry = self.faq.by_id.get(entry_id)
        return Answer(entry, self._related(entry)) if entry else NoAnswer()

    def follow_up(self, question: str, answered: str) -> Reply:
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

    def decide(self, ranking: Ranking) -> Reply:
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


def open_editions(faqs: Iterable[Faq], mode: EncoderMode = "auto") -> list[Edition]:
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


def cached_encoder(mode: EncoderMode = "auto") -> Encoder | None:
    """The encoder, with the vectors that earlier starts have kept; None to go by spelling."""
    return open_encoder(mode, VectorCache(CACHE))


def return_freed_memory() -> None:
    """Return freed memory to the system where the C library would keep it.

    Building an index frees as much as it keeps. glibc holds on to that: 45 of 245 MB for the
    bundled FAQ. Elsewhere this does nothing.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
