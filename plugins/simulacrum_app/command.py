"""`simulacrum app`."""

from __future__ import annotations

import secrets
import webbrowser
from pathlib import Path

import click

from simulacrum_core import address, listening, serve

from .workspace import Workspace


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="simulacrum-app")
@click.option("--port", type=click.IntRange(0, 65535), default=7861, show_default=True, help="The port of the page.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def app(folder: Path, port: int, no_browser: bool) -> None:
    """Do all of it without a terminal: a page in the browser that only this machine can open.

    FOLDER keeps what you drop there and what is made of it; called again with it, the page goes on where it was.

    \b
    Example:
      simulacrum app
      simulacrum app ~/ada
    """
    from .pages import guarded_app

    with Workspace.opened(folder) as workspace, listening(port) as listener:
        token = secrets.token_urlsafe(32)
        page = f"http://{address(listener)}/?token={token}"
        click.echo(f"Open {page} in a browser; Ctrl-C ends it, and loses nothing.", err=True)
        if not no_browser:
            webbrowser.open(page)
        serve(guarded_app(workspace, listener.getsockname()[1], token), listener)
