"""Taking back: the last action of a person, or one decision, by appending ``batal`` to the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from review.ledger import Decision, Ledger, amend


class NothingToUndo(Exception):
    """There is no such decision that still stands; the message says so in Indonesian."""


def undo(path: Path, sha256: str, cell_id: str, who: str, when: str) -> Decision | None:
    """Takes back the decision on a cell; the one before it holds again. None where nothing is decided."""
    taken: list[Decision] = []

    def made(ledger: Ledger) -> list[Decision]:
        numbers = ledger.standing().get((sha256, cell_id))
        taken.extend([taken_back(ledger.entries[numbers[-1]], who, when)] if numbers else [])
        return taken

    amend(path, made)
    return taken[0] if taken else None


def undo_last(path: Path, who: str, when: str, *, of: str | None = None) -> tuple[Decision, ...]:
    """Takes back the last action that stands: one decision, or all that one key or one sheet made together.

    ``of`` looks only at what that person decided. Raises NothingToUndo.
    """
    taken: list[Decision] = []

    def made(ledger: Ledger) -> list[Decision]:
        last = last_action(ledger, of)
        if not last:
            raise NothingToUndo("Tidak ada keputusan yang dapat dibatalkan.")
        taken.extend(taken_back(decision, who, when) for decision in last)
        return taken

    amend(path, made)
    return tuple(taken)


def undo_number(path: Path, number: int, who: str, when: str) -> Decision:
    """Takes back the decision with this number (as ``numbered`` counts). Raises NothingToUndo."""
    taken: list[Decision] = []

    def made(ledger: Ledger) -> list[Decision]:
        entry = dict(numbered(ledger)).get(number)
        if entry is None:
            raise NothingToUndo(f"Keputusan nomor {number} tidak ada.")
        if number - 1 not in last_of_cells(ledger):
            raise NothingToUndo(f"Keputusan nomor {number} sudah dibatalkan atau digantikan keputusan yang lebih baru.")
        taken.append(taken_back(entry, who, when))
        return taken

    amend(path, made)
    return taken[0]


def taken_back(decision: Decision, who: str, when: str) -> Decision:
    """The entry that takes a decision back."""
    return replace(decision, when=when, who=who, verdict="batal", note="")


def last_action(ledger: Ledger, of: str | None = None) -> tuple[Decision, ...]:
    """The decisions made together last (same person, same time) that still hold for their cells."""
    held = [ledger.entries[number] for number in sorted(last_of_cells(ledger))]
    own = [entry for entry in held if of is None or entry.who == of]
    return tuple(entry for entry in own if (entry.who, entry.when) == (own[-1].who, own[-1].when))


def last_of_cells(ledger: Ledger) -> set[int]:
    """Positions of the decisions that hold."""
    return {numbers[-1] for numbers in ledger.standing().values() if numbers}


def numbered(ledger: Ledger) -> Iterator[tuple[int, Decision]]:
    """Every entry with its number, counted from 1 in the order of the ledger."""
    yield from enumerate(ledger.entries, start=1)
