import re

import pytest

from faq.answering.edition import Edition
from faq.answering.replies import NotCoveredReply
from faq.content import BUNDLED, Entry, Faq, load
from faq.maintaining.lint import text_problems
from faq.text import normalise

SLIPS = ("thrusted", "Oftenly", "balance judgment", "eyes growth")
"""The article's own mistakes: repeated in a quote only."""


@pytest.fixture(scope="module")
def faq() -> Faq:
    return load(BUNDLED)


def test_there_are_enough_entries_and_ways_of_asking(faq: Faq) -> None:
    assert len(faq.entries) >= 26
    assert [e.id for e in faq.entries if len(e.phrasings) - 1 < 10] == []


def test_there_are_enough_subjects_that_the_article_does_not_cover(faq: Faq) -> None:
    assert len(faq.not_covered) >= 14
    assert [n.id for n in faq.not_covered if len(n.phrasings) < 8] == []


def test_there_are_enough_behaviour_tests_of_every_kind(faq: Faq) -> None:
    assert len(faq.questions) >= 80
    tested = {name for question in faq.questions for name in question.accepted}
    assert set(faq.by_id) - tested == set()
    assert sum(not question.accepted for question in faq.questions) >= 20


def test_no_behaviour_test_is_a_phrasing(faq: Faq) -> None:
    phrasings = [
        *(phrasing for entry in faq.entries for phrasing in entry.phrasings),
        *(phrasing for subject in faq.not_covered for phrasing in subject.phrasings),
    ]
    known = {normalise(phrasing.text) for phrasing in phrasings}
    assert [str(q.place) for q in faq.questions if normalise(q.question) in known] == []


def test_no_behaviour_test_is_given_twice(faq: Faq) -> None:
    seen: dict[str, str] = {}
    twice = []
    for question in faq.questions:
        normal = normalise(question.question)
        if normal in seen:
            twice.append((seen[normal], str(question.place)))
        seen[normal] = str(question.place)
    assert twice == []


def test_every_entry_is_proved_by_a_quote_of_the_article(faq: Faq) -> None:
    assert [e.id for e in faq.entries if not e.citations] == []
    article = (BUNDLED / "article.txt").read_text("utf-8")
    folded = " ".join(article.split())
    for entry in faq.entries:
        for cited in entry.citations:
            assert " ".join(cited.quote.split()) in folded
            assert cited.paragraph is not None


def test_the_articles_slips_stand_in_answers_in_quotation_marks_only(faq: Faq) -> None:
    def unquoted(entry: Entry) -> list[str]:
        own_words = re.sub(r'"[^"]*"|“[^”]*”', "", entry.answer)
        return [slip for slip in SLIPS if slip.lower() in own_words.lower()]

    assert {entry.id: unquoted(entry) for entry in faq.entries if unquoted(entry)} == {}


def test_every_entry_has_a_topic_and_leads_on(faq: Faq) -> None:
    assert [e.id for e in faq.entries if e.topic is None] == []
    assert [e.id for e in faq.entries if not e.related] == []


def test_the_faq_describes_itself(faq: Faq) -> None:
    assert (faq.title, faq.language) == ("BPO vs KPO", "en")
    assert faq.about.endswith(".")


def test_lint_finds_nothing_in_the_texts(faq: Faq) -> None:
    assert [str(problem) for problem in text_problems(faq)] == []


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("how much do kpo workers earn", "pay"),
        ("kpo salary", "pay"),
        ("kpo market size in india", "market-size"),
        ("is a kpo cheaper than a bpo", "costs"),
    ],
)
def test_what_is_near_but_not_covered_is_declined_by_its_name(
    question: str, subject: str, bundled: Edition
) -> None:
    reply = bundled.reply(question)
    assert isinstance(reply, NotCoveredReply)
    assert reply.subject.id == subject
