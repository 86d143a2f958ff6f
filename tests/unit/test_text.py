import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from faq.text import MAX_NORMAL, counted, normalise, words

ANY_TEXT = st.text(st.characters(), max_size=60) | st.lists(
    # what composing, folding and cutting trip over: ligatures, marks that reorder, long expansions
    st.sampled_from([*"ﷺﬁİŉßς\u0345\u0301\u0327\u0344 \u00a0\u200c\u200d\ud83d\u2066K´¨ªᾳ"]),
    max_size=12,
).flatmap(lambda parts: st.integers(1, 200).map(lambda n: "".join(parts) * n))


@given(ANY_TEXT)
@example("\u0344" * 600)
@example("\u1fd3" * 600)
@example("´" * 600)
@example("a" * (MAX_NORMAL - 1) + " b")
@example("ﷺ" * 4096)
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(ANY_TEXT)
@example("ﷺ" * 4096)
def test_a_normalised_text_is_never_longer_than_the_limit(text: str) -> None:
    assert len(normalise(text)) <= MAX_NORMAL


@given(ANY_TEXT)
def test_nothing_invisible_is_left_but_what_spells_persian_words(text: str) -> None:
    kinds = {unicodedata.category(c) for c in normalise(text) if c != "\u200c"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(ANY_TEXT)
def test_white_space_is_single_plain_spaces_within_the_text(text: str) -> None:
    normal = normalise(text)
    assert normal == " ".join(normal.split())
    assert all(c == " " for c in normal if c.isspace())


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("What Is KPO", "what is kpo"),
        ("ＫＰＯ２", "kpo2"),
        ("eﬃciency", "efficiency"),
        ("STRASSE", "straße"),
        ("“kpo” „kpo‟ «kpo»", '"kpo" "kpo" "kpo"'),
        ("what‘s what’s what′s what`s", "what's what's what's what's"),
        ("what´s kpo", "what's kpo"),  # the acute accent of many keyboards, as an apostrophe
        ("low‐level low‑level low–level low−level", "low-level low-level low-level low-level"),
        ("well…", "well..."),
        ("cafe\u0301", "café"),
        ("k\u00adp\u200bo\ufe0f", "kpo"),
        ("\x00k\x07po\ud83d", "kpo"),
        (" kpo\u00a0\t\r\n\u2028 bpo ", "kpo bpo"),
        ("ΌΣΟΣ", "όσος"),
    ],
)
def test_texts_that_read_the_same_are_the_same(typed: str, plain: str) -> None:
    assert normalise(typed) == normalise(plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [("kpo", "bpo"), ("می‌خواهم", "میخواهم"), ("o&o", "oo"), ("c++", "c"), ("é", "e")],
)
def test_texts_that_read_differently_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_a_heap_of_accents_does_not_hang() -> None:
    assert len(normalise("a" + "\u0301\u0327" * 2_047)) < 10


@pytest.mark.parametrize(
    ("normal", "found"),
    [
        ("", []),
        ("???", []),
        ("what is kpo?", ["what", "is", "kpo"]),
        ("o&o isn't low-level", ["o&o", "isn't", "low", "level"]),
        ("'quoted' & done", ["quoted", "done"]),
        ("price 3.10", ["price", "3", "10"]),
        ("什么是 kpo", ["什么是", "kpo"]),
    ],
)
def test_words_are_letters_and_digits_with_inner_marks(normal: str, found: list[str]) -> None:
    assert words(normal) == found


def test_a_number_agrees_with_its_noun_and_has_its_thousands_apart() -> None:
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(0, "entry", "entries") == "0 entries"
    assert counted(1234, "entry", "entries") == "1,234 entries"
