from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from bot import actions, render
from bot.render import Screen
from botapi.text import cut as cut_out
from botapi.text import parse_html
from faq import wording
from faq.content import Citation, Entry, Faq, NotCovered, Source
from faq.desk import Answer, Choices, NoAnswer, NotCoveredReply
from faq.matching import Ranking
from unit.samples import AWKWARD, PLACE, VISIBLE, cited, entry, faq_of

NOTHING = Ranking(())
LABELS = VISIBLE.filter(lambda text: len(text) <= 128)
LONG = st.sampled_from(["x", "word ", "<", "&", "😀", "é. ", "中", "a\n"]).flatmap(
    lambda part: st.integers(1, 3_000).map(lambda n: (part * n)[:3_000].strip())
)
ANSWERS = VISIBLE | LONG


def visible(screen: Screen) -> str:
    """What people read; fails on HTML that Telegram would refuse or show otherwise."""
    text, _, notes = parse_html(screen.text)
    assert notes == []
    assert 1 <= len(text) <= 4096  # https://core.telegram.org/bots/api#sendmessage
    return text


def quotes(screen: Screen) -> list[str]:
    """The texts that are shown as quotes."""
    text, entities, _ = parse_html(screen.text)
    return [cut_out(text, part) for part in entities if "blockquote" in part["type"]]


def buttons(screen: Screen) -> list[InlineKeyboardButton]:
    """All buttons, from top to bottom; fails on a keyboard that Telegram would refuse."""
    if screen.keyboard is None:
        return []
    rows = screen.keyboard.inline_keyboard
    found = [button for row in rows for button in row]
    assert all(1 <= len(row) <= 8 for row in rows)
    assert 1 <= len(found) <= 100
    for button in found:
        assert button.text.strip()
        assert isinstance(button.callback_data, str)
        assert 1 <= len(button.callback_data.encode()) <= 64
    return found


