"""Scrivener projects: the documents of the draft, in the binder's order, each under its title there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, Element, content_of, date_of, decoded, suffix_of, tag_of

from ..essay import Essay, Reading
from ..text.plain import plain
from ..xml import text_in, xml_tree
from .rtf import rtf_essay

BINDER = ".scrivx"
WITHOUT_BINDER = "documents of a Scrivener project whose binder (.scrivx) is missing"
_DOCUMENT = re.compile(r"\.scriv/(?:Files|Snapshots|Settings|QuickLook)/|(?:^|/)Files/Data/[0-9A-Fa-f-]{36}/[^/]+\Z")
_FOLDERS = {
    "ResearchFolder": "documents of the research",
    "TemplateFolder": "templates",
    "Root": "documents outside of the draft",
}
_OUTSIDE = "documents outside of the draft"
_ASIDE = {"synopsis": "synopses", "notes": "notes on documents"}


class _Item(msgspec.Struct, frozen=True):
    """A document of the binder: what is told of it where it is not read, None where it is."""

    id: str
    title: str
    date: dt.datetime | None
    why: str | None = None
    is_trash: bool = False


def is_of_project(name: str) -> bool:
    """Whether a file lies where a project keeps its documents."""
    return _DOCUMENT.search(name) is not None


def scrivener_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """An essay a document of the draft; raises SourceError where the binder is damaged."""
    root = file.name.rpartition("/")[0]
    names = {other.name.lower(): other for other in reading.files if other.name.startswith(f"{root}/")}
    if len(names) < 2:
        what = "the binder of a Scrivener project without its documents"
        raise SourceError(what, file=file.name, remedy="Hand in the whole .scriv folder, or a zip of it")
    tree = xml_tree(content_of(file, reading.limits, "page_bytes"), file.name)
    for item in _items(tree):
        found = _beside(root, item.id, names)
        if found is None:
            continue
        if item.why is not None:
            reading.tally[f"other {item.why} (Scrivener)"] += 1
            continue
        try:
            essay = _essay(found, item, reading)
        except SourceError as error:
            reading.findings.report(found.name, error.line, f"not read: {error.what}")
            continue
        if essay is not None:
            yield msgspec.structs.replace(essay, kind="trash" if item.is_trash else "text")
    for what, count in _aside(root, reading.files).items():
        reading.tally[f"other {what} (Scrivener)"] += count


def beside_binder(files: Sequence[SourceFile]) -> set[str]:
    """The names of all files of projects but their binders."""
    roots = {file.name.rpartition("/")[0] for file in files if suffix_of(file.name) == BINDER and "/" in file.name}
    return {
        file.name
        for file in files
        if suffix_of(file.name) != BINDER and any(folder in roots for folder in _folders(file.name))
    }


def _folders(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _items(tree: Element) -> Iterator[_Item]:
    """The documents in the binder's order."""
    binder = next((child for child in tree if tag_of(child) == "binder"), None)
    # What is next stands last; with each item comes in which of the binder's folders it is.
    waiting = [(element, "") for element in reversed(binder if binder is not None else [])]
    while waiting:
        element, place = waiting.pop()
        if tag_of(element) != "binderitem":
            continue
        type = element.get("Type") or ""
        place = type if type.endswith("Folder") and type != "Folder" and not place else place
        yield _item(element, place)
        children = next((child for child in element if tag_of(child) == "children"), None)
        waiting += [(child, place or "Root") for child in reversed(children if children is not None else [])]


def _item(element: Element, place: str) -> _Item:
    id = (element.get("UUID") or element.get("ID") or "").strip()
    data = next((child for child in element if tag_of(child) == "metadata"), None)
    is_kept = data is None or text_in(data, "includeincompile").strip().lower() not in ("no", "false", "0")
    why = None if place in ("DraftFolder", "TrashFolder") else _FOLDERS.get(place, _OUTSIDE)
    if place == "DraftFolder" and not is_kept:
        why = "documents that are not in the manuscript"
    title = " ".join(text_in(element, "title").split())
    return _Item(id, title, date_of(element.get("Created")), why, place == "TrashFolder")


def _beside(root: str, id: str, names: Mapping[str, SourceFile]) -> SourceFile | None:
    """The file with a document's words, of Scrivener 3 or of an older one."""
    if not id:
        return None
    places = (f"{root}/files/data/{id}/content".lower(), f"{root}/files/docs/{id}".lower())
    return next(
        (names[name] for place in places for end in (".rtf", ".txt") if (name := f"{place}{end}") in names),
        None,
    )


def _essay(file: SourceFile, item: _Item, reading: Reading) -> Essay | None:
    """The words of a document; None where it is empty."""
    if not file.size:
        return None
    if suffix_of(file.name) == ".rtf":
        essay = rtf_essay(file, reading, item.title or None)
    else:
        text, _ = decoded(content_of(file, reading.limits, "message_bytes"), reading.choices.encoding)
        found = plain(text, unwrap="no")
        above = [Block("text", found.title, 1)] if found.title else []
        essay = Essay(file.name, None, None, None, above + found.blocks, file.name)
    return msgspec.structs.replace(essay, title=item.title or essay.title, date=item.date or essay.date)


def _aside(root: str, files: Sequence[SourceFile]) -> dict[str, int]:
    """How many synopses and notes the project has."""
    counts: dict[str, int] = {}
    for file in files:
        stem = file.base.rpartition(".")[0].rpartition("_")[2].lower()
        if stem in _ASIDE and file.name.startswith(f"{root}/Files/"):
            counts[_ASIDE[stem]] = counts.get(_ASIDE[stem], 0) + 1
    return counts
