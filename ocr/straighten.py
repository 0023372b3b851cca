"""Straight pages: skew, perspective and paper curl undone by the page's own rulings.

Everything is measured in a reduced picture of the ink; the page itself is resampled once, at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.light import reduced
from ocr.page import Image
from ocr.strokes import Axis, Stroke, chain_strokes, ink_to_strokes, without_solids

Floats = NDArray[np.float64]
Map = NDArray[np.float32]

LOW_PX_PER_MM = 8.0
"""Strokes are followed in a picture of about this scale: coarser ones join letters to strokes."""
INKED = 50
"""Mean of a reduced pixel (255 = all ink) from which it counts as ink: hairlines cover a quarter of one."""
MAX_SKEW_DEG = 10.0
HOUGH_PX_PER_MM = 2.0
HOUGH_MM = 50.0
HOUGH_STEPS = 720
"""Steps of the direction per half turn: a quarter of a degree each; the bending takes what is left."""
MIN_STROKE_MM = 12.0
MAX_THICKNESS_MM = 1.4
SOLID_MM = 1.8
"""Ink that is solid over so much both ways is a filled band or symbol, not a line."""
RUNS_MM = (4.0, 7.0)
"""Shortest unbroken runs of a stroke: short ones follow lines that lean by five degrees, long ones are surer."""
UNBROKEN_MM, UNBROKEN_SHARE = 40.0, 0.5
"""Faxes and strong copies break rulings to dashes shorter than this: where longer strokes make up less than that share
of the length of all, even the long dashes lie flat on a page that leans, a step of a pixel apart."""
DASH_MM, DASH_RUN_MM, DASH_GAP_MM, DASH_ACROSS_MM = 3.5, 2.0, 14.0, 0.45
"""Least length of a dash and of its unbroken runs, and how far along and across the next dash may begin."""
SAMPLE_MM = 1.5
"""Distance of the points in which a stroke's centre line is taken."""
DEGREE = 3
"""Degree of the displacement polynomials: 1 is shear and skew, 2 perspective, 3 curl."""
RIDGE = 1e-4
TOLERANCES_MM = (2.0, 1.0, 0.5, 0.3, 0.2)
MESH = 128
"""Distance of the mesh's nodes in pixels of that picture: 16 mm."""
LEAST_SHIFT_MM = 0.15
"""A page whose points move by less is straight enough; resampling would only soften its print."""


