"""Vectors, and what was learned from them, kept between starts in a folder that may be deleted.

A file holds one batch: digests of texts and their vectors. Files are written whole under their own
checksum and never changed, so that two processes can share the folder and a torn write is noticed.
Texts themselves are not stored.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from faq.encoder.arrays import Floats

MAX_FILES = 16
"""Batches beyond this are merged into one: each costs a file to open at every start."""

MAX_VECTORS = 200_000
"""Kept when merging, about 300 MB: twice the largest FAQ that is measured."""

MAX_LEARNED = 4
"""FAQs whose learned arrays are kept, the newest ones: 10 MB each for 7,000 phrasings."""

DIGEST_BYTES = 16

log = logging.getLogger(__name__)


class VectorCache:
    """Vectors by text.

    Args:
        folder: where the files lie; made when needed. Trouble with it is logged, never raised.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, model: str, texts: Iterable[str]) -> dict[str, Floats]:
        """The vectors that are kept for some of the texts, under a model's name."""
        wanted = {_digest(text): text for text in texts}
        found: dict[str, Floats] = {}
        for file in self._files(model):
            for digest, vector in _read(file, wanted):
                found[wanted[digest]] = vector
        return found

    def add(self, model: str, vectors: Mapping[str, Floats]) -> None:
        """Keeps more vectors; merges the files when they have become many."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            old = self._files(model)
            rows = {_digest(text): vector for text, vector in vectors.items()}
            if len(old) < MAX_FILES:
                self._write(model, rows)
                return
            kept = {digest: vector for file in old for digest, vector in _read(file)} | rows
            self._write(model, dict(list(kept.items())[-MAX_VECTORS:]))
            for file in old:
                file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("Vectors cannot be kept in %s (%s): starts stay slow", self._folder, error)

    def learned(self, name: str) -> dict[str, NDArray[Any]] | None:
        """The arrays that are kept under a name; None if there are none, or they are damaged."""
        file = self._folder / f"{name}.npz"
        try:
            with np.load(file, allow_pickle=False) as found:  # checks each array's checksum
                return {key: found[key] for key in found.files}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError, BadZipFile) as error:
            log.warning("What was learned is damaged in %s (%s): deleted", file, error)
            with suppress(OSError):
                file.unlink(missing_ok=True)
            return None

    def keep_learned(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keeps arrays under a name; the oldest of many names go."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub takes names for flags
            os.replace(file.name, self._folder / f"{name}.npz")  # noqa: PTH105 -- atomic everywhere
            kept = sorted(self._folder.glob("*.npz"), key=lambda f: -f.stat().st_mtime)
            for old in kept[MAX_LEARNED:]:
                old.unlink(missing_ok=True)
        except OSError as error:
            log.warning("Cannot keep what was learned in %s (%s)", self._folder, error)

    def _files(self, model: str) -> list[Path]:
        """The model's files, oldest first."""
        with suppress(OSError):
            return sorted(self._folder.glob(f"{model}-*.vectors"), key=lambda f: f.stat().st_mtime)
        return []

    def _write(self, model: str, rows: Mapping[bytes, Floats]) -> None:
        """One file, named by its content's checksum; other processes see all of it or nothing."""
        table = np.zeros(len(rows), _row_type(len(next(iter(rows.values())))))
        table["digest"] = [np.frombuffer(digest, np.uint8) for digest in rows]
        table["vector"] = list(rows.values())
        content = table.tobytes()
        width = table["vector"].shape[1]
        target = self._folder / f"{model}-{width}-{_checksum(content)}.vectors"
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(content)
        os.replace(file.name, target)  # noqa: PTH105 -- atomic on every system


def _read(file: Path, wanted: Collection[bytes] | None = None) -> Iterator[tuple[bytes, Floats]]:
    """A file's digests and vectors; nothing, and the file is deleted, if it is damaged.

    Of a file that holds much more than is wanted only that is given.
    """
    try:
        content = file.read_bytes()
        width, checksum = file.stem.split("-")[1:]
        if _checksum(content) != checksum:
            log.warning("The kept vectors in %s are damaged: deleted", file)
            file.unlink(missing_ok=True)
            return
        table = np.frombuffer(content, _row_type(int(width)))
    except (OSError, ValueError):  # another process merged the files just now
        return
    rows = np.arange(len(table))
    if wanted is not None:
        # The first half of the digests sifts all rows at once; the whole of it decides.
        halves = np.frombuffer(b"".join(digest[:8] for digest in wanted), np.uint64)
        rows = np.flatnonzero(np.isin(table["digest"].view(np.uint64)[:, 0], halves))
    for row in rows:
        digest = table["digest"][row].tobytes()
        if wanted is None or digest in wanted:
            yield digest, table["vector"][row]


def _row_type(width: int) -> np.dtype[np.void]:
    return np.dtype([("digest", np.uint8, (DIGEST_BYTES,)), ("vector", np.float32, (width,))])


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()


def _checksum(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
