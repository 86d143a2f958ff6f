import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from faq.answering.replies import Choices
from faq.cli.output import reply_json
from faq.content import json_schema
from faq.matching import Candidate, Ranking
from unit.samples import LEAFLET, SMALL, entry, faq_of

COMMAND = [sys.executable, "-m", "bot"]
WITHOUT_TELEGRAM = [
    sys.executable,
    "-c",
    (
        "import runpy, sys\n"
        "for name in ('telegram', 'httpx'):\n"
        "    sys.modules[name] = None\n"  # importing it raises ModuleNotFoundError
        "sys.argv[0] = 'faqbot'\n"
        "runpy.run_module('bot', run_name='__main__')"
    ),
]
PATIENCE_S = 60  # a command that takes longer hangs


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `faqbot` in a folder where faq.yaml is the sample FAQ."""
    (tmp_path / "leaflet.txt").write_text(LEAFLET, "utf-8")
    (tmp_path / "faq.yaml").write_text(SMALL, "utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAQBOT_", "TELEGRAM_"))}
    env = kept | {
        "FAQBOT_FAQ": "faq.yaml",
        "FAQBOT_ENCODER": "off",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "COLUMNS": "200",
        "PYTHONIOENCODING": "utf-8:strict",  # as on a UTF-8 terminal
    }

    def run_in_folder(
        *arguments: str | bytes,
        typed: str | bytes = "",
        command: list[str] = COMMAND,
        **settings: str,
    ) -> Ran:
        done = subprocess.run(  # noqa: S603 -- our own command
            [*command, *arguments],
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            cwd=tmp_path,
            env=env | settings,
            timeout=PATIENCE_S,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run_in_folder


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
    question: str, outcome: str, name: str | None, run: Run, tmp_path: Path
) -> None:
    if outcome == "no_answer":  # not even a subject to decline
        (tmp_path / "faq.yaml").write_text(SMALL.split("not_covered:")[0])
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


def test_a_question_whose_bytes_are_no_text_is_answered_all_the_same(run: Run) -> None:
    asked = run("ask", "--json", b"when do you open\xff")
    assert (asked.code, asked.err) == (0, "")
    assert json.loads(asked.out)["entry"] == "hours"


def test_every_line_of_the_input_has_one_line_of_output(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(SMALL.split("not_covered:")[0])
    typed = "When do you open?\r\n\nzyx wvu tsr\n\xff\x00\nopening hours".encode("latin-1")
    asked = run("ask", "-", typed=typed)
    lines = asked.out.split("\n")
    assert (asked.code, asked.err, len(lines)) == (0, "", 6)
    assert lines[0] == "We open at nine. [“The shop opens at nine”]"
    assert lines[1] == lines[2] == lines[3] == "I find no answer to that in “The shop”."
    assert lines[4] == lines[0]
    assert lines[5] == ""


def test_every_line_of_the_input_has_one_json_object(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(SMALL.split("not_covered:")[0])
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


def test_a_reply_is_printed_before_the_next_question_is_read(run: Run, tmp_path: Path) -> None:
    assert run("check").code == 0  # what is slow only once has been done
    with subprocess.Popen(  # noqa: S603 -- our own command
        [*COMMAND, "ask", "-", "--faq", "faq.yaml"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env=os.environ | {"FAQBOT_ENCODER": "off"},
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


def test_a_reader_that_goes_away_is_no_error(run: Run, tmp_path: Path) -> None:
    assert run("check").code == 0
    script = 'yes "opening hours" | head -n 20000 | "$0" -m bot ask - | head -n 1'
    done = subprocess.run(  # noqa: S603 -- our own command
        ["/bin/sh", "-c", script, sys.executable],
        capture_output=True,
        cwd=tmp_path,
        env=os.environ | {"FAQBOT_ENCODER": "off", "FAQBOT_FAQ": "faq.yaml"},
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


def test_a_conversation_from_a_pipe_can_pick_by_number(run: Run) -> None:
    talk = run("chat", typed="When do you open?\n2\n/topics\n\n/help\n/quit\nopening hours\n")
    assert (talk.code, talk.err) == (0, "")
    assert talk.out.startswith("I answer questions from “The shop”.")
    assert talk.out.index("We open at nine.") < talk.out.index("With the receipt.")
    assert "Visiting\n" in talk.out
    assert talk.out.count("We open at nine.") == 1  # nothing is answered after /quit


def test_a_conversation_ends_with_its_input(run: Run) -> None:
    assert run("chat", typed="").code == 0


def test_markup_in_texts_is_shown_as_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(
        "title: '[red]T[/red]'\nentries:\n  - id: a\n    question: 'what is :smile: [b]?'\n"
        "    answer: '[bold]x[/] :smile: [/nope]'\n"
    )
    talk = run("chat", typed="what is :smile: [b]?\n")
    assert "“[red]T[/red]”" in talk.out
    assert "[bold]x[/] :smile: [/nope]" in talk.out


def test_a_sound_faq_is_checked_with_its_figures(run: Run) -> None:
    assert run("check") == Ran(
        0, "3 entries, 11 phrasings, 1 quote found in the sources, nothing to mend.\n", ""
    )


def test_a_finding_is_printed_with_its_place_and_exit_code_1(run: Run, tmp_path: Path) -> None:
    text = SMALL.replace("We open at nine.", "We open <b>at nine</b>.")
    (tmp_path / "faq.yaml").write_text(text)
    checked = run("check")
    assert (checked.code, checked.err) == (1, "")
    assert checked.out.split("\n")[0] == (
        'faq.yaml:10:9: warning: the answer of "hours" has markup (<b>): '
        "answers are shown as written"
    )


def test_problems_are_printed_with_exit_code_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(SMALL.replace("id: parking", "id: no"))
    expected = (
        'faq.yaml:18:15: there is no entry "parking"\n'
        'faq.yaml:19:9: no is read as a boolean: put it in quotes, "no"\n'
    )
    for command in (["check"], ["test"], ["chat"], ["ask", "x"]):
        assert run(*command) == Ran(2, "", expected)


def test_behaviour_tests_that_pass_are_counted(run: Run) -> None:
    assert run("test") == Ran(
        0, "1 question: 1 right, 0 offered, 0 declined, 0 wrong (100.0% pass).\n", ""
    )


def test_behaviour_tests_that_fail_are_shown_with_exit_code_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(SMALL + "  - {q: car park, expect: returns}\n")
    tested = run("test")
    assert (tested.code, tested.err) == (1, "")
    assert tested.out.startswith(
        "faq.yaml:35:9: wrong: car park\n    expected returns, got parking"
    )
    assert tested.out.endswith(
        "2 questions: 1 right, 0 offered, 0 declined, 1 wrong (50.0% pass).\n"
    )
    assert run("test", "--at-least", "50").code == 0
    assert run("test", "--at-least", "51").code == 1


def test_an_faq_without_behaviour_tests_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(SMALL.split("questions:")[0])
    assert run("test") == Ran(
        0, "The FAQ has no questions to test; add some under `questions:`.\n", ""
    )


def test_the_schema_is_printed_as_it_is(run: Run) -> None:
    assert run("schema") == Ran(0, json_schema(), "")


def test_the_option_goes_before_the_environment(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(
        "title: Other\nentries:\n  - {id: a, question: When do you open?, answer: Never.}\n"
    )
    assert run("ask", "When do you open?", "--faq", "other.yaml").out.strip() == "Never."


def test_the_environment_may_come_from_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(
        "title: Other\nentries:\n  - {id: a, question: When do you open?, answer: Never.}\n"
    )
    (tmp_path / ".env").write_text("FAQBOT_FAQ=other.yaml\n")
    (tmp_path / "empty").mkdir()
    script = ["env", "-u", "FAQBOT_FAQ", *COMMAND]
    assert run("ask", "When do you open?", command=script).out.strip() == "Never."


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "x", "--faq", "gone.yaml"],
        ["ask", "x", "--nonsense"],
        ["nonsense"],
        ["test", "--at-least", "101"],
        ["test", "--at-least", "many"],
        ["check", "--faq", "x" * 5_000],
        ["run"],
    ],
)
def test_a_users_mistake_is_said_without_a_traceback(arguments: list[str], run: Run) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip()
    assert "Traceback" not in ran.err


COMMANDS = [
    "run",
    "chat",
    "ask",
    "check",
    "test",
    "diff",
    "gaps",
    "suggest",
    "new",
    "init",
    "status",
    "stats",
    "purge",
    "forget",
    "schema",
]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_a_sentence_for_every_option(command: str, run: Run) -> None:
    ran = run(*command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    options = re.findall(r"^│ .*?(--[a-z-]+)(.*)", ran.out, re.MULTILINE)
    assert "--help" in [name for name, _ in options]
    wordless = [name for name, rest in options if not re.search(r" [A-Z][^\[]+[a-z)]\.", rest)]
    assert wordless == []


def test_help_names_every_command_with_a_sentence(run: Run) -> None:
    shown = run("--help").out
    for command in COMMANDS:
        assert re.search(rf"^│ {command} +[A-Z].+\.", shown, re.MULTILINE), command
    assert run("-h").out == shown


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "opening hours"], ["check"], ["chat"]])
def test_a_pipe_gets_no_colour_codes(arguments: list[str], run: Run) -> None:
    ran = run(*arguments, typed="opening hours\n", TERM="xterm-256color")
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize("arguments", [["ask", "opening hours"], ["check"], ["test"], ["chat"]])
def test_the_engine_runs_without_the_telegram_library(arguments: list[str], run: Run) -> None:
    without = run(*arguments, typed="opening hours\n", command=WITHOUT_TELEGRAM)
    assert without == run(*arguments, typed="opening hours\n")
    assert without.code == 0


def test_the_telegram_library_is_really_kept_away_there(run: Run) -> None:
    ran = run("run", command=WITHOUT_TELEGRAM)
    assert ran.code == 1
    assert "ModuleNotFoundError" in ran.err


def test_a_long_line_is_answered_and_does_not_hang(run: Run) -> None:
    asked = run("ask", "-", typed="opening hours " * 200_000 + "\nopening hours\n")
    assert (asked.code, asked.out.count("\n")) == (0, 2)
