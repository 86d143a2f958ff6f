from pathlib import Path

import pytest

from unit.commands import Run


@pytest.mark.parametrize("command", [["stats"], ["purge"], ["forget", "5"], ["gaps"], ["suggest"]])
def test_a_database_that_is_missing_is_a_sentence_and_is_not_made(
    command: list[str], run: Run, shop: Path
) -> None:
    ran = run(*command, TELEGRAM_TOKEN="123456:" + "A" * 35)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("There is no database sqlite:///bot.sqlite3: `faqbot run` makes one")
    assert "--database" in ran.err
    assert not list(shop.rglob("*.sqlite3"))


def test_a_database_that_nobody_names_is_in_the_data_folder(process: Run, shop: Path) -> None:
    ran = process("stats", FAQBOT_DATABASE_URL="")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("There is no database ")
    assert not list(shop.rglob("*.sqlite3"))
