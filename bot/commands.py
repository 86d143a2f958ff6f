"""The commands that explain, browse, rate and forget."""

from __future__ import annotations

from importlib.metadata import version

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import links, post
from bot.actions import topic_key
from bot.addressing import as_asked, author_of, conversation_of, is_own_or_automatic, is_private
from bot.asking import Asking, screens_for
from bot.render import Screen
from faq.desk import Desk
from faq.edition import Answer
from faq.ledger import KEPT_DAYS, Ledger, SentAnswer
from faq.live import Live

Context = ContextTypes.DEFAULT_TYPE


class Commands:
    """Each method is the command of its name.

    Args:
        desk: answers.
        live: knows whether it answers from what is on disk.
        ledger: remembers which answer was whose.
        asking: takes the questions that come with links.
        questions: what links carry that do not fit into them.
    """

    def __init__(
        self, desk: Desk, live: Live, ledger: Ledger, asking: Asking, questions: links.Questions
    ) -> None:
        self._desk = desk
        self._live = live
        self._ledger = ledger
        self._asking = asking
        self._questions = questions

    async def start(self, update: Update, context: Context) -> None:
        """/start, alone or with what a link carries: an entry's id, or a question.

        In a group only with the bot's name behind it: many bots start there.
        """
        message = _human(update)
        if message is None or not (is_private(message) or "@" in _first_word(message)):
            return
        screens = screens_for(self._desk, message)
        if not context.args:
            author = message.from_user
            name = author.first_name if author and is_private(message) else ""
            await post.answer(message, screens.greeting(name))
            return
        if self._questions.is_question(context.args[0]):
            question = self._questions.carried(context.args[0])
            if question is None:
                await post.answer(message, screens.say(screens.wording.type_again))
            else:
                await self._asking.ask(message, as_asked(message, question))
            return
        in_group = not is_private(message)
        chosen = self._desk.choose(context.args[0], conversation_of(message), brief=in_group)
        if isinstance(chosen, Answer):
            sent = await post.answer(message, screens.reply(chosen, in_group=in_group))
            self._ledger.shown(message.chat_id, sent, author_of(message), chosen.entry.id)
        else:
            await post.answer(message, screens.say(screens.wording.gone))

    async def help(self, update: Update, context: Context) -> None:
        """/help."""
        if message := _human(update):
            screens = screens_for(self._desk, message)
            await post.answer(message, screens.help(context.bot.username))

    async def topics(self, update: Update, context: Context) -> None:
        """/topics, alone, with a topic's number or name, and with a page: /topics 2, 3."""
        message = _human(update)
        if message is None:
            return
        screens = screens_for(self._desk, message)
        wanted, _, page = " ".join(context.args or ()).partition(",")
        number = _page(page)
        if not wanted.strip():
            await post.answer(message, screens.topics(number))
            return
        names = list(self._desk.faq.topics)
        if wanted.strip().isdecimal() and 1 <= int(wanted) <= len(names):
            key = topic_key(names[int(wanted) - 1])
        else:
            folded = wanted.strip().casefold()
            key = next((topic_key(n) for n in names if n.casefold() == folded), "")
        screen = screens.topic(key, number)
        if screen is None:
            screen = screens.topics()
        else:
            self._desk.offer(screens.listed(key, number), conversation_of(message))
        await post.answer(message, screen)

    async def helpful(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/helpful: the typed alternative of the button under an answer."""
        await self._vote(update, helpful=True)

    async def unhelpful(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/unhelpful: the typed alternative of the button under an answer."""
        await self._vote(update, helpful=False)

    async def privacy(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/privacy."""
        if message := _human(update):
            screens = screens_for(self._desk, message)
            keeps = self._ledger.keep_questions
            await post.answer(message, screens.privacy(KEPT_DAYS, keeps_questions=keeps))

    async def forget(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/forget: everything about whoever sends it, wherever it was said."""
        message = _human(update)
        if message is None:
            return
        self._desk.forget(author_of(message))
        gone = await self._ledger.forget(author_of(message))
        await post.answer(message, screens_for(self._desk, message).forgotten(gone))

    async def version(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/version."""
        if message := _human(update):
            faq = self._desk.faq
            screens = screens_for(self._desk, message)
            text = screens.wording.version.format(
                version=version("faqbot"),
                title=faq.title,
                entries=len(faq.entries),
                revision=faq.revision,
            )
            disk = (
                screens.wording.disk_behind if self._live.problems else screens.wording.disk_same
            )
            text = f"{text}\n{disk}"
            await post.answer(message, screens.say(text))

    async def unknown(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """A command of some other bot, in a private chat."""
        if message := _human(update):
            screens = screens_for(self._desk, message)
            await post.answer(message, screens.say(screens.wording.unknown_command))

    async def _vote(self, update: Update, *, helpful: bool) -> None:
        message = _human(update)
        if message is None:
            return
        wording = screens_for(self._desk, message).wording
        answer = await meant_answer(self._ledger, message)
        said = wording.nothing_to_rate
        if answer and answer.message and answer.entry:
            self._ledger.vote(
                message.chat_id, answer.message, author_of(message), answer.entry, helpful=helpful
            )
            said = wording.thanks_helpful if helpful else wording.thanks_unhelpful
            if not await self._ledger.written():
                said = wording.cannot_keep
        quietly = not is_private(message)
        await post.answer(message, Screen(said), quietly=quietly)


async def meant_answer(ledger: Ledger, message: Message) -> SentAnswer | None:
    """The answer that a command is about: the one it replies to, or else the author's last."""
    replied = message.reply_to_message
    if replied and replied.forum_topic_created is None:
        return await ledger.answer_at(message.chat_id, replied.message_id)
    return await ledger.last_answer(message.chat_id, author_of(message))


def _human(update: Update) -> Message | None:
    """The new message of a person."""
    message = update.message
    return message if message and not is_own_or_automatic(message) else None


def _first_word(message: Message) -> str:
    return (message.text or "").split(maxsplit=1)[0]


def _page(text: str) -> int:
    """A page that was typed, counted from 1, as it is counted here: from 0."""
    text = text.strip()
    return max(0, int(text) - 1) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004 -- 9,999 pages do
