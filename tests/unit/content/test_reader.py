from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from faq.content import load, reader
from faq.content.document import MAX_PROBLEMS
from faq.errors import FaqError, Problem
from unit.samples import load_text, problems_of

MIB = 1 << 20
WHOLE = "title: T\nentries:\n  - id: a\n    question: q\n    answer: {}\n"
NO_TITLE = '"title" is missing: one file must give the FAQ a title'


# Each with the position at which an author would look for the mistake. Where an input would be
# incomplete besides, it is made complete behind the mistake.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "entries:\n\t- id: a\n", ["2:1: tab used for indentation: use spaces"], id="tab"
        ),
        pytest.param(
            "entries:\n  - id: a\n    answer: Note: use x: y\n",
            [
                (
                    '3:17: unquoted ": " inside a text, or wrong indentation: '
                    "put the text in quotes or use |"
                )
            ],
            id="colon",
        ),
        pytest.param(
            'entries:\n  - id: a\n    question: "what\n    answer: b\n',
            ["3:15: the quotation mark that opens here is never closed"],
            id="open quotation mark",
        ),
        pytest.param(
            "entries:\n  - id: a\n   question: q\n",
            ["3:4: wrong indentation: expected column 5"],
            id="indentation",
        ),
        pytest.param(
            "entries:\n  - id: a\n    related: [x, y\n    answer: b\n",
            ['3:14: the list opened with "[" is not closed'],
            id="open list",
        ),
        pytest.param(
            "entries:\n  - id: a\n    answer: one\n    answer: two\n    question: q\ntitle: T\n",
            ['4:5: key "answer" given twice (first at 3:5)'],
            id="key twice",
        ),
        pytest.param(
            "entries:\n  - id: no\n    question: q\n    answer: b\ntitle: T\n",
            ['2:9: no is read as a boolean: put it in quotes, "no"'],
            id="boolean",
        ),
        pytest.param(
            "entries:\n  - id: a\n    answer: 3.10\n    question: q\ntitle: T\n",
            ['3:13: 3.10 is read as a number: put it in quotes, "3.10"'],
            id="number",
        ),
        pytest.param(
            "entries:\n  - id: a\n    answer:\n    question: q\ntitle: T\n",
            ['3:12: "answer" is empty'],
            id="empty value",
        ),
        pytest.param(
            "entries:\n  - id: a\n    anwser: x\n    answer: b\n    question: q\ntitle: T\n",
            ['3:5: unknown key "anwser"; did you mean "answer"?'],
            id="unknown key",
        ),
        pytest.param(
            "entries:\n<<<<<<< HEAD\n  - id: a\n=======\n  - id: b\n>>>>>>> theirs\n",
            ["2:1: merge conflict marker: resolve the conflict in git first"],
            id="merge conflict",
        ),
        pytest.param(
            b"entries:\n  - id: a\n    answer: caf\xe9\n",
            ["3:16: not UTF-8 (byte 0xE9): save the file as UTF-8"],
            id="latin-1",
        ),
        pytest.param(
            "title: T\n".encode("utf-16-le"),
            ["1:2: control character U+0000: delete it"]
            + [f"1:{n}: control character U+0000: delete it" for n in range(4, 18, 2)]
            + ["2:1: control character U+0000: delete it"],
            id="utf-16",
        ),
        pytest.param(
            "entries:\n  - id: a\n    answer: x\x00\n",
            ["3:14: control character U+0000: delete it"],
            id="nul",
        ),
        pytest.param(
            "entries:\n  - id: a\n    answer: x\u202ey\n",
            ["3:14: invisible character U+202E: delete it"],
            id="right-to-left override",
        ),
        pytest.param(
            "entries:\n  - id: a\n    answer: x\u200by\n",
            ["3:14: invisible character U+200B: delete it"],
            id="zero-width space",
        ),
        pytest.param(
            "entries:\n\u00a0\u00a0- id: a\n",
            ["2:1: non-breaking space (U+00A0) used for indentation: use spaces"],
            id="non-breaking space",
        ),
        pytest.param(
            "about: !!python/object/apply:os.system ['id']\n" + WHOLE.format("b"),
            [("1:8: tags (!!python/object/apply:os.system) are not allowed: remove it")],
            id="python tag",
        ),
        pytest.param(
            "terms: &b [{term: x}]\nentries:\n  - <<: *b\n    id: a\n    question: q\n"
            "    answer: b\ntitle: T\n",
            [
                "1:8: anchors (&b) are not allowed: remove it",
                "3:5: merge keys (<<) are not allowed: write the keys out",
                "3:9: aliases (*b) are not allowed: write the text out",
            ],
            id="anchor, merge key and alias",
        ),
        pytest.param(
            'entries:\n  - id: a\n    answer: "\\ud83d"\n',
            ["3:13: half of a surrogate pair: write the character itself"],
            id="half a surrogate pair",
        ),
        pytest.param(
            "", ["1:1: is empty: an FAQ needs at least `title` and `entries`"], id="empty file"
        ),
        pytest.param(
            "# a\n# b\n",
            ["1:1: is empty: an FAQ needs at least `title` and `entries`"],
            id="only comments",
        ),
        pytest.param(
            "- id: a\n",
            ["1:1: expected keys such as `title:` and `entries:`, got a list"],
            id="list at the top",
        ),
        pytest.param(
            "just words\n",
            ['1:1: expected keys such as `title:` and `entries:`, got the text "just words"'],
            id="text at the top",
        ),
        pytest.param(
            "title: T\n---\ntitle: U\n",
            ["2:1: a second document begins: remove the ---, one file holds one"],
            id="two documents",
        ),
        pytest.param(
            "title: T\n",
            ['1:1: "entries" is missing: there is nothing to answer with'],
            id="no entries",
        ),
        pytest.param(
            "entries:\n  - {id: a, question: q, answer: b}\n", [f"1:1: {NO_TITLE}"], id="no title"
        ),
    ],
)
def test_bad_input_is_reported_where_the_mistake_is(
    text: str | bytes, expected: list[str], tmp_path: Path
) -> None:
    assert problems_of(text, tmp_path) == [f"faq.yaml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("tail", "column", "shown"),
    [("C #tips", 15, "#tips"), ("see #123", 17, "#123"), ("a #b #c", 15, "#b #c")],
)
def test_text_that_yaml_takes_for_a_comment_is_warned_about(
    tail: str, column: int, shown: str, tmp_path: Path
) -> None:
    warnings = load_text(WHOLE.format(tail), tmp_path).warnings
    assert [str(warning) for warning in warnings] == [
        (
            f'{tmp_path}/faq.yaml:5:{column}: warning: "{shown}" is a comment here: '
            "if it is text, put the whole in quotes"
        )
    ]


