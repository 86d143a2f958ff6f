"""The emulated Bot API, proved with a bot of python-telegram-bot and with raw requests."""

import json
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import botapi
from botapi import BotProcess, Call, Emulator, FloodLimits, Json, Message, User
from botapi.journal import PATIENCE
from botapi.library import library_schema
from botapi.limits import LIMITS, RESULT_ID, limit_of
from botapi.methods import HANDLERS
from botapi.records import FaultKind
from botapi.schema import Fields, Schema
from botapi.sources import specification
from botapi.specification import read_schema
from botapi.text import cut
from botapi.updates import LONGEST_POLL

BOT = [sys.executable, str(Path(botapi.__file__).with_name("demo_bot.py"))]
YES = {"inline_keyboard": [[{"text": "b", "callback_data": "1"}]]}

needs_specification = pytest.mark.skipif(
    specification() is None,
    reason="BOTAPI_SPEC names no specification file of the Bot API",
)


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Emulator, BotProcess]]:
    """One emulator and bot for all tests that neither stop nor break."""
    with Emulator() as emu, BotProcess(emu, BOT, {"READ_TIMEOUT": str(10 * PATIENCE)}) as bot:
        yield emu, bot


@pytest.fixture
def emu(shared: tuple[Emulator, BotProcess]) -> Iterator[Emulator]:
    """The shared emulator, for conversations without any violation."""
    emu = shared[0]
    before = len(emu.violations)
    yield emu
    emu.settle()
    assert not emu.internal_errors
    assert emu.violations[before:] == []


@pytest.fixture
def bot(shared: tuple[Emulator, BotProcess]) -> BotProcess:
    """The bot that the shared emulator serves."""
    return shared[1]


@pytest.fixture
def wild(shared: tuple[Emulator, BotProcess]) -> Iterator[Emulator]:
    """The shared emulator for violations on purpose, which are dropped afterwards."""
    emu = shared[0]
    emu.violations.clear()
    yield emu
    emu.settle()
    emu.violations.clear()
    assert not emu.internal_errors


@pytest.fixture
def raw() -> Iterator[Emulator]:
    """An emulator without a bot, for raw requests."""
    with Emulator() as emu:
        yield emu
        assert not emu.internal_errors


