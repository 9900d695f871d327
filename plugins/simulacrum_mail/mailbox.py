"""All mails of a source as conversations: a thread of people's mails is one, what nobody wrote is one for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self, cast

from simulacrum_core import Conversation, Findings, Kind, Message, Participant

from .letters import Letter, bare_subject
from .owners import Owner
from .signatures import key_of, tails, without_tail
from .store import READ, LetterStore

_MOST_TAILS, _MOST_NAMES = 1_000_000, 10
_NOBODYS = "mail that nobody wrote"


class Mailbox:
    """Takes letters, then gives conversations; letters lie on disk while the `with` block lasts."""

    def __init__(self) -> None:
        self._store, self._owner = LetterStore(), Owner()
        self._tails: dict[int, int] = {}
        self._why = Counter[str]()
        self._mine: list[str] = []
        self._same: dict[str, list[str]] = {}
        self._others = self.size = 0

    def __enter__(self) -> Self:
        self._store.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._store.__exit__(*error)

    def add(self, letter: Letter) -> None:
        """Take the next letter."""
        self.size += 1
        self._store.add(letter)
        if letter.kind not in READ:
            self._why[letter.why] += 1
            return
        self._owner.add(letter.sender, letter.name, letter.delivered_to, people=letter.people, is_sent=letter.is_sent)
        if letter.text and len(self._tails) < _MOST_TAILS:
            for _, tail in tails(letter.text):
                key = key_of(letter.sender, tail)
                self._tails[key] = self._tails.get(key, 0) + 1

    def tell(self, findings: Findings, counts: Counter[str], names: Sequence[str] = ()) -> None:
        """Tell whose mailbox it is, and what of the mails is not read; `names` are words for whoever hands it in."""
        self._mine = self._owner.addresses(names)
        self._owner.tell(findings, self._mine, is_asked=bool(names))
        self._same = self._owner.same_people(self._mine)
        if several := {group[0]: group for group in self._same.values()}:
            told = "; ".join(f"{self._owner.name(first)}: {', '.join(group[:5])}" for first, group in several.items())
            findings.decide("people with several addresses", f"{len(several):,}, each read as one", told[:1000])
        copies = sum(map(self._store.is_copy, range(self.size)))
        if copies:
            findings.decide("mails that are there twice", "read once", f"{copies:,} have the id of another one")
        if self._why:
            findings.decide("mail that nobody wrote to anybody", "left out", _listed(self._why))
        if counts:
            findings.decide("words of others and signatures in mails", "left out", _listed(counts))

    def conversations(self, source: str) -> Iterator[Conversation]:
        """The threads by their first mails, then what is left out."""
        alone: list[int] = []
        threads: list[list[int]] = []
        for numbers in self._store.threads():
            if any(map(self._store.is_read, numbers)):
                threads.append(numbers)
            else:
                alone += numbers
        for numbers in threads:
            yield self._thread(source, numbers)
        if alone:
            people = tuple(self._participants({self._mine[0]})) if self._mine else ()
            owner = self._mine[0] if self._mine else None
            yield Conversation(source, _NOBODYS, _NOBODYS, people, False, self._messages(sorted(alone)), owner=owner)

    def _thread(self, source: str, numbers: list[int]) -> Conversation:
        read = [number for number in numbers if self._store.is_read(number)]
        first = self._store.letter(read[0])
        authors = dict.fromkeys(self._account(self._store.letter(number).sender) for number in read)
        owner = self._mine[0] if self._mine and self._mine[0] in authors else None
        people = tuple(self._participants(authors))
        title = bare_subject(first.subject) or None
        # What was written to somebody who never answered is read as it stands.
        is_alone = owner is not None and len(authors) == 1
        messages = self._messages(numbers)
        return Conversation(source, first.id, title, people, is_alone, messages, owner=owner, one_session=True)

    def _account(self, address: str) -> str:
        """All addresses of the owner are one account, and so are those of another person."""
        return self._mine[0] if address in self._mine else self._same.get(address, (address,))[0]

    def _participants(self, authors: Iterable[str]) -> Iterator[Participant]:
        for address in authors:
            if self._mine and address == self._mine[0]:
                name, *others = self._owner.names(self._mine)
                turned = [other for other in others if "," in other]
                yield Participant(address, name, (*self._mine[1:], *turned[:_MOST_NAMES]))
            else:
                yield Participant(address, self._owner.name(address), tuple(self._same.get(address, ())[1:]))

    def _messages(self, numbers: list[int]) -> Iterator[Message]:
        seen = Counter[str]()
        for number in numbers:
            letter = self._store.letter(number)
            seen[letter.id] += 1
            id = letter.id if seen[letter.id] == 1 else f"{letter.id}#{seen[letter.id]}"
            yield self._message(letter, id, is_copy=self._store.is_copy(number))

    def _message(self, letter: Letter, id: str, *, is_copy: bool) -> Message:
        kind = "superseded" if is_copy else letter.kind
        text = letter.text
        if kind in READ:
            text, _ = without_tail(text, letter.sender, self._tails)
        return Message(
            id=id,
            author=self._account(letter.sender) if kind in READ else None,
            sent_at=letter.sent_at,
            text=text,
            kind=cast(Kind, kind),
            reply_to=letter.answers[-1] if letter.answers and kind in READ else None,
            attachments=letter.files,
            forwarded_from=letter.forwarded_from if kind in READ else None,
            position=letter.position,
        )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
