"""Differences between two versions of an FAQ, in what is written and in what is answered.

`edits` tells what is written differently. `questions_to_ask` and `compare` tell which questions
are answered differently, the most harmful changes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

from faq.answering.edition import Edition
from faq.answering.replies import Answer, Reply
from faq.content import Entry, Faq
from faq.errors import Place
from faq.maintaining.evaluation import Verdict, judge
from faq.text import normalise

Kind = Literal["question", "gap", "phrasing"]
"""A behaviour test of the FAQ, an unanswered question of somebody's, or a phrasing."""

Accepted = frozenset[str] | None
"""The ids of right answers; empty if it should be declined, None if that is not known."""

GOODNESS = (Verdict.RIGHT, Verdict.OFFERED, Verdict.DECLINED, Verdict.WRONG)
"""Best first; a wrong answer is worse than none (`faq.answering.edition`)."""


class Harm(IntEnum):
    """How much a change harms people who ask: the most harmful first, improvements last."""

    NOW_WRONG = 1
    """A question had the right answer, and now has a wrong one."""
    NOW_DECLINED = 2
    """It had the right answer, and now has none."""
    NOW_OFFERED = 3
    """It had the right answer, which is now one of several choices."""
    OTHER_ANSWER = 4
    """It has another answer than before, and which one is right is not known."""
    ANSWER_LOST = 5
    """It had an answer, and now has none, or choices."""
    OTHER_OFFER = 6
    """It still has no answer, but other choices or another subject."""
    BETTER = 7
    """It has the right answer now, or is nearer to it, or has an answer for the first time."""


