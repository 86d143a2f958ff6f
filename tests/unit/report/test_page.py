"""Figures in words, in charts, and as a page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.content import Entry, Faq, NotCovered, Phrasing
from faq.report import charts, page, words
from faq.usage.records import Gap, Tally, Votes
from faq.usage.stats import Period, Stats, collect, compute
from faq.usage.store import BOUNDS_MS, open_store
from unit.records import TODAY, ago, filled, gap
from unit.report.browser import CUT_OFF, OUTSIDE, OVERLAPS, Tab
from unit.samples import PLACE, VISIBLE, entry, faq_of, small_faq

MONTH = Period(ago(29), TODAY)
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Reader(HTMLParser):
    """A page as a tree of (tag, attributes, children or texts)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.mismatched: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mismatched.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def having(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.all if name == tag]

    def of(self, tag: str) -> list[str]:
        """The texts right in elements of a kind."""
        return [text for name, text in self.texts if name == tag]


def many(number: int) -> Faq:
    """An FAQ of so many entries with questions of all lengths, and two subjects."""
    entries = [
        entry(f"entry-{n}", f"Question {n}: {'how does it go on ' * (n % 7)}?", topic="Topic")
        for n in range(number)
    ]
    phrasings = (Phrasing("what", PLACE),)
    subjects = (
        NotCovered("pay", "pay, and whatever else people earn " * 4, PLACE, phrasings),
        NotCovered("rain", "the weather", PLACE, phrasings),
    )
    return Faq("Everything", "", "en", tuple(entries), not_covered=subjects)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stats, Faq]:
    """The figures of 90 days in which 40 entries were asked for, and their FAQ."""
    faq = many(40)
    path = tmp_path_factory.mktemp("full") / "faq.sqlite3"
    with filled(path, faq, 90) as store:
        return collect(store, faq, 90, TODAY), faq


def one_of_each(faq: Faq) -> Stats:
    """Figures in which everything happened once."""
    name = faq.entries[0].id
    kinds = (
        ("answer", name),
        ("choices", ""),
        ("not_covered", faq.not_covered[0].id if faq.not_covered else "x"),
        ("no_answer", ""),
        ("picked", name),
        ("chosen", "<b>gone</b>"),
    )
    return compute(
        faq,
        MONTH,
        tallies=[Tally(TODAY, outcome, entry, "private", 1) for outcome, entry in kinds],
        times=[(TODAY, 5.0, 1)],
        votes={name: Votes(1, 1), "<i>gone</i>": Votes(0, 1)},
        gaps=[gap(1, TODAY)],
    )


# Words


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, "–"),
        (0, 9, "0%"),
        (1, 1000, "1%"),
        (999, 1000, "99%"),
        (9, 9, "100%"),
        (1, 3, "33%"),
    ],
)
def test_a_few_are_never_none_and_nearly_all_never_all(part: int, whole: int, shown: str) -> None:
    assert words.share(part, whole) == shown


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (5, 0, ""),
        (5, 5, "±0%"),
        (15, 10, "+50%"),
        (5, 10, "−50%"),
        (0, 3, "−100%"),
        (40, 4, "×10"),
    ],
)
def test_a_change_is_in_percent_or_a_multiple(now: int, before: int, shown: str) -> None:
    assert words.change(now, before) == shown


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        (Period(TODAY, TODAY), "30 Jun 2026"),
        (Period(ago(6), TODAY), "24–30 Jun 2026"),
        (Period(ago(40), TODAY), "21 May – 30 Jun 2026"),
        (Period(ago(200), TODAY), "12 Dec 2025 – 30 Jun 2026"),
    ],
)
def test_days_are_said_once(period: Period, shown: str) -> None:
    assert words.span(period, year=True) == shown


def test_bounds_of_times_are_said_in_the_unit_that_fits() -> None:
    assert words.at_most(5.0) == "at most 5 ms"
    assert words.at_most(2000.0) == "at most 2 s"
    assert words.at_most(float("inf")) == "more than 5 s"


# Charts


@given(st.integers(1, 10**9))
def test_the_top_of_an_axis_is_even_and_near(highest: int) -> None:
    top = charts.axis_top(highest)
    assert top >= highest
    assert top % 2 == 0
    assert top <= max(4, 2 * highest)


# The page


