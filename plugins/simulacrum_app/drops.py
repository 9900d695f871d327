"""What is dropped, on its way into the folder: the browser is told which bytes are wanted, and sends no others."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from simulacrum_core import UsageError
from simulacrum_core.sources import ByteRange, Limits, empty_media, is_media, needed_ranges

from .work import EXPORT
from .workspace import Workspace, plain_name

MOST_BYTES = 64 << 20
"""Of the list of what is dropped: two hundred thousand files, with long names."""
_PATIENCE = 60.0
"""Seconds in which a browser that goes on sends what it was told to."""


class DroppedFile(msgspec.Struct):
    """A file: its path in the folder that is dropped, nothing where it is dropped by itself, and its bytes."""

    path: str
    size: Annotated[int, msgspec.Meta(ge=0, le=1 << 50)]


class Dropped(msgspec.Struct):
    """What is dropped, by its name."""

    name: str
    files: list[DroppedFile]


class Piece(msgspec.Struct, frozen=True):
    """Bytes that are wanted of a file, by its number in the list."""

    file: int
    start: int
    end: int


class Arrival:
    """A source on its way: files of full length, with holes where nothing has come yet, or ever comes."""

    def __init__(self, place: Path, files: Sequence[DroppedFile]) -> None:
        if len(files) > Limits().entries:
            raise UsageError(f"these are more than {Limits().entries:,} files", remedy="Drop the folders in it")
        self.place, self.since = place, time.monotonic()
        self._paths: dict[int, Path] = {}
        self._there: dict[int, list[ByteRange]] = {}
        for number, file in enumerate(files):
            if not is_media(file.path or place.name):
                self._paths[number] = self._made(file)
                self._there[number] = []
        if not self._paths:
            raise UsageError("it holds pictures, films or sound, and no text", remedy=EXPORT)
        self.wanted = self._wanted()

    def _made(self, file: DroppedFile) -> Path:
        parts = [plain_name(part) for part in file.path.split("/") if part]
        path = self.place.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        while path.exists():
            # Two names may be the same one when they are plain.
            path = path.with_name(f"_{path.name}")
        with path.open("xb") as new:
            new.truncate(file.size)
        return path

    def _wanted(self) -> list[Piece]:
        wanted = []
        for number, path in list(self._paths.items()):
            there = self._there[number]
            missing = needed_ranges(path, there)
            if not missing:
                if sum(end - start for start, end in there) < path.stat().st_size:
                    empty_media(path, there)
                del self._paths[number]
            wanted += [Piece(number, start, end) for start, end in missing]
        return wanted

    async def take(self, blocks: AsyncIterable[bytes]) -> None:
        """Put down what was wanted, one piece after the other; UsageError where less or more than that is sent."""
        block, source = b"", aiter(blocks)
        for piece in self.wanted:
            with self._paths[piece.file].open("r+b") as out:
                out.seek(piece.start)
                missing = piece.end - piece.start
                while missing:
                    if not block:
                        block = await anext(source, b"") or _short()
                    written = out.write(block[:missing])
                    block, missing = block[written:], missing - written
            self._there[piece.file].append(ByteRange(piece.start, piece.end))
        if block:
            _short()
        self.wanted = await asyncio.to_thread(self._wanted)
        self.since = time.monotonic()


def _short() -> bytes:
    raise UsageError("it changed while it was taken over", remedy="Drop it again")


class Drops:
    """All that is on its way; what does not arrive is deleted."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._arrivals: dict[str, Arrival] = {}

    def begin(self, dropped: Dropped) -> tuple[str, Arrival]:
        """Room for a source."""
        if not dropped.files:
            raise UsageError("there is no file in it")
        self._sweep()
        place = self._workspace.place_for(dropped.name)
        try:
            arrival = Arrival(place, dropped.files)
        except BaseException:
            shutil.rmtree(place.parent, ignore_errors=True)
            raise
        self._arrivals[place.parent.name] = arrival
        return place.parent.name, arrival

    async def take(self, number: str, blocks: AsyncIterable[bytes]) -> Arrival:
        """What was sent of a source; one that does not go on is deleted."""
        if (arrival := self._arrivals.pop(number, None)) is None:
            raise UsageError("it was stopped", remedy="Drop it again")
        try:
            await arrival.take(blocks)
        except BaseException:
            shutil.rmtree(arrival.place.parent, ignore_errors=True)
            raise
        if arrival.wanted:
            self._arrivals[number] = arrival
        return arrival

    def _sweep(self) -> None:
        """Delete what a browser began and went away from."""
        late = [number for number, one in self._arrivals.items() if time.monotonic() - one.since > _PATIENCE]
        for number in late:
            shutil.rmtree(self._arrivals.pop(number).place.parent, ignore_errors=True)
