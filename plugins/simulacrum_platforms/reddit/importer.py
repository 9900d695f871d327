"""The importer: posts are texts; chats, private messages and comments are conversations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from simulacrum_core import Conversation, Importer, Source, SourceError

from ..monologues import Writer
from ..refusals import identified, nothing
from ..shelf import Shelf
from .posts import Tally, post_conversations
from .tables import NAME, Request, requests_of, table_of
from .talks import put_talks, shelved


class RedditImporter(Importer):
    """Reddit: the tables of a data request, a zip or folder: posts, comments, chats and private messages."""

    name: ClassVar[str] = NAME
    readings: ClassVar[int] = 2

    def identify(self, source: Source) -> bool:
        """Whether a file of it is such a table; only the headers of CSV files are looked at."""
        return identified(lambda: any(map(table_of, source.files())), source)

    def read(self, source: Source) -> Iterator[Conversation]:
        """Posts, comments that quote what they answer, talks, and all other comments."""
        tally, is_empty = Tally(), True
        for writer, request in requests_of(source.files(), source.findings, source.limits):
            tally.counts["unknown"] += not writer.is_known
            for conversation in _conversations(request, writer, tally):
                is_empty = False
                yield conversation
        if is_empty:
            raise _nothing(source)
        _tell(tally, source)


def _conversations(request: Request, writer: Writer, tally: Tally) -> Iterator[Conversation]:
    titles: dict[str, str] = {}
    with Shelf() as shelf:
        yield from post_conversations(request, writer, shelf, tally)
        put_talks(request, shelf, titles)
        yield from shelved(shelf, titles, writer)
        tally.counts["repeated"] += shelf.repeated


def _tell(tally: Tally, source: Source) -> None:
    counts, decide = tally.counts, source.findings.decide
    if answers := counts["answers"]:
        evidence = f"what {answers:,} comments answer is not in the tables, so that they are left out"
        decide("comments", "told apart", evidence, option="--replies off")
    if quoting := counts["quoting"]:
        decide("comments", "behind what they quote", f"{quoting:,} comments begin with a quotation")
    if repeated := counts["repeated"]:
        decide("overlapping tables", f"{repeated:,} messages read once", "the same id stands in several tables")
    if counts["unknown"]:
        evidence = "statistics.csv, which tells the account's name, is not there"
        decide("owner of the data", "unknown", evidence, option="--me", certain=False)
    if others := [file for file in source.files() if table_of(file) is None and file.base.lower().endswith(".csv")]:
        told = ", ".join(file.base for file in others[:9])
        decide("other tables", "not read", f"{len(others):,}: {told}")


def _nothing(source: Source) -> SourceError:
    what = "no post, comment or message found in a data request of Reddit"
    return nothing(source, what, "Hand in the zip as Reddit made it, or the folder that it unpacks to")
