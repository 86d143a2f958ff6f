"""Settings of hypothesis for all unit tests, and what some need: a browser, databases, git."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.content import BUNDLED
from unit.report.browser import CHROMIUM, Tab, new_tab, running_browser
from unit.repositories import Git, new_repository

settings.register_profile("unit", deadline=None)  # a busy machine is no failure
settings.load_profile("unit")


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
