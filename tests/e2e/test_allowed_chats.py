"""FAQBOT_ALLOWED_CHATS: groups that are not named are told so once, and left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from botapi import BotProcess, Chat, Emulator, User
from faq.wording import ENGLISH
from faq.wording.spanish import SPANISH

from .conftest import assert_clean, own_bot
from .groups import AT_NINE, HOURS

World = tuple[Emulator, User, Chat, Chat]


@pytest.fixture(scope="module")
def guarded(
    shop_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, BotProcess]]:
    """A bot that serves one group and one supergroup only, and Ann, who created both."""
    file = tmp_path_factory.mktemp("guarded") / "notes.sqlite3"
    with Emulator(username="paint_shop_bot", privacy=False) as emu:
        ann = emu.user("Ann")
        group, friends = emu.supergroup("Painters", [ann]), emu.group("Friends", [ann])
        allowed = f"{group.id}, {friends.id}"
        with own_bot(emu, shop_folder, file, FAQBOT_ALLOWED_CHATS=allowed) as bot:
            yield (emu, ann, group, friends), bot


@pytest.fixture
def world(guarded: tuple[World, BotProcess]) -> Iterator[World]:
    """The emulator, Ann, the supergroup and the group; afterwards all must be in order."""
    yield guarded[0]
    assert_clean(guarded[0][0], guarded[1])


def left_after_a_word(emu: Emulator, chat: Chat, said: str = ENGLISH.not_allowed) -> None:
    """AssertionError unless the bot says so once, leaves, and says nothing more."""
    emu.expect_message(chat, text=said)
    emu.expect_call("leaveChat", chat_id=chat.id)
    emu.settle()
    assert chat.bot_status == "left"
    assert not emu.unread(chat)


def test_an_allowed_group_is_served(world: World) -> None:
    emu, ann, group, _ = world
    ann.send(f"/ask {HOURS}", group)
    emu.expect_message(group, contains=AT_NINE)


def test_private_chats_and_inline_mode_are_served(world: World) -> None:
    emu, ann, _, _ = world
    ann.send(HOURS)
    emu.expect_message(ann, contains=AT_NINE)
    assert ann.inline(HOURS, chat_type="supergroup").results()


@pytest.mark.parametrize("status", ["member", "administrator"])
def test_a_bot_that_is_added_elsewhere_says_so_once_and_leaves(world: World, status: str) -> None:
    emu, ann, _, _ = world
    group = emu.supergroup("Elsewhere", [ann], bot="left")
    group.set_bot(status, ann)
    left_after_a_word(emu, group)


def test_a_bot_that_is_added_again_leaves_again_without_a_word(world: World) -> None:
    emu, ann, _, _ = world
    group = emu.supergroup("Elsewhere", [ann], bot="left")
    group.set_bot("member", ann)
    left_after_a_word(emu, group)
    for status in ("member", "administrator"):
        group.set_bot(status, ann)
        emu.expect_call("leaveChat", chat_id=group.id)
        emu.settle()
        assert group.bot_status == "left"
        assert not emu.unread(group)


def test_it_says_so_in_the_language_of_whoever_added_it(world: World) -> None:
    emu, _, _, _ = world
    ana = emu.user("Ana", language_code="es")
    group = emu.group("Aquí", [ana], bot="left")
    group.set_bot("member", ana)
    left_after_a_word(emu, group, SPANISH.not_allowed)


@pytest.mark.parametrize("text", ["hello", f"/ask {HOURS}", "/settings questions"])
def test_a_bot_that_is_elsewhere_already_leaves_at_the_next_message(
    world: World, text: str
) -> None:
    emu, ann, _, _ = world
    group = emu.supergroup("Elsewhere", [ann])
    with emu.lock:
        ann.send(text, group)
        ann.send(text, group)
    left_after_a_word(emu, group)


def test_a_button_or_an_edit_elsewhere_makes_it_leave(world: World) -> None:
    emu, ann, _, _ = world
    group = emu.supergroup("Elsewhere", [ann])
    ann.edit(group.add(ann.json, {"text": "hello"}), HOURS)
    left_after_a_word(emu, group)


def test_a_group_that_does_not_let_it_write_is_left_all_the_same(world: World) -> None:
    emu, ann, _, _ = world
    group = emu.supergroup("Silent", [ann])
    group.muted = True
    ann.send("hello", group)
    emu.expect_call("leaveChat", chat_id=group.id)
    assert group.bot_status == "left"


def test_a_channel_is_left_without_a_word(world: World) -> None:
    emu, ann, _, _ = world
    channel = emu.channel("News", [ann])
    channel.set_bot("administrator", ann)
    emu.expect_call("leaveChat", chat_id=channel.id)
    emu.settle()
    assert channel.bot_status == "left"
    assert not emu.unread(channel)


def test_being_removed_elsewhere_is_no_reason_to_speak(world: World) -> None:
    emu, ann, group, _ = world
    elsewhere = emu.group("Elsewhere", [ann])
    elsewhere.set_bot("kicked", ann)
    ann.send("/help", group)
    emu.expect_message(group)
    emu.settle()
    assert not emu.unread(elsewhere)


def test_a_single_number_allows_a_single_group(shop_folder: Path, tmp_path: Path) -> None:
    with Emulator(username="paint_shop_bot", privacy=False) as emu:
        ann = emu.user("Ann")
        group, elsewhere = emu.supergroup("Painters", [ann]), emu.supergroup("Elsewhere", [ann])
        file = tmp_path / "notes.sqlite3"
        with own_bot(emu, shop_folder, file, FAQBOT_ALLOWED_CHATS=f"{group.id}") as bot:
            ann.send("hello", elsewhere)
            left_after_a_word(emu, elsewhere)
            ann.send(f"/ask {HOURS}", group)
            emu.expect_message(group, contains=AT_NINE)
            assert group.bot_status == "member"
            assert_clean(emu, bot)


def test_an_allowed_group_is_served_after_its_upgrade(
    world: World, guarded: tuple[World, BotProcess]
) -> None:
    emu, ann, _, friends = world
    new = friends.migrate(ann)
    ann.send(f"/ask {HOURS}", new)
    emu.expect_message(new, contains=AT_NINE)
    assert f"is now the supergroup {new.id}" in guarded[1].log()
    emu.settle()
    assert guarded[1].stop() == 0  # the old number is still the one that is set
    guarded[1].start()
    ann.send(f"/ask {HOURS}", new)
    emu.expect_message(new, contains=AT_NINE)
    assert new.bot_status == "member"
