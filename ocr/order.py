"""Order statistics of small arrays: numpy's own spend 30 to 80 microseconds a call on checks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def percentile(values: NDArray[Any], share: float) -> float:
    """The value below which ``share`` percent of all values lie, between two values by the straight line.

    >>> percentile(np.array([4, 1, 3, 2]), 50)
    2.5
    """
    low, high, part = _place(values.size, share)
    ordered = values.flatten()
    ordered.partition((low, high) if part else low)
    return float(ordered[low]) + part * (float(ordered[high]) - float(ordered[low]))


def median(values: NDArray[Any]) -> float:
    """The middle value, or the mean of the two in the middle."""
    return percentile(values, 50)


def percentiles(values: NDArray[Any], share: float) -> NDArray[np.float64]:
    """The same of each column; shape (columns,)."""
    low, high, part = _place(values.shape[0], share)
    ordered = values.copy()
    ordered.partition((low, high) if part else low, axis=0)
    below = ordered[low].astype(np.float64)
    return np.asarray(below + part * (ordered[high] - below), dtype=np.float64)


def weighted_percentile(values: NDArray[Any], weights: NDArray[Any], share: float) -> float:
    """The least of the values up to which ``share`` percent of all weight lies; both of one dimension, not empty.

    >>> weighted_percentile(np.array([3, 1, 2]), np.array([6, 1, 1]), 50)
    3.0
    """
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] * share / 100)])


def _place(count: int, share: float) -> tuple[int, int, float]:
    """Indices of the two values around the wanted one in their order, and how far it lies on the way."""
    place = (count - 1) * share / 100
    low = int(place)
    return low, min(low + 1, count - 1), place - low
