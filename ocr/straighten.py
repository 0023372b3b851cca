"""Straight pages: skew, perspective and paper curl undone by the page's own rulings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.light import grey_to_ink
from ocr.page import Image
from ocr.strokes import Stroke, ink_to_strokes

Floats = NDArray[np.float64]

MAX_SKEW_DEG = 10.0
HOUGH_PX_PER_MM = 3.0
HOUGH_MM = 50.0
HOUGH_STEPS = 1440
"""Steps of the direction per half turn: an eighth of a degree each."""
MIN_STROKE_MM = 12.0
MAX_THICKNESS_MM = 1.4
DEGREE = 3
"""Degree of the displacement polynomials: 1 is shear and skew, 2 perspective, 3 curl."""
RIDGE = 1e-4
TOLERANCES_MM = (2.0, 1.0, 0.5, 0.3, 0.2)
MESH_PX = 24
LEAST_WARP_PX = 1.2
"""A page bent by less is straight enough; resampling would only soften its print."""


@dataclass(frozen=True, slots=True)
class Straightened:
    """The straight picture, the mean skew that was undone (degrees) and the largest other shift (mm)."""

    image: Image
    skew_deg: float
    warp_mm: float


def skew_of(ink: Image, pixels_per_mm: float) -> float:
    """Skew in degrees within +-MAX_SKEW_DEG, by the straight lines of a picture; 0.0 where there are none.

    Each direction is rated by the squared lengths of the lines that run in it, both ways over the page.
    """
    scale = min(1.0, HOUGH_PX_PER_MM / pixels_per_mm)
    small = (cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > 60).astype(np.uint8)
    least, reach = int(HOUGH_MM * pixels_per_mm * scale), np.radians(MAX_SKEW_DEG)
    low, high = float(np.pi / 2 - reach), float(np.pi / 2 + reach)
    weights: dict[float, float] = {}
    for picture, sign in ((small, 1), (np.ascontiguousarray(small.T), -1)):
        found = cv2.HoughLinesWithAccumulator(picture, 1, np.pi / HOUGH_STEPS, least, min_theta=low, max_theta=high)
        for _, theta, votes in [] if found is None else found.reshape(-1, 3).tolist():
            angle = sign * round((theta - np.pi / 2) * HOUGH_STEPS / np.pi) * 180 / HOUGH_STEPS
            weights[angle] = weights.get(angle, 0.0) + votes**2
    return max(weights, key=lambda angle: (weights[angle], -abs(angle)), default=0.0)


def rotate(image: Image, degrees: float) -> Image:
    """Turn the content clockwise by ``-degrees`` (undo a skew) on an equal canvas filled with paper."""
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(turned, dtype=np.uint8)


def straighten(flat: Image, ink: Image, pixels_per_mm: float) -> Straightened:
    """Undo skew, then bend every ruling straight and parallel to the picture's edges.

    ``flat`` is the evenly lit grey page, ``ink`` its binary ink.
    """
    skew, turned = skew_of(ink, pixels_per_mm), flat
    if skew:
        turned = rotate(flat, skew)
        ink = grey_to_ink(turned, pixels_per_mm)
    tolerances = [mm * pixels_per_mm for mm in TOLERANCES_MM]
    shift_y = _shift(_strokes(ink, "h", pixels_per_mm), turned.shape, True, tolerances)
    shift_x = _shift(_strokes(ink, "v", pixels_per_mm), turned.shape, False, tolerances)
    if shift_x is None and shift_y is None:
        return Straightened(turned, skew, 0.0)
    maps, largest = _unbending(turned.shape, shift_x, shift_y)
    if largest < LEAST_WARP_PX:
        return Straightened(turned, skew, largest / pixels_per_mm)
    bent = cv2.remap(turned, *maps, cv2.INTER_CUBIC, borderValue=255)
    return Straightened(np.asarray(bent, dtype=np.uint8), skew, largest / pixels_per_mm)


def _strokes(ink: Image, axis: str, pixels_per_mm: float) -> list[Stroke]:
    return ink_to_strokes(
        ink, "h" if axis == "h" else "v", MIN_STROKE_MM * pixels_per_mm, MAX_THICKNESS_MM * pixels_per_mm
    )


def _terms(x: Floats, y: Floats) -> Floats:
    """Monomials up to DEGREE without the constant, shape (n, terms)."""
    powers = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i) if i + j > 0]
    return np.stack([x**i * y**j for i, j in powers], axis=-1)


def _shift(
    strokes: list[Stroke], shape: tuple[int, ...], horizontal: bool, tolerances: Sequence[float]
) -> Floats | None:
    """Coefficients of the shift (in pixels) that lays each stroke on a line of its own; None without strokes.

    A point (x, y) of horizontal stroke k shall satisfy y + p(x, y) = c_k. Subtracting each stroke's mean removes
    c_k, which leaves a linear least-squares problem with a small ridge, solved again with each of ``tolerances``
    (pixels, falling) as the distance beyond which a point loses weight: some strokes are letters or a stamp.
    """
    rows, targets, weights = [], [], []
    height, width = shape[:2]
    for stroke in strokes:
        along, across = np.array(stroke.along), np.array(stroke.across)
        x, y = (along, across) if horizontal else (across, along)
        terms = _terms(x / width * 2 - 1, y / height * 2 - 1)
        rows.append(terms - terms.mean(axis=0))
        targets.append(across.mean() - across)
        weights.append(np.full(len(along), 1.0))
    if not rows or sum(len(r) for r in rows) < 12:
        return None
    matrix, target, weight = np.concatenate(rows), np.concatenate(targets), np.concatenate(weights)
    ridge = np.eye(matrix.shape[1]) * RIDGE * len(matrix)
    ridge *= _ridge_scale(horizontal)
    solution = np.zeros(matrix.shape[1])
    for tolerance in tolerances:
        weighted = matrix * weight[:, None]
        solution = np.linalg.solve(matrix.T @ weighted + ridge, weighted.T @ target)
        residual = np.abs(matrix @ solution - target)
        weight = 1.0 / (1.0 + (residual / tolerance) ** 2)
    return np.asarray(solution, dtype=np.float64)


def _ridge_scale(horizontal: bool) -> Floats:
    """Higher terms cost more, so that few strokes give a stiff page.

    Terms that only move whole strokes apart (in y alone for horizontal ones) are barred: no stroke speaks for them.
    """
    powers = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i) if i + j > 0]
    barred = [(i if horizontal else j) == 0 for i, j in powers]
    return np.diag([1e6 if bar else 10.0 ** (i + j - 2) for bar, (i, j) in zip(barred, powers, strict=True)])


def _unbending(
    shape: tuple[int, ...], shift_x: Floats | None, shift_y: Floats | None
) -> tuple[tuple[NDArray[np.float32], NDArray[np.float32]], float]:
    """Maps for a resampling in which a point (x, y) lands on (x + p(x, y), y + q(x, y)), and the largest bend in
    pixels beside a mere shift of the whole page.
    """
    height, width = shape[:2]
    nodes_y, nodes_x = np.mgrid[0 : height + MESH_PX : MESH_PX, 0 : width + MESH_PX : MESH_PX].astype(np.float64)
    source_x, source_y = nodes_x.copy(), nodes_y.copy()
    for _ in range(4):
        terms = _terms(source_x / width * 2 - 1, source_y / height * 2 - 1)
        dx = terms @ shift_x if shift_x is not None else np.zeros_like(nodes_x)
        dy = terms @ shift_y if shift_y is not None else np.zeros_like(nodes_y)
        source_x, source_y = nodes_x - dx, nodes_y - dy
    largest = float(max(np.abs(dx - dx.mean()).max(), np.abs(dy - dy.mean()).max()))
    return (_spread(source_x, shape), _spread(source_y, shape)), largest


def _spread(nodes: Floats, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Mesh nodes to a full map by bilinear interpolation."""
    grid_y = np.arange(shape[0], dtype=np.float32) / MESH_PX
    grid_x = np.arange(shape[1], dtype=np.float32) / MESH_PX
    map_x, map_y = np.meshgrid(grid_x, grid_y)
    spread = cv2.remap(nodes.astype(np.float32), map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(spread, dtype=np.float32)
