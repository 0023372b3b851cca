"""Pictures of the intermediates of one page."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from pipeline.errors import UsageError
from pipeline.pictures import inspect_file
from pipeline.settings import Settings

SAMPLES = Path(__file__).parent.parent / "samples"


def _document() -> Path:
    return sorted(SAMPLES.rglob("*.pdf"))[0]


def test_every_step_has_a_picture_of_the_whole_page(tmp_path: Path) -> None:
    written = inspect_file(_document(), 1, tmp_path, Settings())
    names = [path.stem.rsplit("-", 1)[1] for path in written]
    assert names == ["halaman", "tinta", "garis", "sel", "simbol", "bacaan"]
    pictures = [cv2.imread(str(path)) for path in written]
    assert {picture.shape for picture in pictures if picture is not None} == {pictures[0].shape}
    page, rulings = pictures[0], pictures[2]
    assert (page != rulings).any(), "the rulings are drawn over the page"


def test_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="halaman 99"):
        inspect_file(_document(), 99, tmp_path, Settings())
