"""The importer: which files are mail, and what to say where none is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from simulacrum_core import Conversation, Importer, SimulacrumError, Source, SourceError
from simulacrum_core.sources import as_utf8, too_long

from .boxes import RawMail, kind_of, mails

if TYPE_CHECKING:
    from .letters import Letter

# The phrases of mail programs are compiled where mail is read: every source is asked whether it is mail.
_EXPORT = "Export the mailbox as mbox: Google Takeout, or in Thunderbird and Apple Mail by the folder's menu"
_MOST_MAIL = 16 << 20
"""Bytes of a mail that are read at most: texts stand before files in it."""


class MailImporter(Importer):
    """Mail: mbox files (Google Takeout, Thunderbird, Apple Mail), eml and emlx, Maildir; a thread is a dialogue."""

    name: ClassVar[str] = "mail"
    documents: ClassVar[bool] = True

    drafts: bool = Field(default=False, description="Read drafts, too, which were never sent.")
    unwrap: Literal["auto", "no"] = Field(
        default="auto", description="Join the lines that a program broke at a width, or keep them."
    )

    def identify(self, source: Source) -> bool:
        """Whether a file begins with a mail; only its first kilobytes are looked at."""
        try:
            return any(kind_of(as_utf8(file)) is not None for file in source.files())
        except (SimulacrumError, OSError):
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """The threads of all files; a mail that is in several files is read once."""
        from .mailbox import Mailbox

        counts = Counter[str]()
        with Mailbox() as mailbox:
            for letter in self._letters(source, counts):
                mailbox.add(letter)
            if not mailbox.size:
                raise _nothing(source)
            mailbox.tell(source.findings, counts, source.names)
            yield from mailbox.conversations(self.name)

    def _letters(self, source: Source, counts: Counter[str]) -> Iterator[Letter]:
        most = min(source.limits.message_bytes, _MOST_MAIL)
        for file in map(as_utf8, source.files()):
            if (kind := kind_of(file)) is None:
                continue
            for raw in mails(file, kind, most):
                if (letter := self._letter(raw, file.name, source, counts)) is not None:
                    yield letter

    def _letter(self, raw: RawMail, file: str, source: Source, counts: Counter[str]) -> Letter | None:
        from .letters import is_cut_short, letter_of, told_trouble

        try:
            letter = letter_of(raw, file, counts, drafts=self.drafts, unwrap=self.unwrap == "auto")
        except SourceError as error:
            source.findings.report(file, raw.line, told_trouble(error))
            return None
        if is_cut_short(raw, letter):
            what = f"cut: a mail has more than {min(source.limits.message_bytes, _MOST_MAIL):,} bytes"
            source.findings.report(file, raw.line, too_long(what, "message_bytes"))
        return letter


def _nothing(source: Source) -> SourceError:
    for problem in source.findings.problems[:1]:
        return SourceError(problem.what, file=problem.file, line=problem.line, remedy=_EXPORT)
    return SourceError(
        "no mail found: none of the files begins like an mbox or a mail",
        file=", ".join(path.name for path in source.paths[:3]),
        remedy=_EXPORT,
    )
