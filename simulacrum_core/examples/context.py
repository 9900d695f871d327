"""One conversion's context: all that stays the same for every conversation; and the manifest that says so."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.accounts import Key
from ..dataset.row_blocks import MakeRow
from ..plugin.contracts import Exporter, Recognizer, counter_of
from ..privacy.anonymizer import anonymizer
from ..privacy.neighbours import Neighbours
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from ..rendering.names import shown_name
from ..rendering.template import Template
from ..tokens.tokenizers import Tokenizer
from .budget import Budget
from .kinds import untrained_kinds
from .lines import Wording
from .plan import Plan
from .roles import names_of, other_people
from .selection import Selection, selection_of


class Context(msgspec.Struct, frozen=True):
    """What every conversation is built with: whom to imitate, what is used, how it is worded, cut and counted.

    `names` are what accounts of others are called where it is not as the source calls them. With a `row`, examples
    become rows where they are made.
    """

    persona: Persona
    recipe: Recipe
    controls: ControlTokens
    selection: Selection
    wording: Wording
    budget: Budget
    trains_on_all: bool = False
    names: Mapping[Key, str] = {}
    row: MakeRow | None = None

    def with_neighbours(self, neighbours: Neighbours) -> Context:
        """For one conversation, whose messages `neighbours` hears."""
        return msgspec.structs.replace(self, wording=msgspec.structs.replace(self.wording, neighbours=neighbours))


def controls_of(tokenizer: Tokenizer) -> ControlTokens:
    """The control tokens that no message may hold."""
    return ControlTokens({*tokenizer.special, tokenizer.bos, tokenizer.eos} - {""})


def context_of(
    plan: Plan, recipe: Recipe, tokenizer: Tokenizer, exporter: Exporter, recognizer: Recognizer | None = None
) -> Context:
    """The context of a conversion of what was planned."""
    persona, controls = plan.named(), controls_of(tokenizer)
    names = names_of(plan.people, plan.accounts.keys, persona)
    others = other_people(plan.people, plan.accounts.keys, names, persona)
    silent = anonymizer(recipe, persona, plan.people.handles(plan.accounts.keys), others, recognizer)
    template = Template(
        style=recipe.style,
        train_name=recipe.train_name,
        bos=tokenizer.bos,
        eos=tokenizer.eos,
        name=shown_name(persona.called, controls),
        system_prompt=silent.anonymized(persona.system_prompt),
        heading=recipe.heading,
        bubbles=recipe.bubbles,
        wrapped=exporter.layout.overhead.wraps_turns,
    )
    shown = (shown_name(silent.name(name), controls) for name in others)
    keeps = recipe.control_tokens == "keep"
    return Context(
        persona,
        recipe,
        controls,
        selection_of(recipe, persona, controls),
        Wording(
            silent,
            controls if recipe.control_tokens == "space" else None,
            # Bubbles can be told apart only where no message holds what stands between them.
            None if keeps and not recipe.bubbles else ImpersonationGuard({template.name, *shown}),
            recipe.bubbles,
            untrained_kinds(recipe),
        ),
        Budget(recipe.budget, template, counter_of(exporter, tokenizer)),
        exporter.layout.trains_on_all,
        names,
    )
