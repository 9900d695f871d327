"""Web pages that Word saved: their author, comments, and tracked changes, which tell who made them."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from simulacrum_core.sources import Element, hide

from ..essay import Reading
from .changes import Changes, Owner, owner_of

_AUTHORED = re.compile(rb"<o:(Author|LastAuthor)>([^<]{1,200})</o:\1>")
_COMMENTS = "//*[contains(@style, 'mso-element:comment')] | //*[contains(@class, 'MsoCommentReference')]"
_BY = "mailto:"


def saved_by_word(data: bytes) -> dict[str, str]:
    """Who made a page and who saved it last, as Word notes in it."""
    found = {match[1].decode(): match[2].decode("utf-8", "replace") for match in _AUTHORED.finditer(data[: 1 << 16])}
    return {key: " ".join(html.unescape(name).split()) for key, name in found.items()}


def undo_changes(tree: Element, told: dict[str, str], reading: Reading) -> tuple[Changes, Owner]:
    """Hide comments, what was deleted, and what others than the owner inserted, which is in the changes."""
    for element in tree.xpath(_COMMENTS):
        element.set("hidden", "")
    changed = [(element, _author(element)) for element in tree.iter("ins", "del") if element.get("cite")]
    changes = Changes()
    for element, name in changed:
        (changes.inserted if element.tag == "ins" else changes.deleted)[name] += 1
    owner = owner_of(changes.authors, told.get("Author"), told.get("LastAuthor"), reading)
    for element, name in changed:
        if element.tag == "ins" and owner.is_other(name):
            changes.taken_out.append("".join(element.itertext()))
            hide(element)
        elif element.tag == "del" and not owner.undoes(name):
            reading.tally["mark tracked deletions"] += 1
            hide(element)
    return changes, owner


def _author(element: Element) -> str:
    told = str(element.get("cite", ""))
    return " ".join(unquote(told.removeprefix(_BY)).split()) if told.startswith(_BY) else ""
