"""What the lines of a value and its text show: signs of misreading, and of text that belongs elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from rapidfuzz.distance import Levenshtein

from normalize.confidence import Evidence, from_scan
from normalize.confidence_readings import differences, read_texts
from normalize.lists import SOME_YEAR
from normalize.words import attested_words, is_known, known_words
from table_extract.marks import LOST
from table_extract.table import MARKS_SEEN, Line

SHORT = 2
"""Texts up to this length are where two agreeing engines are still wrong most often."""
LONG = 200
USUAL_DOUBT = 0.2
"""An engine that doubts a line no more than this is not asked twice."""
LEAST_DISAGREE = 0.1
SMALL_WORD = re.compile(r"(?:(?<![\w/.@-])|(?<=[a-z]{3}/))[a-z]{4,}(?![\w/.@-])")
HEADLESS, TAILLESS = re.compile(r"^([a-z]{1,3}) "), re.compile(r"(?<=[a-z]{3} )([a-z]{1,3})$")
SHORT_WORDS = frozenset({"di", "ke", "ya", "no", "rp", "dr", "via", "yg", "dgn", "utk", "tdk", "pd", "sd"})
"""Words of one to three letters, and shortenings, that a text may begin or end with and no list of words holds."""
USUAL_MARKS = re.compile(r"[\w\s.,;:()/&'\"’“”%\-–•▪➢✓❖?±≤≥]|(?<=\S\s)\+(?=\s)|(?<=\bH)\+(?=\d)|(?<!\S)\*{1,3}\)")
"""Besides the marks of prose and lists, days after another ("H+1") and the sign of a footnote ("*)")."""
CAPITAL_WORD = re.compile(r"(?<![\w.])[A-Z]{5,}(?![\w.])")
FIRST_WORD = re.compile(r"(?:^|(?<=[.;:] ))[A-Z][a-z]{2,}(?![\w/.@-])")
"""A word that has its capital from its place."""
NAME = re.compile(r"(?<!^)(?<![.;:] )(?<![\w/.@-])[A-Z][a-z]{2,}(?![\w/.@-])")
WORDS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")
"""Words with nothing but blanks between them."""
PLACE_WORDS = frozenset({"di", "ke"})
"""Words of their own before a noun, with which they would make a verb."""
LEAST_WHOLE = 4
"""A shorter word is made by chance: "ke" and "pala"."""
LONE_END = re.compile(r"[a-z] [a-z]$")
TWO_STARTS = re.compile(r"(?!dan |atau |oleh |kepada |ke |di |dari |untuk |dengan )[a-z]{3,} [A-Z][a-z]{3,}")
"""The last word of one text before the first of the next."""
GLUED = re.compile(
    r"(?<![\w/.-])(?:\d+-)?[\d½]+[a-zA-Z]{2,}|[±≤≥><]\d|(?<!\bH)\+\d|(?<![\w/.@-])[A-Za-z][a-z]{2,}\.\d|\ds/d|s/d\d"
)
LIST_STOP = re.compile(r"\w,\s*(?=[A-Z][a-z]|(?:jika|apabila|bila)\b)")
"""A comma where a semicolon may stand as well; before an acronym commas are usual."""
LONE_LETTER = re.compile(
    r"(?<![\w.,/-])(?!(?<=\d )x(?= \d)|(?:(?<=ampiran )|(?<=isten )|(?<=ekan )|(?<=idang )|(?<=elas )|(?<=ingkat )|"
    r"(?<=ahap )|(?<=odel )|(?<=ipe ))[IVX](?!\w))[B-Zb-z](?![\w.,/)-]|\+\d)"
)
"""But Lampiran, Asisten, Dekan and Bidang are counted in Roman numbers, days after another as "H+1"."""
MIXED = re.compile(r"(?<![\w/.-])(?=\w*\d)(?=\w*[a-zA-Z])[a-zA-Z]*\d+[a-zA-Z]+\w*|(?<![\w/.-])[a-z]{2,}\d+\b")
LONE_MARK = re.compile(
    r"(?:(?<=\s)|^)(?!(?<=[\w)]\s):(?:\s|$)|(?<=[A-Za-z]{3}\s),\s)[.,;:'\"’_|~`]+(?=\s|$)|"
    r"(?!\.,\s[A-Z])[.,;:]{2,}(?<!\.\.\.)|^&|"
    r"(?<![\w.])(?!(?:dll|dsb|dst|tgl|kab|kec|kel|maks|min|hal|dkk)\.)[A-Za-z]?[a-z]{2,}\. (?=[a-z])|\($|"
    r"(?<=[a-z]{4} )(?<!mpiran )(?<!kelas )(?<!ategori )(?<!olongan )(?<!model )(?<!tipe )A$|^[-–—](?: [-–—])+$"
)
"""Marks that no sentence has: alone, doubled, behind a blank (but "berisi : a" and "regu , jadwal"), at the end, or a
full stop before a small letter; and an A at the end that classes nothing."""
COMMA_BEHIND_BLANK = re.compile(r"(?<=[A-Za-z]{3}\s),(?=\s)")
"""Authors write so; dirt looks so, where the ink shows no comma."""
STOP = re.compile(r"[.,;:'’\"-]")
ENDS_OPEN = re.compile(
    r"(?:\b(?:dan|atau|serta|dengan|untuk|kepada|oleh|dari|yang|di|ke|pada|lampiran|nomor|pasal)|\w\s?[,(/&-])\s*$"
    rf"|\b{SOME_YEAR}\s*$",
    re.IGNORECASE,
)
INNER_NUMBER = re.compile(
    r"(?<=[\w)])[\s,;]+(?:\d{1,2}\.|[a-hA-Hl][.,)])\s+(?=[A-Z])|(?<=[a-z])(?:\s+\d){2}$|(?<=[a-z])"
    r"(?<!\brangkap)(?<!\broda)(?<!ampiran)(?<!\bayat)(?<!\bpasal)(?<!\bkelas)(?<!\btahap)(?<!\bnomor)\s+\d{1,2}$"
)
"""A number before a new beginning, or at the end; but three copies ("rangkap 3") are one thing."""
COUNTED = re.compile(r"(?:^|(?<=\s))(?P<mark>[a-z]|\d{1,2})[.)] (?=\S)")
NUMBERS = [str(number) for number in range(1, 31)]
ITEM = re.compile(r"\s*(?:[-•*·]|\(?(?:[a-z]|\d{1,2})[.)])\s*[^\W\d]")
"""The beginning of a list's item."""
HEADINGS = re.compile(
    r"(?<=\w)\s*(?=(?-i:[A-Z]))(?:kualifikasi pelaksana|peralatan\s?/\s?perlengkapan|pencatatan dan pendataan|"
    r"dasar hukum|disahkan oleh|mutu baku|(?:nama|nomor) sop|(?:tanggal|tgl\.?) "
    r"(?:pembuatan|revisi|efektif|pengesahan))\b",
    re.IGNORECASE,
)
"""The usual headings of the block (PermenPAN-RB 35/2012), inside a text; a sentence on the dasar hukum has none."""
HEADING_ONLY = re.compile(
    r"(?:prosedur|langkah|uraian|kelengkapan|waktu|output|keluaran|mutu baku|aktivitas|kegiatan|pelaksana|keterangan)\b"
    r"[\s/-]*(?:prosedur|langkah-langkah|kegiatan|aktivitas|peralatan|persyaratan|output)?$",
    re.IGNORECASE,
)
"""A heading of the step table, alone."""
ENDS_HEADED = re.compile(r"\bNo\.? (?:Uraian|Kegiatan|Aktivitas)\b|^(?:Jumlah|Uraian|Catatan|Pencatatan)$")
"""Headings of another table, at the end of a text or alone."""
ANSWER = re.compile(r"(?:Ya|Tidak|[YT])\s+(?=[A-Z])")
"""The word of an arrow before a text."""
ENDS_ANSWERED = re.compile(r"[a-z] (?:Ya|YA|Ti|Tid|Tida|Tidak|TIDAK|tid|tida)$")
"""The same, or what a ruling leaves of it, behind a text."""
USUAL_GAP = 0.6
"""Blank between the two lines of a text that says nothing, in line heights."""
WIDE_GAP = 0.9
"""Blank between two lines beyond that between the others, in line heights, from which it is as bad as it gets."""


