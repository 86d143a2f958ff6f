"""Writes files whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def write_whole(contents: Mapping[Path, str | bytes]) -> None:
    """Write each content to its file; who reads a file meanwhile sees the old or the new one.

    All contents are on the disk before the first file is replaced, so that a full disk or a
    missing folder leaves every file as it was. A file that is replaced keeps its mode, and a link
    stays a link. Texts are written as UTF-8, with the line endings that they have.

    Raises:
        OSError: a file cannot be written; `filename` is its path as given, `strerror` the reason.
    """
    written: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            target = path.resolve()
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            # Neither .yaml nor visible: a bot that watches the folder must not read it.
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
            written[target] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content.encode("utf-8") if isinstance(content, str) else content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(_mode(target))
        for path, temporary in list(written.items()):
            temporary.replace(path)
            del written[path]
    except (OSError, ValueError) as error:  # ValueError: a null character in a path
        code = getattr(error, "errno", None) or errno.EINVAL
        why = getattr(error, "strerror", None) or str(error)
        raise OSError(code, why, str(path)) from error
    finally:
        for left in written.values():
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """The mode of the file, or the one that a new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
