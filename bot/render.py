"""What people see: texts in Telegram's HTML, and buttons. Nothing is sent here.

Every text that comes from an FAQ or a person goes through `escape`. Lengths are counted as
Telegram counts them, after parsing, against `MessageLimit.MAX_TEXT_LENGTH`.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from telegram import Chat, InlineKeyboardButton, InlineKeyboardMarkup, User
from telegram.constants import MessageLimit

from bot import callback_data as actions
from bot.callback_data import Action
from faq.answering.policy import BUTTON_CHARACTERS, is_silent
from faq.answering.replies import Answer, Choices, ConversationReply, NoneFits
from faq.content import Citation, Entry, Faq
from faq.usage.recorder import GroupMode
from faq.wording import Wording, speak

PAGE = 8
"""Buttons on a page of a list: as many as fit a phone's screen beside the keyboard."""

LISTED_CHARACTERS = 300
"""Of a question in a list: three of them and the sentences around stay far below the limit."""

NAME_CHARACTERS = 64
"""Of a person's or a group's name in a sentence: Telegram allows twice as many."""

MIN_PROOF = 40
"""Characters: less of a cut quote than this proves nothing, so it is left out."""

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Screen:
    """A message: its text in Telegram's HTML, and the buttons under it.

    `silent` messages come without a notification.
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Screens:
    """All messages about one FAQ in one language, for a group or a private chat."""

    faq: Faq
    wording: Wording
    in_group: bool = False

    def reply(self, reply: ConversationReply) -> Screen:
        """A reply: an answer with the quotes that prove it, a choice, or a decline.

        In a group, whoever asked can delete it again.
        """
        tail = [button(self.wording.delete, actions.Delete())] if self.in_group else []
        if isinstance(reply, Answer):
            return self._answer(reply, tail)
        lead = escape(self.wording.lead(reply, self.faq))
        silent = is_silent(reply, in_group=self.in_group)
        if isinstance(reply, NoneFits):
            return Screen(lead, silent=silent)
        if isinstance(reply, Choices):
            picks = [actions.PickEntry(entry.id) for entry in reply.entries]
            text = "\n".join([lead, "", *_lines(reply.entries), "", escape(self.wording.pick)])
            none = button(self.wording.none_of_these, actions.RejectChoice())
            return Screen(text, _keyboard(*_numbered(reply.entries, picks), [none, *tail]))
        if not reply.nearest:
            return Screen(lead, silent=silent)
        shows = [actions.ShowEntry(entry.id) for entry in reply.nearest]
        text = "\n".join([lead, "", escape(self.wording.nearest), *_lines(reply.nearest)])
        return Screen(text, _keyboard(*_numbered(reply.nearest, shows)), silent)

    def text_of(
        self, entry: Entry, title: str = "", limit: int = MessageLimit.MAX_TEXT_LENGTH
    ) -> str:
        """An answer and as many of its quotes as fit a message, as HTML.

        `title` goes before it where nobody sees what was asked. `limit` counts characters after
        parsing.
        """
        citations = entry.citations
        answer = cut(entry.answer, limit - len(title) - len("\n\n\n\n")) if title else entry.answer
        parts: list[str | None] = [f"<b>{escape(title)}</b>\n"] if title else []
        parts.append(escape(answer))
        room = limit - len(title) - len(answer) - len("\n\n\n\n")
        for cited, origin in zip(citations, self.wording.origins(citations), strict=True):
            quote = " ".join(cited.quote.split())
            shown = cut(quote, room - len(origin) - len("\n\n"))
            if shown != quote and len(shown) < MIN_PROOF:
                break
            room -= len(origin) + len(shown) + len("\n\n")
            parts.append("" if cited is citations[0] else None)
            parts.append(self._linked(origin, cited) if origin else None)
            parts.append(f"<blockquote expandable>{escape(shown)}</blockquote>")
        return "\n".join(part for part in parts if part is not None)

    def inline_text(self, entry: Entry) -> str:
        """The same for inline mode, where the limit may count the tags as well."""
        title = cut(entry.question, LISTED_CHARACTERS)
        most: int = MessageLimit.MAX_TEXT_LENGTH
        if len(text := self.text_of(entry, title)) <= most:
            return text
        fitting, too_long = len(title), most
        while too_long - fitting > 1:
            limit = (fitting + too_long) // 2
            if len(self.text_of(entry, title, limit)) <= most:
                fitting = limit
            else:
                too_long = limit
        return self.text_of(entry, title, fitting)

    def pointer(self, link: str | None) -> Screen:
        """Says that the answer stands above, with a link to it if there is one."""
        text = escape(self.wording.answered_above)
        if link:
            text = f'<a href="{html.escape(link)}">{text}</a>'
        return Screen(text, silent=True)

    def say(self, text: str) -> Screen:
        """A text as it is written, cut if it is too long for a message."""
        return Screen(escape(cut(text, MessageLimit.MAX_TEXT_LENGTH)))

    def say_aside(self, text: str) -> Screen:
        """A text for one person, which comes silently in a group."""
        return replace(self.say(text), silent=self.in_group)

    def greeting(self, name: str) -> Screen:
        """The reply to /start: who this is, what it knows, and the topics to begin with."""
        hello = self.wording.hello
        if name.strip():
            hello = self.wording.hello_name.format(name=cut(name, NAME_CHARACTERS))
        lines = [hello, self.wording.about(self.faq), "", self.wording.ask_or_pick]
        return Screen(escape("\n".join(lines)), self.topics().keyboard)

    def help(self, username: str) -> Screen:
        """The ways to ask."""
        about, example = self.wording.about(self.faq), self.faq.entries[0].question
        return self.say(self.wording.help.format(about=about, example=example, bot=f"@{username}"))

    def usage(self, *, command: bool) -> Screen:
        """How to ask: with the command, or by text."""
        example = self.faq.entries[0].question
        if command:
            return self.say_aside(self.wording.ask_usage.format(example=example))
        return self.say_aside(f"{self.wording.no_text}\n{example}")

    def topics(self, page: int = 0) -> Screen:
        """The list of topics."""
        labels = [f"{n}. {name}" for n, name in enumerate(self.faq.topics, 1)]
        targets: list[Action] = [actions.ShowTopic(actions.topic_key(n)) for n in self.faq.topics]
        rows, number = self._page(labels, targets, page, actions.ShowTopics)
        title = self._title(self.wording.topics, number, len(labels))
        more = self._next("/topics", number, len(labels))
        return Screen(f"{title}\n{escape(self.wording.topics_typed)}{more}", _keyboard(*rows))

    def topic(self, key: str, page: int = 0) -> Screen | None:
        """A topic's questions; None when the FAQ no longer has the topic."""
        name = self._topic_name(key)
        if name is None:
            return None
        entries = self.faq.topics[name]
        targets: list[Action] = [actions.ShowEntry(entry.id) for entry in entries]
        labels = [f"{i % PAGE + 1}. {entry.question}" for i, entry in enumerate(entries)]
        rows, number = self._page(labels, targets, page, lambda p: actions.ShowTopic(key, p))
        rows.append([button(self.wording.all_topics, actions.ShowTopics())])
        title = self._title(name, number, len(labels))
        topic = list(self.faq.topics).index(name) + 1
        more = self._next(f"/topics {topic}", number, len(labels))
        return Screen(f"{title}\n{escape(self.wording.questions_typed)}{more}", _keyboard(*rows))

    def listed(self, key: str, page: int = 0) -> Sequence[Entry]:
        """The entries that a page of a topic lists, in the order of their numbers."""
        name = self._topic_name(key)
        entries = self.faq.topics[name] if name is not None else ()
        page = min(page, _pages(len(entries)) - 1)
        return entries[page * PAGE : (page + 1) * PAGE]

    def settings(self, title: str, mode: GroupMode, *, sees_all: bool) -> Screen:
        """When the bot answers in a group, with buttons to change it."""
        modes: dict[GroupMode, str] = {
            "addressed": self.wording.mode_addressed,
            "questions": self.wording.mode_questions,
        }
        lines = [
            self.wording.settings.format(title=cut(title, NAME_CHARACTERS)),
            self.wording.mode_now.format(mode=modes[mode]),
            self.wording.settings_typed,
        ]
        if mode == "questions" and not sees_all:
            lines.append(self.wording.privacy_mode)
        rows = [[button(label, actions.SetMode(to))] for to, label in modes.items()]
        return Screen(escape("\n".join(lines)), _keyboard(*rows))

    def _answer(self, reply: Answer, tail: Row) -> Screen:
        entry = reply.entry
        votes = [
            button(self.wording.helpful, actions.Vote(entry.id, helpful=True)),
            button(self.wording.unhelpful, actions.Vote(entry.id, helpful=False)),
        ]
        shows = [actions.ShowEntry(entry.id) for entry in reply.related]
        rows = [*_numbered(reply.related, shows), votes]
        return Screen(self.text_of(entry), _keyboard(*rows, tail))

    def _linked(self, origin: str, cited: Citation) -> str:
        if not cited.source.url or not origin.startswith(self.wording.source):
            return f"<i>{escape(origin)}</i>"
        return f'<a href="{html.escape(cited.source.url)}">{escape(origin)}</a>'

    def _topic_name(self, key: str) -> str | None:
        return next((name for name in self.faq.topics if actions.topic_key(name) == key), None)

    def _page(
        self,
        labels: Sequence[str],
        targets: Sequence[Action],
        page: int,
        turn: Callable[[int], Action],
    ) -> tuple[list[Row], int]:
        """One page of a list as rows of buttons, and which page it is."""
        pages = _pages(len(labels))
        page = min(page, pages - 1)
        shown = list(zip(labels, targets, strict=True))[page * PAGE : (page + 1) * PAGE]
        rows = [[button(label, target)] for label, target in shown]
        turns = []
        if page > 0:
            turns.append(button(self.wording.previous, turn(page - 1)))
        if page < pages - 1:
            turns.append(button(self.wording.next, turn(page + 1)))
        return [*rows, turns], page

    def _title(self, name: str, page: int, items: int) -> str:
        """A list's title, with the page if there are several."""
        note = self.wording.page.format(page=page + 1, pages=_pages(items))
        return f"<b>{escape(name)}</b>" + (f" ({escape(note)})" if _pages(items) > 1 else "")

    def _next(self, command: str, page: int, items: int) -> str:
        """The line that says what to type for the next page; empty on the last one."""
        if page + 1 >= _pages(items):
            return ""
        return "\n" + escape(self.wording.next_page.format(command=f"{command}, {page + 2}"))


