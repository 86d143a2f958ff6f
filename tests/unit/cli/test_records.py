"""`faqbot stats`, `forget` and `purge`, each run as a process on a database of its own."""

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faq.usage.privacy import Pseudonyms
from faq.usage.store import Gap, SentAnswer, Store, Votes, open_store
from unit.records import count, vote
from unit.samples import LEAFLET, SMALL

TOKEN = "123456:" + "A" * 35
ANN, BOB = 1111111111, -1002222222222
PATIENCE_S = 60
TODAY = datetime.now(UTC).date()
NOW = int(time.time())

Ran = tuple[int, str, str]
Run = Callable[..., Ran]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The database that the commands use."""
    with open_store(f"sqlite:///{tmp_path / 'bot.sqlite3'}") as store:
        yield store


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `faqbot` in a folder where faq.yaml is the sample FAQ."""
    (tmp_path / "leaflet.txt").write_text(LEAFLET, "utf-8")
    (tmp_path / "faq.yaml").write_text(SMALL, "utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAQBOT_", "TELEGRAM_"))}
    env = kept | {
        "FAQBOT_FAQ": "faq.yaml",
        "FAQBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
        "TELEGRAM_TOKEN": TOKEN,
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHONIOENCODING": "utf-8:strict",
    }

    def run_in_folder(*arguments: str, **settings: str) -> Ran:
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "bot", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=env | settings,
            timeout=PATIENCE_S,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return run_in_folder


def some_traffic(store: Store) -> None:
    yesterday, last_month = TODAY - timedelta(1), TODAY - timedelta(35)
    count(store, 6, yesterday, "answer", "hours", "private")
    count(store, 2, yesterday, "choices", "", "group")
    count(store, 1, yesterday, "not_covered", "wages", "private")
    count(store, 1, yesterday, "no_answer", "", "group")
    count(store, 1, yesterday, "picked", "parking", "button")
    count(store, 3, last_month, "answer", "hours", "private")
    for took in (3.0, 4.0, 80.0):
        store.keep_time(yesterday, took)
    vote(store, "hours", helpful=3, unhelpful=1)


def test_figures_are_printed_as_plain_text(run: Run, store: Store) -> None:
    some_traffic(store)
    code, out, err = run("stats", "--days", "7", TERM="xterm-256color")
    assert (code, err) == (0, "")
    lines = out.split("\n")
    assert lines[0].startswith("The shop: ")
    assert lines[0].endswith(" (7 days, UTC)")
    assert [line.split() for line in lines[3:8]] == [
        ["questions", "10", "0"],
        ["answered", "6", "60%", "0", "–"],
        ["offered", "a", "choice", "2", "20%", "0", "–"],
        ["declined", "by", "name", "1", "10%", "0", "–"],
        ["no", "answer", "1", "10%", "0", "–"],
    ]
    assert f"{'#' * 24}{'o' * 8}{'-' * 4}{'.' * 4}" in out
    assert "1 entry was not shown: returns." in out
    assert "When do you open?" in out
    assert "half at most 5 ms, 95 of 100 at most 100 ms" in out
    assert not any(line.endswith(" ") or "\x1b" in line for line in lines)
    assert "\n\n\n" not in out


def test_figures_as_json_have_all_that_is_known(run: Run, store: Store) -> None:
    some_traffic(store)
    store.keep_time(TODAY, 60_000)
    code, out, err = run("stats", "--format", "json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    found = json.loads(out)
    assert list(found) == [
        "faq",
        "period",
        "questions",
        "before",
        "days",
        "places",
        "entries",
        "subjects",
        "votes",
        "times",
        "gaps",
    ]
    assert found["period"]["days"] == len(found["days"]) == 30
    assert found["questions"] == {
        "questions": 10,
        "answered": 6,
        "offered": 2,
        "not_covered": 1,
        "no_answer": 1,
    }
    assert found["before"]["questions"] == 3
    assert [(use["entry"], use["shown"], use["before"]) for use in found["entries"]] == [
        ("hours", 6, 3),
        ("parking", 1, 0),
        ("returns", 0, 0),
    ]
    assert found["subjects"] == [
        {"subject": "wages", "topic": "what the staff earn", "declined": 1, "before": 0}
    ]
    assert (found["times"]["p50_ms"], found["times"]["max_ms"]) == (5.0, None)
    assert found["times"]["classes"][-1] == {"at_most_ms": None, "replies": 1}


def test_a_page_takes_the_place_of_the_one_before(run: Run, store: Store, tmp_path: Path) -> None:
    some_traffic(store)
    path = tmp_path / "figures.html"
    path.write_text("old")
    path.chmod(0o640)
    assert run("stats", "--html", "figures.html") == (0, "Wrote figures.html.\n", "")
    html = path.read_text("utf-8")
    assert html.startswith("<!DOCTYPE html>\n<html")
    assert "6 of 10 questions (60%) were answered at once" in html
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert not list(tmp_path.glob(".faqbot-*"))


@pytest.mark.usefixtures("store")
def test_a_page_is_written_where_a_link_points_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shown").mkdir()
    (tmp_path / "link.html").symlink_to("shown/page.html")
    assert run("stats", "--html", "link.html")[0] == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "shown" / "page.html").is_file()


