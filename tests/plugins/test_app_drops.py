"""What is dropped into the app: zips of which only texts are wanted, folders, what is hostile, and what breaks off."""

from __future__ import annotations

import errno
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import chat_text
from ..sources.test_byte_ranges import CHAT, FILM, LINES, NOISE, hostile, packed
from .opened_app import Opened, dropped, opened_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Opened]:
    with opened_app(tmp_path / "ws") as opened:
        yield opened


def kept(app: Opened) -> list[str]:
    """The files that lie in the folder because they were dropped."""
    place = app.workspace.folder / "dropped"
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def test_of_a_zip_only_the_texts_are_sent_and_kept(app: Opened, tmp_path: Path) -> None:
    data = packed(tmp_path / "chat.zip", {FILM: NOISE, CHAT: LINES}).read_bytes()
    status, _, sent = app.drop("WhatsApp Chat with Ben.zip", {"": data})
    app.wait()
    assert status == 200
    assert sent < 200_000
    (place,) = app.workspace.folder.glob("dropped/*/*")
    assert NOISE[:100] not in place.read_bytes()
    assert place.stat().st_mode & 0o777 == 0o600
    assert "Next: who are you?" in app.get("/")


def test_a_folder_is_one_source_without_its_pictures(app: Opened) -> None:
    day = "# 2024-03-0{}\n\nWe sailed as far as the second buoy and turned when the wind did.\n"
    notes = {f"days/2024-03-0{n}.md": day.format(n).encode() for n in range(1, 6)}
    assert app.drop("Diary", notes | {"photos/a.jpg": NOISE, "b.mp4": NOISE, "empty.md": b""})[0] == 200
    app.wait()
    assert kept(app) == [f"1/Diary/{name}" for name in [*sorted(notes), "empty.md"]]
    assert "journals" in app.get("/").casefold()
    status, told, _ = app.drop("Pictures", {"a.jpg": NOISE})
    assert (status, "no text" in told) == (400, True)
    assert app.drop("Nothing", {})[0] == 400


def test_names_in_a_folder_lead_nowhere_and_none_is_lost(app: Opened) -> None:
    names = ["../../evil.txt", "/etc/passwd", "a\\..\\b.txt", "a:b.txt", "a?b.txt", "..", "x/" * 200 + "deep.txt"]
    assert app.drop("..", dict.fromkeys(names, b"hello there"))[0] == 200
    app.wait()
    assert len(kept(app)) == len(names)
    assert not (app.workspace.folder / "evil.txt").exists()


def test_hostile_zips_are_told_and_sent_in_small_parts(app: Opened, tmp_path: Path) -> None:
    for name, path in hostile(tmp_path).items():
        status, told, sent = app.drop(f"{name}.zip", {"": path.read_bytes()})
        assert (status, sent < 300_000) == (200, True), told
        app.wait()
        assert "was not read." in app.get("/"), name
        app.post("/remove", {"path": app.workspace.state.sources[0]})
        app.wait()
    assert kept(app) == []


def test_pictures_alone_are_told_with_what_to_do(app: Opened, tmp_path: Path) -> None:
    data = packed(tmp_path / "photos.zip", {f"{n}.jpg": NOISE[: 1 << 19] for n in range(3)}).read_bytes()
    app.drop("photos.zip", {"": data})
    app.wait()
    assert "It holds 3 pictures, films and sounds and no text. In WhatsApp: open the chat" in app.get("/")


def test_what_breaks_off_is_deleted(app: Opened, tmp_path: Path) -> None:
    size = {"path": "", "size": 40}
    for sent in (b"x" * 39, b"x" * 41, b""):
        _, told = app.post("/drop", {"name": "chat.txt", "files": [size]})
        number = json.loads(told)["drop"]
        assert app.post("/part", sent, **{"X-Drop": number})[0] == 400
        assert app.post("/part", b"x" * 40, **{"X-Drop": number})[0] == 400
        assert kept(app) == []
    for wrong in ({"name": "a"}, {"name": "a", "files": [{"path": "", "size": 1 << 80}]}, []):
        assert app.post("/drop", wrong)[0] == 400
    assert app.post("/part", b"x", **{"X-Drop": "../.."})[0] == 400
    assert app.workspace.state.sources == []


def test_a_second_start_deletes_what_had_not_arrived_and_nothing_else(tmp_path: Path) -> None:
    with opened_app(tmp_path / "ws") as app:
        dropped(app)
        app.post("/drop", {"name": "chat.txt", "files": [{"path": "", "size": 40}]})
        assert len(kept(app)) == 2
    with opened_app(tmp_path / "ws") as app:
        app.wait()
        assert len(kept(app)) == 1
        assert "Next: who are you?" in app.get("/")
    (tmp_path / "ws").rename(tmp_path / "moved")
    with opened_app(tmp_path / "moved") as app:
        app.wait()
        assert len(kept(app)) == 1
        assert "Next: who are you?" in app.get("/")
    # A state that cannot be read says nothing of what may go.
    (tmp_path / "moved" / "app.json").write_text("{")
    with opened_app(tmp_path / "moved") as app:
        assert len(kept(app)) == 1


def test_files_that_are_dropped_while_others_are_read_are_read_too(app: Opened) -> None:
    large = chat_text(*["Ben: hi", "Ada: yo"] * 4_000).encode()
    app.drop("WhatsApp Chat with Ben.txt", {"": large})
    app.drop("WhatsApp Chat with Zoe.txt", {"": chat_text(*["Zoe: hi", "Ada: yo"] * 20).encode()})
    app.wait()
    shown = app.get("/")
    assert "not read yet" not in shown
    assert "Next: who are you?" in shown


def test_a_zip_that_the_app_holds_is_one_for_any_program(app: Opened, tmp_path: Path) -> None:
    app.drop("chat.zip", {"": packed(tmp_path / "chat.zip", {FILM: NOISE, CHAT: LINES}).read_bytes()})
    app.wait()
    with zipfile.ZipFile(app.workspace.state.sources[0]) as archive:
        assert archive.testzip() is None
        assert archive.read(CHAT).decode() == LINES


def test_a_full_disk_is_told_in_plain_words_and_nothing_is_left(app: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("simulacrum_app.drops.Arrival._made", full)
    status, told, _ = app.drop("WhatsApp Chat with Ben.txt", {"": b"x" * 100})
    assert (status, "The disk is full" in told) == (400, True)
    assert not list((app.workspace.folder / "dropped").iterdir())
    monkeypatch.undo()
    dropped(app)
    monkeypatch.setattr("simulacrum_app.work.convert", full)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    assert "The disk is full" in app.get("/dataset")
