"""Ya and Tidak in the rows of text dumps, which say that a step decides where no symbol is left to see."""

from __future__ import annotations

from typing import Any

from corpus.questions import ask
from corpus.store import Corpus
from normalize.assemble import sheets_to_record
from normalize.record import Source, validate_record
from table_extract.textdump import text_to_sheet

LINES = """SOP PEMINJAMAN BUKU PERPUSTAKAAN DESA SUKAMAJU

PELAKSANA Mutu Baku
No. Aktivitas Keterangan
Petugas Kepala Urusan Sekretaris Kelengkapan Waktu Output

1 |Menerima formulir peminjaman
dari anggota perpustakaan | Formulir | 5 menit | Formulir terisi

2 |Memeriksa kelengkapan formulir, bila
tidak lengkap dikembalikan Tidak Formulir terisi | 10 menit | Formulir lengkap
kepada anggota perpustakaan

3 |Meneliti daftar buku yang dipinjam Formulir lengkap | 1 hari | Daftar buku
Ya

4 |Mengesahkan daftar buku | Daftar buku | 1 hari | Daftar buku disahkan
"""
TABS = """NO\tKEGIATAN\tPELAKSANA\t\tMUTU BAKU\t\t
\t\tPetugas\tKepala Urusan\tKELENGKAPAN\tWAKTU\tOUTPUT
1\tMenerima formulir\t\t\tFormulir\t5 menit\tFormulir terisi
2\tMemeriksa formulir\t\tTidak / Ya\tFormulir terisi\t10 menit\tFormulir lengkap
3\tMengesahkan formulir\t\t\tFormulir lengkap\t5 menit\tFormulir disahkan
"""
TICKED = """NO\tKEGIATAN\tPELAKSANA\t\tMUTU BAKU\t\t
\t\tPetugas\tKepala Urusan\tKELENGKAPAN\tWAKTU\tOUTPUT
1\tMenerima formulir\tya\t\tFormulir\t5 menit\tFormulir terisi
2\tMemeriksa formulir\t\tya\tFormulir terisi\t10 menit\tFormulir lengkap
3\tMengesahkan formulir\t\tya\tFormulir lengkap\t5 menit\tFormulir disahkan
"""


def read(text: str) -> dict[str, Any]:
    record = sheets_to_record((text_to_sheet(text),), Source("peminjaman.txt", "0" * 64, "text", 1))
    assert not validate_record(record)
    return record


def branches(record: dict[str, Any]) -> list[list[str]]:
    return [[branch["label"] for branch in step.get("branches", [])] for step in record["sops"][0]["steps"]]


def test_labels_between_the_columns_stay_with_their_row() -> None:
    record = read(LINES)
    assert branches(record) == [[], ["Tidak"], ["Ya"], []]
    second = record["sops"][0]["steps"][1]
    line = second["branches"][0]["where"]["line"]
    assert "dikembalikan Tidak" in LINES.splitlines()[line - 1]
    assert second["aktivitas"]["text"] == (
        "Memeriksa kelengkapan formulir, bila tidak lengkap dikembalikan kepada anggota perpustakaan"
    )


def test_an_actors_cell_that_holds_the_answers_is_a_decision() -> None:
    assert branches(read(TABS)) == [[], ["Tidak", "Ya"], []]


def test_a_ya_that_ticks_the_doer_is_no_decision() -> None:
    assert branches(read(TICKED)) == [[], [], []]


def test_the_archive_knows_the_decisions_of_a_dump() -> None:
    with Corpus(":memory:") as corpus:
        corpus.upsert(read(LINES))
        ((verdict, decisions, approvals, told, *_),) = ask(corpus, "titik-kendali").rows
        assert (verdict, decisions, approvals, told) == ("ada", "2; 3", "4", "2")
        assert ask(corpus, "putaran").rows == ()
