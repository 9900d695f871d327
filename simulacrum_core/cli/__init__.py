"""The command line: parses, calls the library, prints."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import click

from ..errors import SimulacrumError
from ..terminal import printable, printable_lines
from ..version import __version__
from .bugs import bug
from .commands import COMMANDS
from .help import Group
from .streams import prepare_streams

if TYPE_CHECKING:
    from types import FrameType

    from ..plugin.registry import Registry

_INTERRUPTED = 130
_CYCLES = 3_000
"""New containers after which Python looks for cycles. After 700, as it does by itself, a start takes 6 % longer."""
_QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1", "DO_NOT_TRACK": "1"}


def _shown(error: SimulacrumError) -> click.ClickException:
    """The error as click shows it: one line, and the exit code that the error knows."""
    shown = click.ClickException(printable_lines(str(error)))
    vars(shown)["exit_code"] = error.exit_code
    return shown


class _Group(Group):
    """The one place where errors become what the user sees."""

    own = COMMANDS

    def installed(self) -> Registry:
        from ..plugin.registry import Registry

        return Registry.installed()

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted; nothing was left half-written.", err=True)
            ctx.exit(_INTERRUPTED)
        except SimulacrumError as error:
            raise _shown(error) from error
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            if error.strerror is None:
                raise bug(error) from None
            file = None if error.filename is None else printable(str(error.filename))
            raise _shown(SimulacrumError(error.strerror, file=file)) from error
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            raise bug(error) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="simulacrum")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Turn your own chats into training data for a language model that talks like you.

    \b
    Example:
      simulacrum convert chat.zip --from whatsapp --to axolotl --me Ada -o ada
    """
    ctx.obj = ctx.obj or cli.installed()


def main() -> None:
    """Run the command line; exit codes: 0, 1 (the data is at fault), 2 (the call), 70 (the program), 130 (stopped)."""
    os.environ.update(_QUIET)
    gc.set_threshold(_CYCLES)
    prepare_streams()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    sys.unraisablehook = _unraisable
    try:
        cli.main()
    except OSError as error:
        # Help is printed before a command is called: on a full disk, for one.
        click.echo(f"Error: {error.strerror or error}", err=True)
        sys.exit(1)


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """Raise Ctrl-C again that came while an object was finalized, where Python forgets what is raised."""
    if unraisable.exc_type is KeyboardInterrupt:
        threading.Thread(target=_interrupt_again, args=(threading.get_ident(),), daemon=True).start()
    else:
        sys.__unraisablehook__(unraisable)


def _interrupt_again(thread: int) -> None:
    """Send Ctrl-C when a thread has left the function above, in which Python would forget it once more."""
    time.sleep(0.01)
    while _is_in_hook(sys._current_frames().get(thread)):
        time.sleep(0.01)
    # Only a signal to the thread itself ends what it waits for in the system.
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)


def _is_in_hook(frame: FrameType | None) -> bool:
    while frame is not None and frame.f_code is not _unraisable.__code__:
        frame = frame.f_back
    return frame is not None
