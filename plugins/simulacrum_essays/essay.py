"""One essay as a reader gives it, and what a reader is told about the way to read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from simulacrum_core import Conversation, Findings, Kind, SourceError, SourceFile
from simulacrum_core.sources import Block, Limits, PropertyNames, content_of, judged

Choice = Literal["mark", "leave-out", "keep"]


class Essay(msgspec.Struct, frozen=True):
    """A text with what is known about it; `blocks` is what is written in it, its title is not.

    `login` is what the source calls the author where that is not the name. `key` is the same in two exports of a post,
    and `saved` is when it was changed last. A `kind` that is not "text" tells why the whole of it is not trained on: it
    lies in the trash, a newer version is there, or it is a copy of somebody's page.
    """

    id: str
    title: str | None
    author: str | None
    date: dt.datetime | None
    blocks: Sequence[Block]
    file: str
    draft: bool = False
    login: str | None = None
    key: str | None = None
    saved: dt.datetime | None = None
    kind: Kind = "text"


class Choices(msgspec.Struct, frozen=True):
    """The importer's options."""

    author: str | None = None
    quotes: Choice = "mark"
    code: Choice = "mark"
    footnotes: Choice = "leave-out"
    unwrap: Literal["auto", "yes", "no"] = "auto"
    drafts: bool = True
    pages: bool = True
    encoding: str | None = None
    insertions: Literal["auto", "keep", "drop"] = "auto"


class Changed(msgspec.Struct, frozen=True):
    """Tracked changes of a document by who made them: insertions left out, deletions undone, insertions kept.

    `whose` tells whose the document is, and how one knows.
    """

    file: str
    undone: Counter[str]
    restored: Counter[str]
    kept: Counter[str]
    whose: str


class Reading(msgspec.Struct, frozen=True):
    """What goes along while a source is read: options, findings, limits, all files, and counts to tell at the end.

    `read` are the names of pages that a table told of; `authors` the id of each author by their name in small letters;
    `properties` what pages of Notion have above their texts; `failures` why files were not read;
    `by_name` are the files by their names; `names` are words for whoever hands them in, where the user gave any;
    `changed` are documents with tracked changes. `encoding` is what texts have in common that are not UTF-8, `unsure`
    are names of files by encodings that are not certain. `known` is what was found out about each file when it was
    looked at, `whole` has the bytes of the one that was looked at last, where they are few, `talks` are comments to the
    text that was read last.
    """

    choices: Choices
    findings: Findings
    limits: Limits
    files: Sequence[SourceFile] = ()
    tally: Counter[str] = msgspec.field(default_factory=Counter)
    read: set[str] = msgspec.field(default_factory=set)
    authors: dict[str, str] = msgspec.field(default_factory=dict)
    properties: PropertyNames | None = None
    failures: list[SourceError] = msgspec.field(default_factory=list)
    by_name: Mapping[str, SourceFile] = {}
    names: Sequence[str] = ()
    changed: list[Changed] = msgspec.field(default_factory=list)
    encoding: Callable[[], str | None] = lambda: None
    unsure: dict[str, list[str]] = msgspec.field(default_factory=dict)
    known: dict[str, Any] = msgspec.field(default_factory=dict)
    whole: dict[SourceFile, bytes] = msgspec.field(default_factory=dict)
    talks: list[Conversation] = msgspec.field(default_factory=list)


def count_marks(removed: Mapping[str, int], reading: Reading) -> None:
    """Count what was no word of a text."""
    reading.tally.update({kind if kind == "pictures" else f"mark {kind}": count for kind, count in removed.items()})


def words_of(data: bytes, file: SourceFile, reading: Reading) -> str:
    """The text of a file, in the encoding that is given or found; raises ValueError and LookupError where it is none.

    What was found is told, unless it is UTF-8.
    """
    given = reading.choices.encoding
    found = judged(data, given, reading.encoding)
    if given is None and not found.is_certain:
        reading.unsure.setdefault(found.encoding, []).append(file.name)
    elif given is None and found.encoding not in ("utf-8", "ascii"):
        evidence = "its bytes are not UTF-8, or it says so"
        reading.findings.decide("encoding", found.encoding, evidence, option="-i encoding NAME", file=file.name)
    if "\ufffd" in found.text:
        reading.findings.report(file.name, None, "bytes that are not text, shown as \N{REPLACEMENT CHARACTER}")
    return found.text


def document_of(file: SourceFile, reading: Reading) -> bytes:
    """All bytes of a document, pictures included; raises SourceError where there are too many."""
    return content_of(file, reading.limits, "document_bytes")


def text_of(file: SourceFile, reading: Reading) -> bytes:
    """All bytes of a file of text; raises SourceError where it is longer than a message may be."""
    data = reading.whole.get(file)
    if data is None or len(data) > reading.limits.message_bytes:
        return content_of(file, reading.limits, "message_bytes")
    return data
