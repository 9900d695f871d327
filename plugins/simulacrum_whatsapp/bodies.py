"""What a record's text is: words, a file, a placeholder, or a line of the system, by WhatsApp's own signs."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

import msgspec

from simulacrum_core import Attachment

from . import phrases
from .attachments import (
    ANDROID_FILE,
    IOS_FILE,
    PREFIXES,
    file_body,
    in_brackets,
    left_out,
    old_file,
    omitted_body,
    omitted_text,
    titled,
    with_caption,
    with_more,
)
from .body import BLANKS, INVISIBLE, SYSTEM, Body
from .marks import BOM, LRM, MARKS, shown_name, unmarked
from .notices import is_you, tells_encryption, tells_event
from .phrases import fold_phrase

_EDITED = re.compile(rf" ?[{MARKS}]{{0,4}}<(?P<phrase>[^<>\n]{{3,60}})>[{MARKS}]{{0,4}}\Z")
_BRACKETED = re.compile(rf"[{MARKS}]*<(?P<phrase>[^<>\n]{{3,40}})>(?:\n(?P<caption>.*))?\Z", re.DOTALL)
_MAPS = re.compile(r"(?:([^\n:：]{2,40}?)\s?[:：]? )?https://maps\.google\.com/\?q=-?[\d.]+,-?[\d.]+\Z")
_PLACE = re.compile(r"[^\n]+(?:: |\n[^\n]*\n)https://(?:(?:www\.)?foursquare\.com/v/\w+|maps\.google\.com/\?q=\S+)$")
_CARD = re.compile(rf"[{MARKS}]+[^\s:：<>][^\n:：<>]{{1,20}}[ \u00a0]?(?:: |：)[^\n]+\n.", re.DOTALL)
_POLL = re.compile(
    rf"[{MARKS}]*([^\n:：]{{2,20}}?)[ \u00a0]?[:：]\n.*\n[{MARKS}]*([^\n:：]{{2,20}}?)[ \u00a0]?(?:: |：)", re.DOTALL
)
FIRST = 6
"""Characters of a placeholder that are looked at before anything else: few messages begin like one."""
# Variation selectors and joiners end many an emoji.
_NO_ENDS = frozenset({"", *INVISIBLE}) - frozenset("\ufe0e\ufe0f\u200d")
_SPECIAL_ENDS = _NO_ENDS | {")", ">"}
_SPECIAL_STARTS = frozenset(
    start
    for table in (
        phrases.DELETED,
        phrases.DELETED_BY_ADMIN,
        phrases.CALLS,
        phrases.NOT_SHOWN,
        phrases.LIVE_LOCATIONS,
        {"null"},
    )
    for phrase in table
    for start in (phrase[:FIRST], phrase[:FIRST].capitalize(), phrase[:FIRST].title(), phrase[:FIRST].upper())
)


class Signs(NamedTuple):
    """Ends and beginnings of a text, and two strings in it, any of which says that it may be WhatsApp's own."""

    ends: frozenset[str]
    starts: frozenset[str]
    other: str
    mark: str


