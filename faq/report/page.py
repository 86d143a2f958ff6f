"""The figures as one HTML page: charts whose titles say what they show, and their numbers.

The page loads nothing and runs nothing, so that it can be mailed, archived and printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from xml.etree.ElementTree import Element

from faq.content import Faq
from faq.report import charts, words
from faq.report.markup import Node, document, element
from faq.stats import EntryUse, Stats, gaps_days

STYLE = Path(__file__).with_name("style.css")

BARS = 10
"""Bars of a chart at most: so two charts with their titles fit on a printed page (A4). The table
below has the rest."""

DAILY = 92
"""Days that have a column each, a quarter of a year; of a longer period each week has one."""

WEEK = 7

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Content Security Policy: the browser is told to load and run nothing either."""

Row = Sequence[Node]


def page(stats: Stats, faq: Faq) -> str:
    """The page as HTML."""
    title = f"What people asked “{' '.join(faq.title.split())}”"
    sections = _sections(stats, faq) if _has_anything(stats) else [_nothing(stats)]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", STYLE.read_text("utf-8")),
    )
    body = element(
        "body",
        charts.patterns(),
        element(
            "header",
            element("h1", title),
            element("p", _period(stats), class_="faint"),
        ),
        element("main", *sections),
        element(
            "footer",
            f"Made by faqbot stats on {words.day(stats.period.last, year=True)}. Days are those "
            f"of UTC. The FAQ has {words.counted(len(faq.entries), 'entry', 'entries')}, "
            "revision ",
            element("code", faq.revision),
            ".",
        ),
    )
    return document(element("html", head, body, lang="en"))


def _has_anything(stats: Stats) -> bool:
    return bool(stats.begins or stats.votes or stats.gaps.kept)


def _period(stats: Stats) -> str:
    days = words.counted(stats.period.days, "day", "days")
    return f"{words.span(stats.period, year=True)}, {days}"


def _nothing(stats: Stats) -> Element:
    days = words.counted(stats.period.days, "day", "days")
    return element(
        "section",
        element("h2", "Nobody has asked anything yet"),
        element(
            "p",
            f"The database holds nothing of these {days} and of the {days} before. While ",
            element("code", "faqbot run"),
            " answers on Telegram it counts each question in the database that ",
            element("code", "FAQBOT_DATABASE_URL"),
            " names: ask the bot something, then make this page again.",
        ),
    )


def _sections(stats: Stats, faq: Faq) -> list[Element]:
    found = [
        _tiles(stats),
        _by_day(stats),
        _by_place(stats),
        _by_entry(stats),
        _unused(stats, faq),
        _by_vote(stats),
        _by_subject(stats),
        _by_time(stats),
    ]
    return [section for section in found if section is not None]


def _tiles(stats: Stats) -> Element:
    now, before = stats.outcomes, stats.before
    tiles = [
        (
            "questions",
            f"{now.questions:,}",
            f"{before.questions:,} before ({words.change(now.questions, before.questions)})",
        )
    ]
    for label, part, past in (
        ("answered at once", now.answered, before.answered),
        ("offered a choice", now.offered, before.offered),
        ("declined", now.declined, before.declined),
    ):
        then = f"{words.share(past, before.questions)} before"
        tiles.append((label, words.share(part, now.questions), then))
    compared = before.questions > 0
    boxes = [
        element(
            "div",
            element("dt", label),
            element("dd", figure, class_="figure"),
            *([element("dd", then, class_="then")] if compared else []),
        )
        for label, figure, then in tiles
    ]
    notes = []
    if stats.begins and stats.period.before.first < stats.begins:
        known = f"Nothing is known from before {words.day(stats.begins, year=True)}"
        if compared:
            known += ", so that “before” is fewer days"
        notes = [element("p", f"{known}.", class_="about")]
    elif compared:
        days = f"“Before” is {words.span(stats.period.before, year=True)}."
        notes = [element("p", days, class_="about")]
    return element("div", element("dl", *boxes, class_="tiles"), *notes)


