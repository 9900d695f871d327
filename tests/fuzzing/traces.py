"""Where the words of a message come from: the bytes of the source, in any of the ways in which they may be written."""

from __future__ import annotations

import binascii
import html
import quopri
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from simulacrum_core.sources.archives import Limits, document_members

from .material import Tree

# Short words are in any source, and names are written where a message has only an id.
# Lines of base64, with whatever stands beside it.
_PACKED = re.compile(rb"(?:^[A-Za-z0-9+/]{1,80}={0,2}\r?\n)+", re.MULTILINE)
_WORD = re.compile(r"(?<![\w@#/.:-])[^\W\d_]{5,40}(?![\w/:])")
_TAG = re.compile(r"<[^<>]*>")
_PICTURE = re.compile(r'<img[^<>]*?alt="([^"<>]*)"[^<>]*>')
_LOOSE_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_OPAQUE = (b"%PDF-", b"{\\rtf")
_CODES = "cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 koi8_r iso8859_2 mac_roman cp932 euc_jp gb18030 big5 cp949".split()
"""What a text may be taken for whose encoding was damaged."""
_SHOWN = (b"<t:", b"<id:", b"\\begin{document}")
"""What has moments, places of a server or TeX in it, which are shown in words that nobody wrote."""
_SAID = {"text", "media", "poll", "location"}


def invented(messages: Iterable[dict[str, Any]], tree: Tree) -> str | None:
    """A word that is said more often than it stands in the files; None where all can be traced, or none."""
    contents = list(_contents(tree))
    if any(data[:9].lstrip(b"\xef\xbb\xbf").lstrip().startswith(_OPAQUE) for data in contents):
        return None
    if any(sign in data.replace(b"\0", b"") for data in contents for sign in _SHOWN):
        return None
    said = Counter(
        word
        for message in messages
        if message["author"] is not None and message["kind"] in _SAID
        for word in _WORD.findall(message["text"])
    )
    written = [list(_readings(data)) for data in contents]
    odd = [word for word, count in said.items() if not _is_traced(word, count, written)]
    if odd:
        for data, readings in zip(contents, written, strict=True):
            readings += [data.decode(code, "replace") for code in _CODES]
    return next((word for word in odd if not _is_traced(word, said[word], written)), None)


def _is_traced(word: str, count: int, written: list[list[str]]) -> bool:
    if sum(max(text.count(word) for text in readings) for readings in written) >= count:
        return True
    return any(_is_joined(word, text) for readings in written for text in readings)


def _is_joined(word: str, text: str, before: str = "") -> bool:
    """Whether a word is made of pieces of formatted text that stand side by side in JSON."""
    for place in range(1, len(word)):
        start, rest = word[:place], word[place:]
        if f'{before}{start}"' in text and (f'"{rest}' in text or _is_joined(rest, text, '"')):
            return True
    return False


def _contents(tree: Tree) -> Iterator[bytes]:
    """All files, those in zips instead of the zips."""
    for data in tree.values():
        yield data
        if b"PK\x03\x04" in data:
            yield from _contents(dict(enumerate(_members(data))))  # type: ignore[arg-type]
        if b"ransfer-" in data:
            # Mails, whose texts are packed for old lines.
            yield quopri.decodestring(data)
            for block in _PACKED.findall(data):
                with suppress(binascii.Error):
                    yield binascii.a2b_base64(block)


def _members(data: bytes) -> Iterator[bytes]:
    """What the product's own reader makes of a zip; a damaged one raises whatever its decompressor does."""
    with suppress(Exception):
        for member in document_members(data, "zip", Limits()).values():
            with suppress(Exception), member.open() as stream:
                yield stream.read()


def _readings(data: bytes) -> Iterator[str]:
    """A file as text, once for each way to read it."""
    wide = [("utf-16-le", "utf-16-be"), ("utf-32",)] if b"\x00" in data else []
    for codes in (("utf-8",), *wide):
        # Where a byte was lost or added, what follows is read from the next one on.
        text = "\n".join([data.decode(code, "replace") for code in codes])
        plain = _unescaped(text)
        yield from (text, plain, html.unescape(html.unescape(plain)))
        yield from (html.unescape(tag.sub("", _PICTURE.sub(r"\1", plain))) for tag in (_TAG, _LOOSE_TAG))
    yield data.decode("cp1252", "replace")


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).encode("utf-16", "surrogatepass")
    return re.sub(r"\\[nrtbf]", "\n", plain.decode("utf-16", "replace")).replace('\\"', '"').replace("\\/", "/")
