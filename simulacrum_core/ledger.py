"""The account of every message: trained on, context, or left out and why. The sums are equal, always."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import Field

from .errors import DatasetError

REASONS = {
    "system": "system message",
    "call": "call",
    "deleted": "deleted",
    "poll": "poll",
    "location": "location",
    "bot": "written by a bot",
    "machine": "machine text: base64, keys, data, logs, program code",
    "boilerplate": "an app's own page, template or heading; a caption, a footnote, a table of contents, a comment,"
    " hidden text",
    "trash": "deleted, archived or never sent by its author",
    "insertion": "inserted into a text by somebody else: a tracked change, a suggestion",
    "omitted": "left out by an option of the importer, such as quotations and code with leave-out",
    "superseded": "another version of the same text",
    "media": "media without words",
    "empty": "empty",
    "no_author": "no author",
    "excluded_person": "excluded person",
    "excluded_word": "excluded word",
    "excluded_days": "excluded days",
    "excluded_talk": "in a talk that is left out",
    "excluded_conversation": "excluded conversation",
    "forwarded": "forwarded by the persona, not their own words",
    "links": "only links, sent by the persona",
    "quoted": "only quoted lines, sent by the persona",
    "out_of_range": "outside --since and --until",
    "control_token": "holds a control token",
    "no_persona": "conversation without the persona",
    "in_another_export": "also in another export of the same chat",
    "near_duplicate": "nearly the same as a later message, session or text, or a part of a longer text",
    "over_cap": "over --cap of {}",
    "other_language": "in another language than --languages",
    "over_partner_cap": "over --cap-per-partner",
    "older": "older, left out by --recency",
    "thinned_out": "thinned out by --weight of {}",
    "opens_session": "the persona opens the session",
    "answered_is_missing": "answers a message that is in no example",
    "silent_talk": "talk in which the persona is silent",
    "not_answered": "not answered by the persona",
    "too_few": "fewer than --min-messages in a row",
    "too_far": "more than --max-messages before the answer",
    "over_budget": "over the budget, before the answer",
    "not_continued": "quotation after which the persona writes nothing",
}
"""Why a message is in no example: a stable id, and how it is worded. Some ids are followed by `:` and a source."""


NAMES = ("name", "third_party")
"""What places with names are counted under: of people who take part, and of others."""


def worded(reason: str) -> str:
    """A reason as it is shown; what is no known id is shown as it is."""
    id, _, source = reason.partition(":")
    return REASONS[id].format(source) if id in REASONS else reason


@dataclass(slots=True)
class Share:
    """What one kind of source gives: messages as in the ledger, and the examples made of them."""

    read: int = 0
    trained: int = 0
    context: int = 0
    left_out: int = 0
    examples: int = 0
    tokens: int = 0
    trained_tokens: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(
            self.read + other.read,
            self.trained + other.trained,
            self.context + other.context,
            self.left_out + other.left_out,
            self.examples + other.examples,
            self.tokens + other.tokens,
            self.trained_tokens + other.trained_tokens,
        )


def _no_counts() -> Counter[str]:
    # Of several ledgers for every session; to call `Counter` takes five times as long.
    return Counter.__new__(Counter)


@dataclass(slots=True)
class Ledger:
    """Counts of messages; `read = trained + context + sum(left_out)`. Ledgers are added up with `+`.

    One is made for every session, which is too often for a model of pydantic; the manifest validates what it reads.
    """

    read: int = 0
    trained: Annotated[int, Field(description="Messages of the persona that are trained on, each exactly once.")] = 0
    context: Annotated[int, Field(description="Messages that stand in an example and are only read.")] = 0
    untrained: Annotated[
        int, Field(description="Those in `context` that the persona sent without writing them, or not in --languages.")
    ] = 0
    quoting: Annotated[int, Field(description="Those in `trained` of which quoted lines are only read.")] = 0
    left_out: Annotated[
        Counter[str],
        Field(description="Messages in no example, by the id of the reason."),
    ] = field(default_factory=_no_counts)
    cut: Annotated[int, Field(description="Messages that were cut because they exceed the budget.")] = 0
    defused: Annotated[int, Field(description="Messages in which a control token was made harmless.")] = 0
    imitations: Annotated[int, Field(description="Messages in which another speaker's line was made harmless.")] = 0
    redacted: Annotated[
        Counter[str], Field(description="Places in messages in which private data was replaced, by kind, and names.")
    ] = field(default_factory=_no_counts)
    repaired: Annotated[int, Field(description="Messages in which halves of characters became U+FFFD.")] = 0
    unreadable: Annotated[int, Field(description="Places in the source that could not be read as they should be.")] = 0
    sources: Annotated[dict[str, Share], Field(description="The account of each kind of source.")] = field(
        default_factory=dict
    )

    def __add__(self, other: Ledger) -> Ledger:
        total = Ledger()
        total += self
        total += other
        return total

    def __iadd__(self, other: Ledger) -> Self:
        self.read += other.read
        self.trained += other.trained
        self.context += other.context
        self.untrained += other.untrained
        self.quoting += other.quoting
        # A counter's `update` takes a microsecond, whatever there is to add.
        for reason, count in other.left_out.items():
            self.left_out[reason] = self.left_out.get(reason, 0) + count
        self.cut += other.cut
        self.defused += other.defused
        self.imitations += other.imitations
        if other.redacted:
            self.redacted.update(other.redacted)
        self.repaired += other.repaired
        self.unreadable += other.unreadable
        for source, share in other.sources.items():
            self.sources[source] = self.sources[source] + share if source in self.sources else share
        return self

    def private(self) -> Counter[str]:
        """Places in which private data was replaced, by category; without names."""
        return Counter({kind: count for kind, count in self.redacted.items() if kind not in NAMES})

    def worded(self) -> list[tuple[str, int]]:
        """Why messages are left out, as it is shown, and how many; the most frequent reason first."""
        return [(worded(reason), count) for reason, count in self.left_out.most_common()]

    def verify(self) -> None:
        """Raise DatasetError where a message is missing from the account."""
        told = self.trained + self.context + self.left_out.total()
        if told != self.read:
            raise DatasetError(f"the ledger does not add up: {self.read} messages read, {told} accounted for")
