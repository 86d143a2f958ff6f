"""What only groups have: which are served, settings, deletion, upgrades to supergroups."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TypeGuard

from telegram import Bot, ChatMember, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot import sending
from bot.actions import MODES
from bot.addressing import author_of, is_own_or_automatic, is_private
from bot.commands import meant_answer
from bot.questions import screens_for
from bot.render import Screen, Screens
from faq.answering.conversations import Conversations
from faq.usage.recorder import GroupMode, Recorder
from faq.wording import Wording, speak

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL})

ADMINISTRATORS = frozenset({ChatMember.ADMINISTRATOR, ChatMember.OWNER})

Context = ContextTypes.DEFAULT_TYPE

log = logging.getLogger(__name__)


class Groups:
    """Serves allowed groups only, and does there what only askers and administrators may do.

    Args:
        conversations: what answers, and what has been said.
        recorder: keeps the settings, and knows who asked for which answer.
        allowed: ids of the only groups that are served; None serves all.
    """

    def __init__(
        self, conversations: Conversations, recorder: Recorder, allowed: frozenset[int] | None
    ) -> None:
        self._conversations = conversations
        self._recorder = recorder
        self._allowed = allowed
        self._told: set[int] = set()
        self._left: set[int] = set()

    async def gate(self, update: Update, context: Context) -> None:
        """Leave a group that is not allowed, and stop its updates here."""
        chat = update.effective_chat
        if self._allowed is None or chat is None or chat.type not in GROUPS:
            return
        if chat.id in self._allowed or await self._recorder.moved_from(chat.id) in self._allowed:
            return
        moved_from = update.message.migrate_from_chat_id if update.message else None
        if moved_from in self._allowed:
            return
        if update.my_chat_member and _is_inside(update):
            self._left.discard(chat.id)
        if chat.id not in self._left and _is_inside(update):
            self._left.add(chat.id)
            author = update.effective_user
            wording = speak(author.language_code if author else None)
            with suppress(BadRequest, Forbidden):
                if chat.type != ChatType.CHANNEL and chat.id not in self._told:
                    self._told.add(chat.id)
                    await context.bot.send_message(chat.id, Screen(wording.not_allowed).text)
            with suppress(BadRequest, Forbidden):
                await context.bot.leave_chat(chat.id)
            log.info("Left a group that is not in FAQBOT_ALLOWED_CHATS")
        raise ApplicationHandlerStop

    def moved(self, old: int, new: int) -> None:
        """Move the settings of a group to the supergroup that it has become."""
        self._recorder.record_move(old, new)
        if self._allowed is not None and old in self._allowed and new not in self._allowed:
            self._allowed |= {new}
            log.warning(
                "The group %s is now the supergroup %s: name that in FAQBOT_ALLOWED_CHATS",
                old,
                new,
            )

    async def settings(self, update: Update, context: Context) -> None:
        """/settings: show when to answer in the group, or set the mode that is typed behind it."""
        message = update.message
        if message is None or is_own_or_automatic(message):
            return
        screens = screens_for(self._conversations, message)
        if is_private(message):
            await sending.answer(message, screens.say(screens.wording.only_groups))
            return
        if not await _is_administrator(message, author_of(message)):
            await sending.answer(message, screens.say(screens.wording.only_admins), silent=True)
            return
        wanted = (context.args or [""])[0].lower()
        mode = next((mode for mode in MODES if mode == wanted), None)
        if mode:
            self._recorder.set_mode(message.chat_id, mode)
            if not await self._recorder.flush():
                await sending.answer(message, screens.say(screens.wording.cannot_keep))
                return
        else:
            mode = await self._recorder.mode(message.chat_id)
        await sending.answer(message, await self._settings(message, mode, screens))

    async def set_mode(
        self, message: MaybeInaccessibleMessage, person: int, mode: GroupMode, screens: Screens
    ) -> str | None:
        """Set when to answer in a group, if this person may; what to tell them."""
        if message.chat.type == ChatType.PRIVATE:
            return screens.wording.only_groups
        if not await _is_administrator(message, person):
            return screens.wording.only_admins
        self._recorder.set_mode(message.chat.id, mode)
        if not await self._recorder.flush():
            return screens.wording.cannot_keep
        screen = await self._settings(message, mode, screens)
        await sending.edit(message.get_bot(), message.chat.id, message.message_id, screen)
        return None

    async def delete(
        self, message: MaybeInaccessibleMessage, person: int, wording: Wording
    ) -> str | None:
        """Delete an answer, if this person may; what to tell them."""
        if not await self._may_delete(message, person):
            return wording.only_asker_deletes
        if not await sending.delete(message.get_bot(), message.chat.id, message.message_id):
            return wording.too_old_to_delete
        self._recorder.record_deletion(message.chat.id, message.message_id)
        return None

    async def delete_typed(self, update: Update, context: Context) -> None:
        """/delete, as a reply to an answer or else for one's last: what the button does, typed."""
        message = update.message
        if message is None or is_own_or_automatic(message):
            return
        wording = screens_for(self._conversations, message).wording
        answer = await meant_answer(self._recorder, message)
        said: str | None = wording.nothing_to_delete
        if answer and answer.message:
            person = author_of(message)
            if not (
                self._recorder.is_asker(answer, person) or await _is_administrator(message, person)
            ):
                said = wording.only_asker_deletes
            elif await sending.delete(context.bot, message.chat_id, answer.message):
                self._recorder.record_deletion(message.chat_id, answer.message)
                said = None
            else:
                said = wording.too_old_to_delete
        if said:
            await sending.answer(message, Screen(said), silent=True)

    async def is_asker(self, message: MaybeInaccessibleMessage, person: int) -> bool:
        """Whether a message of the bot was meant for this person."""
        if message.chat.type == ChatType.PRIVATE:
            return True
        shown = await self._recorder.answer_at(message.chat.id, message.message_id)
        if shown:
            is_anonymous = self._recorder.is_asker(shown, message.chat.id)  # speaks for the group
            return self._recorder.is_asker(shown, person) or (
                is_anonymous and await _is_administrator(message, person)
            )
        replied = message.reply_to_message if is_there(message) else None
        return bool(replied and replied.from_user and replied.from_user.id == person)

    async def _may_delete(self, message: MaybeInaccessibleMessage, person: int) -> bool:
        return await self.is_asker(message, person) or await _is_administrator(message, person)

    async def _settings(
        self, message: MaybeInaccessibleMessage, mode: GroupMode, screens: Screens
    ) -> Screen:
        bot = message.get_bot()
        sees_all = bool(bot.bot.can_read_all_group_messages) or await _is_administrator(
            message, bot.id
        )
        return screens.settings(message.chat.title or "", mode, sees_all=sees_all)


def is_there(message: MaybeInaccessibleMessage) -> TypeGuard[Message]:
    """Whether a message still exists: the library makes a `Message` of a deleted one as well."""
    return isinstance(message, Message) and message.is_accessible


async def _is_administrator(message: MaybeInaccessibleMessage, person: int) -> bool:
    """Whether a person is an administrator of the group. Who writes in its name is one."""
    if person == message.chat.id:  # an anonymous administrator
        return True
    bot: Bot = message.get_bot()
    try:
        member = await bot.get_chat_member(message.chat.id, person)
    except (BadRequest, ChatMigrated, Forbidden):
        return False
    return member.status in ADMINISTRATORS


def _is_inside(update: Update) -> bool:
    """Whether the bot is in the chat, as far as the update tells."""
    if change := update.my_chat_member:
        return change.new_chat_member.status not in {ChatMember.LEFT, ChatMember.BANNED}
    return not (update.message and update.message.left_chat_member)
