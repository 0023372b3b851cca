"""The peers on pages of the made set: how many filled cells each finds anywhere, at what cost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

import cv2
import pypdfium2

from bench.peers import ask_peer
from pipeline.document import Rejected, digitize
from pipeline.evaluate_align import cell
from pipeline.evaluate_steps import COLUMNS
from pipeline.evaluate_text import folded
from pipeline.settings import Settings

OWN = "mutubaku"
TOOLS = {"digital": ("camelot", "pdfplumber", "img2table"), "": ("img2table", "ocrmypdf")}
"""Camelot and pdfplumber read no pictures; OCRmyPDF finds no cells and stands for its cost alone."""
CELLLESS = ("ocrmypdf",)


@dataclass(frozen=True, slots=True)
class Row:
    """One tool on one file."""

    tool: str
    rendition: str
    pages: int
    seconds: float
    wanted: int
    found: int
    failure: str = ""


def measure_peers(files: Sequence[Path], gold: Path, python: Path) -> list[dict[str, Any]]:
    """All tools on each file in turn; ``gold`` holds the truth under the same names."""
    cv2.setNumThreads(1)
    digitize(files[0], Settings())
    return [asdict(row) for path in files for row in _rows(path, gold, python)]


def _rows(path: Path, gold: Path, python: Path) -> Iterable[Row]:
    truth = json.loads((gold / path.parent.name / f"{path.name}.json").read_text("utf-8"))
    wanted, pages = record_cells(truth), len(pypdfium2.PdfDocument(path))
    begun = process_time()
    result = digitize(path, Settings())
    seconds = process_time() - begun
    own: Counter[str] = Counter() if isinstance(result, Rejected) else record_cells(result.record)
    yield Row(OWN, path.stem, pages, seconds, wanted.total(), (wanted & own).total())
    for tool in TOOLS.get(path.stem, TOOLS[""]):
        answer = ask_peer(python, tool, path)
        texts = Counter(folded(spot.text) for table in answer.tables for spot in table)
        asked = 0 if tool in CELLLESS else wanted.total()
        yield Row(tool, path.stem, pages, answer.seconds, asked, (wanted & texts).total(), answer.failure)


def record_cells(record: dict[str, Any]) -> Counter[str]:
    """The filled cells of all step tables."""
    steps = [step for sop in record["sops"] for step in sop["steps"]]
    texts = (folded(cell(step, column)) for step in steps for column in COLUMNS)
    return Counter(text for text in texts if text)


def per_tool(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seconds a page and share of filled cells found, for every rendition and tool."""
    parts: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault((row["rendition"], row["tool"]), []).append(row)
    return [
        {
            "rendition": rendition,
            "tool": tool,
            "seconds_per_page": sum(row["seconds"] for row in part) / sum(row["pages"] for row in part),
            "cells": sum(row["found"] for row in part) / wanted if (wanted := sum(r["wanted"] for r in part)) else None,
            "failures": sum(bool(row["failure"]) for row in part),
        }
        for (rendition, tool), part in parts.items()
    ]
