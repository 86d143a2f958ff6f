import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from faq.content import load
from unit.commands import COMMAND, PATIENCE_S, Run
from unit.samples import LEAFLET, SMALL

ADDED = """\
  - id: shop-close
    topic: Visiting
    question: When does the shop close?
    phrasings:
      - closing time
      - "late: how late"
    answer: |
      At six.
      On Sundays it is closed.
    sources:
      - source: leaflet
        quote: closes at six
    related:
      - hours
"""
GIVEN = ["--question", "When does the shop close?", "--topic", "visiting"]
GIVEN += ["--answer", "At six.\nOn Sundays it is closed.", "--quote", "«CLOSES at\n six»"]
GIVEN += ["--phrasing", "closing time", "--phrasing", "late: how late", "--related", "hours"]

Change = tuple[str, str]
"""A text in the template, and what an editor puts in its place."""

EDITOR = """\
import json, pathlib, sys
record = pathlib.Path(__file__).with_suffix(".json")
changes, seen = json.loads(record.read_text())
file = pathlib.Path(sys.argv[-1])
text = file.read_text("utf-8")
record.write_text(json.dumps([changes[1:], [*seen, text]]))
for old, new in changes[0]:
    assert old in text, old
    text = text.replace(old, new, 1)
if changes[0]:
    file.write_text(text, "utf-8")
"""


@dataclass(frozen=True)
class Shown:
    """What a command did in a terminal.

    Attributes:
        screen: all that it printed.
        texts: what the editor showed, each time it was opened.
    """

    code: int
    screen: str
    texts: list[str]


