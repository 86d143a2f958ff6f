"""Texts: one normal form for those that look the same, and numbers with their nouns."""

from __future__ import annotations

import re
import unicodedata

MAX_RAW = 4_096
"""Characters that are read: a Telegram message has no more (Bot API, sendMessage)."""

MAX_NORMAL = 512
"""Characters that are kept: one character can become 18 (U+FDFA), and long texts match slowly."""

WORD = re.compile(r"\w+(?:['&]\w+)*")
"""A word: letters and digits, with an inner & or apostrophe."""

STOP_WORDS = frozenset(
    WORD.findall(
        "a about also am an and any are as at be but by can could did do does else exactly for "
        "from had has have he her him his how i if in is it it's its me more my no not of on or "
        "ok okay our please really same she so some sure tell than that that's the their theirs "
        "them then there these they this those to us was we were what what's when where which "
        "who who's whose why will with would yes you"
    )
)
"""English words that every question shares: what has no other word names no subject."""

_MARKS = str.maketrans("“”„‟«»‘’‚‛′`´–—−‐‑", "\"\"\"\"\"\"'''''''-----")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]"
)
_MARK_RUN = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def normalise(text: str) -> str:
    """The text in lower case, compatibility-composed, with plain quotes and single spaces.

    The result has at most `MAX_NORMAL` characters; normalising it again changes nothing. Invisible
    characters, control characters and unpaired surrogates are removed, except the zero-width
    non-joiner, which Persian words need.
    """
    if text.isascii() and text.isprintable():  # the usual case: nothing to compose
        folded = text[: 2 * MAX_NORMAL].translate(_MARKS).lower()
        return " ".join(folded.split())[:MAX_NORMAL].rstrip()
    text = _MARK_RUN.sub(r"\1", text[:MAX_RAW])  # piled-up accents make composing quadratic
    # Folding can undo composing, and composing can undo folding; after two rounds neither does.
    for _ in range(1 if text.isascii() else 3):
        text = text[: 2 * MAX_NORMAL].translate(_MARKS)
        text = unicodedata.normalize("NFKC", text).translate(_MARKS).casefold()
        text = _MARK_RUN.sub(r"\1", _INVISIBLE.sub("", "".join(map(_visible, text))))
        text = unicodedata.normalize("NFKC", text)  # casefold takes some letters apart again
    return " ".join(text.split())[:MAX_NORMAL].rstrip()


def _visible(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] == "Z" or character in "\n\t\r\v\f":
        return " "
    return character if kind[0] != "C" or kind == "Co" or character == "\u200c" else ""


def from_system(argument: str) -> str:
    """A command's argument or a path as a text that can be printed and written.

    Bytes that are not in the locale's encoding reach us as unpaired surrogates. They are nearly
    always UTF-8; what is not becomes U+FFFD.
    """
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def words(normal: str) -> list[str]:
    """The words of a normalised text: letters and digits, with an inner & or apostrophe."""
    return WORD.findall(normal)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun in English: "1 entry", "1,200 entries"."""
    return f"{number:,} {one if number == 1 else many}"
