"""Comments to posts of WordPress: where an author of the blog answers there, the comments are a conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from simulacrum_core import Conversation, Message, Participant
from simulacrum_core.sources import Element, date_of, html_blocks, tag_of

from ..essay import Reading
from ..xml import text_in
from .wordpress_markup import as_html

_WRITTEN = frozenset(("", "comment"))


class Comment(msgspec.Struct, frozen=True):
    """A comment as it stands; `own` where an author of the blog wrote it while signed in."""

    id: str
    name: str
    own: bool
    parent: str
    date: str
    text: str


def comment_conversation(
    item: Element, post: str, title: str | None, users: Mapping[str, str], reading: Reading
) -> Conversation | None:
    """The comments to a post; None, and they are counted, where no author of the blog is among those who wrote them.

    `users` are the names of the blog's authors by their numbers.
    """
    found = list(_comments(item, users))
    total = sum(tag_of(child) == "comment" for child in item)
    if not any(one.own for one in found):
        reading.tally["type comment"] += total
        return None
    reading.tally["type comment"] += total - len(found)
    key = f"comments to {post}"
    if key in reading.read:
        return None
    reading.read.add(key)
    found.sort(key=lambda one: one.date)
    # Whoever signs a comment with an author's name without signing in is somebody else.
    own = {one.name for one in found if one.own}
    names = {one.id: one.name if one.own or one.name not in own else f"{one.name} (2)" for one in found}
    people = tuple(Participant(name, name) for name in dict.fromkeys(names.values()))
    messages = [_message(one, names[one.id], post) for one in found]
    return Conversation("essays", key, title, people, False, messages, one_session=True)


def _comments(item: Element, users: Mapping[str, str]) -> Iterator[Comment]:
    for child in item:
        if tag_of(child) != "comment" or text_in(child, "comment_approved").strip() in ("spam", "trash"):
            continue
        if text_in(child, "comment_type").strip() not in _WRITTEN:
            continue
        page, _ = as_html(text_in(child, "comment_content"))
        text = "\n\n".join(block.text for block in html_blocks(page) if block.kind != "boilerplate").strip()
        name = users.get(text_in(child, "comment_user_id").strip())
        written = " ".join(text_in(child, "comment_author").split()) or "somebody"
        id, parent, date = (text_in(child, f"comment_{field}").strip() for field in ("id", "parent", "date_gmt"))
        if id and text:
            yield Comment(id, name or written, name is not None, parent, date, text)


def _message(one: Comment, name: str, post: str) -> Message:
    date = date_of(one.date)
    return Message(
        id=one.id,
        author=name,
        sent_at=date and date.replace(tzinfo=dt.UTC),
        text=one.text,
        reply_to=one.parent if one.parent.strip("0") else None,
        position=f"{post}: comment {one.id}",
    )
