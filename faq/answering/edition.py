"""One version of an FAQ, ready to answer: a question in, a reply out.

One calibrated confidence decides the kind of reply: high enough to answer, high enough to offer a
choice, or an honest "the source does not say". The thresholds are in `faq.answering.policy`.
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
"""May be deleted at any time: it only makes the next start slower."""


class Edition:
    """One version of an FAQ, ready to answer; any number of threads may ask it.

    It remembers nothing of what it is asked.

    Args:
        faq: the FAQ to answer from.
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
        """The answer of an entry; `NoAnswer` if this edition has no entry with that id."""
        entry = self.faq.by_id.get(entry_id)
        return Answer(entry, self._related(entry)) if entry else NoAnswer()

    def follow_up(self, question: str, answered: str) -> Reply:
        """The reply to a question asked right after the answer of an entry.

        The question is read in two ways: alone, and as a follow-up, together with the entry's own
        question. The follow-up counts if the question alone has no answer, or if it leads to
        another entry with a higher confidence.
        """
        alone, before = self.reply(question), self.faq.by_id.get(answered)
        together = self.matcher.follow_up(question, before.question) if before else None
        if before is None or together is None:
            return alone
        follow_up = self.reply(together)
        leads_back = isinstance(follow_up, Answer) and follow_up.entry is before
        if isinstance(alone, Answer):
            return follow_up if not leads_back and _is_surer(follow_up, alone) else alone
        if leads_back:
            # That answer is on the screen already; the rest may be in what is related to it.
            return NoAnswer(self._related(before), follow_up.ranking)
        return alone if isinstance(follow_up, NoAnswer) else follow_up

    def decide(self, ranking: Ranking) -> Reply:
        """The reply for ranked candidates, of which there must be at least one entry.

        In this order: the best entry's answer from `ANSWER_AT`; a decline by name of the best
        subject, if it is likelier than all entries of a choice together, and than `NAMED_AT`; a
        choice, if its entries together reach `OFFER_AT`; no answer.
        """
        entries = tuple(self.faq.by_id[candidate.id] for candidate in ranking.entries)
        choices = entries[:CHOICES]
        if ranking.entries[0].confidence >= ANSWER_AT:
            return Answer(entries[0], self._related(entries[0]), ranking)
        any_choice = sum(candidate.confidence for candidate in ranking.entries[:CHOICES])
        for candidate in ranking.not_covered[:1]:
            if candidate.confidence > max(any_choice, NAMED_AT):
                subject = next(s for s in self.faq.not_covered if s.id == candidate.id)
                return NotCoveredReply(subject, choices, ranking)
        if any_choice >= OFFER_AT:
            return Choices(choices, ranking)
        return NoAnswer(choices, ranking)

    def search(self, typed: str, limit: int) -> list[Entry]:
        """The entries for what somebody is still typing, likeliest first; at most `limit`.

        These are the entries that may be meant, and all whose question or answer has, for each
        typed word, a word that begins with it.
        """
        ranking = self.matcher.rank(typed, max(limit, len(self.faq.entries)))
        beginnings = words(normalise(typed))
        is_understood = isinstance(self.decide(ranking), Answer | Choices)
        return [
            self.faq.by_id[candidate.id]
            for n, candidate in enumerate(ranking.entries)
            if (is_understood and (n < CHOICES or candidate.confidence >= SHOWN_AT))
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


def _is_surer(one: Reply, other: Answer) -> bool:
    """Whether a reply is an answer with a higher confidence than another answer."""
    if not isinstance(one, Answer) or one.ranking is None or other.ranking is None:
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

    A question that is put to all of them, one after the other, is encoded once. FAQs of the same
    revision, which answer alike, share a matcher as well.
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
    """The encoder with its cache of vectors; None if spelling alone is to be compared."""
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
