"""`faqbot stats`: what was asked, how it came out, and which entries helped."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from faq.cli import output
from faq.cli.files import write_named
from faq.cli.options import DatabaseOption, FaqOption, existing_store
from faq.content import BUNDLED, load

LONGEST_DAYS = 366
"""A year: votes are kept no longer, and the days before are as many again."""


def stats(
    faq: FaqOption = BUNDLED,
    days: Annotated[
        int,
        typer.Option(min=1, max=LONGEST_DAYS, help="How many days to look at, up to today (UTC)."),
    ] = 30,
    output_format: Annotated[
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
    database: DatabaseOption = None,
) -> None:
    """Show what was asked, how it came out, and which entries helped."""
    # SQLAlchemy takes a fifth of a second to import, and `ask` and others do without it.
    from faq.cli import figures  # noqa: PLC0415
    from faq.report import page  # noqa: PLC0415
    from faq.usage.stats import collect  # noqa: PLC0415

    loaded = load(faq)
    with existing_store(database) as store:
        found = collect(store, loaded, days, datetime.now(UTC).date())
    if html is not None:
        write_named(html, page(found, loaded))
        output.put_line(output.console(), f"Wrote {html}.")
    elif output_format == "json":
        output.put_file(output.as_json(figures.as_json(found, loaded)))
    else:
        output.put(output.console(wide=True), figures.as_text(found, loaded))
