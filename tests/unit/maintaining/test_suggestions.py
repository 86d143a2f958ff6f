import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from faq.answering.edition import Edition, cached_encoder, open_edition
from faq.answering.replies import Answer, NotCoveredReply
from faq.content import BUNDLED, load
from faq.maintaining.editing import write
from faq.maintaining.suggestions import Decision, Suggestions, decided, suggest
from faq.matching import Matcher
from faq.usage.store import Gap, open_store
from unit.samples import BLOCKS, LEAFLET, SMALL, problems_at, small_faq
from unit.traffic import CREW, NEEDS, a_month, gaps_of

PATIENCE_S = 120  # a command that takes longer hangs


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    """A copy of the bundled FAQ."""
    return Path(shutil.copytree(BUNDLED, tmp_path / "bpo-kpo"))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The sample FAQ."""
    small_faq(tmp_path)
    (tmp_path / "faq.yaml").write_text(BLOCKS)
    return tmp_path / "faq.yaml"


def desk_of(path: Path) -> Edition:
    faq = load(path)
    return Edition(faq, Matcher(faq))


def suggested(path: Path, gaps: list[Gap], *decisions: Decision) -> Suggestions:
    return suggest(path, desk_of(path), gaps, decisions)


def test_a_month_of_gaps_is_answered_once_the_suggestions_are_applied(
    bundled: Path, tmp_path: Path
) -> None:
    with open_store(f"sqlite:///{tmp_path}/bot.sqlite3") as store:
        for gap in a_month():
            store.keep_gap(gap)
        gaps = store.gaps()
    before = open_edition(bundled, cached_encoder())
    found = suggest(bundled, before, gaps)
    write(found.changed)
    after = open_edition(bundled, cached_encoder())

    targets = {proposal.target for proposal in found.proposals}
    assert {"hiring", "working-conditions"} <= targets
    for text in CREW:
        reply = after.reply(text)
        assert isinstance(reply, Answer)
        assert reply.entry.id == "hiring"
    for need, subject in (("dress", "working-conditions"), ("software", "technology")):
        for text in NEEDS[need]:
            declined = after.reply(text)
            assert isinstance(declined, NotCoveredReply)
            assert declined.subject.id == subject
    for proposal in found.proposals:
        assert proposal.helped == proposal.group.count
    drafted = {text for draft in found.drafts for text in draft.wordings}
    assert {*NEEDS["dogs"], *NEEDS["coffee"]} <= drafted


def test_nothing_is_written_before_somebody_says_so(shop: Path) -> None:
    before = shop.read_bytes()
    found = suggested(shop, [*gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked")])
    assert found.changed
    assert shop.read_bytes() == before


@pytest.mark.parametrize(
    ("by", "number", "is_enough"),
    [("picked", 1, True), ("reworded", 1, False), ("reworded", 2, True)],
)
def test_what_people_did_proves_an_entry(
    by: str,
    number: int,
    is_enough: bool,  # noqa: FBT001 -- a case
    shop: Path,
) -> None:
    led = gaps_of(["zyx wvu tsr"] * number, settled="hours", by=by)
    found = suggested(shop, [*led, *gaps_of(["zyx wvu tsr"] * 2, start=9)])
    assert [p.target for p in found.proposals] == ["hours"] * is_enough
    assert [draft.group.count for draft in found.drafts] == [number + 2] * (not is_enough)


def test_contrary_evidence_proves_nothing(shop: Path) -> None:
    gaps = [
        *gaps_of(["zyx wvu tsr"], settled="hours", by="picked"),
        *gaps_of(["zyx wvu tsr"], start=5, settled="parking", by="picked"),
    ]
    assert suggested(shop, gaps).proposals == ()
    rejected = [*gaps[:1], *gaps_of(["zyx wvu tsr"], start=7, by="none fits")]
    assert suggested(shop, rejected).proposals == ()


def test_what_was_asked_once_is_chance(shop: Path) -> None:
    gaps = [*gaps_of(["zyx wvu tsr"], settled="hours", by="picked")]
    assert suggested(shop, gaps) == Suggestions()
    assert len(suggest(shop, desk_of(shop), gaps, min_count=1).proposals) == 1


def test_a_decision_goes_before_a_guess(shop: Path) -> None:
    gaps = [*gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked")]
    (proposal,) = suggested(shop, gaps, Decision("Zyx WVU  tsr", entry="parking")).proposals
    assert (proposal.target, proposal.is_entry) == ("parking", True)
    (proposal,) = suggested(shop, gaps, Decision("zyx wvu tsr", subject="wages")).proposals
    assert (proposal.target, proposal.is_entry) == ("wages", False)
    assert suggested(shop, gaps, Decision("zyx wvu tsr", ignore=True)) == Suggestions()
    (proposal,) = suggested(shop, gaps, Decision("zyx wvu tsr", entry="gone")).proposals
    assert proposal.target == "hours"


def test_a_decided_question_counts_even_if_it_was_asked_once(shop: Path) -> None:
    gaps = [*gaps_of(["zyx wvu tsr"])]
    (proposal,) = suggested(shop, gaps, Decision("zyx wvu tsr", entry="hours")).proposals
    assert (proposal.phrasings, proposal.helped) == (("zyx wvu tsr",), 1)


def test_decisions_that_disagree_take_a_group_apart(shop: Path) -> None:
    gaps = [*gaps_of(["zyxwvu tsrq", "zyxwvu tsrqq", "zyxwvu tsrqqq"] * 2)]
    found = suggested(
        shop,
        gaps,
        Decision("zyxwvu tsrq", entry="hours"),
        Decision("zyxwvu tsrqq", entry="parking"),
    )
    assert {(p.target, p.phrasings) for p in found.proposals} <= {
        ("hours", ("zyxwvu tsrq",)),
        ("parking", ("zyxwvu tsrqq",)),
    }
    texts = [text for p in found.proposals for text in p.phrasings]
    assert "zyxwvu tsrqqq" not in texts


def test_a_change_that_breaks_a_behaviour_test_is_dropped_with_its_name(shop: Path) -> None:
    shop.write_text(BLOCKS + "  - {q: zyx wvu tsr, expect: none}\n")
    gaps = [
        *gaps_of(["zyx wvu tsr"] * 2, settled="hours", by="picked"),
        *gaps_of(["mnb lkj hgf"] * 2, start=9, settled="parking", by="picked"),
    ]
    found = suggested(shop, gaps)
    assert [p.target for p in found.proposals] == ["parking"]
    (dropped,) = found.dropped
    assert (dropped.proposal.target, dropped.breaks) == ("hours", ("zyx wvu tsr",))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("zyx wvu for [name]", "private"),
        ("zyx wvu " * 30, "longer than 200"),
        ("what is it", "only stop words"),
    ],
)
def test_a_wording_that_is_not_fit_is_left_out_with_the_reason(
    text: str, why: str, shop: Path
) -> None:
    gaps = [*gaps_of([text] * 2, settled="hours", by="picked")]
    found = suggested(shop, gaps, Decision(text, entry="hours"))
    assert found.proposals == ()
    ((_, reason),) = found.dropped[0].proposal.left_out
    assert why in reason


# The command.


class Ran(subprocess.CompletedProcess[str]):
    """What a command did."""

    @property
    def code(self) -> int:
        return self.returncode

    @property
    def out(self) -> str:
        return self.stdout

    @property
    def err(self) -> str:
        return self.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A git repository with the sample FAQ in faq/."""
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "faq.yaml").write_text(BLOCKS)
    (tmp_path / "faq" / "leaflet.txt").write_text(LEAFLET)
    git(tmp_path, "init", "--quiet")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Callable[..., Ran]:
    """Runs `faqbot` on the sample FAQ and a database beside it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("FAQBOT_", "TELEGRAM_"))} | {
        "FAQBOT_FAQ": "faq",
        "FAQBOT_ENCODER": "off",
        "FAQBOT_DATABASE_URL": "sqlite:///bot.sqlite3",
    }

    def run_in_folder(*arguments: str, **settings: str) -> Ran:
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "bot", *arguments],
            capture_output=True,
            cwd=folder,
            env=env | settings,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return Ran(done.args, done.returncode, done.stdout, done.stderr)

    return run_in_folder


def git(folder: Path, *arguments: str, typed: str = "") -> None:
    done = subprocess.run(  # noqa: S603 -- our own arguments
        ["git", *arguments],  # noqa: S607 -- as on any machine
        input=typed,
        capture_output=True,
        cwd=folder,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def kept(folder: Path, gaps: list[Gap]) -> None:
    """The gaps in the database, as if asked today."""
    shift = int(time.time()) - max(gap.at for gap in gaps)
    with open_store(f"sqlite:///{folder}/bot.sqlite3") as store:
        for gap in gaps:
            store.keep_gap(
                Gap(
                    gap.chat,
                    gap.message,
                    gap.person,
                    gap.question,
                    gap.outcome,
                    gap.nearest,
                    gap.at + shift,
                    gap.settled,
                    gap.settled_by,
                )
            )


def test_a_draft_loads_as_soon_as_it_is_written(run: Callable[..., Ran], folder: Path) -> None:
    leaflet = f"{LEAFLET}\nThe garden has nine benches, and a fountain.\n"
    (folder / "faq" / "leaflet.txt").write_text(leaflet)
    kept(folder, [*gaps_of(["nine benches in your garden, and a fountain?"] * 2)])
    kept(folder, [*gaps_of(["qpo mnb: #1"] * 2, start=50)])
    drafts = run("suggest", "--drafts")
    assert drafts.code == 0, drafts.err
    assert [line for line in drafts.out.split("\n") if "- id" in line] == [
        "  - id: nine-benches-your",
        "  - id: qpo-mnb-1",
    ]
    assert "quote: The garden has nine benches, and a fountain." in drafts.out
    whole = folder / "whole"
    whole.mkdir()
    (whole / "faq.yaml").write_text(SMALL)
    (whole / "leaflet.txt").write_text(leaflet)
    (whole / "drafts.yaml").write_text(drafts.out)
    problems = problems_at(whole)
    assert len(problems) == 2
    assert all(p.endswith(('"answer" is empty', '"topic" is empty')) for p in problems), problems
    finished = drafts.out.replace('""', "Written now")
    (whole / "drafts.yaml").write_text(finished)
    assert problems_at(whole) == []


def test_the_patch_applies_and_the_question_is_answered(
    run: Callable[..., Ran], folder: Path
) -> None:
    kept(folder, [*gaps_of(["zyx wvu: #1"] * 3, settled="hours", by="picked")])
    made = run("suggest")
    assert made.code == 0, made.err
    assert "1. Add 1 phrasing to hours: after asking, people picked it 3×." in made.err
    git(folder, "apply", "-", typed=made.out)
    changed = (folder / "faq" / "faq.yaml").read_text()
    (line,) = [line for line in changed.split("\n") if line not in BLOCKS.split("\n")]
    assert line == '      - "zyx wvu: #1"'
    assert json.loads(run("ask", "--json", "zyx wvu: #1").out)["entry"] == "hours"
    assert run("check").code == 0
    again = run("suggest")
    assert (again.code, again.out) == (0, "")
    assert again.err == "There is nothing to add to the FAQ as it is.\n"


def test_changes_that_cannot_be_written_are_listed_and_the_others_proposed(
    run: Callable[..., Ran], folder: Path
) -> None:
    file = folder / "faq" / "faq.yaml"
    lines = "      - car park\n      - parking places for customers\n"
    mixed = SMALL.replace(" [car park, parking places for customers]", "\n" + lines.rstrip())
    file.write_text(mixed)
    kept(folder, [*gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked")])
    kept(folder, [*gaps_of(["mnb lkj hgf"] * 2, start=50, settled="parking", by="picked")])
    made = run("suggest", "--apply")
    assert (made.code, made.err) == (0, "")
    assert (
        "Not added to hours: zyx wvu tsr\n"
        '   because faq/faq.yaml:13:16: "phrasings" is written in brackets, which faqbot cannot '
        'add to: write it with one item a line, each behind "- "\n'
    ) in made.out
    assert file.read_text() == mixed.replace(lines, f"{lines}      - mnb lkj hgf\n")
    again = run("suggest")
    assert (again.code, again.out) == (0, "")
    assert "Not added to hours: zyx wvu tsr" in again.err
    assert "nothing to add" not in again.err


def test_applying_does_what_the_patch_would(run: Callable[..., Ran], folder: Path) -> None:
    kept(folder, [*gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked")])
    before = (folder / "faq" / "faq.yaml").read_text()
    patch = run("suggest").out
    applied = run("suggest", "--apply")
    assert (applied.code, applied.err) == (0, "")
    assert applied.out.endswith("Changed faq/faq.yaml\n")
    after = (folder / "faq" / "faq.yaml").read_text()
    assert after != before
    git(folder, "apply", "--reverse", "-", typed=patch)
    assert (folder / "faq" / "faq.yaml").read_text() == before


def test_gaps_are_listed_with_figures_and_what_was_learned(
    run: Callable[..., Ran], folder: Path
) -> None:
    kept(folder, [*gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked")])
    kept(folder, [*gaps_of(["what are wages of the staffs"] * 2, start=50)])
    shown = run("gaps")
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.split("\n")
    assert lines[0].split() == [
        "asked",
        "people",
        "last",
        "question",
        "nearest",
        "entry",
        "learned",
    ]
    assert lines[1].split()[:2] == ["3×", "3"]
    assert lines[1].endswith("3× picked → hours")
    assert "wages" in shown.out
    assert "Asked in vain in the last 30 days: 5 (3 open, in 1 group, 2 declined by name)." in (
        " ".join(shown.out.split())
    )
    assert "in 2 groups" in run("gaps", "--all").out
    found = json.loads(run("gaps", "--format", "json").out)
    assert list(found) == ["days", "gaps", "answered", "groups", "declined"]
    assert found["groups"][0]["evidence"] == [{"entry": "hours", "picked": 3, "reworded": 0}]
    assert "| <code>zyx wvu tsr</code> |" in run("gaps", "--format", "markdown").out


def test_old_gaps_are_not_looked_at(run: Callable[..., Ran], folder: Path) -> None:
    kept(folder, [*gaps_of(["zyx wvu tsr"] * 3)])
    with open_store(f"sqlite:///{folder}/bot.sqlite3") as store:
        store.keep_gap(Gap("c", 1, "p", "qpo mnb", "no_answer", None, int(time.time()) - 200_000))
    assert "qpo" in run("gaps", "--since", "3").out
    assert "qpo" not in run("gaps", "--since", "2").out


@pytest.mark.parametrize("command", ["gaps", "suggest"])
def test_a_missing_database_is_a_sentence_and_is_not_made(
    command: str, run: Callable[..., Ran], folder: Path
) -> None:
    ran = run(command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("There is no database at sqlite:///bot.sqlite3 yet: the bot makes")
    assert not (folder / "bot.sqlite3").exists()


def test_nobody_asked_in_vain(run: Callable[..., Ran], folder: Path) -> None:
    open_store(f"sqlite:///{folder}/bot.sqlite3").close()
    assert run("gaps").out == "Nothing was asked in vain in the last 30 days.\n"
    assert run("suggest", "--drafts").out == ""


def test_drafts_cannot_be_applied(run: Callable[..., Ran]) -> None:
    ran = run("suggest", "--drafts", "--apply")
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_decisions_of_the_chat_are_read_from_the_gaps() -> None:
    made = [
        replace(gap, decision=decision)
        for gap, decision in zip(
            gaps_of(["do you sell bread", "can i park a lorry", "hello there", "what is that"]),
            ["entry:hours", "subject:wages", "ignore", None],
            strict=True,
        )
    ]
    assert decided(made) == [
        Decision("do you sell bread", entry="hours"),
        Decision("can i park a lorry", subject="wages"),
        Decision("hello there", ignore=True),
    ]
