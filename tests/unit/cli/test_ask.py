import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from faq.answering.replies import Choices
from faq.cli.output import reply_json
from faq.matching import Candidate, Ranking
from unit.commands import COMMAND, PATIENCE_S, Ran, Run
from unit.samples import SMALL, entry, faq_of


def described(ran: Ran) -> dict[str, Any]:
    """The one JSON object that a command printed."""
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def test_an_answer_as_json_keeps_the_contract(run: Run) -> None:
    found = described(run("ask", "--json", "When do you open?"))
    ranking = found.pop("ranking")
    assert found == {
        "question": "When do you open?",
        "outcome": "answer",
        "entry": "hours",
        "answer": "We open at nine.",
        "sources": [
            {
                "source": "leaflet",
                "title": "The leaflet",
                "quote": "The shop opens at nine",
                "paragraph": 2,
                "url": "https://example.org/leaflet",
            }
        ],
    }
    assert list(ranking[0]) == ["entry", "question", "confidence", "quotes"]
    assert ranking[0]["entry"] == "hours"
    assert ranking[0]["question"] == "When do you open?"
    assert ranking[0]["quotes"] == ["The shop opens at nine"]


@pytest.mark.parametrize(
    ("question", "outcome", "name"),
    [
        ("When do you open?", "answer", "hours"),
        ("what are the wages of the staff", "not_covered", "wages"),
        ("zyx wvu tsr", "no_answer", None),
        ("", "no_answer", None),
    ],
)
def test_every_outcome_as_json_has_the_same_keys_and_a_ranking(
    question: str, outcome: str, name: str | None, run: Run, shop: Path
) -> None:
    if outcome == "no_answer":  # not even a subject to decline
        (shop / "faq.yaml").write_text(SMALL.split("not_covered:")[0])
    found = described(run("ask", question, "--json"))
    assert list(found) == ["question", "outcome", "entry", "answer", "sources", "ranking"]
    assert (found["question"], found["outcome"], found["entry"]) == (question, outcome, name)
    assert (found["answer"] is None, found["sources"] == []) == (outcome != "answer",) * 2
    assert {candidate["entry"] for candidate in found["ranking"]} == {
        "hours",
        "parking",
        "returns",
    }
    confidences = [candidate["confidence"] for candidate in found["ranking"]]
    assert confidences == sorted(confidences, reverse=True)
    assert all(type(value) is float and 0 <= value <= 1 for value in confidences)


def test_choices_as_json_answer_nothing_yet() -> None:
    entries = tuple(entry(name, f"What is {name}?") for name in "abcd")
    ranked = tuple(Candidate(e.id, 0.4, e.phrasings[0]) for e in entries)
    reply = Choices(entries[:3], Ranking(ranked))
    assert reply_json("what", reply, faq_of(*entries)) == {
        "question": "what",
        "outcome": "choices",
        "entry": None,
        "answer": None,
        "sources": [],
        "ranking": [
            {"entry": name, "question": f"What is {name}?", "confidence": 0.4, "quotes": []}
            for name in "abc"
        ],
    }


def test_a_question_whose_bytes_are_no_text_is_answered_all_the_same(process: Run) -> None:
    asked = process("ask", "--json", b"when do you open\xff")
    assert (asked.code, asked.err) == (0, "")
    assert json.loads(asked.out)["entry"] == "hours"


def test_every_line_of_the_input_has_one_line_of_output(run: Run, shop: Path) -> None:
    (shop / "faq.yaml").write_text(SMALL.split("not_covered:")[0])
    typed = "When do you open?\r\n\nzyx wvu tsr\n\xff\x00\nopening hours".encode("latin-1")
    asked = run("ask", "-", typed=typed)
    lines = asked.out.split("\n")
    assert (asked.code, asked.err, len(lines)) == (0, "", 6)
    assert lines[0] == "We open at nine. [“The shop opens at nine”]"
    assert lines[1] == lines[2] == lines[3] == "I find no answer to that in “The shop”."
    assert lines[4] == lines[0]
    assert lines[5] == ""


def test_every_line_of_the_input_has_one_json_object(run: Run, shop: Path) -> None:
    (shop / "faq.yaml").write_text(SMALL.split("not_covered:")[0])
    typed = b"When do you open?\n\n\xff\xfe\nopening hours\n"
    asked = run("ask", "-", "--json", typed=typed)
    found = [json.loads(line) for line in asked.out.splitlines()]
    assert [reply["question"] for reply in found] == [
        "When do you open?",
        "",
        "\ufffd\ufffd",
        "opening hours",
    ]
    assert [reply["entry"] for reply in found] == ["hours", None, None, "hours"]


@pytest.mark.usefixtures("shop")
def test_a_reply_is_printed_before_the_next_question_is_read() -> None:
    with subprocess.Popen(  # noqa: S603 -- our own command
        [*COMMAND, "ask", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(b"opening hours\n")
            process.stdin.flush()
            assert process.stdout.readline().decode().startswith("We open at nine.")
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0


def test_no_input_has_no_output(run: Run) -> None:
    assert run("ask", "-") == Ran(0, "", "")


@pytest.mark.usefixtures("shop")
def test_a_reader_that_goes_away_is_no_error() -> None:
    script = 'yes "opening hours" | head -n 20000 | "$0" -m bot ask - | head -n 1'
    done = subprocess.run(  # noqa: S603 -- our own command
        ["/bin/sh", "-c", script, sys.executable],
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.stdout.decode() == "We open at nine. [“The shop opens at nine”]\n"
    assert done.stderr == b""


def test_an_answer_is_shown_with_its_quote_and_where_it_stands(run: Run) -> None:
    asked = run("ask", "When do you open?")
    lines = [line.strip() for line in asked.out.split("\n") if line.strip()]
    assert lines == [
        "We open at nine.",
        "Source: The leaflet, paragraph 2",
        "“The shop opens at nine”",
        "https://example.org/leaflet",
        "Related questions:",
        "1. Where can customers park their cars?",
        "2. How are damaged goods returned?",
    ]


def test_why_an_entry_was_chosen_can_be_explained(run: Run) -> None:
    shown = run("ask", "--explain", "opening hours").out
    assert "We open at nine." in shown
    assert re.search(r"^ *\d\.\d\d +hours +opening hours ", shown, re.MULTILINE)
    explained = described(run("ask", "--explain", "--json", "opening hours"))["explain"]
    assert explained[0]["candidate"] == "hours"
    assert explained[0]["phrasing"] == "opening hours"
    assert all(type(value) is float for part in explained for value in part["signals"].values())


def test_a_long_line_is_answered_and_does_not_hang(run: Run) -> None:
    asked = run("ask", "-", typed="opening hours " * 200_000 + "\nopening hours\n")
    assert (asked.code, asked.out.count("\n")) == (0, 2)
