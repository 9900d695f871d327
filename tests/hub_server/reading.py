"""What a client reads of a repository: pages of its tree, and files, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .answers import refused
from .store import Repository, git_oid

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def owned(repositories: Mapping[tuple[str, str], Repository], user: str) -> Response:
    """The repositories of a user, as `hf repos ls` wants them."""
    told = [
        {
            "id": name,
            "type": kind,
            "updatedAt": "2026-01-01T00:00:00.000Z",
            "visibility": "private" if repository.private else "public",
            "storage": sum(len(file.content) for file in repository.files.values()),
        }
        for (kind, name), repository in repositories.items()
        if name.partition("/")[0] == user
    ]
    return JSONResponse(told)


def tree(request: Request, repository: Repository, revision: str, folder: str, page_size: int) -> Response:
    """A page of files and folders; `Link` names the next one."""
    files = repository.at(unquote(revision))
    if files is None:
        return refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    prefix = f"{folder}/" if folder else ""
    names = sorted(name for name in files if name.startswith(prefix))
    folders = {name[: len(prefix) + at] for name in names for at, c in enumerate(name[len(prefix) :]) if c == "/"}
    if folder and not names:
        return refused(404, "Entry not found", "EntryNotFound")
    entries = [*({"type": "directory", "oid": git_oid(name.encode()), "size": 0, "path": name} for name in folders)]
    entries += [files[name].described(name) for name in names]
    if request.query_params.get("recursive", "").lower() != "true":
        entries = [entry for entry in entries if "/" not in entry["path"].removeprefix(prefix)]
    entries.sort(key=lambda entry: str(entry["path"]))
    start = int(request.query_params.get("cursor", "0"))
    headers = {}
    if start + page_size < len(entries):
        following = request.url.include_query_params(cursor=start + page_size)
        headers["Link"] = f'<{following}>; rel="next"'
    return JSONResponse(entries[start : start + page_size], headers=headers)


def resolved(request: Request, repository: Repository, revision: str, path: str, xet_token: str) -> Response:
    """A file; `xet_token` is where the client gets a token for what lies in a Xet store."""
    files = repository.at(revision)
    if files is None:
        return refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    file = files.get(path)
    if file is None:
        return refused(404, "Entry not found", "EntryNotFound")
    sha = repository.head if revision == "main" else revision
    etag = file.sha256 if file.lfs else git_oid(file.content)
    headers = {"X-Repo-Commit": sha, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
    if file.xet:
        headers |= {"X-Xet-Hash": file.xet, "Link": f'<{xet_token}>; rel="xet-auth"'}
    size = len(file.content)
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if request.method != "GET" or asked is None:
        return Response(file.content, headers=headers)
    start, stop = int(asked[1]), min(int(asked[2] or size - 1) + 1, size)
    if start >= size:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return Response(file.content[start:stop], 206, headers)
