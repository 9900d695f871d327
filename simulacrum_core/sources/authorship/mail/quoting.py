"""What others wrote in a mail: lines with `>`, what stands below `On … wrote:` and below the head of an older mail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from .phrases import ATTRIBUTION, FORWARD, HEAD_FROM, HEAD_OTHER, HEAD_WHEN, ORIGINAL

QUOTED = re.compile(r"[ \t]{0,3}(?:>|&gt;)")
MAY_END = re.compile(r"[:：]|\A[ \t]*[-_=*–—]{2}")
"""What a line has that ends what the sender wrote; most lines have neither, which is cheaper to see."""
_RULE = re.compile(r"[ \t]*_{20,200}[ \t]*")
DAY = re.compile(r"\d{4}|\d\d?[./-] ?\d\d?[./-] ?\d\d")
TIME, ADDRESS = re.compile(r"\d\d?[:.h]\d\d"), re.compile(r"\S@\S")
_JOINED = re.compile(r"[:：] {2,9}\S")
"""Between who wrote and what, where a program puts both on one line."""
_BARE = re.compile(r"\d{4}[/-]\d\d?[/-]\d\d? .{0,200}<\S{1,320}@\S{1,320}>")
"""What Gmail once wrote above a quotation."""
_LABEL = r"[ \t*_]{0,8}[^\W\d_][^\s:：]{0,20}(?: [^\s:：]{1,20}){0,2}[ \u00a0]?[*_]{0,2}[:：][*_]{0,2}[ \t\u00a0]*"
_MAILED = r"[<\[](?:mailto:)?[^\s<>@]{1,200}@[^\s<>@]{1,200}[>\]]"
_SENDER = re.compile(rf"{_LABEL}[^\n<>\[\]]{{1,200}}{_MAILED}[ \t*_]{{0,8}}")
_SOME_FIELD, _FIELDS = re.compile(rf"{_LABEL}\S.{{0,2000}}"), 3
"""A field of the head of an older mail whatever its language; those that follow right below who wrote it."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]{0,2}\Z")
EDGES = " \t*_\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_COLON = (":", "：", ":*", "::")
HEAD_LINES, LONG = 12, 500
_ATTRIBUTION_LINES = 3
_BLANK_LINES = re.compile(r"\n{3,}")


class MailWords(msgspec.Struct, frozen=True):
    """A mail's own words, and what it sends on, None where it sends nothing on."""

    own: str
    forwarded: str | None = None


def mail_words(text: str, counts: Counter[str]) -> MailWords:
    """What the sender wrote; what others wrote is counted, by places."""
    lines = text.split("\n")
    end, is_forward = _end(lines)
    kept = _without_quoted(lines[:end], counts)
    own = _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip("\n ")
    if end == len(lines):
        return MailWords(own)
    rest = "\n".join(lines[end + 1 :]).strip()
    if is_forward:
        return MailWords(own, _without_head(rest))
    counts["quotations"] += 1
    below = _below(lines[end:], counts) if not own else ""
    return MailWords(own or below)


def _end(lines: Sequence[str]) -> tuple[int, bool]:
    """The line from which on an older mail stands whole, and whether it was sent on."""
    for number, line in enumerate(lines):
        if not line or len(line) > LONG or not MAY_END.search(line) or QUOTED.match(line):
            continue
        if FORWARD.fullmatch(line):
            return number, True
        if ORIGINAL.fullmatch(line) or is_head(lines, number):
            return number, False
        if (joined := _JOINED.search(line)) and ends_attribution(line[: joined.start() + 1]) and is_dated(line):
            return number, False
        if ends_attribution(line) and not is_quoted_below(lines, number):
            start = start_of(lines, number)
            if is_dated(" ".join(lines[start : number + 1])):
                return start, False
    return len(lines), False


def is_head(lines: Sequence[str], number: int) -> bool:
    """Whether the head of an older mail begins here: who, when, to whom, as Outlook writes it; maybe below a rule."""
    if _RULE.fullmatch(lines[number]):
        rest = [line for line in lines[number + 1 : number + 4] if line.strip()]
        return bool(rest) and HEAD_FROM.fullmatch(rest[0]) is not None
    head = [line for line in lines[number + 1 : number + HEAD_LINES] if line.strip()][:4]
    if _SENDER.fullmatch(lines[number]) and _is_rest_of_head(lines[number + 1 : number + 1 + _FIELDS]):
        return True
    is_from = HEAD_FROM.fullmatch(lines[number]) is not None
    if not (is_from or HEAD_WHEN.fullmatch(lines[number])):
        return False
    fields = [line for line in head if len(line) < 4 * LONG and HEAD_OTHER.fullmatch(line)]
    # Some programs tell when before who.
    is_other = HEAD_WHEN.fullmatch if is_from else HEAD_FROM.fullmatch
    return len(fields) > 1 and any(map(is_other, fields))


