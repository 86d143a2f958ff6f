"""Privacy: codes that stand for people, and questions without personal data."""

from __future__ import annotations

import hashlib
import hmac
import re

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DASH = r"[\u2010-\u2015/-]"
_HARMLESS = "|".join(
    (
        rf"{_YEAR}[-./]{_MONTH}[-./]{_DAY}(?:\s\d\d?:\d\d)?",  # a date
        rf"{_DAY}[-./]{_MONTH}[-./]{_YEAR}",
        rf"{_YEAR}(?:\s?{_DASH}\s?|\s){_YEAR}",  # a span of years
        r"97[89](?:[-\s]?\d){10}",  # an ISBN
        r"\d{1,3}(?:\.\d{1,5}){3}",  # a version, an address of a computer
    )
)
"""Digits that look like a telephone number but are something else."""

_ACCOUNT = r"\b(?:(?:t|telegram|wa)\.me/[\w+]|telegram\.dog/[\w+]|[\w-]{1,63}\.t\.me\b)"
_URL = rf"(?:\b[a-z][a-z0-9+.-]{{1,20}}://|\bwww\.|{_ACCOUNT})\S{{0,4000}}"
_PART = r"[\w-]{1,63}"
_MAIL = rf"[^\s@＠<>(),;:]{{1,64}}[@＠]{_PART}(?:\.{_PART}){{1,8}}"
_NAME = r"[@＠]{1,64}\w+"
_PHONE = (
    r"(?<!\w)(?<!\d\.)(?:\+|\(\+?(?=\d{1,5}\)))?\d(?:[\s().\u2010-\u2015/-]{0,2}\d){6,18}(?!\d)"
)
_PERSONAL = re.compile(
    rf"(?P<link>{_URL})|(?P<mail>{_MAIL})|(?P<name>{_NAME})"
    rf"|(?<![\w.])(?P<harmless>{_HARMLESS})(?!\d)|(?P<phone>{_PHONE})",
    re.IGNORECASE,
)
_TELLING = re.compile(rf"[@＠?#&=]|{_ACCOUNT}|[\w-]{{24,}}", re.IGNORECASE)
"""Parts that make a link personal or secret: an account, a parameter, a long key."""

CODE_BYTES = 16
"""Length of a code: with 128 bits no two people get the same one by chance."""


def redact(text: str) -> str:
    """A question without data that show who asked it or whom it names.

    E-mail addresses, @names, links with anything personal in them, and runs of 7 to 19 digits
    (telephone numbers have up to 15, E.164; cards up to 19, ISO/IEC 7812) become "[mail]",
    "[name]", "[link]" and "[phone]". Dates, years and ISBNs stay.
    """
    return _PERSONAL.sub(_stand_in, text)


def _stand_in(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "harmless" or (kind == "link" and not _TELLING.search(match[0])):
        return match[0]
    return f"[{kind}]"


class Pseudonyms:
    """Codes that stand for people and chats; without the secret nobody can compute them.

    The same person always has the same code.

    Args:
        secret: the secret that the codes depend on. It must not be kept beside them: with it
            anybody can compute the code of every number. If it changes, so do all codes, and the
            rows of earlier ones can no longer be found.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"faqbot pseudonyms\0" + secret.encode()).digest()

    def person(self, number: int) -> str:
        """The code of a person, 32 hexadecimal digits."""
        return self._code("person", number)

    def chat(self, number: int) -> str:
        """The code of a chat; a private chat has its person's number, but another code."""
        return self._code("chat", number)

    def _code(self, kind: str, number: int) -> str:
        message = f"{kind}:{number}".encode()
        return hmac.new(self._key, message, "sha256").digest()[:CODE_BYTES].hex()
