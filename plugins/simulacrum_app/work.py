"""What takes long: reading, converting and training, each with a progress that a page that is opened again sees."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from simulacrum_core import Recipe, Report, SimulacrumError, convert, inspect, read

from .workspace import Workspace


class StoppedError(Exception):
    """The user pressed Stop."""


class Work:
    """One thing at a time, done in a thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._stop = workspace, threading.Event()
        self._thread: threading.Thread | None = None
        self.what, self.error = "", ""
        self.done = self.total = 0
        self.report: Report | None = None
        self.reports: dict[str, Report | str] = {}

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """End what is being done; nothing is left half-written."""
        self._stop.set()

    def wait(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def look(self) -> None:
        """Look at all sources that were not looked at yet, and at all of them together."""
        self._start("Reading", self._look)

    def make(self) -> None:
        """Make the dataset."""
        self._start("Making the dataset", self._make)

    def _start(self, what: str, run: Callable[[], None]) -> None:
        if self.is_running:
            raise SimulacrumError("something is being done already", remedy="Wait for it, or stop it")
        self.what, self.error, self.done, self.total = what, "", 0, 0
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(run,), daemon=True)
        self._thread.start()

    def _run(self, run: Callable[[], None]) -> None:
        try:
            run()
        except StoppedError:
            self.error = "Stopped; nothing was left half-written."
        except (SimulacrumError, OSError) as error:
            self.error = str(error)

    def _read(self, size: int) -> None:
        self.done += size
        if self._stop.is_set():
            raise StoppedError

    def _look(self) -> None:
        sources = self._workspace.state.sources
        self.reports = {place: found for place, found in self.reports.items() if place in sources}
        new = [place for place in sources if place not in self.reports]
        self.total = 2 * sum(map(size_of, new)) or 1
        for place in new:
            try:
                self.reports[place] = inspect(read(place, on_read=self._read))
            except SimulacrumError as error:
                self.reports[place] = str(error)
        good = [place for place in sources if isinstance(self.reports.get(place), Report)]
        only = self.reports[good[0]] if len(good) == 1 else None
        if isinstance(only, Report):
            self.report = only
        else:
            self.report = inspect(read(good, on_read=self._read)) if good else None

    def _make(self) -> None:
        workspace, choices = self._workspace, self._workspace.state.choices
        good = [place for place in workspace.state.sources if not isinstance(self.reports.get(place), str)]
        if not good:
            raise SimulacrumError("there is nothing to read", remedy="Drop an export on the first screen")
        self.total = 2 * sum(map(size_of, good)) or 1
        recipe = Recipe.model_validate({"redact": REDACTED if choices.redact else [], "pseudonyms": choices.pseudonyms})

        def began(count: int) -> None:
            self.done, self.total = count, 2 * count

        workspace.save_persona()
        convert(
            read(good, on_read=self._read),
            folder=workspace.dataset,
            base_model=choices.base_model or None,
            persona=workspace.persona(),
            recipe=recipe,
            force=True,
            on_read=began,
            on_session=self._read,
        )


REDACTED = "credential crypto bank card identity email ip password code phone address own".split()


def size_of(place: str) -> int:
    """The bytes of a file or of all files in a folder."""
    path = Path(place)
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


class Training:
    """Training as a process of its own, which goes on when the app ends."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._pid = workspace.folder / "train.pid"

    @property
    def process(self) -> int | None:
        """The number of the process that trains, None where none does."""
        with suppress(OSError, ValueError):
            number = int(self._pid.read_text())
            os.kill(number, 0)
            with suppress(ChildProcessError):
                if os.waitpid(number, os.WNOHANG)[0]:
                    return None
            return number
        return None

    def command(self) -> list[str]:
        return ["simulacrum", "train", str(self._workspace.dataset), "--with", "raw"]

    def start(self) -> None:
        if self.process is not None:
            raise SimulacrumError("a training is running already")
        _, *arguments = self.command()
        with self._workspace.log.open("wb") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "simulacrum_core", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid.write_text(str(started.pid))

    def stop(self) -> None:
        """Ask it to end; the last checkpoint stays."""
        if (number := self.process) is not None:
            os.kill(number, signal.SIGINT)

    def last_line(self) -> str:
        """What it wrote last."""
        with suppress(OSError):
            return self._workspace.log.read_bytes()[-4000:].decode("utf-8", "replace").strip().split("\n")[-1]
        return ""
