"""CPU seconds by stage."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from ocr.stopwatch import stage, stopwatch
from pipeline.document import Digitized, digitize
from pipeline.settings import Settings

SCAN = Path(__file__).parent.parent / "samples" / "kelurahan" / "domisili-usaha-pindai.pdf"


def _work(seconds: float) -> None:
    until = process_time() + seconds
    while process_time() < until:
        pass


def test_a_stage_inside_another_is_not_counted_twice() -> None:
    begun = process_time()
    with stopwatch() as spent:
        with stage("outer"):
            _work(0.02)
            with stage("inner"):
                _work(0.03)
        with stage("outer"):
            _work(0.01)
    assert spent["inner"] == pytest.approx(0.03, abs=0.01)
    assert spent["outer"] == pytest.approx(0.03, abs=0.01)
    assert sum(spent.values()) <= process_time() - begun


def test_nothing_is_kept_outside() -> None:
    with stage("alone"):
        pass
    with stopwatch() as spent:
        pass
    with stage("late"):
        pass
    assert spent == {}


def test_every_stage_of_a_document_is_seen() -> None:
    begun = process_time()
    with stopwatch() as spent:
        assert isinstance(digitize(SCAN, Settings()), Digitized)
    assert set(spent) == {"render", "repair", "grid", "flow", "read", "normalize"}
    assert sum(spent.values()) > 0.8 * (process_time() - begun)
