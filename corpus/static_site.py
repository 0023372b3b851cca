"""The archive as plain web pages to publish: no server, no scans, and no signatory's name or NIP."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from corpus.labels import LABELS, UNTITLED
from corpus.rows import STEP_FIELDS, Json, leaf_text
from corpus.svg import sop_to_svg
from corpus.web_view import identity_views, step_views

TEMPLATES = Path(__file__).parent / "templates"
PERSONAL = ("nama", "nip")
NO_OFFICE = "(instansi tidak terbaca)"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of SOPs."""

    office: str
    title: str
    number: str
    steps: int
    page: str


def write_site(records: Iterable[Json], target: Path) -> int:
    """Writes index.html and a page for each SOP into a folder; how many SOPs there are. Raises OSError.

    Pages that an earlier index.html listed and this one does not are taken away: what is withdrawn must not stay.
    """
    earlier = _pages_listed(target / "index.html")
    pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    (target / "sop").mkdir(parents=True, exist_ok=True)
    for name in ("gaya.css", "saring.js"):
        shutil.copyfile(TEMPLATES / name, target / name)
    listed = [_write_sop(pages, target, record, sop) for record in records for sop in record["sops"]]
    listed.sort(key=lambda item: (item.office == NO_OFFICE, item.office.casefold(), item.title.casefold(), item.page))
    groups = [(office, list(items)) for office, items in groupby(listed, key=lambda item: item.office)]
    _write(target / "index.html", pages.get_template("situs.html").render(groups=groups, count=len(listed)))
    for page in earlier - {item.page for item in listed}:
        (target / page).unlink(missing_ok=True)
        (target / page).with_suffix(".svg").unlink(missing_ok=True)
    return len(listed)


def _pages_listed(index: Path) -> set[str]:
    """The pages of SOPs that an index.html leads to; none where there is none."""
    text = index.read_text("utf-8", errors="replace") if index.is_file() else ""
    return set(re.findall(r'href="(sop/[A-Za-z0-9-]+\.html)"', text))


def _write_sop(pages: Environment, target: Path, record: Json, sop: Json) -> Listed:
    shown = without_personal_data(sop)
    title = leaf_text(shown["identity"].get("nama_sop")) or UNTITLED
    name = _page_name(title, str(sop["sop_id"]))
    values = {"title": title, "sop": shown, "columns": [LABELS[field] for field in STEP_FIELDS]}
    views = {"identity": list(_filled(shown)), "steps": step_views(shown), "drawing": f"{name}.svg"}
    _write(target / "sop" / f"{name}.html", pages.get_template("situs_sop.html").render(values | views))
    _write(target / "sop" / f"{name}.svg", sop_to_svg(shown))
    office = " ".join((leaf_text(shown["identity"].get("instansi")) or NO_OFFICE).split())
    number = leaf_text(shown["identity"].get("nomor_sop")) or ""
    return Listed(office, title, number, len(sop["steps"]), f"sop/{name}.html")


def without_personal_data(sop: Json) -> Json:
    """The same SOP without the signatory's name and NIP. The post that signed stays: it is the office's."""
    identity = dict(sop["identity"])
    signatory = identity.get("disahkan_oleh") or {}
    identity["disahkan_oleh"] = {part: leaf for part, leaf in signatory.items() if part not in PERSONAL}
    return {**sop, "identity": identity}


def _filled(sop: Json) -> Iterator[tuple[str, list[str]]]:
    for label, cells in identity_views(sop):
        if texts := [cell.text for cell in cells if cell.text]:
            yield label, texts


def _page_name(title: str, sop_id: str) -> str:
    """A plain ASCII name: nothing printed on a scan may shape a path. The SOP's id keeps namesakes apart."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    own = re.sub(r"[^A-Za-z0-9-]+", "-", sop_id)
    return f"{plain or 'sop'}-{own}"


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(text.encode("utf-8", "replace"))
    temporary.replace(path)
