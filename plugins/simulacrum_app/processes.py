"""What takes long and goes on when the app ends: training and measuring, as commands on the dataset."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

from simulacrum_core import SimulacrumError
from simulacrum_core.training import RunProgress, checkpoints, read_run_progress, running_training

from .settings import TRAINER, words
from .workspace import BUNDLE, MANIFEST, MODEL, SCRIPT_LOG, Workspace


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
        self._asked: int | None = None

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
        """Ask it to end; what it has kept stays. A training that is asked once more ends at once."""
        if (number := self.process) is not None:
            self._asked = number
            with suppress(ProcessLookupError):
                os.kill(number, how)

    def is_ending(self) -> bool:
        """Whether it was asked to end, and has not yet."""
        return self._asked is not None and self._asked == self.process

    def began(self) -> float:
        """When it was started, by the system's clock; 0 where it never was."""
        with suppress(OSError):
            return self._pid.stat().st_mtime
        return 0.0

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


class OnModel(Process):
    """A command on what was trained, which is named where the training did not come to its end."""

    def command(self) -> list[str]:
        return [*super().command(), *self._workspace.named_model()]


class Training(Process):
    """A training, which goes on from the checkpoint of an earlier run where there is one."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "train", "--with", TRAINER)

    @property
    def process(self) -> int | None:
        """As above; also one that a terminal started, or an app that was killed before it could put down its number."""
        return super().process or running_training(self._workspace.dataset)

    def command(self) -> list[str]:
        number = self.process
        # One that runs was started before there were the checkpoints of now.
        resumes = self.goes_on() if number is None else "--resume" in command_line(number)
        return [*super().command(), *words(self._workspace), *(["--resume"] if resumes else [])]

    def goes_on(self) -> bool:
        """Whether it goes on from a checkpoint of an earlier run."""
        return bool(checkpoints(self._workspace.dataset / MODEL))

    def progress(self) -> RunProgress | None:
        """How far it is; None where it does not run, or has not begun its first step."""
        found = read_run_progress(self._workspace.dataset / MODEL) if self.process is not None else None
        # A record of the run before is none of this one.
        return found if found and found.at >= self.began() else None


class Script:
    """What trains on a rented machine: a script that the command writes, packed with the dataset."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def command(self) -> list[str]:
        return ["simulacrum", "train", str(self._workspace.dataset), "--script"]

    def run(self) -> None:
        """Write the script and what it says; raises SimulacrumError where it cannot be written."""
        _, *arguments = self.command()
        command = [sys.executable, "-m", "simulacrum_core", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise SimulacrumError((done.stderr.strip().split("\n")[-1] or "it failed").removeprefix("Error: "))
        self._pack()
        (self._workspace.folder / SCRIPT_LOG).write_text(done.stderr, encoding="utf-8")

    def _pack(self) -> None:
        """The dataset as one file to upload: what is private in its folder, such as the report, stays here."""
        manifest, folder = self._workspace.manifest(), self._workspace.dataset
        names = [MANIFEST, "train.sh", *(info.path for info in manifest.files)] if manifest else []
        with zipfile.ZipFile(self._workspace.folder / BUNDLE, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in names:
                packed.write(folder / name, f"{folder.name}/{name}")

    def told(self) -> str:
        """What the command said, nothing where the script is not made."""
        with suppress(OSError):
            if (self._workspace.folder / BUNDLE).is_file():
                return (self._workspace.folder / SCRIPT_LOG).read_text(encoding="utf-8")
        return ""


class Processes:
    """All that run by themselves; one at a time, as each of them takes a model's memory."""

    def __init__(self, workspace: Workspace) -> None:
        self.training = Training(workspace)
        self.measuring = OnModel(workspace, "evaluate", "--quick")
        self.quiz = OnModel(workspace, "quiz")
        self.script = Script(workspace)
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
