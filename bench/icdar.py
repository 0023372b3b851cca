"""Cell adjacency on the ICDAR 2013 tables: ``python -m bench.icdar FOLDER [--peers PYTHON] [--only eu-00]``.

FOLDER holds the competition's PDFs with their ``-str.xml``, for example tabula-java's test resources
(``src/test/resources/technology/tabula/icdar2013-dataset``). The files are read, never copied into the project.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import pypdfium2
from rapidfuzz.process import extractOne

from bench.degrade import render_rendition
from bench.icdar_truth import Relation, Spot, is_ruled, read_truth, relations
from bench.peers import ABSENT, ask_peer, peers_python
from pipeline.document import Rejected, read_file
from pipeline.settings import Settings

OWN = "mutubaku"
TOOLS = {"digital": ("camelot", "pdfplumber", "img2table"), "picture": ("img2table",)}
PICTURE = "dpi:0.5"
"""200 dpi, no damage."""
ALIKE = 80.0
"""A misread text is taken for the truth's when so many of 100 letters agree: structure is judged, not reading."""


@dataclass(frozen=True, slots=True)
class Score:
    """Relations of one tool on one document."""

    document: str
    ruled: bool
    road: str
    tool: str
    hits: int
    wanted: int
    given: int
    hits_alike: int
    failure: str = ""


def measure_document(pdf: Path, python: Path | None) -> list[Score]:
    """All tools on both roads. The picture road has only the pages that hold a table."""
    cv2.setNumThreads(1)
    tables = read_truth(pdf)
    wanted, ruled = relations(tables), is_ruled(pdf, tables)
    scores = []
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "picture.pdf"
        picture.write_bytes(_as_pictures(pdf, sorted({spot.page for table in tables for spot in table})))
        for road, path in (("digital", pdf), ("picture", picture)):
            for tool in (OWN, *(TOOLS[road] if python else ())):
                found, failure = _tables(tool, path, python)
                scores.append(_score(pdf.stem, ruled, road, tool, wanted, relations(found), failure))
    return scores


def _as_pictures(pdf: Path, pages: Sequence[int]) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as part:
        chosen = pypdfium2.PdfDocument.new()
        chosen.import_pages(pypdfium2.PdfDocument(pdf), [page - 1 for page in pages])
        chosen.save(part.name)
        return render_rendition(Path(part.name).read_bytes(), PICTURE, pdf.stem)


def _tables(tool: str, path: Path, python: Path | None) -> tuple[Sequence[Sequence[Spot]], str]:
    if tool != OWN and python is not None:
        answer = ask_peer(python, tool, path, "eng")
        return answer.tables, answer.failure
    reading = read_file(path, Settings(language="eng"))
    if isinstance(reading, Rejected):
        return [], reading.reason
    return [
        [
            Spot(cell.row, cell.col, cell.row + cell.rowspan - 1, cell.col + cell.colspan - 1, cell.text)
            for cell in table.cells
        ]
        for sheet in reading.sheets
        for table in sheet.tables
    ], ""


def _score(
    document: str, ruled: bool, road: str, tool: str, wanted: Counter[Relation], found: Counter[Relation], failure: str
) -> Score:
    hits, alike = (wanted & found).total(), (wanted & _as_wanted(found, wanted)).total()
    return Score(document, ruled, road, tool, hits, wanted.total(), found.total(), alike, failure)


def _as_wanted(found: Counter[Relation], wanted: Counter[Relation]) -> Counter[Relation]:
    """Texts that are nearly one of the truth's become that one."""
    texts = sorted({text for relation in wanted for text in relation[:2]})
    known = {text: text for text in texts}
    for relation in found:
        for text in relation[:2]:
            if text not in known:
                best = extractOne(text, texts, score_cutoff=ALIKE)
                known[text] = best[0] if best else text
    changed: Counter[Relation] = Counter()
    for (a, b, way), count in found.items():
        changed[known[a], known[b], way] += count
    return changed


def summary(scores: Iterable[Score], alike: bool = False) -> dict[str, float]:
    """Precision and recall over all relations, and the mean F1 of the documents."""
    parts = [(one.hits_alike if alike else one.hits, one.wanted, one.given) for one in scores]
    hits, wanted, given = (sum(column) for column in zip(*parts, strict=True))
    means = [2 * some / (want + got) for some, want, got in parts]
    return {
        "documents": len(parts),
        "precision": hits / given if given else 0.0,
        "recall": hits / wanted,
        "f1": 2 * hits / (wanted + given),
        "macro_f1": sum(means) / len(means),
    }


def summaries(scores: Sequence[Score]) -> list[dict[str, object]]:
    """A row for every set, road and tool."""
    rows: list[dict[str, object]] = []
    for name, only_ruled in (("ruled", True), ("all", False)):
        chosen = [one for one in scores if one.ruled or not only_ruled]
        for road, tool in dict.fromkeys((one.road, one.tool) for one in chosen):
            part = [one for one in chosen if (one.road, one.tool) == (road, tool)]
            alike = {f"{key}_alike": value for key, value in summary(part, alike=True).items() if key != "documents"}
            rows.append({"set": name, "road": road, "tool": tool, **summary(part), **alike})
    return rows


def measure_folder(folder: Path, python: Path | None, jobs: int, only: str = "") -> dict[str, Any]:
    """All documents whose names begin with ``only``; a table of figures, and the counts of every document."""
    documents = [pdf for pdf in sorted(folder.rglob("*.pdf")) if pdf.name.startswith(only)]
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        parts = list(pool.map(measure_document, documents, [python] * len(documents)))
    scores = [score for part in parts for score in part]
    return {"summary": summaries(scores), "documents": [asdict(score) for score in scores]}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.icdar", description="Cell adjacency on the ICDAR 2013 tables.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", type=Path, help="interpreter that has the peers")
    parser.add_argument("--only", default="", help="beginning of document names")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    python = peers_python(given.peers)
    if python is None:
        print(f"Without peers: {ABSENT}.")
    found = measure_folder(given.folder, python, given.jobs, given.only)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1), "utf-8")
    for row in found["summary"]:
        print(" ".join(f"{value:.3f}" if isinstance(value, float) else f"{value!s:11}" for value in row.values()))


if __name__ == "__main__":
    main()
