import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faq.usage.privacy import Pseudonyms
from faq.usage.records import Gap, SentAnswer, Votes
from faq.usage.store import Store, open_store
from unit.commands import Ran, Run

TOKEN = "123456:" + "A" * 35
ANN, BOB = 1111111111, -1002222222222
NOW = int(time.time())


@pytest.fixture
def store(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the command uses."""
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    with open_store(f"sqlite:///{shop / 'bot.sqlite3'}") as store:
        yield store


def keep_all(store: Store, person: int, at: int = NOW) -> None:
    code = Pseudonyms(TOKEN).person(person)
    chat = Pseudonyms(TOKEN).chat(person)
    store.vote(chat, 1, "hours", code, helpful=True, at=at)
    store.keep_gap(Gap(chat, 2, code, "may i park here", "no_answer", "parking", at))
    store.keep_answer(SentAnswer(chat, 3, 4, code, "hours", at))
    store.keep_answer(SentAnswer(chat, 5, 6, code, "hours", at))


def test_somebody_is_forgotten_and_nobody_else(process: Run, store: Store) -> None:
    keep_all(store, ANN)
    keep_all(store, BOB)
    assert process("forget", str(ANN)) == Ran(
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
    assert run("forget", str(BOB)).out.startswith("Deleted: 1 vote")
    assert store.gaps() == []


def test_who_is_not_known_is_said_to_be_so(run: Run, store: Store) -> None:
    keep_all(store, ANN)
    ran = run("forget", str(ANN), TELEGRAM_TOKEN="123456:" + "B" * 35)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Nothing is kept of this person in this database.")
    assert "another token" in ran.out
    assert len(store.gaps()) == 1


@pytest.mark.parametrize("given", ["@ann", "ann", "--ann", "12.5", "", "1" * 20, "１２３"])
@pytest.mark.usefixtures("store")
def test_a_person_has_a_number_and_a_name_is_not_repeated(given: str, run: Run) -> None:
    ran = run("forget", given)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("That is no number")
    assert not given or given not in ran.err


def test_forgetting_needs_the_token(run: Run, store: Store) -> None:
    keep_all(store, ANN)
    ran = run("forget", str(ANN), TELEGRAM_TOKEN="")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("TELEGRAM_TOKEN is not set")
    assert str(ANN) not in ran.err
    assert len(store.gaps()) == 1
