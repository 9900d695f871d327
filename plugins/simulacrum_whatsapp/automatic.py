"""What programs write under a name: assistants in a chat, and texts that business accounts send by themselves.

WhatsApp Business greets whoever writes first and tells that nobody is there: the same text each time, within seconds of
the first message after a silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress, count
from operator import and_, eq

from simulacrum_core import Participant

from .dates import read_time
from .marks import shown_name
from .records import Batch
from .shapes import Shape

_ASSISTANTS = frozenset({"meta ai", "chatgpt", "1-800-chatgpt", "microsoft copilot", "perplexity ai"})
FEWEST = 3
"""How often a text came at once, from which on it is automatic."""
_SECONDS = 10
_LENGTH, _WORDS = 40, 7
"""Characters and different words of a text that nobody types at once to the letter, as people do short greetings."""
_WIDE, _DIFFERENT = 24, 10
"""Characters and different ones in a script without blanks."""
_TENS = 4
"""Characters of a time of day that two within seconds have in common, but for few."""
_SILENCE = 3600
"""Seconds before the first message of a talk."""
WINDOW = 8
"""Records before a text that are looked at: somebody may write several messages, and the app may say something."""

Text = tuple[str, str]
"""A head, and what it sent, with single blanks."""
_Record = tuple[str, str, str]


def text_key(head: str, text: str) -> Text:
    return head, " ".join(text.split())


class Answers:
    """Counts texts that came at once when somebody else wrote after a silence."""

    def __init__(self, separator: str, sign: str, shape: Shape) -> None:
        self._separator, self._sign, self._time_first = separator, sign, shape.time_first
        self._has_seconds = bool(shape.seconds)
        self._before: list[_Record] = []
        self.counts: Counter[Text] = Counter()

    def add(self, batch: Batch) -> None:
        """Look at the long texts of a batch and at what stands before each."""
        dates, times = (batch.twos, batch.ones) if self._time_first else (batch.ones, batch.twos)
        bodies, known = batch.bodies, len(self._before)
        # Without a call for each record: nearly all are short, or come later than the one before.
        tens = [time[:_TENS] for time in times] if self._has_seconds else times
        earlier = [self._before[-1][1][: _TENS if self._has_seconds else None] if known else "", *tens[:-1]]
        for place in compress(count(), map(and_, map(eq, tens, earlier), map(_WIDE.__lt__, map(len, bodies)))):
            head, found, text = bodies[place].partition(self._separator)
            # Most go on with what their author said before.
            if not found or (place and bodies[place - 1].startswith(f"{head}{found}")) or not is_long(text):
                continue
            first = max(place - WINDOW, 0)
            before = [
                *self._before[max(known - WINDOW + place, 0) :],
                *zip(dates[first:place], times[first:place], bodies[first:place], strict=True),
            ]
            if self._answers(head, dates[place], times[place], before):
                self.counts[text_key(head, text)] += 1
        last = max(len(bodies) - WINDOW, 0)
        newest = list(zip(dates[last:], times[last:], bodies[last:], strict=True))
        self._before = [*self._before, *newest][-WINDOW:]

    def _answers(self, head: str, date: str, time: str, before: Sequence[_Record]) -> bool:
        """Whether a text follows at once what somebody else said after a silence, be it in several messages."""
        asked: tuple[str, str, str] | None = None
        for day, clock, body in reversed(before):
            speaker, found, text = body.partition(self._separator)
            if not found or (self._sign and self._sign in text):
                continue
            if asked is not None and speaker != asked[0]:
                return day != asked[1] or _passed(clock, asked[2]) >= _SILENCE
            if asked is None and (speaker == head or day != date or not _at_once(clock, time)):
                return False
            asked = speaker, day, clock
        return asked is not None and len(before) < WINDOW

    def maybe(self, bodies: Iterable[str]) -> None:
        """Count the long texts of records of which nobody knows what stands before them."""
        for body in bodies:
            head, found, text = body.partition(self._separator)
            if found and is_long(text):
                self.counts[text_key(head, text)] += 1


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
    return before == time or 0 <= _passed(before, time) <= _SECONDS


def _passed(before: str, time: str) -> int:
    """Seconds from one time of a day to another, -1 where one cannot be read."""
    one, other = _second_of(before), _second_of(time)
    return -1 if one is None or other is None else other - one


@lru_cache(maxsize=2000)
def _second_of(time: str) -> int | None:
    """The second of its day that a header names."""
    read = read_time(time)
    return None if read is None else read.hour * 3600 + read.minute * 60 + read.second


def automatic_texts(counts: Iterable[Mapping[Text, int]]) -> dict[Text, int]:
    """The texts of all chats that are automatic, and how often each came at once."""
    total = Counter[Text]()
    for one in counts:
        total.update(one)
    return {text: count for text, count in total.items() if count >= FEWEST}


def is_assistant(person: Participant) -> bool:
    """Whether somebody bears the name of an assistant that takes part in chats."""
    return shown_name(person.name).strip().casefold() in _ASSISTANTS
