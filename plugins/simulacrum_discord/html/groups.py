"""Groups: messages of one author within minutes, as HTML pages put them together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from simulacrum_core import Attachment, Kind, Message, Reaction
from simulacrum_core.sources import html_tree, nested_among

from .. import media, names
from ..marks import emoji
from ..parts import Entry
from ..snowflakes import moment
from ..text import notices
from .markup import Element, typed
from .unformatted import escaped

# The names of the classes since April 2022, and those of the years before.
_MESSAGES = {"chatlog__message-container", "chatlog__message"}
_AUTHORS = {"chatlog__author", "chatlog__author-name", "chatlog__system-notification-author"}
_BOTS = {"chatlog__author-tag", "chatlog__bot-label", "chatlog__bot-tag"}
_REPLIES = {"chatlog__reply-link", "chatlog__reference-link"}
_TEXTS = {"chatlog__markdown-preserve", "preserve-whitespace"}
_FILES = {"chatlog__attachment", "chatlog__forwarded-attachments"}
_FILE_NAMES = {"chatlog__attachment-generic-name", "chatlog__attachment-filename"}
_EDITED = {"chatlog__edited-timestamp"}
_TOLD_FILE = re.compile(r"\s*(?:Image|Video|Audio|Attachment): (.+) \([^()]*\)\s*", re.DOTALL)
_MOST_NESTED = 20
_COUNT = re.compile(r"[0-9]{1,9}")
_TARGET = re.compile(r"(\d{1,20})\D{0,3}$")


def entries(text: str, place: str, tell: Callable[[str], None]) -> list[Entry]:
    """The messages in a piece of a page that holds one group; `tell` is told where it is not whole."""
    root = _parsed(escaped(text), tell)
    if root is None:
        return []
    found = [element for element in _every(root, _MESSAGES) if element.get("data-message-id")]
    # On a damaged page a message may lie in another one: nobody says what somebody else said.
    for element in nested_among(found):
        element.getparent().remove(element)
    # Once for the group, not for each message: a group may be as large as the page.
    author = next(_every(root, _AUTHORS), None)
    is_bot = any(True for _ in _every(root, _BOTS))
    target = _target(root) if found else None
    return [_entry(element, author, is_bot, target if at == 0 else None, place) for at, element in enumerate(found)]


def _parsed(text: str, tell: Callable[[str], None]) -> Element | None:
    return html_tree(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), extra="html", tell=tell)


def _entry(element: Element, group_author: Element | None, is_bot: bool, target: str | None, place: str) -> Entry:
    """One message; only the first of a group tells who wrote it, and what it answers."""
    id = element.get("data-message-id", "")
    author = next(_every(element, _AUTHORS), group_author)
    full_name = author.get("title", "") if author is not None else ""
    name = (_plain(author) if author is not None else "") or names.person(full_name)
    sender = author.get("data-user-id") or full_name or name if author is not None else ""
    webhook = sender if is_bot and full_name and not names.has_number(full_name) else ""
    kind, text, is_forwarded = _content(element)
    files = tuple(_files(element))
    message = Message(
        id=id,
        author=None if kind == "system" or author is None else names.webhook(name) if webhook else sender,
        sent_at=moment(id),
        text=text,
        kind="media" if files and kind == "text" else kind,
        reply_to=target if kind == "text" else None,
        attachments=files,
        edited=any(True for _ in _every(element, _EDITED)),
        forwarded_from="" if is_forwarded else None,
        reactions=tuple(_reactions(element)),
        position=place + id,
    )
    return Entry(message, name, is_bot, webhook, names.handles(full_name))


def _content(element: Element) -> tuple[Kind, str, bool]:
    """Kind and text of a message, and whether it is a forward."""
    notice = next(_every(element, {"chatlog__system-notification-content"}), None)
    if notice is not None:
        is_call = any(use.get("href") == "#call-icon" for use in element.iter("use"))
        return "call" if is_call else "system", _plain(notice), False
    own = next(_every(element, {"chatlog__content"}), None)
    forward = next(_every(element, {"chatlog__forwarded"}), None)
    found = [_text(part) for part in (own, forward) if part is not None]
    text = "\n".join(text for text in found if text)
    return notices.kind_of(text), text, forward is not None


def _text(content: Element) -> str:
    """What was typed; before 2021 without an element of its own that keeps its line breaks."""
    inner = next(_every(content, _TEXTS), None)
    if inner is None and "chatlog__content" in _classes(content):
        inner = next(_every(content, {"markdown"}), None)
        return typed(inner).removesuffix(" ").rstrip("\n") if inner is not None else ""
    return typed(inner).rstrip("\n") if inner is not None else ""


def _target(group: Element) -> str | None:
    link = next(_every(group, _REPLIES), None)
    match = _TARGET.search(link.get("onclick") or link.get("href") or "") if link is not None else None
    return match[1] if match else None


def _files(element: Element) -> Iterator[Attachment]:
    for place in _apart(_every(element, _FILES)):
        file_names = [match[1] for inner in place.iter() if (match := _TOLD_FILE.fullmatch(inner.get("title") or ""))]
        file_names += [_plain(inner) for inner in _every(place, _FILE_NAMES)]
        file_names = file_names or [match[1] for match in [_TOLD_FILE.fullmatch(_plain(place))] if match]
        yield from map(media.file, file_names) if file_names else map(media.file_at, _addresses(place))
    yield from (media.sticker(inner.get("title") or "") for inner in _every(element, {"chatlog__sticker"}))


def _addresses(place: Element) -> list[str]:
    return [inner.get("href", "") for inner in place.iter("a") if inner.get("href")]


def _reactions(element: Element) -> Iterator[Reaction]:
    for inner in _apart(_every(element, {"chatlog__reaction"})):
        image = next(inner.iter("img"), None)
        counts = [_plain(count) for count in _every(inner, {"chatlog__reaction-count"})]
        if image is not None:
            yield Reaction(
                emoji(image.get("alt") or ""), int(counts[0]) if counts and _COUNT.fullmatch(counts[0]) else 1
            )


def _apart(elements: Iterable[Element]) -> list[Element]:
    """The elements without those that lie in others of them, but for a few: each is read with all that is in it."""
    places = list(elements)
    left_out = set(nested_among(places)[_MOST_NESTED:])
    return [place for place in places if place not in left_out]


def _every(element: Element, wanted: set[str]) -> Iterator[Element]:
    """What lies in an element and is of one of the classes, in the order of the page."""
    return (inner for inner in element.iter() if not wanted.isdisjoint(_classes(inner)))


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _plain(element: Element) -> str:
    return " ".join(element.text_content().split())
