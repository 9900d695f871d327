"""Latecomers: who first writes far down in a long chat, found in its bytes without decoding its messages."""

from __future__ import annotations

import re

import msgspec

from simulacrum_core import SourceFile

from .exports import skip
from .notes import Who
from .people import People

# In a JSON string these bytes cannot stand: a quote inside of it has a backslash before it.
_KEY, _CHATS_END, _TOPIC, _SIGNED = b'"from_id"', b'"messages"', b'"topic_created"', b'"author"'
_BLOCK, _OVERLAP = 1 << 17, 1 << 11
_FEW = 4
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_ID = re.compile(rb'\s{0,9}:\s{0,9}(?:"(?P<text>[^"\\]{1,40})"|(?P<number>\d{1,18}))\s{0,99}(?P<next>[,}])')
_NAME = re.compile(
    rb'(?P<before>\{|"(?:date|edited)(?:_unixtime)?"\s*:\s*"?[\dT:-]*"?\s*,)\s*"from"\s*:\s*(?P<name>null|'
    + _STRING
    + rb")\s*,\s*\Z",
    re.DOTALL,
)
_REACTED = re.compile(rb'\s*"date"\s*:\s*"[^"\\]*"\s*\}')


class _UnclearError(Exception):
    """The bytes do not show whether somebody wrote."""


def add_latecomers(file: SourceFile, start: int, people: People, *, is_account: bool, is_group: bool) -> bool:
    """Add who writes behind `start` in a chat; false where that takes a careful reading.

    Topics do, signatures, by which several people write as one, and an unusual order of keys.
    """
    scan = _Scan(people)
    with file.open() as stream:
        skip(stream, start)
        data, is_first = b"", True
        while block := stream.read(_BLOCK):
            data = data[-_OVERLAP:] + block
            end = data.find(_CHATS_END) if is_account else -1
            if is_group and (data.find(_TOPIC) >= 0 or data.find(_SIGNED, 0, end if end >= 0 else len(data)) >= 0):
                return False
            try:
                scan.look(data if end < 0 else data[:end], begins=is_first)
            except _UnclearError:
                return False
            if end >= 0:
                break
            is_first = False
    return True


class _Scan:
    """What was seen behind the key: the beginnings that belong to people who are known."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._seen: set[bytes] = set()
        # Long enough to hold an id with its quotes.
        self._length = max((len(str(id)) for id in people.ids), default=0) + len(b': "",')
        self._other = _other_than(list(people.ids))

    def look(self, data: bytes, *, begins: bool) -> None:
        """Look at a piece of the file, the first one or one that begins with the end of the one before."""
        if self._other is not None and not self._other.search(data):
            return
        # From the right, Python searches in less time.
        pieces = data.rsplit(_KEY)
        length = self._length
        if self._seen.issuperset({piece[:length] for piece in pieces[1:]}):
            return
        for place, piece in enumerate(pieces[1:], 1):
            if piece[:length] not in self._seen:
                # What stands before the first key may be cut off; then the piece before has shown this one whole.
                again = place == 1 and not begins and len(pieces[0]) < _OVERLAP // 2
                if not again:
                    self._examine(pieces[place - 1], piece, is_last=place == len(pieces) - 1)

    def _examine(self, before: bytes, after: bytes, *, is_last: bool) -> None:
        id = _ID.match(after)
        if id is None:
            if is_last and len(after) < _OVERLAP:
                return
            raise _UnclearError
        raw: str | int = id["text"].decode(errors="replace") if id["text"] else int(id["number"])
        if raw not in self._people.ids and not self._add(raw, before, after[id.end("next") - 1 :]):
            return
        if id.end("next") <= self._length:
            self._seen.add(after[: self._length])

    def _add(self, raw: str | int, before: bytes, behind: bytes) -> bool:
        """Add somebody who is new; false where they only reacted to a message."""
        name = _NAME.search(before[-_OVERLAP:])
        if name is None:
            raise _UnclearError
        if name["before"] == b"{":
            if _REACTED.match(behind, 1):
                return False
            raise _UnclearError
        self._people.add([Who(name=_decoded(name["name"]), from_id=raw)])
        self._other = _other_than(list(self._people.ids))
        return True


def _other_than(ids: list[str | int]) -> re.Pattern[bytes] | None:
    """What finds an id that is none of these, in less time than `rsplit`, if they are few."""
    if len(ids) > _FEW:
        return None
    known = "|".join(re.escape(msgspec.json.encode(id).decode()) for id in ids)
    return re.compile(rf'_id"(?<={_KEY.decode()})(?!: ?(?:{known})[,\s}}])'.encode())


def _decoded(name: bytes) -> str | None:
    try:
        return msgspec.json.decode(name, type=str | None)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _UnclearError from None
