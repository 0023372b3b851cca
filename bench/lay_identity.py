"""Lays out the identity block: letterhead, dates, signature and the paired boxes."""

from __future__ import annotations

import random
import re

from bench.colours import grey
from bench.content import Identity
from bench.scene import Box, Path, Round, Scene, Type, height_of, write
from bench.style import Style

BOXES = (
    ("dasar_hukum", "kualifikasi_pelaksana"),
    ("keterkaitan", "peralatan_perlengkapan"),
    ("peringatan", "pencatatan_pendataan"),
)
SIGNATURE_ROOM = 26.0
NRP_LENGTH = 8
BY_HAND = ("tanggal_pembuatan", "tanggal_efektif", "tanggal_pengesahan", "nomor_sop")


def lay_identity(scenes: list[Scene], identity: Identity, style: Style, dice: random.Random, top: float) -> float:
    """Draws the block below ``top`` of the last page, and on new ones what has no room there; returns where it ends."""
    scene = scenes[-1]
    room = scene.width - 2 * style.margin
    lay_top = _beside if style.identity == "letterhead_left" else _above
    y = lay_top(scene, identity, style, dice, Box(style.margin, top, room, 0))
    for number, pairs in enumerate(pair_pages(identity, style, scene, y)):
        if number:
            scenes.append(Scene(scene.width, scene.height))
            y = style.margin
        for pair in pairs:
            y = _pair(scenes[-1], identity, style, y, pair)
    return y


def pair_pages(identity: Identity, style: Style, scene: Scene, used: float) -> list[list[tuple[str, str]]]:
    """The pairs of boxes on each page; ``used`` is what is taken of the first."""
    pages: list[list[tuple[str, str]]] = [[]]
    y = used
    for pair in BOXES:
        height = sum(_pair_heights(identity, style, (scene.width - 2 * style.margin) / 2, pair))
        if y + height > scene.height - style.margin / 2:
            pages.append([])
            y = style.margin
        pages[-1].append(pair)
        y += height
    return pages


def facts_height(identity: Identity, style: Style, room: float) -> float:
    """About how high the rows of dates and signature are in a table ``room`` wide."""
    plain = Type(style.font, style.size)
    return sum(max(style.leading + 6, height_of(value, room, plain)) for _, value in facts_of(identity, style))


def _pair_heights(identity: Identity, style: Style, half: float, fields: tuple[str, str]) -> tuple[float, float]:
    head, body = Type(style.font, style.size, strong=True), Type(style.font, style.size)
    labels = max(height_of(style.words[field] + ":", half, head) for field in fields)
    return labels, max(height_of("\n".join(items_of(identity, field, style)), half, body) for field in fields)


def facts_of(identity: Identity, style: Style) -> list[tuple[str, str]]:
    """Label and value of the rows beside or below the letterhead."""
    words = style.words
    number = "NRP" if len(identity.nip) == NRP_LENGTH else style.words["nip"]
    signed = "\n".join([identity.head, "\n", identity.name, *([identity.rank] if identity.rank else []),
                        *([f"{number} {identity.nip}"] if identity.nip else [])])  # fmt: skip
    return [
        (words["nomor_sop"], identity.number),
        *((words[field], printed) for field, (printed, _) in identity.dates.items()),
        (words["disahkan_oleh"], signed),
        (words["nama_sop"], identity.title),
    ]


def by_hand(label: str, style: Style) -> bool:
    """Whether the value of a row is filled in by hand: dates, and the number."""
    return style.hand != "" and label in {style.words[name] for name in BY_HAND}


def items_of(identity: Identity, field: str, style: Style) -> list[str]:
    """The items of a box as printed, with their numbers or bullets."""
    items = identity.boxes[field]
    if items == ("-",) or (len(items) == 1 and field in ("peringatan", "pencatatan_pendataan")):
        return list(items)
    return [f"{_mark(style.bullets, number)}{item}" for number, item in enumerate(items)]


def _mark(bullets: str, number: int) -> str:
    if not bullets:
        return ""
    mark = re.sub("[1a]", str(number + 1) if "1" in bullets else chr(97 + number), bullets)
    return mark + " "


def _beside(scene: Scene, identity: Identity, style: Style, dice: random.Random, area: Box) -> float:
    share = dice.choice((0.42, 0.5, 0.55))
    left = area.w * share
    y = _facts(scene, identity, style, dice, Box(area.x + left, area.y, area.w - left, 0), dice.choice((0.32, 0.4)))
    cell = Box(area.x, area.y, left, y - area.y)
    scene.frame(cell, style.thickness)
    logo = dice.random() < 0.7
    text = "\n".join([*identity.office, *([identity.address] if identity.address else [])])
    kind = Type(style.font, style.size + 1, strong=True, centred=True, middle=not logo)
    if logo:
        _logo(scene, cell.x + cell.w / 2, cell.y + 24, style)
        write(scene, Box(cell.x, cell.y + 46, cell.w, cell.h - 46), text, kind)
    else:
        write(scene, cell, text, kind)
    return y


