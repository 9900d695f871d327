"""`statistics.json`: sums of how people write and of what came of each conversation; private, and never pushed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Self, TypeVar

import msgspec
from msgspec import Meta

from ..config.versions import UPDATE
from ..errors import DatasetError

STATISTICS, REPORT = "statistics.json", "report.html"
VERSION = 1
MOST_WORDS, MOST_IN_A_ROW = 30, 8
MOST_CONVERSATIONS, MOST_PARTNERS = 200, 200
_MOST_BYTES = 16 << 20
_Counted = TypeVar("_Counted", bound=Hashable)
_Key = TypeVar("_Key", int, str)
_Value = TypeVar("_Value")


def add_counts(counts: dict[_Counted, int], more: Mapping[_Counted, int]) -> None:
    """Add counts to others; a Counter's `update` takes twice as long for the few keys that there are."""
    for key, count in more.items():
        counts[key] = counts.get(key, 0) + count


class Writing(msgspec.Struct):
    """How somebody writes in talks: counts of messages by how they begin, end, and what they hold.

    They are added up with `+=`.
    """

    messages: int = 0
    capitals: Annotated[int, Meta(description="Messages that begin with a capital letter.")] = 0
    full_stops: Annotated[int, Meta(description="Messages that end in a full stop.")] = 0
    questions: Annotated[int, Meta(description="Messages that end in a question mark.")] = 0
    exclamations: Annotated[int, Meta(description="Messages that end in an exclamation mark.")] = 0
    emoji: Annotated[int, Meta(description="Messages with an emoji.")] = 0
    links: Annotated[int, Meta(description="Messages with a link.")] = 0
    words: Annotated[dict[int, int], Meta(description=f"Messages by their words; {MOST_WORDS} is as many or more.")] = (
        msgspec.field(default_factory=dict)
    )
    in_a_row: Annotated[
        dict[int, int],
        Meta(description=f"Runs of messages of one author by their length; {MOST_IN_A_ROW} is as many or more."),
    ] = msgspec.field(default_factory=dict)
    hours: Annotated[dict[int, int], Meta(description="Messages by the hour of the day.")] = msgspec.field(
        default_factory=dict
    )

    def __iadd__(self, other: Writing) -> Self:
        self.messages += other.messages
        self.capitals += other.capitals
        self.full_stops += other.full_stops
        self.questions += other.questions
        self.exclamations += other.exclamations
        self.emoji += other.emoji
        self.links += other.links
        add_counts(self.words, other.words)
        add_counts(self.in_a_row, other.in_a_row)
        add_counts(self.hours, other.hours)
        return self


class ConversationCounts(msgspec.Struct):
    """What came of the messages of a conversation, or of `conversations` of one source that have no line of their own.

    Titles are those of the dataset: invented ones where those were asked for. `reason` is the ledger's where all of it
    is left out.
    """

    source: str
    title: str | None = None
    conversations: int = 1
    monologue: bool = False
    read: int = 0
    own: Annotated[int, Meta(description="Messages of the persona that are used, before examples are cut.")] = 0
    trained: int = 0
    context: int = 0
    reason: str = ""

    def __iadd__(self, other: ConversationCounts) -> Self:
        self.read += other.read
        self.own += other.own
        self.trained += other.trained
        self.context += other.context
        self.reason = self.reason or other.reason
        return self


