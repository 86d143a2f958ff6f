"""Conversations: replies that depend on what was said before.

For each conversation the entries that were listed last are remembered, so that a typed number can
pick from them, and the entry that was answered last, so that "why?" can be understood. The reply
to a question on its own is found by the edition (`faq.answering.edition`).
"""

from __future__ import annotations

import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.answering.policy import FOLLOW_UP_S, REMEMBERED, VOLUNTEER_AT, VOLUNTEER_EVERY_S
from faq.answering.replies import (
    Answer,
    Choices,
    ConversationReply,
    NoAnswer,
    NoneFits,
    NotCoveredReply,
)
from faq.content import Entry, Faq
from faq.encoder import EncoderMode

QUESTION_MARKS = "?？؟;՞፧⁇⁈❓❔"
"""Marks that end a question: Latin, full-width, Arabic, Greek, Armenian, Ethiopic, and emoji."""


K = TypeVar("K")
V = TypeVar("V")


class Conversation(NamedTuple):
    """Which conversation a message belongs to: in a group, everybody has one of their own.

    In a group, replies list no related or nearest entries: they would be noise for the others.
    """

    chat: int
    person: int
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is remembered of a conversation.

    Attributes:
        at: when its last reply was given.
        listed: the ids of the entries that a number picks from.
        answered: the id of the entry that the next question may depend on.
        is_choice: whether the entries were listed as a choice, which can be rejected.
        turn: the message that was replied to; it may be edited.
        before: what was remembered before that message.
    """

    at: float
    listed: tuple[str, ...]
    answered: str | None = None
    is_choice: bool = False
    turn: int | None = None
    before: _Memory | None = None


class Conversations:
    """Answers from the newest edition of one FAQ, and remembers every conversation.

    Any number of threads may use it at the same time: a lock guards what is remembered, and
    matching, which takes long, runs outside the lock. If two messages of one conversation are
    answered at the same time, the one that is answered last is the one that is remembered.

    Args:
        edition: the FAQ to answer from.
        clock: tells the time in seconds.
        remembered: conversations, and chats with volunteered answers, that are remembered; the
            oldest is forgotten first.
    """

    def __init__(
        self,
        edition: Edition,
        clock: Callable[[], float] = time.monotonic,
        remembered: int = REMEMBERED,
    ) -> None:
        self._edition = edition
        self._clock = clock
        self._remembered = remembered
        self._lock = threading.Lock()  # guards the two below
        self._memories: OrderedDict[Conversation, _Memory] = OrderedDict()
        self._volunteered: OrderedDict[int, float] = OrderedDict()

    @property
    def edition(self) -> Edition:
        """The edition that is answering now; another thread may replace it at any time."""
        return self._edition

    @property
    def faq(self) -> Faq:
        """The FAQ that is answering now."""
        return self._edition.faq

    def serve(self, edition: Edition) -> None:
        """Answer from another edition from now on."""
        self._edition = edition

    def ask(
        self, question: str, conversation: Conversation, *, turn: int | None = None
    ) -> ConversationReply:
        """The reply to what somebody typed.

        A number picks from the entries listed last, and 0 rejects a choice. For `FOLLOW_UP_S`
        seconds after an answer, a question that depends on it ("and who wrote that?") is read
        together with it; see `Edition.follow_up`.

        Args:
            question: the text.
            conversation: where it was typed, and by whom.
            turn: the message's number. One that comes again is an edited message, and is read as
                if the message had not been there before.
        """
        edition = self._edition
        with self._lock:
            memory = self._memories.get(conversation)
        if memory and turn is not None and memory.turn == turn:
            memory = memory.before
        picked = _number(question)
        reply: ConversationReply
        if memory and picked is not None and 1 <= picked <= len(memory.listed):
            reply = edition.answer(memory.listed[picked - 1])
        elif memory and picked == 0 and memory.is_choice:
            reply = NoneFits()
        elif memory and memory.answered and self._clock() - memory.at <= FOLLOW_UP_S:
            reply = edition.follow_up(question, memory.answered)
        else:
            reply = edition.reply(question)
        if conversation.in_group:
            reply = _without_lists(reply)
        self._remember(conversation, reply, turn, memory)
        return reply

    def volunteer(self, text: str, chat: int) -> Answer | None:
        """The answer to a question that was put to a group and not to the bot; mostly None.

        Only a text that ends with a question mark, and whose answer has a confidence of at least
        `VOLUNTEER_AT`, is answered, and no more than once in `VOLUNTEER_EVERY_S` seconds in a
        chat.
        """
        if not ends_as_question(text):
            return None
        with self._lock:
            if not self._may_volunteer(chat):
                return None
        reply = self._edition.reply(text)
        if not isinstance(reply, Answer) or reply.ranking is None:
            return None
        if reply.ranking.entries[0].confidence < VOLUNTEER_AT:
            return None
        with self._lock:
            if not self._may_volunteer(chat):  # another thread did so in the meantime
                return None
            _put(self._volunteered, chat, self._clock(), self._remembered)
        return reply

    def choose(self, entry_id: str, conversation: Conversation | None = None) -> Answer | NoAnswer:
        """The answer of an entry that was picked; `NoAnswer` if the FAQ no longer has it.

        In a conversation, the next question may depend on it.
        """
        reply = self._edition.answer(entry_id)
        if isinstance(reply, Answer) and conversation and conversation.in_group:
            reply = replace(reply, related=())
        if conversation is not None:
            self._remember(conversation, reply)
        return reply

    def offer(self, entries: Sequence[Entry], conversation: Conversation) -> None:
        """Remember a list that somebody was shown: a typed number picks from it."""
        self._keep(conversation, _Memory(self._clock(), tuple(entry.id for entry in entries)))

    def reject(self, conversation: Conversation) -> NoneFits:
        """The reply to a rejected choice, which can no longer be picked from."""
        reply = NoneFits()
        self._remember(conversation, reply)
        return reply

    def forget(self, person: int) -> None:
        """Forget every conversation of a person, in all chats."""
        with self._lock:
            for conversation in [c for c in self._memories if c.person == person]:
                del self._memories[conversation]

    def _remember(
        self,
        conversation: Conversation,
        reply: ConversationReply,
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
        with self._lock:
            _put(self._memories, conversation, memory, self._remembered)

    def _may_volunteer(self, chat: int) -> bool:
        last = self._volunteered.get(chat)
        return last is None or self._clock() - last >= VOLUNTEER_EVERY_S


def open_conversations(path: Path, mode: EncoderMode = "auto") -> Conversations:
    """Conversations about the FAQ at a file or folder, with the cache of vectors.

    Raises:
        FaqError: the FAQ has problems.
    """
    return Conversations(open_edition(path, cached_encoder(mode)))


def ends_as_question(text: str) -> bool:
    """Whether a text ends with a question mark of any script."""
    return text.rstrip().endswith(tuple(QUESTION_MARKS))


def offered(reply: ConversationReply) -> tuple[Entry, ...]:
    """The entries that a reply lists, in the order of their numbers."""
    match reply:
        case Answer(related=entries) | Choices(entries=entries):
            return entries
        case NotCoveredReply(nearest=entries) | NoAnswer(nearest=entries):
            return entries
        case NoneFits():
            return ()


def _put(entries: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    """Puts an entry last; if there are too many, the first is dropped."""
    entries[key] = value
    entries.move_to_end(key)
    if len(entries) > most:
        entries.popitem(last=False)


def _without_lists(reply: ConversationReply) -> ConversationReply:
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
