"""The importer: which files are journals, and in which order their entries are read."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

import msgspec
from pydantic import Field, field_validator

from simulacrum_core import Conversation, Findings, Importer, SimulacrumError, Source, SourceError, SourceFile
from simulacrum_core.sources import DateOrder, Evidence, Limits, is_kept_copy, notion_id, suffix_of

from .apps.daylio import Daylio
from .apps.dayone import DayOne
from .apps.dayone_classic import Classic
from .apps.dayone_text import DayOneText
from .apps.jrnl import JrnlText
from .apps.json_exports import Diarium, Journey, JrnlJson
from .apps.notion import NotionDay
from .apps.pages import AppleJournal
from .apps.roam import Roam
from .apps.sealed import Sealed
from .entries import Entry, Quotes, conversation, holds_chat, pictures_in, without_others
from .overview import Overview, Place, overview, with_prompts
from .sheets import Format, Job, Sheet
from .text.days import DatedHeadings
from .text.notes import DailyNote
from .text.org import OrgJournal
from .text.vault import Vault

_JSON: tuple[Format, ...] = (DayOne(), Journey(), Diarium(), JrnlJson(), Roam())
_PAGES: tuple[Format, ...] = (Classic(), AppleJournal(), NotionDay())
_TABLES: tuple[Format, ...] = (Daylio(),)
_TEXTS: tuple[Format, ...] = (Sealed(), DayOneText(), OrgJournal(), JrnlText(), DatedHeadings(), DailyNote())
_BY_SUFFIX = {
    ".json": _JSON,
    ".html": _PAGES,
    ".htm": _PAGES,
    ".doentry": _PAGES,
    ".csv": _TABLES,
    "": _TEXTS,
    **dict.fromkeys(".gpg .age .asc .pgp".split(), (Sealed(),)),
    **dict.fromkeys(".md .markdown .mdown .txt .text .org .org_archive .journal .jrnl".split(), _TEXTS),
}
_ANY = _JSON + _PAGES + _TABLES + _TEXTS
_BESIDE = ("index.html",)

Found = list[tuple[SourceFile, Format]]


class Entries:
    """The entries of all files, read as often as they are asked for; `failure` is the last file's that was not read."""

    def __init__(self, found: Found, sheet: Callable[[SourceFile], Sheet]) -> None:
        self._found, self._sheet = found, sheet
        self.failure: SourceError | None = None

    def read(self, job: Job) -> Iterator[tuple[Place, Entry]]:
        """Each entry with where it stands; a file that cannot be read is reported, and the others go on."""
        for file, format in self._found:
            place = Place(file.name, f"{file.name.rpartition('/')[0]}: {format.label}")
            try:
                for entry in format.entries(self._sheet(file), job):
                    yield place, entry
            except SourceError as error:
                self.failure = error
                what = f"{error.what}. {error.remedy or ''}".strip()
                job.findings.report(error.file or file.name, error.line, what)


