"""Lists in the boxes of the identity block: printed lines to items."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

BULLETS = "•●▪◦‣∙➢✓✔■□❖►"
"""Marks that begin an item and stand nowhere else."""
MARK = re.compile(
    rf"\s*(?:(?P<bullet>[-–·√»§*¢©®¤{BULLETS}])\s*(?=[^\s\d])"
    r"|\(?(?P<number>[0-9lI]{1,2})\s?[.)]\s*(?=[^\s\d])"
    r"|\(?(?P<letter>[a-z])(?:[.)]\s+(?=\S)|[.)](?=[A-Z]))|(?P<loose>[0-9]{1,2}),?\s+(?=[A-Z])"
    r"|(?P<bare>[a-z])\s+(?=[A-Z])|(?P<upper>[B-Z])[.)]\s+(?=[A-Z])|(?P<colon>[0-9]{1,2}|[a-z])[:,;]\s+(?=[A-Z])"
    r"|(?P<lost>[.)])\s+(?=[A-Z]))"
)
"""What begins an item; ¢ © ® are bullets to an engine. ``loose`` and ``bare`` lost their dot, ``lost`` its
number; ``upper`` is a small letter read as a capital, ``colon`` a dot read as one."""
STRAY_BEFORE_NUMBER = re.compile(
    r"[\s\-*•·.,'`\"|_~:]{1,6}(?=[0-9]{1,2}[.)]\s)|[\s*'`\"“”‘’|_~]{1,4}(?=[0-9]{1,2},?\s+[A-Z])"
)
"""Marks before a number: the dash of a text dump ("- 2. Peraturan"), or dirt at the edge of a box."""
INNER = re.compile(
    r"(?<![\d/,-])(?<!\d\.)(?P<number>[0-9]{1,2})[.)](?:\s*(?=[A-Z\"“(])|\s+(?=[a-z]))"
    r"|(?<=[\s;])(?P<letter>[b-z])[.)]\s+(?=[A-Z])"
)
INNER_BULLET = re.compile(rf"(?<=\S)\s*[{BULLETS}]\s*(?=[A-Z])|(?<!ndang)\s+[-–]\s+(?=[A-Z])")
"""A bullet inside a line that begins with the same one."""
HANGING = re.compile(r"(?<=[;,.])\s+(?P<mark>[0-9]{1,2}|[b-z])[.)]\s*$")
"""A number at a line's end, behind a closed item: its text stands on the next line."""
CLOSED = re.compile(r"[;.]\s*$")
"""What an item ends with, so that the line after it may begin one."""
LONE = re.compile(r"\s*(?P<number>[0-9]{1,2})[.)]\s*")
"""A number without a text."""
NUMBERED = re.compile(r"\s*(?:[-•●▪*·]\s+)?\(?(\d{1,2})(?:\s*[.)]|\s+(?=[A-Z]))")
CLOSING = re.compile(r"(?:^\s*|(?<=\w)\s+)(?=(?:Penjelasan|Catatan|Keterangan|NB)\s?:|(?:Setiap|Semua|Seluruh)\s[a-z])")
"""Where a remark on the whole list begins: a first word on a new line or after a word without a full stop."""
SOME_YEAR = r"(?<!\bsatu )(?<!\bper )(?<!tiap )(?<!\bakhir )tahun"
"""The year is to follow, save in "satu tahun" and the like."""
REFERRING = re.compile(
    rf"(?:nomor|nornor|no|(?<!\d )(?<!\) ){SOME_YEAR}|pasal|ayat|bab|lampiran|angka|huruf|butir|bagian|tingkat|kelas"
    r"|ke)[ .-]*$",
    re.I,
)
"""Words whose number belongs to them and never begins an item; "minimal 2 tahun." needs none more."""
OPEN_END = re.compile(
    rf"(?:[,(/&-]|\b(?:dan|atau|yang|tentang|nomor|no|{SOME_YEAR}|di|ke|dari|untuk|pada|dengan|oleh|serta|dalam|atas|bagi"
    r"|tata|cara|perubahan|pelaksanaan|penjelasan|pencabutan|republik|menteri|peraturan|pemerintah|daerah|kabupaten|provinsi|kota|negara))\.?$",
    re.I,
)
"""A line that ends so goes on in the next one."""
STARTER = re.compile(
    r"(?:undang[ -]?undang|peraturan|keputusan|instruksi|surat edaran|ketetapan|qanun|uu|pp|perpres"
    r"|permen\w*|perda|pergub|perbup|perwal\w*|perma|sema|sk|sop|s\.o\.p|kep\w*pres|kepmen\w*|perka|perki)\b",
    re.I,
)
"""Words that begin a legal base or a related SOP."""
LAW = re.compile(r"(?!sop\b|s\.o\.p)(?=.*\d)", re.I)
"""What follows the first words of a legal base."""
WHOLE_LAW = re.compile(r"(?:\d{3} ?\d|\d+/\d+)[^/]{0,3}\btentang\s+\w+\s+\w", re.I)
"""A legal base that has its year and the first words of its title."""
ONE_WORD_LAW = re.compile(r"(?:\d{3} ?\d|\d+/\d+)[^/]{0,3}\btentang\s+\w{4,}\W*$", re.I)
"""The same with a title of one word, where a number that was left out tells that a legal base begins below."""
TITLE = re.compile(r"tentang\b", re.I)
"""What the title of a legal base begins with, also on a line of its own."""
GOES_ON = re.compile(
    rf"(?:[,(/&-]|\b(?:dan|atau|yang|tentang|nomor|no|{SOME_YEAR}|di|ke|dari|untuk|pada|dengan|oleh|serta|dalam|atas|bagi"
    r"|perubahan|pelaksanaan|penjelasan|pencabutan))\.?$",
    re.I,
)
"""The same for an item that already reads as whole: "Pemerintahan Daerah" may end it."""
FIRST = re.compile(r"\s*1\s+(?=[a-z])")
SHORT_ITEM = 45
"""Letters; unnumbered lines that are all shorter than this are taken as items of their own."""
ROOM_LEFT = 0.75
"""A line that ends before this share of the box, where the next word would have fitted, ends its item."""
SHORTEST_START = 4
"""Letters of a word that items of one list may all begin with."""

