"""How the Hub says no: JSON in the body, and the reason again in two headers."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse


def refused(status: int, message: str, code: str = "", **more: Any) -> JSONResponse:
    headers = {"X-Error-Message": message} | ({"X-Error-Code": code} if code else {})
    return JSONResponse({"error": message, **more}, status, headers)


def repository_missing(known_user: bool) -> JSONResponse:
    """A private repository of somebody else looks like one that is not there."""
    if known_user:
        return refused(404, "Repository not found", "RepoNotFound")
    return refused(401, "Invalid username or password.", "RepoNotFound")
