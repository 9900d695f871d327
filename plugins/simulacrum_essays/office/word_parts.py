"""The parts of a Word file as its reader understands them: no hidden text, no captions, no word joined to another.

Source: ECMA-376, Office Open XML. What the reader knows no name for is put into words that it knows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

from simulacrum_core.sources import Element, tag_of

from ..xml import etree, xml_tree
from .changes import Changes, Owner
from .documents import Members, content_in
from .word_changes import count_changes, undo_changes, words_of
from .word_made import Made
from .word_styles import PREFIX, Style, is_on, set_value, styles_of, unlisted, value_of

_TEXTS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_GALLERIES = ("table of contents", "custom table of contents", "bibliographies")
"""What a program made of a document, where its paragraphs bear no style that says so."""
_MOST_FIELDS = 30
_UNSURE = re.compile(r"Heading[1-6]?|Body")
"""Ids that the reader takes for what they are called."""
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
        self._styles = styles_of(members, file)
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
        elif tag == "r" and self._is_hidden(element):
            self._put_apart(element)
        elif tag == "p":
            self._mend_paragraph(element)

    def _mend_paragraph(self, paragraph: Element) -> None:
        """Put apart what a program made; call the style of any other one by what it is."""
        for told in _styled(paragraph, "pstyle"):
            style = self._style(value_of(told))
            if style.is_made:
                self._put_apart(paragraph)
            elif style.role or _UNSURE.fullmatch(value_of(told)):
                set_value(told, f"{PREFIX}{style.role or 'Text'}")

    def _mend_box(self, box: Element) -> None:
        if _is_prompt(box):
            self._put_apart(box)
        elif _is_made(box):
            for paragraph in [part for part in box.iter() if tag_of(part) == "p"]:
                self._put_apart(paragraph)

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
                    return is_on(child)
        return any(self._style(value_of(style)).is_hidden for style in _styled(run, "rstyle"))

    def _style(self, id: str) -> Style:
        return self._styles.get(id) or unlisted(id)


def _styled(element: Element, kind: str) -> list[Element]:
    """What names a style in the properties of an element."""
    parts = (child for properties in element if tag_of(properties) in ("ppr", "rpr") for child in properties)
    return [child for child in parts if tag_of(child) == kind]


def _is_made(element: Element) -> bool:
    """Whether a part of a document is a table of contents or a list of books that a program made."""
    parts = (part for child in element if tag_of(child) == "sdtpr" for part in child.iter())
    return any(tag_of(part) == "docpartgallery" and value_of(part).lower() in _GALLERIES for part in parts)


def _is_prompt(element: Element) -> bool:
    """Whether a box to fill in still shows what is to be filled in."""
    parts = (part for child in element if tag_of(child) == "sdtpr" for part in child)
    return any(tag_of(part) == "showingplchdr" and is_on(part) for part in parts)


def _remove(element: Element) -> None:
    """Take an element out; Word has no text between elements."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
