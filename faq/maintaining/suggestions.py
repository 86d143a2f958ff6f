"""Changes to the FAQ that would answer unanswered questions, each of them tried out.

Nothing is written here. A proposal adds phrasings to an entry, or to a subject that is not
covered; questions that belong nowhere are listed, because somebody has to write their answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from faq.answering.edition import Edition
from faq.answering.policy import NAMED_AT, OFFER_AT
from faq.answering.replies import Answer, NotCoveredReply, Reply
from faq.content import Faq, load
from faq.maintaining.diff import compare, questions_to_ask
from faq.maintaining.editing import AddNotCoveredPhrasings, AddPhrasings, Edit, apply, refusals
from faq.maintaining.lint import phrasing_problems
from faq.maintaining.unanswered import Example, GapGroup, group_gaps
from faq.matching import Matcher
from faq.text import STOP_WORDS, normalise, words
from faq.usage.records import Gap

PROVEN = 1.0
"""Picks (`faq.maintaining.unanswered.Evidence.weight`) from which what people did is taken for an
answer: one pick, or two rewordings. `MIN_COUNT` and a human's look keep out what was a joke."""

AGREED = 2 / 3
"""Share of the picks and "none of these" that must speak for one entry: two against one."""

NEAR_AT = OFFER_AT
"""Mean confidence of an entry from which a group's phrasings are proposed for it: likelier than
not, as for a choice. Of 660 phrasings held out of the bundled FAQ, 400 of them an entry's, this
names the right entry in 7 of 10 that were not answered and are an entry's at all."""

NAMED_SHARE = 0.5
"""Share of a group's askings that are declined by name already, from which the others are taken to
be about the same. Of 270 phrasings of subjects held out of the bundled FAQ, the name was right for
6 in 10 that were declined by one, and for 3 in 10 whose nearest subject was not sure enough."""

MIN_COUNT = 2
"""Times that a question was asked from which a change is proposed: once is chance."""

MAX_PHRASINGS = 8
"""Added for one group: further wordings of the same add little, and more to review."""

LONGEST = 200
"""Characters of a question that may become a phrasing. Longer ones tell a story, and a story may
tell who asked."""

DECIDED = "a maintainer has decided so"
"""The reason of a proposal that is no guess."""

