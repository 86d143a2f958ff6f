"""Links that open the bot's private chat with a start parameter: t.me/<bot>?start=<parameter>.

Telegram allows 64 characters of A-Z, a-z, 0-9, _ and - (core.telegram.org/api/links#bot-links).
An entry's parameter is its id. A question's begins with "_", which no id does; a question that
does not fit is kept here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import OrderedDict

LONGEST = 64
"""Characters of a start parameter."""

KEPT = 1_000
"""Long questions that are kept until their link is followed; the oldest go first."""


class QuestionLinks:
    """Turns questions into start parameters and back."""

    def __init__(self) -> None:
        self._long: OrderedDict[str, str] = OrderedDict()

    def carry(self, question: str) -> str:
        """The start parameter for a question."""
        data = question.encode("utf-8", "replace")
        parameter = "_" + base64.urlsafe_b64encode(data).decode().rstrip("=")
        if len(parameter) <= LONGEST:
            return parameter
        # Two underscores: base64 of text never begins with one, whose six bits start no UTF-8.
        parameter = "__" + hashlib.sha256(data).hexdigest()[:32]
        self._long[parameter] = question
        self._long.move_to_end(parameter)
        while len(self._long) > KEPT:
            self._long.popitem(last=False)
        return parameter

    def is_question(self, parameter: str) -> bool:
        """Whether a start parameter stands for a question."""
        return parameter.startswith("_")

    def carried(self, parameter: str) -> str | None:
        """The question of a start parameter; None if it is unknown or was forgotten."""
        if parameter.startswith("__"):
            return self._long.get(parameter)
        data = parameter[1:] + "=" * (-(len(parameter) - 1) % 4)
        try:
            return base64.b64decode(data.encode(), b"-_", validate=True).decode()
        except (binascii.Error, UnicodeError):
            return None
