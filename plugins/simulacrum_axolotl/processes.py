"""A program that runs for hours: its output goes to a log and to whoever watches, Ctrl-C is passed on once."""

from __future__ import annotations

import codecs
import os
import re
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from simulacrum_core import SimulacrumError, printable

_BREAK = re.compile(r"[\r\n]")
_SIZE = 1 << 16
_TAIL_LINES = 15
_TAIL_BYTES = 20_000
_BAR = re.compile(r"\d%\|")


class Program(msgspec.Struct, frozen=True):
    """A command with its folder and variables, and the file that gets all that it prints."""

    command: Sequence[str]
    folder: Path
    variables: dict[str, str]
    log: Path


def run(program: Program, watch: Callable[[str], None], interrupted: Callable[[], None]) -> None:
    """Run it to its end; `watch` gets each line, also those that overwrite themselves.

    Raises SimulacrumError with the end of the log where it fails. Ctrl-C asks it to stop, calls `interrupted`, waits
    for what it has to save, and then raises KeyboardInterrupt; a second one ends it at once.
    """
    with program.log.open("ab") as log, _started(program) as process:
        program.log.chmod(0o600)
        try:
            _follow(process, log, watch)
        except KeyboardInterrupt:
            _tell(process, signal.SIGINT)
            interrupted()
            try:
                _follow(process, log, watch)
            except KeyboardInterrupt:
                _tell(process, signal.SIGKILL)
            raise
        except BaseException:
            _tell(process, signal.SIGKILL)
            raise
    if process.returncode:
        raise _failure(program, process.returncode)


def _started(program: Program) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, where a terminal's Ctrl-C does not reach it a second time."""
    try:
        return subprocess.Popen(
            program.command,
            cwd=program.folder,
            env=program.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise SimulacrumError(f"cannot be started ({error.strerror})", file=program.command[0]) from error


def _follow(process: subprocess.Popen[bytes], log: BinaryIO, watch: Callable[[str], None]) -> None:
    """Read until nobody holds the pipe any more: a launcher may end before the program that it launched."""
    assert process.stdout is not None
    decoder, rest = codecs.getincrementaldecoder("utf-8")("replace"), ""
    while chunk := os.read(process.stdout.fileno(), _SIZE):
        log.write(chunk)
        log.flush()
        *lines, rest = _BREAK.split(rest + decoder.decode(chunk))
        for line in lines:
            watch(line)
    watch(rest)
    process.wait()


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to the program and all that it started."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _failure(program: Program, code: int) -> SimulacrumError:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    name = " ".join([Path(program.command[0]).name, *program.command[1:3]])
    end = "\n".join(f"    {line}" for line in tail(program.log))
    return SimulacrumError(f"`{name}` failed with {how}. The end of its output:\n{end}\nAll of it is in {program.log}")


def tail(log: Path) -> list[str]:
    """The last lines of a log that say something, made safe for a terminal; progress bars aside."""
    with log.open("rb") as stream:
        stream.seek(max(log.stat().st_size - _TAIL_BYTES, 0))
        lines = _BREAK.split(stream.read().decode("utf-8", "replace"))
    telling = [line for line in lines if line.strip() and not _BAR.search(line)]
    return [printable(line.rstrip(), 200) for line in telling[-_TAIL_LINES:]]
