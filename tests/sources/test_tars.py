"""Tars from strangers are read as they are, packed or not, or refused in one line."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from simulacrum_core import Source, SourceError
from simulacrum_core.sources.limits import Limits

Files = dict[str, bytes]


def tarred(files: Files, form: int = tarfile.USTAR_FORMAT, **about: object) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in about.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def read(path: Path, **limits: int) -> dict[str, bytes]:
    found = {}
    for file in Source([path], limits=Limits(**limits)).files():
        with file.open() as stream:
            found[file.name.partition("/")[2]] = stream.read()
    return found


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("name", ["a.jex", "a.tar", "a.tgz", "a.tar.gz"])
def test_a_tar_is_walked_like_a_folder(name: str, form: int, tmp_path: Path) -> None:
    long = f"{'x' * 90}/{'y' * 60}.md" if form == tarfile.USTAR_FORMAT else f"{'é' * 200}.md"
    files = {"b.md": b"two" * 700, "./a.md": b"one", long: b"", "._a.md": b"litter"}
    data = tarred(files, form)
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert read(tmp_path / name) == {"a.md": b"one", "b.md": b"two" * 700, long: b""}


def test_only_what_is_called_a_tar_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(tarred({"a.md": b"one"}))
    assert len(Source([tmp_path / "a.bin"]).files()) == 1
    assert Source([tmp_path / "a.bin"]).files()[0].name == "a.bin"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no tar at all", "not a tar"),
        (b"", "not a tar"),
        (tarred({"../a.md": b"x"}), "leads out"),
        (tarred({"/a.md": b"x"}), "leads out"),
        (tarred({"a\\b.md": b"x"}), "backslash"),
        (tarred({"a.md": b"x", "A.md": b"y"}), "is there twice"),
        (tarred({"a.md": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd"), "not a regular file"),
        (tarred({"a.md": b""}, type=tarfile.LNKTYPE, linkname="b.md"), "not a regular file"),
        (tarred({"a.md": b""}, type=tarfile.FIFOTYPE), "not a regular file"),
        (tarred({"a.md": b""}, tarfile.PAX_FORMAT, pax_headers={"comment": "x" * (2 << 20)}), "too long"),
        (tarred({"a.md": b"x" * 5000})[:3000], "not a tar"),
        (tarred({"a.md": b"x" * 500, "b.md": b"y"})[:1024], "breaks off behind a member"),
        (tarred({"a.md": b"x" * 500, "b.md": b"y"})[:1024] + b"garbage" * 500, "no header"),
    ],
)
def test_a_tar_that_is_damaged_or_hostile_is_refused(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "a.jex").write_bytes(data)
    with pytest.raises(SourceError, match=rf"a\.jex: .*{why}"):
        read(tmp_path / "a.jex")


def test_a_packed_tar_that_breaks_off_or_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(tarred({"a.md": bytes(range(256)) * 400}))
    (tmp_path / "cut.tgz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match="not a tar that can be read"):
        read(tmp_path / "cut.tgz")
    (tmp_path / "bomb.tgz").write_bytes(gzip.compress(tarred({"a.md": b"0" * (48 << 20)})))
    tracemalloc.start()
    with pytest.raises(SourceError, match=r"packed more than 200 to 1, like a bomb.*--limit ratio"):
        read(tmp_path / "bomb.tgz")
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()
    with pytest.raises(SourceError, match=r"more than 1,000 bytes.*--limit file_bytes"):
        read(tmp_path / "bomb.tgz", file_bytes=1000)


def test_a_tar_has_no_more_members_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tarred({f"{number}.md": b"x" for number in range(20)}))
    with pytest.raises(SourceError, match=r"more than 10 members.*--limit entries"):
        read(tmp_path / "a.tar", entries=10)
