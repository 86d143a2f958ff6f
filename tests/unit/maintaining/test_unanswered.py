import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.answering.edition import Edition
from faq.maintaining.unanswered import Evidence, GroupedGaps, group_gaps
from faq.matching import Matcher, clusters
from faq.matching.lexical import LexicalIndex, sketches
from faq.usage.records import Gap
from faq.usage.store import open_store
from unit.samples import entry, faq_of, small_faq
from unit.traffic import CREW, NEEDS, NOISE, a_month, gaps_of


@pytest.fixture
def shop(tmp_path: Path) -> Edition:
    """The sample FAQ, by spelling alone."""
    faq = small_faq(tmp_path)
    return Edition(faq, Matcher(faq))


@pytest.fixture(scope="module")
def month(bundled: Edition, tmp_path_factory: pytest.TempPathFactory) -> GroupedGaps:
    """A month's gaps, from a database, with everything grouped."""
    file = tmp_path_factory.mktemp("store") / "bot.sqlite3"
    with open_store(f"sqlite:///{file}") as store:
        for gap in a_month():
            store.keep_gap(gap)
        return group_gaps(store.gaps(), bundled, with_declined=True)


@pytest.mark.parametrize("need", NEEDS)
def test_wordings_of_one_need_are_one_group_with_nothing_else(
    need: str, month: GroupedGaps
) -> None:
    mine = set(NEEDS[need])
    homes = [g for g in month.groups if mine & {e.text for e in g.examples}]
    biggest = max(homes, key=lambda g: g.count)
    texts = {example.text for example in biggest.examples}
    assert texts <= mine
    assert len(texts) >= len(mine) - 1


def test_noise_stays_apart(month: GroupedGaps) -> None:
    for found in month.groups:
        texts = {example.text for example in found.examples}
        if texts & set(NOISE):
            assert len(texts) == 1


def test_every_gap_is_counted_once(month: GroupedGaps) -> None:
    assert month.gaps == 300
    assert sum(g.count for g in month.groups) + month.answered == 300
    asked = Counter(gap.question for gap in a_month())
    for found in month.groups:
        assert found.count == sum(asked[e.text] for e in found.examples)
        assert [e.people for e in found.examples] == sorted(
            (e.people for e in found.examples), reverse=True
        )


def test_what_people_picked_is_learned(month: GroupedGaps) -> None:
    (crew,) = [g for g in month.groups if CREW[0] in {e.text for e in g.examples}]
    assert crew.evidence == (Evidence("hiring", crew.count, 0),)


def test_the_order_of_the_gaps_makes_no_difference(bundled: Edition, month: GroupedGaps) -> None:
    gaps = a_month()
    random.Random(2).shuffle(gaps)  # noqa: S311 -- no secret
    assert group_gaps(gaps, bundled, with_declined=True) == month


def test_what_is_declined_by_name_is_one_line_for_each_subject(bundled: Edition) -> None:
    found = group_gaps([*gaps_of(NEEDS["dress"] * 3)], bundled)
    (declined,) = found.declined
    assert declined.subject == "working-conditions"
    assert declined.count + sum(g.count for g in found.groups) == 12
    assert declined.people <= 9


def test_a_question_that_was_declined_and_led_to_an_entry_is_in_a_group(bundled: Edition) -> None:
    text = "do they have a dress code"
    assert group_gaps([*gaps_of([text])], bundled).groups == ()
    (found,) = group_gaps([*gaps_of([text], settled="hiring", by="picked")], bundled).groups
    assert (found.declined, found.subject) == (1, "working-conditions")
    assert found.examples[0].led_to == ("hiring",)


def test_questions_about_different_terms_are_never_one(bundled: Edition) -> None:
    asked = ["does a bpo office have a dog", "does a kpo office have a dog"]
    found = group_gaps([*gaps_of(asked * 2)], bundled, with_declined=True)
    assert [len(g.examples) for g in found.groups] == [1, 1]


def test_what_is_answered_by_now_is_counted(shop: Edition) -> None:
    found = group_gaps([*gaps_of(["opening hours", "Opening  hours!", "zyx wvu"])], shop)
    assert (found.gaps, found.answered, len(found.groups)) == (3, 2, 1)


def test_people_count_more_than_repeats(shop: Edition) -> None:
    alone = gaps_of(["zyx wvu"] * 9, people=1)
    together = gaps_of(["qpo mnb"] * 3, people=3, start=100)
    found = group_gaps([*alone, *together], shop).groups
    assert [(g.examples[0].text, g.count, g.people) for g in found] == [
        ("qpo mnb", 3, 3),
        ("zyx wvu", 9, 1),
    ]


