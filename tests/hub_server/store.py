"""Repositories with their commits."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LARGE = 4096
"""Bytes from which a file goes through LFS; much less than the Hub's, so that tests stay small."""


def git_oid(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass
class File:
    content: bytes
    lfs: bool
    xet: str | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def described(self, path: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "type": "file",
            "path": path,
            "size": len(self.content),
            "oid": git_oid(self.content if not self.lfs else self.pointer()),
        }
        if self.lfs:
            told["lfs"] = {"oid": self.sha256, "size": len(self.content), "pointerSize": len(self.pointer())}
        if self.xet:
            told["xetHash"] = self.xet
        return told

    def pointer(self) -> bytes:
        lines = ("version https://git-lfs.github.com/spec/v1", f"oid sha256:{self.sha256}", f"size {len(self.content)}")
        return "".join(f"{line}\n" for line in lines).encode()


@dataclass
class Repository:
    private: bool
    commits: list[tuple[str, dict[str, File]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.add({".gitattributes": File(b"*.jsonl filter=lfs\n", False)})

    @property
    def head(self) -> str:
        return self.commits[-1][0]

    @property
    def files(self) -> dict[str, File]:
        return self.commits[-1][1]

    def at(self, revision: str) -> dict[str, File] | None:
        return self.files if revision in ("main", "refs/heads/main") else dict(self.commits).get(revision)

    def add(self, files: dict[str, File]) -> str:
        told = "".join(f"{path}{file.sha256}" for path, file in sorted(files.items()))
        oid = hashlib.sha1(f"{len(self.commits)}{told}".encode()).hexdigest()
        self.commits.append((oid, files))
        return oid

    def changed(self, lines: list[dict[str, Any]], uploaded: Mapping[str, File]) -> dict[str, File]:
        """The files after a commit; raises ValueError where it names what was never uploaded or is not there."""
        files = dict(self.files)
        for line in lines:
            key, value = line["key"], line["value"]
            path = value["path"]
            if key == "file":
                if value.get("encoding") != "base64":
                    raise ValueError("a file is not base64")
                content = base64.b64decode(value["content"], validate=True)
                if len(content) >= LARGE:
                    raise ValueError("a large file is not sent inside of a commit")
                files[path] = File(content, False)
            elif key == "lfsFile":
                files[path] = _large(value, uploaded)
            elif key == "deletedFile":
                if files.pop(path, None) is None:
                    raise ValueError("a file that is to be deleted is not there")
            else:
                raise ValueError(f"unknown key {key}")
        return files


def _large(value: Mapping[str, Any], uploaded: Mapping[str, File]) -> File:
    file = uploaded.get(value["oid"])
    if file is None or value["algo"] != "sha256" or value.get("size", len(file.content)) != len(file.content):
        raise ValueError("a large file was not uploaded")
    return file
