"""When the bot answers in a group is set by its administrators, and moves with the group."""

from pathlib import Path

import pytest

from botapi import Chat, Emulator, User
from faq.wording import ENGLISH

from .conftest import assert_clean, own_bot
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
from .records import Records

ADDRESSED = ENGLISH.mode_now.format(mode=ENGLISH.mode_addressed)
QUESTIONS = ENGLISH.mode_now.format(mode=ENGLISH.mode_questions)


def listening_group(emu: Emulator) -> tuple[Chat, User, User]:
    """A group in which the bot may answer what is put to everybody."""
    group, ann, bob = make_group(emu, bot="member")
    ann.send("/settings questions", group)
    emu.expect_message(group, contains=QUESTIONS)
    return group, ann, bob


# Who may set it, and how


def test_a_group_starts_with_answers_when_addressed(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    ann.send("/settings", group)
    settings = shop.expect_message(group, contains=ADDRESSED)
    assert "“Readers”" in settings.text
    labels = [button["text"] for button in settings.buttons]
    assert labels == [ENGLISH.mode_addressed, ENGLISH.mode_questions]
    bob.send(HOURS, group)
    nothing_more(shop, group, ann)


@pytest.mark.parametrize("status", ["creator", "administrator"])
def test_an_administrator_sets_it_by_button(shop: Emulator, status: str) -> None:
    group, _, bob = make_group(shop)
    group.members[bob.id] = status
    bob.send("/settings", group)
    settings = shop.expect_message(group, contains=ADDRESSED)
    assert "text" not in bob.press(settings, ENGLISH.mode_questions).wait()
    shop.expect_edit(settings, contains=QUESTIONS)
    bob.press(settings, ENGLISH.mode_questions).wait()
    bob.press(settings, ENGLISH.mode_addressed).wait()
    shop.expect_edit(settings, contains=ADDRESSED)


def test_an_administrator_sets_it_by_typing(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    for typed, said in (
        ("/settings questions", QUESTIONS),
        ("/settings@paint_shop_bot ADDRESSED", ADDRESSED),
        ("/settings Questions please", QUESTIONS),
        ("/settings nonsense", QUESTIONS),
        ("/settings", QUESTIONS),
    ):
        ann.send(typed, group)
        shop.expect_message(group, contains=said)


def test_an_anonymous_administrator_sets_it(shop: Emulator) -> None:
    group, ann, _ = make_group(shop)
    ann.send("/settings questions", group, anonymous=True)
    settings = shop.expect_message(group, contains=QUESTIONS)
    ann.press(settings, ENGLISH.mode_addressed).wait()
    shop.expect_edit(settings, contains=ADDRESSED)


def test_others_cannot_set_it(shop: Emulator, records: Records) -> None:
    group, ann, bob = make_group(shop)
    guest = shop.user("Guest")
    news = shop.channel("News", [bob])
    for typed in ("/settings", "/settings questions"):
        bob.send(typed, group)
        assert is_quiet(shop.expect_message(group, text=ENGLISH.only_admins))
        bob.send(typed, group, channel=news)
        assert is_quiet(shop.expect_message(group, text=ENGLISH.only_admins))
    ann.send("/settings", group)
    settings = shop.expect_message(group, contains=ADDRESSED)
    for person in (bob, guest):
        press = person.press(settings, ENGLISH.mode_questions)
        assert press.wait()["text"] == ENGLISH.only_admins
    assert not settings.revisions
    assert records.rows("SELECT * FROM chats WHERE id = ?", group.id) == []


def test_somebody_who_is_no_administrator_any_more_cannot_set_it(shop: Emulator) -> None:
    group, ann, bob = make_group(shop)
    group.members[bob.id] = "administrator"
    bob.send("/settings", group)
    settings = shop.expect_message(group, contains=ADDRESSED)
    group.members[bob.id] = "member"
    press = bob.press(settings, ENGLISH.mode_questions)
    assert press.wait()["text"] == ENGLISH.only_admins
    nothing_more(shop, group, ann)


def test_a_private_chat_has_no_settings(shop: Emulator) -> None:
    ann = shop.user("Ann")
    ann.send("/settings questions")
    said = shop.expect_message(ann, text=ENGLISH.only_groups)
    assert ann.forge_press(said, "m:questions").wait()["text"] == ENGLISH.only_groups


def test_a_bot_that_sees_everything_does_not_speak_of_privacy_mode(shop: Emulator) -> None:
    group, _, _ = listening_group(shop)
    last = max(group.messages.values(), key=lambda message: message.id)
    assert ENGLISH.privacy_mode not in last.text


def test_a_bot_in_privacy_mode_says_what_it_needs(emu: Emulator) -> None:
    for status, is_told in (("member", True), ("administrator", False)):
        group, ann, _ = make_group(emu, bot=status)
        ann.send("/settings questions", group)
        settings = emu.expect_message(group, contains=QUESTIONS)
        assert (ENGLISH.privacy_mode in settings.text) is is_told


# Questions that are put to everybody


@pytest.mark.parametrize(
    "text",
    [
        HOURS,
        "when do you open ?",
        "opening hours?",
        "OPENING HOURS？",
        f"  {HOURS}\n",
        "opening hours؟",
    ],
)
def test_a_known_phrasing_is_answered_unasked(shop: Emulator, text: str) -> None:
    group, ann, bob = listening_group(shop)
    question = bob.send(text, group)
    answer = shop.expect_message(group, contains=AT_NINE)
    assert answer.reply_to == question.id
    assert [button["text"] for button in answer.buttons][-1] == ENGLISH.delete
    nothing_more(shop, group, ann)


def test_only_one_question_a_minute_is_answered_unasked(shop: Emulator) -> None:
    group, ann, bob = listening_group(shop)
    bob.send(HOURS, group)
    shop.expect_message(group, contains=AT_NINE)
    bob.send(ADDRESS, group)
    ann.send(RED, group)
    nothing_more(shop, group, ann)
    bob.send(f"/ask {ADDRESS}", group)
    shop.expect_message(group, contains=MILL_LANE)
    other, _, cid = listening_group(shop)
    cid.send(ADDRESS, other)
    shop.expect_message(other, contains=MILL_LANE)


def test_what_is_not_a_question_to_everybody_is_left_alone(shop: Emulator) -> None:
    group, ann, bob = listening_group(shop)
    talk = ann.send("hello all", group)
    named = {"type": "text_mention", "offset": 0, "length": 3, "user": ann.json}
    other = shop.user("Other", is_bot=True, username="other_bot")
    news = shop.channel("News", [ann], discussion=group)
    origin = {"type": "user", "date": int(shop.now()), "sender_user": bob.json}
    with shop.lock:
        bob.send("When do you open", group)
        bob.send(f"{HOURS} I wonder", group)
        bob.send(f"{HOURS}!", group)
        bob.send(HOURS, group, reply_to=talk)
        bob.send(f"@ann_smith {HOURS}", group)
        bob.send(f"@another_bot {HOURS}", group)
        bob.send(f"Ann {HOURS}", group, entities=[named])
        bob.send(f"/ask@another_bot {HOURS}", group)
        bob.send(f"/frobnicate {HOURS}", group)
        bob.send(HOURS, group, forward_origin=origin)
        bob.send_photo(HOURS, group)
        bob.send("What is love?", group)
        bob.send("how do I mix paint?", group)
        bob.send("?", group)
        news.publish(HOURS)
        shop.bot_to_bot = True
        other.send(HOURS, group)
        shop.bot_to_bot = False
    nothing_more(shop, group, ann)
    question = bob.send(HOURS, group)
    assert shop.expect_message(group, contains=AT_NINE).reply_to == question.id


def test_what_was_just_answered_is_not_answered_unasked(shop: Emulator) -> None:
    group, ann, bob = listening_group(shop)
    ann.send(f"/ask {HOURS}", group)
    shop.expect_message(group, contains=AT_NINE)
    bob.send(HOURS, group)
    nothing_more(shop, group, ann)


def test_an_unasked_answer_is_edited_and_deleted_like_any_other(shop: Emulator) -> None:
    group, ann, bob = listening_group(shop)
    question = bob.send(HOURS, group)
    answer = shop.expect_message(group, contains=AT_NINE)
    bob.edit(question, ADDRESS)
    shop.expect_edit(answer, contains=MILL_LANE)
    assert ann.press(answer, "👎").wait()["text"] == ENGLISH.thanks_unhelpful
    bob.press(answer, ENGLISH.delete).wait()
    assert answer.deleted
    bob.edit(question, HOURS)
    nothing_more(shop, group, ann)


def test_an_edit_is_never_answered_unasked(shop: Emulator) -> None:
    group, ann, bob = listening_group(shop)
    message = bob.send("hello", group)
    bob.edit(message, HOURS)
    nothing_more(shop, group, ann)


def test_an_unasked_answer_stays_in_its_topic(shop: Emulator) -> None:
    ann = shop.user("Ann")
    forum = shop.supergroup("Forum", [ann], is_forum=True)
    topic = forum.create_topic("Hours")
    ann.send("/settings questions", forum, topic=topic)
    assert shop.expect_message(forum, contains=QUESTIONS).thread_id == topic.id
    ann.send(HOURS, forum, topic=topic)
    assert shop.expect_message(forum, contains=AT_NINE).thread_id == topic.id


def test_addressed_again_means_silent_again(shop: Emulator) -> None:
    group, ann, bob = listening_group(shop)
    ann.send("/settings addressed", group)
    shop.expect_message(group, contains=ADDRESSED)
    bob.send(HOURS, group)
    nothing_more(shop, group, ann)


# Restarts and upgrades


def test_the_setting_outlives_a_restart(shop_folder: Path, tmp_path: Path) -> None:
    with Emulator(username="paint_shop_bot", privacy=False) as emu:
        bot = own_bot(emu, shop_folder, tmp_path / "notes.sqlite3")
        with bot:
            group, _, bob = listening_group(emu)
            emu.settle()
            assert bot.stop() == 0
            bot.start()
            bob.send(HOURS, group)
            emu.expect_message(group, contains=AT_NINE)
            assert_clean(emu, bot)


def test_the_setting_moves_with_the_group(shop: Emulator, records: Records) -> None:
    ann, bob = shop.user("Ann"), shop.user("Bob")
    group = shop.group("Friends", [ann, bob])
    ann.send("/settings questions", group)
    shop.expect_message(group, contains=QUESTIONS)
    new = group.migrate(ann)
    ann.send("/settings", new)
    shop.expect_message(new, contains=QUESTIONS)
    bob.send(HOURS, new)
    shop.expect_message(new, contains=AT_NINE)
    assert records.rows("SELECT mode FROM chats WHERE id = ?", group.id) == []
    query = "SELECT mode, moved_from FROM chats WHERE id = ?"
    assert records.rows(query, new.id) == [("questions", group.id)]


def test_votes_move_with_the_group(shop: Emulator, records: Records) -> None:
    ann = shop.user("Ann")
    group = shop.group("Friends", [ann])
    ann.send(f"/ask {HOURS}", group)
    answer = shop.expect_message(group, contains=AT_NINE)
    ann.press(answer, "👍").wait()
    new = group.migrate(ann)
    ann.send(f"/ask {ADDRESS}", new)
    shop.expect_message(new, contains=MILL_LANE)
    query = "SELECT entry, helpful FROM votes WHERE chat = ?"
    assert records.rows(query, records.chat(group)) == []
    assert records.rows(query, records.chat(new)) == [("hours", 1)]


def test_a_question_during_the_upgrade_is_answered_in_the_new_group(shop: Emulator) -> None:
    ann = shop.user("Ann")
    group = shop.group("Friends", [ann])
    with shop.lock:  # the bot reads the question when the group has moved already
        ann.send(f"/ask {HOURS}", group)
        new = group.migrate(ann)
    answer = shop.expect_message(new, contains=AT_NINE)
    assert answer.reply_to is None
    ann.press(answer, "👍").wait()
    ann.send(f"/ask {ADDRESS}", new)
    shop.expect_message(new, contains=MILL_LANE)
    nothing_more(shop, new, ann)
    assert not shop.unread(group)


def test_buttons_and_edits_of_the_old_group_are_harmless(shop: Emulator) -> None:
    ann, bob = shop.user("Ann"), shop.user("Bob")
    group = shop.group("Friends", [ann, bob])
    question = ann.send(f"/ask {CHOICE}", group)
    choice = shop.expect_message(group, contains=ENGLISH.which)
    ann.send("/settings", group)
    settings = shop.expect_message(group, contains=ADDRESSED)
    with shop.lock:
        ann.press(choice, "red")
        ann.press(choice, ENGLISH.delete)
        bob.press(choice, ENGLISH.delete)
        ann.press(settings, ENGLISH.mode_questions)
        ann.edit(question, f"/ask {HOURS}")
        new = group.migrate(ann)
    nothing_more(shop, new, ann)
    assert not choice.revisions
