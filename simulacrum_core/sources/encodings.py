"""The text of a file whose encoding nobody tells: marks, UTF-8, zero bytes, and only then a guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

import msgspec

from ..errors import MissingExtraError
from .legacy_text import Guess, legacy_encoding
from .wide_text import decode_wide

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 18
_CODES = ("cp1250 cp1251 cp1253 cp1255 cp1256 koi8_r iso8859_2 mac_roman cp932 euc_jp gb18030 big5 cp949").split()
_WESTERN, _TURKISH = "cp1252", "cp1254"
# What hardly occurs in a western text: symbols joined to letters, and three letters beyond ASCII in a row.
_ODD = re.compile(r"[^\W\d_][¡-§¯±³¶¸¹¿×÷ˆ˜†‡‰‹„]|[¢-§¯±³¶¸¹¿ˆ˜†‡‰][a-zà-ÿ]|[À-ÖØ-öø-ÿŒœŠšŽžŸƒ]{3}")
_LETTER = re.compile(r"[^\W\d_]")
_BEYOND_ASCII = re.compile(rb"(?m)^[^\n\x80-\xff]*+[\x80-\xff][^\n]*\n?")
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_ASCII = re.compile(rb"[\t\n\r -~]{16}")
_MULTIBYTE = re.compile(r"[\u0080-\ufffc\ufffe-\U0010ffff]")


class Text(msgspec.Struct, frozen=True):
    """A text without a byte order mark, the encoding that it was read as, and whether another one is as likely."""

    text: str
    encoding: str
    is_certain: bool = True


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text without a byte order mark, and the encoding that it was read as; raises as `judged` does."""
    found = judged(data, encoding)
    return found.text, found.encoding


def judged(data: bytes, encoding: str | None = None, likely: Callable[[], str | None] = lambda: None) -> Text:
    """The text, as it is likeliest; `likely` gives the encoding of what lies beside it, asked where nothing is certain.

    What does not fit becomes U+FFFD. Raises ValueError where the bytes are no text, LookupError for an encoding that
    does not exist, MissingExtraError where a guess is needed and charset-normalizer is missing.
    """
    if encoding is not None:
        return Text(data.decode(encoding, "replace").removeprefix("\ufeff"), encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            data = data[len(mark) :]
            return Text(data.decode(name, "replace") if name == "utf-8" else decode_wide(data, name), name)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _other(data, likely)
    return _checked(data, text, "utf-8")


def _other(data: bytes, likely: Callable[[], str | None]) -> Text:
    if name := _zeros(data):
        return Text(decode_wide(data, name), name)
    text = data.decode(errors="replace")
    if text.count("\ufffd") * 2 <= len(_MULTIBYTE.findall(text)):
        return _checked(data, text, "utf-8")
    _refuse_binary(data)
    sample = beyond_ascii(data) or data[:_SAMPLE]
    guess = legacy_encoding(sample)
    if guess is not None and not guess.is_certain and (beside := likely()) is not None:
        guess = Guess(beside, is_certain=True)
    name, is_certain = (guess.encoding, guess.is_certain) if guess else (_guess(sample), True)
    return Text(data.decode(name, "replace"), name, is_certain)


def beyond_ascii(data: bytes) -> bytes:
    """The first lines that are not ASCII."""
    return b"".join(_BEYOND_ASCII.findall(data[:_SAMPLE]))


def _checked(data: bytes, text: str, name: str) -> Text:
    if (zeros := _zeros(data)) is not None:
        return Text(decode_wide(data, zeros), zeros)
    _refuse_binary(data)
    return Text(text, name)


def _zeros(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other byte is zero where the text is mostly Latin."""
    head = data[: 1 << 12]
    even, odd = head[::2].count(0), head[1::2].count(0)
    many, few = max(even, odd), min(even, odd)
    if len(head) < 4 or many * 8 < len(head) or few * 8 > many:
        return None
    if _ASCII.match(head):
        raise ValueError("it begins as UTF-8 and goes on as UTF-16: files were joined that have to be handed in apart")
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_binary(data: bytes) -> None:
    """Raise ValueError for bytes that are not text: control characters are hardly ever in one."""
    head = data[:_SAMPLE]
    # To find them as a pattern takes a note twenty times as long.
    if (len(head) - len(head.translate(None, _CONTROL))) * 200 > len(head):
        raise ValueError("it is not text")


def _guess(sample: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8; between equals that of western Windows."""
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise MissingExtraError("charset-normalizer", "writings") from None
    western = _is_western(sample.decode(_WESTERN, "replace"))
    found = from_bytes(sample, cp_isolation=[*_CODES, _WESTERN, _TURKISH] if western else _CODES)
    best = found.best()
    if best is None:
        if western:
            return _WESTERN
        raise ValueError("it is not text in an encoding that can be recognized")
    own = next((match.coherence for match in found if match.encoding == _WESTERN), 0.0)
    other, text = sample.decode(best.encoding, "replace"), sample.decode(_WESTERN, "replace")
    # Short texts are coherent in many encodings; one that puts symbols into words is not theirs.
    if western and (best.coherence <= own + 0.05 or other == text or _odd(other) > _odd(text)):
        return _WESTERN
    return best.encoding


def _odd(text: str) -> int:
    return len(_ODD.findall(text)) + text.count("\ufffd")


def _is_western(text: str) -> bool:
    """Whether a text reads like a western language: few letters beyond ASCII, and hardly a symbol within a word."""
    letters = _LETTER.findall(text)
    beyond = sum(not letter.isascii() for letter in letters)
    odd = _odd(text)
    return beyond * 2 <= len(letters) and odd * 5 <= beyond
