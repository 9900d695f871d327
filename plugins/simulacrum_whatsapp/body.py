"""What a record's text is read as, and the characters that nobody sees."""

from __future__ import annotations

import msgspec

from simulacrum_core import Attachment


class Body(msgspec.Struct, frozen=True, gc=False):
    """The kind of a record, its words, its files, whether it was edited, and whether it may be the app's own."""

    text: str
    kind: str = "text"
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False
    unsure: bool = False


SYSTEM = "system"
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
    "\u2800\u3164\ufe0e\ufe0f\ufeff\uffa0"
)
BLANKS = " \t\r\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