@dataclass(frozen=True, slots=True)
class Edits:
    """The differences in what is written, in the order of the files.

    Attributes:
        added: ids of new entries.
        removed: ids of entries that no longer exist.
        renamed: old and new ids of entries that say the same under another id.
        changed: ids of entries whose question, answer, topic, quotes or related entries differ.
        phrasings_added: new phrasings, each after the id that it belongs to.
        phrasings_removed: phrasings that no longer exist, each after the id that it belonged to.
        not_covered: ids of subjects that were added or removed, or have another topic.
        other: what else differs: title, about, language, terms, sources, questions.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()
    phrasings_added: tuple[tuple[str, str], ...] = ()
    phrasings_removed: tuple[tuple[str, str], ...] = ()
    not_covered: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Edits()


@dataclass(frozen=True, slots=True)
class DiffQuestion:
    """A question to ask of both versions.

    Attributes:
        text: the question.
        kind: why it is asked.
        place: where it stands in the new version, or else in the old one; None for a gap.
        right_before: the right answers in the old version, by its ids.
        right_after: the right answers in the new one.
    """

    text: str
    kind: Kind
    place: Place | None = None
    right_before: Accepted = None
    right_after: Accepted = None


@dataclass(frozen=True, slots=True)
class Change:
    """A question that is answered differently; the verdicts are None where nothing is expected."""

    question: DiffQuestion
    before: Reply
    after: Reply
    verdict_before: Verdict | None
    verdict_after: Verdict | None
    harm: Harm

    @property
    def breaks(self) -> bool:
        """Whether a behaviour test passed and now fails."""
        passed = self.verdict_before is not None and self.verdict_before.passes
        fails = self.verdict_after is not None and not self.verdict_after.passes
        return self.question.kind == "question" and passed and fails


def edits(before: Faq, after: Faq, *, phrasings: bool = True) -> Edits:
    """The differences in what two versions say, without asking them anything.

    Args:
        before: the old version.
        after: the new one.
        phrasings: whether phrasings are compared; there are many more of them than entries.
    """
    renamed = _renamed(before, after)
    old_ids = {new: old for old, new in renamed.items()}
    common = [e for e in after.entries if old_ids.get(e.id, e.id) in before.by_id]
    old, new = (_texts(faq) if phrasings else {} for faq in (before, after))
    old_only = {
        key: text for key, text in old.items() if (renamed.get(key[0], key[0]), key[1]) not in new
    }
    new_only = {
        key: text for key, text in new.items() if (old_ids.get(key[0], key[0]), key[1]) not in old
    }
    return Edits(
        added=tuple(
            e.id for e in after.entries if e.id not in before.by_id and e.id not in old_ids
        ),
        removed=tuple(
            e.id for e in before.entries if e.id not in after.by_id and e.id not in renamed
        ),
        renamed=tuple(renamed.items()),
        changed=tuple(
            e.id
            for e in common
            if _content(e) != _content(before.by_id[old_ids.get(e.id, e.id)], renamed)
        ),
        phrasings_added=tuple((owner, text) for (owner, _), text in new_only.items()),
        phrasings_removed=tuple((owner, text) for (owner, _), text in old_only.items()),
        not_covered=tuple(
            _differing(
                {n.id: n.topic for n in before.not_covered},
                {n.id: n.topic for n in after.not_covered},
            )
        ),
        other=tuple(_differing(_rest(before), _rest(after))),
    )


def questions_to_ask(
    before: Edition, after: Edition, gaps: Iterable[str] = (), *, phrasings: bool = True
) -> tuple[DiffQuestion, ...]:
    """The questions for both versions: their `questions`, gaps, and phrasings, each text once.

    A question that is a phrasing, letter by letter, is answered by the phrasing's owner. Phrasings
    that have the same owner in both versions are left out: their answer cannot have changed.

    Args:
        before: the old version.
        after: the new one.
        gaps: unanswered questions.
        phrasings: whether phrasings are asked as well.
    """
    by_text: dict[str, DiffQuestion] = {}
    renamed = _renamed(before.faq, after.faq)
    for question in (
        *_questions(before.faq, after.faq, renamed),
        *(DiffQuestion(gap, "gap") for gap in gaps),
        *(_phrasings(before, after, renamed) if phrasings else ()),
    ):
        by_text.setdefault(normalise(question.text), question)
    return tuple(by_text.values())


def compare(before: Edition, after: Edition, questions: Iterable[DiffQuestion]) -> list[Change]:
    """The questions that are answered differently, the most harmful change first.

    Changes of equal harm are in the order of the questions. Two replies are alike if they answer
    with, offer or decline the same, under whatever id; `edits` tells if its wording has changed.

    Args:
        before: the old version.
        after: the new one; both best share an encoder (`faq.answering.edition.open_editions`).
        questions: from `questions_to_ask`.
    """
    renamed = _renamed(before.faq, after.faq)
    changes = []
    for question in questions:
        old, new = before.reply(question.text), after.reply(question.text)
        verdicts = _verdict(old, question.right_before), _verdict(new, question.right_after)
        is_judged_alike = None in verdicts or verdicts[0] is verdicts[1]
        if not is_judged_alike or _meaning(old, renamed) != _meaning(new):
            changes.append(Change(question, old, new, *verdicts, _harm(old, new, *verdicts)))
    return sorted(changes, key=lambda change: change.harm)


def _renamed(before: Faq, after: Faq) -> dict[str, str]:
    """New ids by old ones, of entries that kept their question or their answer."""
    old_only = [e for e in before.entries if e.id not in after.by_id]
    new_only = [e for e in after.entries if e.id not in before.by_id]
    renamed: dict[str, str] = {}
    for content in (lambda e: (e.question, e.answer), lambda e: e.answer, lambda e: e.question):
        ids = {content(e): e.id for e in reversed(new_only) if e.id not in renamed.values()}
        for entry in old_only:
            if entry.id not in renamed and (new := ids.pop(content(entry), None)):
                renamed[entry.id] = new
    return {e.id: renamed[e.id] for e in old_only if e.id in renamed}


def _content(entry: Entry, renamed: Mapping[str, str] | None = None) -> tuple[object, ...]:
    """Everything of an entry but its id and its phrasings, to compare."""
    quotes = tuple((cited.source.id, cited.quote) for cited in entry.citations)
    related = tuple((renamed or {}).get(name, name) for name in entry.related)
    return entry.question, entry.answer, entry.topic, quotes, related


def _texts(faq: Faq) -> dict[tuple[str, str], str]:
    """Every phrasing by its owner's id and its normal form."""
    return {
        (owner.id, normalise(phrasing.text)): phrasing.text
        for owner in faq.owners
        for phrasing in owner.phrasings
    }


