"""The tables, described for SQLAlchemy. `migrations` makes them; a test compares the two.

People, and chats that may be private, are keyed hashes. Times are seconds since the epoch.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

REVISION = "0001"
"""The newest of `migrations/versions`, which makes these tables. It is written here too, so that a
database that is up to date is opened without loading Alembic."""

VERSION_TABLE = "faqbot_version"
"""The table that holds the revision. It does not have Alembic's usual name, because another
program that shares the PostgreSQL database may have a table of that name."""

METADATA = MetaData()

WORD = String().with_variant(String(collation="C"), "postgresql")
"""The type of an id, a hash or a keyword. PostgreSQL sorts it by code points, as SQLite does."""

TALLIES = Table(
    "tallies",
    METADATA,
    Column("day", Date, nullable=False),
    Column("outcome", WORD, nullable=False),
    Column("entry", WORD, nullable=False),
    Column("place", WORD, nullable=False),
    Column("number", BigInteger, nullable=False),
    PrimaryKeyConstraint("day", "outcome", "entry", "place", name="pk_tallies"),
)

TIMES = Table(
    "times",
    METADATA,
    Column("day", Date, nullable=False),
    Column("bound_ms", Double, nullable=False),
    Column("number", BigInteger, nullable=False),
    PrimaryKeyConstraint("day", "bound_ms", name="pk_times"),
)

ANSWERS = Table(
    "answers",
    METADATA,
    Column("chat", WORD, nullable=False),
    Column("question", BigInteger, nullable=False),
    Column("message", BigInteger),
    Column("asker", WORD, nullable=False),
    Column("entry", WORD),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("chat", "question", name="pk_answers"),
    Index("ix_answers_message", "chat", "message"),
    Index("ix_answers_asker", "asker", "chat", "at"),
    Index("ix_answers_at", "at"),
)

GAPS = Table(
    "gaps",
    METADATA,
    Column("chat", WORD, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("person", WORD, nullable=False),
    Column("question", Text, nullable=False),
    Column("outcome", WORD, nullable=False),
    Column("nearest", WORD),
    Column("at", BigInteger, nullable=False),
    Column("settled", WORD),
    Column("settled_by", WORD),
    Column("decision", WORD),
    PrimaryKeyConstraint("chat", "message", name="pk_gaps"),
    Index("ix_gaps_person", "person", "chat", "at"),
    Index("ix_gaps_at", "at"),
)

VOTES = Table(
    "votes",
    METADATA,
    Column("chat", WORD, nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("entry", WORD, nullable=False),
    Column("person", WORD, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("chat", "message", "entry", "person", name="pk_votes"),
    Index("ix_votes_person", "person"),
    Index("ix_votes_at", "at"),
)

CHATS = Table(
    "chats",
    METADATA,
    Column("id", BigInteger, nullable=False, autoincrement=False),
    Column("mode", WORD),
    Column("moved_from", BigInteger),
    PrimaryKeyConstraint("id", name="pk_chats"),
)

RUNNING_BOTS = Table(
    "serving",
    METADATA,
    Column("instance", WORD, nullable=False),
    Column("revision", WORD, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("problems", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    PrimaryKeyConstraint("instance", name="pk_serving"),
)

CHORES = Table(
    "chores",
    METADATA,
    Column("name", WORD, nullable=False),
    Column("done", BigInteger, nullable=False),
    PrimaryKeyConstraint("name", name="pk_chores"),
)
