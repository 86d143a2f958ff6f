import time
from pathlib import Path

from faq.usage.records import Gap, SentAnswer
from faq.usage.store import open_store
from unit.commands import Run

DAY_S = 24 * 3600


def test_what_is_past_its_time_is_purged(run: Run, process: Run, shop: Path) -> None:
    now = int(time.time())
    with open_store(f"sqlite:///{shop / 'bot.sqlite3'}") as store:
        for person, at in (("ann", now - 400 * DAY_S), ("bob", now)):
            store.vote(person, 1, "hours", person, helpful=True, at=at)
            store.keep_gap(Gap(person, 2, person, "may i park", "no_answer", "parking", at))
            store.keep_answer(SentAnswer(person, 3, 4, person, "hours", at))
        ran = process("purge")
        assert (ran.code, ran.err) == (0, "")
        assert " ".join(ran.out.split()) == (
            "Deleted 3 records past their time: unanswered questions 30 days, "
            "votes 365, and which message answered which 2."
        )
        assert [gap.person for gap in store.gaps()] == ["bob"]
        assert run("purge").out.startswith("Nothing was past its time: ")
