"""Repositories of git that the unit tests share."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Git = Callable[..., str]


def new_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Runs git in a new repository, the working folder, without the machine's own settings."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (home / ".gitconfig").write_text(
        "[user]\nname = A\nemail = a@example.org\n[init]\ndefaultBranch = main\n"
    )
    repository = tmp_path / "repository"
    repository.mkdir()
    program = shutil.which("git")
    assert program

    def run(*arguments: str) -> str:
        return subprocess.run(  # noqa: S603 -- git
            [program, *arguments], cwd=repository, check=True, capture_output=True, text=True
        ).stdout

    run("init", "--quiet")
    monkeypatch.chdir(repository)
    return run


def commit(git: Git, message: str = "x") -> None:
    """Commits everything."""
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", message)
