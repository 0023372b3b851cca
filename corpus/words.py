"""Text to search words: folding, stems, and the skeleton that survives usual OCR confusions."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import Stemmer

VOCAB = Path(__file__).parent / "vocab"

LONGEST_WORD = 64
"""Letters of a word that count; longer runs are no words, and an index has limits."""

_WORD = re.compile(rf"[^\W_]{{1,{LONGEST_WORD}}}")
_GLUED = re.compile(r"[a-z][A-Z]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SNOWBALL = Stemmer.Stemmer("indonesian")

# meN- and peN- by the root's first letters (standard Indonesian morphology): what is put before, and how many
# letters of the root it swallows.
_NASALS = (
    ("sy", "n", 0),
    ("kh", "ng", 0),
    ("p", "m", 1),
    ("t", "n", 1),
    ("s", "ny", 1),
    ("k", "ng", 1),
    *((first, "m", 0) for first in "bfv"),
    *((first, "n", 0) for first in "cdjz"),
    *((first, "", 0) for first in "lmnrwy"),
    *((first, "ng", 0) for first in "aeiough"),
)
_PLAIN_PREFIXES = ("", "di", "ter", "ke", "per", "diper", "memper", "ber", "be")
_SUFFIXES = ("", "kan", "an", "i")
_ENDINGS = ("", "nya")


def fold(text: str) -> str:
    """Lower case without diacritics: ``Réviu`` -> ``reviu``."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def split_words(text: str) -> list[str]:
    """Folded words in order, as SQLite's unicode61 tokenizer cuts them.

    >>> split_words("Surat-surat Nomor 470/11")
    ['surat', 'surat', 'nomor', '470', '11']
    """
    return _WORD.findall(fold(text))


def split_glued(text: str) -> list[str]:
    """Parts of words that lost the blank between them, a usual OCR slip: ``denganSAKIP`` -> dengan, sakip."""
    if not _GLUED.search(text):
        return []
    return [
        part
        for word in _WORD.findall(text)
        if len(pieces := _CAMEL.split(word)) > 1
        for part in split_words(" ".join(pieces))
    ]


@lru_cache(maxsize=1)
def _stem_table() -> dict[str, str]:
    data = json.loads((VOCAB / "stems.json").read_text(encoding="utf-8"))
    table = {form: root for root in data["roots"] for form in root_to_forms(root)}
    table |= {form: root for root, forms in data["forms"].items() for form in forms}
    return table | {word: word for word in (*data["roots"], *data["keep"])}


def root_to_forms(root: str) -> set[str]:
    """Every regular derivation of a root, among them nasal ones that Snowball cuts differently.

    >>> sorted(root_to_forms("sah") & {"pengesahan", "disahkan", "mengesahkan", "sahnya"})
    ['disahkan', 'mengesahkan', 'pengesahan', 'sahnya']
    >>> "menyetujui" in root_to_forms("setuju")
    True
    """
    bases = {prefix + root for prefix in _PLAIN_PREFIXES}
    for start in ("me", "pe"):
        bases |= {start + nasal + root[cut:] for first, nasal, cut in _NASALS if root.startswith(first)}
        # loan words keep their first letter: memproses, mensosialisasikan, mengkonsep
        bases |= {start + nasal + root for first, nasal, _ in _NASALS if root.startswith(first)}
        if sum(letter in "aeiou" for letter in root) == 1:
            bases.add(start + "nge" + root)
    return {base + suffix + ending for base in bases for suffix in _SUFFIXES for ending in _ENDINGS}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded word: our table first, Snowball for the rest.

    >>> stem("pengesahan") == stem("disahkan"), stem("rencana"), stem("kecamatan")
    (True, 'rencana', 'kecamatan')
    """
    known = _stem_table().get(word)
    return known if known is not None else str(_SNOWBALL.stemWord(word))


def unconfuse(word: str) -> str:
    """The word that was probably printed where OCR read ``rn`` for m or digits for letters.

    >>> unconfuse("mengirirn"), unconfuse("k0nsep")
    ('mengirim', 'konsep')
    """
    return word.replace("rn", "m").replace("vv", "w").translate(_DIGITS)


_DIGITS = str.maketrans({"1": "l", "0": "o", "5": "s", "8": "b"})


def skeleton(word: str) -> str:
    """A word with letters that OCR confuses made equal, for comparing only.

    >>> skeleton("1aporan") == skeleton("laporan"), skeleton("dokurnen") == skeleton("dokumen")
    (True, True)
    """
    return word.replace("rn", "m").replace("vv", "w").translate(_CONFUSED)


_CONFUSED = str.maketrans({"1": "i", "l": "i", "j": "i", "0": "o", "5": "s", "8": "b", "6": "g", "9": "g", "2": "z"})
