"""What Word makes of a document: contents, indexes, captions. Their styles, whatever these are called, and fields.

Source: ECMA-376, 17.16 (fields) and 17.3.1.27. A style that comes with Word has the same name in every
language, but its id is made of the translated one, without the letters that are not ASCII; other programs translate the
name as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from simulacrum_core.sources import Element, tag_of

from .word_changes import words_of

_LISTS = (
    "toc contents verzeichnis inhaltsverzeichnis tm tdm tabledesmatières tdc tdi sommario indice índice sumário inhopg"
    " inhoudsopgave spistreści obsah innehåll indholdsfortegnelse innh innhold sisluet sisällysluettelo tj"
    " tartalomjegyzék içindekiler cuprins sadržaj kazalovsebine turinys saturs sisukord оглавление содержание зміст"
    " съдържание περιεχόμενα 目录 目錄 目次 목차 mụclục index indeks indexes register sachregister"
)
_HEADS = (
    "tocheading contentsheading indexheading inhaltsverzeichnisüberschrift indexüberschrift entêtedetabledesmatières"
    " titretm títulotdc títulodetdc encabezadodetdc titolosommario cabeçalhodosumário cabeçalhodoíndice títulodoíndice"
    " kopvaninhoudsopgave nagłówekspisutreści nadpisobsahu innehållsförteckningsrubrik overskrifttilindholdsfortegnelse"
    " overskriftforinnholdsfortegnelse sisällysluettelonotsikko tartalomjegyzékcímsora tbalığı içindekilerbaşlığı"
    " заголовокоглавления 目录标题 目次の見出し"
)
_CAPTIONS = (
    "caption beschriftung legende légende leyenda epígrafe didascalia legenda bijschrift titulek billedtekst bildetekst"
    " kuvaotsikko képaláírás resimyazısı названиеобъекта подпись 题注 題注 標號 図表番号 캡션"
    " objectcaption imagecaption tablecaption figurecaption bildunterschrift tabellenbeschriftung figurelegend"
)
_FIGURES = (
    "tableoffigures abbildungsverzeichnis tabledesillustrations tabladeilustraciones indicedellefigure"
    " índicedeilustrações índicedefiguras lijstmetafbeeldingen spisilustracji seznamobrázků figurförteckning"
    " listeoverfigurer figurliste kuvaotsikkoluettelo ábrajegyzék şekillertablosu переченьрисунков"
    " tableofauthorities rechtsgrundlagenverzeichnis bibliography"
    " literaturverzeichnis bibliographie bibliografie bibliografía bibliografia"
)
_TITLES = (
    "tableofcontents inhalt sommaire contenido contenidos conteúdo contenuti inhoud tabladecontenido indhold sisällys"
    " tartalom içerik зміст садржај 차례 สารบัญ المحتويات فهرس תוכןהעניינים فهرستمطالب विषयसूची"
)
_IDS = frozenset(("beskrivning", "descripcin"))
"""Ids of captions whose names are used for much else."""
_SIGNS = re.compile(r"[\W_]+")
_ALSO = re.compile(r"(?:\w+ )?caption(?: \w+)?|(?:illustration|table|figure|user) index (?:\d|heading)")
_LEVELS = re.compile(r"(.{1,60}?)[1-9]")
_FIELD = re.compile(r"\s{0,20}([A-Za-z]{2,20})(?:\s{1,20}\"?([^\s\"\\]{1,60}))?")
MADE_FIELDS = frozenset("TOC INDEX TOA BIBLIOGRAPHY".split())
_PROGRAMS = re.compile(
    r"\s{0,9}ADDIN\s{1,9}(?:ZOTERO_BIBL|EN\.REFLIST|Mendeley Bibliography|CitaviBibliography|PAPERS2_CITATIONS)"
    r"|.{0,180}CSL_BIBLIOGRAPHY",
    re.IGNORECASE | re.DOTALL,
)
_TARGET = "_toc"
_LONGEST_INSTRUCTION, _LONGEST_CAPTION = 200, 600
_LABEL_LENGTH = 40
_WORDS = frozenset("t tab br cr ptab".split())


def bare(name: str) -> str:
    """A name of a style without its signs, in small letters."""
    return _SIGNS.sub("", name.casefold())


def named(words: str) -> frozenset[str]:
    """Names of styles, and the ids that Word makes of them."""
    names = [bare(word) for word in words.split()]
    ids = [name.encode("ascii", "ignore").decode() for name in names]
    return frozenset(name for name in (*names, *ids) if len(name) > 1)


_LISTED = named(_LISTS)
_WHOLE = named(f"{_HEADS} {_CAPTIONS} {_FIGURES}")
_ABOVE = _LISTED | _WHOLE | named(_TITLES)


def is_made_style(name: str, *, is_id: bool = False) -> bool:
    """Whether a style, by its name or id in any language, is one of captions, contents or an index."""
    word = bare(name)
    level = _LEVELS.fullmatch(word)
    is_known = word in _WHOLE or (level is not None and level[1] in _LISTED) or (is_id and word in _IDS)
    return is_known or _ALSO.fullmatch(name.lower()) is not None


def is_made_by_program(instruction: str) -> bool:
    """Whether a program that keeps literature, such as Zotero or EndNote, made the list that a field shows."""
    return _PROGRAMS.match(instruction) is not None


class _Field(msgspec.Struct):
    """A field that is open: where its words begin, what it does, and whether what follows is what it shows."""

    start: int
    place: Element
    instruction: str = ""
    is_shown: bool = False


class Made:
    """What fields made in a part of a document: runs of `words`, each of one paragraph, and whole `paragraphs`.

    `deepest` is how many fields lie in each other at most.
    """

    def __init__(self, root: Element) -> None:
        self._words: list[Element] = []
        self._spans: Counter[int] = Counter()
        self._numbered: dict[Element, str] = {}
        self._open: list[_Field] = []
        self.deepest = 0
        self._begun: list[Element] = []
        for element in root.iter():
            self._read(element, tag_of(element))
        self.words = list(self._in_fields())
        linked = [part for part in root.iter() if tag_of(part) == "p" and _leads_on(part)]
        captions = [one for one, name in self._numbered.items() if _is_caption(one, name)]
        self.paragraphs = [*linked, *captions, *_headings([*self._begun, *linked])]

    def _read(self, element: Element, tag: str) -> None:
        if tag in _WORDS:
            self._words.append(element)
        elif tag == "fldsimple":
            inside = sum(tag_of(part) in _WORDS for part in element.iter())
            field = _Field(len(self._words), element, _attribute(element, "instr"))
            self._close(field, len(self._words) + inside)
        elif tag == "fldchar":
            self._turn(element, _attribute(element, "fldCharType").lower())
        elif tag == "instrtext" and self._open and not self._open[-1].is_shown:
            field = self._open[-1]
            field.instruction = f"{field.instruction}{element.text or ''}"[:_LONGEST_INSTRUCTION]

    def _turn(self, element: Element, kind: str) -> None:
        if kind == "begin":
            self._open.append(_Field(len(self._words), element))
            self.deepest = max(self.deepest, len(self._open))
        elif kind == "separate" and self._open:
            self._open[-1].is_shown = True
        elif kind == "end" and self._open:
            self._close(self._open.pop(), len(self._words))

    def _close(self, field: _Field, end: int) -> None:
        told = _FIELD.match(field.instruction)
        kind = told[1].upper() if told else ""
        if kind in MADE_FIELDS or is_made_by_program(field.instruction):
            self._spans[field.start] += 1
            self._spans[end] -= 1
            self._begun += [] if (paragraph := _paragraph(field.place)) is None else [paragraph]
        elif told and kind == "SEQ" and (paragraph := _paragraph(field.place)) is not None:
            self._numbered.setdefault(paragraph, told[2] or "")

    def _in_fields(self) -> Iterator[Sequence[Element]]:
        """The words that fields show, those of one paragraph together."""
        depth, group, last = 0, list[Element](), None
        for number, word in enumerate(self._words if self._spans else ()):
            depth += self._spans[number]
            if not depth:
                continue
            paragraph = _paragraph(word)
            if group and paragraph is not last:
                yield group
                group = []
            group.append(word)
            last = paragraph
        if group:
            yield group


def _paragraph(element: Element) -> Element | None:
    return next((part for part in element.iterancestors() if tag_of(part) == "p"), None)


def _leads_on(paragraph: Element) -> bool:
    """Whether all words of a paragraph are a link to a heading, as the lines of contents are that no field holds."""
    links = [part for part in paragraph if tag_of(part) == "hyperlink"]
    if not links or not all(_attribute(link, "anchor").lower().startswith(_TARGET) for link in links):
        return False
    shown = "".join(word for link in links for word in words_of(link))
    return bool(shown.strip()) and shown.strip() == "".join(words_of(paragraph)).strip()


def _is_caption(paragraph: Element, name: str) -> bool:
    """Whether a paragraph begins with a label that is numbered, such as "Figure 3" or "3. ábra"."""
    text = "".join(words_of(paragraph)).strip()
    begin = text[:_LABEL_LENGTH].casefold()
    label = name.replace("_", " ").casefold().strip(" .")
    return len(text) <= _LONGEST_CAPTION and bool(label) and label in begin


def _headings(lists: Iterable[Element]) -> Iterator[Element]:
    """The headings of lists that fields made, which say no more than what they are."""
    for first in lists:
        above = first.getprevious()
        if above is not None and tag_of(above) == "p" and bare("".join(words_of(above))) in _ABOVE:
            yield above


def _attribute(element: Element, name: str) -> str:
    space = str(element.tag).rpartition("}")[0] + "}"
    return str(element.get(f"{space}{name}", ""))