Edit = Callable[..., Shown]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Runs `faqbot new` in a terminal, with an editor that makes changes and closes.

    Each of `sessions` is what the editor changes when it is opened; nothing: it saves nothing.
    """
    (tmp_path / "leaflet.txt").write_text(LEAFLET, "utf-8")
    (tmp_path / "faq.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "typed").mkdir()

    def in_terminal(
        *arguments: str, sessions: Sequence[Sequence[Change]], reply: str = "", editor: str = ""
    ) -> Shown:
        script = tmp_path / "editor.py"
        script.write_text(EDITOR)
        script.with_suffix(".json").write_text(json.dumps([sessions, []]))
        ours, theirs = pty.openpty()
        with subprocess.Popen(  # noqa: S603 -- our own command
            [*COMMAND, "new", "--faq", "faq.yaml", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=tmp_path,
            env=os.environ
            | {
                "FAQBOT_ENCODER": "off",
                "TMPDIR": str(tmp_path / "typed"),
                "VISUAL": "",
                "EDITOR": editor or f"'{sys.executable}' '{script}'",
            },
        ) as process:
            os.close(theirs)
            screen, is_answered = b"", not reply
            try:
                while more := os.read(ours, 4096):
                    screen += more
                    if not is_answered and b"Add it?" in screen:
                        os.write(ours, f"{reply}\n".encode())
                        is_answered = True
            except OSError:  # how Linux reports that the other end is closed
                pass
            os.close(ours)
            code = process.wait(PATIENCE_S)
        _, texts = json.loads(script.with_suffix(".json").read_text())
        return Shown(code, screen.decode().replace("\r\n", "\n"), texts)

    return in_terminal


def after(text: str) -> str:
    """The sample FAQ with an entry behind the last one of its topic."""
    return SMALL.replace("  - id: returns\n", f"{text}  - id: returns\n")


def test_options_make_an_entry_that_is_shown_and_added(run: Run, tmp_path: Path) -> None:
    ran = run("new", *GIVEN, typed="y\n")
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "faq.yaml").read_text() == after(ADDED)
    assert ran.out.startswith(f"faq.yaml:24:9:\n{ADDED}\n")
    assert "Note: the quote is in paragraph 2 of “The leaflet”.\n" in ran.out
    assert 'Added "shop-close" at faq.yaml:24:9.' in ran.out
    assert run("ask", "closing time").out.startswith("At six.")


def test_yes_adds_without_asking_and_leaves_out_what_is_not_given(
    run: Run, tmp_path: Path
) -> None:
    ran = run("new", "--question", "Who are you?", "--answer", "A shop.", "-y")
    assert (ran.code, ran.err) == (0, "")
    assert "Add it?" not in ran.out
    entry = load(tmp_path / "faq.yaml").by_id["who-are-you"]
    assert (entry.topic, entry.citations, len(entry.phrasings)) == (None, (), 1)


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_an_entry_that_is_not_wanted_changes_nothing(typed: str, run: Run, tmp_path: Path) -> None:
    ran = run("new", "--question", "Why?", "--answer", "x", typed=typed)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.endswith("Nothing was changed.\n")
    assert (tmp_path / "faq.yaml").read_text() == SMALL


COMPLETE = ["--question", "Why?", "--answer", "Because.", "--yes"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--question", "x"],
            "give --question and --answer: there is no terminal to open an editor in",
        ),
        (
            [*COMPLETE, "--id", "No Id"],
            (
                'faq.yaml:28:9: "id" cannot be the text "No Id": use a-z, 0-9 and -, at most 40 '
                "characters"
            ),
        ),
        ([*COMPLETE, "--id", "hours"], 'faq.yaml:28:9: id "hours" already used at faq.yaml:10:9'),
        (
            [*COMPLETE, "--related", "huors"],
            'faq.yaml:32:9: there is no entry "huors"; did you mean "hours"?',
        ),
        (
            [*COMPLETE, "--quote", "closes at six", "--source", "leaflets"],
            'faq.yaml:32:17: there is no source "leaflets"; did you mean "leaflet"?',
        ),
        (
            [*COMPLETE, "--quote", "x", "--quote", "y", "--quote", "z"]
            + ["--source", "leaflet"] * 2,
            (
                "3 quotes and 2 sources are given: give each quote its own --source, or one for "
                "all, or none to look in all of them"
            ),
        ),
        (
            [*COMPLETE, "--quote", "The shop opens at ten"],
            (
                'faq.yaml:33:16: the quote leaves the source after "…The shop opens at": there '
                'it goes on "nine and closes at six."'
            ),
        ),
        (
            [*COMPLETE, "--file", "more.yaml"],
            "more.yaml is no file of this FAQ; its files are: faq.yaml",
        ),
        (
            ["--question", "Why?", "--yes", "--answer", "x" * 3_001],
            'faq.yaml:30:13: "answer" is too long: 3,001 characters, at most 3,000',
        ),
    ],
)
def test_a_wrong_option_is_said_and_nothing_is_changed(
    arguments: list[str], message: str, run: Run, tmp_path: Path
) -> None:
    ran = run("new", *arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{message}\n")
    assert (tmp_path / "faq.yaml").read_text() == SMALL


def test_a_quote_is_looked_for_in_all_sources(run: Run, tmp_path: Path) -> None:
    two = SMALL.replace("sources:\n", "sources:\n  poster: {title: P, file: poster.txt}\n", 1)
    (tmp_path / "faq.yaml").write_text(two)
    (tmp_path / "poster.txt").write_text("Everybody is welcome.")
    assert run("new", *COMPLETE, "--quote", "closes at six").code == 0
    (cited,) = load(tmp_path / "faq.yaml").by_id["why"].citations
    assert (cited.source.id, cited.quote) == ("leaflet", "closes at six")
    nowhere = run("new", *COMPLETE, "--quote", "closes at ten")
    assert nowhere.code == 2
    assert nowhere.err == (
        "the quote “closes at ten” is in no source: say with --source which one to compare\n"
    )


def test_overlap_and_near_topics_are_noted(run: Run) -> None:
    given = ["--question", "opening hours", "--answer", "x", "--topic", "Visitting", "--phrasing"]
    shown = " ".join(run("new", *given, "what are the wages of the staff", "-y").out.split())
    assert 'Note: so far, "hours" (When do you open?) answers “opening hours”.' in shown
    assert 'the subject "wages" (what the staff earn) declines' in shown
    assert "Note: “Visitting” is a new topic; there is also “Visiting”." in shown


def test_the_file_can_be_chosen(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    folder.mkdir()
    (tmp_path / "faq.yaml").rename(folder / "a.yaml")
    (tmp_path / "leaflet.txt").rename(folder / "leaflet.txt")
    (folder / "b.yaml").write_text("entries:\n- id: b\n  question: B?\n  answer: B.\n")
    assert run("new", "--faq", "faq", *COMPLETE, "--file", "b.yaml").code == 0
    assert (folder / "b.yaml").read_text() == (
        "entries:\n- id: b\n  question: B?\n  answer: B.\n"
        "- id: why\n  question: Why?\n  answer: Because.\n"
    )


def test_an_editor_opens_on_a_template_with_what_is_known(edit: Edit, tmp_path: Path) -> None:
    given = GIVEN.copy()
    at = given.index("--answer")
    del given[at : at + 2]
    filled = [
        ("answer: |\n      \n", "answer: |\n      At six.\n      On Sundays it is closed.\n")
    ]
    shown = edit(*given, sessions=[filled], reply="y")
    assert shown.code == 0, shown.screen
    assert (tmp_path / "faq.yaml").read_text() == after(ADDED)
    (text,) = shown.texts
    assert "    question: When does the shop close?\n" in text
    assert "    # Groups entries when people browse. So far: Visiting.\n" in text
    assert "The FAQ has: leaflet (The leaflet).\n" in text
    assert not [*(tmp_path / "typed").iterdir()]


def test_an_empty_template_needs_a_question_and_an_answer_only(edit: Edit, tmp_path: Path) -> None:
    filled = [("question: \n", 'question: "Why: so?"\n'), ("|\n      \n", "Because.\n")]
    shown = edit("--yes", sessions=[filled])
    assert shown.code == 0, shown.screen
    entry = load(tmp_path / "faq.yaml").by_id["why-so"]
    assert (entry.question, entry.answer, entry.topic) == ("Why: so?", "Because.", None)
    assert (entry.citations, entry.related, len(entry.phrasings)) == ((), (), 1)


def test_problems_are_shown_above_the_text_until_there_are_none(
    edit: Edit, tmp_path: Path
) -> None:
    sessions = [
        [("question: \n", "question: Why?\n"), ("topic: \n", "topik: no\n")],
        [("topik: no\n", "topic: x\n"), ("|\n      \n", "Because.\n"), ("- \n", "- a: b\n")],
        [("- a: b\n", "- how: so\n"), ("quote: \n", "quote: The shop opens at ten\n")],
        [("- how: so\n", "- how so\n")],
        [("The shop opens at ten", "Closes at six")],
    ]
    shown = edit("--yes", sessions=sessions)
    assert shown.code == 0, shown.screen
    problems = [[x for x in text.split("\n") if x.startswith("#!")] for text in shown.texts]
    lines = shown.texts[1].split("\n")
    topic, answer = lines.index("    topik: no") + 1, lines.index("    answer: |") + 1
    assert problems[:2] == [
        [],
        [
            f'#! line {topic}: unknown key "topik"; did you mean "topic"?',
            f'#! line {topic}: no is read as a boolean: put it in quotes, "no"',
            f'#! line {answer}: "answer" is empty',
        ],
    ]
    assert ["must be a text" in x for x in problems[2]] == [True]
    assert ["must be a text" in x for x in problems[3]] == [True]
    (flaw,) = problems[4]
    assert flaw.startswith('#! the quote leaves the source after "…The shop opens at": there it')
    entry = load(tmp_path / "faq.yaml").by_id["why"]
    assert [phrasing.text for phrasing in entry.phrasings] == ["Why?", "how so"]
    assert entry.citations[0].quote == "closes at six"


def test_more_than_one_entry_in_the_template_is_a_problem(edit: Edit) -> None:
    shown = edit(sessions=[[("    question: \n", "    question: x\n  - id: y\n")], []])
    text = shown.texts[1]
    line = text.split("\n").index("  - id: y") + 1
    assert text.startswith(f"#! line {line}: write one entry, and nothing else\n")


def test_closing_the_editor_without_saving_gives_up(edit: Edit, tmp_path: Path) -> None:
    shown = edit(sessions=[[]])
    assert (shown.code, shown.screen) == (1, "Nothing was changed.\n")
    assert not [*(tmp_path / "typed").iterdir()]


@pytest.mark.parametrize(
    ("sessions", "reply"),
    [
        ([[("question: \n", "question: Mine\n")], []], ""),
        ([[("question: \n", "question: Mine\n"), ("|\n      \n", "x\n")]], "n"),
    ],
)
def test_what_was_typed_is_kept_when_the_user_gives_up(
    sessions: list[list[Change]], reply: str, edit: Edit, tmp_path: Path
) -> None:
    shown = edit(sessions=sessions, reply=reply)
    assert shown.code == 1
    (kept,) = (tmp_path / "typed").iterdir()
    assert shown.screen.endswith(f"Nothing was changed.\nWhat you wrote is in {kept}\n")
    assert "question: Mine\n" in kept.read_text()
    assert (tmp_path / "faq.yaml").read_text() == SMALL


def test_what_was_typed_is_kept_when_the_file_cannot_be_written(
    edit: Edit, tmp_path: Path
) -> None:
    (tmp_path / "faq.yaml").write_text('{"title": "T", "entries": [' + ENTRY_IN_BRACES + "]}")
    filled = [("question: \n", "question: Mine\n"), ("|\n      \n", "x\n")]
    shown = edit(sessions=[filled, []])
    assert shown.code == 1
    assert "#! faq.yaml:1:1: the file is written in braces, which faqbot cannot" in shown.texts[1]
    (kept,) = (tmp_path / "typed").iterdir()
    assert "question: Mine\n" in kept.read_text()


ENTRY_IN_BRACES = '{"id": "a", "question": "q", "answer": "b"}'


def test_an_editor_that_is_not_there_is_said(edit: Edit, tmp_path: Path) -> None:
    shown = edit(sessions=[], editor="no-such-editor --wait")
    assert (shown.code, shown.texts) == (2, [])
    assert shown.screen == (
        'the editor "no-such-editor --wait" cannot be opened (No such file or directory): name '
        "another one in the variable EDITOR, or give --question and --answer\n"
    )
    assert not [*(tmp_path / "typed").iterdir()]


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


def test_an_option_that_is_not_utf_8_is_a_sentence(process: Run) -> None:
    ran = process("new", "--question", b"caf\xe9", "--answer", "x", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "an option is not UTF-8: set the terminal to UTF-8\n"
