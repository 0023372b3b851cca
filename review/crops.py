"""Cuts the picture of each doubtful cell out of its page, with some of what stands around it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from review.leaves import Json, ReviewCell, review_cells

CONTEXT = 0.008
"""Margin around a cell as a fraction of the page's width: about 2 mm on A4, enough to see the rulings."""
CONTEXT_OF_BOX = 0.15
"""Margin as a fraction of the box's own height, for large boxes."""
MIN_SIDE = 8
"""Pixels; smaller cuts show nothing."""


def write_crops(record: Json, page_images: Mapping[int, NDArray[np.uint8]], out_dir: Path) -> dict[str, Path]:
    """Writes a PNG for each cell under review and drops older cuts of the same source.

    ``page_images`` holds upright pages by 1-based number, grey (h, w) or colour (h, w, 3). Returns paths by cell_id.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    written: dict[str, Path] = {}
    for cell in review_cells(record):
        image = page_images.get(cell.where.get("page", 0))
        if cell.status != "review" or image is None or "bbox" not in cell.where:
            continue
        path = out_dir / crop_name(cell)
        if _write_png(cut(image, cell.where["bbox"]), path):
            written[cell.cell_id] = path
    for old in out_dir.glob(f"{record['source']['sha256'][:12]}-*.png"):
        if old not in written.values():
            old.unlink()
    return written


def crop_name(cell: ReviewCell) -> str:
    """File name of a cell's picture: source, a readable part of the cell's id, and a hash that keeps ids apart."""
    readable = re.sub(r"[^A-Za-z0-9]+", "_", cell.cell_id).strip("_")[:40]
    digest = hashlib.sha256(cell.cell_id.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{cell.sha256[:12]}-{readable}-{digest}.png"


def cut(image: NDArray[np.uint8], bbox: Any) -> NDArray[np.uint8]:
    """The part of a page within ``bbox`` (fractions of width and height) and its margin; empty when off the page."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = (float(side) for side in bbox)
    margin = CONTEXT * width + CONTEXT_OF_BOX * min((y1 - y0) * height, (x1 - x0) * width)
    left, top = max(0, int(x0 * width - margin)), max(0, int(y0 * height - margin))
    right, bottom = min(width, int(x1 * width + margin) + 1), min(height, int(y1 * height + margin) + 1)
    return image[top:bottom, left:right]


def _write_png(picture: NDArray[np.uint8], path: Path) -> bool:
    if min(picture.shape[:2]) < MIN_SIDE:
        return False
    _, data = cv2.imencode(".png", picture)
    temporary = path.with_suffix(".part")
    temporary.write_bytes(data.tobytes())
    temporary.replace(path)
    return True
