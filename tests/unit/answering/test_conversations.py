import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.answering.conversations import QUESTION_MARKS, Conversation, Conversations, offered
from faq.answering.edition import Edition, open_editions
from faq.answering.policy import VOLUNTEER_EVERY_S
from faq.answering.replies import (
    Answer,
    Choices,
    ConversationReply,
    NoAnswer,
    NoneFits,
    NotCoveredReply,
    Reply,
)
from faq.matching import Matcher
from unit.samples import load_text, small_faq

HERE, ANN, BOB = Conversation(1, 1), Conversation(2, 1), Conversation(2, 2)
IN_GROUP = Conversation(-3, 1, in_group=True)
OPENING = "When do you open?"  # its answer lists parking and returns
PAINT = "title: Paint\nentries:\n" + "".join(
    f"  - id: {colour}\n    question: How is {colour} paint mixed?\n    answer: With care.\n"
    for colour in ("gold", "pink")
)

LIMITS = st.integers(1, 3)
MIX = "How is paint mixed?"  # gold or pink

NewConversations = Callable[[], Conversations]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The sample FAQ, ready to answer."""
    faq = small_faq(tmp_path_factory.mktemp("faq"))
    return Edition(faq, Matcher(faq))


@pytest.fixture(scope="module")
def paint(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An FAQ whose entries are too close to call."""
    faq = load_text(PAINT, tmp_path_factory.mktemp("paint"))
    return Edition(faq, Matcher(faq))


@pytest.fixture(scope="module")
def new_conversations(edition: Edition) -> NewConversations:
    """Makes conversations about the sample FAQ; nothing is remembered of them yet."""
    return lambda: Conversations(edition)


@pytest.fixture
def conversations(new_conversations: NewConversations) -> Conversations:
    return new_conversations()


def answered(reply: ConversationReply) -> str | None:
    return reply.entry.id if isinstance(reply, Answer) else None


def test_an_entrys_question_is_answered_with_its_proof_and_what_is_related(
    conversations: Conversations,
) -> None:
    reply = conversations.ask(OPENING, HERE)
    assert isinstance(reply, Answer)
    assert reply.entry.answer == "We open at nine."
    assert [c.quote for c in reply.entry.citations] == ["The shop opens at nine"]
    assert [entry.id for entry in reply.related] == ["parking", "returns"]


def test_a_subject_that_is_not_covered_is_declined_by_its_name(
    conversations: Conversations,
) -> None:
    reply = conversations.ask("what are the wages of the staff", HERE)
    assert isinstance(reply, NotCoveredReply)
    assert reply.subject.topic == "what the staff earn"


@pytest.mark.parametrize("question", ["", "   ", "???", "\x00", "😀", "zyx wvu tsr", "\ud83d"])
def test_what_nothing_resembles_has_no_answer(question: str, conversations: Conversations) -> None:
    assert type(conversations.ask(question, HERE)) is NoAnswer


def test_a_question_that_fits_several_entries_is_offered_as_a_choice(paint: Edition) -> None:
    conversations = Conversations(paint)
    reply = conversations.ask(MIX, HERE)
    assert isinstance(reply, Choices)
    assert {entry.id for entry in reply.entries} == {"gold", "pink"}
    second = reply.entries[1].id
    assert answered(conversations.ask("2", HERE)) == second


@pytest.mark.parametrize("typed", ["0", " 0 ", "0.", "0)", "#0", "０", "٠", "०"])
def test_zero_rejects_a_choice(typed: str, paint: Edition) -> None:
    conversations = Conversations(paint)
    conversations.ask(MIX, HERE)
    assert conversations.ask(typed, HERE) == NoneFits()


def test_a_choice_can_be_rejected_once(paint: Edition) -> None:
    conversations = Conversations(paint)
    conversations.ask(MIX, HERE)
    assert conversations.ask("0", HERE) == NoneFits()
    assert not isinstance(conversations.ask("0", HERE), NoneFits)


def test_what_was_rejected_cannot_be_picked(paint: Edition) -> None:
    conversations = Conversations(paint)
    conversations.ask(MIX, HERE)
    conversations.ask("0", HERE)
    assert answered(conversations.ask("1", HERE)) is None


def test_zero_rejects_nobody_elses_choice(paint: Edition) -> None:
    conversations = Conversations(paint)
    conversations.ask(MIX, ANN)
    assert not isinstance(conversations.ask("0", BOB), NoneFits)
    assert conversations.ask("0", ANN) == NoneFits()


