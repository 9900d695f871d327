"""Dask: a scheduler and two workers on loopback make the bytes that one process makes, also where a worker is killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import Recipe, SimulacrumError, convert, read
from simulacrum_core.execution import dask as engine
from simulacrum_core.execution.dask import DaskEngine, DaskOptions

from ..conftest import Simulacrum
from .channels import write_server
from .test_workers import contents

pytestmark = pytest.mark.slow
distributed = pytest.importorskip("distributed")
ME = ["--me", "Ada"]


class Cluster:
    """A scheduler and workers without a nanny, so that one that is killed stays away."""

    def __init__(self, folder: Path) -> None:
        self._file, self.processes = folder / "scheduler.json", list[subprocess.Popen[bytes]]()
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        for _ in range(300):
            with contextlib.suppress(OSError, ValueError):
                self.address = str(json.loads(self._file.read_text())["address"])
                break
            time.sleep(0.1)
        for _ in range(2):
            self.more()

    def more(self) -> None:
        """Another worker."""
        self._start("worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")

    def _start(self, kind: str, *options: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(self._file), *options]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(command, cwd="/", **quiet))  # type: ignore[call-overload]

    def kill(self, place: int) -> None:
        """Kill the scheduler, or a worker."""
        self.processes[place].kill()
        self.processes[place].wait()

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
    yield started
    started.close()


@pytest.fixture
def server(tmp_path: Path) -> Path:
    write_server(tmp_path / "server", 16, 200)
    return tmp_path / "server"


def test_a_cluster_makes_the_bytes_that_one_process_makes(
    cluster: Cluster, server: Path, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    chat = tmp_path / "WhatsApp Chat with Ben.txt"
    lines = [
        f"{1 + i // 600:02}/03/2024, {i // 60 % 10:02}:{i % 60:02} - {('Ada', 'Ben')[i % 2]}: said {i}\n"
        for i in range(12_000)
    ]
    chat.write_text("".join(lines), encoding="utf-8")
    how = ["--engine", "dask", "-g", "scheduler", cluster.address]
    write_server(tmp_path / "again", 3, 200)
    for name, more in {
        "mixed": ["server", "again", chat.name],
        "private": ["server", "--redact", "all", "--pseudonyms", "--tz", "Europe/Berlin"],
    }.items():
        first = simulacrum("convert", *more, *ME, "-o", f"{name}/1", "--workers", 1)
        second = simulacrum("convert", *more, *ME, "-o", f"{name}/2", *how)
        assert (first.exit_code, second.exit_code) == (0, 0), second.stderr
        assert first.stderr.replace(f"{name}/1", f"{name}/2") == second.stderr
        assert contents(tmp_path / name / "1") == contents(tmp_path / name / "2")


def test_workers_that_are_killed_in_mid_run_change_nothing(
    cluster: Cluster, server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DaskEngine, "task_size", 1 << 16)
    monkeypatch.setattr("simulacrum_core.execution.workers.STRETCH", 200)
    cluster.more()
    done = {"read": 0, "built": 0}

    def kills(what: str, place: int) -> Callable[[int], None]:
        def kill(_: int) -> None:
            done[what] += 1
            if done[what] == 3:
                cluster.kill(place)

        return kill

    convert(server, folder=tmp_path / "one", me="Ada")
    source = read(server, on_read=lambda size: while_reading(size) if is_at_work else None)
    while_reading, is_at_work = kills("read", 1), True
    how: dict[str, Any] = {"me": "Ada", "engine": "dask", "engine_options": {"scheduler": cluster.address, "wait": "2"}}
    convert(source, folder=tmp_path / "two", **how, on_session=kills("built", 2))
    assert [process.poll() is None for process in cluster.processes] == [True, False, False, True]
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    cluster.kill(3)
    with pytest.raises(SimulacrumError, match="no cluster with workers answers"):
        convert(server, folder=tmp_path / "three", **how)
    assert not (tmp_path / "three").exists()


def test_a_very_long_channel_is_made_in_parts(
    server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: Callable[..., Any]
) -> None:
    monkeypatch.setattr("simulacrum_core.execution.sections.RANGE", 700)
    monkeypatch.setattr("simulacrum_core.examples.borders.STRETCH", 200)
    monkeypatch.setattr("simulacrum_core.execution.workers.STRETCH", 1)
    recipe = Recipe(session_gap="20m")
    convert(server, folder=tmp_path / "one", me="Ada", recipe=recipe)
    convert(server, folder=tmp_path / "two", me="Ada", recipe=recipe, engine="dask")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_one_large_chat_is_read_in_chunks_by_all_workers_also_where_one_is_killed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = tmp_path / "WhatsApp Chat with Ben.txt"
    lines = []
    for i in range(40_000):
        day, month, time_of_day = i // 1_000 % 28 + 1, i // 28_000 + 1, f"{i // 60 % 14 + 8:02}:{i % 60:02}"
        words = " ".join(f"w{i * k % 997}" for k in range(2, 12))
        lines.append(f"{day:02}/{month:02}/2024, {time_of_day} - {'Ada' if i % 2 else 'Ben'}: {words}\n")
    chat.write_text("".join(lines), encoding="utf-8")
    done = []

    def killing(do: Callable[..., Any], given: tuple[Any, ...], pieces: Any, engine: DaskEngine) -> Iterator[Any]:
        for found in mapped(engine, do, given, pieces):
            done.append(do.__name__)
            if len(done) == 3:
                cluster.kill(1)
            yield found

    mapped = DaskEngine._mapped
    monkeypatch.setattr(DaskEngine, "_mapped", lambda engine, *what: killing(*what, engine))
    monkeypatch.setattr(engine, "_PIECES", 2)
    convert(chat, folder=tmp_path / "one", me="Ada")
    options = {"scheduler": cluster.address}
    convert(chat, folder=tmp_path / "two", me="Ada", engine="dask", engine_options=options)
    assert set(done) == {"_learned", "_read"}
    assert len(done) >= 16
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A cluster in threads of this process, for what tests change in the code."""

    def client(options: DaskOptions, workers: int | None, stack: contextlib.ExitStack) -> Any:
        cluster = distributed.LocalCluster(n_workers=2, processes=False, dashboard_address=None)
        stack.callback(cluster.close)
        return stack.enter_context(distributed.Client(cluster))

    monkeypatch.setattr(engine, "_client", client)
    return client


