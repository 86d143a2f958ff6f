from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from faq.maintaining.evaluation import Bin
from faq.report.reliability import reliability_diagram
from unit.samples import VISIBLE

SVG = "{http://www.w3.org/2000/svg}"


@given(VISIBLE, st.lists(st.tuples(st.integers(0, 10**6), st.floats(0, 1)), max_size=10))
def test_each_bin_with_questions_has_a_bar_a_point_and_a_number(
    title: str, figures: list[tuple[int, float]]
) -> None:
    bins = [
        Bin(n / 10, (n + 1) / 10, number, (n + 0.5) / 10, right)
        for n, (number, right) in enumerate(figures)
    ]
    root = ET.fromstring(reliability_diagram(bins, title, "All is well."))  # noqa: S314 -- our own
    numbers = [f"{each.number:,}" for each in bins if each.number]
    bars = [rect for rect in root.findall(f"{SVG}rect") if rect.get("stroke") == "#555"]
    beside_points = [b.text for a, b in pairwise(root) if a.tag == f"{SVG}circle"]
    assert len(bars) == len(numbers)
    assert beside_points == numbers
    assert root.findtext(f"{SVG}title") == f"Reliability of {title}"


def test_a_bar_is_as_high_as_the_share_that_was_right() -> None:
    picture = reliability_diagram([Bin(0.5, 0.6, 8, 0.55, 0.25)], "Title", "All is well.")
    assert '<rect x="200.0" y="300.0" width="40.0" height="100.0"' in picture
    assert '<circle cx="220.0" cy="300.0"' in picture
    assert "All is well. 0.5 to 0.6: 25% of 8 right.</desc>" in picture
