"""Citations of Indonesian legislation: type, number, year, title, and an id to look them up by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from normalize.dates import EARLIEST, LATEST
from normalize.wordings import fold, load_vocab, plain

LONGEST = 1500
"""Letters; a citation is shorter, and the rest of a longer text is not looked at."""
LIKE = 0.86
"""Share of letters that must agree for a misread or misspelled type of ten letters or more."""
LONGEST_OFFICE = 60
"""Letters of an office's or region's name behind the type in running text."""
SAME_TITLE = 90.0
"""rapidfuzz ratio from which two titles are taken as the same regulation."""
PAN_RB_SINCE = 2010
"""From this year the ministry is PAN-RB, also where the citation says PAN."""
MOST_MENTIONS = 6
GAZETTE = re.compile(r"\(?\s?(?:Tambahan )?(?:Lembaran|Berita)\s+(?:Negara|Daerah)\b[^)]{0,300}\)?", re.IGNORECASE)
NUMBER_WORD = re.compile(r"\b(?:nomor|nomer|nomr|nornor|nmr|n[o0])(?![a-z])[ .:]*", re.IGNORECASE)
UNMARKED = re.compile(
    r"(?<=[A-Za-z.])\s+(?=[0-9]{1,3} ?(?:/|tahun\b|thn\b|th\b)[ .]*(?:19|20)[0-9]{2}(?![0-9]))", re.IGNORECASE
)
"""The place of a number printed without the word Nomor ("UU 5 Tahun 2014")."""
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./&-]{0,60}")
YEAR = re.compile(r"[ ,]*(?:tahun|tahnn|tqhun|thn|th)\b[ .:]*((?-i:[0-9OolI]{4}))(?![0-9])", re.IGNORECASE)
LAST_YEAR = re.compile(r"(?:^|[/-])((?:19|20)[0-9]{2})$")
ABOUT = re.compile(r"\b(?:tentang|tentatg|tentanq|ttg|tg)\b[ .:]*", re.IGNORECASE)
DIGITS = str.maketrans("OolI|SB", "0011158")
REGION = re.compile(
    r"\b(?P<kind>Kabupaten|Kab\.?|Kota|Provinsi|Propinsi|Prov\.?)\s+(?P<name>(?:[A-Z][\w'-]*)(?:\s+[A-Z][\w'-]*){0,3})"
)
REGION_INFERRED = "daerah disimpulkan"
ISSUERS = {
    "Perda": ("kab", "kot", "pro"),
    "Perbup": ("kab",),
    "Kepbup": ("kab",),
    "Perwal": ("kot",),
    "Kepwal": ("kot",),
    "Pergub": ("pro",),
    "Kepgub": ("pro",),
}
"""Kinds of region that issue a kind of local rule, as their names begin; the nearest to an office first."""
REGION_KINDS = {"kab": "Kab.", "kot": "Kota", "pro": "Prov."}
COUNTRY = re.compile(r"\b(?:republik indonesia|ri)\b", re.IGNORECASE)
CITED = re.compile(r"\b(?:undang|peraturan|keputusan|instruksi|uu|pp|per\w+|kep\w+|pmk)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Regulation:
    """A citation. ``id`` is None where type, number or year is not printed: nothing is filled in from memory.

    ``suspected_id`` is the regulation that the printed title belongs to, where it contradicts the printed number.
    """

    id: str | None
    type: str | None
    number: str | None
    year: int | None
    title: str | None
    suspected_id: str | None = None
    flags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    """Ids of other regulations named in the title ("perubahan atas ...")."""

    def to_value(self) -> dict[str, object]:
        """The ``value`` of a dasar_hukum leaf."""
        value: dict[str, object] = {
            "id": self.id,
            "type": self.type,
            "number": self.number,
            "year": self.year,
            "title": self.title,
        }
        if REGION_INFERRED in self.flags:
            value["region_inferred"] = True
        if self.suspected_id:
            value["suspected_id"] = self.suspected_id
        if self.mentions:
            value["mentions"] = list(self.mentions)
        return value


@dataclass(frozen=True, slots=True)
class _Type:
    name: str
    form: str
    folded: str
    region: bool
    body: bool


@cache
def _types() -> tuple[_Type, ...]:
    entries = load_vocab("regulations")["types"]
    types = [
        _Type(entry["type"], plain(form), fold(form), entry["region"], entry.get("body", False))
        for entry in entries
        for form in entry["forms"]
    ]
    return tuple(sorted(types, key=lambda one: -len(one.folded)))


@cache
def _titles() -> tuple[tuple[str, str], ...]:
    return tuple((identity, plain(title)) for identity, title in load_vocab("regulations")["titles"])


@lru_cache(maxsize=4096)
def parse_regulation(text: str, office: str | None = None) -> Regulation | None:
    """The first regulation cited in a text. ``office`` is the issuing office, for local rules that name no region.

    None where the text cites nothing (a handbook, a sentence).

    >>> parse_regulation("UU No :23 Thn 2006 ttg Administrasi Kependudukan").id
    'UU 23/2006'
    """
    short = " ".join(GAZETTE.sub(" ", text[:LONGEST]).split())
    short = re.sub(r" ?/ ?", "/", short)
    first = read_citation(short, office)
    if first is None:
        return None
    regulation, end = first
    rest = short[end:]
    starts = [found.start() for found in CITED.finditer(rest)][: 2 * MOST_MENTIONS]
    others = (read_citation(rest[start:], None) for start in starts)
    mentions = dict.fromkeys(other[0].id for other in others if other is not None and other[0].id)
    named = [name for name in mentions if name and name != regulation.id]
    return Regulation(
        regulation.id,
        regulation.type,
        regulation.number,
        regulation.year,
        regulation.title,
        regulation.suspected_id,
        regulation.flags,
        tuple(named[:MOST_MENTIONS]),
    )


def read_citation(text: str, office: str | None) -> tuple[Regulation, int] | None:
    """The citation a text begins with or holds first, and where its number and year end."""
    about = ABOUT.search(text)
    cited = text[: about.start()] if about else text
    found = NUMBER_WORD.search(cited) or UNMARKED.search(cited)
    if found is None:
        return None
    head = text[: found.start()]
    kind = regulation_type(head)
    number, year, end, repaired = read_number(text[found.end() :])
    title = _title(text[about.end() :]) if about else None
    if kind is None and (number is None or year is None):
        return None
    flags = ["angka dibaca dari huruf mirip"] if repaired else []
    name, missing = (None, None) if kind is None else _full_type(kind, head, number, year, title, office)
    flags += [missing] if missing else []
    lost = number is not None and "//" in number
    flags += ["bagian nomor tidak terbaca"] if lost else []
    identity = f"{name} {_id_number(name, number, year)}" if name and number and year and not lost else None
    if identity is None:
        flags.append("kutipan tidak lengkap: tanpa " + ("jenis" if kind is None else "nomor atau tahun"))
    suspected = suspect(identity, kind.name if kind else None, number, year, title)
    flags += [f"menurut judulnya mungkin {suspected}"] if suspected else []
    regulation = Regulation(identity, kind.name if kind else None, number, year, title, suspected, tuple(flags))
    return regulation, found.end() + end


def regulation_type(head: str) -> _Type | None:
    """The type named at the beginning of a citation, the longest name first; misspellings of long names count."""
    bare = plain(re.sub(r"^\W*(?:\d{1,2}[.)]|[a-z][.)])?\s*", "", head))
    folded = fold(head) if bare == plain(head) else fold(bare)
    exact = _exact_type(bare, folded)
    if exact is not None:
        return exact
    likely = [(Levenshtein.normalized_similarity(folded[: len(one.folded)], one.folded), one) for one in _types()]
    score, best = max(likely, key=lambda entry: (entry[0], len(entry[1].folded)))
    if score >= LIKE and len(best.folded) >= 10:
        return best
    return _general_type(head)


def _exact_type(bare: str, folded: str) -> _Type | None:
    named = (one for one in _types() if folded.startswith(one.folded))
    return next((one for one in named if len(one.folded) > 6 or _whole_word(bare, one)), None)


def vocabulary_type(head: str) -> bool:
    """Whether a text is the name of a known type and nothing else but the office or region that issued it.

    >>> vocabulary_type("Peraturan Pemerintah Republik Indonesia"), vocabulary_type("peraturan yang berlaku, UU")
    (True, False)
    """
    kind = _exact_type(plain(head), fold(head))
    rest = _behind_type(head, kind) if kind else ""
    return kind is not None and (len(rest) <= LONGEST_OFFICE if kind.region or kind.body else not rest)


def _whole_word(bare: str, one: _Type) -> bool:
    """Short names must be words of their own: "PP" is not the beginning of "ppid"."""
    return re.match(rf"{re.escape(one.form)}(?![a-z])", bare) is not None or fold(bare.split(" ")[0]) == one.folded


def _general_type(head: str) -> _Type | None:
    """A ministry or office that the vocabulary does not know: "Peraturan Menteri X" -> "Permen X"."""
    words = COUNTRY.sub("", re.sub(r"^\W*(?:\d{1,2}[.)]\s*)?", "", head)).strip(" .,:")
    for start, name in (
        (r"peraturan menteri(?: negara)?", "Permen"),
        (r"keputusan menteri(?: negara)?", "Kepmen"),
        (r"peraturan kepala", "Perka"),
        (r"(?:surat )?keputusan|sk", "Kep."),
        (r"peraturan", "Peraturan"),
    ):
        found = re.match(rf"(?:{start})\b\s*", words, re.IGNORECASE)
        rest = words[found.end() :].strip() if found else ""
        if found and rest and len(rest) <= 80:
            return _Type(f"{name} {rest}", plain(words), fold(words), False, False)
    return None


def read_number(text: str) -> tuple[str | None, int | None, int, bool]:
    """Number and year behind "Nomor", where they end, and whether letters were read as digits."""
    found = NUMBER.match(text)
    if found is None or not re.search(r"[0-9]", found.group().translate(DIGITS)):
        return None, None, 0, False
    printed = found.group().rstrip(".-/")
    number = _digits_and_romans(printed)
    if not re.search(r"[0-9]", number) or YEAR.match(f" {text}"):
        return None, None, 0, False
    own_year = LAST_YEAR.search(number) if "/" in number or "-" in number else None
    stated = YEAR.match(text, found.start() + len(printed))
    end = stated.end() if stated else found.end()
    year = int(stated.group(1).translate(DIGITS)) if stated else int(own_year.group(1)) if own_year else None
    if year is not None and not EARLIEST <= year <= LATEST:
        year = None
    plain_number = re.fullmatch(r"([0-9]+)[/-](?:19|20)[0-9]{2}", number)
    if plain_number:
        number = plain_number.group(1)
    return _without_zeros(number), year, end, number != printed.upper() and not plain_number


def _without_zeros(number: str) -> str:
    return str(int(number)) if number.isdigit() else number


def _digits_and_romans(printed: str) -> str:
    """Upper case; "ll" between slashes is the Roman II, "l4" is 14.

    >>> _digits_and_romans("026/KMA/SK/ll/2012")
    '026/KMA/SK/II/2012'
    """
    parts = []
    for part in re.split(r"([/-])", printed):
        if re.fullmatch(r"[lI|1]{1,3}", part) and not part.isdigit() and "/" in printed:
            part = "I" * len(part)
        elif re.search(r"[0-9]", part) and re.fullmatch(r"[0-9OolI|SB]+", part):
            part = part.translate(DIGITS)
        parts.append(part.upper())
    return "".join(parts)


def _id_number(name: str, number: str, year: int) -> str:
    if name.startswith("Kep. "):
        number = number.removeprefix("KEP/").removeprefix("KEP-")
    return number if LAST_YEAR.search(number) and "/" in number else f"{number}/{year}"


def _full_type(
    kind: _Type, head: str, number: str | None, year: int | None, title: str | None, office: str | None
) -> tuple[str, str | None]:
    """The type as the id begins, with the region of local rules; and a flag where the region was inferred."""
    name = kind.name
    if name == "PermenPAN" and (year or 0) >= PAN_RB_SINCE and "M.PAN" not in (number or ""):
        name = "PermenPAN-RB"
    rest = _behind_type(head, kind)
    if kind.body:
        return " ".join((name, rest)).strip(), None
    if not kind.region:
        return name, None
    place, inferred = _region(kind, rest, title, office)
    if place is None:
        return name, "daerah tidak tercetak"
    return f"{name} {place}", REGION_INFERRED if inferred else None


def _behind_type(head: str, kind: _Type) -> str:
    """What the head says behind the type's name: an office or a region, as printed."""
    words = COUNTRY.sub("", head).split()
    best = max(
        range(len(words) + 1),
        key=lambda count: Levenshtein.normalized_similarity(fold(" ".join(words[:count])), kind.folded),
    )
    rest = " ".join(words[best:]).strip(" .,:")
    rest = re.sub(r"^Direktur Jenderal\b", "Dirjen", rest)
    return re.sub(r"\bDir\w* Jenderal\b", "Dirjen", rest)


