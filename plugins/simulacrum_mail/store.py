"""Letters on disk, in threads: in memory is only where each lies, when it was sent, and which thread it is of."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from array import array
from collections.abc import Iterator
from typing import IO, Self

import msgspec

from .letters import Letter, bare_subject

_FORGOTTEN = 90 * 24 * 3600
"""Seconds after which a mail of the same subject and people, which names no other mail, begins a thread of its own."""
_MOST_REFERENCES = 50
READ = ("text", "media")
"""Kinds of letters that are read."""
_ENCODER, _DECODER = msgspec.json.Encoder(), msgspec.json.Decoder(Letter)


class LetterStore:
    """Letters and their threads; what it holds is gone when the `with` block ends."""

    def __init__(self) -> None:
        self._places, self._moments, self._leaders = array("q"), array("d"), array("q")
        self._answered = array("Q")
        self._read = bytearray()
        self._dropped: set[int] = set()
        self._known: dict[int, int] = {}
        self._subjects: dict[int, int] = {}
        self._first: dict[int, int] = {}

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._file: IO[bytes] = stack.enter_context(tempfile.TemporaryFile())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, letter: Letter) -> None:
        """Take the next letter; of those with one id the first is read that is no copy in the trash or of a list."""
        number = len(self._places)
        key = _hash("id", letter.id)
        before = self._first.get(key)
        is_read = letter.kind in READ
        self._write(letter)
        self._read.append(is_read)
        if before is not None:
            is_better = is_read and not self._read[before]
            self._dropped.add(before if is_better else number)
            self._join(before, number)
            if is_better:
                self._first[key] = number
            return
        self._first[key] = number
        self._connect(letter, number)

    def _write(self, letter: Letter) -> None:
        self._places.append(self._file.seek(0, 2))
        self._moments.append(
            letter.sent_at.timestamp() if letter.sent_at else self._moments[-1] if self._moments else 0
        )
        self._leaders.append(len(self._leaders))
        self._answered.append(_hash("id", letter.answers[-1]) if letter.answers else 0)
        data = _ENCODER.encode(letter)
        self._file.write(len(data).to_bytes(8, "big") + data)

    def _connect(self, letter: Letter, number: int) -> None:
        names = [("id", letter.id), *(("id", id) for id in letter.answers[-_MOST_REFERENCES:])]
        for kind, name in [*names, ("thread", letter.thread)]:
            if name:
                self._join(self._known.setdefault(_hash(kind, name), number), number)
        subject = bare_subject(letter.subject).casefold()
        if not subject or letter.kind not in READ:
            return
        key = _hash("subject", "\0".join((subject, *letter.people)))
        last = self._subjects.get(key)
        is_lone = letter.is_answer and not letter.answers
        if last is not None and is_lone and abs(self._moments[last] - self._moments[number]) <= _FORGOTTEN:
            self._join(last, number)
        self._subjects[key] = number

    def letter(self, number: int) -> Letter:
        """The letter that came as the one of this number, from 0."""
        self._file.seek(self._places[number])
        size = int.from_bytes(self._file.read(8), "big")
        return _DECODER.decode(self._file.read(size))

    def is_copy(self, number: int) -> bool:
        """Whether another letter with its id is read."""
        return number in self._dropped

    def is_read(self, number: int) -> bool:
        """Whether a letter is neither a copy nor of a kind that is left out."""
        return bool(self._read[number]) and number not in self._dropped

    def threads(self) -> Iterator[list[int]]:
        """The numbers of the letters of each thread, threads in the order of the first.

        They stand by their times; an answer stands behind what it answers, also where the clocks disagree.
        """
        members: dict[int, list[int]] = {}
        for number in range(len(self._places)):
            members.setdefault(self._leader(number), []).append(number)
        for numbers in members.values():
            yield self._in_order(numbers)

    def _in_order(self, numbers: list[int]) -> list[int]:
        ranks: dict[int, tuple[float, int]] = {}
        for number in sorted(numbers, key=lambda number: (self._moments[number], number)):
            # Mails that answer each other in a circle are met once.
            chain = dict[int, None]()
            one = number
            while one >= 0 and one not in ranks and one not in chain:
                chain[one] = None
                one = self._first.get(self._answered[one], -1)
            for each in reversed(chain):
                before = ranks.get(self._first.get(self._answered[each], -1), (0.0, -1))
                moment = max(self._moments[each], before[0])
                ranks[each] = moment, before[1] + 1 if moment == before[0] else 0
        return sorted(numbers, key=lambda number: (*ranks[number], self._moments[number], number))

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._leader(one), self._leader(other)))
        self._leaders[second] = first

    def _leader(self, number: int) -> int:
        while self._leaders[number] != number:
            self._leaders[number] = self._leaders[self._leaders[number]]
            number = self._leaders[number]
        return number


def _hash(kind: str, name: str) -> int:
    digest = hashlib.blake2b(f"{kind}\0{name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")
