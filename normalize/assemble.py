"""Sheets to record: the whole of this room on one screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from normalize.annex_heads import without_annex_head
from normalize.bundle_signatory import agree_signatories
from normalize.cell_ids import name_cells
from normalize.column import MUTU_BAKU
from normalize.confidence_context import PageContext, page_contexts
from normalize.confidence_record import Policy, judge_record
from normalize.continued import StepTable
from normalize.flow import Flow, count_decisions, prints_labels, read_flow
from normalize.headings import headings_to_json
from normalize.identity import Identity, read_identity
from normalize.inherited import FROM_BEFORE, INHERITED_FLAG, inherit_identity, inherits
from normalize.lone_words import doubt_lone_words
from normalize.loose_branches import loose_branches
from normalize.mentions import mentions_to_json
from normalize.pages import page_class, step_pages
from normalize.prose import lines_to_steps
from normalize.record import SCHEMA, Source, actors_to_json, flow_to_json, step_to_json
from normalize.repair_lines import repair_sheets
from normalize.roles import agency_kind
from normalize.segment import SopDraft, sheets_to_drafts
from normalize.sideways import join_sideways
from normalize.sop_checks import citation_flags, total_flags
from normalize.steps import Step, tables_to_steps
from normalize.table_titles import same_title, with_title_beside
from normalize.unread_columns import unread_fields, unused_columns
from table_extract.table import Sheet

NO_SOP = "tidak ditemukan SOP dalam berkas ini"
UNIFORM_FROM = 6
"""So many steps with one and the same time are worth a remark."""


def sheets_to_record(
    sheets: Sequence[Sheet],
    source: Source,
    produced_by: Mapping[str, object] | None = None,
    policy: Policy | None = None,
) -> dict[str, Any]:
    """A schema-valid record of one file. ``produced_by`` holds version, settings_sha256 and engines."""
    record, pages = sheets_to_evidence(sheets, source, produced_by)
    judge_record(record, pages, policy)
    return record


def sheets_to_evidence(
    sheets: Sequence[Sheet], source: Source, produced_by: Mapping[str, object] | None = None
) -> tuple[dict[str, Any], dict[int, PageContext]]:
    """The record with the evidence for each value in place of a judgement, and the doubts about its pages."""
    read = join_sideways([without_annex_head(sheet) for sheet in doubt_lone_words(repair_sheets(sheets))])
    drafts = sheets_to_drafts(read)
    parts = [part for draft in drafts for part in draft.parts]
    labelled = prints_labels(parts)
    with_steps = step_pages(drafts)
    sops = []
    for number, (draft, identity) in enumerate(zip(drafts, identities(drafts), strict=True), start=1):
        steps = tables_to_steps(draft.parts) or lines_to_steps(draft.procedure)
        # In a bundle one author prints labels and the next none: only a lone decision may have lost all of its own.
        lone = count_decisions(draft.parts if labelled else parts) == 1
        flow = read_flow(draft.parts, steps, labels_printed=prints_labels(draft.parts), lone_decision=lone)
        sops.append(_sop(draft, identity, steps, flow, f"{source.sha256[:12]}-{number}"))
    name_cells(sops)
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "source": {
            "file": source.file,
            "sha256": source.sha256,
            "kind": source.kind,
            "pages": source.pages,
            "page_info": [_page_info(sheet, with_steps) for sheet in read],
        },
        "sops": sops,
        "warnings": ([] if sops else [NO_SOP]) + [note for sheet in sheets for note in sheet.notes],
        "produced_by": dict(produced_by or {"version": "", "settings_sha256": "", "engines": []}),
    }
    tables = [part.table.place for part in parts]
    return {**record, "mentions": mentions_to_json(sheets, tables, record)}, page_contexts(sheets)


def identities(drafts: Sequence[SopDraft]) -> list[Identity]:
    """The identity block of each SOP; further step tables under the same block take it from its first."""
    found: list[Identity] = []
    block: Identity | None = None
    for draft in drafts:
        name = block.nama_sop.text if block and block.nama_sop else None
        if block is not None and draft.parts and inherits(draft.own_block, draft.title, name or ""):
            found.append(inherit_identity(block, draft.title))
        else:
            block = read_identity(draft.sheets, draft.parts[0].table.place if draft.parts else None)
            found.append(block)
    return agree_signatories(found)


def _sop(draft: SopDraft, block: Identity, steps: Sequence[Step], flow: Flow, sop_id: str) -> dict[str, object]:
    if block.nama_sop is not None:
        block = replace(block, nama_sop=with_title_beside(block.nama_sop, draft.title))
    identity = block.to_json()
    agency = agency_kind(_leaf_text(identity.get("instansi")))
    roles = list(dict.fromkeys(column.name for part in draft.parts for column in part.columns.actors))
    actors = actors_to_json(draft.parts, agency)
    return {
        "sop_id": sop_id,
        "pages": list(draft.pages),
        "identity": identity,
        "actors": actors,
        "headings": headings_to_json(draft.parts),
        "steps": [
            step_to_json(step, some, roles, loose_branches(draft.parts, step, some))
            for step, some in zip(steps, flow.doers, strict=True)
        ],
        "flow": flow_to_json(flow, steps),
        "flags": [
            *identity_flags(draft, block),
            *citation_flags(identity),
            *sop_flags(draft, steps),
            *total_flags(draft.parts, steps),
            *flow_flags(flow, steps),
        ],
        "confidence": 0.0,
    }


def _leaf_text(leaf: object) -> str:
    text = leaf.get("text") if isinstance(leaf, Mapping) else None
    return text if isinstance(text, str) else ""


def identity_flags(draft: SopDraft, block: Identity) -> list[str]:
    """Remarks on where the identity block comes from and whether the table's title says the same name."""
    name = block.nama_sop
    flags = [INHERITED_FLAG] if name and FROM_BEFORE in name.reasons else []
    if name and name.text and draft.title and not same_title(draft.title, name.text):
        flags.append(f"judul tabel langkah berbeda dari Nama SOP: {draft.title}")
    return flags


