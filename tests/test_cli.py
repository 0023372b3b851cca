"""The command line: exit codes, what a program can read, and README commands that exist."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import app, main
from pipeline.errors import ExitCode

ROOT = Path(__file__).resolve().parent.parent
DUMP = ROOT / "samples" / "kecamatan" / "rapat-koordinasi.txt"


def verbs() -> list[list[str]]:
    """Every verb of the program, as the words that call it."""
    alone = [[command.callback.__name__] for command in app.registered_commands if command.callback]
    for group in app.registered_groups:
        inner = group.typer_instance.registered_commands if group.typer_instance else []
        alone += [[str(group.name), command.callback.__name__] for command in inner if command.callback]
    return alone


VERBS = verbs()


def documented_commands() -> list[str]:
    texts = [path.read_text("utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))]
    return [line.strip() for text in texts for line in text.splitlines() if line.startswith("    mutubaku ")]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run over one text dump."""
    folder = tmp_path_factory.mktemp("out")
    assert main(["ingest", str(DUMP), "--out", str(folder), "-q", "-j", "1"]) == ExitCode.OK
    return folder


def help_of(verb: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*verb, "--help"]) == ExitCode.OK
    return capsys.readouterr().out


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_has_help_with_an_example(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(verb, capsys)
    assert f"Example: mutubaku {' '.join(verb)}" in text


@pytest.mark.parametrize("command", documented_commands())
def test_documented_commands_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command.partition("#")[0])[1:]
    verb = words[:2] if words[0] == "review" else words[:1]
    assert verb in VERBS
    text = help_of(verb, capsys)
    for option in (word.partition("=")[0] for word in words if word.startswith("-")):
        assert re.search(rf"(^|[\s,]){re.escape(option)}\b", text), option


def test_every_verb_is_in_the_readme() -> None:
    text = "\n".join(documented_commands())
    for verb in VERBS:
        assert f"mutubaku {' '.join(verb)}" in text


def test_exit_codes_of_the_readme() -> None:
    table = dict(re.findall(r"^\| (\d+) \| (.+) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert sorted(map(int, table)) == sorted(code.value for code in ExitCode)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ingest"], ExitCode.USAGE, "IN"),
        (["ingest", "--jobs", "0", "x"], ExitCode.USAGE, "--jobs"),
        (["nonsense"], ExitCode.USAGE, "nonsense"),
        (["ingest", "no-such-folder"], ExitCode.NO_INPUT, "berkas tidak ada"),
        (["ingest", str(DUMP), "--lang", "xx"], ExitCode.USAGE, "lang"),
        (["ingest", str(DUMP), "--config", "no-such.toml"], ExitCode.USAGE, "no-such.toml"),
        (["search", "izin"], ExitCode.NO_INPUT, "mutubaku ingest"),
        (["ask", "langkah-lama"], ExitCode.NO_INPUT, "mutubaku ingest"),
        (["review", "status"], ExitCode.NO_INPUT, "mutubaku ingest"),
        (["export", "x"], ExitCode.NO_INPUT, "mutubaku ingest"),
    ],
)
def test_what_goes_wrong_ends_with_its_code_and_a_sentence(
    arguments: list[str], code: ExitCode, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


@pytest.mark.parametrize("verb", [["serve"], ["review", "serve"]], ids=" ".join)
def test_a_port_in_use_is_no_access(verb: list[str], out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main([*verb, "--out", str(out), "--port", str(port)]) == ExitCode.NO_ACCESS
    told = capsys.readouterr().err
    assert "--port" in told and "Buka http" not in told


def test_a_text_has_no_page_to_draw(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["inspect", str(DUMP), "--out", str(tmp_path)]) == ExitCode.USAGE
    assert "teks tidak memiliki halaman" in capsys.readouterr().err


def test_a_run_says_how_to_review_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "hasil baru"
    assert main(["ingest", str(DUMP), "--out", str(out), "-j", "1"]) == ExitCode.OK
    assert f"mutubaku review serve --out '{out}'" in capsys.readouterr().err


def test_an_empty_folder_is_no_usable_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(tmp_path), "--out", str(tmp_path / "out")]) == ExitCode.NO_INPUT
    assert "Tidak ada berkas" in capsys.readouterr().err


def test_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(DUMP), "--out", str(tmp_path / "out"), "--dry-run", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["read"] == [DUMP.name]
    assert not (tmp_path / "out").exists()


def test_json_of_a_run(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(DUMP), "--out", str(out), "--json", "-q"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["unchanged"], told["steps"], told["rows"][0]["file"]) == (1, 7, DUMP.name)


def test_search_finds_a_step(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "notulen", "--out", str(out), "--json"]) == ExitCode.OK
    hits = json.loads(capsys.readouterr().out)
    assert any(hit["step"] == "7" and hit["line"] for hit in hits)
    assert main(["search", "notulen", "--out", str(out)]) == ExitCode.OK
    assert "langkah 7" in capsys.readouterr().out


