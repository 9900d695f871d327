"""Files of text: which of them are essays, as Markdown or plain, and how they are read."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator

import msgspec

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, date_of, decoded, is_diary, is_talk, suffix_of

from ..essay import Essay, Reading, count_marks, text_of, words_of
from ..names import named
from ..tex.files import TEX, tex_nature
from .comments import without_comments
from .fields import Fields, read_fields
from .markdown import markdown
from .org import org
from .plain import plain
from .prose import Nature, is_list, natural_words, nature_of

MARKDOWN = frozenset(".md .markdown .mdown .mkd .mkdn .mdwn .mdx .rmd .qmd .mdtext".split())
PLAIN = frozenset(".txt .text".split())
ORG = ".org"
_WORDS = "what is written here reads like a sentence\n"
_STAMPED = re.compile(r"^(?:\*+ |[ \t]*:CREATED:)[^\n<\[]{0,200}[<\[]\d{4}-\d\d-\d\d", re.MULTILINE)
"""Headings of Org that are dated, as the entries of a journal are."""
_BOOK_OF_OTHERS = re.compile(r"\n\*{3} ?START OF TH(?:E|IS) PROJECT GUTENBERG EBOOK")
_CLIPPED = re.compile(
    r"[\s#>*_(\[-]{0,8}(?:(?:web )?clipp(?:ed|ing)(?: on [^\n:]{1,30})?|saved|archived|copied|ausgeschnitten"
    r"|gespeichert|enregistré|guardado|salvato|opgeslagen|sparad) (?:from|via|with|aus|von|depuis|de|da|van"
    r"|från)[ :]{1,3}"
    r"[*_ ]{0,4}(?:https?://|\[[^\]\n]{1,200}\]\(https?://|<https?://|the web clipper|[\w.-]{1,60}\.[a-z]{2,6}/)",
    re.IGNORECASE,
)
_LONGEST_CLIP = 400
_MOST_KNOWN = 50_000
"""Texts of which it is remembered what they are, 200 bytes each."""


def nature(head: bytes, suffix: str) -> Nature:
    """What the first bytes of a file of text are; a title before a few words makes them an essay.

    A file is asked by itself when an importer is looked for, again with those beside it, and when it is read: that it
    is found out once takes a third of what a folder of notes costs.
    """
    known, key = _known(), (suffix, hashlib.blake2b(head, digest_size=16).digest())
    if len(known) > _MOST_KNOWN:
        known.clear()
    if key not in known:
        known[key] = _nature(head, suffix)
    return known[key]


@functools.cache
def _known() -> dict[tuple[str, bytes], Nature]:
    return {}


def _nature(head: bytes, suffix: str) -> Nature:
    try:
        text, encoding = decoded(head)
    except (ValueError, LookupError):
        return "nothing"
    if encoding.startswith("utf-8"):
        text = text.rstrip("\ufffd")
    fields = read_fields(text.replace("\r\n", "\n").replace("\r", "\n"))
    body = fields.body
    if suffix == TEX:
        return tex_nature(text.replace("\r\n", "\n"))
    if is_diary(body) and not is_talk(body, fields.title):
        return "journal"
    if suffix == ORG and sum(1 for _ in _STAMPED.finditer(body)) > 1:
        return "journal"
    if suffix == ORG:
        return nature_of("\n\n".join(block.text for block in org(body).blocks if block.kind in ("text", "heading")))
    title, words = fields.title, body
    if suffix in MARKDOWN:
        read = markdown(body, is_board=fields.is_board)
        title, blocks = title or read.title, read.blocks
        words = "\n\n".join(block.text for block in blocks if block.kind == "text")
        # Quotations alone, few words or many, are read so that they are counted.
        if not words and nature_of(body) == "nothing" and any(block.kind == "quote" for block in blocks):
            return "prose"
        body = words or body
    found = nature_of(body, title)
    if found == "nothing" and (is_list(body) or (suffix in MARKDOWN and _is_note(fields, words))):
        return nature_of(f"{body}\n{_WORDS * (1 + len(body) // 400)}")
    return found


def _is_note(fields: Fields, words: str) -> bool:
    """Whether a few words are a note: below a title, or a whole text of Markdown."""
    return min(natural_words(words), natural_words(fields.body)) > 1 or (
        fields.title is not None and len(fields.body.split()) > 2
    )


def text_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a file, in whatever encoding."""
    data = text_of(file, reading)
    try:
        text = words_of(data, file, reading)
    except (ValueError, LookupError) as error:
        raise SourceError(f"not text that can be read ({error})", file=file.name, remedy="Save it as UTF-8") from error
    fields = read_fields(text.replace("\r\n", "\n").replace("\r", "\n"))
    if _BOOK_OF_OTHERS.search(text):
        found = _plain(file, fields, reading)
        yield msgspec.structs.replace(found, kind="quote")
    elif suffix_of(file.name) == ORG:
        yield _org(file, text, reading)
    elif suffix_of(file.name) in MARKDOWN or _has_front_matter(fields, text):
        yield _markdown(file, fields, reading)
    else:
        yield _plain(file, fields, reading)


