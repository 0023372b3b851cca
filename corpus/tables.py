"""Records to two flat tables, one row per SOP and one per step, and the files they are kept in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from corpus.rows import (
    LIST_FIELDS,
    STEP_FIELDS,
    Json,
    as_leaf,
    leaf_date,
    leaf_text,
    step_numbers,
    step_place,
    waktu_to_span,
)
from corpus.spreadsheet import Cell, rows_to_xlsx, write_csv, write_whole
from review.notation import SYMBOL_WORDS

SOPS_CSV, STEPS_CSV = "sops.csv", "steps.csv"

DATES = ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan")
PERSONAL = ("disahkan_nama", "disahkan_nip")
"""Columns left out of a public export."""

SOP_COLUMNS = (
    "berkas", "sop_id", "halaman", "instansi", "nomor_sop", "nama_sop",
    *DATES, *(f"{name}_iso" for name in DATES),
    "disahkan_jabatan", "disahkan_nama", "disahkan_nip",
    *LIST_FIELDS, "peraturan", "pelaksana", "jumlah_langkah", "perlu_diperiksa", "catatan", "keyakinan",
)  # fmt: skip
STEP_COLUMNS = (
    "berkas", "sop_id", "nama_sop", "halaman", "x0", "y0", "x1", "y1", "baris", "no",
    "aktivitas", "pelaksana", "jabatan", "simbol", "kelengkapan",
    "waktu", "waktu_satuan", "menit_min", "menit_maks", "hari_min", "hari_maks", "output", "keterangan",
    "panah", *(f"keyakinan_{name}" for name in ("pelaksana", *STEP_FIELDS)), "keyakinan", "perlu_diperiksa", "catatan",
)  # fmt: skip

COUNTS = frozenset({"jumlah_langkah", "perlu_diperiksa", "baris"})
MEASURES = frozenset({"x0", "y0", "x1", "y1", "menit_min", "menit_maks", "hari_min", "hari_maks"})

LIST_SEPARATOR = " | "


def records_to_frames(records: Iterable[Json], public: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(sops, steps) with the columns SOP_COLUMNS and STEP_COLUMNS; ``public`` leaves out the signatory's name and NIP.

    Columns are nullable (string, Int64, Float64) and NA where nothing is stated. ``panah`` holds the edges that leave
    a step, such as ``3>4 Ya; 3>2 Tidak``.
    """
    sops, steps = [], []
    for record in records:
        for sop in record["sops"]:
            sops.append(_sop_row(record, sop))
            steps += _step_rows(record, sop)
    kept = [name for name in SOP_COLUMNS if not (public and name in PERSONAL)]
    return _frame(sops, kept), _frame(steps, STEP_COLUMNS)


