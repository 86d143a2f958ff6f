"""Questions: in private, in groups, edited, and those that were put to a whole group."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from telegram import Message, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot import sending
from bot.addressing import (
    ASK,
    command_in,
    conversation_of,
    is_own_or_automatic,
    question_in,
    unasked_question_in,
    whole_message_as_question,
)
from bot.render import Screens
from faq.answering.conversations import Conversations, ends_as_question
from faq.answering.replies import Answer, Choices, ConversationReply
from faq.text import normalise, words
from faq.usage.recorder import AskedQuestion, Recorder
from faq.wording import speak

TYPING_AFTER_S = 0.5
"""Seconds of thinking after which the chat shows that the bot is typing: less would flicker."""

SUPERGROUPS = 10**12
"""What the Bot API adds to a supergroup's number before it makes it negative."""

HINTED = 10_000
"""Chats that are remembered for having had the hint that only text can be read."""

Context = ContextTypes.DEFAULT_TYPE


class Questions:
    """Answers questions, and edits the answer of a question that is edited.

    Args:
        conversations: what answers, and what has been said.
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
        if asked := question_in(message, context.bot.bot):
            await self.ask(message, asked)
        elif asked := unasked_question_in(message):
            await self._answer_unasked(message, asked)

    async def edited(self, update: Update, context: Context) -> None:
        """Edit the answer of a question that was edited."""
        message = update.edited_message
        if message is None or is_own_or_automatic(message):
            return
        asked = question_in(message, context.bot.bot)
        before = await self._recorder.answer_to(message.chat_id, message.message_id)
        if before is None:
            if asked and asked.question:
                await self.ask(message, asked)
            return
        if before.message is None:  # whoever asked has had it deleted
            return
        if asked is None and command_in(message, context.bot.bot) is None:
            # Somebody had this message answered, and now it asks something else.
            asked = whole_message_as_question(message)
        if asked is None or not words(normalise(asked.question)):
            return
        began = time.monotonic()
        reply = await self._find_reply(message, asked)
        screen = self._screens(message).reply(reply, in_group=asked.place == "group")
        if await sending.edit(message.get_bot(), message.chat_id, before.message, screen):
            took_s = time.monotonic() - began
            self._recorder.record_reply(asked, reply, before.message, took_s, before=before)

    async def ask(self, message: Message, asked: AskedQuestion) -> None:
        """Answer a question, as a reply to the message it is about."""
        screens = self._screens(message)
        if not words(normalise(asked.question)):
            await self._explain_usage(message, asked)
            return
        if asked.target != asked.message:
            before = await self._recorder.answer_to(asked.chat, asked.target)
            # Numbers of messages grow: a greater one is from another life of the chat.
            if before and before.message and before.message < asked.message:
                sent = await self._point_above(message, before.message, asked)
                self._recorder.record_message(asked, sent)
                return
        began = time.monotonic()
        reply = await self._find_reply(message, asked)
        took_s = time.monotonic() - began
        in_group = asked.place == "group"
        entry = reply.entry.id if in_group and isinstance(reply, Answer) else None
        if entry and (above := self._recorder.recent_answer(asked.chat, entry)):
            sent = await self._point_above(message, above, asked)
            self._recorder.record_reply(asked, reply, sent, took_s, above=True)
            return
        sent = await sending.answer(
            message,
            screens.reply(reply, in_group=in_group),
            asked.target,
            # What does not answer is for whoever asked, not for the group.
            silent=in_group and not isinstance(reply, Answer | Choices),
        )
        self._recorder.record_reply(asked, reply, sent, took_s)

    async def not_text(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
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

    async def _answer_unasked(self, message: Message, asked: AskedQuestion) -> None:
        """Answer a question that was put to a whole group, where its administrators want that."""
        if not ends_as_question(asked.question):
            return
        if await self._recorder.mode(asked.chat) != "questions":
            return
        began = time.monotonic()
        reply = await asyncio.to_thread(self._conversations.volunteer, asked.question, asked.chat)
        if reply is None or self._recorder.recent_answer(asked.chat, reply.entry.id):
            return
        screen = self._screens(message).reply(reply, in_group=True)
        sent = await sending.answer(message, screen)
        self._recorder.record_reply(asked, reply, sent, time.monotonic() - began)

    async def _find_reply(self, message: Message, asked: AskedQuestion) -> ConversationReply:
        """The reply to a question; while it takes long, the chat shows "typing"."""
        conversation, brief = conversation_of(message), asked.place == "group"
        thinking = asyncio.create_task(
            asyncio.to_thread(
                self._conversations.ask,
                asked.question,
                conversation,
                turn=asked.message,
                brief=brief,
            )
        )
        done, _ = await asyncio.wait({thinking}, timeout=TYPING_AFTER_S)
        if not done:
            topic = message.message_thread_id if message.is_topic_message else None
            with suppress(TelegramError):  # a courtesy
                await message.get_bot().send_chat_action(
                    message.chat_id, ChatAction.TYPING, message_thread_id=topic
                )
        return await thinking

    async def _explain_usage(self, message: Message, asked: AskedQuestion) -> None:
        """Explain how to ask to a person who sent no words; a mere reply in a group is ignored."""
        is_command = command_in(message, message.get_bot().bot) in ASK
        if asked.place == "group" and message.reply_to_message and not is_command:
            return
        screen = self._screens(message).usage(of_command=is_command)
        sent = await sending.answer(message, screen, silent=asked.place == "group")
        self._recorder.record_message(asked, sent)

    async def _point_above(self, message: Message, answer: int, asked: AskedQuestion) -> int:
        """Say that the answer stands above: by a link, or by a reply where there are no links."""
        link = _link_to(message, answer)
        screen = self._screens(message).pointer(link)
        target = None if link else answer
        return await sending.answer(message, screen, target or asked.message, silent=True)

    def _screens(self, message: Message) -> Screens:
        return screens_for(self._conversations, message)


def screens_for(conversations: Conversations, message: Message) -> Screens:
    """The screens in the language of a message's author."""
    code = message.from_user.language_code if message.from_user else None
    return Screens(conversations.faq, speak(code))


def _link_to(message: Message, answer: int) -> str | None:
    """The address of a message in the same chat; None where messages have none.

    https://core.telegram.org/api/links#message-links
    """
    chat = message.chat
    if chat.type != ChatType.SUPERGROUP:
        return None
    place = chat.username or f"c/{-chat.id - SUPERGROUPS}"
    return f"https://t.me/{place}/{answer}"
