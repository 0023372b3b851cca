"""What was seen in a source, kept on the disk: looking costs a second a page, making sense of it a twentieth."""

from __future__ import annotations

import io
import pickle
import sys
import zlib
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.document import Reading
from pipeline.files import write_atomic

OURS = frozenset({"ocr.page", "pipeline.document", "table_extract.table"})
"""Modules whose types a reading is made of. No other name is looked up, so that a forged file cannot run anything."""

BROKEN = (OSError, zlib.error, pickle.UnpicklingError, AttributeError, EOFError, IndexError, TypeError, ValueError)
"""How a file that is missing or torn shows itself."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in OURS and "." not in name else None
        if not (is_dataclass(found) and found.__module__ == module):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")
        return found


@cache
def _shape() -> bytes:
    """Four bytes that are others as soon as a type of a reading has other fields."""
    types = {(module, name): kind for module in OURS for name, kind in vars(sys.modules[module]).items()}
    told = sorted((*at, *(field.name for field in fields(kind))) for at, kind in types.items() if is_dataclass(kind))
    return zlib.crc32(repr(told).encode()).to_bytes(4)


def keep_reading(path: Path, reading: Reading) -> None:
    """Writes a reading. Raises OSError."""
    write_atomic(path, _shape() + zlib.compress(pickle.dumps(reading, pickle.HIGHEST_PROTOCOL), 1))


def kept_reading(path: Path) -> Reading | None:
    """The reading a file holds; None where there is none that can be used, as one by an earlier version."""
    try:
        shape, packed = (kept := path.read_bytes())[:4], kept[4:]
        found = _Unpickler(io.BytesIO(zlib.decompress(packed))).load() if shape == _shape() else None
    except BROKEN:
        return None
    return found if isinstance(found, Reading) else None
