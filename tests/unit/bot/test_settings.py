import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.settings import Settings, SettingsError, read_settings

TOKEN = "123456789:AAHq7Zk3vXw9-Lp2_RtY8uMb5cNd1eFgHjKs"  # noqa: S105 -- nobody's
SECRET = TOKEN.partition(":")[2]
PASSWORD = "Tr0ub4dor-and-3"  # noqa: S105 -- nobody's
NAMES = (
    "TELEGRAM_TOKEN_FILE",
    "TELEGRAM_TOKEN",
    "TELEGRAM_API_URL",
    "FAQBOT_DATABASE_URL",
    "FAQBOT_ALLOWED_CHATS",
    "FAQBOT_STORE_QUESTIONS",
    "FAQBOT_ENCODER",
    "FAQBOT_LOG_LEVEL",
)


@pytest.fixture(autouse=True)
def _bare_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any setting, in a folder without an .env file."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def refusal() -> str:
    """Why the settings are refused; fails if any part of it, or of a traceback, is secret."""
    with pytest.raises(SettingsError) as caught:
        read_settings()
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    pieces = [text[i : i + 6] for text in (SECRET, PASSWORD) for i in range(len(text) - 5)]
    assert [piece for piece in pieces if piece in shown] == []
    return str(caught.value)


def test_a_token_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    settings = read_settings()
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.faqbot_database_url is None
    assert settings.faqbot_allowed_chats is None
    assert settings.faqbot_store_questions == "yes"
    assert settings.faqbot_encoder == "auto"
    assert settings.faqbot_log_level == "INFO"


def test_the_token_is_never_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    settings = read_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()} {settings.__dict__}"
    assert SECRET not in settings.model_dump_json()


def test_a_missing_token_is_said_with_what_to_do() -> None:
    assert refusal() == (
        "TELEGRAM_TOKEN is not set: talk to @BotFather on Telegram, send /newbot, "
        "and set TELEGRAM_TOKEN"
    )


@pytest.mark.parametrize(
    "value",
    [
        "token",
        SECRET,
        f"abc:{SECRET}",
        f"{TOKEN} ",
        f"{TOKEN}\n",
        f'"{TOKEN}"',
        f"bot{TOKEN}",
        "123456789:" + SECRET[:20],
        f"{TOKEN}é",
    ],
)
def test_what_cannot_be_a_token_is_refused_without_being_shown(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", value)
    assert refusal() == "TELEGRAM_TOKEN is no bot token: it looks like 123456:ABC-DEF…"


def test_the_token_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(0o600)
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(path))
    settings = read_settings()
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert SECRET not in repr(settings)


def test_a_token_file_that_everybody_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN)
    path.chmod(0o644)
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(path))
    assert refusal() == f"TELEGRAM_TOKEN_FILE can be read by everybody: chmod 600 {path}"


@pytest.mark.parametrize("kind", ["absent", "folder", "binary"])
def test_a_token_file_that_cannot_be_read_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "token"
    if kind == "folder":
        path.mkdir(mode=0o700)
    if kind == "binary":
        path.write_bytes(b"\xff" + TOKEN.encode())
        path.chmod(0o600)
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(path))
    assert refusal() == f"TELEGRAM_TOKEN_FILE cannot be read: {path}"


@pytest.mark.parametrize(("content", "flaw"), [("", "is not set"), ("x", "is no bot token")])
def test_a_token_file_without_a_token_is_refused(
    content: str, flaw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "token"
    path.write_text(content)
    path.chmod(0o600)
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(path))
    assert flaw in refusal()


def test_two_tokens_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    (tmp_path / "token").write_text(TOKEN, "utf-8")
    (tmp_path / "token").chmod(0o600)
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert refusal() == "TELEGRAM_TOKEN and TELEGRAM_TOKEN_FILE are both set: unset one"