Opens = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class ListItem:
    """``number`` as printed without its dot (None for bullets, lost or missing numbers); lines count from 0."""

    number: str | None
    text: str
    line_indices: tuple[int, ...]


@dataclass(slots=True)
class _Open:
    number: str | None
    parts: list[tuple[int, str]] = field(default_factory=list)


def item_number(text: str) -> int | None:
    """The number an item begins with."""
    found = NUMBERED.match(text)
    return int(found.group(1)) if found else None


def split_items(
    lines: Sequence[str], capacity: float | None = None, opens: Opens | None = None
) -> tuple[ListItem, ...]:
    """The items of a printed list. ``capacity`` is the number of letters that fit on a line, where known; ``opens``
    tells a text that sounds like the beginning of an item of this list.

    A line with a number or bullet begins an item, other lines continue it; without any mark, items are told apart by
    their beginnings and by room left at the ends of lines.

    >>> [item.text for item in split_items(["1. UU 5/2014", "tentang ASN2. PP 11/2017"])]
    ['UU 5/2014 tentang ASN', 'PP 11/2017']
    """
    pieces = _with_raised_numbers(_with_first_dot(_two_columns(lines) or _one_column(lines)))
    marked = [_mark(piece) is not None for _, piece in pieces]
    opened = (
        _with_closing_remark(_by_marks(pieces, capacity, opens)) if any(marked) else _by_layout(pieces, capacity, opens)
    )
    items = (ListItem(item.number, _joined(item.parts), _indices(item.parts)) for item in opened)
    return tuple(item for item in items if item.text)


