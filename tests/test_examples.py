"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("ocr", "table_extract", "normalize", "review", "corpus", "pipeline", "bench")
MODULES = [
    f"{room}.{path.stem}" for room in ROOMS for path in sorted((ROOT / room).glob("*.py")) if ">>>" in path.read_text()
]


@pytest.mark.parametrize("module", MODULES)
def test_examples(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0
