"""The bot's settings, from the environment or a `.env` file. Secrets are never printed."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from faq.errors import FaqbotError

TOKEN = re.compile(r"\d{1,20}:[\w-]{30,}", re.ASCII)
"""What BotFather hands out: the bot's id and a secret."""

ADVICE = "talk to @BotFather on Telegram, send /newbot, and set TELEGRAM_TOKEN"


class SettingsError(FaqbotError):
    """The environment lacks a setting or has a bad one; `str()` names every one of them."""


def _root(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/[^\s?#]*)?", url):
        raise ValueError("must be a server's address, such as https://api.telegram.org")
    return url.rstrip("/")


def _upper(name: object) -> object:
    return name.upper() if isinstance(name, str) else name


def _chats(text: object) -> object:
    """The numbers in a text with commas or spaces between them."""
    if not isinstance(text, str):
        return text
    parts = text.replace(",", " ").split()
    if not parts or not all(re.fullmatch(r"-?\d{1,15}", part, re.ASCII) for part in parts):
        raise ValueError("must be chat numbers with commas between them, such as -1001234567890")
    return frozenset(int(part) for part in parts)


def _private(path: Path) -> Path:
    """The path of a file that can be read, and by its owner only."""
    try:
        path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise ValueError(f"cannot be read: {path}") from error
    if path.stat().st_mode & stat.S_IROTH:
        raise ValueError(f"can be read by everybody: chmod 600 {path}")
    return path


class Settings(BaseSettings):
    """Each field is read from the environment variable of its name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    telegram_token_file: Annotated[Path, AfterValidator(_private)] | None = Field(
        None, description="A file that holds the token; only its owner may read it."
    )
    telegram_token: SecretStr = Field(
        SecretStr(""), validate_default=True, description=f"The bot's token: {ADVICE}."
    )
    telegram_api_url: Annotated[str, AfterValidator(_root)] = Field(
        "https://api.telegram.org", description="The Bot API server's address."
    )
    faqbot_database_url: SecretStr | None = Field(
        None, description="Where counts, votes and gaps are kept; default: your data folder."
    )
    faqbot_admin_chat: int | None = Field(
        None, description="The maintainers' chat: told of edits, and asked about gaps."
    )
    faqbot_allowed_chats: Annotated[frozenset[int] | None, NoDecode, BeforeValidator(_chats)] = (
        Field(None, description="The only groups that are served; others are left.")
    )
    faqbot_store_questions: Literal["yes", "no"] = Field(
        "yes", description="Whether questions without an answer are kept, for 30 days (yes, no)."
    )
    faqbot_encoder: Literal["auto", "off"] = Field(
        "auto", description="Match by meaning (auto) or by spelling alone (off)."
    )
    faqbot_log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)
    ] = Field("INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR.")

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, token: SecretStr, given: ValidationInfo) -> SecretStr:
        """Takes the token from its file if there is one, and refuses what cannot be one."""
        if "telegram_token_file" not in given.data:
            return token  # the file is bad, which is reported already
        if file := given.data["telegram_token_file"]:
            if token.get_secret_value():
                raise ValueError("and TELEGRAM_TOKEN_FILE are both set: unset one")
            token = SecretStr(file.read_text("utf-8").strip())
        if not token.get_secret_value():
            raise ValueError(f"is not set: {ADVICE}")
        if not TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("is no bot token: it looks like 123456:ABC-DEF…")
        return token


def read_settings() -> Settings:
    """The settings.

    Raises:
        SettingsError: naming every missing or bad setting, without its value if it is secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        sentences = []
        for detail in error.errors(include_url=False, include_input=False, include_context=False):
            name = "".join(f"{step}".upper() for step in detail["loc"][:1])
            message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
            sentences.append(f"{name} {message}".strip())
        raise SettingsError("\n".join(sentences)) from None
