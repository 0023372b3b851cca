"""A part of a run's sources, for job arrays that share the work without talking to each other."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pipeline.errors import UsageError

_WRITTEN = re.compile(r"(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th of ``count`` parts, counted from 1."""

    number: int
    count: int

    @property
    def label(self) -> str:
        """How its files are told apart."""
        return f"{self.number}-of-{self.count}"

    def holds(self, name: str) -> bool:
        """Whether a source belongs to this part: by its name alone, so that every machine decides alike."""
        digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1


def parse_shard(text: str) -> Shard:
    """``"2/8"`` to the second of eight parts. Raises UsageError."""
    match = _WRITTEN.fullmatch(text.strip())
    number, count = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= count:
        raise UsageError(f"--shard {text} keliru; tulis misalnya 2/8 untuk bagian kedua dari delapan.")
    return Shard(number, count)
