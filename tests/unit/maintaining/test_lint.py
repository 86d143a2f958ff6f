from pathlib import Path

import pytest

from faq.answering.edition import Edition
from faq.content import Faq
from faq.maintaining import lint
from faq.matching import Matcher
from unit.samples import SMALL, load_text, small_faq


def findings(faq: Faq) -> list[str]:
    """What lint says about an FAQ, without the folder."""
    found = [problem for problem in lint.lint(Edition(faq, Matcher(faq))) if problem]
    assert {problem.severity for problem in found} <= {"warning"}
    return [f"{p.place.line}:{p.place.column}: {p.message}" for p in found]


def entry_with(folder: Path, *, question: str = "When do you open?", answer: str = "Nine.") -> Faq:
    return load_text(
        f"title: T\nentries:\n  - id: hours\n    question: {question}\n    answer: {answer}\n",
        folder,
    )


def test_a_clean_faq_has_no_findings(tmp_path: Path) -> None:
    assert findings(small_faq(tmp_path)) == []


def test_progress_is_counted_by_phrasings(tmp_path: Path) -> None:
    faq = small_faq(tmp_path)
    steps = [step for step in lint.lint(Edition(faq, Matcher(faq))) if step is None]
    assert len(steps) == lint.size(faq) == 11


def test_a_phrasing_given_twice_is_found_where_it_is_repeated(tmp_path: Path) -> None:
    text = SMALL.replace("[car park,", "[OPENING  hours, car park,")
    (tmp_path / "leaflet.txt").write_text("The shop opens at nine")
    assert f'22:17: the same as in "hours" ({tmp_path}/faq.yaml:13:17)' in findings(
        load_text(text, tmp_path)
    )


def test_a_phrasing_given_twice_within_an_entry_is_found(tmp_path: Path) -> None:
    text = SMALL.replace("[car park,", "[car park, Car  Park,")
    (tmp_path / "leaflet.txt").write_text("The shop opens at nine")
    assert findings(load_text(text, tmp_path)) == [
        f'22:27: the same as in "parking" ({tmp_path}/faq.yaml:22:17)'
    ]


def test_a_phrasing_that_is_nearly_anothers_is_found_on_both_sides(tmp_path: Path) -> None:
    text = SMALL.replace("[car park,", "[send back a damaged parcel!, car park,")
    (tmp_path / "leaflet.txt").write_text("The shop opens at nine")
    path = f"{tmp_path}/faq.yaml"
    assert findings(load_text(text, tmp_path)) == [
        f'22:17: nearly the same as "send back a damaged parcel" in "returns" ({path}:26:17)',
        f'26:17: nearly the same as "send back a damaged parcel!" in "parking" ({path}:22:17)',
    ]


def test_a_phrasing_without_a_word_is_found(tmp_path: Path) -> None:
    assert "4:15: a phrasing without a word matches nothing" in findings(
        entry_with(tmp_path, question='"?!"')
    )


def test_a_phrasing_of_stop_words_is_found(tmp_path: Path) -> None:
    text = SMALL.replace("[car park,", "[what about it, car park,")
    (tmp_path / "leaflet.txt").write_text("The shop opens at nine")
    assert "22:17: only stop words: it would match questions about anything" in findings(
        load_text(text, tmp_path)
    )


def test_a_subject_that_is_not_covered_may_list_empty_talk(tmp_path: Path) -> None:
    text = SMALL.replace("[what are the wages of the staff,", '["??", who are you,')
    (tmp_path / "leaflet.txt").write_text("The shop opens at nine")
    found = findings(load_text(text, tmp_path))
    assert not [line for line in found if "stop words" in line or "without a word" in line]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ('"We <b>open</b> at nine."', "<b>"),
        ('"We **open** at nine."', "**o"),
        ('"See [the page](https://example.org)."', "[the page](https://"),
    ],
)
def test_markup_in_an_answer_is_found(answer: str, shown: str, tmp_path: Path) -> None:
    assert findings(entry_with(tmp_path, answer=answer)) == [
        f'3:9: the answer of "hours" has markup ({shown}): answers are shown as written'
    ]


@pytest.mark.parametrize(
    "answer", ["a < b > c", "2**3 is 8", "array[0] (see page 3)", "5 <6 and 7> 6"]
)
def test_marks_that_are_no_markup_are_not_found(answer: str, tmp_path: Path) -> None:
    assert findings(entry_with(tmp_path, answer=f'"{answer}"')) == []


def test_an_answer_that_telegram_cannot_show_is_found(tmp_path: Path) -> None:
    assert findings(entry_with(tmp_path, answer='"\\u200d"')) == [
        '3:9: the answer of "hours" has nothing that Telegram could show'
    ]


@pytest.mark.parametrize(
    ("size", "found"),
    [(60, []), (61, ["4:15: longer than 60 characters: buttons will cut the question"])],
)
def test_a_question_that_buttons_will_cut_is_found(
    size: int, found: list[str], tmp_path: Path
) -> None:
    question = "At what time " + "d" * (size - 14) + "?"
    assert findings(entry_with(tmp_path, question=question)) == found


def test_what_yaml_takes_for_a_comment_is_found(tmp_path: Path) -> None:
    assert findings(entry_with(tmp_path, answer="see #123")) == [
        '5:17: "#123" is a comment here: if it is text, put the whole in quotes'
    ]
