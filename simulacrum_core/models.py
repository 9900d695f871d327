"""The values that flow through the pipeline: conversations of messages, and training examples of segments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

Kind = Literal[
    "text",
    "media",
    "system",
    "call",
    "poll",
    "location",
    "contact",
    "deleted",
    "quote",
    "bot",
    "machine",
    "boilerplate",
    "trash",
    "superseded",
    "insertion",
    "omitted",
]
Split = Literal["train", "validation"]


class Participant(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """An account that wrote in a conversation: `id` is what messages refer to, `name` what others saw.

    `handles` are other words for the account that its source knows: a username without its `@`, a phone number.
    """

    id: str
    name: str
    handles: tuple[str, ...] = ()


class Attachment(msgspec.Struct, frozen=True, gc=False):
    """A file that came with a message; `name` is None where the export left the file out."""

    kind: str
    name: str | None = None


class Reaction(msgspec.Struct, frozen=True, gc=False):
    """`count` people answered with `emoji`; `authors` holds the participant ids that the source tells, maybe fewer."""

    emoji: str
    count: int
    authors: tuple[str, ...] = ()


class Message(msgspec.Struct, frozen=True, gc=False):
    """One thing one author sent at one moment.

    `author` is a participant's id, None for system events. `sent_at` carries an offset only where the source knows it.
    `reply_to` is a message id; `forwarded_from` is "" where the message is forwarded from an unknown author.
    `position` says where the message stands in the source: `file:line`, or the file and the message's id in there.
    `quoted` are the numbers from 0 of the lines of the text that its author quotes where no sign in it tells so. A
    `quote` is what the author of a monologue did not write: a quotation, code. A `bot` message is what a program wrote,
    as a speaker of its own or under somebody's name. In writings, `machine` text is no prose but base64, keys or a log;
    `boilerplate` is an app's own page, template or heading, a caption, a footnote, a table of contents, a comment or
    hidden text; `trash` is what its author deleted, archived or never sent; a `superseded` one is another version of a
    text in the source; an `insertion` is what somebody else put into a text, as a tracked change or a suggestion.
    """

    id: str
    author: str | None
    sent_at: dt.datetime | None
    text: str
    kind: Kind = "text"
    reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False
    forwarded_from: str | None = None
    reactions: tuple[Reaction, ...] = ()
    position: str | None = None
    quoted: tuple[int, ...] = ()


class Conversation(msgspec.Struct, frozen=True):
    """Messages of one chat in the order of the export; `source` is the importer's name.

    `messages` may be an iterator that can be walked once: a chat of ten million messages is never in memory.
    `one_sided` marks a source that holds only its owner's messages. A `monologue` is written to nobody who could
    answer: an essay, an entry of a journal; where it does not name its author, the one participant's name is empty.
    `owner` is the participant id of whoever made the export, where the export itself says so. What is `one_session` is
    one talk whatever time passes in it: a thread of mails, comments to a post.
    """

    source: str
    id: str
    title: str | None
    participants: tuple[Participant, ...]
    one_sided: bool
    messages: Iterable[Message]
    monologue: bool = False
    owner: str | None = None
    one_session: bool = False


class People(dict[str | None, Participant]):
    """Participants by id; an id that is not listed is a participant of that name, None one without a name."""

    def __missing__(self, id: str | None) -> Participant:
        return Participant(id or "", id or "")


def people(conversation: Conversation) -> People:
    """Who wrote what: `people(conversation)[message.author].name`."""
    return People((person.id, person) for person in conversation.participants)


def anonymous(conversation: Conversation) -> set[str]:
    """Ids of authors whom a monologue does not name: whoever hands in an unsigned journal wrote it."""
    return {person.id for person in conversation.participants if conversation.monologue and not person.name}


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A piece of text that is trained on (`label` true) or only read; axolotl's `input_output` row part."""

    label: bool
    text: str


class Turn(msgspec.Struct, frozen=True, gc=False):
    """One author's uninterrupted run of messages, or one of them; `persona` where the author is to be imitated.

    What stands before a monologue, its heading or what came earlier in it, is a turn of nobody: its name is empty.
    `messages` says how many messages begin in the text. What the persona sends without writing it, and is only read, is
    `untrained`: a turn of its own beside theirs. One that `continues` begins in the message in which the last one ends.
    """

    name: str
    persona: bool
    text: str
    messages: int = 1
    untrained: bool = False
    continues: bool = False


def is_trained(turn: Turn) -> bool:
    """Whether a turn is trained on: the persona wrote it."""
    return turn.persona and not turn.untrained


class TrainingExample(msgspec.Struct, frozen=True, gc=False):
    """Segments within the token budget that are trained on as one sequence.

    `turns` are the same words without the template, for exporters with a layout of their own; `tokens` says how many
    each segment has, as the trainer counts. Rows of a dataset that hold segments have neither.
    """

    segments: tuple[Segment, ...]
    split: Split = "train"
    turns: tuple[Turn, ...] = ()
    tokens: tuple[int, ...] = ()
