"""Printed words to connectors and symbols: Ya and Tidak beside a decision's exits, Mulai inside a capsule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from rapidfuzz import fuzz, process

from ocr.page import BBox
from table_extract.table import Connector, Line, Symbol

YES = (
    "ya", "y", "iya", "yes", "setuju", "disetujui", "lengkap", "sesuai", "benar", "memenuhi", "terima", "diterima",
    "ada", "tersedia", "layak", "valid", "lulus", "hadir", "terpenuhi", "cukup", "bersedia", "berhasil", "ms",
)  # fmt: skip
NO = (
    "tidak", "t", "tdk", "no", "tolak", "ditolak", "belum", "revisi", "perbaikan", "salah", "tidak setuju",
    "tidak disetujui", "tidak lengkap", "belum lengkap", "tidak sesuai", "belum sesuai", "tidak memenuhi", "gagal",
    "kurang", "kurang lengkap", "ts", "tl", "tms",
)  # fmt: skip
"""Words printed at the exits of decisions, as seen in published SOPs and in Permenpan 35/2012's examples: TS, TL, TMS
for tidak setuju, tidak lulus or lengkap, and tidak memenuhi syarat."""
DENIED = re.compile(r"(?:tidak|tdk|belum|bukan)( \w+){1,2}")
"""Tidak and what is not so, as at the one exit of a decision whose other says what is: Tersedia, Tidak Tersedia."""
SHORT_NO = re.compile("[tilf][bcdhou]k")
"""Tdk as engines read it; a 1 counts as an i."""
MOST_WORDS, OTHER_LETTERS = 3, 4
"""In a line of so few and so short words each one may be a label by itself."""
STARTS, FINISHES = ("mulai", "start"), ("selesai", "end", "finish", "stop")
FUZZY_FROM = 4
"""Letters from which a misread word may still count; shorter ones must be exact."""
LEAST_LIKENESS = 78
SAME_WORD = 40
"""Two engines' readings of one label share so many percent of their letters."""
LETTER, APART = 0.5, 0.8
"""Width of a letter by the height of its line, and of a letter's share of a line from which two words stand apart."""
REACH = 1.5
"""A label stands within this many symbol heights of its connector's way out of the decision."""
NEARER = 0.5
"""By so many symbol heights a label must be nearer to another connector to be that one's."""
FAR, FAR_FROM_START = 0.1, 0.2
"""What a pixel between a label and its decision, and between it and the place where a connector leaves that, adds to
its distance from the connector: labels between two connectors stand where theirs begins."""
UNUSUAL = 0.15
"""So much further, in symbol heights, an exit seems that says Ya and leads up the page, or Tidak and leads down: it
decides between two that leave a decision at one place."""
EARLY = 3.0
"""How much of a connector, in symbol heights from its source, may carry the label."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    centre: Point
    bbox: BBox
    confidence: float


def label_connectors(
    connectors: Sequence[Connector], symbols: Sequence[Symbol], lines: Sequence[Line]
) -> tuple[list[Connector], list[Symbol]]:
    """Give each decision's exits their Ya or Tidak, and symbols the text inside them.

    Labels come out as ``Ya`` or ``Tidak`` however they are printed (Y, T, Setuju, ...).
    """
    placed = [line for line in lines if line.bbox is not None and line.text.strip()]
    named = [_with_text(symbol, placed) for symbol in symbols]
    labels = [label for line in placed for label in _line_labels(line)]
    connectors = _into_finishes(connectors, named)
    labelled = list(connectors)
    for number, symbol in enumerate(named):
        # a way out that is lost on the page keeps its label from the others
        exits = [i for i, c in enumerate(connectors) if c.source == number]
        if symbol.kind == "decision" or sum(connectors[i].target is not None for i in exits) > 1:
            _label_exits(labelled, exits, symbol, labels)
    return labelled, named


def branch_of(text: str) -> str | None:
    """``Ya``, ``Tidak`` or None for the words printed beside a connector.

    >>> branch_of("Y"), branch_of("(Tldak)"), branch_of("1dk"), branch_of("Tidak cukup bukti"), branch_of("Surat")
    ('Ya', 'Tidak', 'Tidak', 'Tidak', None)
    >>> branch_of("Lulus"), branch_of("Tidak lulus"), branch_of("TMS")
    ('Ya', 'Tidak', 'Tidak')
    """
    word = re.sub(r"[^a-z ]", "", text.lower().replace("1", "i").replace("|", "i")).strip()
    for answer, words in (("Ya", YES), ("Tidak", NO)):
        if word in words:
            return answer
    if SHORT_NO.fullmatch(word) or DENIED.fullmatch(word):
        return "Tidak"
    if len(word) < FUZZY_FROM:
        return None
    match = process.extractOne(word, [w for w in (*YES, *NO) if len(w) >= FUZZY_FROM], scorer=fuzz.ratio)
    if match is None or match[1] < LEAST_LIKENESS:
        return None
    return "Ya" if match[0] in YES else "Tidak"


def _line_labels(line: Line) -> list[_Label]:
    """A line that is a label, as it was read or as the other engine did, or several labels side by side."""
    assert line.bbox is not None
    x0, y0, x1, y1 = line.bbox
    words = line.text.split()
    answers = [branch_of(word) for word in words]
    if set(answers) == {"Ya", "Tidak"} and len(words) == 2 and x1 - x0 > APART * len(line.text) * (y1 - y0):
        wide = (len(word) * LETTER * (y1 - y0) for word in words)
        boxes = [(start, y0, end, y1) for start, end in ((x0, x0 + next(wide)), (x1 - next(wide), x1))]
        return [_Label(str(a), _centre(box), box, line.confidence) for a, box in zip(answers, boxes, strict=True)]
    texts = (line.text, *(text for _, text, _ in line.readings if fuzz.ratio(text, line.text) >= SAME_WORD))
    whole = next(filter(None, map(branch_of, texts)), None)
    if whole:
        return [_Label(whole, _centre(line.bbox), line.bbox, line.confidence)]
    others = [word for word, answer in zip(words, answers, strict=True) if answer is None]
    if not 2 <= len(words) <= MOST_WORDS or any(len(word) > OTHER_LETTERS for word in others):
        return []
    total, labels, offset = len(line.text), [], 0
    for word, answer in zip(words, answers, strict=True):
        start = line.text.index(word, offset)
        offset = start + len(word)
        if answer is None:
            continue
        box = (x0 + (x1 - x0) * start / total, y0, x0 + (x1 - x0) * offset / total, y1)
        labels.append(_Label(answer, _centre(box), box, line.confidence))
    return labels


def _centre(box: BBox) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _distance(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _with_text(symbol: Symbol, lines: Sequence[Line]) -> Symbol:
    """The symbol with the text whose middle lies inside it; one that says Mulai or Selesai is a terminator."""
    x0, y0, x1, y1 = symbol.bbox
    inside = []
    for line in lines:
        assert line.bbox is not None
        x, y = _centre(line.bbox)
        if x0 < x < x1 and y0 < y < y1 and line.bbox[2] - line.bbox[0] < 1.3 * (x1 - x0):
            inside.append(line)
    text = " ".join(line.text.strip() for line in sorted(inside, key=lambda item: (item.bbox or symbol.bbox)[1]))
    if text and says(text, (*STARTS, *FINISHES)):
        return replace(symbol, text=text, kind="terminator", confidence=max(symbol.confidence, 0.95))
    return replace(symbol, text=text) if text else symbol


def _into_finishes(connectors: Sequence[Connector], symbols: Sequence[Symbol]) -> list[Connector]:
    """The connectors, those that seem to leave a symbol that says Selesai turned round where none leads there.

    Its arrowhead was not seen. One that runs into another connector branches off it.
    """
    finishes = {n for n, symbol in enumerate(symbols) if symbol.kind == "terminator" and says(symbol.text, FINISHES)}
    entered = {connector.target for connector in connectors}
    return [
        _turned(connector, connectors)
        if connector.source in finishes - entered and connector.target is not None
        else connector
        for connector in connectors
    ]


def says(text: str, words: Sequence[str]) -> bool:
    """Whether a text is one of the words, or nearly so."""
    return process.extractOne(text.lower(), words, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS) is not None


def _turned(connector: Connector, connectors: Sequence[Connector]) -> Connector:
    """A connector the other way round, from where another one to the same symbol comes if they run together."""
    shared = (o for o in connectors if o is not connector and o.target == connector.target and o.source is not None)
    trunk = next((other for other in shared if other.path[-1:] == connector.path[-1:]), None)
    source, way = connector.target, connector.path[::-1]
    if trunk and len(trunk.path) > 1:
        source, way = trunk.source, (*trunk.path[:-1], *connector.path[-2::-1])
    return replace(connector, source=source, target=connector.source, path=way)


def _label_exits(connectors: list[Connector], exits: Sequence[int], symbol: Symbol, labels: Sequence[_Label]) -> None:
    """Share the labels out among the exits, each answer once: as many as can be, and these as near as can be.

    Where two exits cross, a label stands beside both. One that stands clearly nearer to another symbol's connector is
    that one's.
    """
    height = symbol.bbox[3] - symbol.bbox[1]
    others = [pair for at, other in enumerate(connectors) if at not in exits for pair in pairwise(other.path)]
    near = [label for label in labels if _near_symbol(label, symbol, EARLY * height)]
    offers: dict[str, list[tuple[float, int]]] = {"Ya": [], "Tidak": []}
    for exit_number in exits:
        early = _early(connectors[exit_number].path, EARLY * height)
        for label in near:
            distance = min((_box_distance(label.bbox, a, b) for a, b in early), default=float("inf"))
            passing = min((_box_distance(label.bbox, a, b) for a, b in others), default=float("inf"))
            if distance <= min(REACH * height, passing + NEARER * height):
                way_out = _box_distance(label.bbox, early[0][0], early[0][0])
                far = FAR * _distance(label.centre, _centre(symbol.bbox)) + FAR_FROM_START * way_out
                back = _leads_back(connectors[exit_number])
                odd = UNUSUAL * height if back is not None and back != (label.text == "Tidak") else 0.0
                offers[label.text].append((distance + far + odd, exit_number))
    both = [
        (one[0] + two[0], (("Ya", one[1]), ("Tidak", two[1])))
        for one, two in product(offers["Ya"], offers["Tidak"])
        if one[1] != two[1]
    ]
    lone = [(far, ((answer, exit_number),)) for answer, some in offers.items() for far, exit_number in some]
    for answer, exit_number in min(both or lone, default=(0.0, ()))[1]:
        connectors[exit_number] = replace(connectors[exit_number], label=answer)


def _leads_back(connector: Connector) -> bool | None:
    """Whether a connector ends above its beginning; None where that is not known."""
    if connector.target is None or len(connector.path) < 2:
        return None
    return connector.path[-1][1] < connector.path[0][1]


def _near_symbol(label: _Label, symbol: Symbol, reach: float) -> bool:
    x0, y0, x1, y1 = symbol.bbox
    return x0 - reach < label.centre[0] < x1 + reach and y0 - reach < label.centre[1] < y1 + reach


def _early(path: Sequence[Point], length: float) -> list[tuple[Point, Point]]:
    """The pieces of a path within ``length`` pixels of its source."""
    pieces = []
    for a, b in pairwise(path):
        span = _distance(a, b)
        if span > length > 0:
            share = length / span
            b = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
        if length <= 0:
            break
        pieces.append((a, b))
        length -= span
    return pieces


def _box_distance(box: BBox, a: Point, b: Point) -> float:
    """Distance between a text box and an upright or level stroke, 0 where they touch."""
    x0, x1 = sorted((a[0], b[0]))
    y0, y1 = sorted((a[1], b[1]))
    dx = max(box[0] - x1, x0 - box[2], 0.0)
    dy = max(box[1] - y1, y0 - box[3], 0.0)
    middle = abs((box[0] + box[2]) / 2 - (x0 + x1) / 2) if y1 - y0 > x1 - x0 else abs((box[1] + box[3]) / 2 - y0)
    return float((dx**2 + dy**2) ** 0.5 + 0.05 * middle)
