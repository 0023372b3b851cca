"""A scene's strokes as an SVG drawing of the page's size."""

from __future__ import annotations

from html import escape

from bench.scene import Path, Round, Scene, Text
from bench.strokes import strokes


def scene_to_svg(scene: Scene) -> str:
    """An ``<svg>`` in points; nothing when there is nothing to draw."""
    if not scene.items:
        return ""
    shapes = "".join(_shape(stroke) for item in scene.items for stroke in strokes(item))
    size = f'width="{scene.width:.2f}pt" height="{scene.height:.2f}pt"'
    return f'<svg {size} viewBox="0 0 {scene.width:.2f} {scene.height:.2f}">{shapes}</svg>'


def _shape(item: Text | Path | Round) -> str:
    if isinstance(item, Text):
        font = f'font-size="{item.size}" fill="{item.ink}"'
        return f'<text x="{item.x:.2f}" y="{item.y:.2f}" {font}>{escape(item.text)}</text>'
    paint = f'stroke="{item.ink}" stroke-width="{item.width}" fill="{"none" if item.fill is None else item.fill}"'
    if isinstance(item, Path):
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in item.points)
        return f'<{"polygon" if item.closed else "polyline"} points="{points}" {paint}/>'
    box = item.box
    if item.radius is None:
        x, y = box.centre
        return f'<ellipse cx="{x:.2f}" cy="{y:.2f}" rx="{box.w / 2:.2f}" ry="{box.h / 2:.2f}" {paint}/>'
    place = f'x="{box.x:.2f}" y="{box.y:.2f}" width="{box.w:.2f}" height="{box.h:.2f}" rx="{item.radius:.2f}"'
    return f"<rect {place} {paint}/>"
