from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from bot import callback_data as actions
from bot import render
from bot.callback_data import MODES, Delete, RejectChoice, SetMode, ShowEntry, Vote
from bot.render import Screen, Screens
from botapi.text import cut as cut_out
from botapi.text import parse_html
from faq.answering.replies import (
    Answer,
    Choices,
    ConversationReply,
    NoAnswer,
    NoneFits,
    NotCoveredReply,
)
from faq.content import Citation, Entry, Faq, NotCovered, Source
from faq.matching import Ranking
from faq.usage.recorder import GroupMode
from faq.wording import ENGLISH, LANGUAGES, Wording
from unit.samples import AWKWARD, PLACE, VISIBLE, cited, entry, faq_of

NOTHING = Ranking(())
LABELS = VISIBLE.filter(lambda text: len(text) <= 128)
LONG = st.sampled_from(["x", "word ", "<", "&", "😀", "é. ", "中", "a\n"]).flatmap(
    lambda part: st.integers(1, 3_000).map(lambda n: (part * n)[:3_000].strip())
)
ANSWERS = VISIBLE | LONG
WORDINGS = st.sampled_from(list(LANGUAGES.values()))
every_language = pytest.mark.parametrize("wording", LANGUAGES.values(), ids=LANGUAGES)


def screens(
    faq: Faq | None = None, wording: Wording = ENGLISH, *, in_group: bool = False
) -> Screens:
    """The messages about an FAQ."""
    return Screens(faq or faq_of(entry()), wording, in_group)


def visible(screen: Screen) -> str:
    """What people read; fails on HTML that Telegram would refuse or show otherwise."""
    text, _, notes = parse_html(screen.text)
    assert notes == []
    assert 1 <= len(text) <= 4096  # https://core.telegram.org/bots/api#sendmessage
    return text


def links(screen: Screen) -> list[str]:
    """The addresses behind a text."""
    return [part["url"] for part in parse_html(screen.text)[1] if part["type"] == "text_link"]


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


def done(screen: Screen) -> list[actions.Action | None]:
    """What the buttons do, from top to bottom."""
    return [pressed(button) for button in buttons(screen)]


def votes(name: str) -> list[Vote]:
    """What the two buttons under an answer do."""
    return [Vote(name, helpful=True), Vote(name, helpful=False)]


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
    screen = screens().reply(reply)
    text = visible(screen)
    assert text.startswith(reply.entry.answer)
    if not reply.entry.citations:
        assert text == reply.entry.answer
    wanted = [" ".join(citation.quote.split()) for citation in reply.entry.citations]
    for shown, quote in zip(quotes(screen), wanted, strict=False):
        assert shown == quote or (shown.endswith("…") and quote.startswith(shown[:-1]))


@given(answers(), WORDINGS)
def test_an_answer_has_its_related_questions_then_votes_and_in_a_group_delete(
    reply: Answer, wording: Wording
) -> None:
    shown = screens(wording=wording)
    shows = [ShowEntry(other.id) for other in reply.related]
    assert done(shown.reply(reply)) == [*shows, *votes("a")]
    in_group = screens(wording=wording, in_group=True).reply(reply)
    assert done(in_group) == [*shows, *votes("a"), Delete()]
    for number, button in enumerate(buttons(shown.reply(reply))[: len(shows)], 1):
        assert button.text.startswith(f"{number}.")


@every_language
def test_the_buttons_under_an_answer_say_what_they_do(wording: Wording) -> None:
    screen = screens(wording=wording, in_group=True).reply(Answer(entry()))
    assert [button.text for button in buttons(screen)] == [
        wording.helpful,
        wording.unhelpful,
        wording.delete,
    ]


def test_short_quotes_are_shown_whole_and_in_order_with_their_source() -> None:
    source = Source("s", "A <Book> & more", published="2011-07-12", url="https://example.org/")
    citations = (Citation(source, "one\n  two", 1), Citation(source, "three", 4))
    screen = screens().reply(Answer(entry(answer="Yes.", citations=citations)))
    assert visible(screen).split("\n") == [
        "Yes.",
        "",
        "Source: A <Book> & more, 12 July 2011, paragraph 1",
        "one two",
        "Paragraph 4",
        "three",
    ]
    assert quotes(screen) == ["one two", "three"]
    assert links(screen) == ["https://example.org/"]