def with_signs(known: Evidence, lines: Sequence[Line], text: str) -> Evidence:
    """The evidence with what the lines and the text tell."""
    return _text_signs(_line_signs(known, lines, text), text)


def _line_signs(known: Evidence, lines: Sequence[Line], text: str) -> Evidence:
    inked = [line for line in lines if from_scan([line])]
    disagree = max((_difference(line) for line in inked), default=0.0)
    differ = differences(inked)
    return replace(
        known,
        scanned=float(bool(inked)),
        line_doubt=max((1.0 - line.confidence for line in lines), default=0.0),
        engine_doubt=max((1.0 - line.readings[0][2] for line in inked), default=0.0),
        stained=max((line.stained for line in lines), default=0.0),
        disagree=max(LEAST_DISAGREE, disagree) if disagree else 0.0,
        digits_differ=float(any(len({_digits(text) for _, text, _ in line.readings}) > 1 for line in inked)),
        one_engine=float(any(len({engine for engine, _, _ in line.readings}) == 1 for line in inked)),
        weak_alone=max((_weakness(line) for line in inked if len(line.readings) == 1), default=0.0),
        spaces_differ=float(any(len(set(read_texts(line))) > 1 for line in inked)),
        marks_differ=differ.marks,
        case_differ=differ.case,
        words_differ=differ.words,
        words_settled=differ.settled,
        line_gap=_line_gap(lines),
        pair_gap=_pair_gap(lines),
        unseen_marks=float(any(not {*",;"}.isdisjoint(line.unseen_marks) for line in inked)),
        unseen_points=float(any("." in line.unseen_marks for line in inked)),
        lost_marks=float(any(LOST in line.unseen_marks for line in inked)),
        unseen_colon=float(any(":" in line.unseen_marks for line in inked)),
        stop_changed=float(any(_stops_changed(line, text) for line in lines)),
    )


