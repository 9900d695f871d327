"""What the figures of a report cost a conversion: `python -m bench.statistics [MESSAGES]`, in processor seconds."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from simulacrum_core import Message, convert
from simulacrum_core.dataset.statistics import Figures
from simulacrum_core.examples import build, surveyed
from simulacrum_core.examples.times import Times

from .chats import write_whatsapp

_RUNS = 5


class _NoGathering:
    """Counts nothing, in the place of `Gathering`."""

    def __init__(self, *_: object) -> None:
        self.add_session = self.add_result = self.add_examples = lambda *_, **__: None

    def figures(self, *_: object) -> Figures:
        return Figures()


class _NoTimes(Times):
    """Counts nothing, in the place of `Times`."""

    def __post_init__(self) -> None:
        # Where there are some, none are counted.
        self.silences = {0: 0}

    def add_columns(self, walls: Sequence[int], own: bytes, *, in_order: bool) -> None:
        pass

    def add_seconds(self, found: Mapping[int, int]) -> None:
        pass

    def watched(self, messages: Iterable[Message], mine: Set[str], *, silences: bool) -> Iterator[Message]:
        return iter(messages)


@contextmanager
def without_figures() -> Iterator[None]:
    """Conversions in this process count nothing for a report."""
    with patch.object(build, "Gathering", _NoGathering), patch.object(surveyed, "Times", _NoTimes):
        yield


def _seconds(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Print the least of some runs with and without, and the size of the page."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as place:
        chat, folder = Path(place) / "chat.txt", Path(place) / "ada"
        write_whatsapp(chat, count)

        def made(*, report: bool = False) -> None:
            convert(chat, me="Ada Lind", folder=folder, force=True, report=report)

        made()
        without, gathered, shown = [], [], []
        for _ in range(_RUNS):
            with without_figures():
                without.append(_seconds(made))
            gathered.append(_seconds(made))
            shown.append(_seconds(lambda: made(report=True)))
        base = min(without)
        print(f"{count:,} messages: {base:.2f} s without statistics")
        gathering, page = (100 * (min(times) / base - 1) for times in (gathered, shown))
        print(f"{gathering:+.1f} % with them, {page:+.1f} % with the page")
        print(f"report.html {(folder / 'report.html').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
