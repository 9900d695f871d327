"""The messages of one page of `messages.html`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import msgspec

from simulacrum_core import Attachment, Kind, Message, Reaction

from .bots import ChatBots
from .markup import Tag, classes, framed, having, names_bot, parts, quoted_in, separated, shown_name, text_of
from .people import DELETED, signed_name

_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)")
_DAY = re.compile(
    r"(?:\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    r"|No exported messages)\Z"
)
_COUNT = re.compile(r"\d{1,9}")
_UPWARDS = re.compile(r"\A(?:\.\./)+")
_ANSWERED = re.compile(r"#go_to_message(-?\d+)")
_WRAPPED = {"photo_wrap": "image", "sticker_wrap": "sticker", "animated_wrap": "gif", "video_file_wrap": "video"}
_FILES = {
    "media_photo": "image",
    "media_video": "video",
    "media_voice_message": "audio",
    "media_audio_file": "audio",
    "media_file": "document",
    "media_contact": "contact",
    "media_game": "game",
    "media_invoice": "invoice",
    "media_giveaway": "giveaway",
}
_TITLED = {"Sticker": "sticker", "Animation": "gif"}
_KINDS: dict[str, Kind] = {
    "media_call": "call",
    "media_location": "location",
    "media_live_location": "location",
    "media_venue": "location",
    "media_contact": "contact",
}


class Media(msgspec.Struct, frozen=True):
    """What came with a message, and the words in it that are its author's."""

    kind: Kind = "text"
    files: tuple[Attachment, ...] = ()
    words: str = ""


class PageReader:
    """Reads a page; a message that is joined to the one before has that one's author, and its origin if forwarded."""

    def __init__(self, file: str, bots: ChatBots, id_of: Callable[[str, str], str]) -> None:
        self._file, self._bots, self._id_of = file, bots, id_of
        self._author: str | None = None
        self._name = self._colour = ""
        self._origin = ""
        self._via = False

    def messages(self, page: Tag) -> Iterator[Message | None]:
        """The messages of the page, None for the days that stand between them."""
        for tag in separated(page, "message"):
            kinds = classes(tag)
            if "default" in kinds and "body" in parts(tag):
                yield self._message(tag, joined="joined" in kinds)
            elif "service" in kinds and "body" in parts(tag):
                text = text_of(parts(tag)["body"]).strip()
                is_day = _id(tag).startswith("-") and _DAY.match(text)
                yield None if is_day else Message(_id(tag), None, None, text, "system", position=self._place(tag))

    def _message(self, tag: Tag, *, joined: bool) -> Message:
        body = parts(tag)["body"]
        outer = parts(body)
        forwarded = next((child for child in body if child.get("class") == "forwarded body"), None)
        inner = outer if forwarded is None else parts(forwarded)
        if not joined:
            self._begin(outer.get("from_name"), parts(tag).get("userpic_wrap"))
        if forwarded is not None and "from_name" in inner:
            name = shown_name(inner["from_name"].text)
            self._origin, self._via = "" if name == DELETED else name, names_bot(inner["from_name"].text)
        media = _media(inner["media_wrap"]) if "media_wrap" in inner else Media()
        words, quoted = quoted_in(inner["text"]) if "text" in inner else ("", ())
        text = "\n".join(filter(None, [words, media.words]))
        is_of_bot = self._bots.wrote(self._author, text, via=self._via, buttons=False)
        return Message(
            id=_id(tag),
            author=self._signed(outer.get("signature", inner.get("signature"))),
            sent_at=_date(outer.get("date")),
            text=text,
            kind="bot" if is_of_bot else media.kind,
            reply_to=_answered(outer.get("reply_to", inner.get("reply_to"))),
            attachments=media.files,
            forwarded_from=None if forwarded is None else self._origin,
            reactions=tuple(map(_reaction, separated(outer["reactions"], "reaction"))) if "reactions" in outer else (),
            position=self._place(tag),
            quoted=quoted,
        )

    def _begin(self, name: Tag | None, picture: Tag | None) -> None:
        """Note who wrote a message that is joined to none, and whether through a bot."""
        shown = shown_name(name.text) if name is not None else ""
        colours = (
            [name for name in classes(picture[0]) if name != "userpic"] if picture is not None and len(picture) else []
        )
        self._name, self._colour = shown, colours[0] if colours else ""
        self._author = self._id_of(shown, self._colour) if name is not None else None
        self._origin, self._via = "", name is not None and names_bot(name.text)

    def _signed(self, signature: Tag | None) -> str | None:
        """Who wrote a message: several people sign what they write as a channel or a group."""
        signed = shown_name(text_of(signature)) if signature is not None else ""
        return self._id_of(signed_name(self._name, signed), self._colour) if signed and self._name else self._author

    def _place(self, tag: Tag) -> str:
        return f"{self._file}:{tag.sourceline}"


def _id(tag: Tag) -> str:
    return str(tag.get("id", "")).removeprefix("message")


def _date(tag: Tag | None) -> dt.datetime | None:
    return None if tag is None else date_in(tag.get("title", ""))


def date_in(title: str) -> dt.datetime | None:
    """The wall time; the offset behind it is that of the zone's winter, whatever the season, and of no use."""
    match = _DATE.match(title)
    if match is None:
        return None
    day, month, year, hour, minute, second = map(int, match.groups())
    try:
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def _answered(tag: Tag | None) -> str | None:
    links = [_ANSWERED.search(link.get("href", "")) for link in tag.iter("a")] if tag is not None else []
    return next((match[1] for match in links if match), None)


def _reaction(tag: Tag) -> Reaction:
    emoji = "".join(text_of(part).strip() for part in list(having(tag, "emoji"))[:1])
    people = tuple(part.get("title") for part in having(tag, "initials") if part.get("title"))
    pictures = sum(1 for _ in having(tag, "userpic"))
    counts = [text_of(part).strip() for part in having(tag, "count")]
    return Reaction(emoji, int(counts[0]) if counts and _COUNT.fullmatch(counts[0]) else pictures, people)


def _media(wrap: Tag) -> Media:
    """What is in the frame for media, by its classes."""
    item = next(iter(wrap), None)
    if item is None:
        return Media()
    names = classes(item)
    if "media_poll" in names:
        return _poll(item)
    title = "".join(framed(part) for part in list(having(item, "title"))[:1]).strip()
    kind: Kind = next((_KINDS[name] for name in names if name in _KINDS), "media")
    if kind == "call":
        return Media(kind, words=" ".join(framed(part).strip() for part in separated(item, "status")))
    if kind == "location":
        return Media(kind)
    shape = next((table[name] for table in (_WRAPPED, _FILES) for name in names if name in table), "media")
    return Media(kind, (Attachment(_TITLED.get(title, shape), _path(item)),))


def _path(item: Tag) -> str | None:
    """The path from the export's own folder, as `result.json` has it; None where the file was left out."""
    link = item.get("href", "")
    link = _UPWARDS.sub("", link, count=1)
    return None if not link or "://" in link else link


def _poll(item: Tag) -> Media:
    question = "".join(framed(part) for part in list(having(item, "question"))[:1])
    answers = [framed(part, without="details").rstrip() for part in separated(item, "answer")]
    is_list = any(framed(part).strip() == "To-do List" for part in item if classes(part) == ["details"])
    return Media("text" if is_list else "poll", words="\n".join([question, *answers]))
