"""What every front end is told: the template, who you are, the numbers, and the strings that end the persona's turn."""

from __future__ import annotations

import msgspec

from simulacrum_core import Manifest, Sampling, Template, UsageError, chat_template, system_prompt

_SOMEBODY = "User"


class Persona(msgspec.Struct, frozen=True):
    """The persona of a dataset as a front end meets it; `other` is who talks to them."""

    template: Template
    other: str
    stop: tuple[str, ...]
    context: int
    is_renamed: bool
    """Whether `other` is not the one whom the merged model's own chat template names."""
    sampling: Sampling = Sampling()

    @property
    def name(self) -> str:
        return self.template.name

    @property
    def system_prompt(self) -> str:
        """The system prompt with both names in it."""
        return system_prompt(self.template, [self.other])

    @property
    def chat_template(self) -> str:
        """The chat template in Jinja, with `other` for whoever bears no name."""
        return chat_template(self.template, [self.other])


def persona(manifest: Manifest, other: str | None) -> Persona:
    """The persona for talks with `other`, by default the first person of the dataset; UsageError where it is nobody."""
    first = next(iter(manifest.others), _SOMEBODY)
    name = " ".join((other or first).split())
    if name == manifest.template.name:
        raise UsageError(f"{name} is the persona; use another name")
    stop = tuple(dict.fromkeys([*manifest.stop, f"\n{name}:"]))
    return Persona(manifest.template, name, stop, manifest.recipe.budget, name != " ".join(first.split()))
