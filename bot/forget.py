"""`faqbot forget`: deletes what is kept about a person. People's codes depend on the token."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from faq.cli.options import DatabaseOption, existing_store
from faq.errors import FaqbotError
from faq.text import counted
from faq.usage.privacy import Pseudonyms

NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)
"""Telegram's ids have at most 52 bits: https://core.telegram.org/bots/api#user."""


def forget(
    person_id: Annotated[
        str,
        typer.Argument(
            metavar="PERSON_ID",
            help="Their number on Telegram; of a channel, the one that begins with -100.",
            show_default=False,
        ),
    ],
    database: DatabaseOption = None,
) -> None:
    """Delete what is kept about a Telegram user; they can do so themselves with /forget.

    That is their votes, their unanswered questions, and which answers they asked for. Figures name
    nobody and stay.
    """
    if not NUMBER.fullmatch(person_id):
        # Not with what was typed: it may be somebody's name, and errors end up in logs.
        raise FaqbotError(
            "That is no number: people are known by their Telegram number, such as 123456789, and "
            "not by their name. Whoever does not know theirs can send /forget to the bot."
        )
    # Pydantic takes half a second to import, and other commands do without it.
    from bot.settings import read_settings  # noqa: PLC0415

    token = read_settings().telegram_token.get_secret_value()
    with existing_store(database) as store:
        gone = store.forget(Pseudonyms(token).person(int(person_id)))
    counts = (
        (gone.votes, "vote", "votes"),
        (gone.questions, "unanswered question", "unanswered questions"),
        (gone.answers, "link from a question to its answer", "links from questions to answers"),
    )
    deleted = [counted(number, one, many) for number, one, many in counts if number]
    if deleted:
        typer.echo(f"Deleted: {', '.join(deleted)}.")
    else:
        typer.echo(
            "Nothing is kept of this person in this database. What was kept under another token "
            "can only be found with that token."
        )
