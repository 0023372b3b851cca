"""What the review page shows of a cell, as plain values: the template only places and escapes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from normalize.column import ORDER
from normalize.step_ids import step_ids
from review.coding import decode
from review.crops import crop_name
from review.desk import Desk
from review.leaves import ARROWS, HEADING, PERFORMERS, Json, ReviewCell
from review.ledger import Decision
from review.notation import SYMBOL_WORDS
from review.shelf import token_of
from review.suggest import Suggestion
from review.windows import Pictures, SizeOf, Window, box_window, cell_to_pictures

SHOWN_ALIKE = 8
"""Cells that read the same, shown at a glance; the others are counted."""
MORE_ARROWS = 2
"""Empty lines for arrows that were not read."""

LINES_AROUND = 2
"""Lines of a text dump shown above and below."""

Form = str
"""``teks``, ``pelaksana``, ``panah`` or ``judul``: how a cell is corrected."""


@dataclass(frozen=True, slots=True)
class ActorChoice:
    """An actor column and the symbol a step has in it; empty for none."""

    name: str
    symbol: str


@dataclass(frozen=True, slots=True)
class ArrowChoice:
    """An arrow that leaves the step."""

    label: str
    target: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell on the page."""

    token: str
    cell: ReviewCell
    form: Form
    label: str
    base: str
    decision: Decision | None
    pictures: Pictures
    pages: tuple[int, ...]
    """The SOP's pages, to look through where the cell's place is not known."""
    crop: str
    suggestions: tuple[Suggestion, ...]
    alike: int
    alike_windows: tuple[Window, ...]
    activity: str
    actors: tuple[ActorChoice, ...]
    arrows: tuple[ArrowChoice, ...]
    targets: tuple[tuple[str, str], ...]
    """The steps an arrow may go to: number and activity."""
    lines: tuple[tuple[int, str], ...]
    """Numbered lines of a text dump around the cell."""
    columns: tuple[str, ...] = ORDER
    symbols: tuple[str, ...] = tuple(SYMBOL_WORDS.values())


def cell_to_view(desk: Desk, cell: ReviewCell, record: Json, size_of: SizeOf) -> CellView:
    """Everything the page shows of a cell."""
    alike = desk.identical(cell)
    windows = (box_window(other, size_of) for other in alike[:SHOWN_ALIKE])
    step = record["sops"][cell.path[1]]["steps"][cell.path[3]] if cell.step else None
    form = form_of(cell)
    crop = crop_name(cell)
    return CellView(
        token=token_of(cell),
        cell=cell,
        form=form,
        label=label_of(cell.column),
        base=desk.version(cell),
        decision=desk.decision(cell),
        pictures=cell_to_pictures(cell, record, size_of),
        pages=tuple(record["sops"][cell.path[1]]["pages"]) if cell.path[0] == "sops" else (),
        crop=crop if (desk.files.crops / crop).is_file() else "",
        suggestions=desk.suggestions(cell, record),
        alike=len(alike),
        alike_windows=tuple(window for window in windows if window),
        activity=str((step.get("aktivitas") or {}).get("text") or "") if step else "",
        actors=actor_choices(record, cell, step) if step and form == "pelaksana" else (),
        arrows=arrow_choices(record, cell) if form == "panah" else (),
        targets=step_choices(record, cell) if form == "panah" else (),
        lines=lines_around(cell, desk.files.originals.get(cell.file)),
    )


def lines_around(cell: ReviewCell, original: Path | None) -> tuple[tuple[int, str], ...]:
    """The lines of a text dump about a cell; none where it was no text dump, or is no longer there."""
    line = int(cell.where.get("line") or 0)
    try:
        text = decode(original.read_bytes()) if original and line else ""
    except OSError:
        return ()
    numbered = list(enumerate(text.splitlines(), start=1))
    return tuple(numbered[max(0, line - LINES_AROUND - 1) : line + LINES_AROUND])


def form_of(cell: ReviewCell) -> Form:
    """How a cell is corrected."""
    if cell.column.startswith(HEADING):
        return "judul"
    return {PERFORMERS: "pelaksana", ARROWS: "panah"}.get(cell.column, "teks")


def label_of(column: str) -> str:
    """A column's name for people.

    >>> label_of("disahkan_oleh.nip"), label_of("dasar_hukum 2")
    ('Disahkan oleh: NIP', 'Dasar hukum 2')
    """
    words = column.replace("_", " ").replace(".", ": ")
    words = words[:1].upper() + words[1:]
    return words.replace(": nip", ": NIP").replace(" sop", " SOP")


def actor_choices(record: Json, cell: ReviewCell, step: Json) -> tuple[ActorChoice, ...]:
    """Every actor of the SOP with the symbol that was read, and those that no column is known of."""
    names = [str(actor["name"]["text"] or "") for actor in record["sops"][cell.path[1]]["actors"]]
    read = {entry["actor"]: SYMBOL_WORDS[entry["symbol"]] for entry in step["pelaksana"]}
    listed = dict.fromkeys([name for name in names if name] + list(read))
    return tuple(ActorChoice(name, read.get(name, "")) for name in listed)


def arrow_choices(record: Json, cell: ReviewCell) -> tuple[ArrowChoice, ...]:
    """The arrows that were read, and empty lines for more."""
    edges = [edge for edge in record["sops"][cell.path[1]]["flow"]["edges"] if edge["from"] == cell.step]
    read = [ArrowChoice(edge.get("label") or "", edge["to"]) for edge in edges]
    return (*read, *[ArrowChoice("", "")] * MORE_ARROWS)


def step_choices(record: Json, cell: ReviewCell) -> tuple[tuple[str, str], ...]:
    """The steps of the SOP."""
    steps = record["sops"][cell.path[1]]["steps"]
    texts = [" ".join(str((step.get("aktivitas") or {}).get("text") or "").split())[:60] for step in steps]
    return tuple(zip(step_ids(steps), texts, strict=True))


def form_to_correction(form: Form, fields: Mapping[str, Sequence[str]]) -> str:
    """What was filled in, in the notation of the review sheet."""
    if "koreksi" in fields:
        return "\n".join(fields["koreksi"]).replace("\r\n", "\n").strip()
    if form == "pelaksana":
        pairs = zip(fields.get("pelaku", ()), fields.get("simbol", ()), strict=True)
        return "; ".join(f"{actor}: {symbol}" for actor, symbol in pairs if symbol and actor.strip())
    arrows = zip(fields.get("label", ()), fields.get("tujuan", ()), strict=True)
    return "; ".join(f"{label}: {target}" if label else target for label, target in arrows if target)
