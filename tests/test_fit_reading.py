"""The fit of the text engines' doubt, on readings written down by hand and on the data file in use."""

from __future__ import annotations

from bench.fit_reading import Sample, doubt_below, stands_from
from ocr.engines import Reading
from table_extract.consensus import DOUBT_BELOW, FITTED, SHORT_DOUBT_BELOW, is_doubtful
from table_extract.textlines import InkLine


def samples(confidence: float, wrong: int, right: int) -> list[Sample]:
    """Lines the first engine read with one confidence, some of them wrong; the second reads all right."""
    read = [Reading("Surat pcrmohonan", confidence)] * wrong + [Reading("Surat permohonan", confidence)] * right
    return [Sample(first, Reading("Surat permohonan", 0.95), "Surat permohonan") for first in read]


def test_doubt_ends_where_the_second_engine_mends_little() -> None:
    assert doubt_below([*samples(0.75, 10, 10), *samples(0.85, 5, 20), *samples(0.93, 1, 99)]) == 0.86


def test_the_surer_first_engine_is_believed_against_an_unsure_second() -> None:
    told = [Sample(Reading("12 hari", 0.93), Reading("12 har", 0.6), "12 hari")] * 5
    told += [Sample(Reading("1Z hari", 0.7), Reading("12 hari", 0.6), "12 hari")] * 5
    first_from, second_below = stands_from(told)
    assert 0.7 < first_from <= 0.93 and second_below > 0.6


def test_the_fitted_file_names_its_source() -> None:
    assert "bench.fit_reading" in FITTED["source"]
    assert 0.8 <= DOUBT_BELOW <= SHORT_DOUBT_BELOW < 1.0


def test_a_lone_word_too_wide_for_its_letters_is_doubtful() -> None:
    wide, fitting = InkLine((0, 0, 50, 19), ((0, 0, 50, 19),)), InkLine((0, 0, 27, 19), ((0, 0, 27, 19),))
    assert is_doubtful(Reading("dip", 0.96), wide)
    assert not is_doubtful(Reading("dip", 0.96), fitting)


def test_a_digit_as_thin_as_a_one_is_doubtful() -> None:
    thin = InkLine((0, 0, 9, 21), ((0, 0, 9, 21),))
    assert is_doubtful(Reading("4", 0.96), thin)
    assert not is_doubtful(Reading("1", 0.96), thin)
    assert not is_doubtful(Reading("4", 0.96), InkLine((0, 0, 14, 21), ((0, 0, 14, 21),)))
