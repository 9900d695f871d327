"""A zip of which only the texts are taken over reads as the whole one, and one that is refused still is."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import SourceError, read
from simulacrum_core.sources import ByteRange, empty_media, is_media, needed_ranges

from ..conftest import chat_text

CHAT, FILM = "WhatsApp Chat with Ben.txt", "VID-20240113-WA0001.mp4"
NOISE = random.Random(1).randbytes(3 << 20)
LINES = chat_text(*["Ben: hi", f"Ada: {FILM} (file attached)"] * 40)


def taken(whole: Path, folder: Path) -> tuple[Path, int]:
    """The file as it is taken over, and how many bytes were asked for."""
    folder.mkdir(exist_ok=True)
    place, there = folder / whole.name, list[ByteRange]()
    with place.open("wb") as new:
        new.truncate(whole.stat().st_size)
    while ranges := needed_ranges(place, there):
        with whole.open("rb") as old, place.open("r+b") as new:
            for start, end in ranges:
                old.seek(start)
                new.seek(start)
                new.write(old.read(end - start))
        there += ranges
    asked = sum(end - start for start, end in there)
    if asked < whole.stat().st_size:
        empty_media(place, there)
    return place, asked


def packed(place: Path, members: dict[str, bytes | str], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(place, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return place


def with_films_of(place: Path, size: int) -> Path:
    """A zip that takes no room on the disk, with a film before and behind its text, each of this size."""
    with place.open("wb") as file, zipfile.ZipFile(file, "w") as archive:
        for name in (FILM, CHAT, "more.mov"):
            if name == CHAT:
                archive.writestr(CHAT, LINES)
                continue
            info = zipfile.ZipInfo(name)
            info.header_offset, info.file_size, info.compress_size, info.CRC = file.tell(), size, size, 0
            file.write(info.FileHeader(zip64=True))
            file.seek(size, io.SEEK_CUR)
            archive.filelist.append(info)
            archive.NameToInfo[name] = info
            archive.start_dir = file.tell()
    return place


def said(place: Path) -> list[str]:
    return [message.text for conversation in read(str(place)) for message in conversation.messages]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_films_are_not_asked_for_and_not_missed(tmp_path: Path, method: int) -> None:
    whole = packed(tmp_path / "a.zip", {FILM: NOISE, CHAT: LINES, "IMG-20240113-WA0002.jpg": NOISE}, method)
    place, asked = taken(whole, tmp_path / "b")
    assert said(place) == said(whole)
    assert asked < 200_000
    with zipfile.ZipFile(place) as archive:
        assert archive.testzip() is None
        assert archive.read(FILM) == b""


@pytest.mark.parametrize("size", [1 << 30, 3 << 30, 5 << 30])
def test_a_zip_of_many_gigabytes_costs_what_its_texts_do(tmp_path: Path, size: int) -> None:
    """Sizes and places beyond four gigabytes stand elsewhere in a zip."""
    whole = with_films_of(tmp_path / "large.zip", size)
    place, asked = taken(whole, tmp_path / "b")
    assert len(said(place)) == 80
    assert asked < 200_000
    assert place.stat().st_blocks * 512 < 1 << 20


def test_what_is_no_zip_or_a_document_is_taken_whole(tmp_path: Path) -> None:
    text = tmp_path / "chat.txt"
    text.write_bytes(NOISE)
    document = packed(tmp_path / "a.docx", {"[Content_Types].xml": "", "word/media/a.jpg": NOISE})
    inner = packed(tmp_path / "inner.zip", {CHAT: LINES})
    outer = packed(tmp_path / "outer.zip", {"photo.jpg": NOISE, "inner-Part-1.zip": inner.read_bytes()})
    for whole in (text, document):
        place, asked = taken(whole, tmp_path / "b")
        assert place.read_bytes() == whole.read_bytes()
        assert asked == whole.stat().st_size
    place, _ = taken(outer, tmp_path / "b")
    assert said(place) == said(outer)


def hostile(folder: Path) -> dict[str, Path]:
    """Zips that are refused, each with three megabytes that nobody should ask for."""
    film: dict[str, bytes | str] = {FILM: NOISE, CHAT: LINES}
    link = zipfile.ZipInfo("passwd.txt")
    link.external_attr = 0o120777 << 16
    made = {name: packed(folder / f"{name}.zip", film) for name in ("link", "truncated", "encrypted", "overlapping")}
    with zipfile.ZipFile(made["link"], "a") as archive:
        archive.writestr(link, "/etc/passwd")
    made["truncated"].write_bytes(made["truncated"].read_bytes()[:-40])
    for name, change in {"encrypted": b"\x01", "overlapping": b""}.items():
        data = bytearray(made[name].read_bytes())
        record = data.rindex(b"PK\x01\x02")
        if change:
            data[record + 8 : record + 9] = change
        else:
            data[record + 42 : record + 46] = (100).to_bytes(4, "little")
        made[name].write_bytes(data)
    made["leading out"] = packed(folder / "out.zip", film | {"../../../evil.txt": LINES})
    made["bomb"] = packed(folder / "bomb.zip", {FILM: NOISE, CHAT: "x" * (60 << 20)}, zipfile.ZIP_DEFLATED)
    return made


def test_what_is_hostile_is_refused_as_it_is_and_not_asked_for(tmp_path: Path) -> None:
    for name, whole in hostile(tmp_path).items():
        with pytest.raises(SourceError) as told:
            said(whole)
        place, asked = taken(whole, tmp_path / "b")
        with pytest.raises(SourceError) as told_again:
            said(place)
        assert told_again.value.what == told.value.what, name
        assert asked < 300_000, name


def test_pictures_are_told_by_their_names() -> None:
    names = ("a.JPG", "b/c.opus", "d.txt", "e.jpg.txt", "notes")
    assert [name for name in names if is_media(name)] == ["a.JPG", "b/c.opus"]
