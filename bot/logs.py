"""Logging that cannot leak the token: one line format, secrets cut out of everything."""

from __future__ import annotations

import copy
import logging
import re
import sys
from types import TracebackType

REDACTED = "[secret]"


class Redactor(logging.Formatter):
    """Formats records, tracebacks included, without the given secrets or anything like a token."""

    def __init__(self, *secrets: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        known = "|".join(re.escape(secret) for secret in secrets if secret)
        self._pattern = re.compile(
            rf"{known}|\d{{6,}}:[\w-]{{30,}}" if known else r"\d{6,}:[\w-]{30,}"
        )

    def redact(self, text: str) -> str:
        """The text without secrets."""
        return self._pattern.sub(REDACTED, text)

    def format(self, record: logging.LogRecord) -> str:
        """One record as text; control characters cannot forge a second line."""
        record = copy.copy(record)
        message = record.getMessage()
        if isinstance(record.exc_info, tuple) and record.name.startswith("telegram."):
            # A network that is down is no bug of ours: one line says it, not forty.
            message = f"{message} ({record.exc_info[1]!r})"
            record.exc_info = record.exc_text = None
        record.msg, record.args = message.replace("\n", "\\n"), None
        text = self.redact(super().format(record))
        return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


def configure(level: str, *secrets: str) -> None:
    """Log to standard error, and send uncaught exceptions the same way."""
    redactor = Redactor(*secrets)
    handler = logging.StreamHandler()
    handler.setFormatter(redactor)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # httpx logs every request's address at INFO, and the address holds the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Alembic tells at length of its plugins, watchfiles of every change.
    for name in ("alembic", "watchfiles"):
        logging.getLogger(name).setLevel(logging.WARNING)

    def uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logging.getLogger("faqbot").critical("Stopped by an error", exc_info=(kind, error, trace))

    sys.excepthook = uncaught
