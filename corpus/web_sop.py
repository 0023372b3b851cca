"""One SOP in the browser: its data beside its scan, the redrawn flowchart, and downloads."""

from __future__ import annotations

import json
import re
from itertools import count

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from corpus.bpmn import sop_to_bpmn
from corpus.labels import LABELS, UNTITLED
from corpus.rows import STEP_FIELDS, leaf_text
from corpus.searchable_pdf import Unsearchable, record_to_searchable_pdf
from corpus.spreadsheet import rows_to_csv
from corpus.svg import sop_to_svg
from corpus.tables import frame_to_rows, records_to_frames
from corpus.web_parts import Asked, Json, download, page
from corpus.web_view import CellView, identity_views, page_views, step_views
from review.web_headers import HEADERS

SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
DOWNLOADS = {"JSON": "/data.json", "CSV": "/langkah.csv", "BPMN": "/alur.bpmn", "SVG": "/alur.svg"}
SEARCHABLE = {"PDF yang dapat dicari": "/teks.pdf"}


def find_sop(asked: Asked) -> tuple[Json, Json]:
    """(record, sop) that the address names. Raises HTTPException 404."""
    record = asked.corpus.record(asked.request.query_params.get("berkas", ""))
    wanted = asked.request.query_params.get("id", "")
    sop = next((sop for sop in record["sops"] if sop["sop_id"] == wanted), None) if record else None
    if record is None or sop is None:
        raise HTTPException(404, "SOP ini tidak ada dalam arsip.")
    return record, sop


def sop_page(asked: Asked) -> Response:
    """Identity block and step table with confidence colours, each cell tied to its place on the scan."""
    record, sop = find_sop(asked)
    identity, steps = identity_views(sop), step_views(sop)
    pictured = [view for view in page_views(sop, identity, steps) if asked.archive.picture(_sha(record), view.number)]
    boxes = count(1)
    keys = {id(cell): next(boxes) for view in pictured for cell in view.cells}

    def key(cell: CellView) -> int | None:
        return keys.get(id(cell))

    original = asked.archive.original(record["source"]["file"]) if pictured else None
    values: dict[str, object] = {
        "title": leaf_text(sop["identity"].get("nama_sop")) or UNTITLED,
        "columns": [LABELS[name] for name in STEP_FIELDS],
        "downloads": (DOWNLOADS | (SEARCHABLE if original else {})).items(),
        "picture": lambda record, number: f"/halaman/{_sha(record)}/{number}.jpg",
    }
    sizes = {view.number: asked.archive.picture_size(_sha(record), view.number) for view in pictured}
    shown = {
        "sizes": sizes,
        "record": record,
        "sop": sop,
        "identity": identity,
        "steps": steps,
        "pages": pictured,
        "key": key,
    }
    return page("sop.html", values | shown)


def _sha(record: Json) -> str:
    return str(record["source"].get("sha256") or "")[:12]


def page_picture(asked: Asked) -> Response:
    """The upright picture of a page."""
    sha, number = asked.request.path_params["sha"], asked.request.path_params["page"]
    path = asked.archive.picture(sha, number) if re.fullmatch(r"[0-9a-f]{12}", sha) else None
    if path is None:
        raise HTTPException(404, "Gambar halaman ini tidak ada.")
    return FileResponse(path, headers=HEADERS, media_type="image/jpeg")


def flow_svg(asked: Asked) -> Response:
    """The redrawn flowchart. Its own policy allows inline styles and nothing else."""
    _, sop = find_sop(asked)
    headers = HEADERS | {"Content-Security-Policy": SVG_POLICY}
    return Response(sop_to_svg(sop), headers=headers, media_type="image/svg+xml")


def flow_bpmn(asked: Asked) -> Response:
    """The procedure as BPMN."""
    _, sop = find_sop(asked)
    return download(sop_to_bpmn(sop), "application/xml", file_name(sop, "bpmn"))


def sop_json(asked: Asked) -> Response:
    """The record with this SOP alone."""
    record, sop = find_sop(asked)
    text = json.dumps(record | {"sops": [sop]}, ensure_ascii=False, indent=1)
    return download(text, "application/json", file_name(sop, "json"))


def steps_csv(asked: Asked) -> Response:
    """The steps of this SOP as in steps.csv."""
    record, sop = find_sop(asked)
    _, steps = records_to_frames([record | {"sops": [sop]}])
    return download(rows_to_csv(list(steps.columns), frame_to_rows(steps)), "text/csv", file_name(sop, "csv"))


def searchable_pdf(asked: Asked) -> Response:
    """The whole source with what was read from it as an invisible layer of text."""
    record, sop = find_sop(asked)
    original = asked.archive.original(record["source"]["file"])
    if original is None:
        raise HTTPException(404, "Berkas aslinya tidak ada di tempat ia dibaca.")
    try:
        return download(record_to_searchable_pdf(record, original), "application/pdf", file_name(sop, "pdf"))
    except Unsearchable as error:
        raise HTTPException(404, str(error)) from error


def file_name(sop: Json, ending: str) -> str:
    """A plain ASCII name from the title: nothing printed on a scan may shape a header or a path."""
    title = leaf_text(sop["identity"].get("nama_sop")) or ""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    return f"{plain or 'sop'}.{ending}"
