"""How long it takes to group 10,000 gaps, with nothing in any cache.

usage: python tests/benchmarks/gaps.py [--gaps 10000]

The questions are made up from parts of sentences. People repeat each other, so that the first row
has 4,000 different questions; in the second all are different, the worst that can be. Time is
nearly all the encoder's (1.4 ms a question and core) and the matcher's (about 0.8 ms).
"""

from __future__ import annotations

import argparse
import random
import time

from rich.console import Console
from rich.table import Table

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.content import BUNDLED
from faq.maintaining.unanswered import group_gaps
from faq.usage.records import Gap

PARTS = """
how do i,can i,where can i,when should i,why must i,who helps me to,i want to
open,close,renew,cancel,change,find,share,print,repair,insure,return,book
account,library card,invoice,password,garden plot,ticket,contract,bicycle,parcel
for my sister,after the holidays,without a receipt,from abroad,on a phone,in winter,for free,\
at the last minute,with a friend,as a guest,by post,with cash,in a hurry,for two people,twice,\
after a year,without help,near the station
"""
"""Of a question: opening, verb, thing, circumstance."""

SEED = 1
"""Any number: the rows are the same for everybody."""


def made_up(number: int, different: int) -> list[Gap]:
    """A number of gaps, of which some ask what others have asked already."""
    rng = random.Random(SEED)  # noqa: S311 -- no secret
    parts = [line.split(",") for line in PARTS.split("\n") if line]
    texts: dict[str, None] = {}
    while len(texts) < different:
        opening, verb, what, detail = map(rng.choice, parts)
        texts[f"{opening} {verb} a {what} {detail}"] = None
    asked = [*texts, *rng.choices([*texts], k=number - different)]
    return [
        Gap("c", i, f"{rng.randrange(number // 3)}", text, "no_answer", None, i)
        for i, text in enumerate(asked)
    ]


def timed(edition: Edition, gaps: list[Gap]) -> tuple[float, float, int]:
    """Seconds on the clock, seconds of all cores, and the number of groups."""
    clock, work = time.perf_counter(), time.process_time()
    found = group_gaps(gaps, edition, with_declined=True)
    return time.perf_counter() - clock, time.process_time() - work, len(found.groups)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gaps", type=int, default=10_000)
    number = parser.parse_args().gaps
    edition = open_edition(BUNDLED, cached_encoder())
    table = Table(title="Grouping gaps", box=None, padding=(0, 2, 0, 0))
    for title in ("gaps", "different", "groups", "seconds", "of all cores"):
        table.add_column(title, justify="right")
    for different in (number * 4 // 10, number):
        clock, work, groups = timed(edition, made_up(number, different))
        table.add_row(
            f"{number:,}", f"{different:,}", f"{groups:,}", f"{clock:.1f}", f"{work:.1f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
