"""WordprocessingML of paragraphs, cells, tables and sections; lengths come in points."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from bench.colours import BLACK
from bench.scene import PAD, Scene

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
WORD_NAMES = {"Helvetica": "Liberation Sans", "Times-Roman": "Liberation Serif"}
"""The PDF standard fonts under names an office program has."""


@dataclass(frozen=True, slots=True)
class Set:
    """How a paragraph is set."""

    font: str
    size: float
    strong: bool = False
    align: str = "left"
    underlined: bool = False
    hanging: float = 0.0
    ink: str = BLACK


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: over ``wide`` grid columns; ``join`` begins or continues a cell over rows."""

    paragraphs: str
    width: float
    wide: int = 1
    join: str = ""
    shade: str | None = None
    middle: bool = False
    turned: bool = False
    dotted_top: bool = False
    no_top: bool = False
    no_bottom: bool = False
    no_left: bool = False
    no_right: bool = False


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def run(text: str, kind: Set) -> str:
    """A run of text; a line feed is a forced break, a tab a tab."""
    name = WORD_NAMES.get(kind.font, kind.font)
    marks = "<w:b/>" * kind.strong + '<w:u w:val="single"/>' * kind.underlined
    fonts = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
    colour = f'<w:color w:val="{kind.ink[1:]}"/>' if kind.ink != BLACK else ""
    look = f'<w:rPr>{fonts}{marks}{colour}<w:sz w:val="{round(kind.size * 2)}"/></w:rPr>'
    texts = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        texts = texts.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    return f"<w:r>{look}{texts}</w:r>"


def paragraph(text: str, kind: Set, more: str = "") -> str:
    """A paragraph with exact leading, so that its height is known; ``more`` holds runs put before the text."""
    line = f'<w:spacing w:before="0" w:after="0" w:line="{twips(kind.size * 1.2)}" w:lineRule="exact"/>'
    if kind.hanging:
        line += f'<w:ind w:left="{twips(kind.hanging)}" w:hanging="{twips(kind.hanging)}"/>'
    return f'<w:p><w:pPr>{line}<w:jc w:val="{kind.align}"/></w:pPr>{more}{run(text, kind) if text else ""}</w:p>'


def paragraphs(text: str, kind: Set) -> str:
    """One for each line of the text."""
    return "".join(paragraph(line, kind) for line in text.split("\n"))


def anchor_paragraph(shapes: str) -> str:
    """A line of one point that carries the drawings of a page."""
    line = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{line}</w:pPr>{shapes}<w:r><w:rPr><w:sz w:val="2"/></w:rPr></w:r></w:p>'


def cell(content: Cell) -> str:
    """``<w:tc>``."""
    parts = [f'<w:tcW w:w="{twips(content.width)}" w:type="dxa"/>']
    if content.wide > 1:
        parts.append(f'<w:gridSpan w:val="{content.wide}"/>')
    if content.join:
        parts.append(f'<w:vMerge w:val="{content.join}"/>' if content.join == "restart" else "<w:vMerge/>")
    sides = (
        ("top", content.no_top),
        ("left", content.no_left),
        ("bottom", content.no_bottom),
        ("right", content.no_right),
    )
    gone = "".join(f'<w:{side} w:val="nil"/>' for side, missing in sides if missing)
    if content.dotted_top and not content.no_top:
        gone = f'<w:top w:val="dotted" w:sz="4" w:space="0" w:color="000000"/>{gone}'
    if gone:
        parts.append(f"<w:tcBorders>{gone}</w:tcBorders>")
    if content.shade is not None:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{content.shade[1:]}"/>')
    if content.turned:
        parts.append('<w:textDirection w:val="btLr"/>')
    if content.middle:
        parts.append('<w:vAlign w:val="center"/>')
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{content.paragraphs}</w:tc>"


def row(cells: str, height: float | None = None, exact: bool = False, header: bool = False) -> str:
    """``<w:tr>`` that is never broken over a page; ``height`` is a least one unless ``exact``."""
    parts = ["<w:cantSplit/>"]
    if height is not None:
        parts.append(f'<w:trHeight w:val="{twips(height)}" w:hRule="{"exact" if exact else "atLeast"}"/>')
    if header:
        parts.append("<w:tblHeader/>")
    return f"<w:tr><w:trPr>{''.join(parts)}</w:trPr>{cells}</w:tr>"


def table(rows: str, widths: list[float], thickness: float, style: str = "single") -> str:
    """``<w:tbl>`` with fixed columns and all rulings."""
    size = max(2, round(thickness * 8))
    sides = "".join(
        f'<w:{side} w:val="{style}" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    pad = f'<w:left w:w="{twips(PAD)}" w:type="dxa"/><w:right w:w="{twips(PAD)}" w:type="dxa"/>'
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{pad}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def section(scene: Scene, margin: float, last: bool) -> str:
    """The end of a section: paper, margins; in a paragraph of its own unless it is the document's last."""
    width, height = scene.width, scene.height
    side = ' w:orient="landscape"' if width > height else ""
    edge, near = twips(margin), twips(min(margin, 20))
    properties = (
        f'<w:sectPr><w:type w:val="nextPage"/><w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{side}/>'
        f'<w:pgMar w:top="{edge}" w:right="{edge}" w:bottom="{twips(min(margin, 28))}" w:left="{edge}" '
        f'w:header="{near}" w:footer="{near}" w:gutter="0"/></w:sectPr>'
    )
    if last:
        return properties
    line = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{line}{properties}</w:pPr></w:p>"
