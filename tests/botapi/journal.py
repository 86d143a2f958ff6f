"""What every part of the emulator shares: identity, lock, clock, numbering and evidence."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from botapi.records import Call, Json, Violation
from botapi.schema import Schema
from botapi.sources import load_schema

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds to wait for what must happen; it takes milliseconds, unless the machine is busy."""


@dataclass(eq=False, repr=False, kw_only=True)
class Journal:
    """The bottom of the emulator; the classes above add one responsibility each."""

    token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 -- the Bot API's example
    username: str = "demo_bot"
    schema: Schema = field(default_factory=load_schema)
    clock: Callable[[], float] = time.time  # seconds since 1970; a test may stop it

    # The server runs in a thread of its own, so whoever reads or changes state holds this lock;
    # it is notified of every change.
    lock: threading.Condition = field(default_factory=threading.Condition, init=False)
    loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    calls: list[Call] = field(default_factory=list, init=False)
    violations: list[Violation] = field(default_factory=list, init=False)
    internal_errors: list[str] = field(default_factory=list, init=False)  # the emulator's own bugs
    current: Call | None = field(default=None, init=False)  # the call being executed
    skew: float = field(default=0.0, init=False)
    numbers: Counter[str] = field(default_factory=Counter, init=False)
    me: Json = field(init=False)
    bot_log: Callable[[], str] = field(default=str, init=False)  # what the bot has printed

    def __post_init__(self) -> None:
        self.me = {
            "id": int(self.token.split(":")[0]),
            "is_bot": True,
            "first_name": "Emulated bot",
            "username": self.username,
        }

    @property
    def bot_id(self) -> int:
        """The bot's own user identifier, the token's first part."""
        return int(self.me["id"])

    def now(self) -> float:
        """The emulator's time, in seconds since 1970."""
        return self.clock() + self.skew

    def advance(self, seconds: float) -> None:
        """Moves the clock: dates of messages, flood windows; queries expire by nothing else."""
        self.skew += seconds

    def next_number(self, kind: str, start: int = 0) -> int:
        """start + 1, then start + 2 and so on, for each kind."""
        self.numbers[kind] += 1
        return start + self.numbers[kind]

    def violate(self, kind: str, text: str) -> None:
        """Records that the current call breaks the contract, though it may succeed."""
        if self.current is None:
            raise RuntimeError("no call is being executed")
        self.violations.append(Violation(kind, self.current.method, text, self.current.number))

    def in_loop(self, function: Callable[[], object]) -> None:
        """Runs a function in the server's thread, if the server runs."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(function)

    def wait(
        self,
        check: Callable[[], T | None],
        timeout: float = PATIENCE,
        what: str = "condition",
    ) -> T:
        """What a check returns, as soon as that is true.

        Raises:
            AssertionError: It isn't within some seconds; the message says what happened instead.
        """
        with self.lock:
            found = self.lock.wait_for(check, timeout)
            if found:
                return found
            recent = "".join(
                f"\n  {call.method}({str(call.params)[:150]}) -> {call.status} {call.description}"
                for call in self.calls[-8:]
            )
            raise AssertionError(
                f"no {what} within {timeout} s; violations {self.violations[-3:]}; "
                f"internal {self.internal_errors[-3:]}; last calls:{recent}\n"
                f"bot log: {self.bot_log()[-1500:]}",
            )
