"""Stories that are told in lines that look like quotations: `> be me`, `> go out`."""

from __future__ import annotations

import re
from collections.abc import Sequence

_STORY = re.compile(r"^(?:>|&gt;) *(?:be (?:me|you|\d)|[mt]fw\b|implying\b)", re.MULTILINE | re.IGNORECASE)
_SIGNS = ("> be ", ">be ", "> Be ", ">Be ", "; be ", ";be ", "fw", "FW", "mplying")
"""What such a story begins or ends with, and what each of these has; to look for it first is cheaper."""


def tells_story(quoted: str) -> bool:
    """Whether lines with the marks of quotations are such a story, which is its author's own."""
    return any(map(quoted.__contains__, _SIGNS)) and _STORY.search(quoted) is not None


def story_lines(lines: Sequence[str]) -> set[int]:
    """The indexes of the lines of such stories; one goes on up to a line without the mark that is not blank."""
    text = "\n".join(lines)
    if not tells_story(text):
        return set()
    found, run = set[int](), list[int]()
    for number, line in enumerate((*lines, "end")):
        if line[:1] == ">" or not line.strip():
            run.append(number)
            continue
        if run and tells_story("\n".join([lines[one] for one in run])):
            found.update(run)
        run = []
    return found
