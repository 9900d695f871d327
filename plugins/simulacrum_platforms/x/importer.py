"""The importer: posts of an archive are texts, answers and direct messages are conversations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

from simulacrum_core import Conversation, Importer, Source, SourceError

from ..refusals import identified, nothing
from ..shelf import Shelf
from .archive import NAME, Archive, archive_files, archive_part, archives, objects
from .posts import Tally, post_conversations
from .talks import talk_conversations

_ARTICLE = "article"
_WAY_OUT = "copy each into a file of its own (.md or .txt), which `essays` reads"
_READ_BY_HAND = {
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
        articles = sum(_articles(archive) for _, archive in found)
        if is_empty:
            raise _nothing(source, articles)
        if articles:
            source.findings.decide("articles", "not read", f"{articles:,} in article.js", option=_WAY_OUT)
        others = {part for _, archive in found for part in archive.others} - {_ARTICLE}
        _tell(tally, source, sorted(others, key=lambda part: (part not in _READ_BY_HAND, part)))


def _articles(archive: Archive) -> int:
    return sum(1 for _ in objects(archive.parts.get(_ARTICLE, ()), _ARTICLE, archive, tell=False))


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


def _nothing(source: Source, articles: int) -> SourceError:
    what = "no post and no message found in an archive of X"
    if articles:
        return nothing(source, f"{what}, but {articles:,} articles, which are not read", f"Of these, {_WAY_OUT}")
    return nothing(source, what, "Hand in the zip as X sent it, or the folder that it unpacks to")
