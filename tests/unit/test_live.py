import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from faq.desk import Desk
from faq.edition import Answer, open_edition
from faq.live import Event, Live, Refused, Replaced

FAQ = """\
title: Shop
entries:
  - id: hours
    question: When do you open?
    answer: {answer}
"""
SOON_S = 5.0  # an edit is live by then


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    folder.mkdir()
    (folder / "faq.yaml").write_text(FAQ.format(answer="At nine."), "utf-8")
    return folder


def opened(path: Path) -> tuple[Desk, Live]:
    desk = Desk(open_edition(path, None))
    return desk, Live(desk, path, None)


def answer(desk: Desk) -> str:
    reply = desk.edition.reply("When do you open?")
    assert isinstance(reply, Answer)
    return reply.entry.answer


def put(file: Path, text: str) -> None:
    """Replaces a file as most editors do."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, "utf-8")
    fresh.replace(file)


def test_nothing_new_is_no_event(folder: Path) -> None:
    _, live = opened(folder)
    assert live.refresh() is None


def test_an_edit_replaces_the_edition(folder: Path) -> None:
    desk, live = opened(folder)
    put(folder / "faq.yaml", FAQ.format(answer="At ten."))
    event = live.refresh()
    assert isinstance(event, Replaced)
    assert event.after is desk.edition
    assert answer(desk) == "At ten."
    assert live.refresh() is None


def test_a_file_with_capitals_in_its_name_is_part_of_the_faq(folder: Path) -> None:
    desk, live = opened(folder)
    more = FAQ.replace("title: Shop\n", "").replace("hours", "parking").format(answer="Behind.")
    put(folder / "Extra.YML", more)
    assert isinstance(live.refresh(), Replaced)
    assert [entry.id for entry in desk.faq.entries] == ["parking", "hours"]


def test_a_bad_edit_is_told_once_and_changes_nothing(folder: Path) -> None:
    desk, live = opened(folder)
    put(folder / "faq.yaml", FAQ.format(answer=""))
    event = live.refresh()
    assert isinstance(event, Refused)
    assert str(event.problems[0]).startswith(f"{folder / 'faq.yaml'}:5:")
    assert live.problems == event.problems
    put(folder / "faq.yaml", FAQ.format(answer="") + "# still the same mistake\n")
    assert live.refresh() is None
    assert answer(desk) == "At nine."


def test_mending_a_bad_edit_is_told_even_if_nothing_else_changed(folder: Path) -> None:
    _, live = opened(folder)
    put(folder / "faq.yaml", FAQ.format(answer=""))
    live.refresh()
    put(folder / "faq.yaml", FAQ.format(answer="At nine."))
    assert isinstance(live.refresh(), Replaced)
    assert live.problems == ()


def test_a_comment_costs_no_new_index(folder: Path) -> None:
    desk, live = opened(folder)
    matcher = desk.edition.matcher
    put(folder / "faq.yaml", FAQ.format(answer="At nine.") + "# a note\n")
    assert live.refresh() is None
    assert desk.edition.matcher is matcher


def test_a_source_that_appears_later_mends_the_faq(folder: Path) -> None:
    desk, live = opened(folder)
    quoted = "    sources:\n      - source: sign\n        quote: open from nine to five\n"
    source = "sources:\n  sign:\n    title: The sign\n    file: sign.txt\n"
    put(folder / "faq.yaml", FAQ.format(answer="At nine.") + quoted + source)
    assert isinstance(live.refresh(), Refused)
    (folder / "sign.txt").write_text("We are open from nine to five.\n", "utf-8")
    assert isinstance(live.refresh(), Replaced)
    assert desk.faq.entries[0].citations


async def next_event(events: AsyncIterator[Event]) -> Event:
    return await asyncio.wait_for(anext(events), SOON_S)


async def test_a_file_replaced_by_rename_is_live_soon(folder: Path) -> None:
    desk, live = opened(folder)
    events = live.watch()
    coming = asyncio.ensure_future(next_event(events))
    await asyncio.sleep(0)
    put(folder / "faq.yaml", FAQ.format(answer="At ten."))
    assert isinstance(await coming, Replaced)
    assert answer(desk) == "At ten."


async def test_a_swapped_link_is_live_soon(tmp_path: Path, folder: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "faq.yaml").write_text(FAQ.format(answer="At ten."), "utf-8")
    link = tmp_path / "current"
    link.symlink_to(folder)
    desk, live = opened(link)
    events = live.watch()
    coming = asyncio.ensure_future(next_event(events))
    await asyncio.sleep(0)
    fresh = tmp_path / "fresh"
    fresh.symlink_to(other)
    os.replace(fresh, link)  # noqa: PTH105 -- Path.replace follows the link on some systems
    assert isinstance(await coming, Replaced)
    assert answer(desk) == "At ten."


async def test_a_file_written_in_pieces_is_one_good_reload(folder: Path) -> None:
    desk, live = opened(folder)
    events = live.watch()
    coming = asyncio.ensure_future(next_event(events))
    text = FAQ.format(answer="At ten.")
    third = len(text) // 3
    with (folder / "faq.yaml").open("w", encoding="utf-8") as file:
        for piece in (text[:third], text[third : 2 * third], text[2 * third :]):
            file.write(piece)
            file.flush()
            await asyncio.sleep(0.3)  # the pace of the writer, not a wait for the bot
    assert isinstance(await coming, Replaced)
    assert answer(desk) == "At ten."


async def test_a_slow_copy_of_what_is_there_already_is_no_event(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, live = opened(folder)
    file, text, look = folder / "faq.yaml", FAQ.format(answer="At nine."), live.refresh
    seen: list[Event] = []

    def look_and_go_on() -> Event | None:
        """What the copier does next once its last step was seen; in the end, an edit."""
        if event := look():
            seen.append(event)
            put(file, text if isinstance(event, Refused) else FAQ.format(answer="At ten."))
        return event

    monkeypatch.setattr(live, "refresh", look_and_go_on)
    events = live.watch()
    coming = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    put(file, text[: len(text) // 2])
    told = await asyncio.wait_for(coming, 2 * SOON_S)
    refused, mended, edited = seen
    assert isinstance(refused, Refused)
    assert isinstance(mended, Replaced)
    assert not mended.is_new
    assert told is edited
    assert answer(desk) == "At ten."
    assert live.problems == ()
