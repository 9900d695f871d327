"""Clients that go away, wait, come in numbers or send too much: nobody is written for who has left, nobody waits for ever."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest

from simulacrum_core.chat import server
from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.generations import Generations
from simulacrum_core.chat.guards import LOOPBACK

from .servers import PATH, ask, messages, serving
from .speakers import Slow
from .test_chat import manifest

LONG = {"messages": messages("tell me all"), "max_tokens": 100_000}
SHORT = {"messages": messages("hi"), "max_tokens": 2}


@pytest.fixture
def speaker() -> Slow:
    return Slow()


@pytest.fixture
def port(speaker: Slow) -> Iterator[int]:
    with serving(lambda sampling: Chat(manifest(budget=100_000), speaker, sampling)) as port:
        yield port


def begin(port: int, body: object) -> socket.socket:
    """Send a request and do not wait for its answer."""
    data = json.dumps(body).encode()
    connection = socket.create_connection((LOOPBACK, port), timeout=20)
    head = f"POST {PATH} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nContent-Length: {len(data)}\r\n\r\n"
    connection.sendall(head.encode() + data)
    return connection


def wait_until_writing(speaker: Slow) -> None:
    while not speaker.writing:
        time.sleep(0.005)


@pytest.mark.parametrize("stream", [True, False])
def test_who_goes_away_is_not_written_for_and_the_next_one_is_answered(port: int, speaker: Slow, stream: bool) -> None:
    with begin(port, LONG | {"stream": stream}) as client:
        wait_until_writing(speaker)
        if stream:
            assert b"w1" in b"".join(client.recv(4096) for _ in range(4))
    assert speaker.ended(5)
    assert speaker.pieces < 1000
    assert ask(port, SHORT)[0] == 200


def test_who_goes_away_while_waiting_is_never_written_for(port: int, speaker: Slow) -> None:
    with begin(port, LONG):
        wait_until_writing(speaker)
        for _ in range(5):
            begin(port, LONG).close()
        time.sleep(0.1)
    assert ask(port, SHORT)[0] == 200
    assert speaker.begun == 2


def test_a_long_answer_keeps_nobody_from_asking_something_else(port: int, speaker: Slow) -> None:
    with begin(port, LONG):
        wait_until_writing(speaker)
        started = time.monotonic()
        for _ in range(20):
            assert ask(port, None, "/v1/models")[0] == 200
            assert ask(port, {"messages": []})[0] == 400
        assert time.monotonic() - started < 5


def test_a_step_that_cannot_be_cut_short_ends_before_the_next_answer_begins() -> None:
    speaker = Slow(before=0.5)
    with serving(lambda sampling: Chat(manifest(), speaker, sampling)) as port:
        with begin(port, LONG | {"stream": True}):
            wait_until_writing(speaker)
        assert ask(port, SHORT)[0] == 200
    assert (speaker.begun, speaker.most) == (2, 1)


def test_as_many_wait_as_there_is_room_for(monkeypatch: pytest.MonkeyPatch, speaker: Slow) -> None:
    monkeypatch.setattr(server, "Generations", partial(Generations, 2))
    with serving(lambda sampling: Chat(manifest(), speaker, sampling)) as port:
        waiting = [begin(port, LONG)]
        wait_until_writing(speaker)
        waiting += [begin(port, LONG) for _ in range(2)]
        time.sleep(0.2)
        status, answer = ask(port, SHORT)
        assert (status, json.loads(answer)["error"]["message"][:6]) == (429, "2 requ")
        for client in waiting:
            client.close()
        assert ask(port, SHORT)[0] == 200


def test_fifty_clients_that_come_and_go_leave_nothing_behind(port: int, speaker: Slow) -> None:
    answered, until = [], time.monotonic() + 4

    def come_and_go(seed: int) -> None:
        dice = random.Random(seed)
        while time.monotonic() < until:
            if dice.random() < 0.2:
                answered.append(ask(port, SHORT)[0])
                continue
            with begin(port, LONG | {"stream": dice.random() < 0.5}) as client:
                client.settimeout(dice.random() / 10)
                with contextlib.suppress(TimeoutError):
                    client.recv(100)

    threads = [threading.Thread(target=come_and_go, args=(seed,)) for seed in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert speaker.ended(10)
    assert speaker.most == 1
    # On a busy machine many that have left are still in the line.
    assert set(answered) <= {200, 429}
    assert ask(port, SHORT)[0] == 200
    assert threading.active_count() < 10


@pytest.mark.parametrize(
    "told", [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
)
@pytest.mark.parametrize("step", ["0", "60"])
def test_a_stop_ends_it_within_a_second_whatever_is_being_answered(told: signal.Signals, step: str) -> None:
    assert stopped(told, step) < 1


def test_a_stop_ends_it_within_a_second_where_eight_threads_compute() -> None:
    assert stopped(signal.SIGTERM, "0", "8") < 1


def test_clients_that_ask_for_nothing_take_no_place_of_those_that_do() -> None:
    command = [sys.executable, "-m", "tests.chat.speakers", "0"]
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(server.kill)
        assert server.stdout is not None
        port = int(server.stdout.readline())
        assert ask(port, None, "/v1/models")[0] == 200
        silent = [stack.enter_context(socket.create_connection((LOOPBACK, port))) for _ in range(520)]
        for client in silent[::2]:
            client.sendall(b"POST /v1/models HTTP/1.1\r\nHost: ")
        until = time.monotonic() + 20
        while ask(port, None, "/v1/models")[0] != 200 and time.monotonic() < until:
            time.sleep(0.2)
        assert ask(port, SHORT)[0] == 200


def stopped(told: signal.Signals, *arguments: str) -> float:
    """Seconds from a signal to the end, while some read what they are answered, some do not, and some never ask."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.chat.speakers", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        # It listens before it answers.
        assert ask(port, None, "/v1/models")[0] == 200
        clients = [begin(port, LONG | {"stream": i % 2 == 0}) for i in range(20)]
        threading.Thread(target=drain, args=clients[:1], daemon=True).start()
        clients.append(socket.create_connection((LOOPBACK, port)))
        clients[-1].sendall(f"POST {PATH} HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Length: 9\r\n\r\n".encode())
        time.sleep(0.5)
        started = time.monotonic()
        process.send_signal(told)
        _, complaints = process.communicate(timeout=20)
        took = time.monotonic() - started
        for client in clients:
            client.close()
    assert (process.returncode, complaints) == (0, "")
    return took


def drain(client: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while client.recv(4096):
            pass


def test_a_request_that_never_comes_to_its_end_is_given_up(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr(server, "_PATIENCE", 0.2)
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    connection.putrequest("POST", PATH)
    connection.putheader("Content-Length", "100")
    connection.endheaders(b"{")
    assert connection.getresponse().status == 408
    connection.close()


def test_what_is_too_long_is_refused_while_it_comes(port: int) -> None:
    assert ask(port, "x" * (server.MOST_BYTES + 1))[0] == 400
    many = {"messages": [{"role": "user", "content": "hi", "name": f"N{i}"} for i in range(101)]}
    assert "more than 100 names" in ask(port, many)[1]
    assert ask(port, SHORT | {"stop": ["a"] * 513})[0] == 400
    assert ask(port, SHORT | {"stop": "a" * 501})[0] == 400
