"""Names in turn: lines, or the first lines of dated entries, that say who speaks, as in a talk that was copied."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..dates.headings import date_line, dated_heading, heading_line
from ..dates.names import month_number, weekday_number
from .author_names import own_names
from .labels import is_label, people_among

_LONGEST, _MOST_WORDS, _MOST_WRITTEN = 40, 5, 12
_FEW, _APART, _OFTEN = 4, 4, 5
"""Lines that name somebody, where all do so; how often a name that is bold and stands alone has to come again, and one
without any mark of its own.
"""
_FEWEST_TURNS, _LONGEST_TURN = 5, 500
_PEOPLE, _ROUNDS, _SHORTEST_CHAPTER = 3, 2, 300
_PERSON = re.compile(r"[^\W\d_a-zß-ÿ][\w.’'-]{1,20}(?: [^\W\d_a-zß-ÿ][\w.’'-]{0,20}){0,2}")
ADDRESSED = re.compile(
    r"[?？]|(?<!\w)(?:you|your|du|dir|dich|ihr|tu|te|vous|tú|usted|você|ty|ты|вы|jij|je)(?!\w)", re.IGNORECASE
)
_LONGEST_LINE, _SHORT = 400, 100
_LEAD = re.compile(r"[\s#>*+|_\u2022-]{0,12}(?:\[[ xX]\] )?")
_BOXED = re.compile(r"[\[(<][^\[\]()<>\n]{0,60}\d[^\[\]()<>\n]{0,60}[\])>]")
_PHONE = re.compile(r"\+\d{1,3}(?:[ \u00a0.\u2010-\u2015-]?\(?\d{2,}\)?(?![:.]\d)){2,6}")
_CELLS = re.compile(r"\"[,;\t]\"|\t")
_SIGN = re.compile(r"[:：>|\t]|\w\*\*\s|[-\u2013\u2014] |\",")
_SUBTITLE = re.compile(r"(?:\d\d:)?\d\d:\d\d[.,]\d{3} --> ")
_NUMBER = re.compile(
    r"[^\w\s]{0,2}\d[\d:.,/\u066b\u060c\u200e\u200f-]{0,24}(?:[AaPp]\.?[Mm]\.?|[hZ年月日])?[^\w\s]{0,2}"
)
_FIRST_LETTERS = re.compile(r"[^\n]{0,60}?(\+\d\d|[^\W\d_]+)")
_FIRST_WORD = re.compile(
    r"[\[(]?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4},?[ T])?\d{1,2}[:.]\d\d(?:[:.]\d\d)?[\])]? +([^\W\d_]\S*) +\S"
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
_DATED = re.compile(r"\d{1,2}[:.h]\d\d|\d{1,4}[-./]\d{1,2}|\b(?:19|20)\d\d\b|[年月日]")
_SPLIT = re.compile(r"\t|\*\*\s|\*{0,2}[ \u00a0]?(?:[:：]\*{0,2}(?:\s|$|(?=[^\W\d]))|[>|](?:\s|$)|[-\u2013\u2014] )")
_WORDS = frozenset(
    "am pm at um uhr le à a um om kl klo el de den der das dne dnia today yesterday heute gestern hier ayer oggi ieri"
    " hoje ontem сегодня вчера г в".split()
)
_SELF = "me"
"""What exports call their owner; it is a day in some language, too."""
_ENDS = re.compile(r"(?:[!?…。！？।;]|\w{4}\.|\.\.)\Z")
"""Ends of sentences; `Ben K.` and `Dr.` are none."""


def takes_turns(firsts: Sequence[str], days: int = 0) -> bool:
    """Whether the first lines of entries name who speaks: two names at least, each of them again and again.

    What stands alone on such a line may as well be a title, `Morning` and `Evening`: that names somebody only where
    there are more than two entries on each of the `days`.
    """
    said = [(name, line) for line in firsts if (name := _before_words(line))]
    if _are_names(people_among([name for name, _ in said], [line for _, line in said]), len(firsts)):
        return True
    alone = [name for line in firsts if (name := _before_words(line) or _label(line))]
    return 0 < 2 * days < len(firsts) and _are_names(people_among(alone), len(firsts))


def has_labels(lines: Sequence[str]) -> bool:
    """Whether lines that are not blank begin with names, or stand as names above what is said.

    A name that a time stands beside is told by coming again, one that stands alone by coming again often. What is said
    once in each entry of a diary, beside other labels, is none, as in `Mood: fine`; nor is a heading among others.
    """
    # Most notes have too few lines that begin alike; most lines of prose are too long to be a name and have no sign
    # behind one. To look at a line costs ten times more.
    if len(lines) < _FEW:
        return False
    counts = Counter(first[1] for line in lines if (first := _FIRST_LETTERS.match(line)))
    if sum(count for count in counts.values() if count > 1) < _FEW or sum(map(_may_name, lines)) * 4 < len(lines):
        return False
    parts, days = _sections(lines)
    if days and takes_turns([part[0] for part in parts], days):
        return True
    found = [[_Named(line) for line in part] for part in parts]
    total = sum(map(len, parts))
    if sum(_SUBTITLE.match(line) is not None for line in lines) > 2 or _have_speakers_behind_times(lines):
        return True
    spoken = [[one for one in part if one.said] for part in found]
    said = _counted(spoken)
    if _are_names(said, total) or (_have_names(spoken, total) and _stand_above(said, 2, total * 2 / 5)):
        return True
    timed = _counted([[one for one in part if one.name and one.is_timed] for part in found])
    if _stand_above(timed, 2, total / 4):
        return True
    apart = _counted([[one for one in part if one.name and one.is_apart] for part in found])
    if _stand_above(apart, _APART, max(total / 3, 2 * _APART)):
        return True
    is_dense = len(parts) > 2 * days
    alone = _counted([[one for one in part if one.name and not one.is_timed] for part in found])
    heads = [one.name for part in found for one in part if one.is_heading]
    named = sum(alone[name] > 1 for name in heads)
    is_all = not named or named * 5 >= len(heads) * 4
    return is_all and (len(parts) < 2 or is_dense) and _stand_above(alone, _OFTEN, total / 3)


def takes_turns_with(lines: Sequence[str], names: Iterable[str]) -> bool:
    """Whether headings or bold lines are names that come again, one of which is the author's.

    Few turns are enough then, as nobody calls a part of a text by their own name again and again. Others among these
    lines are rare, and chapters are longer.
    """
    found = [line for line in lines if line.startswith(("#", "**")) and (heading_line(line)[0] or _is_apart(line))]
    if len(found) < _FEWEST_TURNS or sum(map(len, lines)) > _LONGEST_TURN * len(found):
        return False
    heads = [_label(line[:_LONGEST_LINE]) for line in found]
    counts = Counter(filter(None, heads))
    again = {name: count for name, count in counts.items() if count > 1}
    if len(again) < 2 or own_names(names).isdisjoint(again):
        return False
    turns = sum(again.values())
    return turns >= _FEWEST_TURNS and turns * 5 >= len(heads) * 4


def takes_turns_below_names(lines: Sequence[str]) -> bool:
    """Whether all headings or bold lines are names that come again, three at least, and what is below addresses them.

    Parts of a text that bear the same heading each week stand below one that does not come again, or address nobody.
    """
    heads = [number for number, line in enumerate(lines) if line.startswith(("#", "**")) and _is_head(line)]
    if len(heads) < _ROUNDS * _PEOPLE or sum(map(len, lines)) > _SHORTEST_CHAPTER * len(heads):
        return False
    written = [lines[number].strip("#* :") for number in heads]
    counts = Counter(written)
    are_names = all(
        _PERSON.fullmatch(name) and not is_label(name) and count >= _ROUNDS for name, count in counts.items()
    )
    if len(counts) < _PEOPLE or not are_names or min(counts.values()) < _ROUNDS:
        return False
    said = ["\n".join(lines[start + 1 : end]) for start, end in zip(heads, [*heads[1:], len(lines)], strict=True)]
    return sum(ADDRESSED.search(text) is not None for text in said) * 3 >= len(said)


def _is_head(line: str) -> bool:
    return heading_line(line)[0] > 0 or _is_apart(line)


def _is_apart(line: str) -> bool:
    return line.startswith("**") and line.rstrip().endswith("**")


def _may_name(line: str) -> bool:
    return len(line) <= _SHORT or _SIGN.search(line, 0, _SHORT) is not None


class _Named:
    """What a line says of who speaks: the name before its words, or the name that it is."""

    __slots__ = ("is_apart", "is_heading", "is_timed", "line", "name", "said")

    def __init__(self, line: str) -> None:
        self.line = line = line[:_LONGEST_LINE]
        self.is_timed = _CLOCK.search(line) is not None
        self.is_heading = heading_line(line)[0] > 0
        self.is_apart = _is_apart(line)
        self.said = _before_words(line) if _SIGN.search(line, 0, _SHORT) else ""
        self.name = self.said or (_label(line) if len(line) <= _SHORT else "")


def _sections(lines: Sequence[str]) -> tuple[list[list[str]], int]:
    """The lines between dates that stand alone or in headings, and how many days these dates are."""
    parts, days = [list[str]()], set[str]()
    for line in lines:
        if date_line(line) is not None or dated_heading(heading_line(line)[1])[0] is not None:
            days.add(_CLOCK.sub("", line).partition(",")[0])
            parts.append([])
            line = _after_date(line)
        if any(map(str.isalpha, line[:_LONGEST_LINE])) or _PHONE.search(line[:_LONGEST_LINE]):
            parts[-1].append(line)
    return [part for part in parts if part], len(days)


def _after_date(line: str) -> str:
    """What a heading says behind its date."""
    return dated_heading(heading_line(line)[1])[1]


def _have_speakers_behind_times(lines: Sequence[str]) -> bool:
    """Whether most lines begin with a time and one of a few words, as where a name stands there without any mark."""
    after = [found[1].casefold() for line in lines if (found := _FIRST_WORD.match(line))]
    often = [count for count in Counter(after).values() if count > 2]
    return len(often) > 1 and sum(often) * 5 >= len(after) * 4 and len(after) * 3 >= len(lines) * 2


def _counted(parts: Sequence[Sequence[_Named]]) -> Counter[str]:
    """How often each name comes, without those that come once beside others that come again, and without labels."""
    every = [one for part in parts for one in part]
    people = people_among([one.name for one in every], [one.line for one in every])
    again = {name for name, count in people.items() if count > 1}
    found = Counter[str]()
    for part in parts:
        counts = Counter(one.name for one in part if one.name in again)
        found.update({name: count for name, count in counts.items() if count > 1 or len(counts) == 1})
    return found


def _have_names(parts: Sequence[Sequence[_Named]], total: int) -> bool:
    """Whether nearly every line begins with a name."""
    return sum(map(len, parts)) * 6 >= total * 5


def _stand_above(counts: Counter[str], least: int, needed: float) -> bool:
    often = [count for count in counts.values() if count >= least]
    return len(often) > 1 and sum(often) >= _FEW and sum(often) >= needed


def _are_names(counts: Counter[str], total: int) -> bool:
    """Whether names that come again stand before most of all."""
    again = [count for count in counts.values() if count > 1]
    return len(again) > 1 and sum(again) >= _FEW and sum(again) * 3 >= total * 2


def _before_words(line: str) -> str:
    """The name before a colon or a dash and some words, without dates and times; "" where a line has none."""
    line = _plain(line)
    found = _SPLIT.search(line)
    if found is None or not line[found.end() :].strip():
        return ""
    return _name(line[: found.start()])


def _label(line: str) -> str:
    """The name that is all of a line but for dates, times and marks; "" where it is a sentence."""
    line = _plain(line)
    bare = line.rstrip(" ,:：*_")
    return "" if _ENDS.search(bare) else _name(bare)


def _plain(line: str) -> str:
    """A line without what stands before its words, and without dates and times; numbers of phones are letters."""
    line = _CELLS.sub("\t", line).strip('" ')
    line = _PHONE.sub(lambda found: "".join(chr(97 + int(char)) for char in found[0] if char.isdecimal()), line)
    line = _BOXED.sub(" ", line)
    line = line[_LEAD.match(line).end() :]  # type: ignore[union-attr]
    words = re.split(r"([ \t])", line)
    is_dated = _DATED.search(line) is not None
    while words and (not words[0].strip() or _is_of_time(words[0], is_dated=is_dated)):
        del words[0]
    return "".join(words)


@functools.lru_cache(maxsize=1 << 14)
def _is_of_time(word: str, *, is_dated: bool) -> bool:
    """Whether a word is a part of a date or a time; the names of months are names of people as well."""
    bare = word.strip(".,[]()<>-\u2013\u2014|*_").lower()
    if not bare or _NUMBER.fullmatch(word) is not None:
        return is_dated or not bare.isdecimal()
    if bare == _SELF:
        return False
    return (is_dated and (bare in _WORDS or month_number(bare) is not None)) or (
        (is_dated or len(bare) > 3) and weekday_number(bare) is not None
    )


def _name(text: str) -> str:
    """A name in small letters; "" where the text is too long for one, or holds nothing but a time."""
    words = text.strip(" *_[]()<>|,.\u2013\u2014-").split()
    if len(words) > _MOST_WRITTEN:
        return ""
    is_dated = _DATED.search(text) is not None
    words = [word for word in words if not _is_of_time(word, is_dated=is_dated)]
    name = " ".join(words).strip(" *_[]()<>|,-").casefold()
    is_one = 0 < len(name) <= _LONGEST and len(words) <= _MOST_WORDS and any(map(str.isalnum, name))
    return name if is_one and not name.startswith(("http", "www.")) else ""
