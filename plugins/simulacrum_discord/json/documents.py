"""Documents: DiscordChatExporter's JSON, one channel a file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise, starmap

import msgspec

from simulacrum_core import Findings, Message, Participant, SourceFile
from simulacrum_core.sources import Batch, ByteStream, ElementDecoder, Fault, MessageBlocks, walk_json

from ..marks import Known
from ..names import webhook
from ..parts import Choices, Part, Survey, Tally
from ..snowflakes import key, step
from .authors import Cast, authors
from .batches import MESSAGES, Layout, Passed, batches, layout, sound_batches
from .posts import Author, Post, message

_DIRECT = "Direct"


class Guild(msgspec.Struct):
    id: str
    name: str


class Channel(msgspec.Struct):
    id: str
    type: str
    name: str | None = None


class Head(msgspec.Struct, rename="camel"):
    """What stands before the messages."""

    guild: Guild
    channel: Channel
    messages: list[None]
    exported_at: str | None = None


_HEADS = ElementDecoder(Head)


def comes_newest_first(layout: Layout) -> bool:
    """Whether the first messages of a document come from the newest to the oldest."""
    return sum(starmap(step, pairwise(map(key, layout.ids)))) < 0


def part(file: SourceFile, head: bytes) -> Part | None:
    """The part that a file is by its first bytes, None where they are not DiscordChatExporter's."""
    events = walk_json(io.BytesIO(head), MESSAGES, len(head))
    event = next((event for event in events if not isinstance(event, Fault)), None)
    if event is None:
        return None
    around = event.around if isinstance(event, Batch) else event.data
    channel = _HEADS.one(around, 1, lambda line, what: None)
    return DocumentPart(file, channel) if channel else None


class DocumentPart(Part):
    """A JSON export, which is read twice: for its authors, and for its messages."""

    def __init__(self, file: SourceFile, head: Head) -> None:
        is_direct = head.channel.type.startswith(_DIRECT) or head.guild.id == "0"
        name = head.channel.name
        super().__init__(file, head.channel.id, name if is_direct else f"{head.guild.name} / {name or head.channel.id}")
        self.exported = head.exported_at or ""
        self._cast: Cast | None = None
        self._names: dict[str, str] = {}
        self._roles: dict[str, str] = {}
        self.channel = name

    def know(self, cast: Cast) -> None:
        """Who writes, found out elsewhere."""
        self._cast = cast

    def survey(self, choices: Choices) -> Survey:
        found = layout(self.file, choices.longest)
        cast = self._cast or authors(self.file, found.example)
        self._names, self._roles = {id: author.name for id, author in cast.authors.items()}, cast.roles
        people = {
            id: Participant(id, author.name, author.handles)
            for id, author in cast.authors.items()
            if not author.is_bot or choices.keeps(id)
        }
        ends = [key(cast.last), min(map(key, found.ids), default=(0, ""))]
        newest_first = comes_newest_first(found)
        oldest, newest = ends if newest_first else reversed(ends)
        return Survey(people, oldest, newest_first, newest)

    def in_file_order(self, choices: Choices, findings: Findings, tally: Tally) -> MessageBlocks:
        return MessageBlocks(self._blocks(choices, findings, tally))

    def _blocks(self, choices: Choices, findings: Findings, tally: Tally) -> Iterator[list[Message]]:
        return self.rest(layout(self.file, choices.longest), None, choices, findings, tally)

    def sound(self, window: ByteStream, border: bytes, choices: Choices, tally: Tally) -> Iterator[list[Message]]:
        """The messages of a part of the file; raises what the decoder raises where they are not all sound."""
        return (self._messages(posts, choices, tally) for posts in sound_batches(window, border))

    def rest(
        self, layout: Layout, passed: Passed | None, choices: Choices, findings: Findings, tally: Tally
    ) -> Iterator[list[Message]]:
        """The messages behind those that were passed, in the order of the file."""
        found = batches(self.file, layout, choices.longest, findings, passed)
        return (self._messages(posts, choices, tally) for posts in found)

    def _messages(self, posts: Sequence[Post], choices: Choices, tally: Tally) -> list[Message]:
        """The messages; this loop is the cost of reading, so the most common kind of post is made in it."""
        place, messages = f"{self.file.name}:", list[Message]()
        known, add = Known(self._names, choices.channels, self._roles, tally.marks), messages.append
        tally.posts += len(posts)
        for post in posts:
            if post.author.is_bot and not self._keeps(post, choices, tally):
                continue
            author, text, type, reference = post.author, post.content, post.type, post.reference
            if (
                text
                and "<" not in text
                and post.timestamp
                and ((type == "Default" and not reference) or (type == "Reply" and reference))
                and not (post.attachments or post.reactions or post.stickers or post.forwarded_message)
            ):
                id, reply_to = post.id, reference.message_id if reference else None
                edited, sent_at = post.timestamp_edited is not None, post.timestamp
                add(Message(id, author.id, sent_at, text, "text", reply_to, (), edited, None, (), place + id))
            else:
                add(message(post, place, self.group, known))
        return messages

    def _keeps(self, post: Post, choices: Choices, tally: Tally) -> bool:
        """Whether what a program wrote is kept; it gets the id of the name that a webhook wrote it under."""
        sender, name = post.author.id, post.author.name or ""
        is_webhook = (id := webhook(name)) in self._names
        if is_webhook:
            post.author = Author(id, name, is_bot=True)
        if choices.keeps(post.author.id):
            return True
        if is_webhook:
            tally.webhooks[sender, name] += 1
        else:
            tally.bots[sender] += 1
        return False
