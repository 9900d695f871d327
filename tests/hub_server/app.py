"""The server: routes, tokens, and faults that a test asks for."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .store import LARGE, File, Repository, git_oid

TOKENS = {"hf_write": ("ada", "write"), "hf_read": ("ada", "read"), "hf_other": ("ben", "write")}
_OPEN = ("/lfs-put/", "/resolve/")


@dataclass
class Fault:
    """What happens to the next calls whose `METHOD path` holds `where`: a status, `cut`, `slow` or `lost`."""

    where: str
    what: int | str
    times: int = 1
    headers: tuple[tuple[str, str], ...] = ()


class HubServer:
    """Runs inside a `with` block; `log` lists the calls, `repositories` what is stored."""

    def __init__(self) -> None:
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.uploaded: dict[str, bytes] = {}
        self.log: list[str] = []
        self.faults: list[Fault] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "HEAD", "POST", "PUT"])])
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> HubServer:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def writes(self) -> list[str]:
        """The calls that send something to the Hub."""
        return [call for call in self.log if not call.startswith(("GET", "HEAD")) and "paths-info" not in call]

    async def _answer(self, request: Request) -> Response:
        call = f"{request.method} {request.url.path}"
        self.log.append(call)
        fault = next((fault for fault in self.faults if fault.where in call and fault.times), None)
        if fault is None:
            return await self._served(request)
        fault.times -= 1
        if fault.what == "slow":
            await asyncio.sleep(1)
            return await self._served(request)
        if fault.what == "lost":
            await self._served(request)
        if isinstance(fault.what, str):
            return _Cut()
        return Response(status_code=fault.what, headers=dict(fault.headers))

    async def _served(self, request: Request) -> Response:
        path = request.url.path
        user, role = TOKENS.get(request.headers.get("authorization", "").removeprefix("Bearer "), ("", ""))
        if path.startswith("/lfs-put/"):
            return self._put(path.removeprefix("/lfs-put/"), await request.body())
        if path == "/api/whoami-v2":
            return self._whoami(user, role)
        if path == "/api/repos/create":
            return self._create(await request.json(), user, role)
        if path == "/api/validate-yaml":
            return _validated((await request.json())["content"])
        return await self._in_repository(request, user, role)

    def _whoami(self, user: str, role: str) -> Response:
        if not user:
            return JSONResponse({"error": "Invalid username or password."}, 401)
        return JSONResponse({"name": user, "type": "user", "orgs": [], "auth": {"accessToken": {"role": role}}})

    def _create(self, body: dict[str, Any], user: str, role: str) -> Response:
        owner = body.get("organization") or user
        if role != "write" or owner != user:
            return JSONResponse({"error": "forbidden"}, 403)
        key = (body.get("type", "model"), f"{owner}/{body['name']}")
        url = f"{self.url}/{'datasets/' if key[0] == 'dataset' else ''}{key[1]}"
        if key in self.repositories:
            return JSONResponse({"error": "exists", "url": url}, 409)
        # Clients of 2.x send `visibility`, older ones `private`; without either a repository is public.
        private = body.get("visibility") == "private" or body.get("private") is True
        self.repositories[key] = Repository(private)
        return JSONResponse({"url": url, "name": key[1], "id": key[1]})

    def _put(self, oid: str, content: bytes) -> Response:
        if hashlib.sha256(content).hexdigest() != oid:
            return Response(status_code=400)
        self.uploaded[oid] = content
        return Response()

    async def _in_repository(self, request: Request, user: str, role: str) -> Response:
        parts = request.url.path.strip("/").split("/")
        api = parts[0] == "api"
        parts = parts[1:] if api else parts
        kind = "dataset" if parts[0] == "datasets" else "model"
        parts = parts[1:] if parts[0] in ("datasets", "models") else parts
        owner, name, *rest = parts
        repository = self.repositories.get((kind, f"{owner}/{name.removesuffix('.git')}"))
        if repository is None or (repository.private and user != owner):
            return JSONResponse({"error": "not found"}, 404, headers={"X-Error-Code": "RepoNotFound"})
        if request.method in ("POST", "PUT") and rest[0] != "paths-info" and (user, role) != (owner, "write"):
            return JSONResponse({"error": "forbidden"}, 403)
        verb = rest[0] if rest else "info"
        if verb in ("info", "revision") and api:
            return self._info(repository, f"{owner}/{name}", rest[1] if len(rest) > 1 else "main")
        if verb == "resolve":
            return _resolved(request, repository, rest[1], "/".join(rest[2:]))
        if verb == "info":
            return self._lfs(await request.json(), rest[-1])
        return await self._verb(request, repository, verb, rest)

    async def _verb(self, request: Request, repository: Repository, verb: str, rest: list[str]) -> Response:
        if verb == "preupload":
            return _preuploaded(await request.json(), repository)
        if verb == "commit":
            url = f"{self.url}{request.url.path.removeprefix('/api').replace('/models/', '/')}"
            return self._commit(await request.body(), repository, url.removesuffix("/main"))
        if verb == "settings":
            repository.private = (await request.json()).get("private", repository.private)
            return JSONResponse({"private": repository.private})
        if verb in ("tree", "paths-info"):
            files = repository.at(rest[1]) or {}
            wanted = files if verb == "tree" else parse_qs((await request.body()).decode())["paths"]
            return JSONResponse([files[path].described(path) for path in wanted if path in files])
        return JSONResponse({"error": "no such route"}, 404)

    def _info(self, repository: Repository, name: str, revision: str) -> Response:
        files = repository.at(revision)
        if files is None:
            return JSONResponse({"error": "not found"}, 404, headers={"X-Error-Code": "RevisionNotFound"})
        sha = repository.head if revision == "main" else revision
        siblings = [{"rfilename": path} for path in files]
        told = {"id": name, "sha": sha, "private": repository.private, "siblings": siblings, "tags": []}
        return JSONResponse({**told, "downloads": 0, "likes": 0, "gated": False, "disabled": False})

    def _lfs(self, body: dict[str, Any], verb: str) -> Response:
        if verb == "verify":
            good = len(self.uploaded.get(body["oid"], b"")) == body["size"]
            return Response(status_code=200 if good else 404)
        objects = []
        for wanted in body["objects"]:
            told = {"oid": wanted["oid"], "size": wanted["size"]}
            if wanted["oid"] not in self.uploaded:
                told["actions"] = {"upload": {"href": f"{self.url}/lfs-put/{wanted['oid']}"}}
            objects.append(told)
        return JSONResponse({"transfer": "basic", "objects": objects}, media_type="application/vnd.git-lfs+json")

    def _commit(self, body: bytes, repository: Repository, url: str) -> Response:
        header, *lines = [json.loads(line) for line in body.splitlines()]
        parent = header["value"].get("parentCommit")
        if header["key"] != "header" or not header["value"]["summary"]:
            return JSONResponse({"error": "a commit begins with its header"}, 400)
        if parent is not None and parent != repository.head:
            return JSONResponse({"error": "the branch has moved"}, 412)
        try:
            files = repository.changed(lines, self.uploaded)
        except (ValueError, KeyError) as error:
            return JSONResponse({"error": str(error)}, 400)
        oid = repository.add(files)
        return JSONResponse({"success": True, "commitOid": oid, "commitUrl": f"{url}/{oid}"})


class _Cut(Response):
    """Ends the connection in the middle of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
        await send({"type": "http.response.body", "body": b"{"})


