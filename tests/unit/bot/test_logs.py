import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import REDACTED, Redactor

TOKEN = "123456789:AAH-This_is-no-Real_token-but-it-looks1"  # noqa: S105 -- nobody's
SECRET = TOKEN.partition(":")[2]
OTHER_TOKEN = "987654321:BBH_another-bots_token-that-was_pasted"  # noqa: S105 -- nobody's


def line(message: str, *values: object, name: str = "faqbot") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, values, None)


def failed(error: BaseException, name: str = "faqbot") -> logging.LogRecord:
    """A record of an error that was raised."""
    try:
        raise error  # noqa: TRY301 -- only what was raised has a traceback
    except BaseException:  # noqa: BLE001 -- whichever it is
        return logging.LogRecord(name, logging.ERROR, __file__, 1, "It failed", (), sys.exc_info())


@pytest.mark.parametrize(
    "record",
    [
        line(f"token {TOKEN}"),
        line("token %s", TOKEN),
        line("%r", {"url": f"https://api.telegram.org/bot{TOKEN}/getMe"}),
        line("file/bot%s/documents/file_1.txt", TOKEN),
        failed(ValueError(TOKEN)),
        failed(ValueError(f"https://api.telegram.org/bot{TOKEN}/getUpdates")),
        failed(OSError(TOKEN), name="telegram.ext.Updater"),
        line(TOKEN, name=f"bot.{TOKEN}"),
    ],
)
def test_the_token_is_in_no_line(record: logging.LogRecord) -> None:
    text = Redactor(TOKEN).format(record)
    assert SECRET not in text
    assert REDACTED in text


def test_the_token_is_not_in_the_cause_of_an_error() -> None:
    error = RuntimeError("outer")
    error.__cause__ = ValueError(f"inner {TOKEN}")
    text = Redactor(TOKEN).format(failed(error))
    assert SECRET not in text
    assert "inner" in text
    assert "outer" in text


def test_a_token_that_the_bot_does_not_know_is_cut_out_as_well() -> None:
    assert Redactor().redact(f"as {OTHER_TOKEN}!") == f"as {REDACTED}!"
    assert Redactor(TOKEN).redact(f"{OTHER_TOKEN} {TOKEN}") == f"{REDACTED} {REDACTED}"


def test_secrets_of_any_shape_are_cut_out_as_they_are() -> None:
    redactor = Redactor("a.b*c", "", "pass|word")
    assert redactor.redact("a.b*c aXbbc pass|word pass") == f"{REDACTED} aXbbc {REDACTED} pass"


@given(st.text("abC1.*|()[\\+?^$é", min_size=4), st.text("abC1.*|\n"), st.text("abC1.*|\n"))
def test_no_secret_is_left_in_any_text(secret: str, before: str, after: str) -> None:
    left = Redactor(secret).redact(before + secret + after)
    assert secret not in left
    assert REDACTED in left


def test_ordinary_texts_are_left_alone() -> None:
    text = "Update 123456789: 12:30, 1234567:short, see https://example.org"
    assert Redactor(TOKEN).redact(text) == text


def test_a_line_says_when_where_and_how_bad() -> None:
    text = Redactor().format(line("Answering %d", 3))
    assert text.endswith(" ERROR faqbot: Answering 3")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\rb", r"a\x0db"),
        ("a\x85b", r"a\x85b"),
        ("é😀", "é😀"),
        ("a\u2028b", r"a\x2028b"),
        ("a\u202eb", r"a\x202eb"),
        ("a\x00b", r"a\x00b"),
    ],
)
def test_control_characters_are_spelled_out(typed: str, shown: str) -> None:
    assert Redactor().format(line("%s", typed)).endswith(f"faqbot: {shown}")


def test_a_message_cannot_forge_a_second_line() -> None:
    forged = "x\n2026-01-01 00:00:00,000 INFO faqbot: all is well"
    assert "\n" not in Redactor().format(line("asked: %s", forged))


def test_a_traceback_keeps_its_lines() -> None:
    lines = Redactor().format(failed(ValueError("boom"))).split("\n")
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "ValueError: boom"


def test_a_network_that_is_down_takes_one_line() -> None:
    text = Redactor().format(failed(OSError("unreachable"), name="telegram.ext.Updater"))
    assert text.endswith("telegram.ext.Updater: It failed (OSError('unreachable'))")
    assert "\n" not in text


def run(code: str, folder: Path) -> str:
    """What a program that logs prints to standard error."""
    script = f"import logging\nfrom bot import logs\ntoken = {TOKEN!r}\n{code}"
    done = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", script],
        capture_output=True,
        cwd=folder,
        timeout=60,
        check=False,
    )
    assert done.stdout == b""
    return done.stderr.decode()


def test_an_error_that_nobody_caught_is_logged_without_the_token(tmp_path: Path) -> None:
    err = run('logs.configure("INFO", token)\nraise ValueError(token)', tmp_path)
    assert SECRET not in err
    assert "CRITICAL faqbot: Stopped by an error" in err
    assert f"ValueError: {REDACTED}" in err


def test_requests_that_hold_the_token_are_not_logged_at_info(tmp_path: Path) -> None:
    code = 'logs.configure("INFO", token)\nlogging.getLogger("httpx").info("GET %s", token)'
    assert run(code, tmp_path) == ""


def test_lines_below_the_level_are_not_logged(tmp_path: Path) -> None:
    code = 'logs.configure("ERROR")\nlogging.warning("quiet")\nlogging.error("loud")'
    assert run(code, tmp_path).endswith("ERROR root: loud\n")
    assert "quiet" not in run(code, tmp_path)


def test_logging_twice_configured_logs_once(tmp_path: Path) -> None:
    code = 'logs.configure("INFO")\nlogs.configure("INFO", token)\nlogging.info("once")'
    assert run(code, tmp_path).count("once") == 1


def test_a_keyboard_interrupt_is_no_error(tmp_path: Path) -> None:
    assert run('logs.configure("INFO")\nraise KeyboardInterrupt', tmp_path) == ""
