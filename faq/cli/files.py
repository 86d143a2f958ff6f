"""Files that a command writes: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from faq.errors import FaqbotError


def write_whole(path: Path, content: str) -> None:
    """Puts a text in a file; what goes wrong leaves there what was there.

    A file that is replaced keeps its mode, and a link its target's place.

    Raises:
        FaqbotError: it cannot be written.
    """
    made: str | None = None
    try:
        if path.is_dir():
            raise FaqbotError(f"{path} is a folder: name a file in it, such as {path / 'report'}.")
        target = path.resolve()
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, made = tempfile.mkstemp(dir=target.parent, prefix=".faqbot-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(made).chmod(mode)
        os.replace(made, target)  # noqa: PTH105 -- atomic on every system
    except (OSError, ValueError) as error:
        if made:
            Path(made).unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or "no file can be called so"
        raise FaqbotError(
            f"{path} cannot be written ({why}): name a file in a folder that exists and that you "
            "may write to."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
