"""`make bench`: what reading and converting cost, in CPU time, beside the Rust parser chatpack on the same file."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from .chats import write_discord, write_telegram, write_whatsapp

COUNT = 200_000
RUNS = 5
_PEER = "import chatpack; print(len(chatpack.parse_{peer}({path!r})))"
_READ = (
    "from simulacrum_core import Source; from simulacrum_{name} import {cls}\n"
    "print(sum(1 for c in {cls}().read(Source([{path!r}])) for m in c.messages))"
)
_TIMED = "import time; start = time.process_time()\n{code}\nprint(time.process_time() - start)"
_IMPORTED = "import chatpack, simulacrum_{name}\n"


class Kind(msgspec.Struct, frozen=True):
    """A kind of export: what writes one, and what reads it."""

    title: str
    write: Callable[[Path, int], None]
    name: str
    cls: str

    def codes(self, path: Path) -> tuple[str, str]:
        """The programs that read a file: ours and the peer's."""
        return (
            _READ.format(name=self.name, cls=self.cls, path=str(path)),
            _PEER.format(peer=self.name, path=str(path)),
        )


KINDS = (
    Kind("WhatsApp", write_whatsapp, "whatsapp", "WhatsAppImporter"),
    Kind("Telegram, compact", partial(write_telegram, indent=None), "telegram", "TelegramImporter"),
    Kind("Telegram, indented", write_telegram, "telegram", "TelegramImporter"),
    Kind("DiscordChatExporter, compact", partial(write_discord, indent=None), "discord", "DiscordImporter"),
    Kind("DiscordChatExporter, indented", write_discord, "discord", "DiscordImporter"),
)


def main() -> None:
    """Print medians of CPU time, peak memory, and of the ratio to the peer, whose runs take turns with ours."""
    print(f"{COUNT:,} messages, medians of {RUNS} runs each; by call: without starting Python and importing")
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            path = Path(folder) / "chat"
            kind.write(path, COUNT)
            _compare(kind, path)
            if kind is KINDS[0]:
                _measure_others(path, folder)


def _compare(kind: Kind, path: Path) -> None:
    codes = kind.codes(path)
    timed = [_IMPORTED.format(name=kind.name) + _TIMED.format(code=code) for code in codes]
    whole, calls = [], []
    for _ in range(RUNS + 1):
        whole.append([_cpu([sys.executable, "-c", code]) for code in codes])
        calls.append([_told([sys.executable, "-c", code]) for code in timed])
    ours, peers = ([run[side] for run in whole[1:]] for side in (0, 1))
    _row(f"{kind.title}: chatpack", peers)
    _row(f"{kind.title}: simulacrum", ours)
    ratio = statistics.median(own / other for (own, _), (other, _) in whole[1:])
    by_call = statistics.median(own / other for own, other in calls[1:])
    print(f"    reading / chatpack: {ratio:.2f} as a whole process, {by_call:.2f} by call")


def _measure_others(chat: Path, folder: str) -> None:
    """What else is done with a chat of WhatsApp."""
    convert = ["convert", str(chat), "--from", "whatsapp", "--me", "Ada Lind", "--force", "-o", f"{folder}/out"]
    jobs = {
        "simulacrum read, as JSON Lines": ["read", str(chat), "--from", "whatsapp"],
        "simulacrum convert, counted in bytes": convert,
    }
    for name, arguments in jobs.items():
        _row(name, [_cpu([sys.executable, "-m", "simulacrum_core", *arguments]) for _ in range(RUNS + 1)][1:])


def _row(name: str, runs: list[tuple[float, int]]) -> None:
    median = statistics.median(seconds for seconds, _ in runs)
    memory = max(size for _, size in runs) // 1024
    print(f"{name:42} {median:6.2f} s CPU {median / COUNT * 1e6:6.2f} µs a message {memory:5} MB", flush=True)


def _told(command: list[str]) -> float:
    """The seconds that a program prints last."""
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def _cpu(command: list[str]) -> tuple[float, int]:
    """CPU seconds and peak memory in kB of one run as a process of its own."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = _wait(process.pid)
    if status:
        sys.exit(f"failed: {' '.join(command[:4])} ...")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def _wait(pid: int) -> tuple[int, int, resource.struct_rusage]:
    return os.wait4(pid, 0)


if __name__ == "__main__":
    main()