def test_faults_are_told_in_one_line(
    here: Callable[..., Any], server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def converted() -> str:
        with pytest.raises(SimulacrumError) as caught:
            convert(server, folder=tmp_path / "out", me="Ada", engine="dask")
        assert not (tmp_path / "out").exists()
        return str(caught.value)

    with monkeypatch.context() as changed:
        changed.setattr(engine, "_version", lambda name: "0.0.1")
        assert "this worker has my-simulacrum" in converted()
        assert "Install the same versions on all machines" in converted()
    with monkeypatch.context() as changed:
        changed.setattr(
            "simulacrum_core.conversations.groups.Group.read", lambda group: (tmp_path / "gone.json").open()
        )
        assert "gone.json: a worker cannot read it (No such file or directory)" in converted()
    with monkeypatch.context() as changed:
        changed.setattr(engine, "_unpacked", lambda data: sys.modules["nowhere"])
        with pytest.raises(KeyError, match="nowhere"):
            convert(server, folder=tmp_path / "out", me="Ada", engine="dask")


def test_ctrl_c_ends_it_at_once_and_leaves_no_process_and_no_folder(server: Path, tmp_path: Path) -> None:
    write_server(tmp_path / "large", 4, 8_000)
    command = [sys.executable, "-m", "simulacrum_core", "convert", "large", *ME, "-o", "out", "--engine", "dask"]
    process = subprocess.Popen(
        [*command, "--workers", "2"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(6)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()
    # A worker may outlive the client by the moment in which it finds that out.
    for _ in range(100):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a process is left after ten seconds")


def test_a_cluster_of_this_machine_is_closed_when_the_work_is_done(server: Path) -> None:
    with DaskEngine(DaskOptions(), 1) as one:
        assert len(one._client.nthreads()) == 1
        client = one._client
    assert client.status == "closed"
