"""Evidence about one leaf, weighed into the probability that its text is exactly right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from table_extract.table import Line

TEXT_LAYER = "text layer"
"""The engine name of text that was not read from ink."""
SHORT = 2
"""Texts up to this length are where two agreeing engines are still wrong most often."""
NOTEWORTHY = 0.25
"""A piece of doubt weighing more than this share of the bias is told to the reviewer."""

REASONS = {
    "line_doubt": "mesin baca kurang yakin",
    "disagree": "dua mesin baca berbeda hasil",
    "header_doubt": "judul kolom kurang jelas",
    "unparsed": "nilai tidak dapat ditafsirkan",
    "out_of_sequence": "nomor langkah tidak berurutan",
    "grid_doubt": "garis tabel kurang jelas",
    "short_scan": "teks sangat pendek",
    "unread_ink": "ada tinta yang tidak terbaca",
    "blank_scan": "sel kosong",
    "changed": "teks diperbaiki",
    "row_doubt": "nomor langkah di sekitar baris ini tidak cocok",
    "continued": "sambungan dari halaman sebelumnya",
    "lone_figure": "angka tunggal dibaca satu mesin",
    "odd_name": "nama pelaksana tampak terpotong",
    "inherited_header": "judul kolom dari halaman sebelumnya",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a leaf. Every field is a doubt: 0 = none, 1 = as bad as it gets."""

    line_doubt: float = 0.0
    disagree: float = 0.0
    header_doubt: float = 0.0
    unparsed: float = 0.0
    out_of_sequence: float = 0.0
    grid_doubt: float = 0.0
    short_scan: float = 0.0
    unread_ink: float = 0.0
    blank_scan: float = 0.0
    changed: float = 0.0
    row_doubt: float = 0.0
    continued: float = 0.0
    inherited_header: float = 0.0
    lone_figure: float = 0.0
    odd_name: float = 0.0


@cache
def _weights() -> tuple[float, dict[str, float]]:
    data = json.loads((files("normalize") / "confidence_weights.json").read_text(encoding="utf-8"))
    return float(data["bias"]), {str(name): float(weight) for name, weight in data["weights"].items()}


def weigh(evidence: Evidence) -> tuple[float, tuple[str, ...]]:
    """Probability 0..1 that the text is right, and the Indonesian reasons for what doubt there is."""
    bias, weights = _weights()
    costs = {name: weight * float(getattr(evidence, name)) for name, weight in weights.items()}
    score = bias - sum(costs.values())
    reasons = tuple(REASONS[name] for name, cost in costs.items() if cost > NOTEWORTHY * bias)
    return 1.0 / (1.0 + exp(-score)), reasons


def line_evidence(lines: Sequence[Line]) -> tuple[float, float]:
    """Doubt of the weakest line, and 1.0 when the engines that read a line disagree (white space aside)."""
    doubt = max((1.0 - line.confidence for line in lines), default=0.0)
    differing = any(len({"".join(text.split()) for _, text, _ in line.readings}) > 1 for line in lines)
    return doubt, float(differing)


def from_scan(lines: Sequence[Line]) -> bool:
    """True when a line was read from ink."""
    return any(engine != TEXT_LAYER for line in lines for engine, _, _ in line.readings)
