"""Day One's JSON export: a file for each journal with its entries in Markdown, and photos beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from operator import itemgetter

from simulacrum_core import Attachment
from simulacrum_core.sources import zone_of

from ..entries import Entry, Piece
from ..sheets import Job, Sheet, WithoutStamps
from ..text.markdown import heading_of, pieces, without_images
from .values import Object, head_objects, instant, local, objects_of, sign, stream_objects, text_of, version_of

_PATH = ("entries",)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_CROSS = re.compile(r"\[([^\[\]\n]{1,1000})\]\(dayone2?:(?:\\?/){2}[^()\s]{1,500}\)")
_MEDIA = (
    ("photos", "photos", "image", "jpeg"),
    ("videos", "videos", "video", "mov"),
    ("audios", "audios", "audio", "m4a"),
    ("pdfAttachments", "pdfs", "document", "pdf"),
)


class DayOne(WithoutStamps):
    """Entries of Day One: the instant in UTC and the zone that they were written in."""

    label = "Day One"

    def takes(self, sheet: Sheet) -> bool:
        if b'"entries"' not in sheet.head or sign(sheet) != "{":
            return False
        keys, found = head_objects(sheet, _PATH)
        known = [entry for entry in found if isinstance(entry.get("uuid"), str) and instant(entry.get("creationDate"))]
        return bool(known) or ("entries" in keys and _is_head(sheet))

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        for number, (value, line) in enumerate(stream_objects(sheet, _PATH, job), 1):
            yield _entry(value, sheet, line, number, job)


def _is_head(sheet: Sheet) -> bool:
    """Whether a journal begins like this whose first entry is longer than what is looked at."""
    is_list = re.search(rb'"entries"\s*:\s*\[', sheet.head[:4096]) is not None
    return is_list and any(key in sheet.head for key in (b'"richText"', b'"creationDate"', b'"modifiedDate"'))


def _entry(value: Object, sheet: Sheet, line: int, number: int, job: Job) -> Entry:
    moment = local(instant(value.get("creationDate")), zone_of(value.get("timeZone")), (sheet.name, line), job)
    title, body = heading_of(_text(value))
    files = _Files(value)
    body = without_images(body, files.place)
    return Entry(
        text_of(value.get("uuid")) or f"{sheet.name}#{number}",
        moment,
        tuple(piece if piece.text.lstrip().startswith(("```", "~~~")) else _plain(piece) for piece in pieces(body)),
        _unescaped(title) if title else None,
        f"{sheet.name}:{line}",
        files.all(),
        text_of(value.get("uuid")),
        version_of(value.get("modifiedDate")),
        any(value.get(key) is True for key in ("trashed", "isTrashed", "deleted", "isDeleted")),
    )


def _plain(piece: Piece) -> Piece:
    return Piece(_unescaped(_CROSS.sub(r"\1", piece.text)), piece.own)


def _unescaped(text: str) -> str:
    """Markdown without the backslashes that Day One puts before its marks."""
    return _ESCAPE.sub(itemgetter(1), text)


def _text(value: Object) -> str:
    """The Markdown of an entry, made of the rich text where it has none."""
    text = text_of(value.get("text"))
    return text if text.strip() else _rich(text_of(value.get("richText")))


def _rich(written: str) -> str:
    try:
        rich = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return ""
    runs = objects_of(rich.get("contents")) if isinstance(rich, dict) else []
    return "".join(f"{_marks(run)}{text_of(run.get('text'))}" for run in runs)


def _marks(run: Object) -> str:
    attributes = run.get("attributes")
    line = attributes.get("line") if isinstance(attributes, dict) else None
    if not isinstance(line, dict):
        return ""
    header = line.get("header")
    if isinstance(header, int) and 1 <= header <= 6:
        return "#" * header + " "
    return "> " if line.get("quote") is True else ""


class _Files:
    """Photos and the like of an entry, in the order in which they stand in its text."""

    def __init__(self, value: Object) -> None:
        self._known: dict[str, Attachment] = {}
        self._placed: dict[str, Attachment] = {}
        for key, folder, kind, suffix in _MEDIA:
            for number, item in enumerate(objects_of(value.get(key))):
                digest, written = text_of(item.get("md5")), text_of(item.get("type")) or text_of(item.get("format"))
                name = f"{folder}/{digest}.{written or suffix}" if digest else None
                self._known[text_of(item.get("identifier")) or f"{key} {number}"] = Attachment(kind, name)

    def place(self, address: str) -> None:
        """Remember what an image in the text shows."""
        identifier = address.replace("\\", "").rpartition("/")[2]
        known = self._known.pop(identifier) if identifier in self._known else Attachment(*_untold(address))
        self._placed.setdefault(address, known)

    def all(self) -> tuple[Attachment, ...]:
        """Those in the text, then the others."""
        return (*self._placed.values(), *self._known.values())


def _untold(address: str) -> tuple[str, str | None]:
    kinds = {"video": "video", "audio": "audio", "pdfAttachment": "document"}
    kind = next((kind for word, kind in kinds.items() if f"/{word}/" in address), "image")
    return kind, None if address.startswith("dayone") else address or None
