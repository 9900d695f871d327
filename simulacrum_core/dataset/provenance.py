"""`provenance.jsonl`: where each row of a dataset comes from; private, and never pushed."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from ..errors import DatasetError
from ..models import Split
from ..sources.json_lines import one_line

PROVENANCE = "provenance.jsonl"
_SESSION_COPY = 1 << 20


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where an example comes from: conversation and session in their order, first and last moment, who else speaks.

    Titles and names are those of the dataset: invented ones where those were asked for.
    """

    source: str
    conversation: str
    title: str | None
    session: int
    first: dt.datetime | None
    last: dt.datetime | None
    partners: tuple[str, ...] = ()


class Provenance(msgspec.Struct, frozen=True):
    """A line of the file: the row is the line of its split's file, counted from 1."""

    split: Split
    row: int
    source: str
    conversation: str
    title: str | None
    session: int
    first: dt.datetime | None
    last: dt.datetime | None
    partners: tuple[str, ...]


class OriginLine(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Where `count` neighbouring rows of a split come from: their line, from behind the number of the row on."""

    split: Split
    count: int
    line: bytes


_encoder = msgspec.json.Encoder()


def origin_line(split: Split, origin: Origin, count: int) -> OriginLine:
    return OriginLine(split, count, one_line(_encoder.encode(origin))[1:] + b"\n")


class ProvenanceFile:
    """Gathers the origins of examples while an exporter takes them, and becomes a file of the dataset at the end."""

    def __init__(self) -> None:
        self._rows: Counter[Split] = Counter()
        self._out: IO[bytes] | None = None

    def add(self, split: Split, origin: Origin) -> None:
        """Keep where the next example of a split comes from; without an open file, nothing is kept."""
        if self._out is not None:
            self.add_lines([origin_line(split, origin, 1)])

    def add_lines(self, origins: Iterable[OriginLine]) -> None:
        """Keep where the next rows come from, which is known as it is written."""
        if self._out is None:
            return
        for one in origins:
            first = self._rows[one.split] + 1
            self._rows[one.split] += one.count
            line = b'{"split":%b,"row":%%d,%b' % (_encoder.encode(one.split), one.line.replace(b"%", b"%%"))
            self._out.write(line * one.count % (*range(first, first + one.count),))

    @contextmanager
    def beside(self, folder: Path) -> Iterator[None]:
        """Keep what is added in a nameless file of the folder; it gets its name when the block ends well."""
        with tempfile.TemporaryFile(dir=folder) as self._out:
            yield
            self._out.seek(0)
            with (folder / PROVENANCE).open("wb") as named:
                shutil.copyfileobj(self._out, named, _SESSION_COPY)
        self._out = None


def read_provenance(folder: Path) -> Iterator[Provenance]:
    """The lines of a dataset's file; raises DatasetError where it has none, as one that was pulled, or is damaged."""
    path = folder / PROVENANCE
    if not path.is_file():
        raise DatasetError(
            "it is not known where its rows come from",
            file=str(folder),
            remedy="A dataset that was pulled does not say it: look at the one that was converted here",
        )
    decoder = msgspec.json.Decoder(Provenance)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield decoder.decode(line)
            except (ValueError, RecursionError) as error:
                raise DatasetError(f"damaged ({error})", file=str(path), line=number) from None