@every_language
def test_the_origin_of_a_quote_is_told_and_linked_in_every_language(wording: Wording) -> None:
    quoted = [cited(text, url='https://example.org/?a=1&b="2"<3>') for text in ("abc", "def")]
    second = Citation(quoted[0].source, quoted[1].quote, 1)
    reply = Answer(entry(citations=(quoted[0], second)))
    screen = screens(wording=wording).reply(reply)
    assert f"\n{wording.source}: Alphabet, {wording.paragraph.format(number=1)}\nabc\ndef" in (
        visible(screen)
    )
    assert links(screen) == ['https://example.org/?a=1&b="2"<3>']


def test_the_longest_answer_leaves_room_for_a_proof() -> None:
    long = "word " * 599 + "word."
    reply = Answer(entry(answer=long, citations=(cited("quoted words " * 230),) * 3))
    screen = screens().reply(reply)
    assert visible(screen).startswith(long)
    first, *_ = quotes(screen)
    assert first.startswith("quoted words quoted words")
    assert len(first) >= 500


@pytest.mark.parametrize("size", range(2_900, 3_001, 10))
def test_every_length_of_answer_fits_with_its_quotes(size: int) -> None:
    citations = tuple(cited("q" * n) for n in (400, 500, 60, 41, 39, 3_000))
    reply = Answer(entry(answer="a" * size, citations=citations))
    assert len(visible(screens().reply(reply))) <= 4096


@given(answers(), VISIBLE | LONG.map(lambda text: text[:1_000]), WORDINGS)
def test_an_answer_may_have_its_question_as_a_title(
    reply: Answer, question: str, wording: Wording
) -> None:
    text, entities, _ = parse_html(screens(wording=wording).text_of(reply.entry, question))
    assert visible(Screen(screens(wording=wording).text_of(reply.entry, question))) == text
    assert text.startswith(f"{question}\n\n{reply.entry.answer}")
    assert [cut_out(text, part) for part in entities if part["type"] == "bold"] == [question]


@given(st.lists(VISIBLE, min_size=1, max_size=3), VISIBLE, WORDINGS)
def test_a_choice_lists_its_questions_and_picks_in_place_or_rejects(
    asked: list[str], title: str, wording: Wording
) -> None:
    entries = tuple(entry(f"e{n}", text) for n, text in enumerate(asked))
    faq, reply = faq_of(*entries, title=title), Choices(entries, NOTHING)
    shown, in_group = screens(faq, wording), screens(faq, wording, in_group=True)
    text = visible(shown.reply(reply))
    for number, question in enumerate(asked, 1):
        if len(question) <= 300:
            assert f"\n{number}. {question}\n" in text
    picks = [actions.PickEntry(e.id) for e in entries]
    assert done(shown.reply(reply)) == [*picks, RejectChoice()]
    assert done(in_group.reply(reply)) == [*picks, RejectChoice(), Delete()]
    assert buttons(shown.reply(reply))[-1].text == wording.none_of_these


@given(LABELS, st.lists(VISIBLE, max_size=3))
def test_a_decline_names_the_subject_and_offers_what_is_near(topic: str, asked: list[str]) -> None:
    entries = tuple(entry(f"e{n}", text) for n, text in enumerate(asked))
    reply = NotCoveredReply(NotCovered("n", topic, PLACE, ()), entries, NOTHING)
    screen = screens().reply(reply)
    lead = f"The source does not say anything about {topic}."
    assert visible(screen).startswith(lead)
    if not asked:
        assert visible(screen) == lead
    assert done(screen) == [ShowEntry(e.id) for e in entries]