@dataclass(frozen=True, slots=True)
class Straightened:
    """The straight picture, the mean skew that was undone (degrees) and the largest other shift (mm)."""

    image: Image
    skew_deg: float
    warp_mm: float
    stains: Image | None = None
    """The picture of stains that came with it (0 = none), moved likewise."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """How far the nodes of a mesh over the straight page lie from their places in the page as it came, in pixels."""

    dx: Floats
    dy: Floats


def straighten(flat: Image, ink: Image, pixels_per_mm: float, stains: Image | None = None) -> Straightened:
    """Undo skew, then bend every ruling straight and parallel to the picture's edges.

    ``flat`` is the evenly lit grey page, ``ink`` its binary ink.
    """
    small, scale = _reduced(ink, pixels_per_mm, LOW_PX_PER_MM)
    low = pixels_per_mm * scale
    skew = skew_of(small, low)
    lines = without_solids(small, round(SOLID_MM * low))
    mesh = _rotation(small.shape, skew)
    seen = _resampled(lines, mesh, 1.0, 0) if skew else lines
    for run in RUNS_MM:
        bend = _bend(seen, low, run)
        if bend is None:
            break
        mesh = _after(bend, mesh)
        if _largest(bend) < LEAST_SHIFT_MM * low or run == RUNS_MM[-1]:
            break
        seen = _resampled(lines, mesh, 1.0, 0)
    skew, warp = _skew_and_warp(mesh)
    if _largest(mesh) < LEAST_SHIFT_MM * low:
        return Straightened(flat, 0.0, 0.0, stains)
    moved = None if stains is None else _resampled(stains, mesh, 1 / scale, 0)
    return Straightened(_resampled(flat, mesh, 1 / scale, 255, small), skew, warp / low, moved)


def skew_of(ink: Image, pixels_per_mm: float) -> float:
    """Skew in degrees within +-MAX_SKEW_DEG, by the straight lines of a picture; 0.0 where there are none.

    Each direction is rated by the squared lengths of the lines that run in it, both ways over the page.
    """
    small, scale = _reduced(ink, pixels_per_mm, HOUGH_PX_PER_MM)
    least, reach = int(HOUGH_MM * pixels_per_mm * scale), np.radians(MAX_SKEW_DEG)
    low, high = float(np.pi / 2 - reach), float(np.pi / 2 + reach)
    weights: dict[float, float] = {}
    for picture, sign in ((small, 1), (np.ascontiguousarray(small.T), -1)):
        found = cv2.HoughLinesWithAccumulator(picture, 1, np.pi / HOUGH_STEPS, least, min_theta=low, max_theta=high)
        for _, theta, votes in [] if found is None else found.reshape(-1, 3).tolist():
            angle = sign * round((theta - np.pi / 2) * HOUGH_STEPS / np.pi) * 180 / HOUGH_STEPS
            weights[angle] = weights.get(angle, 0.0) + votes**2
    return max(weights, key=lambda angle: (weights[angle], -abs(angle)), default=0.0)


def _reduced(ink: Image, pixels_per_mm: float, goal: float) -> tuple[Image, float]:
    """Ink in a picture reduced to about ``goal`` pixels per mm, and the factor; hairlines stay."""
    small, scale = reduced(ink, pixels_per_mm, goal)
    return np.asarray(cv2.threshold(small, INKED, 255, cv2.THRESH_BINARY)[1], np.uint8), scale


def _bend(ink: Image, pixels_per_mm: float, run_mm: float) -> Mesh | None:
    """The mesh that lays the strokes of a picture straight; None where there are too few."""
    tolerances = [mm * pixels_per_mm for mm in TOLERANCES_MM]
    axes: tuple[Axis, Axis] = ("h", "v")
    shift_y, shift_x = (
        _shift(_strokes(ink, axis, pixels_per_mm, run_mm), ink.shape, axis == "h", tolerances) for axis in axes
    )
    if shift_x is None and shift_y is None:
        return None
    return _unbending(ink.shape, shift_x, shift_y)


def _strokes(ink: Image, axis: Axis, pixels_per_mm: float, run_mm: float) -> list[Stroke]:
    """Strokes as long as rulings; where few are much longer than a dash, rulings pieced together from dashes."""
    least, thickest, run = (mm * pixels_per_mm for mm in (MIN_STROKE_MM, MAX_THICKNESS_MM, run_mm))
    step = round(SAMPLE_MM * pixels_per_mm)
    whole = ink_to_strokes(ink, axis, least, thickest, step, run)
    lengths = [stroke.end - stroke.start for stroke in whole]
    unbroken = sum(length for length in lengths if length >= UNBROKEN_MM * pixels_per_mm)
    if whole and unbroken >= UNBROKEN_SHARE * sum(lengths):
        return whole
    least, run, gap, across = (mm * pixels_per_mm for mm in (DASH_MM, DASH_RUN_MM, DASH_GAP_MM, DASH_ACROSS_MM))
    chains = chain_strokes(ink_to_strokes(ink, axis, least, thickest, step, run), gap, across)
    return [chain for chain in chains if chain.end - chain.start >= UNBROKEN_MM * pixels_per_mm] or whole


def _terms(x: Floats, y: Floats) -> Floats:
    """Monomials up to DEGREE without the constant, shape (n, terms)."""
    powers = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i) if i + j > 0]
    across, down = ([place**power for power in range(DEGREE + 1)] for place in (x, y))
    return np.stack([across[i] * down[j] for i, j in powers], axis=-1)


def _shift(
    strokes: list[Stroke], shape: tuple[int, ...], horizontal: bool, tolerances: Sequence[float]
) -> Floats | None:
    """Coefficients of the shift (in pixels) that lays each stroke on a line of its own; None without strokes.

    A point (x, y) of horizontal stroke k shall satisfy y + p(x, y) = c_k. Subtracting each stroke's mean removes
    c_k, which leaves a linear least-squares problem with a small ridge, solved again with each of ``tolerances``
    (pixels, falling) as the distance beyond which a point loses weight: some strokes are letters or a stamp. Long
    strokes weigh more, since lines of letters are short.
    """
    rows, targets, trust = [], [], []
    height, width = shape[:2]
    longest = max((stroke.end - stroke.start for stroke in strokes), default=1.0)
    for stroke in strokes:
        along, across = np.array(stroke.along), np.array(stroke.across)
        x, y = (along, across) if horizontal else (across, along)
        terms = _terms(x / width * 2 - 1, y / height * 2 - 1)
        rows.append(terms - terms.mean(axis=0))
        targets.append(across.mean() - across)
        trust.append(np.full(len(along), (along[-1] - along[0]) / longest))
    if not rows or sum(len(r) for r in rows) < 12:
        return None
    matrix, target = np.concatenate(rows), np.concatenate(targets)
    length = np.concatenate(trust) ** 2
    weight = length
    ridge = np.eye(matrix.shape[1]) * RIDGE * length.sum()
    ridge *= _ridge_scale(horizontal)
    solution = np.zeros(matrix.shape[1])
    for tolerance in tolerances:
        weighted = matrix * weight[:, None]
        solution = np.linalg.solve(matrix.T @ weighted + ridge, weighted.T @ target)
        residual = np.abs(matrix @ solution - target)
        weight = length / (1.0 + (residual / tolerance) ** 2)
    return np.asarray(solution, dtype=np.float64)


def _ridge_scale(horizontal: bool) -> Floats:
    """Higher terms cost more, so that few strokes give a stiff page.

    Terms that only move whole strokes apart (in y alone for horizontal ones) are barred: no stroke speaks for them.
    """
    powers = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i) if i + j > 0]
    barred = [(i if horizontal else j) == 0 for i, j in powers]
    return np.diag([1e6 if bar else 10.0 ** (i + j - 2) for bar, (i, j) in zip(barred, powers, strict=True)])


def _nodes(shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Places x, y of the mesh's nodes over a picture, one row and column beyond its far edges."""
    y, x = np.mgrid[0 : shape[0] + MESH : MESH, 0 : shape[1] + MESH : MESH].astype(np.float64)
    return x, y


