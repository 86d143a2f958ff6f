import json
import subprocess
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from faq.content import load
from faq.maintaining import history
from faq.usage import status
from faq.usage.records import RunningBot
from faq.usage.status import Standing
from faq.usage.store import open_store
from unit.samples import small_faq

NOW = 1_800_000_000


def serving(revision: str, *, problems: int = 0, seen: int = NOW) -> RunningBot:
    return RunningBot("host:1", revision, 3, problems, NOW - 7_200, seen)


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 -- our own


def shown(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["status", *map(str, arguments)])
    return done.exit_code, done.stdout


@pytest.mark.parametrize(
    ("bot", "standing", "is_well"),
    [
        (serving("{now}"), Standing.CURRENT, True),
        (serving("0000beef"), Standing.OLDER, False),
        (serving("0000beef", problems=2), Standing.REFUSING, False),
        (serving("0000beef", seen=NOW - 180), Standing.OLDER, False),
        (serving("0000beef", seen=NOW - 181), Standing.SILENT, True),
    ],
)
def test_a_bot_is_compared_with_what_is_on_disk(
    *, bot: RunningBot, standing: Standing, is_well: bool, tmp_path: Path
) -> None:
    revision = small_faq(tmp_path).revision
    disk = status.on_disk(tmp_path)
    if bot.revision == "{now}":
        bot = serving(revision)
    (compared,) = status.standings(disk, [bot], NOW)
    assert compared.standing == standing
    assert status.is_well(disk, [compared]) is is_well


def test_problems_are_shown_and_are_exit_code_1(tmp_path: Path) -> None:
    small_faq(tmp_path)
    path = tmp_path / "faq.yaml"
    path.write_text(path.read_text().replace("answer: With", "anwser: With"))
    code, text = shown("--faq", tmp_path, "--database", f"sqlite:///{tmp_path / 'no.db'}")
    assert code == 1
    assert "On disk: 1 problem; bots keep answering from what they had." in text
    assert 'unknown key "anwser"; did you mean "answer"?' in text
    assert not (tmp_path / "no.db").exists()


def test_every_running_bot_is_told_of(tmp_path: Path) -> None:
    revision = small_faq(tmp_path).revision
    address, now = f"sqlite:///{tmp_path / 'bots.db'}", int(time.time())
    with open_store(address) as store:
        store.keep_running_bot(RunningBot("web:1", revision, 3, 0, now - 7_200, now))
    code, text = shown("--faq", tmp_path, "--database", address)
    assert code == 0
    assert f"On disk: The shop, revision {revision}, 3 entries." in text
    assert "web:1" in text
    assert "up to date" in text
    with open_store(address) as store:
        store.keep_running_bot(RunningBot("web:2", "0000beef", 3, 0, now - 7_200, now))
        store.keep_running_bot(RunningBot("web:3", "0000beef", 3, 1, now - 7_200, now))
        store.keep_running_bot(RunningBot("web:4", "0000beef", 3, 0, now - 7_200, now - 3_600))
    code, text = shown("--faq", tmp_path, "--database", address)
    assert code == 1
    assert "older: revision 0000beef, until it has seen the change" in text
    assert "1 problem keeps it on what it had" in text
    assert "1 hour ago" in text
    assert "silent" in text
    code, text = shown("--faq", tmp_path, "--database", address, "--json")
    found = json.loads(text)
    assert found["revision"] == revision
    assert [bot["standing"] for bot in found["bots"]] == [
        "up to date", "older", "refusing", "silent"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address", ["sqlite:////nowhere/at/all.db", "postgresql://u:pw@127.0.0.1:1/x"]
)
def test_a_database_that_is_away_is_one_line_and_no_error(address: str, tmp_path: Path) -> None:
    small_faq(tmp_path)
    code, text = shown("--faq", tmp_path, "--database", address)
    assert code == 0
    assert len(text.splitlines()) == 2
    assert "pw" not in text


def test_git_is_told_of_when_the_faq_is_in_it(tmp_path: Path) -> None:
    small_faq(tmp_path)
    assert history.in_git(tmp_path) is None
    git(tmp_path, "init", "-q")
    first = history.in_git(tmp_path)
    assert first is not None
    assert (first.revision, first.is_clean) == (None, False)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "First")
    clean = history.in_git(tmp_path / "faq.yaml")
    assert clean is not None
    assert clean.is_clean
    (tmp_path / "leaflet.txt").write_text("x")
    changed = history.in_git(tmp_path)
    assert changed is not None
    assert (changed.revision, changed.is_clean) == (clean.revision, False)


def test_without_git_nothing_is_said_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_faq(tmp_path)
    git(tmp_path, "init", "-q")
    monkeypatch.setenv("PATH", "")
    assert history.in_git(tmp_path) is None
    assert load(tmp_path).entries
