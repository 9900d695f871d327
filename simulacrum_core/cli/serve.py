"""`simulacrum serve`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from ..chat.guards import LOOPBACK, Access
from ..chat.listening import address, end, is_any, is_loopback, listening
from ..chat.listening import serve as listen
from ..errors import UsageError
from .chat_options import load_speaker, speaking_options
from .options import remark

_KEY = "SIMULACRUM_API_KEY"
_NAME = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#*@,]+/?")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@speaking_options
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port.")
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    metavar="ADDRESS",
    help="The address of this machine to listen on; one that others can reach needs a key.",
)
@click.option(
    "--api-key",
    "key",
    envvar=_KEY,
    metavar="KEY",
    help=f"The key that a client has to send; better set it as {_KEY}, as a command line can be seen by others.",
)
@click.option("--no-token", is_flag=True, help=f"Ask for no key, whatever {_KEY} is; on the loopback address only.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A further name for this machine, such as host.docker.internal.",
)
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="URL", help="Origin of a web page that may send requests."
)
def serve(
    folder: Path,
    port: int,
    host: str,
    key: str | None,
    no_token: bool,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    **options: Any,
) -> None:
    """Let chat front ends talk to the model, by OpenAI's protocol, on this machine unless --host says otherwise.

    A system message of the front end replaces the dataset's own prompt.

    \b
    Example:
      simulacrum serve ada --port 8000
      curl http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' \\
        -d '{"messages": [{"role": "user", "content": "are you there?"}]}'
    """
    from ..chat import server as serving

    key = _key(host, key, no_token)
    _check_names(hosts, origins)
    with listening(port, host) as listener:
        named = () if is_any(host) else (f"[{host}]" if ":" in host else host,)
        access = Access(port=listener.getsockname()[1], hosts=(*named, *hosts), origins=origins, key=key)
        new_chat, sampling = load_speaker(folder, options)
        app = serving.application(new_chat, sampling, new_chat(sampling).name, access)
        if key is None and not no_token:
            remark("Any account of this machine may send requests; --api-key restricts it to those who know the key.")
        remark(f"Listening on http://{address(listener)}/v1; Ctrl-C ends it.")
        listen(app, listener)
    end()


def _key(host: str, key: str | None, no_token: bool) -> str | None:
    """The key to ask for; raises UsageError where there has to be one, or where no header can hold it."""
    if no_token or key is None:
        if not is_loopback(host):
            raise UsageError(f"--host {host} can be reached by others", remedy=f"Pass --api-key, or set {_KEY}")
        return None
    if not (key.isascii() and key.isprintable()) or not key or " " in key:
        raise UsageError("the key has to be of ASCII characters, without blanks", remedy="Pass another --api-key")
    return key


def _check_names(hosts: tuple[str, ...], origins: tuple[str, ...]) -> None:
    for name in hosts:
        if not _NAME.fullmatch(name):
            raise UsageError(f"--allow-host {name!r} is not a name", remedy="Pass one such as host.docker.internal")
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise UsageError(
                f"--allow-origin {origin!r} is not an origin", remedy="Pass one such as http://localhost:3000"
            )
