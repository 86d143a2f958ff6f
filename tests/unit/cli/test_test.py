import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from faq.answering.edition import Edition
from faq.maintaining.evaluation import (
    Bin,
    Verdict,
    by_topic,
    calibration,
    calibration_error,
    confusions,
    run,
)
from faq.matching import Matcher
from unit.commands import Ran, Run
from unit.samples import SMALL, small_faq

Tested = Callable[..., tuple[int, str]]

MORE = """\
  - {q: car park, expect: returns}
  - {q: damaged <b>goods</b> | returns, expect: [parking, returns]}
  - {q: zyx wvu tsr, expect: parking}
  - {q: wages of the staff, expect: wages}
  - {q: "parking\\x01 places", expect: none}
"""
ODD = {"title: The shop": 'title: "The \\x02shop & <sons>"'}


@pytest.fixture
def tested(run: Run, shop: Path) -> Tested:
    """Runs `faqbot test` on the sample FAQ with more questions."""
    text = SMALL + MORE
    for old, new in ODD.items():
        text = text.replace(old, new)
    (shop / "faq.yaml").write_text(text, "utf-8")

    def run_test(*arguments: str) -> tuple[int, str]:
        ran = run("test", *arguments)
        return ran.code, ran.out + ran.err

    return run_test


def test_questions_that_pass_are_counted(run: Run) -> None:
    assert run("test") == Ran(
        0, "1 question: 1 right, 0 offered, 0 declined, 0 wrong (100.0% pass).\n", ""
    )


def test_what_fails_is_printed_with_the_place_of_its_question(tested: Tested) -> None:
    code, out = tested()
    assert code == 1
    assert "faq.yaml:35:9: wrong: car park\n    expected returns, got parking (0.98)\n" in out
    assert "faq.yaml:37:9: declined: zyx wvu tsr\n    expected parking, got declined" in out


def test_a_share_of_the_questions_may_fail(tested: Tested) -> None:
    assert tested("--at-least", "50")[0] == 0  # three of six
    assert tested("--at-least", "51")[0] == 1


def test_verdicts_are_counted_by_topic_and_those_to_decline_are_their_own(tested: Tested) -> None:
    out = re.sub(r" {2,}", "  ", tested()[1])
    assert "\ntopic  questions  right  offered  declined  wrong\nVisiting  " in out
    assert re.search(r"^not covered  2  1", out, re.MULTILINE)


def test_what_is_mistaken_for_what_is_listed_with_an_example(tested: Tested) -> None:
    out = re.sub(r" {2,}", "  ", tested()[1])
    assert "\ntimes  expected ← got  for example\n  1  returns ← parking  car park\n" in out


def test_json_has_all_outcomes_and_figures(tested: Tested) -> None:
    code, out = tested("--format", "json")
    found = json.loads(out)
    assert code == 1
    assert found["questions"] == 6 == sum(found[verdict] for verdict in Verdict)
    assert set(found["topics"]) == {"Visiting", "Other questions", "not covered"}
    second = found["outcomes"][1]
    assert second.pop("confidence") > 0.9
    assert second == {
        "question": "car park",
        "verdict": "wrong",
        "topic": "Other questions",
        "expected": ["returns"],
        "got": "parking",
        "best": "parking",
        "path": "faq.yaml",
        "line": 35,
        "column": 9,
    }
    assert found["outcomes"][4]["topic"] == "not covered"
    assert found["confusions"][0] == {
        "expected": "returns",
        "got": "parking",
        "times": 1,
        "example": "car park",
    }
    assert sum(each["questions"] for each in found["calibration"]["bins"]) == 6


def test_junit_has_a_case_for_each_question_and_a_message_for_each_failure(
    tested: Tested,
) -> None:
    code, out = tested("--format", "junit")
    assert code == 1
    suites = ET.fromstring(out)  # noqa: S314 -- our own
    (suite,) = suites
    cases = suite.findall("testcase")
    failures = suite.findall("testcase/failure")
    assert suite.attrib == {
        "name": "The \N{REPLACEMENT CHARACTER}shop & <sons>",
        "tests": "6",
        "failures": f"{len(failures)}",
        "errors": "0",
        "skipped": "0",
    }
    assert suites.attrib["tests"] == f"{len(cases)}" == "6"
    assert cases[1].attrib == {
        "classname": "Other questions",
        "name": "car park",
        "file": "faq.yaml",
        "line": "35",
        "time": "0",
    }
    (failure,) = cases[1]
    assert failure.attrib == {
        "type": "wrong",
        "message": "wrong: expected returns, got parking (0.98)",
    }
    assert failure.text == "faq.yaml:35:9: expected returns, got parking (0.98)"
    assert cases[5].attrib["name"] == "parking\N{REPLACEMENT CHARACTER} places"
    assert cases[5].attrib["classname"] == "not covered"


