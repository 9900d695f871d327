"""Files of an exported blog, also those in the zips that Tumblr puts into its zip."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Literal

import msgspec

from simulacrum_core import Findings, SourceError, SourceFile
from simulacrum_core.sources import ArchiveMember, Limits, as_utf8, content_of, document_members

Kind = Literal["posts", "messages", "page", "json"]
_HEAD = 1 << 14
_POSTS = re.compile(rb"\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?<tumblr\b")
_MESSAGES = re.compile(rb"<participants?\b[^>]{0,999}>")
_TALK, _SAID = b"<conversation", b"<message"
_PAGE = re.compile(r"(?:^|/)html/(\d{5,20})\.html$")
_INNER = re.compile(r"(?:^|/)(?:posts|messages|conversations)\.zip$", re.IGNORECASE)


_SIGNS = (b'"reblog_key"', b'"trail"', b'"is_blocks_post_format"', b'"reblog"')
_OPEN = re.compile(rb"\s{0,99}[\[{]")


class Part(msgspec.Struct, frozen=True):
    """A file, and what it holds."""

    file: SourceFile
    kind: Kind


def parts_of(files: Sequence[SourceFile], limits: Limits, findings: Findings) -> list[Part]:
    """The files that hold something, those in inner zips too; an inner zip that cannot be read is reported."""
    found = [
        Part(as_utf8(file), kind) for file in unpacked(files, limits, findings) if (kind := kind_of(file)) is not None
    ]
    return sorted(found, key=lambda part: part.kind != "posts")


def unpacked(files: Sequence[SourceFile], limits: Limits, findings: Findings) -> Iterator[SourceFile]:
    """The files, and those of zips in them that are called as Tumblr calls them."""
    for file in files:
        if not _INNER.search(file.name):
            yield file
            continue
        try:
            data = content_of(file, limits, "document_bytes")
            members = document_members(data, file.name, limits)
        except SourceError as error:
            findings.report(file.name, None, f"not read: {error.what}. {error.remedy or ''}".strip())
            continue
        for name, member in members.items():
            yield SourceFile(f"{file.name}/{name}", member.size, _opener(member), container=file.name)


def _opener(member: ArchiveMember) -> Callable[[], BinaryIO]:
    return member.open


def is_any(files: Sequence[SourceFile], limits: Limits) -> bool:
    """Whether one of the files is of an exported blog."""
    return any(kind_of(file) is not None for file in unpacked(files, limits, Findings()))


def kind_of(file: SourceFile) -> Kind | None:
    """What a file holds, by its name and its first bytes."""
    name = file.name.lower()
    if not name.endswith((".xml", ".html", ".json")):
        return None
    with as_utf8(file).open() as stream:
        head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    if name.endswith(".json"):
        return "json" if is_json(head) else None
    if name.endswith(".html"):
        return "page" if _PAGE.search(file.name) and head.lstrip().startswith(b"<") else None
    if _POSTS.match(head):
        return "posts"
    return "messages" if _TALK in head and _SAID in head and _MESSAGES.search(head) else None


def is_json(head: bytes) -> bool:
    """Whether a file begins like posts of a blog, as the site's interface for programs gives them."""
    return _OPEN.match(head) is not None and b'"blog_name"' in head and any(sign in head for sign in _SIGNS)


def post_id(file: SourceFile) -> str:
    """The number of the post that a page shows."""
    match = _PAGE.search(file.name)
    return match[1] if match else file.name
