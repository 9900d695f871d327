"""Quotations: lines of a message which its author copied and did not write.

They have `> ` before them, or begin as messages do that were copied out of a chat: `[10/03, 10:00] Ben: hi`. Results
that games let one share are copied, too. Of lines that an app shows as a quotation without a sign in the text, the
importer tells the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from ..models import Message, Turn
from ..sources.authorship.pasted import may_be_pasted
from ..sources.authorship.stories import story_lines

_LINE, _REST = "> ", ">>> "
"""What messengers have before a quoted line, and before a quotation that goes on to the end of the message."""
_FENCE = "```"
_WORD = re.compile(r"[^\W\d_]")
_SIGNS = (">", "[", "\t", "<", "/", "  ", "—", "─", "「", "“", "🟩", "🟨", "⬛", "⬜")
"""What any text has of which `may_quote` says that there may be a quotation in it."""


class QuotingLine(Turn, frozen=True, gc=False):
    """A message of the persona that quotes: it is trained on but for its quoted lines.

    `quoted` are the numbers of those that only the importer knows.
    """

    quoted: tuple[int, ...] = ()


_MARKED = attrgetter("quoted")


def are_marked(messages: Sequence[Message]) -> bool:
    """Whether an importer told of quoted lines in any message."""
    return any(map(_MARKED, messages))


def may_quote(texts: str) -> bool:
    """Whether there may be a quotation in texts of which each begins a line; asked once of many."""
    return (">" in texts and ("\n>" in texts or texts.startswith(">"))) or may_be_copied(texts)


def those_that_may_quote(texts: Sequence[str]) -> list[str]:
    """Those of some texts in which there may be a quotation.

    Few signs stand in any of them, and only these are looked for in each: a tenth of asking each text for all.
    """
    whole = "\n".join(texts)
    if not may_quote(whole):
        return []
    found = {place for sign in _SIGNS if sign in whole for place, text in enumerate(texts) if sign in text}
    return [text for text in map(texts.__getitem__, sorted(found)) if may_quote(text)]


def quotes_anything(text: str) -> bool:
    """Whether any of a text is quoted."""
    return any(is_quoted for is_quoted, _ in parts(text))


def may_be_copied(text: str) -> bool:
    """Whether there may be messages in a text that were copied out of a chat, or something else that is pasted."""
    return ("[" in text and "]" in text) or " — " in text or may_be_pasted(text)


def quotes(text: str, marked: Collection[int] = ()) -> bool:
    """Whether some of a text is quoted, and some of it is not; the lines with numbers in `marked` are."""
    return (bool(marked) or may_quote(text)) and len({quoted for quoted, _ in parts(text, marked)}) > 1


def is_only_quoted(text: str, marked: Collection[int] = ()) -> bool:
    """Whether all of a text is quoted. One line that begins with a number may compare: `> 20 people`."""
    if not (marked or text.startswith(">") or may_be_copied(text)):
        return False
    compares = not marked and text.startswith(">") and "\n" not in text and text[2:].lstrip()[:1].isdigit()
    found = list(parts(text, marked))
    return len(found) == 1 and found[0][0] and not compares


def parts(text: str, marked: Collection[int] = ()) -> Iterator[tuple[bool, str]]:
    """A text in parts that are quoted or not, in turn; with newlines between them they are the text.

    An empty line behind a quotation belongs to it. Code between fences quotes nothing, and neither does a story.
    """
    lines = text.split("\n")
    quoted = _quoted(lines)
    if told := story_lines(lines):
        quoted = [is_quoted and number not in told for number, is_quoted in enumerate(quoted)]
    if marked:
        quoted = [is_quoted or number in marked for number, is_quoted in enumerate(quoted)]
        for number, line in enumerate(lines[1:], 1):
            quoted[number] |= quoted[number - 1] and not line.strip()
    if may_be_copied(text):
        quoted = [any(of_line) for of_line in zip(quoted, *_pasted(lines), strict=True)]
    for is_quoted, group in groupby(zip(quoted, lines, strict=True), key=lambda pair: pair[0]):
        yield is_quoted, "\n".join([line for _, line in group])


def own_words(text: str, marked: Collection[int] = ()) -> str:
    """What of a text is not quoted."""
    return "\n".join([part for is_quoted, part in parts(text, marked) if not is_quoted])


def _pasted(lines: list[str]) -> tuple[list[bool], list[bool]]:
    """Lines from the header of a copied message to the next blank line, which is a part of it; and what is pasted."""
    # Their patterns take 30 ms to compile, and many chats need none.
    from ..sources.authorship.chat_lines import copied_lines, is_chat_line
    from ..sources.authorship.copies import is_one_line, pasted_lines

    may_begin = ((number, line) for number, line in enumerate(lines) if may_be_copied(line) and not is_one_line(line))
    copied = copied_lines(lines, [number for number, line in may_begin if is_chat_line(line)])
    for number in range(1, len(lines)):
        copied[number] |= copied[number - 1] and not lines[number].strip()
    return copied, pasted_lines(lines)


def _quoted(lines: list[str]) -> list[bool]:
    found: list[bool] = []
    in_code = to_the_end = last = False
    for line in lines:
        if line.startswith(_FENCE):
            in_code = not in_code
        if not in_code:
            to_the_end = to_the_end or line.startswith(_REST)
            last = to_the_end or (last and not line.strip()) or (line.startswith(_LINE) and bool(_WORD.search(line)))
        else:
            last = to_the_end
        found.append(last)
    return found
