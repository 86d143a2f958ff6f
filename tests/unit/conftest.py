"""Settings of hypothesis for all unit tests, and a repository for those that need one."""

from pathlib import Path

import pytest
from hypothesis import settings

from unit.repositories import Git, new_repository

settings.register_profile("unit", deadline=None)  # a busy machine is no failure
settings.load_profile("unit")


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in a new repository, which is the working folder."""
    return new_repository(tmp_path, monkeypatch)
