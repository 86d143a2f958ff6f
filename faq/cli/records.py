"""`faqbot stats` and `purge`: what the bot has kept, shown and deleted."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from faq.cli import show
from faq.cli.files import write_whole
from faq.cli.options import DatabaseUrl, FaqPath
from faq.content import BUNDLED, load
from faq.errors import StoreError
from faq.records import ANSWERS_KEPT_S, DAY_S, GAPS_KEPT_S, VOTES_KEPT_S

if TYPE_CHECKING:  # SQLAlchemy is loaded where it is needed
    from faq.store import Store

LONGEST_DAYS = 366
"""A year: votes are kept no longer, and the days before are as many again."""


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

    loaded = load(faq)
    with kept_in(database) as store:
        found = collect(store, loaded, days, datetime.now(UTC).date())
    if html is not None:
        write_whole(html, page(found, loaded))
        show.put_line(show.console(), f"Wrote {html}.")
    elif form == "json":
        show.put_file(show.as_json(figures.as_json(found, loaded)))
    else:
        show.put(show.console(wide=True), figures.as_text(found, loaded))


def purge(database: DatabaseUrl = None) -> None:
    """Delete what the bot has kept for long enough; while it runs, it does so every hour."""
    with kept_in(database) as store:
        gone = store.purge(int(time.time()))
    terms = (
        f"unanswered questions {GAPS_KEPT_S // DAY_S} days, votes {VOTES_KEPT_S // DAY_S}, and "
        f"which message answered which {ANSWERS_KEPT_S // DAY_S}"
    )
    what = f"Deleted {gone:,} {'record' if gone == 1 else 'records'}" if gone else "Nothing was"
    done = f"{what} past {'their' if gone > 1 else 'its'} time: {terms}."
    show.put(show.console(), Text(done))


def kept_in(database: str | None) -> Store:
    """The store that the bot has filled.

    None is made: an empty one would say that nothing is kept, where it is the wrong one.

    Raises:
        StoreError: there is none, or it cannot be used.
    """
    from faq.store import FILE, find_store  # noqa: PLC0415

    store = find_store(database)
    if store is None:
        raise StoreError(
            f"There is no database {database or FILE}: `faqbot run` makes one and notes there "
            "what is asked. If the bot keeps it elsewhere, say where with --database or "
            "FAQBOT_DATABASE_URL (sqlite:///path/to/faqbot.sqlite3 or "
            "postgresql://user:password@host/database)."
        )
    return store
