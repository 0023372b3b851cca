"""Fewer classes of a model of ONNX: the same answers for those that stay."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.engines_ppocr import _model_path, _session, line_to_input, open_ppocr
from ocr.onnx_columns import keep_columns, metadata


def test_kept_classes_have_the_shares_they_had_among_themselves() -> None:
    model = _model_path().read_bytes()
    alphabet = ["", *metadata(model)["character"].split("\n"), " "]
    kept = [0, *range(len(alphabet) - 1, 20, -400)]
    picture = np.full((30, 120), 255, np.uint8)
    picture[5:25, 20:24] = picture[5:9, 20:60] = 0
    given = {"x": line_to_input(picture)}
    whole = _session(model).run(None, given)[0][0][:, kept]
    cut = _session(keep_columns(model, len(alphabet), kept)).run(None, given)[0][0]
    assert cut.shape == whole.shape
    np.testing.assert_allclose(cut, whole / whole.sum(axis=1, keepdims=True), atol=1e-4)


def test_the_recogniser_answers_in_its_letters_and_their_look_alikes() -> None:
    engine = open_ppocr()
    output = engine.session.run(None, {"x": line_to_input(np.full((30, 120), 255, np.uint8))})[0][0]
    assert len(engine.letters) == len(engine.kept) < output.shape[1] < 1000


@pytest.mark.parametrize("broken", [b"\x3a\xff\xff", b"\x3a\x02\x2a\x00", b"\x39abcdefgh", b"\xff"])
def test_bytes_that_are_no_such_model_are_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="the model"):
        keep_columns(broken, 7, [0])
