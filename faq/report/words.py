"""Numbers, shares, days and durations in English words."""

from __future__ import annotations

import math
from datetime import date

from faq.usage.stats import Outcomes, Period
from faq.usage.store import BOUNDS_MS
from faq.wording import ENGLISH

OUTCOMES = {
    "answered": "answered",
    "offered": "offered a choice",
    "not_covered": "declined by name",
    "no_answer": "no answer",
}
"""What readers see for the fields of `Outcomes`, from best to worst."""

PLACES = {
    "private": "private chats",
    "group": "groups",
    "inline": "inline mode",
    "button": "buttons and lists",
}
"""What readers see for the places of `faq.usage.stats.PLACES`."""

TENFOLD = 10
"""From this growth on a multiple ("×12") reads better than percents ("+1100%")."""

SECOND_MS = 1000


def share(part: int, whole: int) -> str:
    """A share in whole percents: never "0%" if there are any, nor "100%" if any are missing.

    "–" if the whole is 0.
    """
    if not whole:
        return "–"
    least, most = int(part > 0), 100 - int(part < whole)
    percents = min(max(round(100 * part / whole), least), most)
    return f"{percents}%"


def change(now: int, before: int) -> str:
    """How a number has changed, such as "+12%" or "×15"; empty if it was 0 before."""
    if not before:
        return ""
    if now >= TENFOLD * before:
        return f"×{now / before:.0f}"
    return f"{(now - before) / before:+.0%}".replace("-", "−").replace("+0%", "±0%")


def day(when: date, *, year: bool = False) -> str:
    """A day, such as "5 Oct" or "5 Oct 2026"."""
    short = f"{when.day} {ENGLISH.months[when.month - 1][:3]}"
    return f"{short} {when.year}" if year else short


def span(period: Period, *, year: bool = False) -> str:
    """A period, such as "5 Oct", "5–11 Oct" or "28 Sep – 4 Oct 2026"."""
    first, last = period.first, period.last
    if first == last:
        return day(last, year=year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, year=year)}"
    return f"{day(first, year=year and first.year != last.year)} – {day(last, year=year)}"


def at_most(bound_ms: float) -> str:
    """A class of answer times in a sentence, such as "at most 5 ms" or "more than 5 s"."""
    if math.isinf(bound_ms):
        return f"more than {duration(BOUNDS_MS[-2])}"
    return f"at most {duration(bound_ms)}"


def duration(bound_ms: float) -> str:
    """The upper bound of a class of answer times, such as "5 ms" or "2 s"; "more" if infinite."""
    if math.isinf(bound_ms):
        return "more"
    return f"{bound_ms / SECOND_MS:g} s" if bound_ms >= SECOND_MS else f"{bound_ms:g} ms"


def by_outcome(outcomes: Outcomes) -> list[tuple[str, int]]:
    """The label and the number of questions of each outcome, from best to worst."""
    return [(label, getattr(outcomes, name)) for name, label in OUTCOMES.items()]


def display_name(name: str, text: str | None) -> str:
    """The text of an entry or subject on one line; if the FAQ no longer has it, its id."""
    return f"{name} (no longer in the FAQ)" if text is None else " ".join(text.split())
