"""The sentences that are said the same in the terminal and on Telegram."""

from __future__ import annotations

from datetime import date

from faq.content import Citation, Faq
from faq.desk import Choices, NoAnswer, NotCoveredReply

WHICH = "Which of these do you mean?"
PICK = "Type its number, or put the question another way."
NEAREST = "The nearest questions that I can answer:"
RELATED = "Related questions:"
GONE = "That question is no longer in the FAQ."
NO_TEXT = "There is no question in that. Type one in words, such as:"


def lead(reply: Choices | NotCoveredReply | NoAnswer, faq: Faq) -> str:
    """The first sentence of a reply that is not an answer."""
    source = "sources do" if len(faq.sources) > 1 else "source does"
    match reply:
        case Choices():
            return WHICH
        case NotCoveredReply(subject=subject):
            return f"The {source} not say anything about {subject.topic}."
        case NoAnswer():
            return f"I find no answer to that in “{faq.title}”."


def greeting(faq: Faq) -> str:
    """What the FAQ is about, in one or two sentences."""
    return f"I answer questions from “{faq.title}”." + (f" {faq.about}" if faq.about else "")


def origin(citation: Citation) -> str:
    """Where a quote stands: title, author, date and paragraph."""
    source = citation.source
    parts = [source.title, source.author, source.publisher, _date(source.published)]
    if citation.paragraph is not None:
        parts.append(f"paragraph {citation.paragraph}")
    return ", ".join(part for part in parts if part)


def _date(published: str | None) -> str | None:
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"
