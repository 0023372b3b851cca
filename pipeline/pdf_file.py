"""What must be known of a PDF before it is read: its pages, and the password that opens it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ocr.render import UnreadableSource


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


def page_count(path: Path, passwords: Sequence[str] = ()) -> int:
    """Pages of a file as far as they can be told without reading it; 1 where not."""
    document = _opened(path, passwords) if path.suffix.lower() == ".pdf" else None
    if document is None:
        return 1
    pages = len(document)
    document.close()
    return max(1, pages)
