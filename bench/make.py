"""Makes a labelled set: ``python -m bench.make OUT --count 30 --seed 1 --renditions digital,scan200,phone``.

OUT/docs/<document>/<rendition>.pdf and OUT/gold/<document>/<rendition>.pdf.json, so that a record folder answers it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from bench.content import Document
from bench.degrade import RENDITIONS, render_rendition
from bench.html_document import html_document
from bench.invent import invent_document
from bench.lay_document import Laid, lay_document
from bench.paint import scenes_to_pdf
from bench.truth import document_to_record

ENGINES = ("drawn", "html", "mixed")


def lay_and_print(document: Document, seed: int, engine: str) -> tuple[Laid, bytes]:
    """Pages and PDF by one of the ENGINES; what the browser engine does not set, the drawing one does."""
    if engine == "html" and not any(sop.prose for sop in document.sops):
        return html_document(document, seed)
    laid = lay_document(document, seed)
    return laid, scenes_to_pdf(laid.scenes, document.name)


def make_document(folder: Path, seed: int, index: int, renditions: Sequence[str], engine: str = "drawn") -> str:
    """Writes a document's renditions and its record; returns its name. ``mixed`` sets every third one in a browser."""
    document = invent_document(seed, index)
    chosen = engine if engine != "mixed" else "html" if index % 3 == 2 else "drawn"
    laid, pdf = lay_and_print(document, seed, chosen)
    home = folder / "docs" / document.name
    home.mkdir(parents=True, exist_ok=True)
    truth = json.dumps(document_to_record(document, laid), ensure_ascii=False, indent=1)
    for rendition in renditions:
        chance = f"{seed}/{document.name}/{rendition}"
        data = pdf if rendition == "digital" else render_rendition(pdf, rendition, chance)
        (home / f"{rendition}.pdf").write_bytes(data)
        gold = folder / "gold" / document.name / f"{rendition}.pdf.json"
        gold.parent.mkdir(parents=True, exist_ok=True)
        gold.write_text(truth, "utf-8")
    return document.name


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.make", description="Makes labelled invented SOPs.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="index of the first document")
    parser.add_argument("--renditions", default="digital,scan200,phone", help=f"of digital, {', '.join(RENDITIONS)}")
    parser.add_argument("--engine", choices=ENGINES, default="drawn", help="mixed: every third document in a browser")
    given = parser.parse_args(arguments)
    for index in range(given.first, given.first + given.count):
        print(make_document(given.out, given.seed, index, given.renditions.split(","), given.engine), flush=True)


if __name__ == "__main__":
    main()
