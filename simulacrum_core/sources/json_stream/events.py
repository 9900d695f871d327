"""What a walk through a JSON document meets: blocks of elements, objects around them, and faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

JsonPath = tuple[str | int, ...]
DecodeBatch = Callable[[bytes], list[Any]]
"""Makes values of a JSON array; raises what msgspec raises where it cannot."""


class ByteStream(Protocol):
    """Anything with a `read` that gives b"" only at its end."""

    def read(self, size: int, /) -> bytes: ...


class Batch(msgspec.Struct, frozen=True):
    """Elements of the array at `path` as a JSON array of their own; `line` and `byte` tell where the first one begins.

    It is valid JSON, or it holds one element, which may be broken. `around` is the object that the array lies in as
    far as it was read, the array being `[]`. `values` is what the walk's `decode` made of the elements, None
    where it made nothing of them, or where there was none.
    """

    path: JsonPath
    data: bytes
    around: bytes
    line: int
    byte: int
    values: list[Any] | None = None


class Shell(msgspec.Struct, frozen=True):
    """An object on the way to the array, in which what was walked into is `[]` or `{}`.

    It comes after the blocks that lie in it. `whole` is false where the document broke off inside of it.
    """

    path: JsonPath
    data: bytes
    line: int
    whole: bool


class Fault(msgspec.Struct, frozen=True):
    """A place that cannot be read; `line` counts from 1, `byte` from 0."""

    what: str
    line: int
    byte: int


JsonEvent = Batch | Shell | Fault
