"""What was asked and not answered: questions that mean the same, and what is known of them.

Everything here is worked out anew from the gaps that the store keeps and the FAQ as it is now;
nothing is written, and no vector of a question is cached.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from faq.answering.edition import Edition
from faq.answering.replies import Answer, NotCoveredReply, Reply
from faq.matching import AnalysedText, Candidate, clusters
from faq.text import normalise, words
from faq.usage.records import Gap

AT_LEAST = 0.45
"""Mean cosine of two groups' questions from which they are one: the best of 0.40, 0.45, 0.50 and
0.55 by B-cubed F0.5, which counts a mixed group as worse than a split one, on the dev splits of
banking77, clinc150 and hwu64 (1,000 questions each; 0.69, the others 0.65 to 0.68). Greedy leaders
in place of average linkage reach 0.02 to 0.05 less; vectors around zero or around the FAQ's mean,
in place of the questions' own, up to 0.1 less."""

AT_LEAST_SPELLED = 0.35
"""The same for likeness of spelling, without the encoder (0.57; at 0.30 and 0.40 it is 0.56)."""

CANDIDATES = 5
"""Of each kind that a question is ranked for: those further down have next to no confidence."""

PICKED, REWORDED, NONE_FITS = "picked", "reworded", "none fits"
"""What `Gap.settled_by` says."""


@dataclass(frozen=True, slots=True)
class Example:
    """One wording of a question, and how often it was asked by how many people.

    Attributes:
        led_to: the entries that people came to from this very wording.
    """

    text: str
    count: int
    people: int
    led_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """An entry that people came to after their question had failed.

    Attributes:
        entry: its id.
        picked: how often it was picked from a choice.
        reworded: how often the next wording reached it; whoever rewords may have moved on to
            another question, so this says less.
    """

    entry: str
    picked: int
    reworded: int

    @property
    def weight(self) -> float:
        """What it is worth, in picks."""
        return self.picked + self.reworded / 2


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that mean the same.

    Attributes:
        examples: their wordings, most frequent first.
        count: how often they were asked.
        people: by how many people.
        last_asked: when last, in seconds since the epoch.
        nearest: the entry that is the likeliest answer to all of them.
        confidence: its mean confidence over the askings, 0 to 1: high if it is likely for all.
        subject: the subject that is not covered and likeliest; None if none is near.
        subject_confidence: its mean confidence over the askings.
        declined: how often they were asked in words that are declined by a subject's name now.
        rejected: how often somebody said that none of the choices was meant.
        evidence: the entries that people came to all the same, best proven first.
    """

    examples: tuple[Example, ...]
    count: int
    people: int
    last_asked: int
    nearest: str
    confidence: float
    subject: str | None = None
    subject_confidence: float = 0.0
    declined: int = 0
    rejected: int = 0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Declined:
    """A subject by whose name questions are declined, rightly as far as anybody knows."""

    subject: str
    examples: tuple[Example, ...]
    count: int
    people: int
    last_asked: int


@dataclass(frozen=True, slots=True)
class GroupedGaps:
    """All gaps, in groups.

    Attributes:
        groups: most frequent first. Groups are in the order of how many *people* asked, then of
            how often they did: one person's repeats are one person's need.
        declined: what is declined by name, in the same order; a question that led somebody to an
            entry all the same is in a group.
        gaps: how many gaps were looked at.
        answered: how many of these the FAQ answers by now.
        empty: how many of these have no word in them.
    """

    groups: tuple[GapGroup, ...]
    declined: tuple[Declined, ...]
    gaps: int
    answered: int
    empty: int = 0


@dataclass(frozen=True, slots=True)
class _Question:
    """The gaps that read the same, and what the FAQ has for them now."""

    gaps: tuple[Gap, ...]
    text: AnalysedText
    entries: tuple[Candidate, ...]
    subjects: tuple[Candidate, ...]
    reply: Reply


def undecided(gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps about whose words no maintainer has decided, whoever asked them."""
    kept = list(gaps)
    decided = {normalise(gap.question) for gap in kept if gap.decision is not None}
    return [gap for gap in kept if normalise(gap.question) not in decided]


