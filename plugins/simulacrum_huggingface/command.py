"""`simulacrum push` and `simulacrum pull`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from simulacrum_core import DatasetError, Manifest, Registry, UsageError
from simulacrum_core.checking import Check, check_dataset
from simulacrum_core.datasets import finished, staged
from simulacrum_core.rows import dataset_tokenizer

from .client import Hub
from .datasets import dataset_parcel
from .models import model_parcel
from .parcel import Parcel

_PATH = click.Path(path_type=Path)
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")


def refusals(folder: Path, manifest: Manifest, check: Check) -> list[str]:
    """Reasons not to push a dataset whose promises hold; each is shown as it stands, so it holds no text."""
    if not check.grave:
        return []
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in check.grave.most_common())
    return [f"what looks like secrets is in the text ({kinds})"]


@click.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--repo", required=True, metavar="OWNER/NAME", help="The repository; made, private, if it is not there.")
@click.option("--adapter", "part", flag_value="adapter", help="Push the adapter that was trained on DIR.")
@click.option("--merged", "part", flag_value="merged", help="Push the merged model in DIR.")
@click.option("--public", metavar="OWNER/NAME", help="Everybody may read it: type the repository again.")
@click.option("--format", "form", type=click.Choice(["jsonl", "parquet"]), default="jsonl", show_default=True)
@click.option("--base-model", metavar="ID", help="What the Hub calls the base model, if DIR names a local folder.")
@click.option("--tokenizer", metavar="TOKENIZER", help="Where the dataset's tokenizer lies now.")
@click.option("--dry-run", is_flag=True, help="List files, sizes and visibility, and call nobody.")
@click.pass_obj
def push(
    registry: Registry,
    /,
    folder: Path,
    repo: str,
    part: str | None,
    public: str | None,
    form: str,
    base_model: str | None,
    tokenizer: str | None,
    dry_run: bool,
) -> None:
    """Put a dataset, an adapter or a merged model on the Hugging Face Hub, in a private repository.

    \b
    Example:
      simulacrum push ada --repo me/ada --dry-run
      simulacrum push ada --repo me/ada
    """
    _check_repo(repo, public)
    manifest = Manifest.load(folder)
    _check_content(folder, manifest, registry, tokenizer)
    if part:
        parcel = model_parcel(folder, manifest, part == "merged", base_model)
    else:
        parcel = dataset_parcel(folder, manifest, form, base_model)
    visibility = "public" if public else "private"
    click.echo(f"{parcel.told}; {visibility}: {parcel.kind} {repo}", err=True)
    if dry_run:
        _list(parcel)
        return
    hub = Hub(repo, parcel.kind)
    hub.check_user()
    changed = hub.push(parcel, bool(public))
    click.echo("Pushed in one commit, and verified." if changed else "It is there already: no new commit.", err=True)
    click.echo(repo)


@click.command()
@click.argument("repo", metavar="OWNER/NAME")
@click.option("-o", "--output", type=_PATH, metavar="DIR", help="The new folder; NAME by default.")
@click.option("--force", is_flag=True, help="Replace a dataset that is there.")
def pull(repo: str, output: Path | None, force: bool) -> None:
    """Fetch a dataset that was pushed, to train on it.

    \b
    Example:
      simulacrum pull me/ada -o ada
      simulacrum train ada --with axolotl
    """
    _check_repo(repo, None)
    folder = output or Path(repo.partition("/")[2])
    with staged(folder, force=force) as partial:
        Hub(repo, "dataset").fetch(str(partial))
        _settle(partial)
    click.echo(folder)


def _settle(folder: Path) -> None:
    """What came must be what its manifest says; the library's own notes are not part of it."""
    import shutil

    from .parcel import taken

    shutil.rmtree(folder / ".cache", ignore_errors=True)
    if not (folder / "simulacrum.json").is_file():
        raise DatasetError("this repository has no simulacrum.json", remedy="Push it with `simulacrum push`, as jsonl")
    manifest = Manifest.load(folder)
    for info in manifest.files:
        taken(info.path, folder / info.path, folder, info.sha256)
    # The card may be edited on the Hub; as it came it is part of the dataset, so that --force may replace it.
    kept = [path for path in [*(folder / info.path for info in manifest.files), folder / "README.md"] if path.is_file()]
    for stranger in [path for path in folder.rglob("*") if path.is_file() and path not in kept]:
        stranger.unlink()
    finished(manifest, folder, list(dict.fromkeys(kept)))


def _check_repo(repo: str, public: str | None) -> None:
    if not _REPO.fullmatch(repo):
        raise UsageError("the repository is not OWNER/NAME")
    if public is not None and public != repo:
        raise UsageError("--public is not the repository", remedy=f"To show it to everybody, pass --public {repo}")


def _check_content(folder: Path, manifest: Manifest, registry: Registry, tokenizer: str | None) -> None:
    counter = dataset_tokenizer(folder, manifest.tokenizer, tokenizer)
    check = check_dataset(folder, manifest, counter, registry.exporter_of(manifest))
    if count := check.fault_count:
        remedy = f"See `simulacrum check {folder}`"
        raise DatasetError(f"{count:,} promises about this dataset are broken; nothing was sent", remedy=remedy)
    if reasons := refusals(folder, manifest, check):
        remedy = "Convert again with --redact, or --exclude-word"
        raise DatasetError(f"nothing was sent: {reasons[0]}", file=str(folder), remedy=remedy)


def _list(parcel: Parcel) -> None:
    for item in parcel.items:
        click.echo(f"{item.size:>12,}  {item.path}")
