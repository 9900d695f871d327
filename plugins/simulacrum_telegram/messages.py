"""From what the export holds to messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

from msgspec import UNSET

from simulacrum_core import Findings, Kind, Message, Reaction

from .bots import ChatBots
from .media import attachments, custom_emoji, files_of, kind_of, words
from .notes import Note, Reacted, plain, quoting
from .people import CALL, People, peer_id
from .repairs import LineOf

Line = Callable[[], int]
STAR = "\N{WHITE MEDIUM STAR}"


class Transcript:
    """Turns the notes of one chat into messages."""

    def __init__(self, people: People, bots: ChatBots, file: str, findings: Findings) -> None:
        self._people, self._head, self._file, self._findings = people, people.head, file, findings
        self._bots, self._humans = bots, bots.people(people.ids)
        self._is_local = False

    def messages(self, notes: Iterable[Note], line_of: LineOf) -> list[Message]:
        """The messages; this loop is the cost of reading, so it asks little of a message that is only words."""
        author_of_id, place, unset = self._humans.get, f"{self._file}#", UNSET
        messages: list[Message] = []
        add, is_command = messages.append, self._bots.is_command
        for note in notes:
            author = author_of_id(note.from_id)  # type: ignore[arg-type]
            if (
                author is None
                or (note.date_unixtime is None and note.date is None)
                or note.type != "message"
                or note.id is None
                or note.reply_to_peer_id is not None
                or note.author is not None
                or note.poll is not None
                or note.todo_list is not None
                or note.paid_stars_amount is not None
                or note.via_bot is not None
                or note.inline_bot_buttons is not None
            ):
                add(self._special(note, partial(line_of, len(messages))))
                continue
            id = str(note.id)
            text, reply_to, sent_at = note.text, note.reply_to_message_id, note.date_unixtime or self._local(note.date)
            quoted: tuple[int, ...] = ()
            if not isinstance(text, str):
                text, quoted = quoting(text)
            # The first comparison tells nearly all texts from none and from commands, in the least time. What has no
            # words and no file is something else: a place, a contact, a game, an invoice.
            if text < "0" and (is_command(text) if text else note.photo is None and note.file is None):
                add(self._special(note, partial(line_of, len(messages))))
                continue
            answered, edited = str(reply_to) if reply_to else None, note.edited is not None
            is_plain = note.photo is None and note.file is None and note.reactions is None
            if is_plain and note.forwarded_from is unset and note.saved_from is unset:
                add(Message(id, author, sent_at, text, "text", answered, (), edited, None, (), place + id, quoted))
            else:
                files, reactions, origin = files_of(note), self._reactions(note), _origin(note)
                kind: Kind = "media" if files else "text"
                add(
                    Message(
                        id, author, sent_at, text, kind, answered, files, edited, origin, reactions, place + id, quoted
                    )
                )
        return messages

    def _special(self, note: Note, line: Line) -> Message:
        """A message that is more than words."""
        if note.type != "message":
            return self._event(note, line)
        files, author, text = attachments(note), self._author(note, line), words(note)
        return Message(
            id=self._id(note, line),
            author=author,
            sent_at=self._sent_at(note, line),
            text=text,
            kind="bot" if self._is_of_bot(note, author, text) else kind_of(note, files),
            reply_to=self._reply_to(note),
            attachments=files,
            edited=note.edited is not None,
            forwarded_from=_origin(note),
            reactions=self._reactions(note),
            position=self._place(note, line),
            quoted=() if isinstance(note.text, str) else quoting(note.text)[1],
        )

    def _is_of_bot(self, note: Note, author: str | None, text: str) -> bool:
        via, buttons = note.via_bot is not None, note.inline_bot_buttons is not None
        return self._bots.wrote(author, text, via=via, buttons=buttons)

    def _event(self, note: Note, line: Line) -> Message:
        """What Telegram wrote, whatever it is; who called whom is told."""
        call = note.action == CALL
        return Message(
            id=self._id(note, line),
            author=self._author(note, line) if call else None,
            sent_at=self._sent_at(note, line),
            text=_told(note),
            kind="call" if call else "system",
            reply_to=self._reply_to(note),
            reactions=self._reactions(note),
            position=self._place(note, line),
        )

    def _id(self, note: Note, line: Line) -> str:
        return f"line {line()}" if note.id is None else str(note.id)

    def _place(self, note: Note, line: Line) -> str:
        return f"{self._file}:{line()}" if note.id is None else f"{self._file}#{note.id}"

    def _author(self, note: Note, line: Line) -> str | None:
        author = self._people.author(note)
        if author is None or author in self._people:
            return author
        # The chat was read ahead for its authors: the file changed since, or damage hid this one.
        self._findings.report(self._file, line(), "the author of a message was not found before")
        return None

    def _sent_at(self, note: Note, line: Line) -> dt.datetime | None:
        if note.date_unixtime is not None:
            return note.date_unixtime
        if note.date is None and note.type != "unsupported":
            self._findings.report(self._file, line(), "a message without a date")
        return self._local(note.date)

    def _local(self, date: dt.datetime | None) -> dt.datetime | None:
        """The wall time, which is all that exports have from before mid-2022."""
        if date is not None and date.tzinfo is None and not self._is_local:
            self._is_local = True
            self._findings.decide(
                "time zone", "unknown", "the export holds local times only", option="--tz", file=self._file
            )
        return date

    def _reply_to(self, note: Note) -> str | None:
        if not note.reply_to_message_id:
            return None
        if note.reply_to_peer_id is None:
            return str(note.reply_to_message_id)
        return f"{peer_id(note.reply_to_peer_id, self._head)}:{note.reply_to_message_id}"

    def _reactions(self, note: Note) -> tuple[Reaction, ...]:
        return tuple([self._reaction(reacted) for reacted in note.reactions]) if note.reactions else ()

    def _reaction(self, reacted: Reacted) -> Reaction:
        shown = STAR if reacted.type == "paid" else reacted.emoji or custom_emoji(reacted.document_id) or reacted.type
        people = tuple([peer_id(peer.id, self._head) for peer in reacted.recent if peer.id])
        return Reaction(shown, reacted.count, people)


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
