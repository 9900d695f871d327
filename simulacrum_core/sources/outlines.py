"""Outliners: the marks in blocks of Logseq and Roam, and the pages of Roam's JSON as blocks in their order."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Set
from typing import Any

import msgspec

from .dates.stamps import Stamp
from .dates.values import moment_of, whole_stamp
from .html.blocks import Block

_ALIAS = re.compile(r"\[([^\[\]\n]{1,500})\]\((?:\(\([\w-]{6,40}\)\)|\[\[[^\[\]\n]{1,300}\]\])\)")
_BLOCK = re.compile(r"[ \t]?\(\([\w-]{9,40}\)\)")
_CLOZE = re.compile(r"\{\{cloze:? ([^{}\n]{1,2000})\}\}")
_FORMULA = re.compile(r"\$\$[^$\n]{1,2000}\$\$")
_HIGHLIGHT = re.compile(r"\^\^([^\^\n]{1,2000})\^\^")
_TASK = re.compile(r"\{\{(?:\[\[)?(?:TODO|DONE)(?:\]\])?\}\}[ \t]?")
_MACRO = re.compile(r"[ \t]?\{\{[^{}]{0,500}(?:\{[^{}]{0,500}\}[^{}]{0,500}){0,9}\}\}|(?<![^\s])\.rm-\w{1,40}")
_WHOLE = re.compile(r"\s*:(?:q|hiccup|diagram)\s")
_PICTURE = re.compile(r"[ \t]?!\[[^\[\]\n]{0,500}\]\([^()\s]{1,2000}\)")
_PAGE = re.compile(r"#?\[\[([^\[\]\n]{1,500})\]\]")
_ITALIC = re.compile(r"(?<!\w)__([^_\n]{1,2000})__(?!\w)")
_FIELD = re.compile(r"(?:\*\*)?[^\s:`][^:\n`]{0,80}::(?:\*\*)?(?:\s|\Z)")
_CODE = re.compile(r"\s*```")
_QUOTE = re.compile(r"\s*(?:>|\[\[>\]\])[ \t]?")
_RULE = re.compile(r"\s*-{3,}\s*")
_MOST_AUTHORS = 20
"""Authors of a page; the blocks of more stand in it as quotations."""
_DEEPEST = 40
"""Levels that are shown; else short blocks below very many levels would become long ones."""
_TITLE = re.compile(rb'"title"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){0,300})"')
_USER = re.compile(rb'"(?::user/uid|create-email)"\s{0,9}:\s{0,9}"([^"]{1,200})"')
_LIST = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,99}\[")
_KEYS = (b'"string"', b'"children"', b'"title"')
_TIMES = (b'"edit-time"', b'"create-time"', b'"uid"')


def shown_links(text: str) -> str:
    """A text of an outliner whose links to blocks and pages are what they are shown as.

    Marks of colour and of what is to be learned are none of its words.
    """
    if "{{cloze" in text:
        text = _CLOZE.sub(r"\1", text)
    if "](" in text:
        text = _ALIAS.sub(r"\1", text)
    return _HIGHLIGHT.sub(r"\1", text) if "^^" in text else text


class RoamPage(msgspec.Struct, frozen=True):
    """A page of Roam: `day` where it is a daily note, `authors` who wrote how many of its blocks.

    `blocks` are what was written by whoever wrote most of it; what others wrote is a quotation. `removed` counts what
    was no word of it.
    """

    title: str
    uid: str
    day: Stamp | None
    created: dt.datetime | None
    saved: dt.datetime | None
    author: str
    blocks: list[Block]
    removed: Counter[str]


def is_roam(head: bytes) -> bool:
    """Whether a file begins like the JSON of a graph."""
    return _LIST.match(head) is not None and all(key in head for key in _KEYS) and any(key in head for key in _TIMES)


def is_roam_diary(head: bytes) -> bool:
    """Whether at least half of the pages that a graph begins with are daily notes, and one person wrote it."""
    if len(set(_USER.findall(head))) > 1:
        return False
    titles = [match.decode("utf-8", "replace") for match in _TITLE.findall(head)]
    days = sum(roam_day(title) is not None for title in titles)
    return days * 2 >= len(titles) > 0


def roam_day(title: str) -> Stamp | None:
    """The day that a daily note is called by: `April 19th, 2020`."""
    stamp = whole_stamp(title)
    return stamp if stamp is not None and stamp.known and moment_of(stamp) else None


def roam_page(value: dict[str, Any], line: int = 1) -> RoamPage | None:
    """A page as it is by whoever wrote most of it; None for what is none."""
    return next(roam_pages(value, line), None)


def roam_pages(value: dict[str, Any], line: int = 1) -> Iterator[RoamPage]:
    """A page once for each of its authors, first for whoever wrote most of it; nothing for what is no page.

    Blocks that say nothing of their author are by the first.
    """
    title = value.get("title")
    if not isinstance(title, str):
        return
    items = list(_items(value.get("children")))
    counted = Counter(author for _, block in items if (author := _author(block)))
    authors = sorted(counted, key=lambda name: (counted[name], name), reverse=True)[:_MOST_AUTHORS]
    for number, author in enumerate(authors or [_author(value)]):
        yield _page(title, value, items, {author, ""} if number == 0 else {author}, line)


def _page(
    title: str, value: dict[str, Any], items: list[tuple[int, dict[str, Any]]], mine: Set[str], line: int
) -> RoamPage:
    author = max(mine)
    removed: Counter[str] = Counter()
    written = [_written(level, block, mine if author else None, removed) for level, block in items]
    return RoamPage(
        " ".join(_shown(title, Counter()).split()),
        str(value.get("uid") or ""),
        roam_day(title),
        _moment(value.get("create-time")) or _first(items, "create-time") or _moment(value.get("edit-time")),
        _moment(value.get("edit-time")),
        author,
        list(_joined([item for item in written if item.text], line)),
        removed if "" in mine else Counter(),
    )


def _items(children: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """All blocks in the order of the page, with their levels; a graph may be nested as deeply as it likes."""
    waiting = [(0, child) for child in reversed(children)] if isinstance(children, list) else []
    while waiting:
        level, block = waiting.pop()
        if not isinstance(block, dict):
            continue
        yield level, block
        inner = block.get("children")
        if isinstance(inner, list):
            waiting += [(level + 1, child) for child in reversed(inner)]


def _author(block: dict[str, Any]) -> str:
    """Who made a block, else who changed it: the id of a user, or an address in older graphs."""
    for which in ("create", "edit"):
        user = block.get(f":{which}/user")
        told = user.get(":user/uid") if isinstance(user, dict) else block.get(f"{which}-email")
        if isinstance(told, str) and told:
            return told
    return ""


class _Item(msgspec.Struct, frozen=True):
    kind: str
    text: str
    level: int


def _written(level: int, block: dict[str, Any], mine: Set[str] | None, removed: Counter[str]) -> _Item:
    """What stands in a block; where it is known whose the page is, what is not `mine` is a quotation."""
    string = block.get("string")
    text = string if isinstance(string, str) else ""
    if _CODE.match(text):
        return _Item("code", text.strip(), level)
    if _FIELD.match(text):
        removed["properties and clocks"] += 1
        return _Item("text", "", level)
    if _WHOLE.match(text):
        removed["macros"] += 1
        return _Item("text", "", level)
    quoted = _QUOTE.match(text)
    shown = _shown(text[quoted.end() :] if quoted else text, removed).strip()
    kind = "quote" if quoted or (mine is not None and _author(block) not in mine) else "text"
    heading = block.get("heading")
    is_rule = _RULE.fullmatch(shown) is not None or not any(map(str.isalnum, shown))
    marks = f"{'#' * heading} " if isinstance(heading, int) and 0 < heading < 7 and shown else ""
    return _Item(kind, "" if is_rule else marks + shown, level)


def _shown(text: str, removed: Counter[str]) -> str:
    """The words of a block as they are shown."""
    text, tasks = _TASK.subn("", text)
    text = _CLOZE.sub(r"\1", text)
    text, macros = _MACRO.subn("", text)
    text, formulas = _FORMULA.subn("", text) if "$$" in text else (text, 0)
    text, pictures = _PICTURE.subn("", text)
    text = shown_links(text)
    text, blocks = _BLOCK.subn("", text)
    for _ in range(5):
        text, pages = _PAGE.subn(r"\1", text)
        if not pages:
            break
    removed["marks of tasks"] += tasks
    removed["macros"] += macros
    removed["formulas"] += formulas
    removed["pictures"] += pictures
    removed["links to blocks"] += blocks
    return _ITALIC.sub(r"\1", text)


def _joined(items: list[_Item], line: int) -> Iterator[Block]:
    """Blocks at the left are paragraphs, and what hangs from them is a list."""
    held: list[str] = []
    kind = ""
    for item in items:
        if held and (item.kind != kind or item.level == 0):
            yield Block(kind, "\n".join(held), line)  # type: ignore[arg-type]
            held = []
        kind = item.kind
        indent = "  " * (min(item.level, _DEEPEST) - 1)
        lead = f"{indent}- " if item.level and kind == "text" else ""
        held.append(lead + item.text.replace("\n", "\n" + " " * len(lead)))
    if held:
        yield Block(kind, "\n".join(held), line)  # type: ignore[arg-type]


def _moment(milliseconds: object) -> dt.datetime | None:
    """The instant so many milliseconds after 1970; Roam had none in its first years, and 0 is none."""
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool) or milliseconds <= 0:
        return None
    try:
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _first(items: list[tuple[int, dict[str, Any]]], key: str) -> dt.datetime | None:
    return min((moment for _, block in items if (moment := _moment(block.get(key)))), default=None)
