from pathlib import Path

import pytest

from unit.samples import load_text, problems_of

HEAD = "title: T\nentries:\n"
VALUE = HEAD + "  - id: a\n    question: q\n    answer: {}\n    topic: x\n"
ITEM = (
    HEAD + "  - id: a\n    question: q\n    phrasings:\n      - {}\n      - two\n    answer: b\n"
)
BRACKETS = HEAD + "  - id: a\n    question: q\n    phrasings: [one, {}, two]\n    answer: b\n"
TITLE = "title: {}\n" + ITEM.removeprefix("title: T\n").format("one")
NEXT_LINE = (
    HEAD + "  - id: a\n    question: q\n    answer:\n      {}\n      and more\n    topic: x\n"
)
FOLDED = HEAD + "  - id: a\n    question: q\n    answer: {}\n      and more\n    topic: x\n"


def place(layout: str) -> str:
    """Where the text is that goes into a layout."""
    before = layout[: layout.index("{}")]
    return f"faq.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def with_lines(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("layout", [VALUE, ITEM, BRACKETS, TITLE, NEXT_LINE, FOLDED])
@pytest.mark.parametrize(
    "text",
    [
        "**Free** on Sundays",
        "**Free**",
        "*usually* free",
        "*) free",
        "[Prices](https://example.org/prices) are here",
        "[Prices](https://example.org/prices)",
        "[x] free",
        "[Prices] [Hours]",
        "[**Prices** and hours](https://example.org/)",
        "{name} is free",
        "{name} {surname}",
        "{{ name }} is free",
        "{{name}}",
        "{% if open %} free",
        "& Sons",
        "`free` it is",
        "%d per cent",
        "@museum",
        ": free",
    ],
)
def test_a_text_that_yaml_does_not_read_as_text_is_reported_with_its_first_character(
    text: str, layout: str, tmp_path: Path
) -> None:
    way_out = "put it in quotes" if layout is BRACKETS else "put it in quotes or use |"
    assert problems_of(layout.replace("{}", text), tmp_path) == [
        f'{place(layout)}: a text cannot begin with "{text[0]}": {way_out}'
    ]


@pytest.mark.parametrize("layout", [VALUE, ITEM, TITLE, NEXT_LINE, FOLDED])
@pytest.mark.parametrize("text", ["> so they say", ">so", "|x", "| Day | Hours |", "|- so"])
def test_a_text_beside_the_sign_for_a_text_below_is_reported(
    text: str, layout: str, tmp_path: Path
) -> None:
    assert problems_of(layout.replace("{}", text), tmp_path) == [
        (
            f'{place(layout)}: a text cannot begin with "{text[0]}": put it in quotes, '
            "or on the lines below"
        )
    ]


@pytest.mark.parametrize("layout", [VALUE, ITEM, BRACKETS, TITLE, NEXT_LINE, FOLDED])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("!important is this", "tags (!important)"),
        ("!!! look", "tags (!!!)"),
        ("! look", "tags (!)"),
        ("&co text", "anchors (&co)"),
    ],
)
def test_a_text_that_begins_as_a_tag_or_an_anchor_may_be_put_in_quotes(
    text: str, name: str, layout: str, tmp_path: Path
) -> None:
    assert problems_of(layout.replace("{}", text), tmp_path) == [
        (f"{place(layout)}: {name} are not allowed: remove it, or put the whole text in quotes")
    ]


@pytest.mark.parametrize("text", ["# Prices", "#1 of all"])
@pytest.mark.parametrize("layout", [VALUE, ITEM, TITLE])
def test_a_text_that_is_a_comment_is_reported(text: str, layout: str, tmp_path: Path) -> None:
    before, _, column = place(layout).rpartition(":")
    assert problems_of(layout.replace("{}", text), tmp_path) == [
        (
            f'{before}:{int(column) - 1}: nothing is here but the comment "{text}": '
            "if it is text, put it in quotes"
        )
    ]


@pytest.mark.parametrize("text", ["[Prices]", "{name}", "? free"])
def test_an_item_that_yaml_reads_as_a_list_or_keys_is_reported_with_its_first_character(
    text: str, tmp_path: Path
) -> None:
    (problem,) = problems_of(ITEM.replace("{}", text), tmp_path)
    assert problem.startswith(f'{place(ITEM)}: an item of "phrasings" must be a text, got ')
    assert problem.endswith(f'; a text that begins with "{text[0]}" needs quotes')


@pytest.mark.parametrize(
    "text", ["'**Free** on Sundays'", '"[x] free"', "|\n      # Prices", "|\n      @museum"]
)
def test_quotation_marks_or_a_block_are_a_way_out(text: str, tmp_path: Path) -> None:
    assert load_text(VALUE.replace("{}", text), tmp_path).entries[0].answer