def test_a_choice_that_was_rejected_by_a_button_cannot_be_picked_from(paint: Edition) -> None:
    conversations = Conversations(paint)
    conversations.ask(MIX, HERE)
    assert conversations.reject(HERE) == NoneFits()
    assert answered(conversations.ask("1", HERE)) is None
    assert not isinstance(conversations.ask("0", HERE), NoneFits)


@pytest.mark.parametrize("typed", ["2", " 2 ", "2.", "2)", "#2", "２", "٢", "२"])
def test_a_number_picks_what_was_listed(typed: str, conversations: Conversations) -> None:
    conversations.ask(OPENING, HERE)
    assert answered(conversations.ask(typed, HERE)) == "returns"


@pytest.mark.parametrize("typed", ["0", "3", "9", "-1", "22", "2 2", "1/2", "two", "²²"])
def test_a_number_that_was_not_listed_is_a_question(
    typed: str, conversations: Conversations
) -> None:
    conversations.ask(OPENING, HERE)
    reply = conversations.ask(typed, HERE)
    assert answered(reply) is None
    assert reply == conversations.edition.reply(typed)


def test_a_number_before_anything_was_listed_is_a_question(conversations: Conversations) -> None:
    assert answered(conversations.ask("1", HERE)) is None


def test_only_what_was_listed_last_can_be_picked(conversations: Conversations) -> None:
    conversations.ask(OPENING, HERE)
    assert answered(conversations.ask("2", HERE)) == "returns"  # it lists nothing
    assert answered(conversations.ask("1", HERE)) is None


def test_conversations_do_not_mix(conversations: Conversations) -> None:
    conversations.ask(OPENING, ANN)
    assert answered(conversations.ask("2", BOB)) is None
    assert answered(conversations.ask("2", ANN)) == "returns"


def test_an_entry_picked_by_a_button_counts_as_listed_last(conversations: Conversations) -> None:
    conversations.choose("hours", HERE)
    assert answered(conversations.ask("1", HERE)) == "parking"


def test_an_entry_that_was_picked_is_answered(conversations: Conversations) -> None:
    reply = conversations.choose("parking")
    assert isinstance(reply, Answer)
    assert (reply.entry.answer, reply.ranking) == ("Behind the house.", None)


@pytest.mark.parametrize("name", ["", "gone", "wages", "HOURS", "hours "])
def test_an_entry_that_the_faq_does_not_have_has_no_answer(
    name: str, conversations: Conversations
) -> None:
    assert conversations.choose(name) == NoAnswer()


@pytest.mark.parametrize("question", [OPENING, "open", "staff wages", "asdf", "the", ""])
def test_the_same_question_always_has_the_same_reply(
    question: str, new_conversations: NewConversations
) -> None:
    first = new_conversations().ask(question, HERE)
    conversations = new_conversations()
    conversations.ask("Where can customers park their cars?", Conversation(2, 1))
    assert [conversations.ask(question, Conversation(10 + n, 1)) for n in range(3)] == [first] * 3


@given(question=st.text(max_size=60) | st.sampled_from(["open", "1", "goods", "staff", "park"]))
def test_any_text_has_a_reply_that_lists_what_can_be_picked(
    question: str, new_conversations: NewConversations
) -> None:
    conversations = new_conversations()
    reply = conversations.ask(question, HERE)
    for number, entry in enumerate(offered(reply), 1):
        assert conversations.ask(question, Conversation(10 + number, 1)) == reply
        assert answered(conversations.ask(str(number), Conversation(10 + number, 1))) == entry.id


@given(question=st.text(max_size=60))
def test_a_ranking_holds_every_entry_of_a_small_faq_best_first(
    question: str, new_conversations: NewConversations
) -> None:
    ranking = new_conversations().edition.reply(question).ranking
    assert ranking is not None
    assert {candidate.id for candidate in ranking.entries} == {"hours", "parking", "returns"}
    confidences = [round(candidate.confidence, 6) for candidate in ranking.entries]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


@pytest.mark.parametrize("question", ["???", "😀", "kpo"])
def test_an_faq_without_a_word_can_be_asked(question: str, tmp_path: Path) -> None:
    text = "title: T\nentries:\n  - id: a\n    question: ???\n    answer: b\n"
    faq = load_text(text, tmp_path)
    assert isinstance(Edition(faq, Matcher(faq)).reply(question), Answer | Choices | NoAnswer)


