import copy
import os
import re
import stat
import subprocess
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from faq.content import BUNDLED, load
from faq.errors import EditError, FaqError
from faq.maintaining.editing import (
    AddEntry,
    AddNotCoveredPhrasings,
    AddPhrasings,
    Edit,
    apply,
    patch,
    refusals,
    write,
)
from unit.maintaining.editing.layouts import ANSWER, LINE, TEXTS, comments, layouts, said
from unit.samples import BLOCKS, LEAFLET

MANY = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """One edit, for a file with the entry id-0."""
    kind = draw(st.sampled_from([AddPhrasings, AddEntry]))
    if kind is AddPhrasings:
        return AddPhrasings("id-0", draw(TEXTS))
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


def flow_at(text: str, edit: Edit) -> str | None:
    """Where what the edit has to change stands in brackets or braces, if it does."""
    node: Any = yaml.compose(text.removeprefix("\ufeff"), Loader=yaml.CSafeLoader)
    path: list[str | int] = ["not_covered"]
    if isinstance(edit, AddPhrasings):
        path = ["entries", 0, "phrasings"]
    elif isinstance(edit, AddEntry):
        path = ["entries"]
    for step in [*path, None]:
        is_empty_target = step is None and not node.value
        if node.flow_style and not is_empty_target:
            return f"{node.start_mark.line + 1}:{node.start_mark.column + 1}"
        if isinstance(step, int):
            node = node.value[step]
        elif step is not None:
            node = next((value for key, value in node.value if key.value == step), None)
        if node is None:
            return None
    return None


@MANY
@given(layouts(), edits())
def test_an_edit_is_refused_at_its_place_just_where_that_is_in_flow_style(
    tmp_path: Path, sample: tuple[Any, str], edit: Edit
) -> None:
    _, text = sample
    file = tmp_path / "faq.yaml"
    file.write_bytes(text.encode())
    place = flow_at(text, edit)
    (refusal,) = refusals(file, [edit])
    assert (refusal is None) == (place is None)
    if refusal is not None:
        assert refusal.startswith(f"{file}:{place}: ")
        with pytest.raises(EditError) as caught:
            apply(file, [edit])
        assert str(caught.value) == refusal
    assert file.read_bytes() == text.encode()


