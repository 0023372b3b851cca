"""The review verbs of the command line over a real run: apply, undo, learned, and headings that become known."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from bench.sample_sops import RAPAT_DUMP
from pipeline.cli import main
from pipeline.errors import ExitCode
from review.ledger import Decision, append_decisions
from tests.review_run import fill

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over a text dump whose time column has an unusual heading."""
    folder = tmp_path_factory.mktemp("dump")
    (folder / "rapat.txt").write_text(RAPAT_DUMP.replace("\tWaktu\t", "\tBatas Kerja\t"), "utf-8")
    ingest(folder, folder / "out")
    return folder


@pytest.fixture
def out(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the run."""
    shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def ingest(tmp_path: Path, folder: Path, name: str = "rapat.txt") -> None:
    assert main(["ingest", str(tmp_path / name), "--out", str(folder), "-q", "-j", "1"]) == ExitCode.OK


def sop_of(out: Path, name: str = "rapat.txt") -> dict[str, Any]:
    record: dict[str, Any] = json.loads((out / "records" / f"{name}.json").read_bytes())
    sop: dict[str, Any] = record["sops"][0]
    return sop


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == ExitCode.OK
    return json.loads(capsys.readouterr().out)


def test_a_confirmed_heading_is_known_in_other_files(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (heading,) = sop_of(out)["headings"]
    assert (heading["raw"], heading["text"], heading["status"]) == ("Batas Kerja", "waktu", "review")
    sheet = fill(out, {heading["cell_id"]: {"keputusan": "benar"}})
    assert main(["review", "apply", str(sheet), "--out", str(out), "--who", "Sari", "-q"]) == ExitCode.OK
    (lesson,) = told(capsys, "review", "learned", "--out", str(out))
    assert (lesson["kind"], lesson["reading"], lesson["text"]) == ("judul", "Batas Kerja", "waktu")
    other = out.parent / "lain.txt"
    other.write_text((out.parent / "rapat.txt").read_text("utf-8").replace("undangan", "surat"), "utf-8")
    statuses = []
    for action in ([], ["--revoke", lesson["id"]], ["--restore", lesson["id"]]):
        told(capsys, "review", "learned", "--out", str(out), *action)
        ingest(out.parent, out, "lain.txt")
        statuses += [one["status"] for one in sop_of(out, "lain.txt")["headings"]]
    assert statuses == ["auto", "review", "auto"]
    assert main(["review", "learned", "--out", str(out), "--revoke", "nothing"]) == ExitCode.USAGE


def test_undo_takes_a_sheet_back_everywhere(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sop_of(out)["identity"]["nama_sop"]["text"]
    cell = sop_of(out)["identity"]["nama_sop"]["cell_id"]
    main(["review", "export", "--all", "--out", str(out), "-q"])
    sheet = fill(out, {cell: {"koreksi": "Rapat Koordinasi Lengkap"}})
    assert main(["review", "apply", str(sheet), "--out", str(out), "--who", "Sari", "-q"]) == ExitCode.OK
    assert "Rapat Koordinasi Lengkap" in (out / "sops.csv").read_text("utf-8-sig")
    (row,) = told(capsys, "review", "undo", "--list", "--out", str(out))
    assert (row["number"], row["who"], row["correction"]) == (1, "Sari", "Rapat Koordinasi Lengkap")
    assert main(["review", "undo", "--out", str(out), "--who", "Sari", "-q"]) == ExitCode.OK
    assert sop_of(out)["identity"]["nama_sop"]["text"] == before
    assert "Rapat Koordinasi Lengkap" not in (out / "sops.csv").read_text("utf-8-sig")
    for number in ([], ["1"], ["9"]):
        assert main(["review", "undo", *number, "--out", str(out)]) == ExitCode.USAGE
    assert "undo --list" in capsys.readouterr().err


def test_the_page_is_served_until_it_is_interrupted_and_tables_follow(out: Path) -> None:
    """A real server on a free port, as a person starts it; the ledger is written while it runs."""
    command = [sys.executable, "-m", "pipeline.cli", "review", "serve", "--who", "Sari"]
    command += ["--out", str(out), "--port", str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        assert main(["review", "serve", "--out", str(out), "--port", command[-1]]) == ExitCode.NO_ACCESS
        page = page_at(address)
        assert "rapat.txt" in page and "Peninjauan SOP" in page
        (cell,) = (one for one in sop_of(out)["headings"])
        decide_heading(out, cell["cell_id"])
        server.send_signal(signal.SIGINT)
        server.wait(30)
    assert sop_of(out)["headings"][0]["status"] == "corrected"
    assert json.loads((out / "learned.json").read_bytes())["lessons"][0]["reading"] == "Batas Kerja"


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def page_at(address: str) -> str:
    for _ in range(100):
        try:
            with urlopen(address, timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def decide_heading(out: Path, cell_id: str) -> None:
    """What the page writes when a key is pressed."""
    source = json.loads((out / "records" / "rapat.txt.json").read_bytes())["source"]
    told = {"file": source["file"], "column": "judul kolom: Batas Kerja", "reading": "waktu", "confidence": 0.5}
    made = Decision("2026-11-21T09:00:00+07:00", "Sari", source["sha256"], cell_id, **told, verdict="benar")
    append_decisions(out / "corrections.csv", [made])
