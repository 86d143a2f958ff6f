"""Quality, speed and memory in one table, with a peer in the same run.

usage: python tests/benchmarks/bench.py [--sizes 100,1000,10000,100000] [--plot FILE]

`make bench` runs it. The FAQs are made up from parts of sentences, 20 phrasings an entry; the
peer is rapidfuzz's `process.extract` with `WRatio` over the same phrasings, one core each. Times
are of one machine: compare them within one run only.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import islice, product
from pathlib import Path

import matplotlib as mpl
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.content import BUNDLED, Entry, Faq, Phrasing, load
from faq.encoder import Encoder, VectorCache
from faq.errors import Place
from faq.maintaining import evaluation
from faq.matching import Matcher

mpl.use("agg")
from matplotlib import pyplot as plt

PER_ENTRY = 20
"""Phrasings an entry: what a diligent author writes. (The bundled FAQ has four times as many.)"""

ASKED = 60
"""Questions timed at each size; the slowest sizes take a minute."""

OPENINGS = (
    "how do i,can i,where can i,when should i,why must i,who helps me to,is it hard to,i want to"
)
VERBS = (
    "open,close,renew,cancel,change,find,share,print,repair,insure,return,book,translate,archive"
)
WHAT = "account,library card,parking permit,invoice,password,garden plot,ticket,contract,passport,\
meeting room,bicycle,insurance,parcel,timetable,membership,backup,licence,report,lesson,refund"
DETAILS = "for my sister,after the holidays,without a receipt,from abroad,on a phone,for a school,\
before noon,at the last minute,with a friend,in another town,for free,in winter,as a guest,\
by post,\
while travelling,on weekends,for two people,with a discount,in the evening,after a year,twice,\
for my team,next to the river,without help,in a hurry,on the ground floor,for the first time,\
with my dog,during the strike,as a student,over the phone,at home,in a group,in the old town,\
for a neighbour,on the train,under a new name,with cash,for a charity,in the morning,in two steps,\
on behalf of a firm,as a present,near the station,with the app"


def made_up(size: int) -> Faq:
    """An FAQ of about `size` different phrasings."""
    parts = (part.split(",") for part in (VERBS, WHAT, DETAILS, OPENINGS))
    texts = [
        f"{opening} {verb} a {what} {detail}"
        for verb, what, detail, opening in islice(product(*parts), size)
    ]
    place = Place("made-up.yaml")
    entries = tuple(
        Entry(
            id=f"e{i}",
            question=texts[i],
            answer="Yes.",
            place=place,
            phrasings=tuple(Phrasing(text, place) for text in texts[i : i + PER_ENTRY]),
        )
        for i in range(0, len(texts), PER_ENTRY)
    )
    return Faq("Made up", "", "en", entries)


def timed(questions: list[str], ask: Callable[[str], object]) -> tuple[float, float]:
    """Median and slowest of 100 in milliseconds (nearest rank)."""
    ask(questions[0])
    took = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), sorted(took)[min(len(took) - 1, round(0.99 * len(took)))]


def at_size(size: int, questions: list[str], cache: VectorCache) -> dict[str, float]:
    """Times of one size, in milliseconds but for the loading, which is in seconds."""
    faq = made_up(size)
    began = time.perf_counter()
    Matcher(faq, Encoder(cache=cache))
    cold = time.perf_counter() - began
    began = time.perf_counter()
    matcher = Matcher(faq, Encoder(cache=cache))
    warm = time.perf_counter() - began
    texts = [phrasing.text for entry in faq.entries for phrasing in entry.phrasings]
    median, slowest = timed(questions, matcher.rank)
    spelled, _ = timed(questions, Matcher(faq).rank)
    peer, _ = timed(questions, lambda q: process.extract(q, texts, scorer=fuzz.WRatio, limit=5))
    return {
        "phrasings": size,
        "first load, s": cold,
        "next load, s": warm,
        "rank p50, ms": median,
        "rank p99, ms": slowest,
        "spelling alone p50, ms": spelled,
        "WRatio p50, ms": peer,
    }


def quality(edition: Edition) -> str:
    """How the bundled FAQ's own questions fare."""
    counts = Counter(outcome.verdict for outcome in evaluation.run(edition))
    total = sum(counts.values())
    return ", ".join(f"{counts[v]} {v} ({counts[v] / total:.1%})" for v in evaluation.Verdict)


def one_shot() -> tuple[float, float]:
    """A whole `faqbot ask` with a warm cache: seconds, and its peak memory in MB."""
    command = [sys.executable, "-m", "bot", "ask", "what is kpo"]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- our own command
    took = time.perf_counter() - began
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def plot(rows: list[dict[str, float]], target: Path) -> None:
    """Cost against size, on logarithmic axes."""
    figure, axes = plt.subplots(figsize=(7, 4), dpi=120)
    sizes = [row["phrasings"] for row in rows]
    for name, marker in (
        ("rank p50, ms", "o"),
        ("spelling alone p50, ms", "s"),
        ("WRatio p50, ms", "^"),
    ):
        axes.plot(sizes, [row[name] for row in rows], marker=marker, label=name)
    axes.set(xscale="log", yscale="log", xlabel="phrasings in the FAQ", ylabel="ms a question")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(target)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000,100000")
    parser.add_argument("--plot", type=Path, help="draw cost against size into this PNG file")
    options = parser.parse_args()
    console = Console(width=120)
    edition = open_edition(BUNDLED, cached_encoder())
    faq = load(BUNDLED)
    questions = [q.question for q in faq.questions][: 5 * ASKED : 5]
    console.print(f"The bundled FAQ's own questions: {quality(edition)}")
    median, slowest = timed([q.question for q in faq.questions], edition.matcher.rank)
    console.print(f"A question to it: p50 {median:.1f} ms, p99 {slowest:.1f} ms")
    for name, text in (
        ("a", "a" * 4096),
        ("U+FDFA", "\ufdfa" * 4096),
        ("accents", "\u0301" * 4095),
    ):
        console.print(f"4,096 × {name}: {timed([text] * 5, edition.matcher.rank)[0]:.1f} ms")
    took, memory = one_shot()
    console.print(f"faqbot ask as a process: {took:.2f} s, {memory:.0f} MB at its peak")
    table = Table(box=None, padding=(0, 2, 0, 0))
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder))
        rows = [at_size(size, questions, cache) for size in map(int, options.sizes.split(","))]
    for name in rows[0]:
        table.add_column(name, justify="right")
    for row in rows:
        values = (f"{v:,.0f}" if n == "phrasings" else f"{v:.2f}" for n, v in row.items())
        table.add_row(*values)
    console.print(table)
    if options.plot:
        plot(rows, options.plot)


if __name__ == "__main__":
    main()
