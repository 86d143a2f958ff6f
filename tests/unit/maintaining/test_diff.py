from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.answering.edition import Edition
from faq.answering.replies import Answer
from faq.content import Faq
from faq.maintaining.diff import Change, DiffQuestion, Harm, compare, edits, questions_to_ask
from faq.maintaining.evaluation import Verdict
from faq.matching import Matcher
from unit.samples import LEAFLET, SMALL, load_text


def edition_of(text: str, folder: Path) -> Edition:
    (folder / "leaflet.txt").write_text(LEAFLET, "utf-8")
    faq = load_text(text, folder)
    return Edition(faq, Matcher(faq))


def changes(old: str, new: str, folder: Path, *gaps: str) -> list[Change]:
    before, after = edition_of(old, folder), edition_of(new, folder)
    return compare(before, after, questions_to_ask(before, after, gaps))


def faqs(old: str, new: str, folder: Path) -> tuple[Faq, Faq]:
    return edition_of(old, folder).faq, edition_of(new, folder).faq


PARKING = SMALL[SMALL.index("  - id: parking") : SMALL.index("  - id: returns")]
WITHOUT_PARKING = SMALL.replace(PARKING, "").replace("[parking, returns]", "[returns]")
ASKED_PARKING = SMALL + "  - {q: where can customers park, expect: parking}\n"


def test_an_faq_and_itself_differ_in_nothing(tmp_path: Path) -> None:
    before = edition_of(SMALL, tmp_path)
    asked = questions_to_ask(before, before)
    assert [each.kind for each in asked] == ["question"]
    assert compare(before, before, asked) == []
    assert not edits(before.faq, before.faq)


def test_a_phrasing_that_stays_with_its_entry_is_not_asked(tmp_path: Path) -> None:
    new = SMALL.replace("[opening hours, ", "[opening hours, when is it open, ")
    before, after = edition_of(SMALL, tmp_path), edition_of(new, tmp_path)
    asked = [each.text for each in questions_to_ask(before, after) if each.kind == "phrasing"]
    assert asked == ["when is it open"]
    assert [each.kind for each in questions_to_ask(before, after, phrasings=False)] == ["question"]


def test_each_text_is_asked_once_and_as_what_it_is_first(tmp_path: Path) -> None:
    conversations = edition_of(SMALL, tmp_path)
    asked = questions_to_ask(
        conversations,
        conversations,
        ["Opening hours  PLEASE", "what about dogs", "What about dogs"],
    )
    assert [(each.text, each.kind) for each in asked] == [
        ("opening hours please", "question"),
        ("what about dogs", "gap"),
    ]


def test_a_question_whose_entry_is_gone_is_a_broken_expectation(tmp_path: Path) -> None:
    new = ASKED_PARKING.replace(PARKING, PARKING.replace("[car park, ", "[")).replace(
        "    phrasings: [send back", "    phrasings: [where can customers park, send back"
    )
    found = changes(ASKED_PARKING, new, tmp_path)
    assert found[0].question.text == "where can customers park"
    assert (found[0].verdict_before, found[0].verdict_after) == (Verdict.RIGHT, Verdict.WRONG)
    assert found[0].harm is Harm.NOW_WRONG
    assert found[0].breaks


def test_an_expectation_that_was_withdrawn_does_not_break(tmp_path: Path) -> None:
    found = changes(ASKED_PARKING, WITHOUT_PARKING, tmp_path)
    assert found
    assert not any(change.breaks for change in found)
    lost = next(change for change in found if change.question.text == "where can customers park")
    assert lost.harm in (Harm.ANSWER_LOST, Harm.OTHER_ANSWER)
    assert lost.question.right_after is None


def test_a_new_question_that_the_edit_breaks_is_a_broken_expectation(tmp_path: Path) -> None:
    new = WITHOUT_PARKING + "  - {q: car park, expect: hours}\n"
    old = SMALL.replace("[opening hours, ", "[opening hours, car park, ").replace(
        "[car park, parking", "[parking"
    )
    found = changes(old, new, tmp_path)
    assert [change.question.text for change in found if change.breaks] == ["car park"]


def test_a_gap_that_is_answered_now_is_an_improvement(tmp_path: Path) -> None:
    new = SMALL.replace("[car park, ", "[car park, may i bring my dog, ")
    found = changes(SMALL, new, tmp_path, "may i bring my dog")
    assert [(change.question.kind, change.harm) for change in found] == [("gap", Harm.BETTER)]


