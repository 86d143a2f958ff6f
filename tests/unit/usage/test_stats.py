"""Figures of what the store has counted."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.content import Faq
from faq.usage.records import Tally
from faq.usage.stats import (
    EntryUse,
    GapUse,
    Outcomes,
    Period,
    PlaceUse,
    Stats,
    SubjectUse,
    Times,
    VoteUse,
    collect,
    compute,
)
from faq.usage.store import BOUNDS_MS, Store, open_store
from unit.records import TODAY, ago, count, gap, vote
from unit.samples import entry, faq_of, small_faq

WEEK = Period(ago(6), TODAY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'faq.sqlite3'}") as store:
        yield store


@pytest.fixture
def faq(tmp_path: Path) -> Faq:
    return small_faq(tmp_path)


def week_of(store: Store, faq: Faq) -> Stats:
    return collect(store, faq, 7, TODAY)


def test_the_days_before_are_as_many_and_touch_the_period() -> None:
    assert WEEK.days == WEEK.before.days == 7
    assert WEEK.before == Period(ago(13), ago(7))
    assert Period(TODAY, TODAY).before == Period(ago(1), ago(1))


def test_questions_are_counted_by_the_kind_of_their_reply(store: Store, faq: Faq) -> None:
    for number, outcome, name in (
        (4, "answer", "hours"),
        (3, "choices", ""),
        (2, "not_covered", "wages"),
        (1, "no_answer", ""),
        (9, "picked", "hours"),
        (9, "chosen", "hours"),
        (9, "none_fits", ""),
    ):
        count(store, number, TODAY, outcome, name, "private")
    outcomes = week_of(store, faq).outcomes
    assert outcomes == Outcomes(answered=4, offered=3, not_covered=2, no_answer=1)
    assert (outcomes.questions, outcomes.declined) == (10, 3)


def test_a_day_counts_for_the_period_or_the_days_before_or_not_at_all(
    store: Store, faq: Faq
) -> None:
    for day in (TODAY + timedelta(1), TODAY, ago(6), ago(7), ago(13), ago(14)):
        store.count(day, "answer", "hours", "private")
    stats = week_of(store, faq)
    assert stats.outcomes == stats.before == Outcomes(answered=2)
    assert stats.begins == ago(13)


def test_every_day_is_listed_even_if_nothing_happened(store: Store, faq: Faq) -> None:
    store.count(ago(3), "answer", "hours", "group")
    days = week_of(store, faq).days
    assert [day.period.first for day in days] == [ago(n) for n in range(6, -1, -1)]
    assert [day.outcomes.questions for day in days] == [0, 0, 0, 1, 0, 0, 0]


@given(st.integers(1, 400), st.integers(1, 40))
def test_pieces_of_a_period_have_all_its_days_once(days: int, size: int) -> None:
    period = Period(ago(days - 1), TODAY)
    tallies = [Tally(ago(n), "answer", "a", "private", n + 1) for n in range(days)]
    stats = compute(faq_of(entry()), period, tallies=tallies)
    pieces = stats.spans(size)
    assert (pieces[0].period.first, pieces[-1].period.last) == (period.first, period.last)
    assert all(b.period.first - a.period.last == timedelta(1) for a, b in pairwise(pieces))
    assert all(piece.period.days == size for piece in pieces[1:])
    assert sum(piece.outcomes.questions for piece in pieces) == stats.outcomes.questions


def test_places_are_in_their_order_and_tell_questions_from_opened_entries(
    store: Store, faq: Faq
) -> None:
    count(store, 3, TODAY, "picked", "hours", "button")
    count(store, 1, TODAY, "none_fits", "", "button")
    count(store, 2, TODAY, "chosen", "hours", "inline")
    count(store, 2, TODAY, "no_answer", "", "group")
    count(store, 5, ago(8), "answer", "hours", "private")
    count(store, 1, TODAY, "answer", "hours", "channel")
    assert week_of(store, faq).places == (
        PlaceUse("private", Outcomes(), 0, 0, 5),
        PlaceUse("group", Outcomes(no_answer=2), 0, 0, 0),
        PlaceUse("inline", Outcomes(), 2, 0, 0),
        PlaceUse("button", Outcomes(), 3, 1, 0),
        PlaceUse("channel", Outcomes(answered=1), 0, 0, 0),
    )


def test_an_entry_is_shown_when_it_answers_is_picked_or_sent_inline(
    store: Store, faq: Faq
) -> None:
    for outcome, place in (("answer", "group"), ("picked", "button"), ("chosen", "inline")):
        store.count(TODAY, outcome, "returns", place)
    store.count(TODAY, "answer", "hours", "private")
    store.count(ago(9), "answer", "hours", "private")
    stats = week_of(store, faq)
    assert stats.entries == (
        EntryUse("returns", "How are damaged goods returned?", None, 3, 0),
        EntryUse("hours", "When do you open?", "Visiting", 1, 1),
        EntryUse("parking", "Where can customers park their cars?", "Visiting", 0, 0),
    )
    assert [use.id for use in stats.never] == ["parking"]
    assert [use.id for use in stats.shown] == ["returns", "hours"]


def test_what_the_faq_no_longer_has_is_known_by_its_id(store: Store, faq: Faq) -> None:
    store.count(TODAY, "answer", "closed", "private")
    store.count(ago(10), "answer", "older", "private")
    store.count(TODAY, "not_covered", "weather", "private")
    vote(store, "closed", helpful=1)
    stats = week_of(store, faq)
    assert stats.entries[0] == EntryUse("closed", None, None, 1, 0)
    assert stats.entries[-1] == EntryUse("older", None, None, 0, 1)
    assert "older" not in [use.id for use in stats.never]
    assert stats.subjects == (SubjectUse("weather", None, 1, 0),)
    assert stats.votes == (VoteUse("closed", None, 1, 0),)


def test_subjects_are_in_the_order_of_how_often_they_were_declined(store: Store, faq: Faq) -> None:
    count(store, 2, TODAY, "not_covered", "wages", "private")
    count(store, 3, TODAY, "not_covered", "b", "group")
    count(store, 2, TODAY, "not_covered", "a", "group")
    count(store, 4, ago(7), "not_covered", "wages", "group")
    assert week_of(store, faq).subjects == (
        SubjectUse("b", None, 3, 0),
        SubjectUse("a", None, 2, 0),
        SubjectUse("wages", "what the staff earn", 2, 4),
    )


def test_many_bad_votes_weigh_more_than_two(store: Store, faq: Faq) -> None:
    vote(store, "hours", helpful=10, unhelpful=20)
    vote(store, "parking", unhelpful=2)
    vote(store, "returns", helpful=5)
    vote(store, "gone", helpful=1)
    assert [use.id for use in week_of(store, faq).votes] == ["hours", "parking", "gone", "returns"]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_doubt_is_a_share_and_no_larger_than_the_share_of_bad_votes(up: int, down: int) -> None:
    if up + down:
        assert 0 <= VoteUse("a", None, up, down).doubt <= down / (up + down)


def test_doubt_is_wilsons_lower_bound() -> None:
    # R: prop.test(20, 30, correct = FALSE)$conf.int[1]
    assert VoteUse("a", None, 10, 20).doubt == pytest.approx(0.4878, abs=1e-4)


def test_classes_of_times_are_those_from_the_first_to_the_last_that_has_replies(
    store: Store, faq: Faq
) -> None:
    for took in (1.5, 1.7, 18.0, 9_000.0):
        store.keep_time(TODAY, took)
    store.keep_time(ago(7), 0.1)
    stats = week_of(store, faq)
    assert stats.times.classes[0] == (2.0, 2)
    assert stats.times.classes[-1] == (math.inf, 1)
    assert [bound for bound, _ in stats.times.classes] == list(BOUNDS_MS[1:])
    assert stats.times_before.classes == ((1.0, 1),)
    assert stats.times.within(0.5) == 2.0
    assert stats.times.within(0.75) == 20.0
    assert stats.times.within(0.95) == stats.times.slowest == math.inf


def test_without_replies_there_are_no_times() -> None:
    assert (Times().within(0.5), Times().slowest, Times().replies) == (None, None, 0)


@given(
    st.lists(st.floats(0.01, 20_000), min_size=1, max_size=60), st.sampled_from([0.5, 0.95, 1.0])
)
def test_a_share_of_replies_keeps_its_bound_and_not_the_one_below(
    took: list[float], share: float
) -> None:
    bounds = [min(b for b in BOUNDS_MS if ms <= b) for ms in took]
    stats = compute(faq_of(entry()), WEEK, times=[(TODAY, bound, 1) for bound in bounds])
    found = stats.times.within(share)
    assert found is not None
    assert sum(bound <= found for bound in bounds) >= share * len(bounds)
    assert sum(bound < found for bound in bounds) < share * len(bounds)


def test_gaps_have_found_an_entry_are_decided_or_are_open(store: Store, faq: Faq) -> None:
    store.keep_gap(gap(1, TODAY, settled="hours", settled_by="picked"))
    store.keep_gap(gap(2, TODAY, decision="ignore"))
    store.keep_gap(gap(3, TODAY, settled_by="none fits"))
    store.keep_gap(gap(4, ago(6)))
    store.keep_gap(gap(5, ago(7)))
    gaps = week_of(store, faq).gaps
    assert gaps == GapUse(found=1, decided=1, open=2)
    assert gaps.kept == 4


def test_an_empty_store_has_figures_too(store: Store, faq: Faq) -> None:
    stats = week_of(store, faq)
    assert stats.outcomes == stats.before == Outcomes()
    assert stats.begins is None
    assert len(stats.days) == 7
    assert len(stats.never) == 3
    assert (stats.places, stats.subjects, stats.votes) == ((), (), ())


TALLIES = st.lists(
    st.builds(
        Tally,
        st.dates(date(2026, 6, 1), date(2026, 7, 3)),
        st.sampled_from(["answer", "choices", "not_covered", "no_answer", "picked", "none_fits"]),
        st.sampled_from(["", "a", "b", "gone"]),
        st.sampled_from(["private", "group", "inline", "button", "new"]),
        st.integers(1, 1000),
    )
)


@given(TALLIES)
def test_parts_make_up_the_whole(tallies: list[Tally]) -> None:
    stats = compute(faq_of(entry("a"), entry("b")), WEEK, tallies=tallies)
    assert sum((day.outcomes for day in stats.days), Outcomes()) == stats.outcomes
    assert sum((use.outcomes for use in stats.places), Outcomes()) == stats.outcomes
    assert len({use.id for use in stats.entries}) == len(stats.entries)
    shown = [tally.number for tally in tallies if tally.day in WEEK and tally.target]
    assert sum(use.shown for use in stats.entries) <= sum(shown)
