"""A page in a real browser, where there is one: its measures at a width, and its printed pages."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)

FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root has none, and our own pages are all that is shown
    "--disable-gpu",
    # Without these it looks for updates and for an account, on the network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-port=0",  # one that is free
)
PATIENCE_S = 60

OUTSIDE = """(() => {
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')].filter((one) => {
        const box = one.getBoundingClientRect();
        const out = box.width && (box.left < -0.5 || box.right > wide + 0.5);
        return out && !one.parentElement.closest('.scroll, defs');
    }).map((one) => one.tagName + ' ' + one.textContent.slice(0, 60));
})()"""
"""What reaches beyond the window's sides."""

OVERLAPS = """(() => {
    const found = [];
    for (const chart of document.querySelectorAll('svg.chart')) {
        const seen = (one) => one.getBoundingClientRect().width > 0;
        const texts = [...chart.querySelectorAll('text, .bar-label')].filter(seen);
        const boxes = texts.map((one) => one.getBoundingClientRect());
        for (let a = 0; a < boxes.length; a++) for (let b = 0; b < a; b++) {
            const x = Math.min(boxes[a].right, boxes[b].right)
                - Math.max(boxes[a].left, boxes[b].left);
            const y = Math.min(boxes[a].bottom, boxes[b].bottom)
                - Math.max(boxes[a].top, boxes[b].top);
            if (x > 1 && y > 3) found.push(texts[a].textContent + ' | ' + texts[b].textContent);
        }
    }
    return found;
})()"""
"""Texts of charts that lie on each other."""

CUT_OFF = """(() => {
    const tables = [...document.querySelectorAll('.scroll')];
    const wide = tables.filter((one) => one.scrollWidth > one.clientWidth);
    return wide.filter((one) => !one.closest('details')).map((one) => one.textContent);
})()"""
"""Tables in sight that have to be scrolled sideways."""


class Tab:
    """A tab, driven by the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._calls = 0
        self._events: list[str] = []
        self.requests: list[str] = []

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """What a method of the protocol returns."""
        self._calls += 1
        await self._socket.send_json({"id": self._calls, "method": method, "params": params})
        while (message := await self._receive()).get("id") != self._calls:
            pass
        assert "error" not in message, message
        result: dict[str, Any] = message["result"]
        return result

    async def show(self, page: Path, width: int, scheme: str = "light") -> None:
        """Loads a page in a window of so many pixels."""
        await self.call("Page.enable")
        await self.call("Network.enable")
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        await self.call("Emulation.setEmulatedMedia", media="", features=features)
        self._events.clear()
        await self.call("Page.navigate", url=page.as_uri())
        while "Page.loadEventFired" not in self._events:
            await self._receive()

    async def value(self, script: str) -> object:
        """The value of a JavaScript expression."""
        evaluated = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        value: object = evaluated["result"]["value"]
        return value

    async def printed(self) -> bytes:
        """The page as PDF, on the paper that it asks for."""
        made = await self.call("Page.printToPDF", preferCSSPageSize=True)
        return base64.b64decode(made["data"])

    async def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = await self._socket.receive_json(timeout=PATIENCE_S)
        if "method" in message:
            self._events.append(message["method"])
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        return message


@contextmanager
def running_browser(profile: Path) -> Iterator[str]:
    """The address of a new browser's DevTools; it ends with the context."""
    assert CHROMIUM
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:  # noqa: S603 -- the browser that was found
        try:
            assert process.stderr
            # It says this once it is ready; the address is such as ws://127.0.0.1:45678/devtools.
            line = next(line for line in process.stderr if b"DevTools listening on" in line)
            # What else it says has to go somewhere: it stops where a pipe is full.
            Thread(target=process.stderr.read, daemon=True).start()
            yield "http://" + line.decode().split("/")[2]
        finally:
            process.terminate()


@asynccontextmanager
async def new_tab(devtools: str) -> AsyncIterator[Tab]:
    """A new tab of a running browser."""
    async with aiohttp.ClientSession(devtools) as session:
        async with session.put("/json/new") as response:
            target = await response.json()
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            yield Tab(socket)
        async with session.get(f"/json/close/{target['id']}"):
            pass
