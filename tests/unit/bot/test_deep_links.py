import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deep_links import KEPT, QuestionLinks

PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")  # core.telegram.org/api/links#bot-links
ENTRY_IDS = st.from_regex(r"\A[a-z0-9-]{1,40}\Z")
QUESTIONS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    ["what is kpo", "x" * 47, "x" * 48, "é" * 24, "😀" * 11, "😀" * 12, "\xff" * 100, "?" * 4096]
)


@given(QUESTIONS)
def test_a_link_carries_any_question(question: str) -> None:
    links = QuestionLinks()
    parameter = links.carry(question)
    assert links.is_question(parameter)
    assert links.carried(parameter) == question


@given(st.text(max_size=200))
def test_a_start_parameter_is_one_that_telegram_allows(question: str) -> None:
    assert PARAMETER.fullmatch(QuestionLinks().carry(question))


@given(st.text(st.characters(categories=["Cs"]), min_size=1, max_size=100))
def test_a_question_with_half_an_emoji_can_be_carried(question: str) -> None:
    links = QuestionLinks()
    assert links.carried(links.carry(question)) is not None


@given(st.text(max_size=200), ENTRY_IDS)
def test_a_question_is_never_taken_for_an_entry(question: str, entry: str) -> None:
    links = QuestionLinks()
    assert links.carry(question) != entry
    assert not links.is_question(entry)


@given(st.lists(QUESTIONS, unique=True, max_size=8))
def test_questions_are_not_mixed_up(questions: list[str]) -> None:
    links = QuestionLinks()
    parameters = [links.carry(question) for question in questions]
    assert [links.carried(parameter) for parameter in parameters] == questions


@given(QUESTIONS.filter(lambda question: len(question.encode()) <= 47))
def test_a_short_question_is_carried_by_the_link_alone(question: str) -> None:
    assert QuestionLinks().carried(QuestionLinks().carry(question)) == question


def test_a_long_question_is_known_only_where_its_link_was_made() -> None:
    parameter = QuestionLinks().carry("what is kpo? " * 20)
    assert QuestionLinks().is_question(parameter)
    assert QuestionLinks().carried(parameter) is None


def test_long_questions_are_forgotten_oldest_first() -> None:
    links = QuestionLinks()
    questions = [f"{n} {'x' * 100}" for n in range(KEPT)]
    parameters = [links.carry(question) for question in questions]
    links.carry(questions[0])  # asked again: it is the newest now
    links.carry("y" * 100)
    assert links.carried(parameters[1]) is None
    assert links.carried(parameters[0]) == questions[0]
    assert links.carried(parameters[2]) == questions[2]


@pytest.mark.parametrize(
    "parameter",
    [
        "_A",  # no whole byte
        "_AAAAA",
        "__",
        "__0123456789abcdef0123456789abcdef",
        "_-A",  # 0xf8 begins no UTF-8
        "_wA",  # a character that is cut off
        "_7aCA",  # half an emoji
        "_\ud83d",
    ],
)
def test_what_no_link_carries_is_no_question(parameter: str) -> None:
    assert QuestionLinks().is_question(parameter)
    assert QuestionLinks().carried(parameter) is None


@given(st.text() | st.text(st.sampled_from("aB0_-="), max_size=70))
def test_any_start_parameter_can_be_read(text: str) -> None:
    found = QuestionLinks().carried(f"_{text}")
    assert found is None or isinstance(found, str)
