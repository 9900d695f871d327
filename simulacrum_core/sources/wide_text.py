"""Text in UTF-16 and UTF-32, and what comes after it in UTF-8 where somebody joined two files."""

from __future__ import annotations

import codecs
import re
from itertools import islice

_ENDS = (0x09, 0x0A, 0x0D)
_PAIR = "".join(
    f"{chr(high << 8 | 0x20)}-{chr(high << 8 | 0x7E)}" + "".join(chr(high << 8 | low) for low in _ENDS)
    for high in (*_ENDS, *range(0x20, 0x7F))
)
_ASCII = re.compile(f"[{_PAIR}]{{8}}")
"""Two letters of ASCII taken for one of UTF-16, eight times in a row: so are some words in kana, too."""
_LAST = re.compile(f"[{_PAIR}]{{1,7}}\\Z")
_PROVED, _TRIED = 4096, 20
_BLANKS, _SAME = 60, 3
"""Bytes of UTF-8 among which is one blank at least, and how many times a byte of every other place may not be the same:
in UTF-16 the letters of one script have one first half."""


class WideDecoder:
    """Decodes text in UTF-16 or UTF-32 bit by bit; from where it goes on as UTF-8, it is decoded as that."""

    def __init__(self, encoding: str) -> None:
        self._encoding, self._is_16 = encoding, encoding.startswith("utf-16")
        self._rest = b""
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def decode(self, data: bytes, final: bool = False) -> str:
        """The text of the next bytes, as far as it is clear."""
        if not self._is_16:
            return self._decoder.decode(data, final)
        data = self._rest + data
        text = data[: len(data) & ~1].decode(self._encoding, "replace")
        for match in islice(_ASCII.finditer(text), _TRIED):
            for start in (text.rfind("\n", 0, match.start()) + 1, match.start()):
                if _is_utf8(rest := data[len(text[:start].encode("utf-16-le", "surrogatepass")) :], final):
                    self._is_16, self._rest = False, b""
                    self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
                    return text[:start] + self._decoder.decode(rest, final).removeprefix("\ufeff")
        kept = 0 if final else self._kept(text) + len(data) % 2
        self._rest = data[len(data) - kept :] if kept else b""
        whole = data[: len(data) - kept]
        return whole.decode(self._encoding, "replace")

    def _kept(self, text: str) -> int:
        """Bytes at the end that only the next ones make clear: half a pair, or the beginning of UTF-8."""
        if text.endswith("\ufffd"):
            return 2
        match = _LAST.search(text, max(len(text) - 8, 0))
        return 2 * len(match[0]) if match else 0


def decode_wide(data: bytes, encoding: str) -> str:
    """The whole of a text."""
    return WideDecoder(encoding).decode(data, True)


def _is_utf8(data: bytes, final: bool) -> bool:
    """Whether bytes begin as text in UTF-8, which has no zero bytes."""
    head = data[:_PROVED]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final and len(head) == len(data))
    except UnicodeDecodeError:
        return False
    return b"\0" not in head and not _is_one_script(head)


def _is_one_script(head: bytes) -> bool:
    """Whether bytes are letters of UTF-16 that are made of two signs of ASCII, as many of Japanese and Chinese are."""
    if (head.count(b" ") + head.count(b"\n")) * _BLANKS < len(head):
        return True
    halves = (head[::2], head[1::2])
    return any(half.count(byte) * _SAME > len(half) for half in halves for byte in set(half[:_PROVED]))
