"""Files of an archive of X: what each holds, its objects one by one, and whose archive it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import msgspec

from simulacrum_core import Findings, Participant, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, JsonEvent, Limits, as_utf8, elements_of, walk_json

from ..monologues import Writer, sound
from ..tables import Row, columns_of, rows

NAME = "x"
_SIGN = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,99}window\.YTD\.([a-z_]{1,60})\.part\d{1,6}\s{0,9}=\s{0,9}")
_HEAD = 1 << 10
_SHORT = re.compile(r"https?://t\.co/\w{1,20}")
_TABLE = "tweet_table"
_COLUMNS = frozenset(("tweet_id", "timestamp", "text"))
"""Columns of `tweets.csv`, as archives had it until 2019."""
_POSTS = ("tweet", "tweets", "community_tweet", _TABLE)
_TALKS = ("direct_message", "direct_messages", "direct_message_group", "direct_messages_group")
_ACCOUNT_KEYS = ("accountId", "username", "accountDisplayName")
UNKNOWN = "me"


class Archive(msgspec.Struct, frozen=True):
    """The files by what they hold, and what is told while they are read."""

    parts: dict[str, list[SourceFile]]
    findings: Findings
    limits: Limits

    @property
    def posts(self) -> list[SourceFile]:
        return [file for part in _POSTS for file in self.parts.get(part, ())]

    @property
    def talks(self) -> list[SourceFile]:
        return [file for part in _TALKS for file in self.parts.get(part, ())]

    @property
    def others(self) -> list[str]:
        """Parts of which nothing is read."""
        known = {*_POSTS, *_TALKS, "account", "note_tweet", "like"}
        return sorted(part for part in self.parts if part not in known)


def archive_part(file: SourceFile) -> str | None:
    """What a file of an archive holds, such as "tweets"; None where it is none."""
    if file.base.lower().endswith(".csv"):
        return _TABLE if set(columns_of(file)) >= _COLUMNS else None
    with as_utf8(file).open() as stream:
        match = _SIGN.match(stream.read(_HEAD))
    return match[1].decode() if match else None


def archive_files(files: Sequence[SourceFile]) -> list[SourceFile]:
    """The files that may be of an archive; one alone may have any name."""
    return [file for file in files if len(files) == 1 or file.base.lower().endswith((".js", "tweets.csv"))]


def archives(files: Sequence[SourceFile], findings: Findings, limits: Limits) -> list[tuple[Writer, Archive]]:
    """The archives of a source, one a folder: two that lie side by side may be two people's.

    Those of one account are one: an older one may hold what a newer one lacks.
    """
    found: dict[str, dict[str, list[SourceFile]]] = {}
    for file in archive_files(files):
        if (part := archive_part(file)) is not None:
            folder = file.name[: len(file.name) - len(file.base)]
            found.setdefault(folder, {}).setdefault(part, []).append(as_utf8(file))
    owners: dict[str, tuple[Writer, Archive]] = {}
    for archive in (Archive(parts, findings, limits) for parts in found.values()):
        writer = owner_of(archive)
        _, whole = owners.setdefault(writer.person.id, (writer, Archive({}, findings, limits)))
        for part, those in archive.parts.items():
            whole.parts.setdefault(part, []).extend(those)
    return list(owners.values())


def owner_of(archive: Archive) -> Writer:
    """Whose archive it is, as far as it says so."""
    for data, _, _ in objects(archive.parts.get("account", ()), "account", archive, tell=False):
        id, login, name = (
            sound(value) if isinstance(value := data.get(key), str) and value.strip() else None for key in _ACCOUNT_KEYS
        )
        if shown := name or login or id:
            return Writer(NAME, Participant(id or login or UNKNOWN, shown, (login,) if login else ()), is_known=True)
    return Writer(NAME, Participant(UNKNOWN, UNKNOWN), is_known=False)


def objects(
    files: Sequence[SourceFile], key: str, archive: Archive, *, tell: bool
) -> Iterator[tuple[dict[str, Any], SourceFile, int]]:
    """What the files hold, one by one; older archives have the objects without a key around them."""
    decoder = ElementDecoder(dict[str, Any])

    def report(line: int | None, what: str) -> None:
        if tell:
            archive.findings.report(file.name, line, what)

    for file in files:
        if file.base.lower().endswith(".csv"):
            yield from _posts_of_table(file, archive, tell=tell)
            continue
        for event in events(file, (), archive.limits):
            if isinstance(event, Fault):
                report(event.line, f"left out: the rest of the file: {event.what}")
            elif isinstance(event, Batch):
                for data, line in elements_of(event):
                    if (found := decoder.one(data, line, report)) is not None:
                        inner = found.get(key, found)
                        yield (inner if isinstance(inner, dict) else {}), file, line


def _posts_of_table(
    file: SourceFile, archive: Archive, *, tell: bool
) -> Iterator[tuple[dict[str, Any], SourceFile, int]]:
    for number, row in rows(file, archive.findings, archive.limits, tell=tell):
        yield _post(row), file, number


def _post(row: Row) -> dict[str, Any]:
    """A row of `tweets.csv` as later archives have a post; addresses stand in the order of the short ones."""
    text, long = row["text"], row.get("expanded_urls", "").split(",")
    urls = [{"url": short, "expanded_url": one} for short, one in zip(_SHORT.findall(text), long, strict=False) if one]
    return {
        "id_str": row["tweet_id"].strip(),
        "created_at": row["timestamp"].strip(),
        "full_text": text,
        "in_reply_to_status_id_str": row.get("in_reply_to_status_id", "").strip(),
        "in_reply_to_user_id_str": row.get("in_reply_to_user_id", "").strip(),
        "entities": {"urls": urls},
    }


def events(file: SourceFile, path: tuple[str, ...], limits: Limits) -> Iterator[JsonEvent]:
    """What a walk through the JSON of a file meets."""
    with file.open() as stream:
        yield from walk_json(_After(stream), path, limits.message_bytes)


class _After:
    """A file of an archive without the JavaScript before its JSON."""

    def __init__(self, stream: BinaryIO) -> None:
        head = stream.read(_HEAD)
        match = _SIGN.match(head)
        self._head, self._stream = head[match.end() if match else 0 :], stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        head, self._head = self._head, b""
        return head or self._stream.read(size)