def _region(kind: _Type, rest: str, title: str | None, office: str | None) -> tuple[str | None, bool]:
    with_kind = kind.name in {"Perda"}
    named = REGION.search(rest.title() if rest.isupper() else rest)
    if named:
        return _place(named, with_kind), False
    if rest and not with_kind:
        return rest.title() if rest.isupper() else rest, False
    cited = list(REGION.finditer((title or "").title() if (title or "").isupper() else title or ""))
    if cited:
        return _place(cited[-1], with_kind), True
    place = _region_of_office(kind, office or "")
    return place, place is not None


def _region_of_office(kind: _Type, office: str) -> str | None:
    """The region that an office belongs to and that issues such rules: a bupati's come from its kabupaten."""
    lines = [line.title() if line.isupper() else line for line in office.splitlines()]
    named = [found for line in lines for found in REGION.finditer(line)]
    for wanted in ISSUERS.get(kind.name, ()):
        for found in named:
            if found["kind"].lower().startswith(wanted):
                return _place(found, kind.name in {"Perda"})
    return None


def _place(found: re.Match[str], with_kind: bool) -> str:
    name = re.split(r"\s(?:Tahun|Nomor|Tentang)\b", found["name"])[0]
    return f"{REGION_KINDS[found['kind'].lower()[:3]]} {name}" if with_kind else name


