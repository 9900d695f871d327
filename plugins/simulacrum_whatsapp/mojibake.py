"""UTF-8 that was once read as Windows-1252: told, and read again byte for byte where that is asked for."""

from __future__ import annotations

import re

# The five bytes that Windows-1252 does not have are read as control characters, as browsers do.
_TABLE = "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256))
_BYTE = {char: byte for byte, char in enumerate(_TABLE)}
_NEXT = re.escape(_TABLE[0x80:0xC0])
_BROKEN = re.compile(
    f"[\u00c2-\u00df][{_NEXT}]|[\u00e0-\u00ef][{_NEXT}][{_NEXT}]|[\u00f0-\u00f4][{_NEXT}][{_NEXT}][{_NEXT}]"
)


def is_mojibake(text: str) -> bool:
    """Whether a text is UTF-8 that was read as Windows-1252: read again as bytes, all of it is UTF-8."""
    return not text.isascii() and _BROKEN.search(text) is not None and _read_again(text) is not None


def repaired(text: str) -> str:
    """The lines of a text as they were; those that are no mojibake stay."""
    if text.isascii() or not _BROKEN.search(text):
        return text
    return "\n".join(_read_again(line) or line for line in text.split("\n"))


def _read_again(line: str) -> str | None:
    """The line as it was, None where it is not exactly what Windows-1252 makes of UTF-8."""
    try:
        return bytes([_BYTE[char] for char in line]).decode()
    except (KeyError, UnicodeDecodeError):
        return None
