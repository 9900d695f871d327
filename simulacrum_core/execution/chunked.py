"""Reading one large file side by side: this process hands out chunks of its bytes, and takes packed messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import msgspec

from ..conversations.spool import Describe, PackedBlocks, Record, packed
from ..conversations.told import without_automatic
from ..errors import SourceError
from ..models import Conversation, Message
from ..plugin.contracts import Importer
from ..plugin.validation import authors_of, validated, validated_blocks
from ..sources.findings import Findings
from ..sources.message_blocks import MessageBlocks
from ..sources.source import Source


class Mapped(Protocol):
    """Has others do something with every piece of some work."""

    def __call__(self, do: Callable[..., Any], given: tuple[Any, ...], pieces: Iterable[Any], /) -> Iterator[Any]:
        """What `do` gives for what is `given` and each piece, in their order."""


Block = tuple[Record, Any]
"""Packed messages, and what is described of them."""


class ReadChunk(msgspec.Struct, frozen=True):
    """The messages of a chunk in packed blocks, what is described of each, what was found in it, its importer's tally.

    `rest` is the chunk itself where it cannot be read apart: it is read in one go with all behind it.
    """

    blocks: list[Block]
    findings: Findings
    tally: Any = None
    rest: Any = None


Authors = frozenset[str | None]
Shared = tuple[Importer, Any, Authors]
"""What every chunk is read with."""


def in_chunks(mapped: Mapped, importer: Importer, source: Source, findings: Findings) -> Iterator[Conversation] | None:
    """The one conversation of a source, all of which was learned; None where it has to be read in one go.

    What is found is added to `findings` when all messages are walked.
    """
    try:
        found = importer.chunks(source)
        if found is None:
            return None
        learned = mapped(_learned, (importer, found.shared), found.walk())
        settled = importer.settle_chunks(source, found.whole, learned)
    except SourceError:
        # Where something cannot be read, one reading says what.
        return None
    if settled is None:
        return None
    head, shared = settled
    # It is checked by itself, its messages where they are read.
    (head,) = validated(importer, [head])
    reading = importer, shared, authors_of(head)

    def read(describe: Describe | None) -> Iterator[ReadChunk]:
        return mapped(_read, (*reading, describe), found.walk())

    return _conversation(head, read, reading, source.findings, findings)


def _conversation(
    head: Conversation,
    read: Callable[[Describe | None], Iterator[ReadChunk]],
    reading: Shared,
    told: Findings,
    findings: Findings,
) -> Iterator[Conversation]:
    importer, shared, authors = reading

    def blocks(describe: Describe | None) -> Iterator[Block]:
        tallies = list[Any]()
        for chunk in read(describe):
            if chunk.rest is not None:
                rest, tally = importer.read_rest(chunk.rest, shared, tallies, told)
                yield from _packed(importer, rest, authors, describe)
                tallies.append(tally)
                break
            told.extend(chunk.findings)
            tallies.append(chunk.tally)
            yield from chunk.blocks
        importer.tell(tallies, told)

    yield msgspec.structs.replace(head, messages=MessageBlocks(PackedBlocks(blocks)))
    findings.extend(told)


def _learned(importer: Importer, shared: Any, chunk: Any) -> Any:
    return importer.learn_chunk(chunk, shared)


def _read(importer: Importer, shared: Any, authors: Authors, describe: Describe | None, chunk: Any) -> ReadChunk:
    findings = Findings()
    try:
        blocks, tally = importer.read_chunk(chunk, shared, findings)
        return ReadChunk(list(_packed(importer, blocks, authors, describe)), findings, tally)
    except SourceError:
        return ReadChunk([], findings, rest=chunk)


def _packed(
    importer: Importer, blocks: Iterable[list[Message]], authors: Authors, describe: Describe | None
) -> Iterator[Block]:
    for block in map(without_automatic, validated_blocks(importer, blocks, authors)):
        yield (packed(block), len(block)), describe and describe(block)
