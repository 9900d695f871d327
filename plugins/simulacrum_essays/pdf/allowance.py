"""How much a PDF may make: bytes that its streams unpack to, objects drawn on its pages, and glyphs.

What is made is the same on every machine; the time that it takes is not.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, Literal

import msgspec

MadeKey = Literal["document_bytes", "pdf_objects", "pdf_glyphs"]
_OBJECTS_A_PAGE, _GLYPHS_A_PAGE = 5_000, 20_000
"""What every page may have in the long run; a usual one has less than a fifth of either."""
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_HEAD, _FED, _MADE = 4096, 1 << 10, 1 << 20


class TooMuchError(Exception):
    """More than a limit allows; `key` is the limit's name."""

    def __init__(self, key: MadeKey) -> None:
        super().__init__(key)
        self.key = key


class Allowance(msgspec.Struct):
    """What the rest of a document may have of objects and glyphs; raises TooMuchError where it has more."""

    objects: int
    glyphs: int

    def draw(self, page: Any) -> None:
        """Take the objects of a page, those within forms included."""
        self.objects += _OBJECTS_A_PAGE
        self.objects -= _objects(page, self.objects)
        if self.objects < 0:
            raise TooMuchError("pdf_objects")

    def write(self, glyphs: int) -> None:
        """Take the glyphs of a page."""
        self.glyphs += _GLYPHS_A_PAGE - glyphs
        if self.glyphs < 0:
            raise TooMuchError("pdf_glyphs")


def _objects(page: Any, most: int) -> int:
    """How many objects are drawn on a page; the count ends beyond `most`."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    count = int(pdfium.FPDFPage_CountObjects(page))
    forms = [pdfium.FPDFPage_GetObject(page, index) for index in range(count if count <= most else 0)]
    forms = [found for found in forms if pdfium.FPDFPageObj_GetType(found) == pdfium.FPDF_PAGEOBJ_FORM]
    while forms and count <= most:
        form = forms.pop()
        parts = max(0, int(pdfium.FPDFFormObj_CountObjects(form)))
        count += parts
        inner = [pdfium.FPDFFormObj_GetObject(form, index) for index in range(parts if count <= most else 0)]
        forms += [found for found in inner if pdfium.FPDFPageObj_GetType(found) == pdfium.FPDF_PAGEOBJ_FORM]
    return count


def check_unpacked(data: bytes, most: int) -> None:
    """Raise TooMuchError where the streams of a document unpack to more than `most` bytes.

    Pictures do not count: nobody looks at them for text.
    """
    made = at = 0
    while found := _STREAM.search(data, at):
        at = found.end()
        head = data[max(0, at - _HEAD) : at]
        if not _PICTURE.search(head, max(0, head.rfind(b"obj"))):
            size, at = _unpacked(data, at, most - made)
            made += size
        if made > most:
            raise TooMuchError("document_bytes")


def _unpacked(data: bytes, start: int, most: int) -> tuple[int, int]:
    """How many bytes are packed at a place, and where in the data to go on; the count ends beyond `most`.

    What a stream has taken is not looked at again, so that streams in one another cost no more than one.
    """
    unpacker, made, at = zlib.decompressobj(), 0, start
    try:
        while at < len(data) and made <= most and not unpacker.eof:
            part = data[at : at + _FED]
            at += len(part)
            made += len(unpacker.decompress(part, _MADE))
            while unpacker.unconsumed_tail and made <= most:
                made += len(unpacker.decompress(unpacker.unconsumed_tail, _MADE))
    except zlib.error:
        # Packed in another way, or damaged.
        return made, start if at - start <= _FED else at
    return made, max(start, at - len(unpacker.unused_data))
