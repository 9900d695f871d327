"""The evaluation of one model: its metrics one after the other, each kept when it is done."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from ..chat.devices import Device
from ..chat.speaker import DEFAULT_SAMPLING, Sampling
from ..dataset.manifest import Manifest
from ..errors import DatasetError, UsageError, did_you_mean
from ..files import write_private
from ..plugin.registry import Registry
from ..terminal import length_of
from ..version import __version__
from . import discipline, likelihood, listening, memory, voice
from .embedding import Embedding
from .estimate import seconds, work_of
from .figures import Evaluation, Result
from .material import FULL, QUICK, Material, Sizes, read_material
from .replies import Replies
from .store import FOLDER, Store, fingerprint
from .subject import Subject, load_subject

METRICS: Mapping[str, str] = {module.ID: module.NAME for module in (likelihood, listening, voice, discipline, memory)}
"""Ids and names, in the order in which they are measured."""
JSON, PAGE = "evaluation.json", "evaluation.html"
_VERSION = 3
MOST_TOKENS = 120
"""Tokens of a written reply: longer than nearly all of a chat, so that few are cut that would have ended."""


class Watcher(msgspec.Struct, frozen=True):
    """What is told while it is measured: a line, how many texts there will be, each text."""

    say: Callable[[str], None] = lambda line: None
    expect: Callable[[int], None] = lambda count: None
    row: Callable[[], None] = lambda: None


def evaluate(
    folder: str | Path,
    model: str | Path | None = None,
    *,
    base: bool = False,
    quick: bool = False,
    metrics: Sequence[str] = (),
    seed: int = 0,
    sampling: Sampling | None = None,
    device: Device = "auto",
    embedding: str | None = None,
    registry: Registry | None = None,
    watcher: Watcher | None = None,
) -> Evaluation:
    """Measure what was trained on the dataset in `folder`, or `model`, or with `base` the base model alone.

    Results are kept in `folder/evaluation`, and what is there already is not measured again. Where there is too little
    held-out text for a figure, it says so. `embedding` is a style embedding, a folder or a Hub id, which judges the
    voice beside the other verifiers. Raises SimulacrumError where a model cannot be loaded or does not fit.
    """
    place, told = Path(folder), watcher or Watcher()
    chosen, manifest = _chosen(metrics), Manifest.load(place)
    check_is_talk(manifest)
    exporter = (registry or Registry.installed()).exporter_of(manifest)
    sizes = QUICK if quick else FULL
    material = read_material(place, manifest, exporter, sizes, seed, lambda: None)
    if not material.total and not material.trained_total:
        raise DatasetError("there are no replies of the persona in it", file=str(place), remedy="Convert again")
    drawn = sampling or msgspec.structs.replace(DEFAULT_SAMPLING, max_tokens=MOST_TOKENS)
    told.say("Loading the model ...")
    path = Path(model) if model else None
    subject, remark = load_subject(place, manifest, path, drawn, base_alone=base, device=device)
    subject.on_row = told.row
    weights = fingerprint(place, *([path] if path else [] if base else _trained(place)))
    options = {
        "version": _VERSION,
        "base": base,
        "quick": quick,
        "seed": seed,
        "sampling": drawn,
        "device": subject.device,
        "weights": weights,
        "model": str(model or ""),
    }
    store = Store(place / FOLDER, options)
    subject.scores = store.scores()
    names = {id: f"{id}-{_short(embedding)}" if embedding and id == voice.ID else id for id in chosen}
    left = [id for id in chosen if not store.has(names[id])]
    work = work_of(material, sizes, subject.has_base, left)
    told.expect(work.texts)
    if left and len(material.held_out) >= likelihood.LEAST:
        told.say(f"About {length_of(seconds(subject, material, work))} for {work.texts:,} texts")
    encoder = (lambda: Embedding(embedding, device)) if embedding else None
    results = _measured(subject, material, sizes, seed, store, names, told, encoder)
    return Evaluation(
        _VERSION,
        f"my-simulacrum {__version__}",
        manifest.template.name,
        str(model) if model else manifest.base_model or "" if base else str(_trained(place)[0].relative_to(place)),
        manifest.base_model,
        subject.device,
        quick,
        seed,
        drawn,
        material.total,
        material.trained_total,
        tuple(results),
        tuple(line for line in [remark, _few(material)] if line),
    )


def check_is_talk(manifest: Manifest) -> None:
    """Raises UsageError where the model of a dataset talks in a chat template, not in the text that is measured."""
    if manifest.template.wrapped:
        raise UsageError(
            f"the dataset was made with --to {manifest.exporter}: its model talks in a chat template",
            remedy="Convert the same source with --to axolotl, raw or mlx, train on that and evaluate it",
        )


def save(evaluation: Evaluation, folder: Path) -> Path:
    """Write the page and its numbers, which only their owner can read; returns the page."""
    from .page import page

    content = msgspec.json.format(msgspec.json.encode(evaluation), indent=2).decode()
    write_private(folder / FOLDER / JSON, content + "\n")
    write_private(folder / FOLDER / PAGE, page([evaluation]))
    return folder / FOLDER / PAGE


def _measured(
    subject: Subject,
    material: Material,
    sizes: Sizes,
    seed: int,
    store: Store,
    names: Mapping[str, str],
    told: Watcher,
    embedding: Callable[[], Embedding] | None,
) -> list[Result]:
    replies = Replies(subject, material, seed, sizes.written, store)
    work: dict[str, Callable[[], Result]] = {
        likelihood.ID: lambda: likelihood.measure(subject, material, seed),
        listening.ID: lambda: listening.measure(subject, material, seed, sizes.ranked),
        voice.ID: lambda: voice.measure(subject, material, replies, seed, embedding),
        discipline.ID: lambda: discipline.measure(subject, material, replies, seed, sizes.general),
        memory.ID: lambda: memory.measure(subject, material, replies, seed, sizes.lines),
    }
    results = []
    for id, name in names.items():
        started = time.monotonic()
        measure = work[id]

        def timed(measure: Callable[[], Result] = measure, started: float = started) -> Result:
            return msgspec.structs.replace(measure(), seconds=round(time.monotonic() - started, 1))

        results.append(store.result(name, timed))
        told.say(f"{METRICS[id]}: {results[-1].told}")
    return results


def _few(material: Material) -> str:
    """What to do where most figures cannot be given."""
    if (count := len(material.held_out)) >= likelihood.LEAST:
        return ""
    return (
        f"There are {count:,} held-out replies that were not trained on as well, and most figures need "
        f"{likelihood.LEAST}: convert more, or with a larger --validation, and train again."
    )


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _trained(folder: Path) -> list[Path]:
    from ..training.model_folder import trained_folder

    return [trained_folder(folder)]


def _chosen(metrics: Sequence[str]) -> list[str]:
    for id in metrics:
        if id not in METRICS:
            remedy = f"{did_you_mean(id, METRICS)}There is {', '.join(METRICS)}"
            raise UsageError(f"there is no metric {id!r}", remedy=remedy)
    return [id for id in METRICS if id in metrics] if metrics else list(METRICS)
