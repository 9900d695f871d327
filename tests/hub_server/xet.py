"""Large files by Xet: the real client stores chunks in a folder, by a scheme that its own tests use, and this reads them back.

Nobody documents the scheme (`local:///FOLDER` as the address of the store), so hf_xet is pinned where this runs, and LFS stays
the base of the tests.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from starlette.responses import JSONResponse, Response

from .store import File

# https://github.com/huggingface/xet-core/blob/main/spec/shard.md: a header, then entries of one size, then a bookmark.
_ENTRY, _END = 48, b"\xff" * 32
_VERIFIED, _WITH_METADATA = 1 << 31, 1 << 30


class XetStore:
    """The store's folder; tokens for it are given out for an hour."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def token(self) -> Response:
        told = {"casUrl": f"local://{self.folder}", "exp": int(time.time()) + 3600, "accessToken": "xet-token"}
        headers = {"X-Xet-Cas-Url": told["casUrl"], "X-Xet-Token-Expiration": str(told["exp"])}
        return JSONResponse(told, headers={**headers, "X-Xet-Access-Token": told["accessToken"]})

    def files(self, wanted: dict[str, int]) -> dict[str, File]:
        """Those of `wanted` (sizes by SHA-256) that were uploaded, read back and hashed."""
        found = {oid: name for oid, name in self._names() if oid in wanted}
        if not found:
            return {}
        with tempfile.TemporaryDirectory() as scratch:
            # The store's index is locked as long as the client lives.
            shutil.copytree(self.folder, f"{scratch}/cas")
            contents = _read_back(Path(scratch), {name: wanted[oid] for oid, name in found.items()})
        whole = {oid: File(contents[name], True, name) for oid, name in found.items()}
        return {oid: file for oid, file in whole.items() if hashlib.sha256(file.content).hexdigest() == oid}

    def _names(self) -> Iterator[tuple[str, str]]:
        """SHA-256 and Xet's own hash of each file in the store."""
        for shard in self.folder.glob("xet/xorbs/shards/*.mdb"):
            yield from _shard_names(shard.read_bytes())


def _shard_names(shard: bytes) -> Iterator[tuple[str, str]]:
    at = _ENTRY
    while shard[at : at + 32] != _END:
        name = _hex(shard[at : at + 32])
        flags, count = struct.unpack_from("<II", shard, at + 32)
        at += _ENTRY * (1 + count * (2 if flags & _VERIFIED else 1))
        if flags & _WITH_METADATA:
            yield _hex(shard[at : at + 32]), name
            at += _ENTRY


def _hex(digest: bytes) -> str:
    """Xet writes its hashes as four little-endian numbers."""
    return "".join(f"{number:016x}" for number in struct.unpack("<4Q", digest))


def _read_back(scratch: Path, sizes: dict[str, int]) -> dict[str, bytes]:
    import hf_xet

    session = hf_xet.XetSession()
    with session.new_file_download_group(
        endpoint=f"local://{scratch}/cas",
        token="xet-token",
        token_expiry_unix_secs=int(time.time()) + 3600,
        custom_headers={},
    ) as group:
        for name, size in sizes.items():
            group.start_download_file(hf_xet.XetFileInfo(name, size), str(scratch / name))
    return {name: (scratch / name).read_bytes() for name in sizes}
