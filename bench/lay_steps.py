"""Lays out the step table: header, rows over pages, rulings and notes; hands the symbols' places to ``lay_flow``."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.content import Sop, Step
from bench.invent import vocabulary
from bench.lay_flow import Place, lay_flow
from bench.scene import Box, Scene, Type, height_of, write, write_turned
from bench.style import Style

SYMBOL_ROOM = 30.0
HEAD_ROW = 18.0
MUTU = ("kelengkapan", "waktu", "output")
SHARES = {"aktivitas": 0.36, "kelengkapan": 0.24, "output": 0.22, "keterangan": 0.18}
NO_ROOM, TIME_ROOM = 26.0, 46.0


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edge and width of each printed column; actors are ``pelaksana/0`` and on."""

    names: tuple[str, ...]
    xs: tuple[float, ...]

    def box(self, name: str, top: float, height: float) -> Box:
        """The cell of a column."""
        at = self.names.index(name)
        return Box(self.xs[at], top, self.xs[at + 1] - self.xs[at], height)


def columns_of(sop: Sop, style: Style, room: float) -> Columns:
    """Shares the width out: fixed for number, time and actors, the rest by weight."""
    names = [part for name in style.columns for part in _parts(name, len(sop.actors))]
    actor = min(64.0, max(34.0, room * 0.4 / len(sop.actors)))
    time = TIME_ROOM + (10 if sop.header_unit or style.size > 9 else 0)
    fixed = {"no": NO_ROOM, "waktu": time}
    rest = room - NO_ROOM - time - actor * len(sop.actors)
    weight = sum(SHARES.get(name, 0) for name in names)
    widths = [fixed.get(name, actor if "/" in name else rest * SHARES.get(name, 0) / weight) for name in names]
    xs = [style.margin]
    for value in widths:
        xs.append(xs[-1] + value)
    return Columns(tuple(names), tuple(xs))


def _parts(name: str, actors: int) -> list[str]:
    return [f"pelaksana/{number}" for number in range(actors)] if name == "pelaksana" else [name]


def lay_steps(
    scenes: list[Scene], sop: Sop, style: Style, dice: random.Random, start: tuple[Scene, float] | None
) -> list[int]:
    """Draws the table on a begun page (``start``) or on new ones; returns the page (from 1) of each row."""
    scene, top = start or _new_page(scenes, style)
    columns = columns_of(sop, style, scene.width - 2 * style.margin)
    if dice.random() < 0.5:
        kind = Type(style.font, style.size + 1.5, strong=True, centred=True)
        room = Box(style.margin, top, scene.width - 2 * style.margin, 16)
        write(scene, room, f"SOP {sop.identity.title}".upper(), kind)
        top += 22
    heights = [_row_height(sop, step, columns, style, dice) for step in sop.steps]
    y = _header(scene, sop, style, columns, top)
    pages: list[int] = []
    places: list[Place] = []
    first, head = 0, y
    for row, height in enumerate(heights):
        if y + height > scene.height - style.margin - 20 and row > first:
            _rules(scene, style, columns, head, y)
            scene, top = _new_page(scenes, style)
            head = y = _next_header(scene, sop, style, columns, top, dice)
            first = row
        _row(scene, sop, row, style, columns, y, heights, first)
        places += [_place(len(scenes), row, doer.actor, columns, y, height, doer.kind) for doer in sop.steps[row].doers]
        pages.append(len(scenes))
        y += height
    _rules(scene, style, columns, head, y)
    lay_flow(scenes, sop, style, dice, places)
    return pages


def _place(page: int, row: int, actor: int, columns: Columns, y: float, height: float, kind: str) -> Place:
    return Place(page, row, actor, columns.box(f"pelaksana/{actor}", y, height), kind)


def _new_page(scenes: list[Scene], style: Style) -> tuple[Scene, float]:
    short, long = style.paper
    scenes.append(Scene(long, short) if style.landscape else Scene(short, long))
    return scenes[-1], style.margin


def _row_height(sop: Sop, step: Step, columns: Columns, style: Style, dice: random.Random) -> float:
    kind = Type(style.font, style.size)
    texts = _texts(step)
    needed = [height_of(texts[name], columns.box(name, 0, 0).w, kind) for name in columns.names if name in texts]
    return max(SYMBOL_ROOM + dice.choice((0, 0, 8, 16)) * (1 + style.jitter), *needed)


