"""The importer: which files hold conversations, and what to say where none does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from simulacrum_core import Conversation, Importer, SimulacrumError, Source, SourceError, SourceFile

from .heads import begins_conversation, may_begin_conversation
from .lines import conversations

HEAD_BYTES = 1 << 16
_FIRST_BYTES = 1 << 9
_BLANK = b" \t\r\n\xef\xbb\xbf"


class ConversationsImporter(Importer):
    """Conversations as `simulacrum read` prints them: JSON Lines, one conversation a line, also from standard input."""

    name: ClassVar[str] = "conversations"

    def identify(self, source: Source) -> bool:
        """Whether the first line of a file begins a conversation; only its first 64 kB are looked at."""
        try:
            return any(begins_conversation(line) for file in source.files() for line in head_lines(file)[:1])
        except (SimulacrumError, OSError):
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """The conversations of all files in whose first 64 kB one begins or may begin; other files are not read."""
        files = [file for file in source.files() if any(map(_is_worth_reading, head_lines(file)))]
        empty = True
        for file in files:
            for conversation in conversations(file, source.findings, source.limits.message_bytes):
                empty = False
                yield conversation
        if empty:
            raise _nothing(source)


def head_lines(file: SourceFile) -> list[bytes]:
    """The lines in the first 64 kB of a file that are not blank; none where the file does not begin like JSON."""
    with file.open() as stream:
        head = stream.read(_FIRST_BYTES)
        if head.lstrip(_BLANK)[:1] not in (b"{", b""):
            return []
        head += stream.read(HEAD_BYTES - len(head))
    return [line for line in head.split(b"\n") if line.strip(_BLANK)]


def _is_worth_reading(line: bytes) -> bool:
    return begins_conversation(line) or may_begin_conversation(line)


def _nothing(source: Source) -> SourceError:
    problem = next(iter(source.findings.problems), None)
    files = [file.name for file in source.files()] or [path.name for path in source.paths]
    return SourceError(
        f"no conversation can be read: {problem.what if problem else 'no line begins one'}",
        file=problem.file if problem else next(iter(files), None),
        line=problem.line if problem else 1,
        remedy="Hand in what `simulacrum read` printed, whole and unchanged",
    )
