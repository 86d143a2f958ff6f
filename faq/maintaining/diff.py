"""What an edit does: two versions of an FAQ side by side, and what is asked of both.

`edits` tells what was written differently. `to_ask` and `compare` tell what that does to people:
which questions are answered differently, the most harmful changes first.
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
"""A behaviour test of the FAQ, what somebody asked in vain, or a phrasing of an entry."""

Accepted = frozenset[str] | None
"""The ids that are right; empty if it should be declined, None if nobody has said."""

GOODNESS = (Verdict.RIGHT, Verdict.OFFERED, Verdict.DECLINED, Verdict.WRONG)
"""Best first; a wrong answer is worse than none (`faq.answering.edition`)."""


class Harm(IntEnum):
    """What a change means to people who ask: the most harmful first, improvements last."""

    NOW_WRONG = 1
    """They got the right answer, and now get a wrong one."""
    NOW_DECLINED = 2
    """They got the right answer, and now get none."""
    NOW_OFFERED = 3
    """They got the right answer, and now have to choose it."""
    OTHER_ANSWER = 4
    """They get another answer than before."""
    ANSWER_LOST = 5
    """They got an answer, and now get none, or a choice."""
    OTHER_OFFER = 6
    """They get no answer as before, but are offered or told something else."""
    BETTER = 7
    """They get the right answer, or get nearer to it, or get one for the first time."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What was written differently, in the order of the files.

    Attributes:
        added: ids of entries that are new.
        removed: ids of entries that are gone.
        renamed: old and new ids of entries that say the same under another id.
        changed: ids of entries whose question, answer, topic, quotes or related entries differ.
        phrasings_added: phrasings that are new, each behind the id that it belongs to.
        phrasings_removed: phrasings that are gone, each behind the id that it belonged to.
        not_covered: ids of subjects that were added, removed or called otherwise.
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
    """Something to ask of both versions.

    Attributes:
        place: where it stands: now, or if it is gone, where it stood; None for a gap.
        right_before: what was right in the old version, in its ids.
        right_after: what is right in the new one.
    """

    question: str
    kind: Kind
    place: Place | None = None
    right_before: Accepted = None
    right_after: Accepted = None


@dataclass(frozen=True, slots=True)
class Change:
    """A question that is answered differently; the verdicts are None where nothing is expected."""

    asked: DiffQuestion
    before: Reply
    after: Reply
    verdict_before: Verdict | None
    verdict_after: Verdict | None
    harm: Harm

    @property
    def question(self) -> str:
        """What is asked."""
        return self.asked.question

    @property
    def kind(self) -> Kind:
        """Why it is asked."""
        return self.asked.kind

    @property
    def breaks(self) -> bool:
        """Whether a behaviour test passed and now fails."""
        held = self.verdict_before is not None and self.verdict_before.passes
        fails = self.verdict_after is not None and not self.verdict_after.passes
        return self.kind == "question" and held and fails


def edits(before: Faq, after: Faq, *, phrasings: bool = True) -> Edits:
    """What was written differently between two versions, without asking anything.

    Args:
        before: the old version.
        after: the new one.
        phrasings: whether phrasings are compared; there are many more of them than entries.
    """
    renamed = _renamed(before, after)
    old_ids = {new: old for old, new in renamed.items()}
    common = [e for e in after.entries if old_ids.get(e.id, e.id) in before.by_id]
    old, new = (_texts(faq) if phrasings else {} for faq in (before, after))
    gone = {
        key: text for key, text in old.items() if (renamed.get(key[0], key[0]), key[1]) not in new
    }
    come = {
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
            if _said(e) != _said(before.by_id[old_ids.get(e.id, e.id)], renamed)
        ),
        phrasings_added=tuple((owner, text) for (owner, _), text in come.items()),
        phrasings_removed=tuple((owner, text) for (owner, _), text in gone.items()),
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
    """What to ask of both versions: their `questions`, then gaps, then phrasings, each text once.

    A phrasing is answered letter by letter by whom it belongs to. It is left out if that is the
    same entry in both versions: nothing can have changed.

    Args:
        before: the old version.
        after: the new one.
        gaps: questions that people asked in vain.
        phrasings: whether phrasings are asked as well.
    """
    found: dict[str, DiffQuestion] = {}
    renamed = _renamed(before.faq, after.faq)
    for asked in (
        *_questions(before.faq, after.faq, renamed),
        *(DiffQuestion(gap, "gap") for gap in gaps),
        *(_phrasings(before, after, renamed) if phrasings else ()),
    ):
        found.setdefault(normalise(asked.question), asked)
    return tuple(found.values())


def compare(before: Edition, after: Edition, asked: Iterable[DiffQuestion]) -> list[Change]:
    """What is answered differently, the most harmful change first.

    Changes of equal harm are in the order in which they were asked. Two replies are alike if they
    answer with, offer or decline the same, under whatever id; their wording is the business of
    `edits`.

    Args:
        before: the old version.
        after: the new one; both best share an encoder (`faq.answering.edition.open_editions`).
        asked: from `to_ask`.
    """
    renamed = _renamed(before.faq, after.faq)
    found = []
    for each in asked:
        old, new = before.reply(each.question), after.reply(each.question)
        verdicts = _verdict(old, each.right_before), _verdict(new, each.right_after)
        is_judged_alike = None in verdicts or verdicts[0] is verdicts[1]
        if not is_judged_alike or _meaning(old, renamed) != _meaning(new):
            found.append(Change(each, old, new, *verdicts, _harm(old, new, *verdicts)))
    return sorted(found, key=lambda change: change.harm)


def _renamed(before: Faq, after: Faq) -> dict[str, str]:
    """New ids by old ones, of entries that kept their question or their answer."""
    gone = [e for e in before.entries if e.id not in after.by_id]
    come = [e for e in after.entries if e.id not in before.by_id]
    found: dict[str, str] = {}
    for same in (lambda e: (e.question, e.answer), lambda e: e.answer, lambda e: e.question):
        by_content = {same(e): e.id for e in reversed(come) if e.id not in found.values()}
        for entry in gone:
            if entry.id not in found and (new := by_content.pop(same(entry), None)):
                found[entry.id] = new
    return {e.id: found[e.id] for e in gone if e.id in found}


def _said(entry: Entry, renamed: Mapping[str, str] | None = None) -> tuple[object, ...]:
    """What an entry says, apart from its id and its phrasings."""
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
    """The names whose values differ, or that only one of two has."""
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
                asked = DiffQuestion(phrasing.text, "phrasing", phrasing.place)
                if edition is after:
                    right = frozenset({owner.id})
                    was = right | {o for o, n in renamed.items() if n == owner.id}
                    asked = replace(asked, right_before=was, right_after=right)
                yield asked


def _verdict(reply: Reply, accepted: Accepted) -> Verdict | None:
    return None if accepted is None else judge(reply, accepted)


def _meaning(reply: Reply, renamed: Mapping[str, str] | None = None) -> tuple[str, frozenset[str]]:
    """What two replies must share to be alike."""
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
"""What it means when a test that passed no longer gets what it got."""
