"""Scenes to a PDF with a text layer and vectors, drawn directly with ReportLab."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from bench.colours import parts
from bench.fonts import families
from bench.scene import Path, Round, Scene, Text
from bench.strokes import strokes


def scenes_to_pdf(scenes: Sequence[Scene], title: str) -> bytes:
    """The document; the same scenes give the same bytes."""
    families()
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=True, pageCompression=1)
    canvas.setTitle(title)
    for scene in scenes:
        canvas.setPageSize((scene.width, scene.height))
        for item in scene.items:
            for stroke in strokes(item):
                _paint(canvas, scene.height, stroke)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _paint(canvas: Canvas, height: float, item: Text | Path | Round) -> None:
    if isinstance(item, Text):
        _text(canvas, height, item)
    elif isinstance(item, Path):
        _path(canvas, height, item)
    else:
        _round(canvas, height, item)


def _text(canvas: Canvas, height: float, item: Text) -> None:
    canvas.saveState()
    canvas.setFillColorRGB(*parts(item.ink))
    canvas.setFont(item.font, item.size)
    canvas.translate(item.x, height - item.y)
    if item.turned:
        canvas.rotate(90)
    canvas.drawString(0, 0, item.text)
    canvas.restoreState()


def _path(canvas: Canvas, height: float, item: Path) -> None:
    canvas.setLineWidth(item.width)
    canvas.setStrokeColorRGB(*parts(item.ink))
    canvas.setDash([3, 2] if item.dashed else [])
    path = canvas.beginPath()
    path.moveTo(item.points[0][0], height - item.points[0][1])
    for x, y in item.points[1:]:
        path.lineTo(x, height - y)
    if item.closed:
        path.close()
    if item.fill is not None:
        canvas.setFillColorRGB(*parts(item.fill))
    canvas.drawPath(path, stroke=int(item.width > 0), fill=int(item.fill is not None))
    canvas.setDash([])


def _round(canvas: Canvas, height: float, item: Round) -> None:
    box = item.box
    canvas.setLineWidth(item.width)
    canvas.setStrokeColorRGB(*parts(item.ink))
    filled = int(item.fill is not None)
    if item.fill is not None:
        canvas.setFillColorRGB(*parts(item.fill))
    if item.radius is None:
        canvas.ellipse(box.x, height - box.bottom, box.right, height - box.y, fill=filled)
    else:
        canvas.roundRect(box.x, height - box.bottom, box.w, box.h, item.radius, fill=filled)
