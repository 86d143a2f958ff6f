"""Ids made of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

MAX_ID = 40
"""Characters of an id, as the format has it (`faq.content.schema`)."""


def id_from(words: Iterable[str], taken: Collection[str], *, otherwise: str = "entry") -> str:
    """An id that is not taken: as many of the words as fit, in a-z and 0-9, joined by hyphens.

    Accents are dropped. A number at the end tells it from ids that are taken; "none" always is,
    as the format gives it another meaning.

    Args:
        words: the words, in their order; others than Latin ones are left out.
        taken: the ids that there are.
        otherwise: what to take if no word can be used.
    """
    name = ""
    for word in words:
        ascii_only = unicodedata.normalize("NFKD", word.lower()).encode("ascii", "ignore").decode()
        longer = f"{name}-{re.sub('[^a-z0-9]', '', ascii_only)}".strip("-")
        if len(longer) > MAX_ID:
            break
        name = longer
    name = free = name or otherwise
    number = 1
    while free in taken or free == "none":
        number += 1
        free = f"{name[: MAX_ID - len(str(number)) - 1].rstrip('-')}-{number}"
    return free
