"""Exposure of canaries (Carlini et al. 2019): how near a planted number is to the top of all that it might have been.

exposure = log2(candidates) - log2(rank), of the canary's number among 255 others in the same sentence, ordered by how
likely the model finds them. Without memory the mean is about 1.4 bits; canaries that were never planted show it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from ..chat.scoring import Asked
from ..dataset.manifest import Manifest
from ..examples.canaries import REPEATS, Canary, canaries, candidates, turns_of
from ..rendering.render import opening
from .figures import Figure, Table, declined, figure, too_few
from .lines import prompt_of
from .listening import rank_of
from .statistics import bootstrap, mean
from .subject import Subject

OTHERS = 255
LEAST = 8
ABSENT = 16


class Exposed(msgspec.Struct, frozen=True):
    """A canary and its exposure in bits."""

    canary: Canary
    bits: float


def exposures(subject: Subject, manifest: Manifest, seed: int) -> list[Exposed]:
    """The exposure of each planted canary, and of some that are not in the data; nothing of a dataset without any."""
    found = planted(manifest)
    asked = [questions(canary, manifest, seed) for canary in found]
    bits = iter(subject.score([one for some in asked for one in some]))
    ranks = [rank_of([-next(bits).bits for _ in some]) for some in asked]
    return [Exposed(canary, math.log2(OTHERS + 1) - math.log2(rank)) for canary, rank in zip(found, ranks, strict=True)]


def planted(manifest: Manifest) -> list[Canary]:
    """The canaries of a dataset, and some that are not in it; nothing where there are none."""
    recipe = manifest.recipe
    if not recipe.canaries or not manifest.others:
        return []
    return canaries(recipe.canaries, recipe.seed, absent=ABSENT)


def questions(canary: Canary, manifest: Manifest, seed: int) -> list[Asked]:
    """The canary's number and all others that it might have been, where it stands."""
    return [_asked(canary, number, manifest) for number in candidates(canary, OTHERS, seed)]


def exposure_figures(found: Sequence[Exposed], seed: int) -> tuple[list[Figure], Table | None]:
    """The mean of own lines and of masked context, apart, and a table by how often each was said."""
    names = {"own": "exposure of what the person said", "context": "exposure of what others said (only read)"}
    if not found:
        why = "the dataset has no canaries: make a copy with `convert --canaries 32`, train on it and evaluate that"
        return [declined(f"exposure_{place}", name, why) for place, name in names.items()], None
    bits = {place: [one.bits for one in found if one.canary.place == place] for place in (*names, "absent")}
    rest = mean(bits["absent"])
    return [_figure(f"exposure_{place}", name, bits[place], rest, seed) for place, name in names.items()], _table(found)


def given_away(found: Sequence[Exposed]) -> str:
    """How many planted numbers are the likeliest of all that they might have been; nothing where none was planted."""
    told = []
    for place, where in (("own", "own lines"), ("context", "what others said")):
        bits = [one.bits for one in found if one.canary.place == place]
        if bits:
            out = sum(one >= math.log2(OTHERS + 1) for one in bits)
            told.append(f"of {len(bits):,} planted numbers in {where}, {out or 'none'} can be told from the model")
    return "; ".join(told)


def _figure(id: str, name: str, bits: Sequence[float], absent: float, seed: int) -> Figure:
    if len(bits) < LEAST:
        return declined(id, name, too_few("canaries", len(bits), LEAST, "ranks of fewer are chance"), len(bits))
    return figure(
        *(id, name, mean(bits), bootstrap([[one] for one in bits], mean, seed), len(bits)),
        unit="bits",
        better="lower",
        floor=(math.log2(OTHERS + 1), "given away"),
        ceiling=(absent, "canaries that are not in the data"),
    )


def _table(found: Sequence[Exposed]) -> Table:
    cells: dict[tuple[str, int], list[float]] = defaultdict(list)
    for one in found:
        cells[one.canary.place, one.canary.repeats].append(one.bits)
    rows = [
        (f"{count}", *(mean(cells[place, count]) if cells[place, count] else None for place in ("own", "context")))
        for count in REPEATS
    ]
    return Table("exposure in bits, by how often it was said", ("times", "own lines", "context"), tuple(rows))


def _asked(canary: Canary, number: str, manifest: Manifest) -> Asked:
    """The number where it stands in the training text, behind the talk that is before it; absent ones as own lines."""
    template, other = manifest.template, manifest.others[0]
    as_own = canary if canary.place != "absent" else msgspec.structs.replace(canary, place="own")
    turns = turns_of(as_own, template.name, other, 0)
    place = next(i for i, turn in enumerate(turns) if turn.text == canary.text)
    prompt = prompt_of(opening(template, turns), turns[:place], turns[place].name)
    return Asked(f"{prompt} {canary.frame}", f" {number}")
