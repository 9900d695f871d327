"""Exports of other apps, known by what stands in them, so that an error can name the app."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence

import msgspec

from ..errors import SimulacrumError
from ..sources.source import SourceFile

_HEAD = 1 << 15
_MOST_FILES = 40


class Format(msgspec.Struct, frozen=True):
    """An app's export: words that all stand near the begin of one of its files, whose name ends in one of `endings`."""

    name: str
    endings: tuple[str, ...]
    words: tuple[str, ...]


FORMATS = (
    Format("Slack", (".json",), ('"type": ?"message"', '"user": ?"[UW][A-Z0-9]{6,}"', '"ts": ?"\\d{10}\\.\\d{6}"')),
    Format("Slack", (".json",), ('"id": ?"[UW][A-Z0-9]{6,}"', '"team_id": ?"T[A-Z0-9]{6,}"')),
    Format("Facebook Messenger or Instagram", (".json",), ('"participants"', '"sender_name"', '"timestamp_ms"')),
    Format("Signal", (".jsonl",), ('"chatItem"|"recipient"', '"selfId"|"account"|"dateSent"')),
    Format("Signal", (".md", ".txt"), (r"(?m)\A\[\d{4}-\d\d-\d\d[ ,]+\d\d:\d\d(?::\d\d)?\] Me: ",)),
    Format("iMessage", (".db",), ("SQLite format 3", "chat_message_join|attributedBody")),
    Format("iMessage", (".txt",), (r"(?m)^(?:[A-Z][a-z]{2} \d\d, \d{4} +\d{1,2}:\d\d:\d\d [AP]M)", r"(?m)^Me$")),
    Format("LINE", (".txt",), (r"\A\ufeff?\[LINE\] ",)),
    Format("KakaoTalk", (".txt",), (r"\A\ufeff?[^\n]* KakaoTalk Chats|\A\ufeff?[^\n]*카카오톡 대화",)),
    Format("KakaoTalk", (".csv",), (r"\A\ufeff?Date,User,Message",)),
    Format("QQ", (".txt", ".mht"), ("消息记录（此消息记录为文本格式|消息分组:",)),
    Format("WeChat", (".csv", ".json"), ("StrTalker|wxid_",)),
    Format("Viber", (".csv", ".txt"), (r"viber|\[ ?\d\d/\d\d/\d{4} \d\d:\d\d:\d\d ?\] .{1,60}: ", "(?i)viber")),
    Format("Skype or Microsoft Teams", (".json",), ('"userId": ?"8:', '"exportDate"', '"conversations"')),
    Format("Snapchat", (".json",), ('"Saved Chat History"|"Received Saved Chat History"|"Media Type"', '"Created')),
    Format("Google Chat", (".json",), ('"creator"', '"topic_id"|"message_id"', '"created_date"')),
    Format("SMS Backup & Restore", (".xml",), ("<smses |<smses>",)),
    Format("Google Voice", (".html",), ('(?i)class="hChatLog|Google Voice',)),
    Format("GroupMe", (".json",), ('"group_id"', '"sender_type"|"favorited_by"', '"source_guid"')),
    Format("Matrix", (".json",), ('"type": ?"m\\.room\\.', '"event_id"|"room_name"')),
    Format("ChatGPT", (".json",), ('"mapping"', '"conversation_id"|"current_node"', '"author"')),
    Format("Claude", (".json",), ('"chat_messages"', '"sender"|"uuid"')),
    Format("X (Twitter)", (".js",), (r"\Awindow\.YTD\.",)),
    Format("LinkedIn", (".csv",), ("CONVERSATION ID", "SENDER PROFILE URL")),
    Format("mail (mbox)", (".mbox", ".txt", ""), (r"\AFrom \S+@?\S* .*\n(?:[\w-]+: )", "(?m)^Message-ID: |^Subject: ")),
    Format("IRC log", (".log", ".txt"), (r"(?m)^(?:\[?\d\d:\d\d(?::\d\d)?\]? <[ @+%~&]?[^\s<>]{1,40}> .*\n){3}",)),
)


def name_of(files: Sequence[SourceFile]) -> str | None:
    """The app whose export this is, None where no known one is."""
    for file in files[:_MOST_FILES]:
        head: str | None = None
        for one in FORMATS:
            if not file.base.casefold().endswith(one.endings):
                continue
            head = _head(file) if head is None else head
            if all(re.search(word, head) for word in one.words):
                return one.name
    return None


def first_line(files: Sequence[SourceFile]) -> str | None:
    """The first line with words of a single text file, shortened; None for anything else."""
    head = _head(files[0]) if len(files) == 1 else ""
    if not head.strip("\ufeff \t\r\n") or "\0" in head or head.count("\ufffd") * 20 > len(head):
        return None
    line = head.strip("\ufeff \t\r\n").partition("\n")[0].strip()
    return line if len(line) <= 60 else f"{line[:60]}…"


def _head(file: SourceFile) -> str:
    with contextlib.suppress(OSError, SimulacrumError), file.open() as stream:
        return stream.read(_HEAD).decode(errors="replace")
    return ""