def pressed(button: InlineKeyboardButton) -> actions.Action | None:
    assert isinstance(button.callback_data, str)
    return actions.decode(button.callback_data)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer with anything that an FAQ may hold."""
    source = Source(
        "s",
        draw(LABELS),
        author=draw(st.none() | LABELS),
        published=draw(st.none() | LABELS | st.just("2011-07-12")),
        url=draw(st.none() | st.just('https://example.org/?a=1&b="2"<3>')),
    )
    citations = st.builds(Citation, st.just(source), ANSWERS, st.none() | st.integers(1, 10_000))
    related = tuple(entry(f"r{n}", draw(VISIBLE)) for n in range(draw(st.integers(0, 3))))
    main = entry(answer=draw(ANSWERS), citations=tuple(draw(st.lists(citations, max_size=4))))
    return Answer(main, related)


@given(answers())
def test_an_answer_is_shown_as_written_with_its_quotes_below(reply: Answer) -> None:
    screen = render.reply(reply, faq_of(reply.entry))
    text = visible(screen)
    assert text.startswith(reply.entry.answer)
    if not reply.entry.citations:
        assert text == reply.entry.answer
    wanted = [" ".join(citation.quote.split()) for citation in reply.entry.citations]
    for shown, quote in zip(quotes(screen), wanted, strict=False):
        assert shown == quote or (shown.endswith("…") and quote.startswith(shown[:-1]))


@given(answers())
def test_related_questions_are_buttons_with_numbers(reply: Answer) -> None:
    found = buttons(render.reply(reply, faq_of(reply.entry)))
    assert [pressed(button) for button in found] == [
        actions.ShowEntry(other.id) for other in reply.related
    ]
    for number, button in enumerate(found, 1):
        assert button.text.startswith(f"{number}.")


def test_short_quotes_are_shown_whole_and_in_order_with_their_source() -> None:
    source = Source("s", "A <Book> & more", published="2011-07-12", url="https://example.org/")
    citations = (Citation(source, "one\n  two", 1), Citation(source, "three", 4))
    screen = render.reply(Answer(entry(answer="Yes.", citations=citations)), faq_of(entry()))
    assert visible(screen).split("\n") == [
        "Yes.",
        "",
        "Source: A <Book> & more, 12 July 2011, paragraph 1",
        "one two",
        "Paragraph 4",
        "three",
    ]
    assert quotes(screen) == ["one two", "three"]
    links = [part for part in parse_html(screen.text)[1] if part["type"] == "text_link"]
    assert [link["url"] for link in links] == ["https://example.org/"]


def test_the_longest_answer_leaves_room_for_a_proof() -> None:
    long = "word " * 599 + "word."
    reply = Answer(entry(answer=long, citations=(cited("quoted words " * 230),) * 3))
    screen = render.reply(reply, faq_of(entry()))
    assert visible(screen).startswith(long)
    first, *_ = quotes(screen)
    assert first.startswith("quoted words quoted words")
    assert len(first) >= 500


@pytest.mark.parametrize("size", range(2_900, 3_001, 10))
def test_every_length_of_answer_fits_with_its_quotes(size: int) -> None:
    citations = tuple(cited("q" * n) for n in (400, 500, 60, 41, 39, 3_000))
    reply = Answer(entry(answer="a" * size, citations=citations))
    assert len(visible(render.reply(reply, faq_of(entry())))) <= 4096


@given(st.lists(VISIBLE, min_size=1, max_size=3), VISIBLE)
def test_a_choice_lists_its_questions_and_picks_in_place(asked: list[str], title: str) -> None:
    entries = tuple(entry(f"e{n}", text) for n, text in enumerate(asked))
    screen = render.reply(Choices(entries, NOTHING), faq_of(*entries, title=title))
    text = visible(screen)
    for number, question in enumerate(asked, 1):
        if len(question) <= 300:
            assert f"\n{number}. {question}\n" in text
    found = buttons(screen)
    assert [pressed(button) for button in found] == [actions.PickEntry(e.id) for e in entries]


@given(LABELS, st.lists(VISIBLE, max_size=3))
def test_a_decline_names_the_subject_and_offers_what_is_near(topic: str, asked: list[str]) -> None:
    entries = tuple(entry(f"e{n}", text) for n, text in enumerate(asked))
    reply = NotCoveredReply(NotCovered("n", topic, PLACE, ()), entries, NOTHING)
    screen = render.reply(reply, faq_of(entry()))
    lead = f"The source does not say anything about {topic}."
    assert visible(screen).startswith(lead)
    if not asked:
        assert visible(screen) == lead
    assert [pressed(button) for button in buttons(screen)] == [
        actions.ShowEntry(e.id) for e in entries
    ]


@given(LABELS)
def test_no_answer_at_all_is_one_honest_sentence(title: str) -> None:
    screen = render.reply(NoAnswer(), faq_of(entry(), title=title))
    assert visible(screen) == f"I find no answer to that in “{title}”."
    assert buttons(screen) == []


@pytest.mark.parametrize("part", ["x", "word ", "😀", "<", "&amp; "])
def test_the_longest_questions_fit_a_choice(part: str) -> None:
    question = (part * 1_000)[:999] + "?"
    entries = tuple(entry(f"e{n}", question) for n in range(3))
    assert len(visible(render.reply(Choices(entries, NOTHING), faq_of(*entries)))) <= 1_500


@given(AWKWARD | st.text(st.characters(exclude_categories=["Cs"])), LABELS, LABELS)
def test_the_greeting_shows_any_name_as_it_is(name: str, title: str, about: str) -> None:
    text = visible(render.greeting(faq_of(entry(topic="T"), title=title, about=about), name))
    short = name.strip() and len(name) <= 64
    if short:
        assert text.startswith(f"Hello, {name}!\n")
    if not name.strip():
        assert text.startswith("Hello!\n")
    assert f"I answer questions from “{title}”. {about}" in text


@given(VISIBLE, LABELS)
def test_the_help_shows_an_example_as_it_is(question: str, title: str) -> None:
    faq = faq_of(entry(question=question), title=title)
    text = visible(render.help_text(faq, "a_bot"))
    assert question in text
    assert "@a_bot" in text
    assert "/topics" in text


def test_a_long_question_of_one_word_can_still_be_told_on_its_button() -> None:
    question = "知识流程外包和业务流程外包之间有什么区别" * 5  # no spaces in Chinese
    reply = Choices((entry(question=question),), NOTHING)
    button = buttons(render.reply(reply, faq_of(entry())))[0]
    assert button.text.startswith(f"1. {question[:40]}")
    assert button.text.endswith("…")


@given(VISIBLE)
def test_a_button_is_no_longer_than_a_phone_shows(question: str) -> None:
    reply = Choices((entry(question=question),), NOTHING)
    button = buttons(render.reply(reply, faq_of(entry())))[0]
    assert len(button.text) <= 60
    assert len(button.text) == 60 or "…" in button.text or button.text == f"1. {question}"


def walked(faq: Faq, first: Screen) -> list[actions.Action | None]:
    """What the pages of a list lead to, turning them one by one."""
    found: list[actions.Action | None] = []
    screen: Screen | None = first
    for _ in range(100):
        assert screen is not None
        visible(screen)
        following = None
        for button in buttons(screen):
            action = pressed(button)
            if button.text == "Next »":
                following = action
            elif button.text not in ("« Previous", "« All topics"):
                found.append(action)
        match following:
            case actions.ShowTopics(page):
                screen = render.topics(faq, page)
            case actions.ShowTopic(key, page):
                screen = render.topic(faq, key, page)
            case _:
                return found
    raise AssertionError("the pages never end")


@given(st.integers(1, 60))
def test_the_pages_of_a_topic_hold_each_entry_once(size: int) -> None:
    entries = [entry(f"e{n}", f"Question {n}?", topic="T") for n in range(size)]
    faq = faq_of(*entries)
    first = render.topic(faq, actions.topic_key("T"))
    assert first is not None
    assert walked(faq, first) == [actions.ShowEntry(e.id) for e in entries]


@given(st.lists(LABELS, min_size=1, max_size=40, unique=True))
def test_the_pages_of_topics_lead_to_each_topic_once(names: list[str]) -> None:
    number = count()
    faq = faq_of(*[entry(f"e{next(number)}", topic=name) for name in names])
    led = walked(faq, render.topics(faq))
    assert led == [actions.ShowTopic(actions.topic_key(name)) for name in faq.topics]
    for action in led:
        assert isinstance(action, actions.ShowTopic)
        screen = render.topic(faq, action.key)
        assert screen is not None
        assert pressed(buttons(screen)[-1]) == actions.ShowTopics()


def test_every_entry_of_an_faq_can_be_reached_by_browsing() -> None:
    mixed: list[Entry] = [
        entry(f"e{n}", topic=[None, "A", "B & <C>", "Other questions"][n % 4]) for n in range(50)
    ]
    faq = faq_of(*mixed)
    reached: list[actions.Action | None] = []
    for action in walked(faq, render.topics(faq)):
        assert isinstance(action, actions.ShowTopic)
        screen = render.topic(faq, action.key)
        assert screen is not None
        reached += walked(faq, screen)
    names = [action.entry for action in reached if isinstance(action, actions.ShowEntry)]
    assert sorted(names) == sorted(e.id for e in mixed)


def test_a_page_that_is_no_longer_there_shows_the_last_one() -> None:
    entries = [entry(f"e{n}", topic="T") for n in range(9)]
    faq = faq_of(*entries)
    key = actions.topic_key("T")
    assert render.topic(faq, key, 9_999) == render.topic(faq, key, 1)
    assert render.topics(faq, 9_999) == render.topics(faq)


def test_a_topic_that_is_no_longer_there_has_no_screen() -> None:
    assert render.topic(faq_of(entry(topic="T")), actions.topic_key("U")) is None


@given(VISIBLE)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    assert parse_html(render.escape(text)) == (text, [], [])


def test_the_sentence_for_a_choice_says_that_numbers_work() -> None:
    screen = render.reply(Choices((entry(),), NOTHING), faq_of(entry()))
    assert visible(screen).endswith(wording.PICK)
