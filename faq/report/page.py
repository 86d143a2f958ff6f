"""The figures as one HTML page: charts whose titles say what they show, and their numbers.

The page loads nothing and runs nothing, so that it can be mailed, archived and printed. Titles,
charts and tables are made up here; `page.html.jinja` puts them in their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from faq.content import Faq
from faq.report import words
from faq.report.charts import Bar, Column, Pair, axis_top, label_positions
from faq.report.templates import render
from faq.text import counted
from faq.usage.records import GAPS_KEPT_DAYS
from faq.usage.stats import EntryUse, Outcomes, Span, Stats, Times

BARS = 10
"""Bars of a chart at most: so two charts with their titles fit on a printed page (A4). The table
below has the rest."""

DAILY = 92
"""Days that have a column each, a quarter of a year; of a longer period each week has one."""

WEEK = 7


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page: a sentence, the chart that shows it, and a table of its numbers.

    Attributes:
        title: the sentence.
        about: what is counted.
        head: the titles of the table's columns.
        rows: the table's rows, each as long as `head`.
        texts: how many columns hold texts, beside the first; the others hold numbers.
        description: the chart in words, for people who do not see it.
        marks: the chart's columns or bars; none if the table stands alone.
    """

    title: str
    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    texts: int = 0
    description: str = ""
    marks: Sequence[Column | Bar | Pair] = ()


def page(stats: Stats, faq: Faq) -> str:
    """The page as HTML."""
    return render(
        "page.html.jinja",
        faq=faq,
        stats=stats,
        tiles=_tiles(stats.outcomes, stats.before),
        by_day=_by_day(stats),
        by_place=_by_place(stats),
        by_entry=_by_entry(stats),
        by_vote=_by_vote(stats),
        by_subject=_by_subject(stats),
        by_time=_by_time(stats.times, stats.times_before),
        gaps_days=GAPS_KEPT_DAYS,
        axis_top=axis_top,
        counted=counted,
        label_positions=label_positions,
        words=words,
    )


def _tiles(now: Outcomes, before: Outcomes) -> list[tuple[str, str, str]]:
    """The label of each of the most important numbers, its value, and its value before."""
    change = words.change(now.questions, before.questions)
    tiles = [("questions", f"{now.questions:,}", f"{before.questions:,} before ({change})")]
    for label, part, past in (
        ("answered at once", now.answered, before.answered),
        ("offered a choice", now.offered, before.offered),
        ("declined", now.declined, before.declined),
    ):
        share = words.share(past, before.questions)
        tiles.append((label, words.share(part, now.questions), f"{share} before"))
    return tiles


def _by_day(stats: Stats) -> Section | None:
    now = stats.outcomes
    if not now.questions:
        return None
    each, days = ("day", 1) if stats.period.days <= DAILY else ("week", WEEK)
    spans = stats.spans(days)
    peak = max(spans, key=lambda span: span.outcomes.questions)
    outcomes = ", ".join(
        f"{number:,} {'got' if label == 'no answer' else 'were'} {label}"
        for label, number in words.by_outcome(now)
    )
    return Section(
        title=f"{now.answered:,} of {counted(now.questions, 'question', 'questions')} "
        f"({words.share(now.answered, now.questions)}) "
        f"{'was' if now.answered == 1 else 'were'} answered at once",
        about=f"Questions a {each}, by outcome.",
        head=[each, "questions", *words.OUTCOMES.values()],
        rows=[
            [
                words.span(span.period),
                span.outcomes.questions,
                *(number for _, number in words.by_outcome(span.outcomes)),
            ]
            for span in spans
        ],
        description=f"Stacked columns, one a {each}. Of {now.questions:,} questions {outcomes}. "
        f"Most were asked on {words.span(peak.period, year=True)}: {peak.outcomes.questions:,}.",
        marks=[_column(span) for span in spans],
    )


def _column(span: Span) -> Column:
    asked = counted(span.outcomes.questions, "question", "questions")
    parts = words.by_outcome(span.outcomes)
    listed = ", ".join(f"{number:,} {label}" for label, number in parts if number)
    return Column(
        words.day(span.period.first),
        f"{words.span(span.period, year=True)}: {asked}" + (f" ({listed})" if listed else ""),
        tuple((style, getattr(span.outcomes, style)) for style in words.OUTCOMES),
    )


def _by_place(stats: Stats) -> Section | None:
    if not stats.places:
        return None
    asked = {use.place: use.outcomes.questions for use in stats.places}
    private, group = asked.get("private", 0), asked.get("group", 0)
    more, less = ("private chats", "groups")[:: 1 if private >= group else -1]
    if private and group:
        share = words.share(max(private, group), private + group)
        title = f"{share} of the questions come from {more}, the rest from {less}"
    elif private or group:
        title = f"All questions come from {more}"
    else:
        title = "Nobody typed a question; entries were opened from lists"
    return Section(
        title=title,
        about="Entries are opened with a button or a link, or sent from inline mode; no question "
        "is counted then. “None fits” is said to a choice. “Before” is both together.",
        head=["where", "questions", "declined", "entries opened", "none fits", "before"],
        rows=[
            [
                words.PLACES.get(use.place, use.place),
                use.outcomes.questions or "",
                words.share(use.outcomes.declined, use.outcomes.questions).replace("–", ""),
                use.opened or "",
                use.refused or "",
                use.before,
            ]
            for use in stats.places
        ],
    )


