"""The name of an SOP: beside its label, or printed without one in the block, above it or above the steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalize.identity_content import (
    CHART,
    KINDS,
    LETTERS,
    LONE_SOP,
    READABLE,
    begins_with_sop,
    is_address,
    is_heading,
    names_office,
    names_position,
    printed_title,
)
from normalize.identity_found import LABEL_SURE, Reading, by_content, cut_line, has_text
from normalize.identity_leaves import NO_LABEL, single_leaf, weighed_leaf
from normalize.labels import match_label
from normalize.leaf import Leaf, absent_leaf
from normalize.lists import item_number
from normalize.people import parse_nip
from normalize.wordings import plain
from table_extract.table import Line, PagePlace

TITLE_ABOVE = "diambil dari judul di luar tabel identitas"
TITLE_INSIDE = "tanpa label: satu-satunya teks blok yang bukan label, isi, atau nama instansi"
SHORTEST_LINE = 3
"""Letters; shorter lines are dirt of the emblem."""
PROCEDURE = re.compile(r"(?:Prosedur|Tata Cara|Mekanisme)(?: [A-Z][a-z]+| dan)+")
"""A title in small letters that does not say SOP."""
SENTENCE = frozenset({"ini", "tersebut", "yang", "lain", "lainnya", "terkait"})
"""What follows SOP in a sentence about one."""
LEADING = 1.0
"""Gap between two lines of one title at most, by the height of the upper one."""


def title_leaf(reading: Reading) -> Leaf:
    """The SOP's name: by its label, or from a title line outside the block."""
    named = [item for item in reading.found if item.field == "nama_sop" and plain(item.text) not in KINDS]
    if any(has_text(item.lines) for item in named):
        return single_leaf("nama_sop", named)
    if title := next(sop_titles(reading), None):
        return _unlabelled(title, TITLE_ABOVE)
    if not named and (title := _capital_title(reading.above) or _procedure_title(reading.above)):
        return _unlabelled(title, TITLE_ABOVE)
    if title := title_cell(reading):
        return _unlabelled(title, TITLE_INSIDE)
    return single_leaf("nama_sop", named) if named else absent_leaf("nama_sop", NO_LABEL)


def _unlabelled(title: list[Line], why: str) -> Leaf:
    found = by_content("nama_sop", LABEL_SURE, title)
    return weighed_leaf("nama_sop", found, title, found.text, reasons=(why,))


def sop_titles(reading: Reading) -> Iterator[list[Line]]:
    """The lines of each title that says SOP: in the block, around it in capitals, and around it in small letters."""
    loose = (*reading.rest, *reading.above)
    around = [line for line in loose if not is_heading(line.text) or _names_after_heading(line.text)]
    inside = [*((chunk.lines, True) for chunk in reading.beside), (reading.inside, True)]
    for lines, in_block in [*inside, (around, False)]:
        for at, line in enumerate(lines):
            further = _further(line, lines[at + 1 :], in_block)
            if says_title(line.text) if in_block else printed_title(line.text):
                yield _bare([line, *further])
            elif in_block and further and LONE_SOP.fullmatch(line.text) and _can_be_title(further[0].text):
                yield further
    for line in around:
        if says_title(line.text) and line.text.split()[1][0].isupper() and not printed_title(line.text):
            yield [line]


def _names_after_heading(text: str) -> bool:
    """True for a heading that goes on with the name of a procedure: "STANDAR OPERASIONAL PROSEDUR PEMINJAMAN ALAT"."""
    name = printed_title(text)
    return name is not None and name[0].isalpha() and _can_be_title(name)


def _bare(lines: list[Line]) -> list[Line]:
    """The name alone: without the word that says that it stands on a chart, and without the form's heading."""
    text = lines[0].text
    chart = CHART.match(text)
    name = text[chart.end() :] if chart else printed_title(text) if is_heading(text) else None
    return [cut_line(lines[0], name), *lines[1:]] if name else lines


