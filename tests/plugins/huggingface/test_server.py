"""The tests' own Hub says no to what the real one refuses: it is asked here without its client."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette")

from ...hub_server import Fault, File, HubServer, Repository
from ...hub_server.faults import CUTS

BIG = bytes(range(256)) * 40
OID = hashlib.sha256(BIG).hexdigest()
REPO = "/api/datasets/ada/chat"
BATCH = {"operation": "upload", "transfers": ["basic", "multipart"], "hash_algo": "sha256"}


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(part_size=4000, page_size=100) as server:
        server.repositories["dataset", "ada/chat"] = Repository(private=True)
        yield server


def call(
    hub: HubServer, method: str, path: str, body: bytes | dict[str, Any] = b"", token: str = "hf_write", **fields: str
) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers (in lower case) of an answer."""
    url = path if path.startswith("http") else hub.url + path
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    content = json.dumps(body).encode() if isinstance(body, dict) else body
    request = urllib.request.Request(url, content or None, headers | fields, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return error.code, error.read(), {k.lower(): v for k, v in error.headers.items()}


def commit(hub: HubServer, *lines: dict[str, Any], **header: str) -> int:
    head = {"key": "header", "value": {"summary": "x", **header}}
    body = "\n".join(json.dumps(line) for line in (head, *lines))
    return call(hub, "POST", f"{REPO}/commit/main", body.encode())[0]


def upload(hub: HubServer) -> dict[str, Any]:
    """The upload action of the large file."""
    body = {**BATCH, "objects": [{"oid": OID, "size": len(BIG)}]}
    status, answer, _ = call(hub, "POST", "/datasets/ada/chat.git/info/lfs/objects/batch", body)
    assert status == 200
    return json.loads(answer)["objects"][0].get("actions", {}).get("upload", {})


LARGE = {"key": "lfsFile", "value": {"path": "a.bin", "algo": "sha256", "oid": OID, "size": len(BIG)}}


def test_a_file_in_parts_is_taken_in_any_order_and_only_whole(hub: HubServer) -> None:
    action = upload(hub)
    parts = {int(n): url for n, url in action["header"].items() if n.isdigit()}
    assert len(parts) == 3
    etags: dict[int, str] = {}

    def completed(numbers: list[int]) -> int:
        told = [{"partNumber": i, "etag": etags.get(i, '"?"')} for i in numbers]
        return call(hub, "POST", action["href"], {"oid": OID, "parts": told}, token="")[0]

    for i in (3, 1):
        status, _, headers = call(hub, "PUT", parts[i], BIG[(i - 1) * 4000 : i * 4000], token="")
        assert status == 200
        etags[i] = headers["etag"]
    assert completed([1, 2, 3]) == completed([1, 3]) == 400
    etags[2] = call(hub, "PUT", parts[2], b"other", token="")[2]["etag"]
    assert completed([1, 2, 3]) == 400, "the whole has another hash"
    etags[2] = call(hub, "PUT", parts[2], BIG[4000:8000], token="")[2]["etag"]
    assert completed([1, 3, 2]) == 400
    assert commit(hub, LARGE) == 400, "not uploaded yet"
    assert completed([1, 2, 3]) == 200
    assert upload(hub) == {}, "it is there"
    assert commit(hub, LARGE) == 200


def test_a_signed_address_takes_no_token_no_other_content_and_no_other_signature(hub: HubServer) -> None:
    hub.lfs.part_size = None
    href = upload(hub)["href"]
    assert call(hub, "PUT", href, BIG)[0] == 400
    assert call(hub, "PUT", href, BIG[1:], token="")[0] == 400
    assert call(hub, "PUT", href.partition("?")[0], BIG, token="")[0] == 403
    assert call(hub, "PUT", href, BIG, token="")[0] == 200


@pytest.mark.parametrize(
    ("lines", "header", "status"),
    [
        ([{"key": "file", "value": {"path": "a", "content": "YQ==", "encoding": "base64"}}], {}, 200),
        ([{"key": "file", "value": {"path": "a", "content": "a", "encoding": "utf-8"}}], {}, 400),
        ([{"key": "file", "value": {"path": "a", "content": "?", "encoding": "base64"}}], {}, 400),
        ([{"key": "lfsFile", "value": {"path": "a", "algo": "sha256", "oid": "0" * 64, "size": 1}}], {}, 400),
        ([{"key": "deletedFile", "value": {"path": "nothing"}}], {}, 400),
        ([{"key": "deletedFile", "value": {"path": ".gitattributes"}}], {}, 200),
        ([{"key": "deletedFile", "value": {"path": ".gitattributes"}}], {"parentCommit": "0" * 40}, 412),
        ([{"key": "strange", "value": {"path": "a"}}], {}, 400),
        ([], {}, 400),
        ([{"key": "deletedFile", "value": {"path": ".gitattributes"}}], {"summary": ""}, 400),
    ],
)
def test_a_commit_is_taken_whole_or_not_at_all(
    hub: HubServer, lines: list[dict[str, Any]], header: dict[str, str], status: int
) -> None:
    assert commit(hub, *lines, **header) == status
    assert len(hub.repositories["dataset", "ada/chat"].commits) == (2 if status == 200 else 1)


@pytest.mark.parametrize(
    ("token", "status", "code", "message"),
    [
        ("hf_write", 200, None, None),
        ("hf_read", 200, None, None),
        ("hf_other", 404, "RepoNotFound", "Repository not found"),
        ("", 401, "RepoNotFound", "Invalid username or password."),
        ("hf_wrong", 401, None, "Invalid credentials in Authorization header"),
        ("hf_expired", 401, None, 'User Access Token "the old laptop" is expired'),
    ],
)
def test_a_private_repository_is_seen_by_its_owner_only(
    hub: HubServer, token: str, status: int, code: str | None, message: str | None
) -> None:
    for path in (REPO, f"{REPO}/tree/main", "/datasets/ada/chat/resolve/main/.gitattributes"):
        found, _, headers = call(hub, "GET", path, token=token)
        assert (found, headers.get("x-error-code"), headers.get("x-error-message")) == (status, code, message)


def test_whoever_may_only_read_sends_nothing(hub: HubServer) -> None:
    hub.repositories["dataset", "ben/open"] = Repository(private=False)
    for path in (f"{REPO}/preupload/main", f"{REPO}/commit/main", "/datasets/ada/chat.git/info/lfs/objects/batch"):
        assert call(hub, "POST", path, {"files": []}, token="hf_read")[0] == 403
    assert call(hub, "GET", f"{REPO}/xet-write-token/main", token="hf_read")[0] == 403
    assert call(hub, "GET", "/api/datasets/ben/open", token="")[0] == 200
    assert call(hub, "POST", "/api/datasets/ben/open/commit/main", {}, token="hf_write")[0] == 403
    assert call(hub, "POST", "/api/repos/create", {"name": "x", "organization": "ben"})[0] == 403


def test_a_tree_comes_in_pages_and_paths_in_batches(hub: HubServer) -> None:
    repository = hub.repositories["dataset", "ada/chat"]
    repository.add({f"data/{i:04}.jsonl": File(b"x", False) for i in range(1100)})
    address, found = f"{REPO}/tree/main?recursive=True", []
    while address:
        _, body, headers = call(hub, "GET", address)
        page = json.loads(body)
        assert len(page) <= 100
        found += page
        address = headers.get("link", "").partition(">")[0].lstrip("<")
    assert [entry["path"] for entry in found if entry["type"] == "file"] == sorted(repository.files)
    assert [entry["path"] for entry in json.loads(call(hub, "GET", f"{REPO}/tree/main")[1])] == ["data"]
    paths = "&".join(f"paths={path}" for path in repository.files)
    assert call(hub, "POST", f"{REPO}/paths-info/main", paths.encode())[0] == 400
    assert call(hub, "POST", f"{REPO}/paths-info/main", paths[:170].encode())[0] == 200


def test_a_part_of_a_file_is_given_as_it_was_asked_for(hub: HubServer) -> None:
    hub.repositories["dataset", "ada/chat"].add({"a": File(b"0123456789", False)})
    path = "/datasets/ada/chat/resolve/main/a"
    status, body, headers = call(hub, "GET", path, Range="bytes=4-")
    assert (status, body, headers["content-range"]) == (206, b"456789", "bytes 4-9/10")
    assert call(hub, "GET", path, Range="bytes=2-3")[1] == b"23"
    assert call(hub, "GET", path, Range="bytes=10-")[0] == 416
    assert call(hub, "GET", path)[1] == b"0123456789"


@pytest.mark.parametrize(
    ("head", "status"), [("a: b", 200), ("a: [", 400), ("- a", 400), ("a: !!python/name:os.system", 400)]
)
def test_the_head_of_a_card_is_a_yaml_mapping(hub: HubServer, head: str, status: int) -> None:
    body = {"content": f"---\n{head}\n---\nx", "repoType": "dataset"}
    found, answer, _ = call(hub, "POST", "/api/validate-yaml", body)
    assert found == status
    assert bool(json.loads(answer)["errors"]) == (status == 400)


@pytest.mark.parametrize("how", CUTS)
def test_a_cut_is_a_connection_that_is_reset(hub: HubServer, how: str) -> None:
    hub.faults.append(Fault("/commit/", how))
    with pytest.raises((OSError, http.client.HTTPException)):
        commit(hub, {"key": "deletedFile", "value": {"path": ".gitattributes"}})
    assert len(hub.repositories["dataset", "ada/chat"].commits) == (2 if how in ("lost", "half", "stop") else 1)
