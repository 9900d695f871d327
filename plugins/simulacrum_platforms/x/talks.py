"""Direct messages of an archive of X: which holds ids of people, and their names only where a post mentions them."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from functools import partial

import msgspec

from simulacrum_core import Attachment, Conversation, Message, Participant, Reaction, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, date_of

from ..monologues import Writer, sound
from ..shelf import Shelf
from .archive import NAME, Archive, events, objects
from .events import Event, Happened, Id, Reacted, Sent
from .post import mentions, word

_PATH = ("*", "dmConversation", "messages")
_SHORT = re.compile(r"https?://t\.co/\w{1,20}")
_PICTURE = ("twitter.com/messages/media/", "x.com/messages/media/", "pic.twitter.com/", "pic.x.com/")
_VIDEOS = (".mp4", ".m3u8", ".mov")
_LARGEST = (1 << 63) - 1
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EMOJI = {"funny": "😂", "surprised": "😲", "sad": "😢", "like": "❤️", "excited": "🔥", "agree": "👍", "disagree": "👎"}
"""How the site shows the reactions that it has names for."""


class Around(msgspec.Struct, frozen=True, rename="camel"):
    conversation_id: Id | None = None


_EVENTS = ElementDecoder(Event)
_AROUND = msgspec.json.Decoder(Around)
_TOLD = {
    "join_conversation": "joined the conversation",
    "participants_join": "people joined the conversation",
    "participants_leave": "people left the conversation",
}


def talk_conversations(archive: Archive, writer: Writer, shelf: Shelf) -> Iterator[Conversation]:
    """The talks of an account, each from its first message on, whatever the order of the export."""
    titles: dict[str, tuple[int, str]] = {}
    for talk, key, message, title in _talks(archive):
        shelf.add(talk, key, message)
        if title is not None and key >= titles.get(talk, (0, ""))[0]:
            titles[talk] = key, title
    if not shelf.chats():
        return
    wanted = {id for talk in shelf.chats() for id in (*shelf.authors(talk), *_pair(talk))}
    names = _people(archive, writer, wanted)
    for talk in shelf.chats():
        people = tuple(names.get(id, Participant(id, id)) for id in shelf.authors(talk))
        others = [names.get(id, Participant(id, id)).name for id in _pair(talk) if id != writer.person.id]
        title = titles[talk][1] if talk in titles else others[0] if others else None
        owner = writer.person.id if writer.is_known else None
        yield Conversation(NAME, talk, title, people, False, shelf.messages(talk), owner=owner)


def _talks(archive: Archive) -> Iterator[tuple[str, int, Message, str | None]]:
    """Each message with its conversation, its place in time, and the name that a group gets there."""
    for file in archive.talks:
        yield from _talks_in(file, archive)


def _talks_in(file: SourceFile, archive: Archive) -> Iterator[tuple[str, int, Message, str | None]]:
    report = partial(archive.findings.report, file.name)
    for event in events(file, _PATH, archive.limits):
        if isinstance(event, Fault):
            report(event.line, f"left out: the rest of the file: {event.what}")
        elif isinstance(event, Batch):
            talk = _talk_of(event.around)
            for number, one in enumerate(_EVENTS.block(event, report)):
                found = _message(one, f"{file.name}:", f"{event.line}.{number}")
                if found is None:
                    report(event.line, "left out: an event of a kind that is not known")
                else:
                    key, message, title, pair = found
                    yield talk or pair or file.name, key, message, title


def _talk_of(around: bytes) -> str | None:
    try:
        id = _AROUND.decode(around).conversation_id
    except msgspec.MsgspecError:
        return None
    return None if id is None else str(id)


def _message(event: Event, place: str, number: str) -> tuple[int, Message, str | None, str | None] | None:
    sent = event.message_create or event.welcome_message_create
    if sent is not None:
        return _sent(sent, place, is_bot=event.message_create is None)
    for name in ("conversation_name_update", *_TOLD):
        happened: Happened | None = getattr(event, name)
        if happened is not None:
            moment = _moment(happened.created_at)
            text = _TOLD.get(name) or f"the conversation is called {happened.name or ''}"
            id = f"{name} {happened.created_at or number}"
            message = Message(id, None, moment, sound(text), "system", position=f"{place}{number.partition('.')[0]}")
            title = sound(happened.name) if name == "conversation_name_update" and happened.name else None
            return _milliseconds(moment) << 22, message, title, None
    return None


def _sent(sent: Sent, place: str, *, is_bot: bool) -> tuple[int, Message, str | None, str | None]:
    id, moment = str(sent.id), _moment(sent.created_at)
    files = tuple(Attachment("video" if url.endswith(_VIDEOS) else "image", None) for url in sent.media_urls)
    text = sound(_shown(sent))
    message = Message(
        id=id,
        author=str(sent.sender_id),
        sent_at=moment,
        text=text,
        kind="bot" if is_bot else "media" if files else "text",
        attachments=files,
        edited=bool(sent.edit_history),
        reactions=_reactions(sent.reactions),
        position=f"{place}{id}",
    )
    pair = None if sent.recipient_id is None else "-".join(sorted((str(sent.sender_id), str(sent.recipient_id))))
    # The time of the site is in its ids, which are more exact than the moment beside them.
    return _number(id) or _milliseconds(moment) << 22, message, None, pair


def _shown(sent: Sent) -> str:
    """The text with addresses as they are, and without those of pictures."""
    known = {address.url: address.expanded or address.url for address in sent.urls if address.url}

    def shown(match: re.Match[str]) -> str:
        address = known.get(match[0], match[0])
        return "" if any(sign in address for sign in _PICTURE) else address

    text = sent.text or ""
    return html.unescape(_SHORT.sub(shown, text).strip() if "t.co/" in text else text)


def _reactions(found: list[Reacted]) -> tuple[Reaction, ...]:
    chosen: dict[str, list[str]] = {}
    for one in found:
        key = one.reaction_key or "?"
        chosen.setdefault(sound(_EMOJI.get(key, key)), []).append(str(one.sender_id))
    return tuple(Reaction(emoji, len(people), tuple(people)) for emoji, people in chosen.items())


def _people(archive: Archive, writer: Writer, wanted: set[str]) -> dict[str, Participant]:
    """Names of people by ids, where a post of the owner's mentions or answers them; the last one that is seen."""
    found: dict[str, Participant] = {}
    for data, _, _ in objects(archive.posts, "tweet", archive, tell=False):
        for id, name, login in mentions(data):
            if id in wanted and (name or login):
                found[id] = Participant(id, name or login, (login,) if login else ())
        id, login = word(data.get("in_reply_to_user_id_str")), word(data.get("in_reply_to_screen_name"))
        if id in wanted and id not in found and login:
            found[id] = Participant(id, login, (login,))
    return found | ({writer.person.id: writer.person} if writer.is_known else {})


def _pair(talk: str) -> list[str]:
    """The two of a talk of two, which its id names."""
    ids = talk.split("-")
    return ids if len(ids) == 2 and all(id.isascii() and id.isdigit() for id in ids) else []


def _moment(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return date_of(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _milliseconds(moment: dt.datetime | None) -> int:
    """Time as the ids of the site have it, which begins in November 2010."""
    if moment is None or moment.tzinfo is None:
        return 0
    return max((moment - _EPOCH) // dt.timedelta(milliseconds=1) - 1288834974657, 0)


def _number(id: str) -> int | None:
    number = int(id) if id.isascii() and id.isdigit() and len(id) <= 19 else 0
    return number if 0 < number <= _LARGEST else None
