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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, NamedTuple

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

FOLLOW_UP_S = 300.0
"""Seconds in which a question may lean on the one before: five minutes, a pause in a chat."""

CHOICES = 3
"""Offered at once: the right entry is among the best three for 88 to 97 % of the questions of the
six public sets that `tests/benchmarks/fit.py` names."""

RELATED = 3
"""Related questions under an answer: more would hide it on a phone."""

REMEMBERED = 10_000
"""Conversations whose last list is kept; the oldest is forgotten first."""

UNASKED_AT = 0.95
"""Confidence from which a question in a group is answered although nobody asked the bot: the
group's administrators have allowed it, and a wrong answer there is noise for everybody."""

UNASKED_EVERY_S = 60.0
"""Seconds between two such answers in one chat."""

REPEAT_S = 60
"""Seconds in which the same answer is not sent to a group again: a link to it does."""

SHOWN_AT = 0.01
"""Confidence from which an entry is shown to somebody who searches: they see it before it is
sent, so a miss costs a glance."""

QUESTION_MARKS = "?？؟;՞፧⁇⁈❓❔"
"""Marks that end a question: Latin, full-width, Arabic, Greek, Armenian, Ethiopic, and emoji."""


class Conversation(NamedTuple):
    """Whose talk with the bot it is: in a group everybody has one of their own."""

    chat: int
    person: int


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


@dataclass(frozen=True, slots=True)
class NoneFits:
    """Somebody said that none of the entries that were offered is meant."""

    outcome: ClassVar[str] = "none_fits"


Found = Answer | Choices | NotCoveredReply | NoAnswer
"""What a question by itself comes to."""

Reply = Found | NoneFits
"""What a conversation comes to."""


@dataclass(frozen=True, slots=True)
class _Memory:
    """What a conversation has come to.

    Attributes:
        at: when.
        listed: the entries that a number picks from.
        answered: the entry that the next question may lean on.
        is_choice: whether one of those that are listed was meant.
        turn: the message that brought it about, which may be edited.
        before: what the conversation had come to before that.
    """

    at: float
    listed: tuple[str, ...]
    answered: str | None = None
    is_choice: bool = False
    turn: int | None = None
    before: _Memory | None = None


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
        return self._decide(self.matcher.rank(question, literal=literal))

    def answer(self, entry_id: str) -> Answer | NoAnswer:
        """The answer of an entry; `NoAnswer` when this edition has none of that name."""
        entry = self.faq.by_id.get(entry_id)
        return Answer(entry, self._related(entry)) if entry else NoAnswer()

    def follow_up(self, question: str, answered: str) -> Found:
        """The reply to a question asked after an entry was answered, on which it may lean."""
        alone, before = self.reply(question), self.faq.by_id.get(answered)
        if isinstance(alone, Answer) or before is None:
            return alone
        meant = self.matcher.follow_up(question, before.question)
        if meant is None:
            return alone
        reply = self.reply(meant)
        if isinstance(reply, Answer) and reply.entry is before:
            # The answer is read already; what it leads on to may hold the rest.
            return NoAnswer(self._related(before), reply.ranking)
        return alone if isinstance(reply, NoAnswer) else reply

    def search(self, typed: str, limit: int) -> list[Entry]:
        """Entries for what somebody is still typing, ranked as a question is; at most `limit`.

        Besides what may be meant, these are all whose question or answer has words that begin
        like each of the typed ones.
        """
        ranking = self.matcher.rank(typed, max(limit, len(self.faq.entries)))
        beginnings = words(normalise(typed))
        found = isinstance(self._decide(ranking), Answer | Choices)
        return [
            self.faq.by_id[candidate.id]
            for n, candidate in enumerate(ranking.entries)
            if (found and (n < CHOICES or candidate.confidence >= SHOWN_AT))
            or (beginnings and self._has_words(candidate.id, beginnings))
        ][:limit]

    def _decide(self, ranking: Ranking) -> Found:
        """Answer, offer a choice, or decline."""
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


