import re

from hypothesis import given
from hypothesis import strategies as st

from faq.content.ids import id_from

NAMES = st.sampled_from(["", "a", "b", "none", "entry", "ü", "x" * 39, "x" * 40, "x" * 41, "日本"])


@given(st.lists(NAMES | st.text(), max_size=5), st.sets(NAMES | st.text()))
def test_an_id_keeps_the_format_and_is_not_taken(words: list[str], taken: set[str]) -> None:
    made = id_from(words, taken)
    assert re.fullmatch("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", made)
    assert made not in {"none", *taken}


def test_words_are_joined_as_far_as_they_fit() -> None:
    assert id_from(["Größe", "des", "Café’s"], ()) == "groe-des-cafes"
    assert id_from(["a" * 20, "b" * 20, "c"], ()) == "a" * 20
    assert id_from(["a" * 20, "b" * 19, "c"], ()) == f"{'a' * 20}-{'b' * 19}"


def test_a_number_tells_an_id_from_those_that_are_taken() -> None:
    assert id_from(["fees"], {"fees", "fees-2"}) == "fees-3"
    assert id_from(["x" * 40], {"x" * 40}) == f"{'x' * 38}-2"
    assert id_from(["日本"], {"subject"}, otherwise="subject") == "subject-2"
