"""What the text of an example must be, by its dataset's own template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import pairwise

from ..config.categories import GRAVE
from ..dataset.manifest import MANIFEST, Manifest
from ..errors import DatasetError
from ..models import TrainingExample
from ..plugin.contracts import Exporter, counter_of
from ..rendering.bubbles import bubbles_of
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from ..rendering.render import monologue_opening
from ..tokens.tokenizers import BYTES, Tokenizer

MOST_PEOPLE = 250_000
"""Other people whose lines are known by their names: a million take half a minute, and no chat has so many."""


def _control_ids(tokenizer: Tokenizer) -> frozenset[int]:
    """The ids of tokens that steer a model; none where text is counted in bytes."""
    if tokenizer.spec == BYTES:
        return frozenset()
    encoded = (tokenizer.encode(token) for token in {*tokenizer.special, tokenizer.bos, tokenizer.eos} - {""})
    return frozenset(ids[0] for ids in encoded if len(ids) == 1)


def _tells_speakers(manifest: Manifest) -> bool:
    """Whether the lines of a dataset tell who speaks: all names are known, none is `Ben: the cook` beside a `Ben`."""
    others = set(manifest.others)
    alike = any(other[:place] in others for other in others for place in _colons(other))
    return len(manifest.others) == manifest.statistics.people and not alike


def _colons(name: str) -> list[int]:
    return [place for place, sign in enumerate(name) if sign == ":"]


class Rules:
    """What the text of an example must be, by the dataset's own template."""

    def __init__(self, manifest: Manifest, tokenizer: Tokenizer, exporter: Exporter) -> None:
        if len(manifest.others) > MOST_PEOPLE:
            raise DatasetError(
                f"it names {len(manifest.others):,} other people; {MOST_PEOPLE:,} at most are looked for",
                file=MANIFEST,
                remedy="Convert again with fewer chats",
            )
        # Its many patterns would cost every other command time at its start.
        from ..privacy.finder import Finder

        self.counter, self.budget = counter_of(exporter, tokenizer), manifest.recipe.budget
        self.template_free, self._trains_on_all = exporter.layout.template_free, exporter.layout.trains_on_all
        self.may_drift = self.template_free and not self.counter.joint and tokenizer.spec != BYTES
        # An example shows a part of a talk, and stand-ins in it: where values were replaced, the whole talk has judged.
        self.redacted = set(manifest.recipe.redact)
        self._finder = Finder(GRAVE, learned=not self.redacted)
        self._template = manifest.template
        self._keeps_controls = manifest.recipe.control_tokens == "keep"
        self._keeps_lines = self._keeps_controls and not self._template.bubbles
        self._controls = ControlTokens({*tokenizer.special, self._template.bos, self._template.eos})
        self._control_ids = _control_ids(tokenizer)
        self.needs_ids = self.may_drift or bool(self._control_ids)
        name = self._template.name
        lead = "\n" if self._template.style == "origin" else ""
        self._voice = f"{lead}{name}:" if self._template.train_name else " "
        prompt = self._template.system_prompt.replace("{me}", name)
        told = ".+?".join(map(re.escape, prompt.split("{other}")))
        self._opening = re.compile(re.escape(self._template.bos) + (f"{told}\n" if told else ""), re.DOTALL)
        self._monologue_opening = monologue_opening(self._template, "")
        self._keeps_openers = manifest.recipe.openers != "leave-out"
        self._voice_first = self._voice.removeprefix("\n")
        self._others, self._monologues = frozenset(manifest.others), manifest.statistics.monologues
        ledger = manifest.ledger
        self._is_sent = ledger.untrained > 0 or ledger.quoting > 0 or manifest.recipe.overlap > 0
        self._own_line = re.compile(rf"^{re.escape(name)}: ", re.MULTILINE)
        self._names = frozenset({name, *manifest.others})
        self._speakers = ImpersonationGuard({name, *manifest.others})
        # Nobody calls the persona by a number: "Ada (2)" is a namesake.
        self._persona = ImpersonationGuard({name}, numbered=False)
        self.counts_boundaries = self._template.bubbles and self.template_free and _tells_speakers(manifest)
        self._any_laws = (self._alternates, self._has_no_controls)
        self._chat_laws = (self._begins, self._ends, self._is_persona, self._has_no_imitation, *self._any_laws)
        self._monologue_laws = (self._goes_on, *self._any_laws)

    def stray_controls(self, example: TrainingExample, ids: Sequence[Sequence[int]]) -> int:
        """Ids of control tokens in the text besides the BOS and EOS of the template, as the trainer will see them."""
        if self._keeps_controls or not self.template_free or not self._control_ids:
            return 0
        found = sum(id in self._control_ids for part in ids for id in part)
        first, last = example.segments[0].text, example.segments[-1].text
        bos, eos = self._template.bos, self._template.eos
        return found - bool(bos and first.startswith(bos)) - bool(eos and last.endswith(eos))

    def may_be_grave(self, examples: Sequence[TrainingExample | None]) -> Set[int]:
        """The places of examples in which `grave` may find something: few, which one look at all of them tells."""
        return self._finder.look_at_lines(
            [self._lines(example) if example else "" for example in examples], self._names
        )

    def grave(self, example: TrainingExample) -> list[str]:
        """The categories of what is found in an example that opens an account or moves money."""
        return [span.category for span in self._finder.find_in_lines(self._lines(example), self._names)]

    def _lines(self, example: TrainingExample) -> str:
        """What is said in an example, in lines."""
        text = "\n".join([segment.text for segment in example.segments])
        for mark in filter(None, (self._template.bos, self._template.eos)):
            text = text.replace(mark, "\n")
        return text

    def is_monologue(self, example: TrainingExample) -> bool:
        """Whether an example is a piece of a monologue: the dataset has some, and nobody speaks first in this one."""
        if not (self.template_free and self._monologues and example.segments):
            return False
        return not (self._opens(example) or self._is_told(example.segments[0].text))

    def _is_told(self, text: str) -> bool:
        """Whether somebody else speaks first, behind BOS and the system prompt."""
        start = self._opening.match(text)
        if start is None or not self._others:
            return False
        name = self._speakers.speaker(text[start.end() :])
        return name in self._others and text.startswith(f"{name}: ", start.end())

    def boundaries(self, example: TrainingExample) -> int:
        """Places between two messages of one turn: lines that begin with the name of who speaks already."""
        if not self.counts_boundaries or self.is_monologue(example):
            return 0
        text = "".join(segment.text for segment in example.segments)
        start = self._opening.match(text)
        lines = text[start.end() if start else 0 :].split("\n")
        speakers = [name for line in lines if (name := self._speakers.speaker(line)) is not None]
        return sum(one == other for one, other in pairwise(speakers))

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
        if example.segments[0].label and not self._trains_on_all:
            return "it begins with the persona, not with somebody else"
        return None if example.segments[-1].label else "it does not end with the persona"

    def _begins(self, example: TrainingExample) -> str | None:
        first = example.segments[0]
        begins = first.text.startswith(self._template.bos)
        if (begins and not first.label and self._opening.match(first.text)) or self._opens(example):
            return None
        if first.label:
            return "it begins with a segment that is trained on, not with somebody else's"
        return (
            "it does not begin with the system prompt" if begins else f"it does not begin with {self._template.bos!r}"
        )

    def _opens(self, example: TrainingExample) -> bool:
        """Whether the persona speaks first, behind BOS and the system prompt, in a dataset in which it may."""
        if not self._keeps_openers:
            return False
        text = "".join(segment.text for segment in example.segments)
        start = self._opening.match(text)
        return start is not None and text.startswith(f"{self._template.name}: ", start.end())

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
        may_open, is_own = True, False
        for i, segment in enumerate(example.segments):
            if not segment.label:
                is_own = self._is_sent and self._is_own(segment.text, is_own, first=not i)
                continue
            if not (is_own or segment.text.startswith(self._voice)):
                opens = may_open and segment.text.startswith(self._voice_first) and self._opens(example)
                if not opens:
                    return f"a trained segment does not begin with {self._voice!r}"
            may_open, is_own = False, True
        return None

    def _is_own(self, text: str, was_own: bool, *, first: bool) -> bool:
        """Whether the persona speaks at the end of a text that is read; `was_own` where they do before it."""
        opening = self._opening.match(text) if first else None
        lines = text[opening.end() :].split("\n") if opening else text.split("\n")
        speakers = [speaker for line in lines if (speaker := self._speakers.speaker(line))]
        return speakers[-1] == self._template.name if speakers else was_own

    def _has_no_imitation(self, example: TrainingExample) -> str | None:
        """Persona's lines in others' words, and anybody's lines in the persona's; names that end a segment are ours."""
        if self._keeps_lines:
            return None
        for i, segment in enumerate(example.segments):
            opening = None if i else self._opening.match(segment.text)
            text = segment.text[opening.end() :] if opening else segment.text
            if segment.label:
                said = bubbles_of(self._template, text.removeprefix(self._voice.rstrip()))
                found = next((name for one in said if (name := self._speakers.imitated(one, opens=True))), None)
            else:
                # What the persona sends without writing it stands behind their name.
                read = self._own_line.sub("", text) if self._is_sent else text
                found = self._imitates_persona(read.removesuffix(f"{self._template.name}:"))
            if found:
                return f"a line inside somebody's words begins with {found!r}: another speaker's"
        return None

    def _imitates_persona(self, text: str) -> str | None:
        """Whom a line of others' words imitates; whose name looks like the persona's has lines of their own."""
        if self._persona.imitated(text) is None:
            return None
        lines = (line for line in text.split("\n") if self._speakers.speaker(line) in (None, self._template.name))
        return self._persona.imitated("\n".join(lines))

    def _has_no_controls(self, example: TrainingExample) -> str | None:
        if self._keeps_controls:
            return None
        text = "".join(segment.text for segment in example.segments)
        inner = text.removeprefix(self._template.bos).removesuffix(self._template.eos)
        return "a control token inside the text" if self._controls.found(inner) else None
