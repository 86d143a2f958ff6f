"""Members of a group look something up; everybody else is left in peace."""

import pytest

from botapi import Emulator
from faq.wording import ENGLISH

from .groups import (
    ADDRESS,
    AT_NINE,
    CHOICE,
    HOURS,
    MILL_LANE,
    RED,
    is_quiet,
    make_group,
    nothing_more,
)

BPO, BPO_ANSWER = "What does BPO stand for?", "BPO stands for business process outsourcing."
QUESTION = "What does KPO stand for?"
ANSWER = "KPO stands for knowledge process outsourcing."


def test_talk_that_is_not_for_the_bot_is_left_alone(emu: Emulator) -> None:
    group, ann, bob = make_group(emu)
    first = ann.send(QUESTION, group)
    bob.send("a@outsourcing_faq_bot.example is my mail", group)
    bob.send(f"@another_bot {QUESTION}", group)
    bob.send(f"/ask@another_bot {QUESTION}", group)
    bob.send("1", group, reply_to=first)
    asked = ann.send(f"/ask {QUESTION}", group)  # updates come in order: only this one is answered
    answer = emu.expect_message(group)
    assert answer.reply_to == asked.id
    emu.settle()
    assert not emu.unread(group)


def test_the_ask_command_is_answered_as_a_reply(emu: Emulator) -> None:
    group, ann, _ = make_group(emu, bot="member")
    for text, said in (
        (f"/ask {QUESTION}", ANSWER),
        (f"/ask@outsourcing_faq_bot {BPO}", BPO_ANSWER),
        ("/faq What is the book's ISBN?", "978-1-902505-83-1."),
        ("/FAQ@Outsourcing_FAQ_Bot\nwho published the book?", "BCS"),
    ):
        asked = ann.send(text, group)
        answer = emu.expect_message(group, contains=said)
        assert answer.reply_to == asked.id
        assert not is_quiet(answer)