@pytest.mark.parametrize("tail", ["C # a remark", '"C #tips"', "C#tips", "'see #123'"])
def test_remarks_and_quoted_texts_are_not_warned_about(tail: str, tmp_path: Path) -> None:
    assert load_text(WHOLE.format(tail), tmp_path).warnings == ()


@pytest.mark.parametrize(
    ("scalar", "kind"),
    [
        ("no", "a boolean"),
        ("yes", "a boolean"),
        ("on", "a boolean"),
        ("True", "a boolean"),
        ("3.10", "a number"),
        ("010", "a number"),
        ("0x1F", "a number"),
        ("1_000", "a number"),
        ("12:30", "a number"),
        (".inf", "a number"),
        ("2024-01-01", "a date"),
        ("2024-01-01 10:00:00", "a date"),
        ("~", "nothing"),
        ("null", "nothing"),
    ],
)
def test_a_scalar_that_yaml_would_change_must_be_quoted(
    scalar: str, kind: str, tmp_path: Path
) -> None:
    assert problems_of(WHOLE.format(scalar), tmp_path) == [
        f'faq.yaml:5:13: {scalar} is read as {kind}: put it in quotes, "{scalar}"'
    ]
    assert load_text(WHOLE.format(f'"{scalar}"'), tmp_path).entries[0].answer == scalar
    assert load_text(WHOLE.format(f"|\n      {scalar}"), tmp_path).entries[0].answer == scalar