def _is_rest_of_head(lines: Sequence[str]) -> bool:
    """Whether fields follow right below who wrote, the first of them a moment: so it is in any language."""
    fields = [line for line in lines if _SOME_FIELD.fullmatch(line)]
    return len(fields) == _FIELDS and DAY.search(fields[0]) is not None and TIME.search(fields[0]) is not None


def ends_attribution(line: str) -> bool:
    """Whether a line may end what says who wrote the words below it."""
    bare = line.strip(EDGES)
    return bare.endswith(_COLON) and ATTRIBUTION.fullmatch(bare) is not None


def is_dated(said: str) -> bool:
    """Whether a day stands in it, and a time or an address: so programs write, and people hardly ever."""
    return bool(DAY.search(said)) and bool(TIME.search(said) or ADDRESS.search(said))


def is_quoted_below(lines: Sequence[str], number: int) -> bool:
    return any(QUOTED.match(line) for line in [line for line in lines[number + 1 : number + 5] if line.strip()][:2])


def start_of(lines: Sequence[str], number: int) -> int:
    """The first line of what ends in `wrote:`: programs break it, before an address as a rule."""
    start = number
    while start > 0 and number - start < _ATTRIBUTION_LINES - 1 and lines[start - 1].strip():
        if DAY.search(lines[start]):
            break
        start -= 1
    return start


def _without_quoted(lines: Sequence[str], counts: Counter[str]) -> list[str]:
    kept: list[str] = []
    is_quoted = False
    for line in lines:
        if QUOTED.match(line) or (line.startswith("|") and (is_quoted or _tells_who(kept))):
            if not is_quoted:
                counts["quotations"] += 1
                _drop_attribution(kept)
                kept.append("")
            is_quoted = True
        elif line.strip() or not is_quoted:
            kept.append(line)
            is_quoted = False
    return kept


def _tells_who(kept: Sequence[str]) -> bool:
    """Whether the last line says that somebody wrote what follows."""
    last = next((line for line in reversed(kept) if line.strip()), "")
    return len(last) < LONG and ends_attribution(last)


def _drop_attribution(kept: list[str]) -> None:
    """Take away the lines above a quotation that tell of it: they end in a colon, and have a date or an address."""
    last = len(kept) - 1
    while last >= 0 and not kept[last].strip():
        last -= 1
    if last < 0 or len(kept[last]) > LONG:
        return
    if _BARE.fullmatch(kept[last].strip()):
        del kept[last:]
        return
    if not kept[last].rstrip(EDGES).endswith(_COLON):
        return
    start = last
    while start > 0 and kept[start - 1].strip() and last - start < _ATTRIBUTION_LINES - 1:
        start -= 1
    for first in range(last, start - 1, -1):
        said = " ".join(kept[first : last + 1])
        if len(said) <= LONG and is_telling(said):
            del kept[_with_moment(kept, first) :]
            return


def _with_moment(kept: Sequence[str], first: int) -> int:
    """Where what tells of a quotation begins: the lines above may say when, as programs break it before an address."""
    for start in range(first, max(first - _ATTRIBUTION_LINES, 0), -1) if not DAY.search(" ".join(kept[first:])) else ():
        above = kept[start - 1].strip()
        if not above or _SENTENCE_END.search(above):
            break
        if DAY.search(above):
            return start - 1 if is_dated(" ".join(kept[start - 1 :])) else first
    return first


def is_telling(said: str) -> bool:
    """Whether words above a quotation name a moment or an address, or say that somebody wrote."""
    has_moment = DAY.search(said) is not None or TIME.search(said) is not None
    wrote = ATTRIBUTION.fullmatch(said.strip(EDGES)) is not None
    return (has_moment and (wrote or ADDRESS.search(said) is not None)) or (wrote and len(said) < 120)


def _without_head(text: str) -> str:
    """What was sent on, without the fields above it."""
    lines = text.split("\n")
    number = 0
    while number < min(len(lines), HEAD_LINES) and (not lines[number].strip() or is_field(lines[number])):
        number += 1
    return "\n".join(lines[number:]).strip() or text


def is_field(line: str) -> bool:
    return len(line) < 4 * LONG and HEAD_OTHER.fullmatch(line) is not None


def _below(lines: Sequence[str], counts: Counter[str]) -> str:
    """What stands below an older mail that is marked line by line, where nothing stands above it."""
    quoted = [number for number, line in enumerate(lines) if QUOTED.match(line)]
    if not quoted:
        return ""
    return _BLANK_LINES.sub("\n\n", "\n".join(_without_quoted(lines[quoted[0] :], counts))).strip("\n ")
