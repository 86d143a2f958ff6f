"""Opening databases: new ones, old ones, newer ones, and what is none."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, inspect, text

from faq.errors import StoreError
from faq.usage.records import Gap
from faq.usage.store import database, open_store
from faq.usage.store.migrating import script_config
from faq.usage.store.tables import METADATA, REVISION, VERSION_TABLE

DAY = date(2026, 6, 1)
GAP = Gap("0" * 32, 7, "1" * 32, "What does Ann earn?", "no_answer", None, 0)

WORKER = """
import sys
from datetime import date
from faq.usage.store import open_store

print("ready", flush=True)
sys.stdin.readline()
with open_store(sys.argv[1], wait_ms=600_000) as store:
    for number in range(10):
        store.count(date(2026, 6, 1), "answer", "hours", "private")
        store.set_chat_mode(number, "quiet")
        store.move_chat(number, number + 100, "old", "new")
        store.forget("nobody")
"""

NOBODY = 65534
"""A user without rights: https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic."""


@contextmanager
def another_program(url: str) -> Iterator[Connection]:
    """A connection that is not the store's, in a transaction."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def refusal(url: str) -> str:
    """The sentence with which an address is refused."""
    with pytest.raises(StoreError) as error:
        open_store(url)
    sentence = str(error.value)
    assert sentence.startswith("The database")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "faq.sqlite3"