@pytest.mark.parametrize("scalar", ["1e3", "y", "n", "v1.0", "1.2.3", "24/7", "nothing", "No."])
def test_a_scalar_that_yaml_takes_for_text_is_kept(scalar: str, tmp_path: Path) -> None:
    assert load_text(WHOLE.format(scalar), tmp_path).entries[0].answer == scalar


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xef\xbb\xbf" + WHOLE.format("one\n\n      two").encode(), id="BOM"),
        pytest.param(
            WHOLE.format("one\n\n      two").replace("\n", "\r\n").encode(), id="Windows"
        ),
        pytest.param(WHOLE.format("one\n\n      two").replace("\n", "\r").encode(), id="old Mac"),
    ],
)
def test_byte_order_marks_and_line_endings_do_not_matter(raw: bytes, tmp_path: Path) -> None:
    assert load_text(raw, tmp_path).entries[0].answer == "one\ntwo"


@pytest.mark.parametrize("breaks", ["\r", "\x85", "\u2028", "\u2029"])
def test_line_breaks_that_only_yaml_counts_are_no_crash(breaks: str, tmp_path: Path) -> None:
    text = f"title: T{breaks}{breaks}{breaks}about: A{breaks}"
    problems = problems_of(text, tmp_path)
    assert [line for line in problems if not line.startswith("faq.yaml:")] == []


def test_merge_keys_that_multiply_are_refused_before_they_grow(tmp_path: Path) -> None:
    lines = ["a0: &a0 {k: lol}"]
    lines += [f"a{n}: &a{n} {{<<: [" + ", ".join([f"*a{n - 1}"] * 9) + "]}" for n in range(1, 10)]
    problems = problems_of("\n".join(lines), tmp_path)  # PyYAML would need gigabytes
    assert problems[0] == "faq.yaml:1:5: anchors (&a0) are not allowed: remove it"
    assert all("not allowed" in line for line in problems)


# Each `|` stands before what opens the level that is too deep.
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: " + "[" * 20 + "|" + "[" * 100_000, id="open lists"),
        pytest.param("a: " + "[" * 20 + "|" + "[" * 5_000 + "]" * 5_020, id="closed lists"),
        pytest.param("a: " + "{k: " * 20 + "|" + "{k: " * 2_000, id="mappings"),
        pytest.param("a: " + "[{k: " * 10 + "|" + "[{k: " * 2_000, id="lists of mappings"),
        pytest.param("a: " + "[\n" * 20 + "|" + "[\n" * 2_000, id="a list a line"),
        pytest.param("a:\n  " + "- " * 20 + "|" + "- " * 100_000, id="hyphens"),
        pytest.param(
            "a:\n  " + "- " * 10 + "[" * 10 + "|" + "[" * 100_000, id="lists behind hyphens"
        ),
        pytest.param("a: " + "[" * 20 + "|" + "[" * 500 + "@", id="another mistake behind"),
        pytest.param(
            "".join("  " * depth + f"k{depth}:\n" for depth in range(21))
            + "  " * 21
            + "|"
            + "".join("  " * depth + f"k{depth}:\n" for depth in range(21, 800)).lstrip(),
            id="keys under keys",
        ),
    ],
)
def test_nesting_that_is_too_deep_is_reported_where_it_begins_to_be(
    text: str, tmp_path: Path
) -> None:
    before, _, behind = text.partition("|")
    column = len(before) - before.rfind("\n")
    place = f"faq.yaml:{before.count(chr(10)) + 1}:{column}"
    assert problems_of(before + behind, tmp_path) == [f"{place}: nested deeper than 20 levels"]


