"""What a record's text is: words, a file, a placeholder, or a line of the system, by WhatsApp's own signs."""

from __future__ import annotations

import re
from collections.abc import Container

import msgspec

from simulacrum_core import Attachment

from . import phrases
from .marks import BOM, LRM, MARKS, unmarked
from .phrases import fold_phrase


class Body(msgspec.Struct, frozen=True, gc=False):
    """The kind of a record, its words, its files, and whether it was edited."""

    text: str
    kind: str = "text"
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False


SYSTEM = "system"
_EDITED = re.compile(rf" ?[{MARKS}]{{0,4}}<(?P<phrase>[^<>\n]{{3,60}})>[{MARKS}]{{0,4}}\Z")
_BRACKETED = re.compile(rf"[{MARKS}]*<(?P<phrase>[^<>\n]{{3,40}})>(?:\n(?P<caption>.*))?\Z", re.DOTALL)
_ANDROID_FILE = re.compile(
    rf"(?P<mark>[{MARKS}]*)(?P<file>\S[^\n]{{0,255}}\.\w{{1,5}}) \((?P<phrase>[^()\n]{{3,40}})\)"
    r"(?:\n(?P<caption>.*))?\Z",
    re.DOTALL,
)
_IOS_FILE = re.compile(
    r"<(?:(?P<word>[^<>:：\n]{2,30})[:：] ?(?P<file>[^<>\n]{1,255}?) ?|(?P<first>[^<>\n]{1,255}) [^<>\n]{2,20})>\Z"
)
_MAPS = re.compile(r"(?:([^\n:：]{2,40}?)\s?[:：]? )?https://maps\.google\.com/\?q=-?[\d.]+,-?[\d.]+\Z")
_PLACE = re.compile(r"[^\n]+(?:: |\n[^\n]*\n)https://(?:(?:www\.)?foursquare\.com/v/\w+|maps\.google\.com/\?q=\S+)$")
_POLL = re.compile(
    rf"[{MARKS}]*([^\n:：]{{2,20}}?)[ \u00a0]?[:：]\n.*\n[{MARKS}]*([^\n:：]{{2,20}}?)[ \u00a0]?[:：] ", re.DOTALL
)
_FILE_NAME = re.compile(r"^[^\n]*\.[A-Za-z]\w{1,4} ?$")
_PREFIXES = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+\.|\d{8}-")

_KIND_BY_PREFIX = {"IMG": "image", "VID": "video", "PTT": "audio", "AUD": "audio", "STK": "sticker", "DOC": "document"}
_KIND_BY_WORD = {"PHOTO": "image", "VIDEO": "video", "AUDIO": "audio", "STICKER": "sticker", "GIF": "gif"}
_KIND_BY_ENDING = {
    "image": "jpg jpeg png heic bmp tiff",
    "video": "mp4 mov 3gp avi mkv webm",
    "audio": "opus m4a mp3 aac ogg wav amr",
    "sticker": "webp",
    "gif": "gif",
    "contact": "vcf",
}
_ENDINGS = {ending: kind for kind, endings in _KIND_BY_ENDING.items() for ending in endings.split()}
_START = 6
"""Characters of a placeholder that are looked at before anything else: few messages begin like one."""
_SPECIAL_ENDS = frozenset({"", ")", ">"})
_SPECIAL_STARTS = frozenset(
    start
    for table in (phrases.DELETED, phrases.DELETED_BY_ADMIN, phrases.CALLS, phrases.LIVE_LOCATIONS, {"null"})
    for phrase in table
    for start in (phrase[:_START], phrase[:_START].capitalize(), phrase[:_START].title(), phrase[:_START].upper())
)


class Reader:
    """Tells what the records of one file are; `files` are the names that came with the export.

    `sign` is the mark that an iPhone puts before what it writes itself: U+200E, in Arabic U+200F; empty where the
    file has lost its marks.
    """

    def __init__(self, layout: str, sign: str, files: Container[str]) -> None:
        self._is_ios = layout == "bracket"
        self._sign = sign if self._is_ios else ""
        self._files = files

    def read(self, text: str, lead: str) -> Body:
        """The body of a record that has an author; `lead` are the marks before its header."""
        if self.is_plain(text):
            return Body(text)
        edited = self._edited(text)
        if edited is not None:
            return msgspec.structs.replace(self._unedited(edited, lead), edited=True)
        return self._unedited(text, lead)

    def is_plain(self, text: str) -> bool:
        """Whether nothing in the text can be WhatsApp's own; nearly every message is."""
        if self._sign:
            return self._sign not in text and "://" not in text
        return not (
            self._is_ios
            or text[-1:] in _SPECIAL_ENDS
            or text[:_START] in _SPECIAL_STARTS
            or "\n" in text
            or "://" in text
            or LRM in text
        )

    def _edited(self, text: str) -> str | None:
        match = _EDITED.search(text)
        if match and (fold_phrase(match["phrase"]) in phrases.EDITED):
            return text[: match.start()]
        return None

    def _unedited(self, text: str, lead: str) -> Body:
        return (
            (self._ios_body(text, bool(lead.strip(BOM))) if self._is_ios else self._android_body(text))
            or _location(text)
            or Body(text)
        )

    def _ios_body(self, text: str, has_file: bool) -> Body | None:
        before, mark, after = text.rpartition(self._sign or LRM)
        # What comes behind the line of a file is a message that lost its header.
        after, _, more = after.partition("\n")
        if mark and (match := _IOS_FILE.match(after)):
            return _with_more(_file_body(match["file"] or match["first"], before, mark), more)
        kind = phrases.OMITTED.get(fold_phrase(after if mark else text))
        if mark and has_file and text.startswith(mark) and (told := _placeholder(text)):
            return told
        if mark and (has_file or kind):
            return _with_more(_omitted_body(before, kind or "media", mark), more)
        if not mark or not text.startswith(mark):
            return None if self._sign else _placeholder(text) or _attached(text) or _omitted(kind)
        if text.lstrip(mark).startswith("@\u2068"):
            return None
        return (
            _placeholder(text) or _location(unmarked(text), True) or _poll(text, True) or Body(unmarked(text), SYSTEM)
        )

    def _android_body(self, text: str) -> Body | None:
        if not text or text == "null":
            return Body("", "media", (Attachment("media"),))
        if match := _ANDROID_FILE.match(text):
            if self._is_file(match):
                return _with_caption(match["file"], match["caption"])
        elif match := _BRACKETED.match(text):
            phrase = fold_phrase(match["phrase"])
            if phrase in phrases.OMITTED_MEDIA or phrase in phrases.OMITTED or " " in phrase:
                kind = phrases.OMITTED.get(phrase, "media")
                return Body(match["caption"] or "", "media", (Attachment(kind),))
        return _placeholder(text) or _poll(text, LRM in text)

    def _is_file(self, match: re.Match[str]) -> bool:
        return (
            bool(match["mark"])
            or fold_phrase(match["phrase"]) in phrases.ATTACHED_SUFFIXES
            or match["file"] in self._files
            or _PREFIXES.match(match["file"]) is not None
        )


