"""A page to talk on, in the browser of this machine and of no other."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from ..errors import MissingExtraError, UsageError
from .chat import Chat
from .guards import Access, Guards
from .openai_protocol import NewChat
from .speaker import Sampling

_MARKUP = re.compile(r"[<>&*_`\[\]\\#]")
# The page's own scripts are inline; nothing may be fetched from anywhere else, whatever a message holds.
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; form-action 'self'; "
    "base-uri 'self'; frame-ancestors 'none'"
)
_CLOSED = ("/upload", "/proxy=")


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
        for _ in talk.pieces():
            yield [html.escape(bubble, quote=False) for bubble in talk.bubbles]

    return gradio.ChatInterface(
        answer,
        chatbot=gradio.Chatbot(render_markdown=False, show_label=False, height="70vh", buttons=["copy"]),
        title=_MARKUP.sub("", start.name),
        additional_inputs=[gradio.Textbox(start.other, label="You are", max_length=60)],
    )


def guarded_page(new_chat: NewChat, usual: Sampling, access: Access) -> Guards:
    """The page as a web application behind the guards, without a way to upload files."""
    shown = page(new_chat, usual)
    from fastapi import FastAPI
    from gradio import mount_gradio_app

    app = mount_gradio_app(FastAPI(), shown, "/", ssr_mode=False, mcp_server=False, footer_links=[], show_error=True)
    return Guards(app, msgspec.structs.replace(access, closed=_CLOSED, policy=_POLICY))


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
