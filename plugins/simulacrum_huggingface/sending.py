"""What is sent of a dataset's folder: whole, checked, and, unless the user wants it else, under invented names."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from simulacrum_core import (
    Check,
    DatasetError,
    Exporter,
    Manifest,
    Renaming,
    check_dataset,
    dataset_pseudonyms,
    metered,
    printable,
    renamed_dataset,
    renamed_manifest,
    save_names,
)
from simulacrum_core.dataset import beside, dataset_tokenizer

from .client import Hub
from .datasets import dataset_parcel
from .models import model_parcel
from .parcel import Parcel


class Sending(msgspec.Struct, frozen=True):
    """What `push` is asked for; `part` is `adapter` or `merged` where the model is sent and not the dataset."""

    folder: Path
    repo: str
    part: str | None = None
    public: bool = False
    form: str = "jsonl"
    base_model: str | None = None
    tokenizer: str | None = None
    real_names: bool = False

    def describe(self, parcel: Parcel) -> str:
        """The line that says what goes where."""
        return f"{parcel.summary}; {'public' if self.public else 'private'}: {parcel.kind} {self.repo}"


@contextlib.contextmanager
def packed(sending: Sending, exporter: Exporter) -> Iterator[Parcel]:
    """The files to send of what `exporter` wrote; those made for it lie beside the dataset as long as the block lasts.

    Raises SimulacrumError where a promise is broken, a file is strange, or a secret is in the text.
    """
    folder, manifest = sending.folder, Manifest.load(sending.folder)
    if manifest.recipe.canaries:
        raise DatasetError(
            f"it was made for measuring, with {manifest.recipe.canaries:,} canaries; nothing was sent",
            file=printable(str(folder)),
            remedy="Push one that was converted without --canaries",
        )
    counter = dataset_tokenizer(folder, manifest.tokenizer, sending.tokenizer)
    with contextlib.ExitStack() as stack, metered() as meter:
        hidden = functools.cache(lambda: stack.enter_context(beside(folder)))
        is_renamed = not sending.part and _is_renamed(sending, manifest)
        meter.expect(rows=(1 + is_renamed) * sum(manifest.statistics.examples.values()))
        if is_renamed:
            # What is checked are the rows that are sent; those they are made of have to be what the manifest says.
            dataset_parcel(folder, manifest, sending.base_model, sending.repo)
            source, fresh = hidden() / "rows", dataset_pseudonyms(manifest)
            source.mkdir()
            manifest = renamed_dataset(folder, manifest, exporter, counter, fresh, source, meter.row)
            folder = source
        _check(sending.folder, check_dataset(folder, manifest, counter, exporter, meter.row))
        meter.close()
        if sending.part:
            yield _model(sending, manifest)
            return
        columns = hidden() if sending.form == "parquet" else None
        yield dataset_parcel(folder, manifest, sending.base_model, sending.repo, columns)


def _is_renamed(sending: Sending, manifest: Manifest) -> bool:
    return not (sending.real_names or manifest.recipe.pseudonyms) and bool(manifest.others)


def _model(sending: Sending, manifest: Manifest) -> Parcel:
    fresh = None
    if _is_renamed(sending, manifest):
        fresh = renamed_manifest(manifest, Renaming(manifest, dataset_pseudonyms(manifest)))
    return model_parcel(
        sending.folder, manifest, sending.part == "merged", sending.base_model, sending.repo, invented=fresh
    )


def send(sending: Sending, parcel: Parcel, hub: Hub) -> None:
    """Push what was packed, and keep for the user who is called what."""
    manifest = Manifest.load(sending.folder)
    _remark(f"Sending {len(parcel.items)} files, {sum(item.size for item in parcel.items) / 1e6:,.1f} MB")
    # Before anybody can read them, so that names once given stay.
    is_renamed = not sending.part and _is_renamed(sending, manifest)
    names = save_names(dataset_pseudonyms(manifest).map) if is_renamed else None
    changed = hub.push(parcel, sending.public)
    _remark("Pushed in one commit, and verified." if changed else "It is there already: no new commit.")
    if names:
        _remark(f"The invented names are in {printable(str(names))}, which is private")


def _check(folder: Path, check: Check) -> None:
    if count := check.fault_count:
        remedy = f"See `simulacrum check {printable(str(folder))}`"
        raise DatasetError(f"{count:,} promises about this dataset are broken; nothing was sent", remedy=remedy)
    if check.grave:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in check.grave.most_common())
        raise DatasetError(
            f"nothing was sent: what looks like secrets is in the text ({kinds})",
            file=printable(str(folder)),
            remedy="Convert again with --redact, or --exclude-word",
        )


def _remark(text: str) -> None:
    click.echo(text, err=True)
