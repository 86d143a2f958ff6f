"""Nothing is written but into our own folders, and nobody is called but the Bot API."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from botapi import BotProcess, Emulator

from .conftest import COMMAND
from .groups import AT_NINE, HOURS
from .watching import Home, Watched, why_not_watch

PATIENCE_S = 120  # a command that takes longer hangs

OBSERVED_S = 12
"""How long the bot is watched: onnxruntime 1.32 looks up its maker's host 9 s after its import.

That nobody is called has no event to wait for; on a slower machine less would be seen.
"""

SETTINGS = {"ORT_DISABLE_TELEMETRY": "0"}
"""What must not switch telemetry on, though that is what onnxruntime takes it for."""

LOOKS_UP_NAMES = {Path("/etc/hosts"), Path("/etc/resolv.conf")}
"""Files that the C library reads to find a host by its name."""

UNWATCHED = why_not_watch()


@dataclass(frozen=True)
class Done:
    """A command that has ended: where it lived, and the address of the Bot API it was given."""

    home: Home
    bot_api: frozenset[str] = frozenset()


def ask(home: Home, faq: Path) -> Done:
    printed = in_terminal(home, "ask", HOURS, "--faq", str(faq))
    assert AT_NINE in printed
    return Done(home)


def chat(home: Home, faq: Path) -> Done:
    printed = in_terminal(home, "chat", "--faq", str(faq), typed=f"{HOURS}\n/quit\n")
    assert AT_NINE in printed
    return Done(home)


def run(home: Home, faq: Path) -> Done:
    with Emulator(username="paint_shop_bot") as emu:
        settings = {"TELEGRAM_API_URL": emu.root, "TELEGRAM_TOKEN": emu.token} | SETTINGS
        command = home.command(*COMMAND, "--faq", str(faq), watch=not UNWATCHED, **settings)
        with BotProcess(emu, command, cwd=home.root / "home") as bot:
            end = time.monotonic() + OBSERVED_S
            ann = emu.user("Ann")
            ann.send(HOURS)
            emu.expect_message(ann, contains=AT_NINE)
            ann.send("May I bring a horse?")
            emu.expect_message(ann)
            emu.settle()
            time.sleep(max(0, end - time.monotonic()))
            assert bot.stop() == 0
        return Done(home, frozenset({emu.root.removeprefix("http://")}))


def in_terminal(home: Home, *arguments: str, typed: str = "") -> str:
    """What `faqbot` prints."""
    command = home.command(
        sys.executable, "-m", "bot", *arguments, watch=not UNWATCHED, **SETTINGS
    )
    done = subprocess.run(  # noqa: S603 -- our own command
        command,
        input=typed.encode(),
        capture_output=True,
        cwd=home.root / "home",
        timeout=PATIENCE_S,
        check=True,
    )
    return done.stdout.decode()


COMMANDS: tuple[Callable[[Home, Path], Done], ...] = (ask, chat, run)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, shop_folder: Path) -> list[Done]:
    """All of the commands, at the same time, from their start to their end."""
    with ThreadPoolExecutor() as pool:
        running = [
            pool.submit(command, new_home(tmp_path_factory.mktemp("isolated")), shop_folder)
            for command in COMMANDS
        ]
        return [each.result() for each in running]


def new_home(folder: Path) -> Home:
    home = Home(folder)
    home.make()
    return home


def watched(home: Home) -> Watched:
    if UNWATCHED:
        pytest.skip(UNWATCHED)
    return home.watched()


def test_ask_chat_and_run_leave_no_files_but_their_own(done: list[Done]) -> None:
    for each in done:
        files = each.home.files()
        assert files  # the vectors at least
        assert [file for file in files if "faqbot" not in file.parts] == []


def test_ask_chat_and_run_write_nothing_anywhere_else(done: list[Done]) -> None:
    for each in done:
        root = each.home.root
        own = (root / "cache" / "faqbot", root / "data" / "faqbot", Path("/dev/null"))
        written = watched(each.home).written
        assert written
        assert [path for path in sorted(written) if not any(map(path.is_relative_to, own))] == []


def test_ask_chat_and_run_call_nobody_but_the_bot_api(done: list[Done]) -> None:
    for each in done:
        seen = watched(each.home)
        assert seen.peers == each.bot_api
        assert seen.read
        assert not seen.read & LOOKS_UP_NAMES


def test_who_writes_or_calls_elsewhere_is_seen(tmp_path: Path) -> None:
    """The watch itself: what it would have to tell of a library that calls home."""
    home = new_home(tmp_path)
    script = """\
import os, socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 53))
socket.gethostbyname("localhost")
os.mkdir("folder")
os.rename("folder", "renamed")
open("file", "w").close()
"""
    if UNWATCHED:
        pytest.skip(UNWATCHED)
    command = home.command(sys.executable, "-c", script, watch=True)
    subprocess.run(command, cwd=tmp_path, timeout=PATIENCE_S, check=True)  # noqa: S603 -- ours
    seen = home.watched()
    assert "127.0.0.1:53" in seen.peers
    assert Path("/etc/hosts") in seen.read
    assert {tmp_path / "file", Path("folder"), Path("renamed")} <= seen.written
