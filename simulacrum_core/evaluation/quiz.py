"""The quiz: real held-out replies and the model's side by side, for friends who know the person."""

from __future__ import annotations

from pathlib import Path
from random import Random

import msgspec

from ..chat.devices import Device
from ..chat.speaker import DEFAULT_SAMPLING, Sampling
from ..dataset.manifest import Manifest
from ..errors import DatasetError, UsageError
from ..files import write_private
from ..plugin.registry import Registry
from .evaluate import MOST_TOKENS, Watcher, check_is_talk
from .lines import Line
from .material import Material, Sizes, drawn, read_material
from .quiz_page import Round, quiz_page
from .store import FOLDER
from .subject import Subject, load_subject
from .words import words_of

PAGE = "quiz.html"
ROUNDS = 20
_FEWEST, _FEW = 3, 10
"""Rounds without which there is no quiz, and below which a guess is as good as knowing the person."""
_TRIED = 3
"""How many contexts are tried for each that is shown: some replies are empty or the same."""
_SHOWN_TURNS, _SHOWN_LENGTH = 6, 600


def quiz(
    folder: str | Path,
    model: str | Path | None = None,
    *,
    rounds: int = ROUNDS,
    seed: int = 0,
    sampling: Sampling | None = None,
    device: Device = "auto",
    registry: Registry | None = None,
    watcher: Watcher | None = None,
) -> Path:
    """Write a page on which somebody tells the person's held-out replies from the model's; returns its place.

    Raises DatasetError where there are too few held-out replies, SimulacrumError where the model cannot be loaded.
    """
    place, told = Path(folder), watcher or Watcher()
    if rounds < _FEWEST:
        raise UsageError(f"{rounds} rounds are no quiz, {_FEWEST} are the fewest")
    manifest = Manifest.load(place)
    check_is_talk(manifest)
    exporter = (registry or Registry.installed()).exporter_of(manifest)
    material = read_material(place, manifest, exporter, Sizes(replies=rounds * 10), seed, lambda: None)
    lines = drawn(filter(_is_shown, material.held_out), rounds * _TRIED, seed)
    if len(lines) < _FEWEST:
        raise DatasetError(
            f"{len(lines):,} held-out replies of two words to {_SHOWN_LENGTH} characters, or of emoji, are too few "
            f"for a quiz, {_FEWEST} are needed",
            file=str(place),
            remedy=_more_held_out(manifest),
        )
    told.say("Loading the model ...")
    usual = sampling or msgspec.structs.replace(DEFAULT_SAMPLING, max_tokens=MOST_TOKENS)
    subject, _ = load_subject(place, manifest, Path(model) if model else None, usual, device=device)
    subject.on_row = told.row
    told.expect(rounds)
    found = _rounds(subject, material, lines, rounds, seed)
    if len(found) < _FEWEST:
        raise DatasetError(
            f"{len(found):,} of {len(lines):,} replies of the model can be compared: others are empty or the same",
            file=str(place),
            remedy="See `simulacrum evaluate`",
        )
    if len(found) < rounds:
        told.say(f"{len(found):,} rounds, not {rounds:,}: no more of the {len(lines):,} held-out replies can be shown")
    if len(found) < _FEW:
        told.say(f"So few rounds say little: a guess is often right in most of them. {_more_held_out(manifest)}")
    write_private(place / FOLDER / PAGE, quiz_page(manifest.template.name, found))
    return place / FOLDER / PAGE


def _more_held_out(manifest: Manifest) -> str:
    """What to do for more rounds."""
    share = manifest.recipe.validation
    larger = 0.1 if share < 0.1 else min(2 * share, 0.5)
    return f"More come of a conversion with more held out, such as --validation {larger:g}, and a new training"


def _rounds(subject: Subject, material: Material, lines: list[Line], count: int, seed: int) -> list[Round]:
    """The contexts in a drawn order, each with both replies in a drawn order."""
    random, found = Random(seed), list[Round]()
    order = random.sample(lines, len(lines))
    while order and len(found) < count:
        # As many as are missing at once: most replies can be shown.
        tried, order = order[: count - len(found)], order[count - len(found) :]
        first = seed * 100_003 + len(lines) - len(order) - len(tried)
        written = subject.write([line.prompt for line in tried], range(first, first + len(tried)))
        found += [
            _round(line, material.text(line), reply.text, random.randrange(2))
            for line, reply in zip(tried, written, strict=True)
            if reply.text.strip() and not _is_same(reply.text, material.text(line))
        ]
    return found


def _round(line: Line, real: str, written: str, place: int) -> Round:
    return Round(_before(line), (real, written) if place == 0 else (written, real), place)


def _before(line: Line) -> tuple[tuple[str, str], ...]:
    """The last turns before a reply, long ones from their end."""
    return tuple(
        (turn.name, turn.text if len(turn.text) <= _SHOWN_LENGTH else f"… {turn.text[-_SHOWN_LENGTH:]}")
        for turn in line.before[-_SHOWN_TURNS:]
    )


def _is_shown(line: Line) -> bool:
    """Whether one can tell anything by it, and not by its length alone: a model's reply has an end."""
    count = len(words_of(line.text))
    has_words = count >= 2 or (not count and bool(line.text.strip()))
    return bool(line.before) and len(line.text) <= _SHOWN_LENGTH and has_words


def _is_same(one: str, other: str) -> bool:
    """Whether two replies differ in marks at most, or are the same where there are no words, as of emoji."""
    said = words_of(one)
    return said == words_of(other) and (bool(said) or one.split() == other.split())
