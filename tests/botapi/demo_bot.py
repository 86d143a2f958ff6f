"""A small bot on python-telegram-bot that proves the emulator: a command reaches every capability.

Settings: TELEGRAM_API_URL, TELEGRAM_TOKEN, READ_TIMEOUT (seconds), WEBHOOK_PORT (no polling).
"""

import asyncio
import json
import logging
import os
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import web
from telegram import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

LOG = logging.getLogger("demo_bot")
SECRET = "s3cret_token"  # noqa: S105 -- the tests know it
MAX_TRIES = 6  # of one message: more than any test makes fail
KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Yes", callback_data="yes"),
            InlineKeyboardButton("No", callback_data="no"),
        ],
        [InlineKeyboardButton("Docs", url="https://t.me/demo_bot?start=docs")],
    ],
)


async def start(update: Update, context: Context) -> None:
    """/start PARAMETER: greets, with all kinds of content."""
    if update.message is None:
        return
    parameter = context.args[0] if context.args else "-"
    await update.message.reply_text(
        f"<b>Hello</b> {parameter} <blockquote expandable>more</blockquote>",
        parse_mode=ParseMode.HTML,
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def press(update: Update, _: Context) -> None:
    """Answers a press and edits its message."""
    query = update.callback_query
    if isinstance(query, CallbackQuery):
        await query.answer(f"you said {query.data}", show_alert=query.data == "no")
        await query.edit_message_text(f"answer: <i>{query.data}</i>", parse_mode=ParseMode.HTML)


async def inline(update: Update, _: Context) -> None:
    """Offers three results."""
    query = update.inline_query
    if query is None:
        return
    results = [
        InlineQueryResultArticle(
            id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{query.query}{number}")),
            title=f"{query.query} {number}",
            input_message_content=InputTextMessageContent(
                f"<b>{query.query}</b> {number}",
                parse_mode=ParseMode.HTML,
            ),
            reply_markup=InlineKeyboardMarkup.from_button(
                InlineKeyboardButton("More", callback_data=f"more:{number}"),
            ),
        )
        for number in range(3)
    ]
    button = InlineQueryResultsButton("Open", start_parameter="inline")
    await query.answer(results, cache_time=60, is_personal=False, button=button)


async def chosen(update: Update, context: Context) -> None:
    """Edits the message that an inline result became."""
    if result := update.chosen_inline_result:
        text = f"chosen {result.query}"
        await context.bot.edit_message_text(text, inline_message_id=result.inline_message_id)


async def member(update: Update, context: Context) -> None:
    """Says thanks for being added, logs anything else."""
    change = update.my_chat_member
    if change is None:
        return
    old, new = change.old_chat_member.status, change.new_chat_member.status
    if change.chat.type != "private" and new in ("member", "administrator"):
        await context.bot.send_message(change.chat.id, f"thanks, {old} -> {new}")
    else:
        LOG.info("MEMBER %s %s", change.chat.id, new)


async def migrated(update: Update, context: Context) -> None:
    """Goes on in the supergroup."""
    if update.message and update.message.migrate_to_chat_id:
        text = f"moved from {update.message.chat_id}"
        await context.bot.send_message(update.message.migrate_to_chat_id, text)


async def echo(update: Update, _: Context) -> None:
    """Repeats a text."""
    if update.message:
        await update.message.reply_text(f"echo {update.message.text}", do_quote=True)


async def edited(update: Update, _: Context) -> None:
    """Repeats an edited text."""
    if update.edited_message:
        await update.edited_message.reply_text(f"edited {update.edited_message.text}")


async def document(update: Update, _: Context) -> None:
    """Sends a file back, in capitals."""
    if update.message and update.message.document:
        file = await update.message.document.get_file()
        data = bytes(await file.download_as_bytearray())
        caption = f"{len(data)} bytes"
        await update.message.reply_document(data.upper(), filename="up.txt", caption=caption)


async def _send_same(message: Message) -> None:
    sent = await message.reply_text("same")
    await sent.edit_text("same")


async def bad(update: Update, context: Context) -> None:
    """/bad KIND [NUMBER]: does something wrong and reports the error."""
    message, bot = update.message, context.bot
    if message is None or not context.args:
        return
    kind, number = context.args[0], int(context.args[-1]) if len(context.args) > 1 else 0
    long_data = InlineKeyboardMarkup.from_button(InlineKeyboardButton("b", callback_data="é" * 40))
    chat = message.chat_id
    missing = ReplyParameters(999999)
    mistakes: dict[str, Callable[[], Awaitable[object]]] = {
        "same": lambda: _send_same(message),
        "html": lambda: message.reply_text("<b>open", parse_mode=ParseMode.HTML),
        "long": lambda: message.reply_text("x" * 4097),
        "data": lambda: message.reply_text("x", reply_markup=long_data),
        "param": lambda: message.reply_text("x", api_kwargs={"nonsense": 1}),
        "reply": lambda: bot.send_message(chat, "x", reply_parameters=missing),
        "thread": lambda: bot.send_message(chat, "x", message_thread_id=number),
        "query": lambda: bot.answer_callback_query("1"),
        "commands": lambda: bot.set_my_commands([("Bad-Command", "x")]),
        "chat": lambda: bot.send_message(424242, "x"),
        "to": lambda: bot.send_message(number, "ping"),
        "leave": lambda: bot.leave_chat(number),
    }
    try:
        await mistakes[kind]()
        await message.reply_text(f"ok {kind}")
    except ChatMigrated as error:
        await bot.send_message(error.new_chat_id, f"resent to {error.new_chat_id}")
        await message.reply_text(f"ChatMigrated {error.new_chat_id}")
    except (BadRequest, Forbidden) as error:
        await message.reply_text(f"{type(error).__name__}: {error.message}")


async def say(update: Update, context: Context) -> None:
    """/say N: sends N messages, each again after every transient error."""
    if update.message is None or not context.args:
        return
    for number in range(int(context.args[0])):
        for _ in range(MAX_TRIES):
            if await _said(update.message, f"say {number}"):
                break


async def _said(message: Message, text: str) -> bool:
    try:
        await message.reply_text(text)
    except RetryAfter as error:
        pause = error.retry_after
        LOG.info("RETRY_AFTER %s", pause)
        await asyncio.sleep(pause.total_seconds() if isinstance(pause, timedelta) else pause)
        return False
    except TelegramError as error:  # an unreadable answer isn't even a NetworkError
        LOG.info("TRANSIENT %s %s", type(error).__name__, error)
        return False
    return True


async def report(_: object, context: Context) -> None:
    """Logs what went wrong in a handler or in polling."""
    LOG.info("ERROR %s %s", type(context.error).__name__, context.error)


async def name_commands(app: App) -> None:
    """Tells Telegram the bot's commands."""
    await app.bot.set_my_commands([BotCommand("start", "Start"), BotCommand("say", "Say things")])


async def serve_webhook(app: App, port: int) -> None:
    """Takes updates at a webhook until the process is ended."""

    async def take(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
            return web.Response(status=403)
        update = Update.de_json(json.loads(await request.read()), app.bot)
        await app.update_queue.put(update)
        return web.Response()

    server = web.Application()
    server.router.add_post("/hook", take)
    runner = web.AppRunner(server, access_log=None)
    async with app:
        await name_commands(app)
        await app.start()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await app.bot.set_webhook(
            f"http://127.0.0.1:{port}/hook",
            secret_token=SECRET,
            allowed_updates=Update.ALL_TYPES,
        )
        await asyncio.Event().wait()


def build() -> App:
    """The bot with its handlers."""
    root, seconds = os.environ["TELEGRAM_API_URL"], float(os.environ.get("READ_TIMEOUT", "5"))
    app = (
        Application.builder()
        .token(os.environ["TELEGRAM_TOKEN"])
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .read_timeout(seconds)
        .get_updates_read_timeout(seconds)
        .post_init(name_commands)
        .build()
    )
    app.add_handlers(
        [
            CommandHandler("start", start),
            CommandHandler("bad", bad),
            CommandHandler("say", say),
            CallbackQueryHandler(press),
            InlineQueryHandler(inline),
            ChosenInlineResultHandler(chosen),
            ChatMemberHandler(member),
            MessageHandler(filters.StatusUpdate.MIGRATE, migrated),
            MessageHandler(filters.Document.ALL, document),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited),
            MessageHandler(filters.TEXT, echo),
        ],
    )
    app.add_error_handler(report)
    return app


def main() -> None:
    """Runs the bot."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    LOG.setLevel(logging.INFO)
    app = build()
    if port := os.environ.get("WEBHOOK_PORT"):
        asyncio.run(serve_webhook(app, int(port)))
    else:
        app.run_polling(timeout=10)


if __name__ == "__main__":
    main()
