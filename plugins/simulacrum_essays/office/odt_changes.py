"""Tracked changes of an OpenDocument text, undone where others made them.

Source: OpenDocument 1.3, part 3, 5.5. What was inserted stands in the text between two marks; what was deleted stands
in a list before the text, and a mark says where it stood.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from simulacrum_core.sources import Element, tag_of

from .changes import Changes, Owner


class Region(msgspec.Struct, frozen=True):
    """A change: its kind, who made it, and what it deleted."""

    kind: str
    author: str
    element: Element


def regions_of(root: Element, changes: Changes) -> dict[str, Region]:
    """The changes of a document by their ids, counted in `changes`."""
    found = dict[str, Region]()
    for region in root.iter():
        if tag_of(region) != "changed-region":
            continue
        for change in region:
            kind = tag_of(change)
            if kind in ("insertion", "deletion"):
                author = next((part.text or "" for part in change.iter() if tag_of(part) == "creator"), "")
                one = Region(kind, " ".join(author.split()), change)
                found |= {str(id): one for key, id in region.attrib.items() if str(key).rpartition("}")[2] == "id"}
                (changes.inserted if kind == "insertion" else changes.deleted)[one.author] += 1
    return found


def undo_changes(body: Element, regions: dict[str, Region], owner: Owner, changes: Changes) -> None:
    """Take out what others inserted, and put back what they deleted."""
    wanted = {id for id, one in regions.items() if one.kind == "insertion" and owner.is_other(one.author)}
    restored = {id: one for id, one in regions.items() if one.kind == "deletion" and owner.undoes(one.author)}
    if wanted:
        changes.taken_out += _Cutter(wanted).cut(body)
    for mark in [part for part in body.iter() if tag_of(part) == "change"] if restored else ():
        if (one := restored.get(_change_id(mark))) is not None and not _is_replaced(mark, regions, owner):
            _put_back(mark, one.element)


def _change_id(element: Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == "change-id"), "")


class _Cutter:
    """Walks a text in its order and takes out the words between marks, and the borders of paragraphs there."""

    def __init__(self, wanted: set[str]) -> None:
        self._wanted, self._open = wanted, set[str]()
        self._texts: list[list[str]] = []
        self._first: Element | None = None

    def cut(self, body: Element) -> list[str]:
        """The words that were taken out, of each change."""
        paragraph: Element | None = None
        for element, is_end in _walked(body):
            tag = tag_of(element)
            if is_end:
                element.tail = self._kept(element.tail)
                continue
            if tag in ("p", "h"):
                paragraph = element
                if self._open and self._texts[-1]:
                    self._texts[-1].append("\n\n")
            elif tag == "change-start" and (id := _change_id(element)) in self._wanted:
                if not self._open:
                    self._texts.append([])
                    self._first = paragraph
                self._open.add(id)
            elif tag == "change-end" and (id := _change_id(element)) in self._open:
                self._open.discard(id)
                if not self._open:
                    paragraph = _joined(self._first, paragraph)
            elif self._open and tag in ("s", "tab", "line-break"):
                self._texts[-1].append("\n" if tag == "line-break" else "\t" if tag == "tab" else " ")
                element.tag = f"{str(element.tag).rpartition('}')[0]}}}soft-page-break"
            element.text = self._kept(element.text)
        return ["".join(pieces).strip("\n") for pieces in self._texts]

    def _kept(self, text: str | None) -> str | None:
        if not self._open or not text:
            return text
        self._texts[-1].append(text)
        return None


def _walked(body: Element) -> Iterator[tuple[Element, bool]]:
    """Every element where it begins and where it ends, but for those of the list of changes."""
    waiting: list[tuple[Element, bool]] = [(body, False)]
    while waiting:
        element, is_end = waiting.pop()
        yield element, is_end
        if not is_end:
            waiting.append((element, True))
            if tag_of(element) != "tracked-changes":
                waiting += [(child, False) for child in reversed([*element])]


def _joined(first: Element | None, last: Element | None) -> Element | None:
    """One paragraph of two that an insertion parted; those between them have no words left."""
    if first is None or last is None or first is last:
        return last
    if (parent := last.getparent()) is None or first.getparent() is not parent:
        return last
    _append_text(first, last.text or "")
    for child in [*last]:
        first.append(child)
    parent.remove(last)
    return first


def _is_replaced(mark: Element, regions: dict[str, Region], owner: Owner) -> bool:
    """Whether the owner wrote something else in the place of what was deleted."""
    before, after = mark.getprevious(), mark.getnext()
    beside = [] if mark.tail else [(after, "change-start")]
    beside += [] if before is None or before.tail else [(before, "change-end")]
    ids = [_change_id(one) for one, kind in beside if one is not None and tag_of(one) == kind]
    return any((one := regions.get(id)) is not None and not owner.is_other(one.author) for id in ids)


def _put_back(mark: Element, deleted: Element) -> None:
    """Put deleted words where their mark stands; paragraphs of them are lines of one that it stands in."""
    space = str(mark.tag).rpartition("}")[0] + "}"
    mark.tag = f"{space}span"
    for number, paragraph in enumerate(part for part in deleted if tag_of(part) in ("p", "h")):
        for _ in range(2 if number else 0):
            mark.append(mark.makeelement(f"{space}line-break"))
        _append_text(mark, paragraph.text or "")
        for child in [*paragraph]:
            mark.append(child)


def _append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
