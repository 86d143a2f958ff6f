"""What may be kept of people: codes in place of who they are, and questions without their data."""

from __future__ import annotations

import hashlib
import hmac
import re

_URL = r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bt\.me/)\S+"
_MAIL = r"[^\s@<>(),;:]+[@＠][^\s@<>(),;:]+\.[^\s@<>(),;:]*\w"
_NAME = r"(?<![\w@])[@＠]\w+"
_PHONE = r"(?<![\w.-])\+?\(?\d(?:[\s().\u2010-\u2015/-]{0,3}\d){6,14}(?![\w-])"
_PERSONAL = re.compile(
    f"(?P<link>{_URL})|(?P<mail>{_MAIL})|(?P<name>{_NAME})|(?P<phone>{_PHONE})", re.IGNORECASE
)
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:\s*[\u2010-\u2015/-]\s*\d{4}-\d\d-\d\d)?|\d{4}\s?[\u2010-\u2015/-]\s?\d{4}"
)
"""Digits that are no telephone number: dates and spans of years."""

CODE_BYTES = 16
"""Of a code: 128 bits, so that no two people share one."""


def redact(text: str) -> str:
    """A question without what tells who asked or whom it names.

    E-mail addresses, telephone numbers (7 to 15 digits, as in E.164), @names and links become
    "[mail]", "[phone]", "[name]" and "[link]"; of links with nothing secret in them the server's
    name and path stay.
    """
    return _PERSONAL.sub(_stand_in, text)


def _stand_in(found: re.Match[str]) -> str:
    text, kind = found[0], found.lastgroup
    if kind == "phone" and _DATE.fullmatch(text):
        return text
    if kind == "link" and not re.search(r"[@?#&=]|\bt\.me/|[\w-]{24,}", text):
        return text
    return f"[{kind}]"


class Pseudonyms:
    """Codes for people and chats: the same for the same one, and of no use to anybody else.

    Args:
        secret: what the codes depend on; it must be kept apart from them, or they can be tried
            out. Whoever changes it can no longer tell which rows are whose.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"faqbot pseudonyms\0" + secret.encode()).digest()

    def person(self, number: int) -> str:
        """The code of a person, 32 hexadecimal digits."""
        return self._code("person", number)

    def chat(self, number: int) -> str:
        """The code of a chat; a private chat has its person's number, and yet another code."""
        return self._code("chat", number)

    def _code(self, kind: str, number: int) -> str:
        message = f"{kind}:{number}".encode()
        return hmac.new(self._key, message, "sha256").digest()[:CODE_BYTES].hex()
