"""What programs make of a rich text: contents and indexes in fields, captions by their style or their number.

Source: Rich Text Format Specification 1.9.1, "Fields" and "Style Sheet".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rtf_changes import end_of_group, group_at
from .word_made import MADE_FIELDS, is_made_by_program, is_made_style
from .word_styles import role_of

_FIELD = re.compile(r"\{\\field(?![a-z])[^{}]{0,60}\{\\\*\\fldinst(?![a-z])")
_INSTRUCTION = re.compile(r"(?:[{\s]|\\[a-z]{1,20}-?\d{0,9}){0,40}([A-Za-z]{2,20})\s{1,9}\"?([^\s\"\\{}]{0,60})")
_STYLES = re.compile(r"\{\\stylesheet(?![a-z])")
_STYLE = re.compile(r"\{\\s(\d{1,5})(?!\d)([^{};]{0,600});\}")
_USED = re.compile(r"\\s(\d{1,5})(?!\d)")
_END = re.compile(r"\\(?:par|sect|cell|row|page)(?![a-z])")
_CONTROL = re.compile(r"\{\\\*[^{}]{0,200}\}?|\\'[0-9a-f]{2}|\\[a-z]{1,20}-?\d{0,9} ?|[{}]")
_ESCAPED = re.compile(r"\\[\\{}]")
_LABEL_LENGTH, _LONGEST = 40, 4000
QUOTED = "\x02"


def without_made(text: str) -> tuple[str, list[str]]:
    """A rich text without what programs made of it, and those parts of it."""
    text, found = _without_fields(text)
    if "\\s" not in text and "SEQ" not in text:
        return text, found
    styles = {number for number, name in _styles(text) if is_made_style(name)}
    spans = list(_captions(text, styles))
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    found += [text[start:end] for start, end in spans]
    return "".join(text[end:start] for end, start in zip(ends, starts, strict=True)), found


def _without_fields(text: str) -> tuple[str, list[str]]:
    found, kept = list[str](), list[str]()
    begin = place = 0
    while match := _FIELD.search(text, place):
        told = _INSTRUCTION.match(text, match.end())
        place = match.end()
        if told is not None and (told[1].upper() in MADE_FIELDS or is_made_by_program(" ".join(told.groups()))):
            end = end_of_group(text, match.start())
            # One that is closed nowhere holds all that follows.
            if end < len(text):
                found.append(text[match.start() : end])
                kept.append(text[begin : match.start()])
                begin = end
            place = end
    return "".join([*kept, text[begin:]]), found


def _styles(text: str) -> Iterator[tuple[str, str]]:
    """The numbers and names of styles of paragraphs."""
    for match in _STYLE.finditer(group_at(text, _STYLES) or ""):
        yield match[1], _CONTROL.sub("", match[2]).strip()


def with_quotes(text: str) -> str:
    """A rich text in which `QUOTED` stands before paragraphs of a style of quotations or of code."""
    styles = {number for number, name in _styles(text) if role_of(name) in ("Quote", "Code")}
    starts = [start for start, _ in _captions(text, styles, numbered=False)] if styles else []
    ends = [*starts[1:], len(text)]
    pieces = (f"{QUOTED}{text[start:end]}" for start, end in zip(starts, ends, strict=True))
    return "".join([text[: starts[0]], *pieces]) if starts else text


def _captions(text: str, styles: set[str], *, numbered: bool = True) -> Iterator[tuple[int, int]]:
    """Where paragraphs begin and end that are captions, where `numbered`, or of a style of contents."""
    begin = 0
    for match in _END.finditer(text):
        part = text[begin : match.start()]
        reset = part.rfind("\\pard")
        start = begin + max(reset, 0)
        begin = match.end()
        if match.start() - start > _LONGEST:
            continue
        part = text[start : match.start()]
        used = _USED.search(part)
        is_made = (used is not None and used[1] in styles) or (numbered and "SEQ" in part and _is_numbered(part))
        if is_made and _is_balanced(part):
            yield start, match.start()


def _is_numbered(part: str) -> bool:
    """Whether a label stands by the number of a paragraph, such as "Figure 3"."""
    for match in _FIELD.finditer(part):
        told = _INSTRUCTION.match(part, match.end())
        if told is not None and told[1].upper() == "SEQ":
            after = part[end_of_group(part, match.start()) :]
            words = (
                f"{_CONTROL.sub('', part[: match.start()])[-_LABEL_LENGTH:]} {_CONTROL.sub('', after)[:_LABEL_LENGTH]}"
            )
            label = told[2].replace("_", " ").casefold().strip(" .")
            return bool(label) and label in words.casefold()
    return False


def _is_balanced(part: str) -> bool:
    """Whether all groups that begin in a part end in it."""
    depth = 0
    for sign in _ESCAPED.sub("", part):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0
