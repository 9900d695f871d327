"""Names of authors as files tell them, without those of programs and of computers."""

from __future__ import annotations

import re

_NOBODY = re.compile(
    r"(?:windows|microsoft|office|mac|ms|default|local|your|the)?[ _-]*(?:user|owner|admin|administrator|author"
    r"|office|guest|root|me)\d*"
    r"|unknown.*|\(?(?:anonymous|unspecified|unknown)\)?|n/?a|none|null|untitled.*|un-named|python-docx|docx"
    r"|word|pc|hp|dell|acer|asus|lenovo|apple"
    r"|(?:microsoft|libre|open)[ .]?(?:office|word)?.*|calibre.*|pandoc.*|latex.*|tex|pages|openai|chatgpt|\W*"
    r"|(?:www\.|https?:).*"
    r"|desktop-\w+|laptop-\w+|google docs.*|scanner|scan|canon.*|epson.*|adobe.*|quartz.*|author name",
    re.IGNORECASE,
)


def person(name: str | None) -> str | None:
    """A name as it stands, None for what is none: `Windows User`, an address, a program."""
    name = " ".join((name or "").split())
    name = re.sub(r"\A(?:by|von|par)\s+(?=\S)", "", name, flags=re.IGNORECASE)
    return None if not name or len(name) > 100 or _NOBODY.fullmatch(name) else name
