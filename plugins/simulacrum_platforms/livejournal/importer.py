"""The importer: each entry is a text, the comments below it are a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from simulacrum_core import Conversation, Importer, Source, SourceError

from ..refusals import identified, nothing
from ..shelf import Shelf
from .comments import comment_conversations, put_comments
from .entries import Tally, entry_conversations
from .files import ENTRIES, NAME, Part, kind_of, parts_of


class LiveJournalImporter(Importer):
    """LiveJournal and Dreamwidth: months as XML or CSV, comments as XML, and folders that ljdump made."""

    name: ClassVar[str] = NAME

    private: bool = Field(default=True, description="Read entries that not everybody may see.")

    def identify(self, source: Source) -> bool:
        """Whether a file of it holds entries or comments; only the first 16 kB are looked at."""
        return identified(lambda: any(map(kind_of, source.files())), source)

    def read(self, source: Source) -> Iterator[Conversation]:
        """Entries file by file, then comments entry by entry."""
        parts, tally, is_empty = parts_of(source.files()), Tally(), True
        for conversation in self._conversations(parts, source, tally):
            is_empty = False
            yield conversation
        if is_empty:
            raise _nothing(source, tally)
        _tell(tally, source, private=self.private)

    def _conversations(self, parts: Sequence[Part], source: Source, tally: Tally) -> Iterator[Conversation]:
        people = dict[str, str]()
        with Shelf() as shelf:
            for part in parts:
                try:
                    if part.kind in ENTRIES:
                        yield from entry_conversations(
                            part, source.findings, tally, source.limits, private=self.private
                        )
                    else:
                        put_comments(part, shelf, people, source.findings)
                except SourceError as error:
                    if len(parts) == 1 and not shelf.chats():
                        raise
                    what = f"left out: the rest of the file: {error.what}"
                    source.findings.report(error.file or part.file.name, error.line, what)
            yield from comment_conversations(shelf, people)
            tally.counts["comments repeated"] += shelf.repeated


def _tell(tally: Tally, source: Source, *, private: bool) -> None:
    counts, decide = tally.counts, source.findings.decide
    if hidden := counts["private"]:
        answer = "read like the others" if private else "left out"
        decide("private entries", answer, f"{hidden:,} entries are for friends or nobody", option="-i private false")
    if repeated := counts["repeated"] + counts["comments repeated"]:
        decide("overlapping files", f"{repeated:,} entries and comments read once", "they stand in several files")


def _nothing(source: Source, tally: Tally) -> SourceError:
    hidden = tally.counts["private"]
    if hidden:
        return nothing(source, "no entry that everybody may see", "Pass -i private true")
    remedy = "Export each month as XML, or hand in the folder that ljdump made"
    return nothing(source, "no entry and no comment of LiveJournal found", remedy)
