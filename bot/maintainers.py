"""The maintainers' chat: its reports on edits, its weekly figures, and its commands.

Nothing here changes what the bot answers. Texts are in English, as on the command line.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from telegram import Bot, CallbackQuery, ChatMember, Message, Update
from telegram.constants import MessageLimit
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ContextTypes, filters

from bot import reports, sending
from bot.addressing import number_behind
from bot.menus import publish
from bot.render import Screen, Screens, cut, escape
from faq.answering.conversations import Conversations
from faq.answering.edition import Edition
from faq.answering.hot_reload import HotReload, Reloaded, ReloadEvent, ReloadRefused
from faq.maintaining.diff import Change, compare, questions_to_ask
from faq.usage.recorder import Recorder

DIGEST_DAYS = 7

LEFT = frozenset({ChatMember.LEFT, ChatMember.BANNED})

Context = ContextTypes.DEFAULT_TYPE

log = logging.getLogger(__name__)


class Maintainers:
    """Reports to the maintainers' chat, and answers its commands.

    Args:
        chat: the chat's number; None: reports go to the log only.
        conversations: know the FAQ that is answering.
        hot_reload: loads edits of the FAQ's files.
        recorder: knows the figures, and lets `faqbot status` know what is answering.
    """

    def __init__(
        self,
        chat: int | None,
        conversations: Conversations,
        hot_reload: HotReload,
        recorder: Recorder,
    ) -> None:
        self._chat = chat
        self.here = filters.Chat(chat)
        """Lets only the maintainers' chat pass."""
        self._conversations = conversations
        self._hot_reload = hot_reload
        self._recorder = recorder
        self._since = datetime.now(UTC)
        self._other_chats: set[int] = set()

    async def watch(self, bot: Bot) -> None:
        """Report each change of the FAQ's files, for ever."""
        async for event in self._hot_reload.watch():
            await self._send(bot, await self._report(event))
            if isinstance(event, Reloaded) and _profile(event.before) != _profile(event.after):
                await publish(bot, event.after.faq, self._chat)

    async def follow(self, update: Update, _: Context) -> None:
        """Recognise the maintainers' group if it became a supergroup before the start."""
        chat = update.effective_chat
        if self._chat is None or chat is None or chat.type != chat.SUPERGROUP:
            return
        if chat.id != self._chat and chat.id not in self._other_chats:
            self._other_chats.add(chat.id)
            if await self._recorder.moved_from(chat.id) == self._chat:
                self.moved(self._chat, chat.id)

    def moved(self, old: int, new: int) -> None:
        """Use the new id of the maintainers' group, which has become a supergroup."""
        if self._chat == old:
            self._chat = new
            self.here.add_chat_ids(new)
            log.warning("FAQBOT_ADMIN_CHAT is a supergroup now: set it to %s", new)

    def heartbeat(self) -> None:
        """Let `faqbot status` know what is answering."""
        self._recorder.record_heartbeat(
            self._conversations.faq, len(self._hot_reload.problems), self._since.timestamp()
        )

    async def digest(self, bot: Bot) -> None:
        """Report once a week, if there is a chat to report to."""
        if self._chat is None or not await self._recorder.claim("digest", DIGEST_DAYS):
            return
        text = f"This week.\n{await self._figures(DIGEST_DAYS)}\n/gaps shows more."
        _log_lines(text)
        await self._send(bot, text)

    async def is_member(self, query: CallbackQuery) -> bool:
        """Whether a button was pressed in the maintainers' chat, by one of its members."""
        if self._chat is None or query.message is None or query.message.chat.id != self._chat:
            return False
        if query.from_user.id == self._chat:
            return True
        try:
            member = await query.get_bot().get_chat_member(self._chat, query.from_user.id)
        except (BadRequest, Forbidden):
            return False
        return member.status not in LEFT

    async def status(self, _: Message, screens: Screens) -> Screen:
        """/status."""
        return screens.say(reports.status(screens.faq, self._hot_reload.problems, self._since))

    async def reload(self, _: Message, screens: Screens) -> Screen:
        """/reload: look at the files now."""
        event = await asyncio.to_thread(self._hot_reload.refresh, even_unchanged=True)
        if event:
            return screens.say(await self._report(event))
        if problems := self._hot_reload.problems:
            return screens.say(reports.under("Still not served:", problems))
        return screens.say(
            f"Nothing new: revision {self._conversations.faq.revision} is answering."
        )

    async def stats(self, message: Message, screens: Screens) -> Screen:
        """/stats: the figures of a week, or of as many days as are typed behind it."""
        return screens.say(await self._figures(number_behind(message, DIGEST_DAYS)))

    async def _figures(self, days: int) -> str:
        figures = await self._recorder.stats(self._conversations.faq, days)
        return reports.UNREACHABLE if figures is None else reports.figures(figures)

    async def _report(self, event: ReloadEvent) -> str:
        """Log what an edit did and record it for `faqbot status`; returns the report."""
        if isinstance(event, ReloadRefused):
            text = reports.refusal(self._conversations.faq, event.problems)
        else:
            self._since = datetime.now(UTC)
            text = reports.edit(event, await asyncio.to_thread(_changes, event))
        self.heartbeat()
        _log_lines(text)
        return text

    async def _send(self, bot: Bot, text: str) -> None:
        if self._chat is None:
            return
        text = escape(cut(text, MessageLimit.MAX_TEXT_LENGTH))
        for _ in range(2):
            try:
                await bot.send_message(self._chat, text, link_preview_options=sending.NO_PREVIEW)
            except ChatMigrated as moved:
                self.moved(self._chat, moved.new_chat_id)
                continue
            except TelegramError as error:
                log.warning("FAQBOT_ADMIN_CHAT cannot be written to: %s", error.message)
            return


def _profile(edition: Edition) -> tuple[str, str]:
    """The texts of an FAQ that the bot's profile on Telegram shows."""
    return edition.faq.title, edition.faq.about


def _changes(event: Reloaded) -> list[Change]:
    """The test questions that answer differently since an edit."""
    questions = questions_to_ask(event.before, event.after, phrasings=False)
    return compare(event.before, event.after, questions)


def _log_lines(text: str) -> None:
    for line in text.splitlines():
        log.info("%s", line)
