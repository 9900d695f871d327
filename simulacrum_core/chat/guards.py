"""The guards of what listens on this machine: one ASGI middleware before every page and endpoint, and its headers."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = (LOOPBACK, "localhost", "[::1]")
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The content policy of what shows no page."""

_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Who may ask what listens on `port`, and under which names.

    `hosts` are names besides those of the loopback address, `origins` web pages of others that may ask. Programs bring
    `key` as a bearer token. A browser brings `token` once, in the address, and a cookie from then on. None asks for
    neither. A path that holds one of `closed` is not there. `policy` is the content policy of the pages,
    but for paths in `policies`, which have one of their own.
    """

    port: int
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    key: str | None = None
    token: str | None = None
    closed: tuple[str, ...] = ()
    policy: str = NOTHING
    policies: Mapping[str, str] = {}


class Answer(msgspec.Struct, frozen=True):
    """What a guard says in the place of the application."""

    status: int
    why: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Guards:
    """ASGI middleware: what is asked under a foreign name, by a foreign page or without the key gets no further."""

    def __init__(self, app: Any, access: Access) -> None:
        self._app, self._access = app, access
        self._names = {name.lower() for name in (*LOOPBACK_NAMES, *access.hosts)}
        self._origins = {origin.rstrip("/") for origin in access.origins}
        self._own = {f"http://{name}{port}" for name in self._names for port in _ports(access.port)}
        self._cookie = f"simulacrum-{access.port}"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = _headers(scope)
        answer = self._answer(scope, headers)
        guarded = self._with_headers(send, headers.get("origin", ""), scope["path"])
        if answer is None:
            await self._app(scope, receive, guarded)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": answer.why})
        else:
            await _say(answer, guarded)

    def _answer(self, scope: Any, headers: Mapping[str, str]) -> Answer | None:
        """The answer to what may not pass; None for what may."""
        if _host(headers.get("host", "")) not in self._names:
            return Answer(400, "the host is not a name of this machine; `simulacrum serve --allow-host` allows one")
        if any(part in scope["path"] for part in self._access.closed):
            return Answer(404, "there is no such page")
        if self._is_foreign(headers):
            return Answer(
                403,
                "web pages of other origins are refused; `simulacrum serve --allow-origin` allows one",
            )
        if scope.get("method") == "OPTIONS" and "access-control-request-method" in headers:
            return Answer(204, headers=tuple(_preflight(headers)))
        if self._access.key is not None and not _is_same(headers.get("authorization", ""), self._access.key, "Bearer "):
            return Answer(401, "the key is missing or wrong", (("www-authenticate", "Bearer"),))
        return None if self._access.token is None else self._unknown(scope, headers, self._access.token)

    def _is_foreign(self, headers: Mapping[str, str]) -> bool:
        """Whether a browser asks for a page that may not; programs send neither header.

        The origin is compared with our own address. The request's host is what a foreign site chooses.
        """
        if (origin := headers.get("origin")) is not None:
            return origin not in self._own | self._origins
        return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")

    def _unknown(self, scope: Any, headers: Mapping[str, str], token: str) -> Answer | None:
        """The token in the address becomes a cookie, so that it is in no history, bookmark or link of the page."""
        asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = [value for key, value in asked if key == "token"]
        if not given:
            known = any(_is_same(value, token) for value in _cookies(headers.get("cookie", ""), self._cookie))
            return None if known else Answer(403, "open the address that the program printed, with its token")
        if scope.get("method") not in ("GET", "HEAD") or not all(_is_same(value, token) for value in given):
            return Answer(403, "this token is not the one that the program printed")
        kept = urlencode([pair for pair in asked if pair[0] != "token"])
        # Two slashes at the beginning would be another machine's address.
        place = "/" + quote(scope["path"].lstrip("/\\")) + (f"?{kept}" if kept else "")
        cookie = f"{self._cookie}={token}; Path=/; HttpOnly; SameSite=Strict"
        return Answer(303, headers=(("location", place), ("set-cookie", cookie)))

    def _with_headers(self, send: Any, origin: str, path: str) -> Any:
        ours = {**_HEADERS, "content-security-policy": self._access.policies.get(path, self._access.policy)}
        if origin in self._origins:
            ours |= {"access-control-allow-origin": origin, "vary": "Origin"}
        added = [(name.encode(), value.encode("latin-1")) for name, value in ours.items()]

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [pair for pair in message.get("headers", ()) if pair[0].decode("latin-1").lower() not in ours]
                message = {**message, "headers": [*own, *added]}
            await send(message)

        return sent


async def _say(answer: Answer, send: Any) -> None:
    """An answer of ours, in the shape that clients of OpenAI's protocol read."""
    body = json.dumps({"error": {"message": answer.why, "type": "invalid_request_error"}}) if answer.why else ""
    headers = [("content-type", "application/json"), *answer.headers] if body else answer.headers
    head = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": head})
    await send({"type": "http.response.body", "body": body.encode()})


def _headers(scope: Any) -> dict[str, str]:
    """The headers by name; one that comes twice is both, which is no host and no origin of ours."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        joint = "; " if key == "cookie" else ", "
        found[key] = f"{found[key]}{joint}{text}" if key in found else text
    return found


def _host(header: str) -> str:
    """The name in a Host header, without its port."""
    name, colon, port = header.rpartition(":")
    return (name if colon and (not port or port.isdecimal()) else header).lower()


def _ports(port: int) -> tuple[str, ...]:
    return ("", ":80") if port == 80 else (f":{port}",)


def _preflight(headers: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """What a page that may ask is told before it does; an origin that may not has been refused already."""
    yield "access-control-allow-methods", "GET, POST"
    yield "access-control-max-age", "600"
    if wanted := headers.get("access-control-request-headers"):
        yield "access-control-allow-headers", wanted
    if "access-control-request-private-network" in headers:
        yield "access-control-allow-private-network", "true"


def _cookies(header: str, name: str) -> list[str]:
    """The values of a cookie; another program on this machine may have set one of the same name."""
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return [value for key, _, value in pairs if key == name]


def _is_same(given: str, secret: str, before: str = "") -> bool:
    """Compared in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), (before + secret).encode("utf-8", "replace"))
