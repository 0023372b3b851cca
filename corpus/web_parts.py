"""What every page of the archive is made with: the archive itself, the request, templates and strict headers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from PIL import Image as PilImage
from PIL import UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import Response

from corpus.labels import LABELS
from corpus.store import Corpus
from corpus.web_view import marked_parts, sop_address
from review.notation import percent
from review.web_headers import HEADERS

TEMPLATES = Path(__file__).parent / "templates"

Json = dict[str, Any]

_PAGES = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
_PAGES.globals |= {"address": sop_address, "parts": marked_parts, "labels": LABELS, "percent": percent}


@dataclass(frozen=True, slots=True)
class Archive:
    """What the pages show: a corpus and, where they are kept, what its records were read from.

    ``corpus`` is a SQLite file or a ``postgresql://`` address. ``pages`` holds upright page pictures as
    ``<first 12 letters of the source's sha256>/<page>.jpg``; ``original`` finds a source file by its name in the
    records.
    """

    corpus: Path | str
    pages: Path | None = None
    original: Callable[[str], Path | None] = lambda name: None

    def picture(self, sha: str, page: int) -> Path | None:
        """The picture of a page, where there is one."""
        path = self.pages / sha / f"{page}.jpg" if self.pages else None
        return path if path and path.is_file() else None

    def picture_size(self, sha: str, page: int) -> tuple[int, int]:
        """Width and height of a page's picture; (0, 0) where there is none that can be read."""
        path = self.picture(sha, page)
        try:
            with PilImage.open(path or "") as picture:
                return picture.size
        except (OSError, UnidentifiedImageError):
            return 0, 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what answers it."""

    archive: Archive
    corpus: Corpus
    request: Request


Handler = Callable[[Asked], Response]


def page(name: str, values: dict[str, object], code: int = 200) -> Response:
    """A template filled in."""
    text = _PAGES.get_template(name).render(values)
    # OCR text may hold lone surrogates, which UTF-8 cannot carry
    return Response(text.encode("utf-8", "replace"), code, HEADERS, "text/html; charset=utf-8")


def download(content: str | bytes, kind: str, name: str) -> Response:
    """A file for the browser to keep."""
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    if isinstance(content, bytes):
        return Response(content, headers=headers, media_type=kind)
    return Response(content.encode("utf-8", "replace"), headers=headers, media_type=f"{kind}; charset=utf-8")
