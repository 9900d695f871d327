"""The parts of a Word file as its reader understands them: no hidden text, no captions, no word joined to another.

Source: ECMA-376, Office Open XML. What the reader knows no name for is put into words that it knows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping

from simulacrum_core.sources import Element, tag_of

from ..xml import etree, xml_tree
from .changes import Changes, Owner
from .documents import Members, content_in
from .word_changes import count_changes, undo_changes, words_of
from .word_made import Made, is_made_style

_TEXTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_GALLERIES = ("table of contents", "custom table of contents", "bibliographies")
"""What a program made of a document, where its paragraphs bear no style that says so."""
_DEEPEST, _MOST_FIELDS = 9, 30
_UNKNOWN = frozenset("dir bdo fldsimple customxml ruby rubybase".split())
"""Elements that hold text and that the reader passes over whole."""


class Parts:
    """A document that is made ready; `apart` is what stands in it and is no text of its author's, `removed` counts.

    `changes` are tracked ones by who made them; those of others than the owner are undone.
    """

    def __init__(self, members: Members, file: str) -> None:
        self.apart: list[str] = []
        self.removed: Counter[str] = Counter()
        self.changes = Changes()
        self._styles = _styles(members, file)
        self._members, self._file = members, file
        if "word/comments.xml" in members:
            comments = xml_tree(content_in(members, "word/comments.xml"), file)
            self.removed["comments"] += sum(tag_of(element) == "comment" for element in comments)
        for name in members:
            if _RUNNING.fullmatch(name):
                root = xml_tree(content_in(members, name), f"{file}/{name}")
                self.removed["running heads and feet"] += bool("".join(words_of(root)).strip())
            if _TEXTS.fullmatch(name):
                count_changes(xml_tree(content_in(members, name), f"{file}/{name}"), self.changes)

    def document(self, owner: Owner) -> bytes:
        """The document as its owner left it, without its pictures."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name in self._members:
                if name.endswith((".xml", ".rels")):
                    data = content_in(self._members, name)
                    archive.writestr(name, self._ready(name, data, owner) if _TEXTS.fullmatch(name) else data)
        return out.getvalue()

    def _ready(self, name: str, data: bytes, owner: Owner) -> bytes:
        root = xml_tree(data, f"{self._file}/{name}")
        # What a text box holds is there twice, for older programs too.
        for element in [part for part in root.iter() if tag_of(part) == "choice"]:
            if any(tag_of(other) == "fallback" for other in element.itersiblings()):
                _remove(element)
        undo_changes(root, owner, self.changes)
        self._without_made(made := Made(root))
        if made.deepest > _MOST_FIELDS:
            # The reader looks at all open fields for every run; what they show does not depend on them.
            for element in [part for part in root.iter() if tag_of(part) in ("fldchar", "instrtext")]:
                _remove(element)
        for element in list(root.iter()):
            self._mend(element, tag_of(element))
        return bytes(etree().tostring(root))

    def _without_made(self, made: Made) -> None:
        """Put apart what fields show, in its order."""
        for paragraph in made.paragraphs:
            self._put_apart(paragraph)
        for words in made.words:
            if text := "".join(part for word in words for part in words_of(word)).strip():
                self.apart.append(text)
            for word in words:
                _remove(word)

    def _mend(self, element: Element, tag: str) -> None:
        space = str(element.tag).rpartition("}")[0] + "}"
        if tag in ("del", "movefrom") and any(tag_of(child) == "r" for child in element):
            self.removed["tracked deletions"] += 1
        elif tag == "omath":
            self.removed["formulas"] += 1
        elif tag in ("cr", "ptab"):
            element.tag = f"{space}{'br' if tag == 'cr' else 'tab'}"
        elif tag in ("br", "hyperlink"):
            # A break of a page stands between two words, too; where a link leads may be told nowhere.
            element.attrib.clear()
        elif tag in ("softhyphen", "rt", "blip", "imagedata"):
            _remove(element)
        elif tag in _UNKNOWN:
            element.tag = f"{space}smartTag"
        elif tag == "sdt":
            self._mend_box(element)
        elif (tag == "p" and self._is_apart(element)) or (tag == "r" and self._is_hidden(element)):
            self._put_apart(element)

    def _mend_box(self, box: Element) -> None:
        if _is_prompt(box):
            self._put_apart(box)
        elif _is_made(box):
            for paragraph in [part for part in box.iter() if tag_of(part) == "p"]:
                self._put_apart(paragraph)

    def _is_apart(self, paragraph: Element) -> bool:
        return any(map(is_made_style, self._named(paragraph, "pstyle"))) or any(
            id not in self._styles and is_made_style(id, is_id=True) for id in _ids(paragraph, "pstyle")
        )

    def _put_apart(self, element: Element) -> None:
        if element.getparent() is not None and (text := "".join(words_of(element)).strip()):
            self.apart.append(text)
            _remove(element)
            # What is in it stands nowhere, and is not put apart once more.
            element.clear()

    def _is_hidden(self, run: Element) -> bool:
        """Whether nobody sees a run: it says so, or its style does."""
        told = [child for child in run if tag_of(child) == "rpr"]
        for properties in told:
            for child in properties:
                if tag_of(child) in ("vanish", "webhidden"):
                    return _is_on(child)
        return any(style.startswith("\0") for style in self._named(run, "rstyle"))

    def _named(self, element: Element, kind: str) -> Iterator[str]:
        """What the styles are called that an element names, in small letters; hidden ones begin with NUL."""
        return (self._styles.get(id, "") for id in _ids(element, kind))


