"""How a document is to look: everything a layout may vary, drawn by lot once per document."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from bench.colours import GREYS, HEADS, OFFICE, Palette, grey
from bench.fonts import families, hands
from bench.invent import vocabulary

Rulings = Literal["full", "no_row_lines", "open_sides", "no_actor_lines"]
Repeat = Literal["same", "reworded", "absent"]


@dataclass(frozen=True, slots=True)
class Style:
    """Lengths in points. ``shade`` is the colour of heading cells, None that of paper; ``words`` holds the chosen
    wording of every header and label."""

    font: str
    size: float
    landscape: bool
    paper: tuple[float, float]
    margin: float
    identity: Literal["letterhead_left", "letterhead_above", "list"]
    label_in_box: bool
    bullets: Literal["1.", "1)", "a.", "-", "•", ""]
    same_page: bool
    columns: tuple[str, ...]
    rulings: Rulings
    thickness: float
    shade: str | None
    number_row: bool
    vertical_actors: bool
    repeat: Repeat
    merged_notes: bool
    centred: bool
    palette: Palette
    symbol_text: bool
    terminator: Literal["capsule", "ellipse", "rounded", "trapezoid", "document", "process"]
    pen: float
    link_pen: float
    head_size: float
    jitter: float
    arrow: Literal["filled", "open"]
    headless: float
    side_exit: float
    side_entry: float
    diagonal: float
    double_heads: float
    dashed_links: bool
    links: bool
    labelled: bool
    label_at: Literal["near", "left", "below", "middle"]
    odd_forms: float
    spanning: float
    paired: float
    stray: float
    uneven_pens: float
    verbs: bool
    offpage: bool
    hand: str
    signed_below: bool
    hyphens: bool
    broken_rows: bool
    dotted_rows: bool
    squeezed: bool
    words: dict[str, str]

    @property
    def leading(self) -> float:
        return self.size * 1.2


COLUMN_ORDERS = (
    ("no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output", "keterangan"),
    ("no", "aktivitas", "pelaksana", "kelengkapan", "waktu", "output"),
    ("no", "aktivitas", "pelaksana", "waktu", "kelengkapan", "output", "keterangan"),
    ("no", "aktivitas", "kelengkapan", "waktu", "output", "pelaksana", "keterangan"),
    ("no", "pelaksana", "aktivitas", "kelengkapan", "waktu", "output", "keterangan"),
    ("no", "aktivitas", "pelaksana", "kelengkapan", "output", "waktu", "keterangan"),
    ("no", "aktivitas", "pelaksana", "keterangan"),
    ("no", "aktivitas", "pelaksana", "waktu", "keterangan"),
    ("no", "aktivitas", "pelaksana"),
)
"""As offices order them; the last three are those of health centres and police without Mutu Baku."""


def draw_style(dice: random.Random) -> Style:
    """One look."""
    words = vocabulary("wordings")
    chosen = {name: dice.choice(options) for part in ("columns", "labels") for name, options in words[part].items()}
    chosen |= {name: dice.choice(words[name]) for name in ("ya", "tidak", "mulai", "selesai", "unit", "nip")}
    return Style(
        font=dice.choice(families()),
        size=dice.choice((7.5, 8.0, 8.5, 9.0, 9.5, 10.0)),
        landscape=dice.random() < 0.75,
        paper=dice.choice(((595.3, 841.9), (595.3, 841.9), (609.4, 935.4))),
        margin=dice.choice((28.0, 36.0, 48.0, 56.0)),
        identity=dice.choices(("letterhead_left", "letterhead_above", "list"), (6, 3, 2))[0],
        label_in_box=dice.random() < 0.35,
        bullets=dice.choices(("1.", "1)", "a.", "-", "•", ""), (8, 1, 2, 2, 1, 1))[0],
        same_page=dice.random() < 0.15,
        columns=dice.choices(COLUMN_ORDERS, (16, 6, 4, 2, 2, 1, 1, 1, 1))[0],
        rulings=dice.choices(("full", "no_row_lines", "open_sides", "no_actor_lines"), (12, 2, 2, 2))[0],
        thickness=dice.choice((0.12, 0.25, 0.5, 0.5, 0.75, 1.0, 1.5, 2.2)),
        shade=draw_shade(dice),
        number_row=dice.random() < 0.3,
        vertical_actors=dice.random() < 0.12,
        repeat=dice.choices(("same", "reworded", "absent"), (5, 2, 3))[0],
        merged_notes=dice.random() < 0.6,
        centred=dice.random() < 0.3,
        palette=dice.choice(OFFICE if dice.random() < 0.3 else GREYS),
        symbol_text=dice.random() < 0.35,
        terminator=dice.choices(
            ("capsule", "ellipse", "rounded", "trapezoid", "document", "process"), (24, 10, 6, 1, 1, 2)
        )[0],
        pen=dice.choice((0.3, 0.5, 0.75, 0.75, 1.0, 1.5, 2.0)),
        link_pen=dice.choice((1.0, 1.0, 0.6, 0.4)),
        head_size=dice.choice((1.0, 1.0, 1.0, 0.6, 1.6)),
        jitter=dice.choice((0.0, 0.0, 0.1, 0.25)),
        arrow=dice.choice(("filled", "filled", "open")),
        headless=dice.choice((0.0, 0.0, 0.0, 0.15)),
        side_exit=dice.choice((0.0, 0.5, 1.0)),
        side_entry=dice.choice((0.0, 0.0, 0.3, 1.0)),
        diagonal=dice.choice((0.0,) * 7 + (0.3, 1.0)),
        double_heads=dice.choice((0.0,) * 9 + (1.0,)),
        dashed_links=dice.random() < 0.04,
        links=dice.random() < 0.95,
        labelled=dice.random() < 0.65,
        label_at=dice.choices(("near", "left", "below", "middle"), (5, 2, 1, 1))[0],
        odd_forms=dice.choice((0.0,) * 6 + (0.2, 0.5)),
        spanning=dice.choice((0.0, 0.0, 1.0)),
        paired=dice.choice((0.0, 0.0, 1.0)),
        stray=dice.choice((0.0,) * 5 + (0.15, 0.4)),
        uneven_pens=dice.choice((0.0, 0.0, 0.5, 1.0)),
        verbs=dice.random() < 0.06,
        offpage=dice.random() < 0.5,
        hand=dice.choice(("", *hands())) if dice.random() < 0.12 else "",
        signed_below=dice.random() < 0.12,
        hyphens=dice.random() < 0.08,
        dotted_rows=dice.random() < 0.04,
        broken_rows=dice.random() < 0.4,
        squeezed=dice.random() < 0.12,
        words=chosen,
    )


def draw_shade(dice: random.Random) -> str | None:
    """The colour of heading cells; None is that of paper."""
    coloured = dice.random() < 0.25
    return dice.choice(HEADS) if coloured else dice.choice((None, None, None, grey(0.85), grey(0.75), grey(0.6)))
