"""Answers in a group: one for a message, once a minute, and whoever asked can take them away."""

import pytest

from botapi import Chat, Emulator, Message, User
from faq.wording import ENGLISH

from .groups import (
    ADDRESS,
    AT_NINE,
    CHOICE,
    HOURS,
    MILL_LANE,
    RED,
    is_quiet,
    link_of,
    make_group,
    nothing_more,
)
from .records import Records


def asked(emu: Emulator, group: Chat, user: User, question: str = HOURS) -> Message:
    """The answer to a question."""
    user.send(f"/ask {question}", group)
    return emu.expect_message(group)


def private_link(group: Chat, message: Message) -> str:
    """The address of a message in a group without a name."""
    return f"https://t.me/c/{-group.id - 10**12}/{message.id}"


# One answer for a message, and one a minute for an entry


def test_two_people_who_ask_about_one_message_get_one_answer(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    cid = shop.user("Cid")
    question = ann.send(HOURS, group)
    with shop.lock:  # both at once
        bob.send("/ask", group, reply_to=question)
        second = cid.send("/ask", group, reply_to=question)
    answer = shop.expect_message(group, contains=AT_NINE)
    assert answer.reply_to == question.id
    pointer = shop.expect_message(group, text=ENGLISH.answered_above)
    assert pointer.reply_to == second.id
    assert link_of(pointer) == private_link(group, answer)
    assert is_quiet(pointer)
    nothing_more(shop, group, ann)


def test_a_question_that_was_answered_is_not_answered_for_somebody_else(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    question = ann.send("/ask zxqw vbnm rrty", group)
    declined = shop.expect_message(group)
    bob.send("/ask", group, reply_to=question)
    pointer = shop.expect_message(group, text=ENGLISH.answered_above)
    assert link_of(pointer) == private_link(group, declined)
    nothing_more(shop, group, ann)


def test_the_same_answer_again_is_a_link_to_the_first(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    answer = asked(shop, group, ann)
    again = bob.send("/ask at what time does the shop open", group)
    pointer = shop.expect_message(group, text=ENGLISH.answered_above)
    assert pointer.reply_to == again.id
    assert link_of(pointer) == private_link(group, answer)
    assert is_quiet(pointer)
    assert not pointer.buttons
    asked(shop, group, bob, ADDRESS)
    nothing_more(shop, group, ann)


def test_a_third_person_is_linked_to_the_answer_and_not_to_the_link(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    cid = shop.user("Cid")
    group.join(cid)
    answer = asked(shop, group, ann)
    for person in (bob, cid):
        pointer = asked(shop, group, person)
        assert pointer.text == ENGLISH.answered_above
        assert link_of(pointer) == private_link(group, answer)
    nothing_more(shop, group, ann)


def test_a_public_group_is_linked_by_its_name(shop: Emulator) -> None:
    ann = shop.user("Ann")
    group = shop.supergroup("Painters", [ann], username="painters_of_mill_lane")
    answer = asked(shop, group, ann)
    pointer = asked(shop, group, ann)
    assert link_of(pointer) == f"https://t.me/painters_of_mill_lane/{answer.id}"


def test_a_link_to_an_answer_in_another_topic_names_no_topic(shop: Emulator) -> None:
    ann = shop.user("Ann")
    forum = shop.supergroup("Forum", [ann], is_forum=True)
    hours, talk = forum.create_topic("Hours"), forum.create_topic("Talk")
    ann.send(f"/ask {HOURS}", forum, topic=hours)
    answer = shop.expect_message(forum, contains=AT_NINE)
    assert answer.thread_id == hours.id
    for topic in (hours, talk, None):  # None: General
        ann.send(f"/ask {HOURS}", forum, topic=topic)
        pointer = shop.expect_message(forum, text=ENGLISH.answered_above)
        assert link_of(pointer) == private_link(forum, answer)
        assert pointer.thread_id == (topic.id if topic else None)


def test_a_basic_group_shows_the_first_answer_by_replying_to_it(shop: Emulator) -> None:
    ann, bob = shop.user("Ann"), shop.user("Bob")
    group = shop.group("Friends", [ann, bob])
    answer = asked(shop, group, ann)
    pointer = asked(shop, group, bob)
    assert pointer.text == ENGLISH.answered_above
    assert pointer.reply_to == answer.id
    assert not pointer.entities
    assert is_quiet(pointer)


def test_other_groups_get_the_whole_answer(shop: Emulator) -> None:
    for _ in range(2):
        group, ann, _ = make_group(shop)
        assert AT_NINE in asked(shop, group, ann).text


def test_in_private_the_same_answer_is_given_again(shop: Emulator) -> None:
    ann = shop.user("Ann")
    for _ in range(2):
        ann.send(HOURS)
        shop.expect_message(ann, contains=AT_NINE)


def test_an_answer_that_was_deleted_is_given_again(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    answer = asked(shop, group, ann)
    ann.press(answer, ENGLISH.delete).wait()
    assert AT_NINE in asked(shop, group, bob).text


def test_a_link_is_edited_into_the_answer_to_an_edited_question(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    asked(shop, group, ann)
    question = bob.send(f"/ask {HOURS}", group)
    pointer = shop.expect_message(group, text=ENGLISH.answered_above)
    bob.edit(question, f"/ask {ADDRESS}")
    shop.expect_edit(pointer, contains=MILL_LANE)
    nothing_more(shop, group, ann)


def test_a_button_in_a_list_does_not_repeat_an_answer(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    asked(shop, group, ann)
    ann.send("/topics 2", group)
    questions = shop.expect_message(group, contains="The shop")
    assert bob.press(questions, HOURS).wait()["text"] == ENGLISH.answered_above
    assert "text" not in bob.press(questions, ADDRESS).wait()
    shop.expect_message(group, contains=MILL_LANE)
    nothing_more(shop, group, ann)


# Taking answers away


def test_whoever_asked_deletes_an_answer(shop: Emulator) -> None:
    group, _, bob = make_group(shop, bot="member")
    answer = asked(shop, group, bob)
    assert "text" not in bob.press(answer, ENGLISH.delete).wait()
    assert answer.deleted


@pytest.mark.parametrize("status", ["creator", "administrator"])
def test_an_administrator_deletes_an_answer(shop: Emulator, status: str) -> None:
    group, ann, bob = make_group(shop)
    group.members[ann.id] = status
    answer = asked(shop, group, bob)
    ann.press(answer, ENGLISH.delete).wait()
    assert answer.deleted


def test_an_anonymous_administrator_deletes_what_they_asked(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    ann.send(f"/ask {HOURS}", group, anonymous=True)
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.press(answer, ENGLISH.delete).wait()  # presses tell who it is
    assert answer.deleted
    ann.send(f"/ask {HOURS}", group, anonymous=True)
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.send("/delete", group, anonymous=True)
    nothing_more(shop, group, ann)
    assert answer.deleted


@pytest.mark.parametrize("status", ["member", "restricted", "left", "kicked"])
def test_others_are_told_who_can_delete(shop: Emulator, status: str) -> None:
    group, ann, bob = make_group(shop)
    answer = asked(shop, group, ann)
    if status != "restricted":  # whose rights the emulator does not know
        group.members[bob.id] = status
    assert bob.press(answer, ENGLISH.delete).wait()["text"] == ENGLISH.only_asker_deletes
    assert not answer.deleted


def test_whoever_had_a_message_answered_deletes_the_answer_after_an_edit_too(
    shop: Emulator,
) -> None:
    group, _, bob = make_group(shop)
    ann = shop.user("Ann, who is no administrator")
    group.join(ann)
    question = ann.send(HOURS, group)
    bob.send("/ask", group, reply_to=question)
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.edit(question, ADDRESS)
    shop.expect_edit(answer, contains=MILL_LANE)
    assert ann.press(answer, ENGLISH.delete).wait()["text"] == ENGLISH.only_asker_deletes
    ann.send("/delete", group)
    shop.expect_message(group, text=ENGLISH.nothing_to_delete)
    was_deleted_by_ann = answer.deleted
    assert "text" not in bob.press(answer, ENGLISH.delete).wait()
    assert (was_deleted_by_ann, answer.deleted) == (False, True)
    nothing_more(shop, group, bob)


def test_a_double_press_on_delete_is_harmless(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    answer = asked(shop, group, bob)
    with shop.lock:
        presses = [person.press(answer, ENGLISH.delete) for person in (bob, bob, ann, ann)]
    for press in presses:
        press.wait()
    ann.press(answer, ENGLISH.delete).wait()  # which they still see
    bob.press(answer, ENGLISH.delete).wait()
    assert answer.deleted
    nothing_more(shop, group, ann)


def test_the_edit_of_a_question_brings_no_deleted_answer_back(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    question = ann.send(f"/ask {HOURS}", group)
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.press(answer, ENGLISH.delete).wait()
    for text in (f"/ask {ADDRESS}", f"@paint_shop_bot {HOURS}", f"/ask {CHOICE}"):
        ann.edit(question, text)
    nothing_more(shop, group, ann)


def test_the_edit_of_somebody_elses_question_brings_no_deleted_answer_back(
    shop: Emulator,
) -> None:
    group, ann, bob = make_group(shop)
    question = ann.send(HOURS, group)
    command = bob.send("/ask", group, reply_to=question)
    answer = shop.expect_message(group, contains=AT_NINE)
    bob.press(answer, ENGLISH.delete).wait()
    ann.edit(question, f"@paint_shop_bot {ADDRESS}")
    bob.edit(command, f"/ask {ADDRESS}")
    nothing_more(shop, group, ann)


def test_a_choice_can_be_deleted_too(shop: Emulator) -> None:
    group, _, bob = make_group(shop)
    choice = asked(shop, group, bob, CHOICE)
    assert choice.buttons[-1]["text"] == ENGLISH.delete
    bob.press(choice, ENGLISH.delete).wait()
    assert choice.deleted


def test_an_answer_that_was_picked_from_a_choice_can_be_deleted(shop: Emulator) -> None:
    group, _, bob = make_group(shop)
    choice = asked(shop, group, bob, CHOICE)
    bob.press(choice, "red").wait()
    shop.expect_edit(choice, contains="With red pigment.")
    bob.press(choice, ENGLISH.delete).wait()
    assert choice.deleted


def test_an_answer_that_is_too_old_stays(shop: Emulator) -> None:
    group, _, bob = make_group(shop)
    answer = asked(shop, group, bob)
    answer.json["date"] -= 49 * 3600
    assert bob.press(answer, ENGLISH.delete).wait()["text"] == ENGLISH.too_old_to_delete
    bob.send("/delete", group)
    shop.expect_message(group, text=ENGLISH.too_old_to_delete)
    assert not answer.deleted


def test_delete_is_typed_for_ones_last_answer(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    first = asked(shop, group, bob)
    asked(shop, group, ann, ADDRESS)
    last = asked(shop, group, bob, RED)
    bob.send("/delete", group)
    nothing_more(shop, group, bob)
    assert (first.deleted, last.deleted) == (False, True)


def test_delete_is_typed_as_a_reply(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    cid = shop.user("Cid")
    answer = asked(shop, group, bob)
    asked(shop, group, bob, ADDRESS)
    cid.send("/delete", group, reply_to=answer)
    told = shop.expect_message(group, text=ENGLISH.only_asker_deletes)
    assert is_quiet(told)
    assert not answer.deleted
    ann.send("/delete", group, reply_to=answer)  # the creator
    nothing_more(shop, group, bob)
    assert answer.deleted


def test_delete_without_an_answer_says_what_to_do(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    asked(shop, group, ann)
    talk = ann.send("hello", group)
    for reply_to in (None, talk):
        bob.send("/delete", group, reply_to=reply_to)
        assert is_quiet(shop.expect_message(group, text=ENGLISH.nothing_to_delete))
    assert not talk.deleted


# Other people's buttons


def test_only_whoever_asked_picks_from_a_choice(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    question = ann.send(f"/ask {CHOICE}", group)
    choice = shop.expect_message(group, contains=ENGLISH.which)
    for label in ("red", "blue", "0."):
        assert bob.press(choice, label).wait()["text"] == ENGLISH.only_asker_picks
    assert not choice.revisions
    ann.press(choice, "green").wait()
    shop.expect_edit(choice, contains="With green pigment.")
    assert choice.reply_to == question.id
    nothing_more(shop, group, ann)


def test_an_administrator_picks_from_the_choice_of_an_anonymous_one(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    ann.send(f"/ask {CHOICE}", group, anonymous=True)
    choice = shop.expect_message(group, contains=ENGLISH.which)
    assert bob.press(choice, "red").wait()["text"] == ENGLISH.only_asker_picks
    assert not choice.revisions
    assert "text" not in ann.press(choice, "red").wait()  # presses tell who it is
    shop.expect_edit(choice, contains="With red pigment.")
    nothing_more(shop, group, ann)


def test_an_answer_that_is_picked_by_button_has_no_related_questions(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    choice = asked(shop, group, ann, CHOICE)
    ann.press(choice, "red").wait()  # the entry has some
    shop.expect_edit(choice, contains="With red pigment.")
    labels = [button["text"] for button in choice.buttons]
    assert labels == [ENGLISH.helpful, ENGLISH.unhelpful, ENGLISH.delete]


def test_a_choice_belongs_to_whoever_had_a_message_answered(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    question = ann.send(CHOICE, group)
    bob.send("/ask", group, reply_to=question)
    choice = shop.expect_message(group, contains=ENGLISH.which)
    assert choice.reply_to == question.id
    assert ann.press(choice, "red").wait()["text"] == ENGLISH.only_asker_picks
    bob.press(choice, "red").wait()
    shop.expect_edit(choice, contains="With red pigment.")


def test_forged_picks_under_an_answer_are_refused(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    answer = asked(shop, group, ann)
    for data in ("p:red", "p:no-such-entry", "n:"):
        assert bob.forge_press(answer, data).wait()["text"] == ENGLISH.only_asker_picks
    assert ann.forge_press(answer, "p:no-such-entry").wait()["text"] == ENGLISH.gone
    assert not answer.revisions


def test_buttons_under_a_deleted_message_are_answered(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    choice = asked(shop, group, ann, CHOICE)
    ann.press(choice, ENGLISH.delete).wait()
    for data in ("p:red", "n:", "t:0123456789:0", "l:0", "v:+:red", "m:questions", "x"):
        ann.forge_press(choice, data).wait()
    nothing_more(shop, group, ann)


def test_a_question_under_a_deleted_message_is_gone(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    ann.send("/topics 2", group)
    questions = shop.expect_message(group, contains="The shop")
    choice = asked(shop, group, ann, CHOICE)
    for message, label in ((questions, HOURS), (choice, "red"), (choice, "0.")):
        ann.delete(message)
        assert ann.press(message, label).wait()["text"] == ENGLISH.gone
    nothing_more(shop, group, ann)


def test_delete_on_what_is_no_answer_is_for_its_asker_and_administrators(
    shop: Emulator, records: Records
) -> None:
    group, ann, bob = make_group(shop)
    cid = shop.user("Cid")
    group.join(cid)
    for may in (ann, bob):
        bob.send("/topics", group)
        topics = shop.expect_message(group)
        assert cid.forge_press(topics, "d:").wait()["text"] == ENGLISH.only_asker_deletes
        assert cid.forge_press(topics, "d:x").wait()["text"] == ENGLISH.gone
        assert not topics.deleted
        may.forge_press(topics, "d:").wait()
        assert topics.deleted
    assert records.rows("SELECT * FROM answers WHERE chat = ?", records.chat(group)) == []


@pytest.mark.parametrize(
    "data", ["e:", "p:", "n:x", "v:?:red", "d:1", "m:everything", "l:-1", "t::0", "", "🎨" * 16]
)
def test_forged_data_is_refused_politely(shop: Emulator, data: str) -> None:
    group, ann, _ = make_group(shop)
    choice = asked(shop, group, ann, CHOICE)
    assert ann.forge_press(choice, data).wait()["text"] == ENGLISH.gone
    assert not choice.revisions
    assert not choice.deleted


def test_a_number_that_somebody_else_types_picks_nothing(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    choice = asked(shop, group, ann, CHOICE)
    bob.send("1", group, reply_to=choice)
    assert "pigment" not in shop.expect_message(group).text
    assert not choice.revisions
