"""Odd and hostile sources: each gets its row and its reason, whatever is in it, and the others are read."""

from __future__ import annotations

import random
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from bench.fuzz_documents import mutated, unpacked
from bench.run_outputs import DUMP, SAMPLES
from bench.soak import pdf_of
from pipeline.document import Digitized, Reading, Rejected, digitize, reading_to_record
from pipeline.errors import ExitCode
from pipeline.files import OutputFolder
from pipeline.ingest import run
from pipeline.settings import Settings
from tests.drawn_tables import line, sheet

DIGITAL = SAMPLES / "kelurahan" / "domisili-usaha.pdf"
MUTANTS = 16
BOUNDS = Settings(jobs=2, seconds_per_document=8, seconds_per_page=4, memory_mb=1500, max_pages=30)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One run over all of them; its rows by name."""
    scans = tmp_path_factory.mktemp("scans")
    dice, whole = random.Random(3), DIGITAL.read_bytes()
    for number in range(MUTANTS):
        (scans / f"mutan-{number}.pdf").write_bytes(mutated(whole, dice))
    text = DUMP.read_text("utf-8")
    for coding in ("utf-16", "utf-8-sig", "cp1252"):
        (scans / f"{coding}.txt").write_bytes(text.encode(coding, "replace"))
    (scans / "satu-baris.txt").write_bytes(b"x" * (21 << 20))
    (scans / "bom-flate.pdf").write_bytes(pdf_of(zlib.compress(bytes(1 << 27), 9)))
    twice = pdf_of(zlib.compress(zlib.compress(bytes(1 << 30), 9), 9))
    (scans / "bom-ganda.pdf").write_bytes(twice.replace(b"/Filter/FlateDecode", b"/Filter[/FlateDecode/FlateDecode]"))
    (scans / "raksasa.pdf").write_bytes(pdf_of(zlib.compress(b"0 0 m 9 9 l S"), box="0 0 14400 14400"))
    (scans / "tebal.pdf").write_bytes(pdf_of(zlib.compress(b""), pages=31))
    (scans / "putar-xref.pdf").write_bytes(b"%PDF-1.5\nxref\n0 1\ntrailer<</Prev 9>>\nstartxref\n9\n%%EOF")
    (scans / "pita.pdf").write_bytes(pdf_of(zlib.compress(b"0 0 m 9 9 l S"), box="0 0 595 2147483648"))
    (scans / "emoji-📄.txt").write_text(text)
    (scans / f"{'panjang' * 35}.txt").write_text(text)
    (scans / "sebenarnya-gambar.pdf").write_bytes((SAMPLES / "dinas" / "peminjaman-arsip-foto.jpg").read_bytes())
    out = OutputFolder(tmp_path_factory.mktemp("out"))
    summary = run([scans], BOUNDS, out, lambda *_: None)
    assert summary.exit_code is ExitCode.SOME_REJECTED
    assert len(summary.rows) == len(list(scans.iterdir()))
    return {row.file: row for row in summary.rows}


def test_no_error_of_ours_leaves_a_document(rows: dict[str, Any]) -> None:
    assert [row for row in rows.values() if row.stage == "internal"] == []
    assert all(row.reason for row in rows.values() if row.status == "rejected")


def test_many_mutants_are_still_read(rows: dict[str, Any]) -> None:
    read = [name for name, row in rows.items() if name.startswith("mutan") and row.status in ("ok", "partial")]
    assert len(read) >= MUTANTS / 4


@pytest.mark.parametrize("name", ["utf-16.txt", "utf-8-sig.txt", "cp1252.txt", "emoji-📄.txt"])
def test_texts_in_any_coding_and_name(rows: dict[str, Any], name: str) -> None:
    assert (rows[name].status, rows[name].steps) in (("ok", 7), ("partial", 7))


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("satu-baris.txt", {"open"}),
        ("bom-flate.pdf", {"render"}),
        ("bom-ganda.pdf", {"render"}),
        ("raksasa.pdf", {"segment", "render", "memory", "time"}),
        ("pita.pdf", {"render"}),
        ("tebal.pdf", {"pages"}),
        ("putar-xref.pdf", {"render"}),
    ],
)
def test_bombs_and_liars_are_rejected(rows: dict[str, Any], name: str, stages: set[str]) -> None:
    assert rows[name].status == "rejected"
    assert rows[name].stage in stages, rows[name]


def test_a_photo_that_is_called_a_pdf_is_read(rows: dict[str, Any]) -> None:
    assert rows["sebenarnya-gambar.pdf"].status == "ok"


def test_a_page_whose_box_is_none_is_read_as_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "kotak.pdf"
    path.write_bytes(re.sub(rb"/MediaBox \[[^]]*\]", b"/MediaBox [ 0 0 841 x 8898 595 ]", unpacked(DIGITAL)))
    assert isinstance(digitize(path, Settings()), Rejected | Digitized)


def test_a_password_opens_a_locked_file(tmp_path: Path) -> None:
    locked = tmp_path / "terkunci.pdf"
    with pikepdf.open(DIGITAL) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="rahasia", owner="kepala"))
    assert isinstance(refused := digitize(locked, Settings()), Rejected)
    assert (refused.stage, "kata sandi" in refused.reason) == ("locked", True)
    words = tmp_path / "sandi.txt"
    words.write_text("salah\nrahasia\n")
    opened = digitize(locked, Settings(password_file=str(words)))
    assert isinstance(opened, Digitized)
    assert len(opened.record["sops"][0]["steps"]) == 7


SHIFTED = b"""/CIDInit /ProcSet findresource begin begincmap /CMapName /Shifted def
1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7D> <0021> endbfrange endcmap end"""


def test_an_illegible_picture_is_rejected_as_such(tmp_path: Path) -> None:
    read = sheet([], [replace(line("Sean ag eer don", 1, 0.1 * at), confidence=0.2) for at in range(1, 9)])
    source = tmp_path / "kasar.png"
    source.touch()
    refused = reading_to_record(Reading((read,)), source, "0" * 64, Settings())
    assert isinstance(refused, Rejected) and "pindai ulang" in refused.reason


def test_print_wins_over_a_garbled_text_layer(tmp_path: Path) -> None:
    garbled = tmp_path / "kacau.pdf"
    with pikepdf.open(DIGITAL) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                font.ToUnicode = pdf.make_stream(SHIFTED)
        pdf.save(garbled)
    read, plain = digitize(garbled, Settings()), digitize(DIGITAL, Settings())
    assert isinstance(read, Digitized) and isinstance(plain, Digitized)
    assert (read.record["source"]["kind"], plain.record["source"]["kind"]) == ("scan", "digital")
    texts = [[step["aktivitas"]["text"] for step in result.record["sops"][0]["steps"]] for result in (read, plain)]
    assert texts[0] == texts[1]
