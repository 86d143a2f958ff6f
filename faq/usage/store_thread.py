"""The store on a thread of its own, so that answering never waits for the database.

Writes are queued, reads have a time limit, and a database that failed is left alone for a while.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from faq.errors import StoreError
from faq.usage.store import Store

READ_S = 1.0
"""Seconds that an answer waits for the database at most."""

AWAY_S = 10.0
"""Seconds for which a database that failed is left alone."""

PENDING = 10_000
"""Writes that may wait at the same time; those on top are lost and counted."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class StoreThread:
    """Runs work on a store in one thread, in the order in which it is given.

    Any thread may use it, and none of its methods raises.

    Args:
        open_store: opens the store. It is called when the store is first needed, and again after
            it failed: a bot whose database is away starts and answers all the same.
        read_s: seconds that a read takes at most.
        away_s: seconds for which a database that failed is left alone.
        pending: writes that may wait at the same time.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        *,
        read_s: float = READ_S,
        away_s: float = AWAY_S,
        pending: int = PENDING,
    ) -> None:
        self._open_store = open_store
        self._read_s = read_s
        self._away_s = away_s
        self._store: Store | None = None  # only the thread uses it
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._room = threading.BoundedSemaphore(pending)
        self._lock = threading.Lock()  # guards the two below
        self._lost = 0
        self._away_until = 0.0

    def close(self) -> None:
        """Finish what is queued and close the store."""
        self._executor.shutdown()
        if self._store:
            self._store.close()

    def write(self, work: Callable[[Store], object]) -> None:
        """Queue a change; it is lost when the database is away or too many changes wait."""
        if self._is_away() or not self._room.acquire(blocking=False):
            self._lose_one()
            return
        try:
            result = self._executor.submit(self._with_store, work)
        except RuntimeError:  # it is closed
            self._room.release()
            self._lose_one()
            return
        result.add_done_callback(self._written)

    async def read(
        self, default: T, look_up: Callable[[Store], T], within_s: float | None = None
    ) -> T:
        """What a look-up finds; the default if it fails or takes longer than `within_s` seconds.

        It sees all writes that were queued before it. `within_s` is `read_s` unless it is given.
        """
        if self._is_away():
            return default
        try:
            result = asyncio.wrap_future(self._executor.submit(self._with_store, look_up))
            return await asyncio.wait_for(result, self._read_s if within_s is None else within_s)
        except TimeoutError:
            self._leave_alone(StoreError("it takes too long"))
        except StoreError as error:
            self._leave_alone(error)
        except Exception:  # whatever it is, somebody waits for an answer
            log.exception("A look-up in the database failed")
        return default

    async def flush(self) -> bool:
        """Whether all that was queued so far is in the database; waits as long as a read."""
        return await self.read(False, lambda _: True) and not self._is_away()  # noqa: FBT003 -- the default

    def _with_store(self, work: Callable[[Store], T]) -> T:
        if self._store is None:
            self._store = self._open_store()
        return work(self._store)

    def _written(self, result: Future[object]) -> None:
        self._room.release()
        if isinstance(error := result.exception(), StoreError):
            self._lose_one()
            self._leave_alone(error)
        elif error:
            log.error("A write to the database failed", exc_info=error)

    def _is_away(self) -> bool:
        return time.monotonic() < self._away_until

    def _lose_one(self) -> None:
        with self._lock:
            self._lost += 1

    def _leave_alone(self, error: StoreError) -> None:
        with self._lock:
            is_known, lost = self._is_away(), self._lost
            self._away_until = time.monotonic() + self._away_s
        if not is_known:
            log.warning("Answering goes on without the database, %s notes lost: %s", lost, error)
