"""From what the export holds to messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import UNSET

from simulacrum_core import Findings, Message, Reaction

from .media import attachments, kind_of, words
from .notes import Note, Reacted, plain
from .people import CALL, People, author_of, peer_id

STAR = "\N{WHITE MEDIUM STAR}"


class Transcript:
    """Turns the notes of one chat into messages."""

    def __init__(self, people: People, file: str, findings: Findings) -> None:
        self._people, self._head, self._file, self._findings = people, people.head, file, findings

    def messages(self, notes: Iterable[Note], lines: Iterable[int]) -> list[Message]:
        """The messages; this loop is the cost of reading, so it asks little of a message that is only words."""
        author_of_id, place, special = self._people.ids.get, f"{self._file}:", self._special
        messages: list[Message] = []
        add = messages.append
        for note, line in zip(notes, lines, strict=True):
            text, sent_at, answered = note.text, note.date_unixtime, note.reply_to_message_id
            author = author_of_id(note.from_id)  # type: ignore[arg-type]
            if (
                author is not None
                and sent_at is not None
                and text.__class__ is str
                and note.type == "message"
                and note.id is not None
                and note.forwarded_from is note.saved_from is note.location_information is UNSET
                and note.photo is note.file is note.edited is note.reactions is None
                and note.poll is note.todo_list is note.contact_information is note.reply_to_peer_id is None
                and note.place_name is note.game_title is note.invoice_information is note.contact_vcard is None
                and note.giveaway_information is note.giveaway_results is note.paid_stars_amount is None
            ):
                reply = str(answered) if answered else None
                add(Message(str(note.id), author, sent_at, text, "text", reply, (), False, None, (), f"{place}{line}"))
            else:
                add(special(note, line))
        return messages

    def _special(self, note: Note, line: int) -> Message:
        """A message that is more than words."""
        if note.type != "message":
            return self._event(note, line)
        files = attachments(note)
        return Message(
            id=self._id(note, line),
            author=self._author(note, line),
            sent_at=self._sent_at(note, line),
            text=words(note),
            kind=kind_of(note, files),
            reply_to=self._reply_to(note),
            attachments=files,
            edited=note.edited is not None,
            forwarded_from=_origin(note),
            reactions=tuple(self._reaction(reacted) for reacted in note.reactions or ()),
            position=f"{self._file}:{line}",
        )

    def _event(self, note: Note, line: int) -> Message:
        """What Telegram wrote, whatever it is; who called whom is told."""
        call = note.action == CALL
        return Message(
            id=self._id(note, line),
            author=self._author(note, line) if call else None,
            sent_at=self._sent_at(note, line),
            text=_told(note),
            kind="call" if call else "system",
            reactions=tuple(self._reaction(reacted) for reacted in note.reactions or ()),
            position=f"{self._file}:{line}",
        )

    def _id(self, note: Note, line: int) -> str:
        return f"line {line}" if note.id is None else str(note.id)

    def _author(self, note: Note, line: int) -> str | None:
        author = author_of(note, self._head)
        if author is not None and author not in self._people:
            self._findings.report(self._file, line, "an author who was not in the chat before")
            self._people.ids[note.from_id or author] = author
        return author

    def _sent_at(self, note: Note, line: int) -> dt.datetime | None:
        if note.date_unixtime is not None:
            return note.date_unixtime
        if note.date is None and note.type != "unsupported":
            self._findings.report(self._file, line, "a message without a date")
        elif note.date is not None and note.date.tzinfo is None:
            self._findings.decide(
                "time zone", "unknown", "the export holds local times only", option="--tz", file=self._file
            )
        return note.date

    def _reply_to(self, note: Note) -> str | None:
        if not note.reply_to_message_id:
            return None
        if note.reply_to_peer_id is None:
            return str(note.reply_to_message_id)
        return f"{peer_id(note.reply_to_peer_id, self._head)}:{note.reply_to_message_id}"

    def _reaction(self, reacted: Reacted) -> Reaction:
        shown = STAR if reacted.type == "paid" else reacted.emoji or str(reacted.document_id or reacted.type)
        return Reaction(shown, reacted.count, tuple(peer_id(peer.id, self._head) for peer in reacted.recent if peer.id))


def _origin(note: Note) -> str | None:
    """Whose words are forwarded, "" where the export does not say; None where they are the author's own."""
    if note.forwarded_from is not UNSET:
        return note.forwarded_from or ""
    return None if note.saved_from is UNSET else note.saved_from or ""


def _told(note: Note) -> str:
    """One line about an event: who, what, and the names or titles it is about."""
    about = [note.title, note.new_title, note.information_text, note.discard_reason, plain(note.text)]
    about += [name or "Deleted Account" for name in note.members or ()]
    what = ", ".join(filter(None, about))
    return ": ".join(filter(None, [note.actor, note.action or (note.type if not what else None), what]))
