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
"""What the kinds of `Outcomes` are called, from best to worst."""

PLACES = {
    "private": "private chats",
    "group": "groups",
    "inline": "inline mode",
    "button": "buttons and lists",
}
"""What the places of `faq.usage.stats.PLACES` are called."""

TENFOLD = 10
"""From here on a multiple reads better than percents."""

SECOND_MS = 1000


def counted(n: int, one: str, many: str) -> str:
    """A number and what is counted, such as "1 entry" and "1,234 entries"."""
    return f"{n:,} {one if n == 1 else many}"


def share(part: int, whole: int) -> str:
    """A share in whole percents; a few are never "0%", and all but a few never "100%"."""
    if not whole:
        return "–"
    least, most = int(part > 0), 100 - int(part < whole)
    percents = min(max(round(100 * part / whole), least), most)
    return f"{percents}%"


def change(now: int, before: int) -> str:
    """How a number has changed, such as "+12%"; empty if there is nothing to compare with."""
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
    """Some days, such as "5 Oct", "5–11 Oct" or "28 Sep – 4 Oct 2026"."""
    first, last = period.first, period.last
    if first == last:
        return day(last, year=year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, year=year)}"
    return f"{day(first, year=year and first.year != last.year)} – {day(last, year=year)}"


def at_most(bound_ms: float) -> str:
    """A bound of answer times in a sentence, such as "at most 5 ms" or "more than 5 s"."""
    if math.isinf(bound_ms):
        return f"more than {duration(BOUNDS_MS[-2])}"
    return f"at most {duration(bound_ms)}"


def duration(bound_ms: float) -> str:
    """A bound of answer times, such as "5 ms" or "2 s"; "more" if it is infinite."""
    if math.isinf(bound_ms):
        return "more"
    return f"{bound_ms / SECOND_MS:g} s" if bound_ms >= SECOND_MS else f"{bound_ms:g} ms"


def parts(outcomes: Outcomes) -> list[tuple[str, int]]:
    """What questions came to: labels and numbers, from best to worst."""
    return [(label, getattr(outcomes, name)) for name, label in OUTCOMES.items()]


def called(name: str, text: str | None) -> str:
    """What an entry or subject is called; if the FAQ has it no more, by its id, and marked."""
    return f"{name} (no longer in the FAQ)" if text is None else " ".join(text.split())
