"""The importer: which files are Telegram's, and what to say where none is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar, Literal

import msgspec
from pydantic import Field

from simulacrum_core import (
    Chunks,
    Conversation,
    Findings,
    Importer,
    Message,
    SimulacrumError,
    Source,
    SourceError,
    SourceFile,
)
from simulacrum_core.sources import SeenIds

from .accounts import Account, Reading
from .bots import Bots
from .chunks import Chunk, Parted, can_be_parted, chunks_of, is_sound, messages_in
from .exports import CHAT, Layout, candidates, is_page, is_remains, json_layout
from .pages import HtmlExport, folder_of, html_chats
from .places import repeated
from .together import Together

Layouts = list[tuple[SourceFile, Layout]]


class TelegramImporter(Importer):
    """Telegram Desktop exports: result.json or messages.html, of a chat or of the whole account, folder or zip."""

    name: ClassVar[str] = "telegram"
    readings: ClassVar[int] = 2

    topics: Literal["split", "together"] = Field(
        default="split", description="Each topic of a group as a conversation of its own, or all in one."
    )
    bots: bool = Field(default=False, description="Keep chats with bots, and commands that were typed to bots.")

    def identify(self, source: Source) -> bool:
        """Whether a file begins as Telegram Desktop begins it; only its first kilobytes are looked at."""
        try:
            return any(json_layout(file) is not None or is_page(file) for file in candidates(source))
        except (SimulacrumError, OSError):
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """The chats of all files; those that are there as JSON and as HTML are read once."""
        chats = self._chats(source)
        first = next(chats, None)
        if first is None:
            raise _empty(source)
        yield first
        yield from chats

    def chunks(self, source: Source) -> Chunks | None:
        """The chunks of a chat that is alone there, and whose beginning shows all people."""
        plain = source.unmetered()
        files = candidates(plain)
        layout = json_layout(files[0]) if len(plain.files()) == len(files) == 1 else None
        limit = source.limits.message_bytes
        if layout is None or layout.path != CHAT or not can_be_parted(files[0], limit):
            return None
        found, bots = Findings(), Bots(self.bots)
        settled = Account(files[0], layout, Reading(found, limit, self.topics == "split", bots)).settled()
        if settled is None or found.problem_count:
            return None
        start, chat, conversation = settled
        source.findings.extend(found)
        head = msgspec.structs.replace(conversation, messages=())
        parted = Parted(files[0], chat.people, bots, limit)
        # The chunks are walked twice, the file is read as often as `readings` says.
        walk = partial(chunks_of, files[0], start, lambda size: source.tell_read(size * self.readings // 2))
        return Chunks(walk, (head, parted), parted)

    def learn_chunk(self, chunk: Chunk, shared: Parted) -> bool:
        return is_sound(chunk, shared)

    def settle_chunks(
        self, source: Source, whole: tuple[Conversation, Parted], learned: Iterator[bool]
    ) -> tuple[Conversation, Parted] | None:
        """None where anything is damaged: how one reading goes on behind that depends on all before."""
        return whole if all(learned) else None

    def read_chunk(self, chunk: Chunk, shared: Parted, findings: Findings) -> tuple[Iterator[list[Message]], Bots]:
        bots = shared.bots.fresh()
        return messages_in(chunk, shared, bots, findings), bots

    def tell(self, tallies: Sequence[Bots], findings: Findings) -> None:
        total = Bots(self.bots)
        for bots in tallies:
            total.add(bots)
        total.tell(findings)

    def _chats(self, source: Source) -> Iterator[Conversation]:
        files = candidates(source)
        layouts, pages = self._sorted(source, files)
        chats = html_chats(page for page in pages if not any(_covers(*pair, page) for pair in layouts))
        if not layouts and not chats:
            raise _nothing(source)
        bots, seen = Bots(self.bots), SeenIds() if len(layouts) > 1 else None
        reading = Reading(source.findings, source.limits.message_bytes, self.topics == "split", bots, seen)
        # A chat that was exported alone has both sides, and comes before the accounts that may have but one.
        layouts.sort(key=lambda pair: pair[1].path != CHAT)
        accounts = [Account(file, layout, reading) for file, layout in layouts]
        html = HtmlExport(files, bots, source.findings, source.limits)
        in_html = html.chats(chats)
        titles = {chat.title for chat in in_html if chat.title is not None}
        together = Together(accounts, repeated(layouts, titles) if seen or titles else {}, html, in_html)
        for account in accounts:
            yield from account.conversations(together.conversations)
        yield from html.conversations(in_html, together.of_pages)
        together.tally.repeated += seen.repeated if seen else 0
        together.tally.tell(source.findings)
        if pages and layouts:
            _tell(source, len(pages) - sum(map(len, chats)))
        bots.tell(source.findings)

    def _sorted(self, source: Source, files: list[SourceFile]) -> tuple[Layouts, list[SourceFile]]:
        """The JSON files with their layouts, and the pages; what is left of others is told."""
        layouts, pages = [], []
        for file in files:
            if (layout := json_layout(file)) is not None:
                layouts.append((file, layout))
            elif is_page(file):
                pages.append(file)
            elif is_remains(file):
                source.findings.report(file.name, 1, "not read: it holds Telegram's messages, but its head is damaged")
        return layouts, pages


def _covers(file: SourceFile, layout: Layout, page: SourceFile) -> bool:
    """Whether a page belongs to an export that was made as JSON and HTML at once."""
    folder = folder_of(page)
    return folder == folder_of(file) if layout.path == CHAT else folder.startswith(f"{folder_of(file)}chats/")


def _tell(source: Source, pages: int) -> None:
    if pages:
        source.findings.decide(
            "format", "JSON", f"the export holds the same chats as HTML too, {pages:,} pages, which were not read"
        )


def _empty(source: Source) -> SourceError:
    return SourceError(
        "this Telegram export holds no chats",
        file=", ".join(path.name for path in source.paths[:3]),
        remedy="Export again in Telegram Desktop: Settings > Advanced > Export Telegram data, with the chats ticked",
    )


def _nothing(source: Source) -> SourceError:
    return SourceError(
        f"no Telegram export found: none of the {len(candidates(source))} files that may be one begins like one",
        file=", ".join(path.name for path in source.paths[:3]),
        remedy="Export again in Telegram Desktop: open the chat, then ⋮ > Export chat history, as JSON",
    )
