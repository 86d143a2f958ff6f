"""The sentences that are said the same in the terminal and on Telegram."""

from __future__ import annotations

from collections.abc import Sequence
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


def origins(citations: Sequence[Citation]) -> list[str]:
    """For each quote the line that says where it stands, as short as what came before allows.

    The first of a source names its title, author, publisher and date; the next ones only the
    paragraph; a quote from the same paragraph as the one before has an empty line.
    """
    lines: list[str] = []
    before: Citation | None = None
    for citation in citations:
        source, paragraph = citation.source, citation.paragraph
        place = f"paragraph {paragraph}" if paragraph is not None else ""
        if before is None or before.source is not source:
            parts = [source.title, source.author, source.publisher, _date(source.published), place]
            lines.append(f"Source: {', '.join(part for part in parts if part)}")
        else:
            lines.append(place.capitalize() if paragraph != before.paragraph else "")
        before = citation
    return lines


def _date(published: str | None) -> str | None:
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return published
    return f"{day.day} {day:%B %Y}"
