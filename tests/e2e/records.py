"""What a bot has written down, read from its SQLite file while it runs."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from botapi import Chat, Emulator, User
from faq.usage.privacy import Pseudonyms


class Records:
    """A bot's database, seen from outside.

    Args:
        emu: the emulator that the bot runs against.
        file: the database.
    """

    def __init__(self, emu: Emulator, file: Path) -> None:
        self.file = file
        self._emu = emu
        self._codes = Pseudonyms(emu.token)

    def person(self, user: User) -> str:
        """The code that stands for a person."""
        return self._codes.person(user.id)

    def chat(self, chat: Chat) -> str:
        """The code that stands for a chat."""
        return self._codes.chat(chat.id)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query, after everything that the bot has handled is written.

        Notes are written in order by one thread, which this waits for: to offer what is asked
        most, the bot reads its database.
        """
        self._emu.user("Clerk").inline("").wait()
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def votes(self, user: User) -> list[tuple[Any, ...]]:
        """The message, entry and opinion of each of a person's votes."""
        query = "SELECT message, entry, helpful FROM votes WHERE person = ? ORDER BY message"
        return self.rows(query, self.person(user))

    def gaps(self, user: User) -> list[tuple[Any, ...]]:
        """A person's questions that were not answered, and how they were settled."""
        query = "SELECT question, settled, settled_by FROM gaps WHERE person = ? ORDER BY message"
        return self.rows(query, self.person(user))

    def tally(self, outcome: str, entry: str, place: str) -> int:
        """How often something was the outcome."""
        query = "SELECT sum(number) FROM tallies WHERE outcome = ? AND entry = ? AND place = ?"
        return self.rows(query, outcome, entry, place)[0][0] or 0

    def dump(self) -> str:
        """The whole database as SQL."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return "\n".join(connection.iterdump())
