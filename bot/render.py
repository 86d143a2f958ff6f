"""Replies as Telegram messages: HTML text and buttons. Pure: nothing is sent here.

Every text that comes from an FAQ or a person goes through `escape`. Lengths are counted as
Telegram counts them, after parsing, against `MessageLimit.MAX_TEXT_LENGTH`.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot import actions
from bot.actions import Action
from faq import wording
from faq.content import Citation, Entry, Faq
from faq.desk import Answer, Choices, Reply
from faq.lint import BUTTON_CHARACTERS

PAGE = 8
"""Buttons on a page of a list: as many as fit a phone's screen beside the keyboard."""

LISTED_CHARACTERS = 300
"""Of a question in a list: three of them and the sentences around stay far below the limit."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A message: its text in Telegram's HTML, and the buttons under it."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def reply(reply: Reply, faq: Faq) -> Screen:
    """A reply: the answer and its proof, or the honest sentence and where to go on."""
    if isinstance(reply, Answer):
        return _answer(reply)
    lead = escape(wording.lead(reply, faq))
    if isinstance(reply, Choices):
        picks = [actions.PickEntry(entry.id) for entry in reply.entries]
        text = "\n".join([lead, "", *_lines(reply.entries), "", escape(wording.PICK)])
        return Screen(text, _keyboard(reply.entries, picks))
    if not reply.nearest:
        return Screen(lead)
    shows = [actions.ShowEntry(entry.id) for entry in reply.nearest]
    text = "\n".join([lead, "", escape(wording.NEAREST), *_lines(reply.nearest)])
    return Screen(text, _keyboard(reply.nearest, shows))


def greeting(faq: Faq, name: str) -> Screen:
    """What /start says: who this is, what it knows, and the topics to begin with."""
    hello = f"Hello, {_cut(name, 64)}!" if name.strip() else "Hello!"
    lines = [
        escape(hello),
        escape(wording.greeting(faq)),
        "",
        "Ask in your own words, or pick a topic:",
    ]
    return Screen("\n".join(lines), topics(faq).keyboard)


def help_text(faq: Faq, username: str) -> Screen:
    """What /help says."""
    example = escape(faq.entries[0].question)
    return Screen(
        f"{escape(wording.greeting(faq))}\n\n"
        f"Type a question, such as <i>{example}</i> "
        "Every answer comes with the quote that proves it. When I am not sure I offer a choice: "
        "press a button or type its number.\n\n"
        "/topics lists what I know.\n"
        f"In a group, write <code>/ask your question</code>, mention @{escape(username)}, "
        "or reply to one of my messages."
    )


def topics(faq: Faq, page: int = 0) -> Screen:
    """The list of topics."""
    names = list(faq.topics)
    targets: list[Action] = [actions.ShowTopic(actions.topic_key(name)) for name in names]
    rows, note = _page(names, targets, page, actions.ShowTopics)
    return Screen(f"<b>Topics</b>{note}", InlineKeyboardMarkup(rows))


def topic(faq: Faq, key: str, page: int = 0) -> Screen | None:
    """A topic's questions; None when the FAQ no longer has the topic."""
    name = next((name for name in faq.topics if actions.topic_key(name) == key), None)
    if name is None:
        return None
    entries = faq.topics[name]
    targets: list[Action] = [actions.ShowEntry(entry.id) for entry in entries]
    labels = [entry.question for entry in entries]
    rows, note = _page(labels, targets, page, lambda p: actions.ShowTopic(key, p))
    rows.append([_button("« All topics", actions.ShowTopics())])
    return Screen(f"<b>{escape(name)}</b>{note}", InlineKeyboardMarkup(rows))


def _answer(reply: Answer) -> Screen:
    """The answer first, then as much of its proof as fits the message."""
    citations = reply.entry.citations
    parts: list[str | None] = [escape(reply.entry.answer)]
    room = MessageLimit.MAX_TEXT_LENGTH - len(reply.entry.answer) - len("\n\n")
    for cited, origin in zip(citations, wording.origins(citations), strict=True):
        quote = " ".join(cited.quote.split())
        shown = _cut(quote, room - len(origin) - len("\n\n"))
        if shown != quote and len(shown) < MIN_PROOF:
            break
        room -= len(origin) + len(shown) + len("\n\n")
        parts.append("" if cited is citations[0] else None)
        parts.append(_linked(origin, cited) if origin else None)
        parts.append(f"<blockquote expandable>{escape(shown)}</blockquote>")
    shows = [actions.ShowEntry(entry.id) for entry in reply.related]
    text = "\n".join(part for part in parts if part is not None)
    return Screen(text, _keyboard(reply.related, shows) if shows else None)


MIN_PROOF = 40
"""Characters: less of a cut quote than this proves nothing, so it is left out."""


def _linked(origin: str, cited: Citation) -> str:
    if not cited.source.url or not origin.startswith("Source"):
        return f"<i>{escape(origin)}</i>"
    return f'<a href="{html.escape(cited.source.url)}">{escape(origin)}</a>'


def _lines(entries: Sequence[Entry]) -> list[str]:
    return [
        f"{n}. {escape(_cut(entry.question, LISTED_CHARACTERS))}"
        for n, entry in enumerate(entries, 1)
    ]


def _keyboard(entries: Sequence[Entry], targets: Sequence[Action]) -> InlineKeyboardMarkup:
    """A button an entry, with the number that can be typed instead."""
    return InlineKeyboardMarkup(
        [
            [_button(f"{n}. {entry.question}", target)]
            for n, (entry, target) in enumerate(zip(entries, targets, strict=True), 1)
        ]
    )


def _page(
    labels: Sequence[str], targets: Sequence[Action], page: int, turn: Callable[[int], Action]
) -> tuple[list[list[InlineKeyboardButton]], str]:
    """One page of a list as rows of buttons, and a note that says which page it is."""
    pages = max(1, -(-len(labels) // PAGE))
    page = min(page, pages - 1)
    shown = list(zip(labels, targets, strict=True))[page * PAGE : (page + 1) * PAGE]
    rows = [[_button(label, target)] for label, target in shown]
    turns = []
    if page > 0:
        turns.append(_button("« Previous", turn(page - 1)))
    if page < pages - 1:
        turns.append(_button("Next »", turn(page + 1)))
    if turns:
        rows.append(turns)
    return rows, f" (page {page + 1} of {pages})" if pages > 1 else ""


def _button(label: str, action: Action) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        _cut(label, BUTTON_CHARACTERS), callback_data=actions.encode(action)
    )


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    kept = text[: limit - 1]
    at_word = kept.rpartition(" ")[0].rstrip()
    return (at_word if len(at_word) > limit // 2 else kept) + "…"


def escape(text: str) -> str:
    """A text that Telegram shows as it is written."""
    return html.escape(text, quote=False)
