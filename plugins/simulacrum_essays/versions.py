"""Versions of one text: the same post in two exports, and a draft beside the post that it became. One is used."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import conflict_of

from .essay import Essay

_HEAD = 4096
_ID = re.compile(rb"\n(?:id|uuid|guid):[ \t]*[\"']?([\w-]{8,64})[\"']?[ \t]*\r?$", re.MULTILINE)
_DRAFT = re.compile(rb"\n(?:draft:[ \t]*[\"']?(?:true|yes)|published:[ \t]*false|status:[ \t]*[\"']?draft)", re.I)
_LEAST = 20
"""Letters of a paragraph that is looked for in another text."""
_MOST = 16
"""Texts that are remembered for a paragraph; more have it only where it is a signature."""


class Version(msgspec.Struct, frozen=True):
    """What is kept of a text to find others of it: its own id, its post's, when it was saved, and its paragraphs."""

    id: str
    key: str | None
    is_draft: bool
    saved: dt.datetime | None
    paragraphs: frozenset[int]


def version_of(essay: Essay) -> Version:
    """What is kept of an essay."""
    saved = essay.saved and (essay.saved if essay.saved.tzinfo else essay.saved.replace(tzinfo=dt.UTC))
    parts = (part for block in essay.blocks if block.kind == "text" for part in block.text.split("\n\n"))
    words = ("".join(filter(str.isalnum, part.casefold())) for part in parts)
    prints = frozenset(zlib.crc32(word.encode("utf-8", "replace")) for word in words if len(word) >= _LEAST)
    return Version(essay.id, essay.key, essay.draft, saved, prints)


def superseded(versions: Iterable[Version]) -> set[str]:
    """The ids of texts of which there is a later version."""
    left_out: set[str] = set()
    latest: dict[str, Version] = {}
    rest: list[Version] = []
    for version in versions:
        if version.key is None:
            rest.append(version)
        elif (other := latest.get(version.key)) is None or not _is_later(other, version):
            left_out |= {other.id} if other else set()
            latest[version.key] = version
        else:
            left_out.add(version.id)
    kept = [*rest, *latest.values()]
    left_out.update(version.id for version in _of_drafts(kept))
    return left_out


def _is_later(one: Version, other: Version) -> bool:
    """Whether one was saved after the other, as far as both tell."""
    return one.saved is not None and other.saved is not None and one.saved > other.saved


def _of_drafts(versions: list[Version]) -> Iterator[Version]:
    """Of each draft and the post that it became the earlier one; a post counts as the later where nobody tells."""
    posts: dict[int, list[Version]] = {}
    for version in versions:
        for paragraph in version.paragraphs if not version.is_draft else ():
            found = posts.setdefault(paragraph, [])
            if len(found) < _MOST:
                found.append(version)
    for draft in versions:
        if draft.is_draft and draft.paragraphs:
            shared = Counter(post.id for paragraph in draft.paragraphs for post in posts.get(paragraph, ()))
            known = {post.id: post for paragraph in draft.paragraphs for post in posts.get(paragraph, ())}
            id, count = max(shared.items(), key=lambda item: (item[1], item[0]), default=("", 0))
            if count * 2 > min(len(draft.paragraphs), len(known[id].paragraphs) if id else 0) and count:
                yield known[id] if _is_later(draft, known[id]) else draft


def conflict_copies(files: Iterable[SourceFile]) -> set[str]:
    """The names of copies that a program made where two devices disagreed, beside the file that it kept."""
    names = {file.name for file in files}
    return {name for name in names if conflict_of(name) in names}


def texts_to_compare(files: Iterable[SourceFile], head_of: Callable[[SourceFile], bytes]) -> set[str]:
    """The names of text files that may be versions of one another: with the same id, or all where one is a draft."""
    ids: dict[bytes, list[str]] = {}
    names, has_draft = set[str](), False
    for file in files:
        head = b"\n" + head_of(file)[:_HEAD]
        names.add(file.name)
        has_draft = has_draft or "_drafts" in file.name.split("/") or _DRAFT.search(head) is not None
        if match := _ID.search(head):
            ids.setdefault(match[1], []).append(file.name)
    return names if has_draft else {name for same in ids.values() if len(same) > 1 for name in same}
