"""Bytes to text, as programs of offices save it."""

from __future__ import annotations

ASCII_SHARE = 0.25
"""Of UTF-16 letters, zero bytes on one side: blanks, digits and Latin letters all have one."""


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or, failing both, Windows-1252; bytes that fit none become U+FFFD.

    >>> decode("Waktu ½ jam".encode("cp1252")), decode("5 menit".encode("utf-16-le"))
    ('Waktu ½ jam', '5 menit')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if coding := _unmarked_utf16(data[:2000]):
        return data.decode(coding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _unmarked_utf16(head: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: the high bytes of Latin letters are zero, the low ones never."""
    even, odd = (head[side::2].count(0) for side in (0, 1))
    if min(even, odd) > 0 or max(even, odd) <= ASCII_SHARE * len(head):
        return None
    return "utf-16-le" if odd else "utf-16-be"
