import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq.content import files, load
from faq.errors import FaqError
from unit.samples import LEAFLET, SMALL, load_text, problems_at, problems_of, small_faq

WHOLE = "title: T\nentries:\n  - id: a\n    question: q\n    answer: b\n"
SOURCE = WHOLE + "sources:\n  s:\n    title: S\n    file: {}\n"


def one_entry(name: str, title: str | None = None) -> str:
    """The text of a file with one entry."""
    return (f"title: {title}\n" if title else "") + (
        f"entries:\n  - id: {name}\n    question: q {name}\n    answer: b\n"
    )


def test_the_files_of_a_folder_are_taken_together_in_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(one_entry("second"))
    (tmp_path / "a.yml").write_text(one_entry("first", "T"))
    (tmp_path / ".hidden.yaml").write_text("broken: [")
    (tmp_path / "c.txt").write_text("no YAML: [")
    assert [entry.id for entry in load(tmp_path).entries] == ["first", "second"]
    assert files(tmp_path) == [tmp_path / "a.yml", tmp_path / "b.yaml"]


def test_files_are_read_whatever_the_capitals_in_their_names(tmp_path: Path) -> None:
    (tmp_path / "Middle.YML").write_text(one_entry("second"))
    (tmp_path / "a.yaml").write_text(one_entry("first", "T"))
    (tmp_path / "z.Yaml").write_text(one_entry("third"))
    faq = load(tmp_path)
    assert [entry.id for entry in faq.entries] == ["first", "second", "third"]
    assert faq.warnings == ()


