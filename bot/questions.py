"""Questions: in private, in groups, edited, and those that were put to a whole group."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from telegram import Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import sending
from bot.addressing import (
    ASK,
    command_in,
    is_own_or_automatic,
    question_in,
    question_in_edited,
    unasked_question_in,
    whole_message_as_question,
)
from bot.render import Screens, screens_for
from faq.answering.conversations import Conversations
from faq.answering.replies import ConversationReply
from faq.usage.recorder import AskedQuestion, Recorder

TYPING_AFTER_S = 0.5
"""Seconds of thinking after which the chat shows that the bot is typing: less would flicker."""

HINTED = 10_000
"""Chats that are remembered for having had the hint that only text can be read."""

Context = ContextTypes.DEFAULT_TYPE


class Questions:
    """Answers questions, and edits the answer of a question that is edited.

    Args:
        conversations: finds the replies.
        recorder: knows which message answers which.
    """

    def __init__(self, conversations: Conversations, recorder: Recorder) -> None:
        self._conversations = conversations
        self._recorder = recorder
        self._hinted: dict[int, None] = {}

    async def message(self, update: Update, context: Context) -> None:
        """Answer a new message, if it is a question for the bot or for the whole group."""
        message = update.message
        if message is None:
            return
        if question := question_in(message, context.bot.bot):
            await self.ask(message, question)
        elif question := unasked_question_in(message):
            await self._volunteer(message, question)

    async def edited(self, update: Update, context: Context) -> None:
        """Edit the answer of a question that was edited, or answer it if it had no answer."""
        message = update.edited_message
        if message is None:
            return
        before = await self._recorder.answer_to(message.chat_id, message.message_id)
        question = question_in_edited(message, context.bot.bot, is_answered=before is not None)
        if question is None:
            return
        if before is None:
            await self.ask(message, question)
        elif before.message is not None:  # None: its answer was deleted, and stays so
            reply, took_s = await self._find_reply(message, question)
            screen = self._screens(message).reply(reply)
            if await sending.edit(message.get_bot(), message.chat_id, before.message, screen):
                self._recorder.record_reply(question, reply, before.message, took_s, before=before)

    async def ask(self, message: Message, question: AskedQuestion) -> None:
        """Answer a question, or point to its answer if that stands above."""
        if question.is_empty:
            is_command = command_in(message, message.get_bot().bot) in ASK
            sent = await sending.answer(message, self._screens(message).usage(command=is_command))
            self._recorder.record_message(question, sent)
            return
        if above := await self._recorder.earlier_answer(question):
            sent = await self._point_to(above, message)
            self._recorder.record_message(question, sent)
            return
        reply, took_s = await self._find_reply(message, question)
        above = self._recorder.repeated_answer(question.conversation, reply)
        if above:
            sent = await self._point_to(above, message)
        else:
            screen = self._screens(message).reply(reply)
            sent = await sending.answer(message, screen, question.target)
        self._recorder.record_reply(question, reply, sent, took_s, above=bool(above))

    async def not_text(self, update: Update, _: Context) -> None:
        """Say, once a chat, that only text can be read: for stickers, pictures, voice messages."""
        message = update.message
        if message is None or is_own_or_automatic(message) or message.chat_id in self._hinted:
            return
        self._hinted[message.chat_id] = None
        while len(self._hinted) > HINTED:
            del self._hinted[next(iter(self._hinted))]
        screens = self._screens(message)
        sent = await sending.answer(message, screens.say(screens.wording.text_only))
        self._recorder.record_message(whole_message_as_question(message), sent)

    async def _volunteer(self, message: Message, question: AskedQuestion) -> None:
        """Answer a question that was put to a whole group, where its administrators want that."""
        if await self._recorder.mode(question.chat) != "questions":
            return
        began = time.monotonic()
        reply = await asyncio.to_thread(
            self._conversations.volunteer, question.question, question.chat
        )
        took_s = time.monotonic() - began
        if reply and not self._recorder.repeated_answer(question.conversation, reply):
            sent = await sending.answer(message, self._screens(message).reply(reply))
            self._recorder.record_reply(question, reply, sent, took_s)

    async def _find_reply(
        self, message: Message, question: AskedQuestion
    ) -> tuple[ConversationReply, float]:
        """The reply to a question, and how many seconds it took; meanwhile the bot is "typing"."""
        began = time.monotonic()
        search = asyncio.create_task(
            asyncio.to_thread(
                self._conversations.ask,
                question.question,
                question.conversation,
                turn=question.message,
            )
        )
        done, _ = await asyncio.wait({search}, timeout=TYPING_AFTER_S)
        if not done:
            topic = message.message_thread_id if message.is_topic_message else None
            with suppress(TelegramError):  # a courtesy
                await message.get_bot().send_chat_action(
                    message.chat_id, ChatAction.TYPING, message_thread_id=topic
                )
        return await search, time.monotonic() - began

    async def _point_to(self, answer: int, message: Message) -> int:
        """Say that the answer stands above: by a link, or by a reply where there are no links."""
        link = Message(answer, message.date, message.chat).link
        screen = self._screens(message).pointer(link)
        return await sending.answer(message, screen, None if link else answer)

    def _screens(self, message: Message) -> Screens:
        return screens_for(self._conversations.faq, message.from_user, message.chat)