def _validated(content: str) -> Response:
    head = content.split("\n---", 1)[0].removeprefix("---")
    try:
        good = isinstance(yaml.safe_load(head), dict)
    except yaml.YAMLError:
        good = False
    return JSONResponse({"errors": [] if good else [{"message": "bad YAML"}], "warnings": []}, 200 if good else 400)


def _preuploaded(body: dict[str, Any], repository: Repository) -> Response:
    answers = []
    for file in body["files"]:
        there = repository.files.get(file["path"])
        told = {"path": file["path"], "uploadMode": "lfs" if file["size"] >= LARGE else "regular"}
        oid = None if there is None else there.sha256 if there.lfs else git_oid(there.content)
        answers.append({**told, "shouldIgnore": False, "oid": oid})
    return JSONResponse({"files": answers})


def _resolved(request: Request, repository: Repository, revision: str, path: str) -> Response:
    files = repository.at(revision)
    file: File | None = None if files is None else files.get(path)
    if file is None:
        return JSONResponse({"error": "not found"}, 404, headers={"X-Error-Code": "EntryNotFound"})
    sha = repository.head if revision == "main" else revision
    etag = file.sha256 if file.lfs else git_oid(file.content)
    headers = {"X-Repo-Commit": sha, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
    asked = request.headers.get("range", "")
    if request.method == "GET" and asked.startswith("bytes="):
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, stop = int(first), min(int(last or len(file.content) - 1) + 1, len(file.content))
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(file.content)}"
        return Response(file.content[start:stop], 206, headers)
    return Response(file.content, headers=headers)