def _ids(element: Element, kind: str) -> Iterator[str]:
    """The ids of styles that an element names."""
    for properties in element:
        if tag_of(properties) in ("ppr", "rpr"):
            for child in properties:
                if tag_of(child) == kind:
                    yield _value(child)


def _styles(members: Members, file: str) -> dict[str, str]:
    if "word/styles.xml" not in members:
        return {}
    found, bases = dict[str, str](), dict[str, str]()
    for style in xml_tree(content_in(members, "word/styles.xml"), f"{file}/word/styles.xml"):
        if tag_of(style) == "style":
            parts = {tag_of(child): child for child in style}
            hidden = any(tag_of(child) == "vanish" and _is_on(child) for child in parts.get("rpr", ()))
            name = _value(parts["name"]).lower() if "name" in parts else ""
            id = _value(style, "styleId")
            found[id] = f"{chr(0) if hidden else ''}{name}"
            bases[id] = _value(parts["basedon"]) if "basedon" in parts else ""
    # What is derived from a caption, such as LibreOffice's illustrations, is one.
    return {id: next(filter(is_made_style, _names(id, found, bases)), name) for id, name in found.items()}


def _names(id: str, found: Mapping[str, str], bases: Mapping[str, str]) -> Iterator[str]:
    """What a style is called, and those that it is derived from."""
    for _ in range(_DEEPEST):
        if id in found:
            yield found[id]
            id = bases[id]


def _is_made(element: Element) -> bool:
    """Whether a part of a document is a table of contents or a list of books that a program made."""
    parts = (part for child in element if tag_of(child) == "sdtpr" for part in child.iter())
    return any(tag_of(part) == "docpartgallery" and _value(part).lower() in _GALLERIES for part in parts)


def _is_prompt(element: Element) -> bool:
    """Whether a box to fill in still shows what is to be filled in."""
    parts = (part for child in element if tag_of(child) == "sdtpr" for part in child)
    return any(tag_of(part) == "showingplchdr" and _is_on(part) for part in parts)


def _value(element: Element, name: str = "val") -> str:
    space = str(element.tag).rpartition("}")[0] + "}"
    return str(element.get(f"{space}{name}", ""))


def _is_on(element: Element) -> bool:
    return _value(element).lower() not in ("0", "false", "off")


def _remove(element: Element) -> None:
    """Take an element out; Word has no text between elements."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
