"""Which handler gets which update, and what happens when one fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import sending
from bot.addressing import is_own_or_automatic, is_private
from bot.buttons import Buttons
from bot.commands import Commands
from bot.deep_links import QuestionLinks
from bot.gap_decisions import GapDecisions
from bot.groups import Groups
from bot.inline import Inline
from bot.maintainers import Maintainers
from bot.questions import Questions
from bot.render import Screen, Screens, screens_for
from faq.answering.conversations import Conversations
from faq.answering.hot_reload import HotReload
from faq.usage.recorder import Recorder

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.CHOSEN_INLINE_RESULT,
    Update.MY_CHAT_MEMBER,
]
"""Always sent: Telegram keeps the previous list for a bot that names none (getUpdates)."""

FIRST = -1
"""The handler group that sees every update before the others."""

Context = ContextTypes.DEFAULT_TYPE

Command = Callable[[Message, Screens], Awaitable[Screen | None]]
"""What a command does with a person's message; it returns what to answer, if anything."""

log = logging.getLogger(__name__)


class Handlers:
    """All updates that the bot reacts to.

    Args:
        conversations: find the replies, and remember what was said before.
        hot_reload: loads edits of the FAQ's files.
        recorder: records usage.
        maintainers: serves the maintainers' chat.
        allowed: ids of the only groups that are served; None serves all.
    """

    def __init__(
        self,
        conversations: Conversations,
        hot_reload: HotReload,
        recorder: Recorder,
        maintainers: Maintainers,
        allowed: frozenset[int] | None,
    ) -> None:
        self._conversations = conversations
        self._maintainers = maintainers
        question_links = QuestionLinks()
        self._questions = Questions(conversations, recorder)
        self._commands = Commands(
            conversations, hot_reload, recorder, self._questions, question_links
        )
        self._groups = Groups(recorder, allowed)
        self._gap_decisions = GapDecisions(conversations, recorder, maintainers)
        self._buttons = Buttons(conversations, recorder, self._groups, self._gap_decisions)
        self._inline = Inline(conversations, recorder, question_links)

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register all handlers; of those that match an update, the first one gets it."""
        new = filters.UpdateType.MESSAGE
        edited = filters.UpdateType.EDITED_MESSAGE
        private = new & filters.ChatType.PRIVATE
        words = filters.TEXT | filters.CAPTION
        add, commands, groups = application.add_handler, self._commands, self._groups
        maintainers, gap_decisions = self._maintainers, self._gap_decisions
        add(TypeHandler(Update, maintainers.follow), FIRST - 1)
        add(TypeHandler(Update, groups.gate), FIRST)
        for name, command in {
            "status": maintainers.status,
            "reload": maintainers.reload,
            "stats": maintainers.stats,
            "gaps": gap_decisions.gaps,
            "decide": gap_decisions.decide,
        }.items():
            add(CommandHandler(name, self._answering(command), new & maintainers.here))
        for name, command in {
            "start": commands.start,
            "help": commands.help,
            "topics": commands.topics,
            "helpful": commands.helpful,
            "unhelpful": commands.unhelpful,
            "privacy": commands.privacy,
            "forget": commands.forget,
            "version": commands.version,
            "delete": groups.delete_typed,
            "settings": groups.settings,
        }.items():
            add(CommandHandler(name, self._answering(command), new))
        add(MessageHandler(new & filters.StatusUpdate.MIGRATE, self.move))
        asks = filters.Regex(r"(?i)^/(ask|faq)(@|\s|$)")
        unknown = private & filters.COMMAND & ~asks
        add(MessageHandler(unknown, self._answering(commands.unknown)))
        add(MessageHandler(new & words, self._questions.message))
        add(MessageHandler(edited & words, self._questions.edited))
        add(MessageHandler(private & ~filters.StatusUpdate.ALL, self._questions.not_text))
        add(CallbackQueryHandler(self._buttons.press))
        add(InlineQueryHandler(self._inline.query))
        add(ChosenInlineResultHandler(self._inline.chosen))
        application.add_error_handler(self.report_error)

    async def move(self, update: Update, _: Context) -> None:
        """A group became a supergroup: both send a service message."""
        message = update.message
        if message is None:
            return
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        self._groups.moved(old, new)
        self._maintainers.moved(old, new)

    async def report_error(self, update: object, context: Context) -> None:
        """Log an error, then apologise to the person who waits, if possible."""
        update_id = update.update_id if isinstance(update, Update) else None
        if isinstance(context.error, Forbidden) or _is_barred(context.error):
            log.info("Update %s: the bot may not write there", update_id)
            return
        log.error("Update %s failed", update_id, exc_info=context.error)
        message = update.message if isinstance(update, Update) else None
        if message and is_private(message):
            screens = self._screens(message)
            with suppress(Exception):  # the error is logged: an apology that fails adds nothing
                await sending.answer(message, screens.say(screens.wording.apology))

    def _answering(
        self, command: Command
    ) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """A handler that gives a command the messages of people, and sends what it returns."""

        async def answer(update: Update, _: Context) -> None:
            message = update.message
            if message is None or is_own_or_automatic(message):
                return
            if screen := await command(message, self._screens(message)):
                await sending.answer(message, screen)

        return answer

    def _screens(self, message: Message) -> Screens:
        return screens_for(self._conversations.faq, message.from_user, message.chat)


def _is_barred(error: Exception | None) -> bool:
    """Whether a group or a topic does not let the bot write."""
    reason = error.message.lower() if isinstance(error, BadRequest) else ""
    return "topic_closed" in reason or "not enough rights" in reason
