"""Measures what taking talks apart costs: CPU time of converting a busy group with and without it.

    python -m bench.threads.cost FOLDER --base-model MODEL [--people 50 8] [--nameless 50 8] [--messages 30000]
        [--ways auto careful]

The group's texts and pace are those of the logs of a folder in the corpus' layout, one log after the other; their
authors are as many people as asked for, and are called by these names; in groups that are asked for with `--nameless`,
nobody is named. Chats of two people show what it costs where it does not apply. Each figure is the least of `--runs`
processes, which count with the library of reference alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from simulacrum_core.models import Message

from .copies import nameless
from .corpus import logs, without_system

_NAMES = """
Ada Ben Cleo Dov Edda Finn Greta Hugo Ines Jona Kira Levi Mina Nils Olga Paul Quin Rosa Sven Tara Ugo Vera Willem Xenia
Yusuf Zora Anton Berta Carlo Doris Emil Frida Gustav Hanna Igor Jutta Konrad Lotte Moritz Nora Otto Petra Quentin Ruth
Silas Thea Ulf Viola Wanda Yara
""".split()
_MOST_PAUSE = dt.timedelta(minutes=5)


def main() -> None:
    """Print seconds with and without, and their ratio, for each number of people and way to take talks apart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base-model", default="bytes")
    parser.add_argument("--people", type=int, nargs="*", default=[50, 8, 2])
    parser.add_argument("--nameless", type=int, nargs="*", default=[50, 8], metavar="PEOPLE")
    parser.add_argument("--messages", type=int, default=30_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ways", nargs="*", default=["auto"], help="Values of --threads.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        groups = [
            (people, named) for named in (True, False) for people in (arguments.nameless, arguments.people)[named]
        ]
        for people, named in groups:
            chat = Path(folder) / f"{people}.txt"
            count = write_group(chat, arguments.folder, people, arguments.messages, named=named)
            # In turn, so that what else the machine does falls on both.
            taken = [
                [_seconds(chat, arguments.base_model, threads) for threads in ("off", *arguments.ways)]
                for _ in range(arguments.runs)
            ]
            without, *with_them = map(min, zip(*taken, strict=True))
            for way, seconds in zip(arguments.ways, with_them, strict=True):
                each = 1e6 * (seconds - without) / count
                group = f"{people} people{'' if named else ', nobody named'}, {count:,} messages"
                print(
                    f"{group}: {without:.2f} s with off, {seconds:.2f} s with {way}: "
                    f"{100 * (seconds / without - 1):.0f} % more, {each:.0f} µs a message",
                    flush=True,
                )


def write_group(path: Path, folder: Path, people: int, most: int, *, named: bool = True) -> int:
    """The chat as a British Android phone exports it, with the first `most` messages; how many there are."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for message in islice(_said(folder, people, named=named), most):
            out.write(f"{message.sent_at:%d/%m/%Y, %H:%M} - {message.author}: {message.text}\n")
            count += 1
    return count


def _said(folder: Path, people: int, *, named: bool) -> Iterator[Message]:
    """What the logs' people say, at their pace, under the names of a few."""
    now, last = dt.datetime(2020, 1, 1), None
    for number, log in enumerate(logs(folder)):
        names: dict[str, str] = {}
        for message in without_system(log if named else nameless(log)).messages:
            name = names.setdefault(str(message.author), _NAMES[(len(names) + 7 * number) % people])
            if message.sent_at is not None:
                now += min(max(message.sent_at - (last or message.sent_at), dt.timedelta()), _MOST_PAUSE)
                last = message.sent_at
            words = [_renamed(word, names) for word in message.text.split(" ")]
            yield Message(message.id, name, now, " ".join(words))
        last = None


def _renamed(word: str, names: dict[str, str]) -> str:
    bare = word.rstrip(":,.?!")
    return names[bare] + word[len(bare) :] if bare in names else word


def _seconds(chat: Path, base_model: str, threads: str) -> float:
    """CPU seconds of one process that converts the chat."""
    command = [sys.executable, "-m", "simulacrum_core", "convert", str(chat), "--from", "whatsapp", "--me", _NAMES[0]]
    command += ["--base-model", base_model, "--threads", threads, "--tokenizer-engine", "reference"]
    command += ["--force", "-o", str(chat.with_suffix(""))]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
