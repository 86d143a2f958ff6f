"""Small FAQs that the unit tests share."""

import re
from pathlib import Path

from hypothesis import strategies as st

from faq.content import Citation, Entry, Faq, Phrasing, Source, load
from faq.errors import FaqError, Place

PLACE = Place("faq.yaml")

SMALL = """\
title: The shop
about: What people ask at the counter.
language: en
sources:
  leaflet:
    title: The leaflet
    file: leaflet.txt
    url: https://example.org/leaflet
entries:
  - id: hours
    topic: Visiting
    question: When do you open?
    phrasings: [opening hours, at what time does the shop open in the morning]
    answer: We open at nine.
    sources:
      - source: leaflet
        quote: The shop opens at nine
    related: [parking, returns]
  - id: parking
    topic: Visiting
    question: Where can customers park their cars?
    phrasings: [car park, parking places for customers]
    answer: Behind the house.
  - id: returns
    question: How are damaged goods returned?
    phrasings: [send back a damaged parcel, return damaged goods]
    answer: With the receipt.
not_covered:
  - id: wages
    topic: what the staff earn
    phrasings: [what are the wages of the staff, how much does the staff earn]
questions:
  - q: opening hours please
    expect: hours
"""

BLOCKS = re.sub(
    r"phrasings: \[(.*)\]",
    lambda found: "\n      - ".join(["phrasings:", *found[1].split(", ")]),
    SMALL,
)
"""The same with one phrasing a line: an edit adds to no list in brackets."""

LEAFLET = "Welcome!\n\nThe shop opens at nine and closes at six.\n"

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
AWKWARD = st.lists(
    st.sampled_from(
        [
            *"<>&\"' \n",
            "<b>",
            "</b>",
            "</a>",
            "&amp;",
            "&lt;",
            "&copy;",
            "&#60;",
            '<a href="x">',
            "<!--",
            "\u202e",
            "שלום",
            "مرحبا",
            "😀",
            "👩\u200d👩\u200d👧",
            "word",
            "x" * 70,
            "́",
            "{name}",
        ]
    ),
    min_size=1,
).map("".join)
VISIBLE = (TEXTS | AWKWARD).map(str.strip).filter(bool)
"""Texts as an FAQ may hold them: trimmed and not empty, whatever else is in them."""


def load_text(text: str | bytes, folder: Path) -> Faq:
    """The FAQ that a text in `folder`/faq.yaml is."""
    path = folder / "faq.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(path)


def problems_at(path: Path) -> list[str]:
    """What is wrong with the FAQ at a path, with paths as seen from its folder."""
    folder = path if path.is_dir() else path.parent
    try:
        load(path)
    except FaqError as error:
        return [line.replace(f"{folder}/", "") for line in str(error).split("\n")]
    return []


def problems_of(text: str | bytes, folder: Path) -> list[str]:
    """What is wrong with a text as `folder`/faq.yaml."""
    path = folder / "faq.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return problems_at(path)


def small_faq(folder: Path, extra: str = "") -> Faq:
    """The sample FAQ, written to a folder, with more YAML at its end."""
    (folder / "leaflet.txt").write_text(LEAFLET, "utf-8")
    return load_text(SMALL + extra, folder)


def entry(  # noqa: PLR0913 -- all but the first three are named
    name: str = "a",
    question: str = "What is a?",
    answer: str = "The first letter.",
    *,
    topic: str | None = None,
    citations: tuple[Citation, ...] = (),
    phrasings: tuple[str, ...] = (),
) -> Entry:
    """An entry that need not come from a file."""
    asked = tuple(Phrasing(text, PLACE) for text in (question, *phrasings))
    return Entry(name, question, answer, PLACE, asked, topic=topic, citations=citations)


def faq_of(*entries: Entry, title: str = "Letters", about: str = "") -> Faq:
    """An FAQ that need not come from a file."""
    return Faq(title, about, "en", entries)


def cited(quote: str, *, title: str = "Alphabet", url: str | None = None) -> Citation:
    """A quote of a source."""
    return Citation(Source("s", title, url=url), quote, 1)