_STAND_IN = re.compile(r"\[(mail|phone|name|link)\]|(?<!\w)@\w")
"""What stands for something personal (`faq.usage.privacy`), or would be."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a maintainer has said a question belongs to; it goes before any guess.

    Exactly one of the last three is given.

    Attributes:
        question: as it was asked; case, marks and white space do not matter.
        entry: the id of the entry that answers it.
        subject: the id of the subject that is not covered.
        ignore: whether nothing is to be done about it.
    """

    question: str
    entry: str | None = None
    subject: str | None = None
    ignore: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Phrasings to add.

    Attributes:
        target: the entry's or the subject's id.
        is_entry: whether it is an entry.
        phrasings: what to add, most frequent first.
        reason: why, to follow a colon.
        group: the questions that it is about.
        helped: how many of their askings are answered then, or declined by the subject's name.
        left_out: wordings that are not added, and why not.
    """

    target: str
    is_entry: bool
    phrasings: tuple[str, ...]
    reason: str
    group: GapGroup
    helped: int = 0
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def edit(self) -> Edit:
        """The change of the files."""
        kind = AddPhrasings if self.is_entry else AddNotCoveredPhrasings
        return kind(self.target, self.phrasings)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A proposal that would break something.

    Attributes:
        breaks: the behaviour tests that pass without it and fail with it.
    """

    proposal: Proposal
    breaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to do about the gaps.

    Attributes:
        proposals: sound changes, those for the most frequent questions first.
        unplaced: questions that belong nowhere: they need an entry, or a subject that is not
            covered, which somebody has to write.
        dropped: changes that would break a behaviour test, add nothing the linter passes, or
            cannot be written into the file as it is.
        changed: the files' texts with all proposals, for `faq.maintaining.editing`.
    """

    proposals: tuple[Proposal, ...] = ()
    unplaced: tuple[GapGroup, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    changed: dict[Path, str] = field(default_factory=dict)


def decisions_about(gaps: Iterable[Gap]) -> list[Decision]:
    """The decisions of maintainers about gaps, made in their chat (`bot.maintainers`)."""
    decisions = []
    for gap in gaps:
        kind, _, name = (gap.decision or "").partition(":")
        if kind == "entry":
            decisions.append(Decision(gap.question, entry=name))
        elif kind == "subject":
            decisions.append(Decision(gap.question, subject=name))
        elif kind == "ignore":
            decisions.append(Decision(gap.question, ignore=True))
    return decisions


def suggest(  # noqa: PLR0913 -- what is asked, and how much of it
    path: Path,
    edition: Edition,
    gaps: Sequence[Gap],
    decisions: Iterable[Decision] = (),
    *,
    min_count: int = MIN_COUNT,
    limit: int | None = None,
) -> Suggestions:
    """Changes that would answer the gaps, the most frequent first.

    Every change is tried: the FAQ with it loads, the linter passes each phrasing, and each of the
    FAQ's `questions` that passes still does. Changes that break one are left out, alone.

    Args:
        path: the FAQ that the edition answers from, a file or a folder.
        edition: answers from it as it is.
        gaps: from the store.
        decisions: of maintainers; decided questions count however rare they are.
        min_count: how often a group must have been asked.
        limit: how many groups to look at; None for all.

    Raises:
        FaqError: the files have problems.
    """
    by_text = {normalise(decision.question): decision for decision in decisions}
    ignored = {text for text, decision in by_text.items() if decision.ignore}
    remaining = [gap for gap in gaps if normalise(gap.question) not in ignored]
    groups = [
        (group, _decided(group, by_text, edition.faq))
        for group in group_gaps(remaining, edition, with_declined=True).groups
    ]
    proposals: list[Proposal] = []
    unplaced: list[GapGroup] = []
    frequent = [pair for pair in groups if pair[1] or pair[0].count >= min_count]
    for group, own in frequent[:limit]:
        if own:
            proposals += own
        elif guess := _guess(group):
            proposals.append(guess)
        elif group.declined < NAMED_SHARE * group.count:
            unplaced.append(group)
    worded, unfit = _worded(_joined(proposals), edition)
    writable, refused = _writable(path, worded)
    sound, broken, changed = _tried(path, edition, writable)
    return Suggestions(tuple(sound), tuple(unplaced), (*unfit, *refused, *broken), changed)


def _decided(group: GapGroup, by_text: Mapping[str, Decision], faq: Faq) -> list[Proposal]:
    """Proposals that follow decisions about a group's questions.

    If all decisions agree, the group's other questions go with them. A decision for what the FAQ
    no longer has is passed over.
    """
    subjects = {subject.id for subject in faq.not_covered}
    chosen: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for example in group.examples:
        decision = by_text.get(normalise(example.text))
        if decision and decision.entry in faq.by_id:
            chosen[decision.entry or "", True].append(example.text)
        elif decision and decision.subject in subjects:
            chosen[decision.subject or "", False].append(example.text)
    others = [example.text for example in group.examples] if len(chosen) == 1 else []
    return [
        Proposal(
            target,
            is_entry=is_entry,
            phrasings=tuple(dict.fromkeys([*texts, *others])),
            reason=DECIDED,
            group=group,
        )
        for (target, is_entry), texts in chosen.items()
    ]


def _guess(group: GapGroup) -> Proposal | None:
    """The proposal for where a group most likely belongs; None if nothing is likely enough."""
    texts = tuple(example.text for example in group.examples)
    if reason := _proof(group):
        best = group.evidence[0].entry
        return Proposal(best, is_entry=True, phrasings=texts, reason=reason, group=group)
    if group.confidence >= NEAR_AT and group.rejected * 3 <= group.count:
        reason = f"it is the nearest entry (confidence {group.confidence:.2f})"
        return Proposal(group.nearest, is_entry=True, phrasings=texts, reason=reason, group=group)
    if group.declined == group.count or group.subject is None:
        return None
    if group.declined >= NAMED_SHARE * group.count:
        reason = f"{group.declined} of {group.count} askings are declined by this name already"
        return Proposal(group.subject, is_entry=False, phrasings=texts, reason=reason, group=group)
    if group.subject_confidence >= max(NAMED_AT, group.confidence):
        reason = f"it is the nearest subject (confidence {group.subject_confidence:.2f})"
        return Proposal(group.subject, is_entry=False, phrasings=texts, reason=reason, group=group)
    return None


def _proof(group: GapGroup) -> str | None:
    """How people came to one entry after asking, if that proves it to be the answer."""
    if not group.evidence:
        return None
    best = group.evidence[0]
    total = sum(each.weight for each in group.evidence) + group.rejected
    if best.weight < max(PROVEN, AGREED * total):
        return None
    ways = [f"picked it {best.picked}×"] if best.picked else []
    ways += [f"reworded and came to it {best.reworded}×"] if best.reworded else []
    return f"after asking, people {' and '.join(ways)}"


def _joined(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals, with every wording in one of them only."""
    seen: set[str] = set()
    joined = []
    for proposal in proposals:
        fresh = tuple(text for text in proposal.phrasings if normalise(text) not in seen)
        seen.update(map(normalise, fresh))
        if fresh:
            joined.append(replace(proposal, phrasings=fresh))
    return joined


