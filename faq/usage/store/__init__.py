"""The records of usage in SQLite or PostgreSQL. Nothing else imports SQLAlchemy and Alembic.

It keeps no number of a person: only keyed hashes, which the caller makes.
"""

from faq.errors import StoreError
from faq.usage.records import (
    ANSWERS_KEPT_S,
    GAPS_KEPT_S,
    VOTES_KEPT_S,
    Forgotten,
    Gap,
    RunningBot,
    SentAnswer,
    Tally,
    Votes,
)
from faq.usage.store.database import FILE
from faq.usage.store.store import ANSWERED, BOUNDS_MS, Store, find_store, open_store

__all__ = [
    "ANSWERED",
    "ANSWERS_KEPT_S",
    "BOUNDS_MS",
    "FILE",
    "GAPS_KEPT_S",
    "VOTES_KEPT_S",
    "Forgotten",
    "Gap",
    "RunningBot",
    "SentAnswer",
    "Store",
    "StoreError",
    "Tally",
    "Votes",
    "find_store",
    "open_store",
]
