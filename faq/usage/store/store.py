"""The store: every method is one transaction."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Table,
    and_,
    case,
    delete,
    func,
    select,
    update,
)

from faq.text import normalise
from faq.usage.records import (
    ANSWERS_KEPT_S,
    BOTS_KEPT_S,
    GAPS_KEPT_S,
    VOTES_KEPT_S,
    Forgotten,
    Gap,
    RunningBot,
    SentAnswer,
    Tally,
    Votes,
)
from faq.usage.store.database import WAIT_MS, Database, is_there, open_database
from faq.usage.store.tables import (
    ANSWERS,
    CHATS,
    CHORES,
    GAPS,
    RUNNING_BOTS,
    TALLIES,
    TIMES,
    VOTES,
)

ANSWERED = ("answer", "picked", "chosen")
"""The outcomes that show somebody an entry's answer."""

BOUNDS_MS = (
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    50.0,
    100.0,
    200.0,
    500.0,
    1000.0,
    2000.0,
    5000.0,
    math.inf,
)
"""Upper bounds of the classes of answer times, in milliseconds: the 1-2-5 series, in which each
bound is about twice the one before and easy to read (https://en.wikipedia.org/wiki/Preferred_number),
from 1 ms, below which nothing is measured, to 5 s, for which nobody waits."""