def screens_for(faq: Faq, person: User | None, chat: Chat | None = None) -> Screens:
    """The messages for a chat, in a person's language; without a chat, for inline mode."""
    in_group = chat is not None and chat.type != chat.PRIVATE
    return Screens(faq, speak(person.language_code if person else None), in_group)


def escape(text: str) -> str:
    """The text in HTML that Telegram shows exactly as the text is written."""
    return html.escape(text, quote=False)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    kept = text[: limit - 1]
    at_word = kept.rpartition(" ")[0].rstrip()
    return (at_word if len(at_word) > limit // 2 else kept) + "…"


def _pages(items: int) -> int:
    return max(1, -(-items // PAGE))


def _lines(entries: Sequence[Entry]) -> list[str]:
    return [
        f"{n}. {escape(cut(entry.question, LISTED_CHARACTERS))}"
        for n, entry in enumerate(entries, 1)
    ]


def _numbered(entries: Sequence[Entry], targets: Sequence[Action]) -> list[Row]:
    """A row of buttons for each entry, labelled with the number that can be typed instead."""
    return [
        [button(f"{n}. {entry.question}", target)]
        for n, (entry, target) in enumerate(zip(entries, targets, strict=True), 1)
    ]


def _keyboard(*rows: Row) -> InlineKeyboardMarkup:
    """The rows that have buttons."""
    return InlineKeyboardMarkup([row for row in rows if row])


def button(label: str, action: Action) -> InlineKeyboardButton:
    """A button with a label that fits a phone."""
    return InlineKeyboardButton(
        cut(label, BUTTON_CHARACTERS), callback_data=actions.encode(action)
    )
