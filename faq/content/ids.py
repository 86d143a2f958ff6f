"""Makes ids of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

MAX_ID = 40
"""The most characters that the format allows in an id (`faq.content.schema.Id`)."""


def id_from(words: Iterable[str], taken: Collection[str], *, otherwise: str = "entry") -> str:
    """A new id: as many of the words as fit, in a-z and 0-9, joined by hyphens.

    Accents are dropped. If the id is taken, a number follows it; "none" is always taken, because
    the format gives it another meaning.

    Args:
        words: the words, in their order; letters that are not Latin are left out.
        taken: the ids that exist.
        otherwise: the id if no word can be used.
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
