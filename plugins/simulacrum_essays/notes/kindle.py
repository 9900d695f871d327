"""Kindle: what a reader marked in books, and noted beside it; the file of the device, and the page of a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from simulacrum_core import Kind, SourceError, SourceFile
from simulacrum_core.sources import Block, html_tree, markup_text

from ..essay import Essay, Reading, text_of, words_of

_BEGIN = re.compile(rb"\A(?:\xef\xbb\xbf)?[^\n]{1,500}\n- [^\n|]{4,200}\|[^\n]{4,300}\r?\n\r?\n")
_RULE = "=========="
_NOTE = re.compile(
    r"\b(?:note|notiz|nota|notitie|anteckning|notat|not|заметк[аи])\b|メモ|笔记|筆記|註記|메모", re.IGNORECASE
)
"""What says that the reader wrote it, before the place in the book; what is marked says something else."""
_PAGE = (b"bookTitle", b"noteHeading", b"noteText")
_CLASSED = "//*[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"


class _Marked(msgspec.Struct, frozen=True):
    book: str
    text: str
    is_note: bool
    line: int


def is_clippings(head: bytes) -> bool:
    """Whether a file begins like `My Clippings.txt`, in whatever language its device spoke."""
    return _BEGIN.match(head) is not None and b"\n==========" in head


def is_notebook(head: bytes) -> bool:
    """Whether a page is a notebook that an app for reading exported."""
    return all(name in head for name in _PAGE)


def clippings_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """One text a book: its reader's notes, each behind what was marked last; a book without a note trains nobody."""
    try:
        text = words_of(text_of(file, reading), file, reading)
    except (ValueError, LookupError) as error:
        raise SourceError(f"not text that can be read ({error})", file=file.name, remedy="Save it as UTF-8") from error
    yield from _essays(file, _clippings(text.replace("\r\n", "\n")))


def notebook_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The notes of one book, as above."""
    tree = html_tree(markup_text(text_of(file, reading)), file.name)
    if tree is None:
        return
    book = next((_words(element) for element in tree.xpath(_CLASSED.format("bookTitle"))), "")
    heads = (_words(element) for element in tree.xpath(_CLASSED.format("noteHeading")))
    texts = (_words(element) for element in tree.xpath(_CLASSED.format("noteText")))
    pairs = zip(heads, texts, strict=False)
    yield from _essays(file, [_Marked(book, text, _is_note(head), 1) for head, text in pairs])


def _words(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]


def _is_note(head: str) -> bool:
    """Whether a head is that of a note: its words up to where the place in the book is told."""
    return _NOTE.search(re.split(r"[|(<>#\d–-]", head.lstrip("- \u2022"), maxsplit=1)[0]) is not None


def _clippings(text: str) -> Iterator[_Marked]:
    """What stands between the rules of a file: the book, what it is, a blank line, and the words."""
    line, first, entry = 0, 1, list[str]()
    for row in text.removeprefix("\ufeff").split("\n"):
        line += 1
        if row.strip() != _RULE:
            entry.append(row.lstrip("\ufeff"))
            continue
        book, head, *words = [*entry, "", ""]
        said = "\n".join(words).strip()
        if said:
            yield _Marked(book.strip(), said, _is_note(head), first)
        first, entry = line + 1, []


def _essays(file: SourceFile, marked: Iterable[_Marked]) -> Iterator[Essay]:
    books: dict[str, list[_Marked]] = {}
    for one in marked:
        books.setdefault(one.book, []).append(one)
    for number, (book, found) in enumerate(books.items(), 1):
        blocks = [Block("text" if one.is_note else "quote", one.text, one.line) for one in found]
        kind: Kind = "text" if any(one.is_note for one in found) else "quote"
        yield Essay(f"{file.name}#{number}", book or None, None, None, blocks, file.name, kind=kind)
