"""What the bot remembers beyond a conversation: counts, gaps, votes, and which answer is whose.

Answering never waits for the database or fails with it: writes are queued for a thread of their
own, a read that takes too long finds nothing, and a database that is away is left alone for a
while. What is written down of people is decided here: codes instead of names, no question that
was answered, and the others without personal data.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeVar

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
from faq.errors import StoreError
from faq.text import normalise
from faq.usage.privacy import Pseudonyms, redact
from faq.usage.records import DAY_S, GAPS_KEPT_S, Forgotten, Gap, SentAnswer, Serving
from faq.usage.store import Store

KEPT_DAYS = GAPS_KEPT_S // DAY_S
"""Days for which a question without an answer is kept."""

READ_S = 1.0
"""Seconds that an answer waits for the database at most."""

FORGET_S = 10.0
"""The same for deleting, where it matters more to be sure than to be fast."""

AWAY_S = 10.0
"""Seconds for which a database that failed is not asked again."""

PENDING = 10_000
"""Writes that wait at most; what comes on top is lost and counted."""

RECENT = 10_000
"""Answers that are known to have been given a moment ago; the oldest are forgotten first."""

POPULAR_DAYS = 30
"""Days that "most asked" looks back."""

ChatKind = Literal["private", "group", "inline"]
GroupMode = Literal["addressed", "questions"]
T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, and where it stands.

    Attributes:
        question: the words.
        chat: the chat's number.
        message: the message that asks.
        person: who asks, or the chat in whose name they do.
        place: what kind of chat it is.
        target: the message that is answered: another one when somebody has it answered.
    """

    question: str
    chat: int
    message: int
    person: int
    place: ChatKind
    target: int


