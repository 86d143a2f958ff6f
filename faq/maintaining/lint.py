"""Finds what is allowed and still a mistake: overlap, repeats, entries that nobody can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from faq.answering.edition import Edition
from faq.answering.policy import BUTTON_CHARACTERS
from faq.answering.replies import Answer, NotCoveredReply
from faq.content import Entry, Faq, NotCovered, Phrasing
from faq.errors import Place, Problem
from faq.text import STOP_WORDS, normalise, words

_MARKUP = re.compile(r"</?[a-z][^<>]*>|\[[^\]]+\]\(https?://|(?<!\w)(\*\*|__)\w")


def lint(edition: Edition) -> Iterator[Problem | None]:
    """Problems of an FAQ, those of its texts first; None after each phrasing, to count progress.

    Within the texts and within the phrasings they are in the order of the FAQ.
    """
    yield from text_problems(edition.faq)
    edition.matcher.preload()
    seen: set[str] = set()
    for owner in edition.faq.owners:
        for phrasing in owner.phrasings:
            normal = normalise(phrasing.text)
            if normal not in seen:  # what stands there twice is a problem of the texts
                seen.add(normal)
                yield from _overlap(owner, phrasing, edition)
            yield None


def text_problems(faq: Faq) -> Iterator[Problem]:
    """Problems that can be seen without asking the FAQ anything."""
    yield from faq.warnings
    first: dict[str, tuple[str, Phrasing]] = {}
    for owner in faq.owners:
        if isinstance(owner, Entry):
            yield from _entry_problems(owner)
        for phrasing in owner.phrasings:
            yield from _wording_problems(owner, phrasing)
            name, same = first.setdefault(normalise(phrasing.text), (owner.id, phrasing))
            if same is not phrasing:
                yield _warn(phrasing.place, f'the same as in "{name}" ({same.place})')


def phrasing_problems(
    owner: Entry | NotCovered, phrasing: Phrasing, edition: Edition
) -> Iterator[Problem]:
    """Problems of one phrasing, but for being there twice."""
    yield from _wording_problems(owner, phrasing)
    yield from _overlap(owner, phrasing, edition)


def size(faq: Faq) -> int:
    """How many phrasings `lint` looks at."""
    return sum(len(owner.phrasings) for owner in faq.owners)


def _warn(place: Place, message: str) -> Problem:
    return Problem(place, message, "warning")


def _entry_problems(entry: Entry) -> Iterator[Problem]:
    """What readers on Telegram would not see as it is meant."""
    if not any(c.isprintable() and not c.isspace() for c in entry.answer):
        yield _warn(
            entry.place, f'the answer of "{entry.id}" has nothing that Telegram could show'
        )
    if markup := _MARKUP.search(entry.answer):
        yield _warn(
            entry.place,
            f'the answer of "{entry.id}" has markup ({markup[0]}): answers are shown as written',
        )
    if len(entry.question) > BUTTON_CHARACTERS:
        yield _warn(
            entry.phrasings[0].place,
            f"longer than {BUTTON_CHARACTERS} characters: buttons will cut the question",
        )


def _wording_problems(owner: Entry | NotCovered, phrasing: Phrasing) -> Iterator[Problem]:
    """Phrasings of an entry that say nothing; a subject may list such texts to decline them."""
    if not isinstance(owner, Entry):
        return
    own_words = words(normalise(phrasing.text))
    if not own_words:
        yield _warn(phrasing.place, "a phrasing without a word matches nothing")
    elif all(word in STOP_WORDS for word in own_words):
        yield _warn(phrasing.place, "only stop words: it would match questions about anything")


def _overlap(owner: Entry | NotCovered, phrasing: Phrasing, edition: Edition) -> Iterator[Problem]:
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
    if not isinstance(reply, Answer | NotCoveredReply) or owner.id in reply.ids:
        return
    (other,) = reply.ids
    if phrasing is owner.phrasings[0]:
        yield _warn(
            phrasing.place, f'cannot be reached: its own question is answered by "{other}"'
        )
    else:
        yield _warn(
            phrasing.place, f'"{phrasing.text}" is answered by "{other}", not "{owner.id}"'
        )
