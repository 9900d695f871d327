"""Lines: a text file from the first to the last, each with its number, none longer than is allowed."""

from __future__ import annotations

from collections.abc import Iterator

from simulacrum_core import Findings, SourceFile
from simulacrum_core.sources import too_long

_BOM = b"\xef\xbb\xbf"


def lines(file: SourceFile, longest: int, findings: Findings) -> Iterator[tuple[int, str]]:
    """The lines with their line breaks. What is not UTF-8 becomes U+FFFD, what is too long is left out; both are told.

    Only LF ends a line: other characters that Python takes for line breaks stand in messages.
    """
    number = 0
    with file.open() as stream:
        while line := stream.readline(longest):
            number += 1
            if number == 1:
                line = line.removeprefix(_BOM)
            if len(line) == longest and not line.endswith(b"\n"):
                findings.report(
                    file.name, number, too_long(f"left out: a line of more than {longest:,} bytes", "message_bytes")
                )
                while line and not line.endswith(b"\n"):
                    line = stream.readline(longest)
            else:
                yield number, _decoded(line, number, file, findings)


def _decoded(line: bytes, number: int, file: SourceFile, findings: Findings) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        findings.report(file.name, number, "bytes that are not UTF-8, shown as \N{REPLACEMENT CHARACTER}")
        return line.decode(errors="replace")
