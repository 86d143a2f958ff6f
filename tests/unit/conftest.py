"""Settings of hypothesis for all unit tests, and fixtures that several of them share."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.content import BUNDLED
from unit.commands import Run, run_here, run_process
from unit.report.browser import CHROMIUM, Tab, new_tab, running_browser
from unit.repositories import Git, new_repository
from unit.samples import LEAFLET, SMALL

settings.register_profile("unit", deadline=None)  # a busy machine is no failure
settings.load_profile("unit")

SLOW_FIXTURES = {"devtools", "git", "new_postgresql", "process"}
"""Fixtures that start a process, a server or a browser."""

SLOW_MODULES = {
    "test_bundled_faq",
    "test_database",
    "test_editing",
    "test_forget",
    "test_hooks",
    "test_hot_reload",
    "test_logs",
    "test_main",
    "test_menus",
    "test_new",
    "test_output",
    "test_page",
    "test_suggest",
    "test_workflows",
}
"""Test files that do so by themselves, or whose tests take seconds each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow every test that starts something."""
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        database = item.callspec.params.get("url") if hasattr(item, "callspec") else None
        if (
            database == "postgresql"
            or not SLOW_FIXTURES.isdisjoint(item.fixturenames)
            or item.path.stem in SLOW_MODULES
        ):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'faq.sqlite3'}"
    address: str = request.getfixturevalue("new_postgresql")()
    return address


@pytest.fixture(scope="session")
def bundled() -> Edition:
    """The FAQ that ships, ready to answer; for all tests one, as it takes seconds to make."""
    return open_edition(BUNDLED, cached_encoder())


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in a new repository, which is the working folder."""
    return new_repository(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def devtools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a browser that all tests share."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with running_browser(tmp_path_factory.mktemp("profile")) as address:
        yield address


@pytest.fixture
async def tab(devtools: str) -> AsyncIterator[Tab]:
    """A new tab of the browser."""
    async with new_tab(devtools) as opened:
        yield opened


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, where faq.yaml is the sample FAQ and the bot's database may be made."""
    (tmp_path / "leaflet.txt").write_text(LEAFLET, "utf-8")
    (tmp_path / "faq.yaml").write_text(SMALL, "utf-8")
    for name in [name for name in os.environ if name.startswith(("FAQBOT_", "TELEGRAM_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FAQBOT_FAQ", "faq.yaml")
    monkeypatch.setenv("FAQBOT_ENCODER", "off")
    monkeypatch.setenv("FAQBOT_DATABASE_URL", "sqlite:///bot.sqlite3")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")  # as on a UTF-8 terminal
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(shop: Path, capsys: pytest.CaptureFixture[str]) -> Run:  # noqa: ARG001 -- where it runs
    """Runs `faqbot` in the folder of the sample FAQ, within the test's process."""
    return run_here(capsys)


@pytest.fixture
def process(shop: Path) -> Run:  # noqa: ARG001 -- where it runs
    """Runs `faqbot` in the folder of the sample FAQ, as a process of its own."""
    return run_process
