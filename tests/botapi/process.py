"""A bot as a subprocess."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from botapi.emulator import Emulator
from botapi.journal import PATIENCE

OWN = ("TELEGRAM_", "FAQBOT_")  # settings of the outer environment that mustn't leak into a test


class BotProcess:
    """Runs a bot against an emulator.

    The bot finds the emulator by TELEGRAM_API_URL, the server's root, and TELEGRAM_TOKEN.
    """

    def __init__(
        self,
        emulator: Emulator,
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """A bot that isn't running yet.

        Args:
            emulator: Its Bot API, which must have started.
            command: Program and arguments.
            env: More settings for its environment.
            cwd: The folder it runs in.
        """
        outer = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        self.emulator = emulator
        self.command = list(command)
        self.cwd = cwd
        self.env = outer | {
            "TELEGRAM_API_URL": emulator.root,
            "TELEGRAM_TOKEN": emulator.token,
            "PYTHONUNBUFFERED": "1",
            **(env or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self._lines: list[str] = []
        self._reader: threading.Thread | None = None
        emulator.bot_log = self.log

    def start(self, *, wait: bool = True) -> Self:
        """Starts the bot and waits until it takes updates."""
        self.process = subprocess.Popen(  # noqa: S603 -- the test's own command
            self.command,
            env=self.env,
            cwd=self.cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._reader = threading.Thread(
            target=self._read, args=(self.process.stdout,), daemon=True
        )
        self._reader.start()
        if wait:
            try:
                self.emulator.wait_ready(has_ended=self._has_ended)
            except AssertionError:
                self.kill()
                raise
        return self

    def _has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def _read(self, output: IO[bytes]) -> None:
        with output:
            for line in output:
                with self.emulator.lock:  # a test may wait for this line
                    self._lines.append(line.decode(errors="replace"))
                    self.emulator.lock.notify_all()
        if self.process:
            self.process.wait()
        with self.emulator.lock:
            self.emulator.lock.notify_all()

    def stop(self, how: signal.Signals = signal.SIGTERM, timeout: float = PATIENCE) -> int:
        """Stops the bot, by SIGKILL if it doesn't obey; returns its exit code."""
        if self.process is None:
            raise RuntimeError("the bot was never started")
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
        code = self.process.wait()
        if self._reader:
            self._reader.join(PATIENCE)
        return code

    def kill(self) -> int:
        """Ends the bot without notice, as a crash would; returns its exit code."""
        return self.stop(signal.SIGKILL)

    def log(self) -> str:
        """What the bot has printed so far, on standard output and standard error."""
        return "".join(self._lines)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
