"""A digital step table without a single ruling."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from pipeline.document import Digitized, digitize
from pipeline.settings import Settings

HEADER = ("No", "Aktivitas", "Kelengkapan", "Waktu", "Output", "Keterangan")
ROWS = (
    ("1", "Menerima berkas usulan\ndari bidang", "Berkas usulan", "5 menit", "Berkas diterima", ""),
    ("2", "Memeriksa berkas", "Berkas", "10 menit", "Berkas lengkap\ndan benar", "-"),
    ("3", "Menyerahkan surat", "Surat", "1 hari", "Tanda terima", ""),
)
LEFT = (40, 70, 260, 400, 470, 620)


def _draw(path: Path) -> None:
    width, height = landscape(A4)
    canvas = Canvas(str(path), pagesize=(width, height))
    canvas.setFont("Helvetica", 9)
    for number, row in enumerate((HEADER, *ROWS)):
        for x, text in zip(LEFT, row, strict=True):
            for line, part in enumerate(text.split("\n")):
                canvas.drawString(x, height - 60 - 40 * number - 11 * line, part)
    canvas.save()


def test_columns_and_rows_come_from_the_alignment_of_words(tmp_path: Path) -> None:
    path = tmp_path / "tanpa-garis.pdf"
    _draw(path)
    result = digitize(path, Settings())
    assert isinstance(result, Digitized)
    (sop,) = result.record["sops"]
    fields = ("no", "aktivitas", "kelengkapan", "waktu", "output")
    read = [tuple(step[field]["text"] for field in fields) for step in sop["steps"]]
    assert read == [tuple(text.replace("\n", " ") for text in row[:5]) for row in ROWS]