def _title(text: str) -> str | None:
    return text.strip(" .,;:-") or None


def suspect(
    identity: str | None, kind: str | None, number: str | None, year: int | None, title: str | None
) -> str | None:
    """The known regulation whose title this is, where number, year or type contradict it in one point.

    >>> suspect("Perpres 8/2008", "Perpres", "8", 2008, "Pelaporan Keuangan dan Kinerja Instansi Pemerintah")
    'PP 8/2006'
    """
    if not title:
        return None
    bare = plain(title)
    same = [known for known, known_title in _titles() if _title_likeness(bare, known_title) >= SAME_TITLE]
    if identity in same or not same:
        return None
    shared = [known for known in same if _overlap(known, kind, number, year) >= (2 if identity is None else 1)]
    return shared[0] if len(shared) == 1 else None


def _title_likeness(printed: str, known: str) -> float:
    if min(len(printed), len(known)) < 6:
        return 100.0 if printed == known else 0.0
    return max(fuzz.ratio(printed, known), fuzz.ratio(printed[: len(known)], known) if len(known) > 25 else 0.0)


def _overlap(known: str, kind: str | None, number: str | None, year: int | None) -> int:
    name, _, rest = known.rpartition(" ")
    known_number, _, known_year = rest.rpartition("/")
    return (name == kind) + (known_number == number) + (known_year == str(year))
