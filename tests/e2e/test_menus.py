"""At its start the bot brings its menus and descriptions up to date, in each language."""

import json
from pathlib import Path

from botapi import Emulator
from faq.wording import ENGLISH
from faq.wording.filipino import FILIPINO
from faq.wording.spanish import SPANISH

from .conftest import assert_clean, own_bot

LANGUAGES = {"": ENGLISH, "es": SPANISH, "tl": FILIPINO}
SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")
IN_PRIVATE = ["topics", "help", "helpful", "unhelpful", "privacy", "forget", "version"]
IN_GROUPS = ["ask", "topics", "help", "delete", *IN_PRIVATE[2:]]
SCOPES = {
    "all_private_chats": IN_PRIVATE,
    "all_group_chats": IN_GROUPS,
    "all_chat_administrators": [*IN_GROUPS, "settings"],
}


def setters(emu: Emulator) -> list[str]:
    """The calls that changed a menu or a description."""
    return [call.method for call in emu.calls if call.method in SETTERS]


def wait_until_published(emu: Emulator, starts: int = 1) -> None:
    """Waits for the last call of that many starts."""
    times = starts * len(LANGUAGES)
    method = "getMyShortDescription"
    emu.wait(
        lambda: [call.method for call in emu.calls if call.status].count(method) >= times,
        what=method,
    )
    emu.settle()


def test_menus_are_set_for_each_scope_and_language_and_later_only_what_is_out_of_date(
    shop_folder: Path, tmp_path: Path
) -> None:
    with Emulator() as emu, own_bot(emu, shop_folder, tmp_path / "n.sqlite3") as bot:
        wait_until_published(emu)
        assert len(emu.commands) == len(SCOPES) * len(LANGUAGES)
        for scope, names in SCOPES.items():
            for code, wording in LANGUAGES.items():
                commands = emu.commands[json.dumps({"type": scope}), code]
                assert [command["command"] for command in commands] == names
                said = {command["command"]: command["description"] for command in commands}
                assert said["help"] == wording.command_help
                assert said["forget"] == wording.command_forget
        for code, wording in LANGUAGES.items():
            short = wording.short_description.format(title="The paint shop")
            assert emu.profile["short_description", code] == short
            long = emu.profile["description", code]
            assert long == wording.description.format(title="The paint shop", about="").strip()
        before = setters(emu)
        assert len(before) == len(LANGUAGES) * (len(SCOPES) + 2)
        assert bot.stop() == 0
        emu.profile["description", "es"] = "Otra cosa"
        del emu.commands[json.dumps({"type": "all_group_chats"}), "tl"]
        bot.start()
        wait_until_published(emu, 2)
        assert sorted(setters(emu)) == sorted([*before, "setMyCommands", "setMyDescription"])
        assert_clean(emu, bot)


def test_a_refusal_keeps_nobody_from_asking(shop_folder: Path, tmp_path: Path) -> None:
    with Emulator() as emu:
        emu.fault("error", "setMyCommands", text="injected trouble")
        with own_bot(emu, shop_folder, tmp_path / "n.sqlite3") as bot:
            emu.wait(lambda: "menus are not up to date" in bot.log(), what="warning")
            ann = emu.user("Ann")
            ann.send("When do you open?")
            emu.expect_message(ann, contains="At nine.")
            assert_clean(emu, bot)


def test_the_updates_that_are_needed_are_asked_for_at_every_poll(emu: Emulator) -> None:
    polls = [call.params for call in emu.calls if call.method == "getUpdates"]
    assert polls
    for poll in polls:
        assert set(poll["allowed_updates"]) == {
            "message",
            "edited_message",
            "callback_query",
            "inline_query",
            "chosen_inline_result",
            "my_chat_member",
        }
