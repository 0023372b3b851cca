"""The review page: one cell at a time, its picture beside what was read, decided by keyboard.

It stands on this machine alone unless a host is given; then every request needs the key printed at the start.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, quote, unquote, urlencode

from jinja2 import Environment, FileSystemLoader
from PIL import Image
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from review.desk import Desk, Refusal, Stale, Wish
from review.ledger import Verdict
from review.notation import percent
from review.page_view import cell_to_view, form_of, form_to_correction
from review.progress import Progress
from review.shelf import token_of
from review.undo import NothingToUndo
from review.web_errors import status_and_words
from review.web_headers import HEADERS
from review.windows import Size

Lang = Literal["id", "en"]
Fields = Mapping[str, list[str]]
Texts = Mapping[str, str]

HOST = "127.0.0.1"
TEMPLATES = Path(__file__).parent / "templates"
PICTURE_HEADERS = HEADERS | {"Cache-Control": "private, max-age=3600"}
LONGEST_FORM = 200_000
"""Bytes of a form; a cell has some hundreds."""
VERDICTS: Mapping[str, Verdict] = {"benar": "benar", "koreksi": "koreksi", "kosong": "kosong", "lewati": "lewati"}


@dataclass(slots=True)
class Site:
    """What the pages share. ``key`` is asked of every request where it is not empty; ``secret`` of every form."""

    desk: Desk
    who: str
    texts: Texts
    lang: Lang
    pages: Environment
    key: str = ""
    refresh: Callable[[], None] | None = None
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    messages: dict[str, str] = field(default_factory=dict)
    sizes: dict[Path, Size] = field(default_factory=dict)

    def size_of(self, sha256: str, page: int) -> Size | None:
        """Size of a page's picture; its head alone is read, and once."""
        path = self.desk.files.page(sha256, page)
        if path not in self.sizes:
            try:
                with Image.open(path) as picture:
                    self.sizes[path] = picture.size
            except OSError:
                return None
        return self.sizes[path]


def create_app(
    desk: Desk, who: str = "", *, lang: Lang = "id", key: str = "", refresh: Callable[[], None] | None = None
) -> Starlette:
    """The application. ``who`` names the reviewer until one gives another; ``refresh`` brings tables up to date."""
    texts: Texts = json.loads((TEMPLATES / "texts.json").read_text("utf-8"))[lang]
    pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    pages.globals |= {"t": texts, "lang": lang, "address": address, "percent": percent}
    site = Site(desk, who, texts, lang, pages, key, refresh)
    routes = [
        Route("/", _guarded(site, start_page)),
        Route("/lanjut", _guarded(site, next_cell)),
        Route("/sel/{token}", _guarded(site, cell_page)),
        Route("/sel/{token}", _guarded(site, decide), methods=["POST"]),
        Route("/batal", _guarded(site, undo), methods=["POST"]),
        Route("/nama", _guarded(site, set_name), methods=["POST"]),
        Route("/selesai", _guarded(site, bring_up_to_date), methods=["POST"]),
        Route("/halaman/{sha}/{page:int}.jpg", _guarded(site, page_picture)),
        Route("/potongan/{name}", _guarded(site, crop_picture)),
        *[Route(f"/{name}", partial(_file, name)) for name in ("tinjau.css", "tinjau.js")],
    ]
    # a foreign host name that resolves to this machine (DNS rebinding) must not reach the records
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["*"] if key else ["localhost", HOST])
    told = partial(_error_page, site)
    return Starlette(routes=routes, middleware=[hosts], exception_handlers={HTTPException: told, Exception: told})


def address(path: str, **values: str) -> str:
    """An address with those of its values that are not empty.

    >>> address("/lanjut", berkas="a b.pdf", dari="")
    '/lanjut?berkas=a+b.pdf'
    """
    given = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


Handler = Callable[[Site, Request, Fields], Response]


def _guarded(site: Site, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        if site.key and not _has_key(site, request):
            raise HTTPException(403, site.texts["forbidden"])
        fields: Fields = {}
        if request.method == "POST":
            fields = await _form(request)
            if not hmac.compare_digest(fields.get("kunci", [""])[0].encode(), site.secret.encode()):
                raise HTTPException(403, site.texts["forbidden"])
        response = await run_in_threadpool(handler, site, request, fields)
        if site.key and "kunci" in request.query_params:
            response.set_cookie("kunci", site.key, httponly=True, samesite="strict")
        return response

    return respond


def _has_key(site: Site, request: Request) -> bool:
    given = request.query_params.get("kunci") or request.cookies.get("kunci", "")
    return hmac.compare_digest(given.encode(), site.key.encode())


async def _form(request: Request) -> Fields:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, "Isian terlalu panjang.")
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)


def _page(site: Site, request: Request, name: str, values: dict[str, Any], code: int = 200) -> Response:
    who = _who(site, request)
    message = site.messages.pop(who, "")
    text = site.pages.get_template(name).render(values | {"who": who, "secret": site.secret, "message": message})
    # OCR text may hold lone surrogates, which UTF-8 cannot carry
    return Response(text.encode("utf-8", "replace"), code, HEADERS, "text/html; charset=utf-8")


def _who(site: Site, request: Request) -> str:
    return " ".join(unquote(request.cookies.get("peninjau", "")).split())[:80] or site.who


def _error_page(site: Site, request: Request, error: Exception) -> Response:
    """An error in the words of the page's language."""
    status, detail = status_and_words(error, site.texts["no_page"], site.texts["broken"])
    values = {"status": status, "detail": detail}
    text = site.pages.get_template("galat.html").render(values | {"who": "", "secret": "", "message": ""})
    return Response(text.encode("utf-8", "replace"), status, HEADERS, "text/html; charset=utf-8")