def _by_day(stats: Stats) -> Element | None:
    now = stats.outcomes
    if not now.questions:
        return None
    daily = stats.period.days <= DAILY
    spans = stats.spans(1 if daily else WEEK)
    columns: list[charts.Column] = []
    rows: list[Row] = []
    for span in spans:
        parts = words.parts(span.outcomes)
        listed = ", ".join(f"{number:,} {label}" for label, number in parts if number)
        asked = words.counted(span.outcomes.questions, "question", "questions")
        tip = f"{words.span(span.period, year=True)}: {asked}"
        columns.append(
            charts.Column(
                words.day(span.period.first),
                tuple(number for _, number in parts),
                f"{tip} ({listed})" if listed else tip,
            )
        )
        numbers = (span.outcomes.questions, *(number for _, number in parts))
        rows.append([words.span(span.period), *(f"{number:,}" for number in numbers)])
    title = (
        f"{now.answered:,} of {words.counted(now.questions, 'question', 'questions')} "
        f"({words.share(now.answered, now.questions)}) {_was(now.answered)} answered at once"
    )
    each = "day" if daily else "week"
    peak = max(spans, key=lambda span: span.outcomes.questions)
    description = (
        f"Stacked columns, one a {each}. Of {now.questions:,} questions "
        + ", ".join(f"{number:,} were {label}" for label, number in words.parts(now)).replace(
            "were no answer", "got no answer"
        )
        + f". Most were asked on {words.span(peak.period, year=True)}: "
        f"{peak.outcomes.questions:,}."
    )
    key = element(
        "ul",
        *(
            element(
                "li", charts.swatch(style), f"{label}: {number:,} ", _faint(number, now.questions)
            )
            for style, (label, number) in zip(words.OUTCOMES, words.parts(now), strict=True)
        ),
        class_="key",
    )
    chart = charts.stacked("days", title, description, columns, list(words.OUTCOMES))
    head = [each, "questions", *words.OUTCOMES.values()]
    return _figure(
        title, f"Questions a {each}, by what they came to.", [key, chart], head=head, rows=rows
    )


def _by_place(stats: Stats) -> Element | None:
    if not stats.places:
        return None
    uses = {use.place: use for use in stats.places}
    private = uses["private"].outcomes.questions if "private" in uses else 0
    group = uses["group"].outcomes.questions if "group" in uses else 0
    if private and group:
        more, less = (
            ("private chats", "groups") if private >= group else ("groups", "private chats")
        )
        part = words.share(max(private, group), private + group)
        title = f"{part} of the questions come from {more}, the rest from {less}"
    elif private or group:
        title = f"All questions come from {'private chats' if private else 'groups'}"
    else:
        title = "Nobody typed a question; entries were opened from lists"
    rows: list[Row] = [
        [
            words.PLACES.get(use.place, use.place),
            f"{use.outcomes.questions:,}" if use.outcomes.questions else "",
            words.share(use.outcomes.declined, use.outcomes.questions).replace("–", ""),
            f"{use.opened:,}" if use.opened else "",
            f"{use.refused:,}" if use.refused else "",
            f"{use.before:,}",
        ]
        for use in stats.places
    ]
    head = ["where", "questions", "declined", "entries opened", "none fits", "before"]
    return element(
        "section",
        element("h2", title),
        element(
            "p",
            "Entries are opened with a button or a link, or sent from inline mode; no question is "
            "counted then. “None fits” is said to a choice. “Before” is both together.",
            class_="about",
        ),
        _table(title, head, rows),
    )


def _by_entry(stats: Stats) -> Element | None:
    shown = stats.shown
    if not shown:
        return None
    total = sum(entry.shown for entry in shown)
    sums = accumulate(entry.shown for entry in shown)
    half = next(n for n, reached in enumerate(sums, 1) if 2 * reached >= total)
    if half == len(shown):
        title = f"“{words.called(shown[0].id, shown[0].question)}” is all that was shown"
    else:
        gave = "entry gives" if half == 1 else "entries give"
        title = f"{half:,} {gave} half of the {words.counted(total, 'answer', 'answers')}"
    compared = stats.before.questions > 0
    bars = [
        charts.Bar(
            words.called(entry.id, entry.question),
            entry.shown,
            entry.before if compared else None,
            "gone" if entry.question is None else "answered",
        )
        for entry in shown[:BARS]
    ]
    best = f"Bars. Most often shown: {bars[0].label}, {bars[0].value:,} times."
    about = f"Times that an entry's answer was shown{_first_few(len(shown), 'entries')}"
    about += "; the stroke is the days before." if compared else "."
    if not stats.never:
        about += " Each of the FAQ's entries was shown."
    chart = charts.bars("entries", title, best, bars)
    rows = [_entry_row(entry, [f"{entry.shown:,}", f"{entry.before:,}"]) for entry in shown]
    return _figure(
        title, about, [chart], head=["entry", "id", "topic", "shown", "before"], rows=rows, texts=2
    )