def attachment_kind(name: str) -> str:
    """The kind of a file by WhatsApp's own naming, else by its ending."""
    if match := re.match(r"\d{8}-(PHOTO|VIDEO|AUDIO|STICKER|GIF)-\d{4}-", name):
        return _KIND_BY_WORD[match[1]]
    if match := re.match(r"(IMG|VID|PTT|AUD|STK|DOC)-\d{8}-", name):
        return _KIND_BY_PREFIX[match[1]]
    return _ENDINGS.get(name.rpartition(".")[2].casefold(), "document")


def _file_body(name: str, before: str, mark: str) -> Body:
    """An iOS record with a file: what stands before its marker is a caption, or the title of a document."""
    title, _, _ = before.partition(f" • {mark}")
    is_title = bool(before) and name.endswith(title.rstrip())
    kind = attachment_kind(name)
    text = "" if is_title else before.removesuffix(" ")
    return Body(text, "contact" if kind == "contact" else "media", (Attachment(kind, name),))


def _with_more(body: Body, more: str) -> Body:
    return msgspec.structs.replace(body, text="\n".join(filter(None, [body.text, more]))) if more else body


def _omitted_body(before: str, kind: str, mark: str) -> Body:
    """An iOS record whose file was left out; a document still has its title."""
    words = before.strip(mark)
    if words and (kind == "document" or f" • {mark}" in words or _FILE_NAME.search(words)):
        return Body("", "media", (Attachment("document", words.partition(f" • {mark}")[0].rstrip(" ")),))
    return Body(words.removesuffix(" "), "contact" if kind == "contact" else "media", (Attachment(kind),))


def _attached(text: str) -> Body | None:
    """A file in an export that lost its marks: WhatsApp's own word in angle brackets at the end."""
    match = _IOS_FILE.match(text, max(text.rfind("<"), 0))
    if match is None or fold_phrase(match["word"] or "") not in phrases.ATTACHED_WORDS:
        return None
    return _file_body(match["file"], text[: match.start()], LRM)


def _omitted(kind: str | None) -> Body | None:
    """A placeholder in a file that lost its marks."""
    return None if kind is None else _omitted_body("", kind, LRM)


def _with_caption(name: str, caption: str | None) -> Body:
    kind = attachment_kind(name)
    return Body(caption or "", "contact" if kind == "contact" else "media", (Attachment(kind, name),))


def _placeholder(text: str) -> Body | None:
    """Deleted messages and calls, by WhatsApp's own words as the whole of the record."""
    if "\n" in text or len(text) > 160:
        return None
    plain = unmarked(text)
    phrase = fold_phrase(plain)
    if phrase in phrases.DELETED or phrase.startswith(phrases.DELETED_BY_ADMIN):
        return Body(plain, "deleted")
    if phrase in phrases.CALLS or re.split(r"[,،，.] ", phrase)[0] in phrases.CALLS:
        return Body(plain, "call")
    return Body(plain, "location") if phrase in phrases.LIVE_LOCATIONS else None


def _location(text: str, marked: bool = False) -> Body | None:
    """A place that was sent: a link after WhatsApp's own word for it, or a name with a link of its maps."""
    if "https://" not in text:
        return None
    match = _MAPS.match(text)
    is_sent = match is not None and (marked or not match[1] or fold_phrase(match[1]) in phrases.LOCATIONS)
    return Body(text, "location") if is_sent or _PLACE.match(text) else None


def _poll(text: str, marked: bool) -> Body | None:
    """A poll: a word with a colon, the question, and options; by its marks, else by WhatsApp's own words."""
    match = _POLL.match(text)
    if match is None:
        return None
    known = fold_phrase(match[1]) in phrases.POLLS and fold_phrase(match[2]) in phrases.POLL_OPTIONS
    return Body(unmarked(text), "poll") if marked or known else None
