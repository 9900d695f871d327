"""`simulacrum chat`."""

from __future__ import annotations

import secrets
import socket
import sys
from pathlib import Path
from typing import Any

import click

from ..chat.chat import Chat
from ..chat.openai_protocol import NewChat
from ..chat.speaker import Sampling
from ..errors import UsageError
from ..terminal import printable, printable_lines
from .chat_options import load_speaker, speaking_options
from .options import remark

_HELP = "/reset forgets what was said, /as NAME makes you somebody else, /quit ends."


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@speaking_options
@click.option("--once", metavar="TEXT", help="Say this, print the answer, and end.")
@click.option("--web", is_flag=True, help="Talk on a page in the browser, which only this machine can open.")
@click.option("--port", type=click.IntRange(0, 65535), default=7860, show_default=True, help="The port of --web.")
@click.option("--no-token", is_flag=True, help="Let --web be opened by every account of this machine.")
def chat(folder: Path, once: str | None, web: bool, port: int, no_token: bool, **options: Any) -> None:
    """Talk with the model that was trained on a dataset.

    \b
    Example:
      simulacrum chat ada
      simulacrum chat ada --as "Ben Kowal" --once "are you coming tonight?"
    """
    if once is not None and web:
        raise UsageError("--once and --web are two ways to talk", remedy="Pass one of them")
    if web:
        _show_page(folder, port, None if no_token else secrets.token_urlsafe(32), options)
        return
    new_chat, sampling = load_speaker(folder, options)
    if once is not None:
        click.echo(printable_lines(new_chat(sampling).say(once)))
    else:
        _talk(new_chat(sampling))


def _show_page(folder: Path, port: int, token: str | None, options: dict[str, Any]) -> None:
    """The page until Ctrl-C. Other accounts of this machine can reach the port, too: who opens it brings the token."""
    from ..chat.listening import end, listening

    with listening(port) as listener:
        show_page(*load_speaker(folder, options), listener, token)
    end()


def show_page(new_chat: NewChat, sampling: Sampling, listener: socket.socket, token: str | None) -> None:
    """The page on a socket, with its address on stderr."""
    from ..chat.guards import Access
    from ..chat.listening import address, serve
    from ..chat.page import guarded_page

    app = guarded_page(new_chat, sampling, Access(port=listener.getsockname()[1], token=token))
    query = f"?token={token}" if token else ""
    remark(f"Open http://{address(listener)}/{query} in a browser; Ctrl-C ends it.")
    serve(app, listener)


def _talk(talk: Chat) -> None:
    remark(f"You are {printable(talk.other)}. {_HELP}")
    pressed = False
    while True:
        try:
            said = input(f"{printable(talk.other)}: " if sys.stdin.isatty() else "").strip()
        except EOFError:
            click.echo()
            return
        except KeyboardInterrupt:
            click.echo()
            if pressed:
                return
            # Who pressed it to end an answer that had just ended does not lose the talk.
            remark("Ctrl-C once more, Ctrl-D or /quit ends the chat.")
            pressed = True
            continue
        pressed = False
        if said and not sys.stdin.isatty():
            remark(f"{printable(talk.other)}: {printable(said)}")
        if said == "/quit":
            return
        if said.startswith("/"):
            remark(_command(talk, said))
        elif said:
            talk.add_user_message(said)
            _print_answer(talk)


def _command(talk: Chat, said: str) -> str:
    """Do what a line that begins with a slash says, and tell it."""
    word, _, rest = said.partition(" ")
    if word == "/reset":
        talk.reset()
        return "Forgotten."
    if word == "/as" and rest.strip():
        try:
            talk.set_user(rest.strip())
        except UsageError as error:
            return str(error)
        return f"You are {printable(talk.other)}."
    return _HELP


def _print_answer(talk: Chat) -> None:
    """The answer while it comes, the name before each bubble, or each line; Ctrl-C ends it, not the chat."""
    label = f"{printable(talk.name)}: "
    begin = "\n" + click.style(label, bold=True)
    try:
        # Whoever sees the label may press Ctrl-C at once.
        click.echo(click.style(label, bold=True), nl=False)
        bubble = 0
        for piece in talk.pieces():
            if piece.bubble > bubble:
                click.echo(begin, nl=False)
            bubble = piece.bubble
            line, *further = map(printable, piece.text.split("\n"))
            click.echo("".join([line, *(("\n" if talk.has_bubbles else begin) + line for line in further)]), nl=False)
    except KeyboardInterrupt:
        click.echo(" ...", nl=False)
    except UsageError as error:
        talk.turns.pop()
        click.echo(str(error), nl=False)
    click.echo()
