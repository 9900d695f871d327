"""Web pages of other origins are kept away from what listens on this machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

_STRANGER = "web pages of other origins may not ask; `simulacrum serve --allow-origin` lets one"


class OwnPagesOnly:
    """ASGI middleware: refuses what a browser sends for a page that is not allowed to; programs send no origin."""

    def __init__(self, app: Any, origins: Sequence[str]) -> None:
        self._app, self._origins = app, {origin.rstrip("/").encode() for origin in origins}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and self._is_strange(dict(scope["headers"])):
            body = json.dumps({"error": {"message": _STRANGER, "type": "invalid_request_error"}}).encode()
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        else:
            await self._app(scope, receive, send)

    def _is_strange(self, headers: dict[bytes, bytes]) -> bool:
        origin = headers.get(b"origin")
        if origin is not None:
            return origin not in {b"http://" + headers.get(b"host", b""), *self._origins}
        return headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin")
