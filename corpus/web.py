"""The archive in a browser, on this machine only: search, one SOP beside its scan, the questions."""

from __future__ import annotations

from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route

from corpus import web_sop
from corpus.answers import Answer
from corpus.api import create_api
from corpus.database import CorpusLocked, CorpusUnreadable
from corpus.facets import count_facets
from corpus.questions import QUESTIONS, QuestionError, ask
from corpus.search import search
from corpus.spreadsheet import rows_to_csv
from corpus.store import Corpus
from corpus.web_answer import hits_to_found, shown_columns, shown_rows
from corpus.web_parts import TEMPLATES, Archive, Asked, Handler, download, page
from corpus.web_view import dropped_filters, facet_groups
from review.web_errors import status_and_words
from review.web_headers import HEADERS

HOST = "127.0.0.1"
"""Never another address: the archive holds names and NIPs and has no log-in."""

ABSENT, BROKEN = "Halaman ini tidak ada.", "Kesalahan dalam program; rinciannya ada di terminal."

HITS = 60
ANSWER_ROWS = 500
"""Rows of an answer shown on a page; the CSV holds all."""


def create_app(archive: Archive) -> Starlette:
    """The web application over an archive. Every request opens the corpus anew and only reads it."""
    pages: dict[str, Handler] = {
        "/": search_page,
        "/sop": web_sop.sop_page,
        "/sop/alur.svg": web_sop.flow_svg,
        "/sop/alur.bpmn": web_sop.flow_bpmn,
        "/sop/data.json": web_sop.sop_json,
        "/sop/langkah.csv": web_sop.steps_csv,
        "/sop/teks.pdf": web_sop.searchable_pdf,
        "/halaman/{sha}/{page:int}.jpg": web_sop.page_picture,
        "/tanya": questions_page,
        "/tanya/{name}": answer_page,
        "/tanya/{name}/jawaban.csv": answer_csv,
    }
    routes = [Route(address, partial(_respond, archive, handler)) for address, handler in pages.items()]
    files = [Route(f"/{name}", partial(_file, name)) for name in ("gaya.css", "sop.js")]
    # a foreign host name that resolves to this machine (DNS rebinding) must not reach the archive
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", HOST])
    interface = Mount("/api/v1", create_api(archive.corpus))
    return Starlette(
        routes=[*routes, *files, interface],
        middleware=[hosts],
        exception_handlers={HTTPException: _error_page, Exception: _error_page},
    )


def _respond(archive: Archive, handler: Handler, request: Request) -> Response:
    try:
        with Corpus(archive.corpus, read_only=True) as corpus:
            return handler(Asked(archive, corpus, request))
    except (CorpusUnreadable, CorpusLocked) as error:
        raise HTTPException(503, str(error)) from error


def _file(name: str, request: Request) -> Response:
    return FileResponse(TEMPLATES / name, headers=HEADERS)


def _error_page(request: Request, error: Exception) -> Response:
    """An error in Indonesian."""
    status, detail = status_and_words(error, ABSENT, BROKEN)
    return page("galat.html", {"status": status, "detail": detail}, status)


def search_page(asked: Asked) -> Response:
    """Search box, hits and facets."""
    words = asked.request.query_params.get("q", "")[:400]
    hits = search(asked.corpus, words, limit=HITS)
    found = count_facets(asked.corpus, words)
    values: dict[str, object] = {
        "words": words,
        "found": hits_to_found(hits),
        "facets": found,
        "counts": asked.corpus.counts(),
    }
    return page("cari.html", values | {"groups": facet_groups(words, found), "filters": dropped_filters(words)})


def questions_page(asked: Asked) -> Response:
    """Every question with a form for its parameters."""
    return page("tanya.html", {"questions": QUESTIONS.values()})


def _ask(asked: Asked) -> Answer:
    name = asked.request.path_params["name"]
    if name not in QUESTIONS:
        raise HTTPException(404, "Pertanyaan ini tidak ada.")
    known = {parameter.name for parameter in QUESTIONS[name].parameters}
    given = {key: value for key, value in asked.request.query_params.items() if key in known and value.strip()}
    try:
        return ask(asked.corpus, name, **given)
    except QuestionError as error:
        raise HTTPException(400, str(error)) from error


def answer_page(asked: Asked) -> Response:
    """The first rows of an answer."""
    answer, request = _ask(asked), asked.request
    question = QUESTIONS[request.path_params["name"]]
    form = {"given": dict(request.query_params), "query": request.url.query}
    table = {"columns": shown_columns(answer), "rows": shown_rows(asked.corpus, answer, ANSWER_ROWS)}
    return page("jawaban.html", {"question": question, "answer": answer, **table, **form})


def answer_csv(asked: Asked) -> Response:
    """The whole answer."""
    answer = _ask(asked)
    name = f"{asked.request.path_params['name']}.csv"
    return download(rows_to_csv(answer.columns, answer.rows), "text/csv", name)
