"""What programs write under a name: assistants in a chat, and texts that business accounts send by themselves.

WhatsApp Business greets whoever writes first and tells that nobody is there: the same text each time, within seconds of
the first message after a silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

from simulacrum_core import Participant

from .marks import shown_name
from .records import Batch
from .shapes import Shape
from .times import seconds_passed

_ASSISTANTS = frozenset({"meta ai", "chatgpt", "1-800-chatgpt", "microsoft copilot", "perplexity ai"})
FEWEST, RARELY = 3, 50
"""How often a text came at once, from which on it is automatic, and of how many silences it has to end one: among very
many, what somebody pastes now and then comes at once by chance.
"""
_SECONDS = 10
_LENGTH, _WORDS = 40, 7
"""Characters and different words of a text that nobody types at once to the letter, as people do short greetings."""
_WIDE, _DIFFERENT = 24, 10
"""Characters and different ones in a script without blanks."""
_SILENCE = 3600
"""Seconds before the first message of a talk."""
WINDOW = 8
"""Records behind a silence that are looked at: somebody may write several messages, and the app may say something."""

Text = tuple[str, str]
"""A head, and what it sent, with single blanks."""


def text_key(head: str, text: str) -> Text:
    return head, " ".join(text.split())


class AtOnce(msgspec.Struct):
    """How often texts came at once when somebody else wrote after a silence, and how many silences were answered."""

    texts: Counter[Text] = msgspec.field(default_factory=Counter)
    silences: int = 0

    def update(self, other: AtOnce) -> None:
        """Add what was found elsewhere in the chat."""
        self.texts.update(other.texts)
        self.silences += other.silences


class Answers:
    """Counts texts that came at once when somebody else wrote after a silence."""

    def __init__(self, separator: str, sign: str, shape: Shape, *, is_first: bool = True) -> None:
        self._separator, self._sign, self._time_first = separator, sign, shape.time_first
        self._dates, self._times, self._bodies = list[str](), list[str](), list[str]()
        # What stands before a later part of a file is not known: of its silences fewer are counted, never more.
        self._is_first, self._begins = is_first, [0]
        """Of the records that are kept, the places of those with which a day or an hour begins."""
        self.found = AtOnce()

    def add(self, batch: Batch, changes: Sequence[int], hours: Sequence[int]) -> None:
        """Look behind each silence in a batch, or so shortly before it that what follows may be in it.

        `changes` are the numbers of the records in it with which a day begins, `hours` those with which an hour does.
        """
        known = len(self._dates)
        dates = [*self._dates, *(batch.twos if self._time_first else batch.ones)]
        times = [*self._times, *(batch.ones if self._time_first else batch.twos)]
        bodies = [*self._bodies, *batch.bodies]
        # An hour begins before few records, and no silence is shorter.
        begins = {*self._begins, known, *[known + number for number in chain(changes, hours)]}
        for place in sorted(begins):
            if place + WINDOW > known and self._is_behind_silence(dates, times, place):
                self._look(dates, times, bodies, place, known)
        left = max(len(bodies) - WINDOW - 1, 0)
        self._begins = [place - left for place in begins if place >= left]
        self._dates, self._times, self._bodies = dates[left:], times[left:], bodies[left:]

    def _is_behind_silence(self, dates: Sequence[str], times: Sequence[str], place: int) -> bool:
        if not place:
            return self._is_first
        return dates[place] != dates[place - 1] or (seconds_passed(times[place - 1], times[place]) or 0) >= _SILENCE

    def _look(self, dates: Sequence[str], times: Sequence[str], bodies: Sequence[str], place: int, known: int) -> None:
        """Count what another one says at once to whoever speaks first from a place on, unless that was `known`."""
        asked, last = "", place
        for number in range(place, min(place + WINDOW, len(bodies))):
            speaker, found, text = bodies[number].partition(self._separator)
            if not found or (self._sign and self._sign in text):
                continue
            if asked and speaker != asked:
                is_at_once = dates[number] == dates[last] and _at_once(times[last], times[number])
                self.found.silences += number >= known
                if number >= known and is_at_once and is_long(text):
                    self.found.texts[text_key(speaker, text)] += 1
                return
            asked, last = speaker, number

    def maybe(self, bodies: Iterable[str]) -> None:
        """Count the long texts of records of which nobody knows what stands before them."""
        for body in bodies:
            head, found, text = body.partition(self._separator)
            if found and is_long(text):
                self.found.texts[text_key(head, text)] += 1


def is_long(text: str) -> bool:
    """Whether a text is too long to be typed often and the same, or within seconds."""
    if len(text) < _WIDE or (text.isascii() and len(text) < _LENGTH):
        return False
    if len(text) >= _LENGTH and len({*text.split()}) >= _WORDS:
        return True
    wide = [] if text.isascii() else [char for char in text if "\u3040" <= char <= "\ud7a3"]
    return len(wide) >= _WIDE and len({*wide}) >= _DIFFERENT


def _at_once(before: str, time: str) -> bool:
    # Where an export has no seconds, a minute is all that it tells.
    passed = seconds_passed(before, time)
    return before == time or (passed is not None and 0 <= passed <= _SECONDS)


def automatic_texts(found: Iterable[AtOnce]) -> dict[Text, int]:
    """The texts of all chats that are automatic, and how often each came at once."""
    total, silences = Counter[Text](), Counter[Text]()
    for one in found:
        total.update(one.texts)
        silences.update(dict.fromkeys(one.texts, one.silences))
    return {text: count for text, count in total.items() if count >= FEWEST and count * RARELY >= silences[text]}


def is_assistant(person: Participant) -> bool:
    """Whether somebody bears the name of an assistant that takes part in chats."""
    return shown_name(person.name).strip().casefold() in _ASSISTANTS
