"""The archive for programs: search, facets, SOPs and questions as JSON, described by an OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corpus.api_schema import (
    LIMIT,
    OFFSET,
    SOP,
    WORDS,
    Argument,
    BadArgument,
    check_arguments,
    openapi,
    question_arguments,
)
from corpus.database import CorpusLocked, CorpusUnreadable
from corpus.facets import count_facets
from corpus.query import Filters
from corpus.questions import QUESTIONS, QuestionError, ask
from corpus.search import DEFAULT_LIMIT, search
from corpus.store import Corpus
from corpus.words import split_words

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Values = dict[str, Any]
Action = Callable[[Corpus, Values], object]


def create_api(path: Path | str) -> Starlette:
    """The JSON interface over a corpus, to be mounted at ``/api/v1``. Every request opens the corpus and only reads."""
    actions: dict[str, tuple[tuple[Argument, ...], Action]] = {
        "/search": ((*WORDS, LIMIT), _search),
        "/facets": (WORDS, _facets),
        "/sops": ((LIMIT, OFFSET), _sops),
        "/sop": (SOP, _sop),
        "/questions": ((), _questions),
    }
    routes = [
        Route(address, partial(_respond, path, arguments, action), methods=["GET"])
        for address, (arguments, action) in actions.items()
    ]
    routes.append(Route("/questions/{name}", partial(_question, path), methods=["GET"]))
    routes.append(Route("/openapi.json", lambda request: _json(openapi()), methods=["GET"]))
    return Starlette(routes=routes, exception_handlers={HTTPException: _refuse})


def _respond(path: Path | str, arguments: tuple[Argument, ...], action: Action, request: Request) -> Response:
    given = {name: request.query_params.getlist(name) for name in request.query_params}
    try:
        values = check_arguments(arguments, given)
        with Corpus(path, read_only=True) as corpus:
            return _json(action(corpus, values))
    except (BadArgument, QuestionError) as error:
        return _json({"error": str(error)}, 400)
    except (CorpusUnreadable, CorpusLocked) as error:
        return _json({"error": str(error)}, 503)


def _question(path: Path | str, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in QUESTIONS:
        raise HTTPException(404, "Pertanyaan ini tidak ada.")
    return _respond(path, question_arguments(name), partial(_answer, name), request)


def _json(value: object, code: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(value), code, {**HEADERS, **(headers or {})}, "application/json")


def _refuse(request: Request, error: Exception) -> Response:
    code, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "Kesalahan.")
    return _json({"error": detail}, code, getattr(error, "headers", None))


def _filters(values: Values) -> Filters:
    years = [int(year) for year in values["tahun"].split("-")] if "tahun" in values else []
    return Filters(
        instansi=_folded(values.get("instansi", ())),
        pelaksana=_folded(values.get("pelaksana", ())),
        peraturan=tuple(values.get("peraturan", ())),
        years=(years[0], years[-1]) if years else None,
        confidence_below=values.get("keyakinan_di_bawah"),
        confidence_above=values.get("keyakinan_di_atas"),
        halaman=tuple(values.get("halaman", ())),
    )


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    """As filters compare them; a name without any letter is no condition."""
    return tuple(text for name in names if (text := " ".join(split_words(name))))


def _search(corpus: Corpus, values: Values) -> object:
    hits = search(corpus, values.get("q", ""), _filters(values), values.get("limit", DEFAULT_LIMIT))
    return {"hits": [asdict(hit) for hit in hits]}


def _facets(corpus: Corpus, values: Values) -> object:
    counted = asdict(count_facets(corpus, values.get("q", ""), _filters(values)))
    total = counted.pop("total")
    named = {name: [{"value": value, "count": count} for value, count in pairs] for name, pairs in counted.items()}
    return {"total": total, **named}


_LISTED = (
    "SELECT d.file, s.* FROM sops s JOIN documents d ON d.id = s.document_id ORDER BY d.file, s.id LIMIT ? OFFSET ?"
)


def _sops(corpus: Corpus, values: Values) -> object:
    rows = corpus.connection.execute(_LISTED, (values.get("limit", DEFAULT_LIMIT), values.get("offset", 0)))
    plain = ("sop_id", "title", "instansi", "nomor_sop", "year", "confidence")
    listed = [
        {"source": row["file"], **{name: row[name] for name in plain}, "pages": json.loads(row["pages"])}
        for row in rows
    ]
    return {"total": corpus.counts()["sops"], "sops": listed}


def _sop(corpus: Corpus, values: Values) -> object:
    record = corpus.record(values["berkas"])
    found = [sop for sop in record["sops"] if str(sop["sop_id"]) == values["id"]] if record else []
    if record is None or not found:
        raise HTTPException(404, "SOP ini tidak ada dalam arsip.")
    return record | {"sops": found[:1]}


def _questions(corpus: Corpus, values: Values) -> object:
    return {
        "questions": [
            {
                "name": question.name,
                "description": question.description,
                "parameters": [asdict(parameter) for parameter in question.parameters],
            }
            for question in QUESTIONS.values()
        ]
    }


def _answer(name: str, corpus: Corpus, values: Values) -> object:
    return asdict(ask(corpus, name, **values))
