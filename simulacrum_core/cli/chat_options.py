"""Options of the commands that let a trained model talk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..chat.chat import Chat
from ..chat.openai_protocol import NewChat
from ..chat.speaker import Sampling
from ..dataset.manifest import Manifest
from ..terminal import printable
from .options import remark

_DEFAULT = Sampling()


def speaking_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which model, as whom, and how its words are drawn."""
    for option in (
        click.option("--seed", type=click.IntRange(0), metavar="N", help="The same seed gives the same answers."),
        click.option(
            "--max-tokens",
            type=click.IntRange(1),
            default=_DEFAULT.max_tokens,
            show_default=True,
            help="Tokens of an answer at most.",
        ),
        click.option(
            "--repetition-penalty",
            type=click.FloatRange(1, 2),
            default=_DEFAULT.repetition_penalty,
            show_default=True,
            help="Above 1, what was said is less likely to be said again.",
        ),
        click.option(
            "--top-p",
            type=click.FloatRange(0, 1, min_open=True),
            default=_DEFAULT.top_p,
            show_default=True,
            help="Draw from the likeliest tokens that have this share.",
        ),
        click.option(
            "--temperature",
            type=click.FloatRange(0, 5),
            default=_DEFAULT.temperature,
            show_default=True,
            help="Higher is more varied; 0 always takes the likeliest token.",
        ),
        click.option("--as", "other", metavar="NAME", help="Who you are; the first person in the dataset by default."),
        click.option(
            "--model",
            "model_path",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            metavar="FOLDER",
            help="An adapter or a merged model; by default what was trained in DIR.",
        ),
    ):
        command = option(command)
    return command


def load_speaker(folder: Path, options: dict[str, Any]) -> tuple[NewChat, Sampling]:
    """The model of a dataset, ready for any number of chats, and how its words are drawn by the options."""
    from ..chat.loading import load_speaker as loaded

    manifest = Manifest.load(folder)
    path, other = options.pop("model_path"), options.pop("other")
    remark(f"Loading the model of {printable(str(path or folder))} ...")
    model = loaded(folder, manifest, path)
    return (lambda sampling: Chat(manifest, model, sampling, other)), Sampling(**options)