class Recorder:
    """Notes what happens, and looks up what happened. Its methods never raise.

    Args:
        open_store: opens where it is kept. It is called when first needed, and again after it
            failed: a bot whose database is away starts and answers all the same.
        pseudonyms: stand in for people and chats.
        keep_questions: whether questions without an answer are kept.
        clock: tells the time in seconds since the epoch.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        pseudonyms: Pseudonyms,
        *,
        keep_questions: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.keep_questions = keep_questions
        self._open_store = open_store
        self._store: Store | None = None
        self._codes = pseudonyms
        self._clock = clock
        self._instance = f"{platform.node()}:{os.getpid()}"
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._recent: OrderedDict[tuple[int, str], tuple[int, float]] = OrderedDict()
        self._pending = 0
        self._is_serving = False
        self._away_until = 0.0
        self._lost = 0

    def close(self) -> None:
        """Finish what is queued and let go of the database."""
        if self._is_serving:
            self._write(lambda store: store.stop_serving(self._instance))
        self._thread.shutdown()
        if self._store:
            self._store.close()

    # Notes

    def record_reply(  # noqa: PLR0913 -- all that one message came to
        self,
        asked: AskedQuestion,
        reply: ConversationReply,
        sent: int,
        took_s: float,
        *,
        before: SentAnswer | None = None,
        above: bool = False,
    ) -> None:
        """Note a question and its reply.

        Args:
            asked: the question.
            reply: the desk's reply.
            sent: the message that holds it.
            took_s: how long the desk took, in seconds.
            before: what this message replied to the question before that was edited.
            above: whether the message only says that the answer stands above.
        """
        chat, person = self._codes.chat(asked.chat), self._codes.person(asked.person)
        asker = before.asker if before else person
        now, day = int(self._clock()), self._today()
        entry = reply.entry.id if isinstance(reply, Answer) else None
        subject = reply.subject.id if isinstance(reply, NotCoveredReply) else None
        if entry and not above:
            self._gave(asked.chat, entry, sent)

        def note(store: Store) -> None:
            question = redact(asked.question) if self.keep_questions else ""
            store.count(day, reply.outcome, entry or subject or "", asked.place)
            store.keep_time(day, took_s * 1000)
            for message in {asked.message, asked.target}:
                store.keep_answer(SentAnswer(chat, message, sent, asker, entry, now))
            is_picked = isinstance(reply, Answer) and reply.ranking is None
            since = int(now - FOLLOW_UP_S)
            match reply:
                case NoneFits():
                    store.settle_latest(chat, person, None, "none fits", since)
                case Answer() if is_picked:
                    store.settle_latest(chat, person, entry, "picked", since)
                case Answer():
                    if not store.settle(chat, asked.message, entry, "reworded"):
                        store.settle_latest(chat, person, entry, "reworded", since)
                case Choices() | NotCoveredReply() | NoAnswer() if question and reply.ranking:
                    nearest = reply.ranking.entries[0].id
                    store.keep_gap(
                        Gap(chat, asked.message, person, question, reply.outcome, nearest, now)
                    )
                case _:
                    pass

        self._write(note)

    def record_message(self, asked: AskedQuestion, sent: int) -> None:
        """Note which message says something other than an answer, so that an edit can mend it."""
        chat, person = self._codes.chat(asked.chat), self._codes.person(asked.person)
        now = int(self._clock())
        row = SentAnswer(chat, asked.message, sent, person, None, now)
        self._write(lambda store: store.keep_answer(row))

    def record_pick(self, chat: int, message: int, person: int, entry: str | None) -> None:
        """Note that a choice was made by a button under a message; None: none of them fits."""
        place, who = self._codes.chat(chat), self._codes.person(person)
        day, now = self._today(), int(self._clock())

        def note(store: Store) -> None:
            store.count(day, "picked" if entry else "none_fits", entry or "", "button")
            shown = store.answer_at(place, message)
            question = shown.question if shown else message
            store.keep_answer(SentAnswer(place, question, message, who, entry, now))
            store.settle(place, question, entry, "picked" if entry else "none fits")

        self._write(note)

    def record_opening(self, chat: int, message: int, person: int, entry: str) -> None:
        """Note that an entry was opened from a list, which sent a message of its own."""
        place, who = self._codes.chat(chat), self._codes.person(person)
        day, now = self._today(), int(self._clock())
        self._gave(chat, entry, message)

        def note(store: Store) -> None:
            store.count(day, "picked", entry, "button")
            store.keep_answer(SentAnswer(place, message, message, who, entry, now))

        self._write(note)

    def record_inline_choice(self, entry: str) -> None:
        """Note that an entry was sent from inline mode."""
        day = self._today()
        self._write(lambda store: store.count(day, "chosen", entry, "inline"))

    def record_deletion(self, chat: int, message: int) -> None:
        """Note that an answer is deleted, so that an edited question does not bring it back."""
        place, now = self._codes.chat(chat), int(self._clock())
        for key, (sent, _) in list(self._recent.items()):
            if key[0] == chat and sent == message:
                del self._recent[key]

        def note(store: Store) -> None:
            while shown := store.answer_at(place, message):
                store.keep_answer(SentAnswer(place, shown.question, None, shown.asker, None, now))

        self._write(note)

    def record_vote(
        self, chat: int, message: int, person: int, entry: str, *, helpful: bool
    ) -> None:
        """Note whether an answer helped somebody; a second vote takes the place of the first."""
        place, who, now = self._codes.chat(chat), self._codes.person(person), int(self._clock())
        self._write(lambda store: store.vote(place, message, entry, who, helpful=helpful, at=now))

    def set_mode(self, chat: int, mode: GroupMode) -> None:
        """Note when to answer in a group."""
        self._write(lambda store: store.set_chat_mode(chat, mode))

    def record_move(self, old: int, new: int) -> None:
        """Note that a group has become a supergroup, with a number of its own."""
        codes = self._codes.chat(old), self._codes.chat(new)

        def note(store: Store) -> None:
            store.move_chat(old, new)
            store.rename_chat(*codes)

        self._write(note)

    def purge(self) -> None:
        """Drop what is older than it may be."""
        now = int(self._clock())
        self._write(lambda store: store.purge(now))

    # Look-ups

    async def read(self, default: T, look: Callable[[Store], T], wait_s: float = 0.0) -> T:
        """What is found in the database; the default if that takes too long or fails."""
        if self._is_away():
            return default
        try:
            found = asyncio.wrap_future(self._thread.submit(self._with_store, look))
            return await asyncio.wait_for(found, wait_s or READ_S)
        except TimeoutError:
            self._failed(StoreError("it takes too long"))
        except StoreError as error:
            self._failed(error)
        except Exception:  # whatever it is, somebody waits for an answer
            log.exception("A look into the database failed")
        return default

    async def flush(self) -> bool:
        """Whether all that was noted so far is in the database."""
        return await self.read(False, lambda _: True) and not self._is_away()  # noqa: FBT003 -- the default

    async def answer_to(self, chat: int, message: int) -> SentAnswer | None:
        """What a message was answered with."""
        code = self._codes.chat(chat)
        return await self.read(None, lambda store: store.answer_to(code, message))

    async def answer_at(self, chat: int, message: int) -> SentAnswer | None:
        """What a message of the bot answers."""
        code = self._codes.chat(chat)
        return await self.read(None, lambda store: store.answer_at(code, message))

    async def last_answer(self, chat: int, person: int) -> SentAnswer | None:
        """The newest answer that somebody was given in a chat."""
        codes = self._codes.chat(chat), self._codes.person(person)
        return await self.read(None, lambda store: store.last_answer(*codes))

    def recent_answer(self, chat: int, entry: str) -> int | None:
        """The message that gave the same answer in the same chat a moment ago.

        This is known for as long as the bot runs: it must hold for the next message already.
        """
        message, at = self._recent.get((chat, entry), (None, 0.0))
        return message if self._clock() - at <= REPEAT_S else None

    async def most_asked(self, limit: int) -> list[str]:
        """The ids of the entries that were answered most often lately."""
        since = self._today() - timedelta(days=POPULAR_DAYS)
        return await self.read([], lambda store: store.most_asked(since, limit))

    async def mode(self, chat: int) -> GroupMode:
        """When to answer in a group."""
        found = await self.read(None, lambda store: store.chat_mode(chat))
        return "questions" if found == "questions" else "addressed"

    async def moved_from(self, chat: int) -> int | None:
        """The number that a supergroup had as a group."""
        return await self.read(None, lambda store: store.moved_from(chat))

    async def forget(self, person: int) -> Forgotten | None:
        """Delete what is kept about a person; None when the database cannot be reached."""
        code = self._codes.person(person)
        return await self.read(None, lambda store: store.forget(code), FORGET_S)

    async def gaps(self) -> list[Gap] | None:
        """What was asked in vain, newest first; None when the database cannot be reached."""
        return await self.read(None, lambda store: store.gaps())

    async def claim(self, chore: str, days: int) -> bool:
        """Whether a chore is due that is done every so many days, by one process."""
        now = int(self._clock())
        return await self.read(False, lambda store: store.claim(chore, now, days * DAY_S))  # noqa: FBT003 -- the default

    def record_decision(self, questions: Iterable[str], decision: str | None) -> None:
        """Note what a maintainer decides about questions that were asked in vain."""
        wanted = {normalise(question) for question in questions}

        def note(store: Store) -> None:
            gaps = [gap for gap in store.gaps() if normalise(gap.question) in wanted]
            store.decide(gaps, decision)

        self._write(note)

    def record_heartbeat(self, faq: Faq, problems: int, since: float) -> None:
        """Note what this process answers from, for `faqbot status`."""
        row = Serving(
            self._instance,
            faq.revision,
            len(faq.entries),
            problems,
            int(since),
            int(self._clock()),
        )
        self._is_serving = True
        self._write(lambda store: store.serve(row))

    def is_asker(self, sent: SentAnswer, person: int) -> bool:
        """Whether an answer was given to this person."""
        return sent.asker == self._codes.person(person)

    def _gave(self, chat: int, entry: str, message: int) -> None:
        self._recent[chat, entry] = (message, self._clock())
        self._recent.move_to_end((chat, entry))
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock(), UTC).date()

    def _write(self, note: Callable[[Store], object]) -> None:
        if self._is_away() or self._pending >= PENDING:
            self._lost += 1
            return
        try:
            done = self._thread.submit(self._with_store, note)
        except RuntimeError:  # the bot is stopping
            self._lost += 1
            return
        self._pending += 1
        done.add_done_callback(self._written)

    def _with_store(self, work: Callable[[Store], T]) -> T:
        if self._store is None:
            self._store = self._open_store()
        return work(self._store)

    def _written(self, done: Future[object]) -> None:
        self._pending -= 1
        if isinstance(error := done.exception(), StoreError):
            self._lost += 1
            self._failed(error)
        elif error:
            log.error("A note failed", exc_info=error)

    def _is_away(self) -> bool:
        return time.monotonic() < self._away_until

    def _failed(self, error: StoreError) -> None:
        if not self._is_away():
            log.warning(
                "Answering goes on without the database, %s notes lost: %s", self._lost, error
            )
        self._away_until = time.monotonic() + AWAY_S