def _unused(stats: Stats, faq: Faq) -> Element | None:
    never = stats.never
    if not never:
        return None
    title = (
        f"{len(never):,} of {words.counted(len(faq.entries), 'entry', 'entries')} "
        f"{'was' if len(never) == 1 else 'were'} not shown at all"
    )
    items = [
        element("li", words.called(entry.id, entry.question), " ", _id(entry.id), _earlier(entry))
        for entry in never
    ]
    return element(
        "section",
        element("h2", title),
        element(
            "p",
            "Nobody needs them, or nobody finds them: ask the bot in words of your own and see.",
            class_="about",
        ),
        element("ul", *items, class_="entries"),
    )


def _by_vote(stats: Stats) -> Element | None:
    votes = stats.votes
    if not votes:
        return None
    worst = votes[0]
    name = words.called(worst.id, worst.question)
    given = sum(vote.helpful + vote.unhelpful for vote in votes)
    if worst.unhelpful:
        of = words.counted(worst.helpful + worst.unhelpful, "vote", "votes")
        says = "says" if worst.unhelpful == 1 else "say"
        title = f"“{name}” helps least: {worst.unhelpful:,} of {of} {says} no"
    else:
        title = f"Nobody has found an answer unhelpful in {words.counted(given, 'vote', 'votes')}"
    pairs = [
        charts.Pair(words.called(vote.id, vote.question), vote.unhelpful, vote.helpful)
        for vote in votes[:BARS]
    ]
    sides = element(
        "div",
        element("span", charts.swatch("no_answer"), " not helpful"),
        element("span", charts.swatch("answered"), " helpful"),
        class_="key sides",
    )
    description = f"Bars to both sides of a middle line: not helpful left, helpful right. {title}."
    chart = charts.diverging("votes", title, description, pairs, ("no_answer", "answered"))
    about = (
        "Votes of the last year, one a person and answer; those first that are most surely "
        f"unhelpful{_first_few(len(votes), 'entries')}."
    )
    head = ["entry", "id", "helpful", "not helpful"]
    rows: list[Row] = [
        [
            words.called(vote.id, vote.question),
            _id(vote.id),
            f"{vote.helpful:,}",
            f"{vote.unhelpful:,}",
        ]
        for vote in votes
    ]
    return _figure(title, about, [sides, chart], head=head, rows=rows, texts=1)


def _by_subject(stats: Stats) -> Element | None:
    gaps, declined = stats.gaps, stats.outcomes.declined
    if not declined and not gaps.kept:
        return None
    notes = []
    if gaps.kept:
        notes.append(
            element(
                "p",
                f"{words.counted(gaps.kept, 'question', 'questions')} without an answer "
                f"{'is' if gaps.kept == 1 else 'are'} still kept ({gaps_days()} days at most): "
                f"{gaps.found:,} found an entry afterwards, {gaps.decided:,} "
                f"{'is' if gaps.decided == 1 else 'are'} decided, {gaps.open:,} open. ",
                element("code", "faqbot gaps"),
                " lists them.",
                class_="about",
            )
        )
    subjects = stats.subjects
    if not subjects:
        title = (
            f"{words.counted(declined, 'question was', 'questions were')} declined, none by name"
        )
        return element("section", element("h2", title), *notes)
    named = stats.outcomes.not_covered
    name = words.called(subjects[0].id, subjects[0].topic)
    title = (
        f"“{name}” is what the source leaves open most: "
        f"{subjects[0].declined:,} of {named:,} declined by name"
    )
    compared = stats.before.questions > 0
    bars = [
        charts.Bar(
            words.called(subject.id, subject.topic),
            subject.declined,
            subject.before if compared else None,
            "gone" if subject.topic is None else "not_covered",
        )
        for subject in subjects[:BARS]
    ]
    about = (
        f"Questions declined by the name of their subject{_first_few(len(subjects), 'subjects')}"
    )
    about += "; the stroke is the days before." if compared else "."
    chart = charts.bars("subjects", title, f"Bars. {title}.", bars)
    rows: list[Row] = [
        [
            words.called(subject.id, subject.topic),
            _id(subject.id),
            f"{subject.declined:,}",
            f"{subject.before:,}",
        ]
        for subject in subjects
    ]
    head = ["subject", "id", "declined", "before"]
    return _figure(title, about, [*notes, chart], head=head, rows=rows, texts=1)


