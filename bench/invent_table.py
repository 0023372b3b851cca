"""Habits of real step tables, put upon a plain procedure: sub-steps, shared cells, ``Idem``, groups of actors."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from bench.content import Arrow, Span, Step

IDEM = ("Idem", "idem", "sda", "s.d.a", "Sda.")
SHARED = ("keterangan", "keterangan", "kelengkapan", "output", "waktu")
GROUPS = ("Bidang {x}", "Sekretariat", "Tim {x}", "Internal", "Bagian {x}", "UPT {x}", "Eksternal")
UNITS = ("Pelayanan", "Penataan", "Umum", "Pengawasan", "Teknis", "Perencanaan", "Pembinaan")
PARENTS = (
    "Melaksanakan tindak lanjut permohonan, yang terdiri dari:",
    "Pemrosesan berkas:",
    "Melakukan persiapan sebagai berikut",
    "Penyelesaian administrasi, meliputi:",
)
MARKS = ("√", "√", "✓", "v", "V", "●", "X", "fill", "fill")


def with_sub_steps(
    dice: random.Random, steps: Sequence[Step], arrows: Sequence[Arrow]
) -> tuple[tuple[Step, ...], tuple[Arrow, ...]]:
    """Two or three plain steps become a, b, c below a new row that has neither doer nor arrow."""
    plain = [all(doer.kind == "process" for doer in step.doers) and not step.joined for step in steps]
    size = dice.choice((2, 2, 3))
    starts = [at for at in range(1, len(steps) - size) if all(plain[at : at + size]) and not steps[at + size].joined]
    if not starts:
        return tuple(steps), tuple(arrows)
    start = dice.choice(starts)
    dot, parent = "." * steps[0].no.endswith("."), replace(steps[start], doers=(), note="", output="")
    if dice.random() < 0.6:
        parent = replace(parent, needs="", time=Span(""))
    letter_dot = dice.choice((".", "", ")")) if dot else dice.choice((".", ")", ""))
    rows: list[Step] = []
    for at, step in enumerate(steps[:start]):
        rows.append(_numbered(step, str(at + 1), dot))
    rows.append(replace(_numbered(parent, str(start + 1), dot), text=dice.choice(PARENTS)))
    for offset in range(size):
        letter = chr(97 + offset)
        rows.append(replace(steps[start + offset], no=letter + letter_dot, id=f"{start + 1}{letter}"))
    for at, step in enumerate(steps[start + size :], start=start + 2):
        rows.append(_moved(_numbered(step, str(at), dot), start))
    shifted = [replace(arrow, source=_row(arrow.source, start), target=_row(arrow.target, start)) for arrow in arrows]
    return tuple(rows), tuple(shifted)


def _numbered(step: Step, number: str, dot: str) -> Step:
    return replace(step, no=number + dot, id=number)


def _moved(step: Step, start: int) -> Step:
    return replace(step, joined={name: _row(row, start) for name, row in step.joined.items()})


def _row(row: int, start: int) -> int:
    return row + 1 if row >= start else row


def with_shared_cells(dice: random.Random, steps: Sequence[Step]) -> tuple[Step, ...]:
    """In one column, cells that reach over two or three rows; a shared cell is printed once."""
    column = dice.choice(SHARED)
    rows = list(steps)
    for at in range(1, len(rows)):
        above = rows[at - 1]
        if above.texts()[column] in ("", "-") or dice.random() < 0.55 or at - above.joined.get(column, at - 1) > 2:
            continue
        rows[at] = _sharing(rows[at], above, column, above.joined.get(column, at - 1))
    return tuple(rows)


def _sharing(step: Step, above: Step, column: str, row: int) -> Step:
    joined = {**step.joined, column: row}
    if column == "keterangan":
        return replace(step, note=above.note, joined=joined)
    if column == "kelengkapan":
        return replace(step, needs=above.needs, joined=joined)
    if column == "output":
        return replace(step, output=above.output, joined=joined)
    return replace(step, time=above.time, joined=joined)


def with_idem(dice: random.Random, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Some Kelengkapan and Output cells say that they are as above."""
    word, rows = dice.choice(IDEM), list(steps)
    for at in range(1, len(rows)):
        above, step = rows[at - 1], rows[at]
        if dice.random() < 0.3 and len(above.needs) > 1 and "kelengkapan" not in step.joined:
            rows[at] = replace(step, needs=word, also={"kelengkapan": above.also.get("kelengkapan", above.needs)})
    return tuple(rows)


def invent_groups(dice: random.Random, actors: int) -> tuple[tuple[str, int, int], ...]:
    """One or two units over neighbouring actors."""
    groups: list[tuple[str, int, int]] = []
    at = dice.choice((0, 1))
    names = dice.sample(GROUPS, 2)
    while at + 1 < actors and len(groups) < len(names):
        last = min(actors - 1, at + dice.choice((1, 1, 2)))
        groups.append((names[len(groups)].format(x=dice.choice(UNITS)), at, last))
        at = last + 1 + dice.choice((0, 1))
    return tuple(groups)