class Reader:
    """Tells what the records of one file are; `files` are the names that came with the export.

    `sign` is the mark that an iPhone puts before what it writes itself: U+200E, in Arabic U+200F; empty where the
    file has lost its marks.
    """

    def __init__(self, layout: str, sign: str, files: Container[str]) -> None:
        self._is_ios = layout == "bracket"
        self._sign = sign if self._is_ios else ""
        self._files = files

    def read(self, text: str, lead: str, name: str = "") -> Body:
        """The body of a record that has an author called `name`; `lead` are the marks before its header."""
        if self.is_plain(text):
            return Body(text)
        if not text.strip(INVISIBLE + BLANKS):
            return Body("", "media", (Attachment("media"),))
        edited = self._edited(text)
        if edited is not None:
            return msgspec.structs.replace(self._unedited(edited, lead, name), edited=True)
        return self._unedited(text, lead, name)

    @property
    def signs(self) -> Signs:
        """What tells a text that is more than words. Without marks, every text of an iPhone may be the app's."""
        if self._sign:
            return Signs(_NO_ENDS, frozenset(), self._sign, self._sign)
        return Signs(_SPECIAL_ENDS, _SPECIAL_STARTS, "\n", "" if self._is_ios else LRM)

    def is_plain(self, text: str) -> bool:
        """Whether nothing in the text can be WhatsApp's own; nearly every message is."""
        ends, starts, other, mark = self.signs
        return not (
            text[-1:] in ends
            or text[:FIRST] in starts
            or other in text
            or "://" in text
            or mark in text
            or " • " in text
        )

    def _edited(self, text: str) -> str | None:
        match = _EDITED.search(text)
        if match and (fold_phrase(match["phrase"]) in phrases.EDITED):
            return text[: match.start()]
        return None

    def _unedited(self, text: str, lead: str, name: str) -> Body:
        return (
            (self._ios_body(text, bool(lead.strip(BOM)), name) if self._is_ios else self._android_body(text))
            or _location(text)
            or titled(text)
            or Body(text)
        )

    def _ios_body(self, text: str, has_file: bool, name: str) -> Body | None:
        if self._sign and has_file and text.startswith(self._sign) and (card := _poll(text, True) or _card(text)):
            return card
        before, mark, after = text.rpartition(self._sign or LRM)
        # What comes behind the line of a file is a message that lost its header.
        after, _, more = after.partition("\n")
        if mark and (match := IOS_FILE.match(after)):
            return with_more(file_body(match["file"] or match["first"], before, mark), more)
        kind = phrases.OMITTED.get(fold_phrase(after if mark else text))
        if mark and has_file and text.startswith(mark) and (placed := _placeholder(text)):
            return placed
        if mark and text.startswith(mark) and tells_encryption(text):
            return Body(unmarked(text), SYSTEM)
        if mark and (has_file or kind):
            return with_more(omitted_body(before, kind or "media", mark), more)
        if not mark or not text.startswith(mark):
            return None if self._sign else self._unmarked(text)
        if text.lstrip(mark).startswith("@\u2068"):
            return None
        return (
            _placeholder(text)
            or _location(unmarked(text), True)
            or _poll(text, True)
            or _own_words(text, mark, name)
            or Body(unmarked(text), SYSTEM)
        )

    def _unmarked(self, text: str) -> Body | None:
        """A record of an export that lost its marks, or is older than these."""
        return (
            _placeholder(text) or in_brackets(text) or old_file(text) or omitted_text(text) or _poll(text, marked=False)
        )

    def _android_body(self, text: str) -> Body | None:
        if not text or text == "null":
            return Body("", "media", (Attachment("media"),))
        if match := ANDROID_FILE.match(text):
            if self._is_file(match):
                return with_caption(match["file"], match["caption"])
        elif named := in_brackets(text):
            return named
        elif match := _BRACKETED.match(text):
            phrase = fold_phrase(match["phrase"])
            if phrase in phrases.OMITTED_MEDIA or phrase in phrases.OMITTED or " " in phrase:
                return left_out(phrases.OMITTED.get(phrase, "media"), match["caption"] or "")
        return _placeholder(text) or old_file(text) or _poll(text, LRM in text)

    def _is_file(self, match: re.Match[str]) -> bool:
        return (
            bool(match["mark"])
            or fold_phrase(match["phrase"]) in phrases.ATTACHED_SUFFIXES
            or match["file"] in self._files
            or PREFIXES.match(match["file"]) is not None
        )


def _own_words(text: str, mark: str, name: str) -> Body | None:
    """A text that somebody wrote behind a mark, as numbers and names that are copied have it; None for the app's own.

    The app's lines are one sentence that begins with a capital, a name or a quotation mark, in words that it uses.
    """
    plain = shown_name(text)
    if text.startswith(mark * 2) or (name and plain.startswith(name)) or tells_encryption(plain):
        return None
    if "\n" in text or not (plain[0].isalpha() or plain[0] in "“„«»”\"'‘+~") or plain[0].islower():
        return Body(text)
    return None if tells_event(plain) or is_you(plain.partition(" ")[0]) else Body(text, unsure=True)


def _placeholder(text: str) -> Body | None:
    """Deleted messages and calls, by WhatsApp's own words as the whole of the record."""
    if "\n" in text or len(text) > 160:
        return None
    plain = unmarked(text)
    phrase = fold_phrase(plain)
    if phrase in phrases.DELETED or phrase.startswith(phrases.DELETED_BY_ADMIN):
        return Body(plain, "deleted")
    if phrase in phrases.NOT_SHOWN:
        return Body("", "media", (Attachment("media"),))
    if phrase in phrases.OUTCOMES and plain == text:
        # Without the app's mark before it, somebody says so.
        return None
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


def _card(text: str) -> Body | None:
    """What was sent as a card, such as an event: a word with a colon, its title, and its details on lines below."""
    return Body("", "media", (Attachment("card"),)) if _CARD.match(text) else None


def _poll(text: str, marked: bool) -> Body | None:
    """A poll: a word with a colon, the question, and options; by its marks, else by WhatsApp's own words."""
    match = _POLL.match(text)
    if match is None:
        return None
    known = fold_phrase(match[1]) in phrases.POLLS and fold_phrase(match[2]) in phrases.POLL_OPTIONS
    return Body(unmarked(text), "poll") if marked or known else None
