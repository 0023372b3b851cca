"""What a file is by its first bytes: phones and scanners save photos as .pdf, and people rename what does not open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.sources import IMAGES

MARKS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n": ".png", b"II*\0": ".tif", b"MM\0*": ".tif"}
"""First bytes to the ending that files of the kind have."""


def true_suffix(path: Path) -> str:
    """The ending that fits a file's content; its own, in small letters, where the content tells none."""
    with path.open("rb") as stream:
        head = stream.read(max(map(len, MARKS)))
    return next((suffix for mark, suffix in MARKS.items() if head.startswith(mark)), path.suffix.lower())


@contextmanager
def named_by_content(path: Path) -> Iterator[Path]:
    """The file under a name with the ending that fits, for as long as the context lasts: readers go by endings."""
    suffix = true_suffix(path)
    if suffix == path.suffix.lower() or {suffix, path.suffix.lower()} <= IMAGES:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="mutubaku-") as folder:
        link = Path(folder) / f"berkas{suffix}"
        link.symlink_to(path.absolute())
        yield link
