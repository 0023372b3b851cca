"""An identity block as tests draw it: the form's boxes as cells of a table; all people and offices are invented."""

from __future__ import annotations

from collections.abc import Sequence

from normalize.identity import Identity, read_identity
from normalize.leaf import Leaf
from table_extract.table import Cell, Line, PagePlace, Sheet, Table

CellSpec = tuple[int, int, int, int, str]
"""row, col, rowspan, colspan, lines parted by newlines."""

HEAD: list[CellSpec] = [
    (0, 0, 6, 1, "PEMERINTAH KABUPATEN TIRTAMULYA\nKECAMATAN WANASARI\nJl. Melati No. 5 Telp. (0299) 123456"),
    (0, 1, 1, 1, "Nomor SOP"),
    (0, 2, 1, 1, "065/ 12 /Kec.Wns/2023"),
    (1, 1, 1, 1, "Tanggal Pembuatan"),
    (1, 2, 1, 1, "2 Januari 2023"),
    (2, 1, 1, 1, "Tanggal Revisi"),
    (2, 2, 1, 1, "-"),
    (3, 1, 1, 1, "Tanggal Efektif"),
    (3, 2, 1, 1, ""),
    (4, 1, 1, 1, "Disahkan oleh"),
    (4, 2, 1, 1, "CAMAT WANASARI\nDrs. BAGAS PRAMANA, M.Si\nPembina Tk. I\nNIP. 19700203 199503 1 004"),
    (5, 1, 1, 1, "Nama SOP"),
    (5, 2, 1, 1, "Penerbitan Surat\nKeterangan Domisili"),
]
BOXES: list[CellSpec] = [
    (0, 0, 1, 2, "Dasar Hukum :"),
    (0, 2, 1, 1, "Kualifikasi Pelaksana :"),
    (1, 0, 1, 2, "1. Undang-Undang Nomor 23 Tahun 2014 tentang\nPemerintahan Daerah\n2. UU Nomor 25 Tahun 2009"),
    (1, 2, 1, 1, "1. Memahami administrasi\n2. Mampu mengoperasikan komputer"),
    (2, 0, 1, 2, "Keterkaitan :"),
    (2, 2, 1, 1, "Peralatan/\nPerlengkapan :"),
    (3, 0, 1, 2, "SOP Surat Masuk"),
    (3, 2, 1, 1, "- Komputer\n- Printer"),
    (4, 0, 1, 2, "Peringatan :"),
    (4, 2, 1, 1, "Pencatatan dan Pendataan :"),
    (5, 0, 1, 2, "Apabila tidak dilaksanakan, pelayanan terhambat"),
    (5, 2, 1, 1, "Buku register"),
]


def page_table(specs: Sequence[CellSpec], *, page: int = 1, top: float = 0.1, edges: Sequence[float] = ()) -> Table:
    """A table on a page; ``edges`` are its column boundaries in page fractions."""
    rows = max(row + span for row, _, span, _, _ in specs)
    cols = max(col + span for _, col, _, span, _ in specs)
    xs = list(edges) or [0.05, 0.45, 0.6, 0.95][: cols + 1]
    cells = tuple(_cell(spec, page, top, xs) for spec in specs)
    return Table(page, rows, cols, cells, PagePlace(page, (xs[0], top, xs[-1], top + 0.04 * rows)))


def read_block(head: Sequence[CellSpec], boxes: Sequence[CellSpec] = BOXES) -> Identity:
    """What is read of a page with the head of a block above its boxes."""
    return read_identity([sheet([page_table(head), page_table(boxes, top=0.5, edges=[0.05, 0.3, 0.5, 0.95])])])


def _cell(spec: CellSpec, page: int, top: float, xs: Sequence[float]) -> Cell:
    row, col, rowspan, colspan, text = spec
    box = (xs[col], top + 0.04 * row, xs[col + colspan], top + 0.04 * (row + rowspan))
    lines = tuple(
        page_line(part, box[0] + 0.005, box[1] + 0.0099 * index, page)
        for index, part in enumerate(text.split("\n"))
        if part
    )
    return Cell(row, col, PagePlace(page, box), rowspan, colspan, None, lines)


def page_line(text: str, x: float, y: float, page: int = 1) -> Line:
    """A line as a text layer gives it."""
    return Line(
        text, 1.0, PagePlace(page, (x, y, x + 0.005 * len(text), y + 0.009)), None, (("text layer", text, 1.0),)
    )


def sheet(tables: Sequence[Table], lines: Sequence[Line] = (), page: int = 1) -> Sheet:
    return Sheet(page, tuple(tables), tuple(lines))


def text(leaf: Leaf | None) -> str | None:
    """What a leaf says; there must be one."""
    assert leaf is not None
    return leaf.text