@given(LABELS)
def test_no_answer_at_all_is_one_honest_sentence(title: str) -> None:
    screen = screens(faq_of(entry(), title=title)).reply(NoAnswer())
    assert visible(screen) == f"I find no answer to that in “{title}”."
    assert buttons(screen) == []


@every_language
def test_that_none_fits_is_noted_without_buttons(wording: Wording) -> None:
    screen = screens(wording=wording, in_group=True).reply(NoneFits())
    assert visible(screen) == wording.noted
    assert buttons(screen) == []


DECLINES: list[ConversationReply] = [
    NoAnswer((entry(),), NOTHING),
    NotCoveredReply(NotCovered("n", "pay", PLACE, ()), (entry(),), NOTHING),
    NoneFits(),
]


@pytest.mark.parametrize("reply", DECLINES)
def test_what_does_not_answer_looks_the_same_in_a_group_but_is_silent(
    reply: ConversationReply,
) -> None:
    in_private, in_group = screens().reply(reply), screens(in_group=True).reply(reply)
    assert (in_private.silent, in_group.silent) == (False, True)
    assert replace(in_group, silent=False) == in_private


@pytest.mark.parametrize("reply", [Answer(entry()), Choices((entry(),), NOTHING)])
def test_an_answer_and_a_choice_are_never_silent(reply: ConversationReply) -> None:
    assert not screens(in_group=True).reply(reply).silent
    assert not screens().reply(reply).silent


def test_what_concerns_one_person_is_silent_in_a_group() -> None:
    assert screens(in_group=True).say_aside("x") == Screen("x", silent=True)
    assert screens().say_aside("x") == Screen("x")


@pytest.mark.parametrize("part", ["x", "word ", "😀", "<", "&amp; "])
def test_the_longest_questions_fit_a_choice(part: str) -> None:
    question = (part * 1_000)[:999] + "?"
    entries = tuple(entry(f"e{n}", question) for n in range(3))
    assert len(visible(screens().reply(Choices(entries, NOTHING)))) <= 1_500


@given(VISIBLE)
def test_a_sentence_is_shown_as_it_stands(sentence: str) -> None:
    assert visible(screens().say(sentence)) == sentence
    assert buttons(screens().say(sentence)) == []


@every_language
@pytest.mark.parametrize(
    "link", ["https://t.me/c/5/6/7", "https://t.me/some_group/7", 'https://example.org/?a="&b=<']
)
def test_an_answer_above_is_pointed_to_by_a_link(wording: Wording, link: str) -> None:
    screen = screens(wording=wording).pointer(link)
    assert visible(screen) == wording.answered_above
    assert links(screen) == [link]


def test_an_answer_above_without_an_address_is_only_named() -> None:
    screen = screens().pointer(None)
    assert visible(screen) == ENGLISH.answered_above
    assert links(screen) == []


@given(AWKWARD | st.text(st.characters(exclude_categories=["Cs"])), LABELS, LABELS)
def test_the_greeting_shows_any_name_as_it_is(name: str, title: str, about: str) -> None:
    faq = faq_of(entry(topic="T"), title=title, about=about)
    screen = screens(faq).greeting(name)
    text = visible(screen)
    short = name.strip() and len(name) <= 64
    if short:
        assert text.startswith(f"Hello, {name}!\n")
    if not name.strip():
        assert text.startswith("Hello!\n")
    assert f"I answer questions from “{title}”. {about}" in text
    assert done(screen) == done(screens(faq).topics())


def test_a_long_name_is_cut_in_the_greeting() -> None:
    assert visible(screens().greeting("x" * 500)).startswith(f"Hello, {'x' * 63}…!\n")


@given(VISIBLE, LABELS, WORDINGS)
def test_the_help_shows_an_example_as_it_is(question: str, title: str, wording: Wording) -> None:
    faq = faq_of(entry(question=question), title=title)
    text = visible(screens(faq, wording).help("a_bot"))
    assert question in text
    assert title in text
    assert "@a_bot" in text
    for command in ("/topics", "/ask", "/helpful", "/unhelpful", "/privacy", "/forget", "/delete"):
        assert command in text


