"""Web pages as plain text: paragraphs, headings, quotations, code and notes in their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from ..leads import LONGEST_LEAD, may_name
from .kinds import (
    display_of,
    hidden_words,
    hide,
    is_apart,
    is_hidden,
    is_mark,
    is_note,
    is_quote,
    is_verse,
    is_verse_line,
    names_somebody,
    words_in,
)
from .tree import Element, html_tree, markup_text, nested_among, tag_of

__all__ = [
    "Block",
    "BlockKind",
    "Element",
    "blocks_of",
    "hide",
    "html_blocks",
    "html_tree",
    "markup_text",
    "nested_among",
    "tag_of",
    "words_in",
]

BlockKind = Literal["text", "heading", "quote", "code", "note", "machine", "boilerplate", "trash", "insertion"]
_RANKS: tuple[BlockKind, ...] = ("boilerplate", "note", "quote", "code", "heading")
_PARAGRAPHS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer h1 h2"
    " h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary table tbody tfoot thead title tr"
    " ul user-query model-response".split()
)
_DISPLAYS = frozenset("block flex grid table list-item".split())
# Nothing of these is read, but what stands before and behind them is no one word.
_SEPARATE = _PARAGRAPHS | frozenset(
    "button form nav iframe object embed video audio select option textarea dialog figcaption hgroup legend menu dir"
    " search".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_CELLS = frozenset(("td", "th"))
_LISTS = frozenset("ul ol menu dir".split())
_LEADING = frozenset("b strong i em u a span font cite mark small tt code kbd big dt".split())
"""Elements that set a few words apart from others of a line."""
_DEEPEST_INDENT = 40
"""Levels of lists that are shown; else a short item below very many levels would become a long one."""
_BLANKS, _BREAK, _MANY_BREAKS = re.compile(r"[ \t\n\r\f]+"), re.compile(r" ?\n ?"), re.compile(r"\n{3,}")


class Block(msgspec.Struct, frozen=True):
    """A paragraph, a list, a heading, a quotation's paragraph, a piece of code, a footnote; `line` counts from 1.

    What a reader knows to be no prose, such as a piece that is encrypted, is `machine`; pages have no such blocks.
    `leads` are the words at the beginnings of its lines that are set apart by their look, as a bold name is.
    """

    kind: BlockKind
    text: str
    line: int = 1
    leads: tuple[str, ...] = ()


def html_blocks(markup: bytes | str, file: str | None = None) -> list[Block]:
    """What is written in a page or a piece of one; raises SourceError where it is nested too deeply or too large."""
    tree = html_tree(markup, file)
    return [] if tree is None else blocks_of(tree)


def blocks_of(tree: Element) -> list[Block]:
    """What is written in an element; its own tail is not.

    What a page hides, and what stands around its text, comes last, as `boilerplate`.
    """
    from lxml import etree

    writer = _Writer(tree)
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            writer.close(element)
        elif writer.open(element):
            walk.skip_subtree()
    writer.end()
    return writer.blocks


class _Writer:
    """Gathers blocks while a tree is walked."""

    def __init__(self, root: Element) -> None:
        self.blocks: list[Block] = []
        self._root = root
        self._hidden: list[Block] = []
        self._pieces: list[str] = []
        self._has_words = self._has_cell = False
        self._begins, self._apart, self._leads = True, list[tuple[Element, int]](), dict[str, None]()
        self._line = 1
        self._kinds: list[tuple[Element, BlockKind, int]] = []
        self._open = Counter[BlockKind]()
        self._skipped: Element | None = None
        self._pre = 0
        self._lists: list[int | None] = []
        self._bullet = ""
        self._rows: list[str] = []
        self._rows_leads = dict[str, None]()
        self._rows_line = 1

    def open(self, element: Element) -> bool:
        """Begin an element; whether what is in it is not read."""
        tag = tag_of(element)
        if is_hidden(element, tag) or is_mark(element, tag):
            self._skipped = element
            if words := hidden_words(element, tag):
                self._hidden.append(Block("boilerplate", words, element.sourceline or self._line))
            if tag in _SEPARATE and "".join(self._pieces[-1:])[-1:].strip():
                self._pieces.append(" ")
            return True
        if _is_paragraph(element, tag) and not _is_cell(element):
            if is_verse_line(element) and is_verse_line(element.getprevious()):
                self._append("\n")
            else:
                self._flush()
            self._begin(element, tag)
        if tag == "br":
            self._append("\n")
        elif tag == "q":
            self._append("“")
        elif tag in _CELLS and self._has_cell:
            self._append("\t")
        if self._begins and (tag in _LEADING or names_somebody(element)):
            self._apart.append((element, len(self._pieces)))
        self._add(element.text, element)
        return False

    def _begin(self, element: Element, tag: str) -> None:
        if kind := _kind_of(element, tag):
            self._settle()
            self._kinds.append((element, kind, len(self._lists)))
            self._open[kind] += 1
        self._pre += tag == "pre"
        if tag in _LISTS:
            self._lists.append(_start_of(element) if tag == "ol" else None)
        elif tag == "li" and self._lists:
            number = self._lists[-1]
            self._bullet = "- " if number is None else f"{number}. "
            self._lists[-1] = None if number is None else number + 1

    def close(self, element: Element) -> None:
        """End an element, and add what stands behind it."""
        tag = tag_of(element)
        if self._apart and self._apart[-1][0] is element:
            self._lead("".join(self._pieces[self._apart.pop()[1] :]))
        if element is self._skipped:
            self._skipped = None
        elif _is_paragraph(element, tag) and not _is_cell(element):
            if not (is_verse_line(element) and is_verse_line(element.getnext())):
                self._flush(row=tag == "tr")
            self._finish(element, tag)
        elif tag == "q":
            self._append("”")
        if element is not self._root:
            self._add(element.tail, element)

    def _lead(self, words: str) -> None:
        """Keep the words of an element with which a line begins, where they may be a name."""
        name = _BLANKS.sub(" ", words.replace("\xa0", " ")).strip()
        if 0 < len(name) <= LONGEST_LEAD and "\n" not in words.strip() and may_name(name):
            self._leads[name] = None
            self._begins = False

    def _finish(self, element: Element, tag: str) -> None:
        self._pre -= tag == "pre"
        if self._kinds and self._kinds[-1][0] is element:
            self._settle()
            self._open[self._kinds.pop()[1]] -= 1
        if tag in _LISTS:
            self._lists.pop()
            self._bullet = ""
        if tag == "table" or (tag in _LISTS and not self._lists):
            self._settle()

    def end(self) -> None:
        """The end of the tree."""
        self._flush()
        self._settle()
        # At the end, so that they part no paragraph.
        self.blocks += self._hidden

    def _add(self, text: str | None, element: Element) -> None:
        if text:
            if not self._has_words:
                self._line = element.sourceline or self._line
            self._append(text if self._pre else _BLANKS.sub(" ", text))

    def _append(self, piece: str) -> None:
        # Kept as flags: a paragraph may have as many pieces as a page has elements.
        self._has_words = self._has_words or bool(piece.strip())
        self._has_cell = self._has_cell or bool(piece.strip(" \n"))
        if not self._begins or (not piece.isspace() and may_name(piece)):
            self._begins = piece.endswith("\n")
        self._pieces.append(piece)

    def _flush(self, *, row: bool = False) -> None:
        """What was gathered is a block, or a line of a list or a table."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._apart.clear()
        self._has_words = self._has_cell = False
        self._begins = True
        text = text.strip("\n").rstrip() if self._pre else _tidy(text)
        if not text.strip():
            return
        leads, self._leads = self._leads, {}
        if not row and (not self._lists or self._inside_item()):
            self._emit(text, self._line, leads)
            return
        self._rows_leads.update(leads)
        self._rows_line = self._rows_line if self._rows else self._line
        indent = "  " * min(max(len(self._lists) - 1, 0), _DEEPEST_INDENT)
        if not self._rows and not self._bullet.strip():
            # What follows a quotation inside of an item hangs from nothing.
            indent = self._bullet = ""
        hang = indent + " " * len(self._bullet)
        self._rows.append(f"{indent}{self._bullet}" + text.replace("\n", f"\n{hang}"))
        self._bullet = " " * len(self._bullet)

    def _inside_item(self) -> bool:
        """Whether a quotation or code stands inside of an item of a list, not around the list."""
        return bool(self._kinds) and self._kinds[-1][2] == len(self._lists)

    def _settle(self) -> None:
        """The list or table is at an end."""
        rows, self._rows = self._rows, []
        if rows:
            leads, self._rows_leads = self._rows_leads, {}
            self._emit("\n".join(rows), self._rows_line, leads)

    def _emit(self, text: str, line: int, leads: Iterable[str]) -> None:
        self._settle()
        kind: BlockKind = next((kind for kind in _RANKS if self._open[kind]), "text")
        self.blocks.append(Block(kind, text, line, tuple(leads)))


