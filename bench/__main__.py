"""`make bench`: what reading and converting cost, in CPU time, beside the Rust parser chatpack on the same file."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from .chats import write_whatsapp

COUNT = 200_000
RUNS = 5
_PEER = "import sys, chatpack; print(len(chatpack.parse_whatsapp(sys.argv[1])))"
_READ = (
    "import sys; from simulacrum_core import Source; from simulacrum_whatsapp import WhatsAppImporter\n"
    "print(sum(1 for c in WhatsAppImporter().read(Source([sys.argv[1]])) for m in c.messages))"
)


def main() -> None:
    """Print CPU seconds (user and system, whole process, median), peak memory, and the ratio to the peer."""
    with tempfile.TemporaryDirectory() as folder:
        chat = Path(folder) / "chat.txt"
        write_whatsapp(chat, COUNT)
        convert = ["-m", "simulacrum_core", "convert", str(chat), "--me", "Ada Lind", "--force", "-o", f"{folder}/out"]
        jobs = {
            "chatpack, parsing": ["-c", _PEER, str(chat)],
            "simulacrum, reading": ["-c", _READ, str(chat)],
            "simulacrum read, as JSON Lines": ["-m", "simulacrum_core", "read", str(chat), "--from", "whatsapp"],
            "simulacrum convert, counted in bytes": convert,
        }
        seconds = {name: _measured(name, command) for name, command in jobs.items()}
    print(f"reading / chatpack: {seconds['simulacrum, reading'] / seconds['chatpack, parsing']:.2f}")


def _measured(name: str, command: list[str]) -> float:
    runs = [_cpu([sys.executable, *command]) for _ in range(RUNS + 1)][1:]
    median = statistics.median(seconds for seconds, _ in runs)
    memory = max(size for _, size in runs) // 1024
    print(f"{name:38} {median:6.2f} s CPU {median / COUNT * 1e6:6.2f} µs a message {memory:5} MB")
    return median


def _cpu(command: list[str]) -> tuple[float, int]:
    """CPU seconds and peak memory in kB of one run as a process of its own."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = _wait(process.pid)
    if status:
        sys.exit(f"failed: {' '.join(command[:4])} ...")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def _wait(pid: int) -> tuple[int, int, resource.struct_rusage]:
    import os

    return os.wait4(pid, 0)


if __name__ == "__main__":
    main()