@pytest.fixture(scope="module")
def hook() -> Iterator[tuple[Emulator, BotProcess]]:
    """An emulator and a bot with a webhook, for all tests of it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Emulator() as emu, BotProcess(emu, BOT, {"WEBHOOK_PORT": str(port)}) as bot:
        yield emu, bot
        assert not emu.internal_errors


def ok(emu: Emulator, method: str, /, **params: Any) -> Any:  # noqa: ANN401 -- any result
    """The result of a raw request that must succeed."""
    status, body = emu.call(method, **params)
    assert status == 200, body
    assert body["ok"], body
    return body["result"]


def refused(
    emu: Emulator,
    code: int,
    reply: str,
    kind: str | None,
    method: str,
    /,
    **params: Any,  # noqa: ANN401 -- parameters of any method
) -> Json:
    """The answer to a raw request that must fail, as a violation of a kind if one is given."""
    before = len(emu.violations)
    status, body = emu.call(method, **params)
    assert (status, body["ok"], body["error_code"]) == (code, False, code), body
    assert reply.lower() in body["description"].lower(), body
    kinds = [violation.kind for violation in emu.violations[before:]]
    assert kinds[:1] == ([kind] if kind else []), emu.violations[before:]
    return body


def message_of(emu: Emulator, result: Json) -> Message:
    """The message that a raw request has sent."""
    return emu.chats[result["chat"]["id"]].messages[result["message_id"]]


# A conversation through the bot


def test_commands_set_at_the_start_are_kept(emu: Emulator) -> None:
    call = next(call for call in emu.calls if call.method == "setMyCommands")
    assert [command["command"] for command in call.params["commands"]] == ["start", "say"]
    assert ok(emu, "getMyCommands")[0]["description"] == "Start"


def test_html_keyboard_and_deep_link_arrive(emu: Emulator) -> None:
    ann = emu.user("Ann", username="ann_x", language_code="de")
    ann.start("ref_42")
    card = emu.expect_message(ann, text="Hello ref_42 more")
    assert card.entities == [("bold", "Hello"), ("expandable_blockquote", "more")]
    assert [button["text"] for button in card.buttons] == ["Yes", "No", "Docs"]
    assert ann.find_button(card, "Docs")["url"].endswith("start=docs")


def test_link_preview_options_are_part_of_the_message(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start()
    assert emu.expect_message(ann).json["link_preview_options"] == {"is_disabled": True}


def test_reply_names_its_message(emu: Emulator) -> None:
    ann = emu.user("Ann")
    sent = ann.send("hi 😀 there")
    assert emu.expect_message(ann, text="echo hi 😀 there").reply_to == sent.id


def test_press_is_answered_and_its_message_edited(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start()
    card = emu.expect_message(ann)
    answer = ann.press(card, "No").wait()
    assert answer["text"] == "you said no"
    assert answer["show_alert"] is True
    emu.expect_edit(card, contains="answer: no")
    assert card.entities == [("italic", "no")]
    assert card.buttons == []


def test_stale_button_can_be_pressed_by_force_only(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.start()
    card = emu.expect_message(ann)
    with pytest.raises(AssertionError, match="no button"):
        ann.press(card, "Maybe")
    assert ann.forge_press(card, "forged").wait()["text"] == "you said forged"
    emu.expect_edit(card)


def test_edited_message_is_an_update(emu: Emulator) -> None:
    ann = emu.user("Ann")
    sent = ann.send("one")
    emu.expect_message(ann, text="echo one")
    ann.edit(sent, "two")
    emu.expect_message(ann, text="edited two")


def test_inline_result_becomes_an_editable_message(emu: Emulator) -> None:
    ann = emu.user("Ann")
    query = ann.inline("cats")
    results = query.results()
    assert len(results) == 3
    assert query.wait()["button"]["start_parameter"] == "inline"
    message = ann.choose(query, results[1]["id"])
    assert message.text == "cats 1"
    assert message.entities == [("bold", "cats")]
    assert message.inline_id
    emu.expect_edit(message, contains="chosen cats")
    bob = emu.user("Bob")
    other = bob.inline("dogs")
    emu.expect_edit(bob.choose(other, other.results()[0]["id"]), contains="chosen dogs")


def test_inline_answer_that_is_not_personal_is_cached_for_others() -> None:
    with Emulator(inline_cache=True) as emu:
        ann, bob = emu.user("Ann"), emu.user("Bob")
        query = ann.inline("x")
        shared: Json = {"inline_query_id": query.id, "is_personal": False, "cache_time": 60}
        ok(emu, "answerInlineQuery", **shared, results=[article(1)])
        assert bob.inline("x").results() == query.results()
        assert not bob.inline("y").is_cached
        assert len(emu.queue) == 2
        emu.advance(60)
        assert not bob.inline("x").is_cached


def test_documents_go_both_ways(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send_document("a.txt", b"hello world")
    sent = emu.expect_message(ann, text="11 bytes")
    assert emu.files[sent.json["document"]["file_id"]] == ("up.txt", b"HELLO WORLD")


def test_privacy_mode_hides_what_is_not_for_the_bot(emu: Emulator) -> None:
    ann, bob = emu.user("Ann"), emu.user("Bob")
    group = emu.group("Team", [ann, bob])
    before = emu.last_update_id
    for text in ("chatter", "/say@other_bot 1", "hello @other_person", "not a leading /say 1"):
        ann.send(text, group)
    assert emu.last_update_id == before
    ann.send("/say@demo_bot 1", group)
    said = emu.expect_message(group, text="say 0")
    bob.send("hey @demo_bot", group)
    emu.expect_message(group, text="echo hey @demo_bot")
    bob.send("thanks", group, reply_to=said)
    emu.expect_message(group, text="echo thanks")
    group.bot_status = "administrator"
    ann.send("now you hear me", group)
    emu.expect_message(group, text="echo now you hear me")


def test_replies_stay_in_their_topic(emu: Emulator) -> None:
    ann = emu.user("Ann")
    forum = emu.supergroup("Forum", [ann], is_forum=True)
    bugs, ideas = forum.create_topic("Bugs"), forum.create_topic("Ideas")
    ann.send("@demo_bot in bugs", forum, topic=bugs)
    assert emu.expect_message(forum, topic=bugs).text == "echo @demo_bot in bugs"
    ann.send("@demo_bot in ideas", forum, topic=ideas)
    assert emu.expect_message(forum, topic=ideas).json["is_topic_message"]
    ann.send("@demo_bot general", forum)
    assert emu.expect_message(forum, contains="general").thread_id is None


def test_unknown_closed_and_general_topics_are_refused(emu: Emulator) -> None:
    ann = emu.user("Ann")
    forum = emu.supergroup("Forum", [ann], is_forum=True)
    topic = forum.create_topic("T")
    for number in (topic.id + 50, 1):
        ann.send(f"/bad thread {number}", forum)
        emu.expect_message(forum, text="BadRequest: Message thread not found")
    topic.closed = True
    ann.send(f"/bad thread {topic.id}", forum)
    emu.expect_message(forum, text="BadRequest: Topic_closed")


def test_topic_is_ignored_outside_forums(emu: Emulator) -> None:
    ann = emu.user("Ann")
    plain = emu.supergroup("Plain", [ann])
    ann.send("/bad thread 77", plain)
    assert emu.expect_message(plain, text="x").thread_id is None
    emu.expect_message(plain, text="ok thread")


def test_reply_in_a_plain_supergroup_has_a_thread_but_no_topic(emu: Emulator) -> None:
    ann = emu.user("Ann")
    group = emu.supergroup("Plain", [ann])
    first = ann.send("root", group)
    second = ann.send("/say 1", group, reply_to=first)
    assert second.thread_id == first.id
    assert "is_topic_message" not in second.json
    emu.expect_message(group, text="say 0")


def test_bot_learns_of_being_added_promoted_and_removed(emu: Emulator, bot: BotProcess) -> None:
    ann = emu.user("Ann")
    group = emu.group("New", [ann], bot="left")
    group.set_bot("member", ann)
    emu.expect_message(group, text="thanks, left -> member")
    group.set_bot("administrator", ann)
    emu.expect_message(group, text="thanks, member -> administrator")
    group.set_bot("kicked", ann)
    emu.wait(lambda: f"MEMBER {group.id} kicked" in bot.log(), what="log line")
    ann.send(f"/bad to {group.id}")
    emu.expect_message(ann, text="Forbidden: Forbidden: bot was kicked from the group chat")


def test_bot_that_leaves_a_chat_cannot_write_there(emu: Emulator, bot: BotProcess) -> None:
    ann = emu.user("Ann")
    group = emu.group("Brief", [ann])
    ann.send(f"/bad leave {group.id}")
    emu.expect_message(ann, text="ok leave")
    assert group.bot_status == "left"
    emu.wait(lambda: f"MEMBER {group.id} left" in bot.log(), what="log line")
    ann.send(f"/bad to {group.id}")
    emu.expect_message(ann, text="Forbidden: Forbidden: bot is not a member of the group chat")


def test_blocked_bot_is_forbidden_to_write(emu: Emulator, bot: BotProcess) -> None:
    ann, bob, eve = emu.user("Ann"), emu.user("Bob"), emu.user("Eve", started=False)
    bob.block()
    emu.wait(lambda: f"MEMBER {bob.id} kicked" in bot.log(), what="log line")
    ann.send(f"/bad to {bob.id}")
    emu.expect_message(ann, text="Forbidden: Forbidden: bot was blocked by the user")
    ann.send(f"/bad to {eve.id}")
    reason = "bot can't initiate conversation with a user"
    emu.expect_message(ann, text=f"Forbidden: Forbidden: {reason}")
    bob.unblock()
    ann.send(f"/bad to {bob.id}")
    emu.expect_message(bob, text="ping")
    emu.expect_message(ann, text="ok to")
    bob.deactivated = True
    ann.send(f"/bad to {bob.id}")
    emu.expect_message(ann, text="Forbidden: Forbidden: user is deactivated")


def test_group_that_migrates_has_a_new_identifier(emu: Emulator) -> None:
    ann = emu.user("Ann")
    group = emu.group("Old", [ann])
    new = group.migrate(ann)
    emu.expect_message(new, text=f"moved from {group.id}")
    ann.send(f"/bad to {group.id}")
    emu.expect_message(new, text=f"resent to {new.id}")
    emu.expect_message(ann, text=f"ChatMigrated {new.id}")


def test_muted_bot_has_no_right_to_write(emu: Emulator) -> None:
    ann = emu.user("Ann")
    group = emu.group("Quiet", [ann])
    group.muted = True
    ann.send(f"/bad to {group.id}")
    reason = "Not enough rights to send text messages to the chat"
    emu.expect_message(ann, text=f"BadRequest: {reason}")


# Mistakes of the bot


@pytest.mark.parametrize(
    ("command", "answer", "kind"),
    [
        (
            "html",
            "Can't parse entities: can't find end tag corresponding to start tag \"b\"",
            "parse",
        ),
        ("long", "Message is too long", "limit"),
        ("data", "Button_data_invalid", "limit"),
        ("param", 'Unknown parameter "nonsense" (strict)', "unknown-param"),
        (
            "query",
            "Query is too old and response timeout expired or query id is invalid",
            "semantic",
        ),
        ("commands", "Bot_command_invalid", "limit"),
    ],
)
def test_mistake_is_refused_and_recorded(
    wild: Emulator,
    command: str,
    answer: str,
    kind: str,
) -> None:
    ann = wild.user("Ann")
    ann.send(f"/bad {command}")
    assert wild.expect_message(ann).text.lower() == f"badrequest: {answer}".lower()
    assert [violation.kind for violation in wild.violations] == [kind]
    with pytest.raises(AssertionError, match=kind):
        wild.assert_clean()
    wild.assert_clean(allow={kind})


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("same", "Message is not modified"),
        ("reply", "Message to be replied not found"),
        ("chat", "Chat not found"),
    ],
)
def test_runtime_error_is_no_violation(emu: Emulator, command: str, answer: str) -> None:
    ann = emu.user("Ann")
    ann.send(f"/bad {command}")
    found = emu.expect_message(ann, contains="BadRequest")
    assert found.text.startswith(f"BadRequest: {answer}")


# Faults


def test_injected_429_makes_the_bot_wait(emu: Emulator) -> None:
    ann = emu.user("Ann")
    fault = emu.fault("429", "sendMessage", retry_after=1, chat=ann.id)
    start = time.monotonic()
    ann.send("/say 1")
    emu.expect_message(ann, text="say 0")
    assert fault.hits == 1
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("kind", ["502", "500", "reset", "garbage"])
def test_transient_fault_hits_as_often_as_told(emu: Emulator, kind: FaultKind) -> None:
    ann = emu.user("Ann")
    fault = emu.fault(kind, "sendMessage", chat=ann.id, times=2)
    ann.send("/say 1")
    emu.expect_message(ann, text="say 0")
    assert fault.hits == 2


def test_lost_answer_makes_a_duplicate(emu: Emulator) -> None:
    ann = emu.user("Ann")
    emu.fault("reset", "sendMessage", chat=ann.id, after=True)
    ann.send("/say 1")
    emu.expect_message(ann, text="say 0")
    emu.expect_message(ann, text="say 0")


def test_hanging_call_is_not_answered(raw: Emulator) -> None:
    ann = raw.user("A")
    fault = raw.fault("hang", "sendMessage")
    request = f"{raw.root}/bot{raw.token}/sendMessage?chat_id={ann.id}&text=x"
    with pytest.raises(TimeoutError):
        urllib.request.urlopen(request, timeout=0.5)  # noqa: S310 -- an address of our own
    assert fault.hits == 1
    ok(raw, "sendMessage", chat_id=ann.id, text="x")
    assert [call.fault for call in raw.calls] == ["hang", ""]


def test_released_call_breaks_at_once(emu: Emulator) -> None:
    ann = emu.user("Ann")
    fault = emu.fault("hang", "sendMessage", chat=ann.id)
    ann.send("/say 1")
    emu.wait(lambda: fault.hits, what="call that hangs")
    emu.release()
    emu.expect_message(ann, text="say 0")  # sooner than the bot's read timeout


def test_polling_survives_faults(emu: Emulator) -> None:
    ann = emu.user("Ann")
    kinds: tuple[FaultKind, ...] = ("502", "reset", "garbage")
    for kind in kinds:
        emu.fault(kind, "getUpdates")
    ann.send("wake")  # ends the pending long poll, so that the next ones fail
    emu.expect_message(ann, text="echo wake")
    ann.send("still there")
    emu.expect_message(ann, text="echo still there")
    assert all(not fault.times for fault in emu.faults)


# Updates


def test_confirmed_update_can_come_again(emu: Emulator) -> None:
    ann = emu.user("Ann")
    ann.send("once")
    emu.expect_message(ann, text="echo once")
    emu.settle()
    emu.redeliver(emu.last_update_id)
    emu.expect_message(ann, text="echo once")
    assert emu.delivered[emu.last_update_id] == 2


def test_updates_can_come_out_of_order(emu: Emulator) -> None:
    ann = emu.user("Ann")
    with emu.out_of_order():
        first, second = ann.send("first"), ann.send("second")
    assert emu.expect_message(ann).reply_to == second.id
    assert emu.expect_message(ann).reply_to == first.id


def test_updates_are_delivered_until_the_bot_confirms_them() -> None:
    with Emulator() as emu:
        ann = emu.user("Ann")
        ann.send("early")  # before the start
        with BotProcess(emu, BOT) as bot:
            emu.expect_message(ann, text="echo early")
            emu.settle()
            fault = emu.fault("hang", "getUpdates")  # the poll that would confirm gets lost
            ann.send("precious")
            emu.expect_message(ann, text="echo precious")
            emu.wait(lambda: fault.hits, what="poll that hangs")
            bot.kill()
            update = emu.queue[0]["update_id"]
            bot.start()
            emu.expect_message(ann, text="echo precious")
            emu.settle()
            assert emu.delivered[update] == 2
            assert not emu.queue
            ann.send("next")
            emu.expect_message(ann, text="echo next")
            assert bot.stop() == 0  # which confirms
            assert not emu.queue
        emu.assert_clean()


def test_second_instance_conflicts_with_the_first(raw: Emulator) -> None:
    with ThreadPoolExecutor() as pool:
        first = pool.submit(raw.call, "getUpdates", timeout=LONGEST_POLL)
        raw.wait(lambda: raw.pollers, what="poll")
        second = pool.submit(raw.call, "getUpdates", timeout=LONGEST_POLL)
        assert first.result()[0] == 409
        assert {violation.kind for violation in raw.violations} == {"conflict"}
        raw.user("A").send("/start")
        assert second.result()[0] == 200


# The bot's process


def test_bot_gets_no_settings_of_the_outer_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:outer")
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", "outer")
    monkeypatch.setenv("FAQBOT_FAQ", "outer")
    monkeypatch.setenv("UNRELATED", "kept")
    with Emulator() as emu:
        env = BotProcess(emu, BOT, {"FAQBOT_LOG_LEVEL": "debug"}).env
        assert env["TELEGRAM_API_URL"] == emu.root
        assert env["TELEGRAM_TOKEN"] == emu.token
        assert env["FAQBOT_LOG_LEVEL"] == "debug"
        assert env["UNRELATED"] == "kept"
        assert not {"TELEGRAM_TOKEN_FILE", "FAQBOT_FAQ"} & env.keys()


def test_bot_that_ends_at_once_is_reported_with_its_output() -> None:
    with Emulator() as emu:
        bot = BotProcess(emu, [sys.executable, "-c", "raise SystemExit('no such setting')"])
        with pytest.raises(AssertionError, match="no such setting"):
            bot.start()


# Webhook


def test_webhook_is_delivered_to_with_its_secret(hook: tuple[Emulator, BotProcess]) -> None:
    emu, _ = hook
    ann = emu.user("Ann")
    ann.send("via hook")
    emu.expect_message(ann, text="echo via hook")
    emu.wait(lambda: not emu.queue, what="confirmation")
    assert emu.webhook["secret_token"] == "s3cret_token"  # noqa: S105 -- the demo bot's
    assert emu.webhook_log[-1][1] == 200
    assert emu.call("getUpdates")[0] == 409
    info = ok(emu, "getWebhookInfo")
    assert info["url"].endswith("/hook")
    assert info["pending_update_count"] == 0


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}])
def test_forged_webhook_request_is_refused(
    hook: tuple[Emulator, BotProcess],
    headers: dict[str, str],
) -> None:
    emu, _ = hook
    request = urllib.request.Request(  # noqa: S310 -- an address of our own
        emu.webhook["url"],
        json.dumps({"update_id": 1}).encode(),
        {"Content-Type": "application/json", **headers},
    )
    with pytest.raises(urllib.error.HTTPError, match="403") as caught:
        urllib.request.urlopen(request)  # noqa: S310 -- as above
    caught.value.close()


def test_webhook_is_tried_again_while_the_bot_is_down(hook: tuple[Emulator, BotProcess]) -> None:
    emu, bot = hook
    ann = emu.user("Ann")
    bot.kill()
    ann.send("later")
    emu.wait(lambda: 0 in [status for _, status in emu.webhook_log], what="failed delivery")
    assert "last_error_message" in ok(emu, "getWebhookInfo")
    bot.start()
    emu.expect_message(ann, text="echo later")


def test_webhook_gets_duplicates_and_descending_identifiers(
    hook: tuple[Emulator, BotProcess],
) -> None:
    emu, _ = hook
    ann = emu.user("Ann")
    emu.wait(lambda: not emu.queue, what="confirmation")
    before = len(emu.webhook_log)
    with emu.out_of_order(wire=True):
        first, second = ann.send("first"), ann.send("second")
    assert [emu.expect_message(ann).reply_to for _ in range(2)] == [second.id, first.id]
    emu.wait(lambda: not emu.queue, what="confirmation")
    numbers = [number for number, _ in emu.webhook_log[before:]]
    assert len(numbers) == 2
    assert numbers == sorted(numbers, reverse=True)
    emu.redeliver(numbers[0])
    assert emu.expect_message(ann).reply_to == second.id


# Raw requests: the contract


def test_calls_that_do_not_fit_the_schema_are_refused(raw: Emulator) -> None:
    ann = raw.user("A").id
    text: Json = {"chat_id": ann, "text": "x"}
    no_text = {"inline_keyboard": [[{"url": "https://a.b"}]]}
    reply = {"message_id": 1, "foo": 1}
    refused(raw, 404, "Not Found: method not found", "unknown-method", "sendTelepathy")
    refused(raw, 401, "Unauthorized", "auth", "getMe", token="1:bad")  # noqa: S106 -- a wrong one
    refused(raw, 400, "chat_id is empty", "missing", "sendMessage", text="x")
    refused(raw, 400, "message text is empty", "missing", "sendMessage", chat_id=ann)
    refused(raw, 400, "expected", "type", "sendMessage", chat_id=[1], text="x")
    broken = "can't parse reply_markup"
    refused(raw, 400, broken, "type", "sendMessage", **text, reply_markup="{broken")
    refused(
        raw, 400, "unknown field", "unknown-param", "sendMessage", **text, reply_parameters=reply
    )
    refused(raw, 400, "is missing", "missing", "sendMessage", **text, reply_markup=no_text)


def test_calls_that_break_other_rules_are_refused(raw: Emulator) -> None:
    ann = raw.user("A").id
    text: Json = {"chat_id": ann, "text": "x"}
    refused(raw, 400, "message text is empty", "limit", "sendMessage", **text | {"text": ""})
    refused(raw, 400, "text must be non-empty", "limit", "sendMessage", **text | {"text": " \n "})
    refused(raw, 400, "chat not found", None, "sendMessage", chat_id=5, text="x")
    refused(raw, 400, "isn't implemented", "unsupported", "sendDice", chat_id=ann)
    refused(
        raw, 400, "unsupported parse_mode", "parse", "sendMessage", **text, parse_mode="BBCode"
    )
    dancing = {"chat_id": ann, "action": "dancing"}
    refused(raw, 400, "wrong parameter action", "semantic", "sendChatAction", **dancing)
    assert ok(raw, "sendChatAction", chat_id=ann, action="typing") is True


def test_unknown_parameter_is_only_recorded_unless_strict() -> None:
    with Emulator(strict=False) as emu:
        ok(emu, "sendMessage", chat_id=emu.user("A").id, text="x", foo=1)
        assert [violation.kind for violation in emu.violations] == ["unknown-param"]


def test_text_is_counted_after_parsing(raw: Emulator) -> None:
    ann = raw.user("A").id
    html: Json = {"chat_id": ann, "parse_mode": "HTML"}
    longest = "<b>" + "x" * 4096 + "</b>"
    sent = ok(raw, "sendMessage", **html, text=longest)
    assert len(sent["text"]) == 4096
    ok(raw, "sendMessage", **html, text="&lt;" * 4096)
    number = sent["message_id"]
    edited = ok(raw, "editMessageText", **html, message_id=number, text=longest.replace("x", "y"))
    assert len(edited["text"]) == 4096
    too_long = "message is too long"
    refused(raw, 400, too_long, "limit", "sendMessage", chat_id=ann, text="x" * 4097)
    refused(raw, 400, "text is too long", "limit", "sendMessage", **html, text="<b></b>" * 6000)


@pytest.mark.parametrize(
    ("html", "entities"),
    [
        ("a <b>b <i>c</i></b>", [("bold", "b c"), ("italic", "c")]),
        ("<u>u</u><ins>i</ins>", [("underline", "u"), ("underline", "i")]),
        (
            "<s>s</s><strike>t</strike><del>d</del>",
            [("strikethrough", "s"), ("strikethrough", "t"), ("strikethrough", "d")],
        ),
        (
            '😀<tg-spoiler>x</tg-spoiler><span class="tg-spoiler">y</span>',
            [("spoiler", "x"), ("spoiler", "y")],
        ),
        ('<a href="https://e.org/?a=1&amp;b=2">l</a>', [("text_link", "l")]),
        ('<pre><code class="language-python">x &lt; y</code></pre>', [("pre", "x < y")]),
        (
            "<blockquote>q</blockquote>\n<blockquote expandable>e</blockquote>",
            [("blockquote", "q"), ("expandable_blockquote", "e")],
        ),
        (
            "see @someone #tag /cmd https://x.org/a. mail me@x.org",
            [
                ("mention", "@someone"),
                ("hashtag", "#tag"),
                ("bot_command", "/cmd"),
                ("url", "https://x.org/a"),
                ("email", "me@x.org"),
            ],
        ),
    ],
)
def test_html_becomes_entities(raw: Emulator, html: str, entities: list[tuple[str, str]]) -> None:
    sent = ok(raw, "sendMessage", chat_id=raw.user("A").id, text=html, parse_mode="HTML")
    found = [(entity["type"], cut(sent["text"], entity)) for entity in sent["entities"]]
    assert found == entities
    assert raw.violations == []


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br/>x", 'Unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_the_servers_words(raw: Emulator, html: str, error: str) -> None:
    params = {"chat_id": raw.user("A").id, "text": html, "parse_mode": "HTML"}
    body = refused(raw, 400, error, "parse", "sendMessage", **params)
    assert body["description"] == f"Bad Request: can't parse entities: {error}"


@pytest.mark.parametrize(
    ("html", "note"),
    [
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            "isn't allowed inside blockquote",
        ),
        ("<code><b>x</b></code>", "isn't allowed inside code"),
        ("&nbsp;x", "is shown as is"),
        ('<a href="nowhere">x</a>', "dropped silently"),
        ('<a href="tg://user?id=77">x</a>', "unknown user"),
        ("<b>x</b> " * 101, "first 100"),
        ('<a href="https://t.me/demo_bot?start=a%20b">x</a>', "start parameter"),
    ],
)
def test_what_the_server_drops_silently_is_recorded(raw: Emulator, html: str, note: str) -> None:
    ok(raw, "sendMessage", chat_id=raw.user("A").id, text=html, parse_mode="HTML")
    assert any(note in violation.text for violation in raw.violations), raw.violations


def keyboard(*rows: list[Json]) -> Json:
    """The reply_markup of an inline keyboard."""
    return {"inline_keyboard": list(rows)}


@pytest.mark.parametrize("data", ["x" * 65, "é" * 33, ""])
def test_callback_data_has_1_to_64_bytes(raw: Emulator, data: str) -> None:
    text: Json = {"chat_id": raw.user("A").id, "text": "x"}
    longest = keyboard([{"text": "b", "callback_data": "x" * 64}])
    ok(raw, "sendMessage", **text, reply_markup=longest)
    wrong = keyboard([{"text": "b", "callback_data": data}])
    refused(raw, 400, "BUTTON_DATA_INVALID", "limit", "sendMessage", **text, reply_markup=wrong)


@pytest.mark.parametrize(
    ("button", "reply"),
    [
        ({"text": "b"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "x"}, "BUTTON_TEXT_INVALID"),
        ({"text": "b", "url": "nowhere"}, "Wrong HTTP URL"),
        ({"text": "b", "url": "https://a.b", "callback_data": "x"}, "exactly one"),
        ({"text": "b", "callback_data": "x", "style": "loud"}, "invalid button style"),
    ],
)
def test_button_has_exactly_one_valid_action(raw: Emulator, button: Json, reply: str) -> None:
    text: Json = {"chat_id": raw.user("A").id, "text": "x"}
    refused(raw, 400, reply, "semantic", "sendMessage", **text, reply_markup=keyboard([button]))


def test_keyboard_has_at_most_100_buttons_and_8_in_a_row(raw: Emulator) -> None:
    text: Json = {"chat_id": raw.user("A").id, "text": "x"}
    button = {"text": "b", "callback_data": "x"}
    for rows in ([[button]] * 101, [[button] * 9]):
        refused(raw, 400, "too long", "limit", "sendMessage", **text, reply_markup=keyboard(*rows))
    ok(raw, "sendMessage", **text, reply_markup=keyboard(*[[button] * 8] * 12))


def test_start_parameter_of_a_link_has_at_most_64_characters(raw: Emulator) -> None:
    link = {"text": "b", "url": "https://t.me/demo_bot?start=" + "x" * 65}
    ok(raw, "sendMessage", chat_id=raw.user("A").id, text="x", reply_markup=keyboard([link]))
    assert raw.violations[-1].text.startswith("start parameter")


def test_edit_is_refused_where_telegram_refuses_it(raw: Emulator) -> None:
    ann = raw.user("A")
    html = {"chat_id": ann.id, "parse_mode": "HTML"}
    sent = ok(raw, "sendMessage", **html, text="<b>x</b>", reply_markup=YES)
    same: Json = html | {"message_id": sent["message_id"], "text": "<strong>x</strong> "}
    not_modified = "message is not modified"
    refused(raw, 400, not_modified, None, "editMessageText", **same, reply_markup=YES)
    without_keyboard = ok(raw, "editMessageText", **same)
    assert "reply_markup" not in without_keyboard
    for number, reply in (
        (999, "message to edit not found"),
        (ann.send("mine").id, "message can't be edited"),
    ):
        refused(raw, 400, reply, None, "editMessageText", **same | {"message_id": number})
    unnamed = "message identifier is not specified"
    refused(raw, 400, unnamed, "missing", "editMessageText", text="x")


def test_deleted_message_is_gone(raw: Emulator) -> None:
    ann = raw.user("A").id
    which = {
        "chat_id": ann,
        "message_id": ok(raw, "sendMessage", chat_id=ann, text="x")["message_id"],
    }
    ok(raw, "deleteMessage", **which)
    refused(raw, 400, "message to delete not found", None, "deleteMessage", **which)
    old = ok(raw, "sendMessage", chat_id=ann, text="x")
    raw.advance(49 * 3600)
    which["message_id"] = old["message_id"]
    refused(raw, 400, "message can't be deleted", None, "deleteMessage", **which)


def test_reply_needs_its_message_unless_told_otherwise(raw: Emulator) -> None:
    ann = raw.user("A")
    text: Json = {"chat_id": ann.id, "text": "r"}
    quote = {"message_id": ann.send("hello world").id, "quote": "world"}
    sent = ok(raw, "sendMessage", **text, reply_parameters=quote)
    assert sent["reply_to_message"]["text"] == "hello world"
    missing = {"message_id": 99}
    missing_allowed = missing | {"allow_sending_without_reply": True}
    ok(raw, "sendMessage", **text, reply_parameters=missing_allowed)
    gone = "message to be replied not found"
    refused(raw, 400, gone, None, "sendMessage", **text, reply_parameters=missing)


def test_press_is_answered_once_and_in_time(raw: Emulator) -> None:
    ann = raw.user("A")
    sent = ok(raw, "sendMessage", chat_id=ann.id, text="x", reply_markup=YES)
    message = message_of(raw, sent)
    press = ann.press(message, "b")
    name = "answerCallbackQuery"
    refused(
        raw, 400, "MESSAGE_TOO_LONG", "limit", name, callback_query_id=press.id, text="x" * 201
    )
    refused(raw, 400, "query is too old", "semantic", name, callback_query_id="1")
    ok(raw, name, callback_query_id=press.id)
    ok(raw, name, callback_query_id=press.id)
    assert "answered twice" in raw.violations[-1].text
    late = ann.press(message, "b")
    raw.advance(60)
    refused(raw, 400, "query is too old", None, name, callback_query_id=late.id)


def test_press_without_an_answer_is_known(raw: Emulator) -> None:
    ann = raw.user("A")
    sent = ok(raw, "sendMessage", chat_id=ann.id, text="x", reply_markup=YES)
    press = ann.press(message_of(raw, sent), "b")
    assert raw.unanswered() == [press]
    ok(raw, "answerCallbackQuery", callback_query_id=press.id)
    assert raw.unanswered() == []


def test_reply_keyboard_sends_its_text(raw: Emulator) -> None:
    ann = raw.user("A")
    markup = {"keyboard": [[{"text": "Yes"}]]}
    sent = ok(raw, "sendMessage", chat_id=ann.id, text="x", reply_markup=markup)
    message = message_of(raw, sent)
    with pytest.raises(AssertionError, match="no callback button"):
        ann.press(message, "Yes")
    assert ann.tap(message, "Yes").text == "Yes"


@pytest.mark.parametrize("attached", [False, True])
async def test_upload_comes_as_a_part_or_as_an_attachment(
    raw: Emulator,
    attached: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    form = aiohttp.FormData({"chat_id": str(raw.user("A").id)})
    if attached:
        form.add_field("document", "attach://f1")
    form.add_field("f1" if attached else "document", b"abc", filename="a.txt")
    async with aiohttp.ClientSession(raw.root) as session:
        async with session.post(f"/bot{raw.token}/sendDocument", data=form) as answer:
            sent = (await answer.json())["result"]
        info = ok(raw, "getFile", file_id=sent["document"]["file_id"])
        async with session.get(f"/file/bot{raw.token}/{info['file_path']}") as answer:
            assert await answer.read() == b"abc"


async def test_upload_that_nothing_names_is_a_violation(raw: Emulator) -> None:
    form = aiohttp.FormData({"chat_id": str(raw.user("A").id), "text": "x"})
    form.add_field("f1", b"abc", filename="a.txt")
    async with (
        aiohttp.ClientSession(raw.root) as session,
        session.post(f"/bot{raw.token}/sendMessage", data=form) as answer,
    ):
        assert answer.status == 400
    assert raw.violations[-1].kind == "unknown-param"


def article(number: int | str, **more: object) -> Json:
    """An inline result."""
    content = {"message_text": "x"}
    fixed = {"type": "article", "id": str(number), "title": "t", "input_message_content": content}
    return fixed | more


def test_inline_results_are_checked(raw: Emulator) -> None:
    query = {"inline_query_id": raw.user("A").inline("q").id}
    name = "answerInlineQuery"
    for results, reply in (
        ([article(i) for i in range(51)], "too many inline query results"),
        ([article(1), article(1)], "RESULT_ID_DUPLICATE"),
        ([article("x" * 65)], "RESULT_ID_INVALID"),
        ([article("")], "RESULT_ID_INVALID"),
    ):
        refused(raw, 400, reply, "limit", name, **query, results=results)
    empty: Json = {"type": "article", "id": "1", "title": "t"}
    refused(raw, 400, "is missing", "missing", name, **query, results=[empty])
    open_tag = article(1, input_message_content={"message_text": "<b>", "parse_mode": "HTML"})
    refused(raw, 400, "can't parse entities", "parse", name, **query, results=[open_tag])
    button = {"text": "b", "start_parameter": "a b"}
    invalid = "START_PARAM_INVALID"
    refused(raw, 400, invalid, "limit", name, **query, results=[], button=button)


def test_inline_query_is_answered_once_and_in_time(raw: Emulator) -> None:
    ann = raw.user("A")
    query = {"inline_query_id": ann.inline("q").id}
    ok(raw, "answerInlineQuery", **query, results=[article(i) for i in range(50)])
    gone = "query is too old"
    refused(raw, 400, gone, "semantic", "answerInlineQuery", **query, results=[])
    late = {"inline_query_id": ann.inline("other").id}
    raw.advance(60)
    refused(raw, 400, gone, None, "answerInlineQuery", **late, results=[])


def test_commands_differ_by_scope_and_language(raw: Emulator) -> None:
    groups = {"type": "all_group_chats"}
    german = [{"command": "ok_1", "description": "d"}]
    ok(raw, "setMyCommands", commands=german, language_code="de")
    ok(raw, "setMyCommands", commands=[{"command": "all", "description": "d"}], scope=groups)
    assert ok(raw, "getMyCommands", language_code="de") == german
    assert ok(raw, "getMyCommands", scope=groups)[0]["command"] == "all"
    assert ok(raw, "getMyCommands") == []
    ok(raw, "deleteMyCommands", scope=groups)
    assert ok(raw, "getMyCommands", scope=groups) == []


@pytest.mark.parametrize(
    ("command", "description", "reply"),
    [
        ("Über", "d", "BOT_COMMAND_INVALID"),
        ("x" * 33, "d", "BOT_COMMAND_INVALID"),
        ("x", "d" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_command_that_breaks_a_limit_is_refused(
    raw: Emulator,
    command: str,
    description: str,
    reply: str,
) -> None:
    wrong = [{"command": command, "description": description}]
    refused(raw, 400, reply, "limit", "setMyCommands", commands=wrong)


def test_commands_are_at_most_100_and_languages_have_two_letters(raw: Emulator) -> None:
    many = [{"command": f"c{number}", "description": "d"} for number in range(101)]
    refused(raw, 400, "BOT_COMMANDS_TOO_MUCH", "limit", "setMyCommands", commands=many)
    wrong: Json = {"commands": [], "language_code": "deu"}
    refused(raw, 400, "LANGUAGE_CODE_INVALID", "limit", "setMyCommands", **wrong)


@pytest.mark.parametrize(
    ("name", "key", "longest"),
    [
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
        ("Name", "name", 64),
    ],
)
def test_profile_differs_by_language(raw: Emulator, name: str, key: str, longest: int) -> None:
    ok(raw, f"setMy{name}", **{key: "x" * longest})
    ok(raw, f"setMy{name}", **{key: "auf Deutsch"}, language_code="de")
    assert ok(raw, f"getMy{name}") == {key: "x" * longest}
    assert ok(raw, f"getMy{name}", language_code="de") == {key: "auf Deutsch"}
    assert ok(raw, f"getMy{name}", language_code="fr") == {key: "x" * longest}
    too_long = {key: "x" * (longest + 1)}
    refused(raw, 400, f"allowed 0-{longest}", "limit", f"setMy{name}", **too_long)


def test_poll_confirms_what_is_below_its_offset(raw: Emulator) -> None:
    ann = raw.user("A")
    for number in range(3):
        ann.send(str(number))

    def texts(**params: int) -> list[str]:
        return [update["message"]["text"] for update in ok(raw, "getUpdates", **params)]

    first = ok(raw, "getUpdates", limit=2)
    assert [update["message"]["text"] for update in first] == ["0", "1"]
    assert ok(raw, "getUpdates", limit=2) == first
    last = first[1]["update_id"]
    assert texts(offset=last + 1) == ["2"]
    assert texts(offset=-1) == ["2"]
    assert texts(offset=last + 2) == []
    refused(raw, 400, "allowed 1-100", "limit", "getUpdates", limit=101)


def test_poll_waits_for_its_timeout(raw: Emulator) -> None:
    start = time.monotonic()
    assert ok(raw, "getUpdates", timeout=1) == []
    assert time.monotonic() - start > 0.9


def test_allowed_updates_are_obeyed(raw: Emulator) -> None:
    ann = raw.user("A")
    ok(raw, "getUpdates", allowed_updates=["callback_query"])
    ann.send("unheard")
    assert ok(raw, "getUpdates") == []
    ok(raw, "getUpdates", allowed_updates=[])
    ann.send("heard")
    assert ok(raw, "getUpdates")[0]["message"]["text"] == "heard"


def test_webhook_needs_https_and_a_plain_secret(raw: Emulator) -> None:
    refused(raw, 400, "HTTPS URL", "semantic", "setWebhook", url="http://example.org/x")
    spaced = {"url": "https://example.org/x", "secret_token": "no spaces"}
    refused(raw, 400, "secret token", "limit", "setWebhook", **spaced)


def test_flood_limits_follow_the_clock() -> None:
    with Emulator(flood=FloodLimits(), clock=lambda: 1e9) as emu:
        group = emu.group("G", [emu.user("A")])
        text: Json = {"chat_id": group.id, "text": "x"}
        for _ in range(20):
            ok(emu, "sendMessage", **text)
            emu.advance(1.01)
        body = refused(emu, 429, "Too Many Requests: retry after", None, "sendMessage", **text)
        assert body["parameters"]["retry_after"] in (39, 40)  # 60 less 20 times 1.01
        emu.advance(body["parameters"]["retry_after"])
        ok(emu, "sendMessage", **text)
        users = [emu.user(f"U{number}") for number in range(31)]
        emu.advance(60)
        codes = [emu.call("sendMessage", chat_id=user.id, text="x")[0] for user in users]
        assert codes == [200] * 30 + [429]


def test_members_have_their_status(raw: Emulator) -> None:
    ann, bob = raw.user("A"), raw.user("B")
    group = raw.supergroup("G", [ann, bob], username="pub")

    def status(user: User) -> str:
        return str(ok(raw, "getChatMember", chat_id=group.id, user_id=user.id)["status"])

    assert status(ann) == "creator"
    group.members[bob.id] = "administrator"
    leaders = ok(raw, "getChatAdministrators", chat_id="@pub")
    assert [member["status"] for member in leaders] == ["creator", "administrator"]
    assert ok(raw, "getChat", chat_id=group.id)["title"] == "G"
    assert ok(raw, "getChatMemberCount", chat_id=group.id) == 3
    group.members[bob.id] = "kicked"
    assert status(bob) == "kicked"


def test_bot_can_leave_groups_only(raw: Emulator) -> None:
    ann = raw.user("A")
    group = raw.group("G", [ann])
    ok(raw, "leaveChat", chat_id=group.id)
    assert ok(raw, "getUpdates")[-1]["my_chat_member"]["new_chat_member"]["status"] == "left"
    refused(raw, 403, "bot is not a member", None, "leaveChat", chat_id=group.id)
    refused(raw, 400, "private chats", "semantic", "leaveChat", chat_id=ann.id)


def test_anonymous_administrator_writes_as_the_group(raw: Emulator) -> None:
    ann = raw.user("A")
    group = raw.supergroup("G", [ann])
    ann.send("as the group", group, anonymous=True)
    assert not raw.queue  # privacy mode
    raw.privacy = False
    ann.send("as the group", group, anonymous=True)
    assert raw.queue[0]["message"]["sender_chat"]["id"] == group.id


def test_wait_in_vain_reports_what_happened(raw: Emulator) -> None:
    ann = raw.user("A")
    refused(raw, 400, "chat not found", None, "sendMessage", chat_id=5, text="x")
    with pytest.raises(AssertionError, match=r"no message in .* within 0\.05 s(.|\n)*not found"):
        raw.expect_message(ann, 0.05, text="never")
    raw.expect_no_message(raw.user("B"), 0.05)


def test_each_call_is_expected_once(raw: Emulator) -> None:
    ann = raw.user("A").id
    ok(raw, "sendMessage", chat_id=ann, text="x")
    found: Call = raw.expect_call("sendMessage", chat_id=ann)
    assert found.result["text"] == "x"
    with pytest.raises(AssertionError, match="no call sendMessage"):
        raw.expect_call("sendMessage", 0.05, chat_id=ann)


# What people do, as updates


def newest(emu: Emulator, kind: str = "message") -> Json:
    """What the newest update, of such a kind, is about."""
    found: Json = emu.queue[-1][kind]
    return found


def test_a_caption_has_entities_and_can_be_edited(raw: Emulator) -> None:
    ann = raw.user("Ann")
    photo = ann.send_photo("/ask 😀 @demo_bot")
    assert newest(raw)["caption_entities"] == [
        {"type": "bot_command", "offset": 0, "length": 4},
        {"type": "mention", "offset": 8, "length": 9},
    ]
    ann.edit(photo, "plain")
    edited = newest(raw, "edited_message")
    assert edited["caption"] == "plain"
    assert edited["photo"]
    assert not {"text", "caption_entities"} & edited.keys()


def test_an_edit_replaces_the_entities(raw: Emulator) -> None:
    ann = raw.user("Ann")
    message = ann.send("@demo_bot hello")
    ann.edit(message, "hello")
    assert "entities" not in newest(raw, "edited_message")
    with pytest.raises(AssertionError, match="cannot edit"):
        ann.edit(message_of(raw, ok(raw, "sendMessage", chat_id=ann.id, text="mine")), "x")


def test_a_mention_without_a_name_is_an_entity_of_the_message(raw: Emulator) -> None:
    ann, bob = raw.user("Ann"), raw.user("Bob")
    named = {"type": "text_mention", "offset": 0, "length": 3, "user": bob.json}
    ann.send("Bob, look at @demo_bot", entities=[named])
    assert [entity["type"] for entity in newest(raw)["entities"]] == ["text_mention", "mention"]


def test_a_part_of_a_message_can_be_quoted(raw: Emulator) -> None:
    ann = raw.user("Ann")
    group = raw.supergroup("G", [ann], bot="administrator")
    message = ann.send("😀 first, second", group)
    ann.send("/say", group, reply_to=message, quote="second")
    assert newest(raw)["quote"] == {"text": "second", "position": 10, "is_manual": True}
    with pytest.raises(AssertionError, match="quoted"):
        ann.send("/say", group, reply_to=message, quote="third")


def test_a_channel_writes_in_a_group(raw: Emulator) -> None:
    ann = raw.user("Ann")
    group, news = raw.supergroup("G", [ann]), raw.channel("News", [ann])
    ann.send("@demo_bot hello", group, channel=news)
    message = newest(raw)
    assert (message["sender_chat"]["id"], message["sender_chat"]["type"]) == (news.id, "channel")
    assert message["from"]["username"] == "Channel_Bot"


def test_a_channels_post_is_forwarded_to_its_discussion_group(raw: Emulator) -> None:
    ann = raw.user("Ann")
    group = raw.supergroup("G", [ann], bot="administrator")
    news = raw.channel("News", [ann], discussion=group, bot="administrator")
    copied = news.publish("@demo_bot hello")
    assert raw.queue[-2]["channel_post"]["sender_chat"]["id"] == news.id
    message = newest(raw)
    assert message["message_id"] == copied.id
    assert message["is_automatic_forward"] is True
    assert message["from"]["id"] == 777000
    assert message["sender_chat"] == message["forward_origin"]["chat"] == news.brief()


def test_a_bot_learns_of_a_channel_without_a_service_message(raw: Emulator) -> None:
    ann = raw.user("Ann")
    news = raw.channel("News", [ann])
    news.set_bot("administrator", ann)
    assert len(raw.queue) == 1
    assert newest(raw, "my_chat_member")["chat"]["type"] == "channel"
    ok(raw, "leaveChat", chat_id=news.id)
    assert news.bot_status == "left"


@pytest.mark.parametrize(
    ("in_mode", "status", "seen"),
    [
        (False, "member", ["/say@demo_bot", "reply"]),
        (False, "administrator", ["/say@demo_bot", "reply"]),
        (True, "member", ["/say@demo_bot", "hello @demo_bot", "/say", "reply"]),
        (True, "administrator", ["/say@demo_bot", "hello @demo_bot", "/say", "hello", "reply"]),
    ],
)
def test_other_bots_are_heard_as_the_bot_to_bot_mode_says(
    raw: Emulator, *, in_mode: bool, status: str, seen: list[str]
) -> None:
    raw.bot_to_bot = in_mode
    other = raw.user("Other", is_bot=True, username="other_bot")
    group = raw.supergroup("G", [other], bot=status)
    answer = message_of(raw, ok(raw, "sendMessage", chat_id=group.id, text="mine"))
    for text in ("/say@demo_bot", "hello @demo_bot", "/say", "hello"):
        other.send(text, group)
    other.send("reply", group, reply_to=answer)
    assert [update["message"]["text"] for update in raw.queue] == seen


def test_nobody_is_told_of_a_message_that_a_person_deletes(raw: Emulator) -> None:
    ann = raw.user("Ann")
    message = ann.send("hello")
    ann.delete(message)
    assert len(raw.queue) == 1
    wanted = {"message_id": message.id}
    reply = "message to be replied not found"
    refused(
        raw, 400, reply, None, "sendMessage", chat_id=ann.id, text="x", reply_parameters=wanted
    )


def test_a_sticker_has_no_words(raw: Emulator) -> None:
    raw.user("Ann").send_sticker()
    assert not {"text", "caption"} & newest(raw).keys()
    assert newest(raw)["sticker"]["type"] == "regular"


# Where the schema comes from


def fields_of(schema: Schema, owner: str) -> Fields:
    """The parameters of a method or the fields of a type."""
    return schema.methods.get(owner) or schema.types[owner]


def test_library_declares_every_method_that_has_a_handler() -> None:
    assert HANDLERS.keys() <= library_schema().methods.keys()


def test_every_limit_belongs_to_a_field_of_the_library() -> None:
    schema = library_schema()
    for owner, name in LIMITS:
        assert fields_of(schema, owner)[name].limit == limit_of(owner, name)


@needs_specification
def test_limits_are_those_of_the_specification() -> None:
    path = specification()
    assert path
    schema = read_schema(path)
    for owner, name in LIMITS:
        assert fields_of(schema, owner)[name].limit == limit_of(owner, name), (owner, name)
    results = schema.unions["InlineQueryResult"]
    assert {schema.types[kind]["id"].limit for kind in results} == {RESULT_ID}


@needs_specification
@pytest.mark.parametrize("method", sorted(HANDLERS))
def test_library_declares_methods_as_the_specification_does(method: str) -> None:
    path = specification()
    assert path
    schema = read_schema(path)
    declared, documented = library_schema().methods[method], schema.methods[method]
    for name, field in declared.items():
        kinds = set(documented[name].kinds)
        if "InputFile" in kinds:  # where the library takes a path, too
            kinds.add("String")
        assert set(field.kinds) == kinds, name
        assert field.required >= documented[name].required, name
    assert not [n for n, f in documented.items() if f.required and n not in declared]
    assert library_schema().returns[method] == schema.returns[method]
