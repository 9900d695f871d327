"""How a file begins: whether it is a chat, in which encoding, and how many of its first lines are headers."""

from __future__ import annotations

from collections.abc import Sequence, Set

from simulacrum_core import MissingExtraError, SourceError, SourceFile
from simulacrum_core.sources import judged, without_told_chat

from .encodings import Encodings, decoding_of
from .lines import Decoding, Span
from .shapes import header_of
from .stretches import SAMPLE, Beginning, Stretch, beginning, lines_of, open_stretch, text_of


def open_chat(file: SourceFile, encodings: Encodings, repairs: bool, names: Set[str]) -> Stretch | None:
    """The first stretch of a chat, None where a file does not begin as one or nobody speaks in it.

    `names` are all files of the source: those in the same folder may be attachments.
    """
    file, encoding, data = _sampled(file, encodings)
    _check_encoding(data, encoding, file.name)
    return open_stretch(file, Span(), Decoding(encoding, repairs=repairs), names)


def beginning_of(file: SourceFile, encodings: Encodings) -> Beginning | None:
    """How a chat begins, without what only its reader has to know: a third of the time.

    A note that tells of a chat, and shows a piece of it, is none.
    """
    file, encoding, data = _sampled(file, encodings)
    _check_encoding(data, encoding, file.name)
    text = text_of(data, Decoding(encoding))
    found = beginning(text)
    return None if found is not None and _is_told(text) else found


def _is_told(text: str) -> bool:
    # An export begins with a header, which is asked first, as all its lines are many.
    first = next(filter(str.strip, text.split("\n", 100)), "")
    if header_of(first) is not None:
        return False
    lines = lines_of(text)
    return len(without_told_chat(lines)) < len(lines)


def headers_in(file: SourceFile, encodings: Encodings) -> tuple[int, int, str]:
    """How many of the first lines of a file that is no chat have headers, and the first line that has none."""
    _, encoding, data = _sampled(file, encodings)
    lines = lines_of(text_of(data, Decoding(encoding)))[:500]
    found = [header_of(line) is not None for line in lines]
    first = next((i for i, line in enumerate(lines) if line.strip() and not found[i]), 0)
    return sum(found), first + 1, lines[first] if lines else ""


def _sampled(file: SourceFile, encodings: Encodings) -> tuple[SourceFile, str, bytes]:
    """The file as it is read, its encoding, and its first part; opened once, but where it becomes UTF-8."""
    with file.open() as stream:
        data = stream.read(SAMPLE)
    read, encoding = decoding_of(file, data, encodings)
    if read is not file:
        with read.open() as stream:
            data = stream.read(SAMPLE)
    return read, encoding, data


def _likely(lines: Sequence[bytes]) -> str:
    """The encoding that the letters of some lines look like."""
    try:
        return judged(b"\n".join(lines)).encoding
    except (ValueError, MissingExtraError):
        return "cp1252"


def _check_encoding(data: bytes, encoding: str, name: str) -> None:
    """Raise SourceError where more lines contradict the encoding than confirm it."""
    lines = [line for line in data.split(b"\n")[:-1] if not line.isascii()]
    damaged = [line for line in lines if "\ufffd" in line.decode(encoding, errors="replace")]
    if len(damaged) > 2 and len(damaged) * 2 > len(lines) and header_of(damaged[0].decode("latin-1")):
        raise SourceError(
            f"{len(damaged):,} of {len(lines):,} lines with special characters are not {encoding}",
            file=name,
            line=data[: data.find(damaged[0])].count(b"\n") + 1,
            remedy=f"If you know the encoding, pass it: -i encoding {_likely(damaged)}",
        )
