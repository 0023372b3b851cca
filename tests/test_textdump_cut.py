"""Lines of a dump, cut into columns: how many ways there are to look at."""

from __future__ import annotations

from table_extract.textdump_cut import MOST_WORDS, cut_row, habits_of, splits, tokens_of

ROW = "Menerima berkas dan memeriksa | Berkas permohonan | 2 hari | Berkas lengkap | Arsip"


def test_a_row_is_cut_where_its_rulings_stood() -> None:
    line = tokens_of(ROW)
    columns = cut_row([line], habits_of([line], [line])).columns
    texts = [" ".join(" ".join(words) for _, words in column) for column in columns]
    assert texts == ["Menerima berkas dan memeriksa", "Berkas permohonan", "2 hari", "Berkas lengkap", "Arsip"]


def test_prose_in_one_endless_line_is_not_tried_in_every_way() -> None:
    line = tokens_of("Petugas menerima berkas permohonan lalu memeriksa kelengkapan " * MOST_WORDS)
    assert list(splits(line)) == [(len(line),) * 5]
