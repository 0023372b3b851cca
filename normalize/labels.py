"""Labels of the identity block: which record field a label names, and the text that follows it on its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from normalize.wordings import Best, Forms, best_form, fold, load_vocab, make_forms, plain

MOST_WORDS = 8
"""No label has more words; a longer beginning cannot be one."""
LIKELY = 0.85
"""From this score a beginning counts as a label without a colon after it."""
COLON_LIKELY = 0.7
"""The same with a colon after it."""
BOX_LABEL = 0.75
"""Factor for one-word box labels followed by words: "Peringatan dini" may be a sentence of its own."""
ENUMERATED = re.compile(r"\s*(?:\d{1,2}|[A-Za-z]|[IVX]+)[.)]\s+(?=\S)")
HEADING = re.compile(
    r"\W*stand[ae]r[dt]? (?:ope?rasional prosedur|prosedur ope?rasional)(?: ?\(?sp?op?\)?)?\W*", re.IGNORECASE
)
"""What all sheets are headed, only words away from "Nama Standar Operasional Prosedur"."""
DASHES = ("-", "–", "—", "_")
"""A dash after a label is its value: nothing was printed on purpose."""
DOCUMENT_NUMBER = re.compile(r"(?=.*\d)[\w.-]+(?:/[\w.-]+)+")
"""A law's number is followed by its year in words."""
WORD = re.compile(r"[^\s:]+")
GLUED_VALUE = re.compile(r"(?P<word>[A-Za-z]{4,})(?P<value>\d{1,2})$")
"""The last word of a label with the day of its date, read without the ruling between them."""
COLON = re.compile(r"[\s.;]*:")
WHICH = re.compile(r"(?:ke[- ]?)?(?:[IVX|l]{1,4}|\d{1,2})\.?", re.IGNORECASE)
"""Which revision it is, behind the label of its date: no date."""
MOST_TEXTS = 16384
"""Each text is asked for several times, the first time for the whole file: the lines of 400 pages are kept."""
LONGEST_LABEL = 60
"""Letters before a colon that can still be a label."""


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """``field`` is a record field (also ``nip``, ``revisi_ke``) or None; ``label`` as printed; ``rest`` follows it."""

    field: str | None
    score: float
    label: str = ""
    rest: str = ""


@cache
def _forms() -> tuple[Forms, frozenset[str], frozenset[str]]:
    vocab = load_vocab("labels")
    labelled = {name: entry["printed"] + entry["ocr"] for name, entry in vocab["fields"].items()}
    whole = frozenset(fold(text) for text in vocab["whole"])
    return make_forms(labelled, vocab["whole"]), whole, frozenset(vocab["boxes"])


@cache
def _expected() -> dict[str, str]:
    return dict(load_vocab("labels")["expected"])


@lru_cache(maxsize=MOST_TEXTS)
def match_label(text: str) -> LabelMatch:
    """The identity field that a cell or line names at its beginning.

    >>> match_label("Nornor SOP : 065/12/2021")
    LabelMatch(field='nomor_sop', score=1.0, label='Nornor SOP', rest='065/12/2021')
    >>> match_label("Tanggal Revisi II").rest, match_label("Tanggal Revisi 2 Mei 2020").rest
    ('', '2 Mei 2020')
    >>> match_label("Tanggal Pembuatan22 Januari 2018").rest
    '22 Januari 2018'
    """
    match = _match_label(text)
    glued = GLUED_VALUE.search(match.label) if match.field else None
    parted = _match_label(text.replace(glued.group(), f"{glued['word']} {glued['value']}", 1)) if glued else match
    return parted if parted.field == match.field and parted.score >= match.score else match


def _match_label(text: str) -> LabelMatch:
    start = ENUMERATED.match(text)
    body = text[start.end() :] if start else text
    found = [match for match in (_before_colon(body), _whole(body), _beginning(body)) if match is not None]
    if HEADING.fullmatch(body):
        found = []
    best = max(found, key=lambda match: match.score, default=LabelMatch(None, 0.0, "", text.strip()))
    if start and best.rest and ":" not in body:
        return LabelMatch(None, 0.0, "", text.strip())
    counted = best.field == "tanggal_revisi" and ":" not in body and WHICH.fullmatch(best.rest)
    return replace(best, label=f"{best.label} {best.rest}", rest="") if counted else best


def match_ordinary(text: str) -> LabelMatch:
    """A label that is an ordinary word, alone or followed by its value: certain only where a label must stand.

    >>> match_label("Judul Penerbitan Surat").field, match_ordinary("Judul Penerbitan Surat").rest
    (None, 'Penerbitan Surat')
    >>> match_ordinary("Nomor 065/12/ORG/2021").rest, match_ordinary("Nomor 12 Tahun 2021").field
    ('065/12/ORG/2021', None)
    >>> match_label("Tanggal :").field, match_ordinary("Tanggal :").field
    (None, 'tanggal_pembuatan')
    """
    if lone := _expected().get(plain(text)):
        return LabelMatch(lone, LIKELY, text.strip())
    forms, whole, _ = _forms()
    for word in WORD.finditer(text[:LONGEST_LABEL]):
        head, rest = text[: word.end()], text[word.end() :].strip()
        best = best_form(head, forms)
        value = rest[:1].isupper() or DOCUMENT_NUMBER.fullmatch(rest)
        if value and best.score >= LIKELY and fold(best.form) in whole:
            return _match(best, head, rest)
    return LabelMatch(None, 0.0, "", text.strip())


def _whole(text: str) -> LabelMatch | None:
    if len(text) > LONGEST_LABEL or text.rstrip().endswith(DASHES):
        return None
    best = best_form(text, _forms()[0])
    lost = best.score < LIKELY and fold(best.form).endswith(fold(text))  # a value may be all but a label's first word
    return _match(best, text, "") if best.score >= COLON_LIKELY and not lost else None


def _before_colon(text: str) -> LabelMatch | None:
    head, colon, rest = text.partition(":")
    if not colon or len(head) > LONGEST_LABEL:
        return None
    best = best_form(head, _forms()[0])
    return _match(best, head, rest) if best.score >= COLON_LIKELY else None


def _beginning(text: str) -> LabelMatch | None:
    """A label followed by its value without a colon, such as "Tanggal Revisi 2 Mei 2020"."""
    forms, whole, boxes = _forms()
    top: LabelMatch | None = None
    for number, word in enumerate(WORD.finditer(text), 1):
        rest = text[word.end() :]
        if number > MOST_WORDS or word.end() > LONGEST_LABEL or not rest.strip(" .,;:\n"):
            break
        head = text[: word.end()]
        best = best_form(head, forms)
        if best.score < LIKELY or fold(best.form) in whole or word.group().isdigit() or HEADING.fullmatch(head):
            continue
        factor = BOX_LABEL if best.label in boxes and number == 1 and not COLON.match(rest) else 0.97
        match = _match(Best(best.label, best.score * factor), head, rest)
        if top is None or match.score >= top.score:
            top = match
    return top


def _match(best: Best, label: str, rest: str) -> LabelMatch:
    return LabelMatch(best.label, round(best.score, 4), " ".join(label.split()), rest.strip(" \t\r\n:"))
