"""Zips in zips, dropped on the app as an attack: no more than one level is opened, and nothing is left of them."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..sources.test_byte_ranges import CHAT, LINES
from .opened_app import Opened, opened_app

DEEP = 60
BOMB = "x" * (60 << 20)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Opened]:
    with opened_app(tmp_path / "ws") as opened:
        yield opened


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def nested(depth: int, name: str, beside: dict[str, bytes | str]) -> bytes:
    """A chat in so many zips."""
    data = zipped({CHAT: LINES})
    for level in range(depth):
        data = zipped({name.format(level): data, **beside}, zipfile.ZIP_STORED)
    return data


def attacks() -> dict[str, tuple[bytes, str]]:
    """Zips, each with what is told of it."""
    inner, bomb = zipped({CHAT: LINES}), zipped({CHAT: BOMB})
    return {
        "deep": (nested(DEEP, "{}.zip", {}), "it holds nothing but zips"),
        "deep parts": (nested(DEEP, "export-Part-{}.zip", {"a.txt": "hi"}), "an archive (zip) inside of another one"),
        "deep with an endless name": (nested(3, "a/" * 2_000 + "{}.zip", {}), "it holds nothing but zips"),
        "bomb": (zipped({"a.zip": bomb}), "like a zip bomb"),
        "bombs": (zipped({f"{n}.zip": bomb for n in range(30)}), "like a zip bomb"),
        "zips of bombs": (zipped({"a.zip": zipped({f"{n}.zip": bomb for n in range(30)})}), "nothing but zips"),
        "leading out": (zipped({"a.zip": zipped({"../../../evil.txt": LINES})}), "leads out of the archive"),
        "leading out above": (zipped({"../../evil.zip": inner}), "leads out of the archive"),
        "torn": (zipped({"a.zip": inner[:-40]}), "not a zip that can be read"),
        "no zip": (zipped({"a.zip": b"PK\x03\x04" + bytes(500)}), "not a zip that can be read"),
    }


def test_zips_in_zips_are_told_and_nothing_is_left(app: Opened, tmp_path: Path) -> None:
    for name, (data, told) in attacks().items():
        began = time.monotonic()
        if "bomb" in name:
            tracemalloc.start()
        status, _, sent = app.drop(f"{name}.zip", {"": data})
        app.wait()
        peak = tracemalloc.get_traced_memory()[1]  # 0 where nothing is traced
        tracemalloc.stop()
        assert (status, sent <= len(data)) == (200, True)
        shown = app.get("/")
        assert "was not read." in shown, name
        assert told in shown, name
        assert peak < (16 << 20) + 4 * len(data), name
        assert time.monotonic() - began < 30, name
        app.post("/remove", {"path": app.workspace.state.sources[0]})
        app.wait()
        place = app.workspace.folder / "dropped"
        assert [path for path in place.rglob("*") if path.is_file()] == [], name
    assert not list(tmp_path.rglob("evil*"))


def test_a_deep_zip_spoils_nothing_that_is_dropped_beside_it(app: Opened) -> None:
    folder: dict[str, bytes] = {CHAT: LINES.encode(), "old/deep.zip": nested(DEEP, "{}.zip", {})}
    assert app.drop("Exports", folder)[0] == 200
    app.wait()
    assert "Next: who are you?" in app.get("/")


def test_one_level_is_what_exports_have_and_is_read(app: Opened) -> None:
    assert app.drop("Export.zip", {"": nested(1, "{}.zip", {})})[0] == 200
    app.wait()
    assert "Next: who are you?" in app.get("/")
