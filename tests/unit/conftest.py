"""Settings of hypothesis for all unit tests, and the databases that the store can use."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unit", deadline=None)  # a busy machine is no failure
settings.load_profile("unit")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'faq.sqlite3'}"
    address: str = request.getfixturevalue("new_postgresql")()
    return address
