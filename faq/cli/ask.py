"""`faqbot ask`: one answer, or one for each line of standard input."""

from __future__ import annotations

from typing import Annotated

import typer

from faq.answering.edition import cached_encoder, open_edition
from faq.cli import output
from faq.cli.input import lines
from faq.cli.options import EncoderOption, FaqOption
from faq.content import BUNDLED
from faq.text import from_system


def ask(
    question: Annotated[
        str, typer.Argument(help='What to ask; "-" reads one question a line from standard input.')
    ],
    faq: FaqOption = BUNDLED,
    encoder: EncoderOption = "auto",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what matched, and each signal's part.")
    ] = False,
) -> None:
    """Answer a question from the FAQ, with the quote that proves it."""
    edition = open_edition(faq, cached_encoder(encoder))
    console = output.console()
    many = question == "-"
    for asked in lines() if many else [from_system(question)]:
        reply = edition.reply(asked)
        if as_json:
            found = output.reply_json(asked, reply, edition.faq, explain=explain)
            output.put_file(output.as_json(found))
            continue
        if many:
            print(output.reply_line(reply, edition.faq), flush=True)  # noqa: T201 -- one line, unwrapped
        else:
            output.put(console, output.reply_block(reply, edition.faq))
        if explain and reply.ranking:
            table = output.explanation(reply.ranking, by_meaning=edition.matcher.by_meaning)
            output.put(console, "")
            output.put(output.console(wide=True), table)
