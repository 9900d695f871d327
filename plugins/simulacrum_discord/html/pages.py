"""Pages: DiscordChatExporter's HTML, cut into its groups of messages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial

import msgspec

from simulacrum_core import Findings, SourceError, SourceFile
from simulacrum_core.sources import too_long

from .. import names
from ..parts import Choices, Entry, EntryPart, Part

_BLOCK = 1 << 18
_OVERLAP = 64
_GROUP = re.compile(rb"""<div\s{1,3}class=["']?chatlog__message-group["'\s>]""")
_MESSAGE = re.compile(rb"""<div [^<>]{0,400}\bdata-message-id=["']?\d""")
_PAGE = re.compile(rb"\s{0,99}<(?:!doctype\s{1,9}html|html)\b", re.IGNORECASE)
_TITLE = re.compile(rb"<title>([^<]{0,400})</title>")
_ENTRY = re.compile(rb"""<div\s{1,3}class=["']?preamble__entry["']?\s{0,9}>([^<]{0,400})<""")
_END = re.compile(rb"""class=["']?postamble__entry["']?\s{0,9}>\s{0,99}Exported ([^m<]{0,30})message""")


class Piece(msgspec.Struct, frozen=True, gc=False):
    """The bytes of a group of messages, up to the next one or the end, and the line where they begin."""

    data: bytes
    line: int
    is_last: bool = False


def part(file: SourceFile, head: bytes) -> Part | None:
    """The part that a file is by its first bytes, None where they are not DiscordChatExporter's."""
    if not (_PAGE.match(head) and b"preamble__" in head and b"chatlog" in head):
        return None
    return PagePart(file, names.group_of(file), _title(file, head))


def _title(file: SourceFile, head: bytes) -> str:
    """`guild / channel`: the page's title is both with a hyphen, and the guild alone is on its top."""
    title, entries = _TITLE.search(head), [_words(entry) for entry in _ENTRY.findall(head)]
    if not entries:
        return _words(title[1]) if title else names.title_of(file)
    whole, guild = _words(title[1]) if title else "", entries[0]
    if whole.startswith(f"{guild} - "):
        return names.title(guild, whole[len(guild) + 3 :])
    return names.title(guild, entries[1].rpartition(" / ")[2] if len(entries) > 1 else whole)


def _words(text: bytes) -> str:
    return " ".join(html.unescape(text.decode(errors="replace")).split())


class PagePart(EntryPart):
    """An HTML export."""

    def entries(self, choices: Choices, findings: Findings) -> Iterator[Entry]:
        count, is_whole, piece = 0, False, Piece(b"", 1)
        for piece in self._pieces(choices.longest, findings):
            end = _END.search(piece.data)
            is_whole = end is not None
            group = self._group(piece, findings)
            if piece.is_last and not is_whole and piece.data.count(b"<div") != piece.data.count(b"</div"):
                # Only the end of the file can cut a group, and only its last message.
                del group[-1:]
            count += len(group)
            yield from group
            if end:
                self._compare(end[1], count, piece, findings)
        if not is_whole:
            last = piece.line + piece.data.count(b"\n")
            findings.report(self.file.name, last, "the page breaks off here: a message that is not whole is left out")

    def _pieces(self, longest: int, findings: Findings) -> Iterator[Piece]:
        """The page cut where groups begin; the first piece is what stands above them."""
        rest, line, searched = b"", 1, 1
        with self.file.open() as stream:
            while block := stream.read(_BLOCK):
                rest, start = rest + block, 0
                for match in _GROUP.finditer(rest, searched):
                    piece = Piece(rest[start : match.start()], line)
                    yield piece
                    line, start = line + piece.data.count(b"\n"), match.start()
                rest = rest[start:]
                if len(rest) > longest:
                    what = too_long(f"left out: messages of more than {longest:,} bytes", "message_bytes")
                    findings.report(self.file.name, line, what)
                    line, rest = line + rest.count(b"\n"), b" " * _OVERLAP
                searched = max(len(rest) - _OVERLAP, 1)
        yield Piece(rest, line, is_last=True)

    def _group(self, piece: Piece, findings: Findings) -> list[Entry]:
        from .groups import entries

        try:
            tell = partial(findings.report, self.file.name, piece.line)
            group = entries(self._text(piece, findings), f"{self.file.name}:", tell)
        except SourceError as error:
            findings.report(self.file.name, piece.line, f"left out: messages: {error.what}")
            return []
        if (hidden := len(_MESSAGE.findall(piece.data)) - len(group)) > 0:
            findings.report(self.file.name, piece.line, f"left out: messages in damaged parts of the page ({hidden:,})")
        return group

    def _text(self, piece: Piece, findings: Findings) -> str:
        try:
            return piece.data.decode()
        except UnicodeDecodeError:
            what = "bytes that are not UTF-8, shown as \N{REPLACEMENT CHARACTER}"
            findings.report(self.file.name, piece.line, what)
            return piece.data.decode(errors="replace")

    def _compare(self, stated: bytes, count: int, piece: Piece, findings: Findings) -> None:
        digits = re.sub(rb"\D", b"", stated)
        if digits and int(digits) != count:
            line = piece.line + piece.data.count(b"\n")
            what = f"the page says that it has {int(digits):,} messages, but {count:,} can be read"
            findings.report(self.file.name, line, what)
