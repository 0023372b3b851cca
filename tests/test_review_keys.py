"""A photographed SOP reviewed in a real browser by keyboard: one key for a right cell, and the truth in the end."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bench.sample_sops import PINJAM_ARSIP, SampleStep
from pipeline.cli import main
from review.desk import Desk
from review.leaves import ReviewCell, node_at, review_cells
from review.ledger import read_ledger
from review.notation import SYMBOL_WORDS, parse_arrows
from review.shelf import DeskFiles, token_of
from review.web import create_app
from tests.browser import Page, browser, open_browser
from tests.review_run import make_run, step
from tests.sop_record import doubtful, sop_record

ROOT = Path(__file__).parents[1]
PHOTO = ROOT / "samples" / "dinas" / "peminjaman-arsip-foto.jpg"
FIELDS = {"aktivitas": "text", "kelengkapan": "needs", "waktu": "time", "output": "output", "keterangan": "note"}
KINDS = {"mulai": "m", "selesai": "s", "proses": "p", "keputusan": "k"}

pytestmark = pytest.mark.skipif(browser() is None, reason="Chromium is not installed")


def truth_of(cell: ReviewCell) -> str:
    """What the photographed page says, in the notation of the review; the page holds no identity block."""
    if "steps" not in cell.path:
        return PINJAM_ARSIP.actors[int(cell.path[3])] if "actors" in cell.path else ""
    number = int(cell.path[3])
    row = PINJAM_ARSIP.steps[number]
    if cell.column == "pelaksana":
        return f"{PINJAM_ARSIP.actors[row.actor]}: {SYMBOL_WORDS[row.kind]}"
    if cell.column == "panah":
        return arrows_of(number, row)
    return str(number + 1) if cell.column == "no" else str(getattr(row, FIELDS[cell.column]))


def arrows_of(number: int, row: SampleStep) -> str:
    if row.no_to is not None:
        return f"Ya: {number + 2}; Tidak: {row.no_to + 1}"
    return "" if row.kind == "end" else str(number + 2)


def same(cell: ReviewCell, text: str, truth: str) -> bool:
    if cell.column == "panah":
        return sorted(parse_arrows(text), key=str) == sorted(parse_arrows(truth), key=str)
    return text.split() == truth.split()


def spoil(record: dict[str, Any]) -> None:
    """The cells of some rows wait, and some are misread, lost or invented as worse photographs make them."""
    sop = record["sops"][0]
    for cell in review_cells(record):
        if "actors" in cell.path or cell.step in ("1", "3", "4"):
            node = node_at(record, cell.path)
            for one in [node] if "cell_id" in node else node["pelaksana"]:
                one.update(status="review", confidence=0.5)
    for edge in sop["flow"]["edges"]:
        edge.update({"status": "review", "confidence": 0.5} if edge["from"] in ("1", "3", "4") else {})
    first, _, third, fourth, *_ = sop["steps"]
    first["waktu"].update(text="S menit", value=None)
    first["keterangan"].update(text="l", missing=None)
    fourth["keterangan"].update(text="l", missing=None)
    fourth["output"].update(text="Arslp", other="Arsip")
    fourth["pelaksana"][0]["symbol"] = "decision"
    sop["actors"][2]["name"]["text"] = third["pelaksana"][0]["actor"] = "Kepala Bldang"
    first["pelaksana"].clear()
    sop["flow"]["edges"] = [edge for edge in sop["flow"]["edges"] if (edge["from"], edge["to"]) != ("4", "5")]
    next(edge for edge in sop["flow"]["edges"] if edge["to"] == "1")["label"] = None


@pytest.fixture(scope="module")
def photographed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over the photograph, spoilt."""
    out = tmp_path_factory.mktemp("photo")
    assert main(["ingest", str(PHOTO), "--out", str(out), "-q", "-j", "1"]) == 0
    path = next((out / "records").rglob("*.json"))
    record = json.loads(path.read_bytes())
    spoil(record)
    path.write_text(json.dumps(record), "utf-8")
    return out


@contextmanager
def served(run: Path, who: str = "Sari") -> Iterator[str]:
    """The review page of a run on a free port."""
    files = DeskFiles(run / "records", run / "corrections.csv", run / "pages", run / "review" / "crops", run / "l.json")
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(Desk(files), who), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def decide(page: Page, cell: ReviewCell, truth: str) -> int:
    """Presses what a reviewer who knows the truth presses; returns the keys, typed text apart."""
    shown = str(page.run("document.querySelector('#bacaan').innerText")).replace("(kosong)", "")
    if same(cell, shown, truth):
        page.press_and_go("Enter")
        return 1
    suggested = page.run("[...document.querySelectorAll('.suggestion')].map(one => one.closest('form').koreksi.value)")
    if truth in suggested:
        page.press_and_go(str(suggested.index(truth) + 1))
        return 1
    if not truth:
        page.press_and_go("k")
        return 1
    page.press("e")
    keys = fill_in(page, cell, truth)
    page.press_and_go("Enter")
    return keys + 2


def fill_in(page: Page, cell: ReviewCell, truth: str) -> int:
    if cell.column == "panah":
        page.press("T")  # the first arrow's label is in focus
        return 1
    if cell.column != "pelaksana":
        page.type(truth)
        return 0
    actor, _, word = truth.rpartition(": ")
    page.press(str(PINJAM_ARSIP.actors.index(actor) + 1))
    page.press(KINDS[word])
    return 2


