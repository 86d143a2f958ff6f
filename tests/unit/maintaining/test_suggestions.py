from dataclasses import replace
from pathlib import Path

import pytest

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.content import load
from faq.maintaining.editing import write
from faq.maintaining.suggestions import Decision, Suggestions, decisions_about, suggest
from faq.matching import Matcher
from faq.usage.records import Gap
from unit.samples import BLOCKS, small_faq
from unit.traffic import gaps_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of the sample FAQ."""
    small_faq(tmp_path)
    (tmp_path / "faq.yaml").write_text(BLOCKS)
    return tmp_path / "faq.yaml"


def edition_of(path: Path) -> Edition:
    faq = load(path)
    return Edition(faq, Matcher(faq))


def suggested(path: Path, gaps: list[Gap], *decisions: Decision) -> Suggestions:
    return suggest(path, edition_of(path), gaps, decisions)


def test_what_is_asked_again_and_again_is_answered_once_the_changes_are_written(
    path: Path,
) -> None:
    encoder = cached_encoder()
    before = open_edition(path, encoder)
    shutters = ["when do the shutters go up", "when are the shutters pulled up"]
    tips = ["do your employees get tips", "what tips do your employees get"]
    dogs = ["are dogs allowed in the shop", "can i bring my dog into the shop"]
    gaps = [
        *gaps_of(shutters * 3, settled="hours", by="picked"),
        *gaps_of(tips * 3, start=100),
        *gaps_of(dogs * 3, start=200),
    ]
    suggestions = suggest(path, before, gaps)
    assert {(proposal.target, proposal.phrasings) for proposal in suggestions.proposals} == {
        ("hours", tuple(shutters)),
        ("wages", tuple(tips[:1])),  # the other one is declined by that name already
    }
    assert [p.helped for p in suggestions.proposals] == [6, 6]
    (unplaced,) = suggestions.unplaced
    assert {example.text for example in unplaced.examples} == {*dogs}

    write(suggestions.changed)
    after = open_edition(path, encoder)
    assert {after.reply(text).ids for text in shutters} == {("hours",)}
    assert {after.reply(text).ids for text in tips} == {("wages",)}


def test_nothing_is_written_before_somebody_says_so(path: Path) -> None:
    before = path.read_bytes()
    found = suggested(path, [*gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked")])
    assert found.changed
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("by", "number", "is_enough"),
    [("picked", 1, True), ("reworded", 1, False), ("reworded", 2, True)],
)
def test_what_people_did_proves_an_entry(
    by: str,
    number: int,
    is_enough: bool,  # noqa: FBT001 -- a case
    path: Path,
) -> None:
    led = gaps_of(["zyx wvu tsr"] * number, settled="hours", by=by)
    found = suggested(path, [*led, *gaps_of(["zyx wvu tsr"] * 2, start=9)])
    assert [p.target for p in found.proposals] == ["hours"] * is_enough
    assert [group.count for group in found.unplaced] == [number + 2] * (not is_enough)


def test_contrary_evidence_proves_nothing(path: Path) -> None:
    gaps = [
        *gaps_of(["zyx wvu tsr"], settled="hours", by="picked"),
        *gaps_of(["zyx wvu tsr"], start=5, settled="parking", by="picked"),
    ]
    assert suggested(path, gaps).proposals == ()
    rejected = [*gaps[:1], *gaps_of(["zyx wvu tsr"], start=7, by="none fits")]
    assert suggested(path, rejected).proposals == ()


def test_what_was_asked_once_is_chance(path: Path) -> None:
    gaps = [*gaps_of(["zyx wvu tsr"], settled="hours", by="picked")]
    assert suggested(path, gaps) == Suggestions()
    assert len(suggest(path, edition_of(path), gaps, min_count=1).proposals) == 1


def test_a_decision_goes_before_a_guess(path: Path) -> None:
    gaps = [*gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked")]
    (proposal,) = suggested(path, gaps, Decision("Zyx WVU  tsr", entry="parking")).proposals
    assert (proposal.target, proposal.is_entry) == ("parking", True)
    (proposal,) = suggested(path, gaps, Decision("zyx wvu tsr", subject="wages")).proposals
    assert (proposal.target, proposal.is_entry) == ("wages", False)
    assert suggested(path, gaps, Decision("zyx wvu tsr", ignore=True)) == Suggestions()
    (proposal,) = suggested(path, gaps, Decision("zyx wvu tsr", entry="gone")).proposals
    assert proposal.target == "hours"


def test_a_decided_question_counts_even_if_it_was_asked_once(path: Path) -> None:
    gaps = [*gaps_of(["zyx wvu tsr"])]
    (proposal,) = suggested(path, gaps, Decision("zyx wvu tsr", entry="hours")).proposals
    assert (proposal.phrasings, proposal.helped) == (("zyx wvu tsr",), 1)


def test_decisions_that_disagree_take_a_group_apart(path: Path) -> None:
    gaps = [*gaps_of(["zyxwvu tsrq", "zyxwvu tsrqq", "zyxwvu tsrqqq"] * 2)]
    found = suggested(
        path,
        gaps,
        Decision("zyxwvu tsrq", entry="hours"),
        Decision("zyxwvu tsrqq", entry="parking"),
    )
    assert {(p.target, p.phrasings) for p in found.proposals} <= {
        ("hours", ("zyxwvu tsrq",)),
        ("parking", ("zyxwvu tsrqq",)),
    }
    texts = [text for p in found.proposals for text in p.phrasings]
    assert "zyxwvu tsrqqq" not in texts


def test_a_change_that_breaks_a_behaviour_test_is_dropped_with_its_name(path: Path) -> None:
    path.write_text(BLOCKS + "  - {q: zyx wvu tsr, expect: none}\n")
    gaps = [
        *gaps_of(["zyx wvu tsr"] * 2, settled="hours", by="picked"),
        *gaps_of(["mnb lkj hgf"] * 2, start=9, settled="parking", by="picked"),
    ]
    found = suggested(path, gaps)
    assert [p.target for p in found.proposals] == ["parking"]
    (dropped,) = found.dropped
    assert (dropped.proposal.target, dropped.breaks) == ("hours", ("zyx wvu tsr",))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("zyx wvu for [name]", "private"),
        ("zyx wvu " * 30, "longer than 200"),
        ("what is it", "only stop words"),
    ],
)
def test_a_wording_that_is_not_fit_is_left_out_with_the_reason(
    text: str, why: str, path: Path
) -> None:
    gaps = [*gaps_of([text] * 2, settled="hours", by="picked")]
    found = suggested(path, gaps, Decision(text, entry="hours"))
    assert found.proposals == ()
    ((_, reason),) = found.dropped[0].proposal.left_out
    assert why in reason


def test_decisions_of_the_chat_are_read_from_the_gaps() -> None:
    made = [
        replace(gap, decision=decision)
        for gap, decision in zip(
            gaps_of(["do you sell bread", "can i park a lorry", "hello there", "what is that"]),
            ["entry:hours", "subject:wages", "ignore", None],
            strict=True,
        )
    ]
    assert decisions_about(made) == [
        Decision("do you sell bread", entry="hours"),
        Decision("can i park a lorry", subject="wages"),
        Decision("hello there", ignore=True),
    ]
