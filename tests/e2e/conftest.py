"""The real process against the emulated Bot API; every test ends with a clean record."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from botapi import BotProcess, Emulator

from .records import Records

COMMAND = [sys.executable, "-m", "bot", "run"]
"""The bot as users run it."""

PATIENT = [sys.executable, str(Path(__file__).with_name("patient_bot.py")), "run"]
"""The bot for tests in which it looks something up, which a busy machine may keep waiting."""


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
    with Emulator(username="outsourcing_faq_bot") as emu, BotProcess(emu, PATIENT) as bot:
        yield emu, bot


@pytest.fixture
def emu(running: tuple[Emulator, BotProcess]) -> Iterator[Emulator]:
    """The emulator; afterwards nothing may be left unanswered, refused or leaked."""
    emu, bot = running
    yield emu
    assert_clean(emu, bot)


PAINT_SHOP = """\
title: The paint shop
entries:
  - id: red
    topic: Paints
    question: How do I mix red paint?
    phrasings:
      - mixing red paint
      - red paint recipe
    answer: With red pigment.
    related: [hours, address]
  - id: blue
    topic: Paints
    question: How do I mix blue paint?
    phrasings:
      - mixing blue paint
      - blue paint recipe
    answer: With blue pigment.
  - id: green
    topic: Paints
    question: How do I mix green paint?
    phrasings:
      - mixing green paint
      - green paint recipe
    answer: With green pigment.
  - id: hours
    topic: The shop
    question: When do you open?
    phrasings:
      - opening hours
      - at what time does the shop open
    answer: At nine.
  - id: address
    topic: The shop
    question: Where is the shop?
    phrasings:
      - the address of the shop
      - how do I get there
    answer: In Mill Lane.
"""
"""An FAQ in which "paint" alone can mean three entries."""


@pytest.fixture(scope="session")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the paint shop's FAQ."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "faq.yaml").write_text(PAINT_SHOP, "utf-8")
    return folder


@pytest.fixture(scope="session")
def shop_running(shop_folder: Path) -> Iterator[tuple[Emulator, BotProcess, Records]]:
    """A bot for the paint shop that sees all messages of its groups, and what it writes down."""
    file = shop_folder / "notes.sqlite3"
    with Emulator(username="paint_shop_bot", privacy=False) as emu:
        emu.numbers["user"] = 7_000_000_000  # numbers that nothing else can be taken for
        with own_bot(emu, shop_folder, file) as bot:
            yield emu, bot, Records(emu, file)


@pytest.fixture
def shop(shop_running: tuple[Emulator, BotProcess, Records]) -> Iterator[Emulator]:
    """The paint shop's emulator; afterwards nothing may be left unanswered, refused or leaked."""
    emu, bot, _ = shop_running
    yield emu
    assert_clean(emu, bot)


@pytest.fixture
def records(shop: Emulator, shop_running: tuple[Emulator, BotProcess, Records]) -> Records:  # noqa: ARG001 -- it checks
    """What the paint shop's bot writes down."""
    return shop_running[2]


def own_bot(emu: Emulator, folder: Path, database: Path, **env: str) -> BotProcess:
    """A bot for a test that needs settings of its own, or stops it; not started yet.

    It goes by spelling alone, which starts sooner.
    """
    settings = {"FAQBOT_DATABASE_URL": f"sqlite:///{database}", "FAQBOT_ENCODER": "off"} | env
    return BotProcess(emu, [*PATIENT, "--faq", str(folder)], settings)


def assert_clean(emu: Emulator, bot: BotProcess) -> None:
    """Nothing is left unanswered, was refused, leaks or failed."""
    emu.wait(lambda: not emu.unanswered(), what="answer to every press")
    emu.settle()
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
