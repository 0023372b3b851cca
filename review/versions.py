"""Fingerprints of what a reviewer saw: a decision on something else is refused."""

from __future__ import annotations

import hashlib

from review.ledger import Decision


def text_version(text: str) -> str:
    """Short fingerprint of a reading, by which a line of an outdated sheet is recognised."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:10]


def cell_version(text: str, decision: Decision | None) -> str:
    """Fingerprint of a cell as it is shown: its text and, once it is decided, by whom and when."""
    if decision is None or not decision.settles:
        return text_version(text)
    return text_version(f"{text} {decision.who} {decision.when} {decision.verdict}")
