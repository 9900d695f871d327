"""Words without which a line looks like nothing that a program wrote: most trained text has none, and need not be read.

All are conditions of the rules in this folder and of `machine_text` and `chat_lines`; a word is looked at once.
"""

from __future__ import annotations

import re

from .odd_lines import CONTROL, FIELD, is_mail
from .repeats import DEVICES

LONG = 20
"""Characters of a word without which no text has hardly a blank, and no run of base64."""
_SIGN = re.compile(r"[\d<>\[\]{}()%$*&\\#=:：;@\"]|[-_]{2}")
# In statements of a program that have no other sign.
_STATEMENT = re.compile("(?:import|public|private|protected|static|SELECT|continue|break|pass|return|yield|raise)")
_PHONE = re.compile("|".join(("iphone", "ipad", "手机", "手機")))
# What patterns that ignore case take for another letter.
_UNEVEN = re.compile("[ıſİ\u212a]")
_PHRASE = re.compile(
    "read|lesen|lire|leer|leye|legge|leggi|lees|läs|lend|leia|czyta|чита|続|阅|閱|더|view|subscri|leave|share|like|advert"
    "|edited|created|made|published|posted|written|generated|exported|scanned"
)
# Blanks that are control characters, or that are not counted as blanks.
_BLANK = re.compile("[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_KEPT, _LONGEST = 1 << 15, 64
"""Words that are remembered at most, and the characters of the longest one."""
_ODD, _OF_PHRASE = 1, 2


class OddWords(dict[str, int]):
    """What each word may belong to: to what a program wrote, to a short line that apps write."""

    def __missing__(self, word: str) -> int:
        found = _kinds(word)
        if len(word) <= _LONGEST:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = found
        return found

    def kinds(self, text: str) -> tuple[bool, bool]:
        """Whether a rule may find something in a text, and whether a line in it may be a known one."""
        found = {*map(self.__getitem__, text.split())}
        is_odd = not found.isdisjoint((_ODD, _ODD | _OF_PHRASE)) or _has_odd_blank(text)
        return is_odd, not found.isdisjoint((_OF_PHRASE, _ODD | _OF_PHRASE))

    def may_lead(self, name: str) -> bool:
        """Whether no line looks odd by a name before it."""
        leads = (f"{name}: aaa", f"{name}: from a")
        return not (self.kinds(name)[0] or any(FIELD.match(lead) or is_mail(lead) for lead in leads))


def _has_odd_blank(text: str) -> bool:
    """Whether there is one: none can be printed, as nearly every text can but for its ends of lines."""
    return not text.replace("\n", " ").isprintable() and _BLANK.search(text) is not None


def _kinds(word: str) -> int:
    low = word.lower()
    uneven = _UNEVEN.search(word) is not None
    is_odd = (
        uneven
        or len(word) >= LONG
        or _SIGN.search(word) is not None
        or _STATEMENT.match(word) is not None
        or low.startswith(DEVICES)
        or _PHONE.search(low) is not None
        or CONTROL.search(word) is not None
    )
    return (_ODD if is_odd else 0) | (_OF_PHRASE if uneven or _PHRASE.search(low) else 0)
