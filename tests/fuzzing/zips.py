"""Accidents to zips: cut off, members renamed or doubled, headers that lie, and zips within zips."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from random import Random

from .material import Tree

_NAMES = [
    *("../{}", "/{}", "C:\\{}", "a\\{}", "{}/", "{}\x00", "{}\x1b[2J", "__MACOSX/._{}", "{}.zip", "\u202e{}", "a/./{}"),
    *("Ünïcode {}", "a//{}", "{}" + "x" * 300, " {}", ".{}", "deep/er/{}"),
]
_CENTRAL, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"
_FIELDS = [4, 6, 8, 10, 16, 20, 24, 28, 30, 38, 42]
"""Offsets in the central directory: versions, flags, method, CRC, sizes, lengths, attributes, place."""


def packed(tree: Tree, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A sound zip of a tree."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in tree.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6)), data, method)
    return out.getvalue()


def damaged(tree: Tree, rng: Random) -> bytes:
    """A zip of a tree after an accident, or whole."""
    what = rng.randrange(9)
    if what < 2:
        return packed(tree, rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    if what == 2:
        return packed(_with_another_name(tree, rng))
    if what == 3:
        return _with_another_member(tree, rng)
    if what == 4:
        return packed({"inner.zip": packed(tree), **({} if rng.randrange(2) else tree)})
    data = packed(tree)
    if what == 5:
        return data[: rng.randrange(len(data))]
    if what == 6:
        return bytes(rng.randrange(1, 50)) + data if rng.randrange(2) else data + bytes(rng.randrange(1, 70000))
    return _with_a_lie(data, rng)


def _with_another_name(tree: Tree, rng: Random) -> Tree:
    name = rng.choice(sorted(tree))
    other = rng.choice(_NAMES).replace("{}", name)
    return {other if key == name else key: data for key, data in tree.items()}


def _with_another_member(tree: Tree, rng: Random) -> bytes:
    """A member twice, a link, or a folder that is called like a file."""
    out, name = io.BytesIO(packed(tree)), rng.choice(sorted(tree))
    info = zipfile.ZipInfo(rng.choice([name, name.upper(), f"{name}.lnk", f"{name}/", "sub/" + name]))
    if rng.randrange(2):
        info.external_attr = rng.choice([stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFREG]) << 16
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(info, rng.choice([tree[name], b"", b"/etc/hostname"]))
    return out.getvalue()


def _with_a_lie(data: bytes, rng: Random) -> bytes:
    """Another number in a header of the directory, or in one that stands before a member."""
    out, magic = bytearray(data), rng.choice([_CENTRAL, _CENTRAL, _LOCAL])
    places = [place for place in range(len(data)) if data.startswith(magic, place)]
    field = rng.choice(_FIELDS) if magic == _CENTRAL else rng.choice([4, 6, 8, 14, 18, 22, 26, 28])
    place = rng.choice(places) + field
    struct.pack_into("<H", out, place, rng.choice([0, 1, 2, 8, 12, 0x40, 0x808, 0xFFFF, rng.randrange(0x10000)]))
    return bytes(out)
