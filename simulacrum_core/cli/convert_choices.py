"""The recipe and the persona out of the options of `simulacrum convert`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..config.contacts import load_contacts
from ..config.excluded_talks import talk
from ..config.exclusions import Exclusions, period
from ..config.persona import Persona
from ..config.recipe import Recipe
from ..errors import UsageError
from ..execution.convert import persona_of
from .options import categories, untrained_kinds

_FIELD = re.compile(rf"\b(?:{'|'.join(Recipe.model_fields)})\b")


def recipe_of_options(options: dict[str, Any]) -> Recipe:
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


def persona_of_options(options: dict[str, Any]) -> Persona:
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
    names, words = options["exclude"], options["exclude_words"]
    days, talks = _parsed("exclude_dates", period, options), _parsed("exclude_talks", talk, options)
    return Exclusions.model_validate({"names": names, "words": words, "dates": days, "talks": talks})


def _parsed(key: str, parse: Callable[[object], object], options: dict[str, Any]) -> list[object]:
    """The values of an option that excludes; raises UsageError that names it where one is in another form."""
    try:
        return [parse(text) for text in options[key]]
    except ValueError as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        name = _option(key.replace("talks", "talk"))
        raise UsageError(f"{name}: {what.removeprefix('Value error, ')}") from None


def _file_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--system-prompt: cannot be read ({error})", file=str(path)) from None
