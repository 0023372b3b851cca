"""The generator: always the same for a seed, its truth is what its PDFs print, its damages are what they say."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pypdfium2
import pytest

from bench.check import TruthMismatch, check_printed, page_letters
from bench.degrade import DAMAGES, PAGE_DAMAGES, RENDITIONS, page_groups, render_rendition, rendition_of
from bench.docx_office import office
from bench.html_browser import browser
from bench.html_document import html_document
from bench.hyphens import syllables
from bench.invent import invent_document
from bench.lay_document import Laid, lay_document
from bench.lay_steps import row_heights
from bench.make import ENGINES, print_documents, single_damages, write_document
from bench.paint import scenes_to_pdf
from bench.scene import Symbol
from bench.sheet import columns_of
from bench.split_row import split_row
from bench.spread import record_on_groups
from bench.style import draw_style
from bench.truth import document_to_record
from normalize.durations import parse_duration
from normalize.record import validate_record
from pipeline.evaluate import evaluate, pair_folders
from pipeline.evaluate_table import group_figures

SEED, COUNT = 11, 24


def _made(index: int) -> tuple[dict[str, Any], Laid, bytes]:
    document = invent_document(SEED, index)
    laid = lay_document(document, SEED)
    return document_to_record(document, laid), laid, scenes_to_pdf(laid.scenes, document.name)


@pytest.mark.parametrize("index", range(COUNT))
def test_truth_is_what_the_pdf_prints(index: int) -> None:
    _assert_printed(*_made(index))


@pytest.mark.skipif(browser() is None, reason="Chromium is not installed")
def test_truth_is_what_the_browser_prints() -> None:
    document = invent_document(SEED, 1)
    laid, pdf = html_document(document, SEED)
    _assert_printed(document_to_record(document, laid), laid, pdf)


def _assert_printed(record: dict[str, Any], laid: Laid, pdf: bytes) -> None:
    assert validate_record(record) == []
    assert len(laid.scenes) == record["source"]["pages"]
    check_printed(record, pdf)


def test_a_wrong_truth_is_noticed() -> None:
    record, _, pdf = _made(3)
    for column, text in (("aktivitas", "Menyetujui usulan yang tidak ada"), ("waktu", "77 abad")):
        wrong = json.loads(json.dumps(record))
        wrong["sops"][0]["steps"][1][column]["text"] = text
        with pytest.raises(TruthMismatch, match=column):
            check_printed(wrong, pdf)


@pytest.mark.skipif(office() is None, reason="LibreOffice Writer is not installed")
def test_truth_is_what_the_office_program_prints() -> None:
    twice = [print_documents(SEED, range(3), "docx") for _ in range(2)]
    assert twice[0] == twice[1]
    for document, laid, pdf in twice[0]:
        _assert_printed(document_to_record(document, laid), laid, pdf)


def test_everything_stays_on_the_page() -> None:
    for index in range(COUNT):
        _, laid, _ = _made(index)
        for scene in laid.scenes:
            for item in scene.items:
                for x, y in getattr(item, "points", ()):
                    assert -1 <= x <= scene.width + 1 and -1 <= y <= scene.height + 1
                if hasattr(item, "text"):
                    assert 0 <= item.x <= scene.width and 0 <= item.y <= scene.height


def test_symbols_of_neighbouring_rows_stand_apart() -> None:
    for index in (13, 67):  # careless styles, in which both lie on the ruling between their rows
        for scene in lay_document(invent_document(777, index), 777).scenes:
            boxes = [item.box for item in scene.items if isinstance(item, Symbol) and item.form == "process"]
            for one, other in combinations(boxes, 2):
                across = one.x < other.right and other.x < one.right
                assert not (across and one.y < other.bottom and other.y < one.bottom)


def test_times_mean_what_they_say() -> None:
    for index in range(COUNT):
        for sop in invent_document(SEED, index).sops:
            for step in sop.steps:
                read = parse_duration(step.time.text, sop.header_unit)
                assert (read is None) == (step.time.unit is None), step.time
                if read is not None:
                    assert (read.max, read.unit) == (step.time.high, step.time.unit), step.time


def test_arrows_and_doers_fit_their_sop() -> None:
    for index in range(COUNT):
        for sop in invent_document(SEED, index).sops:
            for arrow in sop.arrows:
                labelled = any(doer.kind == "decision" for doer in sop.steps[arrow.source].doers)
                assert (arrow.label is not None) == labelled
                assert 0 <= arrow.target < len(sop.steps)
            assert all(0 <= doer.actor < len(sop.actors) for step in sop.steps for doer in step.doers)


def test_the_same_seed_makes_the_same_bytes() -> None:
    assert _made(3)[2] == _made(3)[2]
    assert _made(3)[2] != _made(4)[2]


def test_a_set_is_varied() -> None:
    styles = [lay_document(invent_document(SEED, index), SEED).style for index in range(COUNT)]
    assert len({style.font for style in styles}) > 1
    assert len({style.columns for style in styles}) > 2
    assert len({style.rulings for style in styles}) > 2
    assert {style.repeat for style in styles} == {"same", "reworded", "absent"}


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_damages_change_the_picture_more_when_stronger(name: str, colour: bool) -> None:
    page = np.full((330, 470, 3) if colour else (330, 470), 250, np.uint8)
    page[40:300:26, 30:440] = 20
    page[40:300, 30:440:50] = 20
    weak, strong = (DAMAGES[name](page.copy(), 3.0, strength, np.random.default_rng(5)) for strength in (0.0, 1.0))
    assert weak.dtype == strong.dtype == np.uint8
    if strong.shape == page.shape and weak.shape == page.shape:
        change = [float(np.abs(picture.astype(int) - page).mean()) for picture in (weak, strong)]
        assert change[0] <= 0.6 and change[1] > change[0]
    else:
        assert strong.size >= (page.size if strong.ndim == page.ndim else page.size // 3)


def test_renditions_are_pictures_only() -> None:
    document = invent_document(SEED, 1)
    pdf = scenes_to_pdf(lay_document(document, SEED).scenes[:1], document.name)
    for rendition in ("fax", "skew:0.5"):
        data = render_rendition(pdf, rendition, "x")
        assert data == render_rendition(pdf, rendition, "x")
        assert page_letters(data) == [""]
    with pytest.raises(KeyError):
        rendition_of("nonsense")
    assert all(name in DAMAGES for rendition in RENDITIONS.values() for name, *_ in rendition.damages)


def test_two_pages_on_one_scan_renumber_the_truth() -> None:
    made = (_made(index) for index in range(COUNT))
    record, laid, pdf = next(found for found in made if len(page_groups(found[2], "spread")) < len(found[1].scenes))
    groups = page_groups(pdf, "spread")
    joined = record_on_groups(record, groups)
    assert [page for group in groups for page in group] == list(range(1, len(laid.scenes) + 1))
    assert joined["source"]["pages"] == len(groups) < record["source"]["pages"]
    assert validate_record(joined) == []
    assert record_on_groups(record, page_groups(pdf, "scan200")) == record
    scan = pypdfium2.PdfDocument(render_rendition(pdf, "spread:1", "x"))
    assert len(scan) == len(groups)


def test_single_damages_are_named_by_strength() -> None:
    assert single_damages("skew,stamp", "0.5,1") == ["skew:0.5", "skew:1", "stamp:0.5", "stamp:1"]
    assert len(single_damages("all", "1")) == len(DAMAGES) + len(PAGE_DAMAGES)
    with pytest.raises(KeyError):
        single_damages("skew,nonsense", "1")


def test_the_page_on_the_generator_names_everything() -> None:
    page = (Path(__file__).parents[1] / "docs/generator.md").read_text("utf-8")
    for name in (*DAMAGES, *PAGE_DAMAGES, *RENDITIONS, *ENGINES):
        assert f"`{name}`" in page, name


def test_a_made_set_is_right_by_itself(tmp_path: Path) -> None:
    for printed in print_documents(SEED, range(8), "drawn"):
        write_document(tmp_path, SEED, printed, ["digital"])
    tallies = evaluate(pair_folders(tmp_path / "gold", tmp_path / "gold"))
    figures = {name: value for name, value in group_figures(tallies)["semua"].items() if isinstance(value, float)}
    assert {"step_recall", "time_value", "edge_labelled_f1", "list_precision", "perfect"} <= set(figures)
    assert figures.pop("cer") == 0
    assert set(figures.values()) == {1.0}


def test_documents_have_the_habits_of_real_ones() -> None:
    documents = [invent_document(SEED, index) for index in range(200)]
    sops = [sop for document in documents for sop in document.sops]
    steps = [step for sop in sops for step in sop.steps]
    assert any(len(document.sops) > 2 and "decree" in document.extras for document in documents)
    assert any(not document.sops for document in documents)
    assert {page for document in documents for page in document.after} >= {"checklist", "form"}
    assert any(step.id.endswith("b") and step.no.startswith("b") for step in steps)
    assert any(step.also for step in steps) and any(step.joined for step in steps)
    assert any(sop.groups for sop in sops) and len({sop.marks for sop in sops}) > 3
    assert any(len(sop.identity.nip) == 8 for sop in sops)


def test_a_row_may_be_broken_over_a_page() -> None:
    document = next(found for index in range(COUNT) if (found := invent_document(SEED, index)).sops)
    sop = replace(document.sops[0], steps=tuple(replace(step, joined={}) for step in document.sops[0].steps))
    style = replace(draw_style(Random(1)), broken_rows=True)
    columns = columns_of(sop, style, 700)
    long = replace(sop.steps[1], text="Menyusun laporan pelaksanaan kegiatan " * 12)
    sop = replace(sop, steps=(sop.steps[0], long, *sop.steps[2:]))
    split = split_row(sop, style, columns, lambda laid: row_heights(laid, columns, style, 0.5), 80.0, 500.0)
    assert split.rest == 2
    above, below = split.sop.steps[1], split.sop.steps[2]
    assert (below.no, below.doers) == ("", ())
    assert f"{above.text} {below.text}".split() == long.text.split()
    assert split.own([1, 1, *[2] * (len(sop.steps) - 1)]) == [1, 1, *[2] * (len(sop.steps) - 2)]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("kelengkapan", "ke leng ka pan"),
        ("menyerahkan", "me nye rah kan"),
        ("permohonan", "per mo ho nan"),
        ("surat", "surat"),
    ],
)
def test_words_are_broken_between_syllables(word: str, parts: str) -> None:
    assert syllables(word) == parts.split()
