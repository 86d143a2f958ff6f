"""The store: every method is one transaction."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from types import TracebackType
from typing import Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    delete,
    func,
    select,
    update,
)

from faq.usage.records import (
    ANSWERS_KEPT_S,
    DAY_S,
    GAPS_KEPT_S,
    VOTES_KEPT_S,
    Forgotten,
    Gap,
    SentAnswer,
    Serving,
    Tally,
    Votes,
)
from faq.usage.store.database import WAIT_MS, Database, is_there, open_database
from faq.usage.store.tables import ANSWERS, CHATS, CHORES, GAPS, SERVING, TALLIES, TIMES, VOTES

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
from the least that is measured to what nobody waits for."""

SERVING_KEPT_S = DAY_S
"""A bot that is not heard of for a day does not run any more."""


class Store:
    """What the bot remembers between its starts.

    Threads may share it, and processes its database. Every method is one transaction and raises
    `StoreError` if the database refuses it. As a context manager it closes itself.

    Args:
        database: where everything is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections to the database."""
        self._database.close()

    def count(self, day: date, outcome: str, entry: str, place: str) -> None:
        """Adds one to a tally; for the arguments see `Tally`."""
        self._add_one(TALLIES, {"day": day, "outcome": outcome, "entry": entry, "place": place})

    def tallies(self, since: date) -> list[Tally]:
        """The tallies of a day and all days after it, in the order of days."""
        query = (
            select(TALLIES).where(TALLIES.c.day >= since).order_by(*TALLIES.primary_key.columns)
        )
        with self._database.reading() as connection:
            return [Tally(**row) for row in connection.execute(query).mappings()]

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
        """Keeps an answer in place of an earlier one to the same message."""
        self._keep(ANSWERS, asdict(answer))

    def answer_to(self, chat: str, question: int) -> SentAnswer | None:
        """The answer to a message; None if it had none or that is long ago."""
        return self._newest_answer(ANSWERS.c.chat == chat, ANSWERS.c.question == question)

    def answer_at(self, chat: str, message: int) -> SentAnswer | None:
        """The answer that a message of the bot's gives; None if it is none or is long ago."""
        return self._newest_answer(ANSWERS.c.chat == chat, ANSWERS.c.message == message)

    def last_answer(self, chat: str, asker: str) -> SentAnswer | None:
        """The newest message that showed a person an entry in a chat."""
        return self._newest_answer(
            ANSWERS.c.chat == chat,
            ANSWERS.c.asker == asker,
            ANSWERS.c.entry.is_not(None),
            ANSWERS.c.message.is_not(None),
        )

    def keep_gap(self, gap: Gap) -> None:
        """Keeps a question that was not answered, in place of what the message asked before."""
        self._keep(GAPS, asdict(replace(gap, question=_storable(gap.question))))

    def settle(self, chat: str, message: int, entry: str | None, by: str) -> bool:
        """Notes what the answer to a gap was; for the arguments see `Gap`.

        Returns:
            Whether there is such a gap.
        """
        return self._settle(and_(GAPS.c.chat == chat, GAPS.c.message == message), entry, by)

    def settle_latest(
        self, chat: str, person: str, entry: str | None, by: str, since: int
    ) -> bool:
        """Notes what the answer was to a person's newest gap in a chat that is not settled yet.

        Returns:
            Whether there is one that is no older than `since`.
        """
        newest = (
            select(GAPS.c.message)
            .where(GAPS.c.chat == chat, GAPS.c.person == person, GAPS.c.settled_by.is_(None))
            .where(GAPS.c.at >= since)
            .order_by(GAPS.c.at.desc(), GAPS.c.message.desc())
            .limit(1)
            .scalar_subquery()
        )
        return self._settle(and_(GAPS.c.chat == chat, GAPS.c.message == newest), entry, by)

    def gaps(self, since: int = 0) -> list[Gap]:
        """The questions that were not answered since a time, newest first; settled ones too."""
        query = (
            select(GAPS)
            .where(GAPS.c.at >= since)
            .order_by(GAPS.c.at.desc(), GAPS.c.message.desc(), GAPS.c.chat)
        )
        with self._database.reading() as connection:
            return [Gap(**row) for row in connection.execute(query).mappings()]

    def decide(self, gaps: Iterable[Gap], decision: str | None) -> int:
        """Notes what a maintainer has decided about gaps; None takes it back.

        Returns:
            How many of them there still were.
        """
        with self._database.writing() as connection:
            return sum(
                connection.execute(
                    update(GAPS)
                    .where(GAPS.c.chat == gap.chat, GAPS.c.message == gap.message)
                    .values(decision=decision)
                ).rowcount
                for gap in gaps
            )

    def vote(  # noqa: PLR0913 -- all that a vote is
        self, chat: str, message: int, entry: str, person: str, *, helpful: bool, at: int
    ) -> bool | None:
        """Keeps whether somebody found an entry that a message showed helpful.

        Returns:
            What they said of it before, which this replaces; None if nothing.
        """
        key = {"chat": chat, "message": message, "entry": entry, "person": person}
        same = and_(*(VOTES.c[name] == value for name, value in key.items()))
        first = self._database.insert(VOTES).values(**key, helpful=helpful, at=at)
        inserted = first.on_conflict_do_nothing().returning(VOTES.c.at)
        with self._database.writing() as connection:
            if connection.execute(inserted).first():
                return None
            # Locked, for two presses of a button may be handled at once. None, and nothing to
            # update, only if the vote was forgotten this instant: then so is this one.
            before: bool | None = connection.scalar(
                select(VOTES.c.helpful).where(same).with_for_update()
            )
            connection.execute(update(VOTES).where(same).values(helpful=helpful, at=at))
            return before

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
        statement = self._database.insert(CHATS).values(id=chat_id, mode=mode)
        with self._database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=[CHATS.c.id], set_={"mode": mode})
            )

    def move_chat(self, old: int, new: int) -> None:
        """Gives a supergroup the settings of the group that it was.

        Telegram tells of it twice, in the old chat and in the new one, and may tell again:
        what was set for the supergroup itself always stays.
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

    def moved_from(self, new: int) -> int | None:
        """The group that a supergroup was; None if it was none, or nobody has told."""
        with self._database.reading() as connection:
            old: int | None = connection.scalar(
                select(CHATS.c.moved_from).where(CHATS.c.id == new)
            )
            return old

    def rename_chat(self, old: str, new: str) -> None:
        """Moves the gaps and votes of a group to the supergroup that it became.

        A supergroup numbers its messages anew. What is moved therefore goes by the negative of
        its message's number, lest it be taken for, or replaced by, what a new message of the same
        number brings. Answers are deleted: the messages that they were can no longer be edited.
        What is there already stays, so that doing it again changes nothing.
        """
        with self._database.writing() as connection:
            connection.execute(delete(ANSWERS).where(ANSWERS.c.chat == old))
            for table in (GAPS, VOTES):
                _renumber(connection, table, old, new)

    def serve(self, serving: Serving) -> None:
        """Notes what a running bot answers from."""
        self._keep(SERVING, asdict(serving))

    def serving(self, since: int) -> list[Serving]:
        """The bots that were heard of since a moment, in the order of their names."""
        query = select(SERVING).where(SERVING.c.seen >= since).order_by(SERVING.c.instance)
        with self._database.reading() as connection:
            return [Serving(**row) for row in connection.execute(query).mappings()]

    def stop_serving(self, instance: str) -> None:
        """Forgets a bot that ends."""
        with self._database.writing() as connection:
            connection.execute(delete(SERVING).where(SERVING.c.instance == instance))

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
        """Deletes everything that is kept of a person.

        On SQLite nothing of it is left in the files; a PostgreSQL server gets rid of it when it
        next vacuums its tables.

        Returns:
            How many votes, gaps and sent answers that were.
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
            How many those were.
        """
        terms = ((GAPS, GAPS_KEPT_S), (ANSWERS, ANSWERS_KEPT_S), (VOTES, VOTES_KEPT_S))
        with self._database.writing() as connection:
            connection.execute(delete(SERVING).where(SERVING.c.seen < now - SERVING_KEPT_S))
            deleted = sum(
                connection.execute(delete(table).where(table.c.at < now - kept_s)).rowcount
                for table, kept_s in terms
            )
        self._database.sweep()
        return deleted

    def _add_one(self, table: Table, key: dict[str, object]) -> None:
        statement = self._database.insert(table).values(**key, number=1)
        with self._database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=list(table.primary_key.columns),
                    set_={"number": table.c.number + 1},
                )
            )

    def _keep(self, table: Table, row: dict[str, object]) -> None:
        """Inserts a row, or replaces the one that has its key."""
        statement = self._database.insert(table).values(row)
        key = table.primary_key.columns
        with self._database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=list(key),
                    set_={name: value for name, value in row.items() if name not in key},
                )
            )

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

    def _settle(self, which: ColumnElement[bool], entry: str | None, by: str) -> bool:
        statement = update(GAPS).where(which).values(settled=entry, settled_by=by)
        with self._database.writing() as connection:
            return bool(connection.execute(statement).rowcount)


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
    """The store in a database if there is one already, for those who only read; None if not.

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
    """A question without what PostgreSQL or UTF-8 has no place for: NUL, and half an emoji."""
    return question.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
