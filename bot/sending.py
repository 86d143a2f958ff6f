"""Sends, edits and deletes messages, and knows which of Telegram's refusals are not errors."""

from __future__ import annotations

import logging

from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.addressing import is_private
from bot.render import Screen

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)


async def answer(message: Message, screen: Screen, target: int | None = None) -> int:
    """Answer in the chat and topic of a message; returns the id of the new message.

    Args:
        message: what is answered.
        screen: the answer.
        target: id of the message to reply to instead. In private chats, answers are no replies.
    """
    replied = None
    if not is_private(message):
        replied = ReplyParameters(target or message.message_id, allow_sending_without_reply=True)
    # Only real topics have an id that can be written to; General and reply threads do not.
    topic = message.message_thread_id if message.is_topic_message else None
    bot, chat = message.get_bot(), message.chat_id
    for _ in range(2):
        try:
            sent = await bot.send_message(
                chat,
                screen.text,
                message_thread_id=topic,
                reply_parameters=replied,
                reply_markup=screen.keyboard,
                link_preview_options=NO_PREVIEW,
                disable_notification=screen.silent,
            )
        except ChatMigrated as moved:  # it has become a supergroup, where messages are new
            chat, replied = moved.new_chat_id, None
        else:
            return sent.message_id
    raise BadRequest("The group has moved twice")


async def edit(bot: Bot, chat: int, message: int, screen: Screen) -> bool:
    """Replace a message's text and buttons; False if the message no longer exists."""
    try:
        await bot.edit_message_text(
            screen.text,
            chat,
            message,
            reply_markup=screen.keyboard,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" in error.message:  # a double tap changes nothing twice
            return True
        if "not found" in error.message or "can't be edited" in error.message:
            return False
        raise
    except ChatMigrated:  # what was written before stays with the old group
        return False
    return True


async def delete(bot: Bot, chat: int, message: int) -> bool:
    """Delete a message; False if Telegram does not allow it, because it is too old, say."""
    try:
        return await bot.delete_message(chat, message)
    except BadRequest as error:
        return "not found" in error.message  # somebody was faster
    except (ChatMigrated, Forbidden):
        return False
