"""Tracked changes and hidden text of a rich text: what of it is shown, and what others than its owner wrote.

Source: Rich Text Format 1.9.1, "Track Changes (Revision Marks)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from .changes import Changes, Owner

_CONTROL_WORD = re.compile(r"\\[A-Za-z]{1,32}(?:-?\d{1,10})?\Z")
_LONGEST = 44
"""Characters of a control word with its number at most."""
_TABLE = re.compile(r"\{\\\*\\revtbl(?![a-z])")
_ENTRY = re.compile(r"\{([^{}]{0,200})\}")
_ENTRIES = 1000
_HEX = re.compile(r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?\??")
_STATE = re.compile(
    r"\\(v|deleted|plain|revised|revauth|revauthdel)(-?\d{1,9})?(?![a-z\d]) ?|\\f\d{1,5} ?|\\[^a-z]|([{}])", re.DOTALL
)
_HIDES = re.compile(r"\\(?:v|deleted|revised)(?![a-z])")


class State(msgspec.Struct, frozen=True):
    """What holds from some place on: text is hidden, deleted, inserted, and by whom, as numbers of a table."""

    v: bool = False
    deleted: bool = False
    revised: bool = False
    revauth: int = 0
    revauthdel: int = 0


def changes_in(text: str, body: str) -> Changes:
    """Who changed what in the `body` of a text; each change begins where its author is told."""
    changes, authors = Changes(), _authors(text)
    if _HIDES.search(body) is None:
        return changes
    place, last = 0, State()
    for match, before, _ in _states(body):
        # Who changed it is told behind the word that it is changed.
        if body[place : match.start()].strip():
            if before.revised and not last.revised:
                changes.inserted[_named(before.revauth, authors)] += 1
            if before.deleted and not last.deleted:
                changes.deleted[_named(before.revauthdel, authors)] += 1
            last = before
        place = match.end()
    return changes


def shown_text(text: str, body: str, owner: Owner, changes: Changes) -> tuple[str, int]:
    """The body as its owner left it, and how many passages of it were hidden or deleted.

    What others inserted goes to `changes`, as it stands in the file.
    """
    if _HIDES.search(body) is None:
        return body, 0
    authors = _authors(text)
    others = {number for number in range(len(authors) or 1) if owner.is_other(_named(number, authors))}
    undone = {number for number in range(len(authors) or 1) if owner.undoes(_named(number, authors))}
    pieces, place, count, state = list[str](), 0, 0, State()
    was_out = False
    for match, before, state in _states(body):
        is_out = before.revised and before.revauth in others
        is_hidden = before.v or (before.deleted and before.revauthdel not in undone)
        words = body[place : match.start()]
        if is_out:
            is_sign = not match[1] and not match[3] and not match[0].startswith("\\f")
            changes.taken_out += [] if was_out else [""]
            changes.taken_out[-1] += words + (match[0] if is_sign else "")
        if is_out or is_hidden:
            # A font is in use beyond the passage, and a blank behind a word is no end of the word before it.
            pieces.append(match[0] if match[1] or match[3] or match[0].startswith("\\f") else "")
            count += is_hidden and not is_out and not state.v and not state.deleted
        else:
            pieces.append(words + match[0])
        was_out, place = is_out or (was_out and not words.strip()), match.end()
    is_shown = not state.v and not state.deleted and not (state.revised and state.revauth in others)
    return "".join([*pieces, body[place:] if is_shown else ""]), count


def _states(body: str) -> Iterator[tuple[re.Match[str], State, State]]:
    """Every mark, what holds before it and what behind it; a group gives back what was before it."""
    state, stack = State(), list[State]()
    for match in _STATE.finditer(body):
        before, word, number = state, match[1], match[2]
        if match[3] == "{":
            stack.append(state)
        elif match[3]:
            state = stack.pop() if stack else State()
        elif word == "plain":
            state = State()
        elif word in ("revauth", "revauthdel"):
            state = msgspec.structs.replace(state, **{word: int(number or 0)})
        elif word:
            state = msgspec.structs.replace(state, **{word: number != "0"})
        yield match, before, state


def _authors(text: str) -> Sequence[str]:
    """The table of those who changed something; its first entry is nobody."""
    table = group_at(text, _TABLE)
    return [_plain(entry) for entry in _ENTRY.findall(table)[:_ENTRIES]]


def _plain(entry: str) -> str:
    words = _HEX.sub(lambda match: chr(int(match[1], 16)) if match[1] else chr(int(match[2]) % 65536), entry)
    return " ".join(words.removesuffix(";").split())


def _named(number: int, authors: Sequence[str]) -> str:
    return authors[number] if 0 <= number < len(authors) else ""


def group_at(text: str, start: re.Pattern[str]) -> str:
    """The first group that begins so, near the beginning; "" where there is none."""
    match = start.search(text[: 1 << 18])
    return text[match.start() : end_of_group(text, match.start())] if match else ""


def without_groups(text: str, start: re.Pattern[str]) -> str:
    """The text without groups that begin so."""
    pieces, position = [], 0
    for match in start.finditer(text):
        if match.start() >= position:
            pieces.append(text[position : match.start()])
            if _CONTROL_WORD.search(pieces[-1][-_LONGEST:]):
                # What comes next would be letters of that word.
                pieces.append("{}")
            position = end_of_group(text, match.start())
    return "".join([*pieces, text[position:]])


def end_of_group(text: str, start: int) -> int:
    """Where the group that begins at `start` ends."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(text)
