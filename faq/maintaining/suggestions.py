"""Changes to the FAQ that would answer what was asked in vain, each of them tried before.

Nothing is written here. A proposal adds phrasings to an entry, or to a subject that is not
covered; what needs somebody to write an answer becomes a draft, which is never part of a change.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from faq.answering.edition import Edition
from faq.answering.policy import NAMED_AT, OFFER_AT
from faq.answering.replies import Answer, NotCoveredReply, Reply
from faq.content import Entry, Faq, NotCovered, load
from faq.maintaining.diff import compare, questions_to_ask
from faq.maintaining.editing import AddNotCoveredPhrasings, AddPhrasings, Edit, apply, refusals
from faq.maintaining.lint import phrasing_problems
from faq.maintaining.unanswered import Example, GapGroup, group
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

SAID_AT = 0.3
"""Likeness of a passage from which a draft takes the source to answer: a hint, no more. Of the
bundled FAQ's entries 7 in 10 have such a passage, of the subjects that are not covered 1 in 3."""

PASSAGES = 3
"""Quotes that a draft offers: the right one is rarely further down, and each has to be read."""

SHORTEST_PASSAGE, LONGEST_PASSAGE = 12, 600
"""Characters of a passage: a quote may not be shorter, and what is longer is no sentence."""

MAX_ID = 40
"""Characters of an id (`faq.content.schema`)."""

DECIDED = "a maintainer has decided so"
"""The reason of a proposal that is no guess."""

_STAND_IN = re.compile(r"\[(mail|phone|name|link)\]|(?<!\w)@\w")
"""What stands for something personal (`faq.usage.privacy`), or would be."""

