from pathlib import Path

import pytest

from faq.content.schema import KEYS
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
        ", free",
    ],
)
def test_a_text_that_yaml_takes_for_something_else_is_told_its_first_character(
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
def test_a_text_that_is_a_comment_is_told_so(text: str, layout: str, tmp_path: Path) -> None:
    before, _, column = place(layout).rpartition(":")
    assert problems_of(layout.replace("{}", text), tmp_path) == [
        (
            f'{before}:{int(column) - 1}: nothing is here but the comment "{text}": '
            "if it is text, put it in quotes"
        )
    ]


@pytest.mark.parametrize("text", ["[Prices]", "{name}", "? free"])
def test_a_whole_item_that_yaml_takes_for_a_list_or_keys_is_told_its_first_character(
    text: str, tmp_path: Path
) -> None:
    (found,) = problems_of(ITEM.replace("{}", text), tmp_path)
    assert found.startswith(f'{place(ITEM)}: an item of "phrasings" must be a text, got ')
    assert found.endswith(f'; a text that begins with "{text[0]}" needs quotes')


@pytest.mark.parametrize(
    "text", ["'**Free** on Sundays'", '"[x] free"', "|\n      # Prices", "|\n      @museum"]
)
def test_the_way_out_leads_out(text: str, tmp_path: Path) -> None:
    assert load_text(VALUE.replace("{}", text), tmp_path).entries[0].answer


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
            with_lines("  - id: a", "    question: q", '    phrasings: "x", "y"', "    answer: b"),
            '5:19: several texts need brackets around them: ["one", "two"]',
            id="several texts without brackets",
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
            "5:21: a comma is missing here",
            id="no comma",
        ),
        pytest.param(
            with_lines('  - id: "a",', '    question: "q",', '    answer: "b"'),
            "3:12: a comma cannot stand here: remove it",
            id="commas as in JSON",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings: [x, y],", "    answer: b"),
            "5:22: a comma cannot stand here: remove it",
            id="a comma behind a list",
        ),
        pytest.param(
            with_lines("  - id: a", "    question: q", "    phrasings: [x, y]]", "    answer: b"),
            '5:22: this "]" closes nothing: remove it, or use quotes',
            id="a bracket too many",
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
            with_lines("  - id: a", "    question: q", "    answer: Room #5,", "      upstairs"),
            (
                '5:18: "#5," is a comment, which ends the text before it: '
                "put the text in quotes or use |"
            ),
            id="a comment within a text",
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
            "5:18: not understood here, between brackets: put texts in quotes",
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


def test_keys_are_told_apart_by_what_they_hold() -> None:
    assert KEYS.flags == {"require_sources"}
    assert KEYS.lists == {"phrasings", "means", "related", "expect"}
    assert KEYS.known - KEYS.texts - KEYS.lists - KEYS.flags == {
        "entries",
        "not_covered",
        "questions",
        "sources",
        "terms",
    }
