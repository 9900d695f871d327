"""`simulacrum convert`: the main job."""

from __future__ import annotations

import functools
import sys
from typing import Any

import click

from ..config.excluded_talks import chats_of_talks
from ..config.persona import Persona
from ..conversations.participants import People
from ..examples.refusals import unknown_persona
from ..execution.convert import Conversion
from ..execution.convert import convert as converted
from ..execution.engines import ENGINES, LOCAL
from ..plugin.registry import Registry, configured
from ..privacy.names.names_file import names_file
from ..progress import metered
from ..terminal import printable
from ..tokens.loading import Engine as TokenizerEngine
from ..tokens.loading import load_tokenizer
from ..tokens.tokenizers import BYTES
from .convert_choices import persona_of_options, recipe_of_options
from .convert_options import persona_options, recipe_options, tokenizer_options
from .convert_told import tell_made, tell_of_bytes
from .help import Command
from .options import GivenSources, remark, source_options, tell_unread
from .persona import asked_persona


@click.command(cls=Command)
@source_options
@click.option("--to", "exporter", default="axolotl", show_default=True, metavar="NAME", help="The exporter.")
@click.option(
    "-o", "--output", required=True, metavar="DIR", help="The dataset folder, or a URL such as s3://bucket/ada."
)
@persona_options
@tokenizer_options
@recipe_options
@click.option(
    "-e",
    "exporter_options",
    multiple=True,
    type=(str, str),
    metavar="KEY VALUE",
    help="An option of the exporter: see `simulacrum plugins`.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="Processes that do the work; what they make is the same for any number. All cores by default where there is"
    " much to do, else 1. For example, --workers 1.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=LOCAL,
    show_default=True,
    help="What does the work: this machine, or workers of Dask, here or on a cluster. Needs the extra dask. For"
    " example, --engine dask.",
)
@click.option(
    "-g",
    "engine_options",
    multiple=True,
    type=(str, str),
    metavar="KEY VALUE",
    help="An option of the engine, such as -g scheduler tcp://node1:8786: see docs/scale.md.",
)
@click.option("--no-report", is_flag=True, help="Leave out report.html, a page to look at.")
@click.option("--force", is_flag=True, help="Replace the dataset that is there.")
@click.pass_obj
def convert(
    registry: Registry,
    /,
    given: GivenSources,
    exporter: str,
    exporter_options: tuple[tuple[str, str], ...],
    output: str,
    force: bool,
    workers: int | None,
    engine: str,
    engine_options: tuple[tuple[str, str], ...],
    no_report: bool,
    base_model: str | None,
    tokenizer: str | None,
    tokenizer_engine: TokenizerEngine,
    bos: str | None,
    eos: str | None,
    **options: Any,
) -> None:
    """Turn exports into a dataset for training.

    \b
    Example:
      simulacrum convert chat.zip --from whatsapp --to axolotl --me Ada -o ada
      simulacrum convert chat.zip --me Ada --base-model Qwen/Qwen3-8B-Base --budget 4096 -o ada
    """
    recipe = recipe_of_options(options | {"tz": given.tz})
    persona = persona_of_options(options)
    target = configured(registry.exporter(exporter), exporter_options)
    counter = load_tokenizer(tokenizer, base_model, bos=bos, eos=eos, engine=tokenizer_engine)

    def tell(made: Conversion) -> None:
        meter.close()
        if counter.spec == BYTES:
            tell_of_bytes(tokenizer, base_model, has_ends=bool(bos or eos))
        tell_unread(made.unread, made.others)
        if made.manifest.recipe.pseudonyms:
            remark(f"The invented names are in {printable(str(names_file()))}, which is private")
        tell_made(made, no_report)

    with metered() as meter:
        reading = given.open(registry, meter.read)
        meter.expect(size=reading.choice.size, is_half=True)
        converted(
            reading,
            to=target,
            folder=output,
            persona=persona,
            recipe=recipe,
            base_model=base_model,
            tokenizer=counter,
            must_exclude=[*options["exclude"], *chats_of_talks(options["exclude_talks"])],
            force=force,
            workers=workers,
            engine=engine,
            engine_options=dict(engine_options),
            report=not no_report,
            registry=registry,
            ask=functools.partial(_asked, persona),
            on_read=lambda count: meter.expect(messages=count),
            on_session=meter.messages,
            on_made=tell,
        )


def _asked(persona: Persona, people: People) -> Persona:
    """The persona whom the user at the terminal names; raises UsageError with the authors where nobody is there."""
    if (not people.messages and persona.called) or any(account.owned for account in people.accounts.values()):
        # The texts bear no name, or an export says whose it is.
        return persona
    likely = people.likely_me()
    if likely is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise unknown_persona(people, persona)
    return asked_persona(people, persona)
