"""What apps write for whoever shares a video, a song, a post, a meeting or a group: a sentence of theirs and a link."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .pasted import may_be_shared

_LINK = r"(?:\s*[>:–-]?\s*https?://\S+)?\s*$"
_WATCH = (
    "Watch|Check out|Mira|Ver|Regardez|Regarder|Assista(?: a| ao)?|Veja|Guarda|Bekijk|Kijk(?: naar)?|Se|Titta på|Katso"
    "|Obejrzyj|Zobacz|Посмотрите|Смотреть|Смотрите|Перегляньте|Tonton|İzle|Xem"
)
_MY_GROUP = (
    "my WhatsApp|meiner WhatsApp|mi (?:grupo|comunidad) de WhatsApp|mon groupe WhatsApp|meu grupo (?:no|do) WhatsApp"
    "|mio gruppo WhatsApp|mijn WhatsApp|мо(?:ей|ю|ём) групп[еу] WhatsApp|WhatsApp grubuma|grup WhatsApp saya"
)
_SERVICES = {
    ("youtu",): (
        rf"(?:(?:{_WATCH}) )?[\"“«„][^\n]{{1,200}}[\"”»“] (?:on|auf|en|sur|no|su|op|på|в|na|di) YouTube"
        rf"(?: an?|ansehen| ansehen)?\W?{_LINK}"
    ),
    ("spotify",): rf"Here[’']s an? \w{{4,10}} for you…[^\n]{{0,200}}{_LINK}",
    ("shazam", "shz.am"): (
        r"(?:I used Shazam to discover|Ich habe Shazam verwendet|He usado Shazam para|J[’']ai utilisé Shazam pour"
        rf"|Usei o Shazam para|Ho usato Shazam per) [^\n]{{1,200}}{_LINK}"
    ),
    ("soundcloud",): rf"[^\n]{{1,200}}#np [^\n]{{1,12}} ?#SoundCloud{_LINK}",
    ("tiktok",): (
        rf"(?:Check out [^\n]{{1,60}}[’']s (?:video|post|LIVE|photo)[^\w\n]{{0,3}}#TikTok"
        rf"|This post is shared via TikTok[^\n]{{0,200}}?){_LINK}"
    ),
    ("instagr",): (
        rf"(?:See this Instagram (?:photo|video|post) by @\S+"
        rf"|(?:Look at|Take a look at) this (?:post|reel|video) on Instagram[^\n]{{0,60}}?){_LINK}"
    ),
    ("twitter", "//x.com"): (
        r"(?:Check out [^\n]{1,60} \(@\w{1,15}\):\s*https?://\S+\s*$"
        r"|[^\n]{1,60} \(@\w{1,15}\) (?:Tweeted|posted|twitterte|tuiteó|a tweeté|tweetou|ha twittato): )"
    ),
    ("meet.google",): (
        r"(?:To join the (?:video )?meeting(?: on Google Meet)?, click this link:"
        rf"|Otherwise, to join by phone, dial [^\n]{{1,120}}){_LINK}"
    ),
}
"""By what the address of a service holds, the lines that its app writes."""
_KNOWN = {signs: re.compile(pattern) for signs, pattern in _SERVICES.items()}
_INVITES = "is inviting you to a scheduled Zoom meeting."
_ZOOM = re.compile(
    r"(?:[^\n]{1,80} is inviting you to a scheduled Zoom meeting\."
    r"|(?:Topic|Time|Meeting ID|Passcode|Password): [^\n]{1,160}|Join (?:our Cloud HD Video|Zoom) Meeting)\s*$"
)
_GROUP = re.compile(rf"(?:{_MY_GROUP})[^\n]{{0,40}}[:：]\s*https?://chat\.whatsapp\.com/\S+\s*$")
_LINK_WORDS = ("link", "Link", "enlace", "lien", "ссылк", "bağlantı", "tautan")
"""In one's own words, nobody says that the link is a link."""
_ALONE = re.compile(r"\s*https?://\S+\s*$")


def shared_lines(lines: Sequence[str]) -> list[int]:
    """The numbers of lines that an app wrote to share something, with the links that stand alone below them."""
    whole = "\n".join(lines)
    if not may_be_shared(whole):
        return []
    known = [pattern for signs, pattern in _KNOWN.items() if any(sign in whole for sign in signs)]
    known += [_ZOOM] if _INVITES in whole else []
    found = {number for number, line in enumerate(lines) if any(pattern.match(line) for pattern in known)}
    if "chat.whatsapp" in whole:
        found |= {number for number, line in enumerate(lines) if _asks_to_join(line)}
    for number in sorted(found):
        below = number + 1
        while below < len(lines) and not lines[below].strip():
            below += 1
        if below < len(lines) and _ALONE.match(lines[below]):
            found.update(range(number + 1, below + 1))
    return sorted(found)


def _asks_to_join(line: str) -> bool:
    return _GROUP.search(line) is not None and any(word in line for word in _LINK_WORDS)
