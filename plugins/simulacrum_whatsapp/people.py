"""Who wrote: names at the head of records, told apart from system lines that hold a colon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from simulacrum_core import Participant

from .marks import SPACES, unmarked

_OPENING, _CLOSING = "“„«‹「『‚‘", "”»›」』’"
_LONGEST_NAME = 120
_MOST_WORDS = 8
_PHONE = re.compile(r"\+?[\d\s()./\u2010-\u2015\u00a0-]{5,}$")


def authors(heads: Counter[str]) -> dict[str, Participant]:
    """The heads that are people, each with its participant."""
    return {head: person_of(head) for head, count in heads.items() if is_person(head, count)}


def is_person(head: str, count: int) -> bool:
    """Whether a head is somebody's name: a line that quotes a subject, or a long sentence said once, is none."""
    if is_quoting(head) or len(head) > _LONGEST_NAME or not unmarked(head).strip():
        return False
    return count > 1 or len(head.split()) <= _MOST_WORDS


def person_of(head: str) -> Participant:
    """A participant by the name as shown; the mark of an unsaved contact is kept in the id only."""
    shown = " ".join(unmarked(head).translate(_PLAIN_SPACES).split(" ")).strip()
    name = shown.removeprefix("~").strip() if shown.startswith("~") and shown.strip("~ ") else shown
    if _PHONE.match(name):
        name = shown = _plain_number(name)
    return Participant(shown, name)


def colon_names(bodies: Iterable[str], separator: str) -> set[str]:
    """Names that hold a separator themselves: heads that the same second head follows every time."""
    seconds: dict[str, Counter[str]] = {}
    for body in bodies:
        first, _, rest = body.partition("\n")[0].partition(separator)
        second, found, _ = rest.partition(separator)
        seconds.setdefault(first, Counter())[second if found else ""] += 1
    return {
        f"{first}{separator}{second}"
        for first, counts in seconds.items()
        for second in counts
        if second and len(counts) == 1 and counts[second] >= 3 and len(second) <= 40
    }


_PLAIN_SPACES = dict.fromkeys(map(ord, SPACES), " ")


def _plain_number(number: str) -> str:
    return re.sub(r"[\u2010-\u2015]", "-", number)


def is_quoting(head: str) -> bool:
    """Whether a quotation begins in the head and does not end there, as in: changed the subject to “a."""
    opened = sum(head.count(char) for char in _OPENING)
    closed = sum(head.count(char) for char in _CLOSING.replace("’", ""))
    german = head.count("“") if "„" in head else 0
    return opened - german > closed + german or head.count('"') % 2 == 1
