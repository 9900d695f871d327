"""Headers inside a message: the beginning of another export in the same file, or lines that somebody quotes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

import msgspec

from .dates import Evidence, Order, possible, read_date, read_time
from .marks import MARKS, fold
from .notices import tells_encryption
from .patterns import pattern_of
from .records import LONGEST_SENT, Batch
from .shapes import LONGEST_HEADER, Header, Shape, bare, header_of
from .stretches import Stretch

_STARTS = re.compile(
    rf"(?P<end>\r{{0,4}}\n|\r|[\u2028\u2029\x85\x0b\x0c])[{MARKS} \t\u00a0>|]{{0,40}}"
    r"(?=[^\n\r]{0,60}?\d{1,2}(?:[:.]| ?h ?)\d{1,2})"
)
_DAY, _FEW_DAYS = dt.timedelta(days=1), dt.timedelta(days=2)
_MOST_DATES = 64
_MOST_FOUND = 400
"""Headers of one message that are looked at."""


class Found(msgspec.Struct, frozen=True):
    """A header inside a message: where it begins there, what stands before it, and what follows it."""

    at: int
    header: Header
    before: str
    rest: str


class Break(msgspec.Struct, frozen=True):
    """Where a stretch ends: the record that is the last one, and the place of the next header in its text."""

    record: int
    at: int


class Reading(msgspec.Struct, frozen=True):
    """Moments in one order of day and month: of headers inside a message, of that message, and of the next one."""

    claimed: list[dt.datetime]
    sent: dt.datetime | None
    then: dt.datetime | None


class Watch:
    """Looks for headers inside the records of one stretch, and decides which of them begin another one."""

    def __init__(self, stretch: Stretch) -> None:
        self.shape = stretch.shape
        self.closing = stretch.shape.close.strip() or stretch.shape.close
        how = stretch.separation
        self._returns = "\r" in how.newline
        self._protected = "\r" in how.newline and how.inner != how.newline
        self._anywhere = pattern_of(stretch.shape, "")
        self._separator = stretch.separator
        self._dates: list[str] = []

    def found(self, body: str, whole: bool = True) -> Iterator[Found]:
        """The headers inside a text; the first line's own is not part of it."""
        for count, match in enumerate(_STARTS.finditer(body) if whole else ()):
            if count > _MOST_FOUND:
                return
            line = body[match.end() : match.end() + LONGEST_HEADER + 80]
            line = line.partition("\n")[0]
            header = header_of(line)
            if header is not None:
                yield Found(match.end(), header, match["end"], _behind(line, header))

    def glued(self, body: str) -> Iterator[Found]:
        """Headers of the stretch's own shape that stand in the middle of a line."""
        start = 0
        while match := self._anywhere.search(body, start):
            start = match.end()
            if match.start() and not body[match.start() - 1].isdigit() and not begins_line(body, match.start()):
                line = body[match.start() : match.end() + 80].partition("\n")[0]
                header = header_of(line)
                if header is not None and header.shape.close == self.shape.close:
                    yield Found(match.start(), header, "", _behind(line, header))

    def first_break(self, batch: Batch, changes: Sequence[int]) -> Break | None:
        """The first place in a batch where another stretch begins; `changes` are the records that begin a date."""
        if not batch.open:
            self.note(self.ends(batch))
        for i in self._looked(batch, changes, dashes=batch.dashes):
            if place := self._break_in(batch, i):
                return place
        return None

    def has_headers(self, batch: Batch, changes: Sequence[int]) -> bool:
        """Whether there is anything in a batch that `first_break` may find, whatever came before it."""
        bodies = (batch.bodies[i] for i in self._looked(batch, changes, dashes=True))
        return any(next(look(body), None) is not None for body in bodies for look in (self.found, self.glued))

    def _looked(self, batch: Batch, changes: Sequence[int], *, dashes: bool) -> list[int]:
        """The records in which another stretch may begin."""
        looked = [i for i, body in enumerate(batch.bodies) if "\n" in body or "\r" in body] if batch.inner else []
        if dashes:
            # Where two files were joined within a line, the date changes.
            ends = [*(change - 1 for change in changes if change), len(batch.bodies) - 1]
            looked = sorted({*looked, *(i for i in ends if self.closing in batch.bodies[i])})
        return looked

    def _break_in(self, batch: Batch, i: int) -> Break | None:
        body, own = batch.bodies[i], (batch.ones[i], batch.twos[i])
        follows = (batch.ones[i + 1], batch.twos[i + 1]) if i + 1 < len(batch.bodies) else batch.after
        found = list(self.found(body))
        if place := self._opening(found, body, own, follows, batch.last and follows is None):
            return Break(i, _joint_before(body, place))
        joint = (one for one in self.glued(body) if self._is_joint(one, own, follows))
        return next((Break(i, one.at) for one in joint), None)

    def ends(self, batch: Batch) -> tuple[str, str]:
        """The first and the last date of a batch."""
        column = batch.twos if self.shape.time_first else batch.ones
        return column[0], column[-1]

    def note(self, dates: tuple[str, str]) -> None:
        """Remember the ends of a batch, of many batches the last ones."""
        self._dates = list(dict.fromkeys([*self._dates, *dates]))[-_MOST_DATES:]

    def _opening(
        self, found: Sequence[Found], body: str, own: tuple[str, str], follows: tuple[str, str] | None, ends: bool
    ) -> Found | None:
        """The first of the headers from which on the text is another stretch."""
        tried: set[Shape] = set()
        for i, one in enumerate(found):
            shape = bare(one.header.shape)
            if shape in tried:
                continue
            tried.add(shape)
            alike = [other for other in found[i:] if bare(other.header.shape) == shape]
            if self._opens(alike, body[one.at :], own, follows, ends):
                return one
        return None

    def _opens(
        self, alike: Sequence[Found], text: str, own: tuple[str, str], follows: tuple[str, str] | None, ends: bool
    ) -> bool:
        """Whether headers of one shape inside a message are an export of their own, and no quotation.

        A quotation is of the past, short, mostly of one day, and the chat goes on behind it where it was.
        """
        count, own_shape = len(alike), bare(alike[0].header.shape) == bare(self.shape)
        if count > 1 and len(text) > LONGEST_SENT:
            return True
        if any(tells_encryption(one.rest) for one in alike[:2]):
            return True
        if self._protected and "\r" in alike[0].before and not own_shape and (count > 1 or ends):
            return True
        returned = sum(1 for one in alike[1:] if "\r" in one.before)
        if not self._returns and returned and (alike[1].before == "\r" or (ends and returned > 1)):
            # Nobody's message has the line ends of another system in lines like these.
            return True
        if not alike[0].header.shape.has_year:
            return ends and count > 2 and not alike[0].header.shape.pasted
        return all(self._is_apart(alike, seen, ends) for seen in self._readings(alike, own, follows))

    def _is_apart(self, alike: Sequence[Found], seen: Reading, ends: bool) -> bool:
        """Whether the dates of headers say that they are no quotation."""
        count, own_shape = len(alike), bare(alike[0].header.shape) == bare(self.shape)
        claimed, sent, then = seen.claimed, seen.sent, seen.then
        if not claimed or sent is None:
            return False
        if max(claimed) > sent and (count > 1 or (own_shape and not self._protected)):
            return then is None or then >= min(claimed) or then < sent
        if alike[0].header.shape.pasted:
            return False
        if then is not None and then < sent - _DAY and count > 1:
            return True
        span = max(claimed) - min(claimed)
        return (ends and count > 2 and span >= _DAY) or (count >= 8 and span >= _FEW_DAYS)

    def _is_joint(self, one: Found, own: tuple[str, str], follows: tuple[str, str] | None) -> bool:
        """Whether a header in the middle of a line begins the second of two files that were joined there."""
        return all(
            seen.claimed
            and seen.sent is not None
            and (
                seen.claimed[0] > seen.sent + _FEW_DAYS
                or (seen.then is not None and seen.claimed[0] <= seen.then < seen.sent)
            )
            for seen in self._readings([one], own, follows)
        )

    def _readings(
        self, alike: Sequence[Found], own: tuple[str, str], follows: tuple[str, str] | None
    ) -> Iterator[Reading]:
        """When headers inside a message say that they were, when it was sent, and when the next one: in every order.

        Where the dates leave the order open, both shapes are taken to have the same.
        """
        other = alike[0].header.shape
        mine = [*self._dates, *(pair[1 if self.shape.time_first else 0] for pair in (own, follows) if pair)]
        dates = list(dict.fromkeys(one.header.date for one in alike))[:_MOST_DATES]
        orders, others = possible(Evidence("", self.shape, mine)), possible(Evidence("", other, dates))
        for order in dict.fromkeys([*orders, *others]):
            ours, theirs = order if order in orders else orders[0], order if order in others else others[0]
            claimed = [_moment(one.header.date, one.header.time, other, theirs) for one in alike]
            sent, then = (self._own_moment(pair, ours) if pair else None for pair in (own, follows))
            yield Reading([moment for moment in claimed if moment is not None], sent, then)

    def _own_moment(self, pair: tuple[str, str], order: Order) -> dt.datetime | None:
        date, time = reversed(pair) if self.shape.time_first else pair
        return _moment(date, time, self.shape, order)


def _joint_before(body: str, found: Found) -> int:
    """Where another stretch begins: at a header, or at one before it in the middle of the line where files meet."""
    joint = pattern_of(found.header.shape, "").search(body, 0, found.at)
    return joint.start() if joint else found.at


def _moment(date: str, time: str, shape: Shape, order: Order) -> dt.datetime | None:
    day, clock = read_date(date, shape, order), read_time(time)
    return None if day is None or clock is None else dt.datetime.combine(day, clock)


def _behind(line: str, header: Header) -> str:
    return fold(line).lstrip().lstrip(" \t>|")[header.end :]


def begins_line(body: str, at: int) -> bool:
    """Whether only blanks and marks stand between the begin of the line and a place in it."""
    line = body[:at].rpartition("\n")[2].rpartition("\r")[2]
    return not line.strip(" \t>|\u00a0\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
