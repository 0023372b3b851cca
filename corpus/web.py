"""The archive in a browser, on this machine only: search, one SOP, the questions, and downloads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from corpus.answers import Answer
from corpus.bpmn import sop_to_bpmn
from corpus.database import CorpusLocked, CorpusUnreadable
from corpus.facets import count_facets
from corpus.questions import QUESTIONS, QuestionError, ask
from corpus.rows import STEP_FIELDS, leaf_text
from corpus.search import search
from corpus.spreadsheet import rows_to_csv
from corpus.store import Corpus
from corpus.svg import sop_to_svg
from corpus.tables import frame_to_rows, records_to_frames
from corpus.web_view import LABELS, identity_views, marked_parts, sop_address, step_views, with_filter

HOST = "127.0.0.1"
"""Never another address: the archive holds names and NIPs and has no log-in."""

HITS = 60
ANSWER_ROWS = 500
"""Rows of an answer shown on a page; the CSV holds all."""

TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Json = dict[str, Any]
Handler = Callable[[Corpus, Request], Response]

_PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
_PAGES.globals |= {"address": sop_address, "with_filter": with_filter, "parts": marked_parts, "labels": LABELS}


def create_app(path: Path) -> Starlette:
    """The web application over a corpus file. Every request opens the file anew and only reads it."""
    pages: dict[str, Handler] = {
        "/": search_page,
        "/sop": sop_page,
        "/sop/alur.svg": flow_svg,
        "/sop/alur.bpmn": flow_bpmn,
        "/sop/data.json": sop_json,
        "/sop/langkah.csv": steps_csv,
        "/tanya": questions_page,
        "/tanya/{name}": answer_page,
        "/tanya/{name}/jawaban.csv": answer_csv,
    }
    routes = [Route(address, partial(_respond, path, handler)) for address, handler in pages.items()]
    # a foreign host name that resolves to this machine (DNS rebinding) must not reach the archive
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", HOST])
    style = Route("/gaya.css", lambda request: FileResponse(TEMPLATES / "gaya.css", headers=HEADERS))
    return Starlette(routes=[*routes, style], middleware=[hosts], exception_handlers={HTTPException: _error_page})


def serve(path: Path, port: int = 8765) -> None:
    """Serve a corpus on http://127.0.0.1:<port> until interrupted. Raises CorpusUnreadable when it cannot be opened."""
    Corpus(path, read_only=True).close()
    uvicorn.run(create_app(path), host=HOST, port=port, log_level="warning")


def _respond(path: Path, handler: Handler, request: Request) -> Response:
    try:
        with Corpus(path, read_only=True) as corpus:
            return handler(corpus, request)
    except (CorpusUnreadable, CorpusLocked) as error:
        raise HTTPException(503, str(error)) from error


def _page(name: str, values: dict[str, object], code: int = 200) -> Response:
    text = _PAGES.get_template(name).render(values)
    # OCR text may hold lone surrogates, which UTF-8 cannot carry
    return Response(text.encode("utf-8", "replace"), code, HEADERS, "text/html; charset=utf-8")


def _error_page(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, str(error))
    return _page("galat.html", {"status": status, "detail": detail}, status)


def search_page(corpus: Corpus, request: Request) -> Response:
    """Search box, hits and facets."""
    words = request.query_params.get("q", "")[:400]
    hits = search(corpus, words, limit=HITS)
    found, counts = count_facets(corpus, words), corpus.counts()
    return _page("cari.html", {"words": words, "hits": hits, "facets": found, "counts": counts})


def _find_sop(corpus: Corpus, request: Request) -> tuple[Json, Json]:
    """(record, sop) that the address names. Raises HTTPException 404."""
    record = corpus.record(request.query_params.get("berkas", ""))
    wanted = request.query_params.get("id", "")
    sop = next((sop for sop in record["sops"] if sop["sop_id"] == wanted), None) if record else None
    if record is None or sop is None:
        raise HTTPException(404, "SOP ini tidak ada dalam arsip.")
    return record, sop


def sop_page(corpus: Corpus, request: Request) -> Response:
    """One SOP: identity block, step table with confidence colours, redrawn flowchart, downloads."""
    record, sop = _find_sop(corpus, request)
    title = leaf_text(sop["identity"].get("nama_sop")) or f"SOP {sop['sop_id']}"
    columns = [LABELS[name] for name in STEP_FIELDS]
    views: dict[str, object] = {"identity": identity_views(sop), "steps": step_views(sop), "columns": columns}
    return _page("sop.html", {"title": title, "record": record, "sop": sop, **views})


def flow_svg(corpus: Corpus, request: Request) -> Response:
    """The redrawn flowchart. Its own policy allows inline styles and nothing else."""
    _, sop = _find_sop(corpus, request)
    return Response(
        sop_to_svg(sop), headers=HEADERS | {"Content-Security-Policy": SVG_POLICY}, media_type="image/svg+xml"
    )


def flow_bpmn(corpus: Corpus, request: Request) -> Response:
    """The procedure as BPMN."""
    _, sop = _find_sop(corpus, request)
    return _download(sop_to_bpmn(sop), "application/xml", _file_name(sop, "bpmn"))


def sop_json(corpus: Corpus, request: Request) -> Response:
    """The record with this SOP alone."""
    record, sop = _find_sop(corpus, request)
    text = json.dumps(record | {"sops": [sop]}, ensure_ascii=False, indent=1)
    return _download(text, "application/json", _file_name(sop, "json"))


def steps_csv(corpus: Corpus, request: Request) -> Response:
    """The steps of this SOP as in steps.csv."""
    record, sop = _find_sop(corpus, request)
    _, steps = records_to_frames([record | {"sops": [sop]}])
    return _download(rows_to_csv(list(steps.columns), frame_to_rows(steps)), "text/csv", _file_name(sop, "csv"))


def questions_page(corpus: Corpus, request: Request) -> Response:
    """Every question with a form for its parameters."""
    return _page("tanya.html", {"questions": QUESTIONS.values()})


def _ask(corpus: Corpus, request: Request) -> Answer:
    name = request.path_params["name"]
    if name not in QUESTIONS:
        raise HTTPException(404, "Pertanyaan ini tidak ada.")
    known = {parameter.name for parameter in QUESTIONS[name].parameters}
    given = {key: value for key, value in request.query_params.items() if key in known and value.strip()}
    try:
        return ask(corpus, name, **given)
    except QuestionError as error:
        raise HTTPException(400, str(error)) from error


def answer_page(corpus: Corpus, request: Request) -> Response:
    """The first rows of an answer."""
    answer = _ask(corpus, request)
    question = QUESTIONS[request.path_params["name"]]
    asked = {"given": dict(request.query_params), "query": request.url.query}
    return _page("jawaban.html", {"question": question, "answer": answer, "rows": answer.rows[:ANSWER_ROWS], **asked})


def answer_csv(corpus: Corpus, request: Request) -> Response:
    """The whole answer."""
    answer = _ask(corpus, request)
    name = f"{request.path_params['name']}.csv"
    return _download(rows_to_csv(answer.columns, answer.rows), "text/csv", name)


def _download(text: str, kind: str, name: str) -> Response:
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8", "replace"), headers=headers, media_type=f"{kind}; charset=utf-8")


def _file_name(sop: Json, ending: str) -> str:
    """A plain ASCII name from the title: nothing printed on a scan may shape a header or a path."""
    title = leaf_text(sop["identity"].get("nama_sop")) or ""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    return f"{plain or 'sop'}.{ending}"
