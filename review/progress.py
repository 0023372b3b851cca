"""How far a review has come, and what it says about the cells that nobody looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from review.leaves import Json, ReviewCell, node_at, review_cells
from review.ledger import Ledger


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


@dataclass(frozen=True, slots=True)
class AuditEstimate:
    """What people found in the audit sample: sure cells drawn at random and shown to them all the same."""

    checked: int
    wrong: int
    waiting: int

    @property
    def rate(self) -> float | None:
        """Share of wrong cells among the checked ones."""
        return self.wrong / self.checked if self.checked else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the real error rate of the sure cells lies, nineteen times of twenty (Wilson's interval)."""
        return wilson(self.wrong, self.checked)

    def line(self, lang: str = "id") -> str:
        """The estimate as one sentence."""
        low, high = (f"{100 * end:.2f}" for end in self.interval)
        if lang == "en":
            found = f"{self.wrong} of {self.checked} wrong: of the sure cells {low} to {high} % are"
            return f"Audit sample: {found if self.checked else 'nothing checked yet'}; {self.waiting} waiting"
        share = f"{low} sampai {high}".replace(".", ",")
        found = f"{self.wrong} dari {self.checked} salah: {share} % sel yakin keliru"
        return (
            f"Sampel pemeriksaan mutu: {found if self.checked else 'belum ada yang diperiksa'}; {self.waiting} menunggu"
        )


def wilson(wrong: int, checked: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval for a share; 0 to 1 where nothing was checked.

    >>> [round(end, 4) for end in wilson(0, 400)]
    [0.0, 0.0095]
    """
    if not checked:
        return 0.0, 1.0
    share, spread = wrong / checked, z * z / checked
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / checked + spread / (4 * checked))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def audit_estimate(records: Iterable[Json], ledger: Ledger) -> AuditEstimate:
    """What the decisions on audited cells say; ``records`` as the ledger wants them."""
    by_source, counts = ledger.by_source(), Counter[str]()
    for record in records:
        decisions = by_source.get(record["source"]["sha256"], {})
        for cell in review_cells(record):
            mark = node_at(record, cell.path).get("audited")
            if mark is True or (mark and cell.column in mark):
                decision = decisions.get(cell.cell_id)
                settled = decision is not None and decision.settles
                right = decision is not None and decision.text.split() == decision.reading.split()
                counts["waiting" if not settled else "right" if right else "wrong"] += 1
    return AuditEstimate(counts["right"] + counts["wrong"], counts["wrong"], counts["waiting"])
