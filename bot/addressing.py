"""Whether a message is meant for the bot, and what it asks. Silence is the default in groups."""

from __future__ import annotations

from telegram import Message, MessageEntity
from telegram.constants import ChatType


def is_private(message: Message) -> bool:
    """Whether the message came in a private chat."""
    return message.chat.type == ChatType.PRIVATE


def is_own_or_automatic(message: Message) -> bool:
    """Whether another bot, this bot through inline mode, or a linked channel wrote the message.

    Answering these could make two bots talk for ever. Anonymous administrators write as a bot, but
    on behalf of their group (`sender_chat`), and are people.
    """
    author = message.from_user
    speaks_for_chat = message.sender_chat is not None
    return bool(
        message.via_bot
        or message.is_automatic_forward
        or (author and author.is_bot and not speaks_for_chat)
    )


def question_in(message: Message, username: str, bot_id: int) -> str | None:
    """What a text message asks the bot; None if it is not meant for it.

    In a private chat every text is. In a group a mention of the bot is, anywhere in the text, and
    so is a reply to one of its messages; the mention itself is no part of the question.
    """
    text = message.text or ""
    if is_own_or_automatic(message):
        return None
    mentions = [
        entity
        for entity, part in message.parse_entities([MessageEntity.MENTION]).items()
        if part.lower() == f"@{username.lower()}"
    ]
    units = text.encode("utf-16-le", "surrogatepass")  # Telegram counts offsets in UTF-16
    for entity in reversed(mentions):
        end = entity.offset + entity.length
        units = units[: 2 * entity.offset] + " ".encode("utf-16-le") + units[2 * end :]
    text = units.decode("utf-16-le", "replace")
    if is_private(message) or mentions or _is_reply_to(message, bot_id):
        return " ".join(text.split())
    return None


def _is_reply_to(message: Message, bot_id: int) -> bool:
    replied = message.reply_to_message
    # Every message in a forum topic "replies" to the service message that opened the topic.
    if replied is None or replied.forum_topic_created is not None:
        return False
    return replied.from_user is not None and replied.from_user.id == bot_id
