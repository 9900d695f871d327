"""Canvases of Obsidian and drawings of its plugin Excalidraw: the texts on their cards."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, split_front_matter, stem_of, suffix_of

from ..essay import Essay, Reading, count_marks, text_of
from ..text.markdown import markdown

_BOARDS = {".canvas": "a canvas of Obsidian", ".excalidraw": "a drawing of Excalidraw"}
_LIST = re.compile(rb'"(?:nodes|elements)"\s{0,9}:')
_DRAWING = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:[^\n]{0,500}\n){0,20}?excalidraw-plugin:")
_TEXTS = re.compile(r"^#{1,2} Text Elements[ \t]*$", re.MULTILINE)
_DATA = re.compile(r"^# Excalidraw Data[ \t]*$", re.MULTILINE)
_REST = re.compile(r"^(?:%%|#{1,2} (?:Drawing|Embedded Files|Element Links))[ \t]*$", re.MULTILINE)
_CARD_END = re.compile(r"[ \t]?\^[\w-]{1,40}[ \t]*$", re.MULTILINE)
_NOTICE = re.compile(r"^==[^=\n]{1,400}EXCALIDRAW[^=\n]{1,400}==.{0,1000}$", re.MULTILINE)


def is_board(file: SourceFile, head: bytes) -> bool:
    """Whether a file is a canvas, or a drawing that is not in a note."""
    return suffix_of(file.name) in _BOARDS and _LIST.search(head) is not None


def is_drawing(head: bytes) -> bool:
    """Whether a file of Markdown is a drawing of Excalidraw."""
    return _DRAWING.match(head) is not None


def board_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The texts of a canvas or a drawing in the order of the file: of its cards, then what groups and arrows are
    called.
    """
    what = _BOARDS[suffix_of(file.name)]
    try:
        board = json.loads(text_of(file, reading).decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        remedy = "Open it in Obsidian and save it again"
        raise SourceError(f"{what} that breaks off or is damaged", file=file.name, line=line, remedy=remedy) from error
    board = board if isinstance(board, dict) else {}
    written = [item for item in _items(board, "elements") if item.get("type") == "text"]
    gone = [_written(item) for item in written if item.get("isDeleted") is True]
    texts = [
        *(_string(node.get("text")) for node in _items(board, "nodes") if node.get("type") == "text"),
        *(_written(item) for item in written if item.get("isDeleted") is not True),
        *(_string(item.get("label")) for item in (*_items(board, "nodes"), *_items(board, "edges"))),
    ]
    yield from _essay(file, texts, [Block("trash", text, 1) for text in gone if text.strip()], reading)


def _written(element: dict[str, Any]) -> str:
    """The text of an element as it was written, before the app broke its lines."""
    return _string(element.get("originalText")) or _string(element.get("text"))


def _items(board: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = board.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def drawing_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The texts of a drawing that is a note: what is written on its back, then its cards."""
    _, body, _ = split_front_matter(text_of(file, reading).decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    start = _TEXTS.search(body)
    back = _DATA.split(body[: start.start()] if start else body, maxsplit=1)[0]
    notices = [Block("boilerplate", match[0], 1) for match in _NOTICE.finditer(back)]
    cards = _REST.split(body[start.end() :], maxsplit=1)[0] if start else ""
    back = _REST.split(_NOTICE.sub("", back), maxsplit=1)[0]
    yield from _essay(file, [back, *_CARD_END.split(cards)], notices, reading)


def _essay(file: SourceFile, texts: Sequence[str], others: Sequence[Block], reading: Reading) -> Iterator[Essay]:
    """One essay of several texts, each of which is a note of its own; without a text there is none."""
    if not any(map(str.strip, texts)) and not others:
        reading.tally["type drawings without a text"] += 1
        return
    marks, blocks = Counter[str](), list[Block]()
    for text in filter(str.strip, texts):
        found = markdown(text.strip("\n"), title="", unwrap="no")
        marks.update(found.removed)
        blocks += found.blocks
    count_marks(marks, reading)
    title = stem_of(file.name).removesuffix(".excalidraw")
    yield Essay(file.name, title, None, None, [*blocks, *others], file.name)
