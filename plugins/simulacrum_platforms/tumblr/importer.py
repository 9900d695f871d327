"""The importer: posts are texts, questions and messages are conversations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from simulacrum_core import Conversation, Importer, Source, SourceError

from ..refusals import identified, nothing
from ..shelf import Shelf
from .files import Part, is_any, parts_of
from .json_posts import json_conversations
from .posts import NAME, Tally, page_conversation, post_conversations
from .talks import owner_of, put_talks, talk_conversations


class TumblrImporter(Importer):
    """Tumblr: an exported blog, a zip or folder, or a backup as JSON: posts, answered questions and messages."""

    name: ClassVar[str] = NAME
    readings: ClassVar[int] = 2

    def identify(self, source: Source) -> bool:
        """Whether a file of it is a table of posts or of messages, or a page of a post."""
        return identified(lambda: is_any(source.files(), source.limits), source)

    def read(self, source: Source) -> Iterator[Conversation]:
        """Posts, then messages; pages of posts only where there is no table of them."""
        parts, tally, is_empty = parts_of(source.files(), source.limits, source.findings), Tally(), True
        for conversation in self._conversations(parts, source, tally):
            is_empty = False
            yield conversation
        if is_empty:
            raise _nothing(source)
        _tell(tally, source)

    def _conversations(self, parts: list[Part], source: Source, tally: Tally) -> Iterator[Conversation]:
        alone = len(parts) == 1
        for part in parts:
            try:
                if part.kind == "posts":
                    yield from post_conversations(part, source.findings, tally)
                elif part.kind == "json":
                    yield from json_conversations(part.file, source.limits, source.findings, tally)
                elif part.kind == "page" and any(other.kind in ("posts", "json") for other in parts):
                    tally.counts["pages"] += 1
                elif part.kind == "page":
                    yield from filter(None, [page_conversation(part, source.limits)])
            except SourceError as error:
                _told(error, part, source, alone=alone)
        yield from self._talks([part for part in parts if part.kind == "messages"], source, tally, alone=alone)

    def _talks(self, parts: list[Part], source: Source, tally: Tally, *, alone: bool) -> Iterator[Conversation]:
        for part in parts:
            with Shelf() as shelf:
                talks, broken = put_talks(part, shelf, source.findings)
                if broken is not None:
                    _told(broken, part, source, alone=alone and not shelf.chats())
                owner = owner_of(talks, shelf, tally.blogs)
                if not (owner.name and owner.id) and shelf.chats():
                    tally.counts["unnamed"] += 1
                yield from talk_conversations(part, talks, shelf, owner)


def _told(error: SourceError, part: Part, source: Source, *, alone: bool) -> None:
    """Report what is wrong with one file of several; what was whole in it came before."""
    if alone:
        raise error
    source.findings.report(error.file or part.file.name, error.line, f"left out: the rest of the file: {error.what}")


def _tell(tally: Tally, source: Source) -> None:
    counts, decide = tally.counts, source.findings.decide
    if reblogs := counts["reblogs"]:
        decide("reblogs", "what is quoted is others'", f"{reblogs:,} posts are marked as reblogs")
    if drafts := counts["drafts"]:
        decide("drafts", "read like the others", f"{drafts:,} posts are drafts, or wait to be published")
    if repeated := counts["repeated"]:
        decide("overlapping exports", f"{repeated:,} posts read once", "the same id stands in several tables")
    if pages := counts["pages"]:
        decide("pages of posts", "not read", f"{pages:,} pages show the posts of the table once more")
    if counts["unnamed"]:
        evidence = "the messages name people by numbers, and there are too few talks to tell whose is whose"
        decide("people of the messages", "numbers", evidence, option="--me", certain=False)


def _nothing(source: Source) -> SourceError:
    what = "no post and no message found in an exported blog of Tumblr"
    return nothing(source, what, "Hand in the zip as Tumblr made it, or the folder that it unpacks to")
