"""`faqbot run`: builds the bot from its parts and polls until it is told to stop."""

from __future__ import annotations

import asyncio
import itertools
import logging
from pathlib import Path
from typing import Any

from telegram import Bot as TelegramBot
from telegram.constants import ParseMode
from telegram.error import InvalidToken
from telegram.ext import Application, ApplicationBuilder, Defaults

from bot import logs
from bot.handlers import ALLOWED_UPDATES, Handlers
from bot.maintainers import Maintainers
from bot.menus import publish
from bot.settings import Settings, SettingsError
from faq.answering.conversations import Conversations
from faq.answering.edition import cached_encoder, open_edition, return_freed_memory
from faq.answering.hot_reload import HotReload
from faq.usage.privacy import Pseudonyms
from faq.usage.recorder import Recorder
from faq.usage.store import open_store
from faq.usage.store_thread import StoreThread

POLL_S = 30
"""How long Telegram holds a poll open: its limit is 50 (Bot API, getUpdates)."""

READ_S = 15
"""How long any other answer may take: python-telegram-bot's 5 are few on a bad line."""

HEARTBEAT_S = 60
"""How often this process says that it is alive."""

TIDY_EVERY = 60
"""Heartbeats after which old rows are dropped: what is kept for 30 days is gone an hour later."""

Bot = Application[Any, Any, Any, Any, Any, Any]

log = logging.getLogger(__name__)


def serve(settings: Settings, faq_path: Path) -> None:
    """Answer until the process is told to stop (SIGINT, SIGTERM).

    Raises:
        FaqError: the FAQ has problems.
        SettingsError: Telegram does not accept the token.
    """
    token = settings.telegram_token.get_secret_value()
    logs.configure(settings.faqbot_log_level, token)
    encoder = cached_encoder(settings.faqbot_encoder)
    conversations = Conversations(open_edition(faq_path, encoder))
    url = settings.faqbot_database_url
    recorder = Recorder(
        StoreThread(lambda: open_store(url.get_secret_value() if url else None)),
        Pseudonyms(token),
        keep_questions=settings.faqbot_store_questions == "yes",
    )
    hot_reload = HotReload(conversations, faq_path, encoder)
    maintainers = Maintainers(settings.faqbot_admin_chat, conversations, hot_reload, recorder)
    chores: set[asyncio.Task[None]] = set()

    async def begin(application: Bot) -> None:
        bot = application.bot
        for chore in (
            publish(bot, conversations.faq, settings.faqbot_admin_chat),
            maintainers.watch(bot),
            _tidy(bot, maintainers, recorder),
        ):
            chores.add(asyncio.create_task(chore))

    async def end(_: Bot) -> None:
        for chore in chores:
            chore.cancel()

    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .defaults(Defaults(parse_mode=ParseMode.HTML))
        .read_timeout(READ_S)
        .get_updates_read_timeout(POLL_S + READ_S)
        .post_init(begin)
        .post_stop(end)
        .build()
    )
    allowed = settings.faqbot_allowed_chats
    if allowed is not None and settings.faqbot_admin_chat is not None:
        allowed |= {settings.faqbot_admin_chat}
    Handlers(conversations, hot_reload, recorder, maintainers, allowed).register(application)
    return_freed_memory()
    log.info(
        "Answering from “%s”: %d entries", conversations.faq.title, len(conversations.faq.entries)
    )
    try:
        application.run_polling(
            timeout=POLL_S, bootstrap_retries=-1, allowed_updates=ALLOWED_UPDATES
        )
    except InvalidToken:
        raise SettingsError(
            "TELEGRAM_TOKEN was rejected by Telegram: copy it again from @BotFather"
        ) from None
    finally:
        recorder.close()


async def _tidy(bot: TelegramBot, maintainers: Maintainers, recorder: Recorder) -> None:
    """Record every minute that this process runs, and every hour delete what is too old."""
    for minute in itertools.count():
        maintainers.heartbeat()
        if minute % TIDY_EVERY == 0:
            recorder.purge()
            await maintainers.digest(bot)
        await asyncio.sleep(HEARTBEAT_S)
