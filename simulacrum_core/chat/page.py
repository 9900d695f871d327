"""A page to talk on, in the browser of this machine and of no other."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from typing import Any

from ..errors import MissingExtraError, UsageError
from .chat import Chat, Sampling, bubbles
from .openai_protocol import NewChat
from .origins import OwnPagesOnly
from .server import LOOPBACK

_MARKUP = re.compile(r"[<>&*_`\[\]\\#]")
# The page's own scripts are inline; nothing may be fetched from anywhere else, whatever a message holds.
_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; form-action 'self'"


class Private:
    """ASGI middleware: the browser is told to fetch nothing from other machines."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", _POLICY.encode())]
            await send(message)

        await self._app(scope, receive, sent)


def page(new_chat: NewChat, usual: Sampling) -> Any:
    """The gradio page: an answer in bubbles while it comes, and a field for who one is."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    try:
        import gradio
    except ImportError:
        raise MissingExtraError("gradio", "web") from None
    start = new_chat(usual)

    def answer(said: str, history: list[dict[str, Any]], name: str) -> Iterator[list[str]]:
        talk = new_chat(usual)
        try:
            talk.set_user(name.strip() or start.other)
        except UsageError as error:
            raise gradio.Error(str(error)) from None
        _hear(talk, history)
        talk.add_user_message(said)
        text = ""
        for piece in talk.reply():
            text += piece
            yield [html.escape(bubble, quote=False) for bubble in bubbles(text)]

    return gradio.ChatInterface(
        answer,
        chatbot=gradio.Chatbot(render_markdown=False, show_label=False, height="70vh", buttons=["copy"]),
        title=_MARKUP.sub("", start.name),
        additional_inputs=[gradio.Textbox(start.other, label="You are", max_length=60)],
    )


def open_page(new_chat: NewChat, usual: Sampling, port: int) -> None:
    """Show the page until Ctrl-C; it listens on the loopback address and is shared with nobody."""
    shown = page(new_chat, usual)
    from starlette.middleware import Middleware

    shown.launch(
        server_name=LOOPBACK,
        server_port=port,
        share=False,
        show_error=True,
        footer_links=[],
        app_kwargs={"middleware": [Middleware(OwnPagesOnly, origins=()), Middleware(Private)]},
    )


def _hear(talk: Chat, history: list[dict[str, Any]]) -> None:
    """What was said on the page so far; the persona's bubbles come back as they were shown."""
    for said in history:
        content = said["content"]
        parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
        text = "\n".join(str(part.get("text", "")) for part in parts if part.get("type") == "text")
        if said["role"] == "assistant":
            talk.add_persona_message(html.unescape(text))
        else:
            talk.add_user_message(text)
