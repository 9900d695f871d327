"""Reading and converting, which take long: a page that is opened again sees how far they are."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from simulacrum_core import Reading, Report, SimulacrumError, Source, convert, inspect
from simulacrum_core.sources import is_media

from .answers import told_error
from .decided import READ_AS, Fields, fields_of, opened
from .workspace import Workspace

EXPORT = "In WhatsApp: open the chat, then ⋮, More, Export chat"
_UNKNOWN = re.compile(r"no importer knows this format \([^()]{0,1000}\)")
_TELLING = 0.02
"""From how much on it is told how long the rest takes."""


class StoppedError(Exception):
    """The user pressed Stop."""


class Work:
    """One thing at a time, done in a thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._stop = workspace, threading.Event()
        self._thread: threading.Thread | None = None
        self.what, self.error = "", ""
        self.done = self.total = 0
        self._began = 0.0
        self.report: Report | None = None
        self.reports: dict[str, Report | str] = {}
        self.fields: dict[str, Fields] = {}

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return min(self.done / self.total, 1) if self.total else 0

    def seconds_left(self) -> float | None:
        """About how long it still takes, None before that can be told."""
        passed = time.monotonic() - self._began
        return passed * (1 - self.share) / self.share if self.share > _TELLING and passed > 1 else None

    def unread(self) -> list[str]:
        """The sources that were not looked at yet."""
        return [place for place in self._workspace.state.sources if place not in self.reports]

    def stop(self) -> None:
        """End what is being done; nothing is left half-written."""
        self._stop.set()

    def wait(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def readable(self) -> list[str]:
        """The sources that are not known to be none."""
        return [place for place in self._workspace.state.sources if not isinstance(self.reports.get(place), str)]

    def options(self) -> list[str]:
        """What was decided of the reading, as words of a command on all sources."""
        there = [self.fields.get(place, {}) for place in self._workspace.state.sources]
        return self._workspace.state.decided.words(there)

    def look_again(self) -> None:
        """Look at all sources anew, as something else was decided."""
        self.reports, self.report = {}, None
        self.look()

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
        self._began = time.monotonic()
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(run,), daemon=True)
        self._thread.start()

    def _run(self, run: Callable[[], None]) -> None:
        try:
            run()
        except StoppedError:
            self.error = "Stopped; nothing was left half-written."
        except (SimulacrumError, OSError) as error:
            self.error = told_error(error)

    def _read(self, size: int) -> None:
        self.done += size
        if self._stop.is_set():
            raise StoppedError

    def _opened(self, places: str | list[str]) -> Reading:
        return opened(places, self._workspace.state.decided, self._read)

    def _look(self) -> None:
        sources = self._workspace.state.sources
        self.reports = {place: found for place, found in self.reports.items() if place in sources}
        # Whatever is dropped meanwhile is read as well.
        while new := self.unread():
            self.total = self.done + 2 * sum(map(size_of, new)) or 1
            self.reports[new[0]] = self._looked_at(new[0])
        good = [place for place in sources if isinstance(self.reports.get(place), Report)]
        only = self.reports[good[0]] if len(good) == 1 else None
        if isinstance(only, Report):
            self.report = only
        else:
            self.report = inspect(self._opened(good)) if good else None

    def _looked_at(self, place: str) -> Report | str:
        try:
            reading = self._opened(place)
            self.fields[place] = fields_of(reading)
            return inspect(reading)
        except (SimulacrumError, OSError) as error:
            return _only_media(place) or _without_place(str(error), place)

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
            self._opened(good),
            folder=workspace.place_to_make(),
            base_model=choices.base or None,
            persona=workspace.persona(),
            recipe=recipe,
            force=True,
            on_read=began,
            on_session=self._read,
        )
        workspace.take_new()


def size_of(place: str) -> int:
    """The bytes of a file or of all files in a folder; holes are none."""
    path = Path(place)
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(map(_bytes_of, files))


def _bytes_of(path: Path) -> int:
    found = path.stat()
    return min(found.st_size, 512 * getattr(found, "st_blocks", found.st_size))


def _only_media(place: str) -> str:
    """What is said of pictures, films and sound alone; nothing where there is anything else."""
    with suppress(SimulacrumError, OSError):
        files = Source(place).files()
        if files and all(is_media(file.name) for file in files):
            what = "1 picture, film or sound" if len(files) == 1 else f"{len(files):,} pictures, films and sounds"
            return f"It holds {what} and no text. {EXPORT}"
    return ""


def _without_place(told: str, place: str) -> str:
    """An error without the path, which the row shows already, and without the words of a terminal."""
    told = told.removeprefix(f"{place}: ").removeprefix(f"{Path(place).name}: ")
    told = _UNKNOWN.sub("it is in no form that is known here", told)
    return told.replace("If one should, pass it with --from", f"If it is one, say which: {READ_AS}")