def _frame(rows: list[dict[str, Cell]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({name: _dtype(name) for name in columns})


def _dtype(column: str) -> str:
    if column in COUNTS:
        return "Int64"
    return "Float64" if column in MEASURES or column.startswith("keyakinan") else "string"


def _sop_row(record: Json, sop: Json) -> dict[str, Cell]:
    identity = sop.get("identity", {})
    signatory = identity.get("disahkan_oleh") or {}
    lists = {name: _joined(leaf_text(item) for item in identity.get(name) or ()) for name in LIST_FIELDS}
    laws = (as_leaf(item).get("value") for item in identity.get("dasar_hukum") or ())
    return {
        "berkas": record["source"]["file"],
        "sop_id": str(sop["sop_id"]),
        "halaman": _joined((str(page) for page in sop.get("pages", ())), ", "),
        **{name: leaf_text(identity.get(name)) for name in ("instansi", "nomor_sop", "nama_sop", *DATES)},
        **{f"{name}_iso": leaf_date(identity.get(name)) for name in DATES},
        **{f"disahkan_{name}": leaf_text(signatory.get(name)) for name in ("jabatan", "nama", "nip")},
        **lists,
        "peraturan": _joined(law.get("id") for law in laws if isinstance(law, dict)),
        "pelaksana": _joined(leaf_text(actor.get("name")) for actor in sop.get("actors") or ()),
        "jumlah_langkah": len(sop["steps"]),
        "perlu_diperiksa": _count_review(sop),
        "catatan": _joined(sop.get("flags") or ()),
        "keyakinan": sop.get("confidence"),
    }


def _joined(parts: Iterable[object], separator: str = LIST_SEPARATOR) -> str | None:
    return separator.join(str(part) for part in parts if part) or None


def _count_review(node: object) -> int:
    if isinstance(node, dict):
        return int(node.get("status") == "review") + sum(_count_review(child) for child in node.values())
    return sum(_count_review(child) for child in node) if isinstance(node, list) else 0


def _step_rows(record: Json, sop: Json) -> list[dict[str, Cell]]:
    title = leaf_text(sop.get("identity", {}).get("nama_sop"))
    roles = {leaf_text(actor.get("name")): actor.get("role") for actor in sop.get("actors") or ()}
    edges = (sop.get("flow") or {}).get("edges", ())
    head = {"berkas": record["source"]["file"], "sop_id": str(sop["sop_id"]), "nama_sop": title}
    numbers = step_numbers(sop["steps"])
    return [
        {**head, **_place_cells(step), "no": number, **_doer_cells(step, roles), **_text_cells(step)}
        | {
            "panah": _arrows(number, edges),
            "keyakinan": step.get("confidence"),
            "perlu_diperiksa": _count_review(step),
            "catatan": _joined(step.get("flags") or ()),
        }
        for number, step in zip(numbers, sop["steps"], strict=True)
    ]


def _place_cells(step: Json) -> dict[str, Cell]:
    place = step_place(step)
    corners = place.bbox or (None, None, None, None)
    sides: dict[str, Cell] = dict(zip(("x0", "y0", "x1", "y1"), corners, strict=True))
    return {"halaman": str(place.page or "") or None, **sides, "baris": place.line}


def _doer_cells(step: Json, roles: dict[str | None, str | None]) -> dict[str, Cell]:
    doers = step.get("pelaksana") or []
    names = [leaf_text(doer["actor"]) for doer in doers]
    return {
        "pelaksana": _joined(names),
        "jabatan": _joined(roles.get(name) or name for name in names),
        "simbol": _joined(SYMBOL_WORDS.get(doer["symbol"], doer["symbol"]) for doer in doers),
        "keyakinan_pelaksana": min((doer["confidence"] for doer in doers), default=None),
    }


def _text_cells(step: Json) -> dict[str, Cell]:
    span = waktu_to_span(as_leaf(step.get("waktu")))
    return {
        **{name: leaf_text(step.get(name)) for name in STEP_FIELDS},
        **{f"keyakinan_{name}": as_leaf(step.get(name)).get("confidence") for name in STEP_FIELDS},
        "waktu_satuan": span.unit,
        "menit_min": span.minutes_min,
        "menit_maks": span.minutes_max,
        "hari_min": span.days_min,
        "hari_maks": span.days_max,
    }


def _arrows(number: str, edges: Sequence[Json]) -> str | None:
    out = (edge for edge in edges if edge["from"] == number)
    return _joined((f"{edge['from']}>{edge['to']} {edge.get('label') or ''}".strip() for edge in out), "; ")


def frame_to_rows(frame: pd.DataFrame) -> list[list[Cell]]:
    """The rows of a frame as plain values, None for what is missing."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [list(row) for row in plain.itertuples(index=False, name=None)]


def write_csv_tables(out: Path, records: Iterable[Json], public: bool = False) -> tuple[Path, Path]:
    """sops.csv and steps.csv in a folder."""
    sops, steps = records_to_frames(records, public)
    write_csv(out / SOPS_CSV, list(sops.columns), frame_to_rows(sops))
    write_csv(out / STEPS_CSV, list(steps.columns), frame_to_rows(steps))
    return out / SOPS_CSV, out / STEPS_CSV


def write_xlsx_tables(path: Path, records: Iterable[Json], public: bool = False) -> None:
    """Both tables as sheets of one workbook."""
    sops, steps = records_to_frames(records, public)
    sheets = [("SOP", sops), ("Langkah", steps)]
    write_whole(path, rows_to_xlsx((name, list(frame.columns), frame_to_rows(frame)) for name, frame in sheets))


def write_parquet_tables(out: Path, records: Iterable[Json], public: bool = False) -> tuple[Path, Path]:
    """sops.parquet and steps.parquet in a folder."""
    sops, steps = records_to_frames(records, public)
    paths = out / "sops.parquet", out / "steps.parquet"
    for path, frame in zip(paths, (sops, steps), strict=True):
        write_whole(path, frame.to_parquet(index=False))
    return paths