class Store:
    """The records of usage in a database.

    Threads may share it, and processes may share its database. Every method is one transaction
    and raises `StoreError` if the database refuses it. As a context manager it closes itself.

    Args:
        database: where the records are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections to the database."""
        self._database.close()

    def count(self, day: date, outcome: str, target: str, place: str) -> None:
        """Adds one to a tally; for the arguments see `Tally`."""
        self._add_one(TALLIES, {"day": day, "outcome": outcome, "entry": target, "place": place})

    def tallies(self, since: date) -> list[Tally]:
        """The tallies of a day and all days after it, in the order of days."""
        query = (
            select(TALLIES).where(TALLIES.c.day >= since).order_by(*TALLIES.primary_key.columns)
        )
        with self._database.reading() as connection:
            return [Tally(*row) for row in connection.execute(query)]

    def most_asked(self, since: date, limit: int) -> list[str]:
        """The ids of the entries that were shown most often since a day, most often first.

        Entries that were shown equally often are in the order of their ids.
        """
        columns = TALLIES.c
        query = (
            select(columns.entry)
            .where(columns.day >= since, columns.outcome.in_(ANSWERED), columns.entry != "")
            .group_by(columns.entry)
            .order_by(func.sum(columns.number).desc(), columns.entry)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def keep_time(self, day: date, milliseconds: float) -> None:
        """Adds one to the class of answer times that a time is in."""
        bound = BOUNDS_MS[bisect_left(BOUNDS_MS, milliseconds)]
        self._add_one(TIMES, {"day": day, "bound_ms": bound})

    def times(self, since: date) -> list[tuple[date, float, int]]:
        """How many answers took how long since a day.

        Returns:
            Day, upper bound in milliseconds (one of `BOUNDS_MS`, the last is infinite) and
            number, in the order of days and bounds; classes without an answer are left out.
        """
        query = select(TIMES).where(TIMES.c.day >= since).order_by(*TIMES.primary_key.columns)
        with self._database.reading() as connection:
            return [(row.day, row.bound_ms, row.number) for row in connection.execute(query)]

    def keep_answer(self, answer: SentAnswer) -> None:
        """Keeps an answer; it replaces an earlier one to the same message."""
        self._keep(ANSWERS, asdict(answer))

    def answer_to(self, chat: str, question: int) -> SentAnswer | None:
        """The answer to a message; None if it had none or its answer is no longer kept."""
        return self._newest_answer(ANSWERS.c.chat == chat, ANSWERS.c.question == question)

    def answer_at(self, chat: str, message: int) -> SentAnswer | None:
        """The answer that a message of the bot's holds; None if it holds none or is not kept.

        If it answers several messages, this is the newest of them.
        """
        return self._newest_answer(ANSWERS.c.chat == chat, ANSWERS.c.message == message)

    def last_answer(self, chat: str, asker: str) -> SentAnswer | None:
        """The newest message that showed a person an entry in a chat."""
        return self._newest_answer(
            ANSWERS.c.chat == chat,
            ANSWERS.c.asker == asker,
            ANSWERS.c.entry.is_not(None),
            ANSWERS.c.message.is_not(None),
        )

    def remove_answer(self, chat: str, message: int, at: int) -> None:
        """Notes that a message of the bot's was deleted: what it answered has no answer now."""
        answers = update(ANSWERS).where(ANSWERS.c.chat == chat, ANSWERS.c.message == message)
        self._execute(answers.values(message=None, entry=None, at=at))

    def keep_gap(self, gap: Gap) -> None:
        """Keeps a question that was not answered; it replaces what the message asked before."""
        self._keep(GAPS, asdict(replace(gap, question=_storable(gap.question))))

    def settle(self, chat: str, message: int, entry: str | None, by: str) -> bool:
        """Notes what the answer to a gap was; for the arguments see `Gap`.

        Returns:
            Whether there is such a gap.
        """
        gap = and_(GAPS.c.chat == chat, GAPS.c.message == message)
        return self._execute(update(GAPS).where(gap).values(settled=entry, settled_by=by)) > 0

    def settle_latest(
        self, chat: str, person: str, entry: str | None, by: str, since: int
    ) -> bool:
        """Notes what the answer was to a person's newest gap in a chat, of those not settled yet.

        Returns:
            Whether there is such a gap that is no older than `since`.
        """
        newest = (
            select(GAPS.c.message)
            .where(GAPS.c.chat == chat, GAPS.c.person == person, GAPS.c.settled_by.is_(None))
            .where(GAPS.c.at >= since)
            .order_by(GAPS.c.at.desc(), GAPS.c.message.desc())
            .limit(1)
            .scalar_subquery()
        )
        gap = and_(GAPS.c.chat == chat, GAPS.c.message == newest)
        return self._execute(update(GAPS).where(gap).values(settled=entry, settled_by=by)) > 0

    def gaps(self, since: int = 0) -> list[Gap]:
        """The questions that were not answered since a time, newest first; settled ones too."""
        query = (
            select(GAPS)
            .where(GAPS.c.at >= since)
            .order_by(GAPS.c.at.desc(), GAPS.c.message.desc(), GAPS.c.chat)
        )
        with self._database.reading() as connection:
            return [Gap(**row) for row in connection.execute(query).mappings()]

    def decide(self, questions: Iterable[str], decision: str | None) -> None:
        """Notes what a maintainer decided about the gaps with these questions; None takes it back.

        Questions that differ in case, spaces or the shape of their quotes are the same.
        """
        wanted = {normalise(question) for question in questions}
        with self._database.writing() as connection:
            gaps = connection.execute(select(GAPS.c.chat, GAPS.c.message, GAPS.c.question)).all()
            for gap in gaps:
                if normalise(gap.question) in wanted:
                    same = and_(GAPS.c.chat == gap.chat, GAPS.c.message == gap.message)
                    connection.execute(update(GAPS).where(same).values(decision=decision))

    def vote(  # noqa: PLR0913 -- all that a vote is
        self, chat: str, message: int, entry: str, person: str, *, helpful: bool, at: int
    ) -> None:
        """Keeps whether somebody found an entry helpful that a message showed.

        It replaces what they said of it before.
        """
        key = {"chat": chat, "message": message, "entry": entry, "person": person}
        self._keep(VOTES, {**key, "helpful": helpful, "at": at})

    def votes(self) -> dict[str, Votes]:
        """The votes by entry, in the order of ids; entries without a vote are left out."""
        helpful = func.sum(case((VOTES.c.helpful, 1), else_=0))
        query = (
            select(VOTES.c.entry, helpful, func.count() - helpful)
            .group_by(VOTES.c.entry)
            .order_by(VOTES.c.entry)
        )
        with self._database.reading() as connection:
            return {entry: Votes(up, down) for entry, up, down in connection.execute(query)}

    def chat_mode(self, chat_id: int) -> str | None:
        """The mode that was set for a group; None if none was."""
        with self._database.reading() as connection:
            mode: str | None = connection.scalar(select(CHATS.c.mode).where(CHATS.c.id == chat_id))
            return mode

    def set_chat_mode(self, chat_id: int, mode: str) -> None:
        """Sets the mode of a group."""
        self._keep(CHATS, {"id": chat_id, "mode": mode})

    def moved_from(self, new: int) -> int | None:
        """The number that a supergroup had as a group; None if it had none or it is not known."""
        with self._database.reading() as connection:
            query = select(CHATS.c.moved_from).where(CHATS.c.id == new)
            old: int | None = connection.scalar(query)
            return old

    def move_chat(self, old: int, new: int, old_code: str, new_code: str) -> None:
        """Gives a supergroup the settings, gaps and votes of the group that it was.

        Telegram tells of a move twice, in the old chat and in the new one, and may tell again:
        what the supergroup has already always stays.

        A supergroup numbers its messages anew. What is moved is therefore kept under the negative
        of its message's number, so that no new message of the same number is mistaken for it or
        replaces it. Answers are deleted: their messages can no longer be edited.

        Args:
            old: the group's number.
            new: the supergroup's number.
            old_code: what stands for the group in gaps, votes and answers.
            new_code: the same for the supergroup.
        """
        with self._database.writing() as connection:
            mode = connection.scalar(select(CHATS.c.mode).where(CHATS.c.id == old))
            statement = self._database.insert(CHATS).values(id=new, mode=mode, moved_from=old)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[CHATS.c.id],
                    set_={
                        "mode": func.coalesce(CHATS.c.mode, statement.excluded.mode),
                        "moved_from": old,
                    },
                )
            )
            connection.execute(delete(CHATS).where(CHATS.c.id == old))
            connection.execute(delete(ANSWERS).where(ANSWERS.c.chat == old_code))
            for table in (GAPS, VOTES):
                _renumber(connection, table, old_code, new_code)

    def keep_running_bot(self, bot: RunningBot) -> None:
        """Keeps what a running bot answers from; it replaces what the bot said before."""
        self._keep(RUNNING_BOTS, asdict(bot))

    def running_bots(self, since: int) -> list[RunningBot]:
        """The bots that were heard of since a time, in the order of their names."""
        bots = RUNNING_BOTS.c
        query = select(RUNNING_BOTS).where(bots.seen >= since).order_by(bots.instance)
        with self._database.reading() as connection:
            return [RunningBot(**row) for row in connection.execute(query).mappings()]

    def remove_running_bot(self, instance: str) -> None:
        """Removes a bot that stops."""
        self._execute(delete(RUNNING_BOTS).where(RUNNING_BOTS.c.instance == instance))

    def claim(self, chore: str, now: int, every_s: int) -> bool:
        """Whether a chore is due; if so it counts as done, and no other process is told so.

        A chore that nobody has done yet is first due after its interval.
        """
        statement = self._database.insert(CHORES).values(name=chore, done=now)
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_nothing())
            due = update(CHORES).where(CHORES.c.name == chore, CHORES.c.done <= now - every_s)
            return bool(connection.execute(due.values(done=now)).rowcount)

    def forget(self, person: str) -> Forgotten:
        """Deletes everything that is kept about a person.

        In SQLite's files nothing of it is left; a PostgreSQL server removes it from its files
        when it next vacuums its tables.

        Returns:
            How many votes, gaps and sent answers were deleted.
        """
        with self._database.writing() as connection:
            forgotten = Forgotten(
                votes=connection.execute(delete(VOTES).where(VOTES.c.person == person)).rowcount,
                questions=connection.execute(delete(GAPS).where(GAPS.c.person == person)).rowcount,
                answers=connection.execute(
                    delete(ANSWERS).where(ANSWERS.c.asker == person)
                ).rowcount,
            )
        self._database.sweep()
        return forgotten

    def purge(self, now: int) -> int:
        """Deletes the gaps, answers and votes that have been kept for long enough.

        Returns:
            How many were deleted.
        """
        terms = ((GAPS, GAPS_KEPT_S), (ANSWERS, ANSWERS_KEPT_S), (VOTES, VOTES_KEPT_S))
        with self._database.writing() as connection:
            connection.execute(delete(RUNNING_BOTS).where(RUNNING_BOTS.c.seen < now - BOTS_KEPT_S))
            deleted = sum(
                connection.execute(delete(table).where(table.c.at < now - kept_s)).rowcount
                for table, kept_s in terms
            )
        self._database.sweep()
        return deleted

    def _add_one(self, table: Table, key: dict[str, object]) -> None:
        self._upsert(table, {**key, "number": 1}, {"number": table.c.number + 1})

    def _keep(self, table: Table, row: dict[str, object]) -> None:
        """Inserts a row, or changes these columns of the row that has its key."""
        key = table.primary_key.columns
        self._upsert(table, row, {name: row[name] for name in row if name not in key})

    def _upsert(self, table: Table, row: dict[str, object], changes: dict[str, object]) -> None:
        """Inserts a row, or makes changes to the row that has its key."""
        key = list(table.primary_key.columns)
        insert = self._database.insert(table).values(row)
        self._execute(insert.on_conflict_do_update(index_elements=key, set_=changes))

    def _execute(self, statement: Executable) -> int:
        """The number of rows that a statement changed, in a transaction of its own."""
        with self._database.writing() as connection:
            return connection.execute(statement).rowcount

    def _newest_answer(self, *conditions: ColumnElement[bool]) -> SentAnswer | None:
        query = (
            select(ANSWERS)
            .where(*conditions)
            .order_by(ANSWERS.c.at.desc(), ANSWERS.c.question.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
            return SentAnswer(**row) if row else None


def open_store(url: str | None = None, *, wait_ms: int = WAIT_MS) -> Store:
    """The store in a database, whose tables are made or migrated when needed.

    Args:
        url: `sqlite:///` and a path, or `postgresql://`; None is the user's own SQLite file.
        wait_ms: milliseconds to wait while others write, before a method fails.

    Raises:
        StoreError: the database cannot be used; says why, and never shows a password.
    """
    return Store(open_database(url, wait_ms))


def find_store(url: str | None = None, *, wait_ms: int = WAIT_MS) -> Store | None:
    """The store in a database, for callers that only read; None if there is no database yet.

    For arguments and errors see `open_store`.
    """
    return open_store(url, wait_ms=wait_ms) if is_there(url) else None


def _renumber(connection: Connection, table: Table, old: str, new: str) -> None:
    """Moves a chat's rows to another chat, under the negative of their messages' numbers."""
    number = -func.abs(table.c.message)
    there = table.alias()
    key = {column.name for column in table.primary_key.columns} - {"chat", "message"}
    taken = (
        select(there.c.message)
        .where(there.c.chat == new, there.c.message == number)
        .where(*(there.c[name] == table.c[name] for name in key))
        .exists()
    )
    moved = update(table).where(table.c.chat == old, ~taken)
    connection.execute(moved.values(chat=new, message=number))
    connection.execute(delete(table).where(table.c.chat == old))


def _storable(question: str) -> str:
    """A question without what PostgreSQL or UTF-8 cannot store: NUL, and half of an emoji."""
    return question.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
