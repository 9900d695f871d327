"""Posts of an outbox as conversations: texts, threads, what is sent to few, answers to others, and what is shared."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import Attachment, Conversation, Message

from ..chains import chains, own_parents
from ..markup import own_text, spoken
from ..monologues import Passage, monologue
from ..shelf import Shelf
from .actors import NAME
from .outbox import Outbox, Post, activities, link_of, posts

_ANSWERS, _SHARES, _DIRECT = "answers", "reposts", "direct to "
_TITLES = {_ANSWERS: "Answers to posts that are not in the archive", _SHARES: "Reposts"}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Tally(msgspec.Struct, frozen=True):
    """Posts that earlier outboxes of the same source had, and counts to tell at the end."""

    read: set[str] = msgspec.field(default_factory=set)
    counts: Counter[str] = msgspec.field(default_factory=Counter)


class _Links(msgspec.Struct, frozen=True):
    """The owner's posts, and which of them answers which."""

    own: set[str] = msgspec.field(default_factory=set)
    parents: dict[str, str] = msgspec.field(default_factory=dict)


def post_conversations(outbox: Outbox, tally: Tally) -> Iterator[Conversation]:
    """Single posts as they come, then threads, then what is no text that stands alone."""
    links = _links(outbox)
    joined = links.parents.keys() | set(links.parents.values())
    held: dict[str, Post] = {}
    with Shelf() as shelf:
        for post in posts(outbox):
            if post.id in tally.read:
                tally.counts["repeated"] += 1
                continue
            tally.read.add(post.id)
            if post.id in joined and post.shared is None and not post.people:
                held[post.id] = post
            elif not _put(post, post.parent, shelf, outbox, tally):
                yield _text([post], outbox)
        for thread in chains(held, links.parents):
            if not _is_answer(thread[0], outbox):
                yield _text(thread, outbox)
            for post in thread if _is_answer(thread[0], outbox) else ():
                # What goes on with an answer answers the same post.
                _put(post, thread[0].parent, shelf, outbox, tally)
        for id in shelf.chats():
            yield _shelved(id, shelf, outbox)


def _links(outbox: Outbox) -> _Links:
    links = _Links()
    for activity, _, _ in activities(outbox, tell=False):
        if (found := link_of(activity)) is not None:
            id, parent = found
            links.own.add(id)
            if parent is not None:
                links.parents[id] = parent
    return _Links(links.own, own_parents(links.parents, links.own))


def _is_answer(post: Post, outbox: Outbox) -> bool:
    """Whether a post that goes back to none of the owner's answers somebody else's, as far as anybody can tell."""
    own = outbox.writer.person.id
    return post.parent is not None and not (outbox.writer.is_known and post.parent.startswith(f"{own}/"))


def _put(post: Post, parent: str | None, shelf: Shelf, outbox: Outbox, tally: Tally) -> bool:
    """Put a post to those of its kind; whether it has one, and is no text that stands alone."""
    key = max((post.date - _EPOCH) // dt.timedelta(milliseconds=1), 0) if post.date else 0
    if post.shared is not None:
        place, parent = _SHARES, None
    elif post.people:
        place, parent = _DIRECT + ", ".join(post.people), parent if _is_answer(post, outbox) else None
    elif parent is not None and (parent != post.parent or _is_answer(post, outbox)):
        place = _ANSWERS
    else:
        return False
    tally.counts[place.partition(" to ")[0]] += 1
    for message in _messages(post, parent, outbox):
        shelf.add(place, key, message)
    return True


def _text(thread: Sequence[Post], outbox: Outbox) -> Conversation:
    passages = [passage for post in thread for passage in _passages(post)]
    return monologue(outbox.writer, thread[0].id, None, thread[0].date, passages)


def _passages(post: Post) -> Iterator[Passage]:
    yield from post.passages
    if post.poll:
        yield Passage(post.poll, post.position, "poll")
    elif not post.passages:
        yield Passage("", post.position, "media" if post.files else "text")


def _messages(post: Post, parent: str | None, outbox: Outbox) -> list[Message]:
    text = own_text(post.passages)
    message = Message(
        id=post.id,
        author=outbox.writer.person.id,
        sent_at=post.date,
        text=text,
        kind="media" if post.files and not text else "text",
        reply_to=parent,
        attachments=(Attachment("image"),) * post.files,
        edited=post.edited,
        forwarded_from=None if post.shared is None else "",
        position=post.position,
    )
    poll = [Message(f"{post.id} poll", message.author, post.date, post.poll, "poll", position=post.position)]
    return [*spoken(message, post.passages), *(poll if post.poll else ())]


def _shelved(id: str, shelf: Shelf, outbox: Outbox) -> Conversation:
    title = _TITLES.get(id) or id.removeprefix(_DIRECT)
    me = outbox.writer.person
    return Conversation(NAME, f"{id} of {me.id}", title, (me,), True, shelf.messages(id), owner=me.id)
