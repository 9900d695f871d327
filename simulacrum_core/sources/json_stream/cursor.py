"""A place in a JSON document, of which only what is being looked at is in memory."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from ..limits import too_long
from .events import Batch, ByteStream, DecodeBatch, Fault, JsonEvent, JsonPath, Shell
from .scan import GAP, INSIDE, NO_JSON, SPACE, BrokenError, end_of, is_list, name_of, nested, object_of, value_end

READ_SIZE = 1 << 16
"""Bytes that a block of elements has at most, unless it is one long element."""

_BOM = b"\xef\xbb\xbf"
_GUESSES = 3
_BREAKS_OFF = "the document breaks off here"


class Cursor:
    """A place in a document, of which only what is being looked at is held."""

    def __init__(self, stream: ByteStream, limit: int, line: int, decode: DecodeBatch | None = None) -> None:
        self._stream, self._limit, self._line, self._decode = stream, limit, line, decode
        self._data, self._at, self._counted, self._dropped, self._ended = b"", 0, 0, 0, False
        self._fill(len(_BOM))
        self._at = len(_BOM) if self._data.startswith(_BOM) else 0

    @property
    def byte(self) -> int:
        return self._dropped + self._at

    def place(self) -> int:
        """The line of the place."""
        if self._data.find(b"\n", self._counted, self._at) >= 0:
            self._line += self._data.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def peek(self) -> bytes:
        """The next byte that is no white space, b"" at the end."""
        self._at = end_of(SPACE, self._data, self._at)
        while self._at == len(self._data) and self._more():
            self._at = end_of(SPACE, self._data, self._at)
        return self._data[self._at : self._at + 1]

    def enters(self, path: tuple[str, ...]) -> bool:
        """Whether a walk along `path` goes into the value that comes next."""
        if self.peek() == b"[":
            return not path or path[0] == "*"
        return self.peek() == b"{" and bool(path) and path[0] != "*"

    def node(self, here: JsonPath, path: tuple[str, ...], around: bytes) -> Iterator[JsonEvent]:
        """What lies in the value that comes next, which the walk goes into."""
        if self.peek() == b"{":
            return self._object(here, path)
        return self._each(here, path[1:]) if path else self._blocks(here, around)

    def _object(self, here: JsonPath, path: tuple[str, ...]) -> Iterator[JsonEvent]:
        line = self.place()
        members: dict[bytes, bytes] = {}
        try:
            yield from self._members(here, path, members)
        except BrokenError:
            yield Shell(here, object_of(members), line, whole=False)
            raise
        yield Shell(here, object_of(members), line, whole=True)

    def _members(self, here: JsonPath, path: tuple[str, ...], members: dict[bytes, bytes]) -> Iterator[JsonEvent]:
        """Walk through an object; its keys and values are added to `members`."""
        self._take(b"{")
        names, entered, size = path[0].split("|"), set[str](), 0
        while self.peek() != b"}":
            key = yield from self._value()
            name = name_of(key)
            self._take(b":")
            if name in names and self.enters(path[1:]):
                # What came before is copied for the blocks; a name that came again and again would make that quadratic.
                if name in entered:
                    raise BrokenError("a key is there twice")
                entered.add(name)
                members[key] = b"[]" if self.peek() == b"[" else b"{}"
                yield from self.node((*here, name), path[1:], object_of(members))
            else:
                members[key] = (yield from self._value()) or b"null"
            self._comma(b"}")
            size += len(key) + len(members[key])
            if size > self._limit:
                what = f"an object of more than {self._limit:,} bytes"
                raise BrokenError(too_long(what, "message_bytes"))
        self._take(b"}")

    def _each(self, here: JsonPath, path: tuple[str, ...]) -> Iterator[JsonEvent]:
        """Walk into the elements of an array one by one."""
        self._take(b"[")
        index = 0
        while self.peek() != b"]":
            yield from self.node((*here, index), path, b"{}") if self.enters(path) else self._value()
            self._comma(b"]")
            index += 1
        self._take(b"]")

    def _blocks(self, here: JsonPath, around: bytes) -> Iterator[JsonEvent]:
        """The elements of an array. Where a guess at a block's end fails, the next 64 kB come element by element."""
        self._take(b"[")
        separator, guess_from = b"", 0
        while self.peek() != b"]":
            line, byte, block = self.place(), self.byte, None
            if separator and byte >= guess_from:
                block = self._guessed(Batch(here, b"", around, line, byte), separator)
                guess_from = byte if block else byte + READ_SIZE
            if block is None:
                data = yield from self._value()
                separator = self._separator(data) or separator
                block = Batch(here, b"[" + data + b"]", around, line, byte) if data else None
            if block is not None:
                yield block
            self._comma(b"]")
        self._take(b"]")

    def _guessed(self, empty: Batch, separator: bytes) -> Batch | None:
        """Elements up to one of the last separators in reach, None where no decoder agrees that they end there.

        A separator may lie in a string or deeper down; what is a list of whole values up to there shows that it
        does not, because all values before it were whole too.
        """
        room = min(READ_SIZE, self._limit)
        self._fill(room)
        end = min(self._at + room, len(self._data))
        for _ in range(_GUESSES):
            end = self._data.rfind(separator, self._at, end)
            if end < 0:
                break
            data = b"".join((b"[", memoryview(self._data)[self._at : end + 1], b"]"))
            values = self._decoded(data)
            if values is not None or is_list(data):
                self._at = end + 1
                return Batch(empty.path, data, empty.around, empty.line, empty.byte, values)
        return None

    def _decoded(self, data: bytes) -> list[Any] | None:
        try:
            return self._decode(data) if self._decode else None
        except NO_JSON:
            return None

    def _separator(self, element: bytes) -> bytes:
        """The last byte of the element just passed, what stands before the next one, and that one's first byte."""
        gap = end_of(GAP, self._data, self._at)
        known = self._at < gap < len(self._data) and gap - self._at < READ_SIZE
        return element[-1:] + self._data[self._at : gap + 1] if known else b""

    def _value(self) -> Generator[Fault, None, bytes]:
        """The value that comes next; one that is too long is passed over, and b"" is returned."""
        if not self.peek():
            raise BrokenError(_BREAKS_OFF)
        while (end := value_end(self._data, self._at)) < 0 and len(self._data) - self._at <= self._limit:
            self._need_more()
        if 0 <= end <= self._at + self._limit:
            value, self._at = self._data[self._at : end], end
            return value
        yield Fault(
            too_long(f"left out: a value of more than {self._limit:,} bytes", "message_bytes"), self.place(), self.byte
        )
        self._pass_over()
        return b""

    def _pass_over(self) -> None:
        """Go behind a value without holding it."""
        if self._data[self._at] not in b'{["':
            raise BrokenError("a number that is too long")
        depth = 0
        while True:
            if self._data[self._at : self._at + 1] == b'"':
                self._pass_string()
            else:
                self._at, depth = nested(self._data, self._at, depth)
            if depth == 0:
                return
            if self._at == len(self._data):
                self._need_more()

    def _pass_string(self) -> None:
        self._at += 1
        while True:
            self._at = end_of(INSIDE, self._data, self._at)
            if self._data[self._at : self._at + 1] == b'"':
                self._at += 1
                return
            self._need_more()

    def _take(self, expected: bytes) -> None:
        if self.peek() != expected:
            raise self._unexpected(expected.decode())
        self._at += 1

    def _comma(self, closing: bytes) -> None:
        """Go behind a comma, or stay before the closing bracket."""
        if self.peek() == b",":
            self._at += 1
        elif self.peek() != closing:
            raise self._unexpected(f", or {closing.decode()}")

    def _unexpected(self, expected: str) -> BrokenError:
        return BrokenError(f"not JSON: {expected} is expected here" if self.peek() else _BREAKS_OFF)

    def _fill(self, size: int) -> None:
        while len(self._data) - self._at < size and self._more():
            pass

    def _need_more(self) -> None:
        if not self._more():
            raise BrokenError(_BREAKS_OFF)

    def _more(self) -> bool:
        """Read as much again as is held, so that the time stays linear; false at the end."""
        if self._ended:
            return False
        self.place()
        held = self._data[self._at :]
        more = self._stream.read(max(READ_SIZE, len(held)))
        self._dropped += self._at
        self._data, self._at, self._counted, self._ended = held + more, 0, 0, not more
        return bool(more)