def test_case_marks_and_white_space_make_no_other_question(shop: Edition) -> None:
    (found,) = group_gaps([*gaps_of(["Zyx WVU?", "zyx wvu", " zyx   wvu! "])], shop).groups
    assert found.count == 3
    assert len(found.examples) == 3


def test_texts_without_a_word_are_passed_over_and_counted(shop: Edition) -> None:
    found = group_gaps([*gaps_of(["??", "", "🙂"])], shop)
    assert (found.groups, found.gaps, found.empty) == ((), 3, 3)


def test_no_gaps_make_no_groups(shop: Edition, bundled: Edition) -> None:
    for conversations in (shop, bundled):
        assert group_gaps([], conversations) == GroupedGaps((), (), 0, 0)


def test_rejections_and_entries_that_are_gone_are_told_apart(shop: Edition) -> None:
    gaps = [
        *gaps_of(["zyx wvu"] * 2, settled=None, by="none fits"),
        *gaps_of(["zyx wvu"], start=10, settled="gone", by="picked"),
        *gaps_of(["zyx wvu"] * 3, start=20, settled="hours", by="reworded"),
    ]
    (found,) = group_gaps(gaps, shop).groups
    assert found.rejected == 2
    assert found.evidence == (Evidence("hours", 0, 3),)
    assert found.evidence[0].weight == 1.5


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_texts_can_be_grouped(texts: list[str]) -> None:
    faq = faq_of(entry("a", "What is a?"))
    found = group_gaps([*gaps_of(texts)], Edition(faq, Matcher(faq)))
    counted = sum(g.count for g in found.groups) + sum(d.count for d in found.declined)
    assert counted + found.answered + found.empty == len(texts)


def test_many_are_ranked_like_one(bundled: Edition) -> None:
    texts = [*NOISE, *CREW, "wats kpo", "what is bpo"] * 2
    matcher = bundled.matcher
    many, ways = matcher.rank_all([matcher.analyse(text) for text in texts])
    assert np.allclose(np.linalg.norm(ways, axis=1), 1, atol=1e-5)
    for text, ranking in zip(texts, many, strict=True):
        alone = matcher.rank(text)
        assert bundled.decide(ranking).outcome == bundled.decide(alone).outcome
        assert [c.id for c in ranking.entries[:3]] == [c.id for c in alone.entries[:3]]
        assert ranking.entries[0].confidence == pytest.approx(
            alone.entries[0].confidence, abs=1e-3
        )


def test_sketches_are_about_as_alike_as_their_texts() -> None:
    texts = [*NEEDS["coffee"], *NOISE]
    index, found = LexicalIndex(texts), sketches(texts)
    exact = np.array([index.likeness(text)[0] for text in texts])
    assert np.abs(found @ found.T - exact).mean() < 0.05


POINTS = st.lists(
    st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(1, 5)), min_size=1, max_size=14
)


@given(POINTS, st.floats(0.2, 0.95))
def test_clusters_are_those_of_average_linkage(
    points: list[tuple[int, int, int]], at_least: float
) -> None:
    x = np.array(points, np.float32) + np.float32(0.01) * np.arange(3 * len(points)).reshape(-1, 3)
    x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)
    labels = clusters(x, [None] * len(x), at_least)
    means = [
        [float((x[labels == a] @ x[labels == b].T).mean()) for b in range(labels.max() + 1)]
        for a in range(labels.max() + 1)
    ]
    # Nothing is left to join, and the first of each cluster tells its number.
    assert all(
        mean < at_least + 1e-4
        for a, row in enumerate(means)
        for b, mean in enumerate(row)
        if a != b
    )
    firsts = [int(np.flatnonzero(labels == number)[0]) for number in range(labels.max() + 1)]
    assert firsts == sorted(firsts)


def test_clusters_of_different_things_stay_apart() -> None:
    x = np.ones((4, 2), np.float32) / np.float32(np.sqrt(2))
    labels = clusters(x, ["a", "b", None, "a"], 0.5)
    assert labels[0] == labels[3] != labels[1]
    assert labels[2] in labels[:2]


def test_a_gap_may_be_of_any_outcome(shop: Edition) -> None:
    gaps = [
        Gap("c", i, "p", "zyx wvu", outcome, "hours", i)
        for i, outcome in enumerate(("choices", "not_covered", "no_answer"))
    ]
    assert group_gaps(gaps, shop).groups[0].count == 3
