"""What a user says of a repository, verified before anything is done."""

from __future__ import annotations

import re

import click

from simulacrum_core import UsageError

_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")


def check_repo(repo: str) -> None:
    """Raise UsageError where this is no OWNER/NAME."""
    if not _REPO.fullmatch(repo):
        raise UsageError("the repository is not OWNER/NAME")


def confirmed(repo: str) -> None:
    """Ask for the repository's name once more; raises UsageError where the answer is another."""
    click.echo(f"Everybody will be able to read {repo}, and copies cannot be taken back.", err=True)
    try:
        answer = click.prompt("Type its name to go on", default="", show_default=False, err=True)
    except click.Abort:
        answer = ""
    if answer.strip() != repo:
        raise UsageError("that is not the repository; nothing was sent", remedy="Leave out --public to keep it private")
