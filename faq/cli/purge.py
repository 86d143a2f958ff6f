"""`faqbot purge`: deletes what has been kept for long enough."""

from __future__ import annotations

import time

from rich.text import Text

from faq.cli import output
from faq.cli.options import DatabaseOption, existing_store
from faq.text import counted
from faq.usage.records import ANSWERS_KEPT_S, DAY_S, GAPS_KEPT_DAYS, VOTES_KEPT_S


def purge(database: DatabaseOption = None) -> None:
    """Delete what the bot has kept for long enough; while it runs, it does so every hour."""
    with existing_store(database) as store:
        gone = store.purge(int(time.time()))
    terms = (
        f"unanswered questions {GAPS_KEPT_DAYS} days, votes {VOTES_KEPT_S // DAY_S}, and "
        f"which message answered which {ANSWERS_KEPT_S // DAY_S}"
    )
    what = f"Deleted {counted(gone, 'record', 'records')}" if gone else "Nothing was"
    done = f"{what} past {'their' if gone > 1 else 'its'} time: {terms}."
    output.put(output.console(), Text(done))
