"""Zips from strangers are refused before a byte is unpacked, or read as they are."""

from __future__ import annotations

import contextlib
import io
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulacrum_core import Source, SourceError
from simulacrum_core.sources.limits import Limits

Files = dict[str, bytes]
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def renamed(old: str, new: str) -> bytes:
    """A zip whose member has a name that zipfile would not write."""
    assert len(old) == len(new)
    return zipped({old: b"x"}).replace(old.encode(), new.encode())


def patched(data: bytes, header: bytes, offset: int, form: str, value: int) -> bytes:
    """A zip with another number in the last header of its kind."""
    found = bytearray(data)
    struct.pack_into(form, found, found.rfind(header) + offset, value)
    return bytes(found)


def with_mode(mode: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.create_system, info.external_attr = 3, mode << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def overlapping() -> bytes:
    """Two members in the directory that share one piece of data."""
    return patched(zipped({"a.txt": b"x" * 100, "b.txt": b"x" * 100}), CENTRAL, 42, "<I", 0)


def read(path: Path, limits: Limits | None = None) -> Files:
    source = Source([path], limits=limits)
    found = {}
    for file in source.files():
        with file.open() as stream:
            found[file.name.partition("/")[2]] = stream.read()
    return found


def fault(tmp_path: Path, data: bytes, limits: Limits | None = None) -> str:
    """The one line that a zip is refused with."""
    (tmp_path / "all.zip").write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read(tmp_path / "all.zip", limits)
    told = str(caught.value)
    assert told.startswith("all.zip: ")
    assert told.isprintable(), told
    return told


TWO = {"a.txt": b"one\n" * 1000, "b.txt": b"two\n" * 1000}
LEADS_OUT = "has a path that leads out of the archive"
UNTOLD = "has a name with a backslash or a control character"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: zipped({"../a.txt": b""}), LEADS_OUT),
        (lambda: zipped({"sub/../../a.txt": b""}), LEADS_OUT),
        (lambda: renamed("x/a.txt", "/xa.txt"), LEADS_OUT),
        (lambda: zipped({"sub//a.txt": b""}), LEADS_OUT),
        (lambda: zipped({"C:/a.txt": b""}), LEADS_OUT),
        (lambda: zipped({"c:a.txt": b""}), LEADS_OUT),
        (lambda: renamed("sub/a.txt", "sub\\a.txt"), UNTOLD),
        (lambda: renamed("sub/a.txt", "sub\na.txt"), UNTOLD),
        (lambda: renamed("sub/a.txt", "sub\x1ba.txt"), UNTOLD),
        (lambda: renamed("sub/a.txt", "sub\x00a.txt"), UNTOLD),
        (lambda: zipped({"sub\x7fa.txt": b""}), UNTOLD),
        (lambda: zipped({"sub\x9ba.txt": b""}), UNTOLD),
        (lambda: with_mode(stat.S_IFLNK | 0o777), "is not a regular file"),
        (lambda: with_mode(stat.S_IFIFO | 0o777), "is not a regular file"),
        (lambda: with_mode(stat.S_IFCHR | 0o777), "is not a regular file"),
        (lambda: patched(zipped(TWO), CENTRAL, 8, "<H", 0x1), "is encrypted"),
        (lambda: patched(zipped(TWO), CENTRAL, 8, "<H", 0x40), "is encrypted"),
        (lambda: patched(zipped(TWO), CENTRAL, 8, "<H", 0x20), "uses an unusual compression"),
        (lambda: zipped(TWO, zipfile.ZIP_LZMA), "uses an unusual compression"),
        (lambda: zipped(TWO, zipfile.ZIP_BZIP2), "uses an unusual compression"),
        (lambda: zipped({"a.txt": b"", "A.TXT": b""}), "is there twice"),
        (lambda: zipped({"caf\u00e9.txt": b"", "cafe\u0301.txt": b""}), "is there twice"),
        (lambda: zipped({"Straße.txt": b"", "STRASSE.txt": b""}), "is there twice"),
        (lambda: zipped({"sub/a.txt": b"", "sub/./a.txt": b""}), "is there twice"),
        (lambda: zipped({"sub/": b"", "sub": b""}), "is there twice"),
        (overlapping, "overlaps another one"),
        (lambda: patched(zipped(TWO), CENTRAL, 20, "<I", 1 << 30), "its members reach into its directory"),
        (lambda: patched(zipped(TWO), CENTRAL, 42, "<I", 1 << 30), "its members reach into its directory"),
        (lambda: zipped(TWO)[:-30], "not a zip that can be read (its end is missing)"),
        (lambda: zipped(TWO)[:50], "not a zip that can be read (its end is missing)"),
        (lambda: zipped(TWO)[50:], "overlaps another one"),
        (lambda: b"hello", "not a zip that can be read"),
        (lambda: b"", "not a zip that can be read"),
        (lambda: patched(zipped(TWO), CENTRAL, 6, "<H", 99), "not a zip that can be read"),
        (lambda: renamed("é.txt", "é.txt").replace("é".encode(), b"\xff\xff"), "not a zip that can be read"),
    ],
)
def test_a_hostile_or_damaged_zip_is_refused_before_anything_is_read(
    tmp_path: Path, make: Callable[[], bytes], told: str
) -> None:
    (tmp_path / "all.zip").write_bytes(make())
    with pytest.raises(SourceError):
        Source([tmp_path / "all.zip"]).files()
    assert told in fault(tmp_path, make())


