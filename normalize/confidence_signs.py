"""What the lines of a value and its text show: signs of misreading, and of text that belongs elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from rapidfuzz.distance import Levenshtein

from normalize.confidence import Evidence, from_scan
from normalize.words import is_known, known_words
from table_extract.table import Line

SHORT = 2
"""Texts up to this length are where two agreeing engines are still wrong most often."""
LONG = 200
LEAST_DISAGREE = 0.1
SMALL_WORD = re.compile(r"(?<![\w/.@-])[a-z]{4,}(?![\w/.@-])")
USUAL_MARKS = re.compile(r"[\w\s.,;:()/&'\"’“”%\-–•?±≤≥]|(?<=\S\s)\+(?=\s)")
CAPITAL_WORD = re.compile(r"(?<![\w.])[A-Z]{5,}(?![\w.])")
GLUED = re.compile(r"(?<![\w/.-])[\d½]+[a-zA-Z]{2,}|[±≤≥><+]\d")
LIST_STOP = re.compile(r"\w[,;:]\s*(?=[A-Z])")
LONE_LETTER = re.compile(r"(?<![\w.,/-])[B-Zb-z](?![\w.,/)-])")
MIXED = re.compile(r"(?<![\w/.-])(?=\w*\d)(?=\w*[a-zA-Z])[a-zA-Z]*\d+[a-zA-Z]+\w*|(?<![\w/.-])[a-z]{2,}\d+\b")
LONE_MARK = re.compile(r"(?:(?<=\s)|^)[.,;:'\"’_|~`]+(?=\s|$)|[.,;:]{2,}(?<!\.\.\.)|\S\s[.,;:](?=\s|$)")
STOP = re.compile(r"[.,;:'’\"-]")
ENDS_OPEN = re.compile(
    r"(?:\b(?:dan|atau|serta|dengan|untuk|kepada|oleh|dari|yang|di|ke|pada|lampiran|nomor|tahun|pasal)|[,(/&-])\s*$",
    re.IGNORECASE,
)
INNER_NUMBER = re.compile(r"(?<=\w)\s+\d{1,2}\.\s+(?=[A-Z])|(?<=[a-z])\s+\d{1,2}$")
HEADINGS = re.compile(
    r"(?<=\w)\s*(?:kualifikasi pelaksana|peralatan\s?/\s?perlengkapan|pencatatan dan pendataan|dasar hukum|"
    r"disahkan oleh|(?:tanggal|tgl\.?) (?:pembuatan|revisi|efektif|pengesahan)|(?:nama|nomor) sop|mutu baku)\b",
    re.IGNORECASE,
)
"""The usual headings of the block (PermenPAN-RB 35/2012), inside a text."""
HEADING_ONLY = re.compile(
    r"(?:prosedur|langkah|uraian|kelengkapan|waktu|output|keluaran|mutu baku|aktivitas|kegiatan|pelaksana|keterangan)\b"
    r"[\s/-]*(?:prosedur|langkah-langkah|kegiatan|aktivitas|peralatan|persyaratan|output)?$",
    re.IGNORECASE,
)
"""A heading of the step table, alone."""
ANSWER = re.compile(r"(?:Ya|Tidak|[YT])\s+(?=[A-Z])")
"""The word of an arrow before a text."""
WIDE_GAP = 0.9
"""Blank between two lines beyond that between the others, in line heights, from which it is as bad as it gets."""


def with_signs(known: Evidence, lines: Sequence[Line], text: str) -> Evidence:
    """The evidence with what the lines and the text tell."""
    return _text_signs(_line_signs(known, lines), text)


def _line_signs(known: Evidence, lines: Sequence[Line]) -> Evidence:
    inked = [line for line in lines if from_scan([line])]
    disagree = max((_difference(line) for line in inked), default=0.0)
    return replace(
        known,
        scanned=float(bool(inked)),
        line_doubt=max((1.0 - line.confidence for line in lines), default=0.0),
        engine_doubt=max((1.0 - line.readings[0][2] for line in inked), default=0.0),
        disagree=max(LEAST_DISAGREE, disagree) if disagree else 0.0,
        digits_differ=float(any(len({_digits(text) for _, text, _ in line.readings}) > 1 for line in inked)),
        one_engine=float(any(len({engine for engine, _, _ in line.readings}) == 1 for line in inked)),
        spaces_differ=float(any(len({text for _, text, _ in line.readings}) > 1 for line in inked)),
        line_gap=_line_gap(lines),
    )


def _difference(line: Line) -> float:
    """Share of letters in which the readings of a line differ, white space aside."""
    texts = ["".join(text.split()) for _, text, _ in line.readings]
    return max((Levenshtein.normalized_distance(texts[0], other) for other in texts[1:]), default=0.0)


def _digits(text: str) -> str:
    return "".join(mark for mark in text if mark.isdigit())


def _line_gap(lines: Sequence[Line]) -> float:
    """0..1: how much wider the widest blank between lines is than the usual one."""
    boxes = [line.bbox for line in lines if line.bbox is not None]
    gaps = [below[1] - above[3] for above, below in pairwise(boxes) if below[1] > above[1]]
    if not gaps:
        return 0.0
    height = median(box[3] - box[1] for box in boxes)
    usual = median(gaps) if len(gaps) > 2 else min(*gaps, 0.6 * height)
    return min(1.0, max(0.0, max(gaps) - usual) / max(1.0, WIDE_GAP * height))


def _text_signs(known: Evidence, text: str) -> Evidence:
    scanned = bool(known.scanned)
    words = SMALL_WORD.findall(text) + CAPITAL_WORD.findall(text)
    unknown = sum(not is_known(word, known_words()) for word in words) if scanned else 0
    odd = len(USUAL_MARKS.sub("", text)) + sum(len(sign.findall(text)) for sign in (LONE_LETTER, MIXED, LONE_MARK))
    return replace(
        known,
        blank=float(not text),
        short=float(scanned and 0 < len(text) <= SHORT),
        long=min(1.0, len(text) / LONG),
        figures=float(scanned and any(mark.isdigit() for mark in text)),
        unknown_words=min(1.0, unknown / 2),
        odd_marks=min(1.0, odd / 2),
        glued=float(GLUED.search(text) is not None),
        list_stops=float(scanned and LIST_STOP.search(text) is not None),
        stops=min(1.0, len(STOP.findall(text)) / 4) if scanned else 0.0,
        cut=float(text[:1].islower()) / 2
        + float(ENDS_OPEN.search(text) is not None or text.count("(") != text.count(")")) / 2,
        label_inside=float(HEADINGS.search(text) is not None),
        is_heading=float(ANSWER.match(text) is not None or HEADING_ONLY.match(text) is not None),
        number_inside=float(INNER_NUMBER.search(text) is not None),
    )
