"""Every promise about a dataset's text, verified on the files with the real tokenizer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from .categories import GRAVE
from .contracts import Exporter
from .controls import Controls
from .datasets import dataset_rows
from .manifest import Manifest
from .models import TrainingExample
from .rows import Row, read_rows
from .segments import monologue_opening
from .speakers import Speakers
from .tokenizing import token_ids
from .tokens import BYTES, Tokenizer, digest

MOST_SHOWN = 50


class Fault(msgspec.Struct, frozen=True):
    """A broken promise: where, and which."""

    file: str
    line: int | None
    what: str


class Check(msgspec.Struct):
    """The result: faults break a promise, remarks do not; `drift` counts rows with other ids than the whole text.

    `grave` counts what opens an account or moves money, by category: keys, passwords, numbers of cards and banks.
    """

    rows: dict[str, int] = msgspec.field(default_factory=dict)
    tokens: int = 0
    trained_tokens: int = 0
    longest: int = 0
    drift: int = 0
    monologues: int = 0
    grave: Counter[str] = msgspec.field(default_factory=Counter)
    faults: list[Fault] = msgspec.field(default_factory=list)
    fault_count: int = 0
    remarks: list[str] = msgspec.field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Count a fault, and keep the first ones."""
        self.fault_count += 1
        if len(self.faults) < MOST_SHOWN:
            self.faults.append(fault)


def check_dataset(
    folder: Path,
    manifest: Manifest,
    tokenizer: Tokenizer,
    exporter: Exporter,
    on_row: Callable[[], None] = lambda: None,
) -> Check:
    """Verify every row, the files and the ledger; raises DatasetError where a file is missing.

    `on_row` is called for every row.
    """
    check = Check(rows={split: 0 for _, split in dataset_rows(folder, manifest)})
    rules = Rules(manifest, tokenizer, exporter)
    for row in read_rows(folder, manifest, exporter.segments):
        on_row()
        check.rows[row.split] += 1
        for what in _row_faults(row, rules, check):
            check.add(Fault(row.file, row.line, what))
    for fault in _file_faults(folder, manifest, check, exporter):
        check.add(fault)
    if check.drift:
        check.remarks.append(_drift_remark(check, tokenizer))
    if check.grave:
        check.remarks.append(_grave_remark(check))
    return check


def _drift_remark(check: Check, tokenizer: Tokenizer) -> str:
    rows = sum(check.rows.values())
    clean = tokenizer.encode("A: a\nB: b") == tokenizer.encode("A: a\n") + tokenizer.encode("B: b")
    remedy = "Use --style seamless" if clean else "This tokenizer does so with any borders"
    return (
        f"no promise is broken, but in {check.drift:,} of {rows:,} rows "
        "the ids of the segments differ from the ids of the whole text, "
        f"which is what the model reads when it talks. {remedy}"
    )


def _grave_remark(check: Check) -> str:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in check.grave.most_common())
    return (
        f"what looks like secrets is in the text ({kinds}). Convert again with --redact {','.join(sorted(check.grave))}"
    )


def _row_faults(row: Row, rules: Rules, check: Check) -> Iterator[str]:
    if row.example is None:
        yield row.problem
        return
    texts = [segment.text for segment in row.example.segments]
    if any(_has_surrogate(text) for text in texts):
        yield "a lone surrogate, which no JSON reader of a trainer takes"
        return
    ids = token_ids(row.example.segments, rules.tokenizer, whole_text=rules.whole_text)
    count = sum(map(len, ids))
    trained = sum(len(part) for part, segment in zip(ids, row.example.segments, strict=True) if segment.label)
    check.monologues += rules.is_monologue(row.example)
    check.tokens += count
    check.trained_tokens += trained
    check.longest = max(check.longest, count)
    if rules.may_drift:
        check.drift += [token for part in ids for token in part] != rules.tokenizer.encode("".join(texts))
    if (whole := count + rules.reserve.of_row(len(texts))) > rules.budget:
        yield f"{whole} tokens, over the budget of {rules.budget}"
    for kind in rules.grave("\n".join(texts)):
        check.grave[kind] += 1
        if kind in rules.redacted:
            yield f"private data is left: {kind}"
    if not trained:
        yield "no token of it is trained on"
    yield from rules.broken(row.example)


