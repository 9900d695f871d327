"""What a conversion on a cluster costs: CPU of the workers and of the process that gathers, a message.

    python -m bench.scale FOLDER [--tokenizer SPEC] [--channels 10] [--messages 20000]

Runs a scheduler and two workers on loopback, on an invented server of so many channels.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from simulacrum_core import convert

from .chats import write_discord


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tokenizer", default="bytes")
    parser.add_argument("--channels", type=int, default=10)
    parser.add_argument("--messages", type=int, default=20_000)
    given = parser.parse_args()
    source = _server(given.folder, given.channels, given.messages)
    size, count = sum(path.stat().st_size for path in source.iterdir()), given.channels * given.messages
    processes = [_started("scheduler", given.folder, "--port", "0", "--no-dashboard", "--no-show")]
    processes += [_started("worker", given.folder, "--nthreads", "1", "--no-nanny") for _ in range(2)]
    try:
        address = _address(given.folder)
        out, idle = given.folder / "out", sum(map(_cpu, processes[1:]))
        before, began = _own(), time.monotonic()
        where = {"scheduler": address}
        convert(
            source,
            folder=out,
            me="Ada Lind",
            force=True,
            tokenizer=given.tokenizer,
            engine="dask",
            engine_options=where,
        )
        seconds, gathered, worked = time.monotonic() - began, _own() - before, sum(map(_cpu, processes[1:])) - idle
    finally:
        for process in processes:
            process.kill()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} messages, {size / 1e6:,.0f} MB, {seconds:.1f} s with two workers")
    print(f"workers   {1e6 * worked / count:6.2f} us a message, {size / 1e6 / worked:,.0f} MB a second and core")
    print(f"gathering {1e6 * gathered / count:6.2f} us a message, {peak:,.0f} MB at most")


def _server(folder: Path, channels: int, messages: int) -> Path:
    source = folder / "server"
    source.mkdir(parents=True, exist_ok=True)
    for number in range(channels):
        path = source / f"Pond - c{number} [{700000000000000001 + number}].json"
        if not path.exists():
            write_discord(path, messages, number)
            text = path.read_text(encoding="utf-8").replace("700000000000000001", str(700000000000000001 + number), 1)
            path.write_text(text, encoding="utf-8")
    return source


def _started(kind: str, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    file = folder / "scheduler.json"
    if kind == "scheduler":
        file.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(file)]
    return subprocess.Popen([*command, "--host", "127.0.0.1", *options], stderr=subprocess.DEVNULL)


def _address(folder: Path) -> str:
    while not (folder / "scheduler.json").exists():
        time.sleep(0.1)
    time.sleep(5)
    return str(json.loads((folder / "scheduler.json").read_text(encoding="utf-8"))["address"])


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _cpu(process: subprocess.Popen[bytes]) -> float:
    """Seconds of CPU of a process."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
