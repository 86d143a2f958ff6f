"""`faqbot check`: whether the FAQ is sound."""

from __future__ import annotations

import typer
from rich.text import Text

from faq.answering.edition import cached_encoder, open_edition
from faq.cli import output
from faq.cli.options import EncoderOption, ExitCode, FaqOption, tracked
from faq.content import BUNDLED
from faq.maintaining import lint
from faq.text import counted


def check(faq: FaqOption = BUNDLED, encoder: EncoderOption = "auto") -> None:
    """Validate the FAQ and look for overlap, repeats and entries that nobody can reach."""
    edition = open_edition(faq, cached_encoder(encoder))
    loaded, console = edition.faq, output.console()
    looked = tracked(lint.lint(edition), lint.size(loaded), "Checking")
    findings = [problem for problem in looked if problem is not None]
    for finding in sorted(findings):
        console.print(Text(str(finding)), soft_wrap=True)
    quotes = sum(len(entry.citations) for entry in loaded.entries)
    warnings = counted(len(findings), "warning", "warnings")
    console.print(
        f"{counted(len(loaded.entries), 'entry', 'entries')}, "
        f"{counted(lint.size(loaded), 'phrasing', 'phrasings')}, "
        f"{counted(quotes, 'quote', 'quotes')} found in the sources, "
        f"{warnings if findings else 'no problems'}."
    )
    if findings:
        raise typer.Exit(ExitCode.FINDINGS)
