"""Which files are Telegram's, seen in their first bytes, and what stands around the chats."""

from __future__ import annotations

import io
import re
from typing import Any, BinaryIO

import msgspec

from simulacrum_core import Source, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Shell, as_utf8, elements_of, walk_json

CHAT, ACCOUNT = ("messages",), ("chats|left_chats", "list", "*", "messages")
CHAT_TYPES = (
    "saved_messages replies verification_codes personal_chat bot_chat private_group private_supergroup "
    "public_supergroup private_channel public_channel"
).split()
_MESSAGE_TYPES = ("message", "service", "unsupported")
_TYPED = re.compile(rb'"type":\s*"(?:%s)"' % "|".join(_MESSAGE_TYPES).encode())
_HEAD, _FIRST, _STEP = 1 << 16, 1 << 9, 1 << 18
_BLANK = b" \t\r\n\xef\xbb\xbf"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_NEEDED = re.compile(
    rb'"type"[ \t\r\n]{0,99}:[ \t\r\n]{0,99}"(?:%s)"' % "|".join((*_MESSAGE_TYPES, *CHAT_TYPES)).encode()
)
"""Stands in the head of every chat; it is looked for first, as most JSON is not Telegram's."""
_SECTIONS = {"profile_pictures", "stories", "contacts", "frequent_contacts", "sessions", "web_sessions", "other_data"}
_LISTED = re.compile(rb'"(?:contacts|frequent_contacts|sessions|web_sessions)":\s*\{\s*"about":\s*"')
_OBJECTS = ElementDecoder(dict[str, Any])
_PAGE = re.compile(rb'<div class="page_header">.*<div class="history">', re.DOTALL)
_REMAINS = re.compile(
    rb'"type":\s*"(?:message|service)",\s*"date":\s*"\d{4}-\d\d-\d\dT|<div class="message (?:default|service)\b'
)
_RAW = ElementDecoder(dict[str, msgspec.Raw])


class Layout(msgspec.Struct, frozen=True):
    """Where the chats of a file lie, and what the head of a whole account says about its owner."""

    path: tuple[str, ...]
    owner: dict[str, Any] | None = None


def candidates(source: Source) -> list[SourceFile]:
    """Files that may hold chats: those named as such, and whatever is handed in alone."""
    files = source.files()
    alone = len(files) == 1 and files[0].container is None
    return [as_utf8(file) for file in files if alone or file.base.lower().endswith((".json", ".html", ".htm"))]


def json_layout(file: SourceFile) -> Layout | None:
    """The layout of a `result.json`, None where a file is something else; its first 64 kB have to tell."""
    head = head_of(file, b"{")
    if b'"about"' not in head and not _NEEDED.search(head):
        return None
    keys = shell(head, CHAT)
    if "messages" in keys:
        return Layout(CHAT) if _has_chats(head, CHAT) else None
    owner = _OBJECTS.one(keys.get("personal_information", b"{}"), 1, lambda *_: None) or {}
    if _has_chats(head, ACCOUNT) or _is_account(head, keys, owner):
        return Layout(ACCOUNT, owner if "user_id" in owner else None)
    return None


def is_page(file: SourceFile) -> bool:
    """Whether a file is a page of messages."""
    return _PAGE.search(head_of(file, b"<")) is not None


def is_remains(file: SourceFile) -> bool:
    """Whether the first 64 kB of a file that does not begin as Telegram begins hold messages of Telegram's."""
    with file.open() as stream:
        return _REMAINS.search(stream.read(_HEAD)) is not None


def head_of(file: SourceFile, sign: bytes) -> bytes:
    """The first 64 kB of a file, b"" where it does not begin with `sign`."""
    with file.open() as stream:
        head = stream.read(_FIRST)
        if head.lstrip(_BLANK)[:1] != sign:
            return b""
        return head + stream.read(_HEAD - len(head))


def shell(head: bytes, path: tuple[str, ...]) -> dict[str, bytes]:
    """The keys of the document as far as it is known, and what stands behind them."""
    shells = [event for event in walk_json(io.BytesIO(head), path, len(head)) if isinstance(event, Shell)]
    found = _RAW.one(shells[-1].data, 1, lambda *_: None) if shells else None
    return {key: bytes(value) for key, value in (found or {}).items()}


def _is_account(head: bytes, keys: dict[str, bytes], owner: dict[str, Any]) -> bool:
    """Whether this begins like a whole account whose chats come later, perhaps behind a long list of contacts."""
    has_sections = len(_SECTIONS & keys.keys()) > 1 or _LISTED.search(head) is not None
    return "about" in keys and ("user_id" in owner or has_sections)


def _has_chats(head: bytes, path: tuple[str, ...]) -> bool:
    """Whether chats lie there, most of whose messages are Telegram's: a few may be damaged."""
    is_chat, known, total = False, 0, 0
    for event in walk_json(io.BytesIO(head), path, len(head)):
        if isinstance(event, Batch):
            messages = [element for element, _ in elements_of(event)]
            is_chat = is_chat or _is_chat(event.around) or any(map(_is_message, messages))
            known += sum(_TYPED.search(message) is not None for message in messages)
            total += len(messages)
        elif isinstance(event, Shell):
            is_chat = is_chat or _is_chat(event.data)
    return is_chat and known * 2 >= total


def _is_chat(data: bytes) -> bool:
    found = _OBJECTS.one(data, 1, lambda *_: None) or {}
    return found.get("type") in CHAT_TYPES and isinstance(found.get("id"), int) and "messages" in found


def _is_message(data: bytes) -> bool:
    message = _OBJECTS.one(data, 1, lambda *_: None) or {}
    if message.get("type") not in _MESSAGE_TYPES:
        return False
    dated = isinstance(message.get("id"), int) and _DATE.match(str(message.get("date")))
    return bool(dated) or {"date_unixtime", "from", "text"} <= message.keys()


def skip(stream: BinaryIO, size: int) -> None:
    """Go on by `size` bytes, which may come out of an archive."""
    if stream.seekable():
        stream.seek(size, 1)
        return
    while size > 0 and (passed := len(stream.read(min(size, _STEP)))):
        size -= passed
