"""The importer: which files are journals, and in which order their entries are read."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from simulacrum_core import Conversation, Importer, SimulacrumError, Source, SourceError, SourceFile
from simulacrum_core.sources import Limits, suffix_of

from .apps.daylio import Daylio
from .apps.dayone import DayOne
from .apps.dayone_classic import Classic
from .apps.dayone_text import DayOneText
from .apps.jrnl import JrnlText
from .apps.json_exports import Diarium, Journey, JrnlJson
from .apps.pages import AppleJournal
from .dates.orders import Evidence
from .entries import Quotes, conversation, holds_chat
from .sheets import Format, Job, Sheet
from .text.days import DatedHeadings
from .text.notes import DailyNote
from .text.org import OrgJournal
from .text.vault import Vault

_JSON: tuple[Format, ...] = (DayOne(), Journey(), Diarium(), JrnlJson())
_PAGES: tuple[Format, ...] = (Classic(), AppleJournal())
_TABLES: tuple[Format, ...] = (Daylio(),)
_TEXTS: tuple[Format, ...] = (DayOneText(), OrgJournal(), JrnlText(), DatedHeadings(), DailyNote())
_BY_SUFFIX = {
    ".json": _JSON,
    ".html": _PAGES,
    ".htm": _PAGES,
    ".doentry": _PAGES,
    ".csv": _TABLES,
    "": _TEXTS,
    **dict.fromkeys(".md .markdown .mdown .txt .text .org .org_archive .journal .jrnl".split(), _TEXTS),
}
_ANY = _JSON + _PAGES + _TABLES + _TEXTS
_BESIDE = ("index.html",)

Found = list[tuple[SourceFile, Format]]


class JournalsImporter(Importer):
    """Journals: Day One, jrnl, Journey, Diarium, Obsidian's daily notes, Org mode, Apple Journal, Daylio, and
    Markdown or plain text with dates."""

    name: ClassVar[str] = "journals"
    readings: ClassVar[int] = 2
    documents: ClassVar[bool] = True

    author: str | None = Field(
        default=None, min_length=1, description="Name of who wrote the journal; without it, the persona."
    )
    quotes: Quotes = Field(
        default="mark",
        description="Quotations and code: kept as what the author did not write, left out, or taken as the author's.",
    )
    order: Literal["auto", "dmy", "mdy"] = Field(
        default="auto", description="Order of day and month in dates such as 01/02/2024."
    )
    encoding: str | None = Field(default=None, description="Encoding of text files; without it, found out.")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str | None) -> str | None:
        try:
            return codecs.lookup(value).name if value else None
        except LookupError:
            raise ValueError(f"there is no encoding {value!r}") from None

    def identify(self, source: Source) -> bool:
        """Whether a file is a journal or an entry of one, judged by its first kilobytes and the date in its name."""
        try:
            vault = Vault(source.files())
            return any(self._format(file, vault, source.limits) for file in _candidates(source, vault))
        except (SimulacrumError, OSError):
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """A conversation for each entry, in the order of the files and of the entries in them."""
        vault = Vault(source.files())
        found = list(self._found(source, vault))
        if not found:
            raise _nothing(source)
        job = Job(self._order(source, found, vault), source.findings, source.limits.message_bytes)
        _tell(source, found)
        failure, count, pasted = None, 0, 0
        for file, format in found:
            try:
                for entry in format.entries(self._sheet(file, vault, source.limits), job):
                    yield conversation(entry, self.author, self.quotes)
                    count, pasted = count + 1, pasted + holds_chat(entry)
            except SourceError as error:
                failure = error
                source.findings.report(
                    error.file or file.name, error.line, f"{error.what}. {error.remedy or ''}".strip()
                )
        if not count:
            raise failure or _unread(source, found)
        if pasted:
            source.findings.decide(
                "lines of chats",
                "kept apart as context that is not trained on",
                f"{pasted:,} of {count:,} entries hold lines that begin with a date, a time and a name",
            )

    def _found(self, source: Source, vault: Vault) -> Iterator[tuple[SourceFile, Format]]:
        """The files that are read; the others that hold text are reported."""
        for file in _candidates(source, vault):
            format = self._format(file, vault, source.limits)
            if format is not None:
                yield file, format
            elif file.base.lower() not in _BESIDE and "/Resources/" not in file.name:
                source.findings.report(file.name, None, "not read: no journal, and no note that is named by its day")

    def _format(self, file: SourceFile, vault: Vault, limits: Limits) -> Format | None:
        sheet = self._sheet(file, vault, limits)
        known = _BY_SUFFIX.get(sheet.suffix, ())
        others = tuple(format for format in _ANY if format not in known) if sheet.alone else ()
        return next((format for format in known + others if format.takes(sheet)), None)

    def _sheet(self, file: SourceFile, vault: Vault, limits: Limits) -> Sheet:
        return Sheet(file, limits, alone=_is_alone(file), encoding=self.encoding, day=vault.day(file.name))

    def _order(self, source: Source, found: Found, vault: Vault) -> Literal["dmy", "mdy"]:
        evidence = Evidence()
        if self.order == "auto":
            for file, format in found:
                evidence.add(format.stamps(self._sheet(file, vault, source.limits)), file.name)
        return evidence.decide(source.findings, None if self.order == "auto" else self.order)


def _candidates(source: Source, vault: Vault) -> list[SourceFile]:
    """Files that may hold entries: those of a suffix that a journal has, and whatever is handed in by itself."""
    return [file for file in source.files() if _is_alone(file) or _may_be_entry(file, vault)]


def _is_alone(file: SourceFile) -> bool:
    return file.container is None and "/" not in file.name


def _may_be_entry(file: SourceFile, vault: Vault) -> bool:
    suffix = suffix_of(file.name)
    return suffix in _BY_SUFFIX and not file.base.startswith(".") and vault.is_note(file.name)


def _tell(source: Source, found: Found) -> None:
    """Record which formats were found, and that most of them know no time zone."""
    counts = Counter(format.label for _, format in found)
    for label, count in counts.items():
        source.findings.decide("format", label, f"{count:,} file{'s' if count > 1 else ''}")
    if local := [label for label in counts if label not in ("Day One", "Day One Classic", "Journey")]:
        source.findings.decide("time zone", "unknown", f"{', '.join(local)}: local time without a zone", option="--tz")


def _nothing(source: Source) -> SourceError:
    return SourceError(
        "no journal found: no export of a journal app that is known, no dated headings, no file named by a day",
        file=", ".join(path.name for path in source.paths[:3]),
        remedy="Texts without dates are essays: --from essays",
    )


def _unread(source: Source, found: Found) -> SourceError:
    return SourceError(
        f"nothing in it could be read as {found[0][1].label}", file=found[0][0].name, remedy="Export it again"
    )