class JournalsImporter(Importer):
    """Journals: Day One, jrnl, Journey, Diarium, Obsidian's daily notes, Org mode, Apple Journal, Daylio, the days of
    Logseq, Roam and Notion, and Markdown or plain text with dates."""

    name: ClassVar[str] = "journals"
    readings: ClassVar[int] = 3
    evidence: ClassVar[int] = 1
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
        if copies := sum(is_kept_copy(file.name) for file in source.files()):
            told = f"{copies:,} files in folders of backups and trash, such as logseq/bak"
            source.findings.decide("backups", "not read", told)
        if beside := sum(_is_beside(file.name) for file in source.files()):
            source.findings.decide("files beside the texts", "not read", f"{beside:,} are an app's own")
        entries = Entries(found, lambda file: self._sheet(file, vault, source.limits))
        seen = overview(entries.read(msgspec.structs.replace(job, findings=Findings(), marks=Counter())))
        counts: Counter[str] = Counter()
        for number, (place, entry) in enumerate(entries.read(job)):
            is_newest = seen.is_newest(entry, number)
            asked = without_others(with_prompts(entry, seen.prompts(place)), [*source.names, self.author or ""])
            yield conversation(asked, self.author, self.quotes, is_newest=is_newest)
            counts.update(
                entries=1, pasted=holds_chat(entry), older=not is_newest, gone=entry.gone, pictures=pictures_in(entry)
            )
        if not counts["entries"]:
            raise entries.failure or _unread(source, found)
        _tell_entries(source, seen, counts)
        if told := ", ".join(f"{count:,} {what}" for what, count in sorted(job.marks.items()) if count):
            source.findings.decide("what apps keep in notes", "left out", told)

    def _found(self, source: Source, vault: Vault) -> Iterator[tuple[SourceFile, Format]]:
        """The files that are read; the others that hold text are reported."""
        for file in _candidates(source, vault):
            format = self._format(file, vault, source.limits)
            if format is not None:
                yield file, format
            elif not _is_beside(file.name) and "/Resources/" not in file.name:
                source.findings.report(file.name, None, "not read: no journal, and no note that is named by its day")

    def _format(self, file: SourceFile, vault: Vault, limits: Limits) -> Format | None:
        sheet = self._sheet(file, vault, limits)
        known = _BY_SUFFIX.get(sheet.suffix, ())
        others = tuple(format for format in _ANY if format not in known) if sheet.alone else ()
        return next((format for format in known + others if format.takes(sheet)), None)

    def _sheet(self, file: SourceFile, vault: Vault, limits: Limits) -> Sheet:
        return Sheet(
            file,
            limits,
            alone=_is_alone(file),
            encoding=self.encoding,
            day=vault.day(file.name),
            known=vault.known(file.name),
            likely=vault.encoding,
            kept=vault.kept(file.name),
        )

    def _order(self, source: Source, found: Found, vault: Vault) -> DateOrder:
        evidence = Evidence()
        for file, format in found:
            evidence.add(format.stamps(self._sheet(file, vault, source.limits)), file.name)
        return evidence.decide(source.findings, None if self.order == "auto" else self.order)


def _candidates(source: Source, vault: Vault) -> list[SourceFile]:
    """Files that may hold entries: those of a suffix that a journal has, and whatever is handed in by itself."""
    return [file for file in source.files() if _is_alone(file) or _may_be_entry(file, vault)]


def _is_beside(name: str) -> bool:
    """Whether a file is an app's own: a list of pages, the table of a database of Notion."""
    base = name.rpartition("/")[2].lower()
    return base in _BESIDE or (suffix_of(base) == ".csv" and notion_id(name) is not None)


def _is_alone(file: SourceFile) -> bool:
    return file.container is None and "/" not in file.name


def _may_be_entry(file: SourceFile, vault: Vault) -> bool:
    suffix = suffix_of(file.name)
    return (
        suffix in _BY_SUFFIX
        and not file.base.startswith(".")
        and not is_kept_copy(file.name)
        and vault.is_note(file.name)
    )


def _tell(source: Source, found: Found) -> None:
    """Record which formats were found, and that most of them know no time zone."""
    counts = Counter(format.label for _, format in found)
    for label, count in counts.items():
        source.findings.decide("format", label, f"{count:,} file{'s' if count > 1 else ''}")
    if local := [label for label in counts if label not in ("Day One", "Day One Classic", "Journey", "Roam")]:
        source.findings.decide("time zone", "unknown", f"{', '.join(local)}: local time without a zone", option="--tz")


def _tell_entries(source: Source, seen: Overview, counts: Counter[str]) -> None:
    """Record what was found out about all entries together."""
    findings, total = source.findings, counts["entries"]
    if pasted := counts["pasted"]:
        evidence = f"{pasted:,} of {total:,} entries hold lines of a chat, or what an assistant answered"
        findings.decide("lines of chats", "kept apart as context that is not trained on", evidence)
    if pictures := counts["pictures"]:
        findings.decide("pictures inside of texts", "left out", f"{pictures:,} as `data:` addresses")
    if lines := seen.count():
        evidence = f"{lines:,} lines, such as questions and headings, are in most of the entries, word for word"
        findings.decide("prompts", "kept apart as context that is not trained on", evidence)
    if older := counts["older"]:
        findings.decide("versions", "the newest of each entry", f"{older:,} of {total:,} entries are older versions")
    if gone := counts["gone"]:
        findings.decide("trash", "left out", f"{gone:,} of {total:,} entries were thrown away")


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
