"""Runs an FAQ's `questions` and judges each reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from faq.content import Expectation
from faq.desk import Answer, Choices, Edition, Found, NoAnswer, NotCoveredReply


class Verdict(StrEnum):
    """How a reply compares with what was expected."""

    RIGHT = "right"
    OFFERED = "offered"
    """An accepted entry is among the choices."""
    DECLINED = "declined"
    """The FAQ has an answer and the desk did not give it."""
    WRONG = "wrong"
    """Another answer was given or offered."""

    @property
    def passes(self) -> bool:
        """Whether the user got what they needed, in one step or two."""
        return self in (Verdict.RIGHT, Verdict.OFFERED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One behaviour test's result; `got` is the id that was answered or declined by, if any."""

    expectation: Expectation
    verdict: Verdict
    got: str | None
    confidence: float


def run(edition: Edition) -> Iterator[Outcome]:
    """The outcome of each of the FAQ's questions, in their order."""
    for expectation in edition.faq.questions:
        reply = edition.reply(expectation.question)
        ranked = reply.ranking.entries if reply.ranking else ()
        yield Outcome(
            expectation,
            judge(reply, expectation.accepted),
            _got(reply),
            ranked[0].confidence if ranked else 0.0,
        )


def judge(reply: Found, accepted: frozenset[str]) -> Verdict:
    """How good a reply is; nothing accepted means that the desk should decline."""
    match reply:
        case Answer(entry=entry):
            return Verdict.RIGHT if entry.id in accepted else Verdict.WRONG
        case Choices(entries=entries):
            return Verdict.OFFERED if accepted & {entry.id for entry in entries} else Verdict.WRONG
        case NotCoveredReply(subject=subject):
            fits = not accepted or subject.id in accepted
            return Verdict.RIGHT if fits else Verdict.DECLINED
        case NoAnswer():
            return Verdict.DECLINED if accepted else Verdict.RIGHT


def _got(reply: Found) -> str | None:
    match reply:
        case Answer(entry=entry):
            return entry.id
        case NotCoveredReply(subject=subject):
            return subject.id
        case Choices(entries=entries):
            return ", ".join(entry.id for entry in entries)
        case NoAnswer():
            return None
