import asyncio
import os
from pathlib import Path

import pytest

from faq.answering.conversations import Conversations
from faq.answering.edition import Edition, open_edition
from faq.answering.hot_reload import HotReload, Reloaded, ReloadEvent, ReloadRefused
from faq.answering.replies import Answer

FAQ = """\
title: Shop
entries:
  - id: hours
    question: When do you open?
    answer: {answer}
"""
EDITED = FAQ.format(answer="At ten.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    folder.mkdir()
    (folder / "faq.yaml").write_text(FAQ.format(answer="At nine."), "utf-8")
    return folder


class Copier(HotReload):
    """Watches a file to which somebody copies a text, a piece after each look at the file."""

    def __init__(self, conversations: Conversations, path: Path, pieces: list[str]) -> None:
        super().__init__(conversations, path, None, quiet_ms=50, doubt_s=0.0)
        self.pieces = pieces
        self.seen: list[ReloadEvent] = []

    def go_on(self) -> None:
        put(self.path / "faq.yaml", self.pieces.pop(0))

    def refresh(self, *, even_unchanged: bool = False) -> ReloadEvent | None:
        event = super().refresh(even_unchanged=even_unchanged)
        if event:
            self.seen.append(event)
            if self.pieces:
                self.go_on()
        return event


def opened(path: Path) -> tuple[Conversations, HotReload]:
    conversations = Conversations(open_edition(path, None))
    return conversations, HotReload(conversations, path, None, quiet_ms=50)


def answer(conversations: Conversations) -> str:
    reply = conversations.edition.reply("When do you open?")
    assert isinstance(reply, Answer)
    return reply.entry.answer


def put(file: Path, text: str) -> None:
    """Replaces a file as most editors do."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, "utf-8")
    fresh.replace(file)


def test_nothing_new_is_no_event(folder: Path) -> None:
    _, hot_reload = opened(folder)
    assert hot_reload.refresh() is None


def test_an_edit_replaces_the_edition(folder: Path) -> None:
    conversations, hot_reload = opened(folder)
    put(folder / "faq.yaml", EDITED)
    event = hot_reload.refresh()
    assert isinstance(event, Reloaded)
    assert event.after is conversations.edition
    assert answer(conversations) == "At ten."
    assert hot_reload.refresh() is None


def test_a_file_with_capitals_in_its_name_is_part_of_the_faq(folder: Path) -> None:
    conversations, hot_reload = opened(folder)
    more = FAQ.replace("title: Shop\n", "").replace("hours", "parking").format(answer="Behind.")
    put(folder / "Extra.YML", more)
    assert isinstance(hot_reload.refresh(), Reloaded)
    assert [entry.id for entry in conversations.faq.entries] == ["parking", "hours"]


def test_a_bad_edit_is_reported_once_and_changes_nothing(folder: Path) -> None:
    conversations, hot_reload = opened(folder)
    put(folder / "faq.yaml", FAQ.format(answer=""))
    event = hot_reload.refresh()
    assert isinstance(event, ReloadRefused)
    assert str(event.problems[0]).startswith(f"{folder / 'faq.yaml'}:5:")
    assert hot_reload.problems == event.problems
    put(folder / "faq.yaml", FAQ.format(answer="") + "# still the same mistake\n")
    assert hot_reload.refresh() is None
    assert answer(conversations) == "At nine."


def test_repairing_a_bad_edit_is_reported_even_if_nothing_else_changed(folder: Path) -> None:
    _, hot_reload = opened(folder)
    put(folder / "faq.yaml", FAQ.format(answer=""))
    hot_reload.refresh()
    put(folder / "faq.yaml", FAQ.format(answer="At nine."))
    assert isinstance(hot_reload.refresh(), Reloaded)
    assert hot_reload.problems == ()


def test_problems_are_known_until_the_repaired_faq_answers(folder: Path) -> None:
    known = []

    class Observed(Conversations):
        def serve(self, edition: Edition) -> None:
            known.append(hot_reload.problems)
            super().serve(edition)

    hot_reload = HotReload(Observed(open_edition(folder, None)), folder, None)
    put(folder / "faq.yaml", FAQ.format(answer=""))
    hot_reload.refresh()
    problems = hot_reload.problems
    put(folder / "faq.yaml", EDITED)
    hot_reload.refresh()
    assert problems
    assert known == [problems]
    assert hot_reload.problems == ()


def test_a_comment_costs_no_new_index(folder: Path) -> None:
    conversations, hot_reload = opened(folder)
    matcher = conversations.edition.matcher
    put(folder / "faq.yaml", FAQ.format(answer="At nine.") + "# a note\n")
    assert hot_reload.refresh() is None
    assert conversations.edition.matcher is matcher


def test_a_source_that_appears_later_repairs_the_faq(folder: Path) -> None:
    conversations, hot_reload = opened(folder)
    quoted = "    sources:\n      - source: sign\n        quote: open from nine to five\n"
    source = "sources:\n  sign:\n    title: The sign\n    file: sign.txt\n"
    put(folder / "faq.yaml", FAQ.format(answer="At nine.") + quoted + source)
    assert isinstance(hot_reload.refresh(), ReloadRefused)
    (folder / "sign.txt").write_text("We are open from nine to five.\n", "utf-8")
    assert isinstance(hot_reload.refresh(), Reloaded)
    assert conversations.faq.entries[0].citations


async def first_event(hot_reload: HotReload) -> ReloadEvent:
    """What is reported first; ten minutes without anything are a failure on any machine."""
    return await asyncio.wait_for(anext(hot_reload.watch()), 600)


async def test_a_file_replaced_by_rename_is_answered_from(folder: Path) -> None:
    conversations, hot_reload = opened(folder)
    coming = asyncio.ensure_future(first_event(hot_reload))
    await asyncio.sleep(0)
    put(folder / "faq.yaml", EDITED)
    assert isinstance(await coming, Reloaded)
    assert answer(conversations) == "At ten."


async def test_a_swapped_link_is_followed(tmp_path: Path, folder: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "faq.yaml").write_text(EDITED, "utf-8")
    link = tmp_path / "current"
    link.symlink_to(folder)
    conversations, hot_reload = opened(link)
    coming = asyncio.ensure_future(first_event(hot_reload))
    await asyncio.sleep(0)
    fresh = tmp_path / "fresh"
    fresh.symlink_to(other)
    os.replace(fresh, link)  # noqa: PTH105 -- Path.replace follows the link on some systems
    assert isinstance(await coming, Reloaded)
    assert answer(conversations) == "At ten."


async def test_an_edit_that_is_read_half_written_is_reported_once_it_is_whole(
    folder: Path,
) -> None:
    conversations = Conversations(open_edition(folder, None))
    hot_reload = Copier(conversations, folder, [EDITED[: len(EDITED) // 2], EDITED])
    coming = asyncio.ensure_future(first_event(hot_reload))
    await asyncio.sleep(0)
    hot_reload.go_on()
    event = await coming
    assert isinstance(event, Reloaded)
    assert [type(each) for each in hot_reload.seen] == [ReloadRefused, Reloaded]
    assert event is hot_reload.seen[1]
    assert answer(conversations) == "At ten."


async def test_a_slow_copy_of_what_is_there_already_is_no_event(folder: Path) -> None:
    conversations = Conversations(open_edition(folder, None))
    same = FAQ.format(answer="At nine.")
    hot_reload = Copier(conversations, folder, [same[: len(same) // 2], same, EDITED])
    coming = asyncio.ensure_future(first_event(hot_reload))
    await asyncio.sleep(0)
    hot_reload.go_on()
    event = await coming
    refused, repaired, edited = hot_reload.seen
    assert isinstance(refused, ReloadRefused)
    assert isinstance(repaired, Reloaded)
    assert not repaired.is_new
    assert event is edited
    assert answer(conversations) == "At ten."
    assert hot_reload.problems == ()