def _difference(line: Line) -> float:
    """Share of letters in which the readings of a line differ, white space aside."""
    texts = ["".join(text.split()) for text in read_texts(line)]
    return max((Levenshtein.normalized_distance(texts[0], other) for other in texts[1:]), default=0.0)


def _weakness(line: Line) -> float:
    doubt = 1.0 - line.readings[0][2]
    return min(1.0, max(0.0, doubt - USUAL_DOUBT) / USUAL_DOUBT)


def _stops_changed(line: Line, text: str) -> bool:
    """Whether a repair put one punctuation mark of the text in place of another without seeing it."""
    done = (repair for repair in line.repairs if repair.certain and repair.why != MARKS_SEEN and repair.meant in text)
    pairs = ((repair.read, repair.meant) for repair in done)
    return any(STOP.findall(read) != STOP.findall(meant) and _bare(read) == _bare(meant) for read, meant in pairs)


def _bare(text: str) -> str:
    return "".join(mark for mark in text if mark.isalnum())


def _digits(text: str) -> str:
    return "".join(mark for mark in text if mark.isdigit())


def _line_gap(lines: Sequence[Line]) -> float:
    """0..1: how much wider the widest blank between lines is than the usual one."""
    height, gaps = _gaps(lines)
    if not gaps:
        return 0.0
    usual = median(gaps) if len(gaps) > 2 else min(*gaps, USUAL_GAP * height)
    return min(1.0, max(0.0, max(gaps) - usual) / max(1.0, WIDE_GAP * height))


def _pair_gap(lines: Sequence[Line]) -> float:
    height, gaps = _gaps(lines)
    return max(0.0, gaps[0]) / max(1.0, height) if len(gaps) == 1 else 0.0


def _gaps(lines: Sequence[Line]) -> tuple[float, list[float]]:
    """The usual height of the lines, and the blanks between them but those before the items of a list."""
    listed = sum(ITEM.match(line.text) is not None for line in lines) > 1
    boxes = [(line.bbox, listed and ITEM.match(line.text)) for line in lines if line.bbox is not None]
    gaps = [box[1] - above[3] for (above, _), (box, item) in pairwise(boxes) if box[1] > above[1] and not item]
    return (median(box[3] - box[1] for box, _ in boxes), gaps) if gaps else (0.0, [])


