"""Completes follow-up questions: "and who wrote that?", "its cost?", "what about BPO?"."""

from __future__ import annotations

from faq.matching.terms import Terms
from faq.text import STOP_WORDS, words

MAX_WORDS = 8
"""A longer question names its own subject."""

POINTERS = frozenset(
    words(
        "it its it's that that's this they them their theirs those these he she his her him there "
        "same else"
    )
)
"""Words that refer to something said before."""

OPENINGS = ("and ", "but ", "so ", "or ", "also ", "then ", "what about ", "how about ")
"""Beginnings of a question that continues the one before."""

EMPTY = STOP_WORDS - POINTERS
"""Words that neither name a subject nor stand for one."""


def standalone(typed: str, before: str, terms: Terms) -> str | None:
    """A follow-up question completed by the one before; None if it stands alone.

    Args:
        typed: the question, normalised.
        before: the question that was answered, normalised.
        terms: the FAQ's terms.
    """
    if not 0 < len(words(typed)) <= MAX_WORDS:
        return None
    question = terms.analyse(typed)
    rest = [word for word in words(question.folded) if word not in question.terms]
    continues = question.folded.startswith(OPENINGS)
    if question.terms:
        # "what about bpo?", "and kpo": the question before, about the other name
        if continues and all(word in EMPTY for word in rest):
            return terms.swap(terms.analyse(before).folded, question.terms)
        return None
    names_nothing = all(word in STOP_WORDS for word in rest)
    refers_back = any(word in POINTERS for word in rest)
    return f"{before} {typed}" if continues or names_nothing or refers_back else None
