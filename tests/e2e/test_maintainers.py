"""The maintainers' chat: what it is told of an edit, what it may ask, and who may decide there."""

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import chdir, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.menus import MAINTAINERS
from botapi import BotProcess, Chat, Emulator, Message, User
from faq.content import load
from faq.wording import ENGLISH, LANGUAGES
from unit.commands import Ran, Run, run_here, run_process

from .conftest import PAINT_SHOP, assert_clean, own_bot
from .groups import ADDRESS, AT_NINE, HOURS, MILL_LANE

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
DROP_BY_ADDED = SHOP.replace("- opening hours\n", f"- {DROP_BY}\n      - opening hours\n")
BROKEN = SHOP.replace("answer: At nine.", '"<b>": at nine')
PLACES = [
    f"{number}:5"
    for number, line in enumerate(BROKEN.splitlines(), 1)
    if "id: hours" in line or "<b>" in line
]
"""Of the entry that lacks its answer, and of the key that is wrong."""
BROKEN_ELSEWHERE = SHOP.replace("[hours, address]", "[hours, adress]")

ANSWERING = "What is on disk is what is answering."
HAS_PROBLEMS = "The FAQ on disk has problems"
NO_NEWS = ("Nothing new: ", "Still not served:")
ONLY_MEMBERS = "Only members of the maintainers' chat can decide."
TYPE_GAPS = "Type /gaps first; then /decide, a number, and an id or “ignore”."
NO_GAPS = "No question was left unanswered lately."
UNKNOWN = "The FAQ has no entry and no subject of that name."
AWAY = "The database cannot be reached now. Please try again later."
COMMANDS = ("/gaps", "/status", "/stats", "/reload", "/decide 1 hours")


