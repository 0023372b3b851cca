"""Chromium without a window: the one place that starts it, with a fresh profile each time and nothing to fetch."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.undated import undated

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 60


class BrowserMissing(RuntimeError):
    """No Chromium on this machine, or it gave nothing back."""


def browser() -> str | None:
    """The program, None when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def page_after_scripts(html: str) -> str:
    """The page's HTML when its scripts have run. Raises BrowserMissing."""
    return _run(html, "--dump-dom").decode("utf-8")


def page_to_pdf(html: str) -> bytes:
    """The page printed; sizes come from its @page rules. Raises BrowserMissing."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.pdf"
        _run(html, "--no-pdf-header-footer", f"--print-to-pdf={target}")
        if not target.is_file():
            raise BrowserMissing("Chromium printed nothing")
        return undated(target.read_bytes())


def _run(html: str, *flags: str) -> bytes:
    program = browser()
    if program is None:
        raise BrowserMissing("Chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html, "utf-8")
        command = [program, *FLAGS, f"--user-data-dir={folder}/profile", *flags, source.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        if done.returncode != 0:
            raise BrowserMissing(f"Chromium failed: {done.stderr.decode(errors='replace')[-300:]}")
        return done.stdout
