"""Clients that come and go before `serve` for minutes: what they leave behind, and who is answered afterwards.

    python -m bench.clients [--seconds 600] [--clients 50] [--port PORT -- COMMAND ...]

The command serves on the port, such as `simulacrum serve ada --port 8080`; without one, a speaker that writes a word
every hundredth of a second is behind the endpoint. Clients break off streams, wait, read slowly, send what is broken,
too much or never to its end. Linux alone tells the threads and the memory of a process.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

HOST, PATH = "127.0.0.1", "/v1/chat/completions"
PATIENCE = 30.0
Client = Callable[[int, random.Random], str]


class State(msgspec.Struct, frozen=True):
    """Threads of a process, open files, and kB of memory that it holds."""

    threads: int
    files: int
    memory: int


class Report(msgspec.Struct, frozen=True):
    """What was seen: how clients ended by their kind, the process when it was warm and at the end, and seconds."""

    ended: Counter[str]
    warm: State
    last: State
    slowest_models: float
    next_answer: float
    stop: float


def _body(stream: bool, most: int) -> bytes:
    messages = [{"role": "user", "content": "tell me all of it"}]
    return json.dumps({"messages": messages, "stream": stream, "max_tokens": most}).encode()


def _head(port: int, length: int | None, method: str = "POST", path: str = PATH, more: str = "") -> bytes:
    size = "" if length is None else f"Content-Length: {length}\r\n"
    return f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{more}{size}\r\n".encode()


@contextlib.contextmanager
def _connected(port: int, dice: random.Random, seconds: float = PATIENCE) -> Iterator[socket.socket]:
    with socket.socket() as client:
        if dice.random() < 0.3:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.settimeout(seconds)
        client.connect((HOST, port))
        if dice.random() < 0.5:
            # Gone at once, with a reset in the place of an end.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        yield client


def _status(client: socket.socket) -> str:
    head = client.recv(4096)
    return head.split(b" ", 2)[1].decode("ascii", "replace") if head.startswith(b"HTTP/") else "closed"


def _left(port: int, dice: random.Random) -> str:
    """Goes away in the middle of an answer, or before it begins."""
    body = _body(dice.random() < 0.7, 100_000)
    with _connected(port, dice, dice.random() / 3) as client:
        client.sendall(_head(port, len(body)) + body)
        with contextlib.suppress(TimeoutError):
            for _ in range(dice.randrange(8)):
                client.recv(dice.choice((1, 50, 4096)))
    return "left"


def _waits(port: int, dice: random.Random) -> str:
    """Wants a short answer and gets it, or is told that too many wait."""
    body = _body(dice.random() < 0.5, 2)
    with _connected(port, dice) as client:
        client.sendall(_head(port, len(body)) + body)
        return _status(client)


def _slow_reader(port: int, dice: random.Random) -> str:
    body = _body(True, 300)
    with _connected(port, dice) as client:
        client.sendall(_head(port, len(body)) + body)
        until = time.monotonic() + dice.random() * 3
        while time.monotonic() < until and client.recv(1):
            time.sleep(0.02)
    return "read slowly"


def _slow_writer(port: int, dice: random.Random) -> str:
    body = _body(False, 2)
    with _connected(port, dice) as client:
        client.sendall(_head(port, len(body)))
        for at in range(dice.randrange(len(body))):
            client.sendall(body[at : at + 1])
            time.sleep(0.01)
    return "wrote slowly and left"


def _too_much(port: int, dice: random.Random) -> str:
    piece = b"x" * (1 << 16)
    with _connected(port, dice) as client:
        if dice.random() < 0.5:
            client.sendall(_head(port, 1 << 30))
            pieces: Iterator[bytes] = iter([piece] * 200)
        else:
            client.sendall(_head(port, None, more="Transfer-Encoding: chunked\r\n"))
            pieces = iter([b"10000\r\n" + piece + b"\r\n"] * 200)
        for piece in pieces:
            client.sendall(piece)
        return _status(client)


def _broken(port: int, dice: random.Random) -> str:
    garbage = dice.randbytes(dice.randrange(1, 5000))
    body = _body(True, 10)
    sent = dice.choice(
        [
            garbage,
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: ",
            _head(port, len(garbage)) + garbage,
            _head(port, 5) + body,
            _head(port, None, more="Transfer-Encoding: chunked\r\n") + b"zz\r\nnothing\r\n",
            _head(port, None, "GET", "/" + "a" * 9000),
            _head(port, None, "GET", more="X: " + "a" * 100_000 + "\r\n"),
            _head(port, len(body), "PATCH") + body,
            _head(port, 2) + b"{}",
            b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            _head(port, None, "GET", "/v1/models") * 20,
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + garbage[:400],
            _head(port, None, "GET", more="Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"),
        ]
    )
    with _connected(port, dice, 2) as client:
        client.sendall(sent)
        if dice.random() < 0.5:
            client.shutdown(socket.SHUT_WR)
        return _status(client)


KINDS: tuple[Client, ...] = (
    _left,
    _left,
    _left,
    _waits,
    _waits,
    _slow_reader,
    _slow_writer,
    _too_much,
    _broken,
    _broken,
)


def hammered(port: int, process: subprocess.Popen[bytes], seconds: float, clients: int) -> Report:
    """Let clients come and go, look at the process, ask once more, and end it with SIGTERM."""
    # It listens before it has a model.
    _asked(port, "POST", PATH, 120)
    ended, lock, until = Counter[str](), threading.Lock(), time.monotonic() + seconds

    def come_and_go(seed: int) -> None:
        dice = random.Random(seed)
        while time.monotonic() < until:
            kind = dice.choice(KINDS)
            try:
                how = kind(port, dice)
            except (OSError, TimeoutError) as error:
                how = type(error).__name__
            with lock:
                ended[f"{kind.__name__.strip('_')}: {how}"] += 1

    threads = [threading.Thread(target=come_and_go, args=(seed,), daemon=True) for seed in range(clients)]
    for thread in threads:
        thread.start()
    slowest, warm = 0.0, state_of(process.pid)
    begun = time.monotonic()
    while time.monotonic() < until:
        slowest = max(slowest, _asked(port, "GET", "/v1/models"))
        if time.monotonic() < begun + seconds / 5:
            warm = state_of(process.pid)
        time.sleep(min(0.5, seconds / 20))
    for thread in threads:
        thread.join(PATIENCE)
    if ended.total() == 0 or any(thread.is_alive() for thread in threads):
        raise RuntimeError("a client has never come to its end")
    answer = _asked(port, "POST", PATH)
    time.sleep(2)
    last = state_of(process.pid)
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)
    return Report(ended, warm, last, slowest, answer, time.monotonic() - started)


def _asked(port: int, method: str, path: str, patience: float = PATIENCE) -> float:
    """The seconds until all of an answer is there; only 200 is one."""
    body = b"" if method == "GET" else _body(False, 2)
    started = time.monotonic()
    with socket.create_connection((HOST, port), timeout=patience) as client:
        client.sendall(_head(port, len(body), method, path, more="Connection: close\r\n") + body)
        answer = b"".join(iter(lambda: client.recv(1 << 16), b""))
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{method} {path} got {answer[:200]!r}")
    return time.monotonic() - started


def state_of(pid: int) -> State:
    """What /proc tells of a process."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return State(int(told["Threads"]), files, int(told["VmRSS"].split()[0]))


@contextlib.contextmanager
def started(command: Sequence[str], port: int | None) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The server, when it listens; without a port, its first line is the port."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            if port is None and process.stdout is not None:
                port = int(process.stdout.readline())
            yield _listening(port or 0, process), process
        finally:
            process.kill()


def _listening(port: int, process: subprocess.Popen[bytes]) -> int:
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return port
        time.sleep(0.1)
    raise RuntimeError("the server does not listen")


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--port", type=int)
    parser.add_argument("command", nargs="*")
    options = parser.parse_args()
    command = options.command or [sys.executable, "-m", "tests.chat.speakers", "0"]
    with started(command, options.port) as (port, process):
        report = hammered(port, process, options.seconds, options.clients)
    for how, count in sorted(report.ended.items()):
        print(f"{count:7,}  {how}")
    for name, state in (("warm", report.warm), ("last", report.last)):
        print(f"{name}: {state.threads} threads, {state.files} open files, {state.memory:,} kB")
    print(f"/v1/models at most {report.slowest_models:.2f} s, next answer {report.next_answer:.2f} s", end=", ")
    print(f"ended {report.stop:.2f} s after SIGTERM with {process.returncode}")


if __name__ == "__main__":
    main()