def _by_time(stats: Stats) -> Element | None:
    times = stats.times
    half, most, slowest = times.within(0.5), times.within(0.95), times.slowest
    if half is None or most is None or slowest is None:
        return None
    title = f"95 of 100 replies take {words.at_most(most)}"
    if half != most:
        title = f"Half of the replies take {words.at_most(half)}, 95 of 100 {words.at_most(most)}"
    columns = [
        charts.Column(
            _short(bound),
            (number,),
            f"{words.at_most(bound)}: {words.counted(number, 'reply', 'replies')}",
        )
        for bound, number in times.classes
    ]
    styles = ["answered" if bound <= most else "offered" for bound, _ in times.classes]
    before = ""
    if (then := stats.times_before.within(0.95)) is not None:
        before = f" In the days before, 95 of 100 took {words.at_most(then)}."
    about = (
        f"Percent of {words.counted(times.replies, 'reply', 'replies')} by the time to find it, "
        f"at most so many milliseconds or seconds (s).{before}"
    )
    if slowest > most:
        about += f" Striped: the slowest 5 of 100, which take {words.at_most(slowest)}."
    description = f"Histogram in {len(columns)} classes. {title}."
    rows: list[Row] = [
        [words.at_most(bound), f"{n:,}", words.share(n, times.replies)]
        for bound, n in times.classes
    ]
    chart = charts.classes("times", title, description, columns, styles)
    return _figure(title, about, [chart], head=["time", "number", "share"], rows=rows)


def _figure(  # noqa: PLR0913 -- all that a figure has
    title: str,
    about: str,
    parts: Iterable[Node],
    *,
    head: Sequence[str],
    rows: Sequence[Row],
    texts: int = 0,
) -> Element:
    """A chart under the sentence that it shows, and its numbers to unfold."""
    figure = element("figure", element("figcaption", about), *parts)
    details = element(
        "details", element("summary", "The numbers"), _table(title, head, rows, texts)
    )
    return element("section", element("h2", title), figure, details)


def _table(title: str, head: Sequence[str], rows: Sequence[Row], texts: int = 0) -> Element:
    """A table; each row begins with what it is about and so many other texts, then numbers."""

    def style(n: int) -> str | None:
        return "number" if n > texts else None

    titles = [element("th", title, scope="col", class_=style(n)) for n, title in enumerate(head)]
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(element("td", cell, class_=style(n)) for n, cell in enumerate(row[1:], 1)),
        )
        for row in rows
    ]
    table = element("table", element("thead", element("tr", *titles)), element("tbody", *body))
    # It scrolls sideways where it has to, and the keyboard must reach it for that.
    return element("div", table, class_="scroll", role="region", aria_label=title, tabindex="0")


def _entry_row(entry: EntryUse, numbers: Sequence[str]) -> Row:
    return [words.called(entry.id, entry.question), _id(entry.id), entry.topic or "", *numbers]


def _id(name: str) -> Element:
    return element("code", name, class_="faint")


def _earlier(entry: EntryUse) -> str:
    return f" ({entry.before:,} before)" if entry.before else ""


def _faint(part: int, whole: int) -> Element:
    return element("span", f"({words.share(part, whole)})", class_="faint")


def _first_few(number: int, what: str) -> str:
    return f", the first {BARS} of {number:,} {what}" if number > BARS else ""


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _short(bound: float) -> str:
    """A class's bound, as short as it can be: the caption says what it is."""
    return words.duration(bound).removesuffix(" ms")
