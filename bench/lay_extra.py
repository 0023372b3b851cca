"""Lays out what is no step table: covers, guidelines in prose, letters, attendance lists, SOPs of numbered headings."""

from __future__ import annotations

import random

from bench.content import Extra, Identity, Sop
from bench.invent import vocabulary
from bench.scene import Box, Scene, Type, height_of, write
from bench.style import Style

CHAPTERS = ("I. LATAR BELAKANG", "II. MAKSUD DAN TUJUAN", "III. RUANG LINGKUP", "IV. PELAKSANAAN", "V. PENUTUP")


def lay_extra(scenes: list[Scene], kind: Extra, identity: Identity | None, style: Style, dice: random.Random) -> None:
    """One page of the kind."""
    scenes.append(Scene(*style.paper))
    if kind == "cover":
        _cover(scenes[-1], identity, style)
    elif kind == "narrative":
        _narrative(scenes[-1], style, dice)
    elif kind == "letter":
        _letter(scenes[-1], style, dice)
    else:
        _attendance(scenes[-1], style, dice)


def _cover(scene: Scene, identity: Identity | None, style: Style) -> None:
    lines = [*(identity.office if identity else ())]
    room = Box(50, 150, scene.width - 100, 0)
    big = Type(style.font, 22, strong=True, centred=True)
    write(scene, room, "STANDAR OPERASIONAL PROSEDUR\n(SOP)", big)
    if identity:
        write(scene, Box(50, 270, room.w, 0), identity.title.upper(), Type(style.font, 17, strong=True, centred=True))
    foot = Type(style.font, 14, strong=True, centred=True)
    write(scene, Box(50, scene.height - 170, room.w, 0), "\n".join(lines), foot)


def _narrative(scene: Scene, style: Style, dice: random.Random) -> None:
    y, room = 60.0, scene.width - 120
    head, body = Type(style.font, 11, strong=True), Type(style.font, 10.5)
    sentences: list[str] = vocabulary("themes")["narrative"]
    for chapter in CHAPTERS:
        for text, kind in ((chapter, head), (" ".join(dice.sample(sentences, 3)), body)):
            height = height_of(text, room, kind)
            write(scene, Box(60, y, room, height), text, kind)
            y += height + 4


def _letter(scene: Scene, style: Style, dice: random.Random) -> None:
    body, y = Type(style.font, 10.5), 70.0
    texts = (
        "Nomor    : 005/118/UM\nSifat    : Biasa\nHal      : Undangan",
        "Kepada Yth.\nPara Kepala Seksi\ndi Tempat",
        " ".join(dice.sample(vocabulary("themes")["narrative"], 3)),
        "Atas perhatiannya kami ucapkan terima kasih.",
    )
    for text in texts:
        height = height_of(text, scene.width - 140, body)
        write(scene, Box(70, y, scene.width - 140, height), text, body)
        y += height + 14


def _attendance(scene: Scene, style: Style, dice: random.Random) -> None:
    write(scene, Box(50, 50, scene.width - 100, 20), "DAFTAR HADIR", Type(style.font, 13, strong=True, centred=True))
    words, y = vocabulary("themes"), 90.0
    xs = (50.0, 80.0, 260.0, 420.0, scene.width - 50)
    body = Type(style.font, 9.5)
    rows = [("No", "Nama", "Jabatan", "Tanda Tangan")]
    for number in range(1, dice.randint(8, 18)):
        name = f"{dice.choice(words['first_names'])} {dice.choice(words['last_names'])}".title()
        rows.append((str(number), name, dice.choice(("Staf", "Kasi", "Analis", "Pengadministrasi")), ""))
    for row in rows:
        for left, right, text in zip(xs, xs[1:], row, strict=False):
            scene.frame(Box(left, y, right - left, 20), style.thickness)
            write(scene, Box(left, y, right - left, 20), text, body)
        y += 20


def lay_prose_sop(scenes: list[Scene], sop: Sop, style: Style) -> list[int]:
    """The family of health centres: a letterhead box, then numbered headings. Returns the pages of the steps."""
    scene, pages = Scene(*style.paper), [len(scenes) + 1 for _ in sop.steps]
    scenes.append(scene)
    identity, margin = sop.identity, style.margin
    room = scene.width - 2 * margin
    body = Type(style.font, style.size)
    strong = Type(style.font, style.size + 2, strong=True, centred=True, middle=True)
    scene.frame(Box(margin, margin, room, 44), style.thickness)
    write(scene, Box(margin, margin, room, 44), identity.title.upper(), strong)
    y = margin + 44
    facts = [("No. Dokumen", identity.number), *((style.words[f], text) for f, (text, _) in identity.dates.items())]
    for label, value in facts:
        write(scene, Box(margin + 100, y, room - 100, 16), f"{label} : {value}", body)
        y += 15
    scene.frame(Box(margin, margin + 44, room, y - margin - 44), style.thickness)
    for label, text in prose_parts(sop):
        height = max(height_of(text, room - 100, body), height_of(label, 100, body))
        scene.frame(Box(margin, y, 100, height), style.thickness)
        scene.frame(Box(margin + 100, y, room - 100, height), style.thickness)
        write(scene, Box(margin, y, 100, height), label, body)
        write(scene, Box(margin + 100, y, room - 100, height), text, body)
        y += height
    return pages


def prose_parts(sop: Sop) -> tuple[tuple[str, str], ...]:
    """The numbered headings and what stands under them."""
    steps = "\n".join(f"{number}. {step.text}" for number, step in enumerate(sop.steps, start=1))
    prose = vocabulary("themes")["narrative"]
    return (
        ("1. Pengertian", prose[0]),
        ("2. Tujuan", prose[1]),
        ("3. Referensi", "\n".join(sop.identity.boxes["dasar_hukum"])),
        ("4. Prosedur/Langkah-langkah", steps),
        ("5. Unit Terkait", ", ".join(sop.actors)),
    )
