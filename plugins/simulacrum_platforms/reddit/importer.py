"""The importer: posts are texts; chats, private messages and comments are conversations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

from pydantic import Field

from simulacrum_core import Conversation, Importer, Source, SourceError

from ..monologues import Writer
from ..refusals import identified, nothing
from ..shelf import Shelf
from .drafts import draft_conversations
from .posts import Tally, post_conversations
from .tables import NAME, Request, requests_of, table_of
from .talks import put_talks, shelved


class RedditImporter(Importer):
    """Reddit: the tables of a data request, a zip or folder: posts, drafts, comments, chats and private messages."""

    name: ClassVar[str] = NAME
    readings: ClassVar[int] = 2

    drafts: bool = Field(default=True, description="Read drafts of posts too.")

    def identify(self, source: Source) -> bool:
        """Whether a file of it is such a table; only the headers of CSV files are looked at."""
        return identified(lambda: any(map(table_of, source.files())), source)

    def read(self, source: Source) -> Iterator[Conversation]:
        """Posts, comments that quote what they answer, talks, and all other comments."""
        tally, is_empty = Tally(), True
        for writer, request in requests_of(source.files(), source.findings, source.limits):
            tally.counts["unknown"] += not writer.is_known
            drafts = draft_conversations(request, writer, tally)
            for conversation in chain(_conversations(request, writer, tally), self._wanted(drafts)):
                is_empty = False
                yield conversation
        if is_empty:
            raise _nothing(source)
        _tell(tally, source, drafts=self.drafts)

    def _wanted(self, drafts: Iterator[Conversation]) -> Iterator[Conversation]:
        """The drafts; those that are left out are counted all the same."""
        return (draft for draft in drafts if self.drafts)


def _conversations(request: Request, writer: Writer, tally: Tally) -> Iterator[Conversation]:
    titles: dict[str, str] = {}
    with Shelf() as shelf:
        yield from post_conversations(request, writer, shelf, tally)
        put_talks(request, shelf, titles)
        yield from shelved(shelf, titles, writer)
        tally.counts["repeated"] += shelf.repeated


def _tell(tally: Tally, source: Source, *, drafts: bool) -> None:
    counts, decide = tally.counts, source.findings.decide
    if answers := counts["answers"]:
        evidence = f"what {answers:,} comments answer is not in the tables, so that they are left out"
        decide("comments", "told apart", evidence, option="--replies off")
    if quoting := counts["quoting"]:
        decide("comments", "behind what they quote", f"{quoting:,} comments begin with a quotation")
    if repeated := counts["repeated"]:
        decide("overlapping tables", f"{repeated:,} messages read once", "the same id stands in several tables")
    if unsent := counts["drafts"]:
        answer = "read like the others" if drafts else "left out"
        decide("drafts", answer, f"{unsent:,} posts were not sent", option="-i drafts false")
    if counts["unknown"]:
        evidence = "statistics.csv, which tells the account's name, is not there"
        decide("owner of the data", "unknown", evidence, option="--me", certain=False)
    if others := [file for file in source.files() if table_of(file) is None and file.base.lower().endswith(".csv")]:
        told = ", ".join(file.base for file in others[:9])
        decide("other tables", "not read", f"{len(others):,}: {told}")


def _nothing(source: Source) -> SourceError:
    what = "no post, comment or message found in a data request of Reddit"
    return nothing(source, what, "Hand in the zip as Reddit made it, or the folder that it unpacks to")
