"""A store with what a small FAQ's readers have asked, for the tests of figures."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from faq.content import Faq
from faq.usage.records import Gap
from faq.usage.store import Store, open_store

TODAY = date(2026, 6, 30)
CHAT = "c" * 32


def at(day: date) -> int:
    """Noon of a day."""
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


def ago(days: int, today: date = TODAY) -> date:
    """A day before today."""
    return today - timedelta(days)


def count(  # noqa: PLR0913, PLR0917 -- all that a tally is
    store: Store, number: int, day: date, outcome: str, entry: str, place: str
) -> None:
    """Counts something so many times."""
    for _ in range(number):
        store.count(day, outcome, entry, place)


def gap(message: int, day: date, **changes: str) -> Gap:
    """A question that was not answered."""
    return Gap(CHAT, message, "p" * 32, "what?", "no_answer", None, at(day), **changes)


def vote(store: Store, entry: str, *, helpful: int = 0, unhelpful: int = 0) -> None:
    """So many people's votes."""
    for person in range(helpful + unhelpful):
        store.vote(CHAT, 1, entry, f"{person:032x}", helpful=person < helpful, at=at(TODAY))


def filled(path: Path, faq: Faq, days: int = 90, today: date = TODAY) -> Store:
    """A store in a file with so many days, in which each entry was asked for more or less."""
    store = open_store(f"sqlite:///{path}")
    for n in range(days):
        day = ago(n, today)
        for k, entry in enumerate(faq.entries):
            if n % (k + 1) == 0:
                count(store, 1 + (n + k) % 3, day, "answer", entry.id, "private")
        count(store, n % 4, day, "choices", "", "group")
        count(store, n % 3, day, "picked", faq.entries[0].id, "button")
        count(store, n % 2, day, "no_answer", "", "group")
        for subject in faq.not_covered[n % 5 :: 5]:
            store.count(day, "not_covered", subject.id, "private")
        for took in (0.4, 3.0, 3.5, 12.0 * n):
            store.keep_time(day, took)
    store.count(today, "chosen", "gone", "inline")
    for k, entry in enumerate(faq.entries):
        vote(store, entry.id, helpful=k % 13, unhelpful=k % 4)
    store.keep_gap(gap(1, today))
    return store
