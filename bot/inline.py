"""Inline mode: `@bot query` in any chat offers answers to send there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import InlineQueryLimit, MessageLimit, ParseMode
from telegram.error import BadRequest
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from bot.callback_data import topic_key
from bot.deep_links import QuestionLinks
from bot.render import Screens, cut, escape, screens_for
from faq.answering.conversations import Conversations
from faq.content import Entry
from faq.usage.recorder import Recorder

CACHED_S = 30
"""Seconds for which Telegram repeats a result without asking: so long may an edit of the FAQ go
unseen there. Its default is 300 (Bot API, answerInlineQuery)."""

POPULAR = 10
"""Entries that are offered before anything is typed, after the topics."""

LINKS = 90
"""Of a message at most: Telegram lets one have 100 entities (MessageLimit.MESSAGE_ENTITIES)."""

TITLE_CHARACTERS = 120
LINE_CHARACTERS = 160
"""Of a title and of each line below it: clients show about one and two lines of a phone."""

Context = ContextTypes.DEFAULT_TYPE


class Inline:
    """Offers answers for what a person types behind the bot's name.

    Args:
        conversations: what answers, and what has been said.
        recorder: knows the most asked entries, and counts those that are sent.
        question_links: makes the link that takes a question to the private chat.
    """

    def __init__(
        self, conversations: Conversations, recorder: Recorder, question_links: QuestionLinks
    ) -> None:
        self._conversations = conversations
        self._recorder = recorder
        self._question_links = question_links

    async def query(self, update: Update, context: Context) -> None:
        """Answer what a person has typed so far."""
        query = update.inline_query
        if query is None:
            return
        screens = screens_for(self._conversations.faq, query.from_user)
        text = " ".join(query.query.split())
        button = None
        if text:
            entries = await asyncio.to_thread(
                self._conversations.edition.search, text, InlineQueryLimit.RESULTS
            )
            results = [self._entry(entry, screens) for entry in entries]
            if not results:
                button = InlineQueryResultsButton(
                    screens.wording.ask_in_private,
                    start_parameter=self._question_links.carry(text),
                )
        else:
            popular = await self._popular()
            topics = self._topics(context.bot.username)
            results = [*topics, *(self._entry(entry, screens) for entry in popular)]
        try:
            await query.answer(
                results[: InlineQueryLimit.RESULTS],
                cache_time=CACHED_S,
                is_personal=True,  # the words around an answer are in the language of who types
                button=button,
            )
        except BadRequest as error:
            if "too old" not in error.message:  # they typed on, or left
                raise

    async def chosen(self, update: Update, _: Context) -> None:
        """Count a result that was sent (reported only if BotFather's inline feedback is on)."""
        result = update.chosen_inline_result
        if result and result.result_id.startswith("e:"):
            entry = result.result_id.removeprefix("e:")
            if entry in self._conversations.faq.by_id:
                self._recorder.record_inline_choice(entry)

    async def _popular(self) -> list[Entry]:
        """The most asked entries, filled up with the FAQ's first ones."""
        by_id = self._conversations.faq.by_id
        names = dict.fromkeys([*await self._recorder.most_asked(POPULAR), *by_id])
        return [by_id[name] for name in names if name in by_id][:POPULAR]

    def _topics(self, username: str) -> Iterable[InlineQueryResultArticle]:
        """A result for each topic: its questions, each a link into the private chat."""
        for name, entries in self._conversations.faq.topics.items():
            lines = [f"<b>{escape(name)}</b>"]
            for entry in entries[:LINKS]:
                link = escape(create_deep_linked_url(username, entry.id))
                question = escape(cut(entry.question, TITLE_CHARACTERS))
                lines.append(f'• <a href="{link}">{question}</a>')
            while len("\n".join(lines)) > MessageLimit.MAX_TEXT_LENGTH:
                lines.pop()
            yield InlineQueryResultArticle(
                id=f"t:{topic_key(name)}",
                title=cut(name, TITLE_CHARACTERS),
                description=cut(", ".join(e.question for e in entries), LINE_CHARACTERS),
                input_message_content=_content("\n".join(lines)),
            )

    def _entry(self, entry: Entry, screens: Screens) -> InlineQueryResultArticle:
        """A result that shows what will be sent: question, first line, and source."""
        first = cut(entry.answer.strip().split("\n")[0], LINE_CHARACTERS)
        origin = cut(next(iter(screens.wording.origins(entry.citations)), ""), LINE_CHARACTERS)
        return InlineQueryResultArticle(
            id=f"e:{entry.id}",
            title=cut(entry.question, TITLE_CHARACTERS),
            description="\n".join(line for line in (first, origin) if line),
            input_message_content=_content(screens.inline_text(entry)),
        )


def _content(text: str) -> InputTextMessageContent:
    return InputTextMessageContent(
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
