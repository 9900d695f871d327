"""Large files by git-lfs: one PUT to an address that is signed, or several parts that are then put together."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .answers import refused
from .store import File

_KEY = b"only this server can sign"


class LargeFiles:
    """What was uploaded, by SHA-256; from `part_size` bytes on, a file has to come in parts."""

    def __init__(self, url: str, part_size: int | None) -> None:
        self.url, self.part_size = url, part_size
        self.uploaded: dict[str, File] = {}
        self.parts: dict[tuple[str, int], bytes] = {}

    def batch(self, body: dict[str, Any]) -> Response:
        if body["operation"] != "upload" or body["hash_algo"] != "sha256" or "basic" not in body["transfers"]:
            return refused(422, "this is not an upload that is known here")
        objects = [self._object(wanted["oid"], wanted["size"]) for wanted in body["objects"]]
        return JSONResponse({"transfer": "basic", "objects": objects}, media_type="application/vnd.git-lfs+json")

    def _object(self, oid: str, size: int) -> dict[str, Any]:
        if oid in self.uploaded:
            return {"oid": oid, "size": size}
        upload: dict[str, Any] = {"href": self._signed(f"/lfs-put/{oid}")}
        if self.part_size and size > self.part_size:
            count = -(-size // self.part_size)
            urls = {f"{i:05}": self._signed(f"/lfs-part/{oid}/{i}") for i in range(1, count + 1)}
            upload = {
                "href": self._signed(f"/lfs-whole/{oid}/{count}"),
                "header": {"chunk_size": self.part_size} | urls,
            }
        return {"oid": oid, "size": size, "actions": {"upload": upload, "verify": {"href": f"{self.url}/lfs-verify"}}}

    def _signed(self, path: str) -> str:
        return f"{self.url}{path}?X-Amz-Signature={_signature(path)}"

    async def answer(self, request: Request) -> Response:
        """A call to one of the signed addresses, which bear no token."""
        verb, oid, *number = request.url.path.strip("/").split("/")
        if "authorization" in request.headers:
            return refused(400, "Only one auth mechanism allowed")
        if not hmac.compare_digest(request.query_params.get("X-Amz-Signature", ""), _signature(request.url.path)):
            return refused(403, "SignatureDoesNotMatch")
        if verb == "lfs-put":
            return self._whole(oid, await request.body())
        if verb == "lfs-part":
            content = await request.body()
            self.parts[oid, int(number[0])] = content
            return Response(headers={"ETag": _etag(content)})
        return self._assembled(await request.json(), oid, int(number[0]))

    def _assembled(self, body: dict[str, Any], oid: str, count: int) -> Response:
        there = [(i, self.parts.get((oid, i))) for i in range(1, count + 1)]
        expected = [{"partNumber": i, "etag": None if part is None else _etag(part)} for i, part in there]
        if body["oid"] != oid or body["parts"] != expected or any(part is None for _, part in there):
            return refused(400, "InvalidPart: parts are missing, changed or out of order")
        return self._whole(oid, b"".join(part or b"" for _, part in there))

    def _whole(self, oid: str, content: bytes) -> Response:
        if hashlib.sha256(content).hexdigest() != oid:
            return refused(400, "BadDigest")
        self.uploaded[oid] = File(content, True)
        return Response()

    def verified(self, body: dict[str, Any]) -> Response:
        file = self.uploaded.get(body["oid"])
        good = file is not None and len(file.content) == body["size"]
        return Response(status_code=200 if good else 404)


def _signature(path: str) -> str:
    return hmac.new(_KEY, path.encode(), "sha256").hexdigest()


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
