"""The bot's settings, from the environment or a `.env` file. Secrets are never printed."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

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


class Settings(BaseSettings):
    """Each field is read from the environment variable of its name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    telegram_token: SecretStr = Field(SecretStr(""), description=f"The bot's token: {ADVICE}.")
    telegram_token_file: Path | None = Field(
        None, description="A file that holds the token instead."
    )
    telegram_api_url: Annotated[str, AfterValidator(_root)] = Field(
        "https://api.telegram.org", description="The Bot API server's address."
    )
    faqbot_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )

    @model_validator(mode="after")
    def _token(self) -> Settings:
        """Takes the token from its file, and refuses what cannot be one."""
        if self.telegram_token_file is not None:
            if self.telegram_token.get_secret_value():
                raise ValueError("TELEGRAM_TOKEN and TELEGRAM_TOKEN_FILE are both set: unset one")
            object.__setattr__(self, "telegram_token", _secret(self.telegram_token_file))
        token = self.telegram_token.get_secret_value()
        if not token:
            raise ValueError(f"TELEGRAM_TOKEN is not set: {ADVICE}")
        if not TOKEN.fullmatch(token):
            raise ValueError("TELEGRAM_TOKEN is no bot token: it looks like 123456:ABC-DEF…")
        return self


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


def _secret(path: Path) -> SecretStr:
    """The secret in a file that only its owner can read."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"TELEGRAM_TOKEN_FILE cannot be read: {path}") from error
    if mode & stat.S_IROTH:
        raise ValueError(f"TELEGRAM_TOKEN_FILE can be read by everybody: chmod 600 {path}")
    return SecretStr(text)
