import json
import re
import sqlite3
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from faq.cli import markdown
from faq.usage.privacy import redact
from faq.usage.records import Gap
from faq.usage.store import open_store
from unit.commands import run_here
from unit.repositories import Git, commit
from unit.samples import LEAFLET, SMALL, VISIBLE

Diff = Callable[..., tuple[int, str, str]]

MOVED = SMALL.replace("[opening hours, ", "[").replace(
    "phrasings: [car park, ", "phrasings: [opening hours please, car park, "
)
"""What the FAQ's only question expects is taken away from its entry."""


def write(text: str) -> None:
    Path("faq").mkdir(exist_ok=True)
    Path("faq/faq.yaml").write_text(text, "utf-8")
    Path("faq/leaflet.txt").write_text(LEAFLET, "utf-8")


@pytest.fixture
def diff(
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Diff:
    """Runs `faqbot diff` where the sample FAQ is committed in the folder `faq`."""
    write(SMALL)
    commit(git)
    monkeypatch.setenv("FAQBOT_ENCODER", "off")
    monkeypatch.setenv("FAQBOT_FAQ", "faq")
    monkeypatch.setenv("FAQBOT_DATABASE_URL", f"sqlite:///{tmp_path}/home/faqbot.sqlite3")

    def run(*arguments: str) -> tuple[int, str, str]:
        ran = run_here(capsys)("diff", *arguments)
        return ran.code, ran.out, ran.err

    return run


def test_nothing_differs_from_the_last_commit_before_an_edit(diff: Diff, git: Git) -> None:
    name = git("rev-parse", "--short", "HEAD").strip()
    assert diff("--no-gaps") == (
        0,
        f"Of 1 question asked, none is answered differently since HEAD ({name}).\n",
        "",
    )


def test_an_expectation_that_breaks_is_shown_with_its_place_and_exit_code_1(
    diff: Diff, git: Git
) -> None:
    write(MOVED)
    name = git("rev-parse", "--short", "HEAD").strip()
    code, out, err = diff("--no-gaps")
    out = re.sub(r"\(\d\.\d\d\)", "(0.00)", out)
    assert (code, err) == (1, "")
    assert out == (
        "1 phrasing added: parking\n"
        "1 phrasing removed: hours\n"
        "\n"
        "Passed before, wrong now (1)\n"
        "  faq/faq.yaml:33:8: opening hours please\n"
        "      hours (0.00) → parking (0.00), expected hours\n"
        "\n"
        "Another answer than before (1)\n"
        "  faq/faq.yaml:13:17: removed: opening hours\n"
        "      hours (0.00) → parking (0.00)\n"
        "\n"
        f"Of 2 questions asked, 2 are answered differently since HEAD ({name}).\n"
        "1 question that passed fails now.\n"
    )


def test_the_limit_leaves_out_the_least_harmful_changes(diff: Diff) -> None:
    write(MOVED)
    code, out, _ = diff("--no-gaps", "--limit", "1")
    assert code == 1
    assert "Passed before, wrong now (1)" in out
    assert "Another answer" not in out
    assert "… and 1 more; --limit 0 shows all." in out
    assert "Another answer" in diff("--no-gaps", "--limit", "0")[1]


def test_nothing_is_written_to_the_repository(diff: Diff, git: Git) -> None:
    write(MOVED)
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    diff("--format", "json")
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before
    assert git("status", "--porcelain") == " M faq/faq.yaml\n"


def test_json_has_every_change_and_both_replies(diff: Diff) -> None:
    write(MOVED)
    code, out, err = diff("--no-gaps", "--format", "json", "--limit", "1")
    found = json.loads(out)
    assert (code, err, found["asked"], found["broken"]) == (1, "", 2, 1)
    assert found["edits"]["phrasings_removed"] == [["hours", "opening hours"]]
    first = found["changes"][0]
    confidences = [first[side].pop("confidence") for side in ("before", "after")]
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert first == {
        "question": "opening hours please",
        "kind": "question",
        "harm": "now_wrong",
        "breaks": True,
        "place": "faq/faq.yaml:33:8",
        "expected": ["hours"],
        "before": {"outcome": "answer", "got": ["hours"], "verdict": "right"},
        "after": {"outcome": "answer", "got": ["parking"], "verdict": "wrong"},
    }
    assert len(found["changes"]) == 2


def test_markdown_is_a_comment_that_a_workflow_finds_again(diff: Diff) -> None:
    write(MOVED)
    code, out, err = diff("--format", "markdown")
    assert (code, err) == (1, "")  # without gaps, which are nobody else's business
    assert out.startswith(
        "<!-- faqbot diff -->\n### 1 question that passed fails since <code>HEAD ("
    )
    assert "**Passed before, wrong now (1)**\n\n| question | before | now | expected |\n" in out


def test_a_long_comment_folds_what_breaks_nothing_and_stays_short_enough(diff: Diff) -> None:
    many = ", ".join(
        f"'{chr(97 + n // 26)}{chr(97 + n % 26)} [|](<#>) {'*@' * 95}'" for n in range(300)
    )
    write(SMALL.replace("[opening hours, ", f"[{many}, opening hours, "))
    code, out, _ = diff("--format", "markdown", "--limit", "0")
    assert code == 0
    assert len(out) < 65_536
    assert "<details><summary>Better than before (299)</summary>" in out
    shown = out.count("\n| <code>")
    assert 20 < shown < 299
    assert f"… and {299 - shown} more." in out


def test_stored_gaps_are_asked(diff: Diff, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/home/faqbot.sqlite3") as store:
        store.keep_gap(
            Gap("c" * 32, 1, "p" * 32, redact("may dogs come in"), "no_answer", None, 1)
        )
    write(SMALL.replace("[car park, ", "[may dogs come in, car park, "))
    code, out, err = diff()
    assert (code, err) == (0, "")
    assert "  unanswered: may dogs come in\n      " in out
    assert "unanswered" not in diff("--no-gaps")[1]


def test_a_database_that_is_missing_or_broken_is_a_note(diff: Diff, tmp_path: Path) -> None:
    code, _, err = diff()
    assert code == 0
    assert err.startswith(
        "Unanswered questions are left out, as with --no-gaps. There is no database sqlite:///"
    )
    database = tmp_path / "home/faqbot.sqlite3"
    assert not database.exists()
    database.write_bytes(b"no database at all" * 100)
    code, out, err = diff()
    assert code == 0
    assert "is no SQLite database" in err
    assert out.startswith("Of 1 question asked")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(database).execute("PRAGMA user_version")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_revision_without_a_sound_faq_may_be_allowed(form: str, diff: Diff, git: Git) -> None:
    write("title: [")
    commit(git)
    write(SMALL)
    code, out, err = diff()
    assert (code, out) == (2, "")
    assert err.startswith("the FAQ of HEAD (")
    code, out, err = diff("--allow-missing", "--format", form)
    assert (code, err) == (0, "")
    assert "Nothing to compare: " in out
    if form == "json":
        assert json.loads(out)["changes"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["HEADD"], 'git knows no revision "HEADD"; did you mean "HEAD"?'),
        (["--faq", "nowhere"], "nowhere:1:1: there is no such file or folder"),
        (["--limit", "-1"], "'--limit'"),
        (["--format", "html"], "'--format'"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(arguments: list[str], message: str, diff: Diff) -> None:
    code, out, err = diff(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


class _Cells(HTMLParser):
    """The text of each cell of a table, and every tag and link."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.add(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


@given(st.lists(VISIBLE, min_size=2, max_size=2))
def test_no_text_breaks_out_of_a_table(texts: list[str]) -> None:
    lines = markdown.table(("a", "b"), [[markdown.code(text) for text in texts]])
    parser = MarkdownIt("gfm-like", {"linkify": False})
    cells = _Cells()
    cells.feed(parser.render("\n".join(lines)))
    assert cells.tags == {"table", "thead", "tbody", "tr", "th", "td", "code"}
    assert len(cells.cells) == 4
    assert not re.search(
        r"[@#|`<>*_\[\]~\\]",
        "\n".join(lines[2:])
        .replace("&#", "")
        .replace("<code>", "")
        .replace("</code>", "")
        .replace("| ", "")
        .replace(" |", ""),
    )
    for text, cell in zip(texts, cells.cells[2:], strict=True):
        kept = "".join(c for c in cell if not c.isspace() and c.isprintable())
        wanted = "".join(c for c in text if not c.isspace() and c.isprintable())
        assert kept.removesuffix("…") == wanted[: len(kept.removesuffix("…"))]
        assert kept == wanted or cell.rstrip().endswith("…")