def _rotation(shape: tuple[int, ...], degrees: float) -> Mesh:
    """The mesh that turns a picture counterclockwise about its middle."""
    x, y = _nodes(shape)
    x, y, angle = x - shape[1] / 2, y - shape[0] / 2, np.radians(degrees)
    return Mesh(x * (np.cos(angle) - 1) - y * np.sin(angle), x * np.sin(angle) + y * (np.cos(angle) - 1))


def _unbending(shape: tuple[int, ...], shift_x: Floats | None, shift_y: Floats | None) -> Mesh:
    """The mesh by which a point (x, y) lands on (x + p(x, y), y + q(x, y))."""
    height, width = shape[:2]
    nodes_x, nodes_y = _nodes(shape)
    dx, dy = np.zeros_like(nodes_x), np.zeros_like(nodes_y)
    for _ in range(4):
        terms = _terms((nodes_x + dx) / width * 2 - 1, (nodes_y + dy) / height * 2 - 1)
        dx = -(terms @ shift_x) if shift_x is not None else dx
        dy = -(terms @ shift_y) if shift_y is not None else dy
    return Mesh(dx - dx.mean(), dy - dy.mean())


def _after(bend: Mesh, mesh: Mesh) -> Mesh:
    """One mesh for a picture that went through ``mesh`` and then through ``bend``."""
    rows, columns = np.indices(mesh.dx.shape)
    at = [np.asarray(place, np.float32) for place in (columns + bend.dx / MESH, rows + bend.dy / MESH)]
    dx, dy = (
        cv2.remap(part, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for part in (mesh.dx, mesh.dy)
    )
    return Mesh(np.asarray(bend.dx + dx, np.float64), np.asarray(bend.dy + dy, np.float64))


def _largest(mesh: Mesh) -> float:
    """Largest move of a point, beside a mere shift of the whole page."""
    return float(max(np.abs(part - part.mean()).max() for part in (mesh.dx, mesh.dy)))


def _skew_and_warp(mesh: Mesh) -> tuple[float, float]:
    """Mean skew in degrees and the largest move beside it, in pixels."""
    slope = float((np.gradient(mesh.dy, axis=1).mean() - np.gradient(mesh.dx, axis=0).mean()) / 2 / MESH)
    rows, columns = np.indices(mesh.dx.shape) * MESH
    return float(np.degrees(slope)), _largest(Mesh(mesh.dx + slope * rows, mesh.dy - slope * columns))


def _resampled(picture: Image, mesh: Mesh, scale: float, paper: int, sharp: Image | None = None) -> Image:
    """A picture ``scale`` times as fine as the mesh's, taken through the mesh cell by cell.

    Each cell is one perspective, which is a tenth of a pixel off on a page that curls by 4 mm. Where the reduced
    picture ``sharp`` (before the mesh) is inked, the resampling is cubic, for print; elsewhere linear is enough.
    Without ``sharp`` the picture is a mask, of which most cells are empty.
    """
    height, width = picture.shape
    x, y = _nodes((round(height / scale), round(width / scale)))
    straight, bent = (_corners(np.stack(at, -1) * scale) for at in ((x, y), (x + mesh.dx, y + mesh.dy)))
    first, last = straight[:, 0].round().astype(int), straight[:, 3].round().astype(int)
    goals = straight - first[:, None].astype(np.float32)
    inked = _inked(picture, bent, 1) if sharp is None else _inked(sharp, bent / scale, 0)
    out = np.full_like(picture, paper)
    for (x0, y0), (x1, y1), goal, source, print_there in zip(
        first.tolist(), last.tolist(), goals, bent, inked, strict=True
    ):
        part = out[y0:y1, x0:x1]
        if not part.size or (sharp is None and not print_there):
            continue
        how = cv2.INTER_CUBIC if sharp is not None and print_there else cv2.INTER_LINEAR
        matrix = cv2.getPerspectiveTransform(goal, source)
        size = (part.shape[1], part.shape[0])
        cv2.warpPerspective(picture, matrix, size, dst=part, flags=how | cv2.WARP_INVERSE_MAP, borderValue=(paper,))
    return out


def _corners(nodes: Floats) -> Map:
    """The four corners of each cell of a mesh, from nodes of shape (rows, columns, 2); shape (cells, 4, 2)."""
    four = nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, :-1], nodes[1:, 1:]
    return np.stack(four, axis=2).reshape(-1, 4, 2).astype(np.float32)


def _inked(picture: Image, corners: Map, rim: int) -> list[bool]:
    """Whether the parts of a picture around each four points, and ``rim`` pixels more, hold ink."""
    low = np.maximum((corners.min(axis=1) - rim).astype(int), 0).tolist()
    high = np.maximum((corners.max(axis=1) + rim).astype(int) + 1, 0).tolist()
    parts = (picture[y0:y1, x0:x1] for (x0, y0), (x1, y1) in zip(low, high, strict=True))
    return [bool(part.size and cv2.countNonZero(part)) for part in parts]