def says_title(text: str) -> bool:
    """True for a line that begins an SOP's name: "SOP Penerbitan Surat", but not "SOP" above the office of a director.

    >>> says_title("SOP Penerbitan Surat"), says_title("SOP DIREKTUR AKADEMI TIRTAMULYA")
    (True, False)
    """
    words = text.split()
    told = begins_with_sop(text) and not is_heading(text) and words[1].lower() not in SENTENCE
    return told and not names_position(words[1])


def _further(first: Line, below: Sequence[Line], in_block: bool) -> list[Line]:
    """The lines with which a title goes on: right below it, and around the block in capitals like it."""
    lines = [first]
    for line in below:
        alike = in_block or (first.text.isupper() and line.text.isupper())
        if not alike or not _right_below(lines[-1], line) or not _goes_on(line.text):
            break
        lines.append(line)
    return lines[1:]


def _goes_on(text: str) -> bool:
    foreign = names_office(text) or is_address(text) or is_heading(text) or says_title(text) or ":" in text
    return not foreign and item_number(text) is None and match_label(text).score < LABEL_SURE


def _right_below(above: Line, line: Line) -> bool:
    if not (isinstance(above.place, PagePlace) and isinstance(line.place, PagePlace)):
        return False
    (x0, top, x1, foot), (left, head, right, _) = above.place.bbox, line.place.bbox
    beside = above.place.page != line.place.page or right <= x0 or left >= x1
    return not beside and head > top and head - foot <= LEADING * (foot - top)


def without_sop(line: Line) -> Line:
    """A line of the office's name without the SOP before it: "SOP DIREKTUR AKADEMI TIRTAMULYA"."""
    first, _, office = line.text.partition(" ")
    return cut_line(line, office) if first == "SOP" and office else line


def title_cell(reading: Reading) -> list[Line]:
    """The only text of the block that is neither label, value, office nor heading: a name printed without a label."""
    if any(item.field == "nama_sop" and has_text(item.lines) for item in reading.found):
        return []
    for cells in ([_readable(chunk.lines) for chunk in reading.beside], [[line] for line in reading.inside]):
        texts = ([line for line in lines if not is_heading(line.text)] for lines in cells)
        titles = [lines for lines in texts if _can_be_title(" ".join(line.text for line in lines))]
        if len(titles) == 1:
            return titles[0]
    return []


def _readable(lines: Sequence[Line]) -> list[Line]:
    """The lines of an emblem's cell from the first one that is no dirt of the emblem; all where none is."""
    words = ["".join(LETTERS.findall(line.text)) if line.confidence >= READABLE else "" for line in lines]
    return list(lines[next((at for at, word in enumerate(words) if len(word) >= SHORTEST_LINE), 0) :])


def _can_be_title(text: str) -> bool:
    if not text or is_heading(text) or names_office(text) or is_address(text) or ":" in text or parse_nip(text):
        return False
    return len(LETTERS.findall(text)) > 1 and not names_position(text.removeprefix("SOP ").split()[0])


def _capital_title(above: Sequence[Line]) -> list[Line]:
    """The last lines in capitals right above the first label, on a form that prints the name without one; a remark in
    brackets may follow."""
    title: list[Line] = []
    for line in reversed(above):
        words = LETTERS.findall(line.text)
        remark = line.text.startswith("(") and not title
        if (
            not (line.text.isupper() or remark)
            or names_office(line.text)
            or is_heading(line.text)
            or is_address(line.text)
        ):
            break
        title = [line, *title] if sum(map(len, words)) >= SHORTEST_LINE else title
    return title if sum(len(LETTERS.findall(line.text)) for line in title if line.text.isupper()) > 1 else []


def _procedure_title(above: Sequence[Line]) -> list[Line]:
    """The last line above, where it names a procedure as a title does."""
    last = above[-1:]
    titled = last and PROCEDURE.fullmatch(" ".join(last[0].text.split())) and not is_heading(last[0].text)
    return list(last) if titled else []
