"""What is sent by a page, and what it is answered."""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from simulacrum_core import SimulacrumError, UsageError, request_body, same_page_only

_MOST_BYTES = 1 << 20
_Sent = TypeVar("_Sent")


class Place(msgspec.Struct):
    """What a button sends: a path, or the name of a talk; beside an example its row."""

    path: str = ""
    row: str = ""


class Change(msgspec.Struct):
    """What is decided otherwise about the reading; an empty value leaves it to the program."""

    option: str
    value: str = ""


async def sent(request: Any, type: type[_Sent], most: int = _MOST_BYTES) -> _Sent:
    """What a page sends; raises UsageError where it is something else."""
    try:
        return msgspec.json.decode(await request_body(request, most), type=type)
    except ValueError as error:
        raise UsageError(f"what was sent is not understood ({error})") from None


def html(text: str) -> Any:
    """A screen."""
    from starlette.responses import Response

    return Response(text, media_type="text/html")


def page_of(path: Path) -> Any:
    """A page that a command has made; it lies in the dataset, and nothing in the request says where."""
    from starlette.responses import Response

    if not path.is_file():
        return Response("it is not made yet", 404)
    return Response(path.read_bytes(), media_type="text/html")


def json(content: dict[str, Any], status: int = 200) -> Any:
    """What a script reads."""
    from starlette.responses import JSONResponse

    return JSONResponse(content, status)


def told_error(error: Exception) -> str:
    """An error in plain words."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full. Nothing was lost, and nothing was left half-written: make room, and try again"
    return str(error)


def told(action: Callable[[Any], Awaitable[Any]]) -> Any:
    """An action whose errors are told on the page."""

    async def answered(request: Any) -> Any:
        try:
            return await action(request)
        except (SimulacrumError, OSError) as error:
            return json({"error": told_error(error)}, 400)

    return same_page_only(answered)
