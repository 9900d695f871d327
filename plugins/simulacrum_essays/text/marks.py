"""What stands in Markdown beside its words: pictures, link definitions, navigation, boxes of the author's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from simulacrum_core.sources import REMOVED, answers, without_addresses, without_references
from simulacrum_core.sources import without_marks as without_app_marks

_DEFINITION = re.compile(
    r" {0,3}\[(?!\^)[^\[\]\n]{1,300}\]:[ \t]*(?:<[^<>\n]*+>|[^\s<]\S*+)"
    r"(?:[ \t]+(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*"
)
_ADDRESS = re.compile(r"[^\]\n]*+\]:[ \t]*(?:<|\S{0,400}?[/.:#@])")
_REFERENCE = re.compile(r"(?<![\\!\]])\[([^\[\]\n]{1,300})\](?:\[([^\[\]\n]{0,300})\])?(?![(:])")
_NAVIGATION = re.compile(r"[ \t]*<<[^<>\n]{0,400}>>[ \t]*")
_PICTURE = re.compile(
    r"(?<![\\!])!\[(?:[^\[\]\n]|\[[^\[\]\n]*+\])*+\](?:\((?:<[^<>\n]*+>|[^()<>\n]|\([^()\n]*+\))*+\)|\[[^\[\]\n]*+\])"
    r"(?:\{[^{}\n]{0,300}\})?|!\[\[[^\[\]\n]{0,300}\]\]"
)
_FILE = re.compile(r"\[(?:image|file):[^\[\]\n]{1,300}\]")
"""A file in a note of Bear."""
_FRAMED = re.compile(r"\[[ \t]*\]\((?:<[^<>\n]*+>|[^()<>\n]|\([^()\n]*+\))*+\)")
_CALLOUT = re.compile(
    r"([ \t]*(?:[-*+] )?)>[ \t]?\[!(?P<type>[\w-]{1,30})"
    r"(?:\|[^\]\n]{0,60})?\][+-]?[ \t]*(?P<title>.{0,300})",
    re.DOTALL,
)
_BLOCK_ID = re.compile(r"(?:\A|(?<=\S)[ \t]{1,9})\^[A-Za-z0-9-]{4,40}[ \t]{0,9}\Z")
# Without one of them nothing is removed from a line; to look for all that may be takes 2 µs.
_SIGN = re.compile(r"[`^\[(]")
_COMPUTED = ("= ", "$= ", "r ", "{r} ", "{python} ")
_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_QUOTATIONS = frozenset("quote cite ai chatgpt gpt claude gemini copilot llm chatbot".split())
"""Types of boxes in which others speak."""


def without_marks(lines: Sequence[str], counts: Counter[str]) -> list[str]:
    """As many lines, of which some are now blank or REMOVED; what is left out is counted."""
    defined = {_label(line) for line in lines if "]:" in line and _is_definition(line)}
    if any("[!" in line for line in lines):
        lines = list(_without_boxes(lines))
    done = list(without_app_marks(lines, counts, lambda line: _words(line, counts, defined)))
    return [_settled(done, number) if line == REMOVED else line for number, line in enumerate(done)]


def _settled(lines: list[str], number: int) -> str:
    """A removed line is a blank one where one stands beside it, so that it joins no paragraphs."""
    is_inside = 0 < number < len(lines) - 1 and lines[number - 1].strip() and lines[number + 1].strip()
    return REMOVED if is_inside else ""


def _without_boxes(lines: Sequence[str]) -> Iterator[str]:
    """The lines of notes in a box as lines like any other."""
    is_callout = False
    for line in lines:
        if callout := _callout(line):
            is_callout = True
            yield callout
        elif is_callout and (quoted := _QUOTED.match(line)):
            yield line[quoted.end() :]
        else:
            is_callout = False
            yield line


def _callout(line: str) -> str | None:
    """What the first line of a note in a box says; None for any other, and for a quotation in one."""
    match = _CALLOUT.fullmatch(line) if "[!" in line else None
    if match is None or match["type"].lower() in _QUOTATIONS or answers(match["title"]):
        return None
    return f"{match[1]}{match['title']}" if match["title"].strip() else " "


def _is_definition(line: str) -> bool:
    return bool(_DEFINITION.fullmatch(line) and _ADDRESS.match(line))


def _label(line: str) -> str:
    """What a definition of a link is called, in the case of all letters alike."""
    return _named(line[line.index("[") + 1 : line.index("]")])


def _named(label: str) -> str:
    return " ".join(label.split()).casefold()


def _words(line: str, counts: Counter[str], defined: Set[str]) -> tuple[str, int]:
    """What stays of a line, and how much was removed; links to what is `defined` are shown as their words."""
    if "]:" in line and _is_definition(line):
        counts["link definitions"] += 1
        return "", 1
    if "<<" in line and _NAVIGATION.fullmatch(line):
        counts["tags of templates"] += 1
        return "", 1
    if _SIGN.search(line) is None and ":: " not in line:
        return line, 0
    pieces = line.split("`")
    # Between backticks is code, where nothing is a mark.
    total = Counter[str]()
    pieces = list(_without_queries(pieces, total))
    pieces[-1], ids = _BLOCK_ID.subn("", pieces[-1])
    total["properties and clocks"] += ids
    for number in range(0, len(pieces), 2) if len(pieces) % 2 else range(len(pieces)):
        pieces[number] = _cut(_shown(pieces[number], defined), total)
    counts.update(total)
    return "`".join(pieces).replace("`\0`", ""), total.total()


def _without_queries(pieces: list[str], counts: Counter[str]) -> Iterator[str]:
    """The parts of a line between backticks; one that Dataview or R fills in when it is shown is empty."""
    for number, piece in enumerate(pieces):
        is_query = number % 2 and number < len(pieces) - 1 and piece.startswith(_COMPUTED)
        counts["properties and clocks"] += bool(is_query)
        yield "\0" if is_query else piece


def _shown(text: str, defined: Set[str]) -> str:
    if not defined or "[" not in text:
        return text
    return _REFERENCE.sub(lambda link: link[1] if _named(link[2] or link[1]) in defined else link[0], text)


def _cut(text: str, counts: Counter[str]) -> str:
    if "![" in text:
        text, pictures = _PICTURE.subn("", text)
        counts["pictures"] += pictures
        # The link around a picture shows nothing without it.
        text = _FRAMED.sub("", text) if pictures else text
    if "[file:" in text or "[image:" in text:
        text, files = _FILE.subn("", text)
        counts["pictures"] += files
    text, references = without_references(text)
    counts["properties and clocks"] += references
    text, addresses = without_addresses(text)
    counts["addresses of links"] += addresses
    return text
