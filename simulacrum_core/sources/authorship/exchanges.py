"""Interviews and letters in one text: who speaks stands before or above long turns, and the author is one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

import msgspec

from ..dates.headings import heading_line
from .author_names import folded_name, own_names
from .chat_lines import is_chat
from .labels import is_label
from .turns import ADDRESSED

_FEWEST_TURNS, _OWN_TURNS, _WORDS, _MOST_SPEAKERS = 4, 2, 12, 6
_LONGEST = 60
_TOKEN = r"[^\W\d_a-zß-ÿ][\w.’'-]{0,30}"
_NAME = rf"(?P<name>{_TOKEN}(?: (?:(?:van|von|de|der|den|la|le|del|da|di|al|el) )?{_TOKEN}){{0,3}})"
_FROM = r"(?i:(?:from|von|de la part de|van|från|fra|letter from|brief von|lettre de|carta de)[: ]{1,3})?"
_FORMS = {
    "heading": re.compile(rf"#{{1,6}} {_FROM}{_NAME}[:]?\s*"),
    "bold": re.compile(rf"\*\*{_FROM}{_NAME}:?\*\*:?\s*"),
    "before": re.compile(rf"(?:\*\*|__)?{_NAME}(?::(?:\*\*|__)|(?:\*\*|__):|:)[ \t]+(?=\S)"),
    "alone": re.compile(rf"{_FROM}{_NAME}:\s*"),
    "from": re.compile(rf"(?i:from|von|van|från|fra)[: ]{{1,3}}{_NAME}\s*"),
}
"""How a line says who speaks; all of a text say it in one way."""
_SENT = re.compile(r"[#*\s]{0,9}(?i:from|von|de la part de|van|från|fra|letter from|brief von|lettre de|carta de)\b")
_LONGEST_TURN = 500
_ME = frozenset("me|myself|ich|moi|yo|io|eu|ik|jag|jeg|ja|я|minä|我|私|나".split("|"))
"""What an author calls themselves where they ask others."""
Parts = list[list[tuple[str, bool]]]


class _Turn(msgspec.Struct, frozen=True):
    """Where a turn begins in the lines of a text, who speaks, and where on the line the words begin."""

    line: int
    name: str
    words: int


def is_exchange(text: str) -> bool:
    """Whether a text that is of several people is made of long turns, as interviews and letters are, and is no chat."""
    lines = text.split("\n")
    return bool(_turns(lines)) and not is_chat(lines)


def exchange_parts(
    texts: Sequence[str], names: Collection[str], heads: Collection[int] = (), *, is_talk: bool = True
) -> Parts | None:
    """The parts of each text, and whether somebody else says them; None where the author speaks in no such exchange.

    What stands above the first turn may be whoever asks, the author where they are called `Me` in the text; texts with
    the numbers in `heads` are headings. Where nothing else tells that it `is_talk`, chapters may bear names: turns are
    short and address somebody, or say who sent them.
    """
    flat = [
        (number, f"## {line}" if number in heads else line)
        for number, text in enumerate(texts)
        for line in text.split("\n")
    ]
    lines = [line for _, line in flat]
    turns = _turns(lines)
    own = own_names(names)
    firsts = {name for name in map(folded_name, names) if " " not in name}
    mine = [turn for turn in turns if turn.name in own or turn.name.partition(" ")[0] in firsts]
    if not mine and is_talk:
        mine = [turn for turn in turns if turn.name.replace(".", "").replace(" ", "") in _initials(names)]
    if not mine:
        mine = [turn for turn in turns if turn.name in _ME]
    if len(mine) < _OWN_TURNS or len({turn.name for turn in mine}) > 1 or is_chat(lines):
        return None
    if not (is_talk or _is_addressed(lines, turns)):
        return None
    starts = {turn.line: turn for turn in turns}
    found: Parts = [[] for _ in texts]
    told = _told(flat, starts, {turn.name for turn in mine}, is_above=mine[0].name in _ME)
    for number, group in groupby(told, key=lambda piece: piece[0]):
        for is_theirs, same in groupby(group, key=lambda piece: piece[2]):
            words = "\n".join(text for _, text, _ in same)
            if words.strip():
                found[number].append((words.strip("\n"), is_theirs))
    return found


def _initials(names: Collection[str]) -> set[str]:
    """The first letters of names of several words, as they stand before a turn."""
    words = [folded_name(name).split() for name in names]
    return {"".join(word[0] for word in some) for some in words if len(some) > 1}


def _is_addressed(lines: Sequence[str], turns: Sequence[_Turn]) -> bool:
    if all(_SENT.match(lines[turn.line]) for turn in turns):
        return True
    ends = [*(turn.line for turn in turns[1:]), len(lines)]
    said = ["\n".join(lines[turn.line : end]) for turn, end in zip(turns, ends, strict=True)]
    are_short = sum(map(len, said)) <= _LONGEST_TURN * len(said)
    return are_short and sum(ADDRESSED.search(text) is not None for text in said) * 2 >= len(said)


def _told(
    flat: Sequence[tuple[int, str]], starts: dict[int, _Turn], own: Collection[str], *, is_above: bool
) -> Iterator[tuple[int, str, bool]]:
    is_theirs = not is_above
    for place, (number, line) in enumerate(flat):
        turn = starts.get(place)
        if turn is None:
            yield number, line, is_theirs
            continue
        is_theirs = turn.name not in own
        yield number, line[: turn.words], True
        if line[turn.words :].strip():
            yield number, line[turn.words :], is_theirs


def _turns(lines: Sequence[str]) -> list[_Turn]:
    """The turns of an exchange; none where names do not come again, or what is said is as short as in a chat."""
    for form in _FORMS.values():
        found = [
            _Turn(number, folded_name(match["name"]), match.end())
            for number, line in enumerate(lines)
            if line[:1].strip() and (match := _match(form, line)) is not None
        ]
        counts = Counter(turn.name for turn in found if not is_label(turn.name))
        again = {name for name, count in counts.items() if count > 1}
        turns = [turn for turn in found if turn.name in again]
        if not 1 < len(again) <= _MOST_SPEAKERS or len(turns) < _FEWEST_TURNS or len(turns) * 5 < len(found) * 4:
            continue
        if _words(lines, turns) >= _WORDS * len(turns) and _is_whole(lines, turns):
            return turns
    return []


def _match(form: re.Pattern[str], line: str) -> re.Match[str] | None:
    # What a line of prose goes on with is no part of a name.
    return (
        form.match(line)
        if ":" in line[:_LONGEST] and len(line) > _LONGEST
        else form.fullmatch(line) or (form.match(line) if form is _FORMS["before"] else None)
    )


def _words(lines: Sequence[str], turns: Sequence[_Turn]) -> int:
    return sum(len(line.split()) for line in lines[turns[0].line :])


def _is_whole(lines: Sequence[str], turns: Sequence[_Turn]) -> bool:
    """Whether no other heading or bold line stands among the turns: what is below it may be anybody's."""
    starts = {turn.line for turn in turns}
    return not any(
        heading_line(lines[number])[0] or (lines[number].startswith("**") and lines[number].rstrip().endswith("**"))
        for number in range(turns[0].line, len(lines))
        if number not in starts
    )
