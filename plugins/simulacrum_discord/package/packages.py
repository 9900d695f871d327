"""Packages: what Discord itself sends to those who ask for their data; only their own messages are in it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from functools import partial

import msgspec

from simulacrum_core import Findings, Message, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, walk_json

from .. import media
from ..marks import Known
from ..parts import Choices, Entry, EntryPart, Part, Survey, Tally
from ..snowflakes import moment
from ..text.lines import lines
from ..text.rows import rows
from .accounts import Package, folder_of

_HEADER = re.compile(rb'"?ID"?,"?Timestamp"?,"?Contents"?,"?Attachments"?\r?(?:\n|$)')
_ROW = re.compile(r'"?[0-9]{1,20}"?,')
_FOLDER = re.compile(r"c?([0-9]{1,20})")
_WIDTH = 4


class Own(msgspec.Struct, rename=str.capitalize):
    """One message of the package."""

    id: str | int = msgspec.field(name="ID")
    timestamp: str
    contents: str | None
    attachments: str | None = None


_OWN = ElementDecoder(Own)


def part(file: SourceFile, head: bytes, package: Package) -> Part | None:
    """The part that a file is by its first bytes and what lies beside it, None where it is no part of a package."""
    if _HEADER.match(head):
        return PackagePart(file, package, is_table=True)
    if not head.startswith(b"["):
        return None
    events = list(walk_json(io.BytesIO(head), (), len(head)))
    block = next((event for event in events if isinstance(event, Batch)), None)
    if block is None:
        is_own = not events and package.channel(folder_of(file.name)) is not None
    else:
        is_own = bool(_OWN.block(block, lambda line, what: None))
    return PackagePart(file, package, is_table=False) if is_own else None


class PackagePart(EntryPart):
    """The messages of one channel in a package."""

    one_sided = True

    def __init__(self, file: SourceFile, package: Package, *, is_table: bool) -> None:
        folder = folder_of(file.name)
        channel, match = package.channel(folder), _FOLDER.fullmatch(folder.rpartition("/")[2])
        id = str(channel.id) if channel else match[1] if match else file.name
        super().__init__(file, id, package.title(folder))
        self._account, self._read = partial(package.account, folder_of(folder)), _table if is_table else _list

    def entries(self, choices: Choices, findings: Findings) -> Iterator[Entry]:
        """The messages, which all have the same author."""
        account = self._account()
        for own in self._read(self.file, choices, findings):
            message = _message(own, account.owner.id, f"{self.file.name}:")
            yield Entry(message, account.owner.name, handles=account.owner.handles)

    def owner(self) -> str:
        return self._account().owner.id

    def known(self, survey: Survey, choices: Choices, tally: Tally) -> Known:
        account = self._account()
        return Known(account.people, choices.channels | account.channels, {}, tally.marks)


def _message(own: Own, author: str, place: str) -> Message:
    id = str(own.id)
    files = tuple(map(media.file_at, (own.attachments or "").split()))
    return Message(
        id=id,
        author=author,
        sent_at=_sent_at(own.timestamp) or moment(id),
        text=own.contents or "",
        kind="media" if files else "text",
        attachments=files,
        position=place + id,
    )


def _sent_at(timestamp: str) -> dt.datetime | None:
    """The moment, which is in UTC; older packages say so, newer ones do not."""
    try:
        moment = dt.datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _table(file: SourceFile, choices: Choices, findings: Findings) -> Iterator[Own]:
    table = lines(file, choices.longest, findings)
    next(table, None)
    for _, fields in rows(table, _ROW, _WIDTH, partial(findings.report, file.name)):
        yield Own(*fields)


def _list(file: SourceFile, choices: Choices, findings: Findings) -> Iterator[Own]:
    with file.open() as stream:
        for event in walk_json(stream, (), choices.longest):
            if isinstance(event, Batch):
                yield from _OWN.block(event, partial(findings.report, file.name))
            elif isinstance(event, Fault):
                findings.report(file.name, event.line, event.what)
