"""The JSON interface: what it says agrees with what its OpenAPI document promises."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from corpus.api import create_api
from corpus.api_schema import LIMIT_MOST, openapi
from corpus.questions import QUESTIONS
from corpus.store import Corpus
from tests.sop_records import small_archive

GIVEN = {
    "/sop": {"berkas": "kinerja/lakip.pdf", "id": "1"},
    "/questions/dasar-hukum": {"peraturan": "PP 8/2006"},
    "/questions/langkah-pelaksana": {"pelaksana": "camat"},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    path = tmp_path_factory.mktemp("api") / "corpus.db"
    with Corpus(path) as corpus:
        corpus.upsert_all(small_archive())
    return TestClient(create_api(path))


def schema_of(path: str, code: str) -> dict[str, Any]:
    document = openapi()
    content = document["paths"][path]["get"]["responses"][code]["content"]["application/json"]
    return {**content["schema"], "components": document["components"]}


@pytest.mark.parametrize("path", openapi()["paths"])
def test_every_documented_path_answers_as_promised(client: TestClient, path: str) -> None:
    answer = client.get(path, params=GIVEN.get(path))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    jsonschema.validate(answer.json(), schema_of(path, "200"))
    refused = client.get(path, params={**GIVEN.get(path, {}), "tidak_ada": "1"})
    assert refused.status_code == 400
    jsonschema.validate(refused.json(), schema_of(path, "400"))


@pytest.mark.parametrize("path", ["/search", "/sops"])
def test_the_document_leads_from_an_answer_to_the_sop(client: TestClient, path: str) -> None:
    paths = openapi()["paths"]
    link = paths[path]["get"]["responses"]["200"]["links"]["sop"]
    (target,) = [
        name for name, entry in paths.items() if entry.get("get", {}).get("operationId") == link["operationId"]
    ]
    body = client.get(path, params={"q": "surat"} if path == "/search" else None).json()
    given = {name: jsonpointer(body, where) for name, where in link["parameters"].items()}
    assert client.get(target, params=given).json()["source"]["file"] == given["berkas"]


def jsonpointer(body: Any, where: str) -> Any:
    for part in where.removeprefix("$response.body#/").split("/"):
        body = body[int(part)] if part.isdigit() else body[part]
    return body


def test_every_route_is_documented(client: TestClient) -> None:
    documented = set(openapi()["paths"])
    routes = {route.path for route in client.app.routes}  # type: ignore[attr-defined]
    assert routes - {"/questions/{name}", "/openapi.json"} == documented - {f"/questions/{name}" for name in QUESTIONS}
    assert {path.removeprefix("/questions/") for path in documented if path.count("/") == 2} == set(QUESTIONS)
    assert client.get("/openapi.json").json() == openapi()


def test_search_takes_the_same_filters_in_words_and_in_parameters(client: TestClient) -> None:
    typed = client.get("/search", params={"q": 'surat instansi:"telaga asri" tahun:2022'}).json()
    given = client.get("/search", params={"q": "surat", "instansi": "Telaga Asri", "tahun": "2022"}).json()
    assert typed == given
    assert {hit["source"] for hit in given["hits"]} == {"kelurahan/sku.pdf"}
    assert len(client.get("/search", params={"q": "surat", "limit": "1"}).json()["hits"]) == 1


def test_facets_count_offices_years_actors_and_regulations(client: TestClient) -> None:
    counted = client.get("/facets", params={"pelaksana": ["camat"]}).json()
    assert counted["total"] == 2
    assert counted["offices"] == [{"value": "KECAMATAN WATU LUMUT", "count": 2}]
    assert {"value": "Camat", "count": 2} in counted["actors"]
    assert {"value": "PP 8/2006", "count": 2} in counted["regulations"]
    assert counted["years"] == [{"value": 2021, "count": 1}, {"value": 2019, "count": 1}]


def test_a_sop_is_its_record(client: TestClient) -> None:
    assert client.get("/sop", params={"berkas": "surat/masuk.pdf", "id": "1"}).json() == small_archive()[0]
    listed = client.get("/sops", params={"limit": "2", "offset": "1"}).json()
    assert listed["total"] == 4
    assert [one["source"] for one in listed["sops"]] == ["kelurahan/sku.pdf", "kinerja/lakip.pdf"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/sop", 400),
        ("/sop?berkas=x&id=1", 404),
        ("/sop?berkas=&id=1", 400),
        ("/search?limit=0", 400),
        (f"/search?limit={LIMIT_MOST + 1}", 400),
        ("/search?limit=1&limit=2", 400),
        ("/search?tahun=kemarin", 400),
        ("/search?keyakinan_di_bawah=2", 400),
        ("/search?keyakinan_di_bawah=nan", 400),
        ("/questions/cuaca", 404),
        ("/questions/dasar-hukum", 400),
        ("/questions/langkah-lama?hari=lima", 400),
        ("/questions/langkah-lama?termasuk=true", 400),
        ("/questions/lewat-reviu?tanggal=2024-02-31", 400),
        ("/apa-saja", 404),
    ],
)
def test_wrong_requests_say_what_is_wrong_in_json(client: TestClient, address: str, code: int) -> None:
    answer = client.get(address)
    assert answer.status_code == code
    assert answer.json()["error"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_interface_only_reads(client: TestClient) -> None:
    answer = client.post("/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_a_corpus_that_is_gone_is_said() -> None:
    answer = TestClient(create_api("no/such.db")).get("/sops")
    assert answer.status_code == 503
    assert "mutubaku ingest" in answer.json()["error"]
