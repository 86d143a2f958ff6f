from collections import Counter
from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.matching.lexical import LexicalIndex
from faq.text import normalise, words

LETTERS = st.text("abcdeé中😀 '&?", max_size=12) | st.text(max_size=20)
NORMALS = LETTERS.map(normalise)
TEXTS = st.lists(NORMALS, max_size=6)


def groups(text: str) -> Counter[str]:
    """How often each run of two to five letters occurs in the framed words of a text."""
    framed = [f" {word} " for word in words(text)]
    return Counter(
        word[i : i + size]
        for word in framed
        for size in (2, 3, 4, 5)
        for i in range(len(word) - size + 1)
    )


class Oracle:
    """TF-IDF as textbooks have it: (1 + log count) * (log((1 + n) / (1 + documents)) + 1)."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = [groups(text) for text in texts]

    def rarity(self, group: str) -> float:
        holding = sum(group in text for text in self.texts)
        return log((1 + len(self.texts)) / (1 + holding)) + 1

    def weights(self, counts: Counter[str]) -> dict[str, float]:
        return {group: (1 + log(n)) * self.rarity(group) for group, n in counts.items()}

    def likeness(self, question: str) -> tuple[list[float], float]:
        asked = self.weights(groups(question))
        known = {g: w for g, w in asked.items() if any(g in text for text in self.texts)}
        mass, total = (sum(w * w for w in part.values()) for part in (known, asked))
        cosines = []
        for text in self.texts:
            mine = self.weights(text)
            dot = sum(weight * mine.get(group, 0) for group, weight in known.items())
            length = sqrt(sum(w * w for w in mine.values())) * sqrt(mass)
            cosines.append(dot / length if length else 0.0)
        return cosines, mass / total if total else 0.0


@given(TEXTS, NORMALS)
def test_likeness_is_that_of_a_slow_and_obvious_computation(
    texts: list[str], question: str
) -> None:
    cosines, known = LexicalIndex(texts).likeness(question)
    expected, share = Oracle(texts).likeness(question)
    assert cosines.tolist() == pytest.approx(expected, abs=1e-5)
    assert known == pytest.approx(share, abs=1e-5)


@given(TEXTS, NORMALS)
def test_likeness_lies_between_none_and_all(texts: list[str], question: str) -> None:
    cosines, known = LexicalIndex(texts).likeness(question)
    assert all(0 <= cosine <= 1 + 1e-6 for cosine in cosines.tolist())
    assert 0 <= known <= 1


@given(st.lists(NORMALS.filter(words), min_size=1, max_size=6))
def test_a_text_is_most_like_itself(texts: list[str]) -> None:
    index = LexicalIndex(texts)
    for i, text in enumerate(texts):
        cosines, known = index.likeness(text)
        assert cosines[i] == pytest.approx(1, abs=1e-5)
        assert known == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("texts", "question"),
    [([], "kpo"), ([], ""), ([""], "kpo"), (["???"], "kpo"), (["kpo"], ""), (["kpo"], "???")],
)
def test_nothing_is_like_nothing(texts: list[str], question: str) -> None:
    cosines, known = LexicalIndex(texts).likeness(question)
    assert cosines.tolist() == [0.0] * len(texts)
    assert known == 0


def test_a_typo_is_nearer_than_another_word() -> None:
    cosines, _ = LexicalIndex(["outsourcing", "offshoring", "hiring"]).likeness("outsorcing")
    assert cosines.argmax() == 0


def test_a_foreign_word_makes_less_of_the_question_known() -> None:
    index = LexicalIndex(["what is kpo", "who wrote the book"])
    _, whole = index.likeness("what is kpo")
    _, part = index.likeness("what is kpo in zürich")
    assert part < whole


def test_a_common_word_says_less_than_a_rare_one() -> None:
    index = LexicalIndex(["the team", "the book", "the price", "a team"])
    cosines, _ = index.likeness("the team")
    assert cosines[3] > cosines[1]


def test_letters_beyond_the_basic_plane_are_compared_as_any() -> None:
    cosines, _ = LexicalIndex(["𠀀𠀁𠀂", "𠀃𠀄𠀅"]).likeness("𠀀𠀁")
    assert cosines[0] > 0
    assert cosines[1] == 0
