"""The commands that explain, browse, rate and forget."""

from __future__ import annotations

from importlib.metadata import version

from telegram import Message

from bot import sending
from bot.addressing import arguments_of, as_question, author_of, conversation_with, is_private
from bot.callback_data import Vote, topic_key
from bot.deep_links import QuestionLinks
from bot.questions import Questions
from bot.render import Screen, Screens
from faq.answering.conversations import Conversation, Conversations
from faq.answering.hot_reload import HotReload
from faq.answering.replies import Answer
from faq.usage.recorder import Recorder
from faq.usage.records import GAPS_KEPT_DAYS, SentAnswer
from faq.wording import Wording


class Commands:
    """Each method is the command of its name; it returns what to answer, if it has not done so.

    Args:
        conversations: answer with entries, and remember the lists that were shown.
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
        question_links: QuestionLinks,
    ) -> None:
        self._conversations = conversations
        self._hot_reload = hot_reload
        self._recorder = recorder
        self._questions = questions
        self._question_links = question_links

    async def start(self, message: Message, screens: Screens) -> Screen | None:
        """/start, alone or with a link's parameter: an entry's id, or a question.

        In a group it must name the bot, because other bots react to /start as well.
        """
        if screens.in_group and "@" not in (message.text or "").split(maxsplit=1)[0]:
            return None
        parameter = next(iter(arguments_of(message)), "")
        author = message.from_user
        if not parameter:
            return screens.greeting(author.first_name if author and is_private(message) else "")
        if self._question_links.is_question(parameter):
            question = self._question_links.carried(parameter)
            if question is None:
                return screens.say(screens.wording.type_again)
            await self._questions.ask(message, as_question(message, question))
            return None
        person = author_of(message)
        reply = self._conversations.choose(parameter, conversation_with(person, message))
        if not isinstance(reply, Answer):
            return screens.say(screens.wording.gone)
        sent = await sending.answer(message, screens.reply(reply))
        self._recorder.record_opening(message.chat_id, sent, person, reply.entry.id)
        return None

    async def help(self, message: Message, screens: Screens) -> Screen:
        """/help."""
        return screens.help(message.get_bot().username)

    async def topics(self, message: Message, screens: Screens) -> Screen:
        """/topics, alone, with a topic's number or name, and with a page: /topics 2, 3."""
        topic, _, page = " ".join(arguments_of(message)).partition(",")
        topic, number = topic.strip(), _page(page)
        if not topic:
            return screens.topics(number)
        names = list(screens.faq.topics)
        if topic.isdecimal() and 1 <= int(topic) <= len(names):
            names = [names[int(topic) - 1]]
        else:
            names = [name for name in names if name.casefold() == topic.casefold()]
        key = topic_key(names[0]) if names else ""
        screen = screens.topic(key, number)
        if screen is None:
            return screens.topics()
        conversation = conversation_with(author_of(message), message)
        self._conversations.offer(screens.listed(key, number), conversation)
        return screen

    async def helpful(self, message: Message, screens: Screens) -> Screen:
        """/helpful: the typed alternative of the button under an answer."""
        return await self._vote(message, screens, helpful=True)

    async def unhelpful(self, message: Message, screens: Screens) -> Screen:
        """/unhelpful: the typed alternative of the button under an answer."""
        return await self._vote(message, screens, helpful=False)

    async def privacy(self, _: Message, screens: Screens) -> Screen:
        """/privacy."""
        keeping = screens.wording.keeps_no_questions
        if self._recorder.keep_questions:
            keeping = screens.wording.keeps_questions.format(days=GAPS_KEPT_DAYS)
        return screens.say(screens.wording.privacy.format(keeping=keeping))

    async def forget(self, message: Message, screens: Screens) -> Screen:
        """/forget: delete everything that is kept about its sender, in all chats."""
        self._conversations.forget(author_of(message))
        counts = await self._recorder.forget(author_of(message))
        if counts is None:
            return screens.say(screens.wording.cannot_forget)
        text = screens.wording.forgotten.format(
            votes=counts.votes, questions=counts.questions, answers=counts.answers
        )
        return screens.say(text)

    async def version(self, _: Message, screens: Screens) -> Screen:
        """/version."""
        faq, wording = screens.faq, screens.wording
        text = wording.version.format(
            version=version("faqbot"),
            title=faq.title,
            entries=len(faq.entries),
            revision=faq.revision,
        )
        disk = wording.disk_behind if self._hot_reload.problems else wording.disk_same
        return screens.say(f"{text}\n{disk}")

    async def unknown(self, _: Message, screens: Screens) -> Screen:
        """A command of some other bot, in a private chat."""
        return screens.say(screens.wording.unknown_command)

    async def _vote(self, message: Message, screens: Screens, *, helpful: bool) -> Screen:
        answer = await meant_answer(self._recorder, message)
        text = screens.wording.nothing_to_rate
        if answer and answer.message and answer.entry:
            conversation = conversation_with(author_of(message), message)
            vote = Vote(answer.entry, helpful)
            text = await record_vote(
                self._recorder, conversation, answer.message, vote, screens.wording
            )
        return screens.say_aside(text)


async def record_vote(
    recorder: Recorder, conversation: Conversation, answer: int, vote: Vote, wording: Wording
) -> str:
    """Record a person's vote on an answer's message; returns the sentence to tell them."""
    chat, person = conversation.chat, conversation.person
    recorder.record_vote(chat, answer, person, vote.entry, helpful=vote.helpful)
    if not await recorder.flush():
        return wording.cannot_keep
    return wording.thanks_helpful if vote.helpful else wording.thanks_unhelpful


async def meant_answer(recorder: Recorder, message: Message) -> SentAnswer | None:
    """The answer that a command is about: the one it replies to, or else its author's last one."""
    replied = message.reply_to_message
    if replied and replied.forum_topic_created is None:
        return await recorder.answer_at(message.chat_id, replied.message_id)
    return await recorder.last_answer(message.chat_id, author_of(message))


def _page(text: str) -> int:
    """A typed page number, which counts from 1, as an index that counts from 0."""
    text = text.strip()
    return max(0, int(text) - 1) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004 -- 9,999 pages do
