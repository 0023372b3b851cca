"""Actors as printed above the flowchart columns to canonical roles, with the kind of office they sit in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from normalize.wordings import Forms, best_form, fold, load_vocab, make_forms, plain
from normalize.words import attested_words, is_known

LIKELY = 0.84
"""A role counts as named from this score: one letter in seven may be misread."""
SURE = 0.9
"""Below this score a known role with a field, or two roles in one column, is the better explanation."""
WITH_FIELD = 0.95
"""Factor for a role with its field behind it ("Kasi Pemerintahan")."""
LONGEST = 120
"""Letters; longer texts are sentences, not roles."""
MOST_HEAD_WORDS = 3
SHORTEST_CUT = 4
"""Letters; a shorter word may be any abbreviation."""


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """``role`` is canonical, with the field as printed ("Kepala Seksi Pemerintahan"); score 0..1."""

    role: str
    score: float
    external: bool = False
    """True for people and offices outside the one that issues the SOP."""
    acting: str | None = None
    """Plt, Plh, Pj, a.n. printed before the role; no part of the role."""


@dataclass(frozen=True, slots=True)
class _Role:
    name: str
    agencies: tuple[str, ...]
    external: bool


@cache
def _roles() -> tuple[tuple[_Role, ...], Forms, frozenset[str], frozenset[str]]:
    vocab = load_vocab("roles")
    roles = tuple(_Role(one["role"], tuple(one["agency"]), one.get("external", False)) for one in vocab["roles"])
    labelled = {str(index): [one["role"], *one["forms"]] for index, one in enumerate(vocab["roles"])}
    return roles, make_forms(labelled), frozenset(vocab["heads_with_field"]), frozenset(vocab["anywhere"])


@cache
def _agencies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(r"(?<!dan )(?<!desa/)\b(?:" + "|".join(map(re.escape, words)) + r")\b"))
        for kind, words in load_vocab("roles")["agencies"]
    )


@lru_cache(maxsize=1024)
def agency_kind(text: str) -> str | None:
    """The kind of office a letterhead names, by its most telling words; None where none is known.

    >>> agency_kind("PEMERINTAH KOTA BOGOR KECAMATAN X KELURAHAN Y"), agency_kind("PENGADILAN AGAMA X")
    ('kelurahan', 'pengadilan')
    """
    bare = plain(text[:500])
    return next((kind for kind, pattern in _agencies() if pattern.search(bare)), None)


@lru_cache(maxsize=4096)
def canonical_role(text: str, agency_kind: str | None = None) -> RoleMatch | None:
    """The role an actor column names. None for unknown names and for short forms with several meanings.

    >>> canonical_role("Sekcam").role, canonical_role("Kasubag Umpeg").role, canonical_role("Kasi Trantib").role
    ('Sekretaris Kecamatan', 'Kepala Subbagian Umum dan Kepegawaian', 'Kepala Seksi Trantib')
    >>> canonical_role("Sekretaris") is None, canonical_role("Sekretaris", "kelurahan").role
    (True, 'Sekretaris Kelurahan')
    """
    words = " ".join(re.sub(r"-\s*\n\s*", "", text).split()).strip(" :")
    if not words or len(words) > LONGEST:
        return None
    acting, name = split_acting(words)
    if acting and _named(words, agency_kind) is not None:
        acting, name = None, words
    found = _named(name, agency_kind)
    if found is None or found.score < SURE:
        found = _several(name, agency_kind) or _with_field(name, agency_kind) or found
    return None if found is None else RoleMatch(found.role, round(found.score, 4), found.external, acting)


def nearest_form(text: str) -> str | None:
    """The printed form of a role that a text is most like; None where it is one already, or like none.

    >>> nearest_form("Carnat"), nearest_form("Camat")
    ('Camat', None)
    """
    best = best_form(" ".join(text.split())[:LONGEST], _roles()[1])
    return best.form if LIKELY <= best.score < 1.0 else None


@cache
def _role_words() -> frozenset[str]:
    vocab = load_vocab("roles")
    forms = (form for one in vocab["roles"] for form in (one["role"], *one["forms"]))
    return frozenset(word for form in forms for word in form.lower().split())


def is_cut_short(name: str) -> bool:
    """Whether a word of an actor's name is the beginning of one that roles have, and none itself.

    >>> is_cut_short("Mahasis"), is_cut_short("Mahasiswa"), is_cut_short("Kasi Pem"), is_cut_short("Sekretar Desa")
    (True, False, False, True)
    """
    words = (word.lower() for word in name.split() if len(word) >= SHORTEST_CUT and word.isalpha())
    cut = (word for word in words if any(whole.startswith(word) and whole != word for whole in _role_words()))
    return any(word not in _role_words() and not is_known(word, attested_words()) for word in cut)


def split_acting(words: str) -> tuple[str | None, str]:
    """A leading Plt., Plh., Pj., a.n. apart from the role behind it.

    >>> split_acting("Plt. Camat Bojong")
    ('Plt', 'Camat Bojong')
    """
    prefixes = "|".join(re.escape(prefix) for prefix in load_vocab("roles")["acting_prefixes"])
    found = re.match(rf"({prefixes})\.?\s+(?=\S)", words, re.IGNORECASE)
    return (found.group(1), words[found.end() :]) if found else (None, words)


def _named(words: str, agency: str | None) -> RoleMatch | None:
    """A form of the vocabulary, as a whole. The office decides between roles that share a form."""
    roles, forms, _, anywhere = _roles()
    best = best_form(words, forms)
    if best.label is None or best.score < LIKELY:
        return None
    bare, folded = plain(words), fold(words)
    equal = forms.by_plain.get(bare) or forms.by_folded.get(folded, ())
    labels = dict.fromkeys(forms.all[at].label for at in equal) or {best.label: None}
    fitting = [roles[int(label)] for label in labels]
    if len(fitting) > 1:
        if agency is None:
            return None
        own = [role for role in fitting if agency in role.agencies]
        fitting = own or [role for role in fitting if anywhere & set(role.agencies)]
        named = [role for role in fitting if plain(role.name) == bare]
        fitting = named or fitting
    if len(fitting) != 1:
        return None
    return RoleMatch(fitting[0].name, best.score, fitting[0].external)


def _with_field(words: str, agency: str | None) -> RoleMatch | None:
    """A head and its field: the field stays as printed."""
    tokens = words.split()
    for count in range(min(MOST_HEAD_WORDS, len(tokens) - 1), 0, -1):
        head = _named(" ".join(tokens[:count]), agency)
        field = " ".join(tokens[count:])
        if head is not None and head.role in _roles()[2] and field[0].isalnum():
            return RoleMatch(f"{head.role} {field}", head.score * WITH_FIELD, head.external)
    return None


def _several(words: str, agency: str | None) -> RoleMatch | None:
    """Two positions in one column: one actor with both names."""
    parts = [part.strip() for part in re.split(r"\s*/\s*|\s+dan\s+", words, flags=re.IGNORECASE) if part.strip()]
    if not 2 <= len(parts) <= 4:
        return None
    found = [_named(part, agency) or _with_field(part, agency) for part in parts]
    sure = [match for match in found if match is not None]
    if len(sure) != len(parts):
        return None
    names = list(dict.fromkeys(match.role for match in sure))
    return RoleMatch(" / ".join(names), min(match.score for match in sure), all(match.external for match in sure))