class Rules:
    """What the text of an example must be, by the dataset's own template."""

    def __init__(self, manifest: Manifest, tokenizer: Tokenizer, exporter: Exporter) -> None:
        # Its many patterns would cost every other command time at its start.
        from .privacy import Finder

        self.tokenizer, self.budget, self.reserve = tokenizer, manifest.recipe.budget, exporter.reserve
        self.template_free, self._everything = exporter.template_free, exporter.everything
        self.whole_text = exporter.whole_text
        self.may_drift = exporter.template_free and not exporter.whole_text and tokenizer.spec != BYTES
        self.redacted, self._finder = set(manifest.recipe.redact), Finder(GRAVE)
        self._template = manifest.template
        self._keeps_controls = manifest.recipe.control_tokens == "keep"
        self._controls = Controls({*tokenizer.special, self._template.bos, self._template.eos})
        name = self._template.name
        lead = "\n" if self._template.style == "origin" else ""
        self._voice = f"{lead}{name}:" if self._template.train_name else " "
        prompt = self._template.system_prompt.replace("{me}", name)
        told = ".+?".join(map(re.escape, prompt.split("{other}")))
        self._opening = re.compile(re.escape(self._template.bos) + (f"{told}\n" if told else ""), re.DOTALL)
        self._monologue_opening = monologue_opening(self._template, "")
        anybody = "|".join(map(re.escape, manifest.others))
        self._chat = re.compile(f"{self._opening.pattern}(?:{anybody}): ", re.DOTALL)
        self._anybody, self._monologues = bool(anybody), manifest.statistics.monologues
        self._speakers = Speakers({name, *manifest.others})
        self._persona = Speakers({name})
        self._any_laws = (self._alternates, self._has_no_controls)
        self._chat_laws = (self._begins, self._ends, self._is_persona, self._has_no_imitation, *self._any_laws)
        self._monologue_laws = (self._goes_on, *self._any_laws)

    def grave(self, text: str) -> list[str]:
        """The categories of what is found in a text that opens an account or moves money."""
        return [span.category for span in self._finder.find(text)]

    def is_monologue(self, example: TrainingExample) -> bool:
        """Whether an example is a piece of a monologue: the dataset has some, and nobody speaks first in this one."""
        if not (self.template_free and self._monologues and example.segments):
            return False
        return not (self._anybody and self._chat.match(example.segments[0].text))

    def broken(self, example: TrainingExample) -> Iterator[str]:
        """The laws that the example breaks."""
        if not example.segments:
            yield "it has no segments"
            return
        for law in self._laws(example):
            what = law(example)
            if what is not None:
                yield what

    def _laws(self, example: TrainingExample) -> Iterable[Callable[[TrainingExample], str | None]]:
        if not self.template_free:
            return (self._answers, self._has_no_controls)
        return self._monologue_laws if self.is_monologue(example) else self._chat_laws

    def _answers(self, example: TrainingExample) -> str | None:
        if example.segments[0].label and not self._everything:
            return "it begins with the persona, not with somebody else"
        return None if example.segments[-1].label else "it does not end with the persona"

    def _begins(self, example: TrainingExample) -> str | None:
        first = example.segments[0]
        if first.label:
            return "it begins with a segment that is trained on, not with somebody else's"
        if not first.text.startswith(self._template.bos):
            return f"it does not begin with {self._template.bos!r}"
        return None if self._opening.match(first.text) else "it does not begin with the system prompt"

    def _goes_on(self, example: TrainingExample) -> str | None:
        if not example.segments[-1].label:
            return "it does not end with the persona"
        if self._monologue_opening and example.segments[0].label:
            return "it begins with a segment that is trained on, not with its heading"
        text = example.segments[0].text
        begins = text.startswith(self._monologue_opening)
        return None if begins else f"it does not begin with {self._monologue_opening!r}"

    def _ends(self, example: TrainingExample) -> str | None:
        last = example.segments[-1]
        if not last.label:
            return "it does not end with the persona"
        return None if last.text.endswith(self._template.eos) else f"it does not end with {self._template.eos!r}"

    def _alternates(self, example: TrainingExample) -> str | None:
        labels = [segment.label for segment in example.segments]
        if any(one == other for one, other in pairwise(labels)):
            return "neighbouring segments have the same label"
        return "an empty segment" if any(not segment.text for segment in example.segments) else None

    def _is_persona(self, example: TrainingExample) -> str | None:
        for segment in example.segments:
            if segment.label and not segment.text.startswith(self._voice):
                return f"a trained segment does not begin with {self._voice!r}"
        return None

    def _has_no_imitation(self, example: TrainingExample) -> str | None:
        """Persona's lines in others' words, and anybody's lines in the persona's; names that end a segment are ours."""
        if self._keeps_controls:
            return None
        for i, segment in enumerate(example.segments):
            opening = None if i else self._opening.match(segment.text)
            text = segment.text[opening.end() :] if opening else segment.text
            if segment.label:
                found = self._speakers.imitated(text.removeprefix(self._voice.rstrip()))
            else:
                found = self._persona.imitated(text.removesuffix(f"{self._template.name}:"))
            if found:
                return f"a line inside somebody's words begins with {found!r}: another speaker's"
        return None

    def _has_no_controls(self, example: TrainingExample) -> str | None:
        if self._keeps_controls:
            return None
        text = "".join(segment.text for segment in example.segments)
        inner = text.removeprefix(self._template.bos).removesuffix(self._template.eos)
        return "a control token inside the text" if self._controls.found(inner) else None


def _file_faults(folder: Path, manifest: Manifest, check: Check, exporter: Exporter) -> Iterator[Fault]:
    if check.rows.get("train", 0) < 2:
        yield Fault("train", None, "fewer than two rows, which trainers cannot take")
    told = manifest.ledger.trained + manifest.ledger.context + manifest.ledger.left_out.total()
    if told != manifest.ledger.read:
        yield Fault("simulacrum.json", None, f"the ledger: {manifest.ledger.read} messages read, {told} accounted for")
    if exporter.template_free and check.monologues != (told := manifest.statistics.monologues):
        what = f"{check.monologues} rows are of essays or journals, but the manifest says {told}"
        yield Fault("simulacrum.json", None, what)
    for info in manifest.files:
        path = folder / info.path
        if not path.is_file():
            yield Fault(info.path, None, "it is missing")
            continue
        if info.split is not None and check.rows[info.split] != info.rows:
            yield Fault(info.path, None, f"{check.rows[info.split]} rows, but the manifest says {info.rows}")
        if info.split is not None and digest(path) != info.sha256:
            check.remarks.append(f"{info.path} was changed after it was made")


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
