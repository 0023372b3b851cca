"""How performers and arrows are written in one cell, and read back.

Performers: ``Camat: proses; Sekretaris: keputusan`` (the symbol may be left out and is then ``proses``).
Arrows that leave a step: ``4`` or ``Ya: 4; Tidak: 2`` (a label, then the number of the step the arrow goes to).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

SYMBOL_WORDS = {
    "start": "mulai",
    "end": "selesai",
    "process": "proses",
    "decision": "keputusan",
    "connector": "penghubung",
}
WORD_SYMBOLS = {word: symbol for symbol, word in SYMBOL_WORDS.items()} | {symbol: symbol for symbol in SYMBOL_WORDS}
ARROW_LABELS = {"": None, "ya": "Ya", "y": "Ya", "tidak": "Tidak", "t": "Tidak", "tdk": "Tidak"}
STEP_NUMBER = re.compile(r"\d{1,3}\s*\.?\s*[a-z]?\.?", re.IGNORECASE)


class NotationError(ValueError):
    """A correction that does not follow the notation; the message says in Indonesian what is wrong."""


def format_performers(entries: Iterable[Mapping[str, Any]]) -> str:
    """Performers of a step as one line of text."""
    words = (f"{actor_in_notation(entry['actor'])}: {SYMBOL_WORDS[entry['symbol']]}" for entry in entries)
    return "; ".join(words)


def parse_performers(text: str) -> list[tuple[str, str]]:
    """(actor, symbol) pairs of a correction. Raises NotationError where a symbol is not one of the known words."""
    pairs = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        actor, colon, word = part.rpartition(":")
        if not colon:
            actor, word = part, "proses"
        symbol = WORD_SYMBOLS.get(word.strip().casefold())
        if symbol is None:
            raise NotationError(f"simbol {word.strip()!r} tidak dikenal; pakai {', '.join(SYMBOL_WORDS.values())}")
        if not actor.strip():
            raise NotationError("nama pelaksana kosong; tulis misalnya 'Camat: proses'")
        pairs.append((actor.strip(), symbol))
    return pairs


def format_arrows(edges: Iterable[Mapping[str, Any]]) -> str:
    """Arrows that leave a step as one line of text."""
    return "; ".join(f"{edge['label']}: {edge['to']}" if edge.get("label") else str(edge["to"]) for edge in edges)


def parse_arrows(text: str) -> list[tuple[str | None, str]]:
    """(label, target step) pairs of a correction. Raises NotationError where a target is not a step number."""
    pairs: list[tuple[str | None, str]] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        label, _, target = part.rpartition(":")
        if not STEP_NUMBER.fullmatch(target.strip()):
            raise NotationError(
                f"tujuan panah {target.strip()!r} bukan nomor langkah; tulis misalnya 'Ya: 4; Tidak: 2'"
            )
        number = re.sub(r"[\s.]", "", target).casefold()
        if label.strip().casefold() not in ARROW_LABELS:
            raise NotationError(f"label panah {label.strip()!r} tidak dikenal; pakai Ya atau Tidak, atau tanpa label")
        pairs.append((ARROW_LABELS[label.strip().casefold()], number))
    return pairs


def actor_in_notation(name: object) -> str:
    """A name on one line; the sign that parts performers is none of it.

    >>> actor_in_notation("Kasi;  Staf")
    'Kasi, Staf'
    """
    return " ".join(str(name or "").replace(";", ",").split())


def percent(share: float) -> int:
    """0..1 in whole percent, rounded down so that only what is certain shows 100.

    >>> percent(0.999), percent(1.0), percent(0.29)
    (99, 100, 29)
    """
    return int(share * 100 + 1e-9)