def group(gaps: Sequence[Gap], edition: Edition, *, with_declined: bool = False) -> GroupedGaps:
    """The gaps that the FAQ still leaves, grouped by meaning.

    Texts that differ in marks, short forms or a term's spelling only are one question, which is
    asked again in its most frequent wording. The result depends on nothing but the arguments, and
    not on the order of the gaps.

    Args:
        gaps: as the store keeps them.
        edition: asks each question again.
        with_declined: whether what is declined by name is grouped with the rest.
    """
    analyse = cache(edition.matcher.analyse)
    alike: defaultdict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        if text := " ".join(words(analyse(gap.question).folded)):
            alike[text].append(gap)
    worded = [(_wordings(same)[0].text, same) for same in alike.values()]
    worded.sort(key=lambda pair: (-_people(pair[1]), -len(pair[1]), pair[0]))
    asked = [same for _, same in worded]
    texts = [analyse(text) for text, _ in worded]
    rankings, ways = edition.matcher.rank_all(texts, CANDIDATES)
    questions = [
        _Question(tuple(same), text, found.entries, found.not_covered, edition.decide(found))
        for same, text, found in zip(asked, texts, rankings, strict=True)
    ]
    named: defaultdict[str, list[Gap]] = defaultdict(list)
    rows: list[int] = []
    for row, question in enumerate(questions):
        reply = question.reply
        if isinstance(reply, Answer):
            continue
        if isinstance(reply, NotCoveredReply) and not with_declined and not _led(question.gaps):
            named[reply.subject.id].extend(question.gaps)
        else:
            rows.append(row)
    at_least = AT_LEAST if edition.matcher.by_meaning else AT_LEAST_SPELLED
    about = [_about(questions[row].text) for row in rows]
    members: defaultdict[int, list[_Question]] = defaultdict(list)
    for row, number in zip(rows, clusters(ways[rows], about, at_least).tolist(), strict=True):
        members[number].append(questions[row])
    groups = [_summary(some, edition) for some in members.values()]
    declined = [
        Declined(name, _wordings(some), len(some), _people(some), _last(some))
        for name, some in named.items()
    ]
    return GroupedGaps(
        tuple(
            sorted(groups, key=lambda g: (-g.people, -g.count, -g.last_asked, g.examples[0].text))
        ),
        tuple(sorted(declined, key=lambda d: (-d.people, -d.count, -d.last_asked, d.subject))),
        len(gaps),
        sum(len(q.gaps) for q in questions if isinstance(q.reply, Answer)),
        len(gaps) - sum(map(len, asked)),
    )


def _about(text: AnalysedText) -> frozenset[str] | None:
    """What a question names; None if it names nothing that must not be confused."""
    return text.terms | text.unknown_names or None


def _summary(questions: Sequence[_Question], edition: Edition) -> GapGroup:
    gaps = [gap for question in questions for gap in question.gaps]
    nearest, confidence = _likeliest([(q.entries, len(q.gaps)) for q in questions])
    subject, chance = _likeliest([(q.subjects, len(q.gaps)) for q in questions])
    return GapGroup(
        examples=_wordings(gaps),
        count=len(gaps),
        people=_people(gaps),
        last_asked=_last(gaps),
        nearest=nearest or edition.faq.entries[0].id,
        confidence=confidence,
        subject=subject,
        subject_confidence=chance,
        declined=sum(len(q.gaps) for q in questions if isinstance(q.reply, NotCoveredReply)),
        rejected=sum(gap.settled_by == NONE_FITS for gap in gaps),
        evidence=_evidence(gaps, edition),
    )


def _likeliest(found: Iterable[tuple[Sequence[Candidate], int]]) -> tuple[str | None, float]:
    """The candidate that is likeliest for all askings, and its mean confidence."""
    total, sums = 0, Counter[str]()
    for candidates, count in found:
        total += count
        for candidate in candidates:
            sums[candidate.id] += candidate.confidence * count  # type: ignore[assignment]
    best = min(sums, key=lambda name: (-sums[name], name), default=None)
    return best, (sums[best] / total if best else 0.0)


def _evidence(gaps: Iterable[Gap], edition: Edition) -> tuple[Evidence, ...]:
    """What people came to; entries that the FAQ no longer has are left out."""
    ways: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for gap in gaps:
        if gap.settled in edition.faq.by_id and gap.settled_by in (PICKED, REWORDED):
            ways[gap.settled or ""][gap.settled_by] += 1
    found = [Evidence(name, how[PICKED], how[REWORDED]) for name, how in ways.items()]
    return tuple(sorted(found, key=lambda e: (-e.weight, -e.picked, e.entry)))


def _led(gaps: Iterable[Gap]) -> bool:
    """Whether anybody came to an entry after all."""
    return any(gap.settled and gap.settled_by in (PICKED, REWORDED) for gap in gaps)


def _wordings(gaps: Iterable[Gap]) -> tuple[Example, ...]:
    """The wordings, those of most people first; of equal ones the newest is shown."""
    same: defaultdict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        same[normalise(gap.question)].append(gap)
    found = [
        Example(
            " ".join(max(some, key=lambda gap: (gap.at, gap.question)).question.split()),
            len(some),
            _people(some),
            tuple(sorted({gap.settled for gap in some if gap.settled and _led([gap])})),
        )
        for some in same.values()
    ]
    return tuple(sorted(found, key=lambda e: (-e.people, -e.count, len(e.text), e.text)))


def _people(gaps: Iterable[Gap]) -> int:
    return len({gap.person for gap in gaps})


def _last(gaps: Iterable[Gap]) -> int:
    return max(gap.at for gap in gaps)