@pytest.mark.parametrize("header", ["é.txt", "ü.txt", "e.txt"])
def test_a_member_whose_header_has_another_name_is_damaged(tmp_path: Path, header: str) -> None:
    data = zipped({"é.txt": b"x"}).replace("é.txt".encode(), header.encode().rjust(6, b"\xff"), 1)
    if header == "é.txt":
        (tmp_path / "all.zip").write_bytes(data)
        assert read(tmp_path / "all.zip") == {"é.txt": b"x"}
    else:
        assert "member 'é.txt' is damaged" in fault(tmp_path, data)


def test_a_member_without_a_header_is_damaged(tmp_path: Path) -> None:
    assert "member 'b.txt' is damaged" in fault(tmp_path, patched(zipped(TWO), LOCAL, 0, "<I", 0))


def test_a_header_cannot_send_the_reader_behind_another_member(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"x" * 100, "b.txt": b"y" * 100}, zipfile.ZIP_STORED)
    longer = bytearray(data)
    # An extra field as long as the first member and the header of the second: both would be read from one place.
    struct.pack_into("<H", longer, 28, 100 + 35)
    assert "member 'a.txt' is damaged (it reaches into what is behind it)" in fault(tmp_path, bytes(longer))


def test_members_are_counted_before_there_is_an_object_for_each(tmp_path: Path) -> None:
    record = patched(zipped({"a": b""}), CENTRAL, 20, "<I", 0)
    start = record.index(CENTRAL)
    many = record[start:-22] * 100_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(many), start, 0)
    tracemalloc.start()
    try:
        told = fault(tmp_path, record[:start] + many + end, Limits(entries=1000))
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()
    assert "it has more than 1,000 members. If you trust it, raise the limit: --limit entries NUMBER" in told


def test_damage_is_found_by_the_checksum(tmp_path: Path) -> None:
    assert "member 'b.txt' is damaged (Bad CRC-32" in fault(tmp_path, patched(zipped(TWO), CENTRAL, 16, "<I", 1))


def test_damage_in_the_compressed_data_is_found(tmp_path: Path) -> None:
    data = zipped({"a.txt": bytes(range(256)) * 10})
    assert "member 'a.txt' is damaged" in fault(tmp_path, data[:40] + b"\xff" * 8 + data[48:])


def test_a_member_that_ends_too_early_is_damaged(tmp_path: Path) -> None:
    data = patched(zipped({"a.txt": b"x" * 100}, zipfile.ZIP_STORED), CENTRAL, 20, "<I", 50)
    assert "member 'a.txt' is damaged" in fault(tmp_path, data)


def test_a_good_member_beside_a_damaged_one_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(patched(zipped(TWO), CENTRAL, 16, "<I", 1))
    with Source([tmp_path / "all.zip"]).files()[0].open() as stream:
        assert stream.read() == TWO["a.txt"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"\x00" * (40 << 20)})
    assert "is packed 1,0" in fault(tmp_path, data)
    assert "like a zip bomb" in fault(tmp_path, data)


def test_a_member_that_unpacks_to_more_than_it_says_is_damaged(tmp_path: Path) -> None:
    told = fault(tmp_path, patched(zipped({"a.txt": b"\x00" * (4 << 20)}), CENTRAL, 24, "<I", 1000))
    assert "member 'a.txt' is damaged (Bad CRC-32" in told


