"""What a button does, as the at most 64 bytes of callback data that Telegram keeps for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from faq.usage.recorder import GroupMode

DecisionKind = Literal["entry", "subject", "ignore", "undo"]

MODES: tuple[GroupMode, ...] = get_args(GroupMode)


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """Send an entry's answer as a new message."""

    entry: str


@dataclass(frozen=True, slots=True)
class PickEntry:
    """Replace a choice by an entry's answer."""

    entry: str


@dataclass(frozen=True, slots=True)
class RejectChoice:
    """None of the entries that are offered fits."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Say whether an entry's answer helped."""

    entry: str
    helpful: bool


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete the message."""


@dataclass(frozen=True, slots=True)
class SetMode:
    """Set when the bot answers in the group."""

    mode: GroupMode


@dataclass(frozen=True, slots=True)
class Decide:
    """Queue a maintainer's decision about unanswered questions.

    `gap` is the key of their group, eight hexadecimal digits; `id` is the entry's or the
    subject's.
    """

    gap: str
    kind: DecisionKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """List the topics, from a page on; pages count from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowTopic:
    """List a topic's questions, from a page on. `key` is the topic's `topic_key`."""

    key: str
    page: int = 0


Action = (
    ShowEntry
    | PickEntry
    | RejectChoice
    | Vote
    | Delete
    | SetMode
    | Decide
    | ShowTopics
    | ShowTopic
)

KINDS: dict[str, DecisionKind] = {kind[0]: kind for kind in get_args(DecisionKind)}
"""What may be decided, by the letter that stands for it in callback data."""


def topic_key(topic: str) -> str:
    """A topic's key in callback data: the same whatever other topics the FAQ has."""
    return hashlib.sha256(topic.encode()).hexdigest()[:10]


def encode(action: Action) -> str:  # noqa: PLR0911 -- one for each kind
    """The action as callback data: ASCII, and at most 52 bytes since ids have at most 40."""
    match action:
        case ShowEntry(entry):
            return f"e:{entry}"
        case PickEntry(entry):
            return f"p:{entry}"
        case RejectChoice():
            return "n:"
        case Vote(entry, helpful):
            return f"v:{'+' if helpful else '-'}:{entry}"
        case Delete():
            return "d:"
        case SetMode(mode):
            return f"m:{mode}"
        case Decide(gap, kind, name):
            return f"g:{gap}:{kind[0]}{name}"
        case ShowTopics(page):
            return f"l:{page}"
        case ShowTopic(key, page):
            return f"t:{key}:{page}"


def decode(data: str) -> Action | None:  # noqa: PLR0911 -- one for each kind
    """The action of a pressed button; None if this bot did not write the data."""
    kind, _, rest = data.partition(":")
    key, _, more = rest.partition(":")
    match kind:
        case "e" if rest:
            return ShowEntry(rest)
        case "p" if rest:
            return PickEntry(rest)
        case "n" if not rest:
            return RejectChoice()
        case "v" if key in {"+", "-"} and more:
            return Vote(more, key == "+")
        case "d" if not rest:
            return Delete()
        case "m" if rest in MODES:
            return SetMode("questions" if rest == "questions" else "addressed")
        case "g" if key and more[:1] in KINDS:
            return Decide(key, KINDS[more[0]], more[1:])
        case "l" if _is_page(rest):
            return ShowTopics(int(rest))
        case "t" if key and _is_page(more):
            return ShowTopic(key, int(more))
    return None


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5  # noqa: PLR2004 -- 9,999 pages do
