import pytest

from faq.starting.english import Capitals, heading_question, questions


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The Kestrel Hut is a mountain hut at 2,140 metres.", "What is the Kestrel Hut?"),
        ("Ada Lovelace was a mathematician of the last century.", "Who was Ada Lovelace?"),
        ("“Keeper” means any person who has a dog.", "What does “Keeper” mean?"),
        ("The hut was founded by the club in 1931.", "When was the hut founded?"),
        ("The hut is open from June to September.", "When is the hut open?"),
        ("The shop opens at nine.", "When does the shop open?"),
        ("Books may be kept for four weeks.", "How long may books be kept?"),
        ("You may borrow up to ten books at a time.", "How many books may I borrow?"),
        ("A late book costs 20 cents a day.", "How much does a late book cost?"),
        ("The fee for a licence is 25 euros a year.", "How much is the fee for a licence?"),
        ("There are 42 beds in four rooms.", "How many beds are there?"),
        ("Bags must be left in the lockers.", "Must bags be left in the lockers?"),
        ("Dogs may not enter the reading room.", "May dogs enter the reading room?"),
        ("You must not light fires outside.", "May I light fires outside?"),
        ("You have to register at the desk.", "Do I have to register at the desk?"),
    ],
)
def test_a_sentence_is_turned_into_the_question_that_it_answers(
    sentence: str, question: str
) -> None:
    asked = [q.question for q in questions(sentence, Capitals(sentence))]
    assert asked[0] == question


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a house that nobody knows.",
        "This is what the law says about it.",
        "While he was a child, the house was sold.",
        "The people who work here are glad.",
        "See https://example.org/is/a/page for the rest of it.",
        "In the evening the door is locked by the warden, as it always was.",
    ],
)
def test_a_sentence_that_cannot_be_turned_safely_is_not(sentence: str) -> None:
    assert list(questions(sentence, Capitals(sentence))) == []


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Opening Hours", "What does the text say about opening hours?"),
        ("How to join", "How do I join?"),
        ("Why are dogs banned", "Why are dogs banned?"),
        ("In winter", "What does “In winter” say?"),
        ("Keep the door shut", "What does “Keep the door shut” say?"),
    ],
)
def test_a_heading_is_turned_into_a_question(heading: str, question: str) -> None:
    assert heading_question(heading, Capitals("")).question == question


def test_a_name_keeps_its_capital_and_a_sentence_beginning_does_not() -> None:
    capitals = Capitals("The guests of the Kestrel Hut know that Kestrel Hut is cold.")
    assert capitals.beginning("Guests") == "guests"
    assert capitals.beginning("Kestrel") == "Kestrel"
