"""What Telegram shows before anybody writes, on an emulated server."""

import json
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram import Bot, BotCommandScopeAllGroupChats
from telegram.request import HTTPXRequest

from bot.menus import publish
from botapi import Emulator
from faq.wording import ENGLISH, LANGUAGES
from unit.samples import entry, faq_of

FAQ = faq_of(entry(), title="Letters & <signs>", about="All about the alphabet.")
SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")
CODES = {"" if wording is ENGLISH else code: wording for code, wording in LANGUAGES.items()}

each_language = pytest.mark.parametrize("code", CODES)


@pytest.fixture
def emu() -> Iterator[Emulator]:
    """A server; afterwards nothing that it was asked may have been against its rules."""
    with Emulator(username="faq_bot") as emu:
        yield emu
        emu.assert_clean()


@pytest.fixture
async def bot(emu: Emulator) -> AsyncIterator[Bot]:
    request = HTTPXRequest(read_timeout=30)
    async with Bot(emu.token, f"{emu.root}/bot", request=request) as bot:
        yield bot


def changes(emu: Emulator) -> list[tuple[str, str]]:
    """What was set so far, and in which language."""
    return [
        (call.method, call.params.get("language_code", ""))
        for call in emu.calls
        if call.method.startswith("set")
    ]


def menu(emu: Emulator, scope: str, code: str) -> dict[str, str]:
    """The commands of a scope, with their descriptions."""
    found = emu.commands[json.dumps({"type": scope}), code]
    return {command["command"]: command["description"] for command in found}


async def test_everything_is_set_in_every_language_the_first_time(emu: Emulator, bot: Bot) -> None:
    await publish(bot, FAQ)
    assert changes(emu) == [
        (method, code) for code in CODES for method in ("setMyCommands", "setMyCommands", *SETTERS)
    ]


async def test_nothing_is_set_again_the_second_time(emu: Emulator, bot: Bot) -> None:
    await publish(bot, FAQ)
    before = changes(emu)
    await publish(bot, FAQ)
    assert changes(emu) == before


async def test_only_what_changed_is_set_again(emu: Emulator, bot: Bot) -> None:
    await publish(bot, FAQ)
    before = len(changes(emu))
    await publish(bot, faq_of(entry(), title=FAQ.title, about="All about letters."))
    assert changes(emu)[before:] == [("setMyDescription", code) for code in CODES]


async def test_a_menu_that_somebody_changed_is_mended(emu: Emulator, bot: Bot) -> None:
    await publish(bot, FAQ)
    before = len(changes(emu))
    await bot.set_my_commands([("other", "Something else")], language_code="es")
    await bot.set_my_short_description("Something else", "es")
    await bot.delete_my_commands(BotCommandScopeAllGroupChats(), "tl")
    await publish(bot, FAQ)
    assert changes(emu)[before + 2 :] == [
        ("setMyShortDescription", "es"),
        ("setMyCommands", "tl"),
    ]


@each_language
async def test_each_kind_of_chat_has_the_commands_that_work_there(
    code: str, emu: Emulator, bot: Bot
) -> None:
    await publish(bot, FAQ)
    private = menu(emu, "all_private_chats", code)
    group = menu(emu, "all_group_chats", code)
    administrators = menu(emu, "all_chat_administrators", code)
    assert list(private)[:2] == ["topics", "help"]
    assert set(private) == {
        "topics",
        "help",
        "helpful",
        "unhelpful",
        "privacy",
        "forget",
        "version",
    }
    assert next(iter(group)) == "ask"
    assert set(group) == {*private, "ask", "delete"}
    assert administrators == {**group, "settings": CODES[code].command_settings}
    for name, description in administrators.items():
        assert description == getattr(CODES[code], f"command_{name}")


@each_language
async def test_the_profile_tells_of_the_faq(code: str, emu: Emulator, bot: Bot) -> None:
    await publish(bot, FAQ)
    wording = CODES[code]
    described = emu.profile["description", code]
    assert described == wording.description.format(title=FAQ.title, about=FAQ.about)
    short = emu.profile["short_description", code]
    assert short == wording.short_description.format(title=FAQ.title)


@pytest.mark.parametrize("sign", ["x", "x ", "😀", "<", "é"])
async def test_the_longest_title_and_description_are_cut_to_what_telegram_allows(
    sign: str, emu: Emulator, bot: Bot
) -> None:
    label = (sign * 128)[:127] + "."
    faq = faq_of(entry(), title=label, about=label)
    await publish(bot, faq)
    before = changes(emu)
    for code in CODES:
        assert len(emu.profile["description", code]) <= 512
        short = emu.profile["short_description", code]
        assert len(short) <= 120
        assert short.endswith("…")
        assert sign * 10 in short
    await publish(bot, faq)
    assert changes(emu) == before


async def test_an_faq_without_a_description_leaves_no_gap(emu: Emulator, bot: Bot) -> None:
    await publish(bot, faq_of(entry(), about=""))
    before = changes(emu)
    for code in CODES:
        text = emu.profile["description", code]
        assert text == text.strip()
    await publish(bot, faq_of(entry(), about=""))
    assert changes(emu) == before


@pytest.mark.parametrize("method", ["getMyCommands", *SETTERS])
async def test_a_refusal_is_logged_and_made_up_for_at_the_next_start(
    method: str, emu: Emulator, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    emu.fault("error", method, text="injected")
    with caplog.at_level(logging.WARNING, "bot.menus"):
        await publish(bot, FAQ)
    (record,) = caplog.records
    assert record.getMessage() == "The bot's menus are not up to date: Injected"
    await publish(bot, FAQ)
    assert {code for _, code in emu.profile} == set(CODES)
    assert len(emu.commands) == 3 * len(CODES)