def test_every_chart_has_a_title_a_description_and_its_numbers(full: tuple[Stats, Faq]) -> None:
    html = page(*full)
    sections = re.findall(r"<section>.*?</section>", html, re.DOTALL)
    drawn = [section for section in sections if 'class="chart' in section]
    assert len(drawn) == 5
    for section in drawn:
        read = Reader(section)
        chart = next(svg for svg in read.having("svg") if "chart" in (svg["class"] or ""))
        named = (chart["aria-labelledby"] or "").split()
        ids = {attributes.get("id"): tag for tag, attributes in read.all}
        assert [ids[name] for name in named] == ["title", "desc"]
        assert chart["role"] == "img"
        assert read.of("title")[0] == read.of("h2")[0]
        assert len(read.having("table")) == 1
        assert read.having("th")


def test_ids_are_used_once_and_whatever_is_referred_to_is_there(full: tuple[Stats, Faq]) -> None:
    html = page(*full)
    ids = [attributes["id"] for _, attributes in Reader(html).all if "id" in attributes]
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r"url\(#(.*?)\)", html)) <= set(ids)


def test_a_page_loads_nothing_and_runs_nothing(full: tuple[Stats, Faq]) -> None:
    html = page(*full)
    read = Reader(html)
    assert not {"script", "link", "img", "iframe", "object", "a"} & {tag for tag, _ in read.all}
    assert not re.search(r"https?:|//|@import|url\((?!#)", html)
    handlers = [name for _, attributes in read.all for name in attributes if name[:2] == "on"]
    assert handlers == []
    policies = [meta.get("content") for meta in read.having("meta") if "http-equiv" in meta]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_elements_are_closed_in_their_order(full: tuple[Stats, Faq]) -> None:
    read = Reader(page(*full))
    assert (read.mismatched, read.open) == ([], [])


def test_rows_have_as_many_cells_as_their_heads(full: tuple[Stats, Faq]) -> None:
    for table in re.findall(r"<table>.*?</table>", page(*full), re.DOTALL):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        widths = {len(re.findall(r"<t[hd][ >]", row)) for row in rows}
        assert len(widths) == 1


def test_tables_have_all_entries_and_charts_the_first_ten(full: tuple[Stats, Faq]) -> None:
    stats, faq = full
    html = page(stats, faq)
    section = next(part for part in html.split("<section>") if 'id="entries-title"' in part)
    assert section.count("<g>") == 10
    assert section.count("<tr>") == 1 + len(stats.shown)
    assert f"the first 10 of {len(stats.shown)} entries" in section


def test_titles_state_what_the_figures_show(tmp_path: Path) -> None:
    faq = small_faq(tmp_path)
    titles = Reader(page(one_of_each(faq), faq)).of("h2")
    assert titles == [
        "1 of 4 questions (25%) was answered at once",
        "All questions come from private chats",
        "1 entry gives half of the 3 answers",
        "2 of 3 entries were not shown at all",
        "“<i>gone</i> (no longer in the FAQ)” helps least: 1 of 1 vote says no",
        "“what the staff earn” is what the source leaves open most: 1 of 1 declined by name",
        "95 of 100 replies take at most 5 ms",
    ]


def test_a_comparison_says_how_much_of_it_is_known() -> None:
    faq = faq_of(entry("a"))
    for day, expected in (
        (ago(45), "Nothing is known from before 16 May 2026, so that “before” is fewer days."),
        (ago(59), "“Before” is 2–31 May 2026."),
        (TODAY, "Nothing is known from before 30 Jun 2026."),
    ):
        tallies = [Tally(when, "answer", "a", "group", 1) for when in {day, TODAY}]
        html = page(compute(faq, MONTH, tallies=tallies), faq)
        assert expected in Reader(html).of("p")


def test_a_quarter_has_a_column_a_day_and_a_year_one_a_week(full: tuple[Stats, Faq]) -> None:
    assert page(*full).count('class="slot"') == 90
    faq = faq_of(entry("a"))
    year = Period(ago(364), TODAY)
    stats = compute(faq, year, tallies=[Tally(TODAY, "answer", "a", "private", 1)])
    html = page(stats, faq)
    assert html.count('class="slot"') == 53
    assert "Questions a week" in html


def test_without_anything_the_page_says_how_to_get_figures(tmp_path: Path) -> None:
    faq = small_faq(tmp_path)
    with open_store(f"sqlite:///{tmp_path / 'faq.sqlite3'}") as store:
        html = page(collect(store, faq, 30, TODAY), faq)
    assert Reader(html).of("h2") == ["Nobody has asked anything yet"]
    assert "faqbot run" in html
    assert 'class="chart' not in html


