"""From a source to a dataset: the whole product, one step after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec

from . import __version__
from .budget import Budget, Line
from .cast import Cast, cast_of, is_excluded, shown_name
from .contracts import Examples, Exporter, Importer
from .controls import Controls
from .datasets import finished, reference, staged
from .errors import UsageError
from .findings import Findings
from .ledger import Ledger
from .manifest import Manifest, Template, TokenizerInfo
from .models import Conversation, Counted, Message, Split, TrainingExample
from .persona import Persona
from .recipe import Recipe, zone
from .refusals import check_excluded, refuse_empty, unknown_persona
from .runs import has_exchange, runs
from .segments import stop_strings
from .selection import Selection
from .sessions import sessions
from .sources import Source
from .survey import Survey
from .tokens import Tokenizer
from .zones import in_zone

_SURROGATE = re.compile("[\ud800-\udfff]")


class Job(msgspec.Struct, frozen=True):
    """What one conversion needs: whom to imitate, how to cut, how to count, and the template of the text."""

    persona: Persona
    recipe: Recipe
    tokenizer: Tokenizer
    controls: Controls
    template: Template
    ledger: Ledger


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
    job = _job(persona, recipe, tokenizer)
    survey = survey_sessions(read(parts, recipe.tz), job)
    check_excluded(must_exclude, survey)
    job = _job(survey.named(persona), recipe, tokenizer)
    findings = Findings()
    with staged(folder, force=force) as partial:
        manifest = _draft(job, exporter, base_model, folder)
        examples = training_examples(read(parts, recipe.tz, findings), job, survey, manifest, on_session)
        written = exporter.write(Examples(examples, manifest), partial)
        manifest.ledger.unreadable = findings.problem_count
        manifest.ledger.verify()
        refuse_empty(manifest, survey, persona)
        manifest.add_decisions(findings.decisions)
        finished(manifest, partial, written)
    return manifest, findings


def read(
    parts: Iterable[tuple[Importer, Source]], tz: str | None = None, findings: Findings | None = None
) -> Iterator[Conversation]:
    """Normalized conversations of all parts; what the importers find out is added to `findings`."""
    for importer, source in parts:
        fresh = source.again()
        yield from in_zone(importer.read(fresh), zone(tz) if tz else None)
        if findings is not None:
            findings.extend(fresh.findings)


def survey_sessions(conversations: Iterable[Conversation], job: Job) -> Survey:
    """The first reading; raises UsageError where the persona is not among the authors."""
    survey = Survey()
    scratch = msgspec.structs.replace(job, ledger=Ledger())
    found = False
    for conversation in conversations:
        cast = cast_of(conversation, job.persona, job.controls)
        found = found or bool(cast.mine)
        survey.mine.update(person.name for person in conversation.participants if person.id in cast.mine)
        watched = msgspec.structs.replace(conversation, messages=survey.watch(conversation))
        for session in _sessions(watched, cast, scratch):
            if has_exchange(session, cast.mine):
                survey.add_session(session)
    if not found:
        raise unknown_persona(survey, job.persona)
    return survey


def training_examples(
    conversations: Iterable[Conversation],
    job: Job,
    survey: Survey,
    manifest: Manifest,
    on_session: Callable[[int], None],
) -> Iterator[TrainingExample]:
    """The second reading: conversation, session, example; the ledger and the manifest grow on the way."""
    newest, ordinal, others = survey.newest(job.recipe.validation), 0, set[str]()
    for conversation in conversations:
        cast = cast_of(conversation, job.persona, job.controls)
        before = job.ledger.read
        for session in _sessions(conversation, cast, job):
            split: Split = "validation" if ordinal in newest else "train"
            ordinal += has_exchange(session, cast.mine)
            for example in session_examples(session, cast, job, others):
                manifest.statistics.add(split, example)
                yield TrainingExample(example.segments, split)
            on_session(len(session))
        manifest.add_conversation(conversation.source, job.ledger.read - before)
    manifest.others = sorted(others)
    manifest.stop = stop_strings(job.template, manifest.others)


def session_examples(session: list[Message], cast: Cast, job: Job, others: set[str]) -> Iterator[Counted]:
    """A session cut into runs at random, each run within the budget; whoever else speaks is added to `others`."""
    recipe = job.recipe
    budget = Budget(recipe.budget, job.template, job.tokenizer, job.ledger)
    rng = Random(seed_of(recipe.seed, session[0]))
    for run in runs(session, cast.mine, recipe.min_messages, recipe.max_messages, rng, job.ledger):
        lines = [_line(message, cast, job) for message in run.messages]
        others.update(name for name, persona, _ in lines if not persona)
        yield from budget.fit(lines, run)


def seed_of(seed: int, first: Message) -> bytes:
    """A seed of its own for every session, so that other chats, later messages and file names change no cut."""
    return f"{seed}\0{first.author}\0{first.sent_at}\0{first.text}".encode("utf-8", "surrogatepass")


def _sessions(conversation: Conversation, cast: Cast, job: Job) -> Iterator[list[Message]]:
    """The sessions of what may be used of a conversation; of nothing where the persona is silent or excluded it."""
    reason = "excluded conversation" if is_excluded(conversation, job.persona) else None
    if not cast.mine:
        reason = reason or "conversation without the persona"
    if reason is None:
        selected = Selection(job.recipe, job.controls, job.ledger).select(conversation.messages, cast)
        return sessions(selected, job.recipe.session_gap)
    count = sum(1 for _ in conversation.messages)
    job.ledger.read += count
    job.ledger.leave_out(reason, count)
    return iter(())


def _line(message: Message, cast: Cast, job: Job) -> Line:
    """Name, side and text of a message.

    Control tokens are made harmless, lone surrogates, which no file can hold, are replaced; nothing else is altered.
    """
    author, text = message.author or "", message.text
    if _SURROGATE.search(text):
        job.ledger.repaired += 1
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    if job.recipe.control_tokens == "space" and (safe := job.controls.defused(text)) is not text:
        job.ledger.defused += 1
        text = safe
    return cast.name(author), author in cast.mine, text


def _job(persona: Persona, recipe: Recipe, tokenizer: Tokenizer) -> Job:
    controls = Controls({*tokenizer.special, tokenizer.bos, tokenizer.eos} - {""})
    if recipe.control_tokens != "keep" and controls.found(persona.system_prompt):
        raise UsageError("the system prompt holds a control token", remedy="Take it out, or pass --control-tokens keep")
    template = Template(
        style=recipe.style,
        train_name=recipe.train_name,
        bos=tokenizer.bos,
        eos=tokenizer.eos,
        name=shown_name(persona.called, controls),
        system_prompt=persona.system_prompt,
    )
    return Job(persona, recipe, tokenizer, controls, template, Ledger())


def _draft(job: Job, exporter: Exporter, base_model: str | None, folder: Path) -> Manifest:
    tokenizer = job.tokenizer
    return Manifest(
        made_by=f"my-simulacrum {__version__}",
        exporter=exporter.name,
        exporter_options={key: str(value) for key, value in exporter.model_dump(mode="json").items()},
        template=job.template,
        stop=[],
        tokenizer=TokenizerInfo(
            spec=reference(tokenizer.spec, folder),
            fingerprint=tokenizer.fingerprint,
            bos=tokenizer.bos,
            eos=tokenizer.eos,
        ),
        base_model=base_model and reference(base_model, folder),
        recipe=job.recipe,
        ledger=job.ledger,
    )
