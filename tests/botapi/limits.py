"""Sizes and character sets which the Bot API documents in prose only.

Every entry is quoted from the description of that parameter or field on
https://core.telegram.org/bots/api (a test compares them with version 10.1's). Texts and captions
are not here: they count after entity parsing, see `checks`.
"""

import re
from dataclasses import dataclass
from typing import Literal

WORD = "[A-Za-z0-9_-]+"  # "Only characters A-Z, a-z, 0-9, _ and - are allowed"
COMMAND = "[a-z0-9_]+"  # "lowercase English letters, digits and underscores"
SHOWN = 60  # characters of a wrong value that an error message repeats: enough to know it by
Unit = Literal["characters", "bytes", "items", "value"]


@dataclass(frozen=True)
class Limit:
    """How long a text or a list may be, or how large a number; bounds are inclusive."""

    low: int
    high: int
    unit: Unit
    charset: str = ""

    def breach(self, value: object) -> str | None:
        """What is wrong with a value, or None."""
        match value, self.unit:
            case str(), "characters":
                size = len(value)
            case str(), "bytes":
                size = len(value.encode())
            case list(), "items":
                size = len(value)
            case int(), "value":
                size = value
            case _:
                return None
        if not self.low <= size <= self.high:
            given = f"{size}" if self.unit == "value" else f"{size} {self.unit}"
            return f"{given}, allowed {self.low}-{self.high}"
        if self.charset and isinstance(value, str) and value:
            allowed = re.fullmatch(self.charset, value)
            return None if allowed else f"forbidden characters in {value[:SHOWN]!r}"
        return None


LIMITS = {
    ("getUpdates", "limit"): Limit(1, 100, "value"),
    ("setWebhook", "secret_token"): Limit(1, 256, "characters", WORD),
    ("answerCallbackQuery", "text"): Limit(0, 200, "characters"),
    ("answerInlineQuery", "results"): Limit(0, 50, "items"),
    ("setMyCommands", "commands"): Limit(0, 100, "items"),
    ("setMyName", "name"): Limit(0, 64, "characters"),
    ("setMyDescription", "description"): Limit(0, 512, "characters"),
    ("setMyShortDescription", "short_description"): Limit(0, 120, "characters"),
    ("setChatTitle", "title"): Limit(1, 128, "characters"),
    ("setChatDescription", "description"): Limit(0, 255, "characters"),
    ("createForumTopic", "name"): Limit(1, 128, "characters"),
    ("editForumTopic", "name"): Limit(0, 128, "characters"),
    ("BotCommand", "command"): Limit(1, 32, "characters", COMMAND),
    ("BotCommand", "description"): Limit(1, 256, "characters"),
    ("CopyTextButton", "text"): Limit(1, 256, "characters"),
    ("ForceReply", "input_field_placeholder"): Limit(1, 64, "characters"),
    ("InlineKeyboardButton", "callback_data"): Limit(1, 64, "bytes"),
    ("InlineQuery", "query"): Limit(0, 256, "characters"),
    ("InlineQueryResultsButton", "start_parameter"): Limit(1, 64, "characters", WORD),
    ("InputTextMessageContent", "message_text"): Limit(1, 4096, "characters"),
    ("ReplyKeyboardMarkup", "input_field_placeholder"): Limit(1, 64, "characters"),
}
RESULT_ID = Limit(1, 64, "bytes")  # "id" of every InlineQueryResult…, from Article to CachedAudio

# What the official server answers when a limit is broken; other limits get a generic text.
REPLIES = {
    ("BotCommand", "command"): "BOT_COMMAND_INVALID",
    ("BotCommand", "description"): "BOT_COMMAND_DESCRIPTION_INVALID",
    ("InlineKeyboardButton", "callback_data"): "BUTTON_DATA_INVALID",
    ("InlineQueryResultsButton", "start_parameter"): "START_PARAM_INVALID",
    ("answerCallbackQuery", "text"): "MESSAGE_TOO_LONG",
    ("answerInlineQuery", "results"): "too many inline query results specified",
    ("setMyCommands", "commands"): "BOT_COMMANDS_TOO_MUCH",
    ("setWebhook", "secret_token"): "secret token contains unallowed characters",
}


def is_result_id(owner: str, name: str) -> bool:
    """Whether a field is the identifier of an inline result."""
    return owner.startswith("InlineQueryResult") and name == "id"


def limit_of(owner: str, name: str) -> Limit | None:
    """The limit of a method's parameter or of a type's field, if the table has one."""
    return RESULT_ID if is_result_id(owner, name) else LIMITS.get((owner, name))


def reply_for(owner: str, name: str) -> str | None:
    """The server's own words when that limit is broken, if they are known."""
    return "RESULT_ID_INVALID" if is_result_id(owner, name) else REPLIES.get((owner, name))
