import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.content.quotes import MIN_QUOTE, SourceText

ARTICLE = """\
On July 12, 2011

“KPO is merely the continuation of BPO”, as cited in the book
by Dr. Richard Sykes.

Publisher: BCS, ISBN: 978-1
"""

WORDS = st.text("abAB“”.é ", min_size=1, max_size=6).filter(lambda word: bool(word.strip()))
SPACES = st.sampled_from([" ", "  ", "\n", "\t", " \n ", "\u00a0"])


@st.composite
def sources(draw: st.DrawFn) -> list[str]:
    """The paragraphs of a source, each with single spaces only."""
    paragraphs = st.lists(WORDS, min_size=1, max_size=8).map(" ".join).map(str.split).map(" ".join)
    return draw(st.lists(paragraphs, min_size=1, max_size=5))


def printed(paragraphs: list[str], draw: st.DrawFn) -> str:
    """The paragraphs as a file may hold them: lines broken anywhere, blank lines between them."""
    blocks = [re.sub(" ", lambda _: draw(SPACES), text) for text in paragraphs]
    return "\n" + "\n \n\n".join(blocks) + "\n\n"


@st.composite
def quoted(draw: st.DrawFn) -> tuple[list[str], str, str]:
    """A source's paragraphs, its file, and a run of its text from one word to another."""
    paragraphs = draw(sources())
    words = " ".join(paragraphs).split()
    start = draw(st.integers(0, len(words) - 1))
    end = draw(st.integers(start + 1, len(words)))
    run = draw(SPACES).join(words[start:end])
    return paragraphs, printed(paragraphs, draw), run


@given(quoted())
def test_a_run_of_the_source_is_found_whatever_the_white_space(
    sample: tuple[list[str], str, str],
) -> None:
    _, file, run = sample
    flaw = SourceText(file).flaw(run)
    if len(" ".join(run.split())) >= MIN_QUOTE:
        assert flaw is None
    else:
        assert flaw == "the quote is shorter than 12 characters: quote more of the sentence"


@given(quoted())
def test_the_paragraph_is_the_one_in_which_the_quote_begins_first(
    sample: tuple[list[str], str, str],
) -> None:
    paragraphs, file, run = sample
    letters: list[tuple[str, int]] = []
    for number, text in enumerate(paragraphs, 1):
        letters += [(letter, number) for letter in f"{text} "]
    wanted = " ".join(run.split())
    whole = "".join(letter for letter, _ in letters)
    starts = [i for i in range(len(whole)) if whole[i : i + len(wanted)] == wanted]
    assert SourceText(file).paragraph(run) == letters[starts[0]][1]


@given(quoted(), st.text(max_size=20))
def test_what_is_not_in_the_source_is_never_sound(
    sample: tuple[list[str], str, str], tail: str
) -> None:
    paragraphs, file, run = sample
    quote = f"{run}X{tail}"  # the source has no X
    source = SourceText(file)
    assert source.paragraph(quote) is None
    assert source.flaw(quote) is not None
    assert "X" not in " ".join(paragraphs)


@given(quoted())
def test_the_wording_that_a_flaw_suggests_is_sound(sample: tuple[list[str], str, str]) -> None:
    _, file, run = sample
    source = SourceText(file)
    flaw = source.flaw(run.swapcase().replace("“", '"').replace("”", '"')) or ""
    if suggested := re.search(r'write "(.*)"$', flaw):
        assert source.paragraph(suggested[1]) is not None


