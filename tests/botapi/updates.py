"""Updates on their way to the bot, by long polling or to its webhook.

https://core.telegram.org/bots/api#getting-updates
"""

import asyncio
import copy
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

from botapi.journal import PATIENCE, Journal
from botapi.records import ApiError, Call, Json

FIRST_UPDATE = 700_000_000  # any positive number will do; real ones are about this large
LONGEST_POLL = 50  # seconds; LONG_POLL_MAX_TIMEOUT in telegram-bot-api's Client.h
DEFAULT_BATCH = 100  # updates, https://core.telegram.org/bots/api#getupdates
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}  # as above
GRACE = 0.05  # seconds for the server to notice that a poller has hung up, which is soon
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
TWO_POLLERS = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(eq=False, repr=False, kw_only=True)
class Updates(Journal):
    """The queue of updates, and both ways out of it."""

    webhook_retry: float = 0.05  # seconds between two attempts; the real server backs off

    queue: list[Json] = field(default_factory=list, init=False)  # not confirmed by the bot
    repeated: list[Json] = field(default_factory=list, init=False)  # confirmed, sent once more
    sent_updates: dict[int, Json] = field(default_factory=dict, init=False)  # by update_id
    delivered: Counter[int] = field(default_factory=Counter, init=False)  # how often, by update_id
    allowed: frozenset[str] = field(init=False)
    webhook: Json = field(default_factory=dict, init=False)  # setWebhook's parameters
    webhook_log: list[tuple[int, int]] = field(default_factory=list, init=False)  # id, HTTP status
    webhook_error: Json = field(default_factory=dict, init=False)
    pollers: list[asyncio.Event] = field(default_factory=list, init=False)
    _held: list[Json] | None = field(default=None, init=False)
    _wake: asyncio.Event = field(default_factory=asyncio.Event, init=False)  # the webhook's sender

    def __post_init__(self) -> None:
        super().__post_init__()
        self.allowed = self._default_updates

    @property
    def _default_updates(self) -> frozenset[str]:
        return self.schema.update_types - NOT_BY_DEFAULT

    @property
    def last_update_id(self) -> int:
        """The identifier of the newest update, sent or not."""
        return FIRST_UPDATE + self.numbers["update"]

    def push(self, kind: str, payload: Json) -> int | None:
        """Queues an update and returns its identifier; None if the bot isn't subscribed to it."""
        with self.lock:
            if kind not in self.allowed:
                return None
            number = self.next_number("update", FIRST_UPDATE)
            update = {"update_id": number, kind: copy.deepcopy(payload)}
            problems = self.schema.check(("Update",), update, "Update")
            self.internal_errors += [problem.text for problem in problems[:1]]
            (self.queue if self._held is None else self._held).append(update)
            self.poke()
            return number

    def poke(self) -> None:
        """Wakes up whoever waits for updates."""
        self.in_loop(self._set_events)
        self.lock.notify_all()

    def _set_events(self) -> None:
        self._wake.set()
        for poller in self.pollers:
            poller.set()

    def redeliver(self, update_id: int) -> None:
        """Sends an update once more, even though the bot confirmed it."""
        with self.lock:
            self.repeated.append(self.sent_updates[update_id])
            self.poke()

    @contextmanager
    def out_of_order(self, *, wire: bool = False) -> Iterator[None]:
        """Updates made inside arrive reversed.

        Args:
            wire: Identifiers descend, too; else only what happened is reversed.
        """
        with self.lock:
            self._held = []
        yield
        with self.lock:
            held, self._held = self._held, None
            for update, place in zip(reversed(held), held, strict=True):
                number = update if wire else place
                self.queue.append(update | {"update_id": number["update_id"]})
            self.poke()

    def subscribe(self, params: Json) -> None:
        """Obeys the allowed_updates of getUpdates or setWebhook."""
        wanted = params.get("allowed_updates")
        if wanted is None:
            return
        if unknown := set(wanted) - self.schema.update_types:
            self.violate("semantic", f"unknown update types {sorted(unknown)}")
        self.allowed = frozenset(wanted) or self._default_updates

    async def poll(self, call: Call) -> list[Json]:
        """The answer to getUpdates."""
        if self.webhook:
            raise ApiError(409, WEBHOOK_ACTIVE, "conflict")
        if self.pollers:
            await asyncio.sleep(GRACE)  # a poller that has just been cancelled is no conflict
        params = call.params
        clock = asyncio.get_running_loop().time
        end = clock() + min(params.get("timeout", 0), LONGEST_POLL)
        mine = asyncio.Event()
        with self.lock:
            self.current = call
            self.subscribe(params)
            self._confirm(params.get("offset", 0))
            others, self.pollers = self.pollers, [mine]
            for other in others:
                other.set()
            self.lock.notify_all()
        try:
            while True:
                with self.lock:
                    if mine not in self.pollers:
                        raise ApiError(409, TWO_POLLERS, "conflict")
                    batch = (self.repeated + self.queue)[: params.get("limit", DEFAULT_BATCH)]
                    if batch or clock() >= end:
                        self.repeated = []
                        return self._hand_over(batch)
                    mine.clear()
                await pause(mine, max(0.0, end - clock()))
        finally:
            self.pollers = [poller for poller in self.pollers if poller is not mine]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.queue = self.queue[offset:]
        else:
            self.queue = [update for update in self.queue if update["update_id"] >= offset]

    def _hand_over(self, batch: list[Json]) -> list[Json]:
        for update in batch:
            self.sent_updates[update["update_id"]] = update
            self.delivered[update["update_id"]] += 1
        return copy.deepcopy(batch)

    async def send_to_webhook(self) -> None:
        """Delivers updates to the webhook, one by one and in order, until cancelled."""
        async with ClientSession(timeout=ClientTimeout(total=PATIENCE)) as session:
            while await self._wake.wait():
                self._wake.clear()
                while self.webhook and (self.repeated or self.queue):
                    update = (self.repeated or self.queue)[0]
                    status, error = await self._post_update(session, update)
                    is_taken = 200 <= status < 300
                    with self.lock:
                        self.webhook_log.append((update["update_id"], status))
                        if is_taken:
                            self._hand_over([update])
                            self.repeated = [u for u in self.repeated if u is not update]
                            self.queue = [u for u in self.queue if u is not update]
                        else:
                            self.webhook_error = {
                                "last_error_date": int(self.now()),
                                "last_error_message": error,
                            }
                        self.lock.notify_all()
                    await asyncio.sleep(0 if is_taken else self.webhook_retry)

    async def _post_update(self, session: ClientSession, update: Json) -> tuple[int, str]:
        """The HTTP status (0: no answer) of one attempt, and an error message."""
        headers = {}
        if secret := self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        try:
            async with session.post(self.webhook["url"], json=update, headers=headers) as answer:
                text = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return answer.status, text
        except (OSError, TimeoutError, ClientError) as error:
            return 0, f"{type(error).__name__}: {error}"


async def pause(event: asyncio.Event, seconds: float | None) -> None:
    """Waits for an event, but no longer than some seconds; None means forever."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