def test_a_photographed_sop_takes_one_key_for_each_right_cell(photographed: Path) -> None:
    path = next((photographed / "records").rglob("*.json"))
    cells = {token_of(cell): cell for cell in review_cells(json.loads(path.read_bytes()))}
    keys: dict[str, int] = {}
    with served(photographed) as address, open_browser() as page:
        page.size(1366, 768)
        page.open(f"{address}/lanjut")
        while token := page.run("document.querySelector('.desk')?.dataset.cell"):
            assert token not in keys, "shown once"
            keys[token] = decide(page, cells[token], truth_of(cells[token]))
        assert "Semua sel sudah diputuskan" in page.text()
    assert set(keys) == {token for token, cell in cells.items() if cell.status == "review"} and len(keys) > 25
    wrong = {token for token in keys if not same(cells[token], cells[token].text, truth_of(cells[token]))}
    assert len(wrong) >= 8
    assert all(count == 1 for token, count in keys.items() if token not in wrong)
    assert sum(keys.values()) <= len(keys) + 3 * len(wrong)


def test_after_a_perfect_review_the_record_says_what_the_page_says(photographed: Path) -> None:
    """Follows the review above. The file is made sense of anew, and what people decided holds."""
    decisions = read_ledger(photographed / "corrections.csv").current()
    if not decisions:
        pytest.skip("nothing was reviewed")
    next((photographed / "records").rglob("*.json")).unlink()
    assert main(["ingest", str(PHOTO), "--out", str(photographed), "-q", "-j", "1"]) == 0
    record = json.loads(next((photographed / "records").rglob("*.json")).read_bytes())
    cells = [cell for cell in review_cells(record) if (cell.sha256, cell.cell_id) in decisions]
    assert len(cells) == len(decisions)
    for cell in cells:
        assert cell.status == "corrected" and same(cell, cell.text, truth_of(cell)), cell
    steps = record["sops"][0]["steps"]
    assert [steps[n]["waktu"]["value"]["minutes"] for n in (0, 2, 3)] == [[5, 5], [15, 15], [30, 30]]


def test_keys_move_undo_and_decide_for_all(tmp_path: Path) -> None:
    record = sop_record()
    for index in range(3):
        step(record, index)["output"] = doubtful("Surat lzin", "output", (2, 0.8, 0.2 + 0.1 * index), 0.0)
    run = make_run(tmp_path, record)
    with served(run) as address, open_browser() as page:
        page.size(390, 844, phone=True)
        page.open(f"{address}/")
        page.press_and_go("Enter")
        first = page.run("location.pathname")
        page.press_and_go("n")
        page.press_and_go("b")
        assert page.run("location.pathname") == first
        assert page.run("document.documentElement.scrollWidth") == 390, "fits a phone's width"
        page.press("e")
        page.type("Surat izin")
        page.press("Escape")
        assert not read_ledger(run / "corrections.csv").entries
        page.press("e")
        page.type("Surat izin")
        page.press_and_go("Enter", ctrl=True)
        assert len(read_ledger(run / "corrections.csv").entries) == 3
        page.press_and_go("u")
        assert "Dibatalkan: 3 keputusan" in page.text()
        page.press_and_go("Enter", shift=True)
        page.press_and_go("l")
        page.press("g")
        assert page.run("document.body.classList.contains('unmarked')") is True
    verdicts = [entry.verdict for entry in read_ledger(run / "corrections.csv").entries]
    assert verdicts == ["koreksi"] * 3 + ["batal"] * 3 + ["benar"] * 3 + ["lewati"]


def test_a_key_pressed_too_early_falls_on_no_cell(tmp_path: Path) -> None:
    run = make_run(tmp_path)
    with served(run) as address, open_browser() as page:
        page.open(f"{address}/lanjut")
        page.run("window.left = true")
        for _ in range(3):
            page.press("Enter")
        page.wait("window.left !== true && document.readyState === 'complete'")
        time.sleep(0.2)
    entries = read_ledger(run / "corrections.csv").entries
    assert len({entry.key for entry in entries}) == len(entries) <= 3


def test_every_form_fits_a_phone(tmp_path: Path) -> None:
    """Long steps and long names of posts, in fields that stand side by side."""
    record = sop_record()
    for one in record["sops"][0]["steps"]:
        one["aktivitas"]["text"] += " dan menyampaikannya kepada pimpinan untuk mendapat persetujuan"
    record["sops"][0]["actors"][0]["name"]["text"] = "Kepala Bidang Pengelolaan Arsip Dinamis dan Arsip Vital Daerah"
    whole = "[...document.querySelectorAll('.choices span')].every(name => name.scrollWidth <= name.clientWidth)"
    with served(make_run(tmp_path, record)) as address, open_browser() as page:
        page.size(390, 844, phone=True)
        for cell in review_cells(record):
            if cell.column in ("panah", "pelaksana", "waktu"):
                page.open(f"{address}/sel/{token_of(cell)}")
                page.press("e")
                assert page.run("document.documentElement.scrollWidth") == 390, cell.column
                assert page.run(whole), cell.column
