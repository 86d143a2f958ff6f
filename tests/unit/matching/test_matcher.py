"""Rankings: their confidences, the head, spelling correction and term conflicts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.answering.edition import Edition
from faq.content import Term, load
from faq.matching import Matcher, softmax
from faq.matching.spelling import SpellingCorrector
from faq.matching.terms import TermConflicts, Terms


@pytest.fixture(scope="session", params=["bundled", "by_spelling"])
def edition(request: pytest.FixtureRequest) -> Edition:
    """The FAQ that ships, with the encoder and without."""
    either: Edition = request.getfixturevalue(request.param)
    return either


@given(st.text(max_size=200) | st.sampled_from(["what is kpo", "lpo", "???", "a" * 4096]))
@settings(max_examples=60)
def test_any_question_has_a_ranking_with_probabilities(edition: Edition, question: str) -> None:
    ranking = edition.matcher.rank(question)
    confidences = [candidate.confidence for candidate in ranking.entries]
    assert len(confidences) == 10
    assert all(0 <= c <= 1 for c in confidences)
    assert all(0 <= candidate.confidence <= 1 for candidate in ranking.not_covered)
    assert confidences[0] == max(confidences)
    assert ranking == edition.matcher.rank(question)


def test_a_phrasing_asked_letter_by_letter_is_its_owners(edition: Edition) -> None:
    for entry in edition.faq.entries[::7]:
        for phrasing in entry.phrasings[::20]:
            best = edition.matcher.rank(phrasing.text).entries[0]
            assert (best.id, best.confidence > 0.9) == (entry.id, True)
    for subject in edition.faq.not_covered[::7]:
        for phrasing in subject.phrasings[::20]:
            ranking = edition.matcher.rank(phrasing.text)
            assert ranking.not_covered[0].id == subject.id
            assert ranking.entries[0].confidence < 0.1


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("what is LPO", {"kpo-definition", "bpo-definition"}),
        ("RPO meaning please", {"kpo-definition", "bpo-definition", "kpo-stands-for"}),
        ("what does ZPO stand for", {"kpo-stands-for", "bpo-stands-for"}),
        ("ITO or KPO, which is more complex", {"complexity"}),
        ("what is KPO", {"bpo-definition"}),
        ("what is B.P.O.?", {"kpo-definition"}),
    ],
)
def test_names_that_differ_by_a_letter_never_answer_for_each_other(
    edition: Edition, question: str, never: set[str]
) -> None:
    sure = {c.id for c in edition.matcher.rank(question).entries if c.confidence >= 0.5}
    assert not sure & never


@pytest.mark.parametrize(
    "question",
    [
        "defination of kpo",
        "wats bpo",
        "WHAT IS KPO???",
        "ｋｐｏ ｍｅａｎｉｎｇ",
        "wat is teh isbn",
    ],
)
def test_typing_does_not_matter_much(edition: Edition, question: str) -> None:
    expected = {"kpo-definition", "bpo-definition", "kpo-stands-for", "book-isbn"}
    assert edition.matcher.rank(question).entries[0].id in expected


@pytest.mark.parametrize("entries", [1, 2, 5])
@pytest.mark.parametrize("meaning", [True, False])
def test_small_faqs_work(entries: int, tmp_path: Path, bundled: Edition, *, meaning: bool) -> None:
    subjects = ["opening hours", "parking", "refunds", "delivery to islands", "gift cards"]
    lines = [
        f"  - {{id: e{n}, question: Tell me about {subject}, answer: Yes.}}"
        for n, subject in enumerate(subjects[:entries])
    ]
    (tmp_path / "faq.yaml").write_text("\n".join(["title: T", "entries:", *lines]), "utf-8")
    encoder = bundled.matcher.index.encoder if meaning else None
    ranking = Matcher(load(tmp_path), encoder).rank("opening hours please")
    assert ranking.entries[0].id == "e0"
    assert len(ranking.entries) == entries


def test_the_head_is_at_the_minimum_of_its_loss() -> None:
    rng = np.random.default_rng(1)
    y = rng.integers(0, 4, 200)
    x = (rng.normal(size=(200, 6)) + np.eye(4, 6)[y]).astype(np.float32)
    weight = rng.uniform(0.5, 1, 200).astype(np.float32)

    def loss(model: softmax.Softmax) -> float:
        z = x @ model.weights.T + model.biases
        cross = np.log(np.exp(z).sum(1)) - z[np.arange(200), y]
        return float(2 * (weight * cross).sum() + 0.5 * (model.weights**2).sum())

    fitted = softmax.fit(x, y, 4, weight, c=2)
    for _ in range(50):
        nearby = softmax.Softmax(
            (fitted.weights + rng.normal(scale=0.05, size=fitted.weights.shape)).astype(
                np.float32
            ),
            (fitted.biases + rng.normal(scale=0.05, size=4)).astype(np.float32),
        )
        assert loss(fitted) < loss(nearby)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who takse desicions", "who takes decisions"),
        ("nmae of teh artcle plz", "name of the article please"),
        ("diff b/w the two", "difference between the two"),
        ("kubernetes xylophone", "kubernetes xylophone"),
        ("cat", "cat"),
    ],
)
def test_typos_and_short_forms_become_the_faqs_words(typed: str, meant: str) -> None:
    edited = ["who takes decisions", "the name of the article"]
    assert (
        SpellingCorrector(edited, ["decisions taken", "an article"], "en").correct(typed) == meant
    )


def test_short_forms_that_an_faq_uses_are_left_alone() -> None:
    assert (
        SpellingCorrector(["How do I learn R?".lower()], [], "en").correct("is r hard")
        == "is r hard"
    )


def test_other_languages_are_not_corrected() -> None:
    assert SpellingCorrector(["el horario"], [], "es").correct("y el horaroi") == "y el horaroi"


NAMES = ["bpo", "kpo", "lpo", "zpo", "team", "what is", "vs"]


@given(st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4), min_size=1, max_size=8))
def test_the_conflicts_of_many_texts_are_those_of_each_pair(named: list[list[str]]) -> None:
    terms = Terms([Term("BPO", ()), Term("KPO", ())])
    texts = [terms.analyse(" ".join(names)) for names in named]
    conflicts = TermConflicts(texts, len(texts)).of(texts[0])
    expected = [texts[0].conflicts_with(text) for text in texts]
    assert (conflicts.tolist() if conflicts is not None else [False] * len(texts)) == expected
