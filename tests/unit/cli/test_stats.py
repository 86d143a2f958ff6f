import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faq.usage.store import Store, open_store
from unit.commands import Ran, Run
from unit.records import count, vote

TODAY = datetime.now(UTC).date()


@pytest.fixture
def store(shop: Path) -> Iterator[Store]:
    """The database that the command uses."""
    with open_store(f"sqlite:///{shop / 'bot.sqlite3'}") as store:
        yield store


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


def test_figures_are_printed_as_plain_text(process: Run, store: Store) -> None:
    some_traffic(store)
    ran = process("stats", "--days", "7", TERM="xterm-256color")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.split("\n")
    assert lines[0].startswith("The shop: ")
    assert lines[0].endswith(" (7 days, UTC)")
    assert [line.split() for line in lines[3:8]] == [
        ["questions", "10", "0"],
        ["answered", "6", "60%", "0", "–"],
        ["offered", "a", "choice", "2", "20%", "0", "–"],
        ["declined", "by", "name", "1", "10%", "0", "–"],
        ["no", "answer", "1", "10%", "0", "–"],
    ]
    assert f"{'#' * 24}{'o' * 8}{'-' * 4}{'.' * 4}" in ran.out
    assert "1 entry was not shown: returns." in ran.out
    assert "When do you open?" in ran.out
    assert "half at most 5 ms, 95 of 100 at most 100 ms" in ran.out
    assert not any(line.endswith(" ") or "\x1b" in line for line in lines)
    assert "\n\n\n" not in ran.out


def test_figures_as_json_have_all_that_is_known(run: Run, store: Store) -> None:
    some_traffic(store)
    store.keep_time(TODAY, 60_000)
    ran = run("stats", "--format", "json")
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    found = json.loads(ran.out)
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


def test_a_page_takes_the_place_of_the_one_before(run: Run, store: Store, shop: Path) -> None:
    some_traffic(store)
    path = shop / "figures.html"
    path.write_text("old")
    path.chmod(0o640)
    assert run("stats", "--html", "figures.html") == Ran(0, "Wrote figures.html.\n", "")
    html = path.read_text("utf-8")
    assert html.startswith("<!DOCTYPE html>\n<html")
    assert "6 of 10 questions (60%) were answered at once" in html
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert not list(shop.glob(".faqbot-*"))


@pytest.mark.usefixtures("store")
def test_a_page_is_written_where_a_link_points_to(run: Run, shop: Path) -> None:
    (shop / "shown").mkdir()
    (shop / "link.html").symlink_to("shown/page.html")
    assert run("stats", "--html", "link.html").code == 0
    assert (shop / "link.html").is_symlink()
    assert (shop / "shown" / "page.html").is_file()


@pytest.mark.parametrize("name", [".", "missing/page.html", "x" * 300, "faq.yaml/page.html"])
@pytest.mark.usefixtures("store")
def test_a_page_that_cannot_be_written_is_said_in_a_sentence(name: str, run: Run) -> None:
    ran = run("stats", "--html", name)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.endswith(("may write to.\n", "such as report.\n"))


@pytest.mark.usefixtures("store")
def test_a_database_without_questions_says_where_they_come_from(run: Run) -> None:
    ran = run("stats")
    assert (ran.code, ran.err) == (0, "")
    assert "Nobody has asked anything yet. `faqbot run` notes what is asked" in ran.out


def test_the_option_names_the_database_before_the_environment(
    run: Run, store: Store, shop: Path
) -> None:
    some_traffic(store)
    with open_store(f"sqlite:///{shop / 'other.sqlite3'}"):
        pass
    assert "Nobody has asked" in run("stats", "--database", "sqlite:///other.sqlite3").out


@pytest.mark.parametrize("days", ["0", "367", "many"])
@pytest.mark.usefixtures("store")
def test_days_are_a_year_at_most(days: str, run: Run) -> None:
    ran = run("stats", "--days", days)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
