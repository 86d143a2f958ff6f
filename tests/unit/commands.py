"""Running `faqbot`: within the test's process, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

import pytest

from bot.__main__ import main

COMMAND = [sys.executable, "-m", "bot"]
PATIENCE_S = 60  # a command that takes longer hangs


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def as_bytes(typed: str | bytes) -> bytes:
    return typed.encode() if isinstance(typed, str) else typed


def run_here(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `faqbot` within the test's process, which takes milliseconds."""

    def run(*arguments: str, typed: str | bytes = "", **settings: str) -> Ran:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["faqbot", *arguments])
            patch.setattr("sys.stdin", TextIOWrapper(BytesIO(as_bytes(typed)), "utf-8"))
            for name, value in settings.items():
                patch.setenv(name, value)
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run


def run_process(
    *arguments: str | bytes,
    typed: str | bytes = "",
    command: list[str] = COMMAND,
    **settings: str,
) -> Ran:
    """Runs `faqbot` as users do, which takes up to two seconds."""
    done = subprocess.run(  # noqa: S603 -- our own command
        [*command, *arguments],
        input=as_bytes(typed),
        capture_output=True,
        env=os.environ | settings,
        timeout=PATIENCE_S,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