# In each text `:|` is where the space is missing.
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            with_lines("  - id:|one", "    question: q", "    answer: b"), id="first key"
        ),
        pytest.param(with_lines("  - id: a", "    question:|q", "    answer: b"), id="middle key"),
        pytest.param(with_lines("  - id: a", "    question: q", "    answer:|b"), id="last key"),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer:|b", "  - id: c"),
            id="last key before another entry",
        ),
        pytest.param(
            with_lines("  - id:|a", "    question:q", "    answer: b"), id="first of two keys"
        ),
        pytest.param(
            with_lines("  - id:|a", "", "    question: q", "    answer: b"), id="blank line behind"
        ),
        pytest.param(
            with_lines("  - id:|a # c", "    question: q", "    answer: b"), id="comment behind"
        ),
        pytest.param(
            with_lines("  - id:|a", "    phrasings:", "      - x", "    answer: b"),
            id="list behind",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer:||", "      b: c", "      d"),
            id="text on several lines",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", '    answer:|"b c"'), id="quoted text"
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer:|**b** c"), id="bold text"
        ),
        pytest.param(
            with_lines("  - id: a", "    phrasings:|[x, y]", "    answer: b"),
            id="list in brackets",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    anwser:|b"), id="misspelt key"
        ),
        pytest.param("title:|T\n" + with_lines("  - id: a").removeprefix("title: T\n"), id="top"),
        pytest.param("title: T\nabout:|x\nlanguage: en\n", id="middle of the top"),
        pytest.param("title: T\nentries:|- id: a\n    question: q\n", id="hyphen behind"),
        pytest.param("sources:\n  s:\n    title:|S\n    author: x\n" + HEAD, id="source"),
        pytest.param(
            with_lines("  - id: a", "    sources:", "      - source:|s", "        quote: q"),
            id="citation",
        ),
    ],
)
def test_a_missing_space_behind_a_colon_is_reported_at_its_line(text: str, tmp_path: Path) -> None:
    before, _, behind = text.partition("|")
    *lines, line = before.splitlines()
    assert problems_of(before + behind, tmp_path) == [
        f'faq.yaml:{len(lines) + 1}:{len(line) + 1}: a space is missing after "{line.split()[-1]}"'
    ]


@pytest.mark.parametrize(
    ("text", "place", "key"),
    [
        (with_lines("  - {id:a, question: q, answer: b}"), "3:6", "id"),
        (with_lines("  - id: a", "    question: q", "    answer:See: there"), "5:5", "answer"),
    ],
)
def test_a_key_that_goes_on_behind_its_colon_lacks_a_space(
    text: str, place: str, key: str, tmp_path: Path
) -> None:
    message = f'faq.yaml:{place}: a space is missing after "{key}:"'
    assert problems_of(text, tmp_path) == [message]


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (with_lines("  - id:one", "    answer:b"), "3:5", '; is a space missing after "id:"?'),
        (with_lines("  - id：one", "    answer： b"), "3:5", '; write ":" and a space after "id"'),
        ("title:T\n", "1:1", '; is a space missing after "title:"?'),
        ("sources: https://example.org\n" + HEAD, "1:10", 'got the text "https://example.org"'),
    ],
)
def test_a_text_in_the_place_of_keys_may_lack_its_spaces(
    text: str, place: str, hint: str, tmp_path: Path
) -> None:
    problems = [line for line in problems_of(text, tmp_path) if f"faq.yaml:{place}: " in line]
    assert len(problems) == 1
    assert problems[0].endswith(hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            with_lines("  - id one", "    question: q"),
            '3:7: a ":" is missing after "id"',
            id="no colon after the first key",
        ),
        pytest.param(
            with_lines("  - id: one", "    question q", "    answer: b"),
            '4:13: a ":" is missing after "question"',
            id="no colon after another key",
        ),
        pytest.param(
            "title: T\nentries\n  - id: a\n    question: q\n    answer: b\n",
            '2:8: a ":" is missing after "entries"',
            id="no colon before a list",
        ),
        pytest.param(
            with_lines("  - id: one", "    question:\u00a0q"),
            '4:14: non-breaking space (U+00A0) after "question:": use a plain space',
            id="non-breaking space",
        ),
        pytest.param(
            with_lines('  - "id: one"', "    question: q"),
            '3:5: the quotation mark must stand behind "id:", before its value',
            id="key and value in quotes",
        ),
        pytest.param(
            with_lines("  • id: one", "    question: q"),
            '3:3: a list item begins with "- ", not with "•"',
            id="another sign than a hyphen",
        ),
        pytest.param(
            with_lines("  1. id: one", "    question: q"),
            '3:3: a list item begins with "- ", not with "1."',
            id="a number for a hyphen",
        ),
        pytest.param(
            with_lines("  - id：one", "    question: q"),
            '3:7: the colon after "id" is a full-width one: write ":" and a space',
            id="full-width colon",
        ),
        pytest.param(
            with_lines('  - "id":"one"', "    question: q"),
            '3:10: a space is missing after ":"',
            id="key in quotes",
        ),
        pytest.param(
            with_lines("  -id: one", "    question: q"),
            '3:4: a space is missing after "-"',
            id="first hyphen",
        ),
        pytest.param(
            with_lines("  - id: one", "    question: q", "    answer: b", "  -id: two"),
            '6:4: a space is missing after "-"',
            id="second hyphen",
        ),
        pytest.param(
            with_lines("  - id: a", "    phrasings:", "      - x", "      -y", "    answer: b"),
            '6:8: a space is missing after "-"',
            id="hyphen in a list of texts",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer: Ask", "      re:it: now"),
            (
                '6:12: unquoted ": " inside a text, or wrong indentation: '
                "put the text in quotes or use |"
            ),
            id="a word with a colon is no key",
        ),
    ],
)
def test_what_is_missing_between_a_key_and_its_value_is_reported(
    text: str, expected: str, tmp_path: Path
) -> None:
    assert problems_of(text, tmp_path) == [f"faq.yaml:{expected}"]


