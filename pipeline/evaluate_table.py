"""The figures of a comparison as a table for the terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.evaluate import ALL, total
from pipeline.evaluate import figures as figures_of
from pipeline.evaluate_tally import Judged, Tally

ROWS = (
    ("files", "berkas"), ("missing", "tidak terbaca"), ("sop_recall", "SOP ditemukan"),
    ("sop_precision", "SOP benar"), ("step_recall", "langkah ditemukan"),
    ("step_precision", "langkah benar"), ("cell_exact", "sel tepat"), ("cell_exact_filled", "sel berisi tepat"),
    ("cer", "huruf salah (CER)"), ("header", "tajuk dipetakan"), ("actor_name", "nama pelaksana tepat"),
    ("time_value", "nilai waktu"), ("time_value_filled", "nilai waktu berisi"), ("actor_f1", "pelaksana F1"),
    ("symbol", "simbol"), ("edge_f1", "panah F1"), ("edge_labelled_f1", "panah dan label F1"),
    ("branch_recall", "panah Ya/Tidak"),
    ("flow_right", "alur SOP benar semua"), ("grits_topology", "GriTS susunan"), ("grits_content", "GriTS isi"),
    ("identity", "identitas tepat"), ("identity_filled", "identitas berisi tepat"),
    ("list_recall", "butir daftar ditemukan"), ("list_precision", "butir daftar benar"),
    ("list_exact", "butir daftar tepat"), ("perfect_text", "dokumen sempurna (teks)"), ("perfect", "dokumen sempurna"),
)  # fmt: skip
CONFIDENCE_ROWS = (
    ("values", "nilai"), ("values_right", "nilai benar"), ("auroc", "AUROC"), ("auroc_filled", "AUROC berisi"),
    ("ece", "ECE"), ("review_share", "bagian untuk ditinjau"), ("review_precision", "tinjauan yang perlu"),
    ("silent_error", "salah tanpa ditinjau"), ("silent_error_filled", "salah tanpa ditinjau, berisi"),
    ("silent_error_with_lost", "salah atau hilang"), ("review_needed", "tinjauan bagi salah < 0,5%"),
)  # fmt: skip
NAME_WIDTH, FIGURE_WIDTH = 30, 9


def group_figures(tallies: Mapping[str, Mapping[str, Tally]]) -> dict[str, dict[str, Any]]:
    """Figures per group and of all together."""
    groups = {group: total(parts.values()) for group, parts in tallies.items()}
    shown = {group: figures_of(tally) for group, tally in groups.items()}
    return shown if list(shown) == [ALL] else shown | {ALL: figures_of(total(groups.values()))}


def labelled_rows(groups: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, list[float | None]]]:
    """Every figure with its label, a value per group."""
    columns = list(groups.values())
    rows = [(label, [column[name] for column in columns]) for name, label in ROWS]
    for name in columns[0]["columns"]:
        rows.append((f"  {name}: tepat", [column["columns"][name]["exact"] for column in columns]))
        rows.append((f"  {name}: CER", [column["columns"][name]["cer"] for column in columns]))
    fields = sorted({field for column in columns for field in column["fields"]})
    rows += [(f"  {field}", [column["fields"].get(field) for column in columns]) for field in fields]
    rows += [(f"  {name}", [column["lists"][name] for column in columns]) for name in columns[0]["lists"]]
    return rows + [(label, [column["confidence"][name] for column in columns]) for name, label in CONFIDENCE_ROWS]


def table_lines(groups: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The table, a column per group."""
    head = _line("", [f"{name[: FIGURE_WIDTH - 1]:>{FIGURE_WIDTH}}" for name in groups])
    return [head, *(_line(label, [_cell(value) for value in values]) for label, values in labelled_rows(groups))]


def worst_values(tallies: Mapping[str, Mapping[str, Tally]], most: int) -> list[Judged]:
    """The wrong values that nobody would look at first, then the others, the most confident first."""
    wrong = [one for parts in tallies.values() for tally in parts.values() for one in tally.judged if not one.right]
    return sorted(wrong, key=lambda one: (one.status != "auto", -(one.confidence or 0.0)))[:most]


def error_lines(tallies: Mapping[str, Mapping[str, Tally]], most: int) -> list[str]:
    """The worst values, a line each."""
    return [
        f"{one.where}: {one.wanted!r} <- {one.text!r} ({one.status}, {_cell(one.confidence).strip()})"
        for one in worst_values(tallies, most)
    ]


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{label:{NAME_WIDTH}}" + "".join(cells)


def _cell(value: float | None) -> str:
    if value is None:
        return f"{'-':>{FIGURE_WIDTH}}"
    return f"{value:>{FIGURE_WIDTH}}" if isinstance(value, int) else f"{value:>{FIGURE_WIDTH}.3f}"
