"""XML of strangers, element by element in constant memory: no entities of its own, no depth, no network."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from simulacrum_core import Findings, MissingExtraError, SourceError, SourceFile
from simulacrum_core.sources import Element, as_utf8, tag_of

_BLOCK = 1 << 16
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x0{0,9}(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0{0,9}(?:[0-8]|1[124-9]|2[0-9]|3[01]));")
_DECLARED = re.compile(rb"""\A\s{0,99}<\?xml[^>]{1,200}?encoding=["']([\w.:-]{1,40})["'][^>]{0,99}>""")
_LONGEST_SIGN = 16
_PLAIN = {
    "Excessive depth": "nested more than 256 deep",
    "too big": "a text of more than 10,000,000 bytes",
    "huge text node": "a text of more than 10,000,000 bytes",
    "too long": "a text of more than 10,000,000 bytes",
}
"""What the parser says at its bounds, as a person would."""


def elements(file: SourceFile, names: frozenset[str], findings: Findings) -> Iterator[Element]:
    """The elements of these names, each whole; raises SourceError where the document is damaged, once they have come.

    What lies in one of them is not given apart.
    """
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError("lxml", "html") from None
    with as_utf8(file).open() as stream:
        text = _Text(stream, file.name)
        source = cast(BinaryIO, text)
        inside = 0
        try:
            events = etree.iterparse(
                source,
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
            )
            for event, element in events:
                is_named = tag_of(element) in names
                inside += is_named if event == "start" else 0
                if event == "start":
                    continue
                inside -= is_named
                if inside:
                    continue
                if is_named:
                    yield element
                _forget(element)
        except etree.XMLSyntaxError as error:
            raise _damaged(error, file.name) from error
        finally:
            if text.is_damaged:
                what = f"bytes that are not {text.encoding.upper()}, shown as \N{REPLACEMENT CHARACTER}"
                findings.report(file.name, None, what)


def _forget(element: Element) -> None:
    """Let go of an element and of what stands before it: the parser would keep all of the document."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def child_text(element: Element, name: str) -> str:
    """What stands in the first child of a name, "" where there is none."""
    for child in element:
        if tag_of(child) == name:
            return "".join(child.itertext())
    return ""


class _Text:
    """A stream as UTF-8 without what XML does not allow; bytes that are no characters become U+FFFD."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        head = stream.read(_BLOCK).removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
        if b"<!ENTITY" in head:
            remedy = "Export it again"
            raise SourceError("refused: it declares entities, as hostile XML does", file=name, remedy=remedy)
        match = _DECLARED.match(head)
        self.encoding, self.is_damaged = _encoding(match[1].decode() if match else "utf-8"), False
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        # The declaration would tell the parser of an encoding that the text has no more.
        self._head, self._held, self._is_over = head[match.end() if match else 0 :], "", False

    def read(self, size: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        while not self._is_over:
            block, self._head = self._head or self._stream.read(_BLOCK), b""
            self._is_over = not block
            decoded = self._decoder.decode(block, self._is_over)
            self.is_damaged = self.is_damaged or "\N{REPLACEMENT CHARACTER}" in decoded
            text = self._held + decoded
            # A sign may go on in the next block.
            end = len(text) if self._is_over else max(text.rfind("&", len(text) - _LONGEST_SIGN), -1)
            end = len(text) if end < 0 else end
            text, self._held = text[:end], text[end:]
            if cleaned := _REFERENCE.sub("", _ILLEGAL.sub("", text)).encode("utf-8", "replace"):
                return cleaned
        return b""


def _encoding(declared: str) -> str:
    """The encoding that a document declares, where its text can be in it: UTF-16 was made UTF-8 before."""
    try:
        is_plain = "<\\".encode(declared) == b"<\\" and "escape" not in codecs.lookup(declared).name
    except (LookupError, ValueError):
        return "utf-8"
    return declared if is_plain else "utf-8"


def _damaged(error: Exception, file: str) -> SourceError:
    what = re.sub(r",? ?line \d+, column \d+.*", "", str(error).partition("\n")[0]) or "it breaks off"
    what = next((plain for sign, plain in _PLAIN.items() if sign in what), what)
    line = getattr(error, "lineno", None) or None
    return SourceError(f"damaged XML ({what})", file=file, line=line, remedy="Export it again")
