"""What is shipped: the wheel with its data files, the locks, the samples."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import hatchling.build
import pytest

from bench.make_samples import make_samples

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ocr", "table_extract", "normalize", "review", "corpus", "pipeline")
DATA = {".json", ".sql", ".j2", ".html", ".css", ".js", ".toml", ".csv"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names inside a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        name = hatchling.build.build_wheel(str(folder))
    with zipfile.ZipFile(folder / name) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_module_and_data_file(wheel: set[str]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in DATA | {".py"}
    }
    assert ours <= wheel
    assert any(name.startswith("normalize/vocab/") for name in ours)
    assert "normalize/schema/mutubaku.sop-1.schema.json" in ours
    assert "pipeline/templates/report.html.j2" in ours


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel} - set(ROOMS) == {
        name for name in {item.split("/")[0] for item in wheel} if name.endswith(".dist-info")
    }


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[a-z0-9-]+==\S+", pin) and "--hash=sha256:" in pin for pin in pins)


def test_locks_hold_what_the_project_asks_for() -> None:
    asked = (ROOT / "pyproject.toml").read_text("utf-8").partition("[project.scripts]")[0]
    names = {name.lower() for name in re.findall(r'^    "([A-Za-z0-9-]+)[>=;"]', asked, re.MULTILINE)}
    runtime, everything = ((ROOT / name).read_text("utf-8") for name in ("requirements.lock", "requirements-dev.lock"))
    assert names
    assert {name for name in names if f"\n{name}==" not in f"\n{everything}"} == set()
    shared = set(re.findall(r"^(\S+==\S+)", runtime, re.MULTILINE))
    assert shared <= set(re.findall(r"^(\S+==\S+)", everything, re.MULTILINE))


def test_samples_are_made_by_their_script(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path).as_posix() for path in make_samples(tmp_path)}
    kept = {path.relative_to(ROOT / "samples").as_posix() for path in (ROOT / "samples").rglob("*") if path.is_file()}
    assert made == kept
    for name in made:
        if name.endswith(".txt"):
            assert (tmp_path / name).read_bytes() == (ROOT / "samples" / name).read_bytes()
    assert sum((ROOT / "samples" / name).stat().st_size for name in kept) < 1_000_000


def test_the_container_is_built_of_what_the_project_has() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = {word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]}
    assert set(ROOMS) <= copied
    assert all((ROOT / name).exists() for name in copied)
    setup = (ROOT / "bin" / "setup").read_text("utf-8")
    system = {word for line in lines if "apt-get install" in line for word in line.split() if "tesseract" in word}
    languages = re.findall(r"for language in (.+?);", setup)[0].split()
    assert system == {"tesseract-ocr", *(f"tesseract-ocr-{language}" for language in languages)}
    python = re.search(r"FROM python:3\.(\d+)-slim", lines[2])
    assert python and int(python[1]) >= 11
    assert lines.index("USER mutubaku") < lines.index('ENTRYPOINT ["mutubaku"]')
