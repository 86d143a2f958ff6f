"""The maintainers' chat: what it is told of an edit, what it may ask, and who may decide there."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.menus import MAINTAINERS
from botapi import BotProcess, Chat, Emulator, Message, User
from faq.wording import ENGLISH, LANGUAGES

from .conftest import PAINT_SHOP, assert_clean, own_bot
from .groups import ADDRESS, AT_NINE, HOURS, MILL_LANE

LIVE_S = 5.0
"""Seconds from the save of an edit until it answers."""

PIECE_S = 0.4
"""Seconds that a slow copy pauses."""

DROP_BY = "when may I drop by"
TIN = "what price has a tin"
NONSENSE = "zxqw vbnm rrty"
BRUSHES = "do you sell brushes"

SHOP = f"""\
{PAINT_SHOP}\
not_covered:
  - id: prices
    topic: prices & discounts
    phrasings:
      - how much does a tin of paint cost
      - is there a discount
questions:
  - q: {DROP_BY}
    expect: hours
"""
BRUSH_ENTRY = """\
  - id: brushes
    topic: The shop
    question: Do you sell brushes?
    phrasings:
      - do you have brushes for sale
    answer: Yes, of every width.
"""
AT_TEN = SHOP.replace("At nine.", "At ten.")
PAST_TEN = SHOP.replace("At nine.", "At half past ten.")
HOURS_RENAMED = (
    SHOP.replace("id: hours", "id: times")
    .replace("[hours, address]", "[times, address]")
    .replace("expect: hours", "expect: times")
)
BROKEN = SHOP.replace("answer: At nine.", '"<b>": at nine')
BROKEN_ELSEWHERE = SHOP.replace("[hours, address]", "[hours, adress]")

ONLY_MEMBERS = "Only members of the maintainers' chat can decide."
TYPE_GAPS = "Type /gaps first; then /decide, a number, and an id or “ignore”."
NO_GAPS = "No question was left unanswered lately."
UNKNOWN = "The FAQ has no entry and no subject of that name."
AWAY = "The database cannot be reached now. Please try again later."
COMMANDS = ("/gaps", "/status", "/stats", "/reload", "/decide 1 hours")


@dataclass
class House:
    """A bot with maintainers: Ann, who created their chat, and Bob; Eve is a stranger."""

    emu: Emulator
    folder: Path
    database: Path
    chat: Chat
    ann: User
    bob: User
    eve: User
    bot: BotProcess

    @property
    def file(self) -> Path:
        """The FAQ."""
        return self.folder / "faq.yaml"

    def save(self, text: str) -> float:
        """Writes the FAQ; when that was."""
        self.file.write_text(text, "utf-8")
        return time.monotonic()

    def told(self, contains: str, *, since: float | None = None, chat: User | None = None) -> str:
        """The next thing that the maintainers are told, in time, and in the log as well."""
        message = self.emu.expect_message(chat or self.chat, 2 * LIVE_S, contains=contains)
        if since is not None:
            assert time.monotonic() - since < LIVE_S
        lines = message.text.splitlines()
        self.emu.wait(
            lambda: all(f"bot.maintainers: {line}\n" in self.bot.log() for line in lines),
            what="log",
        )
        return message.text

    def said(self, command: str, contains: str = "", person: User | None = None) -> str:
        """What a command in the maintainers' chat is answered."""
        (person or self.ann).send(command, self.chat)
        return self.emu.expect_message(self.chat, contains=contains).text

    def answer(self, question: str, person: User | None = None) -> str:
        """What somebody is answered in private."""
        (person or self.eve).send(question)
        return self.emu.expect_message(person or self.eve).text

    def gaps(self, *contains: str, command: str = "/gaps") -> list[Message]:
        """What /gaps shows: a message for each, with these words in them."""
        self.ann.send(command, self.chat)
        return [self.emu.expect_message(self.chat, contains=each) for each in contains]

    def quiet(self) -> None:
        """AssertionError if the maintainers are told more than the test has read."""
        self.said("/status", "faqbot ")
        self.emu.settle()
        assert not self.emu.unread(self.chat), self.emu.unread(self.chat)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of faqbot's, beside the running bot."""
        where = ["--faq", str(self.folder), "--database", f"sqlite:///{self.database}"]
        return self._process([sys.executable, "-m", "bot", *arguments, *where])

    def suggest(self) -> str:
        """The patch that `faqbot suggest` prints."""
        done = self.run("suggest", "--encoder", "off")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def git(self, *arguments: str, typed: str = "") -> str:
        """What git says about the FAQ's folder."""
        done = self._process(["git", *arguments], typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _process(
        self, command: Sequence[str], typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        outer = {k: v for k, v in os.environ.items() if not k.startswith(("TELEGRAM_", "FAQBOT_"))}
        return subprocess.run(  # noqa: S603 -- the test's own command
            command,
            env=outer | {"COLUMNS": "200"},
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@contextmanager
def open_house(folder: Path, database: Path, chat: str = "group", **env: str) -> Iterator[House]:
    """A bot with a maintainers' chat ("group", "basic group", "person", "none"); it ends clean."""
    with Emulator(username="paint_shop_bot", privacy=False) as emu:
        ann, bob, eve = emu.user("Ann"), emu.user("Bob"), emu.user("Eve")
        create = emu.group if chat == "basic group" else emu.supergroup
        group = create("Maintainers", [ann, bob])
        number = {"person": ann.id, "none": None}.get(chat, group.id)
        settings = {"FAQBOT_ADMIN_CHAT": str(number)} if number else {}
        with own_bot(emu, folder, database, **settings, **env) as bot:
            yield House(emu, folder, database, group, ann, bob, eve, bot)
            assert_clean(emu, bot)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an FAQ that may be edited."""
    made = tmp_path / "faq"
    made.mkdir()
    (made / "faq.yaml").write_text(SHOP, "utf-8")
    return made


@pytest.fixture
def house(folder: Path, tmp_path: Path) -> Iterator[House]:
    """A bot with a maintainers' supergroup, whose FAQ may be edited."""
    with open_house(folder, tmp_path / "notes.sqlite3") as made:
        yield made


def revisions(report: str) -> tuple[str, str]:
    """The revision that a report says is answering, and the one before."""
    found = re.match(r"Now answering: revision (\w{8}) \(was (\w{8})\), \d+ entries\.", report)
    assert found, report
    return found[1], found[2]


def decision(message: Message) -> str:
    """What a gap's message says was decided, which is in bold."""
    ((kind, said),) = message.entities
    assert kind == "bold"
    return said


# Edits


def test_a_good_edit_answers_within_five_seconds_and_is_told(house: House) -> None:
    assert AT_NINE in house.answer(HOURS)
    saved = house.save(AT_TEN)
    report = house.told("Now answering", since=saved)
    assert "At ten." in house.answer(HOURS)
    now, was = revisions(report)
    assert now != was
    assert report.splitlines()[1:] == ["Changed: hours"]
    assert f"revision {now}" in house.said("/status")
    house.quiet()


def test_what_an_edit_adds_removes_and_renames_is_told(house: House) -> None:
    text = SHOP.replace("- id: address", "- id: directions").replace("hours, address", "hours")
    blue = text[text.index("  - id: blue") : text.index("  - id: green")]
    text = text.replace(blue, "").replace("not_covered:", f"{BRUSH_ENTRY}not_covered:")
    text = text.replace("title: The paint shop", "title: The <paint> shop")
    house.save(text.replace("id: prices", "id: costs"))
    report = house.told("Now answering")
    assert report.splitlines()[1:5] == [
        "Added: brushes",
        "Removed: blue",
        "Renamed: address → directions",
        "Changed: red",
    ]
    assert re.search("^Subjects not covered: .*costs", report, re.MULTILINE)
    assert "Also: title" in report
    assert "5 entries" in report
    assert "of every width" in house.answer(BRUSHES)
    assert "“The <paint> shop”" in house.said("/status")


def test_a_test_question_that_now_answers_differently_is_named(house: House) -> None:
    assert "At nine." not in house.answer(DROP_BY)
    house.save(SHOP.replace("- opening hours\n", f"- {DROP_BY}\n      - opening hours\n"))
    report = house.told("Now answering")
    assert "Phrasings: 1 added, 0 removed" in report
    assert "Test questions that answer differently: 1" in report
    assert re.search(f"• “{DROP_BY}”: (declined|offered .*) → hours \\(0\\.\\d\\d\\)$", report)
    assert AT_NINE in house.answer(DROP_BY)


def test_a_bad_edit_leaves_the_last_good_faq_answering_and_is_told_once(house: House) -> None:
    house.save(BROKEN)
    report = house.told("The FAQ on disk has problems")
    first, *problems = report.splitlines()
    assert re.fullmatch(
        r"The FAQ on disk has problems\. Revision \w{8} goes on answering\.", first
    )
    places = [problem.split(": ")[0] for problem in problems]
    assert places == [f"{house.file}:19:5", f"{house.file}:23:5"]
    assert '"<b>"' in problems[1]
    assert AT_NINE in house.answer(HOURS)
    house.save(BROKEN)
    house.emu.expect_no_message(house.chat, LIVE_S)
    house.save(BROKEN_ELSEWHERE)
    report = house.told("The FAQ on disk has problems")
    assert len(report.splitlines()) == 2
    assert "adress" in report
    log = house.bot.log()
    for problem in (*problems, report.splitlines()[1]):
        assert log.count(problem) == 1
    house.quiet()


def test_the_next_good_edit_after_a_bad_one_is_told(house: House) -> None:
    house.save(BROKEN)
    house.told("The FAQ on disk has problems")
    saved = house.save(AT_TEN)
    report = house.told("Now answering", since=saved)
    assert report.splitlines()[1:] == ["Changed: hours"]
    assert "At ten." in house.answer(HOURS)
    house.quiet()


def test_a_bad_edit_that_is_taken_back_is_told(house: House) -> None:
    house.save(BROKEN)
    house.told("The FAQ on disk has problems")
    house.save(SHOP)
    now, was = revisions(house.told("Now answering"))
    assert now == was
    assert "What is on disk is what is answering." in house.said("/status")


def test_a_file_that_is_written_in_pieces_is_one_edit(house: House) -> None:
    pieces = [AT_TEN[:300], AT_TEN[300:700], AT_TEN[700:]]
    with house.file.open("w", encoding="utf-8") as file:
        for number, piece in enumerate(pieces):
            if number:
                house.emu.expect_no_message(house.chat, PIECE_S)
            file.write(piece)
            file.flush()
    report = house.told("Now answering", since=time.monotonic())
    assert report.splitlines()[1:] == ["Changed: hours"]
    assert "At ten." in house.answer(HOURS)
    house.quiet()


def test_a_folder_behind_a_link_that_is_swapped_is_an_edit(tmp_path: Path) -> None:
    link = tmp_path / "current"
    for name, text in (("one", SHOP), ("two", AT_TEN), ("three", PAST_TEN)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "faq.yaml").write_text(text, "utf-8")
    link.symlink_to("one")
    with open_house(link, tmp_path / "notes.sqlite3") as house:
        for name, answer in (("two", "At ten."), ("three", "At half past ten.")):
            (tmp_path / "next").symlink_to(name)
            (tmp_path / "next").rename(link)
            report = house.told("Now answering", since=time.monotonic())
            assert report.splitlines()[1:] == ["Changed: hours"]
            assert answer in house.answer(HOURS)
        house.quiet()


@pytest.mark.parametrize("backup", [False, True], ids=["over the file", "with a backup"])
def test_an_editor_that_renames_its_file_makes_one_edit(house: House, *, backup: bool) -> None:
    new = house.folder / ".faq.yaml.swp"
    new.write_text(AT_TEN, "utf-8")
    if backup:
        house.file.rename(house.folder / "faq.yaml~")
    new.rename(house.file)
    report = house.told("Now answering", since=time.monotonic())
    assert report.splitlines()[1:] == ["Changed: hours"]
    assert "At ten." in house.answer(HOURS)
    house.quiet()


def test_an_edit_of_comments_alone_is_silent(house: House) -> None:
    house.save(f"# Bob was here.\n{SHOP}")
    house.save(f"# Bob was here.\n{BROKEN}")  # what comes behind it is looked at later
    house.told("The FAQ on disk has problems")
    house.save(f"# Ann was here.\n{SHOP}")
    house.told("Now answering")
    before = house.bot.log()
    house.save(f"# Bob was here again.\n{SHOP}")
    house.emu.expect_no_message(house.chat, LIVE_S)
    assert house.bot.log() == before
    assert "Nothing new" in house.said("/reload")
    house.quiet()


def test_a_file_that_is_added_and_taken_away_is_told(house: House) -> None:
    more = house.folder / "more.yaml"
    more.write_text(f"entries:\n{BRUSH_ENTRY}", "utf-8")
    assert "Added: brushes" in house.told("Now answering")
    more.unlink()
    assert "Removed: brushes" in house.told("Now answering")


def test_a_folder_that_is_away_for_a_moment_is_served_again(house: House) -> None:
    away = house.folder.with_name("away")
    house.folder.rename(away)
    house.told("The FAQ on disk has problems")
    assert AT_NINE in house.answer(HOURS)
    (away / "faq.yaml").write_text(AT_TEN, "utf-8")
    away.rename(house.folder)
    house.told("Now answering")
    assert "At ten." in house.answer(HOURS)
    house.save(PAST_TEN)
    house.told("Now answering")
    assert "At half past ten." in house.answer(HOURS)


@pytest.mark.parametrize(
    "content",
    [b"title: \xff\xfe\n", b"\0\0\0", b"", b"[" * 5000],
    ids=["not UTF-8", "zeros", "empty", "nested"],
)
def test_a_file_that_is_no_text_keeps_nothing_from_being_mended(
    house: House, content: bytes
) -> None:
    house.file.write_bytes(content)
    house.told("The FAQ on disk has problems")
    assert AT_NINE in house.answer(HOURS)
    house.save(AT_TEN)
    house.told("Now answering")
    assert "At ten." in house.answer(HOURS)


def test_many_problems_fit_a_message(house: House) -> None:
    house.save(SHOP + "".join(f"bad{number}: <&>\n" for number in range(400)))
    report = house.emu.expect_message(house.chat, 2 * LIVE_S, contains="has problems").text
    assert f'{house.file}:36:1: unknown key "bad0"' in report
    assert report.endswith(("…", " more"))
    assert AT_NINE in house.answer(HOURS)


def test_edits_while_people_ask_lose_no_question(house: House) -> None:
    seen = set()
    for text in (AT_TEN, PAST_TEN):
        house.save(text)
        told = len(house.emu.unread(house.chat))
        while len(house.emu.unread(house.chat)) == told:
            seen.add(house.answer(HOURS).splitlines()[0])
        house.told("Now answering")
        seen.add(house.answer(HOURS).splitlines()[0])
    assert len(seen) == 3
    house.quiet()


def test_a_new_title_is_in_the_profile_soon(house: House) -> None:
    house.save(SHOP.replace("title: The paint shop", "title: The colour shop"))
    assert "Also: title" in house.told("Now answering")
    wanted = {
        ("short_description", "" if wording is ENGLISH else code): (
            wording.short_description.format(title="The colour shop")
        )
        for code, wording in LANGUAGES.items()
    }
    house.emu.wait(lambda: wanted.items() <= house.emu.profile.items(), what="profile")
    house.quiet()


# /status, `faqbot status` and /reload


def test_status_and_faqbot_status_tell_what_answers(house: House) -> None:
    said = house.said("/status")
    assert re.match(r"faqbot \S+\n“The paint shop”, revision \w{8}: 5 entries, since ", said)
    assert said.endswith("\nWhat is on disk is what is answering.")
    done = house.run("status")
    assert done.returncode == 0, done.stdout
    assert "up to date" in done.stdout
    assert f"revision {json.loads(house.run('status', '--json').stdout)['revision']}" in said

    house.save(BROKEN)
    report = house.told("The FAQ on disk has problems")
    broken = house.said("/status")
    assert broken.splitlines()[1] == said.splitlines()[1]
    assert "What is on disk has problems and is not served:" in broken
    for problem in report.splitlines()[1:]:
        assert problem in broken
    done = house.run("status")
    assert done.returncode == 1
    assert "2 problems keep it on what it had" in done.stdout
    assert f"{house.file}:19:5" in done.stdout
    found = json.loads(house.run("status", "--json").stdout)
    assert found["revision"] is None
    assert found["bots"][0]["standing"] == "refusing"
    assert f"revision {found['bots'][0]['revision']}:" in broken
    assert AT_NINE in house.answer(HOURS)

    house.save(AT_TEN)
    now, _ = revisions(house.told("Now answering"))
    assert f"revision {now}" in house.said("/status", "What is on disk is what is answering.")
    found = house.run("status", "--json")
    assert found.returncode == 0
    assert json.loads(found.stdout)["bots"][0]["revision"] == now
    assert json.loads(found.stdout)["revision"] == now
    assert "At ten." in house.answer(HOURS)


def test_faqbot_status_knows_no_bot_once_it_has_stopped(house: House) -> None:
    assert house.run("status").returncode == 0
    house.emu.settle()
    assert house.bot.stop() == 0
    done = house.run("status")
    assert done.returncode == 0
    assert "No bot is running" in done.stdout


def test_reload_looks_at_the_files_now(house: House) -> None:
    assert house.said("/reload").startswith("Nothing new: revision ")
    house.save(AT_TEN)
    revisions(house.said("/reload", "Now answering"))
    assert "At ten." in house.answer(HOURS)
    house.save(BROKEN)
    assert f"{house.file}:19:5" in house.said("/reload", "The FAQ on disk has problems")
    assert f"{house.file}:19:5" in house.said("/reload", "Still not served:")
    assert "At ten." in house.answer(HOURS)
    house.save(PAST_TEN)
    house.said("/reload", "Now answering")
    assert "At half past ten." in house.answer(HOURS)
    house.emu.expect_no_message(house.chat, LIVE_S)
    house.quiet()


def test_after_reload_faqbot_status_knows_at_once_and_the_log_has_the_report(house: House) -> None:
    house.save(AT_TEN)
    house.ann.send("/reload", house.chat)
    now, _ = revisions(house.told("Now answering"))
    done = house.run("status")
    assert done.returncode == 0, done.stdout
    assert "up to date" in done.stdout
    assert now in done.stdout
    house.save(BROKEN)
    house.ann.send("/reload", house.chat)
    house.told("The FAQ on disk has problems")
    done = house.run("status")
    assert done.returncode == 1
    assert "2 problems keep it on what it had" in done.stdout
    house.quiet()


# /stats


def test_stats_counts_what_was_asked(house: House) -> None:
    house.answer(HOURS)
    house.answer(HOURS, house.bob)
    house.answer(DROP_BY)
    house.answer(NONSENSE)
    house.answer("is there a discount")
    house.emu.settle()
    said = house.said("/stats")
    assert said.startswith(
        "Questions in 7 days: 5 (0 in the 7 before). 2 answered, 1 offered a choice, 2 declined.\n"
    )
    assert "Most shown: hours 2×" in said
    assert "Declined by name: prices 1×" in said
    assert re.search(r"^Open gaps: \d+$", said, re.MULTILINE)
    assert house.said("/stats 30").startswith("Questions in 30 days: 5 (0 in the 30 before).")
    for odd in ("0", "-1", "x", "99999", "²"):
        assert "Questions in " in house.said(f"/stats {odd}")


def test_the_week_is_told_once_it_is_over(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "notes.sqlite3"
    with open_house(folder, database) as house:
        house.answer(HOURS)
        house.quiet()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE chores SET done = done - 7 * 24 * 60 * 60")
    with open_house(folder, database) as house:
        assert re.search("^Questions in 7 days: 1 ", house.told("This week."), re.MULTILINE)
        house.quiet()
        house.emu.settle()
        assert house.bot.stop() == 0
        house.bot.start()
        house.quiet()


# /gaps


def test_gaps_are_shown_with_what_they_may_be_about(house: House) -> None:
    assert house.said("/gaps") == NO_GAPS
    house.answer(DROP_BY)
    house.answer(f"{DROP_BY}?", house.bob)
    house.answer(TIN)
    house.answer(NONSENSE)
    gap, tin, _ = house.gaps(f"“{DROP_BY}", f"“{TIN}”", f"“{NONSENSE}”")
    assert "Asked 2× by 2, last on" in gap.text
    assert "Or type /decide 1 and an id." in gap.text
    labels = [button["text"] for button in gap.buttons]
    assert labels[0] == f"Belongs to: {HOURS}"
    assert labels[-1] == "Ignore"
    assert "Not covered: prices & discounts" in [button["text"] for button in tin.buttons]
    house.quiet()


def test_only_as_many_gaps_are_shown_as_are_asked_for(house: House) -> None:
    for number in range(7):
        house.answer(f"{'zxqwvbn'[number] * 6} {'rtpsdfg'[number] * 6}")
    house.gaps(*["Asked 1× by 1"] * 5)
    assert house.emu.expect_message(house.chat).text == "2 more: /gaps 7"
    house.gaps(*["Asked 1× by 1"] * 7, command="/gaps 7")
    house.gaps(*["Asked 1× by 1"] * 2, "5 more", command="/gaps 2")
    house.quiet()


def test_no_more_than_20_gaps_are_shown_at_once(house: House) -> None:
    for letter in "bcdfghjklmnpqrstvwxyz":
        house.answer(letter * 6)
    more = "16 more: /gaps 20 shows 20, “faqbot gaps” on the command line lists all."
    house.gaps(*["Asked 1× by 1"] * 5, more)
    more = "1 more: “faqbot gaps” on the command line lists all; "
    house.gaps(*["Asked 1× by 1"] * 20, more, command="/gaps 365")
    house.quiet()


def test_a_button_decides_and_takes_back_what_a_gap_is(house: House) -> None:
    house.answer(TIN)
    (gap,) = house.gaps(TIN)
    shown, labels = gap.text, [button["text"] for button in gap.buttons]
    for label, said in (
        (f"Belongs to: {HOURS}", "Belongs to hours: “faqbot suggest” will propose it."),
        ("Not covered", "Not covered (prices): “faqbot suggest” will propose it."),
        ("Ignore", "Ignored."),
    ):
        house.bob.press(gap, label).wait()
        house.emu.expect_edit(gap)
        assert decision(gap) == said
        assert gap.text.startswith(f"“{TIN}”")
        assert [button["text"] for button in gap.buttons] == ["Undo"]
        assert house.said("/gaps") == NO_GAPS
        house.ann.press(gap, "Undo").wait()
        house.emu.expect_edit(gap)
        assert [button["text"] for button in gap.buttons] == labels
        assert gap.text.splitlines() == shown.splitlines()[:-1]
        house.gaps(TIN)
    house.quiet()


def test_decided_gaps_are_gone_from_the_next_list_and_the_others_stay(house: House) -> None:
    for question in (DROP_BY, TIN, NONSENSE):
        house.answer(question)
        house.answer(question, house.bob)
    first, second, _ = house.gaps("Asked", "Asked", "Asked")
    house.ann.press(first, "Ignore").wait()
    house.ann.press(second, "Belongs to").wait()
    (left,) = house.gaps("Asked")
    assert "/decide 1 and" in left.text
    assert "Open gaps: 2" in house.said("/stats")
    house.quiet()


def test_decisions_can_be_typed(house: House) -> None:
    assert house.said("/decide 1 hours") == TYPE_GAPS
    house.answer(DROP_BY)
    house.gaps(DROP_BY)
    for odd in ("", " 1", " hours", " 0 hours", " 2 hours", " -1 hours", " x hours", " ² hours"):
        assert house.said(f"/decide{odd}") == TYPE_GAPS
    assert house.said("/decide 1 nothing") == UNKNOWN
    assert house.said("/decide 1 <b>") == UNKNOWN
    for typed, said in (
        ("hours", "Belongs to hours: “faqbot suggest” will propose it."),
        ("prices", "Not covered (prices): “faqbot suggest” will propose it."),
        ("ignore", "Ignored."),
    ):
        assert house.said(f"/decide 1 {typed}", person=house.bob) == said
        assert house.said("/decide 1 undo") == "Taken back."
    house.gaps(DROP_BY)
    house.said("/decide 1 ignore", "Ignored.")
    assert house.said("/gaps") == NO_GAPS
    house.quiet()


def test_a_decision_holds_over_a_restart(house: House) -> None:
    house.answer(DROP_BY)
    house.answer(NONSENSE)
    gap, other = house.gaps(DROP_BY, NONSENSE)
    house.ann.press(gap, "Belongs to").wait()
    house.emu.expect_edit(gap)
    house.emu.settle()
    assert house.bot.stop() == 0
    house.bot.start()
    assert house.said("/decide 1 ignore") == TYPE_GAPS
    house.gaps(NONSENSE)
    house.ann.press(other, "Ignore").wait()
    house.emu.expect_edit(other, contains="Ignored.")
    assert house.said("/gaps") == NO_GAPS
    house.quiet()


def test_undo_works_after_another_list(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    labels = [button["text"] for button in gap.buttons]
    house.ann.press(gap, "Ignore").wait()
    house.emu.expect_edit(gap, contains="Ignored.")
    house.answer(NONSENSE)
    house.gaps(NONSENSE)
    assert house.bob.press(gap, "Undo").wait().get("text") is None
    house.emu.expect_edit(gap)
    assert [button["text"] for button in gap.buttons] == labels
    house.gaps(DROP_BY, NONSENSE)
    house.quiet()


def test_undo_works_after_a_restart(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    labels = [button["text"] for button in gap.buttons]
    house.ann.press(gap, "Ignore").wait()
    house.emu.expect_edit(gap, contains="Ignored.")
    house.emu.settle()
    assert house.bot.stop() == 0
    house.bot.start()
    assert house.said("/gaps") == NO_GAPS
    assert house.bob.press(gap, "Undo").wait().get("text") is None
    house.emu.expect_edit(gap)
    assert [button["text"] for button in gap.buttons] == labels
    house.gaps(DROP_BY)
    house.quiet()


def test_an_entry_that_is_renamed_meanwhile_or_made_up_is_refused(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    before = gap.text
    house.save(HOURS_RENAMED)
    assert "Renamed: hours → times" in house.told("Now answering")
    assert house.ann.press(gap, f"Belongs to: {HOURS}").wait()["text"] == UNKNOWN
    key = gap.buttons[0]["callback_data"].split(":")[1]
    for odd in ("ehours", "enothing", "snothing", "stimes", "eprices", "e", "s", "e<b>"):
        assert house.ann.forge_press(gap, f"g:{key}:{odd}").wait()["text"] == UNKNOWN
    house.emu.settle()
    assert gap.text == before
    assert not gap.revisions
    assert house.suggest() == ""
    (gap,) = house.gaps(DROP_BY)
    house.ann.press(gap, f"Belongs to: {HOURS}").wait()
    house.emu.expect_edit(gap, contains="Belongs to times: ")
    house.quiet()


def test_an_ignored_question_does_not_come_back_with_the_next_who_asks(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    house.ann.press(gap, "Ignore").wait()
    house.emu.expect_edit(gap, contains="Ignored.")
    house.answer(DROP_BY, house.bob)
    assert house.said("/gaps") == NO_GAPS
    house.ann.press(gap, "Undo").wait()
    house.emu.expect_edit(gap)
    (again,) = house.gaps(DROP_BY)
    assert "Asked 2× by 2" in again.text
    house.quiet()


def test_a_number_that_was_not_shown_last_decides_nothing(house: House) -> None:
    house.answer(DROP_BY)
    house.answer(NONSENSE)
    house.gaps("Asked", "Asked")
    (gap, _) = house.gaps("/decide 1 and", "1 more", command="/gaps 1")
    for number in ("2", "02", "3", "0"):
        for what in ("hours", "ignore", "undo", "nothing"):
            assert house.said(f"/decide {number} {what}") == TYPE_GAPS
    house.emu.settle()
    assert house.bot.stop() == 0
    house.bot.start()
    house.ann.press(gap, "Ignore").wait()  # which looks the gaps up, but shows no number
    house.emu.expect_edit(gap, contains="Ignored.")
    assert house.said("/decide 1 ignore") == TYPE_GAPS
    house.gaps("Asked")
    assert house.said("/decide 1 ignore") == "Ignored."
    assert house.said("/gaps") == NO_GAPS
    house.quiet()


@pytest.mark.parametrize("kind", ["a folder", "a letter"])
def test_a_database_that_cannot_be_opened_is_named_as_the_reason(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    database = tmp_path / "notes.sqlite3"
    if kind == "a folder":
        database.mkdir()
    else:
        database.write_text("This is no database, but a letter to a friend.\n" * 99)
    with open_house(folder, database) as house:
        house.answer(NONSENSE)
        for command in ("/gaps", "/gaps 7", "/stats", "/stats 30"):
            assert house.said(command) == AWAY
        house.ann.send("/status", house.chat)
        own = house.emu.expect_message(house.chat)
        for kind_of in ("i", "u", "ehours"):
            press = house.ann.forge_press(own, f"g:deadbeef:{kind_of}")
            assert press.wait()["text"] == AWAY
        assert AT_NINE in house.answer(HOURS)
        house.save(AT_TEN)
        house.told("Now answering")
        house.quiet()


def test_only_who_is_in_the_chat_now_can_decide(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    before = gap.text
    for status in (None, "left", "kicked"):
        if status:
            house.chat.members[house.bob.id] = status
        person = house.bob if status else house.eve
        for label in ("Belongs to", "Ignore"):
            assert person.press(gap, label).wait()["text"] == ONLY_MEMBERS
    house.emu.settle()
    assert gap.text == before
    assert not gap.revisions
    house.chat.members[house.bob.id] = "member"
    house.bob.press(gap, "Ignore").wait()
    house.emu.expect_edit(gap, contains="Ignored.")
    house.chat.members[house.bob.id] = "left"
    assert house.bob.press(gap, "Undo").wait()["text"] == ONLY_MEMBERS
    assert house.said("/gaps") == NO_GAPS
    house.quiet()


def test_a_forged_button_decides_nothing(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    data = gap.buttons[0]["callback_data"]
    answer = house.emu.chats[house.eve.id].messages
    own = [message for message in answer.values() if message.from_bot][-1]
    elsewhere = house.emu.supergroup("Elsewhere", [house.eve, house.ann])
    house.ann.send(f"/ask {HOURS}", elsewhere)
    there = house.emu.expect_message(elsewhere)
    for person, message in ((house.eve, own), (house.eve, there), (house.ann, there)):
        assert person.forge_press(message, data).wait()["text"] == ONLY_MEMBERS
    gone = "This was answered meanwhile, or is no longer kept."
    assert house.ann.forge_press(gap, "g:deadbeef:ehours").wait()["text"] == gone
    for odd in ("g:", "g::", "g:deadbeef", "g:deadbeef:", "g:deadbeef:x", f"{data[:10]}:"):
        assert house.ann.forge_press(gap, odd).wait()["text"] == ENGLISH.gone
    house.gaps(DROP_BY)
    assert house.suggest() == ""
    house.quiet()


def test_a_button_under_a_gap_that_is_answered_by_now_says_so(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    house.save(SHOP.replace("- opening hours\n", f"- {DROP_BY}\n      - opening hours\n"))
    house.told("Now answering")
    house.emu.settle()
    assert house.said("/gaps") == NO_GAPS
    assert house.bot.stop() == 0
    house.bot.start()
    said = house.ann.press(gap, "Ignore").wait()["text"]
    assert said == "This was answered meanwhile, or is no longer kept."
    house.quiet()


def test_a_button_under_a_list_that_is_deleted_still_decides(house: House) -> None:
    house.answer(DROP_BY)
    (gap,) = house.gaps(DROP_BY)
    house.ann.delete(gap)
    house.ann.press(gap, "Ignore").wait()
    assert house.said("/gaps") == NO_GAPS
    house.quiet()


def test_suggest_proposes_what_was_decided_and_git_takes_it(house: House) -> None:
    house.git("init", "--quiet")
    house.git("add", ".")
    asked = (DROP_BY, TIN, BRUSHES, NONSENSE)
    for question in asked:
        house.answer(question)
        house.answer(question, house.bob)
    before = house.file.read_bytes()
    revision = house.said("/status").splitlines()[1]
    gaps = house.gaps(*["Asked"] * 4)
    of = {question: gap for question in asked for gap in gaps if question in gap.text}
    number = gaps.index(of[TIN]) + 1
    assert "(prices)" in house.said(f"/decide {number} prices")
    house.ann.press(of[DROP_BY], f"Belongs to: {HOURS}").wait()
    house.ann.press(of[BRUSHES], "Ignore").wait()
    house.ann.press(of[NONSENSE], "Belongs to").wait()
    house.emu.expect_edit(of[NONSENSE])
    house.ann.press(of[NONSENSE], "Undo").wait()
    # Nothing that runs has changed.
    assert AT_NINE not in house.answer(DROP_BY)
    assert house.said("/status").splitlines()[1] == revision
    assert house.file.read_bytes() == before
    patch = house.suggest()
    added = [line for line in patch.splitlines() if line.startswith("+ ")]
    assert len(added) == 2
    assert DROP_BY in added[0]
    assert TIN in added[1]
    for other in (BRUSHES, NONSENSE):
        assert other not in patch
    assert house.file.read_bytes() == before
    house.git("apply", "-", typed=patch)
    report = house.told("Now answering")
    assert "Phrasings: 2 added, 0 removed" in report
    assert f"• “{DROP_BY}”: " in report
    assert AT_NINE in house.answer(DROP_BY)
    assert "prices & discounts" in house.answer(TIN)
    assert house.suggest() == ""
    house.gaps(NONSENSE)
    house.quiet()


def test_a_decision_that_is_taken_back_is_not_proposed(house: House) -> None:
    for person in (house.eve, house.bob):
        house.answer(NONSENSE, person)
    (gap,) = house.gaps(NONSENSE)
    house.ann.press(gap, "Belongs to").wait()
    assert NONSENSE in house.suggest()
    house.emu.expect_edit(gap)
    house.ann.press(gap, "Undo").wait()
    assert house.suggest() == ""


# Which chat


def test_without_a_chat_its_commands_are_unknown(folder: Path, tmp_path: Path) -> None:
    with open_house(folder, tmp_path / "notes.sqlite3", "none") as house:
        for command in COMMANDS:
            assert house.answer(command, house.ann) == ENGLISH.unknown_command
            house.ann.send(command, house.chat)
            house.ann.send(f"{command.split()[0]}@paint_shop_bot", house.chat)
        house.ann.send(f"/ask {HOURS}", house.chat)
        house.emu.expect_message(house.chat, contains=AT_NINE)
        house.save(AT_TEN)
        house.emu.wait(lambda: "Now answering" in house.bot.log() or None, what="report")
        house.emu.settle()
        assert not house.emu.unread(house.chat)
        assert not [c for c in house.emu.calls if "chat" in c.params.get("scope", {})]


def test_a_forged_button_without_a_chat_is_refused(folder: Path, tmp_path: Path) -> None:
    with open_house(folder, tmp_path / "notes.sqlite3", "none") as house:
        house.ann.send(HOURS)
        answer = house.emu.expect_message(house.ann)
        press = house.ann.forge_press(answer, "g:deadbeef:i")
        assert press.wait()["text"] == ONLY_MEMBERS


def test_its_commands_work_in_that_chat_only(house: House) -> None:
    elsewhere = house.emu.supergroup("Elsewhere", [house.ann])
    for command in COMMANDS:
        assert house.answer(command, house.ann) == ENGLISH.unknown_command
        house.ann.send(command, elsewhere)
        house.ann.send(f"{command.split()[0]}@paint_shop_bot", elsewhere)
        house.ann.send(f"{command.split()[0]}@another_bot", house.chat)
    house.ann.send(f"/ask {ADDRESS}", elsewhere)
    house.emu.expect_message(elsewhere, contains=MILL_LANE)
    house.emu.settle()
    assert not house.emu.unread(elsewhere)
    for command in COMMANDS:
        house.said(f"{command.split()[0]}@paint_shop_bot")
    house.quiet()


def test_the_chat_answers_questions_like_any_other(house: House) -> None:
    assert AT_NINE in house.said(f"/ask {HOURS}")
    assert MILL_LANE in house.said(f"@paint_shop_bot {ADDRESS}")
    house.quiet()


def test_the_menu_of_the_chat_is_set(house: House) -> None:
    scope = json.dumps({"chat_id": house.chat.id, "type": "chat"}), ""
    house.emu.wait(lambda: house.emu.commands.get(scope), what="menu")
    shown = [command["command"] for command in house.emu.commands[scope]]
    assert shown == [command.command for command in MAINTAINERS]
    house.emu.settle()
    before = len([call for call in house.emu.calls if call.method == "setMyCommands"])
    assert house.bot.stop() == 0
    house.bot.start()
    house.emu.wait(
        lambda: [
            c
            for c in house.emu.calls
            if c.method == "getMyCommands"
            and c.params["scope"] == {"chat_id": house.chat.id, "type": "chat"}
        ][1:],
        what="look at the menu",
    )
    house.emu.settle()
    assert len([call for call in house.emu.calls if call.method == "setMyCommands"]) == before


def test_the_chat_is_served_beside_those_that_are_allowed(folder: Path, tmp_path: Path) -> None:
    allowed = "-1009999999999"
    with open_house(folder, tmp_path / "notes.sqlite3", FAQBOT_ALLOWED_CHATS=allowed) as house:
        assert AT_NINE in house.said(f"/ask {HOURS}")
        house.said("/status", "What is on disk is what is answering.")
        house.answer(DROP_BY)
        (gap,) = house.gaps(DROP_BY)
        house.ann.press(gap, "Ignore").wait()
        house.emu.expect_edit(gap)
        house.save(AT_TEN)
        house.told("Now answering")
        assert house.chat.bot_status == "member"
        elsewhere = house.emu.supergroup("Elsewhere", [house.ann])
        house.ann.send("/status", elsewhere)
        house.emu.expect_call("leaveChat", chat_id=elsewhere.id)


def test_a_chat_that_cannot_be_written_to_costs_a_line(house: House) -> None:
    house.emu.settle()
    house.chat.set_bot("kicked", house.ann)
    house.save(AT_TEN)
    line = "FAQBOT_ADMIN_CHAT cannot be written to: "
    house.emu.wait(lambda: line in house.bot.log() or None, 2 * LIVE_S, what="warning")
    assert "At ten." in house.answer(HOURS)
    assert house.run("status").returncode == 0
    house.save(PAST_TEN)
    house.emu.wait(
        lambda: house.bot.log().count("Changed: hours") == 2 or None, 2 * LIVE_S, what="report"
    )
    assert "At half past ten." in house.answer(HOURS)
    house.chat.set_bot("member", house.ann)
    house.save(SHOP)
    house.told("Now answering")
    assert house.bot.log().count(line) <= 2


def test_a_chat_that_nobody_knows_costs_a_line(folder: Path, tmp_path: Path) -> None:
    settings = {"FAQBOT_ADMIN_CHAT": "-1009999999999"}
    with open_house(folder, tmp_path / "notes.sqlite3", "none", **settings) as house:
        house.save(AT_TEN)
        line = "FAQBOT_ADMIN_CHAT cannot be written to: Chat not found"
        house.emu.wait(lambda: line in house.bot.log() or None, 2 * LIVE_S, what="warning")
        assert "At ten." in house.answer(HOURS)
        assert "The bot's menus are not up to date: Chat not found" in house.bot.log()


def test_a_telegram_that_fails_for_a_while_keeps_no_later_report_away(house: House) -> None:
    fault = house.emu.fault("500", "sendMessage", times=1, chat=house.chat.id)
    house.save(AT_TEN)
    house.emu.wait(lambda: fault.hits or None, 2 * LIVE_S, what="failure")
    assert "At ten." in house.answer(HOURS)
    house.save(PAST_TEN)
    house.told("Changed: hours")


def test_a_group_that_becomes_a_supergroup_is_followed(folder: Path, tmp_path: Path) -> None:
    with open_house(folder, tmp_path / "notes.sqlite3", "basic group") as house:
        house.said("/status", "What is on disk is what is answering.")
        house.save(AT_TEN)
        house.told("Now answering")
        old, house.chat = house.chat, house.chat.migrate(house.ann)
        house.save(PAST_TEN)
        house.told("Changed: hours")
        house.said("/status", "What is on disk is what is answering.")
        house.answer(NONSENSE)
        (gap,) = house.gaps(NONSENSE)
        house.bob.press(gap, "Ignore").wait()
        house.emu.expect_edit(gap, contains="Ignored.")
        assert f"FAQBOT_ADMIN_CHAT is a supergroup now: set it to {house.chat.id}\n" in (
            house.bot.log()
        )
        assert not house.emu.unread(old)
        house.quiet()


def test_a_group_that_became_a_supergroup_before_the_start_is_followed(
    folder: Path, tmp_path: Path
) -> None:
    with open_house(folder, tmp_path / "notes.sqlite3", "basic group") as house:
        old, house.chat = house.chat, house.chat.migrate(house.ann)
        house.said("/status", "What is on disk is what is answering.")
        house.emu.settle()
        assert house.bot.stop() == 0
        house.bot.start()  # the old number is still the one that is set
        house.said("/status", "What is on disk is what is answering.")
        house.save(AT_TEN)
        house.told("Changed: hours")
        house.said("/status", "What is on disk is what is answering.")
        assert not house.emu.unread(old)
        house.quiet()


def test_the_chat_may_be_a_person(folder: Path, tmp_path: Path) -> None:
    with open_house(folder, tmp_path / "notes.sqlite3", "person") as house:
        ann, emu = house.ann, house.emu
        scope = json.dumps({"chat_id": ann.id, "type": "chat"}), ""
        emu.wait(lambda: emu.commands.get(scope), what="menu")
        house.save(AT_TEN)
        house.told("Now answering", chat=ann)
        assert "What is on disk is what is answering." in house.answer("/status", ann)
        assert "Nothing new" in house.answer("/reload", ann)
        assert house.answer("/gaps", ann) == NO_GAPS
        assert "At ten." in house.answer(HOURS, ann)
        house.answer(NONSENSE)
        ann.send("/gaps")
        gap = emu.expect_message(ann, contains=NONSENSE)
        assert gap.reply_to is None
        assert house.eve.forge_press(gap, gap.buttons[-1]["callback_data"]).wait()["text"] == (
            ONLY_MEMBERS
        )
        ann.press(gap, "Ignore").wait()
        emu.expect_edit(gap, contains="Ignored.")
        ann.press(gap, "Undo").wait()
        emu.expect_edit(gap)
        assert house.answer("/decide 1 ignore", ann) == "Ignored."
        assert house.answer("/gaps", ann) == NO_GAPS
        for command in COMMANDS:
            assert house.answer(command, house.bob) == ENGLISH.unknown_command
            ann.send(command, house.chat)
        ann.send(f"/ask {ADDRESS}", house.chat)
        emu.expect_message(house.chat, contains=MILL_LANE)
        emu.settle()
        assert not emu.unread(house.chat)


def test_a_person_who_never_wrote_to_the_bot_costs_a_line(folder: Path, tmp_path: Path) -> None:
    with open_house(folder, tmp_path / "notes.sqlite3", "person") as house:
        house.ann.started = False
        house.save(AT_TEN)
        line = "FAQBOT_ADMIN_CHAT cannot be written to: "
        house.emu.wait(lambda: line in house.bot.log() or None, 2 * LIVE_S, what="warning")
        assert "At ten." in house.answer(HOURS)
        house.ann.start()
        house.emu.expect_message(house.ann, contains="Hello, Ann!")
        house.save(PAST_TEN)
        house.told("Now answering", chat=house.ann)


def test_a_chat_in_topics_is_answered_where_it_asks(folder: Path, tmp_path: Path) -> None:
    with open_house(folder, tmp_path / "notes.sqlite3") as house:
        house.chat.is_forum = True
        topic = house.chat.create_topic("The bot")
        house.answer(NONSENSE)
        house.ann.send("/gaps", house.chat, topic=topic)
        gap = house.emu.expect_message(house.chat, contains=NONSENSE, topic=topic)
        house.ann.press(gap, "Ignore").wait()
        house.emu.expect_edit(gap, contains="Ignored.")
        house.save(AT_TEN)
        house.told("Now answering")
