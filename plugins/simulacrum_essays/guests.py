"""Guest posts and copied articles: a blog or a folder names whoever put them there, a line of theirs who wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from simulacrum_core.sources import Block, folded_name, own_names

from .byline import is_name
from .essay import Essay

_KINDS = (
    r"guest[ -](?:post|article|blog(?: post)?|column|essay|contribution|entry)|gast(?:beitrag|artikel|kommentar|blog)"
    r"|(?:article|billet|post) invité|(?:entrada|artículo|post) invitad[oa]|(?:articolo|post) ospite|post convidado"
    r"|gastblog|gästinlägg|gæsteindlæg|gjesteinnlegg|wpis gościnny|гостевой пост"
)
_SAYS = (
    r"(?:(?:this|the following|today['’]s post|what follows|dies|das folgende|ceci|esto|questo|dit) (?:is|ist|est|es|è)"
    r"|today,? (?:we|i) have|here is|here['’]s|es folgt|voici)"
)
_TOKEN = r"[^\W\d_a-zß-ÿ][\w.’'-]{0,40}"
_GUEST = re.compile(
    rf"[\W_]{{0,9}}(?i:(?:{_SAYS} )?(?:a |an |another |ein |einen |un |una |een )?(?:{_KINDS})"
    r"(?: (?:is|was|ist))?(?: (?:written|verfasst|geschrieben|écrit|escrit[oa]|scritto))?"
    r" (?:by|von|par|de|por|di|door|av|af|od|от)[ :]{1,3})[*_\[]{0,3}"
    rf"(?P<name>{_TOKEN}(?: (?:(?:van|von|de|der|la|le|del|da|di|al|el) )?{_TOKEN}){{0,3}})"
)
_FULL = rf"(?P<name>{_TOKEN}(?: (?:(?:van|von|de|der|den|la|le|del|da|di|al|el|bin|ibn) )?{_TOKEN}){{1,3}})"
_BYLINE = re.compile(
    rf"[*_# ]{{0,6}}(?i:(?:by|von|par|por|di|door|av|af|autor:|author:)) [*_\[]{{0,3}}{_FULL}"
    r"(?P<paper>[*_\]]{0,3} ?(?:[,|·•–—-]|for|in) ?[^\n!?]{1,79}[^\n.!?])?[*_\])]{0,4}"
)
"""A line that names an author, and a paper or a day maybe, and is no sentence."""
_CREDIT = re.compile(
    r"[\W_]{0,6}(?i:(?:recipe|article|text|story|rezept|artikel|recette|receta|ricetta|recept|oppskrift|opskrift|artículo"
    r"|articolo|originally (?:written|published)) (?:by|von|par|de|di|van|av|af|por))[ :]{1,3}"
    rf"[*_\[]{{0,3}}{_FULL}(?:[*_\]]{{0,3}}[ ,|(–—-][^\n!?]{{0,200}})?"
)
"""The same for whose recipe or article stands above it."""
_OWN_WORDS = re.compile(
    r"(?<![\w'’-])(?:I(?:['’](?:m|d|ve|ll))?|[Mm]y|[Ii]ch|[Mm]eine?[mnrs]?|[Jj]e|[Yy]o|[Ii]k|[Mm]ijn|[Jj]ag|[Jj]eg|[Яя])"
    r"(?![\w-])"
)
_EDGE, _LONGEST = 2, 600
"""Paragraphs at either end in which it stands, and how long one may be."""
_LONGEST_BYLINE = 120
_SIGNS = "guest gast invit ospite convidado gäst gæst gjest gości гостев".split()
"""One of these each word for a guest has; most lines have none, which is cheaper to see."""
_BEGINS = ("by ", "von ", "par ", "por ", "di ", "door ", "av ", "af ", "autor:", "author:")
_BETWEEN = (" by ", " von ", " par ", " de ", " di ", " van ", " av ", " af ", " por ")


def guest_of(essay: Essay, own: Collection[str]) -> str | None:
    """Who wrote a text where that is said of a guest, or of who is named above it or below its recipe.

    None for who bears one of the names of the author's.
    """
    told = (_GUEST.match(line) for line in _lines(essay) if any(map(line.casefold().__contains__, _SIGNS)))
    for match in filter(None, (*told, _credited(essay))):
        if folded_name(match["name"]) not in own_names(own):
            return match["name"].rstrip(".'’-")
    return None


def _credited(essay: Essay) -> re.Match[str] | None:
    """What is said of who wrote a text right below its title, or at the end of one in which nobody says "I"."""
    if essay.author is not None or not essay.blocks:
        return None
    spoken = [block.text[:_LONGEST] for block in essay.blocks[:_EDGE] if block.kind in ("text", "heading")]
    first = [part for text in spoken for part in text.split("\n\n", _EDGE)[:_EDGE] if part.strip()]
    for part in first[:_EDGE]:
        line = part.strip().partition("\n")[0][:_LONGEST_BYLINE]
        match = _BYLINE.fullmatch(line) if line.lstrip("*_# ")[:8].casefold().startswith(_BEGINS) else None
        # `By Train From Ulm` is a line of somebody who goes there.
        if match and is_name(match["name"]) and (match["paper"] or not _says_i(essay)):
            return match
        if len(part) > _LONGEST_BYLINE:
            break
    last = next((block for block in reversed(essay.blocks) if block.kind == "text"), None)
    line = last.text.rstrip().rpartition("\n")[2] if last else ""
    told = _CREDIT.fullmatch(line) if any(map(line[:_LONGEST_BYLINE].__contains__, _BETWEEN)) else None
    return None if told is None or _says_i(essay) else told


def _says_i(essay: Essay) -> bool:
    return any(_OWN_WORDS.search(block.text) for block in essay.blocks if block.kind == "text")


def _parts(block: Block) -> list[str]:
    return [part for part in block.text.split("\n\n") if part.strip()]


def _lines(essay: Essay) -> Iterator[str]:
    yield essay.title or ""
    for block in (*essay.blocks[:_EDGE], *essay.blocks[_EDGE:][-_EDGE:]):
        parts = _parts(block)
        for part in (*parts[:_EDGE], *parts[_EDGE:][-_EDGE:]):
            if block.kind in ("text", "heading") and len(part) <= _LONGEST:
                yield part
