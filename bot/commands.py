"""The commands that explain, browse, rate and forget."""

from __future__ import annotations

from importlib.metadata import version

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import links, sending
from bot.actions import topic_key
from bot.addressing import as_question, author_of, conversation_of, is_own_or_automatic, is_private
from bot.questions import Questions, screens_for
from bot.render import Screen
from faq.answering.conversations import Conversations
from faq.answering.hot_reload import HotReload
from faq.answering.replies import Answer
from faq.usage.recorder import Recorder
from faq.usage.records import GAPS_KEPT_DAYS, SentAnswer

Context = ContextTypes.DEFAULT_TYPE


class Commands:
    """Each method is the command of its name.

    Args:
        conversations: what answers, and what has been said.
        hot_reload: knows whether the files on disk are what is answering.
        recorder: knows who asked for which answer.
        questions: answers the questions that come with links.
        question_links: reads the questions that links carry.
    """

    def __init__(
        self,
        conversations: Conversations,
        hot_reload: HotReload,
        recorder: Recorder,
        questions: Questions,
        question_links: links.QuestionLinks,
    ) -> None:
        self._conversations = conversations
        self._hot_reload = hot_reload
        self._recorder = recorder
        self._questions = questions
        self._question_links = question_links

    async def start(self, update: Update, context: Context) -> None:
        """/start, alone or with a link's parameter: an entry's id, or a question.

        In a group it must name the bot, because other bots react to /start as well.
        """
        message = _human(update)
        if message is None or not (is_private(message) or "@" in _first_word(message)):
            return
        screens = screens_for(self._conversations, message)
        if not context.args:
            author = message.from_user
            name = author.first_name if author and is_private(message) else ""
            await sending.answer(message, screens.greeting(name))
            return
        if self._question_links.is_question(context.args[0]):
            question = self._question_links.carried(context.args[0])
            if question is None:
                await sending.answer(message, screens.say(screens.wording.type_again))
            else:
                await self._questions.ask(message, as_question(message, question))
            return
        in_group = not is_private(message)
        chosen = self._conversations.choose(
            context.args[0], conversation_of(message), brief=in_group
        )
        if isinstance(chosen, Answer):
            sent = await sending.answer(message, screens.reply(chosen, in_group=in_group))
            self._recorder.record_opening(
                message.chat_id, sent, author_of(message), chosen.entry.id
            )
        else:
            await sending.answer(message, screens.say(screens.wording.gone))

    async def help(self, update: Update, context: Context) -> None:
        """/help."""
        if message := _human(update):
            screens = screens_for(self._conversations, message)
            await sending.answer(message, screens.help(context.bot.username))

    async def topics(self, update: Update, context: Context) -> None:
        """/topics, alone, with a topic's number or name, and with a page: /topics 2, 3."""
        message = _human(update)
        if message is None:
            return
        screens = screens_for(self._conversations, message)
        wanted, _, page = " ".join(context.args or ()).partition(",")
        number = _page(page)
        if not wanted.strip():
            await sending.answer(message, screens.topics(number))
            return
        names = list(self._conversations.faq.topics)
        if wanted.strip().isdecimal() and 1 <= int(wanted) <= len(names):
            key = topic_key(names[int(wanted) - 1])
        else:
            folded = wanted.strip().casefold()
            key = next((topic_key(n) for n in names if n.casefold() == folded), "")
        screen = screens.topic(key, number)
        if screen is None:
            screen = screens.topics()
        else:
            self._conversations.offer(screens.listed(key, number), conversation_of(message))
        await sending.answer(message, screen)

    async def helpful(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/helpful: the typed alternative of the button under an answer."""
        await self._vote(update, helpful=True)

    async def unhelpful(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/unhelpful: the typed alternative of the button under an answer."""
        await self._vote(update, helpful=False)

    async def privacy(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/privacy."""
        if message := _human(update):
            screens = screens_for(self._conversations, message)
            keeps = self._recorder.keep_questions
            await sending.answer(message, screens.privacy(GAPS_KEPT_DAYS, keeps_questions=keeps))

    async def forget(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/forget: delete everything that is kept about its sender, in all chats."""
        message = _human(update)
        if message is None:
            return
        self._conversations.forget(author_of(message))
        gone = await self._recorder.forget(author_of(message))
        await sending.answer(message, screens_for(self._conversations, message).forgotten(gone))

    async def version(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/version."""
        if message := _human(update):
            faq = self._conversations.faq
            screens = screens_for(self._conversations, message)
            text = screens.wording.version.format(
                version=version("faqbot"),
                title=faq.title,
                entries=len(faq.entries),
                revision=faq.revision,
            )
            disk = (
                screens.wording.disk_behind
                if self._hot_reload.problems
                else screens.wording.disk_same
            )
            text = f"{text}\n{disk}"
            await sending.answer(message, screens.say(text))

    async def unknown(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """A command of some other bot, in a private chat."""
        if message := _human(update):
            screens = screens_for(self._conversations, message)
            await sending.answer(message, screens.say(screens.wording.unknown_command))

    async def _vote(self, update: Update, *, helpful: bool) -> None:
        message = _human(update)
        if message is None:
            return
        wording = screens_for(self._conversations, message).wording
        answer = await meant_answer(self._recorder, message)
        said = wording.nothing_to_rate
        if answer and answer.message and answer.entry:
            self._recorder.record_vote(
                message.chat_id, answer.message, author_of(message), answer.entry, helpful=helpful
            )
            said = wording.thanks_helpful if helpful else wording.thanks_unhelpful
            if not await self._recorder.flush():
                said = wording.cannot_keep
        silent = not is_private(message)
        await sending.answer(message, Screen(said), silent=silent)


async def meant_answer(recorder: Recorder, message: Message) -> SentAnswer | None:
    """The answer that a command is about: the one it replies to, or else its author's last one."""
    replied = message.reply_to_message
    if replied and replied.forum_topic_created is None:
        return await recorder.answer_at(message.chat_id, replied.message_id)
    return await recorder.last_answer(message.chat_id, author_of(message))


def _human(update: Update) -> Message | None:
    """The update's new message, if a person wrote it."""
    message = update.message
    return message if message and not is_own_or_automatic(message) else None


def _first_word(message: Message) -> str:
    return (message.text or "").split(maxsplit=1)[0]


def _page(text: str) -> int:
    """A typed page number, which counts from 1, as an index that counts from 0."""
    text = text.strip()
    return max(0, int(text) - 1) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004 -- 9,999 pages do
