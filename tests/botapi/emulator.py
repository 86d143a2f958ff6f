"""What a test calls: expectations about what the bot sends, and evidence of what it did."""

import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from botapi.journal import PATIENCE
from botapi.records import Call, Json
from botapi.server import Server
from botapi.world import Chat, Message, Press, Topic, User

PROBE = 0.02  # seconds between two looks at a port that doesn't listen yet
REQUEST_TIMEOUT = PATIENCE  # longer than the longest poll
ADDRESS = re.compile(r"https?://([^:/]+):?(\d+)?")


@dataclass(eq=False, repr=False, kw_only=True)
class Emulator(Server):
    """A strict Bot API server with people who use the bot; see the package's docstring."""

    def unread(self, chat: Chat | User) -> list[Message]:
        """The bot's messages in a chat that no expectation has returned yet."""
        place = chat.private if isinstance(chat, User) else chat
        return [m for m in place.messages.values() if m.from_bot and not m.is_used]

    def expect_message(  # noqa: PLR0913 -- one keyword for each thing to look at
        self,
        chat: Chat | User,
        timeout: float = PATIENCE,
        *,
        text: str | None = None,
        contains: str = "",
        match: str = "",
        topic: Topic | None = None,
        where: Callable[[Message], bool] | None = None,
    ) -> Message:
        """The bot's next message in a chat that fits; each is returned once.

        Args:
            chat: A user stands for their private chat.
            timeout: Seconds to wait for it.
            text: Its whole text.
            contains: A part of its text.
            match: A regular expression found in its text.
            topic: The topic it stands in.
            where: Any other condition.

        Raises:
            AssertionError: None comes in time.
        """

        def fits(message: Message) -> bool:
            return (
                text in (None, message.text)
                and contains in message.text
                and re.search(match, message.text) is not None
                and (topic is None or message.thread_id == topic.id)
                and (where is None or where(message))
            )

        name = (chat.title if isinstance(chat, Chat) else "") or chat.id
        what = f"message in {name} with {text=} {contains=} {match=}"
        found = self.wait(lambda: next(filter(fits, self.unread(chat)), None), timeout, what)
        found.is_used = True
        return found

    def expect_no_message(self, chat: Chat | User, within: float = 0.3) -> None:
        """AssertionError if the bot writes within some seconds; see `settle` for silence."""
        with self.lock:
            if self.lock.wait_for(lambda: self.unread(chat), within):
                raise AssertionError(f"unexpected messages {self.unread(chat)}")

    def expect_edit(
        self, message: Message, timeout: float = PATIENCE, contains: str = ""
    ) -> Message:
        """The message, after its next edit whose text contains something."""

        def count() -> int | None:
            for number, revision in enumerate(message.revisions, start=1):
                if number > message.seen_revisions and contains in revision.get("text", ""):
                    return number
            return None

        what = f"edit of {message} with {contains!r}"
        message.seen_revisions = self.wait(count, timeout, what)
        return message

    def expect_call(
        self,
        method: str,
        timeout: float = PATIENCE,
        *,
        status: int = 200,
        **params: Any,  # noqa: ANN401 -- parameters of any method
    ) -> Call:
        """The next call of a method with such status and parameters; each is returned once."""

        def fits(call: Call) -> bool:
            is_next = call.method == method and not call.used and call.status == status
            return is_next and call.params | params == call.params

        what = f"call {method} {params} with {status}"
        found = self.wait(lambda: next(filter(fits, self.calls), None), timeout, what)
        found.used = True
        return found

    def wait_ready(
        self,
        timeout: float = PATIENCE,
        has_ended: Callable[[], bool] = lambda: False,
    ) -> None:
        """Waits until the bot polls, or has set its webhook and listens there.

        Args:
            timeout: Seconds to wait.
            has_ended: Whether there is nothing to wait for any more.
        """
        end = time.monotonic() + timeout
        what = "getUpdates or setWebhook"
        self.wait(lambda: self.pollers or self.webhook or has_ended(), timeout, what)
        with self.lock:
            while self.webhook and not self._webhook_listens() and not has_ended():
                if time.monotonic() > end:
                    raise AssertionError(f"nothing listens at {self.webhook['url']}")
                self.lock.wait(PROBE)
        if has_ended():
            raise AssertionError(f"the bot has ended:\n{self.bot_log()}")

    def _webhook_listens(self) -> bool:
        address = ADDRESS.match(self.webhook["url"])
        if address is None:
            raise AssertionError(f"{self.webhook['url']} is no address")
        with socket.socket() as probe:
            return probe.connect_ex((address[1], int(address[2] or 443))) == 0

    def settle(self, timeout: float = PATIENCE, quiet: float = 0.15) -> None:
        """Waits until the bot has confirmed all updates and made no call for `quiet` seconds.

        Work that the bot does without calls can't be seen: to prove silence, send something
        that must be answered.
        """
        end = time.monotonic() + timeout
        with self.lock:
            while not self._is_quiet(quiet):
                if time.monotonic() > end:
                    left = f"{len(self.queue)} updates, {self.running} calls"
                    raise AssertionError(f"the bot doesn't settle: {left}")
                self.lock.wait(quiet / 3)

    def _is_quiet(self, quiet: float) -> bool:
        is_busy = self.queue or self.repeated or self.running
        return not is_busy and time.monotonic() - self.last_call >= quiet

    def unanswered(self) -> list[Press]:
        """Pressed buttons whose progress bar never stopped."""
        return [press for press in self.presses.values() if press.answer is None]

    def assert_clean(self, allow: Container[str] = ()) -> None:
        """AssertionError if the contract was broken, but in allowed kinds, or on an own bug."""
        broken = [
            f"#{violation.call} {violation.method} [{violation.kind}] {violation.text}"
            for violation in self.violations
            if violation.kind not in allow
        ]
        if broken or self.internal_errors:
            raise AssertionError("\n".join(broken + self.internal_errors))

    def call(
        self,
        method: str,
        token: str = "",
        **params: Any,  # noqa: ANN401 -- parameters of any method
    ) -> tuple[int, Json]:
        """HTTP status and body of a request, made as a bot would make it."""
        request = urllib.request.Request(  # noqa: S310 -- an address of our own
            f"{self.root}/bot{token or self.token}/{method}",
            json.dumps(params).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=REQUEST_TIMEOUT) as answer:  # noqa: S310 -- as above
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
