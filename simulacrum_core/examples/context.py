"""One conversion's context: whom to imitate, how to cut and count, what to replace; and the manifest that says so."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .. import __version__
from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.participants import Survey
from ..dataset.folder import reference
from ..dataset.manifest import Manifest, Template, TokenizerInfo
from ..errors import UsageError
from ..ledger import Ledger
from ..plugin.contracts import Exporter
from ..privacy.anonymizer import Anonymizer, anonymizer
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from ..tokens.overhead import TemplateOverhead
from ..tokens.tokenizers import Tokenizer
from .roles import shown_name


class Context(msgspec.Struct, frozen=True):
    """What one conversion needs: whom to imitate, how to cut, how to count, and the template of the text."""

    persona: Persona
    recipe: Recipe
    tokenizer: Tokenizer
    controls: ControlTokens
    template: Template
    ledger: Ledger
    reserve: TemplateOverhead = TemplateOverhead()
    joint: bool = False
    speakers: ImpersonationGuard = ImpersonationGuard(())
    anonymizer: Anonymizer = Anonymizer()
    trains_on_all: bool = False


def context_of(
    persona: Persona, recipe: Recipe, tokenizer: Tokenizer, exporter: Exporter, survey: Survey | None = None
) -> Context:
    """What is known of the conversion; who takes part is known after the first reading."""
    controls = ControlTokens({*tokenizer.special, tokenizer.bos, tokenizer.eos} - {""})
    if recipe.control_tokens != "keep" and controls.found(persona.system_prompt):
        raise UsageError("the system prompt holds a control token", remedy="Take it out, or pass --control-tokens keep")
    template = Template(
        style=recipe.style,
        train_name=recipe.train_name,
        bos=tokenizer.bos,
        eos=tokenizer.eos,
        name=shown_name(persona.called, controls),
        system_prompt=persona.system_prompt,
        heading=recipe.heading,
        wrapped=exporter.layout.overhead.wraps_turns,
    )
    context = Context(
        persona,
        recipe,
        tokenizer,
        controls,
        template,
        Ledger(),
        reserve=exporter.layout.overhead,
        joint=exporter.layout.joint,
        trains_on_all=exporter.layout.trains_on_all,
    )
    if survey is None:
        return context
    silent = anonymizer(recipe, persona, survey.mine, survey.people)
    names = (shown_name(silent.name(name), controls) for name in survey.messages if name not in survey.mine)
    template = template.model_copy(update={"system_prompt": silent.told(template.system_prompt)})
    speakers = ImpersonationGuard({template.name, *names})
    return msgspec.structs.replace(context, template=template, anonymizer=silent, speakers=speakers)


def drafted(context: Context, exporter: Exporter, base_model: str | None, folder: Path) -> Manifest:
    """The manifest of a dataset that will lie in `folder`; its counts grow while the examples are made."""
    tokenizer = context.tokenizer
    return Manifest(
        made_by=f"my-simulacrum {__version__}",
        exporter=exporter.name,
        exporter_options={
            key: str(value) for key, value in exporter.model_dump(mode="json", exclude_none=True).items()
        },
        template=context.template,
        stop=[],
        tokenizer=TokenizerInfo(
            spec=reference(tokenizer.spec, folder),
            fingerprint=tokenizer.fingerprint,
            bos=tokenizer.bos,
            eos=tokenizer.eos,
        ),
        base_model=base_model and reference(base_model, folder),
        recipe=context.recipe,
        ledger=context.ledger,
    )
