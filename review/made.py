"""A decision as it is made, by a sheet or on the page."""

from __future__ import annotations

from review.decide import reading_of
from review.leaves import ReviewCell
from review.ledger import Decision, Verdict


def make_decision(
    cell: ReviewCell, earlier: Decision | None, verdict: Verdict, correction: str, note: str, *, who: str, when: str
) -> Decision:
    """A decision on a cell; ``earlier`` is what holds for it so far."""
    reading, confidence = reading_of(cell, earlier)
    return Decision(
        when=when,
        who=who,
        sha256=cell.sha256,
        cell_id=cell.cell_id,
        file=cell.file,
        column=cell.column,
        reading=reading,
        confidence=confidence,
        verdict=verdict,
        correction=correction,
        note=note,
    )


def decided_by(decision: Decision) -> str:
    """Who has decided on a cell before, for the one who decides differently."""
    when = decision.when[:16].replace("T", " ")
    return f"sudah diputuskan oleh {decision.who} pada {when}: {decision.text!r}"
