"""The measured parts of the benchmark as Markdown tables, and as rows for the plots."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.evaluate import ALL

Json = Mapping[str, Any]
RENDITIONS = {
    "digital": "digital", "scan200": "scan", "office": "office scan", "copy": "photocopy", "phone": "phone scan",
    "photo": "photo", "fax": "fax", "rot": "turned", "spread": "two pages", ALL: "all",
}  # fmt: skip
ACCURACY = (
    ("files", "files"), ("step_recall", "steps found"), ("step_precision", "steps right"),
    ("cell_exact_filled", "filled cells exact"), ("cer", "letters wrong (CER)"), ("header", "header mapped"),
    ("time_value_filled", "time values"), ("actor_f1", "doers F1"), ("symbol", "symbols"),
    ("edge_labelled_f1", "arrows with label F1"), ("branch_recall", "Ya/Tidak arrows"),
    ("flow_right", "whole flows right"), ("identity_filled", "identity fields, filled"),
    ("list_exact", "list items exact"), ("grits_topology", "GriTS topology"), ("grits_content", "GriTS content"),
    ("perfect", "documents perfect"),
)  # fmt: skip
CONFIDENCE = (
    ("auroc", "AUROC"), ("ece", "ECE"), ("review_share", "values to review"), ("silent_error", "silent errors"),
    ("silent_error_with_lost", "silent or lost"), ("review_needed_all", "review needed for 0.5 % silent errors"),
)  # fmt: skip
SINGLE = re.compile(r"(.+)[:-](\d(?:\.\d+)?)")
"""The rendition of a single damage: its name and strength."""
STAGES = ("render", "repair", "grid", "flow", "read", "normalize")
ROADS = {"digital": "digital PDF", "picture": "picture, 200 dpi"}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, the first column to the left and the others to the right."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return [lines[0], "| --- |" + " ---: |" * (len(head) - 1), *lines[1:], ""]


def show(value: float | None, digits: int = 3) -> str:
    """A figure; a dash where nothing was counted."""
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.{digits}f}"


def accuracy_table(groups: Json) -> list[str]:
    """A column per rendition."""
    names = [name for name in RENDITIONS if name in groups]
    rows = [[label, *(show(groups[name][figure]) for name in names)] for figure, label in ACCURACY]
    rows += [[label, *(show(groups[name]["confidence"][figure]) for name in names)] for figure, label in CONFIDENCE]
    return table(["", *(RENDITIONS[name] for name in names)], rows)


def kinds_table(whole: Json) -> list[str]:
    """Calibration per kind of value, the most silent errors first."""
    kinds = sorted(whole["kinds"].items(), key=lambda pair: -(pair[1]["silent_error"] or 0.0))
    figures = ("values", "values_right", "auroc", "ece", "review_share", "silent_error")
    rows = [[f"`{kind}`", *(show(one[name]) for name in figures)] for kind, one in kinds]
    return table(["kind", "values", "right", "AUROC", "ECE", "to review", "silent errors"], rows)


def damage_rows(groups: Json) -> list[tuple[str, dict[str, Json]]]:
    """Damages with their strengths, the most harmful first."""
    damages: dict[str, dict[str, Json]] = {}
    for name, figures in groups.items():
        if found := SINGLE.fullmatch(name):
            damages.setdefault(found[1], {})[found[2]] = figures
    return sorted(damages.items(), key=lambda pair: min(one["cell_exact_filled"] or 0.0 for one in pair[1].values()))


def damages_table(groups: Json) -> list[str]:
    """Filled cells, identity and silent errors at both strengths."""
    damages = damage_rows(groups)
    strengths = list(damages[0][1]) if damages else []
    figures = (("steps", "step_recall"), ("filled cells", "cell_exact_filled"), ("identity", "identity_filled"))
    head = [f"{label} {strength}" for label, _ in figures for strength in strengths]
    rows = []
    for damage, parts in damages:
        cells = [show(parts[strength][name]) for _, name in figures for strength in strengths]
        silent = [show(parts[strength]["confidence"]["silent_error"]) for strength in strengths]
        rows.append([damage.replace("_", " "), *cells, *silent])
    return table(["damage", *head, *(f"silent errors {strength}" for strength in strengths)], rows)


def speed_table(renditions: Json) -> list[str]:
    """The ratio to the bare pass over the same pages, to that over clean scans of them, and each stage's part."""
    clean = renditions.get("scan200", {}).get("bare_per_page")
    rows = []
    for name, one in sorted(renditions.items(), key=lambda pair: [*RENDITIONS].index(pair[0])):
        stages = [show(one["stages"].get(stage), 2) for stage in STAGES]
        against_clean = one["seconds_per_page"] / clean if clean else None
        rows.append([RENDITIONS[name], str(one["pages"]), f"**{one['ratio']:.2f}**", show(against_clean, 2), *stages])
    return table(["rendition", "pages", "whole chain", "against clean scans", *STAGES], rows)


def growth_table(rows: Sequence[Json]) -> list[str]:
    """Seconds a page beside those of the shortest file of its kind."""
    first = {row["rendition"]: row["seconds"] / row["pages"] for row in reversed(rows)}
    shown = [
        [RENDITIONS[row["rendition"]], str(row["pages"]),
         show(row["seconds"] / row["pages"] / first[row["rendition"]], 2), str(row["peak_mb"])]
        for row in rows
    ]  # fmt: skip
    return table(["rendition", "pages", "CPU per page, against one page", "peak memory, MB"], shown)


def jobs_table(rows: Sequence[Json]) -> list[str]:
    """Throughput beside one process."""
    alone = rows[0]["wall"]
    shown = [[str(row["jobs"]), show(alone / row["wall"], 2), show(row["cpu"] / rows[0]["cpu"], 2)] for row in rows]
    return table(["processes", "throughput", "CPU"], shown)


def peers_table(tools: Sequence[Json]) -> list[str]:
    """Cost beside the product's on the same pages, and cells found."""
    own = {row["rendition"]: row["seconds_per_page"] for row in tools if row["tool"] == "mutubaku"}
    rows = [
        [RENDITIONS[row["rendition"]], row["tool"], show(row["cells"]),
         show(row["seconds_per_page"] / own[row["rendition"]], 2), str(row["failures"])]
        for row in tools
    ]  # fmt: skip
    return table(["rendition", "program", "filled cells found", "CPU, mutubaku = 1", "files failed"], rows)


def icdar_table(summary: Sequence[Json]) -> list[str]:
    """Precision and recall of cell adjacency."""
    rows = [
        [f"{row['set']} ({row['documents']})", ROADS[row["road"]], row["tool"],
         *(show(row[name]) for name in ("precision", "recall", "f1", "macro_f1", "f1_alike"))]
        for row in summary
    ]  # fmt: skip
    return table(
        ["tables (documents)", "road", "program", "precision", "recall", "F1", "mean F1", "F1, misreadings forgiven"],
        rows,
    )
