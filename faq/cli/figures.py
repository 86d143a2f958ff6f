"""The figures of `faqbot stats`, as a terminal shows them and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from faq.cli import output
from faq.content import Faq
from faq.report import words
from faq.text import counted
from faq.usage.stats import EntryUse, Outcomes, Stats

DAILY = 14
"""Days that have a line each: two weeks; of a longer period each week has one."""

WEEK = 7

TOP = 10
"""Lines of a table at most; `--format json` and `--html` have all."""

LEAST = 5
"""Lines of the table of the entries that are shown least: those never shown are listed as well."""

BAR = 40
"""Characters of the longest bar: with what stands beside it, less than 80."""

LABEL = 48
"""Columns of an entry's question in a table; the rest is cut."""

SIGNS = dict(zip(words.OUTCOMES, "#o-.", strict=True))
"""The character that a question of each outcome has in a bar: the better, the darker."""

Block = list[RenderableType]
"""Parts of the output without a blank line between them."""


def as_json(stats: Stats, faq: Faq) -> dict[str, Any]:
    """The figures as `--format json` prints them; for the keys see docs/maintaining.md."""
    return {
        "faq": {"title": faq.title, "revision": faq.revision, "entries": len(faq.entries)},
        "period": {
            "first": stats.period.first.isoformat(),
            "last": stats.period.last.isoformat(),
            "days": stats.period.days,
        },
        "questions": _numbers(stats.outcomes),
        "before": _numbers(stats.before),
        "days": [
            {"day": day.period.first.isoformat(), **_numbers(day.outcomes)} for day in stats.days
        ],
        "places": [
            {
                "place": use.place,
                **_numbers(use.outcomes),
                "opened": use.opened,
                "refused": use.refused,
                "before": use.before,
            }
            for use in stats.places
        ],
        "entries": [
            {
                "entry": use.id,
                "question": use.question,
                "topic": use.topic,
                "shown": use.shown,
                "before": use.before,
            }
            for use in stats.entries
        ],
        "subjects": [
            {
                "subject": use.id,
                "topic": use.topic,
                "declined": use.declined,
                "before": use.before,
            }
            for use in stats.subjects
        ],
        "votes": [
            {
                "entry": use.id,
                "question": use.question,
                "helpful": use.helpful,
                "unhelpful": use.unhelpful,
            }
            for use in stats.votes
        ],
        "times": {
            "p50_ms": _finite(stats.times.within(0.5)),
            "p95_ms": _finite(stats.times.within(0.95)),
            "max_ms": _finite(stats.times.slowest),
            "classes": [
                {"at_most_ms": _finite(bound), "replies": number}
                for bound, number in stats.times.classes
            ],
        },
        "gaps": {
            "kept": stats.gaps.kept,
            "found": stats.gaps.found,
            "decided": stats.gaps.decided,
            "open": stats.gaps.open,
        },
    }


def as_text(stats: Stats, faq: Faq) -> RenderableType:
    """The figures for a terminal: short tables, and bars of plain characters."""
    days = counted(stats.period.days, "day", "days")
    title = f"{output.visible(faq.title)}: {words.span(stats.period, year=True)} ({days}, UTC)"
    head = Text(title, style="bold")
    if not stats.begins and not stats.votes and not stats.gaps.kept:
        nothing = (
            "Nobody has asked anything yet. `faqbot run` notes what is asked on Telegram: ask the "
            "bot something, then look again."
        )
        return Group(head, Text(nothing))
    blocks = [
        _totals(stats),
        _by_day(stats),
        _by_place(stats),
        *_by_entry(stats),
        _by_vote(stats),
        _by_subject(stats),
        _notes(stats),
    ]
    # A blank line before each.
    return Group(head, *(part for block in blocks if block for part in (Text(), *block)))


def _totals(stats: Stats) -> Block:
    now, before = stats.outcomes, stats.before
    past = dict(words.by_outcome(before))
    table = _table("", ">now", ">", ">before", ">")
    table.add_row("questions", f"{now.questions:,}", "", f"{before.questions:,}", "")
    for label, number in words.by_outcome(now):
        table.add_row(
            f"  {label}",
            f"{number:,}",
            words.share(number, now.questions),
            f"{past[label]:,}",
            words.share(past[label], before.questions),
        )
    if stats.begins and stats.period.before.first < stats.begins:
        note = f"Nothing is known from before {words.day(stats.begins, year=True)}."
    else:
        note = f"Before: {words.span(stats.period.before, year=True)}."
    return [table, Text(note, style="dim")]


def _by_day(stats: Stats) -> Block:
    daily = stats.period.days <= DAILY
    spans = stats.spans(1 if daily else WEEK)
    most = max(span.outcomes.questions for span in spans)
    if not most:
        return []
    table = _table("by day" if daily else "by week", ">questions", "")
    for span in spans:
        asked = span.outcomes.questions
        table.add_row(words.span(span.period), f"{asked:,}", _bar(span.outcomes, most))
    key = "  ".join(f"{SIGNS[name]} {label}" for name, label in words.OUTCOMES.items())
    return [table, Text(key, style="dim")]


