"""What the emulator is told, keeps and answers: calls, violations, faults, errors."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Json = dict[str, Any]
Rate = tuple[int, float]  # messages, seconds
FaultKind = Literal["429", "500", "502", "error", "hang", "reset", "garbage"]

# The first words of every error's description, as the official server has them
# (github.com/tdlib/telegram-bot-api, Client::fail_query_with_error); the documentation is silent.
PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class ApiError(Exception):
    """A refusal.

    Kind "state" is a condition of the running world which a bot must handle;
    any other kind is a breach of the API's contract and recorded as a `Violation`.
    """

    def __init__(self, code: int, text: str, kind: str = "state", **parameters: int) -> None:
        super().__init__(text)
        self.code = code
        self.kind = kind
        self.description = PREFIXES.get(code, "Error") + (f": {text}" if text else "")
        self.body: Json = {"ok": False, "error_code": code, "description": self.description}
        if parameters:
            self.body["parameters"] = parameters


class Upload(NamedTuple):
    """A file sent as multipart/form-data."""

    name: str
    data: bytes


class Violation(NamedTuple):
    """A breach of the Bot API's contract.

    Kinds: unknown-method, unknown-param, missing, type, limit, parse, semantic, auth,
    conflict, unsupported.
    """

    kind: str
    method: str
    text: str
    call: int  # index in Emulator.calls


class FloodLimits(NamedTuple):
    """How many messages are taken in how many seconds; None switches a limit off.

    The defaults are https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    """

    overall: Rate | None = (30, 1.0)
    chat: Rate | None = (1, 1.0)
    group: Rate | None = (20, 60.0)


@dataclass
class Call:
    """One request of the bot: its decoded parameters and what it was answered."""

    number: int
    method: str
    params: Json
    status: int = 0  # 0: under way, or its answer was lost
    result: Any = None
    description: str = ""
    fault: str = ""
    used: bool = field(default=False, repr=False)  # already returned by expect_call


@dataclass
class Fault:
    """A failure to inject.

    Kinds: 429 (with `retry_after`), 500, 502 (an HTML page), error (`code` and `text`),
    hang (for `seconds`, or until `Emulator.release`), reset (TCP RST), garbage (not JSON).
    `after` executes the call and loses its answer. `hits` counts the calls that failed.
    """

    kind: FaultKind
    method: str = "*"  # "*": any method but getUpdates
    times: int = 1
    chat: int | None = None
    retry_after: int = 1
    seconds: float | None = None
    code: int = 400
    text: str = "injected"
    after: bool = False
    hits: int = 0
