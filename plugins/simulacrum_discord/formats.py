"""Formats: which files of a source are parts of channels, told by how they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from simulacrum_core import Findings, SourceFile
from simulacrum_core.sources import Limits, as_utf8

from .html import pages
from .json import documents
from .package import packages
from .package.accounts import Package
from .parts import HEAD, Part
from .text import logs, tables

_FIRST = 1 << 9
_ENDINGS = (".json", ".html", ".htm", ".csv", ".txt")
_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
_REMAINS = re.compile(rb"""\bclass=["']?chatlog__message\b|"timestampEdited":""")
_BEGINNINGS = (b"{", b"[", b"<", b"=", b"AuthorID,", b'"AuthorID"', b"ID,", b'"ID"')


def parts(files: Sequence[SourceFile], findings: Findings, limits: Limits) -> Iterator[Part]:
    """The files that hold messages, without those that somebody attached; one file alone may have any name."""
    files = [as_utf8(file) for file in files]
    names, is_alone = {file.name for file in files}, len(files) == 1 and files[0].container is None
    package: Package | None = None
    for file in files:
        if (is_alone or file.base.lower().endswith(_ENDINGS)) and not _is_asset(file.name, names):
            if not (head := _head(file)):
                continue
            package = package or Package(files, findings, limits)
            if (part := _part(file, head, package)) is not None:
                package.have(file)
                yield part
    if package is not None:
        package.tell_missing()


def tell_remains(files: Sequence[SourceFile], found: Sequence[Part], findings: Findings) -> None:
    """Report the files that are no part but hold messages in their first 64 kB: their heads are damaged."""
    names, known = {file.name for file in files}, {part.file.name for part in found}
    for file in files:
        if file.name not in known and file.base.lower().endswith(_ENDINGS) and not _is_asset(file.name, names):
            with file.open() as stream:
                if _REMAINS.search(stream.read(HEAD)):
                    findings.report(file.name, 1, "not read: it holds Discord's messages, but its head is damaged")


def _part(file: SourceFile, head: bytes, package: Package) -> Part | None:
    if head.startswith(b"{"):
        return documents.part(file, head)
    if head.startswith(b"<"):
        return pages.part(file, head)
    if head.startswith(b"="):
        return logs.part(file, head)
    return tables.part(file, head) or packages.part(file, head, package)


def _head(file: SourceFile) -> bytes:
    """The first 64 kB, b"" where the first bytes are no beginning that is known."""
    with file.open() as stream:
        head = stream.read(_FIRST)
        if not head.removeprefix(_BOM).lstrip(_BLANK).startswith(_BEGINNINGS):
            return b""
        head += stream.read(HEAD - len(head))
    return head.removeprefix(_BOM).lstrip(_BLANK)


def _is_asset(name: str, names: set[str]) -> bool:
    """Whether a file lies in the folder into which the exporter saved what was attached: `<export>_Files`."""
    folders = name.split("/")[:-1]
    paths = ("/".join(folders[: depth + 1]) for depth, folder in enumerate(folders) if folder.endswith("_Files"))
    return any(path.removesuffix("_Files") in names for path in paths)
