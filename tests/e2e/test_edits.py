"""Somebody edits a question: the answer is edited too, and there is never a second one."""

from pathlib import Path

import pytest

from botapi import Emulator, Message, User
from faq.wording import ENGLISH

from .conftest import assert_clean, own_bot
from .records import Records

KPO, BPO = "What does KPO stand for?", "What does BPO stand for?"
PAY = "How much does a KPO analyst earn?"
NO_PAY = "The source does not say anything about pay and salaries."
CHOICE = "how do I mix paint"


def asked(emu: Emulator, user: User, question: str, answer: str) -> tuple[Message, Message]:
    """A question, and what it was answered with."""
    sent = user.send(question)
    return sent, emu.expect_message(user, contains=answer)


def nothing_more(emu: Emulator, user: User) -> None:
    """AssertionError if the bot has said, or still says, more than the test has read."""
    user.send("/version")
    emu.expect_message(user, contains="faqbot ")
    emu.settle()
    assert not emu.unread(user)


@pytest.mark.parametrize(
    ("before", "first", "after", "second"),
    [
        (KPO, "KPO stands for", BPO, "BPO stands for"),
        (PAY, NO_PAY, KPO, "KPO stands for"),
        (KPO, "KPO stands for", PAY, NO_PAY),
        (PAY, NO_PAY, "zxqw vbnm rrty", "“BPO vs KPO”"),
    ],
    ids=["answer to answer", "decline to answer", "answer to decline", "decline to decline"],
)
def test_an_edited_question_edits_its_answer(
    emu: Emulator, before: str, first: str, after: str, second: str
) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, before, first)
    ann.edit(question, after)
    emu.expect_edit(answer, contains=second)
    assert answer.text.startswith(second) or second in answer.text.split("\n")[0]
    assert first not in answer.text
    nothing_more(emu, ann)


def test_the_buttons_change_with_the_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, KPO, "KPO stands for")
    ann.edit(question, PAY)
    emu.expect_edit(answer, contains=NO_PAY)
    assert ENGLISH.helpful not in [button["text"] for button in answer.buttons]
    ann.edit(question, BPO)
    emu.expect_edit(answer, contains="BPO stands for")
    assert ENGLISH.helpful in [button["text"] for button in answer.buttons]


def test_a_question_that_is_edited_twice_has_one_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, KPO, "KPO stands for")
    ann.edit(question, BPO)
    emu.expect_edit(answer, contains="BPO stands for")
    ann.edit(question, "What does O&O stand for?")
    emu.expect_edit(answer, contains="O&O stands for")
    nothing_more(emu, ann)


def test_a_question_that_is_edited_before_it_was_answered_has_one_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    with emu.lock:  # the bot gets all of them at once
        question = ann.send(KPO)
        ann.edit(question, PAY)
        ann.edit(question, BPO)
    answer = emu.expect_message(ann)
    emu.expect_edit(answer, contains="BPO stands for")
    nothing_more(emu, ann)


def test_only_the_answer_of_the_edited_question_changes(emu: Emulator) -> None:
    ann = emu.user("Ann")
    first, about_first = asked(emu, ann, KPO, "KPO stands for")
    _, about_second = asked(emu, ann, BPO, "BPO stands for")
    ann.edit(first, "What is the book's ISBN?")
    emu.expect_edit(about_first, contains="978-1-902505-83-1.")
    nothing_more(emu, ann)
    assert not about_second.revisions


def test_an_edit_that_changes_no_answer_edits_nothing(emu: Emulator) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, KPO, "KPO stands for")
    ann.edit(question, "what does KPO stand for")
    nothing_more(emu, ann)
    assert not answer.revisions


@pytest.mark.parametrize("text", ["👍", "…", "/topics"])
def test_an_edit_that_asks_nothing_leaves_the_answer(emu: Emulator, text: str) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, KPO, "KPO stands for")
    ann.edit(question, text)
    nothing_more(emu, ann)
    assert not answer.revisions


def test_an_edited_command_is_not_carried_out_again(emu: Emulator) -> None:
    ann = emu.user("Ann")
    command = ann.send("/topics")
    emu.expect_message(ann, contains=ENGLISH.topics_typed)
    ann.edit(command, "/topics 2")
    ann.edit(command, "/help")
    nothing_more(emu, ann)


def test_an_edited_ask_command_edits_its_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, f"/ask {KPO}", "KPO stands for")
    ann.edit(question, f"/faq {BPO}")
    emu.expect_edit(answer, contains="BPO stands for")
    nothing_more(emu, ann)


def test_an_edited_caption_edits_its_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    photo = ann.send_photo(KPO)
    answer = emu.expect_message(ann, contains="KPO stands for")
    ann.edit(photo, BPO)
    emu.expect_edit(answer, contains="BPO stands for")
    nothing_more(emu, ann)


def test_a_caption_that_is_added_later_turns_the_hint_into_the_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    photo = ann.send_photo()
    hint = emu.expect_message(ann, text=ENGLISH.text_only)
    ann.edit(photo, KPO)
    emu.expect_edit(hint, contains="KPO stands for")
    ann.edit(photo, BPO)
    emu.expect_edit(hint, contains="BPO stands for")
    nothing_more(emu, ann)


