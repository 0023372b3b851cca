"""What the list, the column or the field of a value says of it: two values in one, a mark for words, a lost text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from normalize.lists import item_number
from normalize.unread_columns import ends_with_time
from normalize.words import is_known, known_words

Json = dict[str, Any]

WORD_FIELDS = ("aktivitas", "kelengkapan", "output", "keterangan")
"""Columns of the step table that hold words."""
FIELDS_FILLED = ("instansi", "nama_sop", "tanggal_pembuatan", "tanggal_efektif")
SIGNATORY_FILLED = ("jabatan", "nama", "nip")
"""What a form in force shows; a date of revision is blank until there is one (PermenPAN-RB 35/2012)."""
BARE_FIGURE = re.compile(r"\d{1,2}")
BEGINS_INSIDE = re.compile(r"(?<!\S)\(?[a-z]+\)? (?=([A-Z][a-z]{3,}))")
"""A capital on a small word; where all words have capitals they tell nothing."""
ACTIVE = re.compile(r"(?!Menteri|Mengenai|Menengah)Me(?:m|n|ng|ny)[a-z]{4,}")
"""A step begins with such a verb."""
REGULATION = re.compile(
    r"\b(?:(?:undang|peraturan|keputusan|instruksi|surat|edaran|maklumat|pasal|nomor|no|tahun|staatsblad|reglemen)\b|"
    r"(?:uu|pp|sk|se|per|kep|in)[a-z]*\b.*\d)",
    re.IGNORECASE,
)
"""What a basis in law says somewhere, in full or shortened ("Permendagri 52/2011")."""
NUMBERED = re.compile(r"\b(?:nomor|no)\b.{1,40}\btahun\s+\d{4}\b", re.IGNORECASE)
"""A regulation with its number, which no agency, person or list of tools has."""
SECOND_LAW = re.compile(
    r"(?<!\S)([\w)]+)(?:[.,;]? \w[.,)]| \W)? (?:Undang-Undang|Peraturan|Keputusan|Instruksi) "
    r"(?:[A-Z]\S* ){0,7}(?:Nomor|No\.?) ?\d"
)
"""A regulation after another, with the word before it."""
SECOND_SOP = re.compile(r"SOP\s.*(?<!\bdan)(?<!\batau)(?<!\bdengan)[\s,;]+(?:\S{1,2}\s+)?SOP\s+[A-Z]")
"""A procedure after another in a list of them."""
TORN_SOP = re.compile(r"(?!SOP)(?:[S5]?[O0CUQ]P|S[O0])\s")
"""The word SOP with a letter misread, or lost to a pen or a fold."""
CITES = re.compile(
    r"(?:tentang|atas|dengan|dan|atau|oleh|dari|dalam|pada|serta|sesuai|terhadap|menurut|pelaksanaan|perubahan|penetapan|"
    r"pencabutan|penjelasan|pengganti|kedua|ketiga|keempat|kelima|pembentukan|berdasarkan|ketentuan)",
    re.IGNORECASE,
)
"""A regulation cites another behind these words."""
LINKED = re.compile(
    r"(?:dan|atau|serta|dengan|tentang|atas|oleh|kepada|ke|di|dari|dalam|pada|untuk|sesuai|bagi|sebagai|yang) "
)
"""Words that go on with a name or title."""


def add_list_doubts(sop: Json) -> None:
    """Adds to the evidence of the leaves of a SOP, in place."""
    identity = sop["identity"]
    columns = {field: [step[field] for step in sop["steps"] if step.get(field)] for field in WORD_FIELDS}
    lists = [value for value in identity.values() if isinstance(value, list)]
    for leaf in identity.get("dasar_hukum") or ():
        text = leaf["text"] or ""
        _doubt(leaf, odd_field=bool(text) and REGULATION.search(text) is None, joined=holds_two_laws(text))
    for leaf in identity.get("keterkaitan") or ():
        text = leaf["text"] or ""
        _doubt(leaf, joined=SECOND_SOP.match(text) is not None, odd_field=TORN_SOP.match(text) is not None)
    counted = {id(leaf) for leaves in lists for leaf in followed(leaves)}
    for leaf in _plain(identity):
        if id(leaf) not in counted:
            _doubt(leaf, joined=has_second_start(leaf["text"] or ""))
    for leaf in _lawless(identity):
        _doubt(leaf, odd_field=NUMBERED.search(leaf["text"] or "") is not None)
    for leaves in (*lists, *(columns[field] for field in WORD_FIELDS)):
        starts = begun_words([leaf["text"] or "" for leaf in leaves])
        for leaf in leaves:
            text = leaf["text"] or ""
            joined = id(leaf) not in counted and is_joined(text, starts)
            _doubt(leaf, joined=joined, only_figures=BARE_FIGURE.fullmatch(text) is not None)
    for step in sop["steps"]:
        for leaf in (step[field] for field in ("kelengkapan", "output") if _untimed(step) and step.get(field)):
            _doubt(leaf, joined=ends_with_time(leaf["text"] or ""))
    title = identity.get("nama_sop")
    if title:
        _doubt(title, odd_field=len((title["text"] or "").split()) == 1)
    for leaf in _filled(identity):
        looked = "scanned" in leaf["evidence"] and "absent" not in leaf["evidence"]
        _doubt(leaf, seldom_blank=looked and not leaf["text"])


def followed(leaves: Sequence[Json]) -> list[Json]:
    """The items of a list that print a number before one with the next: no other item can have been read with them.

    >>> [leaf["raw"] for leaf in followed([{"raw": "1. ATK"}, {"raw": "2. Meja Kursi"}, {"raw": "4. Buku"}])]
    ['1. ATK']
    """
    numbers = [item_number(leaf.get("raw") or "") for leaf in leaves]
    pairs = zip(leaves, pairwise(numbers), strict=False)
    return [leaf for leaf, (own, after) in pairs if own is not None and after == own + 1]


def _untimed(step: Json) -> bool:
    """Whether a step has no time of its own: one behind another text may be that."""
    return not (step.get("waktu") or {}).get("text")


def _doubt(leaf: Json, **doubts: bool) -> None:
    leaf["evidence"].update({name: 1.0 for name, holds in doubts.items() if holds})


def _filled(identity: Mapping[str, Any]) -> list[Json]:
    signatory = identity.get("disahkan_oleh") or {}
    found = [*(identity.get(name) for name in FIELDS_FILLED), *(signatory.get(name) for name in SIGNATORY_FILLED)]
    return [leaf for leaf in found if leaf]


def _plain(identity: Mapping[str, Any]) -> list[Json]:
    return [leaf for name in ("kualifikasi_pelaksana", "peralatan_perlengkapan") for leaf in identity.get(name) or ()]


def _lawless(identity: Mapping[str, Any]) -> list[Json]:
    own = (identity.get(name) for name in ("instansi", "nama_sop"))
    signatory = (identity.get("disahkan_oleh") or {}).values()
    return [leaf for leaf in (*own, *signatory, *_plain(identity)) if leaf]


def holds_two_laws(text: str) -> bool:
    """Whether another regulation begins in the middle of one that does not cite it.

    >>> holds_two_laws("UU Nomor 3 Tahun 2001 tentang Arsip Peraturan Pemerintah Nomor 8 Tahun 2012")
    True
    >>> holds_two_laws("Perda Nomor 3 Tahun 2001 tentang Perubahan Atas Peraturan Daerah Nomor 1 Tahun 1999")
    False
    """
    return any(CITES.fullmatch(match.group(1)) is None for match in SECOND_LAW.finditer(text))


def begun_words(texts: Sequence[str]) -> frozenset[str]:
    """The words that texts begin with."""
    return frozenset(text.split()[0] for text in texts if text.split())


def has_second_start(text: str) -> bool:
    """Whether a common word with a capital follows on a small one that is no verb: skills and tools have few names.

    >>> has_second_start("Lembar disposisi Jaringan internet"), has_second_start("Mampu memakai Excel dan Word")
    (True, False)
    """
    after = [match for match in BEGINS_INSIDE.finditer(text) if not LINKED.fullmatch(match.group())]
    names = [match.group(1) for match in after if ACTIVE.match(match.group().capitalize()) is None]
    return any(is_known(name.lower(), known_words()) for name in names)


def is_joined(text: str, starts: frozenset[str]) -> bool:
    """Whether a word that begins a value follows, with its capital, on a small word in the middle of a text.

    >>> begins = begun_words(["Mampu bekerja sama", "Teliti"])
    >>> is_joined("Memahami tata naskah Mampu menulis", begins), is_joined("Paham dan Teliti", begins)
    (True, False)
    """
    own = starts | begun_words([text])
    after = [match for match in BEGINS_INSIDE.finditer(text) if not LINKED.fullmatch(match.group())]
    return any(match.group(1) in own or ACTIVE.fullmatch(match.group(1)) is not None for match in after)
