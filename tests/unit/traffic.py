"""Questions that the bundled FAQ does not answer: a few needs in many words, and noise."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from faq.usage.records import Gap
from faq.usage.store import open_store

CREW = (
    "how long until a kpo crew is up and running",
    "how soon can a kpo crew be up and running",
    "when would a kpo crew be up and running",
    "getting a kpo crew up and running, how soon",
)
"""What the entry "hiring" answers, in words that it does not know."""

NEEDS: dict[str, tuple[str, ...]] = {
    "dogs": (
        "can i bring my dog to the office",
        "are dogs allowed in the office",
        "may staff bring their dogs to the office",
        "is bringing a dog to the office allowed",
        "dogs at the office, allowed or not",
    ),
    "coffee": (
        "where can i get good coffee nearby",
        "is there a good coffee place nearby",
        "good coffee near here?",
        "where is good coffee to be had nearby",
        "any nearby place with good coffee",
    ),
    "dress": (
        "is there a dress code in the office",
        "do they have a dress code",
        "what is the dress code at a bpo office",
        "dress code for the office?",
    ),
    "software": (
        "which software do outsourcing teams use",
        "what software do the outsourcing teams use",
        "which software tools are used by the teams",
        "software used by outsourcing teams?",
    ),
}
"""Each need in several wordings that no entry answers; the last two are subjects."""

NOISE = (
    "asdf qwer",
    "tell me a joke about penguins",
    "what is the capital of peru",
    "how tall is mount everest",
    "play some jazz",
    "my train is late again",
    "how do i boil an egg",
    "remind me to call the plumber",
    "translate cheese into french",
    "who won the football match yesterday",
    "is it going to rain on sunday",
    "how many grams are in an ounce",
)
"""Texts that have nothing to do with each other."""


def gaps_of(  # noqa: PLR0913 -- a row of the table
    texts: Sequence[str],
    *,
    start: int = 0,
    at: int = 1_700_000_000,
    people: int = 9,
    settled: str | None = None,
    by: str | None = None,
) -> Iterator[Gap]:
    """A gap for each text, asked by `people` in turn, a minute apart."""
    for i, text in enumerate(texts):
        yield Gap(
            "c" * 32,
            start + i,
            f"{i % people:032x}",
            text,
            "no_answer",
            None,
            at + 60 * i,
            settled,
            by,
        )


def a_month(at: int = 1_700_000_000) -> list[Gap]:
    """Three hundred gaps: every need dozens of times, noise in between, and twelve picks."""
    rng = random.Random(1)  # noqa: S311 -- no secret
    texts = [rng.choice(rng.choice([*NEEDS.values()])) for _ in range(240)]
    texts += [rng.choice(NOISE) for _ in range(48)]
    rng.shuffle(texts)
    picked = gaps_of(CREW * 3, start=1_000, at=at, settled="hiring", by="picked")
    return [*gaps_of(texts, at=at, people=40), *picked]


def keep(gaps: Iterable[Gap]) -> None:
    """Puts gaps into the database as if the last of them was asked now."""
    some = list(gaps)
    shift = int(time.time()) - max(gap.at for gap in some)
    with open_store("sqlite:///bot.sqlite3") as store:
        for gap in some:
            store.keep_gap(replace(gap, at=gap.at + shift))
