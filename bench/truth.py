"""What a document says, as the record a perfect reader would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.content import Arrow, Document, Doer, Identity, Sop, Span, Step
from bench.lay_document import Laid
from bench.style import Style

ODD_ENDS = ("trapezoid", "document", "process")
IDENTITY_DATES = ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan")


def document_to_record(document: Document, laid: Laid) -> dict[str, Any]:
    """A record of schema mutubaku.sop/1 with every value certain. Steps sharing a Keterangan cell share its cell_id."""
    pages = len(laid.scenes)
    info = [{"page": page, "class": kind, "rotation": 0, "skew_deg": 0, "dpi": None, "quality": 1.0}
            for page, kind in enumerate(laid.classes, start=1)]  # fmt: skip
    return {
        "schema": "mutubaku.sop/1",
        "source": {"file": f"{document.name}.pdf", "sha256": "", "kind": "digital", "pages": pages, "page_info": info},
        "sops": [
            _sop(sop, laid.style, number, laid.step_pages[number], laid.sop_pages[number])
            for number, sop in enumerate(document.sops)
        ],
        "warnings": [],
        "produced_by": {"version": "bench", "settings_sha256": "", "engines": []},
    }


def leaf(text: str, cell_id: str, value: object = None) -> dict[str, Any]:
    """A certain value."""
    missing = "blank" if not text else "dash" if text == "-" else None
    return {"text": text or None, "raw": text or None, "value": value, "confidence": 1.0, "status": "auto",
            "missing": missing, "reasons": [], "changes": [], "where": None, "cell_id": cell_id}  # fmt: skip


def _sop(sop: Sop, style: Style, number: int, step_pages: Sequence[int], pages: Sequence[int]) -> dict[str, Any]:
    steps = [_step(sop, style, row, page) for row, page in enumerate(step_pages)]
    edges = [_edge(sop, style, arrow) for arrow in (sop.arrows if style.links else ())]
    actors = () if sop.prose else sop.actors
    return {
        "sop_id": f"sop-{number + 1}",
        "pages": list(pages),
        "identity": _identity(sop.identity, prose=sop.prose),
        "actors": [{"name": leaf(name, f"actor/{column}"), "role": None} for column, name in enumerate(actors)],
        "steps": steps,
        "flow": {"edges": edges},
        "flags": [],
        "confidence": 1.0,
    }


def _edge(sop: Sop, style: Style, arrow: Arrow) -> dict[str, Any]:
    """The label only where labels are printed."""
    ends = {"from": sop.steps[arrow.source].id, "to": sop.steps[arrow.target].id}
    return {**ends, "label": arrow.label if style.labelled else None, "confidence": 1.0, "status": "auto"}


def _step(sop: Sop, style: Style, row: int, page: int) -> dict[str, Any]:
    step = sop.steps[row]
    shown = ("no", "aktivitas") if sop.prose else style.columns
    values: dict[str, Any] = {"no": leaf(step.no, f"{row}/no"), "aktivitas": leaf(step.text, f"{row}/aktivitas")}
    values["pelaksana"] = [] if sop.prose else [_doer(sop, style, doer) for doer in step.doers]
    for name, text in step.texts().items():
        if name not in values:
            begun = step.joined.get(name, row) if style.merged_notes else row
            values[name] = _cell(text if name in shown else "", f"{begun}/{name}", step, name, begun != row)
    if "waktu" in shown:
        values["waktu"]["value"] = span_value(step.time)
    return values | {"page": page, "flags": []}


def _cell(text: str, cell_id: str, step: Step, name: str, continued: bool) -> dict[str, Any]:
    """``also``: a cell shared with the row above may be left blank, ``Idem`` may be given as what it stands for."""
    also = [other for other in (step.also.get(name) if text else None, "" if continued else None) if other is not None]
    return leaf(text, cell_id) | ({"also": also} if also else {})


def _doer(sop: Sop, style: Style, doer: Doer) -> dict[str, Any]:
    """A start or end drawn as another shape may be called by its shape."""
    if sop.marks:
        symbol, also = "process", []
    else:
        symbol, also = doer.kind, ["process"] if style.terminator in ODD_ENDS and doer.kind in ("start", "end") else []
    name = sop.actors[doer.actor]
    answer = {"actor": name, "symbol": symbol, "confidence": 1.0, "status": "auto", "where": None}
    return answer | ({"also": also} if also else {})


def span_value(span: Span) -> dict[str, Any] | None:
    """The meaning of a time, or None."""
    if span.unit is None:
        return None
    bound = "maks" if span.low is None else "min" if span.high is None else None
    return {"min": span.low, "max": span.high, "unit": span.unit, "approx": span.text.startswith("±"),
            "bound": bound, "minutes": None, "iso": None}  # fmt: skip


def _offices(identity: Identity, prose: bool) -> list[str]:
    """Other readings of the letterhead that are as right: the office alone, and all of it with its address."""
    if prose:
        return []
    return [identity.office[-1], *(["\n".join((*identity.office, identity.address))] if identity.address else [])]


def _identity(identity: Identity, prose: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "instansi": leaf("" if prose else "\n".join(identity.office), "instansi") | {"also": _offices(identity, prose)},
        "nomor_sop": leaf(identity.number, "nomor_sop"),
    }
    for field in IDENTITY_DATES:
        printed, iso = identity.dates.get(field, ("", None))
        record[field] = leaf(printed, field, iso)
    signed = ("", "", "") if prose else (identity.head, identity.name, identity.nip)
    record["disahkan_oleh"] = {
        key: leaf(text, key) for key, text in zip(("jabatan", "nama", "nip"), signed, strict=True)
    }
    record["nama_sop"] = leaf(identity.title.upper() if prose else identity.title, "nama_sop")
    for field, items in identity.boxes.items():
        shown = items if not prose or field == "dasar_hukum" else ()
        record[field] = [leaf(item, f"{field}/{number}") for number, item in enumerate(shown)]
    return record