def _go(path: str) -> Response:
    return RedirectResponse(path, 303, HEADERS)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def start_page(site: Site, request: Request, fields: Fields) -> Response:
    """Who reviews, and the files with what waits in them."""
    progress = site.desk.progress()
    files = sorted(progress.items(), key=lambda pair: (-pair[1].review, pair[0]))
    return _page(site, request, "mulai.html", {"files": files, "total": _total(progress.values())})


def _total(parts: Any) -> Progress:
    listed = list(parts)
    return Progress(*(sum(getattr(part, name) for part in listed) for name in ("auto", "review", "corrected")))


def set_name(site: Site, request: Request, fields: Fields) -> Response:
    """Keeps the reviewer's name in the browser."""
    name = " ".join(fields.get("nama", [""])[0].split())[:80]
    response = _go("/")
    response.set_cookie("peninjau", quote(name), httponly=True, samesite="strict", max_age=31_536_000)
    return response


def next_cell(site: Site, request: Request, fields: Fields) -> Response:
    """To the cell that comes next, or to the page that says that all is done."""
    query = request.query_params
    file, found = query.get("berkas", ""), site.desk.find(query.get("dari", ""))
    place = site.desk.place(found[0]) if found else None
    step = -1 if query.get("arah") == "mundur" else 1
    cell = site.desk.next_from(place, _who(site, request), file, step=step)
    if cell is None:
        return _page(site, request, "selesai.html", {"file": file})
    return _go(address(f"/sel/{token_of(cell)}", berkas=file))


def cell_page(site: Site, request: Request, fields: Fields) -> Response:
    """One cell: pictures, reading, suggestions, and what can be done."""
    who = _who(site, request)
    if not who:
        return _go("/")
    found = site.desk.find(request.path_params["token"])
    if found is None:
        raise HTTPException(404, site.texts["not_found"])
    cell, record = found
    site.desk.reserve(cell, who)
    file = request.query_params.get("berkas", "")
    progress = site.desk.progress()
    total = progress.get(file) or _total(progress.values())
    view = cell_to_view(site.desk, cell, record, site.size_of)
    return _page(site, request, "sel.html", {"view": view, "file": file, "progress": total})


def decide(site: Site, request: Request, fields: Fields) -> Response:
    """Writes a decision down and goes on to the next cell; back to the same one with a reason where it is refused."""
    token, who = request.path_params["token"], _who(site, request)
    file = fields.get("berkas", [""])[0]
    found = site.desk.find(token)
    verdict = VERDICTS.get(fields.get("keputusan", [""])[0])
    if found is None or verdict is None or not who:
        raise HTTPException(404, site.texts["not_found"])
    cell = found[0]
    place = site.desk.place(cell)
    correction = form_to_correction(form_of(cell), fields) if verdict == "koreksi" else ""
    if verdict == "koreksi" and not correction:
        verdict = "kosong"
    note = fields.get("catatan", [""])[0].strip()
    wish = Wish(fields.get("dasar", [""])[0], verdict, correction, note, for_all=bool(fields.get("semua")))
    try:
        site.desk.decide(token, wish, who, _now())
    except (Stale, Refusal, OSError) as error:
        kind = {Stale: "not_used", Refusal: "refused"}.get(type(error), "disk")
        site.messages[who] = site.texts[kind].format(why=error)
        return _go(address(f"/sel/{token}", berkas=file))
    cell_after = site.desk.next_from(place, who, file)
    return _go(address(f"/sel/{token_of(cell_after)}" if cell_after else "/lanjut", berkas=file))


def undo(site: Site, request: Request, fields: Fields) -> Response:
    """Takes back what the reviewer did last and shows that cell again."""
    who, file = _who(site, request), fields.get("berkas", [""])[0]
    try:
        taken = site.desk.undo(who, _now())
    except NothingToUndo as error:
        site.messages[who] = str(error)
        return _go(address("/lanjut", berkas=file))
    site.messages[who] = site.texts["undone"].format(n=len(taken))
    wanted = taken[0].key
    cell = next((cell for cell in site.desk.cells() if (cell.sha256, cell.cell_id) == wanted), None)
    return _go(address(f"/sel/{token_of(cell)}" if cell else "/lanjut", berkas=file))


def bring_up_to_date(site: Site, request: Request, fields: Fields) -> Response:
    """Tables, archive and report from the decisions so far."""
    if site.refresh is not None:
        site.refresh()
    site.messages[_who(site, request)] = site.texts["refreshed"]
    return _go("/")


def page_picture(site: Site, request: Request, fields: Fields) -> Response:
    """The upright picture of a page."""
    sha = request.path_params["sha"]
    if not re.fullmatch(r"[0-9a-f]{12}", sha):
        raise HTTPException(404, site.texts["not_found"])
    return _picture(site, site.desk.files.page(sha, request.path_params["page"]))


def crop_picture(site: Site, request: Request, fields: Fields) -> Response:
    """The picture of one cell, cut out when it was read."""
    name = request.path_params["name"]
    if not re.fullmatch(r"[A-Za-z0-9_-]+\.png", name):
        raise HTTPException(404, site.texts["not_found"])
    return _picture(site, site.desk.files.crops / name)


def _picture(site: Site, path: Path) -> Response:
    if not path.is_file():
        raise HTTPException(404, site.texts["no_picture"])
    return FileResponse(path, headers=PICTURE_HEADERS)


def _file(name: str, request: Request) -> Response:
    return FileResponse(TEMPLATES / name, headers=HEADERS)
