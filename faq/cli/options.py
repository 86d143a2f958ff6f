"""What the subcommands share: options, exit codes, a progress bar, and opening the database."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from faq.encoder import EncoderMode
from faq.errors import StoreError

if TYPE_CHECKING:  # SQLAlchemy takes a fifth of a second to import: only where it is needed
    from faq.usage.store import Store


class ExitCode(IntEnum):
    """What the exit code of a command tells a program; 0 is success."""

    FINDINGS = 1
    """A check, a test, a comparison or the status found something that is not as it should be."""
    MISTAKE = 2
    """A user's mistake, said in one sentence."""


PATIENCE_S = 1.0
"""A wait that is longer shows its progress (Nielsen: the limit for an unbroken thought)."""

FaqOption = Annotated[
    Path,
    typer.Option(
        "--faq",
        envvar="FAQBOT_FAQ",
        help="The FAQ: a YAML file or a folder of them.",
        show_default="the bundled FAQ",
    ),
]

EncoderOption = Annotated[
    EncoderMode,
    typer.Option(
        "--encoder",
        envvar="FAQBOT_ENCODER",
        help="Match by meaning if this machine can (auto), or by spelling alone (off).",
    ),
]

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="FAQBOT_DATABASE_URL",
        help="The bot's database: sqlite:/// and a path, or a PostgreSQL address.",
        show_default="in your data folder",
    ),
]

FORMAT_OPTION = typer.Option(
    "--format", help="Print text to read, Markdown for a comment on GitHub, or data for programs."
)
"""How a command prints; each names the formats that it has."""

T = TypeVar("T")


def tracked(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The items; on a terminal, a progress bar on standard error once they take over a second."""
    console = Console(stderr=True)
    began = time.monotonic()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total, visible=False)
        for item in items:
            yield item
            progress.update(task, advance=1, visible=time.monotonic() - began > PATIENCE_S)


def existing_store(database: str | None) -> Store:
    """The store in the bot's database.

    A database that is missing is not made: an empty one would seem to say that nobody has asked
    anything, where only the address is wrong.

    Raises:
        StoreError: there is no database, or it cannot be used.
    """
    from faq.usage.store import FILE, find_store  # noqa: PLC0415

    store = find_store(database or None)
    if store is None:
        raise StoreError(
            f"There is no database {database or FILE}: `faqbot run` makes one and notes there "
            "what is asked. If the bot keeps it elsewhere, say where with --database or "
            "FAQBOT_DATABASE_URL (sqlite:///path/to/faqbot.sqlite3 or "
            "postgresql://user:password@host/database)."
        )
    return store
