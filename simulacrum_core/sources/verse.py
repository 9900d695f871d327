"""Whether preformatted lines are somebody's words, such as a poem, or those of a program."""

from __future__ import annotations

import re

_PROGRAM = re.compile(
    r"[{}\[\]<>=$|\\_`#~^*+/@%]|;[ \t]*$|\w\(|--|\w\.\w|:[ \t]*$|^[ \t]*(?:def|class|import|from|return|if|for|while"
    r"|let|var|const|sudo|cd|git|pip|npm|echo|print|SELECT|GET|POST)\b",
    re.MULTILINE,
)
"""What programs, commands and settings have, and hardly a poem."""
_LONGEST_VERSE, _MANY_WORDS = 80, 6
_ENDED = re.compile(r"[.!?…]['\"”’»)]?\s*\Z")


def is_verse_text(text: str) -> bool:
    """Whether lines are words and not code: no sign of a program in them, several lines, each of few words."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    is_plain = all(" " in line and len(line) < _LONGEST_VERSE for line in lines)
    return len(lines) > 1 and is_plain and _is_plain(text)


def is_written(text: str) -> bool:
    """Whether what a page shows as it was typed is words: lines of verse, long ones, or a sentence."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    long = [line for line in lines if len(line.split()) >= _MANY_WORDS]
    is_sentence = bool(long) and len(long) * 2 >= len(lines) and any(map(_ENDED.search, long))
    return is_verse_text(text) or (is_sentence and _is_plain(text))


def _is_plain(text: str) -> bool:
    letters = sum(sign.isalpha() for sign in text)
    return not _PROGRAM.search(text) and letters * 4 > sum(not sign.isspace() for sign in text) * 3
