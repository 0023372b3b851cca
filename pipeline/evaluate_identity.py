"""Compares the identity block of an SOP: fields, signature, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.evaluate_align import Json, text_of
from pipeline.evaluate_tally import Tally
from pipeline.evaluate_text import folded, likeness, without_mark

FIELDS = (
    "instansi", "nomor_sop", "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan", "nama_sop",
)  # fmt: skip
SIGNED = ("jabatan", "nama", "nip")
LISTS = (
    "dasar_hukum", "kualifikasi_pelaksana", "keterkaitan",
    "peralatan_perlengkapan", "peringatan", "pencatatan_pendataan",
)  # fmt: skip
SAME_ITEM = 0.9
"""Likeness from which a list's item counts as found."""
SOP_WORD = re.compile(r"^sop\s+", re.I)
ISO = re.compile(r"\d{4}-")


def compare_identity(tally: Tally, gold: Json, predicted: Json | None, where: str) -> None:
    """``predicted`` is None when the SOP was not found: all fields are wrong, and nothing was said about them."""
    given = (predicted or {}).get("identity") or {}
    for name in FIELDS:
        want, got = gold.get(name), given.get(name)
        _field(tally, name, want, got, predicted is not None, _same_field(name, want, got), where)
    signed, theirs = gold["disahkan_oleh"], given.get("disahkan_oleh") or {}
    for name in SIGNED:
        want, got = signed.get(name), theirs.get(name)
        _field(tally, f"disahkan_{name}", want, got, predicted is not None, _same_signed(name, want, got), where)
    for name in LISTS:
        _items(tally, name, gold.get(name) or [], given.get(name) or [], where)


def _field(tally: Tally, name: str, want: object, got: object, found: bool, same: bool, where: str) -> None:
    right = found and same
    filled = bool(folded(text_of(want)))
    for figure in ("identity", f"identity.{name}"):
        tally.add(figure, right, 1)
        if filled:
            tally.add(figure.replace("identity", "identity_filled", 1), right, 1)
    if found:
        tally.judge(name, got, right, f"{where}/{name}", text_of(want), filled or bool(folded(text_of(got))))


def _same_field(name: str, want: object, got: object) -> bool:
    if name.startswith("tanggal"):
        return _same_date(want, got)
    text = text_of(want)
    options = [text, *((want.get("also") or []) if isinstance(want, dict) else [])]
    if name == "nama_sop" and text:
        options += [SOP_WORD.sub("", text), f"SOP {text}"]
    return any(folded(option) == folded(text_of(got)) for option in options)


def _same_date(want: object, got: object) -> bool:
    """The same day or month; a text that is no date is compared as text and must not have become one."""
    iso = want.get("value") if isinstance(want, dict) else None
    value = got.get("value") if isinstance(got, dict) else None
    same_text = folded(text_of(want)) == folded(text_of(got))
    if iso is None:
        return same_text and not (isinstance(value, str) and ISO.match(value) is not None)
    return value == iso or (len(str(iso)) == len("2024-01") and value is None and same_text)


def _same_signed(name: str, want: object, got: object) -> bool:
    if name == "nip":
        return re.sub(r"\D", "", text_of(want)) == re.sub(r"\D", "", text_of(got))
    return folded(text_of(want)) == folded(text_of(got))


def _items(tally: Tally, name: str, want: Sequence[object], given: Sequence[object], where: str) -> None:
    """A lone dash in place of a list is no item on either side."""
    ours = [text for item in want if folded(text := without_mark(text_of(item)))]
    items = [item for item in given if folded(without_mark(text_of(item)))]
    theirs = [without_mark(text_of(item)) for item in items]
    ranked = sorted(((likeness(a, b), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs)), reverse=True)
    found: dict[int, int] = {}
    for value, i, j in ranked:
        if value >= SAME_ITEM and j not in found and i not in found.values():
            found[j] = i
    for figure in ("list_recall", f"list_recall.{name}"):
        tally.add(figure, len(found), len(ours))
    tally.add("list_precision", len(found), len(theirs))
    exact = [j for j, i in found.items() if folded(ours[i]) == folded(theirs[j])]
    tally.add("list_exact", len(exact), len(ours))
    for j, item in enumerate(items):
        tally.judge(name, item, j in exact, f"{where}/{name}[{j + 1}]", ours[found[j]] if j in found else "")
