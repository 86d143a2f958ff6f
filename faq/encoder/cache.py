"""Vectors, and the arrays learned from them, kept between starts in one SQLite file.

The file may be deleted at any time, and trouble with it is never an error: it is logged, and the
start is slower because vectors are computed again. Texts are not stored, only their digests.

The journal is SQLite's default, not a write-ahead log, which would add two files, needs shared
memory that network drives lack, and cannot be read in a folder without write permission. Processes
write only after an FAQ has changed, so that they hardly ever wait for each other.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from faq.encoder.arrays import Floats

FILE = "vectors.sqlite3"
"""To be renamed when the tables change: several versions of the bot may share the folder."""

MAX_VECTORS = 200_000
"""Vectors that are kept, the newest ones, about 650 MB: twice the largest FAQ that is measured."""

MAX_LEARNED = 4
"""FAQs whose learned arrays are kept, the newest ones: 10 MB each for 7,000 phrasings."""

WAIT_S = 5.0
"""Seconds to wait while another process writes; 10,000 vectors take it half a second."""

PAGE_BYTES = 16_384
"""Five vectors of 3 KB fill such a page; a page of SQLite's default, 4,096, holds one."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, vector BLOB, checksum INTEGER)",
    "CREATE TABLE IF NOT EXISTS learned (name TEXT PRIMARY KEY, arrays BLOB, checksum INTEGER)",
)

_EARLIER_FILES = ("*.vectors", "*.npz")
"""What earlier versions kept in the folder; deleted when the file is made."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""Error codes of a damaged file. SQLITE_ERROR is one, as the statements here are always the same:
if one of them is wrong, then because the tables are not those that were made."""

log = logging.getLogger(__name__)


class _DamagedError(Exception):
    """A checksum is wrong: SQLite itself notices damage to its pages only, not to their data."""


_TROUBLE = (_DamagedError, OSError, OverflowError, sqlite3.Error)
"""What may go wrong with the file; OverflowError is that of more than 2 GB in one value."""


class VectorCache:
    """The vectors of texts, by model. Several processes and threads may share a folder.

    Args:
        folder: where the file lies; made when needed.
        wait_s: seconds to wait for a file that another process has locked.
        max_vectors: how many vectors are kept, the newest ones.
    """

    def __init__(
        self, folder: Path, wait_s: float = WAIT_S, max_vectors: int = MAX_VECTORS
    ) -> None:
        self._file = folder / FILE
        self._wait_s = wait_s
        self._max_vectors = max_vectors

    def find(self, model: str, texts: Iterable[str]) -> dict[str, Floats]:
        """The vectors of those texts that are in the cache; they cannot be written to."""
        vectors: dict[str, Floats] = {}
        query = "SELECT vector, checksum FROM vectors WHERE digest = ?"
        try:
            if self._file.exists():
                with self._transaction("DEFERRED") as connection:
                    for text in texts:
                        digest = _digest(model, text)
                        for content, checksum in connection.execute(query, (digest,)):
                            _check(digest, content, checksum)
                            vectors[text] = np.frombuffer(content, np.float32)
        except _TROUBLE as error:
            self._report(error)
        return vectors

    def add(self, model: str, vectors: Mapping[str, Floats]) -> None:
        """Keeps more vectors; if there are too many then, the oldest ones are deleted."""
        rows = ((_digest(model, text), vector.tobytes()) for text, vector in vectors.items())
        self._insert("vectors", rows, self._max_vectors)

    def learned(self, name: str) -> dict[str, NDArray[Any]] | None:
        """The arrays that are kept under a name; None if there are none."""
        query = "SELECT arrays, checksum FROM learned WHERE name = ?"
        try:
            if self._file.exists():
                with self._transaction("DEFERRED") as connection:
                    row = connection.execute(query, (name,)).fetchone()
                if row:
                    _check(name, *row)
                    with np.load(BytesIO(row[0]), allow_pickle=False) as arrays:
                        return dict(arrays)
        except _TROUBLE as error:
            self._report(error)
        return None

    def add_learned(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keeps arrays under a name; beyond `MAX_LEARNED` names the oldest ones are deleted."""
        content = BytesIO()
        np.savez(content, **arrays)  # type: ignore[arg-type]  # its stub takes names for flags
        self._insert("learned", [(name, content.getbuffer())], MAX_LEARNED)

    def _insert(
        self,
        table: Literal["vectors", "learned"],
        rows: Iterable[tuple[bytes | str, bytes | memoryview]],
        limit: int,
    ) -> None:
        """Adds rows that are not there yet, and deletes the oldest ones beyond a limit."""
        try:
            self._make_file()
            with self._transaction("IMMEDIATE") as connection:
                connection.executemany(
                    f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?)",  # noqa: S608 -- a literal
                    ((key, content, _checksum(key, content)) for key, content in rows),
                )
                connection.execute(
                    f"DELETE FROM {table} WHERE rowid <= (SELECT max(rowid) FROM {table}) - ?",  # noqa: S608
                    (limit,),
                )
        except _TROUBLE as error:
            self._report(error)

    @contextmanager
    def _transaction(self, kind: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction, which is rolled back if the block raises."""
        connection = sqlite3.connect(self._file, self._wait_s, isolation_level=None)
        try:
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # counts in an empty file only
            for table in _TABLES:
                connection.execute(table)
            # A transaction that began by reading would fail at once where another one writes.
            connection.execute(f"BEGIN {kind}")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()

    def _make_file(self) -> None:
        """Makes the file, readable by this user only, in place of the earlier versions' files."""
        if not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            for pattern in _EARLIER_FILES:
                for file in self._file.parent.glob(pattern):
                    file.unlink(missing_ok=True)
            self._file.touch(0o600)

    def _report(self, error: Exception) -> None:
        """Logs what went wrong; a damaged file is deleted."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the upper bits give details
        if isinstance(error, _DamagedError) or code in _DAMAGED:
            log.warning("The vector cache %s is damaged (%s): deleted", self._file, error)
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
        else:
            log.warning(
                "The vector cache %s cannot be used (%s): starts stay slow", self._file, error
            )


def _checksum(key: str | bytes, content: bytes | memoryview) -> int:
    """A checksum of a whole row: damage may also lead from a key to another key's row."""
    return crc32(content, crc32(key.encode() if isinstance(key, str) else key))


def _check(key: str | bytes, content: object, checksum: object) -> None:
    """Makes sure that a row is as it was written.

    Raises:
        _DamagedError: it is not.
    """
    if not isinstance(content, bytes) or _checksum(key, content) != checksum:
        raise _DamagedError("a checksum is wrong")


def _digest(model: str, text: str) -> bytes:
    key = f"{model}\0{text}".encode("utf-8", "surrogatepass")
    return blake2b(key, digest_size=16).digest()
