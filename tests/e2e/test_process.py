"""The process as its operator sees it: start, stop, mistakes, and what it prints."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from botapi import BotProcess, Emulator

from .conftest import COMMAND, assert_clean, own_bot
from .groups import AT_NINE, HOURS

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 -- the one in Telegram's manual


def run_bot(cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """`faqbot run` with only the given settings, for cases in which it ends by itself."""
    outer = {k: v for k, v in os.environ.items() if not k.startswith(("TELEGRAM_", "FAQBOT_"))}
    return subprocess.run(  # noqa: S603 -- our own command
        COMMAND, env=outer | env, cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def test_without_a_token_it_says_how_to_get_one(tmp_path: Path) -> None:
    done = run_bot(tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "TELEGRAM_TOKEN is not set: talk to @BotFather on Telegram, send /newbot, "
        "and set TELEGRAM_TOKEN\n"
    )


def test_it_runs_with_a_token_in_a_dotenv_file_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with Emulator(token=TOKEN) as emu:
        (tmp_path / ".env").write_text(f"TELEGRAM_TOKEN={TOKEN}\n", encoding="utf-8")
        bot = BotProcess(emu, COMMAND, {"TELEGRAM_TOKEN": ""}, cwd=tmp_path).start()
        ann = emu.user("Ann")
        ann.start()
        emu.expect_message(ann, contains="Hello, Ann!")
        assert bot.stop(signal.SIGTERM) == 0
        assert "Traceback" not in bot.log()


def test_a_rejected_token_ends_it_with_one_sentence(tmp_path: Path) -> None:
    with Emulator(token=TOKEN) as emu:
        wrong = TOKEN[:-1] + "x"
        done = run_bot(tmp_path, TELEGRAM_TOKEN=wrong, TELEGRAM_API_URL=emu.root)
    assert done.returncode == 2
    assert "TELEGRAM_TOKEN was rejected by Telegram" in done.stderr
    assert wrong not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_broken_faq_ends_it_before_telegram_is_asked(tmp_path: Path) -> None:
    (tmp_path / "faq.yaml").write_text("title: A\nentries:\n  - id: no\n", encoding="utf-8")
    with Emulator(token=TOKEN) as emu:
        done = run_bot(
            tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=emu.root, FAQBOT_FAQ="faq.yaml"
        )
        assert not emu.calls
    assert done.returncode == 2
    assert "faq.yaml:3:9: no is read as a boolean: put it in quotes" in done.stderr


def test_what_fails_for_one_person_is_logged_and_others_are_answered(
    shop_folder: Path, tmp_path: Path
) -> None:
    with (
        Emulator(username="paint_shop_bot") as emu,
        own_bot(emu, shop_folder, tmp_path / "notes.sqlite3", FAQBOT_LOG_LEVEL="DEBUG") as bot,
    ):
        ann = emu.user("Ann")
        emu.fault("error", "sendMessage", code=403, text="bot was blocked by the user")
        ann.send(HOURS)
        emu.wait(lambda: "may not write there" in bot.log(), what="log line")
        assert "Traceback" not in bot.log()
        emu.fault("error", "sendMessage", code=400, text="injected trouble")
        ann.send(HOURS)
        emu.expect_message(ann, contains="Something went wrong on my side.")
        emu.wait(lambda: "injected trouble" in bot.log().lower(), what="log of the error")
        ann.send(HOURS)
        emu.expect_message(ann, contains=AT_NINE)
        assert emu.token not in bot.log()


def test_a_closed_topic_costs_one_line(shop_folder: Path, tmp_path: Path) -> None:
    with (
        Emulator(username="paint_shop_bot") as emu,
        own_bot(emu, shop_folder, tmp_path / "notes.sqlite3") as bot,
    ):
        ann = emu.user("Ann")
        forum = emu.supergroup("Forum", [ann], is_forum=True)
        topic = forum.create_topic("Hours")
        ann.send(f"/ask {HOURS}", forum, topic=topic)
        emu.expect_message(forum, contains=AT_NINE)
        emu.settle()
        before = bot.log()
        topic.closed = True
        ann.send("/ask Where is the shop?", forum, topic=topic)
        emu.wait(lambda: "may not write there" in bot.log(), what="log line")
        ann.send("/ask Where is the shop?", forum)
        emu.expect_message(forum, contains="In Mill Lane.")
        assert len(bot.log().removeprefix(before).splitlines()) == 1
        assert not emu.unread(forum)
        assert_clean(emu, bot)


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).with_name("faqbot")
    done = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)  # noqa: S603 -- our own command
    assert "Answers questions from a curated FAQ" in done.stdout
