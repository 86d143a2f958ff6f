import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from faq.content import load
from unit.commands import COMMAND, PATIENCE_S, Run
from unit.samples import SMALL

ADDED = """\
  - id: shop-close
    topic: Visiting
    question: When does the shop close?
    phrasings: [closing time, "late: how late"]
    answer: |
      At six.
      On Sundays it is closed.
    sources:
      - source: leaflet
        quote: closes at six
"""
TYPED = """\
visiting
When does the shop close?
At six.
On Sundays it is closed.

CLOSES at
 six

y

closing time
late: how late


yes
"""


def after(text: str) -> str:
    """The sample FAQ with an entry behind the last one of its topic."""
    return SMALL.replace("  - id: returns\n", f"{text}  - id: returns\n")


def test_an_entry_is_asked_for_part_by_part(run: Run, tmp_path: Path) -> None:
    ran = run("new", typed=TYPED)
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "faq.yaml").read_text() == after(ADDED)
    assert "  1. Visiting\n" in ran.out
    assert "In paragraph 2 of “The leaflet”, it reads:\n  “closes at six”\n" in ran.out
    assert f"faq.yaml:24:\n{ADDED}\n" in ran.out
    assert 'Added "shop-close" to faq.yaml:24.' in ran.out
    assert run("ask", "closing time").out.startswith("At six.")


def test_options_answer_what_would_be_asked(run: Run, tmp_path: Path) -> None:
    given = ["--question", "When does the shop close?", "--topic", "Visiting"]
    given += ["--answer", "At six.\nOn Sundays it is closed.", "--quote", "Closes at six"]
    given += ["--phrasing", "closing time", "--phrasing", "late: how late"]
    ran = run("new", *given, "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "faq.yaml").read_text() == after(ADDED)


def test_what_is_not_given_is_left_out_with_yes(run: Run, tmp_path: Path) -> None:
    assert run("new", "--question", "Who are you?", "--answer", "A shop.", "-y").code == 0
    entry = load(tmp_path / "faq.yaml").by_id["who-are-you"]
    assert (entry.topic, entry.citations, len(entry.phrasings)) == (None, (), 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--yes"], "--yes asks nothing, so give --question and --answer as well"),
        (["--yes", "--question", "x"], "--yes asks nothing, so give --answer as well"),
        (["--id", "No Id"], '"No Id" is no id: use a-z, 0-9 and -, at most 40 characters'),
        (["--id", "hours"], 'the id "hours" is taken'),
        (["--id", "wages"], 'the id "wages" is taken'),
        (
            ["--quote", "closes at six", "--source", "leaflets"],
            'there is no source "leaflets"; did you mean "leaflet"?',
        ),
        (
            ["--quote", "x", "--quote", "y", "--quote", "z"] + ["--source", "leaflet"] * 2,
            (
                "3 quotes and 2 sources are given: give each quote its own --source, or one for "
                "all, or none to look in all of them"
            ),
        ),
        (
            ["--quote", "closes at seven"],
            "nothing was changed: give the quote as the source has it",
        ),
    ],
)
def test_a_wrong_option_is_said_before_anything_is_asked(
    arguments: list[str], message: str, run: Run, tmp_path: Path
) -> None:
    ran = run("new", *arguments)
    assert (ran.code, ran.err) == (2, f"{message}\n")
    assert "Topic" not in ran.out
    assert (tmp_path / "faq.yaml").read_text() == SMALL


def test_a_quote_that_is_in_no_source_is_compared_with_the_nearest(run: Run) -> None:
    ran = run("new", "--question", "x?", "--answer", "x", "--quote", "The shop opens at ten", "-y")
    assert ran.code == 2
    assert ran.out == (
        "That is in no source. The nearest is in paragraph 2 of “The leaflet”:\n"
        "  “The shop opens at nine”\n  It has “nine” where you have “ten”.\n"
    )


