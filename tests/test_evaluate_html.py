"""The page of figures: whole in itself, hostile text harmless, drawn by a browser."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.html_browser import browser
from pipeline.cli import main
from pipeline.evaluate import compare_records
from pipeline.evaluate_html import evaluation_page
from pipeline.plots import Axis, Bar, Series, bars, plot
from tests.sop_record import sop_record

HOSTILE = '<script>alert("x")</script>&'


def _page() -> str:
    gold, seen = sop_record(), sop_record()
    seen["sops"][0]["steps"][0]["aktivitas"]["text"] = HOSTILE
    seen["sops"][0]["steps"][1]["output"] |= {"text": "salah", "confidence": 0.4, "status": "review"}
    tallies = {group: {HOSTILE: compare_records(gold, copy.deepcopy(seen), HOSTILE)} for group in ("phone", HOSTILE)}
    return evaluation_page(tallies, HOSTILE, "rekaman")


def test_the_page_needs_nothing_else_and_lets_no_text_through_as_code() -> None:
    page = _page()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import""", page)
    assert set(re.findall(r'https?://[^\s"<]+', page)) == {"http://www.w3.org/2000/svg"}


def test_the_plots_are_well_formed_and_named() -> None:
    drawings = re.findall(r"<svg.*?</svg>", _page(), re.S)
    assert len(drawings) == 13
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img" and root.get("aria-label")


def test_the_worst_value_comes_first() -> None:
    page = _page()
    wrong = page[page.index("Nilai yang salah") :]
    assert wrong.index("alert") < wrong.index(">salah<")
    assert "tidak ditinjau" in wrong and ">ditinjau<" in wrong


def test_plots_take_points_outside_and_nothing_at_all() -> None:
    axis = Axis(0.0, 1.0, "<x>", (0.0, 1.0))
    ElementTree.fromstring(plot("a & b", axis, axis, [Series("<n>", [(-5.0, 2.0), (0.5, 0.5)]), Series("", [])]))
    ElementTree.fromstring(bars("kosong", []))
    ElementTree.fromstring(bars("b", [Bar("<a>", [0.2, 0.4], "1"), Bar("c", None, "-")], names=("x", "y")))


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    record = tmp_path / "a.json"
    record.write_text(json.dumps(sop_record()), "utf-8")
    page = tmp_path / "page.html"
    assert main(["evaluate", str(record), str(record), "--html", str(page)]) == 0
    assert "Ketepatan rekaman" in page.read_text("utf-8")


@pytest.mark.skipif(browser() is None, reason="Chromium is not installed")
def test_a_browser_draws_the_page(tmp_path: Path) -> None:
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text(_page(), "utf-8")
    size = "--window-size=1200,1600"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", size, f"--screenshot={picture}", page.as_uri()]
    subprocess.run([str(browser()), *flags], check=True, capture_output=True, timeout=60)
    assert picture.stat().st_size > 40_000