_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+(?=\S)")


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
class Passage:
    """A run of a source's words that may be the quote to answer with; `likeness` is 1 at most."""

    source: str
    text: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that needs a new entry, or a new subject that is not covered.

    Attributes:
        id: a name for either, not taken yet.
        is_said: whether the source seems to say something about it.
        passages: the likeliest quotes, likeliest first.
        wordings: those of the questions that are fit to be phrasings.
    """

    group: GapGroup
    id: str
    wordings: tuple[str, ...]
    is_said: bool
    passages: tuple[Passage, ...]


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
        proposals: sound changes, of the most frequent questions first.
        drafts: what somebody has to write.
        dropped: changes that would break a behaviour test, add nothing the linter passes, or
            cannot be written into the file as it is.
        changed: the files' texts with all proposals, for `faq.maintaining.editing`.
    """

    proposals: tuple[Proposal, ...] = ()
    drafts: tuple[Draft, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    changed: dict[Path, str] = field(default_factory=dict)


def decided(gaps: Iterable[Gap]) -> list[Decision]:
    """What maintainers have decided about gaps in their chat (`bot.admin`)."""
    found = []
    for gap in gaps:
        kind, _, name = (gap.decision or "").partition(":")
        if kind == "entry":
            found.append(Decision(gap.question, entry=name))
        elif kind == "subject":
            found.append(Decision(gap.question, subject=name))
        elif kind == "ignore":
            found.append(Decision(gap.question, ignore=True))
    return found


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
        decisions: what maintainers have said; decided questions count however rare they are.
        min_count: how often a group must have been asked.
        limit: how many groups to look at; None for all.

    Raises:
        FaqError: the files have problems.
    """
    said = {normalise(each.question): each for each in decisions}
    ignored = {text for text, each in said.items() if each.ignore}
    kept = [gap for gap in gaps if normalise(gap.question) not in ignored]
    found: list[Proposal] = []
    missing: list[GapGroup] = []
    groups = [
        (some, _decided(some, said, edition.faq))
        for some in group(kept, edition, with_declined=True).groups
    ]
    wanted = [(some, own) for some, own in groups if own or some.count >= min_count]
    for some, own in wanted[:limit]:
        if own:
            found += own
        elif guess := _guess(some):
            found.append(guess)
        elif some.declined < NAMED_SHARE * some.count:
            missing.append(some)
    worded, dropped = _worded(_joined(found), edition)
    writable, refused = _writable(path, worded)
    sound, broken, changed = _tried(path, edition, writable)
    return Suggestions(
        tuple(sound), tuple(_drafts(missing, edition)), (*dropped, *refused, *broken), changed
    )


def _decided(some: GapGroup, said: dict[str, Decision], faq: Faq) -> list[Proposal]:
    """What maintainers have said of a group's questions; all of it follows if they agree.

    A decision for what the FAQ no longer has is passed over.
    """
    subjects = {subject.id for subject in faq.not_covered}
    chosen: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for example in some.examples:
        each = said.get(normalise(example.text))
        if each and each.entry in faq.by_id:
            chosen[each.entry or "", True].append(example.text)
        elif each and each.subject in subjects:
            chosen[each.subject or "", False].append(example.text)
    everything = [example.text for example in some.examples]
    return [
        Proposal(
            target,
            is_entry,
            tuple(dict.fromkeys([*texts, *everything] if len(chosen) == 1 else texts)),
            DECIDED,
            some,
        )
        for (target, is_entry), texts in chosen.items()
    ]


def _guess(some: GapGroup) -> Proposal | None:
    """Where a group's questions most likely belong; None if nothing is likely enough."""
    texts = tuple(example.text for example in some.examples)
    proven = sum(each.weight for each in some.evidence) + some.rejected
    if some.evidence and some.evidence[0].weight >= max(PROVEN, AGREED * proven):
        best = some.evidence[0]
        ways = [
            f"{how} {number}×"
            for number, how in (
                (best.picked, "picked it"),
                (best.reworded, "reworded and came to it"),
            )
            if number
        ]
        reason = f"after asking, people {' and '.join(ways)}"
        return Proposal(best.entry, is_entry=True, phrasings=texts, reason=reason, group=some)
    if some.confidence >= NEAR_AT and some.rejected * 3 <= some.count:
        reason = f"it is the nearest entry (confidence {some.confidence:.2f})"
        return Proposal(some.nearest, is_entry=True, phrasings=texts, reason=reason, group=some)
    if some.declined == some.count or some.subject is None:
        return None
    if some.declined >= NAMED_SHARE * some.count:
        reason = f"{some.declined} of {some.count} askings are declined by this name already"
        return Proposal(some.subject, is_entry=False, phrasings=texts, reason=reason, group=some)
    if some.subject_confidence >= max(NAMED_AT, some.confidence):
        reason = f"it is the nearest subject (confidence {some.subject_confidence:.2f})"
        return Proposal(some.subject, is_entry=False, phrasings=texts, reason=reason, group=some)
    return None


def _joined(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals, with every wording in one of them only."""
    seen: set[str] = set()
    kept = []
    for proposal in proposals:
        fresh = tuple(text for text in proposal.phrasings if normalise(text) not in seen)
        seen.update(map(normalise, fresh))
        if fresh:
            kept.append(replace(proposal, phrasings=fresh))
    return kept


def _worded(
    proposals: Iterable[Proposal], edition: Edition
) -> tuple[list[Proposal], list[Dropped]]:
    """The proposals with the wordings that are fit to be phrasings, and those that have none."""
    kept, dropped = [], []
    for proposal in proposals:
        fit, unfit = list[str](), list[tuple[str, str]]()
        known = set[frozenset[str]]()
        example_of = {normalise(example.text): example for example in proposal.group.examples}
        for text in proposal.phrasings:
            spelled = frozenset(words(edition.matcher.analyse(text).folded))
            example = example_of[normalise(text)]
            if _reaches(edition.reply(text), proposal):
                continue  # nothing is amiss any more
            if why := _unfit(example, proposal, edition):
                unfit.append((text, why))
            elif spelled in known:
                unfit.append((text, "another wording has the same words"))
            elif len(fit) == MAX_PHRASINGS:
                unfit.append((text, f"there are {MAX_PHRASINGS} already"))
            else:
                known.add(spelled)
                fit.append(text)
        made = replace(proposal, phrasings=tuple(fit), left_out=tuple(unfit))
        if fit:
            kept.append(made)
        elif unfit:
            dropped.append(Dropped(made, ()))
    return kept, dropped


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
    """Whether a reply is what a proposal is to bring about."""
    match reply:
        case Answer(entry=entry):
            return proposal.is_entry and entry.id == proposal.target
        case NotCoveredReply(subject=subject):
            return not proposal.is_entry and subject.id == proposal.target
    return False


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
        now = [*sound, *batch]
        texts = apply(path, [proposal.edit for proposal in now])
        faq = load(path, texts)
        trial = Edition(faq, Matcher(faq, edition.matcher.index.encoder))
        flawed = _flawed(batch, trial)
        if flawed:
            mended = [_without(proposal, flawed) for proposal in batch]
            dropped += [Dropped(p, ()) for p in mended if not p.phrasings]
            if rest := [p for p in mended if p.phrasings]:
                waiting.insert(0, rest)
            continue
        changes = compare(edition, trial, questions_to_ask(edition, trial, phrasings=False))
        breaks = tuple(change.question for change in changes if change.breaks)
        if not breaks:
            sound, after, changed = now, trial, texts
        elif len(batch) > 1:
            waiting[:0] = [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
        elif len(batch[0].phrasings) > 1:
            waiting[:0] = [
                [replace(batch[0], phrasings=(text,), left_out=())] for text in batch[0].phrasings
            ]
        else:
            dropped.append(Dropped(batch[0], breaks))
    return [_with_effect(proposal, after) for proposal in _together(sound)], dropped, changed


def _flawed(batch: Iterable[Proposal], trial: Edition) -> dict[tuple[str, str], str]:
    """What the linter says against new phrasings, by target and text."""
    owners: dict[str, Entry | NotCovered] = {
        **trial.faq.by_id,
        **{subject.id: subject for subject in trial.faq.not_covered},
    }
    found = {}
    for proposal in batch:
        owner = owners[proposal.target]
        added = set(map(normalise, proposal.phrasings))
        for phrasing in owner.phrasings:
            if normalise(phrasing.text) not in added:
                continue
            for problem in phrasing_problems(owner, phrasing, trial):
                found[proposal.target, normalise(phrasing.text)] = problem.message
    return found


def _without(proposal: Proposal, flawed: dict[tuple[str, str], str]) -> Proposal:
    """The proposal without phrasings that the linter has something against."""
    why = {text: flawed.get((proposal.target, normalise(text))) for text in proposal.phrasings}
    return replace(
        proposal,
        phrasings=tuple(text for text, flaw in why.items() if not flaw),
        left_out=(*proposal.left_out, *((text, flaw) for text, flaw in why.items() if flaw)),
    )


def _together(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals; of those that were taken apart, one for each group and target."""
    found: dict[tuple[str, GapGroup], Proposal] = {}
    for each in proposals:
        first = found.setdefault((each.target, each.group), each)
        if first is not each:
            more = (*first.phrasings, *each.phrasings)
            found[each.target, each.group] = replace(first, phrasings=more)
    return list(found.values())


def _with_effect(proposal: Proposal, after: Edition) -> Proposal:
    helped = sum(
        example.count
        for example in proposal.group.examples
        if _reaches(after.reply(example.text), proposal)
    )
    return replace(proposal, helped=helped)


def _drafts(groups: Sequence[GapGroup], edition: Edition) -> Iterator[Draft]:
    """Drafts for groups that belong nowhere."""
    taken = {*edition.faq.by_id, *(subject.id for subject in edition.faq.not_covered), "none"}
    passages = [*_passages(edition.faq)] if groups else []
    asked = [[example.text for example in some.examples[:MAX_PHRASINGS]] for some in groups]
    likeness = edition.matcher.likeness([*chain(*asked)], [text for _, text in passages])
    rows = iter(likeness)
    for some, texts in zip(groups, asked, strict=True):
        mean = sum(next(rows) for _ in texts) / len(texts)
        best = sorted(range(len(passages)), key=lambda i: (-mean[i], i))[:PASSAGES]
        near = tuple(Passage(*passages[i], float(mean[i])) for i in best)
        name = _name(some, taken)
        taken.add(name)
        fit = tuple(text for text in texts if not _unprintable(text))
        yield Draft(some, name, fit, bool(near and near[0].likeness >= SAID_AT), near)


def _passages(faq: Faq) -> Iterator[tuple[str, str]]:
    """The sentences of all sources, each behind its source's id; a text that recurs comes once."""
    seen: set[str] = set()
    for source in faq.sources:
        for block in re.split(r"\n\s*\n", source.text or ""):
            for sentence in _SENTENCE_END.split(" ".join(block.split())):
                if SHORTEST_PASSAGE <= len(sentence) <= LONGEST_PASSAGE and sentence not in seen:
                    seen.add(sentence)
                    yield source.id, sentence


def _name(some: GapGroup, taken: set[str]) -> str:
    """An id made of what the wordings have in common."""
    counts: Counter[str] = Counter()
    for example in some.examples:
        for word in dict.fromkeys(words(normalise(example.text))):
            if word not in STOP_WORDS and re.fullmatch("[a-z0-9]+", word):
                counts[word] += example.count
    name = ""
    for word, _ in counts.most_common(3):
        if len(name) + len(word) < MAX_ID - 3:
            name = f"{name}-{word}" if name else word
    name = name or "question"
    free: Callable[[str], bool] = lambda made: made not in taken  # noqa: E731
    return name if free(name) else next(f"{name}-{i}" for i in range(2, 99) if free(f"{name}-{i}"))