class Figures(msgspec.Struct):
    """Sums that a report shows; those of parts are added up with `+=`. No message is in them.

    Messages are those that are used; of a source that is only looked at, all with words.
    """

    version: int = VERSION
    you: Writing = msgspec.field(default_factory=Writing)
    others: Writing = msgspec.field(default_factory=Writing)
    months: Annotated[
        dict[str, dict[str, list[int]]],
        Meta(description="By source and month, such as `2024-03`: messages of yours, and of others."),
    ] = msgspec.field(default_factory=dict)
    silences: Annotated[
        dict[int, int],
        Meta(description="How often so many seconds or more, and less than the next, pass between two messages."),
    ] = msgspec.field(default_factory=dict)
    cuts: Annotated[
        dict[int, int], Meta(description="Seconds of silence that end a talk, and how many talks begin after one.")
    ] = msgspec.field(default_factory=dict)
    lengths: Annotated[
        dict[int, int], Meta(description="Examples by their tokens, in hundredths of the budget, rounded down.")
    ] = msgspec.field(default_factory=dict)
    partners: Annotated[
        dict[str, int],
        Meta(description="Trained tokens of the examples in which somebody speaks; all further people are ``."),
    ] = msgspec.field(default_factory=dict)
    conversations: dict[str, ConversationCounts] = msgspec.field(default_factory=dict)

    def __iadd__(self, other: Figures) -> Self:
        self.you += other.you
        self.others += other.others
        for source, months in other.months.items():
            add_months(self.months.setdefault(source, {}), months)
        add_counts(self.silences, other.silences)
        add_counts(self.cuts, other.cuts)
        add_counts(self.lengths, other.lengths)
        add_counts(self.partners, other.partners)
        for key, counts in other.conversations.items():
            if key in self.conversations:
                self.conversations[key] += counts
            else:
                self.conversations[key] = counts
        return self

    def trimmed(self) -> Figures:
        """The same in a fixed order; all but the longest talks, and those who are answered most, are summed up."""
        first = sorted(self.partners, key=lambda name: (-self.partners[name], name))
        kept = {name: self.partners[name] for name in first[:MOST_PARTNERS]}
        if rest := sum(self.partners[name] for name in first[MOST_PARTNERS:]):
            kept[""] = kept.get("", 0) + rest
        return msgspec.structs.replace(
            self,
            you=_sorted_writing(self.you),
            others=_sorted_writing(self.others),
            months={source: _in_order(self.months[source]) for source in sorted(self.months)},
            silences=_in_order(self.silences),
            cuts=_in_order(self.cuts),
            lengths=_in_order(self.lengths),
            partners=kept,
            conversations=_folded(self.conversations.values()),
        )


def _sorted_writing(writing: Writing) -> Writing:
    return msgspec.structs.replace(
        writing,
        words=_in_order(writing.words),
        in_a_row=_in_order(writing.in_a_row),
        hours=_in_order(writing.hours),
    )


def _in_order(counts: dict[_Key, _Value]) -> dict[_Key, _Value]:
    """By key, so that the order in which parts were added does not matter."""
    return {key: counts[key] for key in sorted(counts)}


def add_months(months: dict[str, list[int]], more: Mapping[str, Iterable[int]]) -> None:
    """Add messages by month, of both sides."""
    for month, counts in more.items():
        months[month] = [one + other for one, other in zip(months.get(month, (0, 0)), counts, strict=True)]


def _folded(conversations: Iterable[ConversationCounts]) -> dict[str, ConversationCounts]:
    """The longest talks by their place, the longest first, then all others of each source in a line."""
    talks = [one for one in conversations if not one.monologue]
    talks.sort(key=lambda one: (-one.read, one.source, one.title or ""))
    shown, rest = talks[:MOST_CONVERSATIONS], talks[MOST_CONVERSATIONS:]
    folded: dict[tuple[str, bool], ConversationCounts] = {}
    for one in (*rest, *(one for one in conversations if one.monologue)):
        whole = folded.setdefault((one.source, one.monologue), ConversationCounts(one.source, None, 0, one.monologue))
        whole.conversations += one.conversations
        whole += msgspec.structs.replace(one, reason="")
    lines = [*shown, *(folded[key] for key in sorted(folded))]
    return {str(place): one for place, one in enumerate(lines)}


def write_statistics(figures: Figures, folder: Path) -> None:
    """Write the figures into a dataset, the same bytes in whichever order they were added up."""
    text = msgspec.json.encode(figures.trimmed())
    (folder / STATISTICS).write_bytes(msgspec.json.format(text, indent=1) + b"\n")


def read_statistics(folder: Path) -> Figures | None:
    """The figures of a dataset, None where it has none: one that was pulled, or that an older version made.

    Raises DatasetError where they are damaged, or a newer Simulacrum wrote them.
    """
    path = folder / STATISTICS
    if not path.is_file():
        return None
    try:
        if (size := path.stat().st_size) > _MOST_BYTES:
            raise ValueError(f"{size:,} bytes, more than {_MOST_BYTES:,}")
        figures = msgspec.json.decode(path.read_bytes(), type=Figures)
    except (ValueError, OSError, RecursionError) as error:
        raise DatasetError(f"damaged ({error})", file=str(path), remedy="Convert again") from None
    if figures.version > VERSION:
        raise DatasetError("made by a newer Simulacrum", file=str(path), remedy=UPDATE)
    return figures
