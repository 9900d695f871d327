"""What programs write under a name: assistants in a chat, and texts that business accounts send by themselves.

WhatsApp Business greets whoever writes first and tells that nobody is there: the same text each time, within seconds of
the first message of a day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from simulacrum_core import Participant

from .dates import read_time
from .marks import shown_name
from .records import Batch
from .shapes import Shape

_ASSISTANTS = frozenset({"meta ai", "chatgpt", "1-800-chatgpt", "microsoft copilot", "perplexity ai"})
FEWEST = 3
"""Days on which a text came at once, from which on it is automatic."""
_SECONDS = 10
_LENGTH, _WORDS = 40, 7
"""Characters and different words of a text that nobody types at once to the letter, as people do short greetings."""
_WIDE, _DIFFERENT = 24, 10
"""Characters and different ones in a script without blanks."""
_WINDOW = 4
"""Records of a day that are looked at: before the first message may stand what the app says."""

Text = tuple[str, str]
"""A head, and what it sent, with single blanks."""


def text_key(head: str, text: str) -> Text:
    return head, " ".join(text.split())


class Answers:
    """Counts texts that came at once when somebody else wrote first on a day."""

    def __init__(self, separator: str, sign: str, shape: Shape) -> None:
        self._separator, self._sign, self._time_first = separator, sign, shape.time_first
        self._held: list[tuple[str, str]] = []
        self.counts: Counter[Text] = Counter()

    def add(self, batch: Batch, changes: Sequence[int]) -> None:
        """Look at the first records of each day in a batch; those of its last day may go on in the next one."""
        times = batch.ones if self._time_first else batch.twos
        count = len(batch.bodies)
        if self._held:
            end = min(_WINDOW - len(self._held), changes[0] if changes else count)
            self._held += zip(times[:end], batch.bodies[:end], strict=True)
            if changes or len(self._held) >= _WINDOW:
                self.finish()
        for start, until in pairwise([*changes, count]):
            end = min(start + _WINDOW, until)
            self._held = list(zip(times[start:end], batch.bodies[start:end], strict=True))
            if until < count or end - start == _WINDOW:
                self.finish()

    def finish(self) -> None:
        """Count what the records that are held have."""
        said = [
            (time, head, text)
            for time, body in self._held
            for head, found, text in (body.partition(self._separator),)
            if found and not (self._sign and self._sign in text)
        ]
        self._held = []
        for (before, one, _), (time, other, text) in pairwise(said):
            if one != other:
                if is_long(text) and _at_once(before, time):
                    self.counts[text_key(other, text)] += 1
                return

    def maybe(self, bodies: Iterable[str]) -> None:
        """Count the first long text of records of which nobody knows what stands before them."""
        for body in bodies:
            head, found, text = body.partition(self._separator)
            if found and is_long(text):
                self.counts[text_key(head, text)] += 1


def is_long(text: str) -> bool:
    """Whether a text is too long to be typed often and the same, or within seconds."""
    if len(text) < _WIDE:
        return False
    wide = [char for char in text if "\u3040" <= char <= "\ud7a3"]
    return (len(text) >= _LENGTH and len({*text.split()}) >= _WORDS) or (
        len(wide) >= _WIDE and len({*wide}) >= _DIFFERENT
    )


def _at_once(before: str, time: str) -> bool:
    if before == time:
        return True
    one, other = read_time(before), read_time(time)
    if one is None or other is None or not (one.second or other.second):
        return False
    day = dt.date(2000, 1, 1)
    passed = dt.datetime.combine(day, other) - dt.datetime.combine(day, one)
    return dt.timedelta() <= passed <= dt.timedelta(seconds=_SECONDS)


def automatic_texts(counts: Iterable[Mapping[Text, int]]) -> dict[Text, int]:
    """The texts of all chats that are automatic, and how often each came at once."""
    total = Counter[Text]()
    for one in counts:
        total.update(one)
    return {text: count for text, count in total.items() if count >= FEWEST}


def is_assistant(person: Participant) -> bool:
    """Whether somebody bears the name of an assistant that takes part in chats."""
    return shown_name(person.name).strip().casefold() in _ASSISTANTS