def _by_place(stats: Stats) -> Block:
    table = _table("where", ">questions", ">declined", ">opened", ">none fits", ">before")
    for use in stats.places:
        asked = use.outcomes.questions
        table.add_row(
            words.PLACES.get(use.place, use.place),
            f"{asked:,}" if asked else "",
            words.share(use.outcomes.declined, asked) if asked else "",
            f"{use.opened:,}" if use.opened else "",
            f"{use.refused:,}" if use.refused else "",
            f"{use.before:,}",
        )
    return [table] if stats.places else []


def _by_entry(stats: Stats) -> list[Block]:
    shown, never = stats.shown, stats.never
    blocks: list[Block] = []
    if len(shown) > 2 * TOP:
        blocks += [[_entries(f"entries, the {TOP} most shown", shown[:TOP], shown[0].shown)]]
        blocks += [[_entries("entries, the least shown", shown[-LEAST:], shown[0].shown)]]
    elif shown:
        blocks += [[_entries("entries", shown, shown[0].shown)]]
    if never:
        names = ", ".join(entry.id for entry in never[:TOP])
        more = f", and {len(never) - TOP:,} more" if len(never) > TOP else ""
        are = counted(len(never), "entry was", "entries were")
        blocks += [[Text(f"{are} not shown: {names}{more}.")]]
    return blocks


def _entries(title: str, entries: Sequence[EntryUse], most: int) -> Table:
    table = _table(title, ">shown", ">before", "")
    for use in entries:
        name, bar = _name(use.id, use.question), _line("#", use.shown, most)
        table.add_row(name, f"{use.shown:,}", f"{use.before:,}", bar)
    return table


def _by_vote(stats: Stats) -> Block:
    if not stats.votes:
        return []
    table = _table("votes of a year, worst first", ">helpful", ">not", "")
    most = max(use.helpful + use.unhelpful for use in stats.votes)
    for use in stats.votes[:TOP]:
        bar = _line("-", use.unhelpful, most) + _line("#", use.helpful, most)
        name = _name(use.id, use.question)
        table.add_row(name, f"{use.helpful:,}", f"{use.unhelpful:,}", bar)
    return [table, *_more(len(stats.votes), "entries")]


def _by_subject(stats: Stats) -> Block:
    if not stats.subjects:
        return []
    table = _table("declined by name", ">times", ">before", "")
    most = stats.subjects[0].declined
    for use in stats.subjects[:TOP]:
        name, bar = _name(use.id, use.topic), _line("-", use.declined, most)
        table.add_row(name, f"{use.declined:,}", f"{use.before:,}", bar)
    return [table, *_more(len(stats.subjects), "subjects")]


def _notes(stats: Stats) -> Block:
    gaps, times, notes = stats.gaps, stats.times, list[RenderableType]()
    if gaps.kept:
        kept = counted(gaps.kept, "question is", "questions are")
        notes.append(
            Text(
                f"{kept} kept that had no answer: {gaps.found:,} found an entry afterwards, "
                f"{gaps.decided:,} decided, {gaps.open:,} open."
            )
        )
    half, most, slowest = times.within(0.5), times.within(0.95), times.slowest
    if half is not None and most is not None and slowest is not None:
        notes.append(
            Text(
                f"Time to find a reply: half {words.at_most(half)}, 95 of 100 "
                f"{words.at_most(most)}, the slowest {words.at_most(slowest)}."
            )
        )
    return notes


def _more(number: int, what: str) -> Block:
    return [Text(f"… of {number:,} {what}", style="dim")] if number > TOP else []


def _table(*titles: str) -> Table:
    """A table without lines; ">" before a title aligns its column to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for n, title in enumerate(titles):
        right = title.startswith(">")
        table.add_column(
            title.removeprefix(">"),
            justify="right" if right else "left",
            no_wrap=True,
            overflow="ellipsis",
            max_width=LABEL if n == 0 else None,
        )
    return table


def _name(name: str, text: str | None) -> str:
    return output.visible(words.display_name(name, text))


def _line(sign: str, number: int, most: int) -> str:
    """A bar: at least one character for any number but 0."""
    return sign * math.ceil(number / most * BAR / 2)


def _bar(outcomes: Outcomes, most: int) -> str:
    """A bar with a part for each outcome; rounding never changes its whole length."""
    bar, done, drawn = "", 0, 0
    for name, sign in SIGNS.items():
        done += getattr(outcomes, name)
        reach = round(done / most * BAR)
        bar += sign * (reach - drawn)
        drawn = reach
    return bar


def _numbers(outcomes: Outcomes) -> dict[str, int]:
    return {
        "questions": outcomes.questions,
        **{name: getattr(outcomes, name) for name in words.OUTCOMES},
    }


def _finite(bound: float | None) -> float | None:
    return bound if bound is not None and math.isfinite(bound) else None
