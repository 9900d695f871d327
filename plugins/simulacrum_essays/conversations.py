"""An essay as a conversation with one author; what is not the author's own is marked or left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

import msgspec

from simulacrum_core import Conversation, Kind, Message, Participant
from simulacrum_core.sources import (
    Block,
    BlockKind,
    answers,
    assistant_parts,
    is_machine_text,
    machine_parts,
    quoted_parts,
    without_chats,
    without_machine_runs,
    words_of_others,
)

from .clips import clip_of
from .contents import with_contents
from .copied import is_copied
from .essay import Choice, Choices, Essay, Reading
from .guests import guest_of
from .people import author_names
from .speakers import COUNTED, SPOKEN, exchange_of, is_of_many, may_be_exchange
from .telling import tell_clip

UNKNOWN = "author"
"""The id of an author whom a text does not name."""
TURNS = "lines begin with the names of people who take turns, or with a date, a time and a name"
BY_NAME = ". An interview or letters are read where --me names one who speaks"
_ANSWERED = "# ChatGPT's answer"
_APART = ("boilerplate", "trash", "insertion", "omitted")


def conversation(essay: Essay, reading: Reading) -> Conversation | None:
    """The essay; None, which is reported, where nothing is in it, or where it is a chat.

    Where nothing of it is its author's own, that is reported, and what is in it is counted.
    """
    if essay.kind != "text":
        return _unused(essay, reading)
    several = is_of_many(essay, reading)
    exchange = exchange_of(essay, reading, several=several)
    if not exchange and several:
        reading.tally["chats"] += 1
        known = BY_NAME if not reading.names and may_be_exchange(essay) else ""
        reading.tally["exchanges of others"] += bool(known)
        reading.findings.report(essay.file, None, f"not read: it holds a chat: {TURNS}{known}")
        return None
    if exchange:
        essay = msgspec.structs.replace(essay, blocks=exchange)
    elif (essay := _of_others(essay, reading)).kind != "text":
        return _unused(essay, reading)
    author = _author(essay, reading)
    blocks = _without_others(essay.blocks, [*reading.names, essay.author or "", author.id], reading)
    messages = list(_messages(msgspec.structs.replace(essay, blocks=blocks), author.id, reading))
    if not any(message.kind in ("text", *_APART) for message in messages):
        line = essay.blocks[0].line if essay.blocks else None
        reading.findings.report(essay.file, line, "left out: it has no text by its author")
        reading.tally["nobody's"] += bool(messages)
        if not messages:
            return None
    if any(message.kind == "text" for message in messages):
        _count(essay, reading)
    return Conversation(
        "essays", essay.id, _sound(essay.title or "") or None, (author,), False, messages, monologue=True
    )


def _of_others(essay: Essay, reading: Reading) -> Essay:
    """The essay, as a guest's where one wrote it, and as a quotation where it was copied whole."""
    own = [*reading.names, essay.author or "", essay.login or "", reading.choices.author or ""]
    if guest := guest_of(essay, own):
        essay = msgspec.structs.replace(essay, author=guest, login=None)
    clip = clip_of(essay, own)
    if clip == "maybe":
        tell_clip(essay.file, reading)
    return msgspec.structs.replace(essay, kind="quote") if clip == "page" or is_copied(essay, own) else essay


def _author(essay: Essay, reading: Reading) -> Participant:
    """The author's account; a name in other letters, small ones or capitals, is the same one."""
    if reading.choices.author:
        return Participant(reading.choices.author, reading.choices.author)
    name, handles = author_names(_sound(essay.author or ""))
    given = {" ".join(word.split()).casefold() for word in reading.names}
    if mine := next((word for word in handles if word.casefold() in given and name.casefold() not in given), None):
        # What several wrote together is as much one's as another's.
        return Participant(mine, mine)
    if essay.login:
        return Participant(essay.login, name, handles)
    known = reading.authors.setdefault(name.casefold(), name)
    return Participant(known or UNKNOWN, known, handles)


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
    # What is nobody's comes last, so that no caption parts what its author wrote in one piece.
    kept = sorted(_kept(_turns(essay.blocks, essay.title), reading), key=lambda pair: pair[0] in _APART)
    parts = groupby(kept, lambda pair: (pair[0], pair[0] == "quote" and pair[1].kind))
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


def _kept(turns: Iterable[tuple[Block, bool]], reading: Reading) -> Iterator[tuple[Kind, Block]]:
    """What goes into the conversation, as the author's own or as a quotation, which lines of a chat always are."""
    for block, is_theirs in turns:
        if is_theirs:
            reading.tally["assistant"] += 1
            yield "quote", block
            continue
        if block.kind in ("boilerplate", "trash", "insertion"):
            yield _apart(block, block.kind, reading)
            continue
        if block.kind == "machine":
            yield _machine(block, reading)
            continue
        choice = choice_of(block.kind, reading.choices)
        text, pictures = without_machine_runs(block.text)
        reading.tally["pictures"] += pictures
        if choice == "leave-out" and block.kind == "note":
            # Words of the author's that stand apart from the text: counted, whatever file they come from.
            yield "boilerplate", block
            continue
        if not text.strip():
            continue
        if choice == "leave-out":
            yield "omitted", block
            continue
        block = msgspec.structs.replace(block, text=text) if pictures else block
        if block.kind == "code" and is_machine_text(text, is_code=True):
            yield _machine(block, reading)
        elif choice == "mark":
            yield "quote", block
        else:
            yield from _parted(block, reading)


