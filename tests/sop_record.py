"""A small fictional record for tests: one SOP with four steps, a decision that loops back, and doubtful cells."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

SHA256 = hashlib.sha256(b"a fictional scan").hexdigest()


def leaf(text: str | None, kind: str, place: tuple[int, float, float] | None, **more: Any) -> dict[str, Any]:
    """A leaf at (page, x, y); its box is 0.1 wide and 0.04 high."""
    page, x, y = place or (0, 0.0, 0.0)
    where = {"page": page, "bbox": [x, y, x + 0.1, y + 0.04]} if place else None
    cell_id = f"{kind}@p{page}:{round(x * 1000)},{round(y * 1000)}" if place else kind
    return {
        "text": text,
        "raw": text or "",
        "value": None,
        "confidence": 0.97,
        "status": "auto",
        "missing": None if text else "blank",
        "reasons": [],
        "changes": [],
        "where": where,
        "cell_id": cell_id,
    } | more


def doubtful(text: str, kind: str, place: tuple[int, float, float], confidence: float) -> dict[str, Any]:
    """A leaf that waits for a person."""
    return leaf(text, kind, place, confidence=confidence, status="review", reasons=["dua mesin baca berbeda"])


def _step(no: str, aktivitas: str, performers: list[tuple[str, str, float]], waktu: dict[str, Any]) -> dict[str, Any]:
    y = 0.1 + 0.1 * int(no)
    return {
        "no": leaf(no, "no", (2, 0.05, y), value=no),
        "aktivitas": leaf(aktivitas, "aktivitas", (2, 0.1, y)),
        "pelaksana": [
            {
                "actor": actor,
                "symbol": symbol,
                "confidence": confidence,
                "status": "auto" if confidence > 0.85 else "review",
                "where": {"page": 2, "bbox": [0.3, y, 0.35, y + 0.03]},
            }
            for actor, symbol, confidence in performers
        ],
        "kelengkapan": leaf("Berkas permohonan", "kelengkapan", (2, 0.6, y)),
        "waktu": waktu,
        "output": leaf("Surat izin", "output", (2, 0.8, y)),
        "keterangan": leaf("-", "keterangan", (2, 0.9, y), missing="dash"),
        "page": 2,
        "flags": [],
    }


def _minutes(text: str, y: float) -> dict[str, Any]:
    number = int(text.split()[0])
    value = {"min": number, "max": number, "unit": "menit", "approx": False, "bound": None, "minutes": [number, number]}
    return leaf(text, "waktu", (2, 0.7, y), value=value | {"iso": f"PT{number}M"})


_RECORD: dict[str, Any] = {
    "schema": "mutubaku.sop/1",
    "source": {
        "file": "kantor/izin-keramaian.pdf",
        "sha256": SHA256,
        "kind": "scan",
        "pages": 2,
        "page_info": [
            {"page": 1, "class": "identity", "rotation": 0, "skew_deg": 0.2, "dpi": 200, "quality": 0.9},
            {"page": 2, "class": "steps", "rotation": 0, "skew_deg": -0.4, "dpi": 200, "quality": 0.8},
        ],
    },
    "sops": [
        {
            "sop_id": "sop-1",
            "pages": [1, 2],
            "identity": {
                "instansi": leaf("KECAMATAN MEKARJATI", "instansi", (1, 0.1, 0.05)),
                "nomor_sop": doubtful("065/O7/Trantib", "nomor_sop", (1, 0.6, 0.05), 0.41),
                "tanggal_pembuatan": leaf("4 Maret 2024", "tanggal_pembuatan", (1, 0.6, 0.1), value="2024-03-04"),
                "tanggal_revisi": leaf("-", "tanggal_revisi", (1, 0.6, 0.15), missing="dash"),
                "tanggal_efektif": leaf("11 Maret 2024", "tanggal_efektif", (1, 0.6, 0.2), value="2024-03-11"),
                "tanggal_pengesahan": leaf(None, "tanggal_pengesahan", None, status="review", confidence=0.5),
                "disahkan_oleh": {
                    "jabatan": leaf("CAMAT MEKARJATI", "jabatan", (1, 0.6, 0.25)),
                    "nama": leaf("Drs. RANGGA WIRATAMA, M.Si", "nama", (1, 0.6, 0.3)),
                    "nip": leaf("19700101 199501 1 001", "nip", (1, 0.6, 0.35)),
                },
                "nama_sop": leaf("Penerbitan Izin Keramaian", "nama_sop", (1, 0.6, 0.4)),
                "dasar_hukum": [leaf("PP Nomor 17 Tahun 2018 tentang Kecamatan", "dasar_hukum", (1, 0.1, 0.5))],
                "kualifikasi_pelaksana": [leaf("Memahami tata naskah", "kualifikasi_pelaksana", (1, 0.6, 0.5))],
                "keterkaitan": [],
                "peralatan_perlengkapan": [leaf("Komputer", "peralatan_perlengkapan", (1, 0.6, 0.6))],
                "peringatan": [],
                "pencatatan_pendataan": [leaf("Buku agenda", "pencatatan_pendataan", (1, 0.6, 0.7))],
            },
            "actors": [
                {"name": leaf("Pemohon", "actor", (2, 0.3, 0.05)), "role": None},
                {"name": leaf("Petugas Loket", "actor", (2, 0.4, 0.05)), "role": None},
                {"name": leaf("Camat", "actor", (2, 0.5, 0.05)), "role": "Camat"},
            ],
            "steps": [
                _step("1", "Mengajukan permohonan", [("Pemohon", "start", 0.98)], _minutes("5 Menit", 0.2)),
                _step(
                    "2",
                    "Memeriksa kelengkapan berkas",
                    [("Petugas Loket", "decision", 0.96)],
                    doubtful("1O Menit", "waktu", (2, 0.7, 0.3), 0.22)
                    | {"value": {"min": 1, "max": 1, "unit": "menit", "approx": False, "bound": None}},
                ),
                _step("3", 'Menandatangani <izin> & "paraf"', [], _minutes("15 Menit", 0.4)),
                _step("4", "Menyerahkan surat izin", [("Petugas Loket", "end", 0.7)], _minutes("5 Menit", 0.5)),
            ],
            "flow": {
                "edges": [
                    {"from": "1", "to": "2", "label": None, "confidence": 0.97},
                    {"from": "2", "to": "3", "label": "Ya", "confidence": 0.95},
                    {"from": "2", "to": "1", "label": "Tidak", "confidence": 0.6, "status": "review"},
                    {"from": "3", "to": "4", "label": None, "confidence": 0.96},
                ]
            },
            "flags": [],
            "confidence": 0.93,
        }
    ],
    "warnings": [],
    "produced_by": {"version": "0.1.0", "settings_sha256": "0" * 64, "engines": []},
}


def sop_record() -> dict[str, Any]:
    """A fresh copy of the record."""
    return copy.deepcopy(_RECORD)