def test_names_that_differ_in_capitals_only_are_warned_about(tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(one_entry("second"))
    (tmp_path / "FAQ.yaml").write_text(one_entry("first", "T"))
    if len(files(tmp_path)) == 1:
        pytest.skip("this system knows no such names")
    (tmp_path / "faq.yml").write_text(one_entry("third"))
    faq = load(tmp_path)
    assert [entry.id for entry in faq.entries] == ["first", "second", "third"]
    assert [str(warning) for warning in faq.warnings] == [
        (
            f'{tmp_path}/faq.yaml:1:1: warning: only capitals tell the name from "FAQ.yaml", and '
            "on Windows and macOS only one of the two files can exist: rename one"
        )
    ]


def test_references_lead_from_file_to_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(one_entry("first", "T") + "    related: [second]\n")
    (tmp_path / "b.yaml").write_text(
        one_entry("second") + "    sources:\n      - {source: s, quote: said elsewhere}\n"
    )
    (tmp_path / "c.yaml").write_text("sources:\n  s: {title: S}\n")
    faq = load(tmp_path)
    assert faq.by_id["first"].related == ("second",)
    assert [c.source.title for c in faq.by_id["second"].citations] == ["S"]


def test_the_same_id_in_two_files_is_reported_at_the_second(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(one_entry("same", "T"))
    (tmp_path / "b.yaml").write_text(one_entry("same"))
    assert problems_at(tmp_path) == ['b.yaml:2:9: id "same" already used at a.yaml:3:9']


def test_an_id_given_three_times_is_reported_twice_with_its_first_place(tmp_path: Path) -> None:
    item = "  - id: a\n    question: q\n    answer: b\n"
    assert problems_of(f"title: T\nentries:\n{item * 3}", tmp_path) == [
        'faq.yaml:6:9: id "a" already used at faq.yaml:3:9',
        'faq.yaml:9:9: id "a" already used at faq.yaml:3:9',
    ]


def test_a_subject_cannot_have_an_entrys_id(tmp_path: Path) -> None:
    text = WHOLE + "not_covered:\n  - id: a\n    topic: t\n    phrasings: [p]\n"
    assert problems_of(text, tmp_path) == ['faq.yaml:7:9: id "a" already used at faq.yaml:3:9']


def test_the_id_none_is_taken(tmp_path: Path) -> None:
    text = WHOLE.replace("id: a", "id: none")
    assert problems_of(text, tmp_path) == [
        'faq.yaml:3:9: the id "none" is taken: in questions it means no answer'
    ]


@pytest.mark.parametrize("key", ["title", "about", "language"])
def test_title_about_and_language_are_given_once(key: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"{key}: en\n" + WHOLE.replace("title: T\n", ""))
    (tmp_path / "b.yaml").write_text(f"# a remark\n{key}: de\n")
    if key != "title":
        (tmp_path / "c.yaml").write_text("title: T\n")
    assert problems_at(tmp_path) == [f'b.yaml:2:1: "{key}" is already given at a.yaml:1:1']


def test_a_source_described_twice_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(WHOLE + "sources:\n  s: {title: S}\n")
    (tmp_path / "b.yaml").write_text("sources:\n  s: {title: S}\n")
    assert problems_at(tmp_path) == ['b.yaml:2:3: source "s" already described at a.yaml:7:3']


def test_a_term_that_means_two_things_is_reported(tmp_path: Path) -> None:
    text = WHOLE + "terms:\n  - term: KPO\n  - term: BPO\n    means: [kpo]\n"
    assert problems_of(text, tmp_path) == [
        'faq.yaml:9:13: name "kpo" already used at faq.yaml:7:11'
    ]


def test_a_path_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    gone = tmp_path / "gone.yaml"
    assert problems_at(gone) == ["gone.yaml:1:1: there is no such file or folder"]


def test_a_path_that_is_too_long_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(FaqError):
        load(tmp_path / ("x" * 5_000))


def test_a_folder_without_yaml_is_reported(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(FaqError) as caught:
        load(tmp_path)
    assert str(caught.value) == f"{tmp_path}:1:1: the folder holds no .yaml file"


def test_a_folder_in_a_files_place_is_reported(tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").mkdir()
    assert problems_at(tmp_path) == ["faq.yaml:1:1: is a folder, not a file"]


def test_a_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").symlink_to(tmp_path / "gone")
    assert problems_at(tmp_path) == ["faq.yaml:1:1: cannot be read: No such file or directory"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "faq.yaml")
    assert problems_at(tmp_path) == ["faq.yaml:1:1: is not a regular file"]
    assert problems_at(tmp_path / "faq.yaml") == ["faq.yaml:1:1: is not a regular file"]


@pytest.mark.parametrize("file", ["../out.txt", "/etc/passwd", "sub/../../out.txt"])
def test_a_source_outside_the_folder_is_refused(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    folder.mkdir()
    (tmp_path / "out.txt").write_text("secret")
    assert problems_of(SOURCE.format(file), folder) == [
        f'faq.yaml:9:11: "{file}" leads out of the FAQ\'s folder: put the file inside it'
    ]


def test_a_source_that_is_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "faq"
    folder.mkdir()
    (tmp_path / "out.txt").write_text("secret")
    (folder / "in.txt").symlink_to(tmp_path / "out.txt")
    assert problems_of(SOURCE.format("in.txt"), folder) == [
        'faq.yaml:9:11: "in.txt" leads out of the FAQ\'s folder: put the file inside it'
    ]


def test_a_source_that_is_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("The wording.")
    (tmp_path / "in.txt").symlink_to("real.txt")
    assert load_text(SOURCE.format("in.txt"), tmp_path).sources[0].text == "The wording."


@pytest.mark.parametrize(
    ("file", "flaw"),
    [
        ("gone.txt", "cannot be read: No such file or directory"),
        ("folder", "is a folder, not a file"),
        ("pipe", "is not a regular file"),
        (r"folder\file.txt", "is no file name: write / between folders"),
    ],
)
def test_a_source_that_cannot_be_read_is_reported(file: str, flaw: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    problems = problems_of(SOURCE.format(file), tmp_path)
    assert problems == [f'faq.yaml:9:11: "{file}" {flaw}']


def test_a_source_that_is_a_link_to_itself_is_reported(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    problems = problems_of(SOURCE.format("loop"), tmp_path)
    assert len(problems) == 1
    assert problems[0].startswith(
        'faq.yaml:9:11: "loop" cannot be read: '
    )  # Python's words differ


def test_a_source_whose_name_holds_a_nul_is_no_crash(tmp_path: Path) -> None:
    problems = problems_of(SOURCE.format('"\\0"'), tmp_path)
    assert [line.split(" ")[0] for line in problems] == ["faq.yaml:9:11:"]


def test_a_source_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_bytes(b"one\ncaf\xe9\n")
    assert problems_of(SOURCE.format("s.txt"), tmp_path) == [
        'faq.yaml:9:11: "s.txt:2:4" not UTF-8 (byte 0xE9): save the file as UTF-8'
    ]


@pytest.mark.parametrize(
    ("lines", "column", "message"),
    [
        ("related: [hous]", 15, 'there is no entry "hous"; did you mean "hours"?'),
        ("related: [zebra]", 15, 'there is no entry "zebra"'),
        ("related: [hours]", 15, "an entry is not related to itself"),
        (
            "sources: [{source: leaflte, quote: x}]",
            24,
            'there is no source "leaflte"; did you mean "leaflet"?',
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_reported_with_a_suggestion(
    lines: str, column: int, message: str, tmp_path: Path
) -> None:
    (tmp_path / "leaflet.txt").write_text(LEAFLET)
    kept = SMALL[: SMALL.index("    sources:\n")]
    line = kept.count("\n") + 1
    assert problems_of(f"{kept}    {lines}\n", tmp_path) == [
        f"faq.yaml:{line}:{column}: {message}"
    ]


def test_an_expected_id_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    (tmp_path / "leaflet.txt").write_text(LEAFLET)
    problems = problems_of(SMALL + "  - {q: x, expect: [wags, none]}\n", tmp_path)
    line = SMALL.count("\n") + 1
    assert problems == [
        f'faq.yaml:{line}:21: there is no entry or subject "wags"; did you mean "wages"?'
    ]


@pytest.mark.parametrize(
    ("where", "key", "suggestion"),
    [
        ("", "entires", "entries"),
        ("    ", "phrasing", "phrasings"),
        ("    ", "tpoic", "topic"),
    ],
)
def test_an_unknown_key_is_reported_with_the_key_that_was_meant(
    where: str, key: str, suggestion: str, tmp_path: Path
) -> None:
    problems = problems_of(f"{WHOLE}{where}{key}: x\n", tmp_path)
    assert problems == [
        f'faq.yaml:6:{len(where) + 1}: unknown key "{key}"; did you mean "{suggestion}"?'
    ]


def test_an_unknown_key_like_no_other_is_reported_with_all_that_are_known(tmp_path: Path) -> None:
    assert problems_of(WHOLE + "terms:\n  - {term: KPO, xyz: x}\n", tmp_path) == [
        'faq.yaml:7:17: unknown key "xyz"; known here: term, means'
    ]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("anwser", "answer"),
        ("Answer", "answer"),
        ("ANSWER", "answer"),
        ("answers", "answer"),
        ("a", "answer"),
        ("q", "question"),
        ("ID", "id"),
        ("“id”", "id"),
    ],
)
def test_a_misspelt_key_is_not_reported_as_missing_too(
    written: str, key: str, tmp_path: Path
) -> None:
    text = WHOLE.replace(f"{key}:", f"{written}:")
    line = next(n for n, given in enumerate(text.split("\n"), 1) if f"{written}:" in given)
    assert problems_of(text, tmp_path) == [
        f'faq.yaml:{line}:5: unknown key "{written}"; did you mean "{key}"?'
    ]


@pytest.mark.parametrize(("written", "key"), [("titel", "title"), ("Entires", "entries")])
def test_a_misspelt_key_at_the_top_is_not_reported_as_missing_too(
    written: str, key: str, tmp_path: Path
) -> None:
    text = "about: A\n" + WHOLE.replace(f"{key}:", f"{written}:")
    line = next(n for n, given in enumerate(text.split("\n"), 1) if given.startswith(written))
    assert problems_of(text, tmp_path) == [
        f'faq.yaml:{line}:1: unknown key "{written}"; did you mean "{key}"?'
    ]


def test_a_key_is_missing_where_only_another_one_is_misspelt(tmp_path: Path) -> None:
    text = WHOLE.replace("    question: q\n", "").replace("answer", "anwser")
    text += "  - id: b\n    question: q\n"
    assert problems_of(text, tmp_path) == [
        'faq.yaml:3:5: "question" is missing',
        'faq.yaml:4:5: unknown key "anwser"; did you mean "answer"?',
        'faq.yaml:5:5: "answer" is missing',
    ]


def test_all_problems_of_all_files_are_reported_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('title: "T\n')
    (tmp_path / "b.yaml").write_text(one_entry("x").replace("answer", "anwser") + one_entry("y"))
    (tmp_path / "c.yaml").write_text("language: English\nentries: []\nabout: 3.10\n")
    assert problems_at(tmp_path) == [
        "a.yaml:1:8: the quotation mark that opens here is never closed",
        'b.yaml:4:5: unknown key "anwser"; did you mean "answer"?',
        'b.yaml:5:1: key "entries" given twice (first at 1:1)',
        'c.yaml:1:11: "language" cannot be the text "English": use a code such as en',
        'c.yaml:3:8: 3.10 is read as a number: put it in quotes, "3.10"',
    ]


def test_a_reference_into_a_file_that_cannot_be_read_is_not_reported(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(one_entry("x", "T") + "    related: [y]\n")
    (tmp_path / "b.yaml").write_text(one_entry("y") + '    topic: "open\n')
    assert problems_at(tmp_path) == [
        "b.yaml:5:12: the quotation mark that opens here is never closed"
    ]


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "yes", "Yes", "on", "On", '"true"'])
def test_an_entry_must_cite_a_source_where_the_faq_requires_it(word: str, tmp_path: Path) -> None:
    assert problems_of(f"{WHOLE}require_sources: {word}\n", tmp_path) == [
        'faq.yaml:3:5: entry "a" cites no source, and require_sources is true'
    ]


@pytest.mark.parametrize("word", ["false", "no", "Off"])
def test_an_entry_may_go_without_a_source_where_the_faq_says_so(word: str, tmp_path: Path) -> None:
    assert problems_of(f"{WHOLE}require_sources: {word}\n", tmp_path) == []


def test_a_requirement_that_is_neither_yes_nor_no_is_reported(tmp_path: Path) -> None:
    assert problems_of(f"{WHOLE}require_sources: maybe\n", tmp_path) == [
        'faq.yaml:6:18: "require_sources" must be true or false, got the text "maybe"'
    ]


@pytest.mark.parametrize("name", ["Upper", "with space", "x" * 41, "ä", "a_b"])
def test_an_id_of_other_characters_is_refused(name: str, tmp_path: Path) -> None:
    assert problems_of(WHOLE.replace("id: a", f"id: {name}"), tmp_path) == [
        (
            f'faq.yaml:3:9: "id" cannot be the text "{name[:40]}": '
            "use a-z, 0-9 and -, at most 40 characters"
        )
    ]


def test_an_answer_of_three_thousand_characters_is_the_longest(tmp_path: Path) -> None:
    text = WHOLE.replace("answer: b", "answer: " + "b" * 3_000)
    assert problems_of(text, tmp_path) == []
    assert problems_of(text.replace("answer: b", "answer: bb"), tmp_path) == [
        'faq.yaml:5:13: "answer" is too long: 3,001 characters, at most 3,000'
    ]


def test_a_false_quote_is_reported_beside_a_mistake_of_form(tmp_path: Path) -> None:
    (tmp_path / "leaflet.txt").write_text(LEAFLET)
    text = SMALL.replace("opens at nine", "opens at ten").replace("title: The shop", "titel: x")
    assert problems_of(text, tmp_path) == [
        'faq.yaml:1:1: unknown key "titel"; did you mean "title"?',
        (
            'faq.yaml:17:16: the quote leaves the source after "…The shop opens at": '
            'there it goes on "nine and closes at six."'
        ),
    ]


def test_entries_phrasings_and_questions_know_their_places(tmp_path: Path) -> None:
    faq = small_faq(tmp_path)
    hours = faq.by_id["hours"]
    path = f"{tmp_path}/faq.yaml"
    assert str(hours.place) == f"{path}:10:9"
    assert [str(phrasing.place) for phrasing in hours.phrasings] == [
        f"{path}:12:15",
        f"{path}:13:17",
        f"{path}:13:32",
    ]
    assert str(faq.not_covered[0].place) == f"{path}:29:9"
    assert str(faq.questions[0].place) == f"{path}:33:8"


def test_a_quote_knows_its_paragraph(tmp_path: Path) -> None:
    assert [c.paragraph for c in small_faq(tmp_path).by_id["hours"].citations] == [2]


def test_entries_are_grouped_by_topic_and_those_without_one_come_last(tmp_path: Path) -> None:
    topics = small_faq(tmp_path).topics
    assert {name: [entry.id for entry in entries] for name, entries in topics.items()} == {
        "Visiting": ["hours", "parking"],
        "Other questions": ["returns"],
    }
    assert list(topics) == ["Visiting", "Other questions"]


def test_a_topic_called_other_questions_hides_no_entry(tmp_path: Path) -> None:
    text = SMALL.replace("topic: Visiting", "topic: Other questions")
    (tmp_path / "leaflet.txt").write_text(LEAFLET)
    topics = load_text(text, tmp_path).topics
    assert sorted(entry.id for entries in topics.values() for entry in entries) == [
        "hours",
        "parking",
        "returns",
    ]


# What every style of YAML can carry on lines of any length: no line breaks, nothing invisible.
PLAIN = st.characters(
    exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn"), exclude_characters="\u00a0"
)
LINES = st.text(PLAIN, min_size=1, max_size=30).map(str.strip).filter(bool)
IDS = st.from_regex(r"\A[a-z0-9-]{1,40}\Z").filter(lambda name: name != "none")


@st.composite
def faqs(draw: st.DrawFn) -> dict[str, Any]:
    """An FAQ's data in which nothing is wrong."""
    names = draw(st.lists(IDS, min_size=2, max_size=6, unique=True))
    split = draw(st.integers(1, len(names)))
    phrasings = st.lists(LINES, min_size=1, max_size=3)
    entries = []
    for name in names[:split]:
        others = [other for other in names[:split] if other != name]
        item: dict[str, Any] = {"id": name, "question": draw(LINES), "answer": draw(LINES)}
        if draw(st.booleans()):
            item["topic"] = draw(LINES)
            item["phrasings"] = draw(phrasings)
            item["sources"] = [{"source": "s-1", "quote": draw(LINES)}]
        if others:
            item["related"] = draw(st.lists(st.sampled_from(others), max_size=2))
        entries.append(item)
    texts = draw(st.lists(LINES, max_size=4, unique_by=str.casefold))
    return {
        "title": draw(LINES),
        "about": draw(LINES),
        "language": draw(st.sampled_from(["en", "de", "pt-BR"])),
        "sources": {"s-1": {"title": draw(LINES), "author": draw(LINES)}},
        "terms": [{"term": texts[0], "means": texts[1:]}] if texts else [],
        "entries": entries,
        "not_covered": [
            {"id": name, "topic": draw(LINES), "phrasings": draw(phrasings)}
            for name in names[split:]
        ],
        "questions": [{"q": draw(LINES), "expect": draw(st.sampled_from([*names, "none"]))}],
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=faqs(), style=st.sampled_from([None, '"', "'", "|", ">"]))
def test_any_sound_faq_is_loaded_as_it_was_meant(
    data: dict[str, Any], style: str | None, tmp_path: Path
) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, width=10**6, default_style=style)
    faq = load_text(text, tmp_path)
    assert {"title": faq.title, "about": faq.about, "language": faq.language} == {
        key: data[key] for key in ("title", "about", "language")
    }
    assert [(source.id, source.title, source.author) for source in faq.sources] == [
        (name, item["title"], item["author"]) for name, item in data["sources"].items()
    ]
    assert [{"term": term.term, "means": list(term.means)} for term in faq.terms] == data["terms"]
    for entry, item in zip(faq.entries, data["entries"], strict=True):
        assert (entry.id, entry.question, entry.answer, entry.topic) == (
            item["id"],
            item["question"],
            item["answer"],
            item.get("topic"),
        )
        phrasings = [item["question"], *item.get("phrasings", [])]
        assert [phrasing.text for phrasing in entry.phrasings] == phrasings
        assert [c.quote for c in entry.citations] == [c["quote"] for c in item.get("sources", [])]
        assert list(entry.related) == item.get("related", [])
    assert [
        {
            "id": subject.id,
            "topic": subject.topic,
            "phrasings": [p.text for p in subject.phrasings],
        }
        for subject in faq.not_covered
    ] == data["not_covered"]
    expected = data["questions"][0]["expect"]
    assert [(question.question, question.accepted) for question in faq.questions] == [
        (data["questions"][0]["q"], frozenset() if expected == "none" else {expected})
    ]
