"""The PP-OCRv6 recogniser that the rapidocr wheel carries, run directly on onnxruntime, one line at a time.

Batches with a common width are slower on a CPU than single lines of their own width.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines import EngineMissing, Reading
from ocr.onnx_columns import keep_columns, metadata
from ocr.page import Image

HEIGHT = 48
"""Input height of the network, pixels."""
STEP = 8
"""Input pixels per output step: widths are a multiple of it."""
RIM = (0.10, 0.30)
"""White put above and below, and at both ends, as shares of the line's height."""
SQUEEZE = 0.9
"""Lines are narrowed to this share: word spaces survive better (exact lines .96 instead of .87), and it is cheaper."""
SPACE_FROM = 0.015
"""A space between two letters is taken from this probability on: the network drops more spaces than it invents."""
BLANK = 0
"""Index of the "no letter" class of the network's output."""
BEYOND_ASCII = "–—‘’“”•·°²½¼×→←√…±≤≥"
"""Printed in these documents beside ASCII; the rest of the 18 thousand letters, mostly Chinese, is masked."""
LATIN = frozenset(map(chr, range(32, 127))) | frozenset(BEYOND_ASCII)
LOOK_ALIKES = frozenset(Path(__file__).with_name("look_alikes.txt").read_text("utf-8")) - LATIN
"""The other letters that were most probable on 900 doubtful lines, .97 of what was beyond LATIN: what they take of a
letter's probability tells dirt and drawing from print. The rest is not reckoned, which saves an eighth of the time."""


@dataclass(frozen=True, slots=True)
class PPOcr:
    """The recogniser: session, the kept columns of its output, and their letters."""

    session: Any
    kept: NDArray[np.int64]
    letters: tuple[str, ...]
    name: str = "ppocr"

    def read_line(self, crop: Image) -> Reading:
        output = self.session.run(None, {"x": line_to_input(crop)})[0][0]
        return probabilities_to_reading(output[:, self.kept], self.letters)


def probabilities_to_reading(probabilities: NDArray[np.float32], letters: tuple[str, ...]) -> Reading:
    """Best letter of each step, repeats folded (CTC). Shape of ``probabilities``: (steps, letters)."""
    best = probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    space = letters.index(" ")
    text, least, gap, before = "", 1.0, 0.0, BLANK
    for step, letter in enumerate(best):
        if letter in (BLANK, space):
            gap = max(gap, float(probabilities[step, space]))
        elif letter != before:
            text += (" " if text and gap >= SPACE_FROM else "") + letters[letter]
            least, gap = min(least, float(sure[step])), 0.0
        before = letter
    return Reading(text, least if text else 0.0)


def open_ppocr() -> PPOcr:
    """Raises EngineMissing when the installed rapidocr carries no recogniser of this kind."""
    model = _model_path().read_bytes()
    alphabet = ["", *metadata(model)["character"].split("\n"), " "]
    kept = [index for index, letter in enumerate(alphabet) if index == BLANK or letter in LATIN]
    letters = tuple(alphabet[index] for index in kept)
    rivals = [index for index, letter in enumerate(alphabet) if letter in LOOK_ALIKES]
    with suppress(ValueError):  # a model of another build is used whole: the same texts, an eighth slower
        model, kept = keep_columns(model, len(alphabet), [*kept, *rivals]), list(range(len(kept)))
    return PPOcr(_session(model), np.array(kept, dtype=np.int64), letters)


def _session(model: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Every line has another width: an arena would keep the largest of each.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def line_to_input(crop: Image) -> NDArray[np.float32]:
    """Shape (1, 3, 48, width): -1 black, 1 white, 0 in the padding at the right."""
    rim, end = (round(share * crop.shape[0]) for share in RIM)
    framed = cv2.copyMakeBorder(crop, rim, rim, end, end, cv2.BORDER_CONSTANT, value=255)
    height, width = framed.shape
    scaled = max(1, round(SQUEEZE * width * HEIGHT / height))
    padded = max(HEIGHT, -(-scaled // STEP) * STEP)
    grey = cv2.resize(framed, (scaled, HEIGHT), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 127.5 - 1.0
    tensor = np.zeros((1, 3, HEIGHT, padded), np.float32)
    tensor[:, :, :, :scaled] = grey
    return tensor


def _model_path() -> Path:
    spec = find_spec("rapidocr")
    roots = list(spec.submodule_search_locations or []) if spec else []
    for root in roots:
        for path in sorted(Path(root, "models").glob("PP-OCRv*_rec*.onnx"), reverse=True):
            return path
    raise EngineMissing("the installed rapidocr carries no PP-OCR recogniser: pip install 'rapidocr>=3.8'")
