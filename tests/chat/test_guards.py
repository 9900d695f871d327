"""The guards before everything that listens here: foreign names, foreign pages, other accounts, and what is let in."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator
from typing import Any

import pytest

from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.guards import LOOPBACK, Access, Guards
from simulacrum_core.chat.listening import listening

from .servers import ask, ask_fully, messages, running, serving
from .test_chat import manifest
from .test_server import FRIEND, Echo

SECRET = "correct-horse"
HOST = "host.docker.internal"


@pytest.fixture(scope="module")
def speaker() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def port(speaker: Echo) -> Iterator[int]:
    with serving(lambda sampling: Chat(manifest(), speaker, sampling), origins=(FRIEND,), hosts=(HOST,)) as port:
        yield port


@pytest.fixture(scope="module")
def locked(speaker: Echo) -> Iterator[int]:
    """The port of an endpoint that asks for a key."""
    with serving(lambda sampling: Chat(manifest(), speaker, sampling), key=SECRET, origins=(FRIEND,)) as port:
        yield port


async def plain(scope: Any, receive: Any, send: Any) -> None:
    """A page that says where it was asked, with a header that the guards replace."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"Cache-Control", b"public")]})
    await send({"type": "http.response.body", "body": f"{scope['path']}?{scope['query_string'].decode()}".encode()})


@pytest.fixture(scope="module")
def page() -> Iterator[int]:
    """The port of a page that is opened with a token."""
    with listening(0) as listener:
        port = listener.getsockname()[1]
        with running(Guards(plain, Access(port=port, token=SECRET, closed=("/upload",))), listener):
            yield port


def cookie(port: int, value: str = SECRET) -> dict[str, str]:
    return {"Cookie": f"theme=dark; simulacrum-{port}={value}"}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", ""])
def test_a_page_of_another_site_cannot_ask(port: int, page: int, host: str) -> None:
    for place in (port, page):
        headers = {"Host": host, "Origin": f"http://{host}:{place}", **cookie(page)}
        for path in ("/v1/models", f"/?token={SECRET}"):
            status, _, told = ask_fully(place, None, path, headers=headers)
            assert status == 400
            assert "access-control-allow-origin" not in told


@pytest.mark.parametrize(("host", "status"), [("localhost", 200), ("LOCALHOST", 200), ("[::1]", 200), (HOST, 200)])
def test_this_machines_own_names_and_those_that_are_allowed_are_answered(port: int, host: str, status: int) -> None:
    assert ask(port, None, "/v1/models", host=host)[0] == status


def test_two_hosts_in_one_request_are_none(port: int) -> None:
    with contextlib.closing(http.client.HTTPConnection(LOOPBACK, port, timeout=10)) as connection:
        connection.putrequest("GET", "/v1/models", skip_host=True)
        connection.putheader("Host", LOOPBACK)
        connection.putheader("Host", "evil.example")
        connection.endheaders()
        assert connection.getresponse().status == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": f"{FRIEND}.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": FRIEND, "Sec-Fetch-Site": "same-site"}, 200),
        ({}, 200),
    ],
)
def test_only_programs_and_pages_that_are_allowed_may_ask(port: int, headers: dict[str, str], status: int) -> None:
    assert ask(port, {"messages": messages("hello")}, **headers)[0] == status
    assert ask(port, None, "/v1/models", **headers)[0] == status


def test_our_own_page_may_ask_under_each_of_our_names(port: int) -> None:
    for name in (LOOPBACK, "localhost", HOST):
        assert ask(port, None, "/v1/models", host=LOOPBACK, Origin=f"http://{name}:{port}")[0] == 200


def test_a_page_may_not_send_text_that_is_no_json_behind_ones_back(port: int, speaker: Echo) -> None:
    asked = len(speaker.prompts)
    headers = {"Origin": "https://evil.example", "Content-Type": "text/plain"}
    assert ask(port, {"messages": messages("hello")}, **headers)[0] == 403
    assert len(speaker.prompts) == asked