@given(VISIBLE, WORDINGS)
def test_somebody_who_asked_nothing_is_shown_an_example(question: str, wording: Wording) -> None:
    shown = screens(faq_of(entry(question=question)), wording)
    assert visible(shown.usage(command=True)).endswith(f"\n/ask {question}")
    assert visible(shown.usage(command=False)) == f"{wording.no_text}\n{question}"


@every_language
def test_everything_fits_a_message_with_the_longest_texts_that_an_faq_may_have(
    wording: Wording,
) -> None:
    longest = [entry(f"e{n}", "&" * 1_000, "<" * 3_000, topic="&" * 128) for n in range(9)]
    shown = screens(faq_of(*longest, title="<" * 128, about="&" * 128), wording)
    key = actions.topic_key("&" * 128)
    for screen in (
        shown.greeting("<" * 64),
        shown.help("a_bot"),
        shown.usage(command=True),
        shown.usage(command=False),
        shown.topics(),
        shown.topic(key),
        shown.topic(key, 1),
        shown.settings("<" * 255, "questions", sees_all=False),
        shown.reply(Choices(tuple(longest[:3]), NOTHING)),
        shown.reply(NoAnswer(tuple(longest[:3]), NOTHING)),
    ):
        assert screen is not None
        assert visible(screen)
        buttons(screen)


@every_language
@pytest.mark.parametrize("mode", MODES)
def test_the_settings_name_the_mode_and_offer_both(wording: Wording, mode: GroupMode) -> None:
    screen = screens(wording=wording).settings("A <b> & c", mode, sees_all=True)
    labels = {"addressed": wording.mode_addressed, "questions": wording.mode_questions}
    text = visible(screen)
    assert text.startswith(wording.settings.format(title="A <b> & c"))
    assert f"\n{wording.mode_now.format(mode=labels[mode])}\n" in text
    assert "/settings addressed" in text
    assert "/settings questions" in text
    assert done(screen) == [SetMode("addressed"), SetMode("questions")]
    assert [button.text for button in buttons(screen)] == list(labels.values())


def test_the_settings_tell_of_privacy_mode_where_it_is_in_the_way() -> None:
    telling = [
        (mode, sees_all)
        for mode in MODES
        for sees_all in (False, True)
        if ENGLISH.privacy_mode in visible(screens().settings("G", mode, sees_all=sees_all))
    ]
    assert telling == [("questions", False)]


def test_a_groups_long_title_is_cut_in_its_settings() -> None:
    text = visible(screens().settings("x" * 255, "addressed", sees_all=True))
    assert text.startswith(f"When do I answer in “{'x' * 63}…”?\n")


def test_a_long_question_of_one_word_can_still_be_told_on_its_button() -> None:
    question = "知识流程外包和业务流程外包之间有什么区别" * 5  # no spaces in Chinese
    button = buttons(screens().reply(Choices((entry(question=question),), NOTHING)))[0]
    assert button.text.startswith(f"1. {question[:40]}")
    assert button.text.endswith("…")


@given(VISIBLE)
def test_a_button_is_no_longer_than_a_phone_shows(question: str) -> None:
    button = buttons(screens().reply(Choices((entry(question=question),), NOTHING)))[0]
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
                screen = screens(faq).topics(page)
            case actions.ShowTopic(key, page):
                screen = screens(faq).topic(key, page)
            case _:
                return found
    raise AssertionError("the pages never end")


@given(st.integers(1, 60))
def test_the_pages_of_a_topic_hold_each_entry_once(size: int) -> None:
    entries = [entry(f"e{n}", f"Question {n}?", topic="T") for n in range(size)]
    faq = faq_of(*entries)
    first = screens(faq).topic(actions.topic_key("T"))
    assert first is not None
    assert walked(faq, first) == [actions.ShowEntry(e.id) for e in entries]


