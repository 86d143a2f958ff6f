"""Finds the abbreviations that a text introduces, and what they stand for."""

from __future__ import annotations

import re

from faq.text import words as words_of

MOST_ABBREVIATIONS = 20
"""A text that introduces more is a glossary, which wants entries instead."""

_SHORT = r"[A-Z][A-Za-z0-9&]{0,6}[A-Z0-9]"
_IN_BRACKETS = re.compile(rf"\s?\(({_SHORT})s?\)")
_WORDS_BEFORE = re.compile(r"[\w’'&/-]+(?:\s+[\w’'&/-]+){0,9}$")
_BEFORE_BRACKETS = re.compile(rf"(?<![\w-])({_SHORT}) \(([A-Za-z][\w\s’'&/-]{{5,79}})\)")
_LONGEST = 128
"""Characters of what an abbreviation stands for; the FAQ format takes no more."""

_AND = ("and", "und", "y", "et", "&")
_SKIPPED = frozenset(
    words_of(
        "a an the of for in on to at by with de la el los las del der die das für von des du les"
    )
) | {*_AND}
"""Small words that need no letter in the abbreviation."""


def abbreviations(text: str) -> tuple[tuple[str, str], ...]:
    """The abbreviations, each with what it stands for: "Animal Office (AO)", "AO (Animal Office)".

    Neither an abbreviation nor what one stands for occurs twice.
    """
    pairs: list[tuple[str, str | None]] = []
    for match in _IN_BRACKETS.finditer(text):
        before = _WORDS_BEFORE.search(text[max(0, match.start() - _LONGEST) : match.start()])
        pairs.append((match[1], _spelled_out(before[0], match[1]) if before else None))
    for match in _BEFORE_BRACKETS.finditer(text):
        long = _spelled_out(match[2], match[1])
        pairs.append((match[1], long if long == " ".join(match[2].split()) else None))
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for short, long in pairs:
        if long and taken.isdisjoint({short.casefold(), long.casefold()}):
            chosen[short] = long
            taken |= {short.casefold(), long.casefold()}
    return tuple(chosen.items())[:MOST_ABBREVIATIONS]


def _spelled_out(text: str, short: str) -> str | None:
    """The last words of a text whose first letters make an abbreviation; None if they do not."""
    words = text.split()
    letters = [c for c in short.lower() if c.isalnum() or c == "&"]
    if sum(c.isalpha() for c in letters) < 2:  # noqa: PLR2004 -- one letter stands for anything
        return None
    start = len(words)
    while start > 0 and letters:
        start -= 1
        for part in reversed(re.split(r"[-/]", words[start].lower())):
            if letters and (part.startswith(letters[-1]) or (letters[-1] == "&" and part in _AND)):
                letters.pop()
            elif part not in _SKIPPED:
                return None
    if letters or words[start].lower() in _SKIPPED:
        return None
    long = " ".join(words[start:])
    return long if " " in long or "-" in long else None