def _worded(
    proposals: Iterable[Proposal], edition: Edition
) -> tuple[list[Proposal], list[Dropped]]:
    """The proposals with the wordings that are fit to be phrasings, and those that have none."""
    kept, dropped = [], []
    for proposal in proposals:
        fit, unfit = _fit_and_unfit(proposal, edition)
        worded = replace(proposal, phrasings=fit, left_out=unfit)
        if fit:
            kept.append(worded)
        elif unfit:
            dropped.append(Dropped(worded, ()))
    return kept, dropped


def _fit_and_unfit(
    proposal: Proposal, edition: Edition
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The wordings to add, and those to leave out with the reason; without what works already."""
    fit, unfit = list[str](), list[tuple[str, str]]()
    taken = set[frozenset[str]]()
    example_of = {normalise(example.text): example for example in proposal.group.examples}
    for text in proposal.phrasings:
        own_words = frozenset(words(edition.matcher.analyse(text).folded))
        if _reaches(edition.reply(text), proposal):
            continue
        if why := _unfit(example_of[normalise(text)], proposal, edition):
            unfit.append((text, why))
        elif own_words in taken:
            unfit.append((text, "another wording has the same words"))
        elif len(fit) == MAX_PHRASINGS:
            unfit.append((text, f"there are {MAX_PHRASINGS} already"))
        else:
            taken.add(own_words)
            fit.append(text)
    return tuple(fit), tuple(unfit)


def _unfit(example: Example, proposal: Proposal, edition: Edition) -> str | None:
    """Why a wording cannot be a phrasing."""
    text, reply = example.text, edition.reply(example.text)
    if why := _unprintable(text):
        return why
    if near := edition.matcher.near_duplicate(proposal.target, text):
        return f'it is nearly the same as "{near[1].text}" in "{near[0]}"'
    is_proven = proposal.reason == DECIDED or proposal.target in example.led_to
    if proposal.is_entry and isinstance(reply, NotCoveredReply) and not is_proven:
        # A group may be mixed; who answers what the source does not say is wrong.
        return f'it is declined as "{reply.subject.id}"'
    return None


def _unprintable(text: str) -> str | None:
    """Why a wording cannot stand in a file that everybody reads."""
    if _STAND_IN.search(text):
        return "it names somebody or something private"
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if all(word in STOP_WORDS for word in words(normalise(text))):
        return "it has only stop words"
    return None


def _reaches(reply: Reply, proposal: Proposal) -> bool:
    """Whether a reply is the one that a proposal should bring about."""
    kind = Answer if proposal.is_entry else NotCoveredReply
    return isinstance(reply, kind) and reply.ids == (proposal.target,)


def _writable(path: Path, proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[Dropped]]:
    """The proposals that can be written into the files, and those that cannot, with the reason.

    A file may be written in a way that is not changed automatically (`faq.maintaining.editing`).
    """
    reasons = refusals(path, [proposal.edit for proposal in proposals])
    writable, refused = list[Proposal](), list[Dropped]()
    for proposal, reason in zip(proposals, reasons, strict=True):
        if reason is None:
            writable.append(proposal)
        else:
            left_out = (*proposal.left_out, *((text, reason) for text in proposal.phrasings))
            refused.append(Dropped(replace(proposal, phrasings=(), left_out=left_out), ()))
    return writable, refused


def _tried(
    path: Path, edition: Edition, proposals: Sequence[Proposal]
) -> tuple[list[Proposal], list[Dropped], dict[Path, str]]:
    """The proposals that do no harm together, those that do, and the changed files' texts.

    All are tried at once. If a behaviour test breaks, each half is tried by itself, down to
    single phrasings.
    """
    waiting = [list(proposals)] if proposals else []
    sound, dropped = list[Proposal](), list[Dropped]()
    after, changed = edition, dict[Path, str]()
    while waiting:
        batch = waiting.pop(0)
        together = [*sound, *batch]
        texts = apply(path, [proposal.edit for proposal in together])
        faq = load(path, texts)
        trial = Edition(faq, Matcher(faq, edition.matcher.index.encoder))
        if flaws := _flaws(batch, trial):
            reduced = [_without(proposal, flaws) for proposal in batch]
            dropped += [Dropped(p, ()) for p in reduced if not p.phrasings]
            if rest := [p for p in reduced if p.phrasings]:
                waiting.insert(0, rest)
            continue
        changes = compare(edition, trial, questions_to_ask(edition, trial, phrasings=False))
        breaks = tuple(change.question.text for change in changes if change.breaks)
        if not breaks:
            sound, after, changed = together, trial, texts
        elif len(batch) > 1:
            waiting[:0] = [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
        elif len(batch[0].phrasings) > 1:
            waiting[:0] = [
                [replace(batch[0], phrasings=(text,), left_out=())] for text in batch[0].phrasings
            ]
        else:
            dropped.append(Dropped(batch[0], breaks))
    return [_with_effect(proposal, after) for proposal in _merged(sound)], dropped, changed


def _flaws(batch: Iterable[Proposal], trial: Edition) -> dict[tuple[str, str], str]:
    """The linter's messages about new phrasings, by target and normalised text."""
    owners = {owner.id: owner for owner in trial.faq.owners}
    flaws = {}
    for proposal in batch:
        owner = owners[proposal.target]
        added = set(map(normalise, proposal.phrasings))
        for phrasing in owner.phrasings:
            if normalise(phrasing.text) in added:
                for problem in phrasing_problems(owner, phrasing, trial):
                    flaws[proposal.target, normalise(phrasing.text)] = problem.message
    return flaws


def _without(proposal: Proposal, flaws: Mapping[tuple[str, str], str]) -> Proposal:
    """The proposal without the phrasings that have a flaw."""
    why = {text: flaws.get((proposal.target, normalise(text))) for text in proposal.phrasings}
    return replace(
        proposal,
        phrasings=tuple(text for text, flaw in why.items() if not flaw),
        left_out=(*proposal.left_out, *((text, flaw) for text, flaw in why.items() if flaw)),
    )


def _merged(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals; of those that were taken apart, one for each group and target."""
    merged: dict[tuple[str, GapGroup], Proposal] = {}
    for proposal in proposals:
        key = proposal.target, proposal.group
        first = merged.get(key)
        texts = (*first.phrasings, *proposal.phrasings) if first else proposal.phrasings
        merged[key] = replace(first or proposal, phrasings=texts)
    return list(merged.values())


def _with_effect(proposal: Proposal, after: Edition) -> Proposal:
    """The proposal with how many askings it helps."""
    helped = sum(
        example.count
        for example in proposal.group.examples
        if _reaches(after.reply(example.text), proposal)
    )
    return replace(proposal, helped=helped)
