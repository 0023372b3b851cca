"""The rooms: imports point one way, modules stay small, and what is imported is ours."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ocr", "table_extract", "normalize", "review", "corpus", "pipeline", "bench")
MAY_IMPORT = {
    "ocr": {"ocr"},
    "table_extract": {"ocr", "table_extract"},
    "normalize": {"ocr", "table_extract", "normalize"},
    "review": {"ocr", "table_extract", "normalize", "review"},
    "corpus": {"ocr", "table_extract", "normalize", "review", "corpus"},
    "pipeline": {"ocr", "table_extract", "normalize", "review", "corpus", "pipeline"},
    "bench": set(ROOMS),
}
LONGEST_MODULE = 400


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
        yield from (name.split(".")[0] for name in names if name.split(".")[0] in ROOMS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert set(imported_rooms(path)) <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("room", ROOMS)
def test_the_rooms_are_ours(room: str) -> None:
    assert Path(str(importlib.import_module(room).__file__)) == ROOT / room / "__init__.py"


def test_libraries_of_the_project_are_declared() -> None:
    """Every third-party import at run time stands in pyproject.toml, among the dependencies or in an extra."""
    declared = (ROOT / "pyproject.toml").read_text("utf-8").partition("\ndev = [")[0].lower()
    packages = {"cv2": "opencv-python-headless", "PIL": "pillow", "Stemmer": "pystemmer", "camelot": "camelot-py"}
    brought_along = {"markupsafe", "click", "pdfminer"}
    for path in modules():
        if path.is_relative_to(ROOT / "bench"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in {name.split(".")[0] for name in names} - set(ROOMS) - sys.stdlib_module_names - brought_along:
                assert f'"{packages.get(name, name).lower()}' in declared, f"{path}: {name} is not declared"


@pytest.mark.parametrize("room", ["ocr", "table_extract", "normalize"])
def test_the_map_names_every_module_of_the_reading_rooms(room: str) -> None:
    text = (ROOT / "docs" / "code.md").read_text("utf-8")
    part = text.partition(f"## {room}:")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+\.py)`", part))
    assert named == {path.name for path in (ROOT / room).glob("*.py")} - {"__init__.py"}