def _without_others(blocks: Sequence[Block], names: Iterable[str], reading: Reading) -> list[Block]:
    """The blocks, parted where a mail, a post or a paragraph in them is somebody else's."""
    names = list(names)
    if quoted := quoted_parts([(block.kind, block.text) for block in blocks], names):
        reading.tally["copied"] += sum(is_theirs for told in quoted for _, is_theirs in told)
        blocks = [
            msgspec.structs.replace(block, text=text, kind="quote" if is_theirs else block.kind)
            for block, told in zip(blocks, quoted, strict=True)
            for text, is_theirs in told
        ]
    parts = [(block, text) for block in blocks for text in _paragraphs(block)]
    told = words_of_others([(block.kind, text) for block, text in parts], names)
    if not told:
        return list(blocks)
    groups = groupby(enumerate(parts), key=lambda pair: (id(pair[1][0]), told.get(pair[0])))
    return [_joined([part for _, part in group], kind) for (_, kind), group in groups]


def _paragraphs(block: Block) -> list[str]:
    return block.text.split("\n\n") if block.kind == "text" else [block.text]


def _joined(parts: Sequence[tuple[Block, str]], kind: BlockKind | None) -> Block:
    block = parts[0][0]
    return msgspec.structs.replace(block, text="\n\n".join(text for _, text in parts), kind=kind or block.kind)


def _turns(blocks: Iterable[Block], title: str | None) -> Iterator[tuple[Block, bool]]:
    """The blocks, and whether they are what an assistant answered, as a title may say of all that stands below it."""
    every = list(blocks)
    texts = [block.text if block.kind in SPOKEN else "" for block in every]
    heads = {number for number, block in enumerate(every) if block.kind == "heading"}
    if title and answers(title, is_named=True):
        # What a title says goes for all below it, as what a heading says does.
        turns = assistant_parts([_ANSWERED, *texts], heads={number + 1 for number in heads})
        turns = turns and turns[1:]
    else:
        turns = assistant_parts(texts, heads=heads)
    is_theirs = False
    for number, block in enumerate(every):
        if turns is None or block.kind in _APART or block.kind == "machine":
            yield block, False
            continue
        for text, is_theirs in turns[number]:
            yield msgspec.structs.replace(block, text=text), is_theirs
        if block.kind not in SPOKEN:
            yield block, is_theirs


def _parted(block: Block, reading: Reading) -> Iterator[tuple[Kind, Block]]:
    """The author's own paragraphs of a block, apart from them a table of contents, lines of a chat and machine text."""
    for words, is_table in with_contents(block.text):
        if is_table:
            yield _apart(msgspec.structs.replace(block, text=words), "boilerplate", reading)
            continue
        for part, is_machine in machine_parts(words):
            if is_machine:
                yield _machine(msgspec.structs.replace(block, text=part), reading)
                continue
            for text, is_pasted in without_chats(part):
                reading.tally["pasted"] += is_pasted
                yield ("quote" if is_pasted else "text"), msgspec.structs.replace(block, text=text)


def _apart(block: Block, kind: Literal["boilerplate", "trash", "insertion"], reading: Reading) -> tuple[Kind, Block]:
    reading.tally[f"apart {kind}"] += 1
    return kind, block


def _machine(block: Block, reading: Reading) -> tuple[Kind, Block]:
    reading.tally["machine"] += 1
    return "machine", block


def choice_of(kind: BlockKind, choices: Choices) -> Choice:
    """What is to be done with a kind of block."""
    table: dict[str, Choice] = {"quote": choices.quotes, "code": choices.code, "note": choices.footnotes}
    return table.get(kind, "keep")


def _sound(text: str) -> str:
    """The text without halves of characters, which JSON and PDF can hold, and without places to part a word at.

    Separators of lines and paragraphs are the breaks that they show.
    """
    if text.isascii():
        return text
    text = text.replace("\N{SOFT HYPHEN}", "").replace("\N{LINE SEPARATOR}", "\n")
    return text.replace("\N{PARAGRAPH SEPARATOR}", "\n\n").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _count(essay: Essay, reading: Reading) -> None:
    tally = reading.tally
    tally["essays"] += 1
    tally["drafts"] += essay.draft
    tally["undated"] += essay.date is None
    tally["unnamed"] += not (reading.choices.author or essay.author)
    for kind, word in COUNTED.items():
        tally[word] += sum(block.kind == kind for block in essay.blocks)