def test_what_is_highly_repetitive_but_small_is_no_bomb(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({"a.txt": b"\x00" * (4 << 20)}))
    assert len(read(tmp_path / "all.zip")["a.txt"]) == 4 << 20


def test_the_limits_are_kept(tmp_path: Path) -> None:
    assert "it has more than 1 members" in fault(tmp_path, zipped(TWO), Limits(entries=1))
    assert "member 'a.txt' unpacks to 4,000 bytes" in fault(tmp_path, zipped(TWO), Limits(file_bytes=3999))
    assert read(tmp_path / "all.zip", Limits(entries=2, file_bytes=4000)) == TWO


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        "sub/a.txt",
        "Chat mit Zoë.txt",
        "聊天.txt",
        "a..b.txt",
        "...",
        "-",
        " ",
        "Ada: b.txt",
        "爸: b.txt",
        "😀.txt",
    ],
)
def test_an_honest_zip_is_read_as_it_is(tmp_path: Path, name: str, method: int) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({name: b"hi", "other.txt": b""}, method))
    assert read(tmp_path / "all.zip") == {name: b"hi", "other.txt": b""}


def test_names_of_old_zips_are_in_cp437(tmp_path: Path) -> None:
    data = zipped({"Zo~.txt": b"hi"}).replace(b"Zo~", "Zoë".encode("cp437"))
    (tmp_path / "all.zip").write_bytes(data)
    assert read(tmp_path / "all.zip") == {"Zoë.txt": b"hi"}


def test_a_zip_that_was_streamed_is_read(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        """An output that cannot go back, which makes zipfile write sizes behind the data, as phones do."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, block: bytes) -> int:  # type: ignore[override]
            self.data += bytes(block)
            return len(block)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in TWO.items():
            archive.writestr(name, data)
    (tmp_path / "all.zip").write_bytes(pipe.data)
    assert read(tmp_path / "all.zip") == TWO


def test_a_large_zip_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive, archive.open("a.txt", "w", force_zip64=True) as out:
        out.write(b"hi")
    assert read(tmp_path / "all.zip") == {"a.txt": b"hi"}


def test_a_zip_is_known_by_its_first_bytes_too(tmp_path: Path) -> None:
    (tmp_path / "export.bin").write_bytes(zipped(TWO))
    assert read(tmp_path / "export.bin") == TWO
    (tmp_path / "empty.bin").write_bytes(zipped({}))
    assert read(tmp_path / "empty.bin") == {}


def test_opening_a_member_does_not_take_longer_where_there_are_many(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({f"{i}.json": b"" for i in range(5000)}))
    start = time.perf_counter()
    assert len(read(tmp_path / "all.zip")) == 5000
    # Reading the directory anew for each takes over a minute.
    assert time.perf_counter() - start < 20


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_zip_with_any_damage_is_read_right_or_refused(tmp_path: Path, damage: list[tuple[int, int]]) -> None:
    data = bytearray(zipped({"é.txt": b"one\n" * 20, "sub/b.txt": bytes(range(99))}))
    for place, value in damage:
        data[place % len(data)] = value
    (tmp_path / "all.zip").write_bytes(data)
    with contextlib.suppress(SourceError):
        assert set(read(tmp_path / "all.zip").values()) <= {b"one\n" * 20, bytes(range(99)), b""}


@given(st.binary(max_size=300), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_noise_is_read_as_noise_or_refused(tmp_path: Path, noise: bytes, magic: bool) -> None:
    data = LOCAL + noise if magic else noise
    (tmp_path / "noise").write_bytes(data)
    source = Source([tmp_path / "noise"])
    if data[:4] in (LOCAL, b"PK\x05\x06"):
        with pytest.raises(SourceError):
            source.files()
    else:
        assert [file.size for file in source.files()] == [len(data)]


def test_many_small_bombs_are_one_bomb(tmp_path: Path) -> None:
    bombs = zipped({f"{i}.txt": b"\0" * (9 << 20) for i in range(5)})
    told = fault(tmp_path, bombs)
    assert "what is read of it is packed" in told
    assert "--limit ratio NUMBER" in told
    (tmp_path / "all.zip").write_bytes(bombs)
    assert len(read(tmp_path / "all.zip", Limits(ratio=5000))) == 5
    assert "what is read of it unpacks to 47,185,920 bytes" in fault(
        tmp_path, bombs, Limits(archive_bytes=47_185_919, ratio=5000)
    )