class Desk:
    """Answers from the newest edition of one FAQ, and remembers what conversations have come to.

    `serve` may be called by any thread at any time; the rest is for one thread.

    Args:
        edition: what it answers from.
        clock: tells the time in seconds.
    """

    def __init__(self, edition: Edition, clock: Callable[[], float] = time.monotonic) -> None:
        self._edition = edition
        self._clock = clock
        self._memories: OrderedDict[Conversation, _Memory] = OrderedDict()
        self._unasked: OrderedDict[int, float] = OrderedDict()

    @property
    def edition(self) -> Edition:
        """What is answering now. Whoever asks it twice about one thing keeps it in between."""
        return self._edition

    @property
    def faq(self) -> Faq:
        """The FAQ that is answering now."""
        return self._edition.faq

    def serve(self, edition: Edition) -> None:
        """Answer from another edition from now on."""
        self._edition = edition

    def ask(
        self,
        question: str,
        conversation: Conversation,
        *,
        turn: int | None = None,
        brief: bool = False,
    ) -> Reply:
        """The reply to what somebody typed; a brief one lists nothing but choices.

        A number picks from the questions listed last, 0 rejects a choice. A question that leans on
        the one before ("and who wrote that?") is taken together with it for a few minutes, unless
        it is sure of an answer by itself. A `turn` that comes again is an edited message: it is
        read as if it had not been there before.
        """
        memory = self._memories.get(conversation)
        if memory and turn is not None and memory.turn == turn:
            memory = memory.before
        picked = _number(question)
        reply: Reply
        if memory and picked is not None and 1 <= picked <= len(memory.listed):
            reply = self.choose(memory.listed[picked - 1])
        elif memory and picked == 0 and memory.is_choice:
            reply = NoneFits()
        elif memory and memory.answered and self._clock() - memory.at <= FOLLOW_UP_S:
            reply = self._edition.follow_up(question, memory.answered)
        else:
            reply = self._edition.reply(question)
        if brief:
            reply = _without_lists(reply)
        self._remember(conversation, reply, turn, memory)
        return reply

    def volunteer(self, text: str, chat: int) -> Answer | None:
        """The answer to a question that was put to a group and not to the bot; mostly None.

        Only a text that ends as a question does, and of which the bot is very sure, is answered,
        and in each chat only now and then.
        """
        now = self._clock()
        last = self._unasked.get(chat)
        if not ends_as_question(text):
            return None
        if last is not None and now - last < UNASKED_EVERY_S:
            return None
        reply = self._edition.reply(text)
        if not isinstance(reply, Answer) or reply.ranking is None:
            return None
        if reply.ranking.entries[0].confidence < UNASKED_AT:
            return None
        self._unasked[chat] = now
        self._unasked.move_to_end(chat)
        while len(self._unasked) > REMEMBERED:
            self._unasked.popitem(last=False)
        return reply

    def choose(
        self, entry_id: str, conversation: Conversation | None = None, *, brief: bool = False
    ) -> Answer | NoAnswer:
        """The answer of an entry that was picked; `NoAnswer` when the FAQ no longer has it.

        In a conversation, the next question may lean on it; `brief` as in `ask`.
        """
        reply = self._edition.answer(entry_id)
        if brief and isinstance(reply, Answer):
            reply = replace(reply, related=())
        if conversation is not None:
            self._remember(conversation, reply)
        return reply

    def offer(self, entries: Sequence[Entry], conversation: Conversation) -> None:
        """Take note of a list that somebody was shown: a typed number picks from it."""
        self._keep(conversation, _Memory(self._clock(), tuple(entry.id for entry in entries)))

    def reject(self, conversation: Conversation) -> NoneFits:
        """Take note that nothing fits of what was offered."""
        reply = NoneFits()
        self._remember(conversation, reply)
        return reply

    def forget(self, person: int) -> None:
        """Forget everything that was said with a person, wherever that was."""
        for conversation in [c for c in self._memories if c.person == person]:
            del self._memories[conversation]

    def _remember(
        self,
        conversation: Conversation,
        reply: Reply,
        turn: int | None = None,
        before: _Memory | None = None,
    ) -> None:
        listed = tuple(entry.id for entry in offered(reply))
        answered = reply.entry.id if isinstance(reply, Answer) else None
        is_choice = isinstance(reply, Choices)
        before = replace(before, before=None) if before else None
        memory = _Memory(self._clock(), listed, answered, is_choice, turn, before)
        self._keep(conversation, memory)

    def _keep(self, conversation: Conversation, memory: _Memory) -> None:
        self._memories.pop(conversation, None)
        self._memories[conversation] = memory
        while len(self._memories) > REMEMBERED:
            self._memories.popitem(last=False)


def open_edition(path: Path, encoder: Encoder | None) -> Edition:
    """The FAQ at a file or folder, ready to answer.

    Raises:
        FaqError: the FAQ has problems.
    """
    faq = load(path)
    return Edition(faq, Matcher(faq, encoder))


def open_desk(path: Path, mode: Mode = "auto") -> Desk:
    """A desk over the FAQ at a file or folder, with the vectors that earlier starts have kept.

    Raises:
        FaqError: the FAQ has problems.
    """
    return Desk(open_edition(path, cached_encoder(mode)))


def cached_encoder(mode: Mode = "auto") -> Encoder | None:
    """The encoder, with the vectors that earlier starts have kept; None to go by spelling."""
    return open_encoder(mode, VectorCache(CACHE))


def ends_as_question(text: str) -> bool:
    """Whether a text ends with a question mark of any script."""
    return text.rstrip().endswith(tuple(QUESTION_MARKS))


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


def offered(reply: Reply) -> tuple[Entry, ...]:
    """The entries that a reply lists, in the order of their numbers."""
    match reply:
        case Answer(related=entries) | Choices(entries=entries):
            return entries
        case NotCoveredReply(nearest=entries) | NoAnswer(nearest=entries):
            return entries
        case NoneFits():
            return ()


def _without_lists(reply: Reply) -> Reply:
    """The reply without related and nearest questions."""
    match reply:
        case Answer():
            return replace(reply, related=())
        case NotCoveredReply() | NoAnswer():
            return replace(reply, nearest=())
        case Choices() | NoneFits():
            return reply


def _number(text: str) -> int | None:
    """The number that a message consists of, such as "2", "2." or "２"; None for anything else."""
    digits = text.strip().rstrip(".)").removeprefix("#")
    return unicodedata.digit(digits, None) if len(digits) == 1 else None
