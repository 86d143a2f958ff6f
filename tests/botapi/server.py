"""The HTTP side: requests, uploads, injected faults, the server's thread."""

import asyncio
import copy
import json
import socket
import struct
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from botapi.journal import PATIENCE
from botapi.methods import HANDLERS, Methods
from botapi.records import ApiError, Call, Fault, FaultKind, Json, Upload, Violation
from botapi.updates import pause

MAX_BODY = (
    60 << 20
)  # bytes; https://core.telegram.org/bots/api#sending-files allows files of 50 MB
SHUTDOWN = 0.2  # seconds that open connections have to finish
BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"
)
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, for 0 seconds: closing sends RST


@dataclass(eq=False, repr=False, kw_only=True)
class Server(Methods):
    """Serves the Bot API on a free port of this machine, from a thread of its own."""

    strict: bool = True  # False: unknown parameters are recorded, but not refused

    faults: list[Fault] = field(default_factory=list, init=False)
    root: str = field(default="", init=False)  # http://127.0.0.1:PORT once it runs
    running: int = field(default=0, init=False)  # calls under way, but getUpdates
    last_call: float = field(default=0.0, init=False)  # monotonic time when the last one ended
    _thread: threading.Thread | None = field(default=None, init=False)
    _stop: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _release: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    # The server's life

    def start(self) -> Self:
        """Starts serving; returns when requests can be made."""
        started: Future[str] = Future()
        work = (self._run(started),)
        self._thread = threading.Thread(target=asyncio.run, args=work, daemon=True)
        self._thread.start()
        self.root = started.result(PATIENCE)
        return self

    def stop(self) -> None:
        """Stops serving and breaks open connections."""
        self.in_loop(self._stop.set)
        if self._thread:
            self._thread.join(PATIENCE)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def _run(self, started: Future[str]) -> None:
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{folder}/{name}", self._answer_file)
        runner = web.AppRunner(
            app,
            handler_cancellation=True,  # a poll ends with its connection
            access_log=None,
            shutdown_timeout=SHUTDOWN,
        )
        try:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        except OSError as error:
            started.set_exception(error)
            return
        self.loop = asyncio.get_running_loop()
        sender = asyncio.create_task(self.send_to_webhook())
        started.set_result(f"http://127.0.0.1:{runner.addresses[0][1]}")
        await self._stop.wait()
        sender.cancel()
        self._release.set()
        await runner.cleanup()

    # Requests

    async def _answer(self, request: web.Request) -> web.Response:
        raw = _replace_uploads(await _read_parameters(request))
        wanted = request.match_info["method"]
        name = self.schema.method(wanted)
        is_poll = name == "getUpdates"
        with self.lock:
            call = Call(len(self.calls), name or wanted, raw)
            self.calls.append(call)
            self.running += not is_poll
        try:
            fault = self._take_fault(call)
            if fault and not fault.after:
                return await self._fail(request, fault)
            body = await self._execute(call, request.match_info["token"])
            return await self._fail(request, fault) if fault else _respond(body)
        finally:
            with self.lock:
                if not is_poll:
                    self.running -= 1
                    self.last_call = time.monotonic()
                self.lock.notify_all()

    async def _answer_file(self, request: web.Request) -> web.Response:
        file_id = request.match_info["name"].split(".")[0]
        if request.match_info["token"] != self.token or file_id not in self.files:
            return web.Response(status=404)
        return web.Response(body=self.files[file_id][1])

    async def _execute(self, call: Call, token: str) -> Json:
        """The answer's body, whether the call succeeds or not."""
        try:
            with self.lock:
                self._decode(call, token)
                if call.method != "getUpdates":
                    call.result = self._dispatch(call)
            if call.method == "getUpdates":
                call.result = await self.poll(call)
        except ApiError as error:
            call.description, call.status = error.description, error.code
            if error.kind != "state":
                violation = Violation(error.kind, call.method, error.description, call.number)
                self.violations.append(violation)
            return error.body
        except Exception as error:  # noqa: BLE001 -- the emulator's bug must not look like the bot's
            self.internal_errors.append(f"{call.method}: {error!r}")
            call.status = 500
            return ApiError(500, f"emulator: {error!r}").body
        call.status = 200
        return {"ok": True, "result": call.result}

    def _decode(self, call: Call, token: str) -> None:
        if token != self.token:
            raise ApiError(401, "", "auth")
        if call.method not in self.schema.methods:
            raise ApiError(404, "method not found", "unknown-method")
        self.current = call
        call.params, problems = self.schema.decode(call.method, call.params)
        for problem in problems:
            self.violate(problem.kind, problem.text)
        for problem in problems:
            if self.strict or problem.kind != "unknown-param":  # which the real server ignores
                raise ApiError(400, problem.reply)

    def _dispatch(self, call: Call) -> Any:  # noqa: ANN401 -- any type of the Bot API
        returns = self.schema.returns[call.method]
        handler = HANDLERS.get(call.method)
        result: object = True
        if handler:
            result = handler(self, call.params)
        elif returns != ("Boolean",):
            text = f"{call.method} isn't implemented by this emulator"
            raise ApiError(400, text, "unsupported")
        elif "chat_id" in call.params:  # valid, and accepted without an effect
            self.writable(call.params["chat_id"])
        problems = self.schema.check(returns, result, call.method)
        if problems:
            self.internal_errors.append(f"result of {call.method}: {problems[0].text}")
        return copy.deepcopy(result)

    # Faults

    def fault(
        self,
        kind: FaultKind,
        method: str = "*",
        **options: Any,  # noqa: ANN401 -- the fields of Fault
    ) -> Fault:
        """Makes the next calls of a method fail; options are the fields of `Fault`."""
        with self.lock:
            fault = Fault(kind, method, **options)
            self.faults.append(fault)
            return fault

    def release(self) -> None:
        """Breaks all connections that hang."""
        self.in_loop(self._break_hanging)

    def _break_hanging(self) -> None:
        self._release.set()
        self._release = asyncio.Event()

    def _take_fault(self, call: Call) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.times > 0 and _hits(fault, call):
                    fault.times -= 1
                    fault.hits += 1
                    call.fault = fault.kind
                    self.lock.notify_all()
                    return fault
        return None

    async def _fail(self, request: web.Request, fault: Fault) -> web.Response:
        match fault.kind:
            case "429":
                text = f"retry after {fault.retry_after}"
                return _respond(ApiError(429, text, retry_after=fault.retry_after).body)
            case "500":
                return _respond(ApiError(500, fault.text).body)
            case "error":
                return _respond(ApiError(fault.code, fault.text).body)
            case "502":
                return web.Response(status=502, content_type="text/html", text=BAD_GATEWAY)
            case "garbage":
                return web.Response(status=200, content_type="text/html", text=BAD_GATEWAY)
            case "hang":
                await pause(self._release, fault.seconds)
            case "reset":
                pass
        if request.transport:
            connection = request.transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            request.transport.abort()
        return web.Response(status=500)  # which nobody receives


