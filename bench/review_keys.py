"""The keys of a review: ``python -m bench.review_keys SET... [--files phone.pdf] [--most N]`` after ``bench.run``.

Whoever presses the keys knows SET/gold. Each page is taken as it is served: a right cell is confirmed with the key that
its page offers for it, a wrong one by a suggestion's number, as blank, or by typing. In the end every reviewed cell is
held against the truth.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from starlette.testclient import TestClient

from bench.perfect_review import same, same_steps, truth_of
from review.desk import Desk
from review.leaves import Json, ReviewCell, review_cells
from review.shelf import DeskFiles, token_of
from review.web import create_app

FORM = re.compile(r'<form method="post" action="(?P<action>[^"]+)"[^>]*>(?P<inside>.*?)</form>', re.S)
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
KEY = re.compile(r'data-key="([^"]+)"')
SHOWN = re.compile(r'data-cell="(\w+)"')
TYPED = 2
"""Keys beside the typed text: to begin and to end."""


@dataclass(slots=True)
class Tally:
    """What was pressed. ``unknown``: cells without a counterpart in the truth, laid aside."""

    right: int = 0
    right_keys: int = 0
    wrong: int = 0
    wrong_keys: int = 0
    typed: int = 0
    unknown: int = 0
    still_wrong: int = 0


def forms_of(page: str) -> dict[str, tuple[str, dict[str, str]]]:
    """What each key of a page sends: key -> (address, fields)."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for form in FORM.finditer(page):
        fields = {name: unescape(value) for name, value in FIELD.findall(form["inside"])}
        for key in KEY.findall(form["inside"]):
            found[key] = (form["action"], fields)
    return found


def press(page: str, cell: ReviewCell, truth: str, tally: Tally) -> tuple[str, Mapping[str, str]]:
    """The keys a reviewer presses on a page, and what they send."""
    forms = forms_of(page)
    if same(cell, truth):
        tally.right, tally.right_keys = tally.right + 1, tally.right_keys + 1
        return forms["Enter"]
    tally.wrong += 1
    numbers = [key for key, (_, fields) in forms.items() if key.isdigit() and fields.get("koreksi") == truth]
    if numbers or not truth:
        tally.wrong_keys += 1
        return forms[numbers[0] if numbers else "k"]
    tally.wrong_keys, tally.typed = tally.wrong_keys + TYPED, tally.typed + 1
    address, fields = forms["Enter"]
    return address, fields | {"keputusan": "koreksi", "koreksi": truth}


def review(record: Json, gold: Json, folder: Path, tally: Tally) -> None:
    """Reviews one record page by page, and holds what it says then against the truth."""
    files = DeskFiles(folder / "records", folder / "corrections.csv", folder, folder, folder / "learned.json")
    files.records.mkdir()
    (files.records / "a.json").write_text(json.dumps(record), "utf-8")
    cells = {token_of(cell): cell for cell in review_cells(record)}
    truths = {token: truth_of(cell, record, gold) for token, cell in cells.items()}
    client = TestClient(create_app(Desk(files), "bench"), base_url="http://127.0.0.1")
    page, seen = client.get("/lanjut").text, set[str]()
    while (shown := SHOWN.search(page)) and shown[1] not in seen:
        token = shown[1]
        seen.add(token)
        truth = truths.get(token)  # a cell that comes up in the course of the review has none
        if truth is None:
            tally.unknown += 1
        address, fields = forms_of(page)["l"] if truth is None else press(page, cells[token], truth, tally)
        page = client.post(address, data=dict(fields)).text
    after = {token_of(cell): cell for cell in Desk(files).cells()}
    known = [(after[token], truth) for token in seen if (truth := truths.get(token)) is not None]
    tally.still_wrong += sum(not same(cell, truth) for cell, truth in known)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.review_keys", description="Counts the keys of a review on its pages.")
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--files", default="phone.pdf", help="which rendition")
    parser.add_argument("--most", type=int, default=12, help="files of each set")
    given = parser.parse_args(arguments)
    total, number = Tally(), 0
    for folder in given.sets:
        for path in sorted((folder / "records").glob(f"*/{given.files}.json"))[: given.most]:
            record = json.loads(path.read_bytes())
            gold = json.loads((folder / "gold" / path.relative_to(folder / "records")).read_bytes())
            if same_steps(record, gold):
                number += 1
                with tempfile.TemporaryDirectory() as place:
                    review(record, gold, Path(place), total)
    print(f"{number} berkas: {total.right} sel benar dengan {total.right_keys} tombol")
    print(f"{total.wrong} sel keliru dengan {total.wrong_keys} tombol, {total.typed} di antaranya diketik")
    print(f"{total.unknown} sel tanpa padanan dilewati; {total.still_wrong} sel keliru sesudah peninjauan")


if __name__ == "__main__":
    main()
