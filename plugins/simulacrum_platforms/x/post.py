"""One post of an archive of X: its text as the site shows it."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from simulacrum_core.sources import date_of

from ..monologues import sound
from ..passed_on import parted

_SHARED = re.compile(r"RT @(\w{1,50}): ")
_MENTIONS = re.compile(r"(?:@\w{1,50}\s{1,9})+\Z")
_SHORT = re.compile(r"https?://t\.co/\w{1,20}")
_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_LARGEST = (1 << 63) - 1
_BEGINNING = 40


class Post(msgspec.Struct, frozen=True):
    """A post; `parent` is the number of the post that it answers, `answered` the account of that one's author.

    `quoted` is what stands in it that somebody else wrote, passed on by hand. `shared_from` is whose post it is where
    it is a repost, `pictures` is how many of them it has, and `is_old` that it was changed later, into a post of
    another number.
    """

    number: int
    text: str
    quoted: str
    date: dt.datetime | None
    parent: int | None
    answered: str | None
    answered_name: str | None
    answered_login: str | None
    shared_from: str | None
    pictures: int
    is_old: bool
    file: str
    line: int


def post_of(data: dict[str, Any], file: str, line: int) -> Post | None:
    """The post of an object, None where it has no number or no text."""
    number, text = _number(data.get("id_str") or data.get("id")), data.get("full_text") or data.get("text")
    if number is None or not isinstance(text, str):
        return None
    answered = data.get("in_reply_to_user_id_str") or data.get("in_reply_to_user_id")
    shared = _SHARED.match(text)
    own, quoted = (sound(_shown(text, data)), "") if shared else parted(sound(_shown(text, data)))
    names = {id: (name, login) for id, name, login in mentions(data)}
    name, login = names.get(word(answered), ("", ""))
    login = login or word(data.get("in_reply_to_screen_name"))
    return Post(
        number=number,
        text=own,
        quoted=quoted,
        date=_moment(data.get("created_at")),
        parent=_number(data.get("in_reply_to_status_id_str") or data.get("in_reply_to_status_id")),
        answered=word(answered) or None,
        answered_name=name or login or None,
        answered_login=login or None,
        shared_from=shared[1] if shared else None,
        is_old=_last_version(data) not in (None, number),
        pictures=len(_entities(data, "media", "extended_entities") or _entities(data, "media")),
        file=file,
        line=line,
    )


def long_text(post: Post, notes: dict[str, list[str]]) -> str:
    """The whole of a post that is cut where it stands; the post's own text where there is no longer one."""
    if not notes or post.date is None:
        return post.text
    beginning = _plain(post.text)[:_BEGINNING].rstrip("…")
    made = post.date.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    longer = (html.unescape(text) for text in notes.get(made, ()) if _plain(html.unescape(text)).startswith(beginning))
    return next((text for text in longer if beginning and len(text) > len(_plain(post.text))), post.text).strip()


def _last_version(data: dict[str, Any]) -> int | None:
    """The number of the last version of a post that says which versions it has."""
    told = data.get("edit_info")
    found = next((value for value in told.values() if isinstance(value, dict)), {}) if isinstance(told, dict) else {}
    if isinstance(control := found.get("editControlInitial"), dict):
        found = control
    versions = found.get("editTweetIds")
    numbers = [number for one in versions if (number := _number(one))] if isinstance(versions, list) else []
    return max(numbers, default=None)


def mentions(data: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Id, name and login of everybody whom a post mentions, "" for what is not told."""
    for mention in _entities(data, "user_mentions"):
        id = word(mention.get("id_str")) or word(mention.get("id"))
        yield id, word(mention.get("name")), word(mention.get("screen_name"))


def word(value: object) -> str:
    """An id or a name, "" where there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return sound(str(value)).strip()


def liked_text(data: dict[str, Any]) -> tuple[int | None, str]:
    """The number and the words of a post that the owner liked."""
    text = data.get("fullText")
    return _number(data.get("tweetId")), sound(html.unescape(text)).strip() if isinstance(text, str) else ""


def _moment(value: object) -> dt.datetime | None:
    """A moment such as `Wed Oct 10 20:19:24 +0000 2018`, in the one form that archives have: they hold very many."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return date_of(value)
    month, day, hour, minute, second, year = match.groups()
    try:
        return dt.datetime(
            int(year), _MONTHS.index(month) // 3 + 1, int(day), int(hour), int(minute), int(second), tzinfo=dt.UTC
        )
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(_SHORT.sub("", text).split())


def _shown(text: str, data: dict[str, Any]) -> str:
    """The text without the names that the site puts before an answer, addresses as they are, no picture's address."""
    start = _start(data)
    if 0 < start <= len(text) and _MENTIONS.match(text[:start].rstrip() + " "):
        text = text[start:]
    addresses = {str(item.get("url")): str(item.get("expanded_url") or item.get("url")) for item in _entities(data)}
    places = ("entities", "extended_entities")
    pictures = {str(item.get("url")) for place in places for item in _entities(data, "media", place)}
    text = _SHORT.sub(lambda match: "" if match[0] in pictures else addresses.get(match[0], match[0]), text)
    return html.unescape(text).strip()


def _start(data: dict[str, Any]) -> int:
    shown = data.get("display_text_range")
    start = _number(shown[0]) if isinstance(shown, list) and shown else None
    return start or 0


def _entities(data: dict[str, Any], kind: str = "urls", place: str = "entities") -> list[dict[str, Any]]:
    found = data.get(place)
    items = found.get(kind) if isinstance(found, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and 0 <= value <= _LARGEST else None
