"""Finds what is allowed and still a mistake: overlap, doubles, entries that nobody can reach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from faq.answering.edition import Edition
from faq.answering.replies import Answer, NotCoveredReply
from faq.content import Entry, Faq, NotCovered, Phrasing
from faq.errors import Place, Problem
from faq.text import normalise, words

BUTTON_CHARACTERS = 60
"""About what a phone shows of a button before it cuts the text."""

STOP_WORDS = frozenset(
    words(
        "a about am an and any are as at be but by can could did do does for from had has have "
        "how i if in is it its me my no not of on or our please so some tell than that the their "
        "them then there these they this to us was we were what when where which who why will "
        "with would yes you"
    )
)
"""English words that every question shares: a phrasing of nothing else names no subject."""

_MARKUP = re.compile(r"</?[a-z][^<>]*>|\[[^\]]+\]\(https?://|(?<!\w)(\*\*|__)\w")


def lint(edition: Edition) -> Iterator[Problem | None]:
    """What to look at, in the order of the FAQ; None after each phrasing, to count progress by."""
    yield from edition.faq.warnings
    edition.matcher.preload()
    first: dict[str, tuple[str, Phrasing]] = {}
    for owner in _owners(edition.faq):
        if isinstance(owner, Entry):
            yield from _shape(owner)
        for phrasing in owner.phrasings:
            normal = normalise(phrasing.text)
            same = first.setdefault(normal, (owner.id, phrasing))
            if same[1] is not phrasing:
                yield from _wording(owner, phrasing)
                yield _warn(phrasing.place, f'the same as in "{same[0]}" ({same[1].place})')
            else:
                yield from look_at(owner, phrasing, edition)
            yield None


def look_at(owner: Entry | NotCovered, phrasing: Phrasing, edition: Edition) -> Iterator[Problem]:
    """What is wrong with one phrasing, but for being there twice."""
    yield from _wording(owner, phrasing)
    yield from _overlap(owner, phrasing, edition)


def size(faq: Faq) -> int:
    """How many phrasings `lint` will look at."""
    return sum(len(owner.phrasings) for owner in _owners(faq))


def _owners(faq: Faq) -> tuple[Entry | NotCovered, ...]:
    return (*faq.entries, *faq.not_covered)


def _warn(place: Place, message: str) -> Problem:
    return Problem(place, message, "warning")


def _shape(entry: Entry) -> Iterable[Problem]:
    """What a reader on Telegram would stumble over."""
    if not any(c.isprintable() and not c.isspace() for c in entry.answer):
        yield _warn(
            entry.place, f'the answer of "{entry.id}" has nothing that Telegram could show'
        )
    if found := _MARKUP.search(entry.answer):
        yield _warn(
            entry.place,
            f'the answer of "{entry.id}" has markup ({found[0]}): answers are shown as written',
        )
    if len(entry.question) > BUTTON_CHARACTERS:
        yield _warn(
            entry.phrasings[0].place,
            f"longer than {BUTTON_CHARACTERS} characters: buttons will cut the question",
        )


def _wording(owner: Entry | NotCovered, phrasing: Phrasing) -> Iterable[Problem]:
    """Phrasings that say nothing; a subject that is not covered may list them to decline them."""
    found = words(normalise(phrasing.text))
    if not found and isinstance(owner, Entry):
        yield _warn(phrasing.place, "a phrasing without a word matches nothing")
    elif isinstance(owner, Entry) and all(word in STOP_WORDS for word in found):
        yield _warn(phrasing.place, "only stop words: it would match questions about anything")


def _overlap(owner: Entry | NotCovered, phrasing: Phrasing, edition: Edition) -> Iterable[Problem]:
    """Phrasings that pull questions towards another entry."""
    if near := edition.matcher.near_duplicate(owner.id, phrasing.text):
        yield _warn(
            phrasing.place,
            f'nearly the same as "{near[1].text}" in "{near[0]}" ({near[1].place})',
        )
        return
    if isinstance(owner, NotCovered):
        return  # near an entry is where examples of what is not covered are needed most
    reply = edition.reply(phrasing.text, literal=False)
    got = reply.entry.id if isinstance(reply, Answer) else None
    if isinstance(reply, NotCoveredReply):
        got = reply.subject.id
    if got is None or got == owner.id:
        return
    if phrasing is owner.phrasings[0]:
        yield _warn(phrasing.place, f'cannot be reached: its own question is answered by "{got}"')
    else:
        yield _warn(phrasing.place, f'"{phrasing.text}" is answered by "{got}", not "{owner.id}"')
