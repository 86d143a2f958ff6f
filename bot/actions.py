"""What a button does, as the at most 64 bytes of callback data that Telegram keeps for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """Send an entry's answer as a new message."""

    entry: str


@dataclass(frozen=True, slots=True)
class PickEntry:
    """Put an entry's answer in the place of the choice."""

    entry: str


@dataclass(frozen=True, slots=True)
class ShowTopics:
    """List the topics, from a page on; pages count from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowTopic:
    """List a topic's questions, from a page on. `key` is the topic's `topic_key`."""

    key: str
    page: int = 0


Action = ShowEntry | PickEntry | ShowTopics | ShowTopic


def topic_key(topic: str) -> str:
    """A short name for a topic that stays the same when others come and go."""
    return hashlib.sha256(topic.encode()).hexdigest()[:10]


def encode(action: Action) -> str:
    """The action as callback data: ASCII, and at most 42 bytes since ids have at most 40."""
    match action:
        case ShowEntry(entry):
            return f"e:{entry}"
        case PickEntry(entry):
            return f"p:{entry}"
        case ShowTopics(page):
            return f"l:{page}"
        case ShowTopic(key, page):
            return f"t:{key}:{page}"


def decode(data: str) -> Action | None:
    """The action of a pressed button; None for data that this bot never wrote."""
    kind, _, rest = data.partition(":")
    key, _, page = rest.partition(":")
    match kind:
        case "e" if rest:
            return ShowEntry(rest)
        case "p" if rest:
            return PickEntry(rest)
        case "l" if _is_page(rest):
            return ShowTopics(int(rest))
        case "t" if key and _is_page(page):
            return ShowTopic(key, int(page))
    return None


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5  # noqa: PLR2004 -- 9,999 pages do
