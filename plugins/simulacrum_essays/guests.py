"""Guest posts: a blog names whoever put them there, a line at their begin or end who wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from simulacrum_core.sources import folded_name, own_names

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
_EDGE, _LONGEST = 2, 600
"""Paragraphs at either end in which it stands, and how long one may be."""


def guest_of(essay: Essay, own: Collection[str]) -> str | None:
    """Who wrote a text where that is said of a guest; None for who bears one of the names of the author's."""
    for match in filter(None, map(_GUEST.match, _lines(essay))):
        if folded_name(match["name"]) not in own_names(own):
            return match["name"].rstrip(".'’-")
    return None


def _lines(essay: Essay) -> Iterator[str]:
    yield essay.title or ""
    for block in (*essay.blocks[:_EDGE], *essay.blocks[_EDGE:][-_EDGE:]):
        parts = [part for part in block.text.split("\n\n") if part.strip()]
        for part in (*parts[:_EDGE], *parts[_EDGE:][-_EDGE:]):
            if block.kind in ("text", "heading") and len(part) <= _LONGEST:
                yield part
