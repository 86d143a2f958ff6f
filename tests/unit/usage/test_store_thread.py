"""Writes that wait for a real database, reads that do not, and what happens without one."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Self

import pytest

from faq.errors import StoreError
from faq.usage.store import Store, open_store
from faq.usage.store_thread import StoreThread

DAY = date(2026, 6, 1)
LONG_S = 600.0  # longer than the slowest machine takes for a test
LOGGER = "faq.usage.store_thread"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'faq.sqlite3'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The same database as another process sees it."""
    with open_store(url) as store:
        yield store


def patient(url: str, *, away_s: float = LONG_S, wait_ms: int = 60_000) -> StoreThread:
    """A thread whose reads succeed on the slowest machine."""
    return StoreThread(lambda: open_store(url, wait_ms=wait_ms), read_s=LONG_S, away_s=away_s)


def count(store: Store) -> None:
    store.count(DAY, "answer", "hours", "private")


def counted(store: Store) -> int:
    return sum(tally.number for tally in store.tallies(DAY))


class Gate:
    """A write that takes until the gate is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def __call__(self, _: Store) -> None:
        self._open.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.set()


async def test_a_read_sees_the_writes_that_were_queued_before_it(url: str) -> None:
    with closing(patient(url)) as thread:
        for _ in range(9):
            thread.write(count)
        assert await thread.read(0, counted) == 9
        assert await thread.flush()


def test_closing_finishes_what_is_queued(url: str, store: Store) -> None:
    thread = patient(url)
    for _ in range(9):
        thread.write(count)
    thread.close()
    thread.write(count)  # too late, and no error
    assert counted(store) == 9


def test_a_thread_that_was_never_used_opens_nothing(url: str, tmp_path: Path) -> None:
    patient(url).close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", ["read_s", "within_s"])
async def test_no_read_waits_for_a_slow_write_which_is_not_lost(
    way: str, url: str, store: Store
) -> None:
    read_s, within_s = (0.0, None) if way == "read_s" else (LONG_S, 0.0)
    with closing(StoreThread(lambda: open_store(url), read_s=read_s)) as thread, Gate() as gate:
        thread.write(gate)
        thread.write(count)
        assert await thread.read(-1, counted, within_s) == -1
    assert counted(store) == 1


async def test_a_database_that_cannot_be_opened_is_left_alone_for_a_while(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    attempts = []

    def fail() -> Store:
        attempts.append(1)
        return open_store(f"sqlite:///{tmp_path}")  # a folder

    with closing(StoreThread(fail, read_s=LONG_S, away_s=LONG_S)) as thread:
        assert not await thread.flush()
        thread.write(count)
        assert await thread.read(-1, counted) == -1
        assert not await thread.flush()
    assert len(attempts) == 1
    (record,) = caplog.records
    assert f"The database {tmp_path} is a folder" in record.getMessage()


async def test_a_database_that_can_be_opened_later_is_used_then(tmp_path: Path) -> None:
    path = tmp_path / "faq.sqlite3"
    path.mkdir()
    with closing(patient(f"sqlite:///{path}", away_s=0.0)) as thread:
        thread.write(count)
        assert await thread.read(-1, counted) == -1
        path.rmdir()
        assert await thread.read(-1, counted) == 0  # that write was lost
        thread.write(count)
        assert await thread.read(-1, counted) == 1


async def test_a_database_that_breaks_while_it_is_used_is_used_again_once_it_is_repaired(
    url: str, tmp_path: Path
) -> None:
    with closing(patient(url, away_s=0.0)) as thread:
        thread.write(count)
        assert await thread.flush()
        with closing(sqlite3.connect(tmp_path / "faq.sqlite3")) as connection:
            connection.execute("ALTER TABLE tallies RENAME TO gone")
            connection.commit()
            assert await thread.read(-1, counted) == -1
            thread.write(count)  # lost
            assert await thread.read(-1, counted) == -1
            connection.execute("ALTER TABLE gone RENAME TO tallies")
            connection.commit()
        assert await thread.read(-1, counted) == 1


async def test_while_another_program_writes_reads_work_and_a_write_is_lost_with_a_warning(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(patient(url, away_s=0.0, wait_ms=1)) as thread:
        assert await thread.flush()
        with closing(sqlite3.connect(tmp_path / "faq.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            thread.write(count)
            assert await thread.read(-1, counted) == 0
        thread.write(count)
        assert await thread.read(-1, counted) == 1
    (record,) = caplog.records
    assert "1 notes lost" in record.getMessage()
    assert "is busy" in record.getMessage()


async def test_only_so_many_writes_wait(url: str, store: Store) -> None:
    thread = StoreThread(lambda: open_store(url), read_s=LONG_S, pending=3)
    with closing(thread):
        with Gate() as gate:
            thread.write(gate)
            for _ in range(9):
                thread.write(count)
        assert await thread.read(-1, counted) == 2
        thread.write(count)  # there is room again
    assert counted(store) == 3


async def test_writes_of_several_threads_that_are_lost_are_all_counted(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    writers, each = 8, 500
    start = threading.Barrier(writers)
    thread = StoreThread(lambda: open_store(url), read_s=LONG_S, pending=1)

    def write() -> None:
        start.wait()
        for _ in range(each):
            thread.write(count)

    with closing(thread):
        with Gate() as gate:
            thread.write(gate)
            threads = [threading.Thread(target=write) for _ in range(writers)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()

        def fail(_: Store) -> None:
            raise StoreError("The disk is full.")

        assert await thread.read(-1, counted) == 0
        await thread.read(None, fail)
    (record,) = caplog.records
    assert f"{writers * each} notes lost: The disk is full." in record.getMessage()


async def test_a_mistake_of_ours_is_logged_and_stops_nothing(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    def divide(_: Store) -> float:
        return 1 / 0

    with closing(patient(url)) as thread, caplog.at_level(logging.ERROR, LOGGER):
        thread.write(divide)
        assert await thread.read(-1.0, divide) == -1.0
        thread.write(count)
        assert await thread.read(-1, counted) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "A write to the database failed",
        "A look-up in the database failed",
    ]