def test_a_page_that_may_ask_reads_the_answer_and_no_other_does(locked: int) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    status, _, told = ask_fully(locked, None, headers=preflight | {"Origin": FRIEND}, method="OPTIONS")
    assert (status, told["access-control-allow-origin"]) == (204, FRIEND)
    assert told["access-control-allow-headers"] == "authorization"
    key = {"Authorization": f"Bearer {SECRET}", "Origin": FRIEND}
    assert ask_fully(locked, None, "/v1/models", headers=key)[2]["access-control-allow-origin"] == FRIEND
    assert ask_fully(locked, None, "/v1/models", headers={"Origin": FRIEND})[0] == 401
    evil = preflight | {"Origin": "https://evil.example"}
    status, _, told = ask_fully(locked, None, headers=evil, method="OPTIONS")
    assert (status, "access-control-allow-origin" in told) == (403, False)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Bearer {SECRET}", 200),
        (SECRET, 401),
        (f"Bearer {SECRET}x", 401),
        (f"Bearer {SECRET[:-1]}", 401),
        ("Bearer ", 401),
        (f"Basic {SECRET}", 401),
        ("Bearer \xff", 401),
        (None, 401),
    ],
)
def test_without_the_key_nothing_is_answered(locked: int, header: str | None, status: int) -> None:
    sent = {} if header is None else {"Authorization": header}
    assert ask(locked, None, "/v1/models", **sent)[0] == status
    assert ask(locked, {"messages": messages("hello")}, **sent)[0] == status
    assert ask(locked, None, f"/v1/models?token={SECRET}")[0] == 401


def test_the_token_in_the_address_becomes_a_cookie_that_no_script_and_no_other_site_has(page: int) -> None:
    status, _, told = ask_fully(page, None, f"/talk?token={SECRET}&as=Ben+K")
    assert (status, told["location"]) == (303, "/talk?as=Ben+K")
    value, *rules = told["set-cookie"].split("; ")
    assert value == f"simulacrum-{page}={SECRET}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(rules)
    assert ask(page, None, told["location"], Cookie=value) == (200, "/talk?as=Ben+K")


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/%2f/evil.example", "/%5cevil.example"])
def test_the_token_leads_to_no_other_machine(page: int, path: str) -> None:
    _, _, told = ask_fully(page, None, f"{path}?token={SECRET}")
    assert told["location"] == "/evil.example"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/", None),
        ("/", "wrong"),
        ("/?token=wrong", None),
        ("/?token=", SECRET),
        (f"/?token={SECRET}&token=wrong", None),
        ("/v1/models", None),
        ("/static/page.js", None),
    ],
)
def test_without_the_token_another_account_of_this_machine_sees_nothing(
    page: int, path: str, value: str | None
) -> None:
    status, text, told = ask_fully(page, None, path, headers=cookie(page, value) if value else {})
    assert status == 403
    assert SECRET not in text + str(told)


def test_another_programs_cookie_of_the_same_name_keeps_nobody_out(page: int) -> None:
    name = f"simulacrum-{page}"
    assert ask(page, None, "/", Cookie=f"{name}=other; {name}={SECRET}")[0] == 200


def test_a_post_with_the_token_in_its_address_is_no_way_in(page: int) -> None:
    assert ask(page, "{}", f"/?token={SECRET}")[0] == 403


def test_what_is_closed_is_not_there(page: int) -> None:
    for path in ("/files/upload", "/upload", "/upload_progress?upload_id=1"):
        assert ask(page, "x", path, **cookie(page))[0] == 404


@pytest.mark.parametrize("headers", [{}, {"Cookie": "x"}])
def test_every_answer_tells_the_browser_to_keep_it_to_itself(page: int, port: int, headers: dict[str, str]) -> None:
    for place, own in ((page, cookie(page)), (page, headers), (port, headers)):
        _, _, told = ask_fully(place, None, "/v1/models", headers=own)
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "no-referrer"
        assert told["cache-control"] == "no-store"
        assert told["cross-origin-opener-policy"] == told["cross-origin-resource-policy"] == "same-origin"
