"""The importer: posts of an archive are texts, answers and direct messages are conversations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

from simulacrum_core import Conversation, Importer, Source, SourceError

from ..refusals import identified, nothing
from ..shelf import Shelf
from .archive import NAME, archive_files, archive_part, archives
from .posts import Tally, post_conversations
from .talks import talk_conversations

_READ_BY_HAND = {
    "article": "articles (copy yours into a text file, which is an essay)",
    "grok_chat_item": "talks with Grok",
    "deleted_tweets": "deleted posts",
}


class XImporter(Importer):
    """X (Twitter): an archive, a zip or folder: posts, threads, answers and direct messages."""

    name: ClassVar[str] = NAME
    readings: ClassVar[int] = 3

    def identify(self, source: Source) -> bool:
        """Whether a file of it is of an archive; only the first 1 kB of each are looked at."""
        return identified(lambda: any(archive_part(file) for file in archive_files(source.files())), source)

    def read(self, source: Source) -> Iterator[Conversation]:
        """Posts, then direct messages, account by account."""
        tally, is_empty = Tally(), True
        found = archives(source.files(), source.findings, source.limits)
        for writer, archive in found:
            with Shelf() as shelf:
                posts, talks = post_conversations(archive, writer, tally), talk_conversations(archive, writer, shelf)
                for conversation in chain(posts, talks):
                    is_empty = False
                    yield conversation
                tally.counts["repeated"] += shelf.repeated
        if is_empty:
            raise _nothing(source)
        _tell(tally, source, sorted({part for _, archive in found for part in archive.others}))


def _tell(tally: Tally, source: Source, others: list[str]) -> None:
    counts, decide = tally.counts, source.findings.decide
    if answers := counts["answers"]:
        evidence = f"what {answers:,} of them answer is not in the archive, so that they are left out"
        decide("answers to others", "told apart", evidence, option="--replies off")
    if answered := counts["answered"]:
        decide("answers to others", "behind what they answer", f"what {answered:,} of them answer is among the likes")
    if reposts := counts["reposts"]:
        decide("reposts", "as what others wrote", f"posts that begin with RT and a name: {reposts:,}")
    if repeated := counts["repeated"]:
        decide("overlapping archives", f"{repeated:,} messages read once", "the same id stands in several files")
    if others:
        told = ", ".join(_READ_BY_HAND.get(part, part) for part in others[:12])
        decide("other parts of the archive", "not read", f"{len(others):,}: {told}")


def _nothing(source: Source) -> SourceError:
    what = "no post and no message found in an archive of X"
    return nothing(source, what, "Hand in the zip as X sent it, or the folder that it unpacks to")
