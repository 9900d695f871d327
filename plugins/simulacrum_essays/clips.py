"""Pages that somebody kept among their texts without a field that says so: below a link, in a folder for clippings."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from simulacrum_core.sources import folded_name, own_names, without_notion_id

from .essay import Essay

Clip = Literal["", "page", "maybe"]
_FOLDERS = frozenset(
    "clippings|web clips|web clippings|webclips|web clipper|web clip|read later|readlater|read it later"
    "|readitlater inbox|reading inbox|instapaper|pocket|readwise|omnivore|wallabag|raindrop|saved articles"
    "|saved pages|später lesen|gespeicherte artikel|gespeicherte seiten|lire plus tard|à lire plus tard"
    "|articles enregistrés|leer más tarde|leer después|artículos guardados|leggi più tardi|da leggere più tardi"
    "|articoli salvati|ler mais tarde|artigos salvos|later lezen|läs senare|læs senere|les senere|przeczytaj później"
    "|прочитать позже|читать позже|稍后阅读|稍後閱讀|あとで読む|後で読む|나중에 읽기".split("|")
)
"""What folders are called in which people keep pages, or programs put them."""
_LINK = re.compile(r"\s*<?(?P<address>https?://[^\s<>]{4,500})>?\s*")
_WORD = re.compile(r"[^\W\d_]{3,}")
_OWN = re.compile(
    r"(?<![\w'’-])(?:I(?:['’](?:m|d|ve|ll))?|[Mm]y|[Mm]e|[Ii]ch|[Mm]ich|[Mm]ir|[Mm]eine?[mnrs]?|[Jj]e|[Mm]on|[Yy]o|[Mm]i|[Ii]k"
    r"|[Mm]ijn|[Jj]ag|[Mm]in|[Jj]eg|[Ee]u|[Mm]eu|[Ii]o|[Яя]|[Мм]не|[Мм]о[йяеёи]|[Mm]nie|[Mm]oja|[Mm]ój|[Bb]en|[Bb]enim)(?![\w-])"
    r"|(?<!\w)[Jj]['’](?=\w)|我|私|僕|俺|나는|내가"
)
_FEWEST, _LONG_WORD, _HEADLINE, _SLUG = 25, 12, 140, 3
"""Words of a page at least, characters of one where they are not parted, of a headline at most, and words of an address
that tell which page it is.
"""


def clip_of(essay: Essay, own: Collection[str]) -> Clip:
    """Whether a text is a page that was kept, or may be one: nobody says "I" in it.

    It lies in a folder for such pages, or stands below its own address, by whose words its headline is called.
    """
    folders = essay.file.split("/")[1:-1]
    is_kept = any(without_notion_id(folder).strip().casefold() in _FOLDERS for folder in folders)
    first = essay.blocks[0] if essay.blocks else None
    link = None
    if first is not None and first.kind == "text" and "://" in first.text[:_HEADLINE]:
        link = _LINK.fullmatch(first.text.partition("\n\n")[0].partition("\n")[0])
    if not (is_kept or link) or folded_name(essay.author or "") in own_names(own):
        return ""
    text = "\n".join(block.text for block in essay.blocks if block.kind == "text")
    # Some scripts part no words.
    if max(len(text.split()), len(text) // _LONG_WORD) < _FEWEST:
        return ""
    is_told = _OWN.search(text) is not None
    if is_kept or link is None:
        return "maybe" if is_told else "page"
    return "" if is_told else "page" if _is_headline(link, essay) else "maybe"


def _is_headline(link: re.Match[str], essay: Essay) -> bool:
    """Whether a title, or what stands right below an address, has the words of the address."""
    last = link["address"].partition("?")[0].rstrip("/").rpartition("/")[2]
    slug = {word.casefold() for word in _WORD.findall(last.removesuffix(".html"))}
    if len(slug) < _SLUG:
        return False
    spoken = (block.text for block in essay.blocks[:3] if block.kind in ("text", "heading"))
    lines = [line for text in spoken for line in text.split("\n") if line.strip() and "://" not in line]
    heads = [essay.title or "", *(line for line in lines[:1] if _may_be_headline(line))]
    return any(len(slug & {word.casefold() for word in _WORD.findall(head)}) * 4 >= len(slug) * 3 for head in heads)


def _may_be_headline(line: str) -> bool:
    return len(line) <= _HEADLINE and line.rstrip()[-1:] not in (".", "…")