def test_a_bare_ask_explains_itself(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send("/ask", group)
    emu.expect_message(group, contains="/ask What is")


def test_a_mention_anywhere_is_answered(emu: Emulator) -> None:
    group, ann, bob = make_group(emu, bot="member")
    ann.send(f"@outsourcing_faq_bot {QUESTION}", group)
    emu.expect_message(group, contains=ANSWER)
    bob.send("what does BPO stand for @Outsourcing_FAQ_bot?", group)
    emu.expect_message(group, contains=BPO_ANSWER)
    bob.send("what is the @outsourcing_faq_bot book's ISBN?", group)
    emu.expect_message(group, contains="978-1-902505-83-1")


def test_a_mention_in_a_caption_is_answered(emu: Emulator) -> None:
    group, ann, _ = make_group(emu, bot="member")
    ann.send_photo(QUESTION, group)
    asked = ann.send_photo(f"@outsourcing_faq_bot {BPO}", group)
    assert emu.expect_message(group, contains=BPO_ANSWER).reply_to == asked.id
    nothing_more(emu, group, ann)


def test_an_answer_in_a_group_has_no_related_questions(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send("/ask Why can't a KPO team be hired overnight?", group)
    answer = emu.expect_message(group)
    labels = [button["text"] for button in answer.buttons]
    assert labels == [ENGLISH.helpful, ENGLISH.unhelpful, ENGLISH.delete]


def test_what_has_no_answer_gets_one_quiet_line(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    for question, said in (
        ("How much does a KPO analyst earn?", "about pay and salaries."),
        ("zxqw vbnm rrty", "“BPO vs KPO”"),
    ):
        asked = ann.send(f"/ask {question}", group)
        declined = emu.expect_message(group, contains=said)
        assert declined.reply_to == asked.id
        assert is_quiet(declined)
        assert "\n" not in declined.text
        assert not declined.buttons
    nothing_more(emu, group, ann)


def test_a_bare_start_is_left_to_other_bots(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send("/start", group)
    ann.send("/start book-isbn", group)
    ann.send("/start@another_bot", group)
    ann.send("/start@outsourcing_faq_bot", group)
    emu.expect_message(group, contains=ENGLISH.ask_or_pick)
    nothing_more(emu, group, ann)


def test_unknown_commands_are_left_to_other_bots(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send(f"/frobnicate {QUESTION}", group)
    ann.send(f"/frobnicate@outsourcing_faq_bot {QUESTION}", group)
    ann.send(f"/asked {QUESTION}", group)
    nothing_more(emu, group, ann)


def test_stickers_and_pictures_in_a_group_are_left_alone(emu: Emulator) -> None:
    group, ann, bob = make_group(emu)
    ann.send_sticker(group)
    ann.send_photo("What does KPO stand for?", group)
    bob.send_photo("", group)
    nothing_more(emu, group, ann)


def test_a_reply_to_the_bot_is_answered(emu: Emulator) -> None:
    group, ann, bob = make_group(emu, bot="member")
    ann.send(f"/ask {QUESTION}", group)
    answer = emu.expect_message(group)
    asked = bob.send("what does BPO stand for?", group, reply_to=answer)
    following = emu.expect_message(group, contains="BPO stands for")
    assert following.reply_to == asked.id


def test_a_reply_without_words_is_no_question(emu: Emulator) -> None:
    group, ann, bob = make_group(emu)
    ann.send(f"/ask {QUESTION}", group)
    answer = emu.expect_message(group)
    bob.send("👍", group, reply_to=answer)
    bob.send("!!!", group, reply_to=answer)
    nothing_more(emu, group, ann)


def test_a_mention_without_words_explains_itself(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send("@outsourcing_faq_bot", group)
    said = emu.expect_message(group, contains="What is")
    assert is_quiet(said)


def test_two_people_pick_from_their_own_lists(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    ann.send(f"/ask {CHOICE}", group)
    hers = shop.expect_message(group, contains=ENGLISH.which)
    bob.send(f"/ask {HOURS}", group)
    shop.expect_message(group, contains=AT_NINE)
    first = next(c for c in ("red", "blue", "green") if c in hers.text.split("\n")[2])
    ann.send("1", group, reply_to=hers)
    shop.expect_message(group, contains=f"With {first} pigment.")


def test_a_0_in_a_group_rejects_the_choice_of_who_types_it(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    ann.send(f"/ask {CHOICE}", group)
    choice = shop.expect_message(group, contains=ENGLISH.which)
    bob.send("0", group, reply_to=choice)
    ann.send("0", group, reply_to=choice)
    noted = shop.expect_message(group, text=ENGLISH.noted)
    assert is_quiet(noted)
    assert noted.reply_to is not None


def test_ask_as_a_reply_answers_that_message(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    for asks, text, said in (
        ("/ask", HOURS, AT_NINE),
        ("/faq@paint_shop_bot", ADDRESS, MILL_LANE),
        ("@paint_shop_bot", RED, "With red pigment."),
    ):
        question = ann.send(text, group)
        bob.send(asks, group, reply_to=question)
        answer = shop.expect_message(group, contains=said)
        assert answer.reply_to == question.id
    nothing_more(shop, group, ann)


def test_ask_as_a_reply_answers_a_caption(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    photo = ann.send_photo(HOURS, group)
    bob.send("/ask", group, reply_to=photo)
    assert shop.expect_message(group, contains=AT_NINE).reply_to == photo.id


def test_ask_as_a_reply_answers_the_part_that_is_quoted(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    message = ann.send(f"Hello 🎨 all! {HOURS} And then: {ADDRESS}", group)
    bob.send("/ask", group, reply_to=message, quote=ADDRESS)
    answer = shop.expect_message(group)
    assert answer.text.startswith(MILL_LANE)
    assert answer.reply_to == message.id


def test_ask_with_words_as_a_reply_answers_the_words(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    message = ann.send(HOURS, group)
    asked = bob.send(f"/ask {ADDRESS}", group, reply_to=message)
    answer = shop.expect_message(group, contains=MILL_LANE)
    assert answer.reply_to == asked.id


def test_ask_as_a_reply_to_what_has_no_words_explains_itself(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    sticker = ann.send_sticker(group)
    bob.send("/ask", group, reply_to=sticker)
    said = shop.expect_message(group, contains="/ask How do I mix red paint?")
    assert is_quiet(said)


def test_ask_as_a_reply_to_the_bot_explains_itself(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    ann.send(f"/ask {HOURS}", group)
    answer = shop.expect_message(group, contains=AT_NINE)
    bob.send("/ask", group, reply_to=answer)
    shop.expect_message(group, contains="/ask How do I mix red paint?")


def test_a_mention_that_is_added_by_an_edit_is_answered_once(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    message = ann.send(f"well {HOURS}", group)
    ann.edit(message, f"@paint_shop_bot {HOURS}")
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.edit(message, f"@paint_shop_bot {ADDRESS}")
    shop.expect_edit(answer, contains=MILL_LANE)
    nothing_more(shop, group, ann)


def test_an_edited_question_in_a_group_edits_its_answer(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    question = ann.send(f"/ask {HOURS}", group)
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.edit(question, "/ask zxqw vbnm rrty")
    shop.expect_edit(answer, contains=ENGLISH.no_answer.format(title="The paint shop"))
    ann.edit(question, ADDRESS)  # the command is gone; the answer is still about this message
    shop.expect_edit(answer, contains=MILL_LANE)
    nothing_more(shop, group, ann)


def test_the_edit_of_a_question_that_somebody_else_had_answered_edits_the_answer(
    shop: Emulator,
) -> None:
    group, ann, bob = make_group(shop)
    question = ann.send(HOURS, group)
    bob.send("/ask", group, reply_to=question)
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.edit(question, ADDRESS)
    shop.expect_edit(answer, contains=MILL_LANE)
    nothing_more(shop, group, ann)


def test_a_question_that_is_gone_is_answered_all_the_same(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    with shop.lock:
        question = ann.send(f"/ask {HOURS}", group)
        ann.delete(question)
    assert shop.expect_message(group, contains=AT_NINE).reply_to is None


def test_answers_stay_in_their_topic(emu: Emulator) -> None:
    ann = emu.user("Ann")
    forum = emu.supergroup("Forum", [ann], bot="administrator", is_forum=True)
    topic = forum.create_topic("Outsourcing")
    asked = ann.send(f"/ask {QUESTION}", forum, topic=topic)
    answer = emu.expect_message(forum, contains=ANSWER)
    assert answer.thread_id == topic.id
    assert answer.reply_to == asked.id
    ann.send("/ask zxqw vbnm rrty", forum, topic=topic)
    assert emu.expect_message(forum).thread_id == topic.id
    ann.send("/topics", forum, topic=topic)
    topics = emu.expect_message(forum)
    assert topics.thread_id == topic.id
    ann.press(topics, "The two terms").wait()
    emu.expect_edit(topics)
    ann.press(topics, "What does BPO stand for?").wait()
    assert emu.expect_message(forum, contains=BPO_ANSWER).thread_id == topic.id


def test_the_general_topic_is_never_named(emu: Emulator) -> None:
    ann = emu.user("Ann")
    forum = emu.supergroup("Forum", [ann], bot="administrator", is_forum=True)
    forum.create_topic("Outsourcing")
    question = ann.send(BPO, forum)
    for text, reply_to in ((f"/ask {QUESTION}", None), ("/ask", question), ("/topics", question)):
        ann.send(text, forum, reply_to=reply_to)
        answer = emu.expect_message(forum)
        assert answer.thread_id is None
        assert answer.params.get("message_thread_id") is None


def test_a_thread_of_replies_is_no_topic(emu: Emulator) -> None:
    group, ann, bob = make_group(emu)
    root = ann.send("A long talk about outsourcing", group)
    asked = bob.send(f"/ask {QUESTION}", group, reply_to=root)
    answer = emu.expect_message(group, contains=ANSWER)
    assert answer.reply_to == asked.id
    assert answer.params.get("message_thread_id") is None


def test_an_administrating_bot_answers_in_a_closed_topic(emu: Emulator) -> None:
    ann = emu.user("Ann")
    forum = emu.supergroup("Forum", [ann], bot="administrator", is_forum=True)
    topic = forum.create_topic("Closed")
    topic.closed = True
    ann.send(f"/ask {QUESTION}", forum, topic=topic)
    assert emu.expect_message(forum, contains=ANSWER).thread_id == topic.id


def test_the_opening_of_a_topic_is_no_question(shop: Emulator) -> None:
    ann = shop.user("Ann")
    forum = shop.supergroup("Forum", [ann], bot="administrator", is_forum=True)
    topic = forum.create_topic(HOURS)
    ann.send("/ask", forum, topic=topic)
    shop.expect_message(forum, contains="/ask How do I mix red paint?")
    nothing_more(shop, forum, ann)


def test_an_anonymous_administrator_is_answered(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    ann.send(f"/ask {QUESTION}", group, anonymous=True)
    emu.expect_message(group, contains=ANSWER)


@pytest.mark.parametrize("text", ["/ask {}", "@paint_shop_bot {}"])
def test_a_channel_that_writes_as_itself_is_answered(shop: Emulator, text: str) -> None:
    group, ann, _ = make_group(shop)
    news = shop.channel("News", [ann])
    asked = ann.send(text.format(HOURS), group, channel=news)
    answer = shop.expect_message(group, contains=AT_NINE)
    assert answer.reply_to == asked.id
    ann.edit(asked, text.format(ADDRESS))
    shop.expect_edit(answer, contains=MILL_LANE)
    nothing_more(shop, group, ann)


def test_posts_of_the_linked_channel_are_left_alone(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    news = shop.channel("News", [ann], discussion=group)
    post = news.publish(f"@paint_shop_bot {HOURS}")
    news.publish(f"/ask {HOURS}")
    nothing_more(shop, group, ann)
    bob.send(f"/ask {ADDRESS}", group, reply_to=post)
    shop.expect_message(group, contains=MILL_LANE)


def test_a_post_of_the_linked_channel_can_be_had_answered(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    post = shop.channel("News", [ann], discussion=group).publish(HOURS)
    bob.send("/ask", group, reply_to=post)
    assert shop.expect_message(group, contains=AT_NINE).reply_to == post.id


def test_other_bots_are_left_alone(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    other = shop.user("Other", is_bot=True, username="other_bot")
    ann.send(f"/ask {ADDRESS}", group)
    answer = shop.expect_message(group, contains=MILL_LANE)
    shop.bot_to_bot = True
    for text in (
        f"/ask@paint_shop_bot {HOURS}",
        f"@paint_shop_bot {HOURS}",
        "/help@paint_shop_bot",
    ):
        message = other.send(text, group)
        other.edit(message, f"{text} {RED}")
    other.send(HOURS, group, reply_to=answer)
    other.send("/delete@paint_shop_bot", group, reply_to=answer)
    shop.bot_to_bot = False
    nothing_more(shop, group, ann)
    assert not answer.deleted


def test_what_a_person_sends_from_inline_mode_is_left_alone(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    query = ann.inline(HOURS)
    query.results()
    sent = ann.choose(query, "e:hours", group)
    assert AT_NINE in sent.text
    nothing_more(shop, group, ann)


def test_service_messages_are_ignored(emu: Emulator) -> None:
    group, ann, _ = make_group(emu)
    group.join(emu.user("Cid"))
    ann.send(f"/ask {QUESTION}", group)
    emu.expect_message(group, contains=ANSWER)
    emu.settle()
    assert not emu.unread(group)