def flow_flags(flow: Flow, steps: Sequence[Step]) -> list[str]:
    """What does not make sense in the flowchart, step by step."""
    return [f"langkah {steps[r.step].key}: {r.text}" if r.step is not None else r.text for r in flow.remarks]


def sop_flags(draft: SopDraft, steps: Sequence[Step]) -> list[str]:
    """Remarks on the SOP as a whole."""
    flags = []
    if draft.procedure:
        flags.append("SOP tanpa tabel langkah: langkah diambil dari uraian bernomor, tanpa waktu dan pelaksana")
    elif not draft.parts:
        flags.append("tabel langkah tidak ditemukan")
        flags += [f"halaman {page}: ada judul kolom tabel langkah, isinya tidak terbaca" for page in draft.lost]
    elif not any(part.table.symbols for part in draft.parts):
        flags.append("tidak ada simbol bagan alir yang terbaca")
    flags += [f"kolom Mutu Baku di halaman {page} tidak dapat dipasangkan dengan langkahnya" for page in draft.apart]
    flags += [f"halaman {page}: teks di kolom tanpa judul tidak dipakai" for page in unused_columns(draft.parts)]
    flags += [f"halaman {page}: daftar kegiatan tanpa pelaksana tidak dipakai" for page in draft.left_out]
    flags += [f"kolom {field} tidak ditemukan; periksa judul tabel" for field in missing_columns(draft.parts)]
    flags += [f"nomor langkah {number} tidak ditemukan" for number in missing_numbers(steps)]
    flags += [f"nomor langkah {key} tercetak {count} kali" for key, count in _doubled(steps)]
    times = Counter(leaf.text for step in steps if (leaf := step.leaves["waktu"]) and leaf.text)
    if len(times) == 1 and times.total() >= UNIFORM_FROM:
        flags.append("semua langkah memakai waktu yang sama")
    return flags


def missing_columns(parts: Sequence[StepTable]) -> list[str]:
    """The fields of Mutu Baku that no page of a table has, where it has others, or texts below unread headings."""
    printed = {column.field for part in parts for column in part.columns.columns}
    missing: list[str] = [field for field in MUTU_BAKU if field not in printed]
    return missing if len(missing) < len(MUTU_BAKU) or unread_fields(parts) else []


def missing_numbers(steps: Sequence[Step]) -> list[int]:
    """Step numbers that should stand between printed ones and do not: a lost row or page."""
    numbers = {int(found.group()) for step in steps if (found := re.match(r"\d+", step.key))}
    return [number for number in range(1, max(numbers, default=0)) if number not in numbers]


def _doubled(steps: Sequence[Step]) -> list[tuple[str, int]]:
    return [(key, count) for key, count in Counter(step.key for step in steps).items() if count > 1]


def _page_info(sheet: Sheet, with_steps: Collection[int]) -> dict[str, object]:
    info = sheet.info
    part = info.in_file if info else None
    return {
        "page": sheet.page,
        "class": page_class(sheet, with_steps),
        "rotation": info.rotation if info else 0,
        "skew_deg": round(info.skew_deg, 3) if info else 0.0,
        "dpi": round(info.dpi, 1) if info else None,
        "quality": round(info.quality, 4) if info else 1.0,
        "repairs": list(info.repairs) if info else [],
        "in_file": {"page": part.page, "bbox": [round(side, 4) for side in part.box]} if part else None,
    }
