"""Groups of unanswered questions that mean the same, and what is known about each of them.

Everything here is worked out anew from the gaps that the store keeps and the FAQ as it is now;
nothing is written, and no vector of a question is cached.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from faq.answering.edition import Edition
from faq.answering.replies import Answer, NotCoveredReply, Reply
from faq.content import Faq
from faq.matching import AnalysedText, Candidate, clusters
from faq.text import normalise, words
from faq.usage.records import NONE_FITS, PICKED, REWORDED, Gap

AT_LEAST = 0.45
"""Mean cosine of two groups' questions from which they are one: the best of 0.40, 0.45, 0.50 and
0.55 by B-cubed F0.5, which counts a mixed group as worse than a split one, on the dev splits of
banking77, clinc150 and hwu64 (1,000 questions each; 0.69, the others 0.65 to 0.68). Greedy leaders
in place of average linkage reach 0.02 to 0.05 less; vectors around zero or around the FAQ's mean,
in place of the questions' own, up to 0.1 less."""

AT_LEAST_SPELLED = 0.35
"""The same for likeness of spelling, without the encoder (0.57; at 0.30 and 0.40 it is 0.56)."""

CANDIDATES = 5
"""Entries, and as many subjects, that a question is ranked for: those further down have next to no
confidence."""

PASSAGES = 3
"""Passages for a group: the right one is rarely further down, and each has to be read."""

WORDINGS = 8
"""Wordings of a group that passages are compared with: more of the same change the mean little."""

SHORTEST_PASSAGE, LONGEST_PASSAGE = 12, 600
"""Characters of a passage: a quote may not be shorter, and what is longer is no sentence."""

_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+(?=\S)")


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
        """How much it proves, counted in picks."""
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
    """A subject by whose name questions are declined, and nobody has objected."""

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
        declined: subjects by whose name questions are declined, in the same order; a question
            after which somebody came to an entry all the same is in a group.
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
class Passage:
    """A sentence of a source that may answer a group's questions.

    Attributes:
        source: the source's id.
        text: the sentence, as a quote may hold it.
        likeness: how alike it is to the questions, 1 at most. From 0.3 on the source may well
            answer: 7 in 10 of the bundled FAQ's entries have such a passage, and 1 in 3 of the
            subjects that are not covered.
    """

    source: str
    text: str
    likeness: float


@dataclass(frozen=True, slots=True)
class _Question:
    """The gaps that read the same, and what the FAQ has for them now."""

    gaps: tuple[Gap, ...]
    text: AnalysedText
    entries: tuple[Candidate, ...]
    subjects: tuple[Candidate, ...]
    reply: Reply


def undecided(gaps: Sequence[Gap]) -> list[Gap]:
    """The gaps about whose words no maintainer has decided, whoever asked them."""
    decided = {normalise(gap.question) for gap in gaps if gap.decision is not None}
    return [gap for gap in gaps if normalise(gap.question) not in decided]


def group_gaps(
    gaps: Sequence[Gap], edition: Edition, *, with_declined: bool = False
) -> GroupedGaps:
    """The gaps that the FAQ still leaves, grouped by meaning.

    Texts that differ in marks, short forms or a term's spelling only are one question, which is
    asked again in its most frequent wording. The result depends on nothing but the arguments, and
    not on the order of the gaps.

    Args:
        gaps: as the store keeps them.
        edition: asks each question again.
        with_declined: whether what is declined by name is grouped with the rest.
    """
    questions, directions = _questions(gaps, edition)
    by_subject: defaultdict[str, list[Gap]] = defaultdict(list)
    open_rows: list[int] = []
    for row, question in enumerate(questions):
        match question.reply:
            case Answer():
                continue
            case NotCoveredReply(subject=subject) if not (with_declined or _led(question.gaps)):
                by_subject[subject.id] += question.gaps
            case _:
                open_rows.append(row)
    at_least = AT_LEAST if edition.matcher.by_meaning else AT_LEAST_SPELLED
    abouts = [_about(questions[row].text) for row in open_rows]
    members: defaultdict[int, list[_Question]] = defaultdict(list)
    numbers = clusters(directions[open_rows], abouts, at_least).tolist()
    for row, number in zip(open_rows, numbers, strict=True):
        members[number].append(questions[row])
    groups = [_group(alike, edition) for alike in members.values()]
    declined = [
        Declined(name, _examples(some), len(some), _people(some), _last_asked(some))
        for name, some in by_subject.items()
    ]
    return GroupedGaps(
        groups=tuple(sorted(groups, key=_order)),
        declined=tuple(sorted(declined, key=_order)),
        gaps=len(gaps),
        answered=sum(len(q.gaps) for q in questions if isinstance(q.reply, Answer)),
        empty=len(gaps) - sum(len(q.gaps) for q in questions),
    )


def likely_passages(groups: Sequence[GapGroup], edition: Edition) -> list[tuple[Passage, ...]]:
    """For each group the sentences of the sources that are most like its questions, best first.

    There are `PASSAGES` of them at most, and none if the FAQ has no source with a text.
    """
    sentences = [*_sentences(edition.faq)] if groups else []
    wordings = [[example.text for example in group.examples[:WORDINGS]] for group in groups]
    likeness = edition.matcher.likeness([*chain(*wordings)], [text for _, text in sentences])
    rows = iter(likeness)
    passages = []
    for texts in wordings:
        mean = sum(next(rows) for _ in texts) / len(texts)
        best = sorted(range(len(sentences)), key=lambda i: (-mean[i], i))[:PASSAGES]
        passages.append(tuple(Passage(*sentences[i], float(mean[i])) for i in best))
    return passages