def test_questions_and_their_mistakes(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--out", str(out), "--json"]) == ExitCode.OK
    assert any(row["name"] == "langkah-lama" for row in json.loads(capsys.readouterr().out))
    assert main(["ask", "waktu-standar", "--out", str(out), "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["rows"]
    assert main(["ask", "nonsense", "--out", str(out)]) == ExitCode.USAGE
    assert main(["ask", "langkah-lama", "hari", "--out", str(out)]) == ExitCode.USAGE


def test_review_there_and_back(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "export", "--all", "--out", str(out), "-q"]) == ExitCode.OK
    sheet = out / "review" / "review.csv"
    lines = sheet.read_text("utf-8-sig").splitlines()
    heads = lines[0].strip('"').split('";"')
    index = next(number for number, line in enumerate(lines) if "Mengirim undangan kepada peserta" in line)
    cells = lines[index].strip('"').split('";"')
    cells[heads.index("koreksi")] = "Mengirim undangan kepada seluruh peserta"
    lines[index] = ";".join(f'"{cell}"' for cell in cells)
    filled = out / "filled.csv"
    filled.write_text("\r\n".join(lines), "utf-8-sig")
    assert main(["review", "apply", str(filled), "--out", str(out), "--who", "Sari", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["applied"] == 1
    assert main(["search", "seluruh peserta", "--out", str(out), "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)
    assert main(["ingest", str(DUMP), "--out", str(out), "--force", "-q", "-j", "1"]) == ExitCode.OK
    assert "seluruh peserta" in (out / "records" / f"{DUMP.name}.json").read_text("utf-8")
    assert main(["review", "status", "--out", str(out), "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["corrected"] == 1


def fill(sheet: Path, filled: Path, holding: str, **written: str) -> None:
    """A copy of a review sheet in which the first line that holds a text was filled in."""
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"), newline=""), delimiter=";"))
    row = next(row for row in rows[1:] if any(holding in cell for cell in row))
    for column, text in written.items():
        row[rows[0].index(column)] = text
    with filled.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)


def test_diagrams_follow_what_people_decide(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["ingest", str(DUMP), "--out", str(out), "-q", "-j", "1"]) == ExitCode.OK
    drawing = out / "flow" / f"{DUMP.name}-1.mmd"
    assert "Mengirim undangan" in drawing.read_text("utf-8")
    others = {path: path.stat().st_mtime_ns for path in (out / "flow").iterdir()}
    assert main(["review", "export", "--all", "--out", str(out), "-q"]) == ExitCode.OK
    fill(out / "review" / "review.csv", tmp_path / "filled.csv", "Mengirim undangan", koreksi="Menyampaikan undangan")
    assert main(["review", "apply", str(tmp_path / "filled.csv"), "--out", str(out), "-q"]) == ExitCode.OK
    assert "Menyampaikan undangan" in drawing.read_text("utf-8")
    drawn = {path: path.stat().st_mtime_ns for path in (out / "flow").iterdir()}
    assert all(drawn[path] > when for path, when in others.items())
    assert main(["review", "undo", "--out", str(out), "-q"]) == ExitCode.OK
    assert "Mengirim undangan" in drawing.read_text("utf-8")


def test_a_filled_sheet_that_was_moved_aside_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "hasil baru"
    assert main(["ingest", str(DUMP), "--out", str(out), "-q", "-j", "1"]) == ExitCode.OK
    fill(out / "review" / "review.csv", out / "review" / "review.csv", "", koreksi="Arsip kegiatan")
    assert main(["ingest", str(DUMP), "--out", str(out), "--force", "-j", "1"]) == ExitCode.OK
    aside = out / "review" / "review-terisi-1.csv"
    told = capsys.readouterr().err
    assert aside.exists() and f"mutubaku review apply '{aside}' --out '{out}'" in told
    assert main(["review", "apply", str(aside), "--out", str(out), "-q"]) == ExitCode.OK
    assert main(["review", "export", "--out", str(out)]) == ExitCode.OK
    assert "terisi" not in capsys.readouterr().err


def test_a_record_that_is_taken_away_leaves_nothing_behind(tmp_path: Path) -> None:
    scans, out = tmp_path / "scans", tmp_path / "out"
    scans.mkdir()
    for name in ("a.txt", "b.txt"):
        (scans / name).write_text(DUMP.read_text("utf-8").replace("7", "7" if name == "a.txt" else "8"), "utf-8")
    assert main(["ingest", str(scans), "--out", str(out), "-q", "-j", "1"]) == ExitCode.OK
    (out / "flow" / "catatan.txt").write_text("milik kantor")
    (scans / "b.txt").unlink()
    (out / "records" / "b.txt.json").unlink()
    assert main(["ingest", str(scans), "--out", str(out), "-q", "-j", "1"]) == ExitCode.OK
    assert "b.txt" not in (out / "sops.csv").read_text("utf-8") and "a.txt" in (out / "sops.csv").read_text("utf-8")
    left = {path.name for path in (out / "flow").iterdir()}
    assert left == {"a.txt-1.bpmn", "a.txt-1.mmd", "a.txt-1.svg", "catatan.txt"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_export_writes_tables(kind: str, out: Path, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path / "x"), "--format", kind, "--public", "--out", str(out), "-q"]) == ExitCode.OK
    assert all(path.stat().st_size for path in (tmp_path / "x").iterdir())


def test_doctor_looks_at_everything(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["doctor", "--json", "--out", str(tmp_path)]) == ExitCode.OK
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert {"Python", "Tesseract", "Bahasa Tesseract", "Ruang disk"} <= set(checks)
    assert all(check["remedy"] for check in checks.values() if not check["ok"])


def test_doctor_names_the_remedy(tmp_path: Path) -> None:
    """Without any program in the path Tesseract is missing, and the command to install it is said."""
    command = [sys.executable, "-m", "pipeline.cli", "doctor", "--out", str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert told.returncode == ExitCode.DEPENDENCY
    assert "apt-get install tesseract-ocr" in told.stdout


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("mutubaku ")
