"""Archives that platforms send to those who ask for their data: posts and, where they are there, messages."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Importer, hookimpl

from .livejournal.importer import LiveJournalImporter
from .mastodon.importer import MastodonImporter
from .reddit.importer import RedditImporter
from .tumblr.importer import TumblrImporter
from .x.importer import XImporter


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [XImporter, MastodonImporter, RedditImporter, TumblrImporter, LiveJournalImporter]
