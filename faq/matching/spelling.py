"""Spelling correction: replaces typos and short forms before a question is compared with the FAQ.

The sentence encoder splits "desicions on behlaf" into word pieces that mean nothing to it. A word
that is neither English nor used in the FAQ is therefore replaced by the FAQ's word that is nearest
in spelling, if one is near enough.
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
"""Shorter words are not corrected: a single typo turns them into too many other words."""

LONG_WORD = 7
"""Letters from which two typos in a word are corrected; in a shorter word one is."""

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
"""English as it is typed on phones. A short form that the FAQ itself uses is not replaced."""

_WORD = re.compile(rf"\b(?:b/w|w/o)\b|{WORD.pattern}")


@cache
def english() -> frozenset[str]:
    """The 20,000 commonest words of written English: those among the encoder's tokens."""
    model = json.loads((MODEL_FOLDER / "tokenizer.json").read_text("utf-8"))["model"]
    return frozenset(token for token in model["vocab"] if token.isalpha() and len(token) > 1)


class SpellingCorrector:
    """Replaces misspelt words by words that an FAQ uses.

    Args:
        edited: normalised texts that are spelled with care: the FAQ's questions and answers.
        phrasings: normalised phrasings, which may contain typos and short forms on purpose.
        language: the FAQ's language. Texts are corrected in English only, because there are no
            short forms and no dictionary of another language here.
    """

    def __init__(self, edited: Iterable[str], phrasings: Iterable[str], language: str) -> None:
        self._is_english = language.partition("-")[0] == "en"
        edited_words = Counter(word for text in edited for word in words(text))
        used = edited_words + Counter(word for text in phrasings for word in words(text))
        dictionary = english() if self._is_english else frozenset()
        self._edited_words = frozenset(edited_words)
        # A word that occurs once, and is in no dictionary, may be a typo itself.
        self._frequency = {
            word: count
            for word, count in used.items()
            if count > 1 or word in edited_words or word in dictionary
        }
        self._known = dictionary | self._frequency.keys()
        self._targets = sorted(
            word for word in self._frequency if len(word) >= MIN_LETTERS and word.isalpha()
        )
        self._correct_word = lru_cache(maxsize=10_000)(self._corrected)

    def correct(self, normal: str) -> str:
        """A normalised text with its short forms written out and its typos corrected."""
        if not self._is_english:
            return normal
        return _WORD.sub(lambda match: self._correct_word(match[0]), normal)

    def _corrected(self, word: str) -> str:
        """The word that is meant; the word itself if it is known or nothing is near enough."""
        if word in self._edited_words:
            return word
        if full := SHORTHAND.get(word):
            return full
        if word in self._known or len(word) < MIN_LETTERS or not word.isalpha():
            return word
        typos = 1 if len(word) < LONG_WORD else 2
        near = process.extract(
            word, self._targets, scorer=OSA.distance, score_cutoff=typos, limit=None
        )
        best = min(near, key=lambda n: (n[1], -self._frequency[n[0]], n[0]), default=None)
        return best[0] if best else word
