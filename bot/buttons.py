"""Pressed buttons. Each press is answered at once: Telegram gives a few seconds for that."""

from __future__ import annotations

from contextlib import suppress

from telegram import CallbackQuery, MaybeInaccessibleMessage, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import sending
from bot.actions import (
    Decide,
    Delete,
    PickEntry,
    RejectChoice,
    SetMode,
    ShowEntry,
    ShowTopic,
    ShowTopics,
    Vote,
    decode,
)
from bot.admin import Admin
from bot.groups import Groups, is_there
from bot.render import Screen, Screens
from faq.answering.conversations import Conversation, Conversations
from faq.answering.replies import Answer
from faq.usage.recorder import Recorder
from faq.wording import speak

Context = ContextTypes.DEFAULT_TYPE


class Buttons:
    """Does what a button says, for those who may press it.

    Args:
        conversations: what answers, and what has been said.
        recorder: knows who asked for which answer.
        groups: what only administrators and askers may do.
        admin: what only maintainers may do.
    """

    def __init__(
        self, conversations: Conversations, recorder: Recorder, groups: Groups, admin: Admin
    ) -> None:
        self._conversations = conversations
        self._recorder = recorder
        self._groups = groups
        self._admin = admin

    async def press(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """A button was pressed."""
        query = update.callback_query
        if query is None:
            return
        screens = Screens(self._conversations.faq, speak(query.from_user.language_code))
        said: str | None = None
        try:
            said = await self._do(query, screens)
        finally:
            with suppress(BadRequest):  # too old to be answered: the press itself still counts
                await query.answer(said)

    async def _do(self, query: CallbackQuery, screens: Screens) -> str | None:  # noqa: C901, PLR0911 -- one for each action
        """Do what the button says; what to tell the person who pressed it, if anything."""
        message = query.message
        if message is None:
            return screens.wording.gone
        match decode(query.data or ""):
            case ShowEntry(entry):
                return await self._show(query, message, entry, screens)
            case PickEntry(entry):
                return await self._pick(query, message, entry, screens)
            case RejectChoice():
                return await self._pick(query, message, None, screens)
            case Vote(entry, helpful):
                return await self._vote(query, message, screens, entry, helpful=helpful)
            case Delete():
                return await self._groups.delete(message, query.from_user.id, screens.wording)
            case SetMode(mode):
                return await self._groups.set_mode(message, query.from_user.id, mode, screens)
            case Decide() as action:
                return await self._admin.press(query, action)
            case ShowTopics(page):
                return await self._turn(message, screens.topics(page), screens)
            case ShowTopic(key, page) if screen := screens.topic(key, page):
                self._conversations.offer(screens.listed(key, page), _conversation(query, message))
                return await self._turn(message, screen, screens)
        return screens.wording.gone

    async def _show(
        self, query: CallbackQuery, message: MaybeInaccessibleMessage, entry: str, screens: Screens
    ) -> str | None:
        """Send an entry's answer."""
        in_group = message.chat.type != message.chat.PRIVATE
        chosen = self._conversations.choose(entry, _conversation(query, message), brief=in_group)
        if not isinstance(chosen, Answer) or not is_there(message):
            return screens.wording.gone
        if in_group and self._recorder.recent_answer(message.chat.id, entry):
            return screens.wording.answered_above
        sent = await sending.answer(message, screens.reply(chosen, in_group=in_group))
        self._recorder.record_opening(message.chat.id, sent, query.from_user.id, entry)
        return None

    async def _pick(
        self,
        query: CallbackQuery,
        message: MaybeInaccessibleMessage,
        entry: str | None,
        screens: Screens,
    ) -> str | None:
        """Replace a choice by an entry's answer, or record that no entry fits."""
        if not await self._groups.is_asker(message, query.from_user.id):
            return screens.wording.only_asker_picks
        conversation = _conversation(query, message)
        if entry is None:
            reply = self._conversations.reject(conversation)
            screen = screens.reply(reply)
        else:
            in_group = message.chat.type != message.chat.PRIVATE
            chosen = self._conversations.choose(entry, conversation, brief=in_group)
            if not isinstance(chosen, Answer):
                return screens.wording.gone
            screen = screens.reply(chosen, in_group=in_group)
        if not await sending.edit(query.get_bot(), message.chat.id, message.message_id, screen):
            return screens.wording.gone
        self._recorder.record_pick(message.chat.id, message.message_id, query.from_user.id, entry)
        return None

    async def _vote(
        self,
        query: CallbackQuery,
        message: MaybeInaccessibleMessage,
        screens: Screens,
        entry: str,
        *,
        helpful: bool,
    ) -> str:
        """Count a vote."""
        shown = await self._recorder.answer_at(message.chat.id, message.message_id)
        meant = shown.entry if shown and shown.entry else entry
        if meant not in self._conversations.faq.by_id:
            return screens.wording.gone
        self._recorder.record_vote(
            message.chat.id, message.message_id, query.from_user.id, meant, helpful=helpful
        )
        if not await self._recorder.flush():
            return screens.wording.cannot_keep
        return screens.wording.thanks_helpful if helpful else screens.wording.thanks_unhelpful

    async def _turn(
        self, message: MaybeInaccessibleMessage, screen: Screen, screens: Screens
    ) -> str | None:
        """Replace a list by another page of it."""
        bot, chat = message.get_bot(), message.chat.id
        done = await sending.edit(bot, chat, message.message_id, screen)
        return None if done else screens.wording.gone


def _conversation(query: CallbackQuery, message: MaybeInaccessibleMessage) -> Conversation:
    return Conversation(message.chat.id, query.from_user.id)
