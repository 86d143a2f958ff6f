import json
import subprocess
from pathlib import Path

import pytest

from unit.commands import Run
from unit.samples import BLOCKS, SMALL
from unit.traffic import gaps_of, keep


def git(*arguments: str, typed: str = "") -> None:
    done = subprocess.run(  # noqa: S603 -- our own arguments
        ["git", *arguments],  # noqa: S607 -- as on any machine
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(autouse=True)
def repository(shop: Path) -> None:
    """The working folder is a repository of git, and the FAQ has one phrasing a line."""
    (shop / "faq.yaml").write_text(BLOCKS)
    git("-C", str(shop), "init", "--quiet")


def test_the_patch_applies_and_the_question_is_answered(
    run: Run, process: Run, shop: Path
) -> None:
    keep(gaps_of(["zyx wvu: #1"] * 3, settled="hours", by="picked"))
    made = process("suggest")
    assert made.code == 0, made.err
    assert "1. Add 1 phrasing to hours: after asking, people picked it 3×." in made.err
    git("apply", "-", typed=made.out)
    changed = (shop / "faq.yaml").read_text()
    (line,) = [line for line in changed.split("\n") if line not in BLOCKS.split("\n")]
    assert line == '      - "zyx wvu: #1"'
    assert json.loads(run("ask", "--json", "zyx wvu: #1").out)["entry"] == "hours"
    assert run("check").code == 0
    again = run("suggest")
    assert (again.code, again.out) == (0, "")
    assert again.err == "There is nothing to add to the FAQ as it is.\n"


def test_applying_does_what_the_patch_would(run: Run, shop: Path) -> None:
    keep(gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked"))
    before = (shop / "faq.yaml").read_text()
    patch = run("suggest").out
    applied = run("suggest", "--apply")
    assert (applied.code, applied.err) == (0, "")
    assert applied.out.endswith("Changed faq.yaml\n")
    assert (shop / "faq.yaml").read_text() != before
    git("apply", "--reverse", "-", typed=patch)
    assert (shop / "faq.yaml").read_text() == before


def test_changes_that_cannot_be_written_are_listed_and_the_others_proposed(
    run: Run, shop: Path
) -> None:
    lines = "      - car park\n      - parking places for customers\n"
    mixed = SMALL.replace(" [car park, parking places for customers]", "\n" + lines.rstrip())
    (shop / "faq.yaml").write_text(mixed)
    keep(gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked"))
    keep(gaps_of(["mnb lkj hgf"] * 2, start=50, settled="parking", by="picked"))
    made = run("suggest", "--apply")
    assert (made.code, made.err) == (0, "")
    assert (
        "Not added to hours: zyx wvu tsr\n"
        '   because faq.yaml:13:16: "phrasings" is written in brackets, which faqbot cannot '
        'add to: write it with one item a line, each behind "- "\n'
    ) in made.out
    assert (shop / "faq.yaml").read_text() == mixed.replace(lines, f"{lines}      - mnb lkj hgf\n")
    again = run("suggest")
    assert (again.code, again.out) == (0, "")
    assert "Not added to hours: zyx wvu tsr" in again.err
    assert "nothing to add" not in again.err


def test_what_belongs_nowhere_is_listed_with_where_to_look(run: Run) -> None:
    keep(gaps_of(["qpo mnb"] * 2))
    ran = run("suggest")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("1 question needs an answer of its own, or a subject that is not")
    assert "faqbot gaps --passages" in ran.err
    assert "\n  asked 2 times by 2 people, last on " in ran.err
