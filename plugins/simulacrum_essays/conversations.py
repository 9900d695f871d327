"""An essay as a conversation with one author; what is not the author's own is marked or left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from simulacrum_core import Conversation, Kind, Message, Participant
from simulacrum_core.sources import (
    Block,
    BlockKind,
    is_chat,
    is_machine_text,
    machine_parts,
    without_chats,
    without_machine_runs,
)

from .essay import Choice, Choices, Essay, Reading

UNKNOWN = "author"
"""The id of an author whom a text does not name."""
_COUNTED: dict[BlockKind, str] = {"quote": "quotes", "code": "code", "note": "footnotes"}


def conversation(essay: Essay, reading: Reading) -> Conversation | None:
    """The essay; None, which is reported, where nothing of it is its author's own, or where it is a chat."""
    if essay.kind != "text":
        return _unused(essay, reading)
    if is_chat([line for block in essay.blocks for line in block.text.split("\n")]):
        reading.tally["chats"] += 1
        reading.findings.report(
            essay.file, None, "not read: it holds a chat: lines begin with a date, a time and a name"
        )
        return None
    author = _author(essay, reading)
    messages = list(_messages(essay, author.id, reading))
    if not any(message.kind == "text" for message in messages):
        line = essay.blocks[0].line if essay.blocks else None
        reading.findings.report(essay.file, line, "left out: it has no text by its author")
        return None
    _count(essay, reading)
    return Conversation(
        "essays", essay.id, _sound(essay.title or "") or None, (author,), False, messages, monologue=True
    )


def _author(essay: Essay, reading: Reading) -> Participant:
    name = _sound(reading.choices.author or essay.author or "")
    login = None if reading.choices.author else essay.login
    return Participant(login or name or UNKNOWN, name)


def _unused(essay: Essay, reading: Reading) -> Conversation:
    """The whole text as one message that is counted and not trained on."""
    reading.tally[f"kind {essay.kind}"] += 1
    author = _author(essay, reading)
    text = _sound("\n\n".join(block.text for block in essay.blocks))
    message = Message(
        id="1",
        author=None if essay.kind == "quote" else author.id,
        sent_at=essay.date,
        text=text,
        kind=essay.kind,
        position=f"{essay.file}:{essay.blocks[0].line if essay.blocks else 1}",
    )
    title = _sound(essay.title or "") or None
    return Conversation("essays", essay.id, title, (author,), False, [message], monologue=True)


def _messages(essay: Essay, author: str, reading: Reading) -> Iterator[Message]:
    parts = groupby(_kept(essay.blocks, reading), lambda pair: (pair[0], pair[0] == "quote" and pair[1].kind))
    for number, ((kind, _), pairs) in enumerate(parts, 1):
        blocks = [block for _, block in pairs]
        yield Message(
            id=str(number),
            author=author if kind == "text" else None,
            sent_at=essay.date,
            text=_sound("\n\n".join(block.text for block in blocks)),
            kind=kind,
            position=f"{essay.file}:{blocks[0].line}",
        )


def _kept(blocks: Iterable[Block], reading: Reading) -> Iterator[tuple[Kind, Block]]:
    """What goes into the conversation, as the author's own or as a quotation, which lines of a chat always are."""
    for block in blocks:
        if block.kind == "machine":
            yield _machine(block, reading)
            continue
        choice = choice_of(block.kind, reading.choices)
        text, pictures = without_machine_runs(block.text)
        reading.tally["pictures"] += pictures
        if choice == "leave-out" or not text.strip():
            continue
        block = msgspec.structs.replace(block, text=text) if pictures else block
        if block.kind == "code" and is_machine_text(text, is_code=True):
            yield _machine(block, reading)
        elif choice == "mark":
            yield "quote", block
        else:
            yield from _parted(block, reading)


def _parted(block: Block, reading: Reading) -> Iterator[tuple[Kind, Block]]:
    """The author's own paragraphs of a block, and apart from them lines of a chat and machine text."""
    for part, is_machine in machine_parts(block.text):
        if is_machine:
            yield _machine(msgspec.structs.replace(block, text=part), reading)
            continue
        for text, is_pasted in without_chats(part):
            reading.tally["pasted"] += is_pasted
            yield ("quote" if is_pasted else "text"), msgspec.structs.replace(block, text=text)


def _machine(block: Block, reading: Reading) -> tuple[Kind, Block]:
    reading.tally["machine"] += 1
    return "machine", block


def choice_of(kind: BlockKind, choices: Choices) -> Choice:
    """What is to be done with a kind of block."""
    table: dict[str, Choice] = {"quote": choices.quotes, "code": choices.code, "note": choices.footnotes}
    return table.get(kind, "keep")


def _sound(text: str) -> str:
    """The text without halves of characters, which JSON and PDF can hold."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _count(essay: Essay, reading: Reading) -> None:
    tally = reading.tally
    tally["essays"] += 1
    tally["drafts"] += essay.draft
    tally["undated"] += essay.date is None
    tally["unnamed"] += not (reading.choices.author or essay.author)
    for kind, word in _COUNTED.items():
        tally[word] += sum(block.kind == kind for block in essay.blocks)
