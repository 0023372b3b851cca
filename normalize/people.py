"""People of the signature block: positions, names with titles, ranks, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from normalize.dates import parse_date
from normalize.nip import NIP_LABEL
from normalize.nip import Nip as Nip
from normalize.nip import parse_nip as parse_nip
from normalize.wordings import Forms, best_form, fold, load_vocab, make_forms, plain
from normalize.words import attested_words, is_phrase

LONGEST = 300
"""Letters of a line that are looked at."""
GOLONGAN = re.compile(r"\(?\s*\b(?:IV|I{1,3}|[1l]V)\s?[/.]?\s?[a-e]\b\s*\)?")
RANK_LIKELY = 0.86
LABEL_LIKELY = 0.85
DEGREE = re.compile(r"[A-Z][A-Za-z]{0,3}(?:\.\s?[A-Za-z][A-Za-z1]{0,4})+\.?")
"""The shape of a title behind a name that no list knows yet, such as "M.Xy."."""
PLACEHOLDER = re.compile(r"\$\{|\{\{")
"""Where a program for electronic signatures puts its stamp: "${ttd}"."""
NAME_MARK = re.compile(r"^[\W_]*(?:nama\b\s*:?)?[\s(]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed. ``nama`` is the printed name with its titles; ``nama_inti`` the name alone; None where not printed.

    ``leftovers`` are lines that are no part of it (labels, dates, strokes of the signature read as letters).
    """

    jabatan: str | None
    nama: str | None
    nama_inti: str | None
    gelar_depan: tuple[str, ...]
    gelar_belakang: tuple[str, ...]
    pangkat: str | None
    nip: str | None
    leftovers: tuple[str, ...] = ()
    line_kinds: tuple[str, ...] = ()
    """For each line given: jabatan, nama, pangkat, nip or leftover."""


@cache
def _vocab() -> dict[str, frozenset[str]]:
    vocab = load_vocab("people")
    return {
        "leading": frozenset(_title_key(title) for title in vocab["leading"]),
        "trailing": frozenset(_title_key(title) for title in vocab["trailing"]),
        "positions": frozenset(vocab["positions"]),
        "police": frozenset(plain(rank) for rank in vocab["police"]),
        "military": frozenset(plain(rank) for rank in vocab["military"]),
        "corps": frozenset(vocab["corps"]),
    }


def _title_key(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.lower())


def split_signatory(lines: Sequence[str]) -> Signatory:
    """The lines of a signature block told apart: position, name, rank, number.

    >>> split_signatory(["CAMAT BOJONG", "Drs. BUDI SANTOSO, M.Si", "Pembina", "NIP. 19700101 199503 1 001"]).nama
    'Drs. BUDI SANTOSO, M.Si'
    """
    lines = [line[:LONGEST] for line in lines]
    kinds = [_line_kind(line) for line in lines]
    name_at = _name_line(lines, kinds)
    if name_at is not None:
        kinds[name_at] = "nama"
        above = [index for index in range(name_at) if kinds[index] == ""]
        if not any(_is_position(lines[index]) for index in above) and _place_below(lines, kinds, name_at + 1):
            kinds[:name_at] = [kind or "leftover" for kind in kinds[:name_at]]
    for index, kind in enumerate(kinds):
        if kind == "" and name_at is not None and index > name_at:
            kinds[index] = "leftover"
    named = _clean_name(lines[name_at]) if name_at is not None else None
    front, core, back = split_name(named) if named else ((), None, ())
    kinds = [kind or "jabatan" for kind in kinds]
    printed = [" ".join(line.split()) for line, kind in zip(lines, kinds, strict=True) if kind == "jabatan"]
    position = " ".join(line for line in printed if not _said_in_full(line, printed))
    return Signatory(
        position.strip(" ,:\"'“”‘’*|_~") or None,
        named,
        core,
        front,
        back,
        _only(lines, kinds, "pangkat"),
        _nip_text(_only(lines, kinds, "nip")),
        tuple(line.strip() for line, kind in zip(lines, kinds, strict=True) if kind == "leftover" and line.strip()),
        tuple(kinds),
    )