def _hits(fault: Fault, call: Call) -> bool:
    is_any = fault.method == "*" and call.method != "getUpdates"
    if not is_any and fault.method != call.method:
        return False
    return fault.chat is None or str(fault.chat) == str(call.params.get("chat_id"))


async def _read_parameters(request: web.Request) -> Json:
    """The four ways of https://core.telegram.org/bots/api#making-requests."""
    raw: Json = dict(request.query)
    if request.content_type == "application/json":
        raw |= json.loads(await request.read() or b"{}")
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                raw[name] = Upload(value.filename, value.file.read())
            else:
                raw[name] = value
    return raw


def _replace_uploads(raw: Json) -> Json:
    """Puts files that another parameter names (attach://NAME) into its place."""
    files = {f"attach://{name}": v for name, v in raw.items() if isinstance(v, Upload)}
    if not files:
        return raw
    texts = [value for value in raw.values() if isinstance(value, str)]
    named = {link for link in files if any(link in text for text in texts)}
    return {
        name: files.get(value, value) if isinstance(value, str) else value
        for name, value in raw.items()
        if f"attach://{name}" not in named
    }


def _respond(body: Json) -> web.Response:
    status = body.get("error_code", 200)
    headers = {}
    if retry := body.get("parameters", {}).get("retry_after"):
        headers["Retry-After"] = str(retry)
    return web.json_response(body, status=status, headers=headers)
