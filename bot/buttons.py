"""Pressed buttons. Each press is answered at once: Telegram gives a few seconds for that."""

from __future__ import annotations

from contextlib import suppress

from telegram import CallbackQuery, MaybeInaccessibleMessage, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import sending
from bot.addressing import conversation_with
from bot.callback_data import (
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
from bot.commands import record_vote
from bot.gap_decisions import GapDecisions
from bot.groups import Groups, is_there
from bot.render import Screen, Screens, screens_for
from faq.answering.conversations import Conversation, Conversations
from faq.answering.replies import Answer, ConversationReply
from faq.usage.recorder import Recorder

Context = ContextTypes.DEFAULT_TYPE


class Buttons:
    """Does what a button says, for those who may press it.

    Args:
        conversations: answer with entries, and remember the lists that were shown.
        recorder: knows who asked for which answer.
        groups: what only administrators and askers may do.
        gap_decisions: what only maintainers may do.
    """

    def __init__(
        self,
        conversations: Conversations,
        recorder: Recorder,
        groups: Groups,
        gap_decisions: GapDecisions,
    ) -> None:
        self._conversations = conversations
        self._recorder = recorder
        self._groups = groups
        self._gap_decisions = gap_decisions

    async def press(self, update: Update, _: Context) -> None:
        """A button was pressed."""
        query = update.callback_query
        if query is None:
            return
        notice: str | None = None
        try:
            notice = await self._do(query)
        finally:
            with suppress(BadRequest):  # too old to be answered: the press itself still counts
                await query.answer(notice)

    async def _do(self, query: CallbackQuery) -> str | None:  # noqa: C901, PLR0911 -- one for each action
        """Do what the button says; returns what to tell the person who pressed it, if anything."""
        message, person = query.message, query.from_user.id
        chat = message.chat if message else None
        screens = screens_for(self._conversations.faq, query.from_user, chat)
        if message is None:
            return screens.wording.gone
        conversation = conversation_with(person, message)
        match decode(query.data or ""):
            case ShowEntry(entry):
                return await self._show(message, conversation, entry, screens)
            case PickEntry(entry):
                return await self._pick(message, conversation, entry, screens)
            case RejectChoice():
                return await self._pick(message, conversation, None, screens)
            case Vote() as vote:
                return await self._vote(message, conversation, vote, screens)
            case Delete():
                return await self._groups.delete(message, person, screens.wording)
            case SetMode(mode):
                return await self._groups.set_mode(message, person, mode, screens)
            case Decide() as decision:
                return await self._gap_decisions.press(query, decision)
            case ShowTopics(page):
                return await _replace(message, screens.topics(page), screens)
            case ShowTopic(key, page) if screen := screens.topic(key, page):
                self._conversations.offer(screens.listed(key, page), conversation)
                return await _replace(message, screen, screens)
        return screens.wording.gone

    async def _show(
        self,
        message: MaybeInaccessibleMessage,
        conversation: Conversation,
        entry: str,
        screens: Screens,
    ) -> str | None:
        """Send an entry's answer."""
        reply = self._conversations.choose(entry, conversation)
        if not isinstance(reply, Answer) or not is_there(message):
            return screens.wording.gone
        if self._recorder.repeated_answer(conversation, reply):
            return screens.wording.answered_above
        sent = await sending.answer(message, screens.reply(reply))
        self._recorder.record_opening(conversation.chat, sent, conversation.person, entry)
        return None

    async def _pick(
        self,
        message: MaybeInaccessibleMessage,
        conversation: Conversation,
        entry: str | None,
        screens: Screens,
    ) -> str | None:
        """Replace a choice by an entry's answer, or record that no entry fits."""
        if not await self._groups.is_asker(message, conversation.person):
            return screens.wording.only_asker_picks
        reply: ConversationReply
        if entry is None:
            reply = self._conversations.reject(conversation)
        else:
            reply = self._conversations.choose(entry, conversation)
            if not isinstance(reply, Answer):
                return screens.wording.gone
        if notice := await _replace(message, screens.reply(reply), screens):
            return notice
        number = message.message_id
        self._recorder.record_pick(conversation.chat, number, conversation.person, entry)
        return None

    async def _vote(
        self,
        message: MaybeInaccessibleMessage,
        conversation: Conversation,
        vote: Vote,
        screens: Screens,
    ) -> str:
        """Count a vote for the entry that the message shows now."""
        number = message.message_id
        shown = await self._recorder.answer_at(conversation.chat, number)
        if shown and shown.entry:
            vote = Vote(shown.entry, vote.helpful)
        if vote.entry not in screens.faq.by_id:
            return screens.wording.gone
        return await record_vote(self._recorder, conversation, number, vote, screens.wording)


async def _replace(
    message: MaybeInaccessibleMessage, screen: Screen, screens: Screens
) -> str | None:
    """Replace a message by a screen; returns what to say if the message no longer exists."""
    bot, chat = message.get_bot(), message.chat.id
    is_replaced = await sending.edit(bot, chat, message.message_id, screen)
    return None if is_replaced else screens.wording.gone
