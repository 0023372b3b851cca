"""Makes a labelled set: ``python -m bench.make OUT --count 30 --seed 1 --renditions digital,scan200,phone``.

OUT/docs/<document>/<rendition>.pdf and OUT/gold/<document>/<rendition>.pdf.json, so that a record folder answers it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import cv2

from bench.check import TruthMismatch, check_printed
from bench.content import Document
from bench.degrade import DAMAGES, PAGE_DAMAGES, RENDITIONS, page_groups, render_rendition, rendition_of
from bench.docx_document import docx_laid, plan_docx
from bench.docx_office import body_to_docx, docx_to_pdf
from bench.html_document import html_document
from bench.invent import invent_document
from bench.lay_document import Laid, lay_document
from bench.paint import scenes_to_pdf
from bench.spread import record_on_groups
from bench.truth import document_to_record

ENGINES = ("drawn", "html", "docx", "mixed")
MIXED = ("drawn", "docx", "html")
CHUNK = 25
"""Documents set in one run of the office program."""

Printed = tuple[Document, Laid, bytes]


def engine_of(document: Document, index: int, engine: str) -> str:
    """The engine for a document: ``mixed`` takes turns; what the browser engine does not set, the drawing one does."""
    chosen = MIXED[index % len(MIXED)] if engine == "mixed" else engine
    return "drawn" if chosen == "html" and any(sop.prose for sop in document.sops) else chosen


def print_documents(seed: int, indexes: Sequence[int], engine: str) -> list[Printed]:
    """Pages and PDFs of some documents, Word files all in one go. Raises TruthMismatch."""
    documents = [(index, invent_document(seed, index)) for index in indexes]
    chosen = {document.name: engine_of(document, index, engine) for index, document in documents}
    plans = {document.name: plan_docx(document, seed) for _, document in documents if chosen[document.name] == "docx"}
    pdfs = docx_to_pdf({name: body_to_docx(plan.body()) for name, plan in plans.items()}) if plans else {}
    printed: list[Printed] = []
    for _, document in documents:
        if document.name in plans:
            pdf = pdfs[document.name]
            printed.append((document, docx_laid(plans[document.name], pdf), pdf))
        elif chosen[document.name] == "html":
            printed.append((document, *html_document(document, seed)))
        else:
            laid = lay_document(document, seed)
            printed.append((document, laid, scenes_to_pdf(laid.scenes, document.name)))
    return printed


def write_document(folder: Path, seed: int, printed: Printed, renditions: Sequence[str]) -> str:
    """Writes a document's renditions and its record; returns its name. Raises TruthMismatch."""
    document, laid, pdf = printed
    record = document_to_record(document, laid)
    try:
        check_printed(record, pdf)
    except TruthMismatch as error:
        raise TruthMismatch(f"{document.name}: {error}") from error
    home = folder / "docs" / document.name
    home.mkdir(parents=True, exist_ok=True)
    for rendition in renditions:
        data, truth = pdf, record
        if rendition != "digital":
            data = render_rendition(pdf, rendition, f"{seed}/{document.name}/{rendition}")
            truth = record_on_groups(record, page_groups(pdf, rendition))
        name = rendition.replace(":", "-")
        (home / f"{name}.pdf").write_bytes(data)
        gold = folder / "gold" / document.name / f"{name}.pdf.json"
        gold.parent.mkdir(parents=True, exist_ok=True)
        gold.write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")
    return document.name


def single_damages(names: str, strengths: str) -> list[str]:
    """Renditions of one damage each, at every strength. KeyError for an unknown one."""
    chosen = (*DAMAGES, *PAGE_DAMAGES) if names == "all" else names.split(",")
    renditions = [f"{name}:{strength}" for name in chosen for strength in strengths.split(",")]
    for rendition in renditions:
        rendition_of(rendition)
    return renditions


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.make", description="Makes labelled invented SOPs.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="index of the first document")
    parser.add_argument("--renditions", default="digital,scan200,phone", help=f"of digital, {', '.join(RENDITIONS)}")
    parser.add_argument("--engine", choices=ENGINES, default="drawn", help="mixed: in turns")
    parser.add_argument(
        "--damage", default="", help=f"single damages instead: {', '.join((*DAMAGES, *PAGE_DAMAGES))}, all"
    )
    parser.add_argument("--strength", default="0.5,1", help="strengths of the single damages, 0 to 1")
    given = parser.parse_args(arguments)
    renditions = single_damages(given.damage, given.strength) if given.damage else given.renditions.split(",")
    cv2.setNumThreads(1)
    indexes = range(given.first, given.first + given.count)
    for start in range(0, given.count, CHUNK):
        for printed in print_documents(given.seed, indexes[start : start + CHUNK], given.engine):
            print(write_document(given.out, given.seed, printed, renditions), flush=True)


if __name__ == "__main__":
    main()
