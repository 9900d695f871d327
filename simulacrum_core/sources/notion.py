"""Pages that Notion exports: the id in their names, and the properties that stand under a title in any language."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from typing import TypeVar

import msgspec

from .dates.values import date_of
from .file_names import page_id, without_page_id, without_suffix
from .findings import Findings

T = TypeVar("T")
_TITLE = re.compile(r"\ufeff?# ?[^\n]*\n(?:[ \t]*\n)+")
_ROW = re.compile(r"(?![-*>#|`<\[\s])([^\n:]{1,60}):(?:[ \t]+(.*))?\Z")
_ZONE = re.compile(r"[ \t]?\([A-Z]{2,5}(?:[+-]\d{1,2}(?::\d\d)?)?\)\Z")
_SENTENCE = re.compile(r"[.!?…。！？]\s*\Z")
_SHORT = 80
_PAGE = re.compile(rb"<article[^>]{0,200}\bclass=\"page\b")
_TARGET = r"(?:[^()\s]{0,2000}(?:%20|-|/|\A))?[0-9a-f]{32}(?:_all)?(?:\.(?:md|csv|html))?(?:[?#][^()\s]{0,200})?"
_LINK_LINE = re.compile(rf"[ \t]*(?:[-*] )?\[[^\[\]\n]{{0,500}}\]\({_TARGET}\)[ \t]*")
_ADDRESS_LINE = re.compile(r"[ \t]*\[(https?://[^\s\[\]()]{1,2000})\]\(\1\)[ \t]*")
_LINK = re.compile(rf"(?<!!)\[([^\[\]\n]{{1,500}})\]\({_TARGET}\)")
_ASIDE = re.compile(r"[ \t]*</?aside>[ \t]*")
_ICON = re.compile(
    r"[ \t]*(?:<img [^<>\n]{0,500}>|[^\w\s\"'(\[<>«“„¿¡-][\ufe0f\u200d\u2600-\U0001faff]{0,12})(?:[ \t]+|\Z)"
)
_CREATED = tuple(
    "created creat creado creación criado criação créé création creato creazione erstell angelegt gemaakt aangemaakt"
    " skapad skapat opprettet oprettet luotu luonti utworz vytvoř vytvor создан створен δημιουργ oluştur létrehoz"
    " dibuat tạo إنشاء נוצר สร้าง 作成 创建 創建 建立 생성".split()
)
_EDITED = tuple(
    "edit bearbeit geändert modif última ultima dernière bewerkt redigera redigert muoka изменен редакт zmień düzen"
    " szerkeszt диренг diedit 更新 编辑 編輯 編集 편집 수정".split()
)
_DATED = tuple(
    "date datum fecha data дата dato päivä tarih ngày tanggal तारीख ημερομηνία تاريخ תאריך วันที่ dátum 日付 日期 날짜"
    " published veröffentlicht publicado publié".split()
)
_AUTHORS = frozenset(
    "author autor autorin auteur autora autore författare forfatter kirjoittaja автор yazar 作者 著者 저자 作成者"
    " 创建者 創建者 생성자 creator ersteller erstellerin creador creadora créateur criador creatore создатель".split()
)
_OWN_NAMES = frozenset(
    "ai summary|ai keywords|ai translation|ai custom autofill|summary|tags|status|select|multi-select|text|url|email"
    "|phone|files & media|checkbox|person|assign|assignee|attendees|participants|formula|relation|rollup|property|type"
    "|priority|zusammenfassung|ki-zusammenfassung|schlagwörter|teilnehmer|résumé|étiquettes|statut|resumen|etiquetas"
    "|estado|resumo|riepilogo|tag|samenvatting|概要|要約|タグ|ステータス|标签|状态|摘要|요약|태그|상태".split("|")
)
"""What Notion itself calls the properties of a new database."""
_DOUBT = "properties of Notion's pages"
_BY = frozenset("by von par por da door av af przez oleh tarafından".split())
"""What makes of a word for making one for whoever made it; a box that is called "Created" may say anything."""


class KnownProperties(msgspec.Struct, frozen=True):
    """The names of properties that lie beside a page tell; `is_all` where it can have no other ones."""

    names: Set[str] = frozenset()
    is_all: bool = False


class NotionPage(msgspec.Struct, frozen=True):
    """A page's text without its properties, and those; `rows` is how many lines they had, and `written` those lines.

    `doubt` is the name in the first of several lines that are taken for properties by their place alone.
    """

    properties: Mapping[str, str]
    text: str
    rows: int = 0
    written: str = ""
    doubt: str = ""


def notion_id(name: str) -> str | None:
    """The id of a page or of a table, with which Notion ends the names of files: 32 digits of hexadecimal."""
    return page_id(without_suffix(name))


def without_notion_id(name: str) -> str:
    """A path without the id in the name of its file."""
    stem = without_suffix(name)
    return without_page_id(stem) + name[len(stem) :]


def is_notion_page(head: bytes) -> bool:
    """Whether a file begins like a page that Notion wrote as HTML."""
    return _PAGE.search(head) is not None and b"<html" in head[:512].lower()


def property_rows(text: str) -> tuple[list[tuple[str, str]], int, int]:
    """The lines `Key: value` right under the title, how many lines stand there, and where they begin."""
    title = _TITLE.match(text)
    start = title.end() if title else 0
    if title is None:
        return [], 0, 0
    lines = text[start:].partition("\n\n")[0].rstrip("\n").split("\n")
    rows = [(match[1].strip(), (match[2] or "").strip()) for match in map(_ROW.match, lines) if match]
    return rows, len(lines), start


def notion_page(text: str, known: KnownProperties | None = None) -> NotionPage:
    """A page of Markdown without its properties, whose lines are blank now.

    `known` are names that a table or other pages confirm. Without them, what tells are values that are dates, or
    several short ones; several lines, each with another name, are taken for them by their place, as Notion parts
    paragraphs by blank lines, unless the page is no row of a database. A line that stands alone is its author's.
    """
    known = known or KnownProperties()
    rows, count, start = property_rows(text)
    is_sure = bool(rows) and _are_properties(rows, count, known.names)
    if not rows or not (is_sure or (not known.is_all and _may_be_properties(rows, count))):
        return NotionPage({}, text)
    end = text.find("\n\n", start)
    end = len(text) if end < 0 else end
    kept = text[:start] + "\n" * (count - 1) + text[end:]
    return NotionPage(dict(rows), kept, count, text[start:end].rstrip("\n"), "" if is_sure else rows[0][0])


def _may_be_properties(rows: list[tuple[str, str]], count: int) -> bool:
    """Whether there are several lines and all have a name, each another one: in a talk, names recur."""
    return count > 1 and len({name for name, _ in rows}) == count


def _are_properties(rows: list[tuple[str, str]], count: int, known: Set[str]) -> bool:
    if rows[0][0] in known:
        # A value may have several lines.
        return all(name in known for name, _ in rows) or len(rows) == count
    if len(rows) < count:
        return False
    if any(moment_in(value) or name.lower().startswith(_CREATED + _EDITED) for name, value in rows):
        return True
    if len(rows) == 1:
        return re.sub(r" \d{1,2}\Z", "", rows[0][0]).lower() in _OWN_NAMES
    # Lines of a talk bear names more than once, and are sentences all of them.
    is_short = [len(value) <= _SHORT and not _SENTENCE.search(value) for _, value in rows]
    return all(is_short) or (any(is_short) and len({name for name, _ in rows}) == count)


def tell_doubt(page: NotionPage, file: str, findings: Findings) -> None:
    """Record, once for all pages, that lines under a title are taken for properties by their place alone."""
    if page.doubt and not any(decision.subject == _DOUBT for decision in findings.decisions):
        findings.decide(
            _DOUBT,
            "left out",
            f"`{page.doubt}: …` and the lines below it stand under the title as properties of a database do; the export"
            " holds no table of it, and not several pages that begin so. If they are your own sentences, they are not"
            " trained on. It may be so in other pages",
            option="hand in the export as it came, with its tables (.csv), or put a blank line and a word before it",
            file=file,
            certain=False,
        )


def moment_in(value: str) -> dt.datetime | None:
    """The moment that a value tells, of a span its beginning, by the clock of the writer; None where it tells none."""
    return date_of(_ZONE.sub("", value.partition("→")[0].strip().lstrip("@")))


class NotionFacts(msgspec.Struct, frozen=True):
    """When a page was made, or the day that it is about, when it was changed last, and who made it."""

    date: dt.datetime | None = None
    saved: dt.datetime | None = None
    author: str | None = None


def notion_facts(properties: Mapping[str, str]) -> NotionFacts:
    """What properties tell, by what they hold and by words for it in many languages."""
    moments = {name.lower(): found for name, value in properties.items() if (found := moment_in(value))}
    others = {name: moment for name, moment in moments.items() if not any(word in name for word in _EDITED)}
    only = next(iter(others.values())) if len(others) == 1 else None
    people = {name.lower(): value for name, value in properties.items() if value and not moment_in(value)}
    return NotionFacts(
        _first(others, _CREATED) or _first(others, _DATED) or only,
        _first(moments, _EDITED),
        next((value for name, value in people.items() if _is_author(name)), None),
    )


def _is_author(name: str) -> bool:
    words = name.split()
    return name in _AUTHORS or (any(word in name for word in _CREATED) and not _BY.isdisjoint(words))


def _first(values: Mapping[str, T], words: tuple[str, ...]) -> T | None:
    return next((value for name, value in values.items() if any(word in name for word in words)), None)


def without_notion_marks(text: str, counts: Counter[str]) -> str:
    """A page's text without tags of callouts, links that are lines of their own, and addresses of other pages."""
    if "<aside>" not in text and "](" not in text:
        return text
    return "\n".join(_kept_lines(text, counts))


def _kept_lines(text: str, counts: Counter[str]) -> Iterator[str]:
    is_first = is_code = False
    for line in text.split("\n"):
        is_code ^= line.lstrip().startswith("```")
        if is_code:
            yield line
        elif _ASIDE.fullmatch(line):
            is_first = "/" not in line
            counts["tags of templates"] += 1
            yield ""
        elif "](" in line and (_LINK_LINE.fullmatch(line) or _ADDRESS_LINE.fullmatch(line)):
            counts["links"] += 1
            yield ""
        else:
            if is_first and line.strip():
                line, is_first = _ICON.sub("", line, count=1), False
            line, links = _LINK.subn(r"\1", line)
            counts["addresses of pages"] += links
            yield line
