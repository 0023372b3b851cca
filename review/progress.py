"""How far a review has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from review.leaves import Json, ReviewCell, review_cells


@dataclass(frozen=True, slots=True)
class Progress:
    """Cells by status: read with confidence, waiting for a person, decided by a person."""

    auto: int
    review: int
    corrected: int

    @property
    def total(self) -> int:
        """All cells."""
        return self.auto + self.review + self.corrected

    def line(self, lang: str = "id") -> str:
        """The progress as one line with a bar, such as ``[######----] 12 dari 20 sel ragu sudah diputuskan ...``."""
        doubtful = self.review + self.corrected
        done = self.corrected / doubtful if doubtful else 1.0
        bar = "#" * int(done * 20) + "-" * (20 - int(done * 20))
        if lang == "en":
            return f"[{bar}] {self.corrected} of {doubtful} doubtful cells decided; {self.auto} read with confidence"
        return f"[{bar}] {self.corrected} dari {doubtful} sel ragu sudah diputuskan; {self.auto} sel terbaca yakin"


def review_progress(records: Iterable[Json]) -> Progress:
    """Counts the cells of records by status."""
    return count_cells(cell for record in records for cell in review_cells(record))


def count_cells(cells: Iterable[ReviewCell]) -> Progress:
    """Counts cells by status."""
    counts = Counter(cell.status for cell in cells)
    return Progress(counts["auto"], counts["review"], counts["corrected"])
