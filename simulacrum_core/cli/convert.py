"""`simulacrum convert`: the main job."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from ..config.contacts import load_contacts
from ..config.exclusions import Exclusions, period
from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.participants import People
from ..dataset.statistics import REPORT
from ..errors import UsageError
from ..examples.advice import NAMELESS
from ..examples.refusals import unknown_persona
from ..execution import local
from ..execution.engines import ENGINES, LOCAL
from ..execution.local import Conversion, persona_of
from ..inspection.amount import amount_of_dataset
from ..ledger import Ledger
from ..plugin.registry import Registry, configured
from ..privacy.names.names_file import names_file
from ..progress import metered
from ..sources.limits import Limits
from ..terminal import printable
from ..tokens.loading import Engine as TokenizerEngine
from ..tokens.loading import load_tokenizer
from ..tokens.tokenizers import BYTES
from .convert_options import persona_options, recipe_options, tokenizer_options
from .help import Command
from .options import categories, reading_of, remark, source_options, tell_problems, tell_unread, untrained_kinds
from .persona import asked_persona

_FIELD = re.compile(rf"\b(?:{'|'.join(Recipe.model_fields)})\b")


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
    sources: tuple[str, ...],
    importer: str | None,
    importer_options: tuple[tuple[str, str], ...],
    limits: Limits,
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
    recipe = _recipe(options)
    persona = _persona(options)
    target = configured(registry.exporter(exporter), exporter_options)
    counter = load_tokenizer(tokenizer, base_model, bos=bos, eos=eos, engine=tokenizer_engine)

    def tell(made: Conversion) -> None:
        meter.close()
        if counter.spec == BYTES:
            _tell_of_bytes(tokenizer, base_model, has_ends=bool(bos or eos))
        tell_unread(made.unread, made.others)
        if made.manifest.recipe.pseudonyms:
            remark(f"The invented names are in {printable(str(names_file()))}, which is private")
        _tell(made, no_report)

    with metered() as meter:
        reading = reading_of(registry, sources, importer, importer_options, limits, options["tz"], meter.read)
        meter.expect(size=reading.choice.size, is_half=True)
        local.convert(
            reading,
            to=target,
            folder=output,
            persona=persona,
            recipe=recipe,
            base_model=base_model,
            tokenizer=counter,
            must_exclude=options["exclude"],
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


def _tell_of_bytes(tokenizer: str | None, base_model: str | None, *, has_ends: bool) -> None:
    """What to know of a dataset that was counted in bytes."""
    if base_model and not has_ends:
        remark(f"Written with <s> and </s>: if {printable(base_model)} has others, pass them with --bos and --eos.")
    if tokenizer is None:
        remark(
            "Counted in bytes, which is more than any tokenizer counts, with the <s> and </s> of Llama and Mistral. "
            "Pass --base-model to count exactly and to use the model's own BOS and EOS."
        )


def _recipe(options: dict[str, Any]) -> Recipe:
    """The recipe from the options that were given; raises UsageError that names the option at fault."""
    given = {key: options[key] for key in Recipe.model_fields if options.get(key) not in (None, ())}
    if "recognizer_options" in given:
        given["recognizer_options"] = dict(given["recognizer_options"])
    if "redact" in given:
        given["redact"] = categories(given["redact"])
    if "languages" in given:
        given["languages"] = [code.strip().lower() for codes in given["languages"] for code in codes.split(",")]
    if "train" in given:
        given["train"] = untrained_kinds(given["train"])
    given |= {key: _by_source(key, given[key]) for key in ("weights", "caps") if key in given}
    try:
        return Recipe.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = _option(*(part for part in first["loc"] if isinstance(part, str)))
        if first["type"].startswith("date_"):
            raise UsageError(f"{name}: {first['input']!r} is not a date", remedy="Write it like 2024-12-31") from None
        what = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            raise UsageError(_FIELD.sub(lambda match: _option(match[0]), what)) from None
        raise UsageError(f"{name}: {what}") from None


def _option(*parts: str) -> str:
    """The option that a field of the recipe is on the command line."""
    return "--" + "-".join(parts).replace("_", "-")


def _by_source(option: str, values: Sequence[str]) -> dict[str, str]:
    """`whatsapp=2` and the like as a table; raises UsageError where a value is none."""
    pairs = [value.partition("=") for value in values]
    for name, sign, value in pairs:
        if not (name and sign and value):
            example = "whatsapp=0.5" if option == "weights" else "discord=5000"
            raise UsageError(f"--{option.removesuffix('s')}: not SOURCE=NUMBER", remedy=f"Write it like {example}")
    return {name: value for name, _, value in pairs}


def _persona(options: dict[str, Any]) -> Persona:
    """The persona file with the options laid over it."""
    base = persona_of(options["persona"], options["me"])
    prompt = options["system_prompt"]
    if prompt and prompt.startswith("@"):
        prompt = _file_text(Path(prompt[1:]))
    return base.model_copy(
        update={
            "name": options["name"] or base.name,
            "system_prompt": base.system_prompt if prompt is None else prompt,
            "people": base.people | (load_contacts(options["contacts"]) if options["contacts"] else {}),
            "exclude": base.exclude.and_also(_exclusions(options)),
        }
    )


def _exclusions(options: dict[str, Any]) -> Exclusions:
    try:
        days = [period(text) for text in options["exclude_dates"]]
        return Exclusions(names=options["exclude"], words=options["exclude_words"], dates=days)
    except ValueError as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise UsageError(f"--exclude-dates: {what.removeprefix('Value error, ')}") from None


def _file_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--system-prompt: cannot be read ({error})", file=str(path)) from None


def _asked(persona: Persona, people: People) -> Persona:
    """The persona whom the user at the terminal names; raises UsageError with the authors where nobody is there."""
    if (not people.messages and persona.called) or any(account.owned for account in people.accounts.values()):
        # The texts bear no name, or an export says whose it is.
        return persona
    likely = people.likely_me()
    if likely is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise unknown_persona(people, persona)
    return asked_persona(people, persona)


def _tell(made: Conversion, no_report: bool) -> None:
    tell_problems(made.findings)
    ledger, numbers = made.manifest.ledger, made.manifest.statistics
    out = ledger.left_out.total()
    remark(f"{ledger.read:,} messages: {ledger.trained:,} trained on, {ledger.context:,} context, {out:,} left out")
    for reason, count in ledger.worded():
        remark(f"  {count:>9,} {reason}")
    if ledger.untrained:
        languages = ", or not in --languages" if made.manifest.recipe.languages else ""
        remark(
            f"The context holds {ledger.untrained:,} of the persona: forwarded or only links (see --train){languages}"
        )
    if numbers.nameless:
        remark(f"{numbers.nameless:,} messages are in busy groups where {NAMELESS}")
    _tell_private(ledger)
    if len(ledger.sources) > 1:
        _tell_shares(ledger)
    splits = ", ".join(f"{count:,} {split}" for split, count in numbers.examples.items())
    tokens = f"{numbers.tokens:,} tokens, {numbers.trained_tokens:,} trained on; the longest has {numbers.longest:,}"
    remark(f"{splits} examples; {tokens}")
    remark(amount_of_dataset(made.manifest))
    _tell_next(made, no_report)


def _tell_private(ledger: Ledger) -> None:
    """What was replaced."""
    private = ledger.private()
    if private:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in private.most_common())
        remark(f"{private.total():,} places with private data replaced: {kinds}")
    if named := ledger.redacted["name"]:
        remark(f"{named:,} places in which somebody is named got an invented name")
    if strangers := ledger.redacted["third_party"]:
        remark(f"{strangers:,} places in which somebody is named who takes no part got one")


def _tell_next(made: Conversion, no_report: bool) -> None:
    """What to do with the dataset, and where it lies."""
    here = "DIR" if made.url else printable(str(made.folder))
    if made.url:
        remark("The other commands look at a folder on this machine: fetch it with the storage's own tool")
    if not made.manifest.recipe.redact:
        remark(f"Not searched for secrets: simulacrum check {here} counts them")
    if count := made.manifest.recipe.canaries:
        remark(f"{count:,} invented secrets are planted in it: train on it to measure, talk with another one")
    page = "" if no_report or made.url else f", or open {printable(str(made.folder / REPORT))}"
    remark(f"Look at it: simulacrum preview {here}{page}")
    click.echo(made.url or made.folder)


def _tell_shares(ledger: Ledger) -> None:
    """A line for each kind of source: what of the dataset comes of it."""
    trained_tokens = sum(share.trained_tokens for share in ledger.sources.values())
    for source, share in sorted(ledger.sources.items(), key=lambda item: -item[1].trained_tokens):
        percent = 100 * share.trained_tokens / max(trained_tokens, 1)
        what = f"{share.trained:,} of {share.read:,} messages, {share.examples:,} examples"
        remark(f"  {percent:>8.1f}% of the trained tokens come from {source}: {what}")
