"""The run at a glance: one HTML page that needs nothing else."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from heapq import nsmallest
from importlib.resources import files
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

import cv2
import numpy as np
from jinja2 import DictLoader, Environment
from markupsafe import Markup
from numpy.typing import NDArray

from corpus.svg import sop_to_svg
from review.leaves import ReviewCell, review_cells, sop_title
from review.page_view import label_of
from review.progress import Progress, review_progress

Lang = Literal["id", "en"]

DETAILED = 60
"""Files shown with all their steps; more make a page that phones cannot open."""
DOUBTS = 8
"""Doubtful cells shown per file; the review sheet holds them all."""
THUMBNAIL_WIDTH = 240
UNITS = (("unit_hours", 3600), ("unit_minutes", 60), ("unit_seconds", 1))
GOOD, FAIR = 0.95, 0.85
"""Mean confidence from which a file's bar is green, and yellow."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of the list of files. ``anchor`` is empty where no details follow."""

    name: str
    status: str
    pages: int
    sops: int
    steps: int
    confidence: float | None
    level: str
    review: int
    seconds: str
    peak_mb: str
    note: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class StageRow:
    """What a stage of the chain cost over all files."""

    label: str
    spent: str
    share: float


@dataclass(frozen=True, slots=True)
class SopView:
    """One SOP as the page shows it."""

    title: str
    identity: tuple[tuple[str, Any], ...]
    steps: Sequence[Mapping[str, Any]]
    flags: Sequence[str]
    drawing: Markup


@dataclass(frozen=True, slots=True)
class FileView:
    """The details of one file."""

    row: FileRow
    sops: tuple[SopView, ...]
    doubts: tuple[ReviewCell, ...]
    warnings: Sequence[str]
    pictures: Sequence[str]


def write_report(
    out_dir: Path,
    manifest_rows: Iterable[Mapping[str, Any]],
    records: Iterable[dict[str, Any]],
    lang: Lang = "id",
    *,
    thumbnails: Mapping[str, Sequence[str]] | None = None,
    made: datetime | None = None,
) -> Path:
    """Writes ``out_dir``/report.html and returns its path.

    A manifest row holds ``file`` and ``status`` (ok, partial, rejected, unchanged), and may hold ``reason``, ``pages``,
    ``seconds``, ``peak_mb`` and ``stages`` (CPU seconds by stage). ``thumbnails`` gives data URIs of a file's pages
    (see ``page_thumbnail``).
    """
    by_file = {record["source"]["file"]: record for record in records}
    rows = [dict(row) for row in manifest_rows]
    listed = {row["file"] for row in rows}
    rows += [{"file": name, "status": "ok"} for name in by_file if name not in listed]
    texts = read_texts(lang)
    page = _page(rows, by_file, texts, lang, thumbnails or {}, made or datetime.now().astimezone())
    path = out_dir / "report.html"
    out_dir.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name("report.html.part")
    temporary.write_text(page, "utf-8", errors="replace")
    temporary.replace(path)
    return path


def page_thumbnail(image: NDArray[np.uint8], width: int = THUMBNAIL_WIDTH) -> str:
    """A page (grey or colour) as a small JPEG in a data URI."""
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")


def read_texts(lang: Lang) -> dict[str, str]:
    """The words of the page in one language."""
    texts: dict[str, dict[str, str]] = json.loads(_template("report_texts.json"))
    return texts[lang]


def percent(share: float, lang: Lang = "id") -> str:
    """A share as a percentage, rounded down so that only what is certain shows 100 %."""
    whole = f"{int(round(share * 1e6)) // 1000 / 10:g}"
    return f"{whole.replace('.', ',') if lang == 'id' else whole}%"


def _page(
    rows: list[dict[str, Any]],
    by_file: Mapping[str, dict[str, Any]],
    texts: Mapping[str, str],
    lang: Lang,
    thumbnails: Mapping[str, Sequence[str]],
    made: datetime,
) -> str:
    progress = {name: review_progress([record]) for name, record in by_file.items()}
    listed = [_file_row(row, by_file.get(row["file"]), progress.get(row["file"]), lang) for row in rows]
    listed.sort(key=lambda row: (row.status != "rejected", -row.review, row.name))
    anchors = [row.name for row in listed if row.name in by_file][:DETAILED]
    listed = [_with_anchor(row, anchors) for row in listed]
    details = [_file_view(row, by_file[row.name], thumbnails.get(row.name, ()), texts) for row in listed if row.anchor]
    environment = Environment(
        loader=DictLoader({"report": _template("report.html.j2")}), autoescape=True, trim_blocks=True
    )
    environment.globals |= {"percent": partial(percent, lang=lang), "label_of": label_of}
    total = Progress(*(sum(getattr(p, name) for p in progress.values()) for name in ("auto", "review", "corrected")))
    return environment.get_template("report").render(
        lang=lang,
        t=texts,
        made=made.strftime("%Y-%m-%d %H:%M"),
        totals=_totals(listed, total, texts),
        todo=_todo(listed, total, texts),
        files=listed,
        stages=_stages(rows, texts, lang),
        details=details,
        shortened=texts["shortened"].format(shown=DETAILED) if len(by_file) > DETAILED else "",
    )


