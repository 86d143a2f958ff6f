"""What commands print where the output's encoding lacks characters; each is its own process."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from faq.content import load
from faq.usage.store import open_store
from unit.records import vote
from unit.repositories import commit, new_repository
from unit.traffic import gaps_of

PATIENCE_S = 60  # a command that takes longer hangs

FAQ = "café.yaml"

CAFE = """\
title: Café → 珈琲
language: en
entries:
  - id: hours
    topic: Über uns 😀
    question: When does the café open?
    phrasings:
      - opening hours of the café
      - at what time does the café open
    answer: At nine… “早い”, as we say in the café.
  - id: parking
    question: Where can customers park their cars?
    phrasings: [car park → where, parking places for customers]
    answer: Behind the house · derrière.
  - id: early
    question: At what time does the café open…?
    answer: At eight.
questions:
  - q: where to park → 早い
    expect: hours
"""

PICKED = "zyx wvu → “早い”"
"""An unanswered question, after which people picked an entry."""

LACKED = "qpo mnl… “珈琲”?"
"""An unanswered question, and no more."""

TEXT = """\
Über das Café

The café opens at nine, and nobody is turned away from it before noon.

Parking is behind the house, and it is free for two hours on all days.
"""

MARKS = {"“": '"', "”": '"', "…": "...", "·": ".", "→": "->", "×": "x"}
"""How the marks in this file are printed where they are lacking; letters become a "?"."""


@dataclass(frozen=True)
class Ran:
    """How a process ended, and the bytes that it printed."""

    code: int
    out: bytes
    err: bytes


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an FAQ, the same before an edit in git, a database, and a text."""
    outer = tmp_path_factory.mktemp("output")
    with pytest.MonkeyPatch.context() as patch:
        git = new_repository(outer, patch)
        folder = outer / "repository"
        before = CAFE.replace("id: parking", "id: cars").replace("car park → where", "zebra")
        (folder / FAQ).write_text(before, "utf-8")
        commit(git)
    (folder / FAQ).write_text(CAFE, "utf-8")
    (folder / "source.txt").write_text(TEXT, "utf-8")
    yesterday = int(time.time()) - 24 * 60 * 60
    with open_store(f"sqlite:///{folder / 'bot.sqlite3'}") as store:
        for gap in (
            *gaps_of([PICKED] * 3, at=yesterday, settled="hours", by="picked"),
            *gaps_of([LACKED] * 3, at=yesterday, start=9),
        ):
            store.keep_gap(gap)
        vote(store, "hours", helpful=3, unhelpful=1)
    return folder


@pytest.fixture
def run(prepared: Path, tmp_path: Path) -> Run:
    """Runs `faqbot` in a copy of the prepared folder, with an encoding for its output."""
    folder = shutil.copytree(prepared, tmp_path / "copy")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAQBOT_", "TELEGRAM_"))}
    env = kept | {
        "FAQBOT_FAQ": FAQ,
        "FAQBOT_ENCODER": "off",
        "FAQBOT_DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }

    def run_in_copy(*arguments: str, encoding: str, typed: bytes = b"", **settings: str) -> Ran:
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "bot", *arguments],
            input=typed,
            capture_output=True,
            cwd=folder,
            env=env | {"PYTHONIOENCODING": encoding} | settings,
            timeout=PATIENCE_S,
            check=False,
        )
        assert b"Traceback" not in done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return run_in_copy


def shown(text: str, encoding: str) -> str:
    """A text as it is printed in an encoding."""
    return "".join(c if c.encode(encoding, "ignore") else MARKS.get(c, "?") for c in text)


@pytest.mark.parametrize(
    ("command", "code", "printed"),
    [
        ("ask hours", 0, "At nine… “早い”, as we say in the café."),
        ("ask -", 0, "Behind the house · derrière."),
        ("chat", 0, "Behind the house · derrière."),
        ("check", 1, 'nearly the same as "at what time does the café open"'),
        ("test", 1, "café.yaml:19:8: wrong: where to park → 早い"),
        ("diff HEAD", 0, "cars → parking"),
        ("gaps", 0, "3× picked → hours"),
        ("stats", 0, "When does the café open?"),
        ("status", 0, "On disk: Café → 珈琲, revision"),
        ("init made --source source.txt", 0, "Made an FAQ called “Über das Café”:"),
        ("new --yes --question Où? --answer …", 0, "question: Où?"),
        ("suggest --apply", 0, f"+ {PICKED}"),
    ],
)
def test_what_the_output_cannot_show_is_replaced(
    command: str, code: int, printed: str, run: Run
) -> None:
    ran = run(*command.split(), encoding="ascii", typed=b"car park\n")
    assert ran.code == code
    assert shown(printed, "ascii") in ran.out.decode("ascii")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_what_the_output_can_show_is_shown(encoding: str, run: Run) -> None:
    ran = run("gaps", encoding=encoding)
    assert shown("3× picked → hours", encoding) in ran.out.decode(encoding)


