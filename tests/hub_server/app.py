"""The server: who asks, which repository, and which room answers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .answers import refused, repository_missing
from .faults import Fault, Faulty
from .lfs import LargeFiles
from .reading import owned, resolved, tree
from .store import LARGE, File, Repository, git_oid
from .xet import XetStore

TOKENS = {
    "hf_write": ("ada", "write"),
    "hf_fine": ("ada", "fineGrained"),
    "hf_read": ("ada", "read"),
    "hf_other": ("ben", "write"),
    "hf_me": ("me", "write"),
}
EXPIRED = "hf_expired"
MOST_PATHS = 1000
_METHODS = ["GET", "HEAD", "POST", "PUT"]
_READS = ("paths-info", "validate-yaml")


class HubServer:
    """Runs inside a `with` block; `log` lists the calls, `ranges` what parts were asked for, `repositories` what is stored.

    A call meets the first of `faults` that is for it, else what `chaos` says of `METHOD path`.

    Files of more than `part_size` bytes come in parts; `page_size` entries of a tree fit on a page; with `xet`, a folder,
    large files go into a Xet store there.
    """

    def __init__(self, *, part_size: int | None = None, page_size: int = 1000, xet: Path | None = None) -> None:
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.log: list[str] = []
        self.ranges: list[str] = []
        self.faults: list[Fault] = []
        self.chaos: Callable[[str], Fault | None] = lambda call: None
        self.page_size = page_size
        self.xet = XetStore(xet) if xet else None
        # With the protocol's number, asyncio sends what is small at once.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.lfs = LargeFiles(self.url, part_size)
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=_METHODS)])
        config = uvicorn.Config(
            Faulty(app, self._fault), log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> HubServer:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # It ends by itself, and closes its socket; waiting for that would cost each test 0.2 s.
        self._server.should_exit = True

    def writes(self) -> list[str]:
        """The calls that send something to the Hub."""
        return [call for call in self.log if not call.startswith(("GET", "HEAD")) and "paths-info" not in call]

    def _fault(self, call: str) -> Fault | None:
        self.log.append(call)
        fault = next((fault for fault in self.faults if fault.where in call and fault.times), None)
        if fault is not None:
            fault.times -= 1
        return fault or self.chaos(call)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        if path.startswith(("/lfs-put/", "/lfs-part/", "/lfs-whole/")):
            return await self.lfs.answer(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token == EXPIRED:
            return refused(401, 'User Access Token "the old laptop" is expired')
        if token and token not in TOKENS:
            return refused(401, "Invalid credentials in Authorization header")
        user, role = TOKENS.get(token, ("", ""))
        if path == "/lfs-verify":
            return self.lfs.verified(await request.json())
        if path == "/api/whoami-v2":
            return _whoami(user, role)
        if path == "/api/settings/repositories" and user:
            return owned(self.repositories, user)
        if path == "/api/repos/create":
            return self._create(await request.json(), user, role)
        if path == "/api/validate-yaml":
            return _validated((await request.json())["content"])
        return await self._in_repository(request, user, role)

    def _create(self, body: dict[str, Any], user: str, role: str) -> Response:
        owner = body.get("organization") or user
        if role not in ("write", "fineGrained") or owner != user:
            return refused(403, f"You don't have the rights to create a {body.get('type', 'model')} under {owner}")
        key = (body.get("type", "model"), f"{owner}/{body['name']}")
        url = f"{self.url}/{'datasets/' if key[0] == 'dataset' else ''}{key[1]}"
        if key in self.repositories:
            return refused(409, "You already created this repo", url=url)
        # Clients of 2.x send `visibility`, older ones `private`; without either a repository is public.
        private = body.get("visibility") == "private" or body.get("private") is True
        self.repositories[key] = Repository(private)
        return JSONResponse({"url": url, "name": key[1], "id": key[1]})

    async def _in_repository(self, request: Request, user: str, role: str) -> Response:
        parts = request.url.path.strip("/").split("/")
        api = parts[0] == "api"
        parts = parts[1:] if api else parts
        kind = "dataset" if parts[0] == "datasets" else "model"
        parts = parts[1:] if parts[0] in ("datasets", "models") else parts
        if len(parts) < 2:
            return refused(404, "Not found")
        owner, name, *rest = parts
        repository = self.repositories.get((kind, f"{owner}/{name.removesuffix('.git')}"))
        if repository is None or (repository.private and user != owner):
            return repository_missing(bool(user))
        verb = rest[0] if rest else "info"
        sends = verb == "xet-write-token" or (request.method in ("POST", "PUT") and verb not in _READS)
        if sends and (user, role == "read") != (owner, False):
            return refused(403, f"Forbidden: you must use a write token to upload to a repository: {owner}/{name}")
        if verb in ("info", "revision") and api:
            return _info(repository, f"{owner}/{name}", rest[1] if len(rest) > 1 else "main")
        if verb == "resolve":
            self.ranges += filter(None, [request.headers.get("range")])
            token = f"{self.url}/api/{kind}s/{owner}/{name}/xet-read-token/{repository.head}"
            return resolved(request, repository, rest[1], "/".join(rest[2:]), token)
        if verb == "info":
            return self.lfs.batch(await request.json())
        return await self._verb(request, repository, verb, rest)

    async def _verb(self, request: Request, repository: Repository, verb: str, rest: list[str]) -> Response:
        if verb == "preupload":
            return _preuploaded(await request.json(), repository)
        if verb in ("xet-write-token", "xet-read-token") and self.xet:
            return self.xet.token()
        if verb == "commit":
            url = f"{self.url}{request.url.path.removeprefix('/api').replace('/models/', '/')}"
            return self._commit(await request.body(), repository, url.removesuffix("/main"))
        if verb == "settings":
            repository.private = (await request.json()).get("private", repository.private)
            return JSONResponse({"private": repository.private})
        if verb == "tree":
            return tree(request, repository, rest[1], "/".join(rest[2:]), self.page_size)
        if verb == "paths-info":
            wanted = parse_qs((await request.body()).decode()).get("paths", [])
            if len(wanted) > MOST_PATHS:
                return refused(400, "too many paths")
            files = repository.at(rest[1]) or {}
            return JSONResponse([files[path].described(path) for path in wanted if path in files])
        return refused(404, "Not found")

    def _commit(self, body: bytes, repository: Repository, url: str) -> Response:
        try:
            header, *lines = [json.loads(line) for line in body.splitlines()]
            if header["key"] != "header" or not header["value"]["summary"] or not lines:
                raise ValueError("a commit begins with its header, and then changes something")
            parent = header["value"].get("parentCommit")
            if parent is not None and parent != repository.head:
                return refused(412, "A commit has happened since. Please refresh and try again.")
            files = repository.changed(lines, {**self.lfs.uploaded, **self._in_xet(lines)})
        except (ValueError, KeyError, TypeError) as error:
            return refused(400, str(error))
        oid = repository.add(files)
        return JSONResponse({"success": True, "commitOid": oid, "commitUrl": f"{url}/{oid}"})

    def _in_xet(self, lines: list[dict[str, Any]]) -> dict[str, File]:
        wanted = {line["value"]["oid"]: line["value"]["size"] for line in lines if line["key"] == "lfsFile"}
        return self.xet.files(wanted) if self.xet and wanted else {}


def _whoami(user: str, role: str) -> Response:
    if not user:
        return refused(401, "Invalid username or password.")
    token = {"displayName": "the laptop", "role": role}
    told = {"type": "user", "name": user, "fullname": user.title(), "email": f"{user}@example.org", "orgs": []}
    return JSONResponse({**told, "auth": {"type": "access_token", "accessToken": token}})


def _info(repository: Repository, name: str, revision: str) -> Response:
    files = repository.at(revision)
    if files is None:
        return refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    sha = repository.head if revision == "main" else revision
    siblings = [{"rfilename": path} for path in files]
    told = {"id": name, "sha": sha, "private": repository.private, "siblings": siblings, "tags": []}
    return JSONResponse({**told, "downloads": 0, "likes": 0, "gated": False, "disabled": False})


def _validated(content: str) -> Response:
    """As the Hub, `errors` for a head that is no YAML mapping, with the line; nothing of the text."""
    try:
        if content.startswith("---\n"):
            head = yaml.safe_load(content.removeprefix("---\n").split("\n---", 1)[0])
            if not isinstance(head, dict):
                raise yaml.YAMLError
    except yaml.YAMLError:
        errors = [{"message": "Invalid YAML metadata in README.md", "line": 1}]
        return JSONResponse({"error": "Invalid metadata in README.md.", "errors": errors, "warnings": []}, 400)
    return JSONResponse({"errors": [], "warnings": []})


def _preuploaded(body: dict[str, Any], repository: Repository) -> Response:
    answers = []
    for file in body["files"]:
        there = repository.files.get(file["path"])
        told = {"path": file["path"], "uploadMode": "lfs" if file["size"] >= LARGE else "regular"}
        oid = None if there is None else there.sha256 if there.lfs else git_oid(there.content)
        answers.append({**told, "shouldIgnore": False, "oid": oid})
    return JSONResponse({"files": answers})
