"""The fields above a mail: unfolded, decoded and taken apart without trusting them."""

from __future__ import annotations

import base64
import binascii
import codecs
import datetime as dt
import quopri
import re
from email.utils import parsedate_to_datetime

import msgspec

Fields = dict[str, list[str]]
"""Values by the name of the field in small letters, in their order, not yet decoded."""

_MOST_FIELDS, _LONGEST = 2000, 1 << 16
_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:[ \t]*(.*)\Z", re.DOTALL)
_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?\s]*+(?: [^?\s]*+)*+)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?[\w.:+-]{1,40}(?:\*[\w-]{0,20})?\?[bBqQ]\?)")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]@]{1,128}@[^\s<>,;:\"'()\[\]@]{1,255}")
_MASKED = re.compile(r"([^\s<>,;:\"'()\[\]@]{1,128}) at ([^\s<>,;:\"'()\[\]@]{1,240}\.[^\W\d_]{2,24})(?=[\s>]|\Z)")
"""An address as archives of mailing lists show it."""
_ID = re.compile(r"<([^<>\s]{1,998})>")
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_PARAMETER = re.compile(r";\s*([\w-]{1,40})(\*?)(\d{0,3})\*?=(?:\"((?:[^\"\\]|\\.){0,2000})\"|([^;\s\"]{0,2000}))")
_ALIASES = {
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "ansi": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
} | {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "default": "utf-8",
}


_COSTLY = frozenset("idna punycode unicode-escape raw-unicode-escape undefined".split())
"""Codecs that are no charsets of mails; what some of them need grows with the square of the text."""


class Address(msgspec.Struct, frozen=True):
    """An address in small letters, and the name that stands before it, maybe none."""

    email: str
    name: str = ""


def split_fields(data: bytes) -> tuple[Fields, bytes]:
    """The fields of a mail or of a part of one, and what stands after them."""
    fields: Fields = {}
    position, count, name = 0, 0, ""
    while position < len(data):
        end = data.find(b"\n", position) + 1 or len(data)
        line = data[position:end].rstrip(b"\r\n")
        if not line:
            return fields, data[end:]
        if line[:1] in b" \t" and name:
            values = fields[name]
            if len(values[-1]) < _LONGEST:
                values[-1] += "\n" + _readable(line[:_LONGEST])
        elif (match := _FIELD.match(line)) and count < _MOST_FIELDS:
            name, count = match[1].decode("ascii").lower(), count + 1
            fields.setdefault(name, []).append(_readable(match[2][:_LONGEST]))
        elif not line.startswith((b">From ", b"From ")) and not match:
            # The blank line is missing.
            return fields, data[position:]
        position = end
    return fields, b""


def _readable(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def first(fields: Fields, name: str) -> str:
    """The first value of a field, unfolded; "" where there is none."""
    values = fields.get(name)
    return values[0].replace("\n", "") if values else ""


def decoded_words(value: str) -> str:
    """A value with its encoded words (RFC 2047) as they are read."""
    if "=?" not in value:
        return " ".join(value.split())
    return " ".join(_WORD.sub(_decoded_word, _BETWEEN.sub(r"\1", value)).split())


def _decoded_word(match: re.Match[str]) -> str:
    raw = match[3].encode("ascii", "replace")
    try:
        if match[2] in "bB":
            data = base64.b64decode(raw + b"=" * (-len(raw) % 4))
        else:
            data = quopri.decodestring(raw, header=True)
    except (binascii.Error, ValueError):
        return match[0]
    return as_text(data, match[1])


def as_text(data: bytes, charset: str) -> str:
    """Bytes in a charset, whatever it is called; UTF-8 or Windows' western one where that cannot be."""
    charset = charset.strip("\"' ").lower().replace(" ", "")
    charset = _ALIASES.get(charset, charset.replace("cp-", "cp") if charset.startswith("cp-") else charset)
    for name in (charset or "utf-8", "utf-8"):
        try:
            if name == "cp1252" and _is_utf8(data):
                return data.decode("utf-8")
            if codecs.lookup(name).name not in _COSTLY:
                return data.decode(name)
        except (LookupError, ValueError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def _is_utf8(data: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8, which western text hardly ever is by chance."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def addresses(values: list[str] | None, most: int = 200) -> list[str]:
    """The addresses in fields such as To, in small letters, without names."""
    found = (match[0].lower() for value in values or () for match in _ADDRESS.finditer(value[:_LONGEST]))
    return [address for address, _ in zip(found, range(most), strict=False)]


def sender(value: str) -> Address | None:
    """Who a From names; the first where there are several."""
    value = value[:2000]
    if "@" not in value:
        value = _MASKED.sub(r"\1@\2", value, count=1)
    shown, bracket, rest = value.partition("<")
    found = _ADDRESS.search(rest if bracket else value)
    if found is None:
        return None
    if not bracket and (comment := _COMMENT.search(value)):
        shown = comment[0][1:-1]
    elif not bracket:
        shown = ""
    name = decoded_words(shown.rpartition(",")[2] if shown.count('"') < 2 and shown.count("@") else shown)
    name = name.strip("\"' \t").replace('\\"', '"')
    return Address(found[0].lower(), "" if name.lower() == found[0].lower() or "\ufffd" in name else name)


def ids(values: list[str] | None, most: int = 100) -> list[str]:
    """The ids of mails in a field, the last ones where there are many."""
    return [match[1] for value in values or () for match in _ID.finditer(value)][-most:]


def moment(fields: Fields, envelope: str) -> dt.datetime | None:
    """When a mail was sent: by its date, else by when it came, else by the line before it."""
    received = (value.replace("\n", "").rpartition(";")[2] for value in fields.get("received", [])[:1])
    for value in (first(fields, "date"), *received, envelope.partition(" ")[2].strip()):
        if (found := _parsed(value)) is not None:
            return found
    return None


def _parsed(value: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(_COMMENT.sub("", value[:200]))
        # What is sent with `-0000`, or before its mail, is UTC.
        found = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
        found.astimezone(dt.UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return found if found.year >= 1971 else None


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A type such as `text/plain` in small letters, and its parameters (RFC 2231 too)."""
    value = value.replace("\n", " ")[:8000]
    kind = value.partition(";")[0].strip().lower()
    found: dict[str, str] = {}
    for name, is_extended, _, quoted, plain in _PARAMETER.findall(value)[:100]:
        text = quoted.replace("\\\\", "\\").replace('\\"', '"') if quoted else plain
        if is_extended:
            text = _unescaped(text)
        found[name.lower()] = found.get(name.lower(), "") + text
    return kind, found


def _unescaped(text: str) -> str:
    from urllib.parse import unquote_to_bytes

    charset, mark, rest = text.partition("'")
    if mark and "'" in rest:
        return as_text(unquote_to_bytes(rest.partition("'")[2]), charset)
    return as_text(unquote_to_bytes(text), "utf-8")
