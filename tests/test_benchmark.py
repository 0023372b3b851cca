"""The benchmark's own parts: what it counts, what it writes. Sizes are tiny; the figures are no claims."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.against import per_tool, record_cells
from bench.benchmark import main
from bench.benchmark_page import BEGIN, END, newest_parts, write_page
from bench.benchmark_tables import growth_table, jobs_table, table
from bench.growth import grow_pages
from bench.icdar import Score, summary
from bench.icdar_truth import Spot, neighbours, read_truth, relations
from bench.peer_worker import boxes_to_cells
from bench.speed import measure_speed, per_rendition
from pipeline.evaluate import compare_records, figures
from tests.sop_record import sop_record

SAMPLE = Path(__file__).parent.parent / "samples" / "kelurahan" / "domisili-usaha.pdf"


def _spots(*rows: str) -> list[Spot]:
    return [Spot(r, c, r, c, word.replace("-", "")) for r, row in enumerate(rows) for c, word in enumerate(row.split())]


def test_neighbours_skip_blank_cells_and_do_not_cross_rows() -> None:
    pairs = {(a.text, b.text, way) for a, b, way in neighbours(_spots("a - b", "c d -"))}
    assert pairs == {("a", "b", "right"), ("c", "d", "right"), ("a", "c", "below")}


def test_a_merged_cell_is_beside_every_cell_it_touches_once() -> None:
    spots = [Spot(0, 0, 1, 0, "m"), Spot(0, 1, 0, 1, "a"), Spot(1, 1, 1, 1, "b"), Spot(2, 0, 2, 1, "z")]
    assert relations([spots]) == {
        ("m", "a", "right"): 1, ("m", "b", "right"): 1, ("a", "b", "below"): 1,
        ("m", "z", "below"): 1, ("b", "z", "below"): 1,
    }  # fmt: skip


def test_truth_is_read_from_the_competitions_xml(tmp_path: Path) -> None:
    shutil.copyfile(SAMPLE, tmp_path / "x-001.pdf")
    box = '<bounding-box x1="26ß" x2="40" y1="10" y2="20"/>'
    cell = '<cell start-row="{}" start-col="{}"{}>' + box + "<content>{}</content></cell>"
    cells = cell.format(0, 0, ' end-col="1"', "to\nair") + cell.format(1, 1, "", "9")
    region = f'<region id="1" page="1" col-increment="2" row-increment="0">{cells}</region>'
    (tmp_path / "x-001-str.xml").write_text(f'<document><table id="1">{region}</table></document>', "utf-8")
    (spots,) = read_truth(tmp_path / "x-001.pdf")
    assert [(spot.top, spot.left, spot.right, spot.text) for spot in spots] == [(0, 2, 3, "to\nair"), (1, 3, 3, "9")]
    assert relations([spots]) == {("toair", "9", "below"): 1}


def test_adjacency_scores() -> None:
    scores = [Score("a", True, "digital", "x", 8, 10, 10, 9), Score("b", True, "digital", "x", 0, 10, 0, 0)]
    found = summary(scores)
    assert (found["precision"], found["recall"], found["f1"]) == (0.8, 0.4, 16 / 30)
    assert found["macro_f1"] == pytest.approx(0.4)
    assert summary(scores, alike=True)["recall"] == 0.45


def test_boxes_become_rows_and_columns() -> None:
    boxes = [(0, 0, 20, 10), (0, 10, 10, 20), (10.5, 10.4, 20, 20)]
    assert boxes_to_cells(boxes, ["m", "a", "b"]) == [(0, 0, 0, 1, "m"), (1, 0, 1, 0, "a"), (1, 1, 1, 1, "b")]


def test_cells_found_by_a_peer_are_counted_once_each() -> None:
    cells = record_cells(sop_record())
    assert cells["berkas permohonan"] == 4 and "" not in cells
    row = {"tool": "t", "rendition": "digital", "pages": 2, "seconds": 3.0, "wanted": 4, "found": 1, "failure": ""}
    assert per_tool([row, row])[0] | {"rendition": ""} == {
        "rendition": "", "tool": "t", "seconds_per_page": 1.5, "cells": 0.25, "failures": 0,
    }  # fmt: skip


def test_speed_is_a_ratio_whose_stages_add_up() -> None:
    (speed,) = measure_speed([SAMPLE])
    row = per_rendition([speed])[SAMPLE.stem]
    stages: Any = row["stages"]
    assert speed.pages == 2 and speed.bare > 0
    assert sum(stages.values()) == pytest.approx(row["ratio"], rel=0.25)


def test_growth_runs_every_size_in_a_process_of_its_own() -> None:
    rows = grow_pages(SAMPLE, (3,))
    assert [row["pages"] for row in rows] == [3]
    assert all(float(row["seconds"]) > 0 and int(row["peak_mb"]) > 50 for row in rows)


def test_growth_and_jobs_are_told_beside_the_smallest() -> None:
    rows = [{"rendition": "digital", "pages": n, "seconds": s, "peak_mb": 200} for n, s in ((1, 1.0), (10, 5.0))]
    assert growth_table(rows)[3] == "| digital | 10 | 0.50 | 200 |"
    assert (
        jobs_table([{"jobs": 1, "wall": 8.0, "cpu": 8.0}, {"jobs": 2, "wall": 4.0, "cpu": 8.8}])[3]
        == "| 2 | 2.00 | 1.10 |"
    )
    assert table(["a", "b"], [["c", "1"]]) == ["| a | b |", "| --- | ---: |", "| c | 1 |", ""]


def _results(folder: Path) -> None:
    found = figures(compare_records(sop_record(), sop_record(), "a"))
    curves = {"reliability": [[0.9, 1.0, 5], [0.99, 0.98, 50]], "risk": [[0.5, 0.0], [1.0, 0.01]], "now": [0.1, 0.002]}
    base = {"date": "2030-01-02", "cores": 2, "documents": 1, "failures": []}
    own, score = {"tool": "mutubaku"}, Score("a", True, "digital", "x", 8, 10, 10, 9)
    parts: dict[str, dict[str, Any]] = {
        "accuracy": {"groups": {"digital": found, "phone": found, "semua": found}, "curves": curves},
        "damages": {"groups": {"dog_ear-0.5": found, "dog_ear-1": found, "digital": found}, "curves": curves},
        "speed": {
            "renditions": {
                "phone": {"pages": 2, "seconds_per_page": 1.0, "ratio": 1.5, "stages": {"read": 1.0, "grid": 0.5}}
            }
        },
        "growth": {
            "pages": [{"rendition": "digital", "pages": 1, "seconds": 1.0, "peak_mb": 200}],
            "jobs": [{"jobs": 1, "wall": 8.0, "cpu": 8.0}],
            "files": 3,
        },
        "peers": {"tools": [{**own, "rendition": "digital", "seconds_per_page": 1.0, "cells": 1.0, "failures": 0}]},
        "icdar": {"summary": [{**own, "set": "ruled", "road": "digital", "f1_alike": 0.9, **summary([score])}]},
    }
    for name, part in parts.items():
        (folder / f"2030-01-02-{name}.json").write_text(json.dumps({"part": name, **base, **part}), "utf-8")
    older = {"part": "speed", **base, "date": "2029-12-31", "renditions": {}}
    (folder / "2029-12-31-speed.json").write_text(json.dumps(older), "utf-8")


def test_the_page_keeps_what_people_wrote_and_shows_the_newest_of_every_part(tmp_path: Path) -> None:
    _results(tmp_path)
    page = tmp_path / "benchmark.md"
    page.write_text(f"# Mine\n\n{BEGIN}\nold\n{END}\n\nAlso mine.\n", "utf-8")
    write_page(tmp_path, page)
    once = page.read_text("utf-8")
    write_page(tmp_path, page)
    assert page.read_text("utf-8") == once
    assert once.startswith("# Mine") and once.endswith("Also mine.\n") and "old" not in once
    assert newest_parts(tmp_path)["speed"]["date"] == "2030-01-02"
    assert [line for line in once.splitlines() if line.startswith("## ")][0] == "## Accuracy by rendition"
    for plot in re.findall(r"\]\((benchmark/[a-z-]+\.svg)\)", once):
        ElementTree.parse(tmp_path / plot)


def test_what_cannot_be_measured_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--out", str(tmp_path / "out"), "--page", str(tmp_path / "page.md")]
    main([*where, "--parts", "icdar,peers", "--peers", str(tmp_path / "none")])
    said = capsys.readouterr().err
    assert "icdar: skipped" in said and "peers: skipped" in said
    with pytest.raises(SystemExit):
        main([*where, "--parts", "nonsense"])
