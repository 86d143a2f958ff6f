import copy
import os
import re
import stat
import subprocess
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq.content import BUNDLED, load
from faq.errors import EditError, FaqError
from faq.maintaining.editing.editing import (
    AddEntry,
    AddNotCovered,
    AddNotCoveredPhrasings,
    AddPhrasings,
    Edit,
    apply,
    patch,
    write,
)
from unit.maintaining.editing.layouts import ANSWER, LINE, TEXTS, comments, layouts, said
from unit.samples import LEAFLET, SMALL

MANY = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """One edit, for a file with the entry id-0."""
    kind = draw(st.sampled_from([AddPhrasings, AddNotCovered, AddEntry]))
    if kind is AddPhrasings:
        return AddPhrasings("id-0", draw(TEXTS))
    if kind is AddNotCovered:
        return AddNotCovered("new", draw(LINE), draw(TEXTS))
    return AddEntry(
        "new",
        draw(LINE),
        draw(ANSWER.filter(bool)),
        topic=draw(st.none() | LINE),
        phrasings=draw(st.lists(LINE, max_size=3)),
        citations=[("s", quote) for quote in draw(st.lists(LINE, max_size=2))],
        related=draw(st.just(()) | st.just(("id-0",))),
    )


def changed(old: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """The content with the edit."""
    content = copy.deepcopy(old)
    match edit:
        case AddPhrasings(name, texts):
            entry = next(e for e in content["entries"] if e["id"] == name)
            entry.setdefault("phrasings", []).extend(texts)
        case AddNotCovered():
            new = {"id": edit.id, "topic": edit.topic, "phrasings": list(edit.texts)}
            content.setdefault("not_covered", []).append(new)
        case AddEntry():
            given: dict[str, Any] = {
                "id": edit.id,
                "topic": edit.topic,
                "question": edit.question,
                "phrasings": list(edit.phrasings),
                "answer": "\n".join(line.rstrip() for line in edit.answer.split("\n")),
                "sources": [{"source": s, "quote": q} for s, q in edit.citations],
                "related": list(edit.related),
            }
            new = {key: value for key, value in given.items() if value}
            entries = content["entries"]
            topics = [entry.get("topic") for entry in entries]
            same = [n for n, topic in enumerate(topics) if topic and topic == edit.topic]
            entries.insert(same[-1] + 1 if same else len(entries), new)
    return content


@MANY
@given(layouts(), edits())
def test_an_edit_changes_what_is_said_by_itself_and_nothing_else(
    tmp_path: Path, sample: tuple[Any, str], edit: Edit
) -> None:
    _, text = sample
    file = tmp_path / "faq.yaml"
    file.write_bytes(text.encode())
    made = apply(file, [edit])[file]
    assert said(made) == changed(said(text), edit)
    assert comments(made) == comments(text)
    assert set(re.findall("\r\n|\r|\n", made)) <= {ending(text)}
    assert made.startswith("\ufeff") == text.startswith("\ufeff")
    assert file.read_bytes() == text.encode()


def ending(text: str) -> str:
    """What the lines of a text end with."""
    found = re.search("\r\n|\r|\n", text)
    return found[0] if found else "\n"


@MANY
@given(layouts(), edits())
def test_lines_that_are_there_stay_as_they_are(
    tmp_path: Path, sample: tuple[Any, str], edit: Edit
) -> None:
    _, text = sample
    file = tmp_path / "faq.yaml"
    file.write_bytes(text.encode())
    made = apply(file, [edit])[file]
    old, new = text.split(ending(text)), made.split(ending(text))
    # One line may change: that of a list in brackets grows or gets a comma.
    assert same_start(old, new) + same_start(old[::-1], new[::-1]) >= len(old) - 1


def same_start(some: list[str], others: list[str]) -> int:
    """How many lines two texts have in common at the beginning."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False))
    return sum(1 for _ in pairs)


ADDED: list[Edit] = [
    AddPhrasings("a", ["also: x", "no"]),
    AddEntry("b", "Q?", "One.\n\nTwo.", topic="T", citations=[("s", "the quote")], related=["a"]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "title: T\nentries:\n  - id: a\n    question: q  # asked\n    answer: b\n",
            "title: T\nentries:\n  - id: a\n    question: q  # asked\n    phrasings:\n"
            '      - "also: x"\n      - "no"\n    answer: b\n'
            "  - id: b\n    topic: T\n    question: Q?\n    answer: |\n      One.\n\n      Two.\n"
            "    sources:\n      - source: s\n        quote: the quote\n    related: [a]\n",
            id="no list yet",
        ),
        pytest.param(
            "title: T\nentries:\n- id: a\n  question: q\n  phrasings:\n  - x\n  # - y\n"
            "  answer: b\n  # to do\n\n# What is not there.\nnot_covered: []",
            "title: T\nentries:\n- id: a\n  question: q\n  phrasings:\n  - x\n"
            '  - "also: x"\n  - "no"\n  # - y\n  answer: b\n  # to do\n'
            "- id: b\n  topic: T\n  question: Q?\n  answer: |\n    One.\n\n    Two.\n"
            "  sources:\n  - source: s\n    quote: the quote\n  related: [a]\n"
            "\n# What is not there.\nnot_covered: []",
            id="hyphens under their key, comments behind",
        ),
        pytest.param(
            "title: T\r\nentries:\r\n  - {id: a, question: q, phrasings: [x], answer: b}",
            "title: T\r\nentries:\r\n"
            '  - {id: a, question: q, phrasings: [x, "also: x", "no"], answer: b}\r\n'
            "  - id: b\r\n    topic: T\r\n    question: Q?\r\n    answer: |\r\n      One.\r\n\r\n"
            "      Two.\r\n    sources:\r\n      - source: s\r\n        quote: the quote\r\n"
            "    related: [a]",
            id="brackets, CRLF and no last line break",
        ),
        pytest.param(
            "title: T\nentries:\n    -   id: a\n        question: q\n        phrasings: [\n"
            "            x,  # first\n            y   # last\n        ]\n        answer: |+\n"
            "            b\n\n\nquestions: []\n",
            "title: T\nentries:\n    -   id: a\n        question: q\n        phrasings: [\n"
            "            x,  # first\n            y,   # last\n"
            '            "also: x",\n            "no"\n        ]\n        answer: |+\n'
            "            b\n\n\n    -   id: b\n        topic: T\n        question: Q?\n"
            "        answer: |\n          One.\n\n          Two.\n        sources:\n"
            "            -   source: s\n                quote: the quote\n        related: [a]\n"
            "questions: []\n",
            id="brackets over several lines, wide indentation, a text that keeps its end",
        ),
        pytest.param(
            '{"title": "T", "entries": [{"id": "a", "question": "q", "answer": "b"}]}\n',
            '{"title": "T", "entries": [{"id": "a", "question": "q", "phrasings": ["also: x", '
            '"no"], "answer": "b"}, {"id": "b", "topic": "T", "question": "Q?", '
            '"answer": "One.\\n\\nTwo.", "sources": [{"source": "s", "quote": '
            '"the quote"}], "related": ["a"]}]}\n',
            id="JSON",
        ),
    ],
)
def test_what_is_added_is_written_as_the_file_is(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "faq.yaml"
    file.write_bytes(text.encode())
    assert apply(file, ADDED)[file] == expected


def test_an_empty_list_in_brackets_becomes_what_such_lists_are_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "faq.yaml"
    file.write_text(
        "title: T\nentries:\n  - id: a\n    question: q\n    phrasings:\n      - x\n"
        "    answer: b\n  - id: b\n    question: r\n    phrasings: []  # none yet\n    answer: b\n"
    )
    made = apply(file, [AddPhrasings("b", ["z"])])[file]
    assert made.endswith("    phrasings:  # none yet\n      - z\n    answer: b\n")


def test_blank_lines_keep_entries_apart_where_they_did(tmp_path: Path) -> None:
    file = tmp_path / "faq.yaml"
    entry = "  - id: {0}\n    topic: {1}\n    question: {0}?\n    answer: x\n"
    old = [entry.format("a", "One"), entry.format("b", "One"), entry.format("c", "Two")]
    file.write_text("title: T\nentries:\n" + "\n".join(old))
    made = apply(file, [AddEntry("d", "d?", "x", topic="One")])[file]
    new = [*old[:2], entry.format("d", "One"), old[2]]
    assert made == "title: T\nentries:\n" + "\n".join(new)


def test_an_addition_goes_to_the_file_of_its_kind(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: T\nsources:\n  s: {title: S}\n")
    entries = "entries:\n" + "".join(
        f"  - {{id: {name}, topic: People, question: {name}?, answer: x}}\n" for name in "pqr"
    )
    (tmp_path / "b.yaml").write_text(entries)
    (tmp_path / "c.yaml").write_text(
        "entries:\n  - {id: t, topic: Things, question: t?, answer: x}\n"
        "not_covered:\n  - {id: n, topic: n, phrasings: [n]}\n"
    )
    wanted: list[tuple[Edit, str]] = [
        (AddEntry("x", "x?", "x", topic="Things"), "c.yaml"),
        (AddEntry("x", "x?", "x", topic="Places"), "b.yaml"),
        (AddEntry("x", "x?", "x"), "b.yaml"),
        (AddNotCovered("x", "x", ["x"]), "c.yaml"),
        (AddNotCoveredPhrasings("n", ["x"]), "c.yaml"),
        (AddPhrasings("q", ["x"]), "b.yaml"),
    ]
    for edit, name in wanted:
        changes = apply(tmp_path, [edit])
        assert [file.name for file in changes] == [name], edit
        load(tmp_path, changes)


def test_a_topic_in_a_block_text_is_the_same_topic(tmp_path: Path) -> None:
    file = tmp_path / "faq.yaml"
    file.write_text(
        "title: T\nentries:\n  - {id: a, question: q, answer: x}\n"
        "  - id: b\n    topic: |\n      People\n    question: q\n    answer: x\n"
        "  - {id: c, question: q, answer: x}\n"
    )
    made = apply(file, [AddEntry("d", "d?", "x", topic="People")])
    assert [entry.id for entry in load(file, made).entries] == ["a", "b", "d", "c"]


def test_edits_build_on_each_other(tmp_path: Path) -> None:
    made = apply(sample(tmp_path), [AddEntry("new", "New?", "Yes."), AddPhrasings("new", ["x"])])
    entry = load(tmp_path / "faq.yaml", made).by_id["new"]
    assert [phrasing.text for phrasing in entry.phrasings] == ["New?", "x"]


def sample(folder: Path) -> Path:
    """The sample FAQ's file."""
    (folder / "leaflet.txt").write_text(LEAFLET, "utf-8")
    (folder / "faq.yaml").write_text(SMALL, "utf-8")
    return folder / "faq.yaml"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (AddPhrasings("huors", ["x"]), 'there is no entry "huors"; did you mean "hours"?'),
        (AddNotCoveredPhrasings("x", ["x"]), 'there is no subject "x"'),
        (
            AddPhrasings("hours", ["\ud800"]),
            "half of a surrogate pair cannot be written: \"'\\ud800'\"",
        ),
    ],
)
def test_what_cannot_be_added_is_said(edit: Edit, message: str, tmp_path: Path) -> None:
    with pytest.raises(EditError) as caught:
        apply(sample(tmp_path), [edit])
    assert str(caught.value) == message