@dataclass
class Team:
    """A bot with maintainers: Ann, who created their chat, and Bob; Eve only asks."""

    emu: Emulator
    folder: Path
    database: Path
    chat: Chat
    ann: User
    bob: User
    eve: User
    bot: BotProcess
    faqbot: Run = run_process
    log_start: int = 0

    @property
    def file(self) -> Path:
        """The FAQ."""
        return self.folder / "faq.yaml"

    def save(self, text: str) -> None:
        """Writes the FAQ."""
        self.file.write_text(text, "utf-8")

    def log(self) -> str:
        """What the bot has logged since this test began."""
        return self.bot.log()[self.log_start :]

    def wait_for_log(self, line: str, times: int = 1) -> None:
        """Waits until the bot has logged something so often."""
        self.emu.wait(lambda: self.log().count(line) >= times, what=f"{line} in the log")

    def report(self, contains: str, chat: User | None = None) -> str:
        """The next thing that the maintainers are told, in their chat and in the log as well."""
        message = self.emu.expect_message(chat or self.chat, contains=contains)
        for line in message.text.splitlines():
            self.wait_for_log(f"bot.maintainers: {line}\n")
        return message.text

    def reply(self, command: str, contains: str = "", person: User | None = None) -> str:
        """What a command in the maintainers' chat is answered."""
        (person or self.ann).send(command, self.chat)
        return self.emu.expect_message(self.chat, contains=contains).text

    def reload(self, contains: str) -> str:
        """What the maintainers are told once somebody types /reload.

        A slow machine may let the bot notice an edit by itself before that. Then it reports it all
        the same, and /reload finds nothing new.
        """
        self.ann.send("/reload", self.chat)
        text = self.report(contains)
        self.reply("/status", "faqbot ")
        for message in self.emu.unread(self.chat):
            assert message.text.startswith(NO_NEWS)
            message.is_used = True
        return text

    def answer(self, question: str, person: User | None = None) -> str:
        """What somebody is answered in private."""
        (person or self.eve).send(question)
        return self.emu.expect_message(person or self.eve).text

    def gaps(self, *contains: str, command: str = "/gaps") -> list[Message]:
        """What /gaps shows: a message for each, with these words in them."""
        self.ann.send(command, self.chat)
        return [self.emu.expect_message(self.chat, contains=each) for each in contains]

    def nothing_more(self) -> None:
        """AssertionError if the maintainers are told more than the test has read."""
        self.reply("/status", "faqbot ")
        self.emu.settle()
        assert not self.emu.unread(self.chat), self.emu.unread(self.chat)

    def restart(self) -> None:
        """Stops the bot and starts it again."""
        self.stop()
        self.bot.start()

    def stop(self) -> None:
        """Stops the bot."""
        self.emu.settle()
        assert self.bot.stop() == 0

    def run(self, *arguments: str) -> Ran:
        """A command of faqbot's, beside the running bot."""
        where = ("--faq", str(self.folder), "--database", f"sqlite:///{self.database}")
        with chdir(self.folder):
            ran: Ran = self.faqbot(*arguments, *where, COLUMNS="200")
        return ran

    def suggest(self) -> str:
        """The patch that `faqbot suggest` prints."""
        done = self.run("suggest", "--encoder", "off")
        assert done.code == 0, done.err
        return done.out

    def git(self, *arguments: str, typed: str = "") -> None:
        """Runs git in the FAQ's folder."""
        subprocess.run(  # noqa: S603 -- the test's own command
            ["git", *arguments],  # noqa: S607 -- wherever it lies
            cwd=self.folder,
            input=typed,
            text=True,
            check=True,
        )

    def begin_again(self) -> None:
        """Puts everything back: the FAQ, what is recorded, and who is in the chat."""
        emu, chat = self.emu, self.chat
        self.ann, self.bob, self.eve = emu.user("Ann"), emu.user("Bob"), emu.user("Eve")
        chat.members = {self.ann.id: "creator", self.bob.id: "member"}
        chat.bot_status, chat.is_forum = "member", False
        self.save(SHOP)
        status = self.reply("/status", "faqbot ")
        if ANSWERING not in status or load(self.folder).revision not in status:
            self.ann.send("/reload", chat)
            emu.expect_message(chat, contains="Now answering")
        self.reply("/stats")  # what is recorded so far is in the database
        with closing(sqlite3.connect(self.database)) as connection, connection:
            for table in ("answers", "gaps", "tallies", "votes"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 -- our own words
        for message in emu.unread(chat):
            message.is_used = True
        self.log_start = len(self.bot.log())


@contextmanager
def open_team(folder: Path, database: Path, chat: str = "group", **env: str) -> Iterator[Team]:
    """A bot with a maintainers' chat ("group", "basic group", "person", "none"); it ends clean."""
    with Emulator(username="paint_shop_bot", privacy=False) as emu:
        ann, bob, eve = emu.user("Ann"), emu.user("Bob"), emu.user("Eve")
        create = emu.group if chat == "basic group" else emu.supergroup
        group = create("Maintainers", [ann, bob])
        number = {"person": ann.id, "none": None}.get(chat, group.id)
        settings = {"FAQBOT_ADMIN_CHAT": str(number)} if number else {}
        with own_bot(emu, folder, database, **settings, **env) as bot:
            yield Team(emu, folder, database, group, ann, bob, eve, bot)
            assert_clean(emu, bot)


def make_faq(folder: Path) -> Path:
    """The folder of an FAQ that may be edited."""
    made = folder / "faq"
    made.mkdir()
    (made / "faq.yaml").write_text(SHOP, "utf-8")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an FAQ that may be edited."""
    return make_faq(tmp_path)


@pytest.fixture(scope="session")
def shared_team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A bot with a maintainers' supergroup for all tests that neither stop it nor set anything."""
    root = tmp_path_factory.mktemp("team")
    with open_team(make_faq(root), root / "notes.sqlite3") as made:
        yield made


@pytest.fixture
def team(shared_team: Team, capsys: pytest.CaptureFixture[str]) -> Iterator[Team]:
    """The shared bot as if nobody had edited or asked anything yet."""
    shared_team.faqbot = run_here(capsys)
    shared_team.begin_again()
    yield shared_team
    assert_clean(shared_team.emu, shared_team.bot)


@pytest.fixture
def own_team(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Team]:
    """A bot of its own, with a maintainers' supergroup, for a test that stops it."""
    with open_team(folder, tmp_path / "notes.sqlite3") as made:
        made.faqbot = run_here(capsys)
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


def test_a_good_edit_answers_and_is_told(team: Team) -> None:
    assert AT_NINE in team.answer(HOURS)
    team.save(AT_TEN)
    report = team.report("Now answering")
    assert "At ten." in team.answer(HOURS)
    now, was = revisions(report)
    assert now != was
    assert report.splitlines()[1:] == ["Changed: hours"]
    assert f"revision {now}" in team.reply("/status")
    team.nothing_more()


def test_what_an_edit_adds_removes_and_renames_is_told(team: Team) -> None:
    text = SHOP.replace("- id: address", "- id: directions").replace("hours, address", "hours")
    blue = text[text.index("  - id: blue") : text.index("  - id: green")]
    text = text.replace(blue, "").replace("not_covered:", f"{BRUSH_ENTRY}not_covered:")
    text = text.replace("title: The paint shop", "title: The <paint> shop")
    team.save(text.replace("id: prices", "id: costs"))
    report = team.report("Now answering")
    assert report.splitlines()[1:5] == [
        "Added: brushes",
        "Removed: blue",
        "Renamed: address → directions",
        "Changed: red",
    ]
    assert re.search("^Subjects not covered: .*costs", report, re.MULTILINE)
    assert "Also: title" in report
    assert "5 entries" in report
    assert "of every width" in team.answer(BRUSHES)
    assert "“The <paint> shop”" in team.reply("/status")


def test_a_test_question_that_now_answers_differently_is_named(team: Team) -> None:
    assert "At nine." not in team.answer(DROP_BY)
    team.save(DROP_BY_ADDED)
    report = team.report("Now answering")
    assert "Phrasings: 1 added, 0 removed" in report
    assert "Test questions that answer differently: 1" in report
    assert re.search(f"• “{DROP_BY}”: (declined|offered .*) → hours \\(0\\.\\d\\d\\)$", report)
    assert AT_NINE in team.answer(DROP_BY)


def test_a_bad_edit_leaves_the_last_good_faq_answering_and_is_told_once(team: Team) -> None:
    team.save(BROKEN)
    report = team.report(HAS_PROBLEMS)
    first, *problems = report.splitlines()
    assert re.fullmatch(
        r"The FAQ on disk has problems\. Revision \w{8} goes on answering\.", first
    )
    places = [problem.split(": ")[0] for problem in problems]
    assert places == [f"{team.file}:{place}" for place in PLACES]
    assert '"<b>"' in problems[1]
    assert AT_NINE in team.answer(HOURS)
    team.save(BROKEN)
    team.reply("/reload", "Still not served:")  # so the files have been looked at
    team.save(BROKEN_ELSEWHERE)
    report = team.report(HAS_PROBLEMS)
    assert len(report.splitlines()) == 2
    assert "adress" in report
    for problem in (*problems, report.splitlines()[1]):
        assert team.log().count(problem) == 1
    team.save(AT_TEN)
    report = team.report("Now answering")
    assert report.splitlines()[1:] == ["Changed: hours"]
    assert "At ten." in team.answer(HOURS)
    team.nothing_more()


def test_a_bad_edit_that_is_taken_back_is_told(team: Team) -> None:
    team.save(BROKEN)
    team.report(HAS_PROBLEMS)
    team.save(SHOP)
    now, was = revisions(team.report("Now answering"))
    assert now == was
    assert ANSWERING in team.reply("/status")


def test_a_folder_behind_a_link_that_is_swapped_is_an_edit(tmp_path: Path) -> None:
    link = tmp_path / "current"
    for name, text in (("one", SHOP), ("two", AT_TEN), ("three", PAST_TEN)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "faq.yaml").write_text(text, "utf-8")
    link.symlink_to("one")
    with open_team(link, tmp_path / "notes.sqlite3") as team:
        for name, answer in (("two", "At ten."), ("three", "At half past ten.")):
            (tmp_path / "next").symlink_to(name)
            (tmp_path / "next").rename(link)
            report = team.report("Now answering")
            assert report.splitlines()[1:] == ["Changed: hours"]
            assert answer in team.answer(HOURS)
        team.nothing_more()


@pytest.mark.parametrize("backup", [False, True], ids=["over the file", "with a backup"])
def test_an_editor_that_renames_its_file_makes_one_edit(team: Team, *, backup: bool) -> None:
    new = team.folder / ".faq.yaml.swp"
    new.write_text(AT_TEN, "utf-8")
    if backup:
        team.file.rename(team.folder / "faq.yaml~")
    new.rename(team.file)
    report = team.report("Now answering")
    assert report.splitlines()[1:] == ["Changed: hours"]
    assert "At ten." in team.answer(HOURS)
    team.nothing_more()


def test_an_edit_of_comments_alone_is_silent(team: Team) -> None:
    team.save(f"# Bob was here.\n{SHOP}")
    assert "Nothing new" in team.reply("/reload")
    team.save(f"# Bob was here.\n{BROKEN}")
    team.report(HAS_PROBLEMS)
    team.save(f"# Ann was here.\n{SHOP}")
    team.report("Now answering")
    before = team.log()
    team.save(f"# Bob was here again.\n{SHOP}")
    assert "Nothing new" in team.reply("/reload")
    assert team.log() == before
    team.nothing_more()


def test_a_file_that_is_added_and_taken_away_is_told(team: Team) -> None:
    more = team.folder / "more.yaml"
    more.write_text(f"entries:\n{BRUSH_ENTRY}", "utf-8")
    assert "Added: brushes" in team.report("Now answering")
    more.unlink()
    assert "Removed: brushes" in team.report("Now answering")


def test_a_folder_that_is_away_for_a_moment_is_served_again(team: Team) -> None:
    away = team.folder.with_name("away")
    team.folder.rename(away)
    team.report(HAS_PROBLEMS)
    assert AT_NINE in team.answer(HOURS)
    (away / "faq.yaml").write_text(AT_TEN, "utf-8")
    away.rename(team.folder)
    team.report("Now answering")
    assert "At ten." in team.answer(HOURS)
    team.save(PAST_TEN)
    team.report("Now answering")
    assert "At half past ten." in team.answer(HOURS)


def test_a_file_that_is_no_text_is_a_bad_edit_like_any_other(team: Team) -> None:
    for content in (b"title: \xff\xfe\n", b"\0\0\0", b"", b"[" * 5000):
        team.file.write_bytes(content)
        team.reload(HAS_PROBLEMS)
        assert AT_NINE in team.answer(HOURS)
    team.save(AT_TEN)
    team.report("Now answering")
    assert "At ten." in team.answer(HOURS)


def test_many_problems_fit_a_message(team: Team) -> None:
    team.save(SHOP + "".join(f"bad{number}: <&>\n" for number in range(400)))
    report = team.emu.expect_message(team.chat, contains=HAS_PROBLEMS).text
    assert f'{team.file}:{len(SHOP.splitlines()) + 1}:1: unknown key "bad0"' in report
    assert report.endswith(("…", " more"))
    assert AT_NINE in team.answer(HOURS)


def test_edits_while_people_ask_lose_no_question(team: Team) -> None:
    seen = {team.answer(HOURS).splitlines()[0]}
    for text in (AT_TEN, PAST_TEN):
        team.save(text)
        while not team.emu.unread(team.chat):
            seen.add(team.answer(HOURS).splitlines()[0])
        team.report("Now answering")
        seen.add(team.answer(HOURS).splitlines()[0])
    assert len(seen) == 3
    team.nothing_more()


def test_a_new_title_is_in_the_profile_soon(team: Team) -> None:
    team.save(SHOP.replace("title: The paint shop", "title: The colour shop"))
    assert "Also: title" in team.report("Now answering")
    wanted = {
        ("short_description", "" if wording is ENGLISH else code): (
            wording.short_description.format(title="The colour shop")
        )
        for code, wording in LANGUAGES.items()
    }
    team.emu.wait(lambda: wanted.items() <= team.emu.profile.items(), what="profile")
    team.nothing_more()


# /status, `faqbot status` and /reload


def test_status_and_faqbot_status_tell_what_answers(team: Team) -> None:
    said = team.reply("/status")
    assert re.match(r"faqbot \S+\n“The paint shop”, revision \w{8}: 5 entries, since ", said)
    assert said.endswith(f"\n{ANSWERING}")
    done = team.run("status")
    assert done.code == 0, done.out
    assert "up to date" in done.out
    assert f"revision {json.loads(team.run('status', '--json').out)['revision']}" in said

    team.save(BROKEN)
    report = team.report(HAS_PROBLEMS)
    broken = team.reply("/status")
    assert broken.splitlines()[1] == said.splitlines()[1]
    assert "What is on disk has problems and is not served:" in broken
    for problem in report.splitlines()[1:]:
        assert problem in broken
    done = team.run("status")
    assert done.code == 1
    assert "2 problems keep it on what it had" in done.out
    assert f"{team.file}:{PLACES[0]}" in done.out
    found = json.loads(team.run("status", "--json").out)
    assert found["revision"] is None
    assert found["bots"][0]["standing"] == "refusing"
    assert f"revision {found['bots'][0]['revision']}:" in broken
    assert AT_NINE in team.answer(HOURS)

    team.save(AT_TEN)
    now, _ = revisions(team.report("Now answering"))
    assert f"revision {now}" in team.reply("/status", ANSWERING)
    done = team.run("status", "--json")
    assert done.code == 0
    assert json.loads(done.out)["bots"][0]["revision"] == now
    assert json.loads(done.out)["revision"] == now
    assert "At ten." in team.answer(HOURS)


def test_faqbot_status_knows_no_bot_once_it_has_stopped(own_team: Team) -> None:
    own_team.reply("/status", ANSWERING)
    assert own_team.run("status").code == 0
    own_team.stop()
    done = own_team.run("status")
    assert done.code == 0
    assert "No bot is running" in done.out


def test_reload_looks_at_the_files_now(team: Team) -> None:
    assert team.reply("/reload").startswith("Nothing new: revision ")
    team.save(AT_TEN)
    now, _ = revisions(team.reload("Now answering"))
    assert "At ten." in team.answer(HOURS)
    done = team.run("status")
    assert done.code == 0, done.out
    assert "up to date" in done.out
    assert now in done.out
    team.save(BROKEN)
    assert f"{team.file}:{PLACES[0]}" in team.reload(HAS_PROBLEMS)
    assert f"{team.file}:{PLACES[0]}" in team.reply("/reload", "Still not served:")
    assert "At ten." in team.answer(HOURS)
    done = team.run("status")
    assert done.code == 1
    assert "2 problems keep it on what it had" in done.out
    team.save(PAST_TEN)
    team.reload("Now answering")
    assert "At half past ten." in team.answer(HOURS)
    team.save(SHOP)
    team.report("Now answering")  # which is the first that the watch has to tell
    assert AT_NINE in team.answer(HOURS)
    team.nothing_more()


# /stats


def test_stats_counts_what_was_asked(team: Team) -> None:
    team.answer(HOURS)
    team.answer(HOURS, team.bob)
    team.answer(DROP_BY)
    team.answer(NONSENSE)
    team.answer("is there a discount")
    team.emu.settle()
    said = team.reply("/stats")
    assert said.startswith(
        "Questions in 7 days: 5 (0 in the 7 before). 2 answered, 1 offered a choice, 2 declined.\n"
    )
    assert "Most shown: hours 2×" in said
    assert "Declined by name: prices 1×" in said
    assert re.search(r"^Open gaps: \d+$", said, re.MULTILINE)
    assert team.reply("/stats 30").startswith("Questions in 30 days: 5 (0 in the 30 before).")
    for odd in ("0", "-1", "x", "99999", "²"):
        assert "Questions in " in team.reply(f"/stats {odd}")


def test_the_week_is_told_once_it_is_over(own_team: Team) -> None:
    own_team.answer(HOURS)
    own_team.nothing_more()
    own_team.stop()
    with closing(sqlite3.connect(own_team.database)) as connection, connection:
        connection.execute("UPDATE chores SET done = done - 7 * 24 * 60 * 60")
    own_team.bot.start()
    assert re.search("^Questions in 7 days: 1 ", own_team.report("This week."), re.MULTILINE)
    own_team.nothing_more()
    own_team.restart()
    own_team.nothing_more()


# /gaps


def test_gaps_are_shown_with_what_they_may_be_about(team: Team) -> None:
    assert team.reply("/gaps") == NO_GAPS
    team.answer(DROP_BY)
    team.answer(f"{DROP_BY}?", team.bob)
    team.answer(TIN)
    team.answer(NONSENSE)
    gap, tin, _ = team.gaps(f"“{DROP_BY}", f"“{TIN}”", f"“{NONSENSE}”")
    assert "Asked 2× by 2, last on" in gap.text
    assert "Or type /decide 1 and an id." in gap.text
    labels = [button["text"] for button in gap.buttons]
    assert labels[0] == f"Belongs to: {HOURS}"
    assert labels[-1] == "Ignore"
    assert "Not covered: prices & discounts" in [button["text"] for button in tin.buttons]
    team.nothing_more()


def test_only_as_many_gaps_are_shown_as_are_asked_for(team: Team) -> None:
    for number in range(7):
        team.answer(f"{'zxqwvbn'[number] * 6} {'rtpsdfg'[number] * 6}")
    team.gaps(*["Asked 1× by 1"] * 5)
    assert team.emu.expect_message(team.chat).text == "2 more: /gaps 7"
    team.gaps(*["Asked 1× by 1"] * 7, command="/gaps 7")
    team.gaps(*["Asked 1× by 1"] * 2, "5 more", command="/gaps 2")
    team.nothing_more()


def test_no_more_than_10_gaps_are_shown_at_once(team: Team) -> None:
    for letter in "bcdfghjklmnpqrstvwxyz":
        team.answer(letter * 6)
    more = "16 more: /gaps 10 shows 10, “faqbot gaps” on the command line lists all."
    team.gaps(*["Asked 1× by 1"] * 5, more)
    more = "11 more: “faqbot gaps” on the command line lists all; "
    team.gaps(*["Asked 1× by 1"] * 10, more, command="/gaps 365")
    team.nothing_more()


def test_a_button_decides_and_takes_back_what_a_gap_is(team: Team) -> None:
    team.answer(TIN)
    (gap,) = team.gaps(TIN)
    shown, labels = gap.text, [button["text"] for button in gap.buttons]
    for label, said in (
        (f"Belongs to: {HOURS}", "Belongs to hours: “faqbot suggest” will propose it."),
        ("Not covered", "Not covered (prices): “faqbot suggest” will propose it."),
        ("Ignore", "Ignored."),
    ):
        team.bob.press(gap, label).wait()
        team.emu.expect_edit(gap)
        assert decision(gap) == said
        assert gap.text.startswith(f"“{TIN}”")
        assert [button["text"] for button in gap.buttons] == ["Undo"]
        assert team.reply("/gaps") == NO_GAPS
        team.ann.press(gap, "Undo").wait()
        team.emu.expect_edit(gap)
        assert [button["text"] for button in gap.buttons] == labels
        assert gap.text.splitlines() == shown.splitlines()[:-1]
        team.gaps(TIN)
    team.nothing_more()


def test_decided_gaps_are_gone_from_the_next_list_and_the_others_stay(team: Team) -> None:
    for question in (DROP_BY, TIN, NONSENSE):
        team.answer(question)
        team.answer(question, team.bob)
    first, second, _ = team.gaps("Asked", "Asked", "Asked")
    team.ann.press(first, "Ignore").wait()
    team.ann.press(second, "Belongs to").wait()
    (left,) = team.gaps("Asked")
    assert "/decide 1 and" in left.text
    assert "Open gaps: 2" in team.reply("/stats")
    team.nothing_more()


def test_decisions_can_be_typed(team: Team) -> None:
    team.answer(DROP_BY)
    team.gaps(DROP_BY)
    for odd in ("", " 1", " hours", " 0 hours", " 2 hours", " -1 hours", " x hours", " ² hours"):
        assert team.reply(f"/decide{odd}") == TYPE_GAPS
    assert team.reply("/decide 1 nothing") == UNKNOWN
    assert team.reply("/decide 1 <b>") == UNKNOWN
    for typed, said in (
        ("hours", "Belongs to hours: “faqbot suggest” will propose it."),
        ("prices", "Not covered (prices): “faqbot suggest” will propose it."),
        ("ignore", "Ignored."),
    ):
        assert team.reply(f"/decide 1 {typed}", person=team.bob) == said
        assert team.reply("/decide 1 undo") == "Taken back."
    team.gaps(DROP_BY)
    team.reply("/decide 1 ignore", "Ignored.")
    assert team.reply("/gaps") == NO_GAPS
    team.nothing_more()


def test_after_a_restart_decisions_hold_and_numbers_are_gone(own_team: Team) -> None:
    team = own_team
    assert team.reply("/decide 1 hours") == TYPE_GAPS
    team.answer(DROP_BY)
    team.answer(NONSENSE)
    gap, other = team.gaps(DROP_BY, NONSENSE)
    labels = [button["text"] for button in gap.buttons]
    team.ann.press(gap, "Belongs to").wait()
    team.emu.expect_edit(gap)
    team.restart()
    assert team.reply("/decide 1 ignore") == TYPE_GAPS
    team.ann.press(other, "Ignore").wait()  # which looks the gaps up, but shows no number
    team.emu.expect_edit(other, contains="Ignored.")
    assert team.reply("/decide 1 ignore") == TYPE_GAPS
    assert team.reply("/gaps") == NO_GAPS
    assert team.bob.press(gap, "Undo").wait().get("text") is None
    team.emu.expect_edit(gap)
    assert [button["text"] for button in gap.buttons] == labels
    team.gaps(DROP_BY)
    assert team.reply("/decide 1 ignore") == "Ignored."
    assert team.reply("/gaps") == NO_GAPS
    team.nothing_more()


def test_undo_works_after_another_list(team: Team) -> None:
    team.answer(DROP_BY)
    (gap,) = team.gaps(DROP_BY)
    labels = [button["text"] for button in gap.buttons]
    team.ann.press(gap, "Ignore").wait()
    team.emu.expect_edit(gap, contains="Ignored.")
    team.answer(NONSENSE)
    team.gaps(NONSENSE)
    assert team.bob.press(gap, "Undo").wait().get("text") is None
    team.emu.expect_edit(gap)
    assert [button["text"] for button in gap.buttons] == labels
    team.gaps(DROP_BY, NONSENSE)
    team.nothing_more()


def test_an_entry_that_is_renamed_meanwhile_or_made_up_is_refused(team: Team) -> None:
    team.answer(DROP_BY)
    (gap,) = team.gaps(DROP_BY)
    before = gap.text
    team.save(HOURS_RENAMED)
    assert "Renamed: hours → times" in team.report("Now answering")
    assert team.ann.press(gap, f"Belongs to: {HOURS}").wait()["text"] == UNKNOWN
    key = gap.buttons[0]["callback_data"].split(":")[1]
    for odd in ("ehours", "enothing", "snothing", "stimes", "eprices", "e", "s", "e<b>"):
        assert team.ann.forge_press(gap, f"g:{key}:{odd}").wait()["text"] == UNKNOWN
    team.emu.settle()
    assert gap.text == before
    assert not gap.revisions
    assert team.suggest() == ""
    (gap,) = team.gaps(DROP_BY)
    team.ann.press(gap, f"Belongs to: {HOURS}").wait()
    team.emu.expect_edit(gap, contains="Belongs to times: ")
    team.nothing_more()


def test_an_ignored_question_does_not_come_back_with_the_next_who_asks(team: Team) -> None:
    team.answer(DROP_BY)
    (gap,) = team.gaps(DROP_BY)
    team.ann.press(gap, "Ignore").wait()
    team.emu.expect_edit(gap, contains="Ignored.")
    team.answer(DROP_BY, team.bob)
    assert team.reply("/gaps") == NO_GAPS
    team.ann.press(gap, "Undo").wait()
    team.emu.expect_edit(gap)
    (again,) = team.gaps(DROP_BY)
    assert "Asked 2× by 2" in again.text
    team.nothing_more()


def test_a_number_that_was_not_shown_last_decides_nothing(team: Team) -> None:
    team.answer(DROP_BY)
    team.answer(NONSENSE)
    team.gaps("Asked", "Asked")
    team.gaps("/decide 1 and", "1 more", command="/gaps 1")
    for number in ("2", "02", "3", "0"):
        for what in ("hours", "ignore", "undo", "nothing"):
            assert team.reply(f"/decide {number} {what}") == TYPE_GAPS
    assert team.reply("/decide 1 ignore") == "Ignored."
    team.gaps("Asked")
    team.nothing_more()


def test_a_database_that_cannot_be_opened_is_named_as_the_reason(
    folder: Path, tmp_path: Path
) -> None:
    database = tmp_path / "notes.sqlite3"
    database.mkdir()
    with open_team(folder, database) as team:
        team.answer(NONSENSE)
        for command in ("/gaps", "/gaps 7", "/stats", "/stats 30"):
            assert team.reply(command) == AWAY
        team.ann.send("/status", team.chat)
        own = team.emu.expect_message(team.chat)
        for kind in ("i", "u", "ehours"):
            press = team.ann.forge_press(own, f"g:deadbeef:{kind}")
            assert press.wait()["text"] == AWAY
        assert AT_NINE in team.answer(HOURS)
        team.save(AT_TEN)
        team.report("Now answering")
        team.nothing_more()


def test_only_who_is_in_the_chat_now_can_decide(team: Team) -> None:
    team.answer(DROP_BY)
    (gap,) = team.gaps(DROP_BY)
    before = gap.text
    for status in (None, "left", "kicked"):
        if status:
            team.chat.members[team.bob.id] = status
        person = team.bob if status else team.eve
        for label in ("Belongs to", "Ignore"):
            assert person.press(gap, label).wait()["text"] == ONLY_MEMBERS
    team.emu.settle()
    assert gap.text == before
    assert not gap.revisions
    team.chat.members[team.bob.id] = "member"
    team.bob.press(gap, "Ignore").wait()
    team.emu.expect_edit(gap, contains="Ignored.")
    team.chat.members[team.bob.id] = "left"
    assert team.bob.press(gap, "Undo").wait()["text"] == ONLY_MEMBERS
    assert team.reply("/gaps") == NO_GAPS
    team.nothing_more()


def test_a_forged_button_decides_nothing(team: Team) -> None:
    team.answer(DROP_BY)
    (gap,) = team.gaps(DROP_BY)
    data = gap.buttons[0]["callback_data"]
    answer = team.emu.chats[team.eve.id].messages
    own = [message for message in answer.values() if message.from_bot][-1]
    elsewhere = team.emu.supergroup("Elsewhere", [team.eve, team.ann])
    team.ann.send(f"/ask {HOURS}", elsewhere)
    there = team.emu.expect_message(elsewhere)
    for person, message in ((team.eve, own), (team.eve, there), (team.ann, there)):
        assert person.forge_press(message, data).wait()["text"] == ONLY_MEMBERS
    gone = "This was answered meanwhile, or is no longer kept."
    assert team.ann.forge_press(gap, "g:deadbeef:ehours").wait()["text"] == gone
    for odd in ("g:", "g::", "g:deadbeef", "g:deadbeef:", "g:deadbeef:x", f"{data[:10]}:"):
        assert team.ann.forge_press(gap, odd).wait()["text"] == ENGLISH.gone
    team.gaps(DROP_BY)
    assert team.suggest() == ""
    team.nothing_more()


def test_a_button_under_a_gap_that_is_answered_by_now_says_so(own_team: Team) -> None:
    own_team.answer(DROP_BY)
    (gap,) = own_team.gaps(DROP_BY)
    own_team.save(DROP_BY_ADDED)
    own_team.report("Now answering")
    assert own_team.reply("/gaps") == NO_GAPS
    own_team.restart()
    said = own_team.ann.press(gap, "Ignore").wait()["text"]
    assert said == "This was answered meanwhile, or is no longer kept."
    own_team.nothing_more()


def test_a_button_under_a_list_that_is_deleted_still_decides(team: Team) -> None:
    team.answer(DROP_BY)
    (gap,) = team.gaps(DROP_BY)
    team.ann.delete(gap)
    team.ann.press(gap, "Ignore").wait()
    assert team.reply("/gaps") == NO_GAPS
    team.nothing_more()


def test_suggest_proposes_what_was_decided_and_git_takes_it(team: Team) -> None:
    asked = (DROP_BY, TIN, BRUSHES, NONSENSE)
    for question in asked:
        team.answer(question)
        team.answer(question, team.bob)
    before = team.file.read_bytes()
    revision = team.reply("/status").splitlines()[1]
    gaps = team.gaps(*["Asked"] * 4)
    of = {question: gap for question in asked for gap in gaps if question in gap.text}
    number = gaps.index(of[TIN]) + 1
    assert "(prices)" in team.reply(f"/decide {number} prices")
    team.ann.press(of[DROP_BY], f"Belongs to: {HOURS}").wait()
    team.ann.press(of[BRUSHES], "Ignore").wait()
    team.ann.press(of[NONSENSE], "Belongs to").wait()
    team.emu.expect_edit(of[NONSENSE])
    team.ann.press(of[NONSENSE], "Undo").wait()
    # Nothing that runs has changed.
    assert AT_NINE not in team.answer(DROP_BY)
    assert team.reply("/status").splitlines()[1] == revision
    assert team.file.read_bytes() == before
    patch = team.suggest()
    added = [line for line in patch.splitlines() if line.startswith("+ ")]
    assert len(added) == 2
    assert DROP_BY in added[0]
    assert TIN in added[1]
    for other in (BRUSHES, NONSENSE):
        assert other not in patch
    assert team.file.read_bytes() == before
    team.git("apply", "-", typed=patch)
    report = team.report("Now answering")
    assert "Phrasings: 2 added, 0 removed" in report
    assert f"• “{DROP_BY}”: " in report
    assert AT_NINE in team.answer(DROP_BY)
    assert "prices & discounts" in team.answer(TIN)
    assert team.suggest() == ""
    team.gaps(NONSENSE)
    team.nothing_more()


def test_a_decision_that_is_taken_back_is_not_proposed(team: Team) -> None:
    for person in (team.eve, team.bob):
        team.answer(NONSENSE, person)
    (gap,) = team.gaps(NONSENSE)
    team.ann.press(gap, "Belongs to").wait()
    assert NONSENSE in team.suggest()
    team.emu.expect_edit(gap)
    team.ann.press(gap, "Undo").wait()
    assert team.suggest() == ""


# Which chat


def test_without_a_chat_its_commands_are_unknown_and_its_buttons_refused(
    folder: Path, tmp_path: Path
) -> None:
    with open_team(folder, tmp_path / "notes.sqlite3", "none") as team:
        for command in COMMANDS:
            assert team.answer(command, team.ann) == ENGLISH.unknown_command
            team.ann.send(command, team.chat)
            team.ann.send(f"{command.split()[0]}@paint_shop_bot", team.chat)
        team.ann.send(f"/ask {HOURS}", team.chat)
        team.emu.expect_message(team.chat, contains=AT_NINE)
        team.ann.send(HOURS)
        press = team.ann.forge_press(team.emu.expect_message(team.ann), "g:deadbeef:i")
        assert press.wait()["text"] == ONLY_MEMBERS
        team.save(AT_TEN)
        team.wait_for_log("Now answering")
        team.ann.send(f"/ask {ADDRESS}", team.chat)
        team.emu.expect_message(team.chat, contains=MILL_LANE)
        assert not team.emu.unread(team.chat)
        assert not [c for c in team.emu.calls if "chat" in c.params.get("scope", {})]


def test_its_commands_work_in_that_chat_only(team: Team) -> None:
    elsewhere = team.emu.supergroup("Elsewhere", [team.ann])
    for command in COMMANDS:
        assert team.answer(command, team.ann) == ENGLISH.unknown_command
        team.ann.send(command, elsewhere)
        team.ann.send(f"{command.split()[0]}@paint_shop_bot", elsewhere)
        team.ann.send(f"{command.split()[0]}@another_bot", team.chat)
    team.ann.send(f"/ask {ADDRESS}", elsewhere)
    team.emu.expect_message(elsewhere, contains=MILL_LANE)
    team.emu.settle()
    assert not team.emu.unread(elsewhere)
    for command in COMMANDS:
        team.reply(f"{command.split()[0]}@paint_shop_bot")
    team.nothing_more()


def test_the_chat_answers_questions_like_any_other(team: Team) -> None:
    assert AT_NINE in team.reply(f"/ask {HOURS}")
    assert MILL_LANE in team.reply(f"@paint_shop_bot {ADDRESS}")
    team.nothing_more()


def test_the_menu_of_the_chat_is_set_once(own_team: Team) -> None:
    emu, scope = own_team.emu, {"chat_id": own_team.chat.id, "type": "chat"}

    def calls(method: str) -> int:
        return len([c for c in emu.calls if c.method == method and c.params["scope"] == scope])

    key = json.dumps(scope), ""
    emu.wait(lambda: emu.commands.get(key), what="menu")
    shown = [command["command"] for command in emu.commands[key]]
    assert shown == [command.command for command in MAINTAINERS]
    emu.settle()
    looks, changes = calls("getMyCommands"), calls("setMyCommands")
    own_team.restart()
    emu.wait(lambda: calls("getMyCommands") == 2 * looks, what="look at the menu")
    emu.settle()
    assert calls("setMyCommands") == changes


def test_the_chat_is_served_beside_those_that_are_allowed(folder: Path, tmp_path: Path) -> None:
    allowed = "-1009999999999"
    with open_team(folder, tmp_path / "notes.sqlite3", FAQBOT_ALLOWED_CHATS=allowed) as team:
        assert AT_NINE in team.reply(f"/ask {HOURS}")
        team.reply("/status", ANSWERING)
        team.answer(DROP_BY)
        (gap,) = team.gaps(DROP_BY)
        team.ann.press(gap, "Ignore").wait()
        team.emu.expect_edit(gap)
        team.save(AT_TEN)
        team.report("Now answering")
        assert team.chat.bot_status == "member"
        elsewhere = team.emu.supergroup("Elsewhere", [team.ann])
        team.ann.send("/status", elsewhere)
        team.emu.expect_call("leaveChat", chat_id=elsewhere.id)


def test_a_chat_that_cannot_be_written_to_costs_a_line(team: Team) -> None:
    team.emu.settle()
    team.chat.set_bot("kicked", team.ann)
    team.save(AT_TEN)
    line = "FAQBOT_ADMIN_CHAT cannot be written to: "
    team.wait_for_log(line)
    assert "At ten." in team.answer(HOURS)
    assert team.run("status").code == 0
    team.save(PAST_TEN)
    team.wait_for_log("Changed: hours", 2)
    team.wait_for_log(line, 2)
    assert "At half past ten." in team.answer(HOURS)
    team.chat.set_bot("member", team.ann)
    team.save(SHOP)
    team.report("Now answering")
    assert team.log().count(line) == 2


def test_a_chat_that_nobody_knows_costs_a_line(folder: Path, tmp_path: Path) -> None:
    settings = {"FAQBOT_ADMIN_CHAT": "-1009999999999"}
    with open_team(folder, tmp_path / "notes.sqlite3", "none", **settings) as team:
        team.save(AT_TEN)
        team.wait_for_log("FAQBOT_ADMIN_CHAT cannot be written to: Chat not found")
        assert "At ten." in team.answer(HOURS)
        team.wait_for_log("The bot's menus are not up to date: Chat not found")


def test_a_telegram_that_fails_for_a_while_keeps_no_later_report_away(team: Team) -> None:
    fault = team.emu.fault("500", "sendMessage", times=1, chat=team.chat.id)
    team.save(AT_TEN)
    team.emu.wait(lambda: fault.hits, what="failure")
    assert "At ten." in team.answer(HOURS)
    team.save(PAST_TEN)
    team.report("Changed: hours")


def test_a_group_that_becomes_a_supergroup_is_followed(folder: Path, tmp_path: Path) -> None:
    with open_team(folder, tmp_path / "notes.sqlite3", "basic group") as team:
        team.reply("/status", ANSWERING)
        team.save(AT_TEN)
        team.report("Now answering")
        old, team.chat = team.chat, team.chat.migrate(team.ann)
        team.save(PAST_TEN)
        team.report("Changed: hours")
        team.reply("/status", ANSWERING)
        team.answer(NONSENSE)
        (gap,) = team.gaps(NONSENSE)
        team.bob.press(gap, "Ignore").wait()
        team.emu.expect_edit(gap, contains="Ignored.")
        assert f"FAQBOT_ADMIN_CHAT is a supergroup now: set it to {team.chat.id}\n" in (team.log())
        assert not team.emu.unread(old)
        team.nothing_more()


def test_a_group_that_became_a_supergroup_before_the_start_is_followed(
    folder: Path, tmp_path: Path
) -> None:
    with open_team(folder, tmp_path / "notes.sqlite3", "basic group") as team:
        old, team.chat = team.chat, team.chat.migrate(team.ann)
        team.reply("/status", ANSWERING)
        team.restart()  # the old number is still the one that is set
        team.reply("/status", ANSWERING)
        team.save(AT_TEN)
        team.report("Changed: hours")
        team.reply("/status", ANSWERING)
        assert not team.emu.unread(old)
        team.nothing_more()


def test_the_chat_may_be_a_person_whom_the_bot_cannot_write_to_yet(
    folder: Path, tmp_path: Path
) -> None:
    with open_team(folder, tmp_path / "notes.sqlite3", "person") as team:
        ann, emu = team.ann, team.emu
        ann.started = False
        team.save(PAST_TEN)
        team.wait_for_log("FAQBOT_ADMIN_CHAT cannot be written to: ")
        assert "At half past ten." in team.answer(HOURS)
        ann.start()
        emu.expect_message(ann, contains="Hello, Ann!")
        scope = json.dumps({"chat_id": ann.id, "type": "chat"}), ""
        emu.wait(lambda: emu.commands.get(scope), what="menu")
        team.save(AT_TEN)
        team.report("Now answering", chat=ann)
        assert ANSWERING in team.answer("/status", ann)
        assert "Nothing new" in team.answer("/reload", ann)
        assert team.answer("/gaps", ann) == NO_GAPS
        assert "At ten." in team.answer(HOURS, ann)
        team.answer(NONSENSE)
        ann.send("/gaps")
        gap = emu.expect_message(ann, contains=NONSENSE)
        assert gap.reply_to is None
        assert team.eve.forge_press(gap, gap.buttons[-1]["callback_data"]).wait()["text"] == (
            ONLY_MEMBERS
        )
        ann.press(gap, "Ignore").wait()
        emu.expect_edit(gap, contains="Ignored.")
        ann.press(gap, "Undo").wait()
        emu.expect_edit(gap)
        assert team.answer("/decide 1 ignore", ann) == "Ignored."
        assert team.answer("/gaps", ann) == NO_GAPS
        for command in COMMANDS:
            assert team.answer(command, team.bob) == ENGLISH.unknown_command
            ann.send(command, team.chat)
        ann.send(f"/ask {ADDRESS}", team.chat)
        emu.expect_message(team.chat, contains=MILL_LANE)
        emu.settle()
        assert not emu.unread(team.chat)


def test_a_chat_in_topics_is_answered_where_it_asks(team: Team) -> None:
    team.chat.is_forum = True
    topic = team.chat.create_topic("The bot")
    team.answer(NONSENSE)
    team.ann.send("/gaps", team.chat, topic=topic)
    gap = team.emu.expect_message(team.chat, contains=NONSENSE, topic=topic)
    team.ann.press(gap, "Ignore").wait()
    team.emu.expect_edit(gap, contains="Ignored.")
    team.save(AT_TEN)
    team.report("Now answering")
