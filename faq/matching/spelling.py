"""Mends what hurried thumbs do to words, before anything is compared.

A sentence encoder reads "desicions on behlaf" as a row of word pieces that mean nothing. A word
that is neither English nor the FAQ's own is therefore taken for the FAQ's nearest, if one is near.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.encoder import MODEL_FOLDER
from faq.text import WORD, words

MIN_LETTERS = 4
"""Shorter words are a slip away from too many others."""

FAR_LETTERS = 7
"""From this length on two slips may be mended, below it one."""

SHORTHAND: Mapping[str, str] = {
    "abt": "about", "b4": "before", "bcoz": "because", "bcos": "because", "bcuz": "because",
    "btw": "between", "btwn": "between", "b/w": "between", "coz": "because", "cos": "because",
    "cuz": "because", "cud": "could", "da": "the", "dat": "that", "dere": "there", "dey": "they",
    "diff": "difference", "dis": "this", "dnt": "don't", "dont": "don't", "dunno": "don't know",
    "r": "are", "u": "you", "ur": "your", "urs": "yours", "y": "why", "n": "and", "d": "the",
    "b": "be", "gd": "good", "gonna": "going to", "gotta": "have to", "gr8": "great",
    "hav": "have", "hw": "how", "infos": "information", "info": "information", "isnt": "isn't",
    "kinda": "kind of", "lemme": "let me", "lotta": "lot of", "msg": "message", "nd": "and",
    "nt": "not", "outta": "out of", "pls": "please", "plz": "please", "plss": "please",
    "ppl": "people", "rly": "really", "shud": "should", "shld": "should", "sumthing": "something",
    "sum1": "someone", "teh": "the", "thats": "that's", "thru": "through", "thx": "thanks",
    "tho": "though", "tmr": "tomorrow", "tmrw": "tomorrow", "2moro": "tomorrow",
    "2morrow": "tomorrow", "tru": "true", "wanna": "want to", "wat": "what", "wats": "what is",
    "wen": "when", "whats": "what is", "wht": "what", "whts": "what is", "wich": "which",
    "wid": "with", "wil": "will", "wot": "what", "wots": "what is", "wrk": "work", "wud": "would",
    "ya": "you", "yr": "year", "wrt": "about", "w/o": "without",
}  # fmt: skip
"""English as it is typed on phones. A word that the FAQ itself uses is left alone."""

_WORD = re.compile(rf"\b(?:b/w|w/o)\b|{WORD.pattern}")


@cache
def english() -> frozenset[str]:
    """The whole words among the encoder's tokens: the 20,000 commonest in English writing."""
    model = json.loads((MODEL_FOLDER / "tokenizer.json").read_text("utf-8"))["model"]
    return frozenset(token for token in model["vocab"] if token.isalpha() and len(token) > 1)


class Mender:
    """Mends words towards an FAQ's own.

    Args:
        formal: normalised texts that an author has written with care: questions and answers.
        phrasings: normalised phrasings, in which people's own short forms may stand.
        language: the FAQ's; only English has short forms and a dictionary here.
    """

    def __init__(self, formal: Iterable[str], phrasings: Iterable[str], language: str) -> None:
        self._is_english = language.partition("-")[0] == "en"
        careful = Counter(word for text in formal for word in words(text))
        used = careful + Counter(word for text in phrasings for word in words(text))
        dictionary = english() if self._is_english else frozenset()
        self._careful = frozenset(careful)
        # A word that stands once, and in no dictionary, may be a typo itself.
        self._own = {
            word: count
            for word, count in used.items()
            if count > 1 or word in careful or word in dictionary
        }
        self._known = dictionary | self._own.keys()
        self._targets = sorted(w for w in self._own if len(w) >= MIN_LETTERS and w.isalpha())
        self._mend = lru_cache(maxsize=10_000)(self._nearest)

    def mend(self, normal: str) -> str:
        """The text with its short forms written out and its typos mended."""
        if not self._is_english:
            return normal
        return _WORD.sub(lambda match: self._mend(match[0]), normal)

    def _nearest(self, word: str) -> str:
        if word in self._careful:
            return word
        if full := SHORTHAND.get(word):
            return full
        if word in self._known or len(word) < MIN_LETTERS or not word.isalpha():
            return word
        slips = 1 if len(word) < FAR_LETTERS else 2
        found = process.extract(
            word, self._targets, scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        best = min(found, key=lambda f: (f[1], -self._own[f[0]], f[0]), default=None)
        return best[0] if best else word
