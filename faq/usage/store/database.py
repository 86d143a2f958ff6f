"""A database: opened, migrated, and used in transactions whose errors are plain sentences."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    String,
    Table,
    column,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from faq.errors import StoreError
from faq.usage.store.tables import REVISION, VERSION_TABLE

FILE = user_data_path("faqbot") / "faqbot.sqlite3"
"""Where everything is kept unless a database is named."""

WAIT_MS = 5000
"""Milliseconds to wait while others write: as long as Python's `sqlite3` waits by default, and
a thousand times as long as a write takes."""

RETRY_S = 0.01
"""Seconds between attempts at what SQLite does not wait for by itself."""

CONNECT_S = 10
"""Seconds to wait for a PostgreSQL server; libpq would wait for as long as the network does:
https://www.postgresql.org/docs/current/libpq-connect.html."""

MIGRATING = int.from_bytes(b"faqbot")
"""Key of the advisory lock that is held while a PostgreSQL database is migrated."""

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = NORMAL",
)
"""Settings of every connection to SQLite. What is deleted is overwritten with zeros. A write does
not wait for the disk: a power cut may undo the last writes, but it damages nothing. See
https://sqlite.org/pragma.html."""

FORMS = "write sqlite:///path/to/faqbot.sqlite3 or postgresql://user:password@host/database"

WRITES = "faq_writes"
"""The execution option that marks connections that write."""

_BUSY = "is busy: another program keeps writing to it; stop that program, or try again"
_SHUT = "cannot be opened: let this user read and write the file and its folder"
_READ_ONLY = "cannot be written: let this user write to it"

ADVICE: dict[object, str] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_CANTOPEN: _SHUT,
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup, or move it away to start anew",
    sqlite3.SQLITE_FULL: "lies on a disk that is full: make room",
    sqlite3.SQLITE_NOTADB: "is no SQLite database: name another file",
    sqlite3.SQLITE_PERM: _SHUT,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    "25006": _READ_ONLY,  # read_only_sql_transaction
    "42501": "refuses: grant this user the right to make tables and to use them",
    "55P03": _BUSY,  # lock_not_available
}
"""What is wrong and what to do, by SQLite's result code (https://sqlite.org/rescode.html) or
PostgreSQL's error code (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

log = logging.getLogger(__name__)


class Database:
    """A database, for any number of threads.

    Args:
        engine: connects to it.
        name: its name in errors, without a password.
        wait_ms: milliseconds to wait while others use it.
    """

    def __init__(self, engine: Engine, name: str, wait_ms: int) -> None:
        self.name = name
        self._wait_s = wait_ms / 1000
        self._reader = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._is_sqlite = engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Closes the connections."""
        self._reader.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for one query, which does not wait for others' writes.

        Raises:
            StoreError: the database refuses the query.
        """
        with self._explained(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are made together, or not at all.

        Raises:
            StoreError: the database refuses a change, or others kept it busy for too long.
        """
        with self._explained(), self._writer.begin() as connection:
            yield connection

    def insert(self, into: Table) -> postgresql.Insert | sqlite.Insert:
        """An INSERT that can be told what to do on a conflict."""
        return sqlite.insert(into) if self._is_sqlite else postgresql.insert(into)

    def sweep(self) -> None:
        """Removes deleted rows from SQLite's files; PostgreSQL does so by itself (autovacuum).

        A deleted row is overwritten in the database, but earlier states of its page stay in the
        write-ahead log until that is emptied.
        """
        if not self._is_sqlite:
            return
        deadline = time.monotonic() + self._wait_s
        with self.reading() as connection:
            # SQLite waits for others that read or write, but not for others that do this.
            while connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)")):
                if time.monotonic() >= deadline:
                    log.warning("%s-wal is in use: it keeps what was deleted a while", self.name)
                    return
                time.sleep(RETRY_S)

    def prepare(self) -> None:
        """Makes or migrates the tables, if they are not those of this version.

        Any number of processes may do so at the same time.

        Raises:
            StoreError: the database refuses it, or was made by a newer version.
        """
        if self._is_sqlite:
            with self._explained():
                self._use_write_ahead_log()
        with self.reading() as connection:
            if _revision(connection) == REVISION:
                return
        # Alembic takes longer to load than everything else, and few starts have to migrate.
        from faq.usage.store.migrating import migrate  # noqa: PLC0415

        with self.writing() as connection:
            if not self._is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))
            migrate(connection, _revision(connection), self.name)

    def _use_write_ahead_log(self) -> None:
        """Lets reads go on during a write; the file remembers this setting."""
        deadline = time.monotonic() + self._wait_s
        while True:
            try:
                with self._reader.begin() as connection:
                    connection.execute(text("PRAGMA journal_mode = WAL"))
            except OperationalError as error:
                # SQLite does not wait when two processes do this to a new file.
                if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
                time.sleep(RETRY_S)
            else:
                return

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            # Not "from error": the driver's message may quote the row that was to be written.
            raise StoreError(f"The database {self.name} {_advice(error)}.") from None


