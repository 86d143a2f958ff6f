"""A strict Telegram Bot API for acceptance tests: an emulated server and the people who use it.

    with Emulator(username="demo_bot") as emu, BotProcess(emu, ["faqbot", "run"]) as bot:
        ann = emu.user("Ann", language_code="en")
        ann.start()
        card = emu.expect_message(ann, contains="Hello")
        press = ann.press(card, "Yes")
        assert press.wait()["text"] == "Thanks"     # the parameters of answerCallbackQuery
        emu.expect_edit(card, contains="answer")
        emu.settle()
        assert not emu.unanswered()
        emu.assert_clean()                          # nothing broke the Bot API's contract

Every call is checked against the Bot API's methods and types: the specification file that the
environment's BOTAPI_SPEC names, else what the installed python-telegram-bot declares. On top
come the rules that hold at run time: text lengths after parsing, HTML, keyboards, inline results,
topics, permissions, flood limits. What breaks the contract is a `Violation`, even where the
server would be silent about it; conditions that a bot must cope with (a user who blocked it, a
message that is gone, 429) are not. Updates and results are checked by the same schema; whatever
is wrong with them is in `internal_errors`, a bug of the emulator.

Refused as "unsupported", never silently accepted: Markdown, media but documents, forwarding,
copying, polls. Methods that only return True (pinChatMessage, banChatMember) are validated and
have no effect. Channels write in groups, have discussion groups and can be left; other bots are
users with is_bot=True. Not simulated: what a bot does in a channel, guest mode, business,
reactions, join requests, calls in a webhook's answer, TLS. Rate limits are the documented ones;
the real server allows bursts.
"""

from botapi.emulator import Emulator
from botapi.process import BotProcess
from botapi.records import ApiError, Call, Fault, FloodLimits, Json, Violation
from botapi.world import Chat, InlineQuery, Message, Press, Topic, User

__all__ = [
    "ApiError",
    "BotProcess",
    "Call",
    "Chat",
    "Emulator",
    "Fault",
    "FloodLimits",
    "InlineQuery",
    "Json",
    "Message",
    "Press",
    "Topic",
    "User",
    "Violation",
]
