"""Somebody asks in a private chat."""

from importlib.metadata import version
from pathlib import Path

import pytest

from botapi import BotProcess, Emulator
from faq.wording import ENGLISH

from .conftest import COMMAND
from .records import Records

CHOICE = "how do I mix paint"
QUESTION = "Why can't a KPO team be hired overnight?"
QUOTE = "cannot be easily hired overnight as they will be highly educated and trained"


def test_a_question_is_answered_first_and_then_proved(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send(QUESTION)
    answer = emu.expect_message(ann)
    assert answer.text.startswith("A KPO team cannot easily be hired overnight")
    quotes = [text for kind, text in answer.entities if kind == "expandable_blockquote"]
    assert QUOTE in quotes[0]
    assert "12 July 2011, paragraph 8" in answer.text
    labels = [button["text"] for button in answer.buttons]
    assert [label[:2] for label in labels[:3]] == ["1.", "2.", "3."]
    assert labels[3:] == ["👍 Helpful", "👎 Not helpful"]


def test_a_related_question_is_answered_in_a_new_message(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send(QUESTION)
    answer = emu.expect_message(ann)
    press = ann.press(answer, "1.")
    press.wait()
    following = emu.expect_message(ann)
    assert following.id != answer.id
    assert "highly educated and trained" in following.text


def test_a_typed_number_picks_from_the_questions_listed_last(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send(QUESTION)
    emu.expect_message(ann)
    ann.send("1")
    assert "highly educated and trained" in emu.expect_message(ann).text


def test_a_short_question_leans_on_the_answer_before(emu: Emulator) -> None:
    ann, bob = emu.user("Ann"), emu.user("Bob")
    ann.send("What does KPO stand for?")
    emu.expect_message(ann, contains="KPO stands for")
    ann.send("and BPO?")
    emu.expect_message(ann, contains="BPO stands for business process outsourcing.")
    bob.send("and BPO?")
    assert "BPO stands for" not in emu.expect_message(bob).text.split("\n")[0]


def test_a_short_question_leans_on_the_entry_of_a_deep_link(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start("kpo-stands-for")
    emu.expect_message(ann, contains="KPO stands for")
    ann.send("what about BPO")
    emu.expect_message(ann, contains="BPO stands for business process outsourcing.")


def test_start_greets_by_name_and_offers_the_topics(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start()
    greeting = emu.expect_message(ann)
    assert greeting.text.startswith("Hello, Ann!\nI answer questions from “BPO vs KPO”.")
    assert "1. The two terms" in [button["text"] for button in greeting.buttons]


def test_a_deep_link_opens_an_entry(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start("book-isbn")
    assert emu.expect_message(ann).text.startswith("978-1-902505-83-1.")


def test_a_deep_link_to_a_removed_entry_says_so(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start("no-such-entry")
    assert emu.expect_message(ann).text == "That question is no longer in the FAQ."


def test_help_names_the_ways_to_ask(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/help")
    text = emu.expect_message(ann).text
    assert "/topics" in text
    assert "@outsourcing_faq_bot" in text


def test_topics_lead_to_questions_and_back(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/topics")
    topics = emu.expect_message(ann, contains="Topics\n")
    ann.press(topics, "People and skills").wait()
    emu.expect_edit(topics, contains="People and skills")
    assert any("hired overnight" in button["text"] for button in topics.buttons)
    ann.press(topics, "All topics").wait()
    emu.expect_edit(topics, contains="Topics")
    ann.press(topics, "People and skills").wait()
    emu.expect_edit(topics, contains="People and skills")
    ann.press(topics, "Does KPO need domain expertise?").wait()
    assert "domain expertise" in emu.expect_message(ann).text


def test_what_is_not_covered_is_declined_by_name(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("How much does a KPO analyst earn?")
    text = emu.expect_message(ann).text
    assert text.startswith("The source does not say anything about pay and salaries.")


def test_nonsense_is_declined(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("zxqw vbnm rrty")
    text = emu.expect_message(ann).text
    assert text.startswith(("I find no answer to that", "The source does not say anything about"))


def test_a_photo_gets_a_hint(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send_document("scan.pdf", b"%PDF")
    assert "only read text" in emu.expect_message(ann).text


def test_an_unknown_command_gets_a_hint(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/frobnicate now")
    assert "/help" in emu.expect_message(ann).text


def test_forged_and_stale_buttons_are_refused_politely(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/topics")
    topics = emu.expect_message(ann)
    for data in ("e:no-such-entry", "p:", "t:0123456789:0", "l:99999", "nonsense", "é" * 30):
        assert ann.forge_press(topics, data).wait()["text"] == (
            "That question is no longer in the FAQ."
        )


def test_a_question_under_a_deleted_message_is_gone(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.start("red")
    answer = shop.expect_message(ann, contains="With red pigment.")
    ann.send(CHOICE)
    choice = shop.expect_message(ann, contains=ENGLISH.which)
    ann.send("/topics 2")
    questions = shop.expect_message(ann, contains="The shop")
    for message, label in (
        (answer, "When do you open?"),
        (choice, "blue"),
        (choice, "0."),
        (questions, "Where is the shop?"),
    ):
        ann.delete(message)
        assert ann.press(message, label).wait()["text"] == ENGLISH.gone
    shop.settle()
    assert not shop.unread(ann)


def test_a_double_tap_is_harmless(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/topics")
    topics = emu.expect_message(ann)
    first = ann.press(topics, "The two terms")
    second = ann.forge_press(topics, first.data)
    first.wait()
    second.wait()
    emu.expect_edit(topics, contains="The two terms")


@pytest.mark.parametrize("name", ["<b", "<b>Bob</b>", "&amp;", "*_[`", "x" * 64, "أحمد", "🧑‍🚀"])
def test_any_name_is_greeted_as_it_is_written(emu: Emulator, name: str) -> None:
    user = emu.user(name)
    user.start()
    assert f"Hello, {name}!" in emu.expect_message(user).text


@pytest.mark.parametrize(
    "text",
    ["<b>kpo", "&lt;", "a" * 4096, "\ufdfa" * 4096, "e" + "\u0301" * 4095, "\u202ekpo", "1", "?"],
    ids=["tag", "entity", "long", "ligatures", "accents", "override", "number", "mark"],
)
def test_any_text_gets_one_reply(emu: Emulator, text: str) -> None:
    ann = emu.user("Ann")
    ann.send(text)
    emu.expect_message(ann)


def test_markup_in_an_faq_is_shown_as_written(faq_folder: Path) -> None:
    with (
        Emulator() as emu,
        BotProcess(emu, [*COMMAND, "--faq", str(faq_folder)]),
    ):
        ann = emu.user("Ann")
        ann.start()
        greeting = emu.expect_message(ann, contains="<Shop> & Co")
        assert "1. Prices & <fees>" in [button["text"] for button in greeting.buttons]
        ann.start("prices")
        answer = emu.expect_message(ann)
        assert answer.text.startswith("Yes, 5 < 6 & <b>7 > 6</b>.")
        assert ("expandable_blockquote", "5 < 6 & 7 > 6") in answer.entities
        assert "The <b>leaflet</b>" in answer.text
        assert "text_link" in [kind for kind, _ in answer.entities]
        emu.settle()
        emu.assert_clean()


def test_a_choice_turns_into_the_answer_that_is_picked(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send(CHOICE)
    choice = shop.expect_message(ann, contains="Which of these do you mean?")
    labels = [button["text"] for button in choice.buttons]
    assert [label[:2] for label in labels] == ["1.", "2.", "3.", "0."]
    label = next(label for label in labels if "blue" in label)
    first, second = ann.press(choice, label), ann.press(choice, label)
    first.wait()
    second.wait()
    shop.expect_edit(choice, contains="With blue pigment.")
    assert [button["text"] for button in choice.buttons] == ["👍 Helpful", "👎 Not helpful"]
    shop.settle()
    assert not shop.unread(ann)


def test_a_choice_can_be_picked_by_typing_its_number(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send(CHOICE)
    choice = shop.expect_message(ann, contains="Which of these do you mean?")
    third = choice.text.split("3. ")[1].split("\n")[0]
    colour = next(c for c in ("red", "blue", "green") if c in third)
    ann.send("3")
    shop.expect_message(ann, contains=f"With {colour} pigment.")


def test_a_typed_0_rejects_a_choice_and_is_thanked_for(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    ann.send(CHOICE)
    shop.expect_message(ann, contains=ENGLISH.which)
    ann.send("0")
    shop.expect_message(ann, text=ENGLISH.noted)
    assert records.gaps(ann) == [(CHOICE, None, "none fits")]


def test_none_of_these_thanks_in_the_place_of_the_choice(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    ann.send(CHOICE)
    choice = shop.expect_message(ann, contains=ENGLISH.which)
    first, second = ann.press(choice, "0."), ann.press(choice, "0.")
    first.wait()
    second.wait()
    shop.expect_edit(choice, contains=ENGLISH.noted)
    assert choice.text == ENGLISH.noted
    assert not choice.buttons
    assert records.gaps(ann) == [(CHOICE, None, "none fits")]
    assert not shop.unread(ann)


def test_an_answer_picked_late_is_known_as_what_was_meant(
    shop: Emulator, records: Records
) -> None:
    ann = shop.user("Ann")
    ann.send(CHOICE)
    choice = shop.expect_message(ann, contains=ENGLISH.which)
    ann.press(choice, data="p:green").wait()
    shop.expect_edit(choice, contains="With green pigment.")
    assert records.gaps(ann) == [(CHOICE, "green", "picked")]


def test_a_0_without_a_choice_is_no_choice(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send("0")
    assert shop.expect_message(ann).text != ENGLISH.noted


def test_topics_and_questions_can_be_typed_by_their_numbers(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("/topics 4")
    questions = emu.expect_message(ann, contains="People and skills")
    first = questions.buttons[0]["text"].removeprefix("1. ")
    assert first == "Does KPO need domain expertise?"
    ann.send("1")
    assert emu.expect_message(ann).text.startswith("KPO takes domain expertise")
    ann.send("/topics people AND skills")
    emu.expect_message(ann, contains="People and skills")
    ann.send("/topics 99")
    emu.expect_message(ann, contains=ENGLISH.topics_typed)


def test_a_number_picks_from_the_topic_that_a_button_opened(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send("/topics")
    topics = shop.expect_message(ann)
    ann.press(topics, "2. The shop").wait()
    shop.expect_edit(topics, contains="The shop")
    ann.send("2.")
    shop.expect_message(ann, contains="In Mill Lane.")


def test_a_sticker_gets_its_hint_only_once(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send_sticker()
    emu.expect_message(ann, text=ENGLISH.text_only)
    ann.send_sticker()
    ann.send_photo()
    ann.send("What does KPO stand for?")
    emu.expect_message(ann, contains="KPO stands for")
    emu.settle()
    assert not emu.unread(ann)


def test_a_photo_with_a_caption_is_answered_by_its_caption(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send_photo("What does KPO stand for?")
    assert emu.expect_message(ann).text.startswith("KPO stands for")
    emu.settle()
    assert not emu.unread(ann)


@pytest.mark.parametrize(
    ("caption", "said"),
    [("/help", ENGLISH.no_text), ("/help When do you open?", "At nine.")],
    ids=["alone", "with words"],
)
def test_a_command_below_a_photo_is_taken_as_a_question(
    shop: Emulator, caption: str, said: str
) -> None:
    ann = shop.user("Ann")
    ann.send_photo(caption)
    assert shop.expect_message(ann).text.startswith(said)
    shop.settle()
    assert not shop.unread(ann)


def test_version_names_the_program_and_the_faq(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send("/version")
    said = shop.expect_message(ann, contains=f"faqbot {version('faqbot')}\n").text
    assert "“The paint shop”: 5 questions" in said


def test_other_bots_are_not_answered_in_private(emu: Emulator) -> None:
    other, ann = emu.user("Other", is_bot=True, username="other_bot"), emu.user("Ann")
    emu.bot_to_bot = True
    other.send("What does KPO stand for?")
    other.send("/start")
    other.send("/forget")
    other.send_sticker()
    emu.bot_to_bot = False
    ann.send("What does KPO stand for?")
    emu.expect_message(ann, contains="KPO stands for")
    emu.settle()
    assert not emu.unread(other)


def test_what_is_sent_from_inline_mode_is_not_answered(shop: Emulator) -> None:
    ann = shop.user("Ann")
    query = ann.inline("when do you open?")
    query.results()
    ann.choose(query, "e:hours", ann.private)
    ann.send("where is the shop?")
    shop.expect_message(ann, contains="In Mill Lane.")
    shop.settle()
    assert not shop.unread(ann)