def _rest(faq: Faq) -> dict[str, object]:
    return {
        "title": faq.title,
        "about": faq.about,
        "language": faq.language,
        "terms": faq.terms,
        "sources": {source.id: source for source in faq.sources},
        "questions": [(q.question, q.accepted) for q in faq.questions],
    }


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """The names whose values differ, or that only one of both has."""
    for name in {**old, **new}:
        if name not in old or name not in new or old[name] != new[name]:
            yield name


def _questions(before: Faq, after: Faq, renamed: Mapping[str, str]) -> Iterator[DiffQuestion]:
    """The behaviour tests of both; a new one is asked of the old version as well."""
    old_ids = {new: old for old, new in renamed.items()}
    old = {normalise(q.question): q for q in reversed(before.questions)}
    for q in after.questions:
        was = old.pop(normalise(q.question), None)
        right_before = (
            was.accepted if was else q.accepted | {old_ids.get(i, i) for i in q.accepted}
        )
        yield DiffQuestion(q.question, "question", q.place, right_before, q.accepted)
    for q in before.questions:
        if old.pop(normalise(q.question), None):
            yield DiffQuestion(q.question, "question", q.place, q.accepted)


def _phrasings(
    before: Edition, after: Edition, renamed: Mapping[str, str]
) -> Iterator[DiffQuestion]:
    """The phrasings that are not owned alike, those of the new version first."""
    seen: set[str] = set()
    for edition in (after, before):
        for owner in edition.faq.owners:
            for phrasing in owner.phrasings:
                if phrasing.text in seen:
                    continue
                seen.add(phrasing.text)
                old = before.matcher.owner(phrasing.text)
                if old is not None and renamed.get(old, old) == after.matcher.owner(phrasing.text):
                    continue
                question = DiffQuestion(phrasing.text, "phrasing", phrasing.place)
                if edition is after:
                    right = frozenset({owner.id})
                    was = right | {o for o, n in renamed.items() if n == owner.id}
                    question = replace(question, right_before=was, right_after=right)
                yield question


def _verdict(reply: Reply, accepted: Accepted) -> Verdict | None:
    return None if accepted is None else judge(reply, accepted)


def _meaning(reply: Reply, renamed: Mapping[str, str] | None = None) -> tuple[str, frozenset[str]]:
    """The outcome and the ids of a reply, which two replies must share to be alike."""
    return reply.outcome, frozenset((renamed or {}).get(name, name) for name in reply.ids)


def _harm(
    old: Reply, new: Reply, verdict_before: Verdict | None, verdict_after: Verdict | None
) -> Harm:
    if verdict_before is not None and verdict_after is not None:
        steps = GOODNESS.index(verdict_after) - GOODNESS.index(verdict_before)
        if steps > 0 and verdict_before.passes:
            return _BROKEN[verdict_after]
        if steps < 0:
            return Harm.BETTER
        if verdict_after is Verdict.RIGHT:  # another reply that is right as well
            return Harm.OTHER_OFFER
    match isinstance(old, Answer), isinstance(new, Answer):
        case True, is_answered:
            return Harm.OTHER_ANSWER if is_answered else Harm.ANSWER_LOST
        case False, True:
            return Harm.BETTER if verdict_after is None else Harm.OTHER_ANSWER
        case _:
            return Harm.OTHER_OFFER


_BROKEN = {
    Verdict.WRONG: Harm.NOW_WRONG,
    Verdict.DECLINED: Harm.NOW_DECLINED,
    Verdict.OFFERED: Harm.NOW_OFFERED,
}
"""The harm if a behaviour test that passed has a worse verdict, by that verdict."""
