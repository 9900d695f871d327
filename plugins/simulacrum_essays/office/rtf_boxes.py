"""Text boxes of a rich text, whose words stand behind all others: in their place they would part a paragraph.

Source: Rich Text Format Specification 1.9.1, "Drawing Objects".
"""

from __future__ import annotations

import re

from .rtf_changes import end_of_group

_SHAPE = re.compile(r"\{(?:\\\*)?\\(?:shp|do)(?![a-z])")
_WORDS = re.compile(r"\{\\(?:shptxt|dptxbxtext)(?![a-z])")


def with_boxes(text: str) -> str:
    """A rich text whose text boxes are its last paragraphs; what older programs show instead of them is gone."""
    if _WORDS.search(text) is None:
        return text
    kept, boxes = list[str](), list[str]()
    begin = place = 0
    while match := _SHAPE.search(text, place):
        end = end_of_group(text, match.start())
        place = match.end()
        found = _WORDS.search(text, match.end(), end)
        # One that is closed nowhere holds all that follows.
        if found is None or end >= len(text):
            continue
        last = end_of_group(text, found.start())
        boxes.append(text[found.end() : last - 1])
        kept.append(text[begin : match.start()])
        begin = place = end
    rest = text[begin:]
    close = rest.rfind("}")
    tail = "".join(f"\\par\\pard {{{box}}}" for box in boxes)
    return "".join([*kept, rest[:close], tail, rest[close:]]) if close >= 0 else text