def _above(scene: Scene, identity: Identity, style: Style, dice: random.Random, area: Box) -> float:
    kind = Type(style.font, style.size + 3, strong=True, centred=True)
    text = "\n".join(identity.office)
    height = max(44.0, height_of(text, area.w - 100, kind))
    if dice.random() < 0.7:
        _logo(scene, area.x + 26, area.y + 22, style)
    write(scene, Box(area.x + 50, area.y, area.w - 100, height), text, kind)
    y = area.y + height
    if identity.address:
        small = Type(style.font, style.size, centred=True)
        write(scene, Box(area.x + 50, y, area.w - 100, 14), identity.address, small)
        y += 14
    if dice.random() < 0.5:
        scene.line((area.x, y + 3), (area.x + area.w, y + 3), 2.0)
    y += 10
    return _facts(scene, identity, style, dice, Box(area.x, y, area.w, 0), 0.28)


def _facts(scene: Scene, identity: Identity, style: Style, dice: random.Random, area: Box, share: float) -> float:
    label_room, y = area.w * share, area.y
    colon = dice.random() < 0.3
    plain, title = Type(style.font, style.size), Type(style.font, style.size, strong=True)
    for label, value in facts_of(identity, style):
        is_title, signed = value == identity.title, label == style.words["disahkan_oleh"]
        kind = Type(style.font, style.size, centred=True) if signed else title if is_title else plain
        if by_hand(label, style):
            kind = Type(style.hand, style.size + 2)
        value = value if not colon or signed else f": {value}" if value else ":"
        needed = height_of(value, area.w - label_room, kind), height_of(label, label_room, plain)
        height = max(style.leading + 6, *needed)
        cell = Box(area.x + label_room, y, area.w - label_room, height)
        if style.identity == "list":
            scene.frame(Box(area.x, y, area.w, height), style.thickness)
        else:
            scene.frame(Box(area.x, y, label_room, height), style.thickness)
            scene.frame(cell, style.thickness)
        write(scene, Box(area.x, y, label_room, height), label, plain)
        write(scene, cell, value, kind)
        if signed and dice.random() < 0.6:
            _scribble(scene, dice, cell.x + cell.w / 2, y + style.leading + SIGNATURE_ROOM / 2)
        y += height
    return y


def _pair(scene: Scene, identity: Identity, style: Style, top: float, fields: tuple[str, str]) -> float:
    half = (scene.width - 2 * style.margin) / 2
    head, body = Type(style.font, style.size, strong=True), Type(style.font, style.size)
    labels = [style.words[field] + ":" for field in fields]
    texts = ["\n".join(items_of(identity, field, style)) for field in fields]
    label_height, body_height = _pair_heights(identity, style, half, fields)
    for side, (label, text) in enumerate(zip(labels, texts, strict=True)):
        x = style.margin + side * half
        if style.label_in_box:
            scene.frame(Box(x, top, half, label_height + body_height), style.thickness)
        else:
            scene.frame(Box(x, top, half, label_height), style.thickness, style.shade)
            scene.frame(Box(x, top + label_height, half, body_height), style.thickness)
        write(scene, Box(x, top, half, label_height), label, head)
        write(scene, Box(x, top + label_height, half, body_height), text, body)
    return top + label_height + body_height


def signature_lines(identity: Identity) -> str:
    """The block some put under the step table: place, post, room to sign, name, number."""
    nip = [f"NIP. {identity.nip}"] if identity.nip and len(identity.nip) != NRP_LENGTH else []
    return "\n".join(["Mengetahui,", identity.head, "", "", identity.name, *nip])


def _logo(scene: Scene, x: float, y: float, style: Style) -> None:
    """A coat of arms of nowhere: a shield with a star-like diamond."""
    shield = ((x - 13, y - 17), (x + 13, y - 17), (x + 13, y + 5), (x, y + 18), (x - 13, y + 5))
    scene.items.append(Path(shield, 1.0, closed=True, fill=grey(0.8)))
    scene.items.append(Path(((x, y - 9), (x + 6, y), (x, y + 9), (x - 6, y)), 0.8, closed=True, fill=grey(0.3)))
    scene.items.append(Round(Box(x - 9, y - 15, 18, 4), 1.0, 0.5))


def _scribble(scene: Scene, dice: random.Random, x: float, y: float) -> None:
    points = [(x - 40 + step * 7 + dice.uniform(-5, 5), y + dice.uniform(-12, 12)) for step in range(11)]
    scene.items.append(Path(tuple(points), 1.1, ink=grey(0.15)))
