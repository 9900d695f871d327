"""Formats: what a file is by its first bytes, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from simulacrum_core import SourceFile

from .essay import Essay, Reading
from .names import is_boilerplate, is_journal, suffix_of
from .prose import Nature
from .texts import MARKDOWN, PLAIN, nature, text_essays

HEAD = 1 << 16
Reader = Callable[[SourceFile, Reading], Iterator[Essay]]
Verdict = Literal["essay", "journal", "foreign", "other"]
_CHAT_KEYS = re.compile(
    rb'"(?:messages|chat_messages|chats|participants|sender_name|mapping|channel|guild|conversations|entries|date_journal'
    rb'|creationDate|date_unixtime)"\\s*:'
)
_DOCUMENTS = frozenset(".html .htm .xhtml .docx .odt .rtf .pdf .epub".split())
_NO_PROSE = frozenset(
    ".py .pyi .ipynb .js .mjs .cjs .jsx .ts .tsx .css .scss .sass .less .json .jsonl .ndjson .csv .tsv .yaml .yml .toml"
    " .ini .cfg .conf .log .srt .vtt .ass .sub .lrc .sql .sh .bash .zsh .bat .ps1 .c .h .cc .cpp .hpp .cs .java .kt .go"
    " .rs .rb .pl .php .swift .lua .r .m .tex .bib .org .ics .vcf .eml .mbox .diff .patch .xml .svg .lock .properties"
    " .env .tmpl .mo .po".split()
)


_OF_NATURE: dict[Nature, Verdict] = {"prose": "essay", "talk": "foreign", "journal": "journal", "nothing": "other"}


class Found(msgspec.Struct, frozen=True):
    """A file, what it is, and who reads it if it is an essay."""

    file: SourceFile
    verdict: Verdict
    reader: Reader | None = None


def looked_at(file: SourceFile) -> Found:
    """What a file is, judged by its first 64 kB; what cannot be read is nothing."""
    alone = "/" not in file.name
    if is_boilerplate(file.name) and not alone:
        return Found(file, "other")
    with file.open() as stream:
        head = stream.read(HEAD)
    verdict, reader = _told(file, head, alone)
    if verdict == "essay" and is_journal(file.name):
        return Found(file, "journal")
    return Found(file, verdict, reader if verdict == "essay" else None)


def _told(file: SourceFile, head: bytes, alone: bool) -> tuple[Verdict, Reader | None]:
    suffix = suffix_of(file.name)
    if suffix in MARKDOWN or suffix in PLAIN or (alone and suffix not in _NO_PROSE):
        return _OF_NATURE[nature(head, suffix)], text_essays
    return "other", None


def forced(file: SourceFile) -> Reader | None:
    """Who reads a file that is handed in alone and is said to be an essay."""
    return None if suffix_of(file.name) in _NO_PROSE else text_essays


def is_readable(name: str) -> bool:
    """Whether a file is called like one that might hold an essay."""
    return suffix_of(name) in MARKDOWN | PLAIN | _DOCUMENTS
