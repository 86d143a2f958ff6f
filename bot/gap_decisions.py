"""Unanswered questions in the maintainers' chat, and the decisions about them.

A decision changes no answer: it is queued for `faqbot suggest`, whose patch a person applies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import blake2b

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import reports, sending
from bot.addressing import arguments_of, number_behind
from bot.callback_data import Decide
from bot.maintainers import Maintainers
from bot.render import Screen, Screens, button, escape
from faq.answering.conversations import Conversations
from faq.maintaining.unanswered import GapGroup, group_gaps, undecided
from faq.usage.recorder import Recorder

LISTED = 5
"""Groups that /gaps shows unless a number is typed: each is a message of its own."""

MOST_LISTED = 10
"""Groups that /gaps shows at most, each as a message: Telegram lets a bot send 20 messages a
minute to a group, and others are sent there as well
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""

UNKNOWN = "The FAQ has no entry and no subject of that name."


class GapDecisions:
    """Shows unanswered questions in groups, and queues what is decided about a group.

    Args:
        conversations: know what a question is answered now.
        recorder: keeps unanswered questions and decisions.
        maintainers: know who may decide.
    """

    def __init__(
        self, conversations: Conversations, recorder: Recorder, maintainers: Maintainers
    ) -> None:
        self._conversations = conversations
        self._recorder = recorder
        self._maintainers = maintainers
        self._groups: dict[str, GapGroup] = {}
        self._listed: list[str] = []

    async def gaps(self, message: Message, screens: Screens) -> Screen | None:
        """/gaps: the most frequent unanswered questions, as many as are typed behind it."""
        groups = await self._unanswered()
        if groups is None:
            return screens.say(reports.UNREACHABLE)
        shown = groups[: min(number_behind(message, LISTED), MOST_LISTED)]
        if not shown:
            return screens.say("No question was left unanswered lately.")
        self._listed = [_key(group) for group in shown]
        self._groups |= zip(self._listed, shown, strict=True)
        for number, group in enumerate(shown, 1):
            await sending.answer(message, await self._screen(group, number))
        return screens.say(text) if (text := _rest(len(shown), len(groups))) else None

    async def decide(self, message: Message, screens: Screens) -> Screen:
        """/decide, a number of the list, and an id, "ignore" or "undo": the buttons, typed."""
        number, name = [*arguments_of(message), "", ""][:2]
        is_listed = number.isdecimal() and 1 <= int(number) <= len(self._listed)
        if not is_listed or not name:
            return screens.say("Type /gaps first; then /decide, a number, and an id or “ignore”.")
        gap = self._listed[int(number) - 1]
        about = Decide(gap, "entry" if name in screens.faq.by_id else "subject", name)
        words = {"ignore": Decide(gap, "ignore"), "undo": Decide(gap, "undo")}
        decision = words.get(name, about)
        _, sentence = await self._queue(decision)
        return screens.say(sentence)

    async def press(self, query: CallbackQuery, decision: Decide) -> str | None:
        """Queue the decision of a button; returns what to tell the person who pressed it."""
        message = query.message
        if message is None or not await self._maintainers.is_member(query):
            return "Only members of the maintainers' chat can decide."
        if decision.gap not in self._groups:
            groups = await self._unanswered(with_decided=True)
            if groups is None:
                return reports.UNREACHABLE
            self._groups |= {_key(group): group for group in groups}
        if decision.gap not in self._groups:
            return "This was answered meanwhile, or is no longer kept."
        is_queued, sentence = await self._queue(decision)
        if not is_queued:
            return sentence
        group = self._groups[decision.gap]
        if decision.kind == "undo":
            screen = await self._screen(group)
        else:
            undo = InlineKeyboardMarkup([[button("Undo", Decide(decision.gap, "undo"))]])
            text = f"{escape(reports.unanswered(group))}\n<b>{escape(sentence)}</b>"
            screen = Screen(text, undo)
        await sending.edit(query.get_bot(), message.chat.id, message.message_id, screen)
        return None

    async def _queue(self, decision: Decide) -> tuple[bool, str]:
        """Queue a decision; returns whether that was possible, and the sentence that says so."""
        faq, name = self._conversations.faq, decision.id
        code: str | None = f"{decision.kind}:{name}"
        match decision.kind:
            case "entry":
                is_known = name in faq.by_id
                sentence = f"Belongs to {name}: “faqbot suggest” will propose it."
            case "subject":
                is_known = name in {subject.id for subject in faq.not_covered}
                sentence = f"Not covered ({name}): “faqbot suggest” will propose it."
            case "ignore":
                is_known, sentence, code = True, "Ignored.", "ignore"
            case "undo":
                is_known, sentence, code = True, "Taken back.", None
        if not is_known:
            return False, UNKNOWN
        examples = self._groups[decision.gap].examples
        self._recorder.record_decision([example.text for example in examples], code)
        if not await self._recorder.flush():
            return False, reports.UNREACHABLE
        return True, sentence

    async def _screen(self, group: GapGroup, number: int | None = None) -> Screen:
        """The message about a group of questions, with buttons for what they may be about."""
        faq, key = self._conversations.faq, _key(group)
        ask = self._conversations.edition.reply
        reply = await asyncio.to_thread(ask, group.examples[0].text)
        likely = [evidence.entry for evidence in group.evidence]
        likely += [entry.id for entry in reply.ranking.entries[:2]] if reply.ranking else []
        rows = [
            [button(f"Belongs to: {faq.by_id[name].question}", Decide(key, "entry", name))]
            for name in list(dict.fromkeys([*likely, group.nearest]))[:3]
            if name in faq.by_id
        ]
        rows += [
            [button(f"Not covered: {subject.topic}", Decide(key, "subject", subject.id))]
            for subject in faq.not_covered
            if subject.id == group.subject
        ]
        rows.append([button("Ignore", Decide(key, "ignore"))])
        text = reports.unanswered(group)
        if number:
            text += f"\nOr type /decide {number} and an id."
        return Screen(escape(text), InlineKeyboardMarkup(rows))

    async def _unanswered(self, *, with_decided: bool = False) -> Sequence[GapGroup] | None:
        """The unanswered questions in groups; None if the database cannot be reached."""
        gaps = await self._recorder.gaps()
        if gaps is None:
            return None
        if not with_decided:
            gaps = undecided(gaps)
        grouped = await asyncio.to_thread(group_gaps, gaps, self._conversations.edition)
        return grouped.groups


def _rest(shown: int, groups: int) -> str:
    """How many groups are not shown, and how to see them; empty if there are none."""
    if shown == groups:
        return ""
    if groups <= MOST_LISTED:
        return f"{groups - shown} more: /gaps {groups}"
    command_line = "“faqbot gaps” on the command line lists all"
    if shown < MOST_LISTED:
        return f"{groups - shown} more: /gaps {MOST_LISTED} shows {MOST_LISTED}, {command_line}."
    return f"{groups - shown} more: {command_line}; those that are decided leave this list."


def _key(group: GapGroup) -> str:
    """A group's key in callback data: the same as long as its first wording is the same."""
    return blake2b(group.examples[0].text.encode(), digest_size=4).hexdigest()
