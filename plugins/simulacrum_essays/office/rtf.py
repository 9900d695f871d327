"""Rich text (rtf): its text, and what its information group says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import groupby

import msgspec

from simulacrum_core import MissingExtraError, SourceError, SourceFile
from simulacrum_core.sources import LONGEST_LEAD, Block, leads_in

from ..essay import Essay, Reading, text_of
from ..names import named
from ..people import person
from ..text.markdown import same
from ..text.plain import plain
from ..web import without_title
from .changes import insertion_blocks, owner_of
from .rtf_boxes import with_boxes
from .rtf_changes import changes_in, end_of_group, group_at, shown_text, without_groups
from .rtf_made import QUOTED, with_quotes, without_made

_INFO = re.compile(r"\{\\info\b")
_CREATED = re.compile(r"\\creatim\s*\\yr(\d{1,4})\\mo(\d{1,2})\\dy(\d{1,2})(?:\\hr(\d{1,2}))?(?:\\min(\d{1,2}))?")
_HEAD = 1 << 12
_BULLET = re.compile(r"\A[•·◦▪‣⁃-]\t")
_APART = re.compile(
    r"\\(?:b|i|ul|cf[1-9]\d?)(?![a-z0-9-])(?:\\[a-z]{1,12}-?\d{0,6})*+ ?"
    r"((?:[^\\{}\r\n]|\\'[0-9a-f]{2}|\\u-?\d{1,5} ?\??){1,80}+)(?=\\(?:b0|i0|ulnone|cf0|plain)|\})"
)
_MOST_APART = 1000
_FONTS = re.compile(r"\{\\fonttbl\b")
_FONT = re.compile(r"\\f(\d{1,5})(?!\d)|\\fcharset(\d{1,3})(?!\d)")
_UNREAD = re.compile(
    r"\{\\\*?\\?(?:footnote|annotation|atnid|atnauthor|header[lrf]?|footer[lrf]?|fldinst|Scrv_annot)(?![a-z])"
)
_RUNNING = re.compile(r"\{(?:\\\*)?\\(?:header|footer)[lrf]?(?![a-z])")
_NOTE = re.compile(r"\{(?:\\\*)?\\footnote(?![a-z])")
_COMMENT = re.compile(r"\\annotation(?![a-z])")
_SIGN = r"<!?\$Scr_\w{1,6}::\d{1,6}>|\\\{\$SCR[^{}\n]{0,600}\\\}"
# Of the blanks on both sides of one that is gone one stays.
_SCRIVENER = re.compile(rf"(?<= )(?:{_SIGN}) |{_SIGN}")
_SCRIVENER_PARTS = (
    ("\\{\\\\Scrv_annot", "\\\\end_Scrv_annot\\}", "mark comments"),
    ("\\{\\\\Scrv_fn", "\\\\end_Scrv_fn\\}", "notes"),
)
_CODE_PAGE = re.compile(r"\\ansicpg(\d{1,5})(?!\d)|\\(mac|pca?)(?![a-z])")
_CODE_PAGES = {
    "10000": "mac_roman",
    "10006": "mac_greek",
    "10007": "mac_cyrillic",
    "10029": "mac_latin2",
    "10079": "mac_iceland",
    "10081": "mac_turkish",
    "mac": "mac_roman",
    "pc": "cp437",
    "pca": "cp850",
}
"""Character sets that the library does not know: Apple's by their numbers, and what a file has without a number."""
_LINE, _BREAK = re.compile(r"\\line(?![a-z]) ?"), "\x01"
"""A break within a paragraph, and what stands for it where breaks between paragraphs are alike."""
_CELL, _COLUMN = re.compile(r"\\(?:nest)?cell(?![a-z])"), re.compile(r"\\column(?![a-z])")


