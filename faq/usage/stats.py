"""Figures of usage: how questions were replied to, which entries were shown, and how they helped.

`collect` reads the store; `compute` is pure. Days are those of UTC, as in the store.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from faq.content import Faq
from faq.usage.records import Gap, Tally, Votes
from faq.usage.store import ANSWERED, BOUNDS_MS, Store

PLACES = ("private", "group", "inline", "button")
"""The places of tallies, in the order in which figures list them; see `Tally`."""

CERTAIN_Z = 1.96
"""The quantile of the normal distribution for an interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Period:
    """Consecutive days; both ends belong to the period."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The period of the same length right before this one."""
        return Period(self.first - timedelta(self.days), self.first - timedelta(1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many questions had which kind of reply.

    Attributes:
        answered: an entry's answer.
        offered: a choice of entries.
        not_covered: a decline that names a subject.
        no_answer: a decline without a subject.
    """

    answered: int = 0
    offered: int = 0
    not_covered: int = 0
    no_answer: int = 0

    @property
    def questions(self) -> int:
        """All questions."""
        return self.answered + self.offered + self.declined

    @property
    def declined(self) -> int:
        """The questions that got neither an answer nor a choice."""
        return self.not_covered + self.no_answer

    def __add__(self, other: Outcomes) -> Outcomes:
        names = [field.name for field in fields(self)]
        return Outcomes(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class Span:
    """The questions of a day or of a few consecutive days."""

    period: Period
    outcomes: Outcomes


@dataclass(frozen=True, slots=True)
class PlaceUse:
    """Usage in one kind of place.

    Attributes:
        place: `private`, `group`, `inline` or `button`.
        outcomes: the replies to the questions that were asked there.
        opened: how many entries were picked there from a list, or sent from inline mode.
        refused: how often a choice was rejected.
        before: how many questions and opened entries there were in the period before.
    """

    place: str
    outcomes: Outcomes
    opened: int
    refused: int
    before: int


@dataclass(frozen=True, slots=True)
class EntryUse:
    """How often an entry was shown.

    Attributes:
        question: its question; None if the FAQ no longer has the entry.
        topic: its topic, if it has one.
        shown: how often its answer was shown, whether asked for, picked or sent inline.
        before: the same in the period before.
    """

    id: str
    question: str | None
    topic: str | None
    shown: int
    before: int


@dataclass(frozen=True, slots=True)
class SubjectUse:
    """How often a subject was declined by name; `topic` is None if the FAQ no longer has it."""

    id: str
    topic: str | None
    declined: int
    before: int


@dataclass(frozen=True, slots=True)
class VoteUse:
    """The votes on an entry; `question` is None if the FAQ no longer has it."""

    id: str
    question: str | None
    helpful: int
    unhelpful: int

    @property
    def doubt(self) -> float:
        """The share of "not helpful" votes that is all but certain, 0 to 1.

        This is the lower end of Wilson's interval, so that two of two do not outweigh twenty of
        thirty:
        https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval.
        """
        if not self.unhelpful:
            return 0.0  # exactly: with rounding errors the best would be in a random order
        n = self.helpful + self.unhelpful
        share, z2 = self.unhelpful / n, CERTAIN_Z**2
        spread = CERTAIN_Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        return max(0.0, (share + z2 / (2 * n) - spread) / (1 + z2 / n))


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took to find replies, in classes of times.

    Attributes:
        classes: upper bound in milliseconds (the last of `BOUNDS_MS` is infinite) and number of
            replies, from the first to the last class with replies; those between may be empty.
    """

    classes: tuple[tuple[float, int], ...] = ()

    @property
    def replies(self) -> int:
        """How many replies were measured."""
        return sum(number for _, number in self.classes)

    def within(self, share: float) -> float | None:
        """The bound, in milliseconds, of a share (0 to 1) of the replies; None without any."""
        totals = accumulate(number for _, number in self.classes)
        wanted = share * self.replies
        bounds = (bound for bound, _ in self.classes)
        return next((b for b, total in zip(bounds, totals, strict=True) if total >= wanted), None)

    @property
    def slowest(self) -> float | None:
        """The bound, in milliseconds, of all replies; None without any."""
        return self.classes[-1][0] if self.classes else None


@dataclass(frozen=True, slots=True)
class GapUse:
    """What became of the unanswered questions that are still kept.

    Attributes:
        found: those whose answer turned out to be an entry.
        decided: those about which a maintainer has decided.
        open: all others.
    """

    found: int = 0
    decided: int = 0
    open: int = 0

    @property
    def kept(self) -> int:
        """All unanswered questions that are still kept."""
        return self.found + self.decided + self.open


@dataclass(frozen=True, slots=True)
class Stats:
    """All figures of a period.

    Attributes:
        period: the days that the figures are about.
        outcomes: the replies to the period's questions.
        before: the replies to the questions of the period before.
        begins: the first day of both periods on which anything was recorded; None if nothing was.
        days: every day of the period, in order.
        places: the places with any usage, in the order of `PLACES`.
        entries: all entries of the FAQ, and those that were shown and that it no longer has; most
            shown first, and in the order of the FAQ among equals.
        subjects: the subjects that were declined, most often first.
        votes: all votes that are kept, whatever their day; most certainly unhelpful first.
        times: how long the period's replies took.
        times_before: how long the replies of the period before took.
        gaps: the period's unanswered questions that are still kept.
    """

    period: Period
    outcomes: Outcomes
    before: Outcomes
    begins: date | None
    days: tuple[Span, ...]
    places: tuple[PlaceUse, ...]
    entries: tuple[EntryUse, ...]
    subjects: tuple[SubjectUse, ...]
    votes: tuple[VoteUse, ...]
    times: Times
    times_before: Times
    gaps: GapUse

    @property
    def never(self) -> tuple[EntryUse, ...]:
        """The FAQ's entries that were never shown, in its order."""
        return tuple(entry for entry in self.entries if not entry.shown and entry.question)

    @property
    def shown(self) -> tuple[EntryUse, ...]:
        """The entries that were shown, most often first."""
        return tuple(entry for entry in self.entries if entry.shown)

    def spans(self, days: int) -> tuple[Span, ...]:
        """The period in pieces of so many days; only the first piece may be shorter."""
        ends = range(len(self.days), 0, -days)
        pieces = [self.days[max(0, end - days) : end] for end in reversed(ends)]
        return tuple(
            Span(
                Period(piece[0].period.first, piece[-1].period.last),
                sum((day.outcomes for day in piece), Outcomes()),
            )
            for piece in pieces
        )


def collect(store: Store, faq: Faq, days: int, today: date) -> Stats:
    """The figures of so many days, of which today is the last.

    Raises:
        StoreError: the database cannot be used.
    """
    period = Period(today - timedelta(days - 1), today)
    since, first = period.before.first, period.first
    gaps_since = datetime.combine(first, time(), UTC).timestamp()
    return compute(
        faq,
        period,
        tallies=store.tallies(since),
        times=store.times(since),
        votes=store.votes(),
        gaps=store.gaps(int(gaps_since)),
    )


def compute(  # noqa: PLR0913 -- the store's figures, each by its name
    faq: Faq,
    period: Period,
    *,
    tallies: Sequence[Tally] = (),
    times: Sequence[tuple[date, float, int]] = (),
    votes: Mapping[str, Votes] | None = None,
    gaps: Sequence[Gap] = (),
) -> Stats:
    """The figures of a period, from the store's records; records of other days do not count."""
    before = period.before
    known = [tally for tally in tallies if tally.day in period or tally.day in before]
    now = [tally for tally in known if tally.day in period]
    past = [tally for tally in known if tally.day in before]
    by_day: dict[date, list[Tally]] = {}
    for tally in now:
        by_day.setdefault(tally.day, []).append(tally)
    every_day = (period.first + timedelta(n) for n in range(period.days))
    asked_at = [datetime.fromtimestamp(gap.at, UTC).date() for gap in gaps]
    return Stats(
        period=period,
        outcomes=_outcomes(now),
        before=_outcomes(past),
        begins=min((tally.day for tally in known), default=None),
        days=tuple(Span(Period(d, d), _outcomes(by_day.get(d, ()))) for d in every_day),
        places=_places(now, past),
        entries=_entries(faq, now, past),
        subjects=_subjects(faq, now, past),
        votes=_votes(faq, votes or {}),
        times=_times(times, period),
        times_before=_times(times, before),
        gaps=_gaps([gap for gap, day in zip(gaps, asked_at, strict=True) if day in period]),
    )


def _outcomes(tallies: Iterable[Tally]) -> Outcomes:
    number: Counter[str] = Counter()
    for tally in tallies:
        number[tally.outcome] += tally.number
    return Outcomes(
        number["answer"], number["choices"], number["not_covered"], number["no_answer"]
    )


def _opened(tallies: Iterable[Tally]) -> int:
    return sum(tally.number for tally in tallies if tally.outcome in ("picked", "chosen"))


def _places(now: Sequence[Tally], past: Sequence[Tally]) -> tuple[PlaceUse, ...]:
    others = {tally.place for tally in (*now, *past)}.difference(PLACES)
    uses = []
    for place in (*PLACES, *sorted(others)):
        here = [tally for tally in now if tally.place == place]
        then = [tally for tally in past if tally.place == place]
        outcomes, opened = _outcomes(here), _opened(here)
        refused = sum(tally.number for tally in here if tally.outcome == "none_fits")
        before = _outcomes(then).questions + _opened(then)
        if outcomes.questions or opened or refused or before:
            uses.append(PlaceUse(place, outcomes, opened, refused, before))
    return tuple(uses)


def _by_id(tallies: Iterable[Tally], outcomes: Sequence[str]) -> Counter[str]:
    """How often each entry or subject was one of these outcomes."""
    number: Counter[str] = Counter()
    for tally in tallies:
        if tally.outcome in outcomes and tally.target:
            number[tally.target] += tally.number
    return number


def _entries(faq: Faq, now: Sequence[Tally], past: Sequence[Tally]) -> tuple[EntryUse, ...]:
    shown, before = _by_id(now, ANSWERED), _by_id(past, ANSWERED)
    gone = sorted((shown.keys() | before.keys()) - faq.by_id.keys())
    uses = [
        *(EntryUse(e.id, e.question, e.topic, shown[e.id], before[e.id]) for e in faq.entries),
        *(EntryUse(name, None, None, shown[name], before[name]) for name in gone),
    ]
    return tuple(sorted(uses, key=lambda use: -use.shown))


def _subjects(faq: Faq, now: Sequence[Tally], past: Sequence[Tally]) -> tuple[SubjectUse, ...]:
    declined, before = _by_id(now, ("not_covered",)), _by_id(past, ("not_covered",))
    topics = {subject.id: subject.topic for subject in faq.not_covered}
    uses = [SubjectUse(n, topics.get(n), declined[n], before[n]) for n in declined]
    return tuple(sorted(uses, key=lambda use: (-use.declined, use.id)))


def _votes(faq: Faq, votes: Mapping[str, Votes]) -> tuple[VoteUse, ...]:
    uses = []
    for name, given in votes.items():
        entry = faq.by_id.get(name)
        question = entry.question if entry else None
        uses.append(VoteUse(name, question, given.helpful, given.unhelpful))
    return tuple(sorted(uses, key=lambda use: (-use.doubt, use.helpful, use.id)))


def _times(times: Iterable[tuple[date, float, int]], period: Period) -> Times:
    number: Counter[float] = Counter()
    for day, bound, replies in times:
        if day in period:
            number[bound] += replies
    if not number:
        return Times()
    # Another version may have had other bounds: they are sorted in.
    bounds = sorted({*BOUNDS_MS, *number})
    first, last = bounds.index(min(number)), bounds.index(max(number))
    return Times(tuple((bound, number[bound]) for bound in bounds[first : last + 1]))


def _gaps(gaps: Iterable[Gap]) -> GapUse:
    number = Counter(
        "found" if gap.settled else "decided" if gap.decision else "open" for gap in gaps
    )
    return GapUse(**number)
