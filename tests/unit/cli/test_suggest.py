import json
import subprocess
from pathlib import Path

import pytest

from unit.commands import Run
from unit.samples import SMALL
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
    """The working folder is a repository of git."""
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
    (line,) = [line for line in changed.split("\n") if line not in SMALL.split("\n")]
    assert line == (
        "    phrasings: [opening hours, at what time does the shop open in the morning, "
        '"zyx wvu: #1"]'
    )
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


def test_what_belongs_nowhere_is_listed_with_where_to_look(run: Run) -> None:
    keep(gaps_of(["qpo mnb"] * 2))
    ran = run("suggest")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("1 question needs an answer of its own, or a subject that is not")
    assert "faqbot gaps --passages" in ran.err
    assert "\n  asked 2 times by 2 people, last on " in ran.err