def is_there(url: str | None = None) -> bool:
    """Whether there is a database to open; a server is assumed to have one.

    Raises:
        StoreError: the address is not one of a database.
    """
    address = _address(url)
    # Not Path.is_file, which fails for a name that is too long.
    return address.drivername != "sqlite" or os.path.isfile(str(address.database))  # noqa: PTH113


def open_database(url: str | None = None, wait_ms: int = WAIT_MS) -> Database:
    """A database with the tables of this version; a SQLite file is made if there is none.

    Args:
        url: `sqlite:///` and a path, or `postgresql://`; None is the user's own SQLite file.
        wait_ms: milliseconds to wait while others write.

    Raises:
        StoreError: the address, the file or the server cannot be used; shows no password.
    """
    address = _address(url)
    if address.drivername == "sqlite":
        name = str(address.database)
        _make_file(Path(name))
        engine = _sqlite_engine(address, wait_ms)
    else:
        shown = URL.create("postgresql", None, None, address.host, address.port, address.database)
        name = shown.render_as_string()
        engine = _postgresql_engine(address, wait_ms)
    database = Database(engine, name, wait_ms)
    try:
        database.prepare()
    except BaseException:
        database.close()
        raise
    return database


def _address(url: str | None) -> URL:
    if url is None:
        return URL.create("sqlite", database=str(FILE))
    try:
        address = make_url(url)
        if address.host and not address.host.startswith("/"):  # not a socket's folder
            address.host.encode("idna")  # as a connection does, but that fails with a traceback
    except (ArgumentError, ValueError):
        # Not "from error", nor with the address: a password may be anywhere in it.
        raise StoreError(f"The database's address cannot be read: {FORMS}.") from None
    match address.drivername:
        case "sqlite" | "sqlite+pysqlite":
            path = address.database
            if not path or path == ":memory:" or address.host or address.query:
                raise StoreError(f"The database's address names no file: {FORMS}.")
            return URL.create("sqlite", database=str(Path(path).expanduser()))
        case "postgresql" | "postgresql+psycopg" | "postgres":
            if "@" in (address.host or ""):
                raise StoreError("The database's address has an @ in its password: write %40.")
            return address.set(drivername="postgresql+psycopg")
        case other:
            raise StoreError(f"The database's address cannot begin with {other}: {FORMS}.")


def _make_file(path: Path) -> None:
    """Makes an empty file that only its owner can read, unless there is one.

    SQLite gives its other files the same mode.
    """
    try:
        if path.is_dir():
            raise StoreError(f"The database {path} is a folder: name a file in it.")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Never open a file that exists: closing it would drop this process's locks on it.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StoreError(
            f"The database {path} cannot be made ({error.strerror}): name a file in a folder "
            "that this user may write to."
        ) from error


def _sqlite_engine(address: URL, wait_ms: int) -> Engine:
    # isolation_level: `begin` below begins the transactions, not the driver.
    options = {"timeout": wait_ms / 1000, "isolation_level": None}
    engine = create_engine(address, hide_parameters=True, connect_args=options)

    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, _: object) -> None:
        for pragma in PRAGMAS:
            connection.cursor().execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads before it writes would fail, without waiting, if another one
        # wrote in between: so it takes the lock first. One that only reads needs no lock.
        if connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(address: URL, wait_ms: int) -> Engine:
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,  # a server that was restarted costs no error
        connect_args={} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_S},
    )

    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, _: object) -> None:
        connection.cursor().execute(f"SET lock_timeout = {wait_ms:d}")
        connection.commit()

    return engine


def _revision(connection: Connection) -> str | None:
    """The revision of the tables; None if there are none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(
        select(column("version_num", String)).select_from(table(VERSION_TABLE))
    )


def _code(error: SQLAlchemyError) -> object:
    """The database's own code for an error; None if it gives no code."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        code: int | None = getattr(cause, "sqlite_errorcode", None)
        return None if code is None else code & 0xFF  # without the details of extended codes
    return getattr(cause, "sqlstate", None)


def _advice(error: SQLAlchemyError) -> str:
    """What is wrong and what to do, in words that follow the database's name."""
    code = _code(error)
    if code in ADVICE:
        return ADVICE[code]
    # The first line says what happened; those after it may quote rows.
    reason = str(getattr(error, "orig", error)).partition("\n")[0]
    if code is None and isinstance(error, OperationalError):
        return f"cannot be reached ({reason}): start it, or correct its address"
    return f"has failed ({reason}): see to it and try again"