def _text_signs(known: Evidence, text: str) -> Evidence:
    scanned = bool(known.scanned)
    unknown = len(unknown_words(text)) if scanned else 0
    strange = len(strange_names(text)) if scanned else 0
    signs = (LONE_LETTER, MIXED, LONE_MARK, *([COMMA_BEHIND_BLANK] if known.unseen_marks else []))
    odd = len(USUAL_MARKS.sub("", text)) + sum(len(sign.findall(text)) for sign in signs)
    return replace(
        known,
        blank=float(not text),
        short=float(scanned and 0 < len(text) <= SHORT),
        long=min(1.0, len(text) / LONG),
        figures=float(scanned and any(mark.isdigit() for mark in text)),
        unknown_words=min(1.0, unknown / 2),
        strange_names=min(1.0, strange / 2),
        torn=float(_is_torn(text) or (scanned and lost_letters(text))),
        odd_marks=min(1.0, odd / 2),
        glued=float(GLUED.search(text) is not None),
        list_stops=float(bool(known.unseen_marks) and LIST_STOP.search(text) is not None),
        unseen_marks=known.unseen_marks * float(not {*",;"}.isdisjoint(text)),
        unseen_points=known.unseen_points * float("." in text),
        unseen_colon=known.unseen_colon * float(":" in text),
        stops=min(1.0, len(STOP.findall(text)) / 4) if scanned else 0.0,
        cut=_cut(text),
        label_inside=float(HEADINGS.search(text) is not None),
        is_heading=float(any(found is not None for found in _headed(text))),
        number_inside=float(INNER_NUMBER.search(text) is not None and not _is_list(text)),
    )


def _plain_words(text: str) -> list[str]:
    return SMALL_WORD.findall(text) + FIRST_WORD.findall(text)


def _words_in(text: str) -> list[str]:
    """Words that are no names; those in capitals only where there are no others."""
    return _plain_words(text) or CAPITAL_WORD.findall(text)


def unknown_words(text: str) -> list[str]:
    """Those of them that no list knows."""
    return _unknown(_words_in(text))


def _names_in(text: str) -> set[str]:
    """Words with capitals of their own: all but the first of a sentence; all capitals only beside small letters."""
    return {*NAME.findall(text), *(CAPITAL_WORD.findall(text) if _plain_words(text) else ())}


def strange_names(text: str) -> list[str]:
    """Those of them that no list knows."""
    return _unknown(sorted(_names_in(text)))


def _unknown(words: Sequence[str]) -> list[str]:
    return [word for word in words if not is_known(word, attested_words())]


def _cut(text: str) -> float:
    """Half for a torn beginning or end, half for a text that wants another or holds the end of one."""
    torn = text[:1].islower() or LONE_END.search(text) is not None
    wants = TWO_STARTS.match(text) is not None or ENDS_OPEN.search(text) is not None
    return float(torn) / 2 + float(wants or text.count("(") != text.count(")")) / 2


def _is_list(text: str) -> bool:
    """Whether a text is a list of its own, lettered from a or numbered from 1 on without a gap.

    >>> _is_list("a. Surat tugas b. Daftar hadir"), _is_list("1. Map 2. Cap"), _is_list("Surat tugas b. Daftar hadir")
    (True, True, False)
    """
    marks = [found["mark"] for found in COUNTED.finditer(text)]
    return len(marks) > 1 and marks in (list("abcdefghijklmnopqrstuvwxyz")[: len(marks)], NUMBERS[: len(marks)])


def _headed(text: str) -> tuple[re.Match[str] | None, ...]:
    return ANSWER.match(text), ENDS_ANSWERED.search(text), HEADING_ONLY.match(text), ENDS_HEADED.search(text)


def lost_letters(text: str) -> bool:
    """Whether a text begins or ends with a few small letters that are no word: a pen or a fold hides the others.

    >>> lost_letters("gko teguran"), lost_letters("Hasil koo")
    (True, True)
    >>> lost_letters("di loket"), lost_letters("SK tim"), lost_letters("dua rangkap"), lost_letters("maks. 3 hr")
    (False, False, False, False)
    """
    ends = (*HEADLESS.findall(text), *TAILLESS.findall(text))
    return any(end not in SHORT_WORDS and not is_known(end, attested_words()) for end in ends)


def _is_torn(text: str) -> bool:
    """Whether neighbouring pieces, one of them no word, make a known word together.

    >>> _is_torn("nota pertanggu ngjawaban"), _is_torn("surat masuk"), _is_torn("di lingkungan")
    (True, False, False)
    """
    for words in map(str.split, WORDS.findall(text)):
        for pieces in (words[at : at + size] for size in (2, 3) for at in range(len(words) - size + 1)):
            whole = "".join(pieces)
            named = any(piece.istitle() and len(piece) > 1 for piece in pieces[1:])
            known = not named and len(whole) > LEAST_WHOLE and is_known(whole, known_words())
            if known and not all(piece in PLACE_WORDS or is_known(piece, known_words()) for piece in pieces):
                return True
    return False
