"""`simulacrum push` and `simulacrum pull`."""

from __future__ import annotations

from pathlib import Path

import click

from simulacrum_core import DatasetError, Manifest, Registry, UsageError
from simulacrum_core.dataset import finished, staged

from .client import Hub
from .parcel import Parcel
from .sending import Sending, packed, send
from .settings import check_repo, confirmed

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("--repo", required=True, metavar="OWNER/NAME", help="The repository; made, private, if it is not there.")
@click.option("--adapter", is_flag=True, help="Push the adapter that was trained on DIR.")
@click.option("--merged", is_flag=True, help="Push the merged model in DIR.")
@click.option("--pseudonyms/--real-names", default=True, help="Whether others get invented names in what is sent.")
@click.option("--public", is_flag=True, help="Everybody may read it; you type the repository once more.")
@click.option("--format", "form", type=click.Choice(["jsonl", "parquet"]), default="jsonl", show_default=True)
@click.option("--base-model", metavar="ID", help="What the Hub calls the base model, if DIR names a local folder.")
@click.option("--tokenizer", metavar="TOKENIZER", help="Where the dataset's tokenizer lies now.")
@click.option("--dry-run", is_flag=True, help="List files, sizes and visibility, and send nothing.")
@click.pass_obj
def push(
    registry: Registry,
    /,
    folder: Path,
    repo: str,
    adapter: bool,
    merged: bool,
    pseudonyms: bool,
    public: bool,
    form: str,
    base_model: str | None,
    tokenizer: str | None,
    dry_run: bool,
) -> None:
    """Put a dataset, an adapter or a merged model on the Hugging Face Hub, in a private repository.

    Other people in a dataset get invented names in what is sent, unless you pass --real-names; DIR stays as it is.
    Log in with `hf auth login`, or set HF_TOKEN.

    \b
    Example:
      simulacrum push ada --repo me/ada --dry-run
      simulacrum push ada --repo me/ada
    """
    check_repo(repo)
    if adapter and merged:
        raise UsageError("--adapter and --merged go into repositories of their own", remedy="Pass one of them")
    part = "adapter" if adapter else "merged" if merged else None
    sending = Sending(folder, repo, part, public, form, base_model, tokenizer, real_names=not pseudonyms)
    with packed(sending, registry.exporter_of(Manifest.load(folder))) as parcel:
        click.echo(sending.describe(parcel), err=True)
        if dry_run:
            _list(parcel)
            return
        hub = Hub(repo, parcel.kind)
        hub.check(public)
        if public:
            confirmed(repo)
        send(sending, parcel, hub)
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
    check_repo(repo)
    click.echo(fetch(repo, output or Path(repo.partition("/")[2]), force=force))


def fetch(repo: str, folder: Path, *, force: bool = False) -> Path:
    """Download a dataset into `folder`, which appears whole or not at all."""
    with staged(folder, force=force) as partial:
        Hub(repo, "dataset").fetch(str(partial))
        _settle(partial)
    return folder


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


def _list(parcel: Parcel) -> None:
    for item in parcel.items:
        click.echo(f"{item.size:>12,}  {item.path}")
