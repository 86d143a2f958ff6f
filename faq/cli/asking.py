"""`faqbot ask` and `faqbot chat`: the conversation in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from faq.cli import show
from faq.cli.options import EncoderMode, FaqPath
from faq.content import BUNDLED
from faq.desk import Conversation, Desk, open_desk
from faq.edition import cached_encoder, open_edition
from faq.text import from_system
from faq.wording import ENGLISH

HERE = Conversation(0, 0)
"""The terminal is one conversation."""

CHAT_HELP = "Type a question, a number to pick from a list, /topics to browse, or /quit to leave."


def ask(
    question: Annotated[
        str, typer.Argument(help='What to ask; "-" reads one question a line from standard input.')
    ],
    faq: FaqPath = BUNDLED,
    encoder: EncoderMode = "auto",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what matched, and each signal's part.")
    ] = False,
) -> None:
    """Answer a question from the FAQ, with the quote that proves it."""
    edition = open_edition(faq, cached_encoder(encoder))
    console = show.console()
    many = question == "-"
    for asked in _lines() if many else [from_system(question)]:
        reply = edition.reply(asked)
        if as_json:
            found = show.reply_json(asked, reply, edition.faq, explain=explain)
            show.put_file(show.as_json(found))
            continue
        if many:
            print(show.reply_line(reply, edition.faq), flush=True)  # noqa: T201 -- one line, unwrapped
        else:
            show.put(console, show.reply_block(reply, edition.faq))
        if explain and reply.ranking:
            table = show.explanation(reply.ranking, by_meaning=edition.matcher.by_meaning)
            show.put(console, "")
            show.put(show.console(wide=True), table)


def chat(faq: FaqPath = BUNDLED, encoder: EncoderMode = "auto") -> None:
    """Talk with the bot in the terminal: no token, no network."""
    desk = open_desk(faq, encoder)
    console = show.console()
    console.print(ENGLISH.about(desk.faq))
    console.print(Text(CHAT_HELP, style="dim"))
    for typed in _typed(console):
        command = typed.strip().lower()
        if command in ("/quit", "/exit", "quit", "exit"):
            break
        if command in ("/help", "/start"):
            console.print(Text(CHAT_HELP, style="dim"))
        elif command == "/topics":
            _print_topics(console, desk)
        elif command:
            show.put(console, show.reply_block(desk.ask(typed, HERE), desk.faq))


def _lines() -> Iterator[str]:
    """The lines of standard input, whatever bytes they are made of."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


def _typed(console: Console) -> Iterator[str]:
    """What the user types, line by line, until they end the input."""
    if not sys.stdin.isatty():
        for line in _lines():
            console.print(Text(f"\n> {line}", style="dim"))
            yield line
        return
    while True:
        try:
            yield console.input("\n> ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def _print_topics(console: Console, desk: Desk) -> None:
    for topic, entries in desk.faq.topics.items():
        console.print(Text(topic, style="bold"))
        for entry in entries:
            console.print(Text(f"  {entry.question}"))
