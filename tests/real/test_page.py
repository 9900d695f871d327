"""`simulacrum chat --web` attacked without a browser: foreign names and pages, other accounts, uploads, a stop."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from ..chat.servers import ask_fully
from .shown_page import TOKEN, shown_page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with shown_page() as page:
        # It listens before it answers.
        ask_fully(page[0], None, "/")
        yield page


def test_a_page_of_another_site_cannot_read_the_page(page: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, _ = page
    known = {"Cookie": f"simulacrum-{port}={TOKEN}"}
    for path in ("/", "/state", "/talk.js", f"/?token={TOKEN}"):
        status, text, told = ask_fully(port, None, path, "evil.example", {"Origin": f"http://evil.example:{port}"})
        assert (status, "access-control-allow-origin" in told) == (400, False)
        assert "Ada" not in text
        assert ask_fully(port, None, path, headers=known | {"Origin": "http://evil.example"})[0] == 403
    assert ask_fully(port, None, "/state", headers=known)[0] == 200


def test_only_the_page_itself_may_say_something(page: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, _ = page
    known, ours = {"Cookie": f"simulacrum-{port}={TOKEN}"}, {"X-Simulacrum": "1"}
    for path in ("/say", "/stop", "/forget"):
        assert ask_fully(port, "{}", path, headers=known)[0] == 403
        assert ask_fully(port, "{}", path, headers=ours)[0] == 403
        assert ask_fully(port, "{}", path, headers=known | ours | {"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert ask_fully(port, '{"text": "hi"}', "/say", headers=known | ours)[0] == 200
    assert ask_fully(port, '{"text": 3}', "/say", headers=known | ours)[0] == 400
    assert ask_fully(port, '{"text": "hi", "you": "Ada <b>"}', "/say", headers=known | ours)[0] == 400
    assert ask_fully(port, "x" * (1 << 21), "/say", headers=known | ours)[0] == 400
    assert ask_fully(port, "{}", "/forget", headers=known | ours)[0] == 200


def test_nothing_on_the_page_is_inline_and_nothing_may_be_fetched(page: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, _ = page
    status, text, told = ask_fully(port, None, "/", headers={"Cookie": f"simulacrum-{port}={TOKEN}"})
    assert status == 200
    policy = told["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "<style" not in text
    assert " style=" not in text
    assert text.count("<script") == text.count("<script src=") == 1
    assert "Ada &lt;b&gt;" in text


def test_another_account_of_this_machine_sees_nothing_of_the_page(page: tuple[int, subprocess.Popen[bytes]]) -> None:
    for path in ("/", "/state", "/talk.js", "/talk.css", "/?token=guess"):
        assert ask_fully(page[0], None, path)[0] == 403


def test_no_file_can_be_left_on_this_machine(page: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, _ = page
    body = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.html"\r\n\r\nhi\r\n--x--\r\n'
    headers = {"Cookie": f"simulacrum-{port}={TOKEN}", "Content-Type": "multipart/form-data; boundary=x"}
    for path in ("/upload", "/say", "/state", "/talk.js"):
        assert ask_fully(port, body, path, headers=headers)[0] in (403, 404, 405)


def test_a_stop_ends_the_page_within_a_second(page: tuple[int, subprocess.Popen[bytes]]) -> None:
    port, process = page
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert time.monotonic() - started < 1
