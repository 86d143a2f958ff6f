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
from bot.addressing import arguments_of, author_of, is_private
from bot.callback_data import MODES
from bot.commands import meant_answer
from bot.render import Screen, Screens
from faq.usage.recorder import GroupMode, Recorder
from faq.wording import Wording, speak

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL})

ADMINISTRATORS = frozenset({ChatMember.ADMINISTRATOR, ChatMember.OWNER})

Context = ContextTypes.DEFAULT_TYPE

log = logging.getLogger(__name__)


class Groups:
    """Serves allowed groups only, and does there what only askers and administrators may do.

    Args:
        recorder: keeps the settings, and knows who asked for which answer.
        allowed: ids of the only groups that are served; None serves all.
    """

    def __init__(self, recorder: Recorder, allowed: frozenset[int] | None) -> None:
        self._recorder = recorder
        self._allowed = allowed
        self._informed: set[int] = set()
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
                if chat.type != ChatType.CHANNEL and chat.id not in self._informed:
                    self._informed.add(chat.id)
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

    async def settings(self, message: Message, screens: Screens) -> Screen:
        """/settings: when to answer in the group; sets the mode that is typed behind it."""
        if not screens.in_group:
            return screens.say(screens.wording.only_groups)
        if not await _is_administrator(message, author_of(message)):
            return screens.say_aside(screens.wording.only_admins)
        word = next(iter(arguments_of(message)), "").lower()
        mode = next((mode for mode in MODES if mode == word), None)
        if mode is None:
            mode = await self._recorder.mode(message.chat_id)
        elif not await self._keep_mode(message.chat_id, mode):
            return screens.say(screens.wording.cannot_keep)
        return await self._settings(message, mode, screens)

    async def set_mode(
        self, message: MaybeInaccessibleMessage, person: int, mode: GroupMode, screens: Screens
    ) -> str | None:
        """Set when to answer in a group, if this person may; returns what to tell them."""
        if not screens.in_group:
            return screens.wording.only_groups
        if not await _is_administrator(message, person):
            return screens.wording.only_admins
        if not await self._keep_mode(message.chat.id, mode):
            return screens.wording.cannot_keep
        screen = await self._settings(message, mode, screens)
        await sending.edit(message.get_bot(), message.chat.id, message.message_id, screen)
        return None

    async def delete(
        self, message: MaybeInaccessibleMessage, person: int, wording: Wording
    ) -> str | None:
        """Delete the message of an answer, if this person may; returns what to tell them."""
        is_asker = await self.is_asker(message, person)
        return await self._delete(message, message.message_id, person, wording, is_asker=is_asker)

    async def delete_typed(self, message: Message, screens: Screens) -> Screen | None:
        """/delete, as a reply to an answer or else for one's last: what the button does, typed."""
        answer, person = await meant_answer(self._recorder, message), author_of(message)
        notice: str | None = screens.wording.nothing_to_delete
        if answer and answer.message:
            is_asker = self._recorder.is_asker(answer, person)
            notice = await self._delete(
                message, answer.message, person, screens.wording, is_asker=is_asker
            )
        return screens.say_aside(notice) if notice else None

    async def _delete(
        self,
        message: MaybeInaccessibleMessage,
        answer: int,
        person: int,
        wording: Wording,
        *,
        is_asker: bool,
    ) -> str | None:
        """Delete an answer in the chat of a message; returns what to tell the person, if not."""
        if not (is_asker or await _is_administrator(message, person)):
            return wording.only_asker_deletes
        if not await sending.delete(message.get_bot(), message.chat.id, answer):
            return wording.too_old_to_delete
        self._recorder.record_deletion(message.chat.id, answer)
        return None

    async def is_asker(self, message: MaybeInaccessibleMessage, person: int) -> bool:
        """Whether a message of the bot was meant for this person."""
        if is_private(message):
            return True
        shown = await self._recorder.answer_at(message.chat.id, message.message_id)
        if shown:
            is_anonymous = self._recorder.is_asker(shown, message.chat.id)  # speaks for the group
            return self._recorder.is_asker(shown, person) or (
                is_anonymous and await _is_administrator(message, person)
            )
        replied = message.reply_to_message if is_there(message) else None
        return bool(replied and replied.from_user and replied.from_user.id == person)

    async def _keep_mode(self, chat: int, mode: GroupMode) -> bool:
        """Set when to answer in a group; False if the database cannot be reached."""
        self._recorder.set_mode(chat, mode)
        return await self._recorder.flush()

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
