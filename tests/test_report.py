"""The report: one page that stands alone, says what to do, and shows what is doubtful."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.report import DETAILED, page_thumbnail, percent, read_texts, write_report
from tests.sop_record import leaf, sop_record

VOID = {"meta", "img", "br", "hr", "link", "input"}
EVIL = "<script>alert(1)</script>\"'&{{ 4321*5 }}"


class Page(HTMLParser):
    """Checks that tags nest, and keeps tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style",):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def report(
    tmp_path: Path, records: list[dict[str, Any]], rows: list[dict[str, Any]] | None = None, **more: Any
) -> Page:
    rows = rows if rows is not None else [{"file": record["source"]["file"], "status": "ok"} for record in records]
    return Page(write_report(tmp_path, rows, records, **more).read_text("utf-8"))


def test_page_tells_the_run_at_a_glance(tmp_path: Path) -> None:
    rows = [
        {"file": "kantor/izin-keramaian.pdf", "status": "ok", "pages": 2, "seconds": 3.26},
        {"file": "rusak.pdf", "status": "rejected", "reason": "Berkas PDF rusak."},
    ]
    page = report(tmp_path, [sop_record()], rows)
    for words in (
        "Berkas 2 Ditolak 1 Halaman 2 SOP 1 Langkah 4",
        "Perlu diperiksa 6",
        "Berkas PDF rusak.",
        "1 berkas tidak dapat diolah",
        "6 sel perlu diperiksa. Jalankan mutubaku review serve",
        "Nomor SOP 065/O7/Trantib ▲ 41%",
        "Petugas Loket (keputusan)",
        "tidak diketahui",
    ):
        assert words in page.text


def test_english(tmp_path: Path) -> None:
    page = report(tmp_path, [sop_record()], lang="en")
    assert page.all("html")[0]["lang"] == "en" and "What to do next" in page.text and "to be checked" in page.text
    assert read_texts("id").keys() == read_texts("en").keys()
    one = report(tmp_path, [], [{"file": "a.pdf", "status": "rejected"}], lang="en")
    assert "1 files" not in one.text and "could not be processed: 1." in one.text


def test_page_stands_alone_and_is_accessible(tmp_path: Path) -> None:
    picture = page_thumbnail(np.zeros((300, 200), np.uint8))
    pictures = {"kantor/izin-keramaian.pdf": [picture, "http://elsewhere/x.png"]}
    page = report(tmp_path, [sop_record()], thumbnails=pictures)
    html = (tmp_path / "report.html").read_text("utf-8")
    assert not page.all("script") and not page.all("link")
    assert [image["src"] for image in page.all("img")] == [picture] and page.all("img")[0]["alt"]
    assert not re.search(r"(src|href|url)\W{1,3}https?:", html)
    tags = [tag for tag, _ in page.tags]
    assert {"header", "main", "footer", "h1"} <= set(tags) and tags.count("main") == 1
    assert all("scope" in head for head in page.all("th"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = [anchor["href"] for anchor in page.all("a")]
    assert all(target and target.startswith("#") and target[1:] in ids for target in inner)


def test_texts_from_scans_are_only_texts(tmp_path: Path) -> None:
    record = sop_record()
    record["source"]["file"] = EVIL
    record["warnings"] = [EVIL]
    sop = record["sops"][0]
    sop["flags"] = [EVIL]
    sop["identity"]["nama_sop"] = leaf(EVIL, "nama_sop", None)
    sop["actors"][0]["name"] = leaf(EVIL, "actor", None)
    sop["steps"][0]["aktivitas"] = leaf(EVIL, "aktivitas", None)
    sop["steps"][0]["pelaksana"][0]["actor"] = EVIL
    sop["steps"][0]["flags"] = [EVIL]
    page = report(tmp_path, [record], [{"file": EVIL, "status": "partial", "reason": EVIL}])
    assert not page.all("script") and "21605" not in page.text
    assert page.text.count("alert(1)") >= 10


def test_missing_columns_and_empty_records_are_shown_as_such(tmp_path: Path) -> None:
    record = sop_record()
    record["sops"][0]["steps"][0]["keterangan"] = None
    record["sops"][0]["identity"]["tanggal_revisi"] = None
    empty = sop_record() | {"sops": []}
    empty["source"] = empty["source"] | {"file": "kosong.pdf"}
    page = report(tmp_path, [record, empty])
    assert "Tidak ada SOP yang ditemukan" in page.text
    assert "Keterkaitan – Peralatan perlengkapan Komputer" in page.text, "an empty list is told from a missing one"
    assert "Nomor SOP 065/O7/Trantib 41%" in page.text, "doubtful cells go by the names that the form gives them"
    assert "Tidak ada sel yang perlu diperiksa" in report(tmp_path, []).text


def test_a_large_run_shows_the_worst_files_in_detail(tmp_path: Path) -> None:
    records = []
    for number in range(DETAILED + 5):
        record = sop_record()
        record["source"]["file"] = f"{number:03}.pdf"
        record["sops"] = [] if number < 5 else record["sops"]
        records.append(record)
    page = report(tmp_path, records)
    assert len(page.all("details")) == DETAILED
    assert "000.pdf" in page.text and f"{DETAILED} berkas yang paling perlu dilihat" in page.text


@pytest.mark.parametrize(("share", "shown"), [(1.0, "100%"), (0.9999, "99,9%"), (0.0, "0%"), (0.57, "57%")])
def test_percent_never_rounds_up_to_certainty(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_what_each_stage_cost(tmp_path: Path) -> None:
    rows = [
        {
            "file": f"{name}.pdf",
            "status": "rejected",
            "seconds": 1.5,
            "peak_mb": 300,
            "stages": {"read": 90, "grid": 30},
        }
        for name in "ab"
    ]
    text = report(tmp_path, [], rows).text
    assert "Membaca huruf 3,0 menit 75%" in text
    assert "Mencari garis dan tabel 60,0 detik 25%" in text
    assert "1,5 300" in text
    assert "Waktu kerja menurut tahap" not in report(tmp_path, [], [{"file": "a.pdf", "status": "ok"}]).text