def test_reasons_on_standard_error_are_readable_in_ascii(run: Run) -> None:
    told = run("suggest", encoding="ascii").err.decode("ascii")
    assert "after asking, people picked it 3x." in told
    assert '+ zyx wvu -> "??"' in told


def test_a_mistake_is_said_in_any_encoding(run: Run) -> None:
    ran = run("check", "--faq", "kiosk…", encoding="ascii")
    assert ran.code == 2
    assert "kiosk..." in ran.err.decode("ascii")


@pytest.mark.parametrize(
    "command",
    [
        "ask hours --json",
        "diff HEAD --format json",
        "gaps --format json",
        "stats --format json",
        "status --json",
        "test --format json",
    ],
)
def test_json_loses_nothing_in_any_encoding(command: str, run: Run) -> None:
    readable = run(*command.split(), encoding="utf-8").out.decode("utf-8")
    escaped = run(*command.split(), encoding="cp1252").out.decode("ascii")
    assert json.loads(readable) == json.loads(escaped)
    assert "\\u" not in readable
    assert not readable.isascii()


def test_a_patch_is_for_git_whatever_the_encoding(run: Run, tmp_path: Path) -> None:
    ran = run("suggest", encoding="ascii")
    subprocess.run(["git", "apply"], input=ran.out, cwd=tmp_path / "copy", check=True)  # noqa: S607 -- wherever it lies
    (hours, *_) = load(tmp_path / "copy" / FAQ).entries
    assert hours.phrasings[-1].text == PICKED


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        ("diff HEAD --format markdown", "<code>cars</code> → <code>parking</code>"),
        ("gaps --format markdown", "3× picked → hours"),
        ("schema", "The source says nothing about …"),
        ("test --format markdown", "where to park → 早い"),
    ],
)
def test_a_file_that_is_printed_is_utf_8(command: str, kept: str, run: Run) -> None:
    ran = run(*command.split(), encoding="ascii")
    assert kept in ran.out.decode("utf-8")


def test_junit_is_in_the_encoding_that_it_names(run: Run) -> None:
    found = ET.fromstring(run("test", "--format", "junit", encoding="cp1252").out)  # noqa: S314 -- ours
    assert [suite.get("name") for suite in found] == ["Café → 珈琲"]


def test_files_that_a_command_writes_are_utf_8(run: Run, tmp_path: Path) -> None:
    run("stats", "--html", "page.html", encoding="ascii")
    run("test", "--plot", "plot.svg", encoding="ascii")
    for name in ("page.html", "plot.svg"):
        assert "Café → 珈琲" in (tmp_path / "copy" / name).read_text("utf-8")


def test_arguments_are_read_as_utf_8_where_the_locale_has_only_ascii(
    run: Run, tmp_path: Path
) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    options = ("--source", "source.txt", "--title", "Über…")
    ran = run("init", "mådé", *options, encoding="ascii", **ascii_only)
    assert ran.code == 0
    assert load(tmp_path / "copy" / "mådé").title == "Über…"
    assert "--faq mådé" in (tmp_path / "copy" / "mådé" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
@pytest.mark.parametrize("command", ["ask -", "chat"])
def test_input_in_another_encoding_is_answered(command: str, encoding: str, run: Run) -> None:
    ran = run(*command.split(), encoding=encoding, typed=b"\xff\xfe car park\n")
    assert ran.code == 0
    assert "Behind the house" in ran.out.decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_what_is_typed_in_another_encoding_is_answered(
    encoding: str, prepared: Path, tmp_path: Path
) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "bot", "chat", "--encoder", "off", "--faq", FAQ]
    settings = {"PYTHONIOENCODING": encoding, "XDG_CACHE_HOME": str(tmp_path), "TERM": "dumb"}
    with subprocess.Popen(  # noqa: S603 -- our own command
        command,
        cwd=prepared,
        env=os.environ | settings,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        os.write(ours, b"\xff\xe9 car park\n/quit\n")
        with FileIO(ours) as terminal:
            printed = b"".join(read_to_end(terminal))
        _, told = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, told) == (0, b"")
    assert b"Behind the house" in printed


def read_to_end(terminal: FileIO) -> Iterator[bytes]:
    """What a terminal is given until the last program leaves it, which Linux calls an error."""
    with suppress(OSError):
        while part := terminal.read(4096):
            yield part
