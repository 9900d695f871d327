"""XML of strangers: no document type with entities, no depth, and elements one by one where there are many."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from simulacrum_core import MissingExtraError, SourceError, SourceFile
from simulacrum_core.sources import Element, tag_of

_BLOCK = 1 << 16
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITIES, _ROOT = re.compile(rb"<!ENTITY"), re.compile(rb"<[A-Za-z]")
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)?")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_LONGEST_SIGN = 40
_PLAIN = {
    "Excessive depth": "nested more than 256 deep",
    "too big": "a text of more than 10,000,000 bytes",
    "huge text node": "a text of more than 10,000,000 bytes",
    "too long": "a text of more than 10,000,000 bytes",
    "amplification": "entities that grow, as hostile XML has them",
}
"""What the parser says at its bounds, as a person would."""
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*encoding=["']([\w.:-]+)""")


def etree() -> Any:
    """The module lxml.etree; raises MissingExtraError where lxml is not installed."""
    try:
        import lxml.etree
    except ImportError:
        raise MissingExtraError("lxml", "writings") from None
    return lxml.etree


def xml_tree(data: bytes, file: str) -> Element:
    """The root of a document; raises SourceError where it is damaged, nested too deeply or declares entities."""
    lxml = etree()
    parser = lxml.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.fromstring(data, parser=parser)
    except (lxml.XMLSyntaxError, ValueError) as error:
        raise _damaged(error, file) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise _hostile(file)
    return root


def xml_elements(file: SourceFile, names: frozenset[str]) -> Iterator[Element]:
    """The elements of these names below the root's children, in constant memory.

    Raises SourceError where the document is damaged, once all that was whole has come.
    """
    lxml = etree()
    with file.open() as stream:
        events = lxml.iterparse(
            cast(BinaryIO, _Legal(stream, file.name)),
            events=("end",),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in events:
                if tag_of(element) in names:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except lxml.XMLSyntaxError as error:
            raise _damaged(error, file.name) from error


def text_in(element: Element, name: str, space: str = "") -> str:
    """What stands in the first child of this name, in a namespace that has `space` in it."""
    for child in element:
        if tag_of(child) == name and space in child.tag:
            return "".join(child.itertext())
    return ""


class _Legal:
    """A stream without the characters that XML does not know; bytes that are not UTF-8 become U+FFFD."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        head = stream.read(_BLOCK)
        root = _ROOT.search(head)
        if _ENTITIES.search(head, 0, root.start() if root else len(head)):
            raise _hostile(name)
        declared = _DECLARED.match(head)
        encoding = declared[1].decode().lower() if declared else "utf-8"
        if declared and encoding.startswith(("utf-16", "utf-32", "ucs-")):
            # The declaration itself is in UTF-8: the file was transcoded.
            head, encoding = head[declared.end() :].partition(b">")[2], "utf-8"
        is_utf8 = encoding in ("utf-8", "utf8") and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace") if is_utf8 else None
        self._ampersands = _Ampersands()
        self._head = head.lstrip(b" \t\r\n") if is_utf8 else head

    def read(self, size: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        while True:
            block, self._head = self._head or self._stream.read(_BLOCK), b""
            if self._decoder is None:
                return block
            if not block:
                return self._ampersands.rest().encode()
            if cleaned := self._ampersands.escaped(_ILLEGAL.sub("", self._decoder.decode(block))).encode():
                return cleaned


class _Ampersands:
    """Escapes the ampersands that stand for themselves, and puts letters for the names that only HTML knows.

    The text comes in blocks; what is CDATA stays as it is.
    """

    def __init__(self) -> None:
        self._held, self._is_data = "", False

    def escaped(self, block: str) -> str:
        """What is certain by now."""
        text = self._held + block
        # A sign may go on in the next block.
        start = max(len(text) - _LONGEST_SIGN, 0)
        end = next((number for number in range(start, len(text)) if text[number] in "<&]"), len(text))
        self._held = text[end:]
        return self._parts(text[:end])

    def rest(self) -> str:
        """What was held back, once."""
        text, self._held = self._held, ""
        return self._parts(text)

    def _parts(self, text: str) -> str:
        pieces, place = list[str](), 0
        while place < len(text):
            end = text.find("]]>" if self._is_data else "<![CDATA[", place)
            part = text[place:] if end < 0 else text[place:end]
            pieces.append(part if self._is_data else _AMPERSAND.sub(_letter, part))
            place = len(text) if end < 0 else end + 1
            if end >= 0:
                pieces.append(text[end])
                self._is_data = not self._is_data
        return "".join(pieces)


def _letter(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name in _XML_NAMES or name.startswith("#"):
        return match[0]
    letter = html.unescape(match[0])
    return f"&amp;{name};" if letter == match[0] else letter


def _hostile(file: str) -> SourceError:
    return SourceError("refused: it declares entities, as hostile XML does", file=file, remedy="Save it again")


def _damaged(error: Exception, file: str) -> SourceError:
    line = getattr(error, "lineno", None) or None
    what = re.sub(r",? ?line \d+, column \d+.*", "", str(error).partition("\n")[0]) or "it breaks off"
    what = next((plain for sign, plain in _PLAIN.items() if sign in what), what)
    return SourceError(f"damaged XML ({what})", file=file, line=line, remedy="Export or save it again")
