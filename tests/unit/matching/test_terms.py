import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.content import Term
from faq.matching.terms import Terms
from faq.text import normalise

BPO = Term("BPO", ("business process outsourcing", "business outsourcing"))
KPO = Term("KPO", ("knowledge process outsourcing",))
OO = Term("O&O", ("outsourcing and offshoring",))
BCS = Term("BCS", ("British Computer Society",))
TERMS = Terms([BPO, KPO, OO, BCS])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("what is BPO", "what is bpo"),
        ("what is b.p.o", "what is bpo"),
        ("b p o vs k-p-o", "bpo vs kpo"),
        ("are bpos large", "are bpo large"),
        ("a kpo's team", "a kpo team"),
        ("Business Process Outsourcing", "bpo"),
        ("business-process  outsourcing", "bpo"),
        ("knowledge process outsourcing (KPO)", "kpo (kpo)"),
        ("o & o", "o&o"),
        ("o and o or O&O", "o&o or o&o"),
        ("outsourcing and offshoring", "o&o"),
        ("bpo/kpo,bcs", "bpo/kpo,bcs"),
        ("the british computer society", "the bcs"),
    ],
)
def test_every_spelling_of_a_term_reads_as_the_term(text: str, folded: str) -> None:
    assert TERMS.read(normalise(text)).folded == folded


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("bpo and kpo", {"bpo", "kpo"}),
        ("hello", set()),
        ("kpop hippo bpost", set()),
        ("process outsourcing", set()),
        ("o o", set()),
        ("knowledge process outsourcing", {"kpo"}),
    ],
)
def test_the_terms_of_a_text_are_those_it_names_as_whole_words(text: str, terms: set[str]) -> None:
    assert TERMS.read(text).terms == terms


@pytest.mark.parametrize(
    ("slip", "term"),
    [("bop", "bpo"), ("pbo", "bpo"), ("kppo", "kpo"), ("kkpo", "kpo"), ("kop", "kpo")],
)
def test_a_slip_of_the_finger_is_the_term(slip: str, term: str) -> None:
    reading = TERMS.read(f"what is {slip}")
    assert reading.folded == f"what is {term}"
    assert reading.terms == {term}
    assert reading.strangers == frozenset()


def test_a_word_of_the_faq_is_no_slip_and_no_stranger() -> None:
    terms = Terms([BPO, KPO], known=frozenset({"bop", "lpo"}))
    reading = terms.read("bop or lpo")
    assert reading.folded == "bop or lpo"
    assert (reading.terms, reading.strangers) == (frozenset(), frozenset())


def test_another_term_is_no_slip() -> None:
    terms = Terms([Term("ABC", ()), Term("ACB", ())])
    assert terms.read("acb").terms == {"acb"}
    assert terms.read("abc").terms == {"abc"}


@pytest.mark.parametrize(
    ("stranger", "neighbours"),
    [("lpo", {"bpo", "kpo"}), ("bpm", {"bpo"}), ("kpi", {"kpo"}), ("bpr", {"bpo"})],
)
def test_a_name_one_letter_away_is_a_stranger_and_not_the_term(
    stranger: str, neighbours: set[str]
) -> None:
    reading = TERMS.read(f"what is {stranger}")
    assert reading.folded == f"what is {stranger}"
    assert reading.terms == frozenset()
    assert reading.strangers == {stranger}
    assert reading.neighbours == neighbours
    for name in neighbours:
        assert reading.contradicts(TERMS.read(f"what is {name}"))


def test_a_stranger_that_is_declared_is_a_term_of_its_own() -> None:
    terms = Terms([BPO, KPO, Term("LPO", ("legal process outsourcing",))])
    reading = terms.read("what is lpo")
    assert reading.terms == {"lpo"}
    assert reading.contradicts(terms.read("what is kpo"))
    assert not reading.contradicts(terms.read("about legal process outsourcing"))


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ("what is bpo", "what is kpo", True),
        ("what is bpo", "business process outsourcing explained", False),
        ("bpo vs kpo", "what is kpo", False),
        ("what is it", "what is kpo", False),
        ("what is it", "what is lpo", False),
        ("bcs", "o&o", True),
    ],
)
def test_texts_about_different_names_contradict(one: str, other: str, contradict: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert TERMS.read(one).contradicts(TERMS.read(other)) == contradict


def test_names_that_differ_in_a_final_s_are_told_apart() -> None:
    terms = Terms([Term("BP", ()), Term("BPS", ())])
    assert terms.read("bps").terms == {"bps"}
    assert terms.read("bp").terms == {"bp"}
    assert terms.read("bp").contradicts(terms.read("bps"))


def test_a_term_is_written_out_for_an_encoder_with_its_longest_name() -> None:
    assert TERMS.read("what is b.p.o").spelled == "what is business process outsourcing"
    assert TERMS.read("who is acme").spelled == "who is acme"


def test_an_faq_without_terms_reads_every_text_as_it_is() -> None:
    reading = Terms([]).read("what is b.p.o")
    assert (reading.folded, reading.spelled) == ("what is b.p.o", "what is b.p.o")
    assert not reading.contradicts(TERMS.read("kpo"))


TEXTS = st.lists(
    st.sampled_from(
        [
            "bpo",
            "kpo",
            "o&o",
            "bcs",
            "lpo",
            "bpm",
            "bop",
            "k.p.o.",
            "b p o",
            "kpos",
            "what is",
            "british computer society",
            "knowledge process outsourcing",
            "and",
            "vs",
            "?",
            "'s",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(TEXTS, TEXTS)
def test_contradiction_is_mutual(one: str, other: str) -> None:
    mine, theirs = TERMS.read(one), TERMS.read(other)
    assert mine.contradicts(theirs) == theirs.contradicts(mine)


@given(TEXTS)
def test_no_text_contradicts_itself(text: str) -> None:
    reading = TERMS.read(text)
    assert not reading.contradicts(reading)


@given(TEXTS)
def test_reading_what_was_read_finds_the_same_terms(text: str) -> None:
    reading = TERMS.read(text)
    again = TERMS.read(reading.folded)
    assert (again.folded, again.terms) == (reading.folded, reading.terms)


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    reading = TERMS.read(normalise(text))
    assert reading.terms <= {"bpo", "kpo", "o&o", "bcs"}
    assert reading.neighbours <= {"bpo", "kpo", "bcs"}


@given(st.integers(0, 2), st.sampled_from("acdefghijlmnqrstuvwxyz"))
def test_one_letter_neighbours_are_never_the_term(at: int, letter: str) -> None:
    word = "bpo"[:at] + letter + "bpo"[at + 1 :]
    assert "bpo" not in TERMS.read(word).terms
