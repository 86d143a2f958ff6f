from pathlib import Path

import pytest

from faq.answering.edition import Edition
from faq.answering.replies import Answer, Choices, NoAnswer, NotCoveredReply, Reply
from faq.content import NotCovered
from faq.maintaining.evaluation import Verdict, judge, run
from faq.matching import Matcher, Ranking
from unit.samples import PLACE, entry, small_faq

A, B, C = entry("a"), entry("b"), entry("c")
WAGES = NotCovered("wages", "wages", PLACE, ())
NOTHING = Ranking(())

ANSWER = Answer(A)
CHOICES = Choices((A, B), NOTHING)
DECLINED = NotCoveredReply(WAGES, (C,), NOTHING)
NO_ANSWER = NoAnswer((A,), NOTHING)


@pytest.mark.parametrize(
    ("reply", "accepted", "verdict"),
    [
        (ANSWER, {"a"}, Verdict.RIGHT),
        (ANSWER, {"a", "b"}, Verdict.RIGHT),
        (ANSWER, {"b"}, Verdict.WRONG),
        (ANSWER, {"wages"}, Verdict.WRONG),
        (ANSWER, set(), Verdict.WRONG),
        (CHOICES, {"b"}, Verdict.OFFERED),
        (CHOICES, {"b", "c"}, Verdict.OFFERED),
        (CHOICES, {"c"}, Verdict.WRONG),
        (CHOICES, {"wages"}, Verdict.WRONG),
        (CHOICES, set(), Verdict.WRONG),
        (DECLINED, {"wages"}, Verdict.RIGHT),
        (DECLINED, {"wages", "a"}, Verdict.RIGHT),
        (DECLINED, set(), Verdict.RIGHT),
        (DECLINED, {"a"}, Verdict.DECLINED),
        (DECLINED, {"c"}, Verdict.DECLINED),
        (NO_ANSWER, set(), Verdict.RIGHT),
        (NO_ANSWER, {"a"}, Verdict.DECLINED),
    ],
)
def test_a_reply_is_judged_by_what_is_accepted(
    reply: Reply, accepted: set[str], verdict: Verdict
) -> None:
    assert judge(reply, frozenset(accepted)) == verdict


def test_a_decline_without_the_name_is_no_mistake_where_a_topic_was_expected() -> None:
    # The user is told honestly that there is no answer; only the topic's name is missing.
    assert judge(NO_ANSWER, frozenset({"wages"})) == Verdict.DECLINED


@pytest.mark.parametrize(
    ("verdict", "passes"),
    [
        (Verdict.RIGHT, True),
        (Verdict.OFFERED, True),
        (Verdict.DECLINED, False),
        (Verdict.WRONG, False),
    ],
)
def test_right_and_offered_pass(verdict: Verdict, passes: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert verdict.passes == passes


def test_the_questions_of_an_faq_are_run_in_their_order(tmp_path: Path) -> None:
    faq = small_faq(
        tmp_path,
        "  - {q: what are the wages of the staff, expect: [wages]}\n"
        "  - {q: where can customers park their cars, expect: returns}\n"
        "  - {q: zyx wvu tsr, expect: parking}\n",
    )
    outcomes = list(run(Edition(faq, Matcher(faq))))
    assert [outcome.expectation for outcome in outcomes] == list(faq.questions)
    assert [(outcome.reply.ids, outcome.verdict) for outcome in outcomes[:3]] == [
        (("hours",), Verdict.RIGHT),
        (("wages",), Verdict.RIGHT),
        (("parking",), Verdict.WRONG),
    ]
    assert outcomes[3].verdict == Verdict.DECLINED
    assert all(0 <= outcome.confidence <= 1 for outcome in outcomes)
