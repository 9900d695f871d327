"""Tables: DiscordChatExporter's CSV, in which messages have no ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from functools import partial

from simulacrum_core import Attachment, Findings, Message, Reaction, SourceFile

from .. import media, names
from ..marks import emoji
from ..parts import Choices, Entry, EntryPart, Part
from . import dates, notices
from .lines import lines
from .rows import rows

_HEADER = re.compile(rb'"?AuthorID"?,"?Author"?,"?Date"?,"?Content"?,"?Attachments"?,"?Reactions"?\r?(?:\n|$)')
_ROW = re.compile(r'"?[0-9]{1,20}"?,')
_WIDTH = 6
_NAMED = 8
"""Names of webhooks that are told."""
_REACTION = re.compile(r"(?:^|,)([^,]+) \((\d{1,9})\)(?=,|$)")
_SAVED = re.compile(r".{0,300}?_Files[\\/]")


def part(file: SourceFile, head: bytes) -> Part | None:
    return TablePart(file, names.group_of(file), names.title_of(file)) if _HEADER.match(head) else None


class TablePart(EntryPart):
    """A CSV export."""

    rank = 1

    def entries(self, choices: Choices, findings: Findings) -> Iterator[Entry]:
        # The order of day and month; ISO 8601, written since November 2023, needs none.
        writing = choices.writing or dates.settled(self.dates(choices), self.file.name, findings, choices.order)
        shared = self._webhooks(choices, findings)
        for line, (id, author, date, text, files, reactions) in self._rows(choices, findings):
            sent_at = dates.read(date, writing)
            if sent_at is None:
                findings.report(self.file.name, line, "a date that cannot be read")
            kind, attachments = notices.kind_of(text), _files(files)
            message = Message(
                id=str(line),
                author=None if kind == "system" else names.webhook(names.person(author)) if id in shared else id,
                sent_at=sent_at,
                text=text,
                kind="media" if attachments and kind == "text" else kind,
                attachments=attachments,
                reactions=tuple(Reaction(emoji(name), int(count)) for name, count in _REACTION.findall(reactions)),
                position=f"{self.file.name}:{line}",
            )
            yield Entry(message, names.person(author), handles=names.handles(author))

    def _webhooks(self, choices: Choices, findings: Findings) -> Set[str]:
        """The ids that write under several names: the account of a person or a bot has one in an export."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for _, (id, author, *_) in self._rows(choices, Findings()):
            found[id].add(author)
        shared = {id for id, called in found.items() if len(called) > 1 and not any(map(names.has_number, called))}
        called = sorted({names.person(name) for id in shared for name in found[id]})
        if called:
            shown = ", ".join(called[:_NAMED]) + (f" and {len(called) - _NAMED:,} more" if len(called) > _NAMED else "")
            evidence = f"they write under one id, as PluralKit, Tupperbox and bridges do: {shown}"
            findings.decide("webhooks", "each name is somebody", evidence, file=self.file.name)
        return shared

    def _rows(self, choices: Choices, findings: Findings) -> Iterator[tuple[int, list[str]]]:
        table = lines(self.file, choices.longest, findings)
        next(table, None)
        return rows(table, _ROW, _WIDTH, partial(findings.report, self.file.name))

    def dates(self, choices: Choices) -> Iterator[str]:
        return (fields[2] for _, fields in self._rows(choices, Findings()))


def _files(text: str) -> tuple[Attachment, ...]:
    if not text:
        return ()
    saved = _SAVED.match(text)
    if saved is None and "://" not in text:
        return tuple(map(media.file_at, text.split(",")))
    # All that the exporter saved of a channel lies in one folder, whose name may hold a comma, as may those in it.
    begins = f"https?://|{re.escape(saved[0])}" if saved else "https?://"
    return tuple(map(media.file_at, re.split(f",(?={begins})", text)))
