"""A headless Chromium that presses keys and takes pictures, spoken to over a pipe in its own protocol."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 20.0
CODES = {"Enter": 13, "Escape": 27, "Tab": 9}


def browser() -> str | None:
    """The program, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """One page of a running browser."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """A command of the DevTools protocol and its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._read, 1 << 16)
            assert part, "Chromium went away"
            self._rest += part
        line, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message

    def size(self, width: int, height: int, *, phone: bool = False) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def open(self, address: str) -> None:
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """The value of an expression on the page."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return result["result"].get("value")

    def wait(self, condition: str) -> None:
        """Waits until an expression is true; a page that is being left counts as not yet."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if self.run(condition) is True:
                return
            time.sleep(0.01)
        raise AssertionError(f"{condition} did not become true on {self.run('location.href')}: {self.text()[:500]}")

    def text(self) -> str:
        return str(self.run("document.body ? document.body.innerText : ''"))

    def press(self, key: str, *, shift: bool = False, ctrl: bool = False) -> None:
        """One key, down and up."""
        text = "\r" if key == "Enter" else key if len(key) == 1 else ""
        keys = {"key": key, "windowsVirtualKeyCode": CODES.get(key, ord(key[0].upper())), "code": key}
        held = {"modifiers": 8 * shift + 2 * ctrl}
        typed = {"text": text} if text and not ctrl else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **keys, **held, **typed)
        self.call("Input.dispatchKeyEvent", type="keyUp", **keys, **held)

    def press_and_go(self, key: str, *, shift: bool = False, ctrl: bool = False) -> None:
        """A key that leads to another page; returns when that page is there."""
        self.run("window.left = true")
        self.press(key, shift=shift, ctrl=ctrl)
        self.wait("window.left !== true && document.readyState === 'complete'")

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def open_browser() -> Iterator[Page]:
    """A browser with a fresh profile."""
    program = browser()
    assert program is not None
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        flags += [
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
        ]

        def give_pipes() -> None:  # the protocol is spoken on 3 and 4
            ours = os.dup(to_read), os.dup(from_write)
            os.dup2(ours[0], 3)
            os.dup2(ours[1], 4)

        process = subprocess.Popen(
            [program, *flags],
            close_fds=False,
            preexec_fn=give_pipes,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(from_write)
        try:
            yield Page(to_write, from_read)
        finally:
            process.kill()
            process.wait()
            os.close(to_write)
            os.close(from_read)
