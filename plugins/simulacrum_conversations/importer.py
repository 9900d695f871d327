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
            return any(b'"source"' in line and begins_conversation(line) for line in map(first_line, source.files()))
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


def first_line(file: SourceFile) -> bytes:
    """The first of the `head_lines`, b"" where there is none."""
    head = _head(file).lstrip(_BLANK)
    return head[: end if (end := head.find(b"\n")) >= 0 else len(head)]


def head_lines(file: SourceFile) -> list[bytes]:
    """The lines in the first 64 kB of a file that are not blank; none where the file does not begin like JSON."""
    return [line for line in _head(file).split(b"\n") if line.strip(_BLANK)]


def _head(file: SourceFile) -> bytes:
    with file.open() as stream:
        head = stream.read(_FIRST_BYTES)
        if head.lstrip(_BLANK)[:1] not in (b"{", b""):
            return b""
        return head + stream.read(HEAD_BYTES - len(head))


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