@pytest.fixture
def without_rights() -> Iterator[Path]:
    """A folder, and nobody's rights to use it with: file modes do not bind root."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.geteuid() == 0
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            Path(folder).chmod(0o700)
            if root:
                os.seteuid(0)


def test_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    open_store(url).close()
    with another_program(url) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == REVISION
    assert ScriptDirectory.from_config(script_config()).get_heads() == [REVISION]


def test_a_migration_that_fails_changes_nothing(url: str) -> None:
    with another_program(url) as connection:
        connection.execute(text("CREATE TABLE votes (number INTEGER)"))
    assert "votes" in refusal(url)
    with another_program(url) as connection:
        assert inspect(connection).get_table_names() == ["votes"]


def test_a_database_of_a_newer_version_is_refused_and_left_alone(url: str) -> None:
    with open_store(url) as store:
        store.keep_gap(GAP)
    with another_program(url) as connection:
        connection.execute(text("UPDATE faqbot_version SET version_num = '9999'"))
    assert refusal(url).endswith(
        " was made by a newer version of faqbot: update faqbot, or name another database."
    )
    with another_program(url) as connection:
        assert connection.scalar(text("SELECT count(*) FROM gaps")) == 1


def test_an_up_to_date_database_is_opened_without_loading_alembic(url: str) -> None:
    open_store(url).close()
    program = (
        "import sys\nfrom faq.usage.store import open_store\nopen_store(sys.argv[1]).close()\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, url], check=True)  # noqa: S603 -- our own


def test_processes_can_make_and_use_a_database_at_the_same_time(url: str) -> None:
    workers = [
        subprocess.Popen(  # noqa: S603 -- our own
            [sys.executable, "-c", WORKER, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("\n")
        worker.stdin.flush()
    ends = [(worker.communicate()[1], worker.returncode) for worker in workers]
    assert ends == [("", 0)] * len(workers)
    with open_store(url) as store:
        assert [tally.number for tally in store.tallies(DAY)] == [10 * len(workers)]
        assert store.moved_from(100) == 0
        assert store.chat_mode(100) == "quiet"


def test_while_another_program_writes_reads_work_and_writes_fail_after_a_while(url: str) -> None:
    with open_store(url, wait_ms=20) as store, another_program(url) as connection:
        store.keep_gap(GAP)
        sqlite = connection.dialect.name == "sqlite"
        lock = "BEGIN IMMEDIATE" if sqlite else "LOCK TABLE gaps IN EXCLUSIVE MODE"
        connection.execute(text(lock))
        assert store.gaps() == [GAP]
        with pytest.raises(StoreError, match=r"is busy: .* stop that program, or try again\.$"):
            store.settle(GAP.chat, GAP.message, "pay", "picked")
        connection.rollback()
        assert store.settle(GAP.chat, GAP.message, "pay", "picked")


def test_an_error_quotes_nothing_of_what_was_to_be_written(url: str) -> None:
    with open_store(url) as store:
        with another_program(url) as connection:
            connection.execute(text("ALTER TABLE gaps RENAME COLUMN nearest TO nearby"))
        with pytest.raises(StoreError) as error:
            store.keep_gap(GAP)
        assert GAP.question not in str(error.value)
        assert error.value.__suppress_context__


def test_an_error_does_not_spoil_the_store(url: str) -> None:
    with open_store(url) as store:
        with another_program(url) as connection:
            connection.execute(text("ALTER TABLE gaps RENAME TO gone"))
        with pytest.raises(StoreError):
            store.gaps()
        with pytest.raises(StoreError):
            store.forget(GAP.person)  # which has deleted votes before it gets to gaps
        with another_program(url) as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO gaps"))
        store.keep_gap(GAP)
        assert store.gaps() == [GAP]


def test_without_an_address_the_users_own_file_is_used(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.FILE.name == "faqbot.sqlite3"
    monkeypatch.setattr(database, "FILE", file)
    open_store().close()
    assert file.exists()


def test_only_its_owner_can_read_a_new_file_and_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with open_store(f"sqlite:///{folder / 'faq.sqlite3'}") as store:
        store.keep_gap(GAP)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    names = ("faq.sqlite3", "faq.sqlite3-shm", "faq.sqlite3-wal")
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_keeps_the_mode_that_its_owner_gave_it(file: Path) -> None:
    file.touch()
    file.chmod(0o640)
    open_store(f"sqlite:///{file}").close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_sqlite_is_set_up_to_be_shared_and_to_forget(file: Path) -> None:
    with closing(database.open_database(f"sqlite:///{file}", 1234)) as opened:  # noqa: SIM117
        with opened.reading() as connection:
            found = {
                name: connection.scalar(text(f"PRAGMA {name}"))
                for name in ("journal_mode", "busy_timeout", "foreign_keys", "secure_delete")
            }
    assert found == {
        "journal_mode": "wal",
        "busy_timeout": 1234,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_a_home_folder_can_be_written_as_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store("sqlite:///~/faq.sqlite3").close()
    assert (tmp_path / "faq.sqlite3").exists()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert refusal(f"sqlite:///{tmp_path}").endswith(" is a folder: name a file in it.")


def test_a_file_is_no_folder(file: Path) -> None:
    file.touch()
    assert "name a file in a folder" in refusal(f"sqlite:///{file / 'faq.sqlite3'}")


@pytest.mark.parametrize("content", [b"title: FAQ\n" * 100, b"\0" * 4096])
def test_a_file_that_is_no_database_is_refused_and_left_alone(content: bytes, file: Path) -> None:
    file.write_bytes(content)
    assert refusal(f"sqlite:///{file}").endswith(" is no SQLite database: name another file.")
    assert file.read_bytes() == content


def test_a_damaged_database_is_an_error_that_says_what_to_do(file: Path) -> None:
    with open_store(f"sqlite:///{file}") as store:
        for number in range(100):
            store.set_chat_mode(number, "quiet")
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    assert "is damaged: restore a backup" in refusal(f"sqlite:///{file}")


def test_a_folder_that_may_not_be_written_to_is_refused(without_rights: Path) -> None:
    without_rights.chmod(0o500)
    for path in (without_rights / "faq.sqlite3", without_rights / "new" / "faq.sqlite3"):
        assert "(Permission denied)" in refusal(f"sqlite:///{path}")


def test_a_file_that_may_not_be_read_is_refused(without_rights: Path) -> None:
    file = without_rights / "faq.sqlite3"
    file.touch(0o000)
    assert "cannot be opened: let this user read" in refusal(f"sqlite:///{file}")


def test_a_file_that_may_not_be_written_can_be_read(without_rights: Path) -> None:
    file = without_rights / "faq.sqlite3"
    address = f"sqlite:///{file}"
    with open_store(address) as store:
        store.keep_gap(GAP)
    file.chmod(0o400)
    with open_store(address) as store:
        assert store.gaps() == [GAP]
        with pytest.raises(StoreError, match="cannot be written: let this user write to it"):
            store.keep_gap(GAP)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "cannot be read"),
        ("faq.sqlite3", "cannot be read"),
        ("postgresql://user:secret@host:port/database", "cannot be read"),
        ("postgresql://user:secret@no..host/database", "cannot be read"),
        ("mysql://user:secret@host/database", "cannot begin with mysql"),
        ("postgresql+asyncpg://user:secret@host/database", "cannot begin with postgresql+asyncpg"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://faq.sqlite3", "names no file"),
        ("sqlite:///faq.sqlite3?mode=ro", "names no file"),
        ("postgresql://user:a@secret@host/database", "an @ in its password: write %40"),
    ],
)
def test_another_address_is_refused(address: str, reason: str) -> None:
    sentence = refusal(address)
    assert reason in sentence
    assert "secret" not in sentence
    assert ("%40" in sentence) or "write sqlite:///path/to/faqbot.sqlite3 or postgres" in sentence


@settings(max_examples=30)
@given(word=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=8).map("§".__add__))
@example(word="hunter2/hunter2")
@example(word="hunter2@" + "ö" * 64)
@example(word="hunter2:1@hunter2:2")
@example(word="hunter2?hunter2=hunter2")
def test_no_error_shows_a_password(word: str) -> None:
    for address in (
        f"postgresql://user:{word}@127.0.0.1:1/database",
        f"postgres://127.0.0.1:1/database?user=user&password={word}",
        f"mysql://user:{word}@host/database",
    ):
        assert word not in refusal(address)


def test_a_server_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    sentence = refusal("postgresql://user:secret@127.0.0.1:1/database")
    assert "The database postgresql://127.0.0.1:1/database cannot be reached (" in sentence
    assert sentence.endswith("): start it, or correct its address.")


def test_a_database_that_the_server_does_not_have_is_named(
    new_postgresql: Callable[[], str],
) -> None:
    address = re.sub(r"/test\d+", "/none", new_postgresql())
    assert 'database "none" does not exist' in refusal(address)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgres"])
def test_every_usual_way_to_write_a_postgresql_address_works(
    scheme: str, new_postgresql: Callable[[], str]
) -> None:
    open_store(new_postgresql().replace("postgresql", scheme, 1)).close()


def test_a_connection_that_the_server_has_dropped_is_made_anew(
    new_postgresql: Callable[[], str],
) -> None:
    address = new_postgresql()
    with open_store(address) as store:
        with another_program(address) as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert store.gaps() == []


def test_sqlite_waits_as_long_as_it_is_told(file: Path) -> None:
    address = f"sqlite:///{file}"
    open_store(address).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_store(address, wait_ms=0) as store, pytest.raises(StoreError, match="is busy"):
            store.count(DAY, "answer", "hours", "private")
