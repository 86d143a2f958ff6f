import json
import time
from pathlib import Path

from faq.usage.records import Gap
from faq.usage.store import open_store
from unit.commands import Run
from unit.samples import LEAFLET, SMALL
from unit.traffic import gaps_of, keep


def test_gaps_are_listed_with_figures_and_what_was_learned(process: Run) -> None:
    keep(gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked"))
    keep(gaps_of(["what are wages of the staffs"] * 2, start=50))
    shown = process("gaps")
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.split("\n")
    titles = "asked people last question nearest entry learned"
    assert lines[0].split() == titles.split()
    assert lines[1].split()[:2] == ["3×", "3"]
    assert lines[1].endswith("3× picked → hours")
    assert "wages" in shown.out
    assert "Unanswered in the last 30 days: 5 (3 open, in 1 group, 2 declined by name)." in (
        " ".join(shown.out.split())
    )


def test_every_format_has_the_same_groups(run: Run) -> None:
    keep(gaps_of(["zyx wvu tsr"] * 3, settled="hours", by="picked"))
    keep(gaps_of(["what are wages of the staffs"] * 2, start=50))
    assert "in 2 groups" in run("gaps", "--all").out
    found = json.loads(run("gaps", "--format", "json").out)
    assert list(found) == ["days", "gaps", "answered", "groups", "declined"]
    assert found["groups"][0]["evidence"] == [{"entry": "hours", "picked": 3, "reworded": 0}]
    assert "passages" not in found["groups"][0]
    assert "| <code>zyx wvu tsr</code> |" in run("gaps", "--format", "markdown").out


def test_the_likeliest_passages_are_shown_in_every_format(run: Run, shop: Path) -> None:
    sentence = "The garden has nine benches, and a fountain."
    (shop / "leaflet.txt").write_text(f"{LEAFLET}\n{sentence}\n")
    question = "nine benches in your garden, and a fountain?"
    keep(gaps_of([question] * 2))
    keep(gaps_of(["qpo mnb"], start=50))

    found = json.loads(run("gaps", "--passages", "--format", "json").out)
    first, second = (group["passages"] for group in found["groups"])
    assert [passage["source"] for passage in first] == ["leaflet"] * 2
    assert first[0]["text"] == sentence
    assert first[0]["likeness"] > 0.3 > second[0]["likeness"]
    shown = run("gaps", "--passages").out
    assert f"\n{question}\n  {first[0]['likeness']:.2f} leaflet: {sentence}\n" in shown
    markdown = run("gaps", "--passages", "--format", "markdown").out
    assert f"<code>leaflet</code> <code>{sentence}</code>\n" in markdown


def test_an_faq_without_texts_has_no_passages(run: Run, shop: Path) -> None:
    (shop / "faq.yaml").write_text(SMALL.replace("    file: leaflet.txt\n", ""))
    keep(gaps_of(["zyx wvu tsr"]))
    assert "\nzyx wvu tsr\n  The sources have no text.\n" in run("gaps", "--passages").out


def test_old_gaps_are_not_looked_at(run: Run) -> None:
    keep(gaps_of(["zyx wvu tsr"] * 3))
    with open_store("sqlite:///bot.sqlite3") as store:
        store.keep_gap(Gap("c", 1, "p", "qpo mnb", "no_answer", None, int(time.time()) - 200_000))
    assert "qpo" in run("gaps", "--since", "3").out
    assert "qpo" not in run("gaps", "--since", "2").out


def test_nobody_asked_in_vain(run: Run) -> None:
    open_store("sqlite:///bot.sqlite3").close()
    assert run("gaps").out == "No question was left unanswered in the last 30 days.\n"