def test_an_answer_in_a_group_lists_nothing_and_no_number_picks(
    conversations: Conversations,
) -> None:
    reply = conversations.ask(OPENING, IN_GROUP)
    assert answered(reply) == "hours"
    assert offered(reply) == ()
    assert answered(conversations.ask("1", IN_GROUP)) is None


@pytest.mark.parametrize("question", ["zyx wvu tsr", "what are the wages of the staff"])
def test_a_decline_in_a_group_lists_nothing(question: str, conversations: Conversations) -> None:
    private, in_group = conversations.ask(question, ANN), conversations.ask(question, IN_GROUP)
    assert type(in_group) is type(private)
    assert len(offered(private)) == 3
    assert offered(in_group) == ()


def test_a_choice_in_a_group_can_be_picked_from_and_rejected(paint: Edition) -> None:
    conversations = Conversations(paint)
    reply = conversations.ask(MIX, IN_GROUP)
    assert reply == conversations.ask(MIX, ANN)
    assert answered(conversations.ask("1", IN_GROUP)) == offered(reply)[0].id
    conversations.ask(MIX, IN_GROUP)
    assert conversations.ask("0", IN_GROUP) == NoneFits()


def test_a_number_picks_from_a_list_that_somebody_was_shown(conversations: Conversations) -> None:
    conversations.offer(conversations.faq.entries[1:], ANN)
    assert answered(conversations.ask("1", BOB)) is None
    assert answered(conversations.ask("2", ANN)) == "returns"


def test_zero_rejects_no_list_that_is_not_a_choice(conversations: Conversations) -> None:
    conversations.offer(conversations.faq.entries, HERE)
    assert not isinstance(conversations.ask("0", HERE), NoneFits)


def test_a_person_is_forgotten_wherever_they_asked(conversations: Conversations) -> None:
    ann_elsewhere = Conversation(3, ANN.person)
    for conversation in (ANN, BOB, ann_elsewhere):
        conversations.ask(OPENING, conversation)
    conversations.forget(ANN.person)
    assert answered(conversations.ask("1", ANN)) is None
    assert answered(conversations.ask("1", ann_elsewhere)) is None
    assert answered(conversations.ask("1", BOB)) == "parking"


def test_the_oldest_conversation_is_forgotten_first(edition: Edition) -> None:
    conversations = Conversations(edition, remembered=2)
    for conversation in (ANN, BOB, ANN, HERE):
        conversations.ask(OPENING, conversation)
    assert answered(conversations.ask("1", BOB)) is None
    conversations.ask(OPENING, ANN)
    assert answered(conversations.ask("1", ANN)) == "parking"


class Together(Edition):
    """An edition that replies once all threads have asked."""

    def __init__(self, edition: Edition, threads: int) -> None:
        super().__init__(edition.faq, edition.matcher)
        self._all_asked = threading.Barrier(threads, timeout=600)

    def reply(self, question: str, *, literal: bool = True) -> Reply:
        self._all_asked.wait()
        return super().reply(question, literal=literal)


def test_threads_that_are_asked_at_once_volunteer_one_answer_in_a_chat(edition: Edition) -> None:
    conversations = Conversations(Together(edition, 8), Clock())
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: conversations.volunteer(OPENING, -10), range(8)))
    assert [reply.entry.id for reply in replies if reply] == ["hours"]


