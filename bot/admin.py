"""The maintainers' chat: reports on edits, unanswered questions, figures.

Nothing here changes what the bot answers: decisions about unanswered questions are queued for
`faqbot suggest`, whose patch a person applies. Texts are in English, as on the command line.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import version

from telegram import Bot, CallbackQuery, ChatMember, InlineKeyboardMarkup, Message, Update
from telegram.constants import MessageLimit
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ContextTypes, filters

from bot import sending
from bot.actions import Decide
from bot.menus import publish
from bot.render import Screen, button, cut, escape
from faq.answering.conversations import Conversations
from faq.answering.edition import Edition
from faq.answering.hot_reload import HotReload, Reloaded, ReloadEvent, ReloadRefused
from faq.answering.replies import Answer, Choices, NotCoveredReply, Reply
from faq.maintaining.diff import Change, compare, edits, questions_to_ask
from faq.maintaining.unanswered import GapGroup, GroupedGaps, group_gaps, undecided
from faq.usage.recorder import Recorder
from faq.usage.stats import Stats

LISTED = 5
"""Groups that /gaps shows unless a number is typed: each is a message of its own."""

MOST = 20
"""Lines of a list in a message; the command line shows all."""

TOP = 5
"""Entries that a figure names in a message."""

DIGEST_DAYS = 7

LEFT = frozenset({ChatMember.LEFT, ChatMember.BANNED})

Context = ContextTypes.DEFAULT_TYPE

AWAY = "The database cannot be reached now. Please try again later."

UNKNOWN = "The FAQ has no entry and no subject of that name."

log = logging.getLogger(__name__)


class Admin:
    """Reports to the maintainers' chat, and answers its commands.

    Args:
        chat: the chat's number; None: reports go to the log only.
        conversations: what answers, and what has been said.
        hot_reload: loads edits of the FAQ's files.
        recorder: knows what was asked.
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
        self._groups: dict[str, GapGroup] = {}
        self._numbered: list[str] = []
        self._others: set[int] = set()

    async def watch(self, bot: Bot) -> None:
        """Report each change of the FAQ's files, for ever."""
        async for event in self._hot_reload.watch():
            await self._tell(bot, await self._note(event))
            if isinstance(event, Reloaded) and _presents(event.before) != _presents(event.after):
                await publish(bot, event.after.faq, self._chat)

    async def follow(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """Recognise the maintainers' group if it became a supergroup before the start."""
        chat = update.effective_chat
        if self._chat is None or chat is None or chat.type != chat.SUPERGROUP:
            return
        if chat.id != self._chat and chat.id not in self._others:
            self._others.add(chat.id)
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
        text = f"This week.\n{await self._stats(DIGEST_DAYS)}\n/gaps shows more."
        _log_lines(text)
        await self._tell(bot, text)

    async def status(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/status."""
        faq, problems = self._conversations.faq, self._hot_reload.problems
        disk = "What is on disk is what is answering."
        if problems:
            disk = f"What is on disk has problems and is not served:\n{_lines(problems)}"
        await _say(
            update,
            f"faqbot {version('faqbot')}\n“{faq.title}”, revision {faq.revision}: "
            f"{len(faq.entries)} entries, since {self._since:%d %B %H:%M} UTC\n{disk}",
        )

    async def reload(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """/reload: look at the files now."""
        event = await asyncio.to_thread(self._hot_reload.refresh, even_unchanged=True)
        if event:
            await _say(update, await self._note(event))
        elif self._hot_reload.problems:
            await _say(update, f"Still not served:\n{_lines(self._hot_reload.problems)}")
        else:
            await _say(
                update, f"Nothing new: revision {self._conversations.faq.revision} is answering."
            )

    async def stats(self, update: Update, context: Context) -> None:
        """/stats: the figures of a week, or of as many days as are typed behind it."""
        await _say(update, await self._stats(_number(context.args, DIGEST_DAYS)))

    async def gaps(self, update: Update, context: Context) -> None:
        """/gaps: the most frequent unanswered questions, as many as are typed behind it."""
        message = update.message
        if message is None:
            return
        grouped = await self._grouped()
        if grouped is None:
            await _say(update, AWAY)
            return
        listed = grouped.groups[: _number(context.args, LISTED)]
        if not listed:
            await _say(update, "No question was left unanswered lately.")
            return
        self._groups |= {_key(group): group for group in listed}
        self._numbered = [_key(group) for group in listed]
        for number, group in enumerate(listed, 1):
            await sending.answer(message, await self._group_screen(group, number))
        left = len(grouped.groups) - len(listed)
        if left:
            await _say(update, f"{left} more: /gaps {len(listed) + left}")

    async def decide(self, update: Update, context: Context) -> None:
        """/decide, a number of the list, and an id, "ignore" or "undo": the buttons, typed."""
        number, what = [*(context.args or []), "", ""][:2]
        keys = self._numbered
        if not number.isdecimal() or not 1 <= int(number) <= len(keys) or not what:
            await _say(update, "Type /gaps first; then /decide, a number, and an id or “ignore”.")
            return
        gap = keys[int(number) - 1]
        if what in {"ignore", "undo"}:
            action = Decide(gap, "ignore" if what == "ignore" else "undo")
        else:
            action = Decide(
                gap, "entry" if what in self._conversations.faq.by_id else "subject", what
            )
        await _say(update, await self._decide(action))

    async def press(self, query: CallbackQuery, action: Decide) -> str | None:
        """Do what a button under a group of questions says; what to tell who pressed it."""
        message = query.message
        if message is None or not await self._is_member(query):
            return "Only members of the maintainers' chat can decide."
        if action.gap not in self._groups:
            grouped = await self._grouped(with_decided=True)
            if grouped is None:
                return AWAY
            self._groups |= {_key(group): group for group in grouped.groups}
        if action.gap not in self._groups:
            return "This was answered meanwhile, or is no longer kept."
        outcome = await self._decide(action)
        if outcome in {AWAY, UNKNOWN}:
            return outcome
        group = self._groups[action.gap]
        if action.kind == "undo":
            screen = await self._group_screen(group)
        else:
            undo = [button("Undo", Decide(action.gap, "undo"))]
            text = f"{_group_text(group)}\n<b>{escape(outcome)}</b>"
            screen = Screen(text, InlineKeyboardMarkup([undo]))
        await sending.edit(query.get_bot(), message.chat.id, message.message_id, screen)
        return None

    async def _decide(self, action: Decide) -> str:
        """Queue a decision; returns the sentence that says so."""
        faq, group = self._conversations.faq, self._groups[action.gap]
        subjects = {subject.id for subject in faq.not_covered}
        decision: str | None = f"{action.kind}:{action.id}"
        match action.kind:
            case "entry":
                sentence = f"Belongs to {action.id}: “faqbot suggest” will propose it."
            case "subject":
                sentence = f"Not covered ({action.id}): “faqbot suggest” will propose it."
            case "ignore":
                sentence, decision = "Ignored.", "ignore"
            case "undo":
                sentence, decision = "Taken back.", None
        if decision in {f"entry:{action.id}", f"subject:{action.id}"}:
            known = faq.by_id if action.kind == "entry" else subjects
            if action.id not in known:
                return UNKNOWN
        self._recorder.record_decision([example.text for example in group.examples], decision)
        return sentence if await self._recorder.flush() else AWAY

    async def _group_screen(self, group: GapGroup, number: int | None = None) -> Screen:
        """The message about a group of questions, with buttons for what they may be about."""
        ask = self._conversations.edition.reply
        reply = await asyncio.to_thread(ask, group.examples[0].text)
        likely = [e.entry for e in group.evidence]
        likely += [c.id for c in reply.ranking.entries[:2]] if reply.ranking else []
        key = _key(group)
        rows = [
            [
                button(
                    f"Belongs to: {self._conversations.faq.by_id[name].question}",
                    Decide(key, "entry", name),
                )
            ]
            for name in list(dict.fromkeys([*likely, group.nearest]))[:3]
            if name in self._conversations.faq.by_id
        ]
        topics = {subject.id: subject.topic for subject in self._conversations.faq.not_covered}
        if group.subject in topics:
            label = f"Not covered: {topics[group.subject]}"
            rows.append([button(label, Decide(key, "subject", group.subject))])
        rows.append([button("Ignore", Decide(key, "ignore"))])
        typed = f"\nOr type /decide {number} and an id." if number else ""
        return Screen(_group_text(group) + typed, InlineKeyboardMarkup(rows))

    async def _grouped(self, *, with_decided: bool = False) -> GroupedGaps | None:
        """The unanswered questions in groups; None if the database cannot be reached."""
        kept = await self._recorder.gaps()
        if kept is None:
            return None
        asked = kept if with_decided else undecided(kept)
        return await asyncio.to_thread(group_gaps, asked, self._conversations.edition)

    async def _stats(self, days: int) -> str:
        figures = await self._recorder.stats(self._conversations.faq, days)
        return AWAY if figures is None else _summary(figures)

    async def _note(self, event: ReloadEvent) -> str:
        """Log what a change did and record it for `faqbot status`; returns the report."""
        text = await self._report(event)
        self.heartbeat()
        _log_lines(text)
        return text

    async def _report(self, event: ReloadEvent) -> str:
        """The report on a change."""
        if isinstance(event, ReloadRefused):
            return (
                "The FAQ on disk has problems. "
                f"Revision {self._conversations.faq.revision} goes on answering.\n"
                f"{_lines(event.problems)}"
            )
        self._since = datetime.now(UTC)
        changes = await asyncio.to_thread(_changes, event)
        return _replaced(event, changes)

    async def _tell(self, bot: Bot, text: str) -> None:
        if self._chat is None:
            return
        for _ in range(2):
            try:
                await bot.send_message(
                    self._chat, _html(text), link_preview_options=sending.NO_PREVIEW
                )
            except ChatMigrated as moved:
                self.moved(self._chat, moved.new_chat_id)
                continue
            except TelegramError as error:
                log.warning("FAQBOT_ADMIN_CHAT cannot be written to: %s", error.message)
            return

    async def _is_member(self, query: CallbackQuery) -> bool:
        """Whether a person is a member of the maintainers' chat now."""
        if self._chat is None or query.message is None or query.message.chat.id != self._chat:
            return False
        if query.from_user.id == self._chat:
            return True
        try:
            member = await query.get_bot().get_chat_member(self._chat, query.from_user.id)
        except (BadRequest, Forbidden):
            return False
        return member.status not in LEFT


def _presents(edition: Edition) -> tuple[str, str]:
    """What Telegram's profile shows of an FAQ."""
    return edition.faq.title, edition.faq.about


def _changes(event: Reloaded) -> list[Change]:
    asked = questions_to_ask(event.before, event.after, phrasings=False)
    return compare(event.before, event.after, asked)


def _replaced(event: Reloaded, changes: Sequence[Change]) -> str:
    """The report on a new edition."""
    old, new = event.before.faq, event.after.faq
    what = edits(old, new)
    lines = [
        f"Now answering: revision {new.revision} (was {old.revision}), {len(new.entries)} entries."
    ]
    for title, names in (
        ("Added", what.added),
        ("Removed", what.removed),
        ("Renamed", [f"{was} → {now}" for was, now in what.renamed]),
        ("Changed", what.changed),
        ("Subjects not covered", what.not_covered),
        ("Also", what.other),
    ):
        if names:
            lines.append(f"{title}: {_listed(names)}")
    if what.phrasings_added or what.phrasings_removed:
        lines.append(
            f"Phrasings: {len(what.phrasings_added)} added, {len(what.phrasings_removed)} removed"
        )
    if changes:
        lines.append(f"Test questions that answer differently: {len(changes)}")
        lines += [
            f"• “{change.question.text}”: {_outcome(change.before)} → {_outcome(change.after)}"
            for change in changes[:MOST]
        ]
    return "\n".join(lines)


def _summary(figures: Stats) -> str:
    """The most important figures; `faqbot stats` shows all of them."""
    now, was, days = figures.outcomes, figures.before, figures.period.days
    lines = [
        (
            f"Questions in {days} days: {now.questions} ({was.questions} in the {days} before). "
            f"{now.answered} answered, {now.offered} offered a choice, {now.declined} declined."
        )
    ]
    if shown := figures.shown[:TOP]:
        lines.append("Most shown: " + ", ".join(f"{use.id} {use.shown}×" for use in shown))
    if figures.never:
        lines.append(f"Never shown: {len(figures.never)} entries")
    if doubted := [use for use in figures.votes if use.unhelpful][:TOP]:
        votes = [f"{use.id} {use.unhelpful} of {use.helpful + use.unhelpful}" for use in doubted]
        lines.append("Not helpful: " + ", ".join(votes))
    if subjects := figures.subjects[:TOP]:
        named = [f"{use.id} {use.declined}×" for use in subjects]
        lines.append("Declined by name: " + ", ".join(named))
    if figures.times.replies:
        half, slow = figures.times.within(0.5), figures.times.within(0.95)
        lines.append(f"Answer times: half within {half:g} ms, 95 % within {slow:g} ms")
    lines.append(f"Open gaps: {figures.gaps.open}")
    return "\n".join(lines)


def _outcome(reply: Reply) -> str:
    names = ", ".join(reply.ids)
    match reply:
        case Answer():
            return names
        case Choices():
            return f"a choice of {names}"
        case NotCoveredReply():
            return f"not covered: {names}"
    return "no answer"


def _group_text(group: GapGroup) -> str:
    """A group's questions, how often and when they were asked, as HTML."""
    wordings = [f"“{escape(cut(example.text, 200))}”" for example in group.examples[:3]]
    more = len(group.examples) - len(wordings)
    last = datetime.fromtimestamp(group.last_asked, UTC)
    learned = "".join(
        f"\nPeople came to {escape(e.entry)}: picked {e.picked}×, reworded {e.reworded}×"
        for e in group.evidence[:2]
    )
    return (
        "\n".join(wordings)
        + (f"\nand {more} more wordings" if more else "")
        + f"\nAsked {group.count}× by {group.people}, last on {last:%d %B}."
        + f"\nNearest: {escape(group.nearest)} ({group.confidence:.2f})"
        + learned
    )


def _key(group: GapGroup) -> str:
    """A group's key in callback data: the same as long as its first wording is the same."""
    return blake2b(group.examples[0].text.encode(), digest_size=4).hexdigest()


def _lines(problems: Iterable[object]) -> str:
    lines = [str(problem) for problem in problems]
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([*lines[:MOST], *more])


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _number(args: Sequence[str] | None, default: int) -> int:
    first = args[0] if args else ""
    return max(1, min(int(first), 365)) if first.isdecimal() and len(first) < 4 else default  # noqa: PLR2004 -- a year will do


def _log_lines(text: str) -> None:
    for line in text.splitlines():
        log.info("%s", line)


def _html(text: str) -> str:
    return escape(cut(text, MessageLimit.MAX_TEXT_LENGTH))


async def _say(update: Update, text: str) -> None:
    message: Message | None = update.message
    if message:
        await sending.answer(message, Screen(_html(text)))
