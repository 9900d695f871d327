"""A page to talk on, in the browser of this machine and of no other: plain HTML, one style sheet, one script."""

from __future__ import annotations

import html
import json
import string
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..errors import MissingExtraError, SimulacrumError, UsageError
from ..models import Turn
from .bubbles import Piece
from .chat import Chat
from .generations import BusyError, Generations, while_there
from .guards import Access, Guards
from .openai_protocol import NewChat
from .speaker import Sampling

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing is inline, and nothing may be fetched from anywhere else, whatever a message holds."""
HEADER = "x-simulacrum"
"""Asked for wherever something is changed: a foreign page cannot send it without asking first."""
MOST_BYTES = 1 << 20
_MOST_TURNS = 2_000
_STEP = "/talk/"
_AS_FILE = {"content-disposition": 'attachment; filename="talk.txt"'}
_HERE = Path(__file__).parent
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class Said(msgspec.Struct):
    """What the page sends: some words, and as whom."""

    text: str
    you: str = ""


class Talk:
    """What was said on the page, as long as the program runs: a page that is opened again shows it.

    `about` says which model it is. `steps` are addresses and names of pages of the same program, of which this one is
    the one at `/talk/`.
    """

    def __init__(
        self, new_chat: NewChat, usual: Sampling, about: str = "", steps: Sequence[tuple[str, str]] = ()
    ) -> None:
        self._new_chat, self._usual, self._line = new_chat, usual, Generations()
        self.about, self.steps = about, steps
        start = new_chat(usual)
        self.name, self.you, self.others = start.name, start.other, start.known
        self.turns: list[Turn] = []
        self._answering: Chat | None = None

    def state(self) -> dict[str, Any]:
        """All that the page shows."""
        turns = [{"name": turn.name, "persona": turn.persona, "text": turn.text} for turn in self.turns]
        is_writing = self._answering is not None
        return {"name": self.name, "you": self.you, "others": self.others, "turns": turns, "writing": is_writing}

    def text(self) -> str:
        """What was said, a line a message."""
        return "".join(f"{turn.name}: {turn.text}\n" for turn in self.turns)

    def forget(self) -> None:
        """End the answer that is being written, and forget what was said."""
        self.stop()
        self._answering = None
        self.turns = []

    def stop(self) -> None:
        """End the answer that is being written; what was said of it stays."""
        if self._answering is not None:
            self._answering.stop()

    def heard(self, said: Said) -> Chat:
        """A chat that has heard all that was said; raises UsageError where one cannot be who one wants to be."""
        if self._answering is not None:
            raise UsageError("an answer is being written", remedy="Wait for it, or stop it")
        chat = self._new_chat(self._usual)
        chat.set_user(said.you.strip() or self.you)
        chat.turns.extend(self.turns)
        chat.add_user_message(said.text)
        chat.prompt()
        self.you = chat.other
        return chat

    async def answered(self, chat: Chat) -> AsyncIterator[list[str]]:
        """The bubbles of the answer while it is written; at its end, or where it is ended, it is kept."""
        self._answering = chat
        before = list(chat.turns)
        self.turns = before[-_MOST_TURNS:]
        try:
            async with self._line.pieces(_texts(chat), chat.stop) as pieces:
                async for _ in pieces:
                    yield list(chat.bubbles)
        finally:
            if self._answering is chat:
                self._answering = None
                told = [Turn(self.name, True, bubble) for bubble in chat.bubbles]
                self.turns = [*before, *told][-_MOST_TURNS:]


def _texts(chat: Chat) -> Any:
    return (_text(piece) for piece in chat.pieces())


def _text(piece: Piece) -> str:
    return piece.text


def talk_routes(talk: Talk) -> list[Any]:
    """What answers the page, at addresses relative to its own."""
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    async def shown(_: Any) -> Any:
        return Response(_page(talk), media_type="text/html")

    async def state(_: Any) -> Any:
        return JSONResponse(talk.state())

    async def saved(_: Any) -> Any:
        return Response(talk.text(), media_type="text/plain; charset=utf-8", headers=_AS_FILE)

    async def stop(_: Any) -> Any:
        talk.stop()
        return JSONResponse(talk.state())

    async def forget(_: Any) -> Any:
        talk.forget()
        return JSONResponse(talk.state())

    async def say(request: Any) -> Any:
        try:
            said = msgspec.json.decode(await request_body(request), type=Said)
            chat = talk.heard(said)
        except (UsageError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return _Answer(talk, chat)

    return [
        Route("/", shown),
        Route("/state", state),
        Route("/talk.txt", saved),
        Route("/say", same_page_only(say), methods=["POST"]),
        Route("/stop", same_page_only(stop), methods=["POST"]),
        Route("/forget", same_page_only(forget), methods=["POST"]),
        *(Route(f"/talk.{kind}", asset(_HERE / f"talk.{kind}", type)) for kind, type in _TYPES.items()),
    ]


class _Answer:
    """An answer as lines of JSON, while it is written and its reader is there."""

    def __init__(self, talk: Talk, chat: Chat) -> None:
        self._talk, self._chat = talk, chat

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/x-ndjson; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await while_there(receive, self._stream(send))

    async def _stream(self, send: Any) -> None:
        last: dict[str, Any] = {"end": True}
        try:
            async for bubbles in self._talk.answered(self._chat):
                await _send_line(send, {"bubbles": bubbles})
        except (BusyError, SimulacrumError) as error:
            last = {"error": str(error)}
        await _send_line(send, last, more=False)


async def _send_line(send: Any, content: dict[str, Any], *, more: bool = True) -> None:
    body = json.dumps(content).encode() + b"\n"
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def request_body(request: Any, most: int = MOST_BYTES) -> bytes:
    """All that is sent; raises UsageError where that is too much."""
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > most:
            raise UsageError(f"what was sent is longer than {most:,} bytes")
    return body


def same_page_only(answer: Any) -> Any:
    """An answer only for our own page: it sends a header that a page of another site may not."""
    from starlette.responses import JSONResponse

    async def checked(request: Any) -> Any:
        if request.headers.get(HEADER) != "1":
            return JSONResponse({"error": "this is asked by the page itself only"}, 403)
        return await answer(request)

    return checked


def page_policy() -> str:
    """The content policy of our own pages."""
    return POLICY


def asset(path: Path, type: str) -> Any:
    """What answers with a file of ours."""
    from starlette.responses import Response

    content = path.read_bytes()

    async def sent(_: Any) -> Any:
        return Response(content, media_type=type)

    return sent


def _page(talk: Talk) -> str:
    text = (_HERE / "talk.html").read_text(encoding="utf-8")
    about = f'<p class="note">{html.escape(talk.about)}</p>' if talk.about else ""
    return string.Template(text).substitute(name=html.escape(talk.name), about=about, steps=_steps(talk.steps))


def _steps(steps: Sequence[tuple[str, str]]) -> str:
    """The same row of links as on the pages around this one."""
    links = (
        f'<li><a href="{html.escape(place)}"{" aria-current=page" if place == _STEP else ""}><b>{number}</b> '
        f"{html.escape(name)}</a></li>"
        for number, (place, name) in enumerate(steps, 1)
    )
    return f'<nav aria-label="Steps"><ol>{"".join(links)}</ol></nav>' if steps else ""


def guarded_page(new_chat: NewChat, usual: Sampling, access: Access) -> Guards:
    """The page as a web application behind the guards."""
    try:
        from starlette.applications import Starlette
    except ImportError as error:
        raise MissingExtraError(str(error.name), "web") from None
    app = Starlette(routes=talk_routes(Talk(new_chat, usual)))
    return Guards(app, msgspec.structs.replace(access, policy=POLICY))
