"""The texts of the maintainers' chat: edits, problems, figures, unanswered questions.

They are in English, as on the command line. Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from bot.render import cut
from faq.answering.hot_reload import Reloaded
from faq.answering.replies import describe
from faq.content import Faq
from faq.errors import Problem
from faq.maintaining.diff import Change, edits
from faq.maintaining.unanswered import GapGroup
from faq.usage.stats import Stats

LISTED = 20
"""Items of a list in a message; the command line shows all."""

TOP = 5
"""Entries that a figure names in a message."""

WORDINGS = 3
"""Wordings of an unanswered question in a message; the command line shows more."""

WORDING_CHARACTERS = 200

UNREACHABLE = "The database cannot be reached now. Please try again later."


def status(faq: Faq, problems: Sequence[Problem], since: datetime) -> str:
    """What is answering, and whether it is what is on disk."""
    disk = "What is on disk is what is answering."
    if problems:
        disk = under("What is on disk has problems and is not served:", problems)
    return (
        f"faqbot {version('faqbot')}\n“{faq.title}”, revision {faq.revision}: "
        f"{len(faq.entries)} entries, since {since:%d %B %H:%M} UTC\n{disk}"
    )


def refusal(faq: Faq, problems: Sequence[Problem]) -> str:
    """The report on an edit with problems: the FAQ before it goes on answering."""
    title = f"The FAQ on disk has problems. Revision {faq.revision} goes on answering."
    return under(title, problems)


def edit(event: Reloaded, changes: Sequence[Change]) -> str:
    """The report on an edit that is answering now.

    Args:
        event: the editions before and after it.
        changes: the test questions that answer differently.
    """
    old, new = event.before.faq, event.after.faq
    written = edits(old, new)
    lines = [
        f"Now answering: revision {new.revision} (was {old.revision}), {len(new.entries)} entries."
    ]
    for title, names in (
        ("Added", written.added),
        ("Removed", written.removed),
        ("Renamed", [f"{before} → {after}" for before, after in written.renamed]),
        ("Changed", written.changed),
        ("Subjects not covered", written.not_covered),
        ("Also", written.other),
    ):
        if names:
            lines.append(f"{title}: {', '.join(_first(names))}")
    added, removed = len(written.phrasings_added), len(written.phrasings_removed)
    if added or removed:
        lines.append(f"Phrasings: {added} added, {removed} removed")
    if changes:
        lines.append(f"Test questions that answer differently: {len(changes)}")
        lines += [
            f"• “{change.question.text}”: {describe(change.before)} → {describe(change.after)}"
            for change in changes[:LISTED]
        ]
    return "\n".join(lines)


def figures(stats: Stats) -> str:
    """The most important figures; `faqbot stats` shows all of them."""
    now, before, days = stats.outcomes, stats.before, stats.period.days
    counts = (
        f"Questions in {days} days: {now.questions} ({before.questions} in the {days} before). "
        f"{now.answered} answered, {now.offered} offered a choice, {now.declined} declined."
    )
    lines = [counts]
    if shown := [f"{use.id} {use.shown}×" for use in stats.shown[:TOP]]:
        lines.append(f"Most shown: {', '.join(shown)}")
    if stats.never:
        lines.append(f"Never shown: {len(stats.never)} entries")
    doubted = [use for use in stats.votes if use.unhelpful][:TOP]
    if votes := [f"{use.id} {use.unhelpful} of {use.helpful + use.unhelpful}" for use in doubted]:
        lines.append(f"Not helpful: {', '.join(votes)}")
    if subjects := [f"{use.id} {use.declined}×" for use in stats.subjects[:TOP]]:
        lines.append(f"Declined by name: {', '.join(subjects)}")
    if stats.times.replies:
        half, slow = stats.times.within(0.5), stats.times.within(0.95)
        lines.append(f"Answer times: half within {half:g} ms, 95 % within {slow:g} ms")
    lines.append(f"Open gaps: {stats.gaps.open}")
    return "\n".join(lines)


def unanswered(group: GapGroup) -> str:
    """A group's questions, how often and when they were asked, and where they may belong."""
    lines = [f"“{cut(example.text, WORDING_CHARACTERS)}”" for example in group.examples[:WORDINGS]]
    if more := len(group.examples) - len(lines):
        lines.append(f"and {more} more wordings")
    last = datetime.fromtimestamp(group.last_asked, UTC)
    lines.append(f"Asked {group.count}× by {group.people}, last on {last:%d %B}.")
    lines.append(f"Nearest: {group.nearest} ({group.confidence:.2f})")
    for evidence in group.evidence[:2]:
        ways = f"picked {evidence.picked}×, reworded {evidence.reworded}×"
        lines.append(f"People came to {evidence.entry}: {ways}")
    return "\n".join(lines)


def under(title: str, problems: Sequence[Problem]) -> str:
    """The first problems, each on a line of its own below a title."""
    return "\n".join([title, *_first(problems)])


def _first(items: Sequence[object]) -> list[str]:
    """The first `LISTED` items, and how many more there are."""
    more = [f"and {len(items) - LISTED} more"] if len(items) > LISTED else []
    return [*map(str, items[:LISTED]), *more]
