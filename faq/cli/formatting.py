"""`faqbot format`: one layout for all files, so that a diff shows what was meant."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from faq.cli import output
from faq.cli.options import FaqOption
from faq.content import BUNDLED, files
from faq.maintaining.editing.editing import write
from faq.maintaining.editing.formatting import tidied

UNEVEN = 1
"""Exit code: a file is not laid out as it would be."""


def format_(
    faq: FaqOption = BUNDLED,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 if a file would change.")
    ] = False,
) -> None:
    """Lay the FAQ's files out evenly; what they say and every comment stays."""
    changed, left = tidied(faq)
    console = output.console()
    for sentence in left:
        console.print(Text(sentence), soft_wrap=True)
    if not check:
        write(changed)
    for file in changed:
        console.print(Text(f"{file}: {'would change' if check else 'changed'}"), soft_wrap=True)
    same = len(files(faq)) - len(changed) - len(left)
    console.print(
        f"{_files(len(changed))} {'to format' if check else 'formatted'}, {same:,} even already."
        if changed
        else f"{_files(same)}, all even already."
        if not left
        else f"{_files(same)} even already, {len(left)} left alone."
    )
    if check and changed:
        raise typer.Exit(UNEVEN)


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"
