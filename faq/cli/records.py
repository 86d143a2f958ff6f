"""`faqbot stats` and `purge`: what the bot has kept, shown and deleted."""

from __future__ import annotations

import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from faq.cli import show
from faq.cli.options import DatabaseUrl, FaqPath
from faq.content import BUNDLED, load
from faq.errors import FaqbotError

LONGEST_DAYS = 366
"""A year: votes are kept no longer, and the days before are as many again."""

FILE_MODE = 0o644
"""Of a new page: its figures name nobody."""

DAY_S = 24 * 60 * 60


def stats(
    faq: FaqPath = BUNDLED,
    days: Annotated[
        int,
        typer.Option(min=1, max=LONGEST_DAYS, help="How many days to look at, up to today (UTC)."),
    ] = 30,
    form: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help="Print tables for people, or one JSON object."),
    ] = "text",
    html: Annotated[
        Path | None,
        typer.Option(
            help="Write one page with charts to this file instead of printing.",
            show_default=False,
        ),
    ] = None,
    database: DatabaseUrl = None,
) -> None:
    """Show what was asked, how it came out, and which entries helped."""
    # SQLAlchemy takes a fifth of a second to import, and `ask` and others do without it.
    from faq.cli import figures  # noqa: PLC0415
    from faq.report import page  # noqa: PLC0415
    from faq.stats import collect  # noqa: PLC0415
    from faq.store import open_store  # noqa: PLC0415

    loaded = load(faq)
    with open_store(database, must_exist=True) as store:
        found = collect(store, loaded, days, datetime.now(UTC).date())
    if html is not None:
        _write(html, page(found, loaded))
        show.console().print(Text(f"Wrote {html}."), soft_wrap=True)
    elif form == "json":
        print(json.dumps(figures.as_json(found, loaded), ensure_ascii=False))  # noqa: T201 -- raw JSON, unwrapped
    else:
        show.put(show.console(wide=True), figures.as_text(found, loaded))


def purge(database: DatabaseUrl = None) -> None:
    """Delete what the bot has kept for long enough; while it runs, it does so every hour."""
    # As above.
    from faq.store import (  # noqa: PLC0415
        ANSWERS_KEPT_S,
        GAPS_KEPT_S,
        VOTES_KEPT_S,
        open_store,
    )

    with open_store(database, must_exist=True) as store:
        gone = store.purge(int(time.time()))
    terms = (
        f"unanswered questions {GAPS_KEPT_S // DAY_S} days, votes {VOTES_KEPT_S // DAY_S}, and "
        f"which message answered which {ANSWERS_KEPT_S // DAY_S}"
    )
    what = f"Deleted {gone:,} {'record' if gone == 1 else 'records'}" if gone else "Nothing was"
    done = f"{what} past {'their' if gone > 1 else 'its'} time: {terms}."
    show.put(show.console(), Text(done))


def _write(path: Path, text: str) -> None:
    """Writes a whole file, or leaves what is there as it was.

    Raises:
        FaqbotError: it cannot be written.
    """
    made: str | None = None
    try:
        if path.is_dir():
            raise FaqbotError(
                f"{path} is a folder: name a file in it, such as {path / 'stats.html'}."
            )
        # A link stays one: what it points to is written.
        target = path.resolve()
        mode = target.stat().st_mode & 0o777 if target.exists() else FILE_MODE
        handle, made = tempfile.mkstemp(dir=target.parent, prefix=".faqbot-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(made).chmod(mode)
        Path(made).replace(target)
    except (OSError, ValueError) as error:
        if made:
            Path(made).unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or "its name is none"
        raise FaqbotError(
            f"{path} cannot be written ({why}): name a file in a folder that exists and that you "
            "may write to."
        ) from error