@MANY
@given(layouts(), edits())
def test_an_edit_changes_what_is_said_by_itself_and_nothing_else(
    tmp_path: Path, sample: tuple[Any, str], edit: Edit
) -> None:
    _, text = sample
    assume(flow_at(text, edit) is None)
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
    assume(flow_at(text, edit) is None)
    file = tmp_path / "faq.yaml"
    file.write_bytes(text.encode())
    made = apply(file, [edit])[file]
    old, new = text.split(ending(text)), made.split(ending(text))
    # One line may change: that of a key with [] beside it.
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
            "    sources:\n      - source: s\n        quote: the quote\n    related:\n      - a\n",
            id="no list yet",
        ),
        pytest.param(
            "title: T\nentries:\n- id: a\n  question: q\n  phrasings:\n  - x\n  # - y\n"
            "  answer: b\n  # to do\n\n# What is not there.\nnot_covered: []",
            "title: T\nentries:\n- id: a\n  question: q\n  phrasings:\n  - x\n"
            '  - "also: x"\n  - "no"\n  # - y\n  answer: b\n  # to do\n'
            "- id: b\n  topic: T\n  question: Q?\n  answer: |\n    One.\n\n    Two.\n"
            "  sources:\n  - source: s\n    quote: the quote\n  related:\n  - a\n"
            "\n# What is not there.\nnot_covered: []",
            id="hyphens under their key, comments behind",
        ),
        pytest.param(
            "\ufefftitle: T\r\nentries:\r\n  - id: a\r\n    question: q\r\n    answer: b",
            "\ufefftitle: T\r\nentries:\r\n  - id: a\r\n    question: q\r\n"
            '    phrasings:\r\n      - "also: x"\r\n      - "no"\r\n    answer: b\r\n'
            "  - id: b\r\n    topic: T\r\n    question: Q?\r\n    answer: |\r\n      One.\r\n\r\n"
            "      Two.\r\n    sources:\r\n      - source: s\r\n        quote: the quote\r\n"
            "    related:\r\n      - a",
            id="a byte order mark, CRLF and no last line break",
        ),
        pytest.param(
            "title: T\nentries:\n    -   id: a\n        question: q\n        phrasings:\n"
            "            -   x  # first\n        answer: |+\n            b\n\n\nquestions: []\n",
            "title: T\nentries:\n    -   id: a\n        question: q\n        phrasings:\n"
            '            -   x  # first\n            -   "also: x"\n            -   "no"\n'
            "        answer: |+\n            b\n\n\n    -   id: b\n        topic: T\n"
            "        question: Q?\n        answer: |\n          One.\n\n          Two.\n"
            "        sources:\n            -   source: s\n                quote: the quote\n"
            "        related:\n            -   a\nquestions: []\n",
            id="wide indentation, a text that keeps its end",
        ),
    ],
)
def test_what_is_added_is_written_as_the_file_is(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "faq.yaml"
    file.write_bytes(text.encode())
    assert apply(file, ADDED)[file] == expected


@pytest.mark.parametrize(
    ("text", "where", "remedy"),
    [
        (
            "title: T\nentries:\n  - id: a\n    question: q\n    phrasings: [x]\n    answer: b\n",
            '5:16: "phrasings" is written in brackets',
            'one item a line, each behind "- "',
        ),
        (
            "title: T\nentries:\n  - {id: a, question: q, answer: b}\n",
            "3:5: the entry is written in braces",
            "one key a line, without braces",
        ),
        (
            "title: T\nentries: [\n  {id: a, question: q, answer: b}]\n",
            '2:10: "entries" is written in brackets',
            'one item a line, each behind "- "',
        ),
        (
            '{"title": "T", "entries": [{"id": "a", "question": "q", "answer": "b"}]}\n',
            "1:1: the file is written in braces",
            "one key a line, without braces",
        ),
    ],
)
def test_flow_style_and_json_are_refused_with_the_place_and_the_remedy(
    text: str, where: str, remedy: str, tmp_path: Path
) -> None:
    file = tmp_path / "faq.yaml"
    file.write_text(text)
    with pytest.raises(EditError) as caught:
        apply(file, [AddPhrasings("a", ["also: x"])])
    sentence = f"{where}, which faqbot cannot add to: write it with {remedy}"
    assert str(caught.value) == f"{file}:{sentence}"


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
        f"  - id: {name}\n    topic: People\n    question: {name}?\n    answer: x\n"
        for name in "pqr"
    )
    (tmp_path / "b.yaml").write_text(entries)
    (tmp_path / "c.yaml").write_text(
        "entries:\n  - {id: t, topic: Things, question: t?, answer: x}\n"
        "not_covered:\n  - id: n\n    topic: n\n    phrasings:\n      - n\n"
    )
    wanted: list[tuple[Edit, str]] = [
        (AddEntry("x", "x?", "x", topic="Things"), "c.yaml"),
        (AddEntry("x", "x?", "x", topic="Places"), "b.yaml"),
        (AddEntry("x", "x?", "x"), "b.yaml"),
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
    (folder / "faq.yaml").write_text(BLOCKS, "utf-8")
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


def test_a_new_entry_goes_into_the_file_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "title: T\nentries:\n  - {id: a, topic: x, question: q, answer: x}\n"
    )
    (tmp_path / "b.yaml").write_text("questions: []\n")
    wanted = tmp_path / "b.yaml"
    made = apply(tmp_path, [AddEntry("new", "New?", "Yes.", topic="x", file=wanted)])
    assert list(made) == [wanted]
    assert load(tmp_path, made).by_id["new"].answer == "Yes."
    with pytest.raises(EditError, match=r"c\.yaml is no file of this FAQ; its files are: .*a\.ya"):
        apply(tmp_path, [AddEntry("new", "New?", "Yes.", file=tmp_path / "c.yaml")])


def test_an_edit_that_breaks_the_format_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match=r'faq.yaml:\d+:\d+: "answer" is too long: 3,001 char'):
        apply(sample(tmp_path), [AddEntry("new", "New?", "x" * 3_001)])


def test_files_with_errors_are_refused(tmp_path: Path) -> None:
    file = sample(tmp_path)
    file.write_text(BLOCKS.replace("answer: We", "anwser: We"))
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
    text = BLOCKS.replace("\n", end)
    (folder / name).write_bytes((text if ends else text.removesuffix(end)).encode())
    if in_git:
        git("init", "--quiet", cwd=tmp_path)
    edits: list[Edit] = [
        AddPhrasings("hours", ["-- when", "++ x"]),
        AddEntry("new", "New?", "Yes.\n\nNo."),
    ]
    made = apply(folder, edits)
    diff = patch(folder, made)
    git("apply", "--check", "-", cwd=tmp_path if in_git else folder, typed=diff)
    git("apply", "-", cwd=tmp_path if in_git else folder, typed=diff)
    assert (folder / name).read_bytes() == made[folder / name].encode()


def test_nothing_changed_is_an_empty_patch(tmp_path: Path) -> None:
    file = sample(tmp_path)
    assert apply(file, []) == apply(file, [AddPhrasings("hours", [" "])]) == {}
    assert patch(file, {file: BLOCKS}) == ""


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
