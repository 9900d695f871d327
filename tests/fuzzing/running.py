"""Commands and readings in this process: within the time, and without a traceback."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from click.testing import CliRunner, Result

from simulacrum_core import Registry, SimulacrumError
from simulacrum_core.cli import cli

SECONDS = 10


class BrokenLawError(AssertionError):
    """A promise that a case breaks; `law` names it in one word."""

    def __init__(self, law: str, told: object) -> None:
        self.law, self.told = law, told
        super().__init__(f"{law}: {told}")


def run(registry: Registry, *arguments: object) -> Result:
    """A command line in this process, within the time and without a traceback."""
    with timed(str(arguments[0])):
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments], obj=registry)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise BrokenLawError("traceback", _traceback(result.exception))
    if result.exit_code not in (0, 1, 2):
        raise BrokenLawError("exit", f"code {result.exit_code}: {result.output}")
    return result


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Raise BrokenLawError where the block works for more than ten seconds, whatever else the machine does."""
    rung: list[str] = []

    def ring(_: int, frame: FrameType | None) -> None:
        rung.append("".join(traceback.format_stack(frame)[-8:]))
        # No Exception, so that no clause in the product takes it for an error in the source.
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    except KeyboardInterrupt:
        if not rung:
            raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if rung:
        raise BrokenLawError("hang", f"{what} takes longer than {SECONDS} seconds\n{rung[0]}")


@contextmanager
def told() -> Iterator[None]:
    """Let errors that the user is told of through, and raise BrokenLawError for all others."""
    try:
        yield
    except (SimulacrumError, BrokenLawError):
        raise
    except Exception as error:
        raise BrokenLawError("traceback", _traceback(error)) from error


def _traceback(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}\n" + "".join(traceback.format_exception(error)[-8:])
