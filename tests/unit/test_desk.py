from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.desk import (
    Answer,
    Choices,
    Conversation,
    Desk,
    NoAnswer,
    NotCoveredReply,
    Reply,
    offered,
    open_desks,
)
from faq.matching import Matcher
from unit.samples import load_text, small_faq

HERE, ANN, BOB = Conversation(1, 1), Conversation(2, 1), Conversation(2, 2)
OPENING = "When do you open?"  # its answer lists parking and returns
PAINT = "title: Paint\nentries:\n" + "".join(
    f"  - id: {colour}\n    question: How is {colour} paint mixed?\n    answer: With care.\n"
    for colour in ("gold", "pink")
)

NewDesk = Callable[[], Desk]


@pytest.fixture(scope="module")
def new_desk(tmp_path_factory: pytest.TempPathFactory) -> NewDesk:
    """Makes desks over the sample FAQ; each remembers nothing yet."""
    faq = small_faq(tmp_path_factory.mktemp("faq"))
    matcher = Matcher(faq)
    return lambda: Desk(faq, matcher)


@pytest.fixture
def desk(new_desk: NewDesk) -> Desk:
    return new_desk()


def answered(reply: Reply) -> str | None:
    return reply.entry.id if isinstance(reply, Answer) else None


def test_an_entrys_question_is_answered_with_its_proof_and_what_is_related(desk: Desk) -> None:
    reply = desk.ask(OPENING, HERE)
    assert isinstance(reply, Answer)
    assert reply.entry.answer == "We open at nine."
    assert [c.quote for c in reply.entry.citations] == ["The shop opens at nine"]
    assert [entry.id for entry in reply.related] == ["parking", "returns"]


def test_a_subject_that_is_not_covered_is_declined_by_its_name(desk: Desk) -> None:
    reply = desk.ask("what are the wages of the staff", HERE)
    assert isinstance(reply, NotCoveredReply)
    assert reply.subject.topic == "what the staff earn"


@pytest.mark.parametrize("question", ["", "   ", "???", "\x00", "😀", "zyx wvu tsr", "\ud83d"])
def test_what_nothing_resembles_has_no_answer(question: str, desk: Desk) -> None:
    assert type(desk.ask(question, HERE)) is NoAnswer


def test_a_question_that_fits_several_entries_is_offered_as_a_choice(tmp_path: Path) -> None:
    faq = load_text(PAINT, tmp_path)
    desk = Desk(faq, Matcher(faq))
    reply = desk.ask("How is paint mixed?", HERE)
    assert isinstance(reply, Choices)
    assert {entry.id for entry in reply.entries} == {"gold", "pink"}
    second = reply.entries[1].id
    assert answered(desk.ask("2", HERE)) == second


@pytest.mark.parametrize("typed", ["2", " 2 ", "2.", "2)", "#2", "２", "٢", "२"])
def test_a_number_picks_what_was_listed(typed: str, desk: Desk) -> None:
    desk.ask(OPENING, HERE)
    assert answered(desk.ask(typed, HERE)) == "returns"


@pytest.mark.parametrize("typed", ["0", "3", "9", "-1", "22", "2 2", "1/2", "two", "²²"])
def test_a_number_that_was_not_listed_is_a_question(typed: str, desk: Desk) -> None:
    desk.ask(OPENING, HERE)
    reply = desk.ask(typed, HERE)
    assert answered(reply) is None
    assert reply == desk.reply(typed)


def test_a_number_before_anything_was_listed_is_a_question(desk: Desk) -> None:
    assert answered(desk.ask("1", HERE)) is None


def test_only_what_was_listed_last_can_be_picked(desk: Desk) -> None:
    desk.ask(OPENING, HERE)
    assert answered(desk.ask("2", HERE)) == "returns"  # it lists nothing
    assert answered(desk.ask("1", HERE)) is None


def test_conversations_do_not_mix(desk: Desk) -> None:
    desk.ask(OPENING, ANN)
    assert answered(desk.ask("2", BOB)) is None
    assert answered(desk.ask("2", ANN)) == "returns"


def test_an_entry_picked_by_a_button_counts_as_listed_last(desk: Desk) -> None:
    desk.choose("hours", HERE)
    assert answered(desk.ask("1", HERE)) == "parking"


def test_an_entry_that_was_picked_is_answered(desk: Desk) -> None:
    reply = desk.choose("parking")
    assert isinstance(reply, Answer)
    assert (reply.entry.answer, reply.ranking) == ("Behind the house.", None)


@pytest.mark.parametrize("name", ["", "gone", "wages", "HOURS", "hours "])
def test_an_entry_that_the_faq_does_not_have_has_no_answer(name: str, desk: Desk) -> None:
    assert desk.choose(name) == NoAnswer()


@pytest.mark.parametrize("question", [OPENING, "open", "staff wages", "asdf", "the", ""])
def test_the_same_question_always_has_the_same_reply(question: str, new_desk: NewDesk) -> None:
    first = new_desk().ask(question, HERE)
    desk = new_desk()
    desk.ask("Where can customers park their cars?", Conversation(2, 1))
    assert [desk.ask(question, Conversation(10 + n, 1)) for n in range(3)] == [first] * 3


@given(question=st.text(max_size=60) | st.sampled_from(["open", "1", "goods", "staff", "park"]))
def test_any_text_has_a_reply_that_lists_what_can_be_picked(
    question: str, new_desk: NewDesk
) -> None:
    desk = new_desk()
    reply = desk.ask(question, HERE)
    for number, entry in enumerate(offered(reply), 1):
        assert desk.ask(question, Conversation(10 + number, 1)) == reply
        assert answered(desk.ask(str(number), Conversation(10 + number, 1))) == entry.id


@given(question=st.text(max_size=60))
def test_a_ranking_holds_every_entry_of_a_small_faq_best_first(
    question: str, new_desk: NewDesk
) -> None:
    ranking = new_desk().reply(question).ranking
    assert ranking is not None
    assert {candidate.id for candidate in ranking.entries} == {"hours", "parking", "returns"}
    confidences = [round(candidate.confidence, 6) for candidate in ranking.entries]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


@pytest.mark.parametrize("question", ["???", "😀", "kpo"])
def test_an_faq_without_a_word_can_be_asked(question: str, tmp_path: Path) -> None:
    text = "title: T\nentries:\n  - id: a\n    question: ???\n    answer: b\n"
    faq = load_text(text, tmp_path)
    assert isinstance(Desk(faq, Matcher(faq)).ask(question, HERE), Answer | Choices | NoAnswer)


def test_faqs_that_answer_alike_share_a_matcher(tmp_path: Path) -> None:
    faq = small_faq(tmp_path)
    more = small_faq(tmp_path, "  - {q: car park, expect: parking}\n")
    other = small_faq(tmp_path, "terms: [{term: shop}]\n")
    first, second, third = open_desks((faq, more, other), "off")
    assert first.matcher is second.matcher is not third.matcher
    assert (first.faq, second.faq, third.faq) == (faq, more, other)
