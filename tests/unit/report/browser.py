"""A page in a real browser, where there is one: its measures at a width, and its printed pages."""

from __future__ import annotations

import base64
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = next(
    filter(
        None,
        map(
            shutil.which,
            ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        ),
    ),
    None,
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
        const texts = [...chart.querySelectorAll('text')].filter(seen);
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


class Browser:
    """A tab, driven by the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._calls = 0
        self.requests: list[str] = []

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """What a method of the protocol returns."""
        self._calls += 1
        await self._socket.send_json({"id": self._calls, "method": method, "params": params})
        while (said := await self._next()).get("id") != self._calls:
            pass
        assert "error" not in said, said
        result: dict[str, Any] = said["result"]
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
        scheme_is = [{"name": "prefers-color-scheme", "value": scheme}]
        await self.call("Emulation.setEmulatedMedia", media="", features=scheme_is)
        await self.call("Page.navigate", url=page.as_uri())
        while (await self._next()).get("method") != "Page.loadEventFired":
            pass

    async def value(self, script: str) -> object:
        """What a script comes to."""
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        value: object = found["result"]["value"]
        return value

    async def printed(self) -> bytes:
        """The page as PDF, on the paper that it asks for."""
        made = await self.call("Page.printToPDF", preferCSSPageSize=True)
        return base64.b64decode(made["data"])

    async def _next(self) -> dict[str, Any]:
        said: dict[str, Any] = await self._socket.receive_json(timeout=PATIENCE_S)
        if said.get("method") == "Network.requestWillBeSent":
            self.requests.append(said["params"]["request"]["url"])
        return said


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    """A browser that keeps its profile in a folder."""
    assert CHROMIUM
    with subprocess.Popen(  # noqa: S603, ASYNC220 -- the browser that was found
        [
            CHROMIUM,
            "--headless=new",
            "--no-sandbox",  # needed by root, and it shows our own page only
            "--disable-gpu",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder / 'profile'}",
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            port = _port(process)
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json/list") as tabs:
                    tab = next(tab for tab in await tabs.json() if tab["type"] == "page")
                async with session.ws_connect(
                    tab["webSocketDebuggerUrl"], max_msg_size=0
                ) as socket:
                    yield Browser(socket)
        finally:
            process.terminate()


def _port(process: subprocess.Popen[bytes]) -> str:
    """The port that the browser says it listens on."""
    assert process.stderr
    until = time.monotonic() + PATIENCE_S
    for line in process.stderr:
        if b"DevTools listening on" in line:
            return line.decode().split(":")[2].split("/")[0]
        assert time.monotonic() < until
    raise AssertionError("the browser ended")
