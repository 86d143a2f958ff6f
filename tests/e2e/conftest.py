"""The real process against the emulated Bot API; every test ends with a clean record."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from botapi import BotProcess, Emulator

COMMAND = [sys.executable, "-m", "bot", "run"]


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A database of their own for the bots of this run, in the user's data folder of this run."""
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))
    yield
    if before is None:
        del os.environ["XDG_DATA_HOME"]
    else:
        os.environ["XDG_DATA_HOME"] = before


@pytest.fixture(scope="session")
def running(own_data_folder: None) -> Iterator[tuple[Emulator, BotProcess]]:  # noqa: ARG001 -- it must come first
    """One bot with the bundled FAQ for all tests that do not stop it."""
    with Emulator(username="outsourcing_faq_bot") as emu, BotProcess(emu, COMMAND) as bot:
        yield emu, bot


@pytest.fixture
def emu(running: tuple[Emulator, BotProcess]) -> Iterator[Emulator]:
    """The emulator; afterwards nothing may be left unanswered, refused or leaked."""
    emu, bot = running
    yield emu
    emu.settle()
    assert not emu.unanswered()
    emu.assert_clean()
    assert emu.token not in bot.log()
    assert "Traceback" not in bot.log()


@pytest.fixture
def faq_folder(tmp_path: Path) -> Path:
    """A small FAQ whose texts are full of what HTML and YAML trip over."""
    (tmp_path / "source.txt").write_text("Prices: 5 < 6 & 7 > 6.\n\nNothing else is said here.\n")
    (tmp_path / "faq.yaml").write_text(
        """\
title: <Shop> & Co
sources:
  leaflet:
    title: The <b>leaflet</b>
    file: source.txt
    url: https://example.org/leaflet?a=1&b=2
entries:
  - id: prices
    topic: Prices & <fees>
    question: Is 5 < 6 & 7 > 6?
    phrasings: [compare the prices, which number is larger]
    answer: Yes, 5 < 6 & <b>7 > 6</b>.
    sources:
      - source: leaflet
        quote: "5 < 6 & 7 > 6"
  - id: hours
    topic: Opening
    question: When do you open?
    phrasings: [opening hours, at what time does the shop open]
    answer: At nine.
""",
        encoding="utf-8",
    )
    return tmp_path
