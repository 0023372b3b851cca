"""Files whose names say something else than their content, and texts in every coding."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.content import named_by_content, true_suffix
from pipeline.document import Digitized, digitize
from pipeline.pdf_file import page_count
from pipeline.settings import Settings
from review.coding import decode

SAMPLES = Path(__file__).parents[1] / "samples"
PDF = SAMPLES / "kelurahan" / "domisili-usaha.pdf"
PHOTO = SAMPLES / "dinas" / "peminjaman-arsip-foto.jpg"
TEXT = "Tabel SOP: 5 menit ± ½ hari\nNo\tAktivitas"


@pytest.mark.parametrize("name", ["pindai.jpg", "pindai.txt"])
def test_a_pdf_under_another_name_is_read_as_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copyfile(PDF, path)
    outcome = digitize(path, Settings())
    assert isinstance(outcome, Digitized)
    source = outcome.record["source"]
    assert (source["file"], source["kind"], source["pages"]) == (name, "digital", 2)
    assert page_count(path) == 2


def test_a_photo_named_pdf_is_opened_as_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "FOTO.PDF"
    shutil.copyfile(PHOTO, path)
    with named_by_content(path) as named:
        assert named.suffix == ".jpg" and named.read_bytes() == PHOTO.read_bytes()
    assert not named.exists() and page_count(path) == 1


def test_a_right_name_and_one_picture_for_another_stay(tmp_path: Path) -> None:
    assert true_suffix(PDF) == ".pdf"
    for path in (PDF, shutil.copyfile(PHOTO, tmp_path / "foto.png"), shutil.copyfile(PDF, tmp_path / "A.PDF")):
        with named_by_content(Path(path)) as named:
            assert named == Path(path)


def test_a_file_that_is_gone_has_one_page_and_no_crash(tmp_path: Path) -> None:
    assert page_count(tmp_path / "hilang.pdf") == 1


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_reads_the_same_in_every_coding(coding: str) -> None:
    assert decode(TEXT.encode(coding)) == TEXT


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"a\0", bytes(range(256)), "你好".encode("utf-16-le")])
def test_no_bytes_stop_the_reader_of_texts(data: bytes) -> None:
    assert isinstance(decode(data), str)
