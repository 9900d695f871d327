"""Tracked changes of a Word file, undone where others made them.

Source: ECMA-376, 17.13.5. The mark of a paragraph and a row of a table are inserted and deleted by elements in their
properties, everything else by elements around it.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulacrum_core.sources import Element, tag_of

from .changes import Changes, Owner

_INSERTED, _DELETED = frozenset(("ins", "moveto", "cellins")), frozenset(("del", "movefrom", "celldel"))
_PROPERTIES = frozenset(("rpr", "trpr", "tcpr", "numpr"))


def count_changes(root: Element, changes: Changes) -> None:
    """Add who changed what; the mark of a paragraph alone is no insertion."""
    for element in root.iter():
        tag = tag_of(element)
        if tag in _INSERTED | _DELETED and _is_words(element):
            counts = changes.inserted if tag in _INSERTED else changes.deleted
            counts[author_of(element)] += 1


def undo_changes(root: Element, owner: Owner, changes: Changes) -> None:
    """Take out what others inserted, and put back what they deleted."""
    follows: Element | None = None
    waiting = [root]
    while waiting:
        element = waiting.pop()
        tag = tag_of(element)
        if tag in _INSERTED and owner.is_other(author_of(element)):
            is_next, following = element is follows, element.getnext()
            if words := _without_insertion(element):
                if is_next:
                    changes.taken_out[-1] += words
                else:
                    changes.taken_out.append(words)
                follows = following
                continue
        elif tag in _DELETED and owner.undoes(author_of(element)) and not _is_replaced(element, owner):
            _restore(element)
        waiting += reversed([*element])


def author_of(element: Element) -> str:
    """Who made a change."""
    space = str(element.tag).rpartition("}")[0] + "}"
    return " ".join(str(element.get(f"{space}author", "")).split())


def words_of(element: Element) -> Iterator[str]:
    """The words in an element, deleted ones not."""
    for part in element.iter():
        tag = tag_of(part)
        if tag == "t":
            yield part.text or ""
        elif tag in ("tab", "br", "cr", "ptab"):
            yield "\t" if tag in ("tab", "ptab") else "\n"


def _is_words(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and tag_of(parent) not in ("rpr", "numpr")


def _without_insertion(element: Element) -> str:
    """Take out what an element says is inserted; returns its words."""
    parent = element.getparent()
    if parent is None:
        return ""
    if tag_of(parent) == "rpr":
        # The reader joins a paragraph whose mark is deleted to the next one, as it was before it was parted.
        element.tag = str(element.tag).rpartition("}")[0] + "}del"
        return ""
    if tag_of(parent) not in _PROPERTIES:
        words = "".join(words_of(element))
        parent.remove(element)
        return words
    whole = parent.getparent() if tag_of(parent) in ("trpr", "tcpr") else None
    words = "" if whole is None else "".join(words_of(whole))
    parent.remove(element)
    if whole is not None:
        for part in [part for part in whole.iter() if tag_of(part) in ("r", "ins", "moveto")]:
            if (holder := part.getparent()) is not None and tag_of(holder) not in _PROPERTIES:
                holder.remove(part)
    return words


def _is_replaced(element: Element, owner: Owner) -> bool:
    """Whether the owner wrote something else in the place of what was deleted."""
    beside = (element.getprevious(), element.getnext())
    return any(
        one is not None and tag_of(one) == "ins" and len(one) > 0 and not owner.is_other(author_of(one))
        for one in beside
    )


def _restore(element: Element) -> None:
    parent, space = element.getparent(), str(element.tag).rpartition("}")[0] + "}"
    if parent is not None and tag_of(parent) in _PROPERTIES:
        # Nothing else keeps the reader from it. What is walked on from here has no parts.
        parent.remove(element)
        return
    element.tag = f"{space}smartTag"
    for part in element.iter():
        if tag_of(part) == "deltext":
            part.tag = f"{space}t"
