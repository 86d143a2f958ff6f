"""`faqbot check` and `schema`: whether the FAQ is sound, and what it may contain."""

from __future__ import annotations

import typer
from rich.text import Text

from faq import lint
from faq.cli import show
from faq.cli.options import FOUND, EncoderMode, FaqPath, tracked
from faq.content import BUNDLED, json_schema
from faq.edition import cached_encoder, open_edition


def check(faq: FaqPath = BUNDLED, encoder: EncoderMode = "auto") -> None:
    """Validate the FAQ and look for overlap, doubles and entries that nobody can reach."""
    edition = open_edition(faq, cached_encoder(encoder))
    loaded, console = edition.faq, show.console()
    looked = tracked(lint.lint(edition), lint.size(loaded), "Checking")
    findings = [problem for problem in looked if problem is not None]
    for finding in sorted(findings):
        console.print(Text(str(finding)), soft_wrap=True)
    quotes = sum(len(entry.citations) for entry in loaded.entries)
    console.print(
        f"{show.counted(len(loaded.entries), 'entry', 'entries')}, "
        f"{show.counted(lint.size(loaded), 'phrasing', 'phrasings')}, "
        f"{show.counted(quotes, 'quote', 'quotes')} found in the sources, "
        f"{show.counted(len(findings), 'warning', 'warnings') if findings else 'nothing to mend'}."
    )
    if findings:
        raise typer.Exit(FOUND)


def schema() -> None:
    """Print the JSON Schema of the FAQ format, for editors."""
    show.put_file(json_schema())
