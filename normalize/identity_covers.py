"""What covers print without a label: the document's number below its title, the day below who approved it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalize.dates import parse_date
from normalize.identity_found import Found, Reading, by_content, cut_line, has_text

NUMBER = re.compile(r"(?:No(?:mor|\.)?[ .:]*)?(?P<number>(?=\S*\d)(?=\S*\bS\.?O\.?P\b)[A-Z\d][\w.-]*(?:/[\w.-]+)+)")
"""A document's number that says SOP: nothing else on a cover looks so."""
DAY = re.compile(r"\d{1,2}[ ./-]+(?:[A-Za-z]+|\d{1,2})[ ./-]+\d{4}")
UNLABELLED = 0.8
"""Label score of what is known by what it says and by where it stands."""
DATES = frozenset({"tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan"})


def find_on_cover(reading: Reading) -> None:
    """Adds to what was found the number and the day that no label names, where no label of their kind is printed."""
    known = {item.field for item in reading.found}
    if "nomor_sop" not in known:
        matches = ((line, NUMBER.fullmatch(line.text.strip())) for line in reading.above)
        number = next((cut_line(line, match["number"]) for line, match in matches if match), None)
        reading.found += [by_content("nomor_sop", UNLABELLED, [number])] if number else []
    if not known & DATES:
        reading.found += _days_of_approval(reading.found)


def _days_of_approval(found: Sequence[Found]) -> list[Found]:
    """The line with nothing but a date in the first box of who approved."""
    signed = next((item.lines for item in found if item.field == "disahkan_oleh" and has_text(item.lines)), [])
    days = [line for line in signed if DAY.fullmatch(line.text.strip()) and parse_date(line.text)]
    return [by_content("tanggal_pengesahan", UNLABELLED, days)] if len(days) == 1 else []
