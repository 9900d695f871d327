"""The importer: posts of an archive of Mastodon, and of what else writes an outbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from simulacrum_core import Conversation, Importer, Source, SourceError

from ..refusals import identified, nothing
from .actors import NAME, is_actor
from .outbox import is_outbox, outboxes
from .posts import Tally, post_conversations


class MastodonImporter(Importer):
    """Mastodon (GoToSocial, Pleroma): the archive of an account with its outbox.json, packed or as a folder."""

    name: ClassVar[str] = NAME
    readings: ClassVar[int] = 2

    def identify(self, source: Source) -> bool:
        """Whether a file of it is an outbox with posts, or tells whose one is; of JSON files 64 kB are looked at."""
        return identified(lambda: any(is_outbox(file) or is_actor(file) for file in source.files()), source)

    def read(self, source: Source) -> Iterator[Conversation]:
        """Posts, answers, what is sent to few, and what is shared, outbox by outbox."""
        tally, types, is_empty = Tally(), dict[str, int](), True
        for outbox in outboxes(source.files(), source.findings, source.limits):
            for conversation in post_conversations(outbox, tally):
                is_empty = False
                yield conversation
            for name, count in outbox.types.items():
                types[name] = types.get(name, 0) + count
        if is_empty:
            raise _nothing(source)
        _tell(tally, types, source)


def _tell(tally: Tally, types: dict[str, int], source: Source) -> None:
    counts, decide = tally.counts, source.findings.decide
    if answers := counts["answers"]:
        evidence = f"what {answers:,} of them answer is not in the archive, so that they are left out"
        decide("answers to others", "told apart", evidence, option="--replies off")
    if direct := counts["direct"]:
        evidence = f"{direct:,} posts go to nobody but those whom they name; what these wrote is not in the archive"
        decide("direct posts", "conversations of one side", evidence, option="--exclude TITLE")
    if shares := counts["reposts"]:
        decide("reposts", "as what others wrote", f"{shares:,} posts of others are shared")
    if repeated := counts["repeated"]:
        decide("overlapping archives", f"{repeated:,} posts read once", "the same address stands in several files")
    if types:
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(types.items())[:12])
        decide("other activities", "not read", told)


def _nothing(source: Source) -> SourceError:
    what = "no post found in an archive of Mastodon: no outbox.json holds one"
    return nothing(source, what, "Hand in the archive as the server made it, or the folder that it unpacks to")
