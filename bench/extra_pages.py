"""What stands on pages that are no SOP: covers, decrees, lists of titles, guidelines, letters, lists, forms."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from bench.content import Document, Extra
from bench.invent import vocabulary

CLASSES: dict[Extra, str] = {
    "cover": "cover", "decree": "decree", "contents": "other", "narrative": "narrative", "letter": "other",
    "attendance": "other", "checklist": "checklist", "form": "other", "blank": "blank",
}  # fmt: skip
CHAPTERS = ("I. LATAR BELAKANG", "II. MAKSUD DAN TUJUAN", "III. RUANG LINGKUP", "IV. PELAKSANAAN", "V. PENUTUP")
POSTS = ("Staf", "Kasi", "Analis", "Pengadministrasi", "Bendahara")


@dataclass(frozen=True, slots=True)
class Block:
    """A title (large, centred), a head (strong), a body paragraph, a gap, or a ruled table with a header row."""

    kind: Literal["title", "head", "body", "gap", "table"]
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[float, ...] = ()


def extra_blocks(kind: Extra, document: Document, dice: random.Random) -> list[Block]:
    """One page of the kind, from top to bottom."""
    makers = {"cover": _cover, "decree": _decree, "contents": _contents, "narrative": _narrative, "letter": _letter,
              "attendance": _attendance, "checklist": _checklist, "form": _form, "blank": _blank}  # fmt: skip
    return makers[kind](document, dice)


def _sentences(dice: random.Random, count: int) -> str:
    return " ".join(dice.sample(vocabulary("themes")["narrative"], count))


def _cover(document: Document, dice: random.Random) -> list[Block]:
    identity = document.sops[0].identity
    several = len(document.sops) > 2
    name = dice.choice(
        ("STANDAR OPERASIONAL PROSEDUR\n(SOP)", "STANDAR OPERASIONAL PROSEDUR ADMINISTRASI PEMERINTAHAN")
    )
    gaps = [Block("gap")] * 5
    title = [] if several else [Block("title", identity.title.upper())]
    return [*gaps, Block("title", name), *gaps, *title, *gaps, Block("title", "\n".join(identity.office)),
            Block("title", f"TAHUN {dice.randint(2015, 2024)}")]  # fmt: skip


def _decree(document: Document, dice: random.Random) -> list[Block]:
    identity = document.sops[0].identity
    laws = identity.boxes["dasar_hukum"]
    return [
        Block("title", f"KEPUTUSAN {identity.head.upper()}"),
        Block("title", f"NOMOR {dice.randint(10, 400)} TAHUN {dice.randint(2015, 2024)}"),
        Block("title", "TENTANG\nPENETAPAN STANDAR OPERASIONAL PROSEDUR"),
        Block("body", f"Menimbang : a. bahwa {_sentences(dice, 1)}\nb. bahwa {_sentences(dice, 1)}"),
        Block("body", "Mengingat :\n" + "\n".join(f"{at}. {law};" for at, law in enumerate(laws, start=1))),
        Block("title", "MEMUTUSKAN:"),
        Block("body", "KESATU : Menetapkan Standar Operasional Prosedur sebagaimana tercantum dalam Lampiran."),
        Block("body", f"KEDUA : {_sentences(dice, 1)}"),
        Block("body", "KETIGA : Keputusan ini mulai berlaku pada tanggal ditetapkan."),
        Block("gap"),
        Block("body", f"Ditetapkan di {dice.choice(vocabulary('themes')['places']).title()}\n{identity.head}"),
        Block("gap"),
        Block("body", identity.name),
    ]


def _contents(document: Document, dice: random.Random) -> list[Block]:
    titles = [sop.identity.title for sop in document.sops]
    if dice.random() < 0.5:
        rows = [
            (str(at), title, sop.identity.number)
            for at, (title, sop) in enumerate(zip(titles, document.sops, strict=True), start=1)
        ]
        return [Block("title", "DAFTAR SOP"), Block("gap"),
                Block("table", rows=(("No", "Nama SOP", "Nomor SOP"), *rows), shares=(0.08, 0.62, 0.3))]  # fmt: skip
    lines = [f"{at}. {title} {'.' * max(4, 70 - len(title))} {2 * at}" for at, title in enumerate(titles, start=1)]
    return [Block("title", "DAFTAR ISI"), Block("gap"), *(Block("body", line) for line in lines)]


def _narrative(document: Document, dice: random.Random) -> list[Block]:
    return [block for chapter in CHAPTERS for block in (Block("head", chapter), Block("body", _sentences(dice, 3)))]


def _letter(document: Document, dice: random.Random) -> list[Block]:
    return [
        Block("body", f"Nomor    : 005/{dice.randint(10, 400)}/UM\nSifat    : Biasa\nHal      : Undangan"),
        Block("body", "Kepada Yth.\nPara Kepala Seksi\ndi Tempat"),
        Block("gap"),
        Block("body", _sentences(dice, 3)),
        Block("body", "Atas perhatiannya kami ucapkan terima kasih."),
    ]


def _attendance(document: Document, dice: random.Random) -> list[Block]:
    words = vocabulary("themes")
    rows = [
        (
            str(at),
            f"{dice.choice(words['first_names'])} {dice.choice(words['last_names'])}".title(),
            dice.choice(POSTS),
            "",
        )
        for at in range(1, dice.randint(8, 18))
    ]
    head = ("No", "Nama", "Jabatan", "Tanda Tangan")
    return [
        Block("title", "DAFTAR HADIR"),
        Block("gap"),
        Block("table", rows=(head, *rows), shares=(0.07, 0.4, 0.25, 0.28)),
    ]


def _checklist(document: Document, dice: random.Random) -> list[Block]:
    steps = document.sops[-1].steps if document.sops else ()
    rows = [(str(at), f"Apakah petugas {step.text[0].lower()}{step.text[1:]}?", dice.choice(("v", "", "v")), "", "")
            for at, step in enumerate(steps, start=1)]  # fmt: skip
    head = ("No", "Langkah Kegiatan", "Ya", "Tidak", "Tidak Berlaku")
    return [Block("title", "DAFTAR TILIK"), Block("gap"),
            Block("table", rows=(head, *rows), shares=(0.07, 0.57, 0.09, 0.11, 0.16))]  # fmt: skip


def _form(document: Document, dice: random.Random) -> list[Block]:
    fields = dice.sample(("Nama", "NIK", "Alamat", "Pekerjaan", "Nomor Telepon", "Keperluan", "Tanggal"), 5)
    empty = tuple(("", "", "", "") for _ in range(dice.randint(3, 7)))
    return [
        Block("title", "FORMULIR"),
        *(Block("body", f"{field} : ..............................................") for field in fields),
        Block("gap"),
        Block("table", rows=(("No", "Uraian", "Jumlah", "Keterangan"), *empty), shares=(0.08, 0.47, 0.2, 0.25)),
    ]


def _blank(document: Document, dice: random.Random) -> list[Block]:
    return []