PARTS = st.fixed_dictionaries(
    {},
    optional={
        "tallies": st.lists(
            st.builds(
                Tally,
                st.sampled_from([TODAY, ago(3), ago(40)]),
                st.sampled_from(
                    ["answer", "choices", "not_covered", "no_answer", "picked", "none_fits"]
                ),
                st.sampled_from(["", "a", "gone"]),
                st.sampled_from(["private", "group", "inline", "button"]),
                st.integers(1, 10**7),
            ),
            max_size=4,
        ),
        "times": st.just([(TODAY, 5.0, 3), (TODAY, float("inf"), 1)]),
        "votes": st.sampled_from([{"a": Votes(3, 0)}, {"a": Votes(0, 2), "gone": Votes(5, 5)}]),
        "gaps": st.just([gap(1, TODAY)]),
    },
)


@given(PARTS)
def test_whatever_is_missing_there_is_a_page(parts: dict[str, list[Gap]]) -> None:
    faq = faq_of(entry("a"))
    read = Reader(page(compute(faq, MONTH, **parts), faq))  # type: ignore[arg-type]
    assert (read.mismatched, read.open) == ([], [])
    assert read.of("h2")
    assert not any("nan" in text or "inf " in text for _, text in read.texts)


@given(VISIBLE, VISIBLE, VISIBLE)
def test_an_faqs_texts_stay_texts(title: str, question: str, topic: str) -> None:
    plain = Faq("T", "", "en", (_entry("q", "t"),))
    awkward = Faq(title, "", "en", (_entry(question, topic),))
    tags = [tag for tag, _ in Reader(page(one_of_each(plain), plain)).all]
    read = Reader(page(one_of_each(awkward), awkward))
    assert [tag for tag, _ in read.all] == tags
    assert read.of("title")[0] == f"What people asked “{' '.join(title.split())}”"


def test_characters_that_html_does_not_allow_are_replaced() -> None:
    faq = Faq("a\x00b\ud800c\x0bd", "", "en", (_entry("q", "t"),))
    html = page(one_of_each(faq), faq)
    assert "<h1>What people asked “a\ufffdb\ufffdc d”</h1>" in html
    html.encode()


def _entry(question: str, topic: str) -> Entry:
    return entry("a", question, topic=topic)


def test_patterns_tell_the_outcomes_apart_without_colour() -> None:
    html = page(one_of_each(faq_of(entry("a"))), faq_of(entry("a")))
    fills = dict(re.findall(r"svg \.(\w+) \{ fill: (.*?);", html))
    kinds = [fills[name] for name in words.OUTCOMES]
    assert len(set(kinds)) == 4
    assert sum(kind.startswith("url(#") for kind in kinds) == 3


# In a browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, full: tuple[Stats, Faq]) -> dict[str, Path]:
    """Files with pages of much, of a little, and of what is hardest to lay out."""
    few = many(3)
    # As many classes of times as there can be: "<1" stands beside "<1", and "14" beside "14".
    times = [(TODAY, bound, 1 if n < 6 else 999) for n, bound in enumerate(BOUNDS_MS)]
    tallies = [Tally(TODAY, "answer", "entry-0", "private", 7)]
    shown = {
        "full": full,
        "few": (one_of_each(few), few),
        "none": (compute(few, MONTH), few),
        "slow": (compute(few, MONTH, tallies=tallies, times=times), few),
    }
    folder = tmp_path_factory.mktemp("pages")
    paths = {name: folder / f"{name}.html" for name in shown}
    for name, path in paths.items():
        path.write_text(page(*shown[name]), "utf-8")
    return paths


@pytest.mark.parametrize("width", [360, 601, 768, 1280])
async def test_nothing_overflows_or_overlaps_in_a_browser(
    tab: Tab, pages: dict[str, Path], width: int
) -> None:
    for name, path in pages.items():
        await tab.show(path, width)
        assert await tab.value(OUTSIDE) == [], name
        assert await tab.value(OVERLAPS) == [], name
        assert await tab.value(CUT_OFF) == [], name


async def test_a_browser_fetches_nothing_but_the_page(tab: Tab, pages: dict[str, Path]) -> None:
    await tab.show(pages["full"], 700)
    assert tab.requests == [pages["full"].as_uri()]


async def test_the_page_follows_the_readers_colours(tab: Tab, pages: dict[str, Path]) -> None:
    script = "getComputedStyle(document.body).backgroundColor"
    await tab.show(pages["full"], 700, "light")
    assert await tab.value(script) == "rgb(255, 255, 255)"
    await tab.show(pages["full"], 700, "dark")
    assert await tab.value(script) == "rgb(20, 24, 29)"


async def test_the_page_prints_on_a_few_sheets_of_a4(tab: Tab, pages: dict[str, Path]) -> None:
    await tab.show(pages["full"], 700)
    pdf = await tab.printed()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 4
    assert set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)) == {b"0 0 594.95996 841.91998"}
