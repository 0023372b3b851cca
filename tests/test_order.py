"""The quick order statistics give what numpy gives."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.order import median, percentile, percentiles


@pytest.mark.parametrize("size", [1, 2, 3, 8, 101])
@pytest.mark.parametrize("share", [0, 1, 25, 50, 70, 75, 80, 100])
@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64])
def test_as_numpy(size: int, share: float, kind: type) -> None:
    values = (np.random.default_rng(size).random((size, 4)) * 255).astype(kind)
    assert percentile(values, share) == pytest.approx(float(np.percentile(values, share)))
    assert percentiles(values, share) == pytest.approx(np.percentile(values, share, axis=0))
    assert median(values) == pytest.approx(float(np.median(values)))
