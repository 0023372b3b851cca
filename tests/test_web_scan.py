"""The scan in the archive: beside the data, and as a PDF that can be searched."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import pdfa
from starlette.testclient import TestClient

from bench.run_outputs import DUMP, SAMPLES
from corpus.searchable_pdf import Unsearchable, record_to_searchable_pdf
from corpus.static_site import write_site
from corpus.web import create_app
from corpus.web_parts import Archive
from pipeline.cli import main
from pipeline.cli_corpus import originals
from pipeline.errors import ExitCode
from pipeline.files import OutputFolder, read_records
from pipeline.ingest import run
from pipeline.settings import Settings

SCAN = SAMPLES / "kelurahan" / "domisili-usaha-pindai.pdf"
PHOTO = SAMPLES / "dinas" / "peminjaman-arsip-foto.jpg"
DIGITAL = SAMPLES / "kelurahan" / "domisili-usaha.pdf"
NEW_WORD = "Terkoreksi"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> OutputFolder:
    """A run over a scan, a photo, a digital file and a text."""
    folder = OutputFolder(tmp_path_factory.mktemp("out"))
    run([SCAN, PHOTO, DIGITAL, DUMP], Settings(), folder, lambda *_: None)
    return folder


@pytest.fixture(scope="module")
def client(out: OutputFolder) -> TestClient:
    archive = Archive(out.corpus, out.pages, originals(out))
    return TestClient(create_app(archive), base_url="http://127.0.0.1:8765")


def record_of(out: OutputFolder, source: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(out.record(source.name).read_bytes())
    return value


def address(record: dict[str, Any], page: str = "") -> str:
    return f"/sop{page}?berkas={record['source']['file']}&id={record['sops'][0]['sop_id']}"


def test_each_cell_is_tied_to_its_place(client: TestClient, out: OutputFolder) -> None:
    record = record_of(out, SCAN)
    page = client.get(address(record)).text
    for number in (1, 2):
        picture = f"/halaman/{record['source']['sha256'][:12]}/{number}.jpg"
        assert f'src="{picture}"' in page
        assert client.get(picture).headers["content-type"] == "image/jpeg"
    cells = [part.split('"')[0] for part in page.split('data-box="')[1:]]
    assert len(cells) > 40
    assert all(page.count(f'id="{key}"') == 1 for key in cells)
    assert "style=" not in page and "<script>" not in page


def test_a_text_has_no_scan(client: TestClient, out: OutputFolder) -> None:
    record = record_of(out, DUMP)
    assert "/halaman/" not in client.get(address(record)).text
    assert client.get(address(record, "/teks.pdf")).status_code == 404


@pytest.mark.parametrize("path", ["/halaman/..%2F..%2Fx/1.jpg", "/halaman/0123456789ab/1.jpg", "/halaman/x/y.jpg"])
def test_no_other_file_is_given_away(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def words_at(pdf: bytes, page: int, text: str) -> Iterator[tuple[float, float]]:
    """Middles of the places where a text is found, in fractions of the page from its upper left corner."""
    document = pdfium.PdfDocument(pdf)
    shown = document[page - 1]
    width, height = shown.get_size()
    textpage = shown.get_textpage()
    finder = textpage.search(text)
    while (found := finder.get_next()) is not None:
        left, bottom, right, top = textpage.get_charbox(found[0])
        yield (left + right) / 2 / width, 1 - (bottom + top) / 2 / height


@pytest.mark.parametrize("source", [SCAN, PHOTO, DIGITAL], ids=lambda path: path.suffix + path.stem[-6:])
def test_corrected_text_is_found_where_it_stands(out: OutputFolder, source: Path) -> None:
    record = copy.deepcopy(record_of(out, source))
    leaf = record["sops"][0]["steps"][3]["aktivitas"]
    leaf |= {"text": f"{NEW_WORD} {leaf['text']}", "status": "corrected"}
    places = list(words_at(record_to_searchable_pdf(record, source), leaf["where"]["page"], NEW_WORD))
    assert len(places) == 1
    left, top, right, bottom = leaf["where"]["bbox"]
    assert left - 0.01 < places[0][0] < right + 0.01
    assert top - 0.01 < places[0][1] < bottom + 0.01


def test_every_cell_of_a_scan_can_be_found(client: TestClient, out: OutputFolder) -> None:
    record = record_of(out, SCAN)
    pdf = client.get(address(record, "/teks.pdf"))
    assert pdf.headers["content-type"] == "application/pdf"
    document = pdfium.PdfDocument(pdf.content)
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    for step in record["sops"][0]["steps"]:
        assert all(word in text for word in step["aktivitas"]["text"].split())


def test_the_pages_themselves_stay_as_they_are(out: OutputFolder) -> None:
    before = pdfium.PdfDocument(SCAN)[0].render(scale=0.5).to_numpy()
    after = pdfium.PdfDocument(record_to_searchable_pdf(record_of(out, SCAN), SCAN))[0].render(scale=0.5).to_numpy()
    assert (before == after).all()


@pytest.mark.parametrize(("source", "declared"), [(SCAN, "2"), (PHOTO, "2"), (DIGITAL, None)])
def test_an_archival_file_says_so_only_where_it_is_one(out: OutputFolder, source: Path, declared: str | None) -> None:
    data = record_to_searchable_pdf(record_of(out, source), source)
    with pikepdf.open(BytesIO(data)) as pdf:  # the digital sample leaves its fonts out, so it cannot be PDF/A
        assert pdf.open_metadata().get("pdfaid:part") == declared
        assert not pdf.is_encrypted
    assert pdfa.validate_written(BytesIO(data), "2b").passed is (declared is not None)


def test_a_changed_source_is_refused(out: OutputFolder) -> None:
    with pytest.raises(Unsearchable, match="berubah"):
        record_to_searchable_pdf(record_of(out, SCAN), DIGITAL)


def test_a_site_to_publish_leaves_people_out(out: OutputFolder, tmp_path: Path) -> None:
    assert main(["export", str(tmp_path), "--format", "site", "--out", str(out.root), "-q"]) == ExitCode.OK
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) == 5
    signatories = [sop["identity"]["disahkan_oleh"] for sop in (record_of(out, SCAN)["sops"][0],)]
    for page in pages:
        text = page.read_text("utf-8")
        assert not any(who[part]["text"] in text for who in signatories for part in ("nama", "nip"))
        links = re.findall(r'(?:href|src)="([^"]+)"', text)
        assert all((page.parent / link).is_file() for link in links)
    assert signatories[0]["jabatan"]["text"] in "".join(page.read_text("utf-8") for page in pages)


def test_a_withdrawn_sop_leaves_the_published_site(out: OutputFolder, tmp_path: Path) -> None:
    records = list(read_records(out.records))
    write_site(records, tmp_path)
    (tmp_path / "sop" / "catatan.html").write_text("not ours")
    before = set(tmp_path.rglob("*.*"))
    write_site(records[1:], tmp_path)
    gone = {path.suffix for path in before - set(tmp_path.rglob("*.*"))}
    assert gone == {".html", ".svg"} and len(before) - len(set(tmp_path.rglob("*.*"))) == 2


def test_searchable_files_beside_those_that_cannot_be_had(
    out: OutputFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "surat.pdf"
    shutil.copy(DIGITAL, source)
    folder = OutputFolder(tmp_path / "out")
    run([source, SCAN], Settings(), folder, lambda *_: None)
    source.unlink()
    exported = ["export", str(tmp_path / "pdf"), "--format", "pdf", "--out", str(folder.root)]
    assert main(exported) == ExitCode.SOME_REJECTED
    assert [path.name for path in (tmp_path / "pdf").iterdir()] == [SCAN.name]
    assert "surat.pdf: Berkas aslinya tidak ada" in capsys.readouterr().err


def test_a_locked_source_has_no_searchable_file_and_stops_no_other(out: OutputFolder, tmp_path: Path) -> None:
    locked = tmp_path / "terkunci.pdf"
    with pikepdf.open(DIGITAL) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="pemilik", user="rahasia"))
    digest = hashlib.sha256(locked.read_bytes()).hexdigest()
    record = record_of(out, DIGITAL)
    with pytest.raises(Unsearchable, match="berkata sandi"):
        record_to_searchable_pdf(record | {"source": record["source"] | {"sha256": digest}}, locked)
