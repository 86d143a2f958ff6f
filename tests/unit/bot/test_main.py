"""The command as a whole: help, mistakes, and what it does without Telegram."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from unit.commands import COMMAND, Run

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


def test_the_option_goes_before_the_environment(run: Run, shop: Path) -> None:
    (shop / "other.yaml").write_text(
        "title: Other\nentries:\n  - {id: a, question: When do you open?, answer: Never.}\n"
    )
    assert run("ask", "When do you open?", "--faq", "other.yaml").out.strip() == "Never."


def test_the_environment_may_come_from_a_file(process: Run, shop: Path) -> None:
    (shop / "other.yaml").write_text(
        "title: Other\nentries:\n  - {id: a, question: When do you open?, answer: Never.}\n"
    )
    (shop / ".env").write_text("FAQBOT_FAQ=other.yaml\n")
    (shop / "empty").mkdir()
    script = ["env", "-u", "FAQBOT_FAQ", *COMMAND]
    assert process("ask", "When do you open?", command=script).out.strip() == "Never."


@pytest.mark.parametrize("arguments", [["--help"], ["chat"]])
def test_a_pipe_gets_no_colour_codes(arguments: list[str], process: Run) -> None:
    ran = process(*arguments, typed="opening hours\n", TERM="xterm-256color")
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.parametrize("arguments", [["ask", "opening hours"], ["check"], ["test"], ["chat"]])
def test_the_engine_runs_without_the_telegram_library(
    arguments: list[str], run: Run, process: Run
) -> None:
    without = process(*arguments, typed="opening hours\n", command=WITHOUT_TELEGRAM)
    assert without == run(*arguments, typed="opening hours\n")
    assert without.code == 0


def test_the_telegram_library_is_really_kept_away_there(process: Run) -> None:
    ran = process("run", command=WITHOUT_TELEGRAM)
    assert ran.code == 1
    assert "ModuleNotFoundError" in ran.err


def test_nothing_that_only_figures_need_is_loaded_by_other_commands() -> None:
    script = (
        "import sys, bot.__main__; print({'sqlalchemy', 'pydantic_settings'} & set(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
