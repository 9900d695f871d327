"""Taking a file over from elsewhere without what no importer reads: of a zip not the pictures, films and sound."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..errors import SourceError
from .archives import ArchiveMember, archive_members, directory_of, is_archive, is_document, name_bytes
from .limits import Limits

_MEDIA = frozenset(
    "jpg jpeg png gif webp heic heif avif bmp tif tiff psd dng cr2 nef arw tgs "
    "mp4 mov m4v 3gp 3g2 avi mkv webm wmv mpg mpeg flv ogv "
    "mp3 m4a opus ogg oga wav aac amr flac wma aif aiff caf".split()
)
_SMALL = 1 << 20
"""Bytes of a file that is not worth a second question."""
_HEAD, _TAIL = 1 << 11, 1 << 17
"""What the first member's header and name take, and a zip's end with the longest comment."""
_LARGEST_DIRECTORY = 256 << 20
_HEADER = 30 + 2 * 65_535
"""The most that stands before a member's data."""
_GAP = 1 << 14
"""Bytes between two ranges that cost less than another range."""
_RECORD = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_EXTRA = struct.Struct("<HH")
_ZIP64, _IN_ZIP64, _UTF8 = 1, 0xFFFFFFFF, 0x800


class ByteRange(NamedTuple):
    """Bytes of a file, from the first to before the last."""

    start: int
    end: int


def is_media(name: str) -> bool:
    """Whether a file is a picture, a film or sound by its name: no importer reads what is in it."""
    _, dot, ending = name.rpartition(".")
    return bool(dot) and ending.casefold() in _MEDIA


def needed_ranges(path: Path, there: Sequence[ByteRange], limits: Limits | None = None) -> list[ByteRange]:
    """What has to come next of a file, of which some ranges are `there`, the rest being holes; none when all is.

    A zip with these holes is refused where the whole one is, and read as it is after `empty_media`.
    """
    size = path.stat().st_size
    if size <= _SMALL:
        wanted = [ByteRange(0, size)]
    elif not there:
        return [ByteRange(0, _HEAD), ByteRange(size - _TAIL, size)]
    elif not is_archive(path) or is_document(path):
        wanted = [ByteRange(0, size)]
    else:
        wanted = _of_zip(path, there, limits or Limits())
    return _without(wanted, there)


def _of_zip(path: Path, there: Sequence[ByteRange], limits: Limits) -> list[ByteRange]:
    with path.open("rb") as file:
        directory = directory_of(file)
    # What has no directory, or an impossible one, is refused for that: no more of it is needed.
    if directory is None or not 0 <= directory[0] <= directory[1] or directory[1] - directory[0] > _LARGEST_DIRECTORY:
        return []
    if missing := _without([ByteRange(*directory)], there):
        return missing
    try:
        members = archive_members(path, path.name, limits)
    except SourceError:
        return []
    return _joined(_place(member) for member in members if not is_media(member.name))


def _place(member: ArchiveMember) -> ByteRange:
    info: zipfile.ZipInfo = member.info
    return ByteRange(info.header_offset, min(member.end, info.header_offset + _HEADER + info.compress_size))


def _joined(ranges: Iterable[ByteRange]) -> list[ByteRange]:
    joined: list[ByteRange] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1].end + _GAP:
            joined[-1] = ByteRange(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(ByteRange(start, end))
    return joined


def _without(wanted: Sequence[ByteRange], there: Sequence[ByteRange]) -> list[ByteRange]:
    """The parts of ranges that are not there yet."""
    missing = []
    for start, end in wanted:
        bounds = [
            start,
            *(
                place
                for one in sorted(there)
                if one.end > start and one.start < end
                for place in (max(one.start, start), min(one.end, end))
            ),
            end,
        ]
        missing += [ByteRange(low, high) for low, high in list(pairwise(bounds))[::2] if low < high]
    return missing


def empty_media(path: Path, there: Sequence[ByteRange], limits: Limits | None = None) -> None:
    """Make the pictures, films and sound of a zip members without content, where they are, after which none is missed.

    What is there of them, because it lies between what was needed, is made holes again. A zip that is refused stays as
    it is, so that it still is.
    """
    try:
        members = archive_members(path, path.name, limits or Limits())
    except SourceError:
        return
    media = {name_bytes(member.info): member for member in members if is_media(member.name)}
    with path.open("r+b") as file:
        if not media or not (directory := directory_of(file)):
            return
        for member in media.values():
            _blank(file, ByteRange(member.info.header_offset, member.end), there)
        file.seek(directory[0])
        records = bytearray(file.read(directory[1] - directory[0]))
        for name, flags in _emptied(records, media.keys()):
            file.seek(media[name].info.header_offset)
            file.write(_LOCAL.pack(b"PK\x03\x04", 20, flags, *(0,) * 6, len(name), 0) + name)
        file.seek(directory[0])
        file.write(records)


def _blank(file: BinaryIO, place: ByteRange, there: Sequence[ByteRange]) -> None:
    for start, end in there:
        low, high = max(start, place.start), min(end, place.end)
        if low < high:
            file.seek(low)
            file.write(bytes(high - low))


def _emptied(records: bytearray, names: Container[bytes]) -> Iterator[tuple[bytes, int]]:
    """Write into a directory that members with these names are empty; each one's name and flags."""
    place = 0
    while place + _RECORD.size <= len(records):
        fields = list(_RECORD.unpack_from(records, place))
        name_size, extra_size, comment_size = fields[10:13]
        begin = place + _RECORD.size
        name = bytes(records[begin : begin + name_size])
        if name in names:
            flags = fields[3] & _UTF8
            _empty_zip64(records, begin + name_size, begin + name_size + extra_size, fields[8:10])
            # Sizes that are told in the extra field have to be told there on, or the place would be read as a size.
            sizes = [_IN_ZIP64 if size == _IN_ZIP64 else 0 for size in fields[8:10]]
            _RECORD.pack_into(
                records, place, *fields[:3], flags, zipfile.ZIP_STORED, *fields[5:7], 0, *sizes, *fields[10:]
            )
            yield name, flags
        place = begin + name_size + extra_size + comment_size


def _empty_zip64(records: bytearray, place: int, end: int, sizes: Sequence[int]) -> None:
    """Sizes of nothing in the extra field of a record, in which stand those that are too large for the record."""
    while place + _EXTRA.size <= end:
        kind, length = _EXTRA.unpack_from(records, place)
        if kind == _ZIP64:
            told = 8 * sum(size == _IN_ZIP64 for size in sizes)
            records[place + _EXTRA.size : place + _EXTRA.size + told] = bytes(told)
        place += _EXTRA.size + length
