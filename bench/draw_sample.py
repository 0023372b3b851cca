"""Draws an invented SOP as a PDF with a text layer and vector symbols. Points, y pointing up."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from bench.sample_sops import SampleSop, SampleStep

FONT, BOLD, SIZE, LEADING = "Helvetica", "Helvetica-Bold", 9.0, 11.0
MARGIN, PAD = 40.0, 4.0

Box = tuple[float, float, float, float]
"""Left, top, width, height; the top is the higher y."""


def draw_sop(sop: SampleSop) -> bytes:
    """Page 1: identity block; page 2 (landscape): step table with its flowchart."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True, pageCompression=1)
    canvas.setTitle(sop.facts[-1][1])
    _identity(canvas, sop)
    canvas.showPage()
    canvas.setPageSize(landscape(A4))
    _steps(canvas, sop)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _identity(canvas: Canvas, sop: SampleSop) -> None:
    width, top = A4[0] - 2 * MARGIN, A4[1] - 60
    half = width / 2
    heights = [_height(value, half * 0.62) for _, value in sop.facts]
    _cell(canvas, (MARGIN, top, half, sum(heights)), "\n".join(sop.office), bold=True, middle=True)
    y = top
    for (label, value), height in zip(sop.facts, heights, strict=True):
        _cell(canvas, (MARGIN + half, y, half * 0.38, height), label)
        _cell(canvas, (MARGIN + half * 1.38, y, half * 0.62, height), value)
        y -= height
    for left, right in zip(sop.boxes[::2], sop.boxes[1::2], strict=True):
        texts = ["\n".join(items) for _, items in (left, right)]
        height = max(_height(text, half) for text in texts)
        for x, (label, _), text in zip((MARGIN, MARGIN + half), (left, right), texts, strict=True):
            _cell(canvas, (x, y, half, 16), label + ":", bold=True)
            _cell(canvas, (x, y - 16, half, height), text)
        y -= 16 + height


def _steps(canvas: Canvas, sop: SampleSop) -> None:
    page_width, page_height = landscape(A4)
    width = page_width - 2 * MARGIN
    actor = min(62.0, 250 / len(sop.actors))
    rest = width - 26 - actor * len(sop.actors) - 50
    shares = (0.32, 0.26, 0.22, 0.20)
    activity, needs, output, note = (rest * share for share in shares)
    widths = [26, activity, *[actor] * len(sop.actors), needs, 50, output, note]
    lefts = [MARGIN + sum(widths[:index]) for index in range(len(widths))]
    top = page_height - 50
    _step_header(canvas, sop, lefts, widths, top)
    y, centres = top - 56, []
    for number, step in enumerate(sop.steps, start=1):
        texts = [str(number), step.text, *[""] * len(sop.actors), step.needs, step.time, step.output, step.note]
        height = max(44.0, *(_height(text, room) for text, room in zip(texts, widths, strict=True)))
        for text, left, room in zip(texts, lefts, widths, strict=True):
            _cell(canvas, (left, y, room, height), text)
        column = 2 + step.actor
        centres.append((lefts[column] + widths[column] / 2, y - height / 2))
        y -= height
    _flow(canvas, sop.steps, centres)


def _step_header(canvas: Canvas, sop: SampleSop, lefts: Sequence[float], widths: Sequence[float], top: float) -> None:
    actors = len(sop.actors)
    for index, text in ((0, "No"), (1, "Aktivitas"), (len(widths) - 1, "Keterangan")):
        _cell(canvas, (lefts[index], top, widths[index], 56), text, bold=True, middle=True)
    quality = 2 + actors
    _cell(canvas, (lefts[2], top, sum(widths[2:quality]), 18), "Pelaksana", bold=True, middle=True)
    _cell(canvas, (lefts[quality], top, sum(widths[quality : quality + 3]), 18), "Mutu Baku", bold=True, middle=True)
    names = [*sop.actors, "Kelengkapan", "Waktu", "Output"]
    for offset, text in enumerate(names):
        left, room = lefts[2 + offset], widths[2 + offset]
        _cell(canvas, (left, top - 18, room, 38), text, bold=True, middle=True)


