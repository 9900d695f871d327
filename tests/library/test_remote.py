"""Sources and datasets at URLs: read and written where they lie, with what a local folder gives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulacrum_core import MissingExtraError, Source, SourceError
from simulacrum_core.sources.remote import storage_of

from ..conftest import Simulacrum
from .channels import write_server
from .test_workers import contents

fsspec = pytest.importorskip("fsspec")
ME = ["--me", "Ada"]


@pytest.fixture
def server(tmp_path: Path) -> Path:
    write_server(tmp_path / "server", 4, 30)
    (tmp_path / "server" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "server" / "old.zip").write_bytes(b"PK\3\4")
    return tmp_path / "server"


@pytest.fixture
def memory(server: Path) -> Iterator[str]:
    storage = fsspec.filesystem("memory")
    storage.put(f"{server}/", "/box/server", recursive=True)
    yield "memory://box"
    storage.rm("/box", recursive=True)


def test_a_url_gives_the_files_that_a_folder_gives(server: Path, memory: str) -> None:
    there, here = Source([f"{memory}/server"]), Source([server])
    assert [(file.name, file.size) for file in there.files()] == [(file.name, file.size) for file in here.files()]
    for one, other in zip(there.files(), here.files(), strict=True):
        with one.open() as remote, other.open() as local:
            assert remote.read() == local.read()
    assert [error.what for error in there.damaged] == ["an archive on remote storage is not read"]
    file = there.files()[0]
    (alone,) = Source([f"{memory}/{file.name}"]).files()
    assert (alone.name, alone.size) == (file.base, file.size)


def test_what_a_url_cannot_give_is_told_in_one_line(memory: str) -> None:
    for url, told in {
        f"{memory}/nothing": "there is no such file or folder. Check the URL",
        "nonsense://box/x": "nonsense:// is no storage that is known",
        "simplecache::memory://box": "there is no such file or folder",
    }.items():
        with pytest.raises(Exception, match=told.replace(".", "[.]")):
            Source([url]).files()
    with pytest.raises(Exception, match="one URL in another is not read"):
        storage_of("memory://a::memory://b")


def test_a_storage_that_fails_while_it_is_read_is_told(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (file, *_) = Source([f"{memory}/server"]).files()
    stream = file.open()
    monkeypatch.setattr(type(fsspec.filesystem("memory").open("/box/server/notes.pdf")), "read", lambda *_: 1 // 0)
    with pytest.raises(SourceError, match=r"the storage cannot be read \(ZeroDivisionError: "):
        stream.read()


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(MissingExtraError, match=r"fsspec is not installed.*my-simulacrum\[dask\]"):
        storage_of("memory://box")


def test_a_dataset_at_a_url_has_the_bytes_of_one_in_a_folder(
    memory: str, server: Path, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    assert simulacrum("convert", "server", *ME, "-o", "ada").exit_code == 0
    made = simulacrum("convert", f"{memory}/server", *ME, "-o", f"{memory}/ada")
    assert made.exit_code == 0, made.stderr
    assert made.stdout == f"{memory}/ada\n"
    storage = fsspec.filesystem("memory")
    storage.get("/box/ada", str(tmp_path / "fetched"), recursive=True)
    expected = contents(tmp_path / "ada")
    found = contents(tmp_path / "fetched")
    assert found == expected
    again = simulacrum("convert", f"{memory}/server", *ME, "-o", f"{memory}/ada")
    assert (again.exit_code, again.stderr) == (
        2,
        f"Error: {memory}/ada: is there already. Pass --force to replace it, or another -o\n",
    )
    assert simulacrum("convert", f"{memory}/server", *ME, "-o", f"{memory}/ada", "--force").exit_code == 0


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A server on loopback that speaks S3's protocol, and the credentials for it where libraries look for them."""
    pytest.importorskip("s3fs")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    fsspec.filesystem("s3").mkdir("s3://village")
    yield "s3://village"
    server.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_workers_read_from_s3_and_the_dataset_is_carried_there(s3: str, simulacrum: Simulacrum, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    write_server(tmp_path / "server", 6, 100)
    storage = fsspec.filesystem("s3")
    storage.put(f"{tmp_path}/server", f"{s3}/server", recursive=True)
    assert simulacrum("convert", "server", *ME, "-o", "ada", "--workers", 1).exit_code == 0
    how = ["--engine", "dask", "--workers", 2]
    made = simulacrum("convert", f"{s3}/server", *ME, "-o", f"{s3}/ada", *how)
    assert made.exit_code == 0, made.stderr
    storage.get(f"{s3}/ada", str(tmp_path / "fetched"), recursive=True)
    assert contents(tmp_path / "ada") == contents(tmp_path / "fetched")
    for source, told in {
        "s3://nowhere/x": "s3://nowhere/x: ",
        f"{s3}/nothing": "there is no such file or folder",
    }.items():
        failed = simulacrum("convert", source, *ME, "-o", "x", *how)
        assert failed.exit_code == 1
        assert failed.stderr.count("\n") == 1
        assert told in failed.stderr
