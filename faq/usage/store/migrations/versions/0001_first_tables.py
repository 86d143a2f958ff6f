"""Tallies, answer times, sent answers, gaps, votes, chats' settings, running bots and chores."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes the first tables."""
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("entry", WORD, nullable=False),
        sa.Column("place", WORD, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("day", "outcome", "entry", "place", name="pk_tallies"),
    )
    op.create_table(
        "times",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("bound_ms", sa.Double, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("day", "bound_ms", name="pk_times"),
    )
    op.create_table(
        "answers",
        sa.Column("chat", WORD, nullable=False),
        sa.Column("question", sa.BigInteger, nullable=False),
        sa.Column("message", sa.BigInteger),
        sa.Column("asker", WORD, nullable=False),
        sa.Column("entry", WORD),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("chat", "question", name="pk_answers"),
    )
    op.create_index("ix_answers_message", "answers", ["chat", "message"])
    op.create_index("ix_answers_asker", "answers", ["asker", "chat", "at"])
    op.create_index("ix_answers_at", "answers", ["at"])
    op.create_table(
        "gaps",
        sa.Column("chat", WORD, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("nearest", WORD),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("settled", WORD),
        sa.Column("settled_by", WORD),
        sa.Column("decision", WORD),
        sa.PrimaryKeyConstraint("chat", "message", name="pk_gaps"),
    )
    op.create_index("ix_gaps_person", "gaps", ["person", "chat", "at"])
    op.create_index("ix_gaps_at", "gaps", ["at"])
    op.create_table(
        "votes",
        sa.Column("chat", WORD, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("entry", WORD, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("chat", "message", "entry", "person", name="pk_votes"),
    )
    op.create_index("ix_votes_person", "votes", ["person"])
    op.create_index("ix_votes_at", "votes", ["at"])
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("mode", WORD),
        sa.Column("moved_from", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )
    op.create_table(
        "serving",
        sa.Column("instance", WORD, nullable=False),
        sa.Column("revision", WORD, nullable=False),
        sa.Column("entries", sa.BigInteger, nullable=False),
        sa.Column("problems", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("instance", name="pk_serving"),
    )
    op.create_table(
        "chores",
        sa.Column("name", WORD, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chores"),
    )
