"""Questions that lean on the one before: "and who wrote that?", "its cost?", "what about BPO?"."""

from __future__ import annotations

from faq.matching.terms import Terms
from faq.text import STOP_WORDS, words

MAX_WORDS = 8
"""A longer question says what it is about."""

POINTERS = frozenset(
    words(
        "it its it's that that's this they them their theirs those these he she his her him there "
        "same else"
    )
)
"""Words that stand for something said before."""

OPENINGS = ("and ", "but ", "so ", "or ", "also ", "then ", "what about ", "how about ")
"""Beginnings that carry on from something said before."""

EMPTY = STOP_WORDS - POINTERS
"""Words that neither name a subject nor stand for one."""


def standalone(typed: str, before: str, terms: Terms) -> str | None:
    """What a question means when it is asked right after another; None if it stands alone.

    Args:
        typed: the question, normalised.
        before: the question that was answered, normalised.
        terms: the FAQ's terms.
    """
    found = words(typed)
    if not found or len(found) > MAX_WORDS:
        return None
    named = terms.read(typed)
    rest = [word for word in words(named.folded) if word not in named.terms]
    carries_on = named.folded.startswith(OPENINGS)
    if named.terms:
        # "what about bpo?", "and kpo": the question before, about the other name
        if carries_on and all(word in EMPTY for word in rest):
            return terms.swap(terms.read(before).folded, named.terms)
        return None
    says_nothing = all(word in STOP_WORDS for word in rest)
    points_back = any(word in POINTERS for word in rest)
    return f"{before} {typed}" if carries_on or says_nothing or points_back else None
