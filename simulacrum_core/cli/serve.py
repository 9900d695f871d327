"""`simulacrum serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .chat_options import load_speaker, speaking_options
from .options import remark


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@speaking_options
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port on 127.0.0.1.")
@click.option("--allow-origin", "origins", multiple=True, metavar="URL", help="A web page's origin that may ask, too.")
def serve(folder: Path, port: int, origins: tuple[str, ...], **options: Any) -> None:
    """Let chat front ends talk to the model, by OpenAI's protocol, on this machine only.

    System messages of the front end are not used: the dataset brings its own prompt.

    \b
    Example:
      simulacrum serve ada --port 8000
      curl http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' \\
        -d '{"messages": [{"role": "user", "content": "are you there?"}]}'
    """
    from ..chat import server as serving

    with serving.listening(port) as listener:
        new_chat, sampling = load_speaker(folder, options)
        app = serving.application(new_chat, sampling, new_chat(sampling).name, origins)
        remark(f"Listening on http://{serving.LOOPBACK}:{listener.getsockname()[1]}/v1; Ctrl-C ends it.")
        serving.serve(app, listener)