@given(st.lists(LABELS, min_size=1, max_size=40, unique=True))
def test_the_pages_of_topics_lead_to_each_topic_once(names: list[str]) -> None:
    number = count()
    faq = faq_of(*[entry(f"e{next(number)}", topic=name) for name in names])
    led = walked(faq, screens(faq).topics())
    assert led == [actions.ShowTopic(actions.topic_key(name)) for name in faq.topics]
    for action in led:
        assert isinstance(action, actions.ShowTopic)
        screen = screens(faq).topic(action.key)
        assert screen is not None
        assert pressed(buttons(screen)[-1]) == actions.ShowTopics()


def test_every_entry_of_an_faq_can_be_reached_by_browsing() -> None:
    mixed: list[Entry] = [
        entry(f"e{n}", topic=[None, "A", "B & <C>", "Other questions"][n % 4]) for n in range(50)
    ]
    faq = faq_of(*mixed)
    reached: list[actions.Action | None] = []
    for action in walked(faq, screens(faq).topics()):
        assert isinstance(action, actions.ShowTopic)
        screen = screens(faq).topic(action.key)
        assert screen is not None
        reached += walked(faq, screen)
    names = [action.entry for action in reached if isinstance(action, actions.ShowEntry)]
    assert sorted(names) == sorted(e.id for e in mixed)


def test_a_page_that_is_no_longer_there_shows_the_last_one() -> None:
    entries = [entry(f"e{n}", topic="T") for n in range(9)]
    faq = faq_of(*entries)
    key = actions.topic_key("T")
    assert screens(faq).topic(key, 9_999) == screens(faq).topic(key, 1)
    assert screens(faq).topics(9_999) == screens(faq).topics()


def test_a_topic_that_is_no_longer_there_has_no_screen() -> None:
    shown = screens(faq_of(entry(topic="T")))
    assert shown.topic(actions.topic_key("U")) is None
    assert list(shown.listed(actions.topic_key("U"))) == []


@given(st.integers(1, 40), st.integers(0, 6))
def test_a_page_of_a_topic_lists_what_its_numbers_pick(size: int, page: int) -> None:
    entries = [entry(f"e{n}", f"Question {n}?", topic="T") for n in range(size)]
    shown, key = screens(faq_of(*entries)), actions.topic_key("T")
    screen = shown.topic(key, page)
    assert screen is not None
    listed = shown.listed(key, page)
    numbered = [b for b in buttons(screen) if isinstance(pressed(b), ShowEntry)]
    assert [pressed(button) for button in numbered] == [ShowEntry(e.id) for e in listed]
    assert [button.text for button in numbered] == [
        f"{n}. {e.question}" for n, e in enumerate(listed, 1)
    ]


@given(VISIBLE)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    assert parse_html(render.escape(text)) == (text, [], [])


def test_the_sentence_for_a_choice_says_that_numbers_work() -> None:
    screen = screens().reply(Choices((entry(),), NOTHING))
    assert visible(screen).endswith(ENGLISH.pick)


@every_language
def test_a_list_of_several_pages_says_what_to_type_for_the_next_one(wording: Wording) -> None:
    topics = [entry(f"t{n}", topic=f"Topic {n}") for n in range(9)]
    long = [entry(f"e{n}", topic="Topic 4") for n in range(16)]
    shown = screens(faq_of(*topics, *long), wording)
    second, key = wording.next_page.format(command="/topics, 2"), actions.topic_key("Topic 4")
    assert visible(shown.topics()).endswith(f"\n{second}")
    assert visible(shown.topics(1)).endswith(f"\n{wording.topics_typed}")
    for page, typed in ((0, "/topics 5, 2"), (1, "/topics 5, 3")):
        screen = shown.topic(key, page)
        assert screen is not None
        assert visible(screen).endswith(f"\n{wording.next_page.format(command=typed)}")
    last = shown.topic(key, 2)
    assert last is not None
    assert visible(last).endswith(f"\n{wording.questions_typed}")


def test_a_list_of_one_page_counts_none() -> None:
    assert visible(screens(faq_of(entry(topic="T"))).topics()) == (
        f"{ENGLISH.topics}\n{ENGLISH.topics_typed}"
    )