def test_an_edit_that_breaks_the_format_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match=r'faq.yaml:\d+:\d+: "answer" is too long: 3,001 char'):
        apply(sample(tmp_path), [AddEntry("new", "New?", "x" * 3_001)])


def test_files_with_errors_are_refused(tmp_path: Path) -> None:
    file = sample(tmp_path)
    file.write_text(SMALL.replace("answer: We", "anwser: We"))
    with pytest.raises(FaqError, match='unknown key "anwser"'):
        apply(file, [AddPhrasings("hours", ["x"])])


def git(*arguments: str, cwd: Path, typed: str = "") -> str:
    """What git prints."""
    done = subprocess.run(  # noqa: S603 -- git, with our own arguments
        ["git", *arguments],  # noqa: S607 -- wherever it is
        cwd=cwd,
        input=typed.encode(),
        capture_output=True,
        check=True,
        env=os.environ
        | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CEILING_DIRECTORIES": str(cwd.parent)},
    )
    return done.stdout.decode()


@pytest.mark.parametrize("name", ["faq.yaml", 'büro "x" faq.yaml', "two words.yml"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("in_git", [True, False])
def test_git_applies_a_patch(
    tmp_path: Path, name: str, end: str, *, ends: bool, in_git: bool
) -> None:
    folder = tmp_path / "docs" / "the faq"
    folder.mkdir(parents=True)
    (folder / "leaflet.txt").write_text(LEAFLET)
    text = SMALL.replace("\n", end)
    (folder / name).write_bytes((text if ends else text.removesuffix(end)).encode())
    if in_git:
        git("init", "--quiet", cwd=tmp_path)
    edits: list[Edit] = [
        AddPhrasings("hours", ["-- when", "++ x"]),
        AddEntry("new", "New?", "Yes.\n\nNo."),
        AddNotCovered("tea", "tea", ["is there tea"]),
    ]
    made = apply(folder, edits)
    diff = patch(folder, made)
    git("apply", "--check", "-", cwd=tmp_path if in_git else folder, typed=diff)
    git("apply", "-", cwd=tmp_path if in_git else folder, typed=diff)
    assert (folder / name).read_bytes() == made[folder / name].encode()


def test_nothing_changed_is_an_empty_patch(tmp_path: Path) -> None:
    file = sample(tmp_path)
    assert apply(file, []) == apply(file, [AddPhrasings("hours", [" "])]) == {}
    assert patch(file, {file: SMALL}) == ""


def test_writing_keeps_modes_and_links_and_leaves_nothing_behind(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(real)
    write({link: "new\r\n"})
    assert real.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.yaml", "real.yaml"]


def test_nothing_is_written_if_one_file_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("old")
    with pytest.raises(EditError, match=r"b\.yaml: cannot be written: No such file"):
        write({tmp_path / "a.yaml": "new", tmp_path / "gone" / "b.yaml": "new"})
    assert (tmp_path / "a.yaml").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_the_bundled_faq_takes_additions_as_it_is_written() -> None:
    made = apply(BUNDLED, [AddPhrasings("hiring", ["new way"])])
    assert [line for line in patch(BUNDLED, made).split("\n") if line[:1] in ("+", "-")][2:] == [
        "+      - new way"
    ]
