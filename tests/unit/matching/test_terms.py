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
def test_every_spelling_of_a_term_is_folded_into_the_term(text: str, folded: str) -> None:
    assert TERMS.analyse(normalise(text)).folded == folded


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
    assert TERMS.analyse(text).terms == terms


@pytest.mark.parametrize(
    ("typo", "term"),
    [("bop", "bpo"), ("pbo", "bpo"), ("kppo", "kpo"), ("kkpo", "kpo"), ("kop", "kpo")],
)
def test_a_typo_in_a_term_is_read_as_the_term(typo: str, term: str) -> None:
    analysed = TERMS.analyse(f"what is {typo}")
    assert analysed.folded == f"what is {term}"
    assert analysed.terms == {term}
    assert analysed.unknown_names == frozenset()


def test_a_word_of_the_faq_is_neither_a_typo_nor_an_unknown_name() -> None:
    terms = Terms([BPO, KPO], known=frozenset({"bop", "lpo"}))
    analysed = terms.analyse("bop or lpo")
    assert analysed.folded == "bop or lpo"
    assert (analysed.terms, analysed.unknown_names) == (frozenset(), frozenset())


def test_another_term_is_no_typo() -> None:
    terms = Terms([Term("ABC", ()), Term("ACB", ())])
    assert terms.analyse("acb").terms == {"acb"}
    assert terms.analyse("abc").terms == {"abc"}


@pytest.mark.parametrize(
    ("unknown", "similar"),
    [("lpo", {"bpo", "kpo"}), ("bpm", {"bpo"}), ("kpi", {"kpo"}), ("bpr", {"bpo"})],
)
def test_a_name_one_letter_off_is_an_unknown_name_and_not_the_term(
    unknown: str, similar: set[str]
) -> None:
    analysed = TERMS.analyse(f"what is {unknown}")
    assert analysed.folded == f"what is {unknown}"
    assert analysed.terms == frozenset()
    assert analysed.unknown_names == {unknown}
    assert analysed.similar_terms == similar
    for name in similar:
        assert analysed.conflicts_with(TERMS.analyse(f"what is {name}"))


def test_an_unknown_name_that_is_declared_is_a_term_of_its_own() -> None:
    terms = Terms([BPO, KPO, Term("LPO", ("legal process outsourcing",))])
    analysed = terms.analyse("what is lpo")
    assert analysed.terms == {"lpo"}
    assert analysed.conflicts_with(terms.analyse("what is kpo"))
    assert not analysed.conflicts_with(terms.analyse("about legal process outsourcing"))


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ("what is bpo", "what is kpo", True),
        ("what is bpo", "business process outsourcing explained", False),
        ("bpo vs kpo", "what is kpo", False),
        ("what is it", "what is kpo", False),
        ("what is it", "what is lpo", False),
        ("bcs", "o&o", True),
    ],
)
def test_texts_about_different_names_conflict(one: str, other: str, conflict: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert TERMS.analyse(one).conflicts_with(TERMS.analyse(other)) == conflict


def test_names_that_differ_in_a_final_s_are_told_apart() -> None:
    terms = Terms([Term("BP", ()), Term("BPS", ())])
    assert terms.analyse("bps").terms == {"bps"}
    assert terms.analyse("bp").terms == {"bp"}
    assert terms.analyse("bp").conflicts_with(terms.analyse("bps"))


def test_a_term_is_written_out_for_an_encoder_with_its_longest_name() -> None:
    assert TERMS.analyse("what is b.p.o").expanded == "what is business process outsourcing"
    assert TERMS.analyse("who is acme").expanded == "who is acme"


def test_an_faq_without_terms_leaves_every_text_as_it_is() -> None:
    analysed = Terms([]).analyse("what is b.p.o")
    assert (analysed.folded, analysed.expanded) == ("what is b.p.o", "what is b.p.o")
    assert not analysed.conflicts_with(TERMS.analyse("kpo"))


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
def test_a_term_conflict_is_mutual(one: str, other: str) -> None:
    mine, theirs = TERMS.analyse(one), TERMS.analyse(other)
    assert mine.conflicts_with(theirs) == theirs.conflicts_with(mine)


@given(TEXTS)
def test_no_text_conflicts_with_itself(text: str) -> None:
    analysed = TERMS.analyse(text)
    assert not analysed.conflicts_with(analysed)


@given(TEXTS)
def test_a_folded_text_has_the_same_terms(text: str) -> None:
    analysed = TERMS.analyse(text)
    again = TERMS.analyse(analysed.folded)
    assert (again.folded, again.terms) == (analysed.folded, analysed.terms)


@given(st.text(max_size=40))
def test_any_text_can_be_analysed(text: str) -> None:
    analysed = TERMS.analyse(normalise(text))
    assert analysed.terms <= {"bpo", "kpo", "o&o", "bcs"}
    assert analysed.similar_terms <= {"bpo", "kpo", "bcs"}


@given(st.integers(0, 2), st.sampled_from("acdefghijlmnqrstuvwxyz"))
def test_a_word_one_letter_off_is_never_the_term(at: int, letter: str) -> None:
    word = "bpo"[:at] + letter + "bpo"[at + 1 :]
    assert "bpo" not in TERMS.analyse(word).terms
