"""The bot's profile on Telegram: its menus of commands and its descriptions."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.constants import BotDescriptionLimit
from telegram.error import TelegramError

from bot.render import cut
from faq.content import Faq
from faq.wording import ENGLISH, LANGUAGES, Wording

MAINTAINERS = [
    BotCommand("status", "What is answering, and whether it is what is on disk"),
    BotCommand("gaps", "Unanswered questions"),
    BotCommand("decide", "Say where a gap belongs: number, id"),
    BotCommand("stats", "How the last week went"),
    BotCommand("reload", "Look at the files now"),
    BotCommand("ask", "Ask a question"),
    BotCommand("help", "How to ask"),
]
"""The menu of the maintainers' chat, which takes the place of the others there."""

log = logging.getLogger(__name__)


async def publish(bot: Bot, faq: Faq, admin_chat: int | None = None) -> None:
    """Set the menus and descriptions that are not up to date.

    The bot works without them: a refusal is logged and tried again at the next start.
    """
    try:
        for code, wording in _languages():
            for scope, commands in _menus(wording):
                await _set(bot, scope, commands, code)
            await _describe(bot, faq, code, wording)
        if admin_chat is not None:
            await _set(bot, BotCommandScopeChat(admin_chat), MAINTAINERS, None)
    except TelegramError as error:
        log.warning("The bot's menus are not up to date: %s", error.message)


async def _set(
    bot: Bot, scope: BotCommandScope, commands: list[BotCommand], code: str | None
) -> None:
    if list(await bot.get_my_commands(scope, code)) != commands:
        await bot.set_my_commands(commands, scope, code)


def _languages() -> Iterator[tuple[str | None, Wording]]:
    """The default texts without a code, then each translation with its two-letter code."""
    yield None, ENGLISH
    for code, wording in LANGUAGES.items():
        if wording is not ENGLISH:
            yield code, wording


def _menus(w: Wording) -> Iterator[tuple[BotCommandScope, list[BotCommand]]]:
    """The commands of each scope, the most needed ones first.

    https://core.telegram.org/bots/api#botcommandscope
    """
    topics, help_ = BotCommand("topics", w.command_topics), BotCommand("help", w.command_help)
    ask = BotCommand("ask", w.command_ask)
    votes = [
        BotCommand("helpful", w.command_helpful),
        BotCommand("unhelpful", w.command_unhelpful),
    ]
    kept = [
        BotCommand("privacy", w.command_privacy),
        BotCommand("forget", w.command_forget),
        BotCommand("version", w.command_version),
    ]
    in_groups = [ask, topics, help_, BotCommand("delete", w.command_delete), *votes, *kept]
    settings = BotCommand("settings", w.command_settings)
    yield BotCommandScopeAllPrivateChats(), [topics, help_, *votes, *kept]
    yield BotCommandScopeAllGroupChats(), in_groups
    yield BotCommandScopeAllChatAdministrators(), [*in_groups, settings]


async def _describe(bot: Bot, faq: Faq, code: str | None, wording: Wording) -> None:
    """Set the description (shown in the empty chat) and the short one (profile and links)."""
    long = wording.description.format(title=faq.title, about=faq.about).strip()
    long = cut(long, BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
    if (await bot.get_my_description(code)).description != long:
        await bot.set_my_description(long, code)
    short = wording.short_description.format(title=faq.title)
    short = cut(short, BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
