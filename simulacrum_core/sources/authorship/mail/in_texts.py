"""What others wrote that somebody copied into a text: older mails, posts of a forum in tags, lines with `>`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

import msgspec

from ...dates.headings import heading_line
from ..author_names import folded_name, own_names
from ..stories import story_lines

_TAG = re.compile(r"\[(?P<end>/?)quote(?:[= ][^\[\]\n]{0,200})?\]", re.IGNORECASE)
_LINE_OF_OTHERS = re.compile(r">[> \t]*[^\W\d_\s>][^\W\d_]|>[> \t]*[\"'“„«(*_\[]?\w[^\n]{0,40}?[^\W\d_]{2}")
_FIELDS = re.compile(r"(?:^[ \t>*_]{0,8}[^\W\d_][^\n:：]{0,30}[:：][^\n]{0,2000}\n){3}", re.MULTILINE)
_FORWARDED = [
    word.encode()
    for word in (
        "forward|weitergeleitet|transfér|réexpédi|reenviad|encaminhad|inoltrat|doorgestuurd|vidarebefordra|videresend"
        "|välitet|przek|přeposl|továbbít|redirecțion|пересыл|пересл|переадрес|iletil|yönlendir|προωθ|препратен|転送|转发"
        "|轉寄|전달된"
    ).split("|")
]
_BY_HAND = re.compile(
    r"(?<!\w)(?:i|my|he|she|they|we|ich|er|sie|wir|mein\w{0,2}|je|il|elle|mon|ma|yo|él|ella|mi|io|lui|lei|hij|zij|ze|han"
    r"|hon|hun|я|он|она|мой|моя)(?!\w)",
    re.IGNORECASE,
)
"""Words that a program does not write where it says who wrote what."""
_BEFORE_NAME = re.compile(r"[^:：]{1,40}[:：][*_ \t\u00a0]*")
_BRACKETS = re.compile(r"[<\[(][^<>\[\]()]{0,200}[>\])]")
_Line = tuple[int, str]
Parts = list[list[tuple[str, bool]]]


class _Head(msgspec.Struct, frozen=True):
    """Where an older mail begins, where its words do, and what is said of who wrote it."""

    start: int
    end: int
    sender: str = ""


def quoted_parts(parts: Sequence[tuple[str, str]], names: Collection[str]) -> Parts | None:
    """The parts of each text, and whether somebody else wrote them; None where nothing is quoted.

    The texts come with their kinds, of which "text" and "heading" are looked at; `names` are the author's. A mail goes
    on up to the next one or up to a heading; one that the author sent is the author's.
    """
    texts = [text if kind in ("text", "heading") else "" for kind, text in parts]
    if not _may_quote("\n".join(texts)):
        return None
    flat = [(number, line) for number, text in enumerate(texts) for line in text.split("\n")]
    heads = {number for number, (kind, _) in enumerate(parts) if kind == "heading"}
    quotes = {number for number, (kind, _) in enumerate(parts) if kind == "quote"}
    told = _of_mail(flat, heads, quotes, names)
    pieces = list(_by_tags(flat, told))
    if not any(is_theirs for _, _, is_theirs in pieces):
        return None
    found: Parts = [[] for _ in parts]
    for number, group in groupby(pieces, key=lambda piece: piece[0]):
        for is_theirs, same in groupby(group, key=lambda piece: piece[2]):
            words = "\n".join(text for _, text, _ in same)
            if words.strip():
                found[number].append((words.strip("\n"), is_theirs))
    return [found[number] if texts[number] else [(text, False)] for number, (_, text) in enumerate(parts)]


def without_mail_heads(text: str) -> str:
    """A text without the lines that programs write above older mails; what stands in the mails is in it."""
    if not _may_quote(text):
        return text
    lines = text.split("\n")
    gone = {number for head in _heads(lines) for number in range(head.start, head.end)}
    return "\n".join("" if number in gone else line for number, line in enumerate(lines)) if gone else text


def _may_quote(text: str) -> bool:
    """Whether there is a sign of what is quoted in a text; most texts have none, which is cheaper to see."""
    if "\n>" in text or text[:1] == ">" or ("[/" in text and "quote]" in text.casefold()):
        return True
    if ":" not in text and "：" not in text:
        return False
    if "-----" in text or "_____" in text or "@" in text or (text.count(":") > 2 and _FIELDS.search(text)):
        return True
    data = text.encode("utf-8", "surrogatepass").lower()
    return any(map(data.__contains__, _FORWARDED)) or _may_tell_who(text)


def _may_tell_who(text: str) -> bool:
    """Whether a line ends in a colon and has a number, as one that says who wrote what when."""
    end = -1
    for sign in (":\n", "：\n", ":*", " :\n"):
        while (end := text.find(sign, end + 1)) >= 0:
            if any(map(str.isdecimal, text[max(text.rfind("\n", 0, end), end - 200) : end])):
                return True
    return text.rstrip("* \n")[-1:] in (":", "：") and any(map(str.isdecimal, text[-200:]))


def _of_mail(
    flat: Sequence[_Line], heads: Collection[int], quotes: Collection[int], names: Collection[str]
) -> list[bool]:
    """Whether each line is of a mail by somebody else, of its head, or quoted in one."""
    lines = [line for _, line in flat]
    begins = {head.start: head for head in _heads(lines)}
    # A text of such lines alone is somebody's own way to write.
    is_own = all(line[:1] == ">" for line in lines if line.strip())
    stories = story_lines(lines)
    own, told = own_names(names), list[bool]()
    is_theirs, end = False, 0
    for number, (text, line) in enumerate(flat):
        if head := begins.get(number):
            end = max(end, head.end)
            # What it tells of may be a quotation already, by the marks of the format.
            is_above = text + 1 in quotes and not any(map(str.strip, _rest(flat, head.end)))
            is_theirs = not is_above and not _is_own(head.sender, own, names)
        elif heading_line(line)[0] or text in heads:
            is_theirs = False
        is_quoted = not is_own and number not in stories and line[:1] == ">" and _LINE_OF_OTHERS.match(line) is not None
        is_blank_between = not line.strip("> \t") and bool(told) and told[-1]
        told.append(is_theirs or number < end or is_quoted or is_blank_between)
    return _with_attributions(flat, told, quotes)


def _rest(flat: Sequence[_Line], start: int) -> Iterator[str]:
    """The lines that follow in a text."""
    for number in range(start, len(flat)):
        if flat[number][0] != flat[start - 1][0]:
            return
        yield flat[number][1]


def _heads(lines: Sequence[str]) -> Iterator[_Head]:
    """Where older mails begin."""
    # Its patterns take milliseconds to compile, and most texts quote no mail.
    from .phrases import FORWARD, ORIGINAL
    from .quoting import LONG, MAY_END, QUOTED, ends_attribution, is_dated, is_head, is_quoted_below, start_of

    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if not line or len(line) > LONG or not MAY_END.search(line) or QUOTED.match(line):
            continue
        here = number - 1
        is_marked = FORWARD.fullmatch(line) is not None or ORIGINAL.fullmatch(line) is not None
        if is_marked or is_head(lines, here):
            if (head := _head(lines, here, is_marked=is_marked)) is not None:
                yield head
                number = head.end
        elif ends_attribution(line) and not is_quoted_below(lines, here):
            start = start_of(lines, here)
            said = " ".join(lines[start:number])
            if is_dated(said) and ("@" in said or _BY_HAND.search(said) is None):
                yield _Head(start, number, said)


def _head(lines: Sequence[str], start: int, *, is_marked: bool) -> _Head | None:
    """The head of a mail; None for lines that a diary or a list has, without a subject and an address."""
    from .phrases import HEAD_FROM, HEAD_OTHER, HEAD_SUBJECT
    from .quoting import HEAD_LINES, LONG

    end = start + (HEAD_OTHER.fullmatch(lines[start]) is None)
    while end < min(len(lines), start + 2 * HEAD_LINES):
        line = lines[end]
        if line.strip() and (len(line) > 4 * LONG or HEAD_OTHER.fullmatch(line) is None):
            break
        end += 1
    fields = [line for line in lines[start:end] if line.strip()]
    if not is_marked and not any("@" in line or HEAD_SUBJECT.fullmatch(line) for line in fields):
        return None
    sender = next((line for line in fields if HEAD_FROM.fullmatch(line)), "")
    return _Head(start, max(end, start + 1), _BEFORE_NAME.sub("", sender, count=1))


def _is_own(sender: str, own: Collection[str], names: Collection[str]) -> bool:
    bare = folded_name(_BRACKETS.sub("", sender).strip("\"'* ,;"))
    said = folded_name(sender)
    return bare in own or any(folded_name(name) in said for name in names if " " in name.strip() or "@" in name)


def _with_attributions(flat: Sequence[_Line], told: list[bool], quotes: Collection[int]) -> list[bool]:
    """The same, with the lines that programs write above what is quoted."""
    if not (any(told) or quotes):
        return told
    from .quoting import ADDRESS, DAY, ends_attribution, is_dated, start_of

    lines = [line for _, line in flat]
    for number, line in enumerate(lines):
        if told[number] or not line.strip() or line.rstrip("* ")[-1:] not in (":", "："):
            continue
        after = next((one for one in range(number + 1, len(lines)) if lines[one].strip()), None)
        is_above = (after is not None and told[after]) or flat[number][0] + 1 in quotes
        if not is_above or not ends_attribution(line):
            continue
        start = start_of(lines, number)
        said = " ".join(lines[start : number + 1])
        if is_dated(said) or (DAY.search(said) and ADDRESS.search(said)):
            told[start : number + 1] = [True] * (number + 1 - start)
    return told


def _by_tags(flat: Sequence[_Line], told: Sequence[bool]) -> Iterator[tuple[int, str, bool]]:
    """The lines, parted where a tag opens or closes a quotation; the tags are nobody's words."""
    tags = [
        (number, tag)
        for number, (_, line) in enumerate(flat)
        if "quote" in line.casefold()
        for tag in _TAG.finditer(line)
    ]
    paired = _paired([bool(tag["end"]) for _, tag in tags])
    depth, at = 0, 0
    for number, (text, line) in enumerate(flat):
        position = 0
        while at < len(tags) and tags[at][0] == number:
            tag = tags[at][1]
            if at in paired:
                if line[position : tag.start()].strip():
                    yield text, line[position : tag.start()], depth > 0 or told[number]
                depth += -1 if tag["end"] else 1
                position = tag.end()
            at += 1
        if position == 0 or line[position:].strip():
            yield text, line[position:], depth > 0 or told[number]


def _paired(are_ends: Sequence[bool]) -> set[int]:
    """The numbers of tags that are opened and closed."""
    waiting, found = list[int](), set[int]()
    for number, is_end in enumerate(are_ends):
        if not is_end:
            waiting.append(number)
        elif waiting:
            found |= {waiting.pop(), number}
    return found
