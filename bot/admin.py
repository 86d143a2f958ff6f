"""The maintainers' chat: what became of an edit, what is asked in vain, how it goes.

Nothing here changes what the bot answers: decisions about gaps are queued for `faqbot suggest`,
whose patch a human applies. Texts are in English, as on the command line.
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
from faq.usage.stats import Stats, collect

LISTED = 5
"""Gaps that /gaps shows unless it is told otherwise: each is a message of its own."""

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
        desk: answers.
        live: keeps the desk up to date.
        ledger: knows what was asked.
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
        """Report what comes of each change of the FAQ's files, for ever."""
        async for event in self._hot_reload.watch():
            await self._tell(bot, await self._note(event))
            if isinstance(event, Reloaded) and _presents(event.before) != _presents(event.after):
                await publish(bot, event.after.faq, self._chat)

    async def follow(self, update: Update, context: Context) -> None:  # noqa: ARG002 -- PTB's signature
        """Notice that an update is from the maintainers' group, which moved before the start."""
        chat = update.effective_chat
        if self._chat is None or chat is None or chat.type != chat.SUPERGROUP:
            return
        if chat.id != self._chat and chat.id not in self._others:
            self._others.add(chat.id)
            if await self._recorder.moved_from(chat.id) == self._chat:
                self.moved(self._chat, chat.id)

    def moved(self, old: int, new: int) -> None:
        """Follow the maintainers' group, which has become a supergroup."""
        if self._chat == old:
            self._chat = new
            self.here.add_chat_ids(new)
            log.warning("FAQBOT_ADMIN_CHAT is a supergroup now: set it to %s", new)

    def heartbeat(self) -> None:
        """Let `faqbot status` know what is answering."""
        self._recorder.serving(
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
        """/stats, for a week or as many days as stand behind it."""
        await _say(update, await self._stats(_number(context.args, DIGEST_DAYS)))

    async def gaps(self, update: Update, context: Context) -> None:
        """/gaps, the first few or as many as stand behind it."""
        message = update.message
        if message is None:
            return
        found = await self._grouped()
        if found is None:
            await _say(update, AWAY)
            return
        shown = found.groups[: _number(context.args, LISTED)]
        if not shown:
            await _say(update, "Nothing was asked in vain lately.")
            return
        self._groups |= {_key(each): each for each in shown}
        self._numbered = [_key(each) for each in shown]
        for number, each in enumerate(shown, 1):
            await sending.answer(message, self._gap(number, each))
        left = len(found.groups) - len(shown)
        if left:
            await _say(update, f"{left} more: /gaps {len(shown) + left}")

    async def decide(self, update: Update, context: Context) -> None:
        """/decide, a gap's number, and an id or "ignore" or "undo": the typed alternative."""
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
        await _say(update, await self._decided(action))

    async def press(self, query: CallbackQuery, action: Decide) -> str | None:
        """A button under a gap; what to tell the person who pressed, if anything."""
        message = query.message
        if message is None or not await self._is_member(query):
            return "Only members of the maintainers' chat can decide."
        if action.gap not in self._groups:
            found = await self._grouped(with_decided=True)
            if found is None:
                return AWAY
            self._groups |= {_key(each): each for each in found.groups}
        if action.gap not in self._groups:
            return "This was answered meanwhile, or is no longer kept."
        said = await self._decided(action)
        if said in {AWAY, UNKNOWN}:
            return said
        gap = self._groups[action.gap]
        if action.kind == "undo":
            screen = self._gap(None, gap)
        else:
            undo = [button("Undo", Decide(action.gap, "undo"))]
            text = f"{_asked(gap)}\n<b>{escape(said)}</b>"
            screen = Screen(text, InlineKeyboardMarkup([undo]))
        await sending.edit(query.get_bot(), message.chat.id, message.message_id, screen)
        return None

    async def _decided(self, action: Decide) -> str:
        """Queue a decision; the sentence that says so."""
        faq, gap = self._conversations.faq, self._groups[action.gap]
        subjects = {subject.id for subject in faq.not_covered}
        decision: str | None = f"{action.kind}:{action.id}"
        match action.kind:
            case "entry":
                said = f"Belongs to {action.id}: “faqbot suggest” will propose it."
            case "subject":
                said = f"Not covered ({action.id}): “faqbot suggest” will propose it."
            case "ignore":
                said, decision = "Ignored.", "ignore"
            case "undo":
                said, decision = "Taken back.", None
        if decision in {f"entry:{action.id}", f"subject:{action.id}"}:
            known = faq.by_id if action.kind == "entry" else subjects
            if action.id not in known:
                return UNKNOWN
        self._recorder.decide([example.text for example in gap.examples], decision)
        return said if await self._recorder.written() else AWAY

    def _gap(self, number: int | None, gap: GapGroup) -> Screen:
        """A group of questions, with buttons for what they may be about."""
        reply = self._conversations.edition.reply(gap.examples[0].text)
        likely = [e.entry for e in gap.evidence]
        likely += [c.id for c in reply.ranking.entries[:2]] if reply.ranking else []
        key = _key(gap)
        rows = [
            [
                button(
                    f"Belongs to: {self._conversations.faq.by_id[name].question}",
                    Decide(key, "entry", name),
                )
            ]
            for name in list(dict.fromkeys([*likely, gap.nearest]))[:3]
            if name in self._conversations.faq.by_id
        ]
        topics = {subject.id: subject.topic for subject in self._conversations.faq.not_covered}
        if gap.subject in topics:
            label = f"Not covered: {topics[gap.subject]}"
            rows.append([button(label, Decide(key, "subject", gap.subject))])
        rows.append([button("Ignore", Decide(key, "ignore"))])
        typed = f"\nOr type /decide {number} and an id." if number else ""
        return Screen(_asked(gap) + typed, InlineKeyboardMarkup(rows))

    async def _grouped(self, *, with_decided: bool = False) -> GroupedGaps | None:
        """What was asked in vain; None if that cannot be found out now."""
        kept = await self._recorder.gaps()
        if kept is None:
            return None
        asked = kept if with_decided else undecided(kept)
        return await asyncio.to_thread(group_gaps, asked, self._conversations.edition)

    async def _stats(self, days: int) -> str:
        faq, today = self._conversations.faq, datetime.now(UTC).date()
        figures = await self._recorder.look(None, lambda store: collect(store, faq, days, today))
        if figures is None:
            return AWAY
        return _summary(figures)

    async def _note(self, event: ReloadEvent) -> str:
        """Log what became of a change, and let `faqbot status` know; the same in words."""
        text = await self._report(event)
        self.heartbeat()
        _log_lines(text)
        return text

    async def _report(self, event: ReloadEvent) -> str:
        """What became of a change, in words."""
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
        """Whether somebody is in the maintainers' chat at this moment."""
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
    """What Telegram shows of an FAQ before anybody writes."""
    return edition.faq.title, edition.faq.about


def _changes(event: Reloaded) -> list[Change]:
    asked = questions_to_ask(event.before, event.after, phrasings=False)
    return compare(event.before, event.after, asked)


def _replaced(event: Reloaded, changes: Sequence[Change]) -> str:
    """What another edition brings."""
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
    """The figures that fit a message; `faqbot stats` has all of them."""
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


def _asked(gap: GapGroup) -> str:
    """What was asked, how often and when, as HTML."""
    wordings = [f"“{escape(cut(example.text, 200))}”" for example in gap.examples[:3]]
    more = len(gap.examples) - len(wordings)
    last = datetime.fromtimestamp(gap.last_asked, UTC)
    learned = "".join(
        f"\nPeople came to {escape(e.entry)}: picked {e.picked}×, reworded {e.reworded}×"
        for e in gap.evidence[:2]
    )
    return (
        "\n".join(wordings)
        + (f"\nand {more} more wordings" if more else "")
        + f"\nAsked {gap.count}× by {gap.people}, last on {last:%d %B}."
        + f"\nNearest: {escape(gap.nearest)} ({gap.confidence:.2f})"
        + learned
    )


def _key(gap: GapGroup) -> str:
    """A short name for a group, that stays the same while its first wording does."""
    return blake2b(gap.examples[0].text.encode(), digest_size=4).hexdigest()


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
