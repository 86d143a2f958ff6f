"""`faqbot init`: an FAQ of one's own, from any text."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from faq.answering.edition import cached_encoder
from faq.cli import output
from faq.cli.options import EncoderOption
from faq.content import Faq
from faq.starting import check_folder, make_draft, read_source, write_folder
from faq.text import counted, from_system


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist if empty.")],
    source: Annotated[
        Path,
        typer.Option("--source", help="The text to answer from, in UTF-8: plain or Markdown."),
    ],
    title: Annotated[
        str, typer.Option(help="What the FAQ is called; else the text's first heading or line.")
    ] = "",
    language: Annotated[
        str, typer.Option(help="The text's language, such as en; else it is told from its words.")
    ] = "",
    encoder: EncoderOption = "auto",
) -> None:
    """Start an FAQ of your own from a text: entries in its own words, for you to reword."""
    check_folder(folder)
    text = read_source(source)
    title = from_system(title)
    draft = make_draft(
        text.text, text.name, cached_encoder(encoder), title=title, language=language
    )
    files = write_folder(draft, text, folder)
    console = output.console()
    console.print(Text(f"Made an FAQ called “{draft.title}”:"), soft_wrap=True)
    console.print(Text(f"{_figures(draft)}."))
    console.print()
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    for name, purpose in files.items():
        table.add_row(Text(str(folder / name), overflow="fold"), Text(purpose, style="dim"))
    output.put(output.console(wide=True), table)
    if not draft.language:
        console.print("The text's language was not recognised: set it in faq.yaml.")
    where = shlex.quote(str(folder))
    console.print("\nEvery entry is a draft in the text's own words. Next:", style="bold")
    for step in ("chat", "check", "test"):
        console.print(Text(f"  faqbot {step} --faq {where}"), soft_wrap=True)


def _figures(draft: Faq) -> str:
    topics = {entry.topic for entry in draft.entries if entry.topic}
    phrasings = sum(len(entry.phrasings) for entry in draft.entries)
    parts = [
        counted(len(draft.entries), "entry", "entries"),
        counted(len(topics), "topic", "topics") if topics else "",
        counted(phrasings, "phrasing", "phrasings"),
        counted(len(draft.terms), "term", "terms") if draft.terms else "",
        counted(len(draft.entries), "test question", "test questions"),
    ]
    return ", ".join(part for part in parts if part)
