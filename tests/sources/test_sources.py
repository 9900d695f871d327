"""What the user hands in is walked the same way every time, whatever it is wrapped in."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Source, SourceError
from simulacrum_core.sources.source import is_litter

LITTER = ["__MACOSX/._a.txt", ".DS_Store", "sub/.DS_Store", "sub/._b.txt", "Thumbs.db", "sub/desktop.ini"]


def names(*paths: Path | str) -> list[str]:
    return [file.name for file in Source(paths).files()]


def contents(source: Source) -> list[bytes]:
    found = []
    for file in source.files():
        with file.open() as stream:
            found.append(stream.read())
    return found


def plant(folder: Path, *files: str) -> Path:
    """A folder of files that hold their own names."""
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def pack(path: Path, *files: str) -> Path:
    """A zip of files that hold their own names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files:
            archive.writestr(name, name)
    return path


def test_a_file_is_called_what_it_is_called(tmp_path: Path) -> None:
    source = Source([plant(tmp_path, "sub/a.txt") / "sub/a.txt"])
    (file,) = source.files()
    assert (file.name, file.base, file.size, file.container) == ("a.txt", "a.txt", len("sub/a.txt"), None)
    assert contents(source) == [b"sub/a.txt"]


def test_the_files_of_a_folder_are_in_path_order_below_its_name(tmp_path: Path) -> None:
    folder = plant(tmp_path / "chats", "b.txt", "a/z.txt", "a-1.txt", "a/deep/er/c.txt", "B.txt")
    assert names(folder) == ["chats/B.txt", "chats/a-1.txt", "chats/a/deep/er/c.txt", "chats/a/z.txt", "chats/b.txt"]


def test_the_order_of_what_is_handed_in_is_kept(tmp_path: Path) -> None:
    folder = plant(tmp_path, "b.txt", "a.txt")
    assert names(folder / "b.txt", folder / "a.txt") == ["b.txt", "a.txt"]


def test_a_zip_is_walked_like_a_folder_and_its_members_know_it(tmp_path: Path) -> None:
    source = Source([pack(tmp_path / "all.zip", "b.txt", "sub/a.txt")])
    assert [(f.name, f.container) for f in source.files()] == [
        ("all.zip/b.txt", "all.zip"),
        ("all.zip/sub/a.txt", "all.zip"),
    ]
    assert contents(source) == [b"b.txt", b"sub/a.txt"]


def test_zips_in_a_folder_are_walked(tmp_path: Path) -> None:
    pack(plant(tmp_path / "chats", "z.txt") / "in" / "a.zip", "x.txt")
    assert names(tmp_path / "chats") == ["chats/in/a.zip/x.txt", "chats/z.txt"]


def test_a_zip_beside_other_files_in_a_zip_is_a_file(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", "x.txt")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(inner, "inner.zip")
        archive.writestr("chat.txt", "hi")
    assert names(tmp_path / "outer.zip") == ["outer.zip/chat.txt", "outer.zip/inner.zip"]
    with zipfile.ZipFile(tmp_path / "zips.zip", "w") as archive:
        archive.write(inner, "inner.zip")
    assert names(tmp_path / "zips.zip") == ["zips.zip/inner.zip/x.txt"]
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as archive:
        archive.write(tmp_path / "zips.zip", "zips.zip")
    with pytest.raises(SourceError, match=r"deep\.zip/zips\.zip: it holds nothing but zips\. Unpack it"):
        names(tmp_path / "deep.zip")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_not_passed_over(tmp_path: Path) -> None:
    locked = plant(tmp_path / "chats", "a.txt", "sub/b.txt") / "sub"
    locked.chmod(0)
    try:
        with pytest.raises(PermissionError):
            names(tmp_path / "chats")
    finally:
        locked.chmod(0o700)


@pytest.mark.parametrize("first", ["[Content_Types].xml", "mimetype", "_rels/.rels", "word/document.xml"])
def test_a_document_that_is_a_zip_is_one_file(tmp_path: Path, first: str) -> None:
    pack(tmp_path / "chats" / "letter.docx", first, "word/styles.xml")
    pack(tmp_path / "chats" / "all.zip", "wordy.txt", first)
    assert names(tmp_path / "chats") == ["chats/all.zip/" + name for name in sorted([first, "wordy.txt"])] + [
        "chats/letter.docx"
    ]
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(tmp_path / "chats" / "letter.docx", "letter.docx")
    assert names(tmp_path / "outer.zip") == ["outer.zip/letter.docx"]


def test_a_document_that_is_cut_is_one_file(tmp_path: Path) -> None:
    whole = pack(tmp_path / "letter.docx", "[Content_Types].xml", "word/document.xml").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:60])
    assert names(tmp_path / "cut") == ["cut"]


def test_a_wrapper_folder_is_part_of_the_name_and_not_of_the_base(tmp_path: Path) -> None:
    (file,) = Source([pack(tmp_path / "all.zip", "Export of 2024/chat.txt")]).files()
    assert (file.name, file.base) == ("all.zip/Export of 2024/chat.txt", "chat.txt")


def test_directory_entries_of_a_zip_are_no_files(tmp_path: Path) -> None:
    assert names(pack(tmp_path / "all.zip", "sub/", "sub/a.txt")) == ["all.zip/sub/a.txt"]


def test_what_operating_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    assert names(plant(tmp_path / "chats", "a.txt", *LITTER)) == ["chats/a.txt"]
    assert names(pack(tmp_path / "all.zip", "a.txt", *LITTER)) == ["all.zip/a.txt"]


@given(st.sampled_from(LITTER), st.sampled_from(["", "x/", "x/y/"]))
def test_litter_is_litter_at_any_depth(name: str, prefix: str) -> None:
    assert is_litter(f"{prefix}{name}".split("/"))


