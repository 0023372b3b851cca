"""Fictional records in the form of mutubaku.sop/1, built from short descriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

Json = dict[str, Any]

HEIGHT = 0.05


def leaf(text: str | None, page: int = 1, row: int = 0, **extra: Any) -> Json:
    """A leaf on a page; ``row`` counts lines of text from the top."""
    missing = None if text else "blank"
    if text == "-":
        missing = "dash"
    top = round((row % 18 + 1) * HEIGHT, 4)
    where = {"page": page, "bbox": [0.1, top, 0.9, round(top + HEIGHT, 4)]}
    basic = {"text": text, "raw": text or "", "value": None, "confidence": 0.97, "status": "auto", "missing": missing}
    return {**basic, "reasons": [], "changes": [], "where": where, "cell_id": "", **extra}


def minutes(low: float, high: float | None = None, unit: str = "menit") -> Json:
    """The value of a duration in minutes or hours."""
    high = low if high is None else high
    factor = 60 if unit == "jam" else 1
    return {"min": low, "max": high, "unit": unit, "minutes": [low * factor, high * factor], "iso": None}


def days(low: float, high: float | None = None, unit: str = "hari") -> Json:
    """The value of a duration in days."""
    return {"min": low, "max": low if high is None else high, "unit": unit, "minutes": None, "iso": None}


def regulation(text: str, reg_id: str | None, **extra: Any) -> Json:
    """A leaf of dasar_hukum."""
    year = int(reg_id.rpartition("/")[2]) if reg_id else None
    return leaf(text, value={"id": reg_id, "type": None, "number": None, "year": year, "title": None}, **extra)


def step(
    no: int, aktivitas: str, actor: str | None = None, symbol: str = "process", waktu: Json | None = None, **cells: Any
) -> Json:
    """A step on page 2. ``cells`` holds texts or leaves of kelengkapan, output, keterangan."""
    marks = [{"actor": actor, "symbol": symbol, "confidence": 0.95, "status": "auto", "where": None}] if actor else []
    texts = {name: cells.get(name, "") for name in ("kelengkapan", "output", "keterangan")}
    leaves = {name: text if isinstance(text, dict) else leaf(text or None, 2, no) for name, text in texts.items()}
    return {
        "no": leaf(str(no), 2, no, value={"value": no, "sub": None}),
        "aktivitas": leaf(aktivitas, 2, no),
        "pelaksana": marks,
        **leaves,
        "waktu": waktu or leaf(None, 2, no),
        "page": 2,
        "flags": cells.get("flags", []),
    }


def sop(
    title: str | None, steps: Sequence[Json], actors: Mapping[str, str | None] | None = None, **identity: Any
) -> Json:
    """An SOP. ``identity`` overrides fields: texts, leaves, or lists of either."""
    lists = ("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan_perlengkapan")
    dates = ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan")
    fields: Json = {name: [] for name in (*lists, "peringatan", "pencatatan_pendataan")}
    fields |= {name: leaf(None) for name in ("nomor_sop", *dates)}
    fields |= {"instansi": leaf("KECAMATAN WATU LUMUT"), "nama_sop": leaf(title)}
    signatory = {"jabatan": "CAMAT WATU LUMUT", "nama": "Sari Melati, S.Sos", "nip": None}
    fields["disahkan_oleh"] = {name: leaf(text) for name, text in signatory.items()}
    for name, value in identity.items():
        fields[name] = leaf(value) if isinstance(value, str) else value
        if isinstance(value, list):
            fields[name] = [item if isinstance(item, dict) else leaf(item, 1, at) for at, item in enumerate(value)]
    edges = [{"from": str(n), "to": str(n + 1), "label": None, "confidence": 0.9} for n in range(1, len(steps))]
    columns = [{"name": leaf(name, 2), "role": role} for name, role in (actors or {}).items()]
    body: Json = {"sop_id": "1", "pages": [1, 2], "identity": fields, "actors": columns, "steps": list(steps)}
    return {**body, "flow": {"edges": edges}, "flags": [], "confidence": 0.93}


def date(text: str, iso: str) -> Json:
    """A leaf with a date."""
    return leaf(text, value={"iso": iso, "precision": "day"})


def record(file: str, *sops: Json, kind: str = "scan") -> Json:
    """A record of one source file; SOPs are numbered in order."""
    numbered = [{**item, "sop_id": str(number)} for number, item in enumerate(sops, 1)]
    source = {"file": file, "sha256": sha256(file.encode()).hexdigest(), "kind": kind, "pages": 2, "page_info": []}
    made_by = {"version": "0", "settings_sha256": "", "engines": []}
    return {"schema": "mutubaku.sop/1", "source": source, "sops": numbered, "warnings": [], "produced_by": made_by}


def small_archive() -> list[Json]:
    """Four files: letters, an OCR-damaged performance report, a licence with a decision, a nearly empty one."""
    return [_letters(), _report(), _licence(), _bare()]


def _letters() -> Json:
    steps = [
        step(1, "Menerima dan mencatat surat masuk", "Staf", "start", leaf("10 Menit", 2, 1, value=minutes(10))),
        step(2, "Mendisposisikan surat kepada Kasi", "Camat", waktu=leaf("1 Jam", 2, 2, value=minutes(1, unit="jam"))),
        step(3, "Menyimpan arsip surat", "Staf", "end", leaf("5 Menit", 2, 3, value=minutes(5)), output="Arsip surat"),
    ]
    laws = [regulation("Peraturan Pemerintah Nomor 8 Tahun 2006", "PP 8/2006"), "Tata naskah dinas"]
    links = ["SOP Penyusunan Laporan Kinerja", "SOP Peminjaman Kendaraan"]
    actors = {"Staf": "Staf", "Camat": "Camat"}
    made = {"tanggal_efektif": date("4 Maret 2019", "2019-03-04"), "dasar_hukum": laws, "keterkaitan": links}
    return record("surat/masuk.pdf", sop("Pengelolaan Surat Masuk", steps, actors, nomor_sop="065/01-WL", **made))


def _report() -> Json:
    shaky = {"confidence": 0.41, "status": "review"}
    steps = [
        step(1, "Mengumpulkan data kinerja tiap seksi", "Kasubbag Perencanaan", "start"),
        step(2, "Menyusun konsep LAKIP", "Kasubbag Perencanaan", waktu=leaf("5 hari", 2, 2, value=days(5))),
        step(3, "Melakukan pengesahan laporan", "Carnat", waktu=leaf("26 hari", 2, 3, value=days(26), **shaky)),
        step(4, "Mengirirn dokurnen ke Bagian Organisasi melalui aplikasi", None),
    ]
    actors = {"Kasubbag Perencanaan": "Kepala Subbagian", "Carnat": "Camat"}
    law = regulation("Peraturan Presiden Nomor 8 Tahun 2006", "Perpres 8/2006")
    law["value"]["suspected_id"] = "PP 8/2006"
    newer = regulation("Peraturan Bupati Nomor 12 Tahun 2023", "Perbup 12/2023")
    made = {"tanggal_pengesahan": date("2 Januari 2021", "2021-01-02"), "dasar_hukum": [law, newer]}
    return record("kinerja/lakip.pdf", sop("Penyusunan Laporan Kinerja", steps, actors, **made))


def _licence() -> Json:
    steps = [
        step(1, "Menyerahkan berkas permohonan", "Pemohon", "start", kelengkapan="Fotokopi KTP, surat pengantar RT"),
        step(2, "Memeriksa kelengkapan berkas", "Petugas Loket", "decision", leaf("15 Menit", 2, 2, value=minutes(15))),
        step(3, "Menandatangani surat keterangan usaha", "Lurah", waktu=leaf("1-2 hari", 2, 3, value=days(1, 2))),
        step(4, "Menerima surat keterangan", "Pemohon", "end", output="Surat keterangan usaha"),
    ]
    built = sop(
        "Pelayanan Surat Keterangan Usaha",
        steps,
        {"Pemohon": "Pemohon", "Petugas Loket": "Petugas Loket", "Lurah": "Lurah"},
        instansi="KELURAHAN TELAGA ASRI",
        tanggal_efektif=date("10 Januari 2022", "2022-01-10"),
        peringatan=["Berkas yang tidak lengkap dikembalikan"],
    )
    answers = [{"from": "2", "to": "1", "label": "Tidak", "confidence": 0.8}]
    built["flow"]["edges"][1]["label"] = "Ya"
    built["flow"]["edges"] += answers
    return record("kelurahan/sku.pdf", built)


def _bare() -> Json:
    """A text dump: one step without number or actor, and nothing of an identity block."""
    activity = leaf("Rapat koordinasi bulanan", where={"line": 7, "column": 2})
    only = dict.fromkeys(("no", "kelengkapan", "waktu", "output", "keterangan"))
    built = sop(None, [{**only, "aktivitas": activity, "pelaksana": [], "page": 1, "flags": []}])
    nothing = {name: None for name, value in built["identity"].items() if not isinstance(value, list)}
    built["identity"] |= {**nothing, "disahkan_oleh": {"jabatan": None, "nama": None, "nip": None}}
    return record("dump/rapat.txt", {**built, "pages": []}, kind="text")