def _by_entry(stats: Stats) -> Section | None:
    shown = stats.shown
    if not shown:
        return None
    compared = stats.before.questions > 0
    best = words.display_name(shown[0].id, shown[0].question)
    about = f"Times that an entry's answer was shown{_first_few(len(shown), 'entries')}"
    about += "; the stroke is the days before." if compared else "."
    if not stats.never:
        about += " Each of the FAQ's entries was shown."
    return Section(
        title=_most_shown(shown),
        about=about,
        head=["entry", "id", "topic", "shown", "before"],
        rows=[
            [
                words.display_name(use.id, use.question),
                use.id,
                use.topic or "",
                use.shown,
                use.before,
            ]
            for use in shown
        ],
        texts=2,
        description=f"Bars. Most often shown: {best}, {shown[0].shown:,} times.",
        marks=[
            Bar(
                words.display_name(use.id, use.question),
                use.shown,
                use.before if compared else None,
                "gone" if use.question is None else "answered",
            )
            for use in shown[:BARS]
        ],
    )


def _most_shown(shown: Sequence[EntryUse]) -> str:
    """The title of the chart of entries: how few of them give half of the answers."""
    total = sum(entry.shown for entry in shown)
    sums = accumulate(entry.shown for entry in shown)
    half = next(n for n, reached in enumerate(sums, 1) if 2 * reached >= total)
    if half == len(shown):
        return f"“{words.display_name(shown[0].id, shown[0].question)}” is all that was shown"
    give = counted(half, "entry gives", "entries give")
    return f"{give} half of the {counted(total, 'answer', 'answers')}"


def _by_vote(stats: Stats) -> Section | None:
    votes = stats.votes
    if not votes:
        return None
    worst = votes[0]
    if worst.unhelpful:
        of = counted(worst.helpful + worst.unhelpful, "vote", "votes")
        says = "says" if worst.unhelpful == 1 else "say"
        name = words.display_name(worst.id, worst.question)
        title = f"“{name}” helps least: {worst.unhelpful:,} of {of} {says} no"
    else:
        given = sum(vote.helpful for vote in votes)
        title = f"Nobody has found an answer unhelpful in {counted(given, 'vote', 'votes')}"
    return Section(
        title=title,
        about="Votes of the last year, one a person and answer; those first that are most surely "
        f"unhelpful{_first_few(len(votes), 'entries')}.",
        head=["entry", "id", "helpful", "not helpful"],
        rows=[
            [words.display_name(vote.id, vote.question), vote.id, vote.helpful, vote.unhelpful]
            for vote in votes
        ],
        texts=1,
        description="Bars to both sides of a middle line: not helpful left, helpful right. "
        f"{title}.",
        marks=[
            Pair(words.display_name(vote.id, vote.question), vote.unhelpful, vote.helpful)
            for vote in votes[:BARS]
        ],
    )


def _by_subject(stats: Stats) -> Section | None:
    subjects = stats.subjects
    if not subjects:
        return None
    compared = stats.before.questions > 0
    name = words.display_name(subjects[0].id, subjects[0].topic)
    title = (
        f"“{name}” is what the source leaves open most: "
        f"{subjects[0].declined:,} of {stats.outcomes.not_covered:,} declined by name"
    )
    about = (
        f"Questions declined by the name of their subject{_first_few(len(subjects), 'subjects')}"
    )
    return Section(
        title=title,
        about=about + ("; the stroke is the days before." if compared else "."),
        head=["subject", "id", "declined", "before"],
        rows=[
            [words.display_name(use.id, use.topic), use.id, use.declined, use.before]
            for use in subjects
        ],
        texts=1,
        description=f"Bars. {title}.",
        marks=[
            Bar(
                words.display_name(use.id, use.topic),
                use.declined,
                use.before if compared else None,
                "gone" if use.topic is None else "not_covered",
            )
            for use in subjects[:BARS]
        ],
    )


def _by_time(times: Times, before: Times) -> Section | None:
    half, most, slowest = times.within(0.5), times.within(0.95), times.slowest
    if half is None or most is None or slowest is None:
        return None
    title = f"95 of 100 replies take {words.at_most(most)}"
    if half != most:
        title = f"Half of the replies take {words.at_most(half)}, 95 of 100 {words.at_most(most)}"
    about = (
        f"Percent of {counted(times.replies, 'reply', 'replies')} by the time to find it, "
        "at most so many milliseconds or seconds (s)."
    )
    if (then := before.within(0.95)) is not None:
        about += f" In the days before, 95 of 100 took {words.at_most(then)}."
    if slowest > most:
        about += f" Striped: the slowest 5 of 100, which take {words.at_most(slowest)}."
    return Section(
        title=title,
        about=about,
        head=["time", "number", "share"],
        rows=[
            [words.at_most(bound), number, words.share(number, times.replies)]
            for bound, number in times.classes
        ],
        description=f"Histogram in {len(times.classes)} classes. {title}.",
        marks=[
            Column(
                words.duration(bound).removesuffix(" ms"),  # the caption names the units
                f"{words.at_most(bound)}: {counted(number, 'reply', 'replies')}",
                (("answered" if bound <= most else "offered", number),),
            )
            for bound, number in times.classes
        ],
    )


def _first_few(number: int, what: str) -> str:
    return f", the first {BARS} of {number:,} {what}" if number > BARS else ""
