"""The information desk: what conversations come to.

For each of them the desk remembers the questions that were listed last, so that a typed number can
pick from them, and the question answered last, so that "why?" has a subject. What a question by
itself comes to is the edition's business (`faq.answering.edition`).
"""

from __future__ import annotations

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.answering.policy import FOLLOW_UP_S, REMEMBERED, UNASKED_AT, UNASKED_EVERY_S
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


class Conversation(NamedTuple):
    """Whose talk with the bot it is: in a group everybody has one of their own."""

    chat: int
    person: int


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


class Conversations:
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
    ) -> ConversationReply:
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
        reply: ConversationReply
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
        self._memories.pop(conversation, None)
        self._memories[conversation] = memory
        while len(self._memories) > REMEMBERED:
            self._memories.popitem(last=False)


def open_conversations(path: Path, mode: EncoderMode = "auto") -> Conversations:
    """A desk over the FAQ at a file or folder, with the vectors that earlier starts have kept.

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