def test_markdown_has_the_figures_and_folds_the_rest(tested: Tested) -> None:
    code, out = tested("--format", "markdown", "--at-least", "10")
    assert code == 0
    assert out.startswith("### 6 questions: ")
    assert "| topic | questions | right | offered | declined | wrong |\n" in out
    assert (
        "| wrong | <code>car park</code> | <code>returns</code> | <code>parking</code> (0.98) |"
        in out
    )


@pytest.mark.parametrize("form", ["text", "markdown", "json", "junit"])
def test_an_faq_without_questions_is_no_failure(form: str, tested: Tested) -> None:
    Path("faq.yaml").write_text(SMALL.split("questions:", maxsplit=1)[0], "utf-8")
    code, out = tested("--format", form)
    assert code == 0
    if form == "json":
        assert json.loads(out)["outcomes"] == []
    elif form == "junit":
        assert len(ET.fromstring(out)[0]) == 0  # noqa: S314 -- our own
    else:
        assert out == "The FAQ has no questions to test; add some under `questions:`.\n"


def test_the_picture_is_whole_and_says_what_it_shows(tested: Tested) -> None:
    Path("plot.svg").write_text("old")
    Path("plot.svg").chmod(0o640)
    tested("--plot", "plot.svg")
    picture = Path("plot.svg")
    root = ET.fromstring(picture.read_text("utf-8"))  # noqa: S314 -- our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    description = root.find("{*}desc")
    assert description is not None
    assert description.text
    assert description.text.startswith("6 questions. Confidence in the likeliest entry is off by")
    assert "href" not in picture.read_text("utf-8")
    assert picture.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in Path().iterdir() if "plot" in path.name] == ["plot.svg"]


def test_a_picture_that_cannot_be_written_is_a_users_mistake(tested: Tested) -> None:
    code, out = tested("--plot", "nowhere/plot.svg", "--format", "json")
    assert code == 2
    assert "nowhere/plot.svg cannot be written (No such file or directory): name a file" in out


def test_figures_of_a_run_add_up(tmp_path: Path) -> None:
    faq = small_faq(tmp_path, MORE)
    outcomes = list(run(Edition(faq, Matcher(faq))))
    bins = calibration(outcomes)
    assert len(bins) == 10
    assert sum(each.number for each in bins) == len(outcomes)
    assert all(each.low <= each.confidence <= each.high for each in bins if each.number)
    right = sum(each.number * each.right for each in bins)
    assert right == pytest.approx(sum(outcome.is_best_right for outcome in outcomes))
    assert sum(c.total() for c in by_topic(faq, outcomes).values()) == len(outcomes)
    wrong = [outcome for outcome in outcomes if outcome.verdict is Verdict.WRONG]
    assert sum(each.number for each in confusions(outcomes)) == len(wrong)


def test_bins_that_are_as_sure_as_right_have_no_error() -> None:
    assert calibration_error([Bin(0.5, 0.6, 10, 0.55, 0.55), Bin(0.9, 1.0, 5, 1, 1)]) == 0
    assert calibration_error([Bin(0.5, 0.6, 1, 0.5, 1), Bin(0.9, 1.0, 1, 1, 1)]) == 0.25
    assert calibration_error([]) == 0


def test_fifty_questions_are_enough_for_a_table_of_confidences(tested: Tested) -> None:
    assert "should end at the |" not in tested()[1]
    with Path("faq.yaml").open("a", encoding="utf-8") as file:
        file.writelines(f"  - {{q: opening hours {n}, expect: hours}}\n" for n in range(50))
    out = tested()[1]
    assert "\nConfidence in the likeliest entry is off by 0." in out
    table = out.split("# is right, and should end at the |\n")[1].split("\n\n")[0]
    rows = [re.split(r" {2,}", line.strip()) for line in table.splitlines()]
    assert sum(int(number) for _, number, _, _ in rows) == 56
    for _, _, right, bar in rows:
        assert bar.count("|") == 1
        assert abs(bar.count("#") - int(right.removesuffix("%")) / 5) <= 1
