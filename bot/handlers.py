"""Updates to replies: plain values out of the update, one call to the desk, one message sent."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from telegram import LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot import actions, render
from bot.addressing import is_own_or_automatic, is_private, question_in
from bot.render import Screen
from faq import wording
from faq.desk import Answer, Desk, NoAnswer, Reply

ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY]
"""Always sent: Telegram keeps the previous list for a bot that names none (getUpdates)."""

APOLOGY = "Something went wrong on my side. Please ask again in a moment."
ASK_USAGE = "Write your question after the command, such as:\n/ask {example}"
TEXT_ONLY = "I can only read text. Type your question in words."
UNKNOWN_COMMAND = "I do not know that command. Just type your question, or see /help."

Context = ContextTypes.DEFAULT_TYPE

log = logging.getLogger(__name__)


class Handlers:
    """Everything the bot reacts to.

    Args:
        desk: answers the questions.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Tell the application what goes where; of the handlers that fit, the first one acts."""
        new = filters.UpdateType.MESSAGE  # edits and channel posts are not answered
        private = new & filters.ChatType.PRIVATE
        add = application.add_handler
        add(CommandHandler("start", self.start, new))
        add(CommandHandler("help", self.help, new))
        add(CommandHandler("topics", self.topics, new))
        add(CommandHandler("ask", self.ask, new))
        add(MessageHandler(private & filters.COMMAND, self.unknown_command))
        add(MessageHandler(new & filters.TEXT & ~filters.COMMAND, self.text))
        add(MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, self.not_text))
        add(CallbackQueryHandler(self.press))
        application.add_error_handler(self.failed)

    async def start(self, update: Update, context: Context) -> None:
        """/start, alone or with the id of an entry: t.me/<bot>?start=<entry>."""
        message = update.message
        if message is None or is_own_or_automatic(message):
            return
        if context.args:
            chosen = self._desk.choose(context.args[0], _conversation_of(message))
            await self._send(message, self._chosen(chosen))
            return
        name = message.from_user.first_name if message.from_user and is_private(message) else ""
        await self._send(message, render.greeting(self._desk.faq, name))

    async def help(self, update: Update, context: Context) -> None:
        """/help."""
        if update.message and not is_own_or_automatic(update.message):
            await self._send(
                update.message, render.help_text(self._desk.faq, context.bot.username)
            )

    async def topics(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/topics."""
        if update.message and not is_own_or_automatic(update.message):
            await self._send(update.message, render.topics(self._desk.faq))

    async def ask(self, update: Update, context: Context) -> None:
        """/ask, with a question behind it."""
        message = update.message
        if message is None or is_own_or_automatic(message):
            return
        question = " ".join(context.args or ())
        if question:
            await self._answer(message, question)
        else:
            example = self._desk.faq.entries[0].question
            await self._send(message, Screen(render.escape(ASK_USAGE.format(example=example))))

    async def text(self, update: Update, context: Context) -> None:
        """A text that may be a question for the bot."""
        message = update.message
        if message is None:
            return
        question = question_in(message, context.bot.username, context.bot.id)
        if question is not None:
            await self._answer(message, question)

    async def unknown_command(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """A command of some other bot, in a private chat."""
        if update.message:
            await self._send(update.message, Screen(UNKNOWN_COMMAND))

    async def not_text(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """A sticker, a photo, a voice message, in a private chat."""
        if update.message and not is_own_or_automatic(update.message):
            await self._send(update.message, Screen(TEXT_ONLY))

    async def press(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """A pressed button. It is answered first: Telegram gives a few seconds for that."""
        query = update.callback_query
        if query is None:
            return
        action = actions.decode(query.data or "")
        message = query.message if isinstance(query.message, Message) else None
        chat = query.message.chat.id if query.message else query.from_user.id
        conversation = _conversation(chat, query.from_user.id)
        screen = self._screen_for(action, conversation) if action else None
        with suppress(BadRequest):  # too old to be answered: the press itself still counts
            await query.answer(None if screen else wording.GONE)
        if screen is None or message is None:
            return
        if isinstance(action, actions.ShowEntry):
            await self._send(message, screen)
            return
        try:
            await message.edit_text(
                screen.text, reply_markup=screen.keyboard, link_preview_options=NO_PREVIEW
            )
        except BadRequest as error:
            if "not modified" not in error.message:  # a double tap changes nothing twice
                raise

    async def failed(self, update: object, context: Context) -> None:
        """Log the error first; then tell the person who is waiting, if that can be done."""
        update_id = update.update_id if isinstance(update, Update) else None
        if isinstance(context.error, Forbidden):
            log.info("Update %s: the bot may not write there", update_id)
            return
        log.error("Update %s failed", update_id, exc_info=context.error)
        message = update.message if isinstance(update, Update) else None
        if message and is_private(message):
            with suppress(Exception):  # the error is logged: an apology that fails adds nothing
                await self._send(message, Screen(APOLOGY))

    def _screen_for(self, action: actions.Action, conversation: str) -> Screen | None:
        faq = self._desk.faq
        match action:
            case actions.ShowEntry(entry) | actions.PickEntry(entry):
                chosen = self._desk.choose(entry, conversation)
                return self._chosen(chosen) if isinstance(chosen, Answer) else None
            case actions.ShowTopics(page):
                return render.topics(faq, page)
            case actions.ShowTopic(key, page):
                return render.topic(faq, key, page)

    def _chosen(self, chosen: Answer | NoAnswer) -> Screen:
        if isinstance(chosen, NoAnswer):
            return Screen(render.escape(wording.GONE))
        return render.reply(chosen, self._desk.faq)

    async def _answer(self, message: Message, question: str) -> None:
        reply: Reply = await asyncio.to_thread(self._desk.ask, question, _conversation_of(message))
        await self._send(message, render.reply(reply, self._desk.faq))

    async def _send(self, message: Message, screen: Screen) -> None:
        """Answer in the chat and topic of a message; in groups, as a reply to it."""
        quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True)
        await message.get_bot().send_message(
            message.chat_id,
            screen.text,
            # Only real topics have an id that can be written to; General and reply threads do not.
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_parameters=None if is_private(message) else quoted,
            reply_markup=screen.keyboard,
            link_preview_options=NO_PREVIEW,
        )


NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def _conversation_of(message: Message) -> str:
    author = message.sender_chat or message.from_user
    return _conversation(message.chat_id, author.id if author else 0)


def _conversation(chat: int, person: int) -> str:
    """In a group everybody has a conversation of their own with the bot."""
    return f"{chat}:{person}"
