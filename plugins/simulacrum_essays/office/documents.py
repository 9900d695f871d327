"""Documents that are zips: their members, read within limits, and which kind of document they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import ArchiveMember, Limits, content_of, document_members, raise_limit, suffix_of

Kind = Literal["docx", "odt", "epub"]
_TEXTS = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")
Members = Mapping[str, ArchiveMember]


def kind_of(file: SourceFile, head: bytes, limits: Limits) -> Kind | None:
    """Which document a zip is, by its members; by its first bytes where it is damaged."""
    if not head.startswith(b"PK\x03\x04"):
        return None
    if kind := _by_name(head[30:4096]):
        return kind
    try:
        names = set(document_members(content_of(file, limits, "document_bytes"), file.name, limits))
    except SourceError:
        # Its reader says what is wrong with it.
        named = suffix_of(file.name).removeprefix(".")
        kinds: dict[str, Kind] = {"docx": "docx", "odt": "odt", "epub": "epub"}
        return "docx" if b"word/" in head and b"[Content_Types].xml" in head else kinds.get(named)
    if "META-INF/container.xml" in names:
        return "epub"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "odt"
    return "docx" if any(name.startswith("word/document") for name in names) else None


def _by_name(data: bytes) -> Kind | None:
    if data.startswith(b"mimetypeapplication/vnd.oasis.opendocument.text"):
        return "odt"
    return "epub" if data.startswith(b"mimetypeapplication/epub+zip") else None


def members_of(file: SourceFile, data: bytes, limits: Limits) -> Members:
    """The members of a document; raises SourceError where it is damaged, or holds too much text to be one."""
    members = document_members(data, file.name, limits)
    size = sum(member.size for name, member in members.items() if name.lower().endswith(_TEXTS))
    if size > limits.document_bytes:
        what = f"refused: its parts unpack to {size:,} bytes of text"
        raise SourceError(what, file=file.name, remedy=raise_limit("document_bytes"))
    return members


def content_in(members: Members, name: str) -> bytes:
    """All bytes of a member; raises SourceError where it is missing or too large."""
    member = members.get(name)
    if member is None:
        file = next((other.container for other in members.values()), None)
        raise SourceError(f"member {name!r} is missing", file=file, remedy="Save the document again")
    part = SourceFile(f"{member.container}/{name}", member.size, member.open)
    return content_of(part, member.limits, "page_bytes")