def test_hidden_files_are_not_litter(tmp_path: Path) -> None:
    assert names(plant(tmp_path / "chats", ".hidden.txt")) == ["chats/.hidden.txt"]


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = plant(tmp_path / "outside", "secret.txt", "sub/secret.txt")
    folder = plant(tmp_path / "chats", "a.txt")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "link").symlink_to(outside / "sub", target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere").symlink_to(tmp_path / "nowhere")
    assert names(folder) == ["chats/a.txt"]


def test_a_link_that_is_handed_in_is_followed(tmp_path: Path) -> None:
    plant(tmp_path / "far" / "chats", "a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "far" / "chats", target_is_directory=True)
    (tmp_path / "link.txt").symlink_to(tmp_path / "far" / "chats" / "a.txt")
    assert names(tmp_path / "link", tmp_path / "link.txt") == ["chats/a.txt", "link.txt"]


@pytest.mark.parametrize("word", ["chats", "chats/", "./chats", "chats/sub/..", "../here/chats"])
def test_a_folder_gives_the_same_names_however_it_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    plant(tmp_path / "here" / "chats", "sub/a.txt")
    monkeypatch.chdir(tmp_path / "here")
    assert names(word) == ["chats/sub/a.txt"]


@pytest.mark.parametrize(("word", "name"), [(".", "sub/a.txt"), ("..", "chats/sub/a.txt")])
def test_the_current_folder_and_the_one_above_can_be_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, name: str
) -> None:
    monkeypatch.chdir(plant(tmp_path / "chats", "sub/a.txt") / "sub")
    assert names(word) == [name]


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert names(tmp_path) == []


def test_what_is_missing_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.txt: there is no such file or folder\. Check the path"):
        names(tmp_path / "gone.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(plant(tmp_path / "chats", "a.txt") / "pipe")
    assert names(tmp_path / "chats") == ["chats/a.txt"]


def test_files_are_found_once_and_read_as_often_as_wanted(tmp_path: Path) -> None:
    source = Source([plant(tmp_path / "chats", "a.txt"), pack(tmp_path / "all.zip", "b.txt")])
    assert contents(source) == contents(source) == [b"a.txt", b"b.txt"]
    plant(tmp_path / "chats", "later.txt")
    assert len(source.files()) == 2


def test_two_readers_of_one_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    (file,) = Source([pack(tmp_path / "all.zip", "a.txt")]).files()
    with file.open() as one, file.open() as other:
        assert (one.read(2), other.read(), one.read()) == (b"a.", b"a.txt", b"txt")


@pytest.mark.parametrize("metered", [False, True])
def test_files_in_zips_are_as_good_as_any(tmp_path: Path, metered: bool) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.txt", "one\r\ntwo\n")
    (file,) = Source([tmp_path / "all.zip"], on_read=print if metered else None).files()
    with file.open() as stream:
        assert list(stream) == [b"one\r\n", b"two\n"]
    with file.open() as stream, io.TextIOWrapper(stream, "utf-8") as text:
        assert text.readlines() == ["one\n", "two\n"]


def test_another_reading_has_the_same_files_and_findings_of_its_own(tmp_path: Path) -> None:
    source = Source([plant(tmp_path / "chats", "a.txt")])
    source.files()
    source.findings.report("a.txt", 1, "odd")
    plant(tmp_path / "chats", "later.txt")
    again = source.again()
    assert contents(again) == [b"a.txt"]
    assert (again.findings.problem_count, source.findings.problem_count) == (0, 1)


def test_every_byte_that_is_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 700_000)
    pack(tmp_path / "all.zip", "bb")
    told: list[int] = []
    source = Source([tmp_path / "a.txt", tmp_path / "all.zip"], on_read=told.append)
    assert [len(data) for data in contents(source)] == [700_000, 2]
    assert sum(told) == 700_002
    contents(source.again())
    assert sum(told) == 2 * 700_002
    other: list[int] = []
    contents(source.again(other.append))
    assert (sum(told), sum(other)) == (2 * 700_002, 700_002)


def test_standard_input_can_be_read_by_everybody_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(b"one\ntwo\n")))
    source = Source(["-"])
    again = source.again()
    (file,) = source.files()
    assert (file.name, file.size) == ("standard input", 8)
    assert contents(source) == contents(source) == contents(again) == contents(Source(["-"])) == [b"one\ntwo\n"]
    with file.open() as one, file.open() as other:
        assert (one.readline(), other.read(), one.readline()) == (b"one\n", b"one\ntwo\n", b"two\n")


def test_another_standard_input_is_not_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (b"one", b"two"):
        monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(text)))
        assert contents(Source(["-"])) == [text]


def test_standard_input_is_identified_and_then_read() -> None:
    chat = "13/01/2024, 09:00 - Ada: hi\n13/01/2024, 09:01 - Ben: hello\n"
    command = [sys.executable, "-X", "dev", "-W", "error", "-m", "simulacrum_core", "read", "-"]
    result = subprocess.run(command, input=chat, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert '"text":"hello"' in result.stdout
    assert "ResourceWarning" not in result.stderr


def test_an_archive_in_a_folder_that_is_damaged_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
        archive.writestr("a.txt", "words")
    data = (tmp_path / "whole.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    source = Source([tmp_path])
    assert [file.base for file in source.files()] == ["a.txt"]
    for findings in (source.findings, source.again().findings):
        assert ["not a zip that can be read" in problem.what for problem in findings.problems] == [True]
    (tmp_path / "whole.zip").unlink()
    with pytest.raises(SourceError, match="not a zip"):
        Source([tmp_path]).files()
