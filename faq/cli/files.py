"""Files that the user has named for a command to write."""

from __future__ import annotations

from pathlib import Path

from faq.errors import FaqbotError
from faq.files import write_whole


def write_named(path: Path, content: str) -> None:
    """Write a text to a file, whole or not at all.

    Raises:
        FaqbotError: it cannot be written.
    """
    try:
        if path.is_dir():
            raise FaqbotError(f"{path} is a folder: name a file in it, such as {path / 'report'}.")
        write_whole({path: content})
    except OSError as error:
        raise FaqbotError(
            f"{path} cannot be written ({error.strerror}): name a file in a folder that exists "
            "and that you may write to."
        ) from error