def _is_paragraph(element: Element, tag: str) -> bool:
    if tag in _PARAGRAPHS or (tag in _CELLS and is_apart(element, tag)):
        return True
    return bool(element.keys()) and display_of(element) in _DISPLAYS


def _kind_of(element: Element, tag: str) -> BlockKind | None:
    if is_apart(element, tag):
        return "boilerplate"
    if is_note(element, tag):
        return "note"
    if tag == "pre" and not is_verse(element):
        return "code"
    if is_quote(element, tag):
        return "quote"
    return "heading" if tag in _HEADINGS else None


def _is_cell(element: Element) -> bool:
    """Whether a paragraph is all that is in a cell of a table."""
    parent = element.getparent()
    if tag_of(element) not in ("p", "div") or parent is None or tag_of(parent) not in _CELLS:
        return False
    # Siblings, as lxml counts all children each time that it is asked for their number.
    return element.getprevious() is None and element.getnext() is None


def _start_of(element: Element) -> int:
    start = str(element.get("start", ""))
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 1


def _tidy(text: str) -> str:
    """Text without the blanks that a browser does not show."""
    text = re.sub(" ?\t ?", "\t", re.sub(" {2,}", " ", text))
    return _MANY_BREAKS.sub("\n\n", _BREAK.sub("\n", text)).strip(" \n")