def _with_first_dot(pieces: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The pieces with a dot behind a first number that has none, before a small letter: the next ones count on."""
    first = FIRST.match(pieces[0][1]) if pieces else None
    counted = first is not None and any((mark := _mark(piece)) and mark[0] == "2" for _, piece in pieces[1:])
    return [(pieces[0][0], f"1. {pieces[0][1][first.end() :]}"), *pieces[1:]] if first and counted else pieces


def _with_raised_numbers(pieces: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The pieces, a number that came a line too high put where its item begins: it stood before the end of the law
    above, and a law without a number follows."""
    for at in range(1, len(pieces) - 1):
        (_, before), (index, piece), (below, law) = pieces[at - 1 : at + 2]
        mark = _mark(piece)
        rest = piece[mark[1] :] if mark and mark[0] else ""
        goes_on = CLOSED.search(rest) is not None and CLOSED.search(before) is None and not begins_law(rest)
        if mark and goes_on and begins_law(law) and begins_law(before[_start(before) :]):
            pieces = [*pieces[:at], (index, rest), (below, f"{mark[0]}. {law.lstrip()}"), *pieces[at + 2 :]]
    return pieces


def _start(piece: str) -> int:
    """Where the text of a piece begins, behind its mark."""
    mark = _mark(piece)
    return mark[1] if mark else 0


def _one_column(lines: Sequence[str]) -> list[tuple[int, str]]:
    pieces: list[tuple[int, str]] = []
    expected = "2"
    hanging = ""
    filled = [(index, line) for index, line in enumerate(lines) if line.strip()]
    for (index, line), (_, below) in zip(filled, [*filled[1:], (0, "")], strict=False):
        cut, expected = _pieces(hanging + line, expected)
        found = HANGING.search(cut[-1])
        hangs = found is not None and found["mark"] == expected and below.lstrip()[:1].isupper() and not _mark(below)
        hanging = f"{expected}. " if hangs else ""
        pieces += [(index, piece) for piece in (*cut[:-1], cut[-1][: found.start()] if found and hangs else cut[-1])]
    return pieces


def _two_columns(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The pieces of a short list printed in two columns, the left one first; nothing where it is no such list.

    >>> _two_columns(["1. Laptop 3. ATK", "2. Printer 4. Internet"])
    [(0, '1. Laptop '), (1, '2. Printer '), (0, '3. ATK'), (1, '4. Internet')]
    """
    filled = [(index, line) for index, line in enumerate(lines) if line.strip()]
    starts = [item_number(line) for _, line in filled]
    if len(filled) < 2 or starts != list(range(1, len(filled) + 1)):
        return []
    left, right = [], []
    for at, (index, line) in enumerate(filled, start=len(filled) + 1):
        cut = next((one.start() for one in INNER.finditer(line) if one["number"] == str(at)), len(line))
        left.append((index, line[:cut]))
        right += [(index, line[cut:])] if line[cut:] and not REFERRING.search(line[:cut]) else []
    counted = [item_number(line) for _, line in right]
    return left + right if right and counted == list(range(len(filled) + 1, len(filled) + 1 + len(right))) else []


def _pieces(line: str, expected: str) -> tuple[list[str], str]:
    """A line cut before the numbers expected next that are glued into it ("daerah2. PP"), and the one after those."""
    stray = STRAY_BEFORE_NUMBER.match(line)
    line = line[stray.end() :] if stray else line
    known = MARK.match(line)
    mark = _mark(line, expected)
    if mark and mark[0]:
        expected = _next(mark[0])
    if known and known["bullet"]:
        cuts = [found.start() for found in INNER_BULLET.finditer(line, known.end()) if known["bullet"] in found[0]]
    else:
        cuts = []
    for found in INNER.finditer(line, mark[1] if mark else 0):
        before = line[max(0, found.start() - 12) : found.start()]
        if (found["number"] or found["letter"]) == expected and before.strip() and not REFERRING.search(before):
            cuts.append(found.start())
            expected = _next(expected)
    edges = [0, *sorted(cuts), len(line)]
    return [line[start:end] for start, end in zip(edges, edges[1:], strict=False)], expected


def _next(mark: str) -> str:
    return str(int(mark) + 1) if mark.isdigit() else chr(ord(mark) + 1)


def _mark(piece: str, expected: str = "") -> tuple[str | None, int] | None:
    """The number (None for a bullet) that begins a piece, and where its text begins.

    An "l" is an engine's 1 and a 1 its l: where k came before it, it is the letter.
    """
    found = MARK.match(piece)
    if found is None:
        return None
    if expected == "l" and found["number"] in {"l", "1"}:
        return "l", found.end()
    if found["loose"] and re.match(r"(?:tahun|thn|hari|jam)\b", piece[found.end() :], re.I):
        return None
    if found["number"]:
        return str(found["number"]).replace("l", "1").replace("I", "1"), found.end()
    letter = found["letter"] or found["colon"] or found["bare"] or (found["upper"] or "").lower()
    return found["loose"] or letter or None, found.end()


def _by_marks(pieces: Sequence[tuple[int, str]], capacity: float | None, opens: Opens | None) -> list[_Open]:
    opened: list[_Open] = []
    top: str | None = None
    for at, (index, piece) in enumerate(pieces):
        mark = _mark(piece, _next(top) if top else "") or _lone(piece, top, pieces[at + 1 :])
        if mark is not None and _begins(mark[0], piece, opened, top):
            opened.append(_Open(mark[0], [(index, piece[mark[1] :])]))
            top = mark[0] or (_next(top) if top else top)
        elif opened and not (
            (
                _left_out(top, pieces[at + 1 :])
                and _seems_new(piece, opened[-1], capacity, opens, counted=top is not None)
            )
            or _opens_further(piece, opened[-1], capacity, opens)
        ):
            opened[-1].parts.append((index, piece))
        else:
            opened.append(_Open(None, [(index, piece[mark[1] :] if mark else piece)]))
            top = _next(top) if top else top
    return opened


def _lone(piece: str, top: str | None, after: Sequence[tuple[int, str]]) -> tuple[str, int] | None:
    """The mark of an item that has but its number, amid others that count on."""
    found = LONE.fullmatch(piece)
    counts_on = found is not None and top is not None and found["number"] == _next(top)
    later = _mark(after[0][1]) if after and counts_on else None
    return (found["number"], found.end()) if found and later and later[0] == _next(found["number"]) else None


def _with_closing_remark(opened: list[_Open]) -> list[_Open]:
    """The items with a remark on them all, which runs on behind the last numbered one, as an item of its own."""
    if not opened or opened[-1].number is None:
        return opened
    last = opened[-1]
    for at, (index, piece) in enumerate(last.parts):
        found = CLOSING.search(piece)
        if found and (at or found.start()):
            remark = _Open(None, [(index, piece[found.end() :]), *last.parts[at + 1 :]])
            return [*opened[:-1], _Open(last.number, [*last.parts[:at], (index, piece[: found.start()])]), remark]
    return opened


def _left_out(top: str | None, after: Sequence[tuple[int, str]]) -> bool:
    """True where a mark may have been lost: in a list of bullets, or when the next number leaves one out."""
    later = next((mark[0] for _, piece in after if (mark := _mark(piece)) and mark[0]), None)
    return top is None or later == _next(_next(top))


def _seems_new(piece: str, before: _Open, capacity: float | None, opens: Opens | None, *, counted: bool) -> bool:
    """True for a line without a mark that begins a legal base, or leaves room unused on the line above; ``counted``
    where the next number tells that one is missing."""
    text = piece.strip()
    if begins_law(text):
        return _whole(before) or (counted and _whole(before, ONE_WORD_LAW))
    named = _names_rule(text, opens)
    return capacity is not None and _new_item(before.parts[-1][1].strip(), text, capacity, named, short=False)


def _opens_further(piece: str, before: _Open, capacity: float | None, opens: Opens | None) -> bool:
    """True for a line without a mark that sounds like an item and leaves room unused on the line above: of a list
    within the last item, whose dashes were not read. A law's title may name another law."""
    text, above = piece.strip(), before.parts[-1][1].strip()
    sounds = opens is not None and capacity is not None and not STARTER.match(text) and opens(text)
    return sounds and _new_item(above, text, capacity or 0.0, named=False, short=False)


def begins_law(text: str) -> bool:
    """Whether a text begins as a legal base does: a kind of law, and a number after it."""
    found = STARTER.match(text.strip())
    return found is not None and LAW.match(text.strip()) is not None


def _whole(item: _Open, law: re.Pattern[str] = WHOLE_LAW) -> bool:
    """True for an item that reads as a whole legal base."""
    text = _joined(item.parts)
    return law.search(text) is not None and GOES_ON.search(text) is None


def _begins(number: str | None, piece: str, opened: Sequence[_Open], top: str | None) -> bool:
    """False for numbers that belong to the sentence before ("Nomor / 5. Tahun") or to a list inside an item."""
    found = MARK.match(piece)
    bare = found is not None and (found["bare"] or found["upper"] or found["colon"]) is not None
    if not opened:
        return not bare or number == "a"
    if REFERRING.search(opened[-1].parts[-1][1].rstrip()[-12:]):
        counts_on = found is not None and top is not None and number == _next(top)
        return found is not None and counts_on and begins_law(piece[found.end() :])  # the line above lost its end
    if found is not None and found["lost"]:
        return True
    if bare:
        return top is not None and number == _next(top)
    if number is None:
        lost_number = found is not None and begins_law(piece[found.end() :]) and _whole(opened[-1])
        return top is None or not top.isalnum() or lost_number
    if top is not None and top.isdigit() != number.isdigit():
        return False
    if found is None or found["loose"] is None or top is None or number == _next(top):
        return True
    return int(number) >= int(top) and STARTER.match(piece[found.end() :]) is not None and _whole(opened[-1])


def _names_rule(text: str, opens: Opens | None) -> bool:
    """True for a text that begins like a legal base or an SOP, in a list of such: elsewhere a sentence names one."""
    return STARTER.match(text) is not None and (opens is None or opens(text))


def _by_layout(pieces: Sequence[tuple[int, str]], capacity: float | None, opens: Opens | None) -> list[_Open]:
    opened: list[_Open] = []
    longest = capacity or max((len(piece.strip()) for _, piece in pieces), default=0)
    short = max((len(piece.strip()) for _, piece in pieces), default=0) <= SHORT_ITEM
    for index, piece in pieces:
        before = opened[-1].parts[-1][1].strip() if opened else ""
        text = piece.strip()
        surely = bool(opened) and (
            (begins_law(text) and _whole(opened[-1]))
            or (opens is not None and not text[0].islower() and opens(text) and not GOES_ON.search(before))
            or (_same_start(opened[-1], text) and not OPEN_END.search(before))
        )
        named = _names_rule(text, opens)
        if opened and not surely and not _new_item(before, text, longest, named, short and capacity is None):
            opened[-1].parts.append((index, piece))
        else:
            opened.append(_Open(None, [(index, piece)]))
    return opened


def _same_start(item: _Open, text: str) -> bool:
    """True for a line that begins with the very word that the item above begins with: "Data ...", "Data ..."."""
    first, word = item.parts[0][1].split()[0], text.split()[0]
    return first == word and len(word) >= SHORTEST_START and word[0].isupper() and not text.isupper()


def _new_item(before: str, text: str, longest: float, named: bool, short: bool) -> bool:
    if text[0].islower() or TITLE.match(text) or OPEN_END.search(before) or before.count("(") > before.count(")"):
        return False
    if before.endswith((";", ".")) or named:
        return True
    if text.isupper():
        return len(before) < longest * ROOM_LEFT
    first_word = text.split()[0]
    return short or len(before) + 1 + len(first_word) <= longest * ROOM_LEFT


def _joined(parts: Sequence[tuple[int, str]]) -> str:
    """One line of text; a word broken at its own hyphen ("Undang-" "Undang") is joined without a space."""
    text = ""
    for _, part in parts:
        piece = " ".join(part.split())
        glue = "" if not text or re.search(r"[A-Za-z]-$", text[-2:]) else " "
        text += glue + piece
    return text.strip()


def _indices(parts: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(index for index, _ in parts))