def _texts(step: Step) -> dict[str, str]:
    return {"no": step.no, "aktivitas": step.text, "kelengkapan": step.needs, "waktu": step.time.text,
            "output": step.output, "keterangan": step.note}  # fmt: skip


def _row(
    scene: Scene, sop: Sop, row: int, style: Style, columns: Columns, y: float, heights: Sequence[float], first: int
) -> None:
    step = sop.steps[row]
    kind = Type(style.font, style.size, middle=style.centred)
    for name, text in _texts(step).items():
        if name not in columns.names:
            continue
        box = columns.box(name, y, heights[row])
        centred = Type(style.font, style.size, centred=name in ("no", "waktu"), middle=style.centred)
        if name != "keterangan" or not style.merged_notes:
            write(scene, box, text, centred if name in ("no", "waktu") else kind)
        elif step.note_from is None or row == first:
            write(scene, box, text, kind)
    for name in columns.names:
        inner = name == "keterangan" and style.merged_notes and step.note_from is not None and row != first
        if not inner and (style.rulings != "no_row_lines" or row == first):
            box = columns.box(name, y, heights[row])
            scene.line((box.x, y), (box.right, y), style.thickness)


def _rules(scene: Scene, style: Style, columns: Columns, top: float, bottom: float) -> None:
    """The vertical lines of the rows on this page, and the line below the last."""
    edges = columns.xs[1:-1] if style.rulings == "open_sides" else columns.xs
    actors = [x for name, x in zip(columns.names, columns.xs, strict=False) if "/" in name][1:]
    for x in edges:
        if style.rulings != "no_actor_lines" or x not in actors:
            scene.line((x, top), (x, bottom), style.thickness)
    scene.line((columns.xs[0], bottom), (columns.xs[-1], bottom), style.thickness)


def _next_header(scene: Scene, sop: Sop, style: Style, columns: Columns, top: float, dice: random.Random) -> float:
    if style.repeat == "absent":
        return top
    if style.repeat == "same":
        return _header(scene, sop, style, columns, top)
    words = {name: dice.choice(options) for name, options in vocabulary("wordings")["columns"].items()}
    return _header(scene, sop, style, columns, top, words)


def _header(
    scene: Scene, sop: Sop, style: Style, columns: Columns, top: float, words: dict[str, str] | None = None
) -> float:
    """Two rows of headings, maybe a third with numbers; returns where they end."""
    words = words or style.words
    names = _second_row(sop, words, style)
    kind = Type(style.font, min(style.size, 9.0), strong=True, centred=True, middle=True)
    tall = 64.0 if style.vertical_actors else max(
        20.0, *(height_of(text, columns.box(name, 0, 0).w, kind) for name, text in names.items())
    )  # fmt: skip
    for name in columns.names:
        box = columns.box(name, top, HEAD_ROW + tall)
        single = name in ("no", "aktivitas", "keterangan")
        cell = box if single else Box(box.x, top + HEAD_ROW, box.w, tall)
        scene.frame(cell, style.thickness, style.shade)
        if "/" in name and style.vertical_actors:
            write_turned(scene, cell, names[name], kind)
        else:
            write(scene, cell, names.get(name) or words[name], kind)
    actors = [name for name in columns.names if "/" in name]
    for group, members in (("pelaksana", actors), ("mutu", [name for name in columns.names if name in MUTU])):
        left, right = columns.box(members[0], top, HEAD_ROW), columns.box(members[-1], top, HEAD_ROW)
        box = Box(left.x, top, right.right - left.x, HEAD_ROW)
        scene.frame(box, style.thickness, style.shade)
        write(scene, box, words[group], kind)
    y = top + HEAD_ROW + tall
    return _numbers(scene, style, columns, y) if style.number_row else y


def _second_row(sop: Sop, words: dict[str, str], style: Style) -> dict[str, str]:
    names = {f"pelaksana/{number}": actor for number, actor in enumerate(sop.actors)}
    unit = f" ({sop.header_unit})" if sop.header_unit else ""
    for name in MUTU:
        names[name] = words[name] + (unit if name == "waktu" else "")
    return names


def _numbers(scene: Scene, style: Style, columns: Columns, y: float) -> float:
    kind = Type(style.font, 7.0, centred=True, middle=True)
    for number, name in enumerate(columns.names, start=1):
        box = columns.box(name, y, 12)
        scene.frame(box, style.thickness)
        write(scene, box, str(number), kind)
    return y + 12
