"""Org mode's prose: headings and paragraphs, cut where quotations, code and footnotes stand.

Source: the manual of Org mode 9.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import msgspec

from simulacrum_core.sources import Block, BlockKind, is_planning, is_wrapped, join_wrapped, wrap_width

_KEYWORD = re.compile(r"[ \t]*#\+([\w-]{1,40}):[ \t]*(.*)")
_COMMENT = re.compile(r"[ \t]*#(?:[ \t].*)?|%%\(.*")
"""A comment, or an expression that a diary is computed from."""
_DRAWER, _END = re.compile(r"[ \t]*:[\w-]{1,40}:[ \t]*"), re.compile(r"[ \t]*:end:[ \t]*", re.IGNORECASE)
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w{1,20})\b.*", re.IGNORECASE)
_HEADLINE = re.compile(
    r"(\*+)[ \t]+"
    r"(?:(?:TODO|NEXT|STARTED|DOING|WAITING|HOLD|SOMEDAY|DONE|CANCELL?ED)\b[ \t]*)?(?:\[#[A-Z0-9]\][ \t]*)?(.*)"
)
_TAGS = re.compile(r"(?<![ \t])[ \t]+:([\w@#%:]+):[ \t]*\Z")
_LINK = re.compile(r"\[\[([^\[\]\n]{1,2000})\](?:\[([^\[\]\n]{1,2000})\])?\]")
_FILE = re.compile(r"(?:file:|\.{0,2}/).*|.*\.(?:png|jpe?g|gif|webp|svg|heic|mp4|mov|m4a|mp3|wav|pdf)", re.IGNORECASE)
_MARK = re.compile(r"\[fn:[\w-]{1,60}\]|\[fn:[\w-]{0,60}:([^\[\]\n]{0,1000})\]")
_NOTE = re.compile(r"\[fn:[\w-]{1,60}\][ \t]*")
_MACRO = re.compile(
    r"\{\{\{[^{}\n]{1,300}\}\}\}|\{\{(?:query|embed|renderer|video|youtube|tweet|namespace)\b[^{}\n]{0,300}\}\}"
    r"|\bsrc_[\w-]{1,30}(?:\[[^\[\]\n]{0,200}\])?\{[^{}\n]{0,300}\}"
)
"""Macros, and code within a line."""
_FIXED = re.compile(r"[ \t]{0,60}:(?:[ \t].*)?")
"""What a program put out, or an example of one line."""
_FORMULA, _LONGEST_FORMULA = re.compile(r"[ \t]{0,60}\\begin\{([A-Za-z]{1,20}\*?)\}.{0,200}"), 200
"""What begins an environment of LaTeX, and lines that one has at most."""
_SECTION = "Footnotes"
"""The heading under which Org puts them."""
_TASK = re.compile(r"([ \t]{0,60}(?:[-+]|\d{1,3}[.)])[ \t]{1,9})\[[ xX-]\][ \t]{1,9}")
_ITEM = re.compile(r"[ \t]*(?:[-+•]|\d{1,3}[.)])[ \t]|[ \t]+\*[ \t]|[ \t]*[|:]")
_KINDS: dict[str, BlockKind] = {"quote": "quote", "src": "code", "example": "code", "export": "code"}
_LEFT_OUT: dict[str, BlockKind] = {"archive": "trash", "noexport": "boilerplate", "comment": "boilerplate"}


class Org(msgspec.Struct, frozen=True):
    """The blocks of a text, what its keywords say, where its lines were broken, and counts of what was no word."""

    blocks: list[Block]
    fields: dict[str, str]
    width: int | None
    removed: Counter[str]


class _Line(msgspec.Struct, frozen=True):
    """A line, whose words it has, and in which block or paragraph it stands."""

    text: str
    number: int
    kind: BlockKind
    block: int


def org(text: str, *, unwrap: str = "auto") -> Org:
    """What is in a text."""
    fields: dict[str, str] = {}
    removed: Counter[str] = Counter()
    found = [
        list(lines)
        for _, lines in groupby(_Reader(text, fields, removed).lines(), lambda line: (line.block, line.kind))
    ]
    paragraphs = [lines for lines in found if any(line.text.strip() for line in lines)]
    prose = [[line.text for line in lines] for lines in paragraphs if _may_be_wrapped(lines)]
    width = None if unwrap == "no" else wrap_width(prose)
    if unwrap == "yes":
        width = max((len(line) for lines in prose for line in lines), default=0)
    return Org([_block(lines, width, unwrap) for lines in paragraphs], fields, width, removed)


class _Reader:
    """Gathers the lines of a text, each with whose words it holds."""

    def __init__(self, text: str, fields: dict[str, str], removed: Counter[str]) -> None:
        self._lines = text.split("\n")
        self._closed = max((number for number, line in enumerate(self._lines) if _END.fullmatch(line)), default=-1)
        self._fields, self._removed = fields, removed
        self._block, self._depth, self._inside, self._is_drawer = 0, 0, "", False
        self._left_out: BlockKind | None = None
        self._asides: list[_Line] = []
        self._is_note = False
        self._formula_ends = -1

    def lines(self) -> Iterator[_Line]:
        """The lines with words on them."""
        for number, line in enumerate(self._lines):
            headline = _HEADLINE.fullmatch(line) if line.startswith("*") and not self._inside else None
            if number <= self._formula_ends:
                continue
            if headline:
                yield from self._headline(headline, number)
            elif self._inside:
                yield from self._in_block(line, number)
            elif begin := _BEGIN.fullmatch(line):
                self._inside, self._block = begin[1].lower(), self._block + 1
                self._removed["comments"] += self._inside == "comment"
            elif self._is_in_drawer(number, line):
                self._removed["properties and clocks"] += 1
            elif self._is_formula(number, line):
                self._removed["formulas"] += 1
            else:
                yield from self._plain(line, number)
        # At the end, as they stand within a paragraph.
        yield from self._asides

    def _headline(self, match: re.Match[str], number: int) -> Iterator[_Line]:
        self._is_drawer = self._is_note = False
        level, title, kind = _heading(match)
        if kind or level <= self._depth:
            self._left_out, self._depth = kind, level if kind else 0
        plain: BlockKind = "boilerplate" if title.strip() == _SECTION else "heading"
        yield _Line(self._words(title, number), number, self._left_out or plain, self._block + 1)
        self._block += 2

    def _in_block(self, line: str, number: int) -> Iterator[_Line]:
        if line.strip().lower() == f"#+end_{self._inside}":
            self._inside, self._block = "", self._block + 1
        elif self._inside != "comment":
            kind = _KINDS.get(self._inside, "text")
            words = line if kind == "code" else self._words(line, number)
            yield _Line(words, number, self._left_out or kind, self._block)

    def _is_in_drawer(self, number: int, line: str) -> bool:
        """Whether a line is of a drawer, or tells when something is due; a drawer that nothing closes is none."""
        if is_planning(line):
            return True
        is_inside = self._is_drawer or (number < self._closed and _DRAWER.fullmatch(line) is not None)
        self._is_drawer = is_inside and _END.fullmatch(line) is None
        return is_inside

    def _is_formula(self, number: int, line: str) -> bool:
        """Whether a line begins an environment of LaTeX, which is passed over up to its end."""
        match = _FORMULA.fullmatch(line) if "\\begin{" in line else None
        if match is None:
            return False
        end = f"\\end{{{match[1]}}}"
        lines = self._lines[number : number + _LONGEST_FORMULA]
        self._formula_ends = next((n for n, one in enumerate(lines, number) if one.strip().endswith(end)), -1)
        return self._formula_ends >= number

    def _plain(self, line: str, number: int) -> Iterator[_Line]:
        if keyword := _KEYWORD.fullmatch(line):
            self._fields.setdefault(keyword[1].lower(), keyword[2].strip())
        elif _COMMENT.fullmatch(line):
            self._removed["comments"] += 1
        elif _FIXED.fullmatch(line):
            yield _Line(line, number, self._left_out or "code", self._block)
        elif not line.strip():
            self._block, self._is_note = self._block + 1, False
        else:
            is_note = _NOTE.match(line) is not None
            self._block += is_note
            # A note goes on up to a blank line.
            self._is_note = is_note or self._is_note
            kind: BlockKind = "note" if self._is_note else "text"
            words = self._words(line, number)
            yield _Line(words.lstrip() if is_note else words, number, self._left_out or kind, self._block)

    def _words(self, line: str, number: int) -> str:
        """The words of a line; footnotes in it are kept for the end."""
        words = _linked(line, self._removed)
        if "{" in words:
            words, tags = _MACRO.subn("", words)
            self._removed["tags of templates"] += tags
            words = words.rstrip() if tags else words
        if "[fn:" not in words:
            return words
        for mark in _MARK.finditer(words):
            if (mark[1] or "").strip():
                kind: BlockKind = self._left_out or "note"
                self._asides.append(_Line(mark[1].strip(), number, kind, -1 - len(self._asides)))
        return _MARK.sub("", words)


def _heading(match: re.Match[str]) -> tuple[int, str, BlockKind | None]:
    """The level of a headline, its words, and what all that is below it is, where nobody is to read it."""
    tags = _TAGS.search(match[2])
    words = _TAGS.sub("", match[2]) if tags else match[2]
    marks = set(tags[1].lower().split(":")) if tags else set()
    if words.startswith("COMMENT"):
        return len(match[1]), words, "boilerplate"
    return len(match[1]), words, next((kind for tag, kind in _LEFT_OUT.items() if tag in marks), None)


def _linked(line: str, removed: Counter[str]) -> str:
    """A line with its links as they are shown, without the mark of a task."""
    if task := _TASK.match(line):
        removed["marks of tasks"] += 1
        line = task[1] + line[task.end() :]
    return _LINK.sub(lambda match: _shown(match, removed), line)


def _shown(match: re.Match[str], removed: Counter[str]) -> str:
    is_picture = _FILE.fullmatch(match[2] or match[1]) is not None
    removed["pictures"] += is_picture
    return "" if is_picture else match[2] or match[1].removeprefix("*")


def _may_be_wrapped(lines: list[_Line]) -> bool:
    texts = [line.text for line in lines]
    return (
        lines[0].kind in ("text", "note")
        and not any(map(_ITEM.match, texts))
        and not any(text[:1].isspace() for text in texts[1:])
    )


def _block(lines: list[_Line], width: int | None, unwrap: str) -> Block:
    texts = [line.text.rstrip() for line in lines]
    if (
        len(texts) > 1
        and width is not None
        and _may_be_wrapped(lines)
        and (unwrap == "yes" or is_wrapped(texts, width))
    ):
        return Block(lines[0].kind, join_wrapped(texts), lines[0].number + 1)
    return Block(lines[0].kind, "\n".join(texts).strip("\n"), lines[0].number + 1)
