"""Styles of a Word file: what paragraphs are by the names of their styles, in whatever language these are.

Source: ECMA-376, 17.7.4. An id tells something only where its style is in no list: programs make it of a name in
their language, without the letters that are not ASCII, or of a number.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from simulacrum_core.sources import Element, tag_of

from ..xml import xml_tree
from .documents import Members, content_in
from .word_made import bare, is_made_style, named

_LIST = "word/styles.xml"
_DEEPEST, _LEVELS = 9, 6
_QUOTES = (
    "quote quotation quotations blocktext blockquote blockquotation blockquotes epigraph citation cita citação"
    " citazione citaat cytat citat sitat lainaus citát citatul idézet alıntı цитата цитат παράθεση"
    " απόσπασμα trích ציטוט اقتباس 引用 引用文 인용 zitat zitatblock blocksatz-zitat langzitat"
)
_INTENSE = (
    "intensequote intensiveszitat citationintense citadestacada citaintensa citaçãointensa citazioneintensa"
    " duidelijkcitaat intensywnycytat cytatintensywny starktcitat stærktcitat sterktsitat erottuvalainaus výraznýcitát"
    " zvýraznenácitácia kiemeltidézet güçlüalıntı выделеннаяцитата насиченацитата 明显引用 鮮明引文 引用文2 강한인용"
)
_CODE = (
    "htmlpreformatted preformattedtext preformatted plaintextcode macro code codeblock sourcecode listing verbatim"
    " htmlvorformatiert vorformatiert vorformatiertertext quelltext quellcode préformatéhtml texteprincipalpréformaté"
    " textepréformaté htmlconformatoprevio textopreformateado códigofonte códigofuente preformattatohtml"
    " testopreformattato htmlvoorafopgemaakt htmlwstępniesformatowany htmlförformaterad стандартныйhtml исходныйкод"
)
_TITLES = (
    "title titel titre título titolo tytuł název názov tittel cím titlu konubaşlığı название назва τίτλος"
    " 표제 表題 タイトル 書名 tiêuđề"
)
_HEADINGS = (
    "heading überschrift titre título titolo kop nagłówek nadpis rubrik overskrift otsikko címsor başlık titlu naslov"
    " заголовок επικεφαλίδα 标题 標題 見出し 제목 đầuđề כותרת عنوان"
)
_NUMBERED = re.compile(r"(.{1,30}?)([1-9])")
Role = Literal["Title", "Heading1", "Heading2", "Heading3", "Heading4", "Heading5", "Heading6", "Quote", "Code"]
PREFIX = "known"
"""What ids of styles begin with that are given by what a paragraph is."""
STYLE_MAP = "\n".join(
    [
        f"p.{PREFIX}Title => h1.title:fresh",
        f"p.{PREFIX}Quote => blockquote > p:fresh",
        f"p.{PREFIX}Code => pre:separator('\\n')",
        *(f"p.{PREFIX}Heading{level} => h{level}:fresh" for level in range(1, _LEVELS + 1)),
    ]
)


class Style(msgspec.Struct, frozen=True):
    """What styles of a document tell: whether their text is hidden, made by a program, and what else it is."""

    is_hidden: bool = False
    is_made: bool = False
    role: Role | None = None


class _Listed(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    base: str
    is_hidden: bool
    level: int | None


def styles_of(members: Members, file: str) -> dict[str, Style]:
    """The styles in a document's list, by their ids."""
    if _LIST not in members:
        return {}
    tree = xml_tree(content_in(members, _LIST), f"{file}/{_LIST}")
    listed = {value_of(style, "styleId"): _listed(style) for style in tree if tag_of(style) == "style"}
    return {id: _told(id, listed) for id in listed}


def unlisted(id: str) -> Style:
    """What the id of a style tells that is in no list."""
    return Style(is_made=is_made_style(id, is_id=True), role=role_of(id))


def value_of(element: Element, name: str = "val") -> str:
    """The value of an attribute, which is in the namespace of its element; "" where there is none."""
    space = str(element.tag).rpartition("}")[0] + "}"
    return str(element.get(f"{space}{name}", ""))


def set_value(element: Element, value: str) -> None:
    """Set the value that `value_of` gives."""
    space = str(element.tag).rpartition("}")[0] + "}"
    element.set(f"{space}val", value)


def is_on(element: Element) -> bool:
    """Whether a property is on, which it is where nothing says otherwise."""
    return value_of(element).lower() not in ("0", "false", "off")


def _listed(style: Element) -> _Listed:
    parts = {tag_of(child): child for child in style}
    names = [value_of(parts["name"])] if "name" in parts else []
    names += value_of(parts["aliases"]).split(",") if "aliases" in parts else []
    levels = [value_of(child) for child in parts.get("ppr", ()) if tag_of(child) == "outlinelvl"]
    level = int(levels[0]) + 1 if levels and levels[0].isascii() and levels[0].isdecimal() else None
    return _Listed(
        tuple(name.strip().lower() for name in names),
        value_of(parts["basedon"]) if "basedon" in parts else "",
        any(tag_of(child) == "vanish" and is_on(child) for child in parts.get("rpr", ())),
        level if level and level <= _LEVELS else None,
    )


def _told(id: str, listed: Mapping[str, _Listed]) -> Style:
    """What a style tells, and those that it is derived from, such as LibreOffice's illustrations from captions."""
    chain = list(_chain(id, listed))
    names = [name for style in chain for name in style.names]
    levels: list[Role] = [f"Heading{style.level}" for style in chain if style.level]  # type: ignore[misc]
    return Style(
        chain[0].is_hidden,
        any(map(is_made_style, names)),
        next(filter(None, map(role_of, names)), next(iter(levels), None)),
    )


def _chain(id: str, listed: Mapping[str, _Listed]) -> Iterator[_Listed]:
    for _ in range(_DEEPEST):
        if id in listed:
            yield listed[id]
            id = listed[id].base


def role_of(name: str) -> Role | None:
    """What a paragraph is whose style is called so, None where nothing is known of it."""
    names = _roles()
    word = bare(name)
    if (found := names.get(word)) is not None:
        return found
    numbered = _NUMBERED.fullmatch(word)
    if numbered and numbered[1] in _heading_names() and int(numbered[2]) <= _LEVELS:
        return f"Heading{numbered[2]}"  # type: ignore[return-value]
    return None


@functools.cache
def _roles() -> Mapping[str, Role]:
    roles: dict[str, Role] = dict.fromkeys(named(_TITLES), "Title")
    roles.update(dict.fromkeys(named(_CODE), "Code"))
    roles.update(dict.fromkeys(named(f"{_QUOTES} {_INTENSE}"), "Quote"))
    return roles


@functools.cache
def _heading_names() -> frozenset[str]:
    return named(_HEADINGS)
