"""The figures of a comparison as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pipeline.evaluate import ALL, total
from pipeline.evaluate_confidence import asked_now, reliability, risk_coverage, scores
from pipeline.evaluate_plots import column_bars, group_bars, kind_bars, reliability_plot, risk_plot
from pipeline.evaluate_table import group_figures, labelled_rows, worst_values
from pipeline.evaluate_tally import Tally

WORST = 300
"""Wrong values listed; the JSON and --errors give more."""
TOTALS = (
    ("files", "berkas"), ("step_recall", "langkah ditemukan"), ("cell_exact", "sel tepat"), ("cer", "huruf salah"),
    ("actor_f1", "pelaksana F1"), ("edge_labelled_f1", "panah dan label F1"), ("flow_right", "alur SOP benar semua"),
    ("identity", "identitas tepat"), ("perfect", "dokumen sempurna"),
)  # fmt: skip
TRUST = (
    ("auroc", "AUROC"), ("ece", "ECE"), ("silent_error", "salah tanpa ditinjau"), ("review_share", "untuk ditinjau"),
    ("review_needed", "tinjauan bagi salah < 0,5%"),
)  # fmt: skip
KIND_FIGURES = ("values", "values_right", "auroc", "ece", "review_share", "silent_error")


def evaluation_page(tallies: Mapping[str, Mapping[str, Tally]], gold: str, predicted: str) -> str:
    """The page; ``gold`` and ``predicted`` name the two sides."""
    groups = group_figures(tallies)
    figures = groups.get(ALL) or next(iter(groups.values()))
    whole = total(tally for parts in tallies.values() for tally in parts.values())
    template = files("pipeline").joinpath("templates/evaluate.html.j2").read_text("utf-8")
    return Environment(autoescape=True).from_string(template).render(
        gold=gold,
        predicted=predicted,
        totals=[(label, show(figures[name])) for name, label in TOTALS]
        + [(label, show(figures["confidence"][name])) for name, label in TRUST],
        trust=_trust_plots(whole, figures),
        charts=[*group_bars(groups), ("sel tepat per kolom", column_bars(figures))],
        groups=list(groups),
        rows=[(label, [show(value) for value in values]) for label, values in labelled_rows(groups)],
        kinds=[(kind, [show(one[name]) for name in KIND_FIGURES]) for kind, one in figures["kinds"].items()],
        worst=worst_values(tallies, WORST),
        wrong=sum(not one.right for one in whole.judged),
        show=show,
    )  # fmt: skip


def _trust_plots(whole: Tally, figures: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    scored = scores(whole.judged)
    bins = reliability(scored)
    return [
        ("Keyakinan dan kebenaran", reliability_plot(bins)),
        ("Keyakinan dan kebenaran, mulai 0,9", reliability_plot(bins, 0.9)),
        ("Sisa salah dan bagian yang ditinjau", risk_plot(risk_coverage(scored), asked_now(whole.judged))),
        ("Galat kalibrasi (ECE) per jenis nilai", kind_bars(figures)),
    ]


def show(value: float | None) -> str:
    """A figure with a decimal comma.

    >>> show(0.5), show(3), show(None)
    ('0,500', '3', '–')
    """
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}".replace(".", ",")