def _has_front_matter(fields: Fields, text: str) -> bool:
    return fields.line > 1 and text.startswith(("---", "+++"))


def _markdown(file: SourceFile, fields: Fields, reading: Reading) -> Essay:
    choices = reading.choices
    found = markdown(
        fields.body,
        fields.line,
        fields.title,
        notes=choices.footnotes == "keep",
        unwrap=choices.unwrap,
        is_board=fields.is_board,
    )
    _count_breaks(found.width, is_broken=found.is_broken, reading=reading)
    count_marks(found.removed, reading)
    return _essay(file, fields, found.title, found.blocks)


def _org(file: SourceFile, text: str, reading: Reading) -> Essay:
    found = org(text.replace("\r\n", "\n").replace("\r", "\n"), unwrap=reading.choices.unwrap)
    _count_breaks(found.width, is_broken=False, reading=reading)
    count_marks(found.removed, reading)
    told, written = found.fields, found.fields.get("date", "").strip("<[]> ")
    # Org has the day of the week behind the day.
    date = date_of(written) or date_of(written[:10])
    fields = Fields("", title=told.get("title"), author=told.get("author"), date=date)
    return _essay(file, fields, fields.title, found.blocks)


def _plain(file: SourceFile, fields: Fields, reading: Reading) -> Essay:
    body, comments = without_comments(fields.body)
    found = plain(body, fields.line, unwrap=reading.choices.unwrap)
    _count_breaks(found.width, is_broken=found.is_broken, reading=reading)
    fields = msgspec.structs.replace(fields, author=fields.author or found.author, date=fields.date or found.date)
    line = fields.line + body.count("\n")
    blocks = [*found.blocks, *(Block("boilerplate", comment, line) for comment in comments)]
    return _essay(file, fields, fields.title or found.title, blocks)


def _is_clipped(blocks: list[Block]) -> bool:
    """Whether the first or the last paragraph is nothing but where a page was clipped from."""
    ends = [block.text for block in (*blocks[:1], *blocks[-1:]) if block.kind == "text" and "/" in block.text]
    edges = (part for text in ends for part in (text.partition("\n\n")[0], text.rpartition("\n\n")[2]))
    return any(len(edge) < _LONGEST_CLIP and _CLIPPED.match(edge) for edge in edges)


def _count_breaks(width: int | None, *, is_broken: bool, reading: Reading) -> None:
    """Count the texts whose lines were joined, at which width, and those in which lines end before a paragraph does."""
    if width is not None:
        reading.tally["unwrapped"] += 1
        reading.tally[f"width {width}"] += 1
    elif is_broken:
        reading.tally["broken"] += 1


def _essay(file: SourceFile, fields: Fields, title: str | None, blocks: list[Block]) -> Essay:
    told = named(file.name)
    # A clip that names an author is whosever that is.
    is_clip = (fields.is_clip or _is_clipped(blocks)) and not fields.author
    draft = fields.draft or "_drafts" in file.name.split("/")
    return Essay(
        file.name,
        title or told.title,
        fields.author,
        fields.date or told.date,
        blocks,
        file.name,
        draft,
        key=fields.key,
        saved=fields.saved,
        kind="trash" if fields.gone else "quote" if is_clip else "text",
    )