def test_a_quote_may_be_tried_again(run: Run, tmp_path: Path) -> None:
    typed = "zebra crossing\n\nat six\n\nCloses at six\n\nno\ncloses at six\n\n\n\n\nyes\n"
    ran = run("new", "--question", "Until when?", "--answer", "Six.", "--topic", "", typed=typed)
    assert ran.code == 0
    assert "That is in no source, and nothing like it." in ran.out
    assert "The quote is shorter than 12 characters: quote more of the sentence." in ran.out
    assert "Found in paragraph 2 of “The leaflet”." in ran.out
    [cited] = load(tmp_path / "faq.yaml").by_id["until"].citations
    assert cited.quote == "closes at six"


def test_overlap_with_what_is_there_is_noted(run: Run) -> None:
    given = ["--question", "opening hours", "--answer", "x", "--phrasing"]
    shown = run("new", *given, "what are the wages of the staff", "--yes").out
    assert 'Note: so far, "hours" (When do you open?) answers “opening hours”.' in shown
    assert 'the not_covered "wages" (what the staff earn) declines' in " ".join(shown.split())


def test_an_unsound_entry_is_refused_and_can_be_corrected(run: Run, tmp_path: Path) -> None:
    given = ["--question", "Why?", "--answer", "x" * 3_001, "--topic", ""]
    refused = run("new", *given, "--yes")
    problem = 'faq.yaml:30:13: "answer" is too long: 3,001 characters, at most 3,000'
    assert (refused.code, refused.err) == (2, f"{problem}\n")
    assert (tmp_path / "faq.yaml").read_text() == SMALL
    ran = run("new", *given, typed="\n\n\nwhat\nanswer\nBecause.\n\nyes\n")
    assert ran.code == 0
    assert f"It cannot be added like this:\n  {problem}\n" in ran.out
    assert load(tmp_path / "faq.yaml").by_id["why"].answer == "Because."


def test_an_entry_that_is_not_wanted_changes_nothing(run: Run, tmp_path: Path) -> None:
    ran = run("new", "--question", "Why?", "--answer", "x", typed="\n\n\n\nno\n")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.endswith("\nNothing was changed.\n")
    assert (tmp_path / "faq.yaml").read_text() == SMALL


@pytest.mark.parametrize("lines", range(0, TYPED.count("\n"), 4))
def test_input_that_ends_early_changes_nothing(lines: int, run: Run, tmp_path: Path) -> None:
    ran = run("new", typed="".join(f"{line}\n" for line in TYPED.split("\n")[:lines]))
    assert ran.code == 2
    assert ran.err == "the input ended before the entry was complete: nothing was changed\n"
    assert (tmp_path / "faq.yaml").read_text() == SMALL
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "cache") == [
        "faq.yaml",
        "leaflet.txt",
    ]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Processes that are started can be interrupted, even if the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_terminal_shows_defaults_and_can_be_interrupted(run: Run, tmp_path: Path) -> None:
    assert run("check").code == 0
    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S603 -- our own command
        [*COMMAND, "new", "--faq", "faq.yaml", "--question", "Why?", "--answer", "Because."],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        env=os.environ | {"FAQBOT_ENCODER": "off"},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        for prompt, typed in ((b"Topic", b"\n"), (b"A quote", b"\n"), (b"Other", b"\n")):
            while prompt not in shown:
                shown += os.read(ours, 4096)
            os.write(ours, typed)
        while b"Id [why]:" not in shown:
            shown += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(PATIENCE_S) == 130
        finally:
            process.kill()
        assert b"Interrupted: nothing was changed." in os.read(ours, 4096)
    os.close(ours)
    assert (tmp_path / "faq.yaml").read_text() == SMALL


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How long can I keep a book?", "long-keep-book"),
        ("What is it?", "what-is-it"),
        ("Öffnungszeiten: wann?", "offnungszeiten-wann"),
        ("как?", "entry"),
        ("When do you open? hours", "open-hours"),
        ("hours", "hours-2"),
        ("none", "none-2"),
        ("supercalifragilistic expialidocious questions", "supercalifragilistic-expialidocious"),
        ("x" * 50, "entry"),
    ],
)
def test_an_id_is_made_of_the_question(question: str, name: str, run: Run, tmp_path: Path) -> None:
    assert run("new", "--question", question, "--answer", "x", "--yes").code == 0
    assert name in load(tmp_path / "faq.yaml").by_id