def rtf_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document; raises SourceError where the text is none."""
    yield rtf_essay(file, reading)


def rtf_essay(file: SourceFile, reading: Reading, called: str | None = None) -> Essay:
    """The essay of a document, which is `called` by who has it; raises SourceError where the text is none."""
    text, notes = _without_scrivener(text_of(file, reading).decode("latin-1"), reading)
    info = group_at(text, _INFO)
    text, made = without_made(with_boxes(text))
    text = with_quotes(text)
    reading.tally["mark comments"] += len(_COMMENT.findall(text))
    reading.tally["mark running heads and feet"] += len(_RUNNING.findall(text))
    notes += _notes(text)
    body = without_groups(text, _UNREAD)
    changes = changes_in(text, body)
    last = _field(info, "operator")
    owner = owner_of(changes.authors, _field(info, "author"), last, reading)
    shown, hidden = shown_text(text, body, owner, changes)
    reading.tally["mark hidden or deleted passages"] += hidden
    changes.taken_out = [_text(f"{{\\rtf1\\ansi {part}}}", file.name).strip("\n") for part in changes.taken_out]
    found = plain(
        _paragraphs(_text(_COLUMN.sub(r"\\par", _CELL.sub(r"\\tab", _LINE.sub(_BREAK, shown))), file.name)), unwrap="no"
    )
    told = named(file.name)
    title = called or _field(info, "title") or found.title or told.title
    heading = [Block("text", found.title, 1)] if found.title and not same(title, found.title) else []
    author = person(_field(info, "author")) or found.author
    apart = _set_apart(shown, file.name)
    blocks = [
        msgspec.structs.replace(one, leads=leads_in(one.text, apart))
        for block in without_title(heading + found.blocks, title)
        for one in _kinds(block)
    ]
    words = (_text(f"{{\\rtf1\\ansi {note}}}", file.name).strip() for note in notes)
    blocks += [Block("note", note, len(blocks) + 1) for note in words if note]
    lists = (_text(f"{{\\rtf1\\ansi {part}}}", file.name).strip() for part in made)
    blocks += [Block("boilerplate", one, len(blocks) + 1) for one in lists if one]
    blocks += insertion_blocks(changes, len(blocks), owner, file.name, reading)
    return Essay(file.name, title, author, told.date or found.date or _created(info), blocks, file.name)


def _kinds(block: Block) -> Iterator[Block]:
    """A block, or its lines where some of them are quotations by their style."""
    if QUOTED not in block.text:
        yield block
        return
    for is_quote, lines in groupby(block.text.split("\n"), lambda line: QUOTED in line):
        words = "\n".join(lines).replace(QUOTED, "").strip("\n")
        if words.strip():
            yield Block("quote" if is_quote else block.kind, words, block.line)


def _set_apart(text: str, file: str) -> set[str]:
    """Words that are bold, slanted, underlined or coloured, as far as they are no longer than a name."""
    raw = list(dict.fromkeys(match[1] for match in _APART.finditer(text)))[:_MOST_APART]
    words = _text("{\\rtf1\\ansi " + "\\par ".join(raw) + "}", file) if raw else ""
    return {word.strip() for word in words.split("\n") if 0 < len(word.strip()) <= LONGEST_LEAD}


def _notes(text: str) -> list[str]:
    """What stands in the footnotes; one in another is a part of it."""
    found, place = list[str](), 0
    while match := _NOTE.search(text, place):
        place = end_of_group(text, match.start())
        found.append(text[match.end() : place - 1])
    return found


def _without_scrivener(text: str, reading: Reading) -> tuple[str, list[str]]:
    """The text without what Scrivener writes into it, such as comments and marks of styles, and its footnotes."""
    notes: list[str] = []
    if "Scr" not in text and "SCR" not in text:
        return text, notes
    text, signs = _SCRIVENER.subn("", text)
    reading.tally["mark tags of templates"] += signs
    for start, end, word in _SCRIVENER_PARTS:
        pieces = text.split(start)
        rests = [piece.partition(end) for piece in pieces[1:]]
        # One that is closed nowhere is as it is written.
        kept = [pieces[0]]
        for inside, closed, rest in rests:
            # Of the blanks on both sides of what is gone one stays.
            is_apart = bool(closed) and rest.startswith(" ") and kept[-1].endswith(" ")
            kept.append(rest[is_apart:] if closed else start + inside)
            if closed and word == "notes":
                notes.append(inside.removeprefix("="))
        text = "".join(kept)
        reading.tally[word] += sum(bool(closed) for _, closed, _ in rests) if word != "notes" else 0
    return text, notes


def _paragraphs(text: str) -> str:
    """Each line is a paragraph, unless blank lines stand between paragraphs."""
    lines = [_BULLET.sub("- ", line.rstrip()) for line in text.replace("\r\n", "\n").strip("\n").split("\n")]
    blank = sum(not line for line in lines)
    if blank * 3 >= len(lines):
        return "\n".join(lines).replace(_BREAK, "\n")
    return "\n\n".join(filter(None, lines)).replace("\n\n- ", "\n- ").replace(_BREAK, "\n")


def _with_short_font_table(text: str) -> str:
    """The text with a font table of numbers and character sets alone: the library looks through it again and again."""
    start = _FONTS.search(text[: 1 << 18])
    if start is None:
        return text
    kept: dict[str, str] = {}
    end, font = end_of_group(text, start.start()), ""
    for match in _FONT.finditer(text, start.end(), end):
        if match[1]:
            font = match[1]
        elif font:
            kept.setdefault(font, match[2])
    table = "".join(f"{{\\f{font}\\fcharset{charset} x;}}" for font, charset in kept.items())
    return f"{text[: start.start()]}{{\\fonttbl{table}}}{text[end:]}"


def _code_page(text: str) -> tuple[str, str]:
    """The text without its character set where the library does not know that, and the set."""
    told = list(_CODE_PAGE.finditer(text[:_HEAD]))
    numbers = [match for match in told if match[1]]
    named = _CODE_PAGES.get(told[0][2] or "") if told else None
    if numbers and (known := _CODE_PAGES.get(numbers[0][1])):
        return text[: numbers[0].start()] + text[numbers[0].end() :], known
    return text, named if named and not numbers else "cp1252"


def _text(text: str, file: str) -> str:
    text, encoding = _code_page(_with_short_font_table(text))
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise MissingExtraError("striprtf", "writings") from None
    try:
        words = str(rtf_to_text(text, encoding, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, RecursionError, TypeError, OverflowError) as error:
        raise SourceError(f"not a rich text that can be read ({error})", file=file, remedy="Save it again") from error
    # Characters beyond U+FFFF stand in it as two.
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _field(info: str, name: str) -> str | None:
    group = group_at(info, re.compile(rf"\{{\\{name}\b"))
    return _text(f"{{\\rtf1\\ansi {group[len(name) + 2 : -1]}}}", "").strip() or None if group else None


def _created(info: str) -> dt.datetime | None:
    match = _CREATED.search(info)
    try:
        return dt.datetime(*(int(part or 0) for part in match.groups())) if match else None  # type: ignore[arg-type]
    except ValueError:
        return None