@pytest.mark.parametrize("name", [".", "missing/page.html", "x" * 300, "faq.yaml/page.html"])
@pytest.mark.usefixtures("store")
def test_a_page_that_cannot_be_written_is_said_in_a_sentence(name: str, run: Run) -> None:
    code, out, err = run("stats", "--html", name)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.endswith(("may write to.\n", "such as report.\n"))


@pytest.mark.usefixtures("store")
def test_a_database_without_questions_says_where_they_come_from(run: Run) -> None:
    code, out, err = run("stats")
    assert (code, err) == (0, "")
    assert "Nobody has asked anything yet. `faqbot run` notes what is asked" in out


@pytest.mark.parametrize("command", [["stats"], ["purge"], ["forget", "5"]])
@pytest.mark.parametrize("url", ["sqlite:///none.sqlite3", ""])
def test_a_database_that_is_missing_is_not_made(
    command: list[str], url: str, run: Run, tmp_path: Path
) -> None:
    code, out, err = run(*command, FAQBOT_DATABASE_URL=url)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("There is no database ")
    assert "`faqbot run` makes one" in err
    assert "--database" in err
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_the_option_names_the_database_before_the_environment(
    run: Run, store: Store, tmp_path: Path
) -> None:
    some_traffic(store)
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite3'}"):
        pass
    assert "Nobody has asked" in run("stats", "--database", "sqlite:///other.sqlite3")[1]


@pytest.mark.parametrize("days", ["0", "367", "many"])
@pytest.mark.usefixtures("store")
def test_days_are_a_year_at_most(days: str, run: Run) -> None:
    code, out, err = run("stats", "--days", days)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def keep_all(store: Store, person: int, at: int = NOW) -> None:
    code = Pseudonyms(TOKEN).person(person)
    chat = Pseudonyms(TOKEN).chat(person)
    store.vote(chat, 1, "hours", code, helpful=True, at=at)
    store.keep_gap(Gap(chat, 2, code, "may i park here", "no_answer", "parking", at))
    store.keep_answer(SentAnswer(chat, 3, 4, code, "hours", at))
    store.keep_answer(SentAnswer(chat, 5, 6, code, "hours", at))


def test_somebody_is_forgotten_and_nobody_else(run: Run, store: Store) -> None:
    keep_all(store, ANN)
    keep_all(store, BOB)
    assert run("forget", str(ANN)) == (
        0,
        "Deleted: 1 vote, 1 unanswered question, 2 links from questions to answers.\n",
        "",
    )
    assert [kept.person for kept in store.gaps()] == [Pseudonyms(TOKEN).person(BOB)]
    assert store.votes() == {"hours": Votes(1, 0)}


def test_a_chat_that_writes_in_its_own_name_is_forgotten_by_its_number(
    run: Run, store: Store
) -> None:
    keep_all(store, BOB)
    assert run("forget", str(BOB))[1].startswith("Deleted: 1 vote")
    assert store.gaps() == []


def test_who_is_not_known_is_said_to_be_so(run: Run, store: Store) -> None:
    keep_all(store, ANN)
    code, out, err = run("forget", str(ANN), TELEGRAM_TOKEN="123456:" + "B" * 35)
    assert (code, err) == (0, "")
    assert out.startswith("Nothing is kept of this person in this database.")
    assert "another token" in out
    assert len(store.gaps()) == 1


@pytest.mark.parametrize("given", ["@ann", "ann", "--ann", "12.5", "", "1" * 20, "１２３"])
@pytest.mark.usefixtures("store")
def test_a_person_has_a_number_and_a_name_is_not_repeated(given: str, run: Run) -> None:
    code, out, err = run("forget", given)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("That is no number")
    assert not given or given not in err


def test_forgetting_needs_the_token(run: Run, store: Store) -> None:
    keep_all(store, ANN)
    code, out, err = run("forget", str(ANN), TELEGRAM_TOKEN="")
    assert (code, out) == (2, "")
    assert err.startswith("TELEGRAM_TOKEN is not set")
    assert str(ANN) not in err
    assert len(store.gaps()) == 1


def test_what_is_past_its_time_is_purged(run: Run, store: Store) -> None:
    keep_all(store, ANN, NOW - 400 * 24 * 3600)
    keep_all(store, BOB)
    code, out, err = run("purge", TELEGRAM_TOKEN="")
    assert (code, err) == (0, "")
    assert " ".join(out.split()) == (
        "Deleted 4 records past their time: unanswered questions 30 days, "
        "votes 365, and which message answered which 2."
    )
    assert [kept.person for kept in store.gaps()] == [Pseudonyms(TOKEN).person(BOB)]
    assert run("purge")[1].startswith("Nothing was past its time: ")


def test_nothing_that_only_figures_need_is_loaded_by_other_commands() -> None:
    script = (
        "import sys, bot.__main__; print({'sqlalchemy', 'pydantic_settings'} & set(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
