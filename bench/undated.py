"""PDFs of other programs without the time of their making, so that the same document gives the same bytes."""

from __future__ import annotations

import re

DATED = re.compile(rb"/(?:CreationDate|ModDate)\s*\([^)]*\)|/ID\s*\[[^\]]*\]|/DocChecksum\s*/[0-9A-F]+")


def undated(pdf: bytes) -> bytes:
    """The same file with dates and identifiers zeroed; its offsets stay right."""
    return DATED.sub(lambda found: _zeroed(found.group()), pdf)


def _zeroed(entry: bytes) -> bytes:
    key = re.match(rb"/\w+\s*", entry)
    head = key.group() if key else b""
    return head + re.sub(rb"[0-9A-Fa-f]", b"0", entry[len(head) :])