def _file_row(
    row: Mapping[str, Any], record: Mapping[str, Any] | None, progress: Progress | None, lang: Lang
) -> FileRow:
    sops = record["sops"] if record else []
    confidence = fmean(float(sop["confidence"]) for sop in sops) if sops else None
    level = "" if confidence is None else "high" if confidence >= GOOD else "mid" if confidence >= FAIR else "low"
    seconds = row.get("seconds")
    return FileRow(
        name=str(row["file"]),
        status=str(row["status"]),
        pages=int(row.get("pages") or (record["source"]["pages"] if record else 0)),
        sops=len(sops),
        steps=sum(len(sop["steps"]) for sop in sops),
        confidence=confidence,
        level=level,
        review=progress.review if progress else 0,
        seconds="" if seconds is None else _decimal(float(seconds), lang),
        peak_mb=str(row.get("peak_mb") or ""),
        note=str(row.get("reason") or ""),
    )


def _with_anchor(row: FileRow, anchors: list[str]) -> FileRow:
    values = {name: getattr(row, name) for name in FileRow.__slots__}
    return FileRow(**values | {"anchor": f"f{anchors.index(row.name) + 1}" if row.name in anchors else ""})


def _file_view(row: FileRow, record: dict[str, Any], pictures: Sequence[str], texts: Mapping[str, str]) -> FileView:
    cells = [cell for cell in review_cells(record) if cell.status == "review"]
    return FileView(
        row=row,
        sops=tuple(_sop_view(sop, index) for index, sop in enumerate(record["sops"])),
        doubts=tuple(nsmallest(DOUBTS, cells, key=lambda cell: cell.confidence)),
        warnings=[texts.get(f"repair_{note}", note) for note in dict.fromkeys(record["warnings"])],
        pictures=[picture for picture in pictures if picture.startswith("data:image/")],
    )


def _sop_view(sop: Mapping[str, Any], index: int) -> SopView:
    identity: list[tuple[str, Any]] = []
    for field, found in sop["identity"].items():
        if field == "disahkan_oleh":
            identity += [(label_of(f"{field}.{part}"), leaf) for part, leaf in found.items()]
        else:
            identity.append((label_of(field), found))
    return SopView(
        title=sop_title(dict(sop), index),
        identity=tuple(identity),
        steps=sop["steps"],
        flags=sop["flags"],
        drawing=Markup(sop_to_svg(sop)) if sop["steps"] else Markup(""),  # every text in it is escaped by ElementTree
    )


def _totals(rows: Sequence[FileRow], progress: Progress, texts: Mapping[str, str]) -> list[tuple[str, int]]:
    figures = (
        ("files", len(rows)),
        ("rejected", sum(row.status == "rejected" for row in rows)),
        ("pages", sum(row.pages for row in rows)),
        ("sops", sum(row.sops for row in rows)),
        ("steps", sum(row.steps for row in rows)),
        ("cells", progress.auto),
        ("to_review", progress.review),
        ("corrected", progress.corrected),
    )
    return [(texts[key][:1].upper() + texts[key][1:], figure) for key, figure in figures]


def _stages(rows: Iterable[Mapping[str, Any]], texts: Mapping[str, str], lang: Lang) -> list[StageRow]:
    """The stages by cost; none where nothing was measured."""
    spent: dict[str, float] = {}
    for row in rows:
        for name, seconds in (row.get("stages") or {}).items():
            spent[name] = spent.get(name, 0.0) + float(seconds)
    total = sum(spent.values())
    ordered = sorted(spent.items(), key=lambda pair: -pair[1]) if total else []
    return [
        StageRow(texts.get(f"stage_{name}", name), _duration(seconds, texts, lang), seconds / total)
        for name, seconds in ordered
    ]


def _duration(seconds: float, texts: Mapping[str, str], lang: Lang) -> str:
    """Seconds in the largest unit of which there are two."""
    unit, size = next((unit for unit in UNITS if seconds >= 2 * unit[1]), UNITS[-1])
    return f"{_decimal(seconds / size, lang)} {texts[unit]}"


def _decimal(number: float, lang: Lang) -> str:
    text = f"{number:.1f}"
    return text.replace(".", ",") if lang == "id" else text


def _todo(rows: Sequence[FileRow], progress: Progress, texts: Mapping[str, str]) -> list[str]:
    counts = {status: sum(row.status == status for row in rows) for status in ("rejected", "partial")}
    sentences = [texts[f"do_{status}"].format(n=count) for status, count in counts.items() if count]
    sentences.append(texts["do_review"].format(n=progress.review) if progress.review else texts["do_nothing"])
    return [*sentences, texts["do_search"]]


def _template(name: str) -> str:
    return (files("pipeline") / "templates" / name).read_text(encoding="utf-8")
