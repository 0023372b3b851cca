"""Whether strokes in colour were drawn by a program, as a flowchart's are, or by a hand: told by their outlines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image

OFF_MM = 0.35
"""How far an outline strays from a straight course."""
COURSE_MM, LONG_MM = 2.0, 4.0
"""Level and upright courses, and those in any direction, that count."""
SLOPE = 0.09
"""Of level and upright courses on a page that leans, or is photographed from aside: 5 degrees."""
RULED, RULED_IN_CHART = 0.6, 0.4
"""Share of an outline on level and upright courses: a connector's, or a symbol's, is .7 at least where it is read
well; a signature's is to .45, that of a stamp which is signed across a table .52."""
LOW_MM = 18.0
"""Symbols of a chart are lower, signatures seldom."""
STRAIGHT, ROUND = 0.55, 0.85
"""Share of a low outline on long courses, as a diamond's; and share of its hull that a capsule or an ellipse takes up,
with what it holds."""
DIAMOND = 0.68
"""Share that the largest hole and the diamond in its box have in common: diamonds that a thick outline, JPEG or a
stroke at their tip wears have .73 at least, loops of pens .62 at most, boxes and ellipses .6."""
SLANTING = 0.6
"""Share of its outline that the two sides of a slanting connector are; a pen goes to and fro."""
CHART_MM = 100.0
"""Length of the outlines so ruled that make a chart: two bent connectors."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Its length in mm; shares of it that are level or upright, long and straight, and its two longest courses; the
    share of its hull that it takes up, what its largest hole shares with a diamond, and its height in mm."""

    length: float
    ruled: float
    straight: float
    sides: float
    whole: float
    diamond: float
    height: float


def drawn_by_program(parts: list[Image], pixels_per_mm: float) -> NDArray[np.bool_]:
    """Which of a page's strokes (each cut out, 255 or 1 where it is) belong to a chart."""
    outlines = [_outline(part, pixels_per_mm) for part in parts]
    ruled = np.array([outline.ruled >= RULED for outline in outlines], bool)
    if sum(outline.length for outline, drawn in zip(outlines, ruled, strict=True) if drawn) < CHART_MM:
        return ruled
    return np.array([_in_chart(outline) for outline in outlines], bool)


def _in_chart(outline: Outline) -> bool:
    """Whether it is a chart's where there is one."""
    if outline.ruled >= RULED_IN_CHART or outline.sides >= SLANTING:
        return True
    shaped = outline.straight >= STRAIGHT or outline.whole >= ROUND or outline.diamond >= DIAMOND
    return outline.height < LOW_MM and shaped


def _outline(part: Image, pixels_per_mm: float) -> Outline:
    framed = cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    contours, tree = cv2.findContours(framed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    bends = [cv2.approxPolyDP(contour, OFF_MM * pixels_per_mm, True)[:, 0] for contour in contours]
    steps = np.abs(np.concatenate([np.roll(bend, -1, axis=0) - bend for bend in bends]))
    lengths = np.hypot(steps[:, 0], steps[:, 1]) / pixels_per_mm
    total, across = max(float(lengths.sum()), 1e-6), steps.min(axis=1)
    level = (lengths >= COURSE_MM) & ((across <= 1) | (across < SLOPE * steps.max(axis=1)))
    outer = max(contours, key=cv2.contourArea)
    holes = [np.asarray(contour, np.int32) for contour, link in zip(contours, tree[0], strict=True) if link[3] >= 0]
    return Outline(
        total,
        float(lengths[level].sum()) / total,
        float(lengths[lengths >= LONG_MM].sum()) / total,
        float(np.sort(lengths)[-2:].sum()) / total,
        cv2.contourArea(outer) / max(1.0, cv2.contourArea(cv2.convexHull(outer))),
        _like_diamond(max(holes, key=cv2.contourArea)) if holes else 0.0,
        part.shape[0] / pixels_per_mm,
    )


def _like_diamond(outline: NDArray[np.int32]) -> float:
    """What a hole, by the outline that runs over the ink around it, and the diamond in its box have in common."""
    x, y, width, height = cv2.boundingRect(outline)
    hole, diamond = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    cv2.drawContours(hole, [outline], 0, (1,), -1, offset=(-x, -y))
    cv2.drawContours(hole, [outline], 0, (0,), 1, offset=(-x, -y))
    right, foot = width - 2, height - 2
    tips = np.array([(width // 2, 1), (right, height // 2), (width // 2, foot), (1, height // 2)])
    cv2.fillConvexPoly(diamond, tips, (1,))
    return float((hole & diamond).sum()) / max(1.0, float((hole | diamond).sum()))
