"""docs/benchmark.md: what stands between its two marks is written anew from the newest JSON of every part."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from bench.benchmark_tables import (
    RENDITIONS,
    STAGES,
    accuracy_table,
    damage_rows,
    damages_table,
    growth_table,
    icdar_table,
    jobs_table,
    kinds_table,
    peers_table,
    speed_table,
)
from pipeline.evaluate import ALL
from pipeline.evaluate_confidence import Bin
from pipeline.evaluate_plots import PlotWords, reliability_plot, risk_plot
from pipeline.plots import Bar, bars

BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"
ENGLISH = PlotWords(
    trust="Confidence and truth", confidence="confidence", right="share of right values", exact="exact confidence",
    dots="values of that confidence (area: how many)", risk="What stays wrong, by share reviewed",
    reviewed="share reviewed", left="wrong among the rest", target="limit", doubtful="the most doubtful reviewed first",
    now="what is asked for today", decimal=".",
)  # fmt: skip
Json = Mapping[str, Any]
WORST = 5


def write_page(results: Path, page: Path) -> None:
    """Writes the measured half of the page and its plots; the rest of the page is left as people wrote it."""
    parts = newest_parts(results)
    plots = page.with_suffix("")
    lines = [line for name, section in SECTIONS.items() if name in parts for line in section(parts[name], plots)]
    text = page.read_text("utf-8") if page.is_file() else f"# Benchmark\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text("\n".join([f"{before}{BEGIN}", "", *lines, f"{END}{after}"]), "utf-8")


def newest_parts(results: Path) -> dict[str, Json]:
    """The last measured JSON of every part."""
    parts: dict[str, Json] = {}
    for path in sorted(results.glob("????-??-??-*.json")):
        body = json.loads(path.read_text("utf-8"))
        parts[body["part"]] = body
    return parts


def _accuracy(part: Json, plots: Path) -> list[str]:
    groups, curves = part["groups"], part["curves"]
    bins = [Bin(*one) for one in curves["reliability"]]
    drawings = {
        "reliability": reliability_plot(bins, words=ENGLISH),
        "reliability-top": reliability_plot(bins, 0.9, words=ENGLISH),
        "risk": risk_plot([(a, b) for a, b in curves["risk"]], tuple(curves["now"]), words=ENGLISH),
        "accuracy": _bars(
            "filled cells exact", {RENDITIONS[name]: groups[name] for name in RENDITIONS if name in groups}
        ),
    }
    return [
        "## Accuracy by rendition", "", *_when(part),
        f"{part['documents']} documents, each in every rendition; {len(part['failures'])} files ended in an error.", "",
        *accuracy_table(groups), *_images(plots, drawings), "### By kind of value, all renditions", "",
        *kinds_table(groups[ALL]), *_weakest(groups),
    ]  # fmt: skip


def _weakest(groups: Json) -> list[str]:
    """The renditions and kinds of value with most silent errors, in words."""
    silent = {
        RENDITIONS[name]: groups[name]["confidence"]["silent_error"] or 0.0
        for name in RENDITIONS if name in groups and name != ALL
    }  # fmt: skip
    worst = sorted(silent.items(), key=lambda pair: -pair[1])[:3]
    return ["Most silent errors: " + ", ".join(f"{name} ({100 * share:.1f} %)" for name, share in worst) + ".", ""]


def _damages(part: Json, plots: Path) -> list[str]:
    damages = damage_rows(part["groups"])
    strongest = {name.replace("_", " "): list(parts.values())[-1] for name, parts in damages}
    drawing = {"damages": _bars("filled cells exact at full strength", strongest)}
    named = ", ".join(name.replace("_", " ") for name, _ in damages[:WORST])
    return [
        "## Single damages", "", *_when(part),
        f"{part['documents']} document(s) at 200 dpi with one damage alone, at half and full strength; full is the "
        f"worst that people can still read. Most harmful: {named}.", "",
        *damages_table(part["groups"]), *_images(plots, drawing),
    ]  # fmt: skip


def _speed(part: Json, plots: Path) -> list[str]:
    rows = [
        Bar(RENDITIONS[name], [one["stages"].get(stage, 0.0) for stage in STAGES], f"{one['ratio']:.2f}")
        for name, one in sorted(part["renditions"].items(), key=lambda pair: [*RENDITIONS].index(pair[0]))
    ]
    most = max([1.0, *(one["ratio"] for one in part["renditions"].values())])
    drawing = {"speed": bars("CPU against one bare Tesseract pass", rows, most, STAGES, width=520)}
    return [
        "## Speed", "", *_when(part),
        "CPU time of the whole chain, as a ratio to one bare `tesseract --psm 6` pass (`OMP_THREAD_LIMIT=1`) over the "
        "same pages at 200 dpi, file by file in turn; the stages add up to the whole. Noise and turned pages cost the "
        "bare pass much more than they cost the chain, so the ratio falls there; the next column takes the bare pass "
        "over clean scans of the same documents instead.", "",
        *speed_table(part["renditions"]), *_images(plots, drawing),
    ]  # fmt: skip


def _growth(part: Json, plots: Path) -> list[str]:
    return [
        "## Growth", "", *_when(part), *growth_table(part["pages"]),
        f"A run over {part['files']} files with one and two processes, by the clock: other work on the machine lowers "
        "the throughput of two.", "", *jobs_table(part["jobs"]),
    ]  # fmt: skip


def _peers(part: Json, plots: Path) -> list[str]:
    return [
        "## Other programs on the same pages", "", *_when(part),
        "*Filled cells found*: share of the truth's filled step cells whose exact text stands in some cell of some "
        "table, wherever that is and letter for letter (no allowance for merged cells or bullets, so our figure is "
        "below the one above); headers, doers, arrows and identity are not asked for. OCRmyPDF only adds a text layer "
        "and stands for its cost.", "", *peers_table(part["tools"]),
    ]  # fmt: skip


def _icdar(part: Json, plots: Path) -> list[str]:
    return [
        "## Public tables: ICDAR 2013", "", *_when(part),
        "Cell adjacency relations on the competition's documents, which no one here wrote. *Ruled*: documents where "
        "lines stand between nine of ten neighbouring cells of every table. On the picture road the pages with tables "
        "are drawn at 200 dpi and read by OCR; a relation counts only when both texts are read without a mistake.", "",
        *icdar_table(part["summary"]),
    ]  # fmt: skip


SECTIONS = {
    "accuracy": _accuracy,
    "damages": _damages,
    "speed": _speed,
    "growth": _growth,
    "peers": _peers,
    "icdar": _icdar,
}


def _when(part: Json) -> list[str]:
    return [f"Measured {part['date']}, {part['cores']} cores: `python -m bench.benchmark --parts {part['part']}`.", ""]


def _bars(title: str, groups: Json) -> Markup:
    figures = {name: one["cell_exact_filled"] for name, one in groups.items()}
    return bars(
        title, [Bar(name, None if v is None else [v], "–" if v is None else f"{v:.3f}") for name, v in figures.items()]
    )


def _images(plots: Path, drawings: Mapping[str, Markup]) -> Sequence[str]:
    plots.mkdir(parents=True, exist_ok=True)
    for name, drawing in drawings.items():
        (plots / f"{name}.svg").write_text(f"{drawing}\n", "utf-8")
    return [f"![{name}]({plots.name}/{name}.svg)" for name in drawings] + [""]
