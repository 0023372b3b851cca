"""How a workbook's sheet lies on screen and paper: rows as high as their wrapped texts, heads on every page.

A spreadsheet fits a row to its texts only while someone types; without a stored height, a file printed or converted
unopened shows wrapped texts one upon the other.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from openpyxl.styles import Font
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

HEAD = Font(name="Calibri", size=11, bold=True)
"""The body's typeface: a font that names none is drawn in another."""

LINE_POINTS, HIGHEST_POINTS = 15.0, 409.0
"""Height of a line of the body's typeface, and the highest row that Excel takes."""

_CAPITAL = 0.25
"""What a capital takes beyond a column's unit of width, a digit; small letters with their blanks take less than one."""

_A4 = 9


class FittedRow(RowDimension):
    """A row whose height is no one's wish: a spreadsheet may fit it again once somebody types in it."""

    @property
    def customHeight(self) -> bool:
        return False


def text_lines(text: str, width: float) -> int:
    """Lines that a text takes in a wrapped cell of a column ``width`` digits wide.

    >>> text_lines("Surat izin", 12), text_lines("Surat izin usaha", 12), text_lines("a\\nb", 12)
    (1, 2, 2)
    """
    return sum(_wrapped(line, width) for line in text.split("\n"))


def _wrapped(line: str, width: float) -> int:
    capitals = sum(map(str.isupper, line)) / (len(line) or 1)
    letters = max(1, int(width / (1 + _CAPITAL * capitals)))
    return 1 if len(line) <= letters else len(textwrap.wrap(line, letters)) or 1


def fit_row(sheet: Worksheet, row: int, cells: Iterable[tuple[str, float]]) -> None:
    """Makes a row (from 1) as high as the highest of its wrapped cells, each a text and its column's width."""
    lines = max((text_lines(text, width) for text, width in cells), default=1)
    height = min(HIGHEST_POINTS, lines * LINE_POINTS)
    sheet.row_dimensions[row] = FittedRow(sheet, index=row, ht=height)


def set_for_paper(sheet: Worksheet, *, one_page_wide: bool = False) -> None:
    """A4 across, numbered, with lines between cells and the heads on each page; few columns may stand side by side."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.4, bottom=0.6, footer=0.3)
    footer = HeaderFooterItem()
    footer.center.text = "&P / &N"
    sheet.HeaderFooter.oddFooter = footer
    if one_page_wide:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0
