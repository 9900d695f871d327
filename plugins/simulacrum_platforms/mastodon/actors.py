"""Whose an outbox is: what `actor.json` tells, and the beginnings of JSON files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from simulacrum_core import Findings, Participant, SourceFile
from simulacrum_core.sources import ElementDecoder, Limits, as_utf8, content_of

from ..monologues import Writer, sound

NAME = "mastodon"
UNKNOWN = "me"
_HEAD, ACTOR = 1 << 16, "actor.json"


def is_actor(file: SourceFile) -> bool:
    """Whether a file tells whose an outbox is."""
    return file.base.lower() == ACTOR and all(word in head_of(file) for word in (b'"preferredUsername"', b'"outbox"'))


def head_of(file: SourceFile) -> bytes:
    """The first 64 kB of a JSON object, b"" of what is none."""
    if not file.base.lower().endswith(".json"):
        return b""
    with as_utf8(file).open() as stream:
        head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    return head if head.lstrip().startswith(b"{") else b""


def writer_of(file: SourceFile | None, findings: Findings, limits: Limits) -> Writer:
    """The owner as `actor.json` tells them."""
    if file is not None:
        data = ElementDecoder(dict[str, Any]).one(
            content_of(as_utf8(file), limits, "message_bytes").removeprefix(b"\xef\xbb\xbf"),
            1,
            lambda line, what: findings.report(file.name, line, what),
        )
        id, login, name = (word((data or {}).get(key)) for key in ("id", "preferredUsername", "name"))
        if shown := name or login or id:
            return Writer(NAME, Participant(id or login or UNKNOWN, shown, handles_of(id, login)), is_known=True)
    return Writer(NAME, Participant(UNKNOWN, UNKNOWN), is_known=False)


def handles_of(id: str, login: str) -> tuple[str, ...]:
    try:
        host = urlsplit(id).hostname if login else None
    except ValueError:
        host = None
    return tuple(filter(None, (login, f"{login}@{host}" if host else "")))


def word(value: object) -> str:
    """A text without blanks around it, "" where there is none."""
    return sound(value).strip() if isinstance(value, str) else ""
