"""What the JSON interface takes and gives, once: requests are checked by it, and the OpenAPI document is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.answers import Parameter
from corpus.questions import QUESTIONS

Schema = dict[str, Any]

VERSION = "1.0.0"
READ_SOP = "readSop"
LIMIT_MOST = 200

TEXT: Schema = {"type": "string"}
FILLED: Schema = {"type": "string", "minLength": 1}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
YEARS: Schema = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{4})?$"}


@dataclass(frozen=True, slots=True)
class Argument:
    """A query parameter. ``many`` may stand several times."""

    name: str
    description: str
    schema: Schema
    required: bool = False
    many: bool = False


class BadArgument(ValueError):
    """A query parameter that the interface does not take; the message (Indonesian) says which and why."""


LIMIT = Argument(
    "limit",
    "Paling banyak sekian hasil.",
    {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": 20},
)
OFFSET = Argument("offset", "Mulai setelah sekian.", {"type": "integer", "minimum": 0, "maximum": 10**9, "default": 0})
WORDS = (
    Argument(
        "q",
        'Kata, "frasa", awal*, instansi: tahun: pelaksana: peraturan: halaman: keyakinan<0,8',
        TEXT | {"examples": ["surat"]},
    ),
    Argument("instansi", "Nama instansi atau bagiannya.", FILLED, many=True),
    Argument("pelaksana", "Jabatan yang melakukan sebuah langkah.", FILLED, many=True),
    Argument("peraturan", "Peraturan yang dicantumkan, misalnya PP 8/2006.", FILLED, many=True),
    Argument("halaman", "Jenis halaman: steps, identity, narrative.", FILLED, many=True),
    Argument("tahun", "Tahun atau rentang tahun, misalnya 2019 atau 2019-2021.", YEARS),
    Argument("keyakinan_di_bawah", "Bagian dengan keyakinan di bawah ini.", SHARE),
    Argument("keyakinan_di_atas", "Bagian dengan keyakinan di atas ini.", SHARE),
)
SOP = (Argument("berkas", "Nama berkas sumber.", FILLED, True), Argument("id", "sop_id dalam berkas.", FILLED, True))


def question_arguments(name: str) -> tuple[Argument, ...]:
    """The parameters of a question."""
    return tuple(_to_argument(parameter) for parameter in QUESTIONS[name].parameters)


def _to_argument(parameter: Parameter) -> Argument:
    kinds: dict[str, Schema] = {
        "text": FILLED if parameter.default is None else TEXT,
        "number": {"type": "number"},
        "date": {"type": "string", "format": "date"},
        "yes_no": {"type": "string", "enum": ["ya", "tidak"]},
    }
    return Argument(parameter.name, parameter.description, kinds[parameter.kind], parameter.default is None)


def check_arguments(arguments: Iterable[Argument], given: Mapping[str, list[str]]) -> dict[str, Any]:
    """Values by name, numbers as numbers, lists where ``many``; what was not given is left out. Raises BadArgument."""
    known = {argument.name: argument for argument in arguments}
    if extra := sorted(set(given) - set(known)):
        raise BadArgument(f"{', '.join(extra)} tidak dikenal; yang dikenal: {', '.join(known) or 'tidak ada'}.")
    values: dict[str, Any] = {}
    for argument in known.values():
        texts = given.get(argument.name, [])
        if argument.required and not texts:
            raise BadArgument(f"Sebutkan {argument.name}: {argument.description}")
        if len(texts) > 1 and not argument.many:
            raise BadArgument(f"{argument.name} hanya boleh satu kali.")
        found = [_value(argument, text) for text in texts]
        if found:
            values[argument.name] = found if argument.many else found[0]
    return values


def _value(argument: Argument, text: str) -> str | int | float:
    schema, value = argument.schema, text
    refused = BadArgument(f"{argument.name} = {text[:80]!r} tidak dapat dipakai: {argument.description}")
    if schema["type"] in ("integer", "number"):
        if not re.fullmatch(r"-?[0-9]{1,18}" if schema["type"] == "integer" else _NUMBER, text):
            raise refused
        number = int(text) if schema["type"] == "integer" else float(text)
        if not schema.get("minimum", number) <= number <= schema.get("maximum", number):
            raise refused
        return number
    if len(text) < schema.get("minLength", 0) or text not in schema.get("enum", (text,)):
        raise refused
    if "pattern" in schema and not re.fullmatch(schema["pattern"], text):
        raise refused
    if schema.get("format") == "date" and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise refused
    return value


_NUMBER = r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?"


def openapi() -> Schema:
    """The OpenAPI 3.1 document of the interface."""
    paths = {
        "/search": _path("Cari SOP, langkah dan dasar hukum.", (*WORDS, LIMIT), "Hits", leads="hits"),
        "/facets": _path("Hitung SOP per instansi, tahun, pelaksana, peraturan.", WORDS, "Facets"),
        "/sops": _path("Daftar SOP.", (LIMIT, OFFSET), "Sops", leads="sops"),
        "/sop": _path("Satu SOP sebagai record mutubaku.sop/1.", SOP, "Record", missing=True, name=READ_SOP),
        "/questions": _path("Daftar pertanyaan.", (), "Questions"),
    }
    for name, question in QUESTIONS.items():
        paths[f"/questions/{name}"] = _path(question.description, question_arguments(name), "Answer")
    info = {"title": "mutubaku", "version": VERSION, "description": "Arsip SOP: cari, hitung, baca, tanya."}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def _path(
    summary: str,
    arguments: Iterable[Argument],
    gives: str,
    *,
    missing: bool = False,
    name: str | None = None,
    leads: str | None = None,
) -> Schema:
    """``name`` is what links call it; ``leads`` the list in the answer whose entries name an SOP that can be read."""
    answers = {"200": gives, "400": "Error", "503": "Error"} | ({"404": "Error"} if missing else {})
    told = {"200": "Jawaban", "400": "Parameter keliru", "404": "Tidak ada", "503": "Arsip tidak dapat dibuka"}
    return {
        "get": {
            "summary": summary,
            **({"operationId": name} if name else {}),
            "parameters": [_parameter(argument) for argument in arguments],
            "responses": {
                code: {
                    "description": told[code],
                    "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind}"}}},
                    **(_links(leads) if leads and code == "200" else {}),
                }
                for code, kind in answers.items()
            },
        }
    }


def _links(leads: str) -> Schema:
    """Where to go from here: the first SOP of the answer (programs and testing tools follow it to real ones)."""
    first = f"$response.body#/{leads}/0"
    return {
        "links": {
            "sop": {"operationId": READ_SOP, "parameters": {"berkas": f"{first}/source", "id": f"{first}/sop_id"}}
        }
    }


def _parameter(argument: Argument) -> Schema:
    schema = {"type": "array", "items": argument.schema} if argument.many else argument.schema
    base = {"name": argument.name, "in": "query", "description": argument.description}
    return {**base, "required": argument.required, "schema": schema}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _maybe(kind: str) -> Schema:
    return {"type": [kind, "null"]}


_INTEGER: Schema = {"type": "integer"}
_COUNTS = _list(_object(value={"type": ["string", "integer"]}, count=_INTEGER))
_HIT = _object(
    source=TEXT,
    sop_id=TEXT,
    title=_maybe("string"),
    step=_maybe("string"),
    field=TEXT,
    page=_maybe("integer"),
    bbox={"type": ["array", "null"], "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
    line=_maybe("integer"),
    snippet={"type": "string", "description": "Kata yang ditemukan di antara ⟦ dan ⟧; belum aman untuk HTML."},
    score={"type": "number"},
    confidence=_maybe("number"),
    approximate={"type": "boolean"},
)
_LISTED = _object(
    source=TEXT,
    sop_id=TEXT,
    title=_maybe("string"),
    instansi=_maybe("string"),
    nomor_sop=_maybe("string"),
    year=_maybe("integer"),
    pages=_list(_INTEGER),
    confidence=_maybe("number"),
)
_QUESTION = _object(
    name=TEXT,
    description=TEXT,
    parameters=_list(_object(name=TEXT, description=TEXT, kind=TEXT, default=_maybe("string"))),
)
SCHEMAS: dict[str, Schema] = {
    "Hits": _object(hits=_list(_HIT)),
    "Facets": _object(
        total=_INTEGER,
        **dict.fromkeys(("offices", "years", "actors", "regulations", "pages", "confidence"), _COUNTS),
    ),
    "Sops": _object(total=_INTEGER, sops=_list(_LISTED)),
    "Record": {
        "type": "object",
        "properties": {"schema": TEXT, "source": {"type": "object"}, "sops": _list({"type": "object"})},
        "required": ["schema", "source", "sops"],
    },
    "Questions": _object(questions=_list(_QUESTION)),
    "Answer": _object(
        columns=_list(TEXT),
        rows=_list(_list({"type": ["string", "number", "null"]})),
        note=TEXT,
        unknown=_INTEGER,
    ),
    "Error": _object(error=TEXT),
}
