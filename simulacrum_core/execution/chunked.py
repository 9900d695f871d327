"""Reading one large file side by side: this process hands out chunks of its bytes, and takes packed messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import msgspec

from ..conversations.spool import Describe, PackedBlocks, Record, packed
from ..errors import SourceError
from ..models import Conversation
from ..plugin.contracts import Importer
from ..plugin.validation import authors_of, validated, validated_blocks
from ..sources.findings import Findings
from ..sources.message_blocks import MessageBlocks
from ..sources.source import Source


class Mapped(Protocol):
    """Has others do something with every piece of some work."""

    def __call__(self, do: Callable[..., Any], given: tuple[Any, ...], pieces: Iterable[Any], /) -> Iterator[Any]:
        """What `do` gives for what is `given` and each piece, in their order."""


class ReadChunk(msgspec.Struct, frozen=True):
    """The messages of a chunk in packed blocks, what is described of each, and what was found in the chunk."""

    blocks: list[tuple[Record, Any]]
    findings: Findings


Authors = frozenset[str | None]


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

    def read(describe: Describe | None) -> Iterator[ReadChunk]:
        return mapped(_read, (importer, shared, authors_of(head), describe), found.walk())

    return _conversation(head, read, source.findings, findings)


def _conversation(
    head: Conversation,
    read: Callable[[Describe | None], Iterator[ReadChunk]],
    told: Findings,
    findings: Findings,
) -> Iterator[Conversation]:
    def blocks(describe: Describe | None) -> Iterator[tuple[Record, Any]]:
        for chunk in read(describe):
            told.extend(chunk.findings)
            yield from chunk.blocks

    yield msgspec.structs.replace(head, messages=MessageBlocks(PackedBlocks(blocks)))
    findings.extend(told)


def _learned(importer: Importer, shared: Any, chunk: Any) -> Any:
    return importer.learn_chunk(chunk, shared)


def _read(importer: Importer, shared: Any, authors: Authors, describe: Describe | None, chunk: Any) -> ReadChunk:
    findings = Findings()
    blocks = validated_blocks(importer, importer.read_chunk(chunk, shared, findings), authors)
    return ReadChunk([((packed(block), len(block)), describe and describe(block)) for block in blocks], findings)