def test_an_item_without_its_hyphen_is_reported(tmp_path: Path) -> None:
    text = with_lines(
        "  - id: a", "    question: q", "    answer: b", "    id: c", "    question: d"
    )
    assert problems_of(text, tmp_path) == [
        (
            'faq.yaml:6:5: key "id" given twice (first at 3:5); '
            'if a new item begins here, write "- " before it'
        ),
        'faq.yaml:7:5: key "question" given twice (first at 4:5)',
    ]


# Each mistake of an author in a hurry, the place to look at, and what is said about it.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            with_lines("  - id: a", '    question: "q" he said', "    answer: b"),
            "4:19: text after a closing quotation mark: put the whole text in quotes, '…'",
            id="text behind double quotes",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings:", "      - 'Tis Ann's"),
            '6:18: text after a closing quotation mark: put the whole text in quotes, "…"',
            id="an apostrophe closes the quotes",
        ),
        pytest.param(
            with_lines("  - id: a", '    question: "q', '    answer: "b"'),
            (
                "4:15: the quotation mark that opens here is closed only in line 5, where text "
                "goes on behind it: close it where the text ends"
            ),
            id="quotes closed by the next ones",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", '    answer: "Yes", he said'),
            "5:18: text after a closing quotation mark: put the whole text in quotes, '…'",
            id="one text with a comma",
        ),
        pytest.param(
            with_lines(
                "  - id: a", "    question: q", '    phrasings: ["x" "y"]', "    answer: b"
            ),
            "5:20: a comma is missing here",
            id="no comma",
        ),
        pytest.param(
            with_lines('  - id: "a",', '    question: "q",', '    answer: "b"'),
            (
                "3:12: a comma cannot stand here: remove it, or put several texts in brackets, "
                '["one", "two"]'
            ),
            id="commas as in JSON",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings: [x, y],", "    answer: b"),
            '5:22: text after the closing "]": remove it, or put it inside',
            id="a comma behind a list",
        ),
        pytest.param(
            with_lines("  - {id: a, question: q, answer: b]"),
            '3:35: this "]" does not close the "{" before it',
            id="the wrong bracket",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings: [x, y] z", "    answer: b"),
            '5:23: text after the closing "]": remove it, or put it inside',
            id="text behind a list",
        ),
        pytest.param(
            with_lines(
                "  - id: a", "    question: q", "    phrasings: [x, #1 y]", "    answer: b"
            ),
            '5:16: the list opened with "[" is not closed: "#1 y]" is a comment',
            id="a comment hides the end of a list",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer: |", "    b", "    topic: x"),
            '6:5: the text under "|" must be indented further than its key',
            id="a text under its key",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer: |", "      b", "    Note c."),
            '7:5: wrong indentation: the text under "|" begins at column 7',
            id="a paragraph too far to the left",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer: |", "        b", "      C: d"),
            '7:7: wrong indentation: the text under "|" begins at column 9',
            id="a paragraph a little too far to the left",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer: We open", "    at nine."),
            (
                '6:5: this line has no ":" after its key; '
                "a text on several lines goes under |, indented"
            ),
            id="a text on several lines",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings:", "      - x", "      y"),
            '7:7: this line must begin with "- ", as the items above do',
            id="no hyphen",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings:", "      * x", "      * y"),
            '6:7: a list item begins with "- ", and a text that begins with "*" needs quotes',
            id="stars for hyphens",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: “q: r”", "    answer: b"),
            "4:15: to YAML “ is no quotation mark: use \" or '",
            id="typographic quotes",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings: [x [y], z]"),
            "5:19: not understood here: between brackets, put texts with , : [ ] { } in quotes",
            id="a bracket within a text between brackets",
        ),
        pytest.param(
            with_lines("  - id: a", "    phrasings: [", '      "x"', '      "y"', "    ]"),
            "5:10: a comma is missing here",
            id="no comma at the end of a line",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer: , x"),
            '5:13: a text cannot begin with ",": put it in quotes or use |',
            id="a comma at the beginning of a text",
        ),
        pytest.param(
            with_lines("  - id: a", "    > question: q", "    answer: b"),
            '4:5: ">" cannot stand before a key: remove it',
            id="a sign before a key",
        ),
        pytest.param(
            with_lines("  - id: a", "    phrasings: [x, # y]") + "questions:\n  - q: z\n",
            '4:16: the list opened with "[" is not closed: "# y]" is a comment',
            id="a comment hides the end of a list before another list",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", '    phrasings: [x, "y]', "    answer: b"),
            "5:20: the quotation mark that opens here is never closed",
            id="quotes not closed between brackets",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer: - x"),
            (
                '5:13: a list item ("- ") cannot begin here: put it on a line of its own, '
                "or in quotes if it is a text"
            ),
            id="a hyphen beside a key",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "     answer: b"),
            "5:6: wrong indentation: expected column 5",
            id="a key too far to the right",
        ),
        pytest.param(
            with_lines("  - id: a question: q", "    answer: b"),
            (
                '3:19: unquoted ": " inside a text: put the text in quotes, '
                'or "question:" on a line of its own'
            ),
            id="two keys on a line",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: 'q", "    -answer: b"),
            "4:15: the quotation mark that opens here is never closed",
            id="another mistake behind an open quotation mark",
        ),
        pytest.param(
            with_lines("  -\tid: a", "    question: q"),
            "3:4: a tab cannot stand here: use spaces",
            id="a tab behind a hyphen",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer:", "      Note: x", "      y"),
            '6:7: unquoted ": " inside a text: put the text in quotes or use |',
            id="a text below its key with a colon",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    answer:", "      - x", "      y"),
            '6:7: a text cannot begin with "- ": put it in quotes or use |',
            id="a text below its key with a hyphen",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings: [x:, y]", "    answer: b"),
            "5:18: not understood here: between brackets, put texts with , : [ ] { } in quotes",
            id="a colon before a comma",
        ),
    ],
)
def test_a_mistake_of_form_is_reported_with_the_way_out(
    text: str, expected: str, tmp_path: Path
) -> None:
    assert problems_of(text, tmp_path) == [f"faq.yaml:{expected}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            with_lines("  - id: a", "    question: q", "    answer: b", "    phrasings:")
            + "      - x\n       - y\n",
            '8:8: warning: "- y" is joined',
        ),
        (
            with_lines("  - id: a", "    question: q", "    answer: One")
            + "      1. two\n      2. three\n",
            '6:7: warning: "1. two" is joined',
        ),
    ],
)
def test_a_list_that_becomes_one_line_is_warned_about(
    text: str, expected: str, tmp_path: Path
) -> None:
    (warning,) = load_text(text, tmp_path).warnings
    assert str(warning).removeprefix(f"{tmp_path}/faq.yaml:").startswith(expected)


@pytest.mark.parametrize("text", ["|\n      - x\n      - y", "one\n      -two", '"a\n      - b"'])
def test_a_list_that_is_meant_as_text_is_not_warned_about(text: str, tmp_path: Path) -> None:
    assert load_text(VALUE.replace("{}", text), tmp_path).warnings == ()


def test_an_escape_that_does_not_exist_is_reported_at_its_place(tmp_path: Path) -> None:
    assert problems_of(ITEM.replace("{}", r'"D:\docs"'), tmp_path) == [
        r'faq.yaml:6:12: impossible escape after "\": write "\\" for a backslash'
    ]


def test_another_bullet_at_a_later_item_is_reported(tmp_path: Path) -> None:
    text = with_lines("  - id: a", "    question: q", "    answer: b", "  • id: c")
    assert problems_of(text, tmp_path) == [
        'faq.yaml:6:3: a list item begins with "- ", not with "•"'
    ]
