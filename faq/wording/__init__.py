"""The bot's own texts in each language: `speak("es").which`. Answers keep the FAQ's language."""

from __future__ import annotations

from faq.wording.english import ENGLISH
from faq.wording.filipino import FILIPINO
from faq.wording.spanish import SPANISH
from faq.wording.wording import Wording

__all__ = ["ENGLISH", "LANGUAGES", "Wording", "speak"]

LANGUAGES = {"en": ENGLISH, "es": SPANISH, "tl": FILIPINO}
"""By ISO 639-1 code."""

ALIASES = {"fil": "tl"}
"""Codes that clients send for a language that has another code here: Filipino has no code of two
letters, so in Telegram's menus it goes by Tagalog's."""


def speak(code: str | None) -> Wording:
    """The texts for a person's `language_code` (IETF, such as "es-419"); English if unknown."""
    language = (code or "").lower().partition("-")[0]
    return LANGUAGES.get(ALIASES.get(language, language), ENGLISH)
