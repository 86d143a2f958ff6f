"""Follow-up questions."""

import pytest

from faq.answering.conversations import Conversation, Conversations, offered
from faq.answering.edition import Edition
from faq.answering.policy import FOLLOW_UP_S
from faq.answering.replies import Answer, ConversationReply, NoAnswer
from faq.content import Term
from faq.matching.followup import standalone
from faq.matching.terms import Terms
from faq.text import normalise

TERMS = Terms([Term("KPO", ("knowledge process outsourcing",)), Term("BPO", ())])
ANN, BOB = Conversation(1, 1), Conversation(1, 2)
BEFORE = "Who wrote the quoted book?"


def meant(typed: str, before: str = BEFORE) -> str | None:
    """What a question means after another one."""
    return standalone(normalise(typed), normalise(before), TERMS)


@pytest.mark.parametrize(
    "typed",
    ["why?", "and who published it?", "its price?", "when was that", "What about the isbn"],
)
def test_a_follow_up_is_completed_by_the_question_before(typed: str) -> None:
    assert meant(typed) == f"{normalise(BEFORE)} {normalise(typed)}"


@pytest.mark.parametrize(
    "typed",
    [
        "what is the isbn",
        "how skilled are the people who do this kind of work abroad",
        "does KPO need domain expertise",
        "is it kpo",
        "",
        "???",
    ],
)
def test_a_full_question_stands_alone(typed: str) -> None:
    assert meant(typed) is None


@pytest.mark.parametrize("typed", ["what about BPO?", "and bpo", "And what is B.P.O.?"])
def test_another_name_takes_the_place_of_the_one_before(typed: str) -> None:
    before = "What does knowledge process outsourcing stand for?"
    assert meant(typed, before) == "what does bpo stand for?"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def entry_of(reply: ConversationReply) -> str | None:
    """The id of the entry that answered."""
    return reply.entry.id if isinstance(reply, Answer) else None


def test_the_topic_of_an_answer_is_kept_for_a_few_minutes_and_a_chat(by_spelling: Edition) -> None:
    clock = Clock()
    conversations = Conversations(by_spelling, clock)
    assert entry_of(conversations.ask("What does KPO stand for?", ANN)) == "kpo-stands-for"
    assert entry_of(conversations.ask("and bpo?", BOB)) is None
    clock.now = FOLLOW_UP_S
    assert entry_of(conversations.ask("and bpo?", ANN)) == "bpo-stands-for"
    clock.now = 2 * FOLLOW_UP_S + 1
    assert entry_of(conversations.ask("and kpo?", ANN)) is None


def test_an_answer_is_not_given_twice_in_a_row(by_spelling: Edition) -> None:
    conversations = Conversations(by_spelling)
    assert entry_of(conversations.ask("What is BPO?", ANN)) == "bpo-definition"
    reply = conversations.ask("why?", ANN)
    assert next(entry.id for entry in offered(reply)) == "kpo-definition"
    assert isinstance(reply, NoAnswer)


def test_a_declined_question_is_no_topic(by_spelling: Edition) -> None:
    conversations = Conversations(by_spelling)
    conversations.ask("What does KPO stand for?", ANN)
    conversations.ask("zxqw vbnm", ANN)
    assert entry_of(conversations.ask("and bpo?", ANN)) is None
