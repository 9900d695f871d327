"""What came with a message: files that are in the export or were left out of it, places, contacts, polls."""

from __future__ import annotations

import re

from msgspec import UNSET

from simulacrum_core import Attachment, Kind

from .notes import Note, plain, quoting

_LEFT_OUT = re.compile(r"\((?:File|Photo|Video|Story) (?:not included|exceeds maximum size|unavailable)[^()]*\)\s*\Z")
_KINDS = {
    "sticker": "sticker",
    "video_message": "video",
    "voice_message": "audio",
    "animation": "gif",
    "video_file": "video",
    "audio_file": "audio",
}
_OTHER = ("game_title", "invoice_information", "giveaway_information", "giveaway_results", "paid_stars_amount")


def attachments(note: Note) -> tuple[Attachment, ...]:
    """What came with a message, files with their paths in the export."""
    found = list(files_of(note))
    if note.contact_information is not None or note.contact_vcard is not None:
        found.append(Attachment("contact", _path(note.contact_vcard)))
    found += [Attachment(key.partition("_")[0]) for key in _OTHER if getattr(note, key) is not None]
    return tuple(found)


def files_of(note: Note) -> tuple[Attachment, ...]:
    """The picture and the file of a message."""
    if note.file is None:
        return () if note.photo is None else (Attachment("image", _path(note.photo)),)
    file = Attachment(_KINDS.get(note.media_type or "", "document"), _path(note.file))
    return (file,) if note.photo is None else (Attachment("image", _path(note.photo)), file)


def kind_of(note: Note, files: tuple[Attachment, ...]) -> Kind:
    """What a message is; a caption does not make a picture a text."""
    if note.poll is not None:
        return "poll"
    if note.location_information is not UNSET or note.place_name is not None:
        return "location"
    if files:
        return "contact" if files[0].kind == "contact" else "media"
    return "text"


def words(note: Note) -> str:
    """The text; of a poll or a list of tasks also what its author asked and offered."""
    lines = [note.text if isinstance(note.text, str) else quoting(note.text)[0]]
    for asked in (note.poll, note.todo_list):
        if asked is not None:
            lines += [plain(asked.question), plain(asked.title)]
            lines += [f"- {plain(answer.text)}" for answer in asked.answers + asked.items]
    return "\n".join(filter(None, lines))


def custom_emoji(document: str | int | None) -> str | None:
    """What stands for an emoji that somebody made: its id or its file, None where that was left out."""
    return str(document) if isinstance(document, int) else _path(document)


def _path(written: str | None) -> str | None:
    return None if not written or _LEFT_OUT.search(written) else written
