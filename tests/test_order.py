"""The quick order statistics give what numpy gives."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.order import median, percentile, percentiles, weighted_percentile


@pytest.mark.parametrize("size", [1, 2, 3, 8, 101])
@pytest.mark.parametrize("share", [0, 1, 25, 50, 70, 75, 80, 100])
@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64])
def test_as_numpy(size: int, share: float, kind: type) -> None:
    values = (np.random.default_rng(size).random((size, 4)) * 255).astype(kind)
    assert percentile(values, share) == pytest.approx(float(np.percentile(values, share)))
    assert percentiles(values, share) == pytest.approx(np.percentile(values, share, axis=0))
    assert median(values) == pytest.approx(float(np.median(values)))


@pytest.mark.parametrize("share", [1, 25, 50, 75, 100])
def test_weights_count_as_repeats(share: float) -> None:
    """A value of weight 3 stands for three equal ones."""
    draw = np.random.default_rng(7)
    values, weights = draw.random(40), draw.integers(1, 9, 40)
    repeated = np.percentile(np.repeat(values, weights), share, method="inverted_cdf")
    assert weighted_percentile(values, weights, share) == repeated
