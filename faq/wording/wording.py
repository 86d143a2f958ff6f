"""The texts of one language, and the sentences that are built from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from faq.answering.replies import Choices, NoAnswer, NoneFits, NotCoveredReply
from faq.content import Citation, Faq


@dataclass(frozen=True, slots=True)
class Wording:
    """The bot's texts in one language, without markup; words in braces are filled in.

    Every translation has the same words in braces. The texts say what can be typed instead of
    pressing a button, and nothing is expressed by a sign or a colour alone.
    """

    # Replies
    which: str
    pick: str
    nearest: str
    related: str
    gone: str
    no_text: str  # an example follows
    one_source_silent: str  # {topic}
    sources_silent: str  # {topic}
    no_answer: str  # {title}
    noted: str
    source: str
    paragraph: str  # {number}
    day: str  # {day} {month} {year}
    months: tuple[str, ...]

    # Greetings, help and browsing
    hello: str
    hello_name: str  # {name}
    answers_from: str  # {title}
    ask_or_pick: str
    help: str  # {about} {example} {bot}
    topics: str
    topics_typed: str
    questions_typed: str
    page: str  # {page} {pages}
    next_page: str  # {command}
    previous: str
    next: str
    all_topics: str
    text_only: str
    unknown_command: str
    ask_usage: str  # {example}
    apology: str

    # Buttons under an answer
    helpful: str
    unhelpful: str
    delete: str
    none_of_these: str
    thanks_helpful: str
    thanks_unhelpful: str
    nothing_to_rate: str
    only_asker_picks: str
    only_asker_deletes: str
    too_old_to_delete: str
    nothing_to_delete: str

    # Groups
    answered_above: str
    not_allowed: str
    settings: str  # {title}
    settings_typed: str
    mode_addressed: str
    mode_questions: str
    mode_now: str  # {mode}
    privacy_mode: str
    only_admins: str
    only_groups: str

    # Inline mode
    ask_in_private: str
    type_again: str

    # Privacy and versions
    privacy: str  # {keeping}
    keeps_questions: str  # {days}
    keeps_no_questions: str
    forgotten: str  # {votes} {questions} {answers}
    cannot_keep: str
    cannot_forget: str
    version: str  # {version} {title} {revision} {entries}
    disk_same: str
    disk_behind: str

    # Telegram's menus and the bot's profile
    description: str  # {title} {about}
    short_description: str  # {title}
    command_ask: str
    command_topics: str
    command_help: str
    command_helpful: str
    command_unhelpful: str
    command_delete: str
    command_privacy: str
    command_forget: str
    command_version: str
    command_settings: str

    def lead(self, reply: Choices | NotCoveredReply | NoAnswer | NoneFits, faq: Faq) -> str:
        """The first sentence of a reply that is not an answer."""
        match reply:
            case Choices():
                return self.which
            case NotCoveredReply(subject=subject):
                silent = self.sources_silent if len(faq.sources) > 1 else self.one_source_silent
                return silent.format(topic=subject.topic)
            case NoAnswer():
                return self.no_answer.format(title=faq.title)
            case NoneFits():
                return self.noted

    def about(self, faq: Faq) -> str:
        """What the FAQ is about, in one or two sentences."""
        return f"{self.answers_from.format(title=faq.title)} {faq.about}".strip()

    def origins(self, citations: Sequence[Citation]) -> list[str]:
        """For each citation, in order, the line that says where its quote stands.

        The first citation of a source names its title, author, publisher and date. Those that
        follow name only the paragraph, or nothing if it is the same as the one before.
        """
        lines: list[str] = []
        before: Citation | None = None
        for citation in citations:
            source, number = citation.source, citation.paragraph
            place = self.paragraph.format(number=number) if number is not None else ""
            if before is None or before.source is not source:
                published = self._date(source.published)
                parts = [source.title, source.author, source.publisher, published, place]
                lines.append(f"{self.source}: {', '.join(part for part in parts if part)}")
            else:
                lines.append(place[:1].upper() + place[1:] if number != before.paragraph else "")
            before = citation
        return lines

    def _date(self, published: str | None) -> str | None:
        try:
            day = date.fromisoformat(published or "")
        except ValueError:
            return published
        return self.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)