def test_a_file_of_a_mebibyte_is_read_and_no_larger_one(tmp_path: Path) -> None:
    text = WHOLE.format("b")
    full = text + "#" * (MIB - len(text))
    assert load_text(full, tmp_path).title == "T"
    assert problems_of(full + "#", tmp_path) == [
        "faq.yaml:1:1: is larger than 1 MiB: split it into several files"
    ]


def test_a_file_of_too_many_values_is_refused_at_the_first_that_is_too_many(
    tmp_path: Path,
) -> None:
    assert problems_of("entries: [" + "[]," * 300_000 + "]", tmp_path) == [
        "faq.yaml:1:90002: more than 30,000 values in one file: split it"
    ]


FRAGMENTS = st.sampled_from(
    [
        *"\n :-[]{}&*!|>'\"%@`#,?\t\r\\~=",
        "\n  ",
        "\n    ",
        "\n  - ",
        ": ",
        "title: T\n",
        "about: ",
        "entries:\n",
        "  - id: a\n",
        "    question: q\n",
        "    answer: b\n",
        "terms: ",
        "    sources:\n      - source: s\n        quote: ",
        "require_sources: yes\n",
        "no",
        "3.1",
        "sources:\n  s:\n    title: S\n    file: ",
        "questions:\n  - q: x\n    expect: ",
        "none",
        "not_covered:\n  - id: n\n    topic: t\n    phrasings: [x]\n",
        "related: [a]",
        "\x85",
        "\u2028",
        "\xa0",
        "\x80",
        "\ufeff",
        "--- ",
        "...",
        "<<: *a",
        "&a ",
        "!!str ",
        "\\0",
        '"\\0"',
        '"\\u2028"',
        '"\\ud83d"',
        "<<<<<<< x\n",
        "é",
        "😀",
        "2024-01-01",
        "null",
        "../x",
    ]
)


def assert_loads_or_reports(raw: bytes, folder: Path) -> None:
    path = folder / "faq.yaml"
    path.write_bytes(raw)
    problems: tuple[Problem, ...] | None = None
    try:
        loaded = load(path)
    except FaqError as error:
        problems = error.problems
    if problems is None:
        assert loaded.entries
        return
    assert problems
    for problem in problems:
        assert problem.place.path == str(path)
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_loaded_or_reported(raw: bytes, tmp_path: Path) -> None:
    assert_loads_or_reports(raw, tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(FRAGMENTS, max_size=25).map("".join))
@example(text='title: T\nsources:\n  s:\n    title: S\n    file: "\\0"\n')
@example(text="title: a\x9fb")
def test_any_yaml_is_loaded_or_reported(text: str, tmp_path: Path) -> None:
    assert_loads_or_reports(text.encode(), tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_sound_faq_with_a_hole_or_a_patch_is_loaded_or_reported(
    data: st.DataObject, tmp_path: Path
) -> None:
    whole = WHOLE.format("b") + "sources:\n  s: {title: S}\nterms:\n  - term: KPO\n"
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 10)))
    patched = whole[:start] + data.draw(FRAGMENTS) + whole[end:]
    assert_loads_or_reports(patched.encode(), tmp_path)


@pytest.mark.parametrize(
    "text",
    ["a: b\n" + "\x01" * 200_000, "a: b\n" + "\u00a0x\n" * 100_000, "a:\n" + "- 1\n" * 20_000],
    ids=["control characters", "non-breaking spaces", "numbers"],
)
def test_at_most_fifty_problems_of_a_kind_are_reported(text: str, tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text(text, "utf-8")
    with pytest.raises(FaqError) as caught:
        reader.read(tmp_path / "faq.yaml", "faq.yaml")
    assert len(caught.value.problems) == MAX_PROBLEMS
