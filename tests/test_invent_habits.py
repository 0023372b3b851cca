"""Authors' habits in made documents: slips stay small, and cells over several rows stay one."""

from __future__ import annotations

from random import Random

from rapidfuzz.distance import Levenshtein

from bench.invent import invent_document
from bench.invent_habits import SHORT_FORMS, slip

TEXT = "Menerima berkas permohonan, memeriksa kelengkapannya dan meneruskan kepada pimpinan"


def test_a_slip_changes_a_letter_a_blank_or_a_short_word() -> None:
    slips = {slip(Random(seed), TEXT) for seed in range(200)}
    longest = max(len(word) for word in SHORT_FORMS)
    assert len(slips) > 10 and all(Levenshtein.distance(TEXT, text) <= longest for text in slips)


def test_short_texts_have_no_slips() -> None:
    assert {slip(Random(seed), "Laporan") for seed in range(50)} == {"Laporan"}


def test_a_cell_over_several_rows_says_the_same_on_each() -> None:
    sops = [sop for index in range(150) for sop in invent_document(5, index).sops]
    joined = [(sop.steps, step, column) for sop in sops for step in sop.steps for column in step.joined]
    assert joined and any("\n" in step.texts()["kelengkapan"] for sop in sops for step in sop.steps)
    for steps, step, column in joined:
        assert step.texts()[column] == steps[step.joined[column]].texts()[column]
