"""Signatures: what stands below `-- `, what a device adds, contact data that recur below the mails of a sender."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

from simulacrum_core.sources import meeting_line

from .phrases import DEVICE, VALEDICTION

_MARK = re.compile(r"(?:--|—|__) ?|-- *")
_MOST_BELOW, _MOST_BELOW_BARE = 40, 10
_DEVICE_LINE = 120
_CONTACT = re.compile(
    r"\S@\S{1,64}\.\w|https?://|www\.|\+\d[\d ()/.-]{6,30}\d"
    r"|(?i:\b(?:tel|phone|fon|mobile|mobil|fax|tél|móvil|cell|m|t)[.:]{1,2} ?[+(\d])"
)
_CONFIDENTIAL = re.compile(
    r"confiden[tcz]i|vertraulich|riservat|vertrouwelijk|poufn|конфиденциал|機密|保密", re.IGNORECASE
)
_RECIPIENT = re.compile(
    r"recipient|addressee|empfänger|adressat|destinatar|destinataire|geadresseerde|odbiorc|адресат|получател|受信者|收件人",
    re.IGNORECASE,
)
_LIST_RULE = re.compile(r"(?:_{20,200}|-{20,200}|(?:-=|=-){5,100}-?) ?")
_LIST_WORDS = re.compile(
    r"mailing[ -]?list|mailman|listinfo|unsubscribe|groups\.io|yahoo!? ?groups|abbestellen|désabonn", re.IGNORECASE
)
_MOST_OF_LIST = 12
_LONG_LINE, _LONGEST_TAIL, _MOST_LINES = 120, 4000, 14
FEWEST = 3
"""Mails of one sender that end alike before this is a signature."""


def without_signature(text: str, counts: Counter[str]) -> str:
    """The words without what stands below a signature's mark, and without a device's last line."""
    lines = _without_list_foot(_without_meeting(text.split("\n"), counts), counts)
    for number in range(len(lines) - 1, -1, -1):
        below = len(lines) - number - 1
        if below > _MOST_BELOW:
            break
        line = lines[number]
        if _MARK.fullmatch(line) and (line.startswith("-- ") or below <= _MOST_BELOW_BARE):
            counts["signatures"] += 1
            lines = lines[:number]
            break
    return _without_device(_without_notice("\n".join(lines).rstrip(), counts), counts)


def _without_meeting(lines: list[str], counts: Counter[str]) -> list[str]:
    """The lines without what a program writes about how to come to a meeting, to their end, and its rule."""
    end = meeting_line(lines)
    if end == len(lines):
        return lines
    counts["invitations to meetings"] += 1
    while end and (not lines[end - 1].strip() or _LIST_RULE.fullmatch(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_list_foot(lines: list[str], counts: Counter[str]) -> list[str]:
    """The lines without what a mailing list puts below them: a rule, what the list is called, an address."""
    for number in range(len(lines) - 1, max(len(lines) - _MOST_OF_LIST, 0), -1):
        if _LIST_RULE.fullmatch(lines[number]):
            below = "\n".join(lines[number + 1 :])
            if not (_LIST_WORDS.search(below) and _CONTACT.search(below)):
                continue
            counts["feet of mailing lists"] += 1
            return "\n".join(lines[:number]).rstrip().split("\n")
    return lines


def _without_notice(text: str, counts: Counter[str]) -> str:
    """The words without a last paragraph that a firm puts below every mail."""
    above, blank, last = text.rpartition("\n\n")
    if not blank or len(last) > _LONGEST_TAIL or not (_CONFIDENTIAL.search(last) and _RECIPIENT.search(last)):
        return text
    counts["signatures"] += 1
    return above.rstrip()


def _without_device(text: str, counts: Counter[str]) -> str:
    for _ in range(2):
        above, _, last = text.rpartition("\n")
        if len(last) > _DEVICE_LINE or not DEVICE.fullmatch(last.strip()):
            break
        if above.strip() and above.rstrip(" \t") == above and not above.endswith("\n") and not _is_stock(last):
            break
        counts["lines of devices"] += 1
        text = above.rstrip()
    return text


def _is_stock(line: str) -> bool:
    """Whether a line right below words is short enough to be a device's: a person says more."""
    return len(line.split()) <= 8


def tails(text: str) -> Iterator[tuple[int, str]]:
    """Ends of a text of whole paragraphs that may be a signature, the longest first: where each begins, and itself."""
    starts = [match.end() for match in re.finditer(r"\n[ \t]*\n", text[-_LONGEST_TAIL:])]
    offset = max(len(text) - _LONGEST_TAIL, 0)
    for start in starts[-3:]:
        tail = text[offset + start :]
        lines = tail.split("\n")
        if len(lines) <= _MOST_LINES and (_CONTACT.search(tail) or max(map(len, lines)) >= _LONG_LINE):
            yield offset + start, tail


def key_of(sender: str, tail: str) -> int:
    """A number for how the mails of a sender end."""
    data = f"{sender}\0{' '.join(tail.split())}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def without_tail(text: str, sender: str, known: dict[int, int]) -> tuple[str, bool]:
    """A text without how its sender's mails end, and whether they end so; a greeting before contact data stays."""
    for start, tail in tails(text):
        if known.get(key_of(sender, tail), 0) >= FEWEST:
            lines = tail.split("\n")
            kept = 0
            if lines[0].rstrip().endswith((",", "!")) and VALEDICTION.fullmatch(lines[0].strip()):
                kept = 2 if len(lines) > 2 and len(lines[1].split()) <= 2 and not _CONTACT.search(lines[1]) else 1
            return (text[:start] + "\n".join(lines[:kept])).rstrip(), True
    return text, False
