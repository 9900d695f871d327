"""Texts in which several speak: talks, which nobody reads, and exchanges, in which each turn is its speaker's."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from simulacrum_core.sources import (
    Block,
    BlockKind,
    exchange_parts,
    interview_parts,
    is_chat,
    is_exchange,
    is_talk,
    may_hold_clock,
    spoken_text,
    takes_turns_below_names,
    takes_turns_with,
)

from .essay import Essay, Reading

_ME = re.compile(r"(?:^|\n)(?:\#{1,6} |\*\*)?(?:Me|Ich|Moi|Yo|Io|Eu|Ik|Jag|Jeg|Ja|Я|我|私)(?:\*\*)?:?(?:\*\*)?(?:\n|$)")
SPOKEN = ("text", "heading")
COUNTED: dict[BlockKind, str] = {"quote": "quotes", "code": "code", "note": "footnotes"}
"""What the formats mark as somebody else's or as no prose."""


def is_of_many(essay: Essay, reading: Reading) -> bool:
    """Whether a text is a talk of several people; what is marked as a quotation or as code says nothing about it."""
    if any(may_hold_clock(block.text) for block in essay.blocks) and is_chat(
        [line for block in essay.blocks for line in (*block.text.split("\n"), "")]
    ):
        return True
    spoken = [block for block in essay.blocks if block.kind not in COUNTED]
    if is_talk(spoken_text(spoken), essay.title):
        return True
    is_marked = ("#" in block.text or "**" in block.text or block.leads or block.kind == "heading" for block in spoken)
    if not any(is_marked):
        return False
    lines = [line for block in spoken for line in _with_heads(block)]
    return takes_turns_with(lines, [*reading.names, essay.author or ""]) or takes_turns_below_names(lines)


def exchange_of(essay: Essay, reading: Reading, *, several: bool) -> list[Block]:
    """The blocks of an interview or of letters in which the author speaks: what others say is quoted."""
    if essay.title and reading.names:
        texts = [block.text if block.kind in SPOKEN else "" for block in essay.blocks]
        if interview := interview_parts(texts, essay.title, reading.names):
            return _parted(essay, interview, reading)
    # Most texts do not name their author, which is cheaper to see.
    first = [name.split()[0].casefold() for name in reading.names if name.strip()]
    if not several and not any(
        (("# " in block.text or "**" in block.text or block.kind == "heading") and _ME.search(block.text))
        or any(map(block.text.casefold().__contains__, first))
        for block in essay.blocks
    ):
        return []
    texts = [spoken_text([block]) if block.kind in SPOKEN else "" for block in essay.blocks]
    heads = {number for number, block in enumerate(essay.blocks) if block.kind == "heading"}
    # The first of those who speak may have been taken for the title.
    heads = {number + 1 for number in heads}
    told = exchange_parts([essay.title or "", *texts], reading.names, heads, is_talk=several)
    return [] if told is None else _parted(essay, told[1:], reading)


def _parted(essay: Essay, told: Sequence[Sequence[tuple[str, bool]]], reading: Reading) -> list[Block]:
    reading.tally["exchanges"] += 1
    found: list[Block] = []
    for block, parts in zip(essay.blocks, told, strict=True):
        kept = [msgspec.structs.replace(block, text=text, kind="quote" if theirs else "text") for text, theirs in parts]
        found += kept if block.kind in SPOKEN else [block]
    return found


def may_be_exchange(essay: Essay) -> bool:
    """Whether it would be read by the name of one of those who speak in it."""
    return is_exchange("\n".join([essay.title or "", *(line for block in essay.blocks for line in _with_heads(block))]))


def _with_heads(block: Block) -> list[str]:
    """The lines of a block as Markdown has them: of a document, headings and names alone on a line have no marks."""
    if block.kind == "heading":
        return [f"## {block.text}"]
    return spoken_text([block]).split("\n") if block.leads else block.text.split("\n")
