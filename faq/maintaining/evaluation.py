"""Runs an FAQ's `questions`, judges each reply, and sums up where it goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from faq.answering.edition import Edition
from faq.answering.replies import Answer, Choices, NoAnswer, NotCoveredReply, Reply
from faq.content import Expectation, Faq

NOT_COVERED = "not covered"
"""The topic of questions that should be declined."""

BINS = 10
"""Bins of a reliability diagram: the usual number. (Guo et al., https://arxiv.org/abs/1706.04599,
use 15 on ten thousand samples and more; an FAQ has some hundred questions.)"""


class Verdict(StrEnum):
    """How a reply compares with what was expected."""

    RIGHT = "right"
    OFFERED = "offered"
    """An accepted entry is among the choices."""
    DECLINED = "declined"
    """The FAQ has an answer, and it was not given."""
    WRONG = "wrong"
    """Another answer was given or offered."""

    @property
    def passes(self) -> bool:
        """Whether the user got what they needed, in one step or two."""
        return self in (Verdict.RIGHT, Verdict.OFFERED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One behaviour test's result.

    Attributes:
        expectation: the test.
        topic: that of the entry it should find; `NOT_COVERED` if it should be declined.
        wanted: the accepted ids in the order of the FAQ; empty if it should be declined.
        reply: the bot's.
        verdict: how good the reply is.
    """

    expectation: Expectation
    topic: str
    wanted: tuple[str, ...]
    reply: Reply
    verdict: Verdict

    @property
    def best(self) -> str | None:
        """The id of the likeliest entry, whatever the reply; None if the question has no word."""
        return self.reply.ranking.entries[0].id if self.reply.ranking else None

    @property
    def confidence(self) -> float:
        """The probability that the likeliest entry is a right answer, 0 to 1."""
        return self.reply.ranking.entries[0].confidence if self.reply.ranking else 0.0

    @property
    def is_best_right(self) -> bool:
        """Whether the likeliest entry would have been a right answer."""
        return self.best in self.expectation.accepted


@dataclass(frozen=True, slots=True)
class Confusion:
    """An entry that was given in place of another.

    Attributes:
        wanted: the id that was expected; None if the question should be declined.
        got: the id of the entry that was answered, or stood first among those offered.
        number: how often.
        example: the first question to which it happened.
    """

    wanted: str | None
    got: str
    number: int
    example: Expectation


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose likeliest entry had a confidence from `low` up to `high`.

    Attributes:
        number: how many there are; the shares are 0 if there are none.
        confidence: their mean confidence.
        right: the share of them whose likeliest entry was right.
    """

    low: float
    high: float
    number: int
    confidence: float
    right: float


def run(edition: Edition) -> Iterator[Outcome]:
    """The outcome of each of the FAQ's questions, in their order."""
    for expectation in edition.faq.questions:
        reply = edition.reply(expectation.question)
        verdict = judge(reply, expectation.accepted)
        yield Outcome(expectation, *_wanted(edition.faq, expectation.accepted), reply, verdict)


def judge(reply: Reply, accepted: frozenset[str]) -> Verdict:
    """How good a reply is; nothing accepted means that the bot should decline."""
    is_accepted = not accepted.isdisjoint(reply.ids)
    match reply:
        case Answer():
            return Verdict.RIGHT if is_accepted else Verdict.WRONG
        case Choices():
            return Verdict.OFFERED if is_accepted else Verdict.WRONG
        case NotCoveredReply():
            return Verdict.RIGHT if is_accepted or not accepted else Verdict.DECLINED
        case NoAnswer():
            return Verdict.DECLINED if accepted else Verdict.RIGHT


def by_topic(faq: Faq, outcomes: Iterable[Outcome]) -> Mapping[str, Counter[Verdict]]:
    """The verdicts of each topic's questions, in the order of the FAQ; `NOT_COVERED` is last."""
    topics = (*faq.topics, NOT_COVERED)
    verdicts: dict[str, Counter[Verdict]] = {topic: Counter() for topic in topics}
    for outcome in outcomes:
        verdicts[outcome.topic][outcome.verdict] += 1
    return {topic: counts for topic, counts in verdicts.items() if counts}


def confusions(outcomes: Iterable[Outcome]) -> list[Confusion]:
    """What was mistaken for what, most frequent first; of equals, the first test's is first."""
    mistakes: dict[tuple[str | None, str], list[Expectation]] = {}
    for outcome in outcomes:
        if outcome.verdict is Verdict.WRONG and outcome.best is not None:
            wanted = outcome.wanted[0] if outcome.wanted else None
            mistakes.setdefault((wanted, outcome.best), []).append(outcome.expectation)
    confused = [Confusion(*pair, len(tests), tests[0]) for pair, tests in mistakes.items()]
    return sorted(confused, key=lambda confusion: -confusion.number)


def calibration(outcomes: Iterable[Outcome]) -> tuple[Bin, ...]:
    """How often the likeliest entry was right, in ten equal bins of its confidence, lowest first.

    A question that should be declined counts as one whose likeliest entry is wrong.
    """
    binned: list[list[Outcome]] = [[] for _ in range(BINS)]
    for outcome in outcomes:
        binned[min(int(outcome.confidence * BINS), BINS - 1)].append(outcome)
    return tuple(
        Bin(
            i / BINS,
            (i + 1) / BINS,
            len(members),
            sum(o.confidence for o in members) / max(len(members), 1),
            sum(o.is_best_right for o in members) / max(len(members), 1),
        )
        for i, members in enumerate(binned)
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance between confidence and the share that is right, 0 to 1.

    It is weighted by the questions in each bin: the expected calibration error of Guo et al.
    """
    total = sum(each.number for each in bins)
    return sum(each.number * abs(each.confidence - each.right) for each in bins) / max(total, 1)


def _wanted(faq: Faq, accepted: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The topic of the first accepted entry, and all accepted ids in the order of the FAQ."""
    ids = tuple(owner.id for owner in faq.owners if owner.id in accepted)
    topics = (
        topic
        for topic, entries in faq.topics.items()
        if any(entry.id in ids[:1] for entry in entries)
    )
    return next(topics, NOT_COVERED), ids