@pytest.fixture
def _restless_threads() -> Iterator[None]:
    """Threads that interrupt each other as often as they can: unguarded state shows itself."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("_restless_threads")
def test_threads_do_not_mix_conversations_which_others_begin_and_forget(edition: Edition) -> None:
    conversations = Conversations(edition, remembered=1_000)
    for person in range(1_000, 1_900):
        conversations.choose("hours", Conversation(1, person))
    start = threading.Barrier(8)

    def talk(number: int) -> list[str | None]:
        mine, other = Conversation(1, number), Conversation(1, 100 + number)
        picks = []
        start.wait()
        for message in range(40):
            conversations.choose("hours", mine)
            conversations.offer(conversations.faq.entries, other)
            conversations.forget(other.person)
            picks.append(answered(conversations.ask("12"[message % 2], mine)))
        return picks

    with ThreadPoolExecutor(8) as pool:
        picks = list(pool.map(talk, range(8)))
    assert picks == [["parking", "returns"] * 20] * 8


@pytest.mark.parametrize("mark", [*QUESTION_MARKS, "? ", "?\n", "??"])
def test_a_question_to_a_group_is_answered_when_the_bot_is_very_sure(
    mark: str, conversations: Conversations
) -> None:
    reply = conversations.volunteer(f"When do you open{mark}", -10)
    assert reply is not None
    assert reply.entry.id == "hours"


@pytest.mark.parametrize(
    "text",
    [
        "When do you open",
        "When do you open? Tell me",
        "When do you open!",
        "do you park cars?",  # it is sure, but not very sure
        "zyx wvu tsr?",
        "what are the wages of the staff?",
        "?",
        "",
    ],
)
def test_talk_in_a_group_is_left_alone(text: str, conversations: Conversations) -> None:
    assert conversations.volunteer(text, -10) is None


def test_a_choice_is_never_volunteered(paint: Edition) -> None:
    assert isinstance(paint.reply(MIX), Choices)
    assert Conversations(paint).volunteer(MIX, -10) is None


def test_each_group_is_answered_unasked_only_now_and_then(edition: Edition) -> None:
    clock = Clock()
    conversations = Conversations(edition, clock)
    assert conversations.volunteer("zyx wvu tsr?", -10) is None  # that costs nothing
    assert conversations.volunteer(OPENING, -10)
    assert conversations.volunteer(OPENING, -20)
    clock.now = VOLUNTEER_EVERY_S - 1
    assert conversations.volunteer(OPENING, -10) is None
    clock.now = VOLUNTEER_EVERY_S
    assert conversations.volunteer(OPENING, -10)


def test_what_was_volunteered_is_nobodys_conversation(conversations: Conversations) -> None:
    conversations.volunteer(OPENING, HERE.chat)
    assert answered(conversations.ask("1", HERE)) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("When do you open?", "hours"),
        ("when do you", "hours"),
        ("cus par", "parking"),
        ("  RECEIPT ", "returns"),  # a word of the answer
        ("behind hou", "parking"),
    ],
)
def test_a_search_finds_what_is_meant_first(typed: str, found: str, edition: Edition) -> None:
    assert edition.search(typed, 10)[0].id == found


@pytest.mark.parametrize("typed", ["", "   ", "???", "asdf", "what are the wages of the staff"])
def test_a_search_for_what_is_not_there_finds_nothing(typed: str, edition: Edition) -> None:
    assert edition.search(typed, 10) == []


@given(typed=st.text(max_size=30) | st.sampled_from(["we", "o", "park", "the", "h"]), most=LIMITS)
def test_a_search_finds_each_entry_once_and_no_more_than_are_wanted(
    typed: str, most: int, edition: Edition
) -> None:
    found = [entry.id for entry in edition.search(typed, most)]
    assert len(found) == len(set(found)) <= most
    assert found == [entry.id for entry in edition.search(typed, 10)][:most]


def test_another_edition_answers_as_soon_as_it_serves(edition: Edition, paint: Edition) -> None:
    conversations = Conversations(paint)
    assert answered(conversations.ask(OPENING, HERE)) is None
    conversations.serve(edition)
    assert conversations.faq is edition.faq
    assert answered(conversations.ask(OPENING, HERE)) == "hours"


def test_what_an_earlier_edition_listed_and_this_one_lacks_is_not_found(
    edition: Edition, paint: Edition
) -> None:
    conversations = Conversations(edition)
    conversations.ask(OPENING, HERE)
    conversations.serve(paint)
    assert conversations.ask("1", HERE) == NoAnswer()
    conversations.serve(edition)
    conversations.ask(OPENING, HERE)
    conversations.serve(paint)
    assert isinstance(conversations.ask("why?", HERE), NoAnswer)


def test_faqs_that_answer_alike_share_a_matcher(tmp_path: Path) -> None:
    faq = small_faq(tmp_path)
    more = small_faq(tmp_path, "  - {q: car park, expect: parking}\n")
    other = small_faq(tmp_path, "terms: [{term: shop}]\n")
    first, second, third = open_editions((faq, more, other), "off")
    assert first.matcher is second.matcher is not third.matcher
    assert (first.faq, second.faq, third.faq) == (faq, more, other)
