"""The plots of a comparison: how far confidence can be trusted, what is left wrong, accuracy side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from markupsafe import Markup

from pipeline.evaluate_confidence import SILENT_TARGET, Scored, reliability, risk_coverage
from pipeline.evaluate_tally import Judged
from pipeline.plots import AMBER, BLUE, RED, SOFT, Axis, Bar, Point, Series, bars, nice_top, percent, plot

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


def reliability_plot(scored: Scored, low: float = 0.0) -> Markup:
    """Share of right values over their confidence, from confidence ``low``; a dot's area is the number of values."""
    bins = [one for one in reliability(scored) if one.confidence >= low]
    points = [(one.confidence, one.right) for one in bins]
    whole = sum(one.count for one in bins) or 1
    sizes = [max(2.5, DOT * sqrt(one.count / whole)) for one in bins]
    ticks = NEAR_ONE if low else TENTHS
    bottom = low if all(one.right >= low for one in bins) else min(one.right for one in bins) - 0.02
    y = Axis(bottom, 1.0, "bagian yang benar", tuple(t for t in (*TENTHS, *NEAR_ONE) if t >= bottom and t in ticks))
    title = "Keyakinan dan kebenaran" + (f" (mulai {percent(low)})" if low else "")
    diagonal = Series("keyakinan yang tepat", [(max(low, bottom), max(low, bottom)), (1.0, 1.0)], SOFT, dashed=True)
    dots = Series("nilai dengan keyakinan itu (luas: banyaknya)", points, BLUE, sizes=sizes)
    return plot(title, Axis(low, 1.0, "keyakinan", ticks), y, [diagonal, dots])


def risk_plot(judged: Sequence[Judged], scored: Scored) -> Markup:
    """What stays wrong when only the most doubtful values are looked at; a dot shows what is asked for today."""
    curve = risk_coverage(scored)
    auto = [one for one in judged if one.status == "auto"]
    wrong = sum(not one.right for one in auto) / len(auto) if auto else 0.0
    top = nice_top(max([2 * SILENT_TARGET, wrong, *(risk for _, risk in curve)]))
    y = Axis(0.0, top, "salah di antara sisanya", tuple(top * n / 5 for n in range(6)), percent)
    now: Point = (1 - len(auto) / len(judged) if judged else 0.0, wrong)
    series = [
        Series("batas 0,5%", [(0.0, SILENT_TARGET), (1.0, SILENT_TARGET)], AMBER, dashed=True),
        Series("dengan meninjau yang paling meragukan", [(1 - share, risk) for share, risk in curve], BLUE),
        Series("permintaan tinjauan sekarang", [now], RED, sizes=[5.0]),
    ]
    return plot("Sisa salah dan bagian yang ditinjau", Axis(0.0, 1.0, "bagian ditinjau", TENTHS, percent), y, series)


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
