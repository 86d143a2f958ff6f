"""Where usage is kept, in SQLite or PostgreSQL. The only home of SQLAlchemy and Alembic.

It keeps no id of a person: only keyed hashes, which the caller makes.
"""

from faq.usage.store.database import FILE
from faq.usage.store.store import ANSWERED, BOUNDS_MS, Store, find_store, open_store

__all__ = ["ANSWERED", "BOUNDS_MS", "FILE", "Store", "find_store", "open_store"]
