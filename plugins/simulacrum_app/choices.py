"""What was answered on the second screen, and what it means to a conversion: a persona, a recipe, a persona file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import CATEGORIES, Persona, Recipe, UsageError

from .decided import OF_MAKING, Decided


class Choices(msgspec.Struct):
    """What was answered on the second screen."""

    me: list[str] = []
    accounts: list[str] = []
    """Of each account its source and its name, on two lines: the same name elsewhere may be somebody else's."""
    talks: list[str] | None = None
    """Of the chats that were left out those that still are; None for all of them."""
    single: list[str] | None = None
    """The same of single talks."""
    name: str = ""
    facts: str = ""
    people: str = ""
    words: str = ""
    days: str = ""
    redact: bool = True
    pseudonyms: bool = False
    base_model: str = ""
    held_out: str = "5"
    session_gap: str = ""
    """A silence such as `45m`; nothing fits it to each chat."""

    @property
    def base(self) -> str:
        """The model to train; a folder as one types it is a path."""
        named = self.base_model.strip()
        return str(Path(named).expanduser()) if named.startswith("~") else named


class Form(Choices):
    """The second screen as a page sends it: which page that is, and which one had written last when it was drawn."""

    page: str = ""
    seen: str = ""

    @classmethod
    def of(cls, writer: str) -> Form:
        """Of a page that is drawn now."""
        return cls(page=secrets.token_hex(8), seen=writer)

    def choices(self) -> Choices:
        return Choices(**{name: getattr(self, name) for name in Choices.__struct_fields__})


def is_ticked(choices: Choices, source: str, name: str) -> bool:
    """Whether somebody said to be this account."""
    return name in choices.me or f"{source}\n{name}" in choices.accounts


def persona_of(choices: Choices, talks_left_out: Sequence[str] = (), single: Sequence[str] = ()) -> Persona:
    """Who is imitated, and what is left out."""
    exclude: dict[str, Any] = {
        "names": [*_listed(choices.people), *talks_left_out],
        "words": _listed(choices.words),
        "dates": _listed(choices.days),
        "talks": single,
    }
    accounts: dict[str, list[str]] = {}
    for source, _, name in (one.partition("\n") for one in choices.accounts):
        accounts.setdefault(source, []).append(name)
    me = [name for name in choices.me if name]
    told = {
        "me": me,
        "accounts": accounts,
        "name": choices.name or None,
        "system_prompt": choices.facts,
        "exclude": exclude,
    }
    try:
        return Persona.model_validate(told)
    except ValueError as error:
        first: dict[str, Any] = error.errors()[0] if hasattr(error, "errors") else {"msg": str(error), "loc": ()}
        what = "talk" if "talks" in first["loc"] else "days"
        raise UsageError(f"{what}: {first['msg'].removeprefix('Value error, ')}") from None


def recipe_of(choices: Choices, decided: Decided) -> Recipe:
    """What is replaced, the share of the talks that is held out, and what was decided of a conversion."""
    redacted, gap = CATEGORIES if choices.redact else (), _gap(choices)
    try:
        share = round(float(choices.held_out or "0") / 100, 4)
        chosen = {"session_gap": gap, "redact": redacted, "pseudonyms": choices.pseudonyms, "validation": share}
        also = {name: decided.value(name) for name in OF_MAKING if decided.value(name)}
        return Recipe.model_validate(chosen | also)
    except ValueError:
        raise UsageError(f"held back: {choices.held_out!r} is no percentage from 0 to 99") from None


def _gap(choices: Choices) -> str:
    """The silence that ends a talk; raises UsageError where it is no length of time."""
    gap = choices.session_gap.strip() or "auto"
    try:
        Recipe.model_validate({"session_gap": gap})
    except ValueError:
        raise UsageError(f"a talk ends with: {gap!r} is no length of time such as 45m or 2h") from None
    return gap


def persona_file(choices: Choices, talks_left_out: Sequence[str] = (), single: Sequence[str] = ()) -> str:
    """The persona as a file, which the command takes as well."""
    told = persona_of(choices, talks_left_out, single)
    lines = [f"me = {_toml(told.me)}"] if told.me else []
    if told.name:
        lines.insert(0, f"name = {_toml(told.name)}")
    if told.system_prompt:
        lines.append(f"system_prompt = {_toml(told.system_prompt)}")
    parts = (
        *(("names", told.exclude.names), ("words", told.exclude.words)),
        *(("dates", _listed(choices.days)), ("talks", single)),
    )
    if told.accounts:
        lines += ["", "[accounts]", *(f"{_toml(source)} = {_toml(names)}" for source, names in told.accounts.items())]
    lines += ["", "[exclude]", *(f"{key} = {_toml(list(values))}" for key, values in parts if values)]
    return "version = 2\n" + "\n".join(lines) + "\n"


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _toml(value: str | Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