def test_words_that_are_added_later_turn_the_hint_into_the_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    message = ann.send("👍")
    hint = emu.expect_message(ann, contains=ENGLISH.no_text)
    ann.edit(message, f"👍 {KPO}")
    emu.expect_edit(hint, contains="KPO stands for")
    nothing_more(emu, ann)


def test_an_answer_that_is_gone_does_not_come_back(emu: Emulator) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, KPO, "KPO stands for")
    ann.delete(answer)
    ann.edit(question, BPO)
    nothing_more(emu, ann)


def test_a_number_leads_on_from_the_edited_answer(emu: Emulator) -> None:
    ann = emu.user("Ann")
    question, answer = asked(emu, ann, KPO, "KPO stands for")
    ann.edit(question, "Why can't a KPO team be hired overnight?")
    emu.expect_edit(answer, contains="hired overnight")
    first = answer.buttons[0]["text"]
    ann.send("1")
    following = emu.expect_message(ann)
    ann.press(answer, first).wait()
    assert emu.expect_message(ann).text == following.text


def test_an_edit_turns_a_choice_into_an_answer_and_back(shop: Emulator) -> None:
    ann = shop.user("Ann")
    question, answer = asked(shop, ann, CHOICE, ENGLISH.which)
    ann.edit(question, "When do you open?")
    shop.expect_edit(answer, contains="At nine.")
    ann.edit(question, CHOICE)
    shop.expect_edit(answer, contains=ENGLISH.which)
    ann.press(answer, "blue").wait()
    shop.expect_edit(answer, contains="With blue pigment.")
    nothing_more(shop, ann)


def test_an_edit_after_a_choice_was_made_edits_the_same_message(shop: Emulator) -> None:
    ann = shop.user("Ann")
    question, answer = asked(shop, ann, CHOICE, ENGLISH.which)
    ann.press(answer, "green").wait()
    shop.expect_edit(answer, contains="With green pigment.")
    ann.edit(question, "Where is the shop?")
    shop.expect_edit(answer, contains="In Mill Lane.")
    ann.edit(question, CHOICE)
    shop.expect_edit(answer, contains=ENGLISH.which)
    ann.press(answer, "0.").wait()
    shop.expect_edit(answer, contains=ENGLISH.noted)
    ann.edit(question, "Where is the shop?")
    shop.expect_edit(answer, contains="In Mill Lane.")
    nothing_more(shop, ann)


def test_an_edited_number_picks_again_from_the_same_choice(shop: Emulator) -> None:
    ann = shop.user("Ann")
    _, choice = asked(shop, ann, CHOICE, ENGLISH.which)
    lines = choice.text.split("\n")
    first, second = (
        next(colour for colour in ("red", "blue", "green") if colour in line)
        for number in ("1. ", "2. ")
        for line in lines
        if line.startswith(number)
    )
    typed, answer = asked(shop, ann, "1", f"With {first} pigment.")
    ann.edit(typed, "2")
    shop.expect_edit(answer, contains=f"With {second} pigment.")
    nothing_more(shop, ann)
    assert not choice.revisions


def test_an_edited_question_that_is_answered_is_no_gap_any_more(
    shop: Emulator, records: Records
) -> None:
    ann = shop.user("Ann")
    question, answer = asked(shop, ann, "zxqw vbnm rrty", "“The paint shop”")
    assert records.gaps(ann) == [("zxqw vbnm rrty", None, None)]
    ann.edit(question, "Where is the shop?")
    shop.expect_edit(answer, contains="In Mill Lane.")
    assert records.gaps(ann) == [("zxqw vbnm rrty", "address", "reworded")]


def test_a_question_is_edited_after_a_restart(shop_folder: Path, tmp_path: Path) -> None:
    with Emulator() as emu:
        ann = emu.user("Ann")
        bot = own_bot(emu, shop_folder, tmp_path / "notes.sqlite3")
        with bot:
            question, answer = asked(emu, ann, "When do you open?", "At nine.")
            choosing, choice = asked(emu, ann, CHOICE, ENGLISH.which)
            emu.settle()
            assert bot.stop() == 0
            ann.edit(question, "Where is the shop?")  # while nobody listens
            bot.start()
            emu.expect_edit(answer, contains="In Mill Lane.")
            ann.press(choice, "red").wait()
            emu.expect_edit(choice, contains="With red pigment.")
            ann.edit(choosing, "When do you open?")
            emu.expect_edit(choice, contains="At nine.")
            nothing_more(emu, ann)
            assert_clean(emu, bot)


def test_a_group_question_is_edited_after_a_restart(shop_folder: Path, tmp_path: Path) -> None:
    with Emulator(username="paint_shop_bot") as emu:
        ann = emu.user("Ann")
        group = emu.supergroup("Painters", [ann])
        bot = own_bot(emu, shop_folder, tmp_path / "notes.sqlite3")
        with bot:
            kept = ann.send("/ask When do you open?", group)
            answer = emu.expect_message(group, contains="At nine.")
            dropped = ann.send("/ask Where is the shop?", group)
            unwanted = emu.expect_message(group, contains="In Mill Lane.")
            ann.press(unwanted, ENGLISH.delete).wait()
            emu.settle()
            assert bot.stop() == 0
            bot.start()
            ann.edit(dropped, "/ask How do I mix red paint?")
            ann.edit(kept, "/ask How do I mix blue paint?")
            emu.expect_edit(answer, contains="With blue pigment.")
            emu.settle()
            assert not emu.unread(group)
            assert_clean(emu, bot)
