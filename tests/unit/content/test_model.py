"""What an FAQ's revision depends on."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from faq.content import Entry, Faq, Phrasing, Source, Term
from faq.errors import Place, Problem
from unit.samples import LEAFLET, SMALL, load_text, small_faq

EXTRA = "terms:\n  - term: VIP\n    means: [very important person]\n"
ELSEWHERE = Place("other.yaml", 99, 9)


@pytest.fixture
def faq(tmp_path: Path) -> Faq:
    return small_faq(tmp_path, EXTRA)


def loaded(folder: Path, text: str = SMALL + EXTRA, leaflet: str = LEAFLET) -> Faq:
    (folder / "leaflet.txt").write_text(leaflet, "utf-8")
    return load_text(text, folder)


def test_a_revision_is_eight_hexadecimal_digits(faq: Faq) -> None:
    assert re.fullmatch("[0-9a-f]{8}", faq.revision)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("title: The shop", "title: The store"),
        ("about: What people ask at the counter.", "about: What people ask."),
        ("language: en", "language: de"),
        ("title: The leaflet", "title: The flyer"),
        ("https://example.org/leaflet", "https://example.org/flyer"),
        ("title: The leaflet", "title: The leaflet\n    author: Ann"),
        ("title: The leaflet", 'title: The leaflet\n    published: "2011"'),
        ("title: The leaflet", "title: The leaflet\n    publisher: Us"),
        ("id: returns", "id: sendback"),
        ("topic: Visiting\n    question: When", "topic: Coming\n    question: When"),
        ("question: When do you open?", "question: When are you open?"),
        ("[car park, parking places for customers]", "[car park]"),
        ("[car park, parking places for customers]", "[parking places for customers, car park]"),
        ("Behind the house.", "Before the house."),
        ("quote: The shop opens at nine", "quote: The shop opens at"),
        ("related: [parking, returns]", "related: [returns, parking]"),
        ("related: [parking, returns]", "related: [parking]"),
        ("id: wages", "id: pay"),
        ("topic: what the staff earn", "topic: what the staff is paid"),
        ("how much does the staff earn", "how much do you earn"),
        ("term: VIP", "term: V.I.P."),
        ("very important person", "very important people"),
    ],
)
def test_a_change_to_anything_that_an_answer_shows_or_rests_on_is_another_revision(
    written: str, instead: str, faq: Faq, tmp_path: Path
) -> None:
    text = SMALL + EXTRA
    assert written in text
    if written == "id: returns":
        text = text.replace("[parking, returns]", "[parking, sendback]")
    assert loaded(tmp_path, text.replace(written, instead, 1)).revision != faq.revision


def test_a_change_to_a_sources_wording_is_another_revision(faq: Faq, tmp_path: Path) -> None:
    assert loaded(tmp_path, leaflet=f"Good day!\n\n{LEAFLET}").revision != faq.revision


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("title: The shop", "# A comment.\n\ntitle: The shop"),
        ("title: The shop", 'title: "The shop"'),
        ("entries:", "entries: # below"),
        ("[car park, parking places for customers]", '["car park", parking places for customers]'),
        ("answer: Behind the house.", "answer: >-\n      Behind\n      the house."),
        ("q: opening hours please", "q: the hours please"),
        ("expect: hours", "expect: [hours, parking]"),
        ("  - q: opening hours please\n    expect: hours\n", "  []\n"),
    ],
)
def test_comments_spelling_of_yaml_and_behaviour_tests_are_the_same_revision(
    written: str, instead: str, faq: Faq, tmp_path: Path
) -> None:
    text = SMALL + EXTRA
    assert written in text
    changed = loaded(tmp_path, text.replace(written, instead, 1))
    assert changed.revision == faq.revision


def test_the_same_files_in_another_folder_are_the_same_revision(
    faq: Faq, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert loaded(tmp_path_factory.mktemp("copy")).revision == faq.revision


def moved(entry: Entry) -> Entry:
    phrasings = tuple(Phrasing(phrasing.text, ELSEWHERE) for phrasing in entry.phrasings)
    return replace(entry, place=ELSEWHERE, phrasings=phrasings)


def test_places_and_warnings_are_no_part_of_a_revision(faq: Faq) -> None:
    warning = Problem(ELSEWHERE, "look here", "warning")
    changed = replace(faq, entries=tuple(map(moved, faq.entries)), warnings=(warning,))
    assert changed != faq
    assert changed.revision == faq.revision


def test_another_order_or_number_is_another_revision(faq: Faq) -> None:
    others = [
        replace(faq, entries=faq.entries[::-1]),
        replace(faq, entries=faq.entries[:2]),
        replace(faq, not_covered=()),
        replace(faq, sources=(*faq.sources, Source("more", "More"))),
        replace(faq, terms=(*faq.terms, Term("KPO", ()))),
    ]
    assert len({other.revision for other in (faq, *others)}) == 6


def test_half_an_emoji_has_a_revision(faq: Faq) -> None:
    assert replace(faq, title="\ud83d").revision != faq.revision
