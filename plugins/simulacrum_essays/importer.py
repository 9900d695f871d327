"""The importer: every file is asked what it is; one essay is one conversation with one author."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Literal

import msgspec
from pydantic import Field, field_validator

from simulacrum_core import (
    Conversation,
    Findings,
    Importer,
    MissingExtraError,
    SimulacrumError,
    Source,
    SourceError,
    SourceFile,
)
from simulacrum_core.sources import PropertyNames, SharedEncoding, as_utf8, notion_id, suffix_of

from .conversations import TURNS, conversation
from .essay import Choice, Choices, Essay, Reading
from .formats import (
    EXPORTS,
    HEAD,
    Found,
    Verdict,
    begins_like_export,
    belonging,
    forced,
    head_of,
    is_readable,
    looked_at,
    may_be_export,
    parts_of_others,
)
from .names import is_boilerplate
from .notes.bundles import is_bundle_text
from .notes.joplin import is_joplin_name
from .telling import tell
from .text.files import MARKDOWN, ORG, PLAIN
from .versions import conflict_copies, superseded, texts_to_compare, version_of

_DATA = frozenset(".enex .xml .wxr .json .csv .opml".split())
_ENOUGH = 200
"""Files that are looked at before a source is known."""


class EssaysImporter(Importer):
    """Essays: Markdown, Org, text, HTML, docx, odt, rtf, pdf, epub; blogs of WordPress, Medium, Substack, Ghost and
    Blogger; notes of Google Keep, Standard Notes, Evernote, Joplin, Notion, Bear, Simplenote, Logseq and Roam."""

    name: ClassVar[str] = "essays"
    readings: ClassVar[int] = 2
    evidence: ClassVar[int] = 0
    documents: ClassVar[bool] = True

    author: str | None = Field(default=None, min_length=1, description="The author of the texts, whatever they say.")
    quotes: Choice = Field(default="mark", description="Quotations: as context, left out, or kept as the author's own.")
    code: Choice = Field(default="mark", description="Code: as context, left out, or kept as the author's own.")
    footnotes: Choice = Field(default="leave-out", description="Footnotes: as context, left out, or kept.")
    unwrap: Literal["auto", "yes", "no"] = Field(
        default="auto",
        description="Join the lines of a paragraph in text and Markdown: where an editor broke them, always, never.",
    )
    drafts: bool = Field(default=True, description="Read drafts too.")
    pages: bool = Field(default=True, description="Read the pages of a blog too, not only its posts.")
    insertions: Literal["auto", "keep", "drop"] = Field(
        default="auto",
        description="Tracked insertions by others than a document's author: left out where it is known whose it is,"
        " kept, or left out in any case.",
    )
    encoding: str | None = Field(default=None, description="Encoding of text files that do not declare it.")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str | None) -> str | None:
        try:
            return value and codecs.lookup(value).name
        except LookupError:
            raise ValueError(f"there is no encoding {value!r}") from None

    def identify(self, source: Source) -> bool:
        """Whether there is an essay in it, no chat, and not more days of a journal than essays."""
        try:
            verdicts: Counter[str] = Counter()
            files = _files(source)
            beside = belonging(files)
            for file in files:
                verdicts["other" if file.name in beside else _verdict(file, source)] += 1
                if verdicts["foreign"] or verdicts["essay"] >= _ENOUGH:
                    break
        except (SimulacrumError, OSError):
            return False
        return verdicts["essay"] > verdicts["journal"] and not verdicts["foreign"]

    def read(self, source: Source) -> Iterator[Conversation]:
        """One conversation an essay, in the order of the files."""
        choices = Choices(**{name: getattr(self, name) for name in Choices.__struct_fields__})
        files = _files(source)
        reading = Reading(
            choices,
            source.findings,
            source.limits,
            files,
            properties=PropertyNames(files),
            by_name={file.name: file for file in files},
            names=source.names,
            encoding=SharedEncoding(file for file in files if suffix_of(file.name) in MARKDOWN | PLAIN | {ORG}),
        )
        left_out = _other_versions(reading) | conflict_copies(files)
        for essay in _essays(reading):
            is_old = essay.id in left_out
            reading.tally["versions"] += is_old
            if not is_old and essay.draft and not self.drafts:
                reading.tally["drafts left out"] += 1
            elif (found := conversation(_superseded(essay) if is_old else essay, reading)) is not None:
                reading.tally["told"] += 1
                yield found
            while reading.talks:
                reading.tally["talks"] += 1
                yield reading.talks.pop(0)
        tell(reading)
        if reading.tally["told"] <= reading.tally["nobody's"]:
            raise (
                _only_chats(source, by_name=reading.tally["exchanges of others"] > 0)
                if reading.tally["chats"]
                else next(iter(reading.failures), _nothing(reading, source))
            )


def _files(source: Source) -> list[SourceFile]:
    """The files of a source; data that was saved again in UTF-16 comes as the UTF-8 that its app wrote."""
    return [
        as_utf8(file) if suffix_of(file.name) in _DATA or is_joplin_name(file.name) else file for file in source.files()
    ]


def _superseded(essay: Essay) -> Essay:
    return msgspec.structs.replace(essay, kind="superseded")


def _verdict(file: SourceFile, source: Source) -> Verdict:
    """What a file is; one that cannot be opened does not keep the others from being read."""
    try:
        return looked_at(file, source.limits).verdict
    except MissingExtraError as error:
        # Where nobody else takes it, this is why it is not read.
        source.findings.report(file.name, None, str(error))
        return "other"
    except (SimulacrumError, OSError):
        return "other"


def _other_versions(reading: Reading) -> set[str]:
    """The ids of essays of which a later version is there: in the exports of blogs, and in texts that may be drafts."""
    files = [file for file in reading.files if suffix_of(file.name) in MARKDOWN]
    exports = dict[str, bool]()

    def noted(file: SourceFile) -> bytes:
        """The first bytes of a file, which tell a second thing as well; so it is opened once for both."""
        head = head_of(file)
        exports[file.name] = is_bundle_text(file.name) or begins_like_export(head)
        return head

    names = texts_to_compare(files, noted) if len(files) > 1 else set()
    names |= _with_a_repeated_id(reading.files)

    def may_be_compared(file: SourceFile) -> bool:
        known = exports.get(file.name)
        return file.name in names or (may_be_export(file) if known is None else known)

    # Most files of apps for notes need not be looked at once more.
    kept = [file for file in reading.files if file.name in names or _id_of(file) is None]
    scratch = msgspec.structs.replace(
        reading,
        findings=Findings(),
        tally=Counter(),
        read=set(),
        authors={},
        failures=[],
        files=kept,
        changed=[],
        unsure={},
        talks=[],
    )
    essays = _essays(
        scratch,
        lambda found: found.reader in EXPORTS or found.file.name in names,
        may_be_compared,
    )

    def compared() -> Iterator[Essay]:
        for essay in essays:
            # Comments are read later.
            scratch.talks.clear()
            is_gone = essay.kind == "trash" and essay.key is None
            if not is_gone and (reading.choices.drafts or not essay.draft):
                yield essay

    try:
        return superseded(map(version_of, compared()))
    except SourceError:
        # What is wrong is told where the essays are read.
        return set()


def _with_a_repeated_id(files: Sequence[SourceFile]) -> set[str]:
    """The names of files that are called by an id by which others are called too."""
    ids = Counter(map(_id_of, files))
    return {file.name for file in files if (id := _id_of(file)) and ids[id] > 1}


def _id_of(file: SourceFile) -> str | None:
    return notion_id(file.name) or (file.base if is_joplin_name(file.name) else None)


def _essays(
    reading: Reading,
    wanted: Callable[[Found], bool] = lambda found: True,
    may_be_wanted: Callable[[SourceFile], bool] = lambda file: True,
) -> Iterator[Essay]:
    """The essays of all files; a file that cannot be read is reported, or an error where it is the only one."""
    beside, parts = belonging(reading.files), parts_of_others(reading.files)
    alone = len(reading.files) == 1
    for file in reading.files:
        if file.name in parts:
            continue
        if file.name in beside:
            reading.tally["beside"] += suffix_of(file.name) != ".html" or "posts" not in file.name.split("/")
            continue
        try:
            if not may_be_wanted(file):
                continue
            found = _found(file, reading)
            reader = found.reader or (forced(file) if alone else None)
            if not wanted(found):
                continue
            if reader is None or (found.verdict != "essay" and not alone):
                _pass_over(found, reading)
                continue
            reading.tally["files"] += 1
            yield from reader(file, reading)
        except SourceError as error:
            if alone:
                raise
            reading.failures.append(error)
            remedy = f". {error.remedy}" if error.remedy else ""
            reading.findings.report(error.file or file.name, error.line, f"not read: {error.what}{remedy}")


def _found(file: SourceFile, reading: Reading) -> Found:
    """What a file is; it is looked at once for both passes."""
    found: Found | None = reading.known.get(file.name)
    if found is None:
        found = reading.known[file.name] = looked_at(file, reading.limits, lambda one: _begun(one, reading))
    return found


def _begun(file: SourceFile, reading: Reading) -> bytes:
    """The first bytes of a file; where they are all of it, its reader need not open it once more."""
    head = head_of(file)
    reading.whole.clear()
    if len(head) < HEAD:
        reading.whole[file] = head
    return head


def _pass_over(found: Found, reading: Reading) -> None:
    """Count what is no essay; what looks as if it should be one is reported."""
    name = found.file.name
    if found.what:
        reading.tally[f"other {found.what}"] += 1
    elif found.verdict == "journal":
        reading.tally["journal"] += 1
    elif found.verdict == "foreign":
        reading.findings.report(name, None, "not read: it is a chat or another importer's export")
    elif is_readable(name) and not is_boilerplate(name):
        reading.findings.report(name, None, "not read: it holds no prose")
    else:
        reading.tally[f"other {suffix_of(name) or 'without a suffix'}"] += 1


def _only_chats(source: Source, *, by_name: bool) -> SourceError:
    remedy = "Hand in the export as the messenger wrote it; of a copy in a document, save the text as a .txt file"
    return SourceError(
        f"not an essay but a chat: {TURNS}",
        file=", ".join(path.name for path in source.paths[:3]),
        remedy="If you are one of those who speak in it, name yourself with --me NAME" if by_name else remedy,
    )


def _nothing(reading: Reading, source: Source) -> SourceError:
    if count := reading.tally["nobody's"]:
        return SourceError(
            f"nothing in it is its author's own: {count:,} texts hold only quotations, code or what an app put there",
            file=", ".join(path.name for path in source.paths[:3]),
            remedy="If the quotations or the code are yours, read them with -i quotes keep or -i code keep",
        )
    return SourceError(
        f"no essay found: none of the {len(source.files()):,} files holds prose that can be read",
        file=", ".join(path.name for path in source.paths[:3]),
        remedy="Hand in texts as Markdown, Org, LaTeX, text, HTML, docx, odt, rtf, pdf, epub, or the export of a blog",
    )