@pytest.mark.parametrize(
    ("quote", "flaw"),
    [
        ("merely the continuation", None),
        ("merely  the\n continuation of BPO”, as", None),
        ("Sykes. Publisher: BCS", None),
        ("2011", None),
        ("978-1", None),
        ("12", None),
        ("1", "the quote is shorter than 12 characters: quote more of the sentence"),
        ("Sykes. Publi", None),
        ("Sykes. Publ", "the quote is shorter than 12 characters: quote more of the sentence"),
        ("201", "the quote is shorter than 12 characters: quote more of the sentence"),
        ("978", "the quote is shorter than 12 characters: quote more of the sentence"),
        ("Sykes", "the quote is shorter than 12 characters: quote more of the sentence"),
        (
            "Merely the Continuation",
            (
                "the quote differs from the source in letters or marks: "
                'write "merely the continuation"'
            ),
        ),
        (
            'continuation of BPO", as cited',
            (
                "the quote differs from the source in letters or marks: "
                'write "continuation of BPO”, as cited"'
            ),
        ),
        (
            "merely the continuation of KPO",
            (
                'the quote leaves the source after "…merely the continuation of": '
                'there it goes on "BPO”, as cited in the book by"'
            ),
        ),
        (
            "Publisher: BCS, ISBN: 978-12",
            (
                'the quote leaves the source after "…Publisher: BCS, ISBN: 978-1": '
                'there it goes on "the end"'
            ),
        ),
        ("nothing of the kind", "the quote is not in the source: copy it letter by letter"),
        ("merely … of BPO", "the quote is not in the source: copy it letter by letter"),
    ],
)
def test_a_flaw_says_what_to_do(quote: str, flaw: str | None) -> None:
    assert SourceText(ARTICLE).flaw(quote) == flaw


def test_letters_that_change_length_in_lower_case_are_no_crash() -> None:
    source = SourceText("İstanbul is a large city.")
    assert source.flaw("is a large city") is None
    assert source.flaw("IS A LARGE CITY") is not None


COPIED = """\
The “shop” opens at nine — not before — and closes at six.

Customers’ cars may be parked behind the house (for free), but
not over night.
"""


@pytest.mark.parametrize(
    ("copied", "meant"),
    [
        ('the "shop" opens at nine - not before', "The “shop” opens at nine — not before"),
        ("THE SHOP OPENS AT NINE", "The “shop” opens at nine"),
        ("“... closes at six.”", "closes at six."),
        ("Customers' cars may\n  be parked", "Customers’ cars may be parked"),
        ("behind the house (for free)", "behind the house (for free)"),
        ("for free, but not over-\nnight", "for free), but not over night"),
        (
            "Customers' cars […] not overnight",
            "Customers’ cars may be parked behind the house (for free), but not over night",
        ),
        (
            "The shop ... closes at six",
            "The “shop” opens at nine — not before — and closes at six",
        ),
    ],
)
def test_a_quote_is_found_however_its_marks_came_out(copied: str, meant: str) -> None:
    passage = SourceText(COPIED).locate(copied)
    assert passage
    assert passage.text == meant
    assert passage.is_exact == (copied == meant)
    assert SourceText(COPIED).flaw(passage.text) is None


@pytest.mark.parametrize("copied", ["", "“…”", "the shop closes at nine", "six ... nine"])
def test_what_the_source_does_not_say_is_not_found(copied: str) -> None:
    assert SourceText(COPIED).locate(copied) is None


@given(quoted(), st.sampled_from(["upper", "lower", "marks", "spaces"]))
def test_what_is_found_for_a_spoilt_quote_stands_in_the_source(
    sample: tuple[list[str], str, str], how: str
) -> None:
    _, file, run = sample
    spoilt = {
        "upper": run.upper(),
        "lower": run.lower(),
        "marks": "»" + run.translate(str.maketrans("“”", '""')) + "«",
        "spaces": "  ".join(run.split()),
    }[how]
    source = SourceText(file)
    passage = source.locate(spoilt)
    if passage:
        assert passage.text in source.folded
        assert source.paragraph(passage.text) is not None
    else:
        assert not any(character.isalnum() for character in run)


@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_can_be_looked_for_in_any_other(text: str, quote: str) -> None:
    source = SourceText(text)
    passage = source.locate(quote)
    assert passage is None or passage.text in source.folded
