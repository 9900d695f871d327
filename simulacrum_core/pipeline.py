"""From a source to a dataset: the whole product, one step after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec

from .config.persona import Persona
from .config.recipe import Recipe, zone
from .conversations.duplicates import Duplicates
from .conversations.participants import Survey
from .conversations.timezones import in_zone
from .dataset.folder import finished, staged
from .dataset.manifest import Manifest
from .examples.budget import Budget
from .examples.context import Context, context_of, drafted
from .examples.lines import spoken_lines, usable_text
from .examples.mixture import Mixture, draws, seed_of
from .examples.monologues import Monologues, Passage
from .examples.refusals import check_excluded, check_persona, check_sources, refuse_empty, tell_findings
from .examples.roles import Roles, is_excluded, roles_of, shown_name
from .examples.runs import has_exchange, runs
from .examples.selection import Selection
from .examples.sessions import sessions
from .ledger import Ledger
from .models import Conversation, Counted, Message, Split, TrainingExample
from .plugin.contracts import Examples, Exporter, Importer
from .plugin.validation import validated
from .privacy.names.names_file import save_names
from .rendering.render import heading, stop_strings
from .sources.findings import Findings
from .sources.source import Source
from .tokens.tokenizers import Tokenizer


def convert(
    parts: list[tuple[Importer, Source]],
    exporter: Exporter,
    folder: Path,
    persona: Persona,
    recipe: Recipe,
    tokenizer: Tokenizer,
    *,
    base_model: str | None = None,
    must_exclude: Sequence[str] = (),
    force: bool = False,
    on_session: Callable[[int], None] = lambda _: None,
) -> tuple[Manifest, Findings]:
    """Read the sources twice, once to see who is there and once to write; the dataset appears whole or not at all.

    Each part is read by its importer. Names in `must_exclude` have to match somebody. `on_session` is told of the
    messages of every session that is done. Raises SimulacrumError where nothing can be made of the sources; then no
    folder is left.
    """
    context = context_of(persona, recipe, tokenizer, exporter)
    survey, copies = survey_parts(parts, context)
    check_excluded(must_exclude, survey)
    check_sources(recipe, survey)
    context = context_of(survey.named(persona), recipe, tokenizer, exporter, survey)
    findings = Findings()
    with staged(folder, force=force) as partial:
        manifest = drafted(context, exporter, base_model, folder)
        conversations = copies.once(read(parts, recipe.tz, findings), context.ledger)
        examples = training_examples(conversations, context, survey, manifest, on_session)
        written = exporter.write(Examples(examples, manifest, tokenizer), partial)
        tell_findings(findings, survey, copies)
        manifest.ledger.unreadable = findings.problem_count
        manifest.ledger.verify()
        refuse_empty(manifest, survey, persona)
        manifest.add_decisions(findings.decisions, context.anonymizer.told)
        finished(manifest, partial, written)
    if context.anonymizer.pseudonyms is not None:
        save_names(context.anonymizer.pseudonyms.map)
    return manifest, findings


def read(
    parts: Iterable[tuple[Importer, Source]], tz: str | None = None, findings: Findings | None = None
) -> Iterator[Conversation]:
    """Normalized conversations of all parts; what the importers find out is added to `findings`."""
    for importer, source in parts:
        fresh = source.again()
        yield from in_zone(validated(importer, importer.read(fresh)), zone(tz) if tz else None)
        if findings is not None:
            findings.extend(fresh.findings)


def survey_parts(parts: list[tuple[Importer, Source]], context: Context) -> tuple[Survey, Duplicates]:
    """The first reading; where the same chat is in there twice, two more, so that it is used once."""
    survey = survey_sessions(read(parts, context.recipe.tz), context, Duplicates())
    copies = Duplicates() if context.recipe.keep_copies else Duplicates.found(survey.sketches)
    if copies:
        copies.learn(read(parts, context.recipe.tz))
        survey = survey_sessions(read(parts, context.recipe.tz), context, copies)
    return survey, copies


def survey_sessions(conversations: Iterable[Conversation], context: Context, copies: Duplicates) -> Survey:
    """Who is there and which sessions can be trained on; raises UsageError where the persona is not among them."""
    survey = Survey()
    scratch = msgspec.structs.replace(context, ledger=Ledger())
    for conversation in copies.once(map(survey.watched, conversations), scratch.ledger):
        roles = roles_of(conversation, context.persona, context.controls)
        survey.add_cast(conversation, roles.mine)
        for session in _sessions(conversation, roles, scratch):
            if _is_trainable(session, conversation, roles):
                said = sum(message.author in roles.mine for message in session)
                survey.add_session(session, conversation.source, said, draws(context.recipe.seed, session[0]))
    check_persona(survey, context.persona)
    return survey


def training_examples(
    conversations: Iterable[Conversation],
    context: Context,
    survey: Survey,
    manifest: Manifest,
    on_session: Callable[[int], None],
) -> Iterator[TrainingExample]:
    """The second reading: conversation, session, example; the ledger and the manifest grow on the way."""
    shares, ordinal, others = Mixture(context.recipe, survey), 0, set[str]()
    for conversation in conversations:
        roles = roles_of(conversation, context.persona, context.controls, context.anonymizer.name)
        share = context.ledger.share(conversation.source)
        with context.ledger.counting(share):
            for session in _sessions(conversation, roles, context):
                split: Split = "validation" if ordinal in shares.newest else "train"
                ordinal += _is_trainable(session, conversation, roles)
                for example in _used(session, split, conversation, roles, context, shares, others):
                    manifest.statistics.add(split, example, share, context.trains_on_all)
                    manifest.statistics.monologues += conversation.monologue
                    yield TrainingExample(example.segments, split, example.turns)
                on_session(len(session))
        manifest.statistics.conversations += 1
    manifest.others = sorted(others)
    manifest.statistics.people = len(others)
    manifest.stop = stop_strings(context.template, manifest.others)


def _used(
    session: list[Message],
    split: Split,
    conversation: Conversation,
    roles: Roles,
    context: Context,
    shares: Mixture,
    others: set[str],
) -> Iterator[Counted]:
    """The examples of a session as often as its source has weight, each time cut anew; held out, it is used once."""
    copies, reason = shares.copies(conversation.source, session[0])
    if not copies:
        context.ledger.leave_out(reason, len(session))
    for copy in range(min(copies, 1) if split == "validation" else copies):
        again = context if copy == 0 else msgspec.structs.replace(context, ledger=Ledger())
        if conversation.monologue:
            yield from monologue_examples(session, conversation, roles, again)
        else:
            yield from session_examples(session, roles, again, others, copy)


def monologue_examples(
    session: list[Message], conversation: Conversation, roles: Roles, context: Context
) -> Iterator[Counted]:
    """An essay or an entry of a journal, in pieces within the budget."""
    monologues = Monologues(
        context.recipe.budget, context.template, context.tokenizer, context.ledger, context.reserve, joint=context.joint
    )
    title = conversation.title and shown_name(context.anonymizer.told(conversation.title), context.controls)
    day = session[0].sent_at and session[0].sent_at.date()
    passages = [Passage(usable_text(message, context), message.author in roles.mine) for message in session]
    yield from monologues.fit(heading(context.template, title, day), passages)


def session_examples(
    session: list[Message], roles: Roles, context: Context, others: set[str], copy: int = 0
) -> Iterator[Counted]:
    """A session cut into runs at random, each run within the budget; whoever else speaks is added to `others`."""
    recipe = context.recipe
    budget = Budget(
        recipe.budget, context.template, context.tokenizer, context.ledger, context.reserve, joint=context.joint
    )
    rng = Random(seed_of(recipe.seed, session[0], copy))
    for run in runs(session, roles.mine, recipe.min_messages, recipe.max_messages, rng, context.ledger):
        lines = list(spoken_lines(run.messages, roles, context))
        others.update(name for name, persona, _ in lines if not persona)
        yield from budget.fit(lines, run)


def _is_trainable(session: list[Message], conversation: Conversation, roles: Roles) -> bool:
    """Whether the persona answers somebody in a session, or says anything in a monologue."""
    if conversation.monologue:
        return any(message.author in roles.mine for message in session)
    return has_exchange(session, roles.mine)


def _sessions(conversation: Conversation, roles: Roles, context: Context) -> Iterator[list[Message]]:
    """The sessions of what may be used of a conversation; of nothing where the persona is silent or excluded it."""
    reason = "excluded conversation" if is_excluded(conversation, context.persona) else None
    if not roles.mine:
        reason = reason or "conversation without the persona"
    if reason is None:
        selection = Selection(context.recipe, context.persona.exclude, context.controls, context.ledger)
        gap = math.inf if conversation.monologue else context.recipe.session_gap
        return sessions(selection.select(conversation, roles), gap)
    count = sum(1 for _ in conversation.messages)
    context.ledger.read += count
    context.ledger.leave_out(reason, count)
    return iter(())