def test_an_entry_that_has_another_id_is_the_same_entry(tmp_path: Path) -> None:
    new = SMALL.replace("id: parking", "id: car-park").replace("[parking, ", "[car-park, ")
    before, after = faqs(SMALL, new, tmp_path)
    made = edits(before, after)
    assert made.renamed == (("parking", "car-park"),)
    assert (made.added, made.removed, made.changed, made.phrasings_added) == ((), (), (), ())
    assert changes(SMALL, new, tmp_path, "car park") == []


def test_edits_are_told_apart(tmp_path: Path) -> None:
    new = (
        WITHOUT_PARKING.replace("We open at nine.", "We open at nine o'clock.")
        .replace("title: The shop", "title: Our shop")
        .replace("[send back a damaged parcel, ", "[bring something back, ")
        .replace("topic: what the staff earn", "topic: wages")
        .replace(
            "not_covered:",
            "  - {id: dogs, question: Are dogs allowed?, answer: 'Yes.'}\nnot_covered:",
        )
    )
    made = edits(*faqs(SMALL, new, tmp_path))
    assert made.added == ("dogs",)
    assert made.removed == ("parking",)
    assert made.changed == ("hours",)
    assert made.not_covered == ("wages",)
    assert made.other == ("title",)
    assert made.phrasings_added == (
        ("returns", "bring something back"),
        ("dogs", "Are dogs allowed?"),
    )
    assert ("returns", "send back a damaged parcel") in made.phrasings_removed
    assert len(made.phrasings_removed) == 4
    few = edits(*faqs(SMALL, new, tmp_path), phrasings=False)
    assert (few.phrasings_added, few.phrasings_removed, few.added) == ((), (), ("dogs",))


@pytest.mark.parametrize(
    ("text", "harms"),
    [
        # a phrasing goes from one entry to another, which is what its author wants
        (
            SMALL.replace("[car park, ", "[").replace("[send back", "[car park, send back"),
            [Harm.BETTER],
        ),
        (SMALL.replace("[car park, ", "["), []),
    ],
)
def test_moved_phrasings_are_judged_by_their_new_owner(
    text: str, harms: list[Harm], tmp_path: Path
) -> None:
    assert [change.harm for change in changes(SMALL, text, tmp_path)] == harms


def test_the_most_harmful_changes_come_first(tmp_path: Path) -> None:
    old = ASKED_PARKING + "  - {q: zebra crossing, expect: none}\n"
    new = old.replace(PARKING, "").replace("[parking, returns]", "[returns]")
    new = new.replace("expect: parking", "expect: returns")
    new = new.replace("[opening hours, ", "[opening hours, zebra crossing, bring your dog, ")
    found = changes(old, new, tmp_path, "bring your dog")
    assert [change.harm for change in found] == sorted(change.harm for change in found)
    assert found[0].question.text == "zebra crossing"
    assert found[-1].question.text == "bring your dog"


def test_another_wording_of_an_answer_is_an_edit_and_no_change(tmp_path: Path) -> None:
    before = edition_of(SMALL, tmp_path)
    asked = [DiffQuestion("opening hours", "gap"), DiffQuestion("zyx wvu tsr", "gap")]
    other = edition_of(SMALL.replace("We open at nine.", "We open at ten."), tmp_path)
    assert compare(before, other, asked) == []
    assert edits(before.faq, other.faq).changed == ("hours",)


@given(st.data())
def test_whatever_entries_go_every_old_answer_is_accounted_for(data: st.DataObject) -> None:
    names = ["alpha", "beta", "gamma", "delta"]
    kept = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))

    def text(chosen: list[str]) -> str:
        lines = [f"  - {{id: {n}, question: What is {n}?, answer: It is {n}.}}" for n in chosen]
        return "title: Letters\nentries:\n" + "\n".join(lines) + "\n"

    with TemporaryDirectory() as folder:
        before = edition_of(text(names), Path(folder))
        after = edition_of(text([name for name in names if name in kept]), Path(folder))
    made = edits(before.faq, after.faq)
    assert set(made.removed) == set(names) - set(kept)
    found = compare(before, after, questions_to_ask(before, after))
    gone = {f"What is {name}?" for name in made.removed}
    assert {change.question.text for change in found} == gone
    assert all(isinstance(change.before, Answer) for change in found)
    # the way back brings them back
    back = compare(after, before, questions_to_ask(after, before))
    assert {change.question.text for change in back} == gone
    assert {change.harm for change in back} <= {Harm.BETTER}
