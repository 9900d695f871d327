"""The parts of a mail (MIME): text and page to be read, files, calendars; nesting costs no more than its length."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator

import msgspec

from simulacrum_core import Attachment

from .headers import Fields, as_text, decoded_words, first, parameters, split_fields

_DEEPEST, _MOST = 8, 500
_KINDS = ("image", "audio", "video")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_UNTYPED, _UNREADABLE = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]"), re.compile(r"[\x80-\x9f\ufffd]")
_MOST_UNTYPED, _MOST_UNREADABLE = 1 / 50, 1 / 10
"""Shares of characters that nobody types, and that an encoding lost, above which it is damage and no text."""
_PGP = re.compile(r"-----BEGIN PGP MESSAGE-----|-----BEGIN PKCS7-----")


class Content(msgspec.Struct, frozen=True):
    """What is in a mail; of several texts of one kind all, one after the other."""

    plain: str = ""
    html: str = ""
    is_flowed: bool = False
    is_joined: bool = False
    """format=flowed with DelSp: the blank at the end of a line is no part of the text."""
    files: tuple[Attachment, ...] = ()
    is_calendar: bool = False
    is_report: bool = False
    is_encrypted: bool = False
    is_damaged: bool = False


class _Part(msgspec.Struct, frozen=True):
    kind: str
    parameters: dict[str, str]
    fields: Fields
    body: bytes


def content_of(fields: Fields, body: bytes) -> Content:
    """What is in a mail with these fields."""
    plain, html, files = list[str](), list[str](), list[Attachment]()
    flowed = joined = calendar = has_dates = report = encrypted = False
    for part in _parts(fields, body, 0, "text/plain"):
        report |= part.kind == "multipart/report"
        encrypted |= part.kind in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
        if part.kind.startswith("multipart/"):
            continue
        name = _name(part)
        if part.kind == "text/calendar":
            # One that names no method is a file beside a text (RFC 6047).
            calendar |= "method" in part.parameters
            has_dates = True
        elif part.kind in ("text/plain", "text/html") and not _is_file(part, name):
            (plain if part.kind == "text/plain" else html).append(_text(part))
            if part.kind == "text/plain":
                flowed |= part.parameters.get("format", "").lower() == "flowed"
                joined |= part.parameters.get("delsp", "").lower() == "yes"
        elif not part.kind.startswith(("application/pgp", "application/pkcs7", "message/", "text/rfc822-headers")):
            files.append(Attachment(_file_kind(part.kind), name))
        elif part.kind == "message/rfc822":
            files.append(Attachment("document", name))
    text = "\n".join(plain)
    calendar |= has_dates and not (plain or html)
    encrypted |= _PGP.match(text.lstrip()) is not None
    page = "\n".join(html)
    damaged = _is_damaged(text) or _is_damaged(page)
    return Content(text, page, flowed, joined, tuple(files), calendar, report, encrypted, damaged)


def _parts(fields: Fields, body: bytes, depth: int, default: str) -> Iterator[_Part]:
    """A part and all that are in it, each with what it says of itself."""
    kind, found = parameters(first(fields, "content-type"))
    kind = kind if "/" in kind else default
    part = _Part(kind, found, fields, body)
    yield part
    boundary = found.get("boundary", "")
    if not kind.startswith("multipart/") or depth >= _DEEPEST:
        return
    if not boundary:
        # What it consists of cannot be told; it may be text all the same.
        yield _Part("text/plain", {}, fields, body)
        return
    inside = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    for piece in _pieces(body, boundary.encode("utf-8", "surrogateescape")):
        yield from _parts(
            *split_fields(piece) if not piece.startswith((b"\n", b"\r\n")) else ({}, piece.lstrip(b"\r\n")),
            depth + 1,
            inside,
        )


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines of a boundary; the last piece may have no end."""
    mark = re.compile(rb"(?m)^--" + re.escape(boundary.rstrip()) + rb"(--)?[ \t]*\r?$\n?")
    found = list(zip(mark.finditer(body), range(_MOST), strict=False))
    for number, (match, _) in enumerate(found):
        if match[1]:
            return
        end = found[number + 1][0].start() if number + 1 < len(found) else len(body)
        yield body[match.end() : end]


def _text(part: _Part) -> str:
    """The text of a part as it was written; a null is no sign of a text."""
    data = _unpacked(part.body, first(part.fields, "content-transfer-encoding").strip().lower())
    text = as_text(data, part.parameters.get("charset", ""))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")


def _is_damaged(text: str) -> bool:
    untyped, unreadable = len(_UNTYPED.findall(text)), len(_UNREADABLE.findall(text))
    return untyped > _MOST_UNTYPED * len(text) or unreadable > _MOST_UNREADABLE * len(text)


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        data = _NO_BASE64.sub(b"", body).rstrip(b"=")
        data = data.replace(b"=", b"")
        try:
            return base64.b64decode(data[: len(data) - (len(data) % 4 == 1)] + b"=" * (-len(data) % 4))
        except (binascii.Error, ValueError):
            return b""
    return body


def _name(part: _Part) -> str | None:
    _, found = parameters(first(part.fields, "content-disposition"))
    return decoded_words(found.get("filename") or part.parameters.get("name") or "") or None


def _is_file(part: _Part, name: str | None) -> bool:
    disposition = first(part.fields, "content-disposition").strip().lower()
    return disposition.startswith("attachment") or (name is not None and not disposition.startswith("inline"))


def _file_kind(kind: str) -> str:
    return kind.partition("/")[0] if kind.startswith(_KINDS) else "document"