def _flow(canvas: Canvas, steps: Sequence[SampleStep], centres: Sequence[tuple[float, float]]) -> None:
    canvas.setLineWidth(0.9)
    for step, (x, y) in zip(steps, centres, strict=True):
        _symbol(canvas, step.kind, x, y)
    for index in range(len(steps) - 1):
        _arrow_down(canvas, centres[index], centres[index + 1])
        if steps[index].kind == "decision":
            canvas.setFont(FONT, 7)
            canvas.drawString(centres[index][0] + 3, centres[index][1] - 19, "Ya")
    for index, step in enumerate(steps):
        if step.no_to is not None:
            _arrow_back(canvas, centres[index], centres[step.no_to])


HALF_WIDTH, HALF_HEIGHT = 17.0, 9.0


def _symbol(canvas: Canvas, kind: str, x: float, y: float) -> None:
    if kind == "decision":
        path = canvas.beginPath()
        path.moveTo(x, y + HALF_HEIGHT + 2)
        for dx, dy in ((HALF_WIDTH, 0), (0, -HALF_HEIGHT - 2), (-HALF_WIDTH, 0)):
            path.lineTo(x + dx, y + dy)
        path.close()
        canvas.drawPath(path)
    elif kind == "process":
        canvas.rect(x - HALF_WIDTH, y - HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT)
    else:
        canvas.roundRect(x - HALF_WIDTH, y - HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, HALF_HEIGHT)
        canvas.setFont(FONT, 6.5)
        canvas.drawCentredString(x, y - 2.2, "Mulai" if kind == "start" else "Selesai")


def _arrow_down(canvas: Canvas, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From the foot of one symbol to the head of the next, by way of the ruling's neighbourhood between them."""
    (x0, y0), (x1, y1) = start, end
    foot, head = y0 - HALF_HEIGHT, y1 + HALF_HEIGHT
    if x0 == x1:
        canvas.line(x0, foot, x1, head)
    else:
        bend = head + 6
        canvas.line(x0, foot, x0, bend)
        canvas.line(x0, bend, x1, bend)
        canvas.line(x1, bend, x1, head)
    _head(canvas, x1, head, 0, -1)


def _arrow_back(canvas: Canvas, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Tidak: from the side of a decision sideways and up to the side or the foot of an earlier symbol."""
    (x0, y0), (x1, y1) = start, end
    side = -1 if x1 < x0 else 1
    lane = x1 + 8 * -side
    canvas.line(x0 + side * HALF_WIDTH, y0, lane, y0)
    canvas.line(lane, y0, lane, y1 - HALF_HEIGHT)
    _head(canvas, lane, y1 - HALF_HEIGHT, 0, 1)
    canvas.setFont(FONT, 7)
    canvas.drawRightString(x0 + side * HALF_WIDTH - 1, y0 + 3, "Tidak")


def _head(canvas: Canvas, x: float, y: float, dx: int, dy: int) -> None:
    path = canvas.beginPath()
    path.moveTo(x, y)
    path.lineTo(x - 5 * dx - 2.5 * dy, y - 5 * dy - 2.5 * dx)
    path.lineTo(x - 5 * dx + 2.5 * dy, y - 5 * dy + 2.5 * dx)
    path.close()
    canvas.drawPath(path, fill=1)


def _lines(text: str, width: float, font: str = FONT) -> list[str]:
    return [piece for line in text.split("\n") for piece in simpleSplit(line, font, SIZE, width - 2 * PAD) or [""]]


def _height(text: str, width: float) -> float:
    return len(_lines(text, width)) * LEADING + 2 * PAD


def _cell(canvas: Canvas, box: Box, text: str, *, bold: bool = False, middle: bool = False) -> None:
    left, top, width, height = box
    font = BOLD if bold else FONT
    canvas.setLineWidth(0.8)
    canvas.rect(left, top - height, width, height)
    canvas.setFont(font, SIZE)
    lines = _lines(text, width, font)
    room = (height - len(lines) * LEADING) / 2 if middle else PAD
    y = top - room - SIZE
    for line in lines:
        if middle:
            canvas.drawCentredString(left + width / 2, y, line)
        else:
            canvas.drawString(left + PAD, y, line)
        y -= LEADING
