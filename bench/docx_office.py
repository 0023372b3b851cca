"""LibreOffice without a window: the one place that starts it. A start takes seconds, so many files go in one run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from bench.docx_xml import NAMESPACES
from bench.undated import undated

NAMES = ("soffice", "libreoffice")
WRITER = "libswlo.so"
SECONDS = 60
SECONDS_PER_FILE = 15
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""


class OfficeMissing(RuntimeError):
    """No LibreOffice on this machine, or it gave nothing back."""


def office() -> str | None:
    """The program, None when there is none or it came without Writer (Debian packs that apart)."""
    found = next((found for name in NAMES if (found := shutil.which(name))), None)
    return found if found and (Path(found).resolve().parent / WRITER).is_file() else None


def body_to_docx(body: str) -> bytes:
    """A Word file of one part; always the same bytes for the same body."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", document)):
            package.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def docx_to_pdf(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDFs of Word files, by the same names, all in one run with a profile of its own. Raises OfficeMissing."""
    program = office()
    if program is None:
        raise OfficeMissing("LibreOffice Writer is not installed (Debian: libreoffice-writer)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [folder / f"{at}.docx" for at in range(len(files))]
        for source, data in zip(sources, files.values(), strict=True):
            source.write_bytes(data)
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
                   "--convert-to", "pdf", "--outdir", str(folder), *map(str, sources)]  # fmt: skip
        seconds = SECONDS + SECONDS_PER_FILE * len(files)
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        made = [source.with_suffix(".pdf") for source in sources]
        if not all(path.is_file() for path in made):
            raise OfficeMissing(f"LibreOffice failed: {done.stderr.decode(errors='replace')[-300:]}")
        return {key: undated(path.read_bytes()) for key, path in zip(files, made, strict=True)}