def test_all_bad_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", f"{SECRET}!")
    monkeypatch.setenv("TELEGRAM_API_URL", "telegram")
    monkeypatch.setenv("FAQBOT_ALLOWED_CHATS", "the readers")
    monkeypatch.setenv("FAQBOT_STORE_QUESTIONS", "maybe")
    monkeypatch.setenv("FAQBOT_ENCODER", "on")
    monkeypatch.setenv("FAQBOT_LOG_LEVEL", "loud")
    assert [line.partition(" ")[0] for line in refusal().split("\n")] == [
        "TELEGRAM_TOKEN",
        "TELEGRAM_API_URL",
        "FAQBOT_ALLOWED_CHATS",
        "FAQBOT_STORE_QUESTIONS",
        "FAQBOT_ENCODER",
        "FAQBOT_LOG_LEVEL",
    ]


@pytest.mark.parametrize(
    "url", ["telegram", "ftp://x", "https://", "http:// x", "https://x/?a=1", "https://x/#a"]
)
def test_a_bad_server_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", url)
    assert refusal() == (
        "TELEGRAM_API_URL must be a server's address, such as https://api.telegram.org"
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://localhost:8081", "http://localhost:8081"),
        ("http://localhost:8081/", "http://localhost:8081"),
        ("https://x.example/telegram/", "https://x.example/telegram"),
        ("", "https://api.telegram.org"),
    ],
)
def test_a_server_address_is_kept_without_its_final_slash(
    given: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", given)
    assert read_settings().telegram_api_url == kept


@pytest.mark.parametrize("level", ["DEBUG", "debug", "Warning", "error"])
def test_a_log_level_may_be_written_in_any_case(
    level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("FAQBOT_LOG_LEVEL", level)
    assert read_settings().faqbot_log_level == level.upper()


def test_the_databases_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://faqbot:{PASSWORD}@localhost/faqbot"
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("FAQBOT_DATABASE_URL", url)
    settings = read_settings()
    assert settings.faqbot_database_url is not None
    assert settings.faqbot_database_url.get_secret_value() == url
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert PASSWORD not in f"{shown} {settings.__dict__}"


def test_a_mistake_elsewhere_does_not_show_the_databases_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("FAQBOT_DATABASE_URL", f"postgresql://faqbot:{PASSWORD}@localhost/faqbot")
    monkeypatch.setenv("FAQBOT_STORE_QUESTIONS", "maybe")
    assert refusal() == "FAQBOT_STORE_QUESTIONS should be 'yes' or 'no'"


@pytest.mark.parametrize(
    ("given", "chats"),
    [
        ("-1001234567890,-42", {-1001234567890, -42}),
        (" -1 , -2\t-3,,-1 ", {-1, -2, -3}),
        ("", None),
    ],
)
def test_allowed_chats_are_numbers_between_commas_or_spaces(
    given: str, chats: set[int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("FAQBOT_ALLOWED_CHATS", given)
    assert read_settings().faqbot_allowed_chats == chats


@pytest.mark.parametrize(
    "given", ["@readers", "-100 readers", "-1 1.5", "--5", "+5", "0x10", "٣", "-1, [-5]"]
)
def test_what_is_no_chat_number_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("FAQBOT_ALLOWED_CHATS", given)
    assert refusal() == (
        "FAQBOT_ALLOWED_CHATS must be chat numbers with commas between them, "
        "such as -1001234567890"
    )


@given(st.frozensets(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1), st.data())
def test_any_chat_numbers_are_read_as_they_were_written(
    chats: frozenset[int], data: st.DataObject
) -> None:
    gap = data.draw(st.sampled_from([",", " ", ", ", "\t,\t"]))
    settings = Settings(
        telegram_token=SecretStr(TOKEN),
        faqbot_allowed_chats=gap.join(map(str, chats)),
    )
    assert settings.faqbot_allowed_chats == chats


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_questions_are_kept_or_not(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("FAQBOT_STORE_QUESTIONS", choice)
    assert read_settings().faqbot_store_questions == choice


def test_settings_may_come_from_an_env_file_and_the_environment_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(f"TELEGRAM_TOKEN={TOKEN}\nFAQBOT_LOG_LEVEL=ERROR\nOTHER=x\n")
    monkeypatch.setenv("FAQBOT_LOG_LEVEL", "DEBUG")
    settings = read_settings()
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.faqbot_log_level == "DEBUG"


def test_a_setting_cannot_be_changed_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    settings = read_settings()
    with pytest.raises(ValueError, match="frozen"):
        setattr(settings, "telegram_api_url", "https://elsewhere.example")  # noqa: B010 -- mypy would refuse a plain assignment