def _said_in_full(line: str, others: Sequence[str]) -> bool:
    """True for "Kepala," below or above "Kepala Dinas Pangan": printed once in the box and once over the signature."""
    starts = (other.split() for other in others if _is_position(other))
    return any(len(words) > 1 and fold(line) == fold(words[0]) for words in starts)


def _place_below(lines: Sequence[str], kinds: list[str], start: int) -> bool:
    """Marks the position of a block that prints it below the name: lines from a position's first word on. What stands
    above the name is then a stamp's."""
    below = next((i for i in range(start, len(kinds)) if kinds[i] == "" and _is_position(lines[i])), len(kinds))
    for index in range(below, next((i for i in range(below, len(kinds)) if kinds[i]), len(kinds))):
        kinds[index] = "jabatan"
    return below < len(kinds)


def join_degrees(lines: Sequence[str]) -> list[str]:
    """The lines with titles that wrapped onto a line of their own put back behind the name above them.

    >>> join_degrees(["CAMAT BOJONG", "BUDI SANTOSO, S.IP.,", "M.AP.", "NIP. 1"])
    ['CAMAT BOJONG', 'BUDI SANTOSO, S.IP., M.AP.', 'NIP. 1']
    """
    joined: list[str] = []
    for line in lines:
        if joined and _only_degrees(line) and _may_be_named(joined[-1]):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return joined


def _only_degrees(line: str) -> bool:
    parts = [word for part in line.split(",") for word in _spaced_titles(part.strip()) if word]
    return bool(parts) and all(is_degree(part) or DEGREE.fullmatch(part) for part in parts)


def _may_be_named(line: str) -> bool:
    return bool(fold(line)) and not _is_position(line) and (line.rstrip().endswith(",") or _has_titles(line))


def _only(lines: Sequence[str], kinds: Sequence[str], kind: str) -> str | None:
    return next((line.strip() for line, one in zip(lines, kinds, strict=True) if one == kind), None)


def _nip_text(line: str | None) -> str | None:
    return NIP_LABEL.sub("", line).strip(" .:") or None if line else None


def _line_kind(line: str) -> str:
    """nip, pangkat or leftover; empty for what may be position or name."""
    bare = plain(line)
    if len(re.sub(r"[\W_]", "", bare)) <= 1:
        return "leftover"
    if NIP_LABEL.match(line) and (len(bare) < 12 or parse_nip(line)):
        return "nip"
    number = parse_nip(line)
    if number is not None and len(number.digits) >= 15:
        return "nip"
    if is_rank(line):
        return "pangkat"
    if len(re.sub(r"[\W\d_]", "", bare)) <= 1 or PLACEHOLDER.search(line):
        return "leftover"
    if best_form(line, _label_forms()).score >= LABEL_LIKELY or (parse_date(line) and len(bare) < 45):
        return "leftover"
    return ""


@cache
def _label_forms() -> Forms:
    return make_forms({"label": load_vocab("people")["block_labels"]})


@cache
def _rank_forms() -> Forms:
    return make_forms({one["golongan"]: [one["pangkat"]] for one in load_vocab("people")["pangkat"]})


def is_rank(line: str) -> bool:
    """True for a line that holds only a rank, such as "Pembina Tk. I (IV/b)".

    >>> is_rank("Pembina Utama Muda, IV/c"), is_rank("Kepala Dinas")
    (True, False)
    """
    without = GOLONGAN.sub(" ", line)
    bare = re.sub(r"\bt(?:ingkat|k[t.]?)\.?\s?[il1|]\b", "tingkat i", plain(without))
    if not bare:
        return without != line
    if bare.split(" ")[0] in _vocab()["police"] and len(bare.split(" ")) <= 2:
        return True
    if _is_military(bare):
        return True
    return best_form(bare, _rank_forms()).score >= RANK_LIKELY


def _is_military(text: str) -> bool:
    """True for a rank of the forces with nothing but its branch behind it, which "Mayor Budi Santoso" is not.

    >>> _is_military("kolonel laut (p)"), _is_military("mayor budi santoso"), _is_military("tni al")
    (True, False, False)
    """
    words = re.findall(r"[a-z]+", text)
    end = next((at for at in range(len(words), 0, -1) if " ".join(words[:at]) in _vocab()["military"]), 0)
    return end > 0 and all(word in _vocab()["corps"] for word in words[end:])


