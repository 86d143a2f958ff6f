"""What the bot remembers beyond a conversation: counts, gaps, votes, and which answer is whose.

What is written down about people is decided here: codes instead of names, no question that was
answered, and the others without personal data.
"""

from __future__ import annotations

import os
import platform
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from faq.answering.conversations import Conversation
from faq.answering.policy import FOLLOW_UP_S, REPEAT_S
from faq.answering.replies import (
    Answer,
    Choices,
    ConversationReply,
    NoAnswer,
    NoneFits,
    NotCoveredReply,
)
from faq.content import Faq
from faq.text import normalise, words
from faq.usage.privacy import Pseudonyms, redact
from faq.usage.records import (
    DAY_S,
    NONE_FITS,
    PICKED,
    REWORDED,
    Forgotten,
    Gap,
    RunningBot,
    SentAnswer,
)
from faq.usage.stats import Stats, collect
from faq.usage.store import Store
from faq.usage.store_thread import StoreThread

FORGET_S = 10.0
"""Seconds that deleting may take: longer than a read, as it matters more to be sure than fast."""

RECENT = 10_000
"""Recent answers that are remembered, in all chats together; the oldest are forgotten first."""

POPULAR_DAYS = 30
"""Days that "most asked" looks back."""

ChatKind = Literal["private", "group", "inline"]
GroupMode = Literal["addressed", "questions"]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, and the messages that it is about.

    Attributes:
        question: the words.
        chat: the chat's number.
        message: the message that asks.
        person: who asks, or the chat in whose name they do.
        chat_kind: what kind of chat it is.
        target: the message that is answered: another one when somebody has it answered.
    """

    question: str
    chat: int
    message: int
    person: int
    chat_kind: ChatKind
    target: int

    @property
    def conversation(self) -> Conversation:
        """The conversation that the question belongs to."""
        return Conversation(self.chat, self.person, self.chat_kind == "group")

    @property
    def is_empty(self) -> bool:
        """Whether the question has no word, so that nothing can answer it."""
        return not words(normalise(self.question))


class Recorder:
    """Records usage, and looks up what was recorded.

    Any thread may use it. Its methods never raise: what cannot be written is lost, and a look-up
    that fails or takes too long finds nothing.

    Args:
        store: where usage is kept; the recorder closes it.
        pseudonyms: the codes that stand for people and chats.
        keep_questions: whether questions without an answer are kept.
        clock: tells the time in seconds since the epoch.
        recent: recent answers that are remembered.
    """

    def __init__(
        self,
        store: StoreThread,
        pseudonyms: Pseudonyms,
        *,
        keep_questions: bool = True,
        clock: Callable[[], float] = time.time,
        recent: int = RECENT,
    ) -> None:
        self.keep_questions = keep_questions
        self._store = store
        self._codes = pseudonyms
        self._clock = clock
        self._instance = f"{platform.node()}:{os.getpid()}"
        self._has_heartbeat = False
        self._most_recent = recent
        self._lock = threading.Lock()  # guards the recent answers
        self._recent: OrderedDict[tuple[int, str], tuple[int, float]] = OrderedDict()

    def close(self) -> None:
        """Finish what is queued and close the database."""
        if self._has_heartbeat:
            self._store.write(lambda store: store.remove_running_bot(self._instance))
        self._store.close()

    # Records

    def record_reply(  # noqa: PLR0913 -- all that belongs to one message
        self,
        asked: AskedQuestion,
        reply: ConversationReply,
        sent: int,
        took_s: float,
        *,
        before: SentAnswer | None = None,
        above: bool = False,
    ) -> None:
        """Record a question and its reply.

        Args:
            asked: the question.
            reply: the reply to it.
            sent: the message that holds the reply.
            took_s: how long finding the reply took, in seconds.
            before: what this message replied to the question before that was edited.
            above: whether the message only says that the answer stands above.
        """
        chat, person = self._code_pair(asked.chat, asked.person)
        asker = before.asker if before else person
        now, day = int(self._clock()), self._today()
        entry = reply.entry.id if isinstance(reply, Answer) else None
        subject = reply.subject.id if isinstance(reply, NotCoveredReply) else None
        if entry and not above:
            self._remember(asked.chat, entry, sent)

        def write(store: Store) -> None:
            store.count(day, reply.outcome, entry or subject or "", asked.chat_kind)
            store.keep_time(day, took_s * 1000)
            for message in {asked.message, asked.target}:
                store.keep_answer(SentAnswer(chat, message, sent, asker, entry, now))
            match reply:
                case Answer() | NoneFits():
                    by = _how_settled(reply)
                    if not store.settle(chat, asked.message, entry, by):
                        since = int(now - FOLLOW_UP_S)
                        store.settle_latest(chat, person, entry, by, since)
                case Choices() | NotCoveredReply() | NoAnswer():
                    if self.keep_questions and asked.question and reply.ranking:
                        question, nearest = redact(asked.question), reply.ranking.entries[0].id
                        gap = Gap(
                            chat, asked.message, person, question, reply.outcome, nearest, now
                        )
                        store.keep_gap(gap)

        self._store.write(write)

    def record_message(self, asked: AskedQuestion, sent: int) -> None:
        """Record which message says something other than a reply: an edit can change it."""
        chat, person = self._code_pair(asked.chat, asked.person)
        row = SentAnswer(chat, asked.message, sent, person, None, int(self._clock()))
        self._store.write(lambda store: store.keep_answer(row))

    def record_pick(self, chat: int, message: int, person: int, entry: str | None) -> None:
        """Record what a button under a choice picked; None: none of its entries fits."""
        chat_code, asker = self._code_pair(chat, person)
        day, now = self._today(), int(self._clock())

        def write(store: Store) -> None:
            store.count(day, "picked" if entry else "none_fits", entry or "", "button")
            choice = store.answer_at(chat_code, message)
            question = choice.question if choice else message
            store.keep_answer(SentAnswer(chat_code, question, message, asker, entry, now))
            store.settle(chat_code, question, entry, PICKED if entry else NONE_FITS)

        self._store.write(write)

    def record_opening(self, chat: int, message: int, person: int, entry: str) -> None:
        """Record that an entry was opened from a list, which sent a message of its own."""
        chat_code, asker = self._code_pair(chat, person)
        day = self._today()
        row = SentAnswer(chat_code, message, message, asker, entry, int(self._clock()))
        self._remember(chat, entry, message)

        def write(store: Store) -> None:
            store.count(day, "picked", entry, "button")
            store.keep_answer(row)

        self._store.write(write)

    def record_inline_choice(self, entry: str) -> None:
        """Record that an entry was sent from inline mode."""
        day = self._today()
        self._store.write(lambda store: store.count(day, "chosen", entry, "inline"))

    def record_deletion(self, chat: int, message: int) -> None:
        """Record that an answer was deleted, so that an edited question does not restore it."""
        code, now = self._codes.chat(chat), int(self._clock())
        with self._lock:
            for key, (sent, _) in list(self._recent.items()):
                if key[0] == chat and sent == message:
                    del self._recent[key]
        self._store.write(lambda store: store.remove_answer(code, message, now))

    def record_vote(
        self, chat: int, message: int, person: int, entry: str, *, helpful: bool
    ) -> None:
        """Record whether an answer helped somebody; a second vote replaces the first."""
        codes, now = self._code_pair(chat, person), int(self._clock())
        self._store.write(
            lambda store: store.vote(codes[0], message, entry, codes[1], helpful=helpful, at=now)
        )

    def set_mode(self, chat: int, mode: GroupMode) -> None:
        """Set when the bot answers in a group."""
        self._store.write(lambda store: store.set_chat_mode(chat, mode))

    def record_move(self, old: int, new: int) -> None:
        """Record that a group has become a supergroup, with a number of its own."""
        codes = self._codes.chat(old), self._codes.chat(new)
        self._store.write(lambda store: store.move_chat(old, new, *codes))

    def record_decision(self, questions: Iterable[str], decision: str | None) -> None:
        """Record what a maintainer decided about unanswered questions; None takes it back."""
        wanted = tuple(questions)
        self._store.write(lambda store: store.decide(wanted, decision))

    def record_heartbeat(self, faq: Faq, problems: int, since: float) -> None:
        """Record what this process answers from, for `faqbot status`."""
        row = RunningBot(
            self._instance,
            faq.revision,
            len(faq.entries),
            problems,
            int(since),
            int(self._clock()),
        )
        self._has_heartbeat = True
        self._store.write(lambda store: store.keep_running_bot(row))

    def purge(self) -> None:
        """Delete what is older than it may be."""
        now = int(self._clock())
        self._store.write(lambda store: store.purge(now))

    async def flush(self) -> bool:
        """Whether all that was recorded so far is in the database."""
        return await self._store.flush()

    # Look-ups

    async def answer_to(self, chat: int, message: int) -> SentAnswer | None:
        """The answer to a message; None if it had none."""
        code = self._codes.chat(chat)
        return await self._store.read(None, lambda store: store.answer_to(code, message))

    async def answer_at(self, chat: int, message: int) -> SentAnswer | None:
        """The answer that a message of the bot's holds; None if it holds none."""
        code = self._codes.chat(chat)
        return await self._store.read(None, lambda store: store.answer_at(code, message))

    async def last_answer(self, chat: int, person: int) -> SentAnswer | None:
        """The newest answer that somebody was given in a chat."""
        codes = self._code_pair(chat, person)
        return await self._store.read(None, lambda store: store.last_answer(*codes))

    def is_asker(self, sent: SentAnswer, person: int) -> bool:
        """Whether an answer was given to this person."""
        return sent.asker == self._codes.person(person)

    def recent_answer(self, chat: int, entry: str) -> int | None:
        """The message that gave an entry's answer in a chat within the last `REPEAT_S` seconds.

        It is kept in memory, not in the database: the next message may need it at once.
        """
        with self._lock:
            message, at = self._recent.get((chat, entry), (None, 0.0))
        return message if self._clock() - at <= REPEAT_S else None

    def repeated_answer(self, conversation: Conversation, reply: ConversationReply) -> int | None:
        """The message to point to instead of giving a group the same answer again.

        None for other replies, and in private chats, where nobody else asks.
        """
        if not conversation.in_group or not isinstance(reply, Answer):
            return None
        return self.recent_answer(conversation.chat, reply.entry.id)

    async def earlier_answer(self, question: AskedQuestion) -> int | None:
        """The message that answered a message already which somebody now wants answered again."""
        if question.target == question.message:
            return None
        answer = await self.answer_to(question.chat, question.target)
        # Numbers of messages grow: a greater one is from another life of the chat.
        if answer and answer.message and answer.message < question.message:
            return answer.message
        return None

    async def most_asked(self, limit: int) -> list[str]:
        """The ids of the entries that were shown most often in the last `POPULAR_DAYS` days."""
        since = self._today() - timedelta(days=POPULAR_DAYS)
        return await self._store.read([], lambda store: store.most_asked(since, limit))

    async def mode(self, chat: int) -> GroupMode:
        """When the bot answers in a group: when it is addressed, unless that was changed."""
        mode = await self._store.read(None, lambda store: store.chat_mode(chat))
        return "questions" if mode == "questions" else "addressed"

    async def moved_from(self, chat: int) -> int | None:
        """The number that a supergroup had as a group."""
        return await self._store.read(None, lambda store: store.moved_from(chat))

    async def gaps(self) -> list[Gap] | None:
        """The unanswered questions, newest first; None when the database cannot be reached."""
        return await self._store.read(None, lambda store: store.gaps())

    async def stats(self, faq: Faq, days: int) -> Stats | None:
        """The figures of the last days; None when the database cannot be reached."""
        today = self._today()
        return await self._store.read(None, lambda store: collect(store, faq, days, today))

    async def forget(self, person: int) -> Forgotten | None:
        """How much was deleted about a person; None when the database cannot be reached."""
        code = self._codes.person(person)
        return await self._store.read(None, lambda store: store.forget(code), FORGET_S)

    async def claim(self, chore: str, days: int) -> bool:
        """Whether a chore is due that one of all processes does every so many days."""
        now, every_s = int(self._clock()), days * DAY_S
        return await self._store.read(False, lambda store: store.claim(chore, now, every_s))  # noqa: FBT003 -- the default

    def _remember(self, chat: int, entry: str, message: int) -> None:
        with self._lock:
            self._recent[chat, entry] = (message, self._clock())
            self._recent.move_to_end((chat, entry))
            while len(self._recent) > self._most_recent:
                self._recent.popitem(last=False)

    def _code_pair(self, chat: int, person: int) -> tuple[str, str]:
        return self._codes.chat(chat), self._codes.person(person)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock(), UTC).date()


def _how_settled(reply: Answer | NoneFits) -> str:
    """How a reply shows what an earlier question of the same person meant; see `Gap`."""
    if isinstance(reply, NoneFits):
        return NONE_FITS
    return PICKED if reply.ranking is None else REWORDED