def _questions(
    gaps: Iterable[Gap], edition: Edition
) -> tuple[list[_Question], NDArray[np.float32]]:
    """The different questions, and for each a unit vector, the nearer the more they are alike.

    Questions of most people are first. Gaps without a word are left out.
    """
    analyse = cache(edition.matcher.analyse)
    same_words: defaultdict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        if text := " ".join(words(analyse(gap.question).folded)):
            same_words[text].append(gap)
    worded = [(_examples(some)[0].text, some) for some in same_words.values()]
    worded.sort(key=lambda pair: (-_people(pair[1]), -len(pair[1]), pair[0]))
    texts = [analyse(text) for text, _ in worded]
    rankings, directions = edition.matcher.rank_all(texts, CANDIDATES)
    questions = [
        _Question(tuple(some), text, rank.entries, rank.not_covered, edition.decide(rank))
        for (_, some), text, rank in zip(worded, texts, rankings, strict=True)
    ]
    return questions, directions


def _about(text: AnalysedText) -> frozenset[str] | None:
    """What a question names; None if it names nothing that must not be confused."""
    return text.terms | text.unknown_names or None


def _group(questions: Sequence[_Question], edition: Edition) -> GapGroup:
    """What is known about questions that mean the same."""
    gaps = [gap for question in questions for gap in question.gaps]
    nearest, confidence = _likeliest([(q.entries, len(q.gaps)) for q in questions])
    subject, subject_confidence = _likeliest([(q.subjects, len(q.gaps)) for q in questions])
    return GapGroup(
        examples=_examples(gaps),
        count=len(gaps),
        people=_people(gaps),
        last_asked=_last_asked(gaps),
        nearest=nearest or edition.faq.entries[0].id,
        confidence=confidence,
        subject=subject,
        subject_confidence=subject_confidence,
        declined=sum(len(q.gaps) for q in questions if isinstance(q.reply, NotCoveredReply)),
        rejected=sum(gap.settled_by == NONE_FITS for gap in gaps),
        evidence=_evidence(gaps, edition),
    )


def _order(group: GapGroup | Declined) -> tuple[int, int, int, str]:
    """Sorts by how many people asked, then by how often and how lately they did."""
    name = group.subject if isinstance(group, Declined) else group.examples[0].text
    return -group.people, -group.count, -group.last_asked, name


def _likeliest(rankings: Iterable[tuple[Sequence[Candidate], int]]) -> tuple[str | None, float]:
    """The candidate that is likeliest for all askings, and its mean confidence.

    Args:
        rankings: the candidates for each question, and how often it was asked.
    """
    askings = 0
    sums: defaultdict[str, float] = defaultdict(float)
    for candidates, count in rankings:
        askings += count
        for candidate in candidates:
            sums[candidate.id] += candidate.confidence * count
    best = min(sums, key=lambda name: (-sums[name], name), default=None)
    return best, (sums[best] / askings if best else 0.0)


def _evidence(gaps: Iterable[Gap], edition: Edition) -> tuple[Evidence, ...]:
    """The entries that people came to; those that the FAQ no longer has are left out."""
    ways: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for gap in gaps:
        if gap.settled in edition.faq.by_id and gap.settled_by in (PICKED, REWORDED):
            ways[gap.settled or ""][gap.settled_by] += 1
    evidence = [Evidence(name, how[PICKED], how[REWORDED]) for name, how in ways.items()]
    return tuple(sorted(evidence, key=lambda e: (-e.weight, -e.picked, e.entry)))


def _led(gaps: Iterable[Gap]) -> bool:
    """Whether anybody came to an entry after all."""
    return any(gap.settled and gap.settled_by in (PICKED, REWORDED) for gap in gaps)


def _examples(gaps: Iterable[Gap]) -> tuple[Example, ...]:
    """The wordings, those of most people first; of equal ones the newest is shown."""
    same_text: defaultdict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        same_text[normalise(gap.question)].append(gap)
    examples = [
        Example(
            " ".join(max(some, key=lambda gap: (gap.at, gap.question)).question.split()),
            len(some),
            _people(some),
            tuple(sorted({gap.settled for gap in some if gap.settled and _led([gap])})),
        )
        for some in same_text.values()
    ]
    return tuple(sorted(examples, key=lambda e: (-e.people, -e.count, len(e.text), e.text)))


def _people(gaps: Iterable[Gap]) -> int:
    return len({gap.person for gap in gaps})


def _last_asked(gaps: Iterable[Gap]) -> int:
    return max(gap.at for gap in gaps)


def _sentences(faq: Faq) -> Iterator[tuple[str, str]]:
    """The sentences of all sources, each behind its source's id; a text that recurs comes once."""
    seen: set[str] = set()
    for source in faq.sources:
        for block in re.split(r"\n\s*\n", source.text or ""):
            for sentence in _SENTENCE_END.split(" ".join(block.split())):
                if SHORTEST_PASSAGE <= len(sentence) <= LONGEST_PASSAGE and sentence not in seen:
                    seen.add(sentence)
                    yield source.id, sentence
