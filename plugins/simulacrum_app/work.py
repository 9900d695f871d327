"""What takes long: reading, converting, training, measuring; a page that is opened again sees how far it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from simulacrum_core import Report, SimulacrumError, convert, inspect, read

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

    def readable(self) -> list[str]:
        """The sources that are not known to be none."""
        return [place for place in self._workspace.state.sources if not isinstance(self.reports.get(place), str)]

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
        good = self.readable()
        if not good:
            raise SimulacrumError("there is nothing to read", remedy="Drop an export on the first screen")
        self.total = 2 * sum(map(size_of, good)) or 1
        recipe = workspace.recipe()

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


def size_of(place: str) -> int:
    """The bytes of a file or of all files in a folder."""
    path = Path(place)
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def command_line(process: int) -> str:
    """What a process was started with, nothing where there is no such one."""
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().decode("utf-8", "replace")
    with suppress(OSError):
        asked = ["ps", "-p", str(process), "-o", "command="]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return ""


_END = 2.0
"""Seconds between what a command makes and the last line that it writes."""
_PATIENCE = 20.0
"""Seconds in which a process that is asked to end may put down what it has."""


class Process:
    """A command on the dataset as a process of its own, which goes on when the app ends."""

    def __init__(self, workspace: Workspace, name: str, *options: str) -> None:
        self._workspace, self.name, self._options = workspace, name, options
        self._pid, self._log = workspace.folder / f"{name}.pid", workspace.folder / f"{name}.log"
        self._started: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> int | None:
        """The number of the process, None where none runs."""
        with suppress(OSError, ValueError):
            number = int(self._pid.read_text())
            if self._started is not None and self._started.pid == number:
                return number if self._started.poll() is None else None
            # After a restart of the machine another program may have the number.
            words = command_line(number)
            return number if self.name in words and str(self._workspace.dataset) in words else None
        return None

    def command(self) -> list[str]:
        return ["simulacrum", self.name, str(self._workspace.dataset), *self._options]

    def start(self) -> None:
        if self.process is not None:
            raise SimulacrumError("it is running already")
        _, *arguments = self.command()
        with self._log.open("wb") as log:
            self._started = subprocess.Popen(
                [sys.executable, "-m", "simulacrum_core", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid.write_text(str(self._started.pid))

    def stop(self, how: int = signal.SIGINT) -> None:
        """Ask it to end; what it has kept stays."""
        if (number := self.process) is not None:
            with suppress(ProcessLookupError):
                os.kill(number, how)

    def has_made(self, place: Path) -> bool:
        """Whether the last run ended with what it was to make."""
        with suppress(OSError):
            return abs(self._log.stat().st_mtime - place.stat().st_mtime) < _END
        return False

    def last_line(self) -> str:
        """What it wrote last."""
        with suppress(OSError):
            return self._log.read_bytes()[-4000:].decode("utf-8", "replace").strip().split("\n")[-1]
        return ""


class Processes:
    """All that run by themselves; one at a time, as each of them takes a model's memory."""

    def __init__(self, workspace: Workspace) -> None:
        self.training = Process(workspace, "train", "--with", "raw")
        self.measuring = Process(workspace, "evaluate", "--quick")
        self.quiz = Process(workspace, "quiz")
        self._all = (self.training, self.measuring, self.quiz)

    def running(self) -> list[str]:
        """The names of those that run."""
        return [one.name for one in self._all if one.process is not None]

    def start(self, wanted: Process) -> None:
        if running := self.running():
            what = f"`simulacrum {running[0]}` is running"
            raise SimulacrumError(what, remedy="Wait for it, or stop it: two models at once may not fit into memory")
        wanted.start()

    def stop(self) -> None:
        """Ask all of them to end."""
        for one in self._all:
            one.stop()

    def end(self) -> None:
        """End all of them, and wait for it: they write into the folder as long as they run."""
        self.stop()
        until = time.monotonic() + _PATIENCE
        while self.running():
            if time.monotonic() > until:
                for one in self._all:
                    one.stop(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
            time.sleep(0.05)