def _name_line(lines: Sequence[str], kinds: Sequence[str]) -> int | None:
    """The name stands above rank or number; without those, it is the last line that is no position."""
    end = next((index for index, kind in enumerate(kinds) if kind in {"pangkat", "nip"}), len(lines))
    open_lines = [index for index in range(end) if kinds[index] == ""]
    titled = [index for index in open_lines if _has_titles(lines[index])]
    if titled:
        return titled[-1]
    below = end < len(lines)
    for index in reversed(open_lines):
        if not _is_position(lines[index]) and not is_phrase(lines[index]):
            first_of_several = index > open_lines[0] and not lines[index - 1].rstrip().endswith((" DAN", " dan"))
            return index if below or first_of_several and _looks_like_name(lines[index]) else None
    return None


def _is_position(line: str) -> bool:
    words = re.findall(r"[a-z.]+", plain(line))
    return bool(words) and words[0].strip(".") in {word.strip(".") for word in _vocab()["positions"]}


def _looks_like_name(line: str) -> bool:
    words = line.split()
    return 2 <= len(words) <= 6 and not re.search(r"\d", line) and not _is_office(line)


def _is_office(line: str) -> bool:
    return (
        re.search(
            r"\b(?:kabupaten|kab|kota|provinsi|prov|kecamatan|kelurahan|dinas|badan|kantor|daerah|republik|negeri|agama)\b",
            plain(line),
        )
        is not None
    )


def _has_titles(line: str) -> bool:
    front, core, back = split_name(_clean_name(line) or "")
    sure = [title for title in front if len(_title_key(title)) > 1 or title.lower().startswith("h")]
    known = bool(sure) or any(is_degree(title) for title in back)
    return bool(core) and (known or (bool(back) and not is_phrase(line))) and not _is_position(line)


def _clean_name(line: str) -> str | None:
    """A name without brackets, label, underline, and single letters of a signature's strokes before it, save the name's
    own first one."""
    text = " ".join(NAME_MARK.sub("", line).split()).rstrip(" _-")
    text = text if text.count(")") <= text.count("(") else text.rstrip(" _-)")
    stray = re.match(r"([A-Z])\s+(?=([A-Z]{2,}))", text)
    if stray is None or stray[1] in "HRMAIE":
        return text or None
    first, known = stray[2].lower(), attested_words()
    torn = first not in known and stray[1].lower() + first in known
    return f"{stray[1] if torn else ''}{text[stray.end() :]}"


def split_name(name: str) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """Titles before, the name alone, titles behind; spelling is never corrected.

    >>> split_name("Hj. SITI AMINAH S.Sos., M.Si")
    (('Hj.',), 'SITI AMINAH', ('S.Sos.', 'M.Si'))
    >>> split_name("BUDI.S.Sos")
    ((), 'BUDI', ('S.Sos',))
    """
    name = re.sub(r"(?<=[A-Z]{3})\.(?=[A-Z]\.?[A-Z])", ". ", name)
    head, _, tail = name.partition(",")
    words = head.split()
    front: list[str] = []
    while len(words) > 1 and _title_key(words[0]) in _vocab()["leading"] and words[0] not in {"R", "M"}:
        front.append(words.pop(0))
    behind: list[str] = []
    while len(words) > 1 and is_degree(words[-1]):
        behind.insert(0, words.pop())
    core = " ".join(words).strip(" .,") or None
    return tuple(front), core, tuple(behind + _tail_titles(tail))


def is_degree(word: str) -> bool:
    """Whether a word is a title behind a name: "S.Sos", "SH".

    >>> is_degree("M.Si."), is_degree("SYT.")
    (True, False)
    """
    return _title_key(word) in _vocab()["trailing"] and ("." in word or word.isupper()) and len(fold(word)) >= 2


def _tail_titles(tail: str) -> list[str]:
    """Titles behind the comma: "S.Sos., M.Si", also without commas between them."""
    return [title for part in tail.split(",") for title in _spaced_titles(part.strip()) if title]


def _spaced_titles(part: str) -> list[str]:
    words = part.split()
    if len(words) > 1 and all(is_degree(word) for word in words):
        return words
    return [re.sub(r"\.\s+", ".", part)] if part else []
