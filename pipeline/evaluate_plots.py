"""The plots of a comparison: how far confidence can be trusted, what is left wrong, accuracy side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from markupsafe import Markup

from pipeline.evaluate_confidence import SILENT_TARGET, Bin
from pipeline.plots import AMBER, BLUE, RED, SOFT, Axis, Bar, Point, Series, bars, nice_top, plot, shown

TENTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
NEAR_ONE = (0.9, 0.92, 0.94, 0.96, 0.98, 1.0)
"""Most confidences lie here; a second diagram shows this corner alone."""
DOT = 14.0
"""Radius of the dot that would hold every value."""
BARS = (
    ("step_recall", "langkah ditemukan"), ("cell_exact_filled", "sel berisi tepat"), ("actor_f1", "pelaksana F1"),
    ("edge_labelled_f1", "panah dan label F1"), ("identity_filled", "identitas berisi"),
    ("list_exact", "butir daftar tepat"), ("grits_content", "GriTS isi"), ("perfect", "dokumen sempurna"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlotWords:
    """What stands on the plots of confidence, and the decimal sign."""

    trust: str = "Keyakinan dan kebenaran"
    confidence: str = "keyakinan"
    right: str = "bagian yang benar"
    exact: str = "keyakinan yang tepat"
    dots: str = "nilai dengan keyakinan itu (luas: banyaknya)"
    risk: str = "Sisa salah dan bagian yang ditinjau"
    reviewed: str = "bagian ditinjau"
    left: str = "salah di antara sisanya"
    target: str = "batas"
    doubtful: str = "dengan meninjau yang paling meragukan"
    now: str = "permintaan tinjauan sekarang"
    decimal: str = ","


INDONESIAN = PlotWords()


def reliability_plot(bins: Sequence[Bin], low: float = 0.0, words: PlotWords = INDONESIAN) -> Markup:
    """Share of right values over their confidence, from confidence ``low``; a dot's area is the number of values."""
    seen = [one for one in bins if one.confidence >= low]
    whole = sum(one.count for one in seen) or 1
    sizes = [max(2.5, DOT * sqrt(one.count / whole)) for one in seen]
    ticks = NEAR_ONE if low else TENTHS
    bottom = min([low, *(one.right - 0.02 for one in seen)]) if low else 0.0
    y = Axis(bottom, 1.0, words.right, tuple(tick for tick in ticks if tick >= bottom), words.decimal)
    diagonal = Series(words.exact, [(low, low), (1.0, 1.0)], SOFT, dashed=True)
    dots = Series(words.dots, [(one.confidence, one.right) for one in seen], BLUE, sizes=sizes)
    return plot(words.trust, Axis(low, 1.0, words.confidence, ticks, words.decimal), y, [diagonal, dots])


def risk_plot(curve: Sequence[Point], now: Point, words: PlotWords = INDONESIAN) -> Markup:
    """What stays wrong when only the most doubtful values are looked at.

    ``curve`` holds share kept and share wrong of it, ``now`` the share asked for today and what is wrong in the rest.
    """
    top = nice_top(max([2 * SILENT_TARGET, now[1], *(risk for _, risk in curve)]))
    y = Axis(0.0, top, words.left, tuple(top * n / 5 for n in range(6)), words.decimal, percent=True)
    target = f"{words.target} {shown(SILENT_TARGET, words.decimal, percent=True)}"
    series = [
        Series(target, [(0.0, SILENT_TARGET), (1.0, SILENT_TARGET)], AMBER, dashed=True),
        Series(words.doubtful, [(1 - share, risk) for share, risk in curve], BLUE),
        Series(words.now, [now], RED, sizes=[5.0]),
    ]
    return plot(words.risk, Axis(0.0, 1.0, words.reviewed, TENTHS, words.decimal, percent=True), y, series)


def group_bars(groups: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Markup]]:
    """For each figure of BARS a bar per group."""
    charts = []
    for name, label in BARS:
        rows = [_bar(group, figures[name]) for group, figures in groups.items()]
        charts.append((label, bars(label, rows)))
    return charts


def column_bars(figures: Mapping[str, Any]) -> Markup:
    """Exact cells of every column."""
    return bars("sel tepat per kolom", [_bar(name, one["exact"]) for name, one in figures["columns"].items()])


def kind_bars(figures: Mapping[str, Any]) -> Markup:
    """Calibration error of every kind of value."""
    errors = {name: one["ece"] for name, one in figures["kinds"].items()}
    most = nice_top(max([0.05, *(error for error in errors.values() if error is not None)]))
    return bars("galat kalibrasi (ECE) per jenis nilai", [_bar(*pair) for pair in errors.items()], most)


def _bar(label: str, value: float | None) -> Bar:
    return Bar(label, None, "–") if value is None else Bar(label, [value], f"{value:.3f}".replace(".", ","))
