"""What must be known of a PDF before it is read: its pages, and the password that opens it."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr.render import UnreadableSource
from pipeline.content import true_suffix

MAX_STREAM_MB = 64
"""Of what stands in a file beside pictures; a page's drawing has some kB, a large font 20 MB."""
MOST_PACKED = 1032
"""Deflate packs zeros to this part at best."""


class LockedSource(UnreadableSource):
    """A PDF that none of the passwords opens."""


@contextmanager
def unlocked(path: Path, passwords: Sequence[str] = ()) -> Iterator[Path]:
    """The file itself, or a copy without its password that is gone afterwards. Raises LockedSource."""
    if path.suffix.lower() != ".pdf" or not _is_locked(path):
        yield path
        return
    document = _opened(path, passwords)
    if document is None:
        why = "tidak satu pun kata sandi yang diberikan cocok" if passwords else "PDF dilindungi kata sandi"
        raise LockedSource(f"{why}; simpan ulang tanpa kata sandi, atau beri --password-file")
    try:
        with tempfile.TemporaryDirectory(prefix="mutubaku-") as folder:
            copy = Path(folder) / "unlocked.pdf"
            document.save(copy, flags=pdfium_c.FPDF_REMOVE_SECURITY)
            yield copy
    finally:
        document.close()


def _is_locked(path: Path) -> bool:
    """Whether the file opens only with a password. What is no PDF at all is for its reader to say."""
    try:
        pdfium.PdfDocument(path).close()
    except pdfium.PdfiumError as error:
        return "password" in str(error).lower()
    return False


def _opened(path: Path, passwords: Sequence[str]) -> pdfium.PdfDocument | None:
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(path, password=password)
        except pdfium.PdfiumError:
            continue
    return None


def refuse_bombs(path: Path) -> None:
    """Raises UnreadableSource for a PDF of which a small part unpacks to far more than any document holds."""
    if path.suffix.lower() != ".pdf":
        return
    try:
        with pikepdf.open(path) as document:
            swollen = any(_swells(item) for item in document.objects if isinstance(item, pikepdf.Stream))
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError):  # its reader will say what is broken
        return
    if swollen:
        why = f"sebagian isinya mengembang menjadi lebih dari {MAX_STREAM_MB} MB"
        raise UnreadableSource(f"{why}; berkas rusak atau berbahaya: cetak atau pindai ulang menjadi PDF baru")


def _swells(stream: pikepdf.Stream) -> bool:
    """Whether a stream other than a picture, whose pixels are counted elsewhere, unpacks beyond the bound."""
    limit = MAX_STREAM_MB * 2**20
    named = stream.get("/Filter")
    filters = list(named) if isinstance(named, pikepdf.Array) else [named] if named is not None else []
    if not filters or stream.get("/Subtype") == "/Image":
        return False
    data = stream.read_raw_bytes()
    if len(data) * MOST_PACKED ** len(filters) <= limit:
        return False
    if any(name != "/FlateDecode" for name in filters):
        return len(stream.read_bytes()) > limit
    for _ in filters:
        try:
            data = zlib.decompressobj().decompress(data, limit + 1)
        except zlib.error:
            return False
    return len(data) > limit


def page_count(path: Path, passwords: Sequence[str] = ()) -> int:
    """Pages of a file as far as they can be told without reading it; 1 where not."""
    try:
        document = _opened(path, passwords) if true_suffix(path) == ".pdf" else None
    except OSError:  # gone since it was listed: its reader says so
        return 1
    if document is None:
        return 1
    pages = len(document)
    document.close()
    return max(1, pages)
