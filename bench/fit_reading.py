"""Fits when the second engine is asked and believed: ``python -m bench.fit_reading SET --only 000,001 --write``.

Every line of a made set is read by both engines and compared with the document's true texts. A line whose text is
found in no true text (labels, letterheads) is left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rapidfuzz import fuzz

from bench.run import jobs_of
from ocr.engines import LineEngine, Reader, Reading, make_reader
from ocr.page import Image
from ocr.pages import file_to_pages
from table_extract.consensus import FITTED_FILE, SHORT
from table_extract.sheet import layout_to_sheet, page_to_layout

LEAST_GAIN = 0.03
"""Share of the lines of a step of confidence that the second engine must mend to be worth its time."""
STEP = 0.02
ALIKE = 84.0
"""Lowest likeness of a line to a part of a true text that it may stand for."""
STANDS = np.arange(0.80, 0.97, 0.02)


@dataclass(frozen=True, slots=True)
class Sample:
    """One line: both readings, and what was printed."""

    first: Reading
    second: Reading
    printed: str

    @property
    def short(self) -> bool:
        return len(self.first.text.replace(" ", "")) <= SHORT


@dataclass(slots=True)
class BothEngines:
    """Reads every line with two engines, keeps both readings and answers with the first."""

    one: LineEngine
    other: LineEngine
    name: str = "both"
    kept: list[tuple[Reading, Reading]] = field(default_factory=list)

    def read_line(self, crop: Image) -> Reading:
        first = self.one.read_line(crop)
        self.kept.append((first, self.other.read_line(crop)))
        return first


def source_to_samples(source: Path, gold: Path) -> Iterator[Sample]:
    """All lines of a file whose printed text is known."""
    reader = make_reader("auto")
    if reader.second is None:
        raise SystemExit("both engines must be installed: mutubaku doctor")
    both = BothEngines(reader.first, reader.second)
    for page in file_to_pages(source, reader):
        layout_to_sheet(page_to_layout(page), Reader(both))
    texts = sorted(set(_texts(json.loads(gold.read_text("utf-8"))["sops"])))
    for first, second in both.kept:
        printed = _printed(second.text, texts) or _printed(first.text, texts)
        if printed:
            yield Sample(first, second, printed)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield from (" ".join(part.split()) for part in value["text"].split("\n"))
        for key, child in value.items():
            yield from _texts(child) if key != "text" else ()
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


def _printed(read: str, texts: Sequence[str]) -> str:
    """The true text, or the part of one in whole words, that a reading stands for; "" where none resembles it."""
    if not read or read in texts:
        return read
    best, found = ALIKE, ""
    for text in texts if len(read) > 2 * SHORT else ():
        place = fuzz.partial_ratio_alignment(read, text, score_cutoff=best) if len(text) >= len(read) - 2 else None
        if place is not None and (place.score > best or not found):
            start, end = text.rfind(" ", 0, place.dest_start + 1) + 1, text.find(" ", max(0, place.dest_end - 1))
            best, found = place.score, text[start : end if end >= 0 else len(text)]
    return found


def doubt_below(samples: Sequence[Sample]) -> float:
    """The confidence of the first engine below which each step of it gains enough from the second."""
    threshold = 0.5
    for start in np.arange(threshold, 1.0, STEP):
        step = [sample for sample in samples if start <= sample.first.confidence < start + STEP]
        gain = sum((sample.second.text == sample.printed) - (sample.first.text == sample.printed) for sample in step)
        if step and gain >= LEAST_GAIN * len(step):
            threshold = start + STEP
    return round(float(threshold), 2)


def stands_from(samples: Sequence[Sample]) -> tuple[float, float]:
    """The confidences (first from, second below) at which most disputed lines are read right."""
    disputed = [sample for sample in samples if sample.first.text != sample.second.text and sample.second.text]

    def right(first_from: float, second_below: float) -> int:
        stands = [s.first.confidence >= first_from and s.second.confidence < second_below for s in disputed]
        chosen = [s.first if first else s.second for s, first in zip(disputed, stands, strict=True)]
        return sum(reading.text == sample.printed for reading, sample in zip(chosen, disputed, strict=True))

    return max(
        ((round(float(a), 2), round(float(b), 2)) for a in STANDS for b in STANDS), key=lambda pair: right(*pair)
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.fit_reading", description="Fits the doubt of the text engines.")
    parser.add_argument("set", type=Path)
    parser.add_argument("--only", default="", help="beginnings of document names, with commas")
    parser.add_argument("--renditions", default="scan200,phone,fax")
    parser.add_argument("--write", action="store_true", help="into the data file of table_extract")
    given = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    only, renditions = (tuple(filter(None, text.split(","))) for text in (given.only, given.renditions))
    samples: list[Sample] = []
    for source, _ in jobs_of(given.set, only, renditions):
        gold = given.set / "gold" / source.parent.name / f"{source.name}.json"
        samples += source_to_samples(source, gold)
    long, short = ([s for s in samples if s.short == wanted] for wanted in (False, True))
    first_from, second_below = stands_from(samples)
    fitted = {
        "source": f"bench.fit_reading: {len(samples)} lines ({len(short)} short) of a made set, {given.renditions}",
        "doubt_below": doubt_below(long),
        "short_doubt_below": doubt_below(short),
        "first_stands_from": first_from,
        "second_stands_from": second_below,
    }
    print(json.dumps(fitted, indent=1))
    if given.write:
        FITTED_FILE.write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
